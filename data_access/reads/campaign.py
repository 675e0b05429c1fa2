"""Reading a campaign whole, within a reader's scope."""

from census.access.scope import Scope
from census.campaign.campaign import Campaign
from census.campaign.narrowing import seen_by
from census.disclosure.suppression import STANDARD, Protection
from data_access.reads.reads import (
    read_above,
    read_areas,
    read_assignments,
    read_opd,
    read_recaps,
    read_registers,
    read_targets,
)
from data_access.reads.record_reads import read_blockers, read_commitments, read_events, read_requests
from data_access.reads.submission_reads import (
    read_daily_domiciles,
    read_daily_opd_progress,
    read_daily_progress,
    read_opd_recaps,
    read_open_forms,
    read_outages,
    read_simulation,
)
from data_access.store.engine import ReadSession
from data_access.store.row_security import admit


def read_campaign(
    session: ReadSession,
    scope: Scope,
    *,
    protection: Protection | None = STANDARD,
    rush_chance: float | None = None,
) -> Campaign:
    """Read all that a reader's tables are made of, in one session and so of one moment.

    The campaign of the scope's area is read whole and protected before the scope narrows it
    (`census.campaign.narrowing`): which groups are too small to be shown must not depend on who looks.

    Parameters
    ----------
    session
        A session that has read nothing yet, or what it read is of the same moment.
    scope
        What the reader may see; what the campaign holds of the areas above are their codes and targets.
    protection
        From which size on a group is shown (`Settings.protection`), keyword-only; None shows all.
    rush_chance
        How likely the operator holds a rush before the deadline (`Settings.rush_chance`), keyword-only.
    """
    full_scope = scope.whole
    admit(session, full_scope)
    campaign = Campaign(
        areas=read_areas(session, full_scope),
        recaps=read_recaps(session, full_scope),
        registers=read_registers(session, full_scope),
        targets=read_targets(session, full_scope),
        opd=read_opd(session, full_scope),
        daily=read_daily_progress(session, full_scope),
        daily_opd=read_daily_opd_progress(session, full_scope),
        opd_recaps=read_opd_recaps(session, full_scope),
        domiciles=read_daily_domiciles(session, full_scope),
        assignments=read_assignments(session, full_scope),
        outages=read_outages(session, full_scope),
        above=read_above(session, full_scope),
        simulation=read_simulation(session),
        protection=protection,
        rush_chance=rush_chance,
        events=read_events(session, full_scope),
        commitments=read_commitments(session, full_scope),
        blockers=read_blockers(session, full_scope),
        requests=read_requests(session, full_scope),
        opened=read_open_forms(session, full_scope),
    )
    return seen_by(campaign, scope)
