"""Reading a campaign whole, within a reader's scope."""

from census.campaign import Campaign
from census.scope import Scope
from census.suppression import STANDARD, Protection
from data_access.engine import ReadSession
from data_access.reads import (
    read_above,
    read_areas,
    read_assignments,
    read_opd,
    read_recaps,
    read_registers,
    read_targets,
)
from data_access.record_reads import read_blockers, read_commitments, read_events, read_requests
from data_access.submission_reads import (
    read_daily_domiciles,
    read_daily_opd_progress,
    read_daily_progress,
    read_opd_recaps,
    read_outages,
    read_simulation,
)


def read_campaign(session: ReadSession, scope: Scope, *, protection: Protection | None = STANDARD) -> Campaign:
    """Read all that a reader's tables are made of, in one session and so of one moment.

    Parameters
    ----------
    session
        A session that has read nothing yet, or what it read is of the same moment.
    scope
        What the reader may see; what the campaign holds of the areas above are their codes and targets.
    protection
        From which size on a group is shown (`Settings.protection`), keyword-only; None shows all.
    """
    return Campaign(
        areas=read_areas(session, scope),
        recaps=read_recaps(session, scope),
        registers=read_registers(session, scope),
        targets=read_targets(session, scope),
        opd=read_opd(session, scope),
        daily=read_daily_progress(session, scope),
        daily_opd=read_daily_opd_progress(session, scope),
        opd_recaps=read_opd_recaps(session, scope),
        domiciles=read_daily_domiciles(session, scope),
        assignments=read_assignments(session, scope),
        outages=read_outages(session, scope),
        above=read_above(session, scope),
        simulation=read_simulation(session),
        protection=protection,
        events=read_events(session, scope),
        commitments=read_commitments(session, scope),
        blockers=read_blockers(session, scope),
        requests=read_requests(session, scope),
    )
