"""Cards of a day as files: a message and two pictures of an area, or of an agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from census.base.vocabulary import OPD_LEVEL, Status, Unit
from census.campaign.agencies import in_staff, served_by
from census.campaign.campaign import Campaign
from census.figures.progress import View
from census.priority.priority import AreaPriority
from census.priority.priority_list import PriorityList, last_day_is_over
from census.settings import Settings
from presentation.areas.figures import position_of, shown_verdict
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.language.voice import Voice
from presentation.words.reading import level_word
from presentation.words.today.card import Card, ResponseGuide, card_message, card_of, has_ended
from presentation.words.today.invitation import Invitation, invitation_of
from presentation.words.verdict import Position, Verdict, verdict
from reports.priorities import seen_priorities
from reports.reading import Source


@dataclass(frozen=True, slots=True)
class NamedCard:
    """A card, and the code or number that its files are called by."""

    key: str
    card: Card


@dataclass(frozen=True, slots=True)
class Moment:
    """What all cards of a moment rest on.

    Attributes
    ----------
    priorities
        Desa in the order of their priority, as far as whoever gets the cards may see them; None without any.
    guide
        How people respond.
    today
        The day on which the cards are made.
    """

    priorities: PriorityList | None
    guide: ResponseGuide
    today: date


def area_card(voice: Voice, campaign: Campaign, code: str, view: View, moment: Moment) -> NamedCard | None:
    """The card of an area; None of a group too small to be told of.

    Parameters
    ----------
    voice
        Plain words.
    campaign
        As whoever gets the card may see it.
    moment
        Of its places to go to those stand on the card that lie in the area.
    """
    text, row, target = voice.text, campaign.progress_of(code, view), campaign.target(code, view.as_of)
    if row.is_small:
        return None
    focus = [area for area in _first(moment) if code in campaign.tree.chain(area.code)]
    title = _titled(text, campaign, code)
    words = shown_verdict(voice, campaign, row, target, view)
    position = Position(row, target, view)
    return NamedCard(code, _card(voice, position, words, moment, title=title, focus=focus))


def agency_card(
    voice: Voice, campaign: Campaign, number: int, view: View, moment: Moment, *, root: str
) -> NamedCard | None:
    """The card of an agency of the kabupaten `root`: its civil servants, and of the desa it serves where to go first.

    The others as for `area_card`; the view is in staff.
    """
    row = next(row for row in campaign.progress_within(root, OPD_LEVEL, view) if row.code == str(number))
    if row.is_small:
        return None
    served = served_by(campaign.assigned, number, view.as_of)
    focus = [area for area in _first(moment) if area.code in served]
    decided = campaign.opd_target(root, view.as_of)
    target = None if decided is None else in_staff(decided)
    position = position_of(campaign.opd_panel_on(view.as_of), row, target, view)
    words = verdict(voice.text, voice.formats, position)
    return NamedCard(f"opd{number}", _card(voice, position, words, moment, title=row.name, focus=focus))


def _card(
    voice: Voice, position: Position, words: Verdict, moment: Moment, *, title: str, focus: Sequence[AreaPriority]
) -> Card:
    return card_of(
        voice,
        position,
        words,
        title=title,
        focus=focus,
        is_equivalent=moment.priorities is not None and moment.priorities.is_equivalent,
        guide=moment.guide,
        today=moment.today,
    )


def guide_of(settings: Settings) -> ResponseGuide:
    """How people respond, as the operator has set it."""
    return ResponseGuide(settings.response_site, settings.response_papers, settings.register_until)


def cards(
    source: Source, areas: Sequence[str], agencies: Sequence[int], view: View, *, settings: Settings, language: str
) -> list[NamedCard]:
    """The cards of areas and of agencies, in the order asked for; none of groups too small to be told of.

    Parameters
    ----------
    source
        With outlines; what a card says is of what may be seen.
    areas, agencies
        Codes and numbers.
    view
        Day, unit and status of areas.
    settings, language
        How people respond; of all words. Keyword-only.
    """
    text = Translator(language).plain
    campaign, root = source.seen, settings.root_area
    voice = Voice(text, Formats(text), is_simulated=campaign.simulation is not None)
    moment = Moment(seen_priorities(source, root, view.as_of), guide_of(settings), source.today)
    staff = View(view.as_of, Unit.STAFF, Status.RESPONDED, view.path)
    made = [
        *(area_card(voice, campaign, code, view, moment) for code in areas),
        *(agency_card(voice, campaign, number, staff, moment, root=root) for number in agencies),
    ]
    return [named for named in made if named is not None]


def _first(moment: Moment) -> Sequence[AreaPriority]:
    """The desa to go to, in their order; none where there is no forecast or nobody is sent any more."""
    priorities = moment.priorities
    if priorities is None or not priorities.has_forecast or last_day_is_over(priorities):
        return ()
    return priorities.prior


@dataclass(frozen=True, slots=True)
class NamedInvitation:
    """A card for the public, and the code that its file is called by."""

    key: str
    invitation: Invitation


def invitations(
    source: Source, codes: Sequence[str], as_of: date, *, settings: Settings, language: str, has_figures: bool
) -> list[NamedInvitation]:
    """The cards for the public of areas, in the order asked for; none where the online phase is over today.

    Parameters
    ----------
    has_figures
        Whether each says how many there have responded, where that may be told to the role.
    """
    text = Translator(language).plain
    # Names, days and targets are for everybody.
    unrestricted, campaign, guide = source.unrestricted, source.seen, guide_of(settings)
    voice = Voice(text, Formats(text), is_simulated=campaign.simulation is not None)
    made = []
    for code in codes:
        target = unrestricted.target(code, as_of)
        if has_ended(target, source.today):
            continue
        row = None
        if has_figures and target is not None and code in campaign.tree and code not in campaign.withheld:
            row = campaign.progress_of(code, View(as_of, target.unit, target.status))
        chain = [above for above in unrestricted.tree.chain(code) if above != settings.root_area or above == code]
        place = ", ".join(_titled(text, unrestricted, above) for above in chain)
        made.append(NamedInvitation(code, invitation_of(voice, place, target, guide, row=row)))
    return made


def write_invitations(made: Sequence[NamedInvitation], folder: Path, *, language: str) -> list[Path]:
    """Write each as a picture; give the files in the order written.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    TooManyWordsError
        If a picture has no room for all words.
    """
    from reports.pictures.card import small_png
    from reports.pictures.invitation import invitation_sheet

    folder.mkdir(parents=True, exist_ok=True)
    files, word = [], Translator(language).plain("invitation")
    for named in made:
        file = folder / f"{word}_{named.key}.png"
        file.write_bytes(small_png(invitation_sheet(named.invitation)))
        files.append(file)
    return files


def _titled(text: Translator, campaign: Campaign, code: str) -> str:
    level = level_word(text, campaign.tree.level(code)).capitalize()
    return text("{level} {area}", level=level, area=campaign.tree.name(code))


def write_cards(made: Sequence[NamedCard], folder: Path, day: str, *, language: str) -> list[Path]:
    """Write each card as a message and as a picture of each height; give the files in the order written.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    TooManyWordsError
        If a picture has no room for all words.
    """
    # Brings matplotlib with it, which no start of the dashboard shall pay for.
    from reports.pictures.card import HEIGHTS_PX, WIDTH_PX, card_png

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
            picture.write_bytes(card_png(named.card, heading, height))
            files.append(picture)
    return files
