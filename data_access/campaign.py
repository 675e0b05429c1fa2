"""Reading a campaign whole, within a reader's scope."""

from census.campaign import Campaign
from census.scope import Scope
from data_access.engine import ReadSession
from data_access.reads import read_above, read_areas, read_opd, read_recaps, read_registers, read_targets


def read_campaign(session: ReadSession, scope: Scope) -> Campaign:
    """Read all that a reader's tables are made of, in one session and so of one moment.

    Parameters
    ----------
    session
        A session that has read nothing yet, or what it read is of the same moment.
    scope
        What the reader may see; what the campaign holds of the areas above are their codes and targets.
    """
    return Campaign(
        areas=read_areas(session, scope),
        recaps=read_recaps(session, scope),
        registers=read_registers(session, scope),
        targets=read_targets(session, scope),
        opd=read_opd(session, scope),
        above=read_above(session, scope),
    )
