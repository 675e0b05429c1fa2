"""What a command is made of: the campaign whole, and as the role that was named may see it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pandas as pd

from census.campaign import Campaign
from census.identity import Role, RoleKind
from census.narrowing import seen_by
from census.role_words import role_of_word
from census.scope import Scope, scope_of
from census.settings import Settings
from data_access.campaign import read_campaign
from data_access.reads import read_boundaries
from data_access.rollups import settle
from data_access.start import open_database
from reports.options import REGENT, refuse


@dataclass(frozen=True)
class Source:
    """What a command prints from.

    Attributes
    ----------
    seen
        The campaign as the role may see it: what is printed.
    whole
        All of it, for what must be made of all areas at once and is narrowed then.
    outlines
        `data_access.reads.read_boundaries`, which are public; empty where they were not wanted.
    today
        Campaign day of this run.
    """

    seen: Campaign
    whole: Campaign
    outlines: pd.DataFrame
    today: date


def read_source(settings: Settings, *, role: str = REGENT, recount: bool = False, boundaries: bool = False) -> Source:
    """Read the root area for a role.

    Parameters
    ----------
    role
        Word of the role (`census.role_words`), keyword-only.
    recount
        Whether small groups are told as well, which is for the operator alone, keyword-only.
    boundaries
        Whether outlines are wanted, keyword-only.
    """
    asked = role_of_word(role)
    if asked is None:
        refuse("--role takes one of: regent, operator, camat:CODE, opd:ID.")
    if recount and asked.kind is not RoleKind.OPERATOR:
        refuse("--recount is for --role operator: it tells of groups that are too small to be shown to others.")
    everything = Scope.everything(settings.root_area)
    database = open_database(settings)
    try:
        settle(database)
        with database.read() as session:
            outlines = read_boundaries(session, everything) if boundaries else pd.DataFrame()
            whole = read_campaign(session, everything, protection=None if recount else settings.protection)
    finally:
        database.close()
    _check_place(asked, whole)
    today = settings.current_day(datetime.now(UTC))
    scope = scope_of([asked], settings.root_area, opd=whole.opd, assignments=whole.assignments, today=today)
    return Source(seen_by(whole, scope or Scope.totals(settings.root_area)), whole, outlines, today)


def _check_place(role: Role, whole: Campaign) -> None:
    """Refuse a role of a kecamatan or agency that is not on record."""
    is_kecamatan = role.area_code in whole.tree and whole.tree.level(str(role.area_code)) == "kecamatan"
    if role.kind is RoleKind.CAMAT and not is_kecamatan:
        refuse("--role camat:CODE takes the code of a kecamatan on record in the root area (KAWAL_ROOT_AREA).")
    if role.opd_id is not None and role.opd_id not in set(whole.opd["id"]):
        refuse("--role opd:ID takes the number of an agency on record.")
