"""Briefings of roles: each of what that role may see, made of one reading of the database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from census.access.identity import Role, RoleKind
from census.base.tree import AreaTree
from census.campaign.campaign import Campaign
from census.figures.progress import View
from census.priority.priority_list import PriorityList
from census.settings import Settings
from geo.layers import attribution, layer_frame
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.language.voice import Voice
from reports.briefing.content import Briefing, Rest, agency_briefing, area_briefing
from reports.briefing.sheet import Outlines, briefing_pdf
from reports.priorities import all_priorities
from reports.reading import Source, seen_as


@dataclass(frozen=True, slots=True)
class DrawnBriefing:
    """What a briefing says, and what its map is drawn of; None without boundaries."""

    briefing: Briefing
    outlines: Outlines | None


def roles_of_all(campaign: Campaign) -> list[Role]:
    """The regent, each camat and each head of an agency."""
    tree = campaign.tree
    kecamatan = [code for code in tree.codes if tree.level(code) == "kecamatan"]
    return [
        Role(RoleKind.REGENT),
        *(Role(RoleKind.CAMAT, area_code=code) for code in kecamatan),
        *(Role(RoleKind.OPD_HEAD, opd_id=agency.id) for agency in campaign.agencies),
    ]


def seen_by_all(source: Source, settings: Settings) -> Iterator[tuple[Role, Campaign]]:
    """The regent, each camat and each head of an agency, with what each may see."""
    for role in roles_of_all(source.unrestricted):
        yield role, seen_as(source, role, settings).seen


def briefings(
    source: Source, readers: Iterable[tuple[Role, Campaign]], as_of: date, *, settings: Settings, language: str
) -> Iterator[DrawnBriefing]:
    """The briefings of roles on a day, each of what the role may see.

    Parameters
    ----------
    source
        With outlines.
    readers
        Roles, and the campaign as each may see it.
    settings, language
        Of the installation; of all words. Keyword-only.
    """
    text, root, tree = Translator(language).plain, settings.root_area, source.unrestricted.tree
    voice = Voice(text, Formats(text), is_simulated=source.unrestricted.simulation is not None)
    owner = attribution(source.outlines) if len(source.outlines) else ""

    @cache
    def listed(area_code: str) -> PriorityList | None:
        return all_priorities(source, area_code, as_of)

    @cache
    def outlines(area_code: str, level: str, *, is_scattered: bool) -> Outlines | None:
        return _outlines(source, tree, area_code, level, is_scattered=is_scattered)

    for role, campaign in readers:
        home = root if role.area_code is None else role.area_code
        view = View(as_of, *campaign.aims.usual_words(home, as_of))
        of_all = listed(home)
        rest = Rest(None if of_all is None else of_all.seen_by(campaign), source.today, owner)
        if role.opd_id is None:
            made = area_briefing(voice, campaign, home, view, rest)
        else:
            made = agency_briefing(voice, campaign, role.opd_id, view, rest, root=root)
        is_scattered = role.opd_id is not None and made.level != tree.level_below(root)
        yield DrawnBriefing(made, outlines(home, made.level, is_scattered=is_scattered))


def _outlines(source: Source, tree: AreaTree, area_code: str, level: str, *, is_scattered: bool) -> Outlines | None:
    if not len(source.outlines):
        return None
    above = tree.level_below(area_code) if is_scattered else None
    shapes, ground = (
        None
        if wanted is None
        else layer_frame(source.outlines, codes=tree.below(area_code, wanted), parent_of=tree.parent_of)
        for wanted in (level, above)
    )
    return Outlines(shapes, ground) if shapes is not None and len(shapes) else None


def write_briefings(made: Iterable[DrawnBriefing], folder: Path, day: date, *, language: str) -> Sequence[Path]:
    """Write each as a file; give the files in the order written.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    TooManyWordsError
        If a page has no room for all words.
    """
    text = Translator(language).plain
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for drawn in made:
        mark = f"{drawn.briefing.mark}_" if drawn.briefing.mark else ""
        file = folder / f"{mark}{text('briefing')}_{drawn.briefing.key}_{day.isoformat()}.pdf"
        file.write_bytes(briefing_pdf(text, drawn.briefing, drawn.outlines))
        files.append(file)
    return files
