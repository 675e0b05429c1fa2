"""Cards of a day as files: a message and two pictures of an area, or of an agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from census.base.vocabulary import OPD_LEVEL, Status, Unit
from census.campaign.agencies import in_staff, served_by
from census.figures.progress import View, is_reached_late
from census.priority.priority import AreaPriority
from census.priority.priority_list import PriorityList, last_day_is_over
from census.settings import Settings
from presentation.areas.figures import shown_verdict
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.language.voice import Voice
from presentation.words.reading import level_word
from presentation.words.today.card import Card, ResponseGuide, card_message, card_of
from presentation.words.verdict import Position, verdict
from reports.pictures.card import HEIGHTS_PX, WIDTH_PX, card_sheet
from reports.priorities import seen_priorities
from reports.reading import Source


@dataclass(frozen=True, slots=True)
class NamedCard:
    """A card, and the code or number that its files are called by."""

    key: str
    card: Card


def cards(
    source: Source, area_codes: Sequence[str], agency_ids: Sequence[int], view: View, *, settings: Settings,
    language: str,
) -> list[NamedCard]:  # fmt: skip
    """The cards of areas and of agencies, in the order asked for; none of groups too small to be told of.

    Parameters
    ----------
    source
        With outlines; what a card says is of what may be seen.
    view
        Day, unit and status of areas.
    settings, language
        How people respond; of all words. Keyword-only.
    """
    text = Translator(language).plain
    campaign = source.seen
    voice = Voice(text, Formats(text), is_simulated=campaign.simulation is not None)
    guide = ResponseGuide(settings.response_site, settings.response_papers, settings.register_until)
    priorities = seen_priorities(source, settings.root_area, view.as_of)
    made = []
    for code in area_codes:
        row, target = campaign.progress_of(code, view), campaign.target(code, view.as_of)
        focus = [area for area in _first(priorities) if code in campaign.tree.chain(area.code)]
        words = shown_verdict(voice, campaign, row, target, view)
        title = text("{level} {area}", level=level_word(text, campaign.tree.level(code)).capitalize(), area=row.name)
        made.append((code, title, Position(row, target, view), words, focus))
    staff = View(view.as_of, Unit.STAFF, Status.RESPONDED, view.path)
    for number in agency_ids:
        position = _agency_position(source, number, settings.root_area, staff)
        served = served_by(campaign.assigned, number, view.as_of)
        focus = [area for area in _first(priorities) if area.code in served]
        words = verdict(text, voice.formats, position)
        made.append((f"opd{number}", position.row.name, position, words, focus))
    is_equivalent = priorities is not None and priorities.is_equivalent
    return [
        NamedCard(
            key,
            card_of(
                voice,
                position,
                words,
                title=title,
                focus=focus,
                is_equivalent=is_equivalent,
                guide=guide,
            ),
        )
        for key, title, position, words, focus in made
        if not position.row.is_small
    ]


def _agency_position(source: Source, number: int, root: str, view: View) -> Position:
    campaign = source.seen
    row = next(row for row in campaign.progress_within(root, OPD_LEVEL, view) if row.code == str(number))
    decided = campaign.opd_target(root, view.as_of)
    target = None if decided is None else in_staff(decided)
    is_late = (
        target is not None
        and row.target_count is not None
        and is_reached_late(campaign.opd_panel_on(view.as_of), row.code, target, row.target_count, as_of=view.as_of)
    )
    return Position(row, target, view, is_reached_late=is_late)


def _first(priorities: PriorityList | None) -> Sequence[AreaPriority]:
    """The desa to go to, in their order; none where there is no forecast or nobody is sent any more."""
    if priorities is None or not priorities.has_forecast or last_day_is_over(priorities):
        return ()
    return priorities.prior


def write_cards(made: Sequence[NamedCard], folder: Path, day: str, *, language: str) -> list[Path]:
    """Write each card as a message and as a picture of each height; give the files in the order written.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    """
    text = Translator(language).plain
    heading = text("Go first to")
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for named in made:
        stem = text("card") + f"_{named.key}_{day}"
        message = folder / f"{stem}.txt"
        message.write_text(card_message(text, named.card) + "\n", encoding="utf-8")
        files.append(message)
        for height in HEIGHTS_PX:
            picture = folder / f"{stem}_{WIDTH_PX}x{height}.png"
            picture.write_bytes(card_sheet(named.card, heading, height).png())
            files.append(picture)
    return files
