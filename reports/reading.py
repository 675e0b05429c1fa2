"""What a command reads: the unrestricted campaign, and the same as the named role may see it (decisions 69, 70)."""

import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pandas as pd

from census.access.identity import Role, RoleKind
from census.access.role_words import role_of_word
from census.access.scope import TOTAL_LEVELS, Scope, scope_of
from census.campaign.campaign import Campaign
from census.campaign.narrowing import seen_by
from census.campaign.record_days import day_of_campaign
from census.settings import Settings
from data_access.reads.campaign import read_campaign
from data_access.reads.reads import read_boundaries
from data_access.start import open_database
from data_access.store.engine import BusyDatabaseError, Database
from data_access.writes.rollups import settle
from reports.options import refuse

NOT_FOR_EVERY_ROLE = (
    "not every role may see them, so say whose they shall be: --role regent, operator, camat:CODE or opd:ID."
)


@dataclass(frozen=True)
class Source:
    """What a command prints from.

    Attributes
    ----------
    seen
        The campaign as the role may see it: what is printed.
    unrestricted
        All of it, for what is computed from all areas at once and narrowed afterwards (decision 71); never printed.
    outlines
        `data_access.reads.reads.read_boundaries`, which are public; empty where they were not wanted.
    today
        Campaign day of this run.
    has_role
        Whether a role was named; without one only totals are seen.
    """

    seen: Campaign
    unrestricted: Campaign
    outlines: pd.DataFrame
    today: date
    has_role: bool


def read_source(
    settings: Settings, *, role: str | None = None, recount: bool = False, boundaries: bool = False
) -> Source:
    """Read the root area for a role.

    Parameters
    ----------
    role
        Word of the role (`census.access.role_words`); None for what every role may see, keyword-only.
    recount
        Whether small groups are told as well, which is for the operator alone, keyword-only.
    boundaries
        Whether outlines are wanted, keyword-only.
    """
    asked = None if role is None else role_named(role)
    if recount and (asked is None or asked.kind is not RoleKind.OPERATOR):
        refuse("--recount is for --role operator: it tells of groups that are too small to be shown to others.")
    everything = Scope.everything(settings.root_area)
    database = open_database(settings)
    try:
        _count_new_rows(database, settings.language)
        with database.read() as session:
            outlines = read_boundaries(session, everything) if boundaries else pd.DataFrame()
            campaign = read_campaign(
                session,
                everything,
                protection=None if recount else settings.protection,
                rush_chance=settings.rush_chance,
            )
    finally:
        database.close()
    today = settings.today or day_of_campaign(campaign, settings.current_day(datetime.now(UTC)))
    scope = _scope(asked, campaign, settings.root_area, today)
    return Source(seen_by(campaign, scope), campaign, outlines, today, has_role=asked is not None)


def seen_as(source: Source, role: Role, settings: Settings) -> Source:
    """The same as a role sees it."""
    scope = _scope(role, source.unrestricted, settings.root_area, source.today)
    return replace(source, seen=seen_by(source.unrestricted, scope), has_role=True)


def role_named(word: str) -> Role:
    """Read a role by its word; refuse any other word."""
    role = role_of_word(word)
    if role is None:
        refuse("--role takes one of: regent, operator, camat:CODE, opd:ID.")
    return role


def _count_new_rows(database: Database, language: str) -> None:
    """Count what other programs have written; where one of them holds the database, say so and go on."""
    try:
        settle(database)
    except BusyDatabaseError:
        from presentation.language.messages import N_, Translator

        words = N_("New rows have come in and are not counted yet: another program holds the database.")
        sys.stderr.write(f"{Translator(language).plain(words)}\n")


def _scope(asked: Role | None, campaign: Campaign, area_code: str, today: date) -> Scope:
    totals = Scope.totals(area_code)
    if asked is None:
        return totals
    _check_place(asked, campaign)
    return scope_of([asked], area_code, opd=campaign.opd, assignments=campaign.assignments, today=today) or totals


def _check_place(role: Role, campaign: Campaign) -> None:
    """Refuse a role of a kecamatan or agency that is not on record."""
    is_kecamatan = role.area_code in campaign.tree and campaign.tree.level(str(role.area_code)) == "kecamatan"
    if role.kind is RoleKind.CAMAT and not is_kecamatan:
        refuse("--role camat:CODE takes the code of a kecamatan on record in the root area (KAWAL_ROOT_AREA).")
    if role.opd_id is not None and role.opd_id not in {agency.id for agency in campaign.agencies}:
        refuse("--role opd:ID takes the number of an agency on record.")


def check_totals(source: Source, area: str, level: str | None = None) -> None:
    """Refuse, where no role was named, an area or a level whose figures are not for every role.

    Parameters
    ----------
    area
        Code that was asked for; one that is not on record is left to `reports.options.check_area`.
    level
        Level of the rows; None where they are of the area itself.
    """
    tree = source.unrestricted.tree
    levels = set(tree.levels) - TOTAL_LEVELS
    if not source.has_role and (level in levels or (area in tree and tree.level(area) in levels)):
        refuse(f"These are figures of {level if level in levels else tree.level(area)}: {NOT_FOR_EVERY_ROLE}")


def check_seed(source: Source, seed: int) -> None:
    """Refuse other draws than the pages' to whom something is withheld: many of them together tell what one does not.

    The mean of rounded figures over many draws would be the figure with all its digits.
    """
    if seed and source.seen is not source.unrestricted:
        refuse("--seed draws anew: it is for --role regent or operator; other roles have the draws of the pages.")


def check_role(role: str | None, what: str) -> None:
    """Refuse what is told of desa and single events where no role was named."""
    if role is None:
        refuse(f"{what}: {NOT_FOR_EVERY_ROLE}")
