"""The files of a morning: what each role gets, made of one reading of the database."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from census.access.identity import Role, RoleKind
from census.access.role_words import word_of_role
from census.base.vocabulary import Status, Unit
from census.campaign.campaign import Campaign
from census.figures.progress import View
from census.priority.priority_list import PriorityList
from census.settings import Settings
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.language.voice import SIMULATED, Voice
from reports.book.content import Asked
from reports.book.making import day_workbook
from reports.briefing.making import briefings, roles_of_all, write_briefings
from reports.cards import Moment, NamedCard, agency_card, area_card, guide_of, write_cards
from reports.priorities import all_priorities
from reports.reading import Source, seen_as


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file, and the word of the role that it was made for."""

    role: str
    path: Path


@dataclass(frozen=True)
class Morning:
    """What all files of a morning are made of.

    Attributes
    ----------
    source
        With outlines; what each role may see of it is narrowed for it.
    settings, language
        Of the installation; of all words.
    day
        The day that the figures are of.
    folder
        Where the files are written.
    roles
        For whom: the regent, each camat and each head of an agency, unless fewer are wanted.
    """

    source: Source
    settings: Settings
    day: date
    language: str
    folder: Path
    roles: tuple[Role, ...]

    @cached_property
    def priorities(self) -> PriorityList | None:
        """The desa of the whole in the order of their priority, to be narrowed for each role."""
        return all_priorities(self.source, self.settings.root_area, self.day)

    def seen_by(self, role: Role) -> Campaign:
        """The campaign as a role may see it."""
        return seen_as(self.source, role, self.settings).seen

    def card_of(self, role: Role) -> NamedCard | None:
        """The card of a role's own area or agency; None of a group too small to be told of."""
        campaign, root = self.seen_by(role), self.settings.root_area
        text = Translator(self.language).plain
        voice = Voice(text, Formats(text), is_simulated=campaign.simulation is not None)
        own_priorities = None if self.priorities is None else self.priorities.seen_by(campaign)
        moment = Moment(own_priorities, guide_of(self.settings), self.source.today)
        if role.opd_id is not None:
            view = View(self.day, Unit.STAFF, Status.RESPONDED)
            return agency_card(voice, campaign, role.opd_id, view, moment, root=root)
        code = root if role.area_code is None else role.area_code
        return area_card(voice, campaign, code, View(self.day, *campaign.aims.usual_words(code, self.day)), moment)


def roles_of_morning(campaign: Campaign) -> tuple[Role, ...]:
    """For whom the files of a morning are made: the regent, each camat and each head of an agency."""
    return tuple(roles_of_all(campaign))


def file_role(role: Role) -> Role:
    """The role whose files somebody gets: an operator those of the regent, who sees the same."""
    return Role(RoleKind.REGENT) if role.kind is RoleKind.OPERATOR else role


def make_cards(morning: Morning) -> Iterator[MadeFile]:
    """A message and two pictures for each role."""
    for role in morning.roles:
        card = morning.card_of(role)
        if card is not None:
            day = morning.day.isoformat()
            for path in write_cards([card], morning.folder, day, language=morning.language):
                yield MadeFile(word_of_role(role), path)


def make_briefings(morning: Morning) -> Iterator[MadeFile]:
    """A page on paper for each role."""
    readers = ((role, morning.seen_by(role)) for role in morning.roles)
    made = briefings(morning.source, readers, morning.day, settings=morning.settings, language=morning.language)
    for role, drawn in zip(morning.roles, made, strict=True):
        for path in write_briefings([drawn], morning.folder, morning.day, language=morning.language):
            yield MadeFile(word_of_role(role), path)


def make_workbook(morning: Morning) -> Iterator[MadeFile]:
    """The workbook of the day, for the regent."""
    regent = Role(RoleKind.REGENT)
    if regent not in morning.roles:
        return
    seen, root = morning.seen_by(regent), morning.settings.root_area
    text = Translator(morning.language)
    mark = f"{SIMULATED}_" if seen.simulation is not None else ""
    path = morning.folder / f"{mark}{text.plain('workbook')}_{root}_{morning.day.isoformat()}.xlsx"
    morning.folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(day_workbook(text, Asked(seen, root, morning.day)))
    yield MadeFile(word_of_role(regent), path)


MAKERS: Mapping[str, Callable[[Morning], Iterator[MadeFile]]] = {
    "cards": make_cards,
    "briefings": make_briefings,
    "workbook": make_workbook,
}
"""What is made every morning, by name: each writes its files and tells for which role they are."""


def make_all(morning: Morning) -> list[MadeFile]:
    """Make all files of a morning.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    TooManyWordsError
        If a picture or page has no room for all words.
    """
    return [made for make in MAKERS.values() for made in make(morning)]
