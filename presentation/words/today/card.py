"""The card of a day: what a leader sends on, as values in words; and the same as one message."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from census.base.target import Target
from census.priority.priority import AreaPriority
from presentation.language.messages import Translator
from presentation.language.voice import SIMULATED, Voice
from presentation.words.reasons import short_remarks, shortfall_words
from presentation.words.sources import source_text
from presentation.words.verdict import Position, Verdict, about, deed, people, target_share

MOST_FOCUS = 3
MOST_SIGNS = 700
"""Signs of a message: what a phone shows of one without "read more"."""

_PLAIN = str.maketrans(
    {
        "*": "\N{ASTERISK OPERATOR}",
        "_": "\N{FULLWIDTH LOW LINE}",
        "~": "\N{TILDE OPERATOR}",
        "`": "\N{MODIFIER LETTER GRAVE ACCENT}",
    }
)
"""Signs by which WhatsApp sets type, and what stands for them in names and words of others."""


class TooManyWordsError(ValueError):
    """A card with more words than a picture holds even in small type; the message names it."""


@dataclass(frozen=True, slots=True)
class ResponseGuide:
    """How people respond, as the operator has set it.

    Attributes
    ----------
    site
        Address of the online form.
    papers
        What to have at hand.
    register_until
        Last day of issue of the family cards that may respond online; None where all may.
    """

    site: str
    papers: str
    register_until: date | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place to go to: its name, what is missing there, and what else speaks for it."""

    name: str
    missing: str
    remarks: tuple[str, ...]

    @property
    def line(self) -> str:
        """All of it in one line."""
        return f"{self.name}: {', '.join((self.missing, *self.remarks))}"


@dataclass(frozen=True, slots=True)
class Card:
    """All that a card says, in plain text.

    Attributes
    ----------
    title, day
        Whose figures, and of which day.
    rate, rate_of
        The rate alone, and what it is a rate of.
    reached, due, aimed
        The rate, what should be reached by that day, and the target, as shares from 0 to 1; None for what there is not.
    marks
        Words for what should be reached, and for the target; empty without one.
    headline, needs
        The verdict of the screen, and what it takes.
    focus
        Where to go first.
    guide
        How to respond, a sentence each; empty once the online phase is over.
    foot
        Day and source of the figures.
    mark
        The word for simulated figures; empty for real ones.
    """

    title: str
    day: str
    rate: str
    rate_of: str
    reached: float | None
    due: float | None
    aimed: float | None
    marks: tuple[str, str]
    headline: str
    needs: str
    focus: tuple[Place, ...]
    guide: tuple[str, ...]
    foot: str
    mark: str


def card_of(
    voice: Voice,
    position: Position,
    words: Verdict,
    *,
    title: str,
    focus: Sequence[AreaPriority] = (),
    is_equivalent: bool = False,
    guide: ResponseGuide,
    today: date,
) -> Card:
    """The card of an area or agency.

    Parameters
    ----------
    position
        How far it has come, and against what.
    words
        The same in words, plain (`presentation.areas.figures.shown_verdict`).
    title
        Its name.
    focus
        Desa in the order of their priority, as far as whoever gets the card may see them; three are named.
    is_equivalent
        Families of the focus stand for persons.
    guide
        How people respond.
    today
        The day on which the card is made: once the online phase is over nobody is sent or told to respond, however old
        the figures are.
    """
    text, formats = voice.text.plain, voice.formats
    row, target, view = position.row, position.target, position.view
    is_over = has_ended(target, max(view.as_of, today))
    has_target = target is not None and row.target_rate is not None
    unit, status = (target.unit, target.status) if target is not None and has_target else (view.unit, view.status)
    reached = row.target_rate if has_target else row.rate
    base = row.target_denominator if has_target else row.denominator
    told_on = row.target_as_of if has_target else row.as_of
    foot = [] if told_on is None else [text("Figures of {day}", day=formats.day(told_on))]
    if row.source is not None:
        foot.append(text("Source: {sources}", sources=source_text(text, row.source)))
    return Card(
        title=title,
        day=text("as of {day}", day=formats.day(view.as_of)),
        rate=formats.rate(reached, base=base),
        rate_of=f"{people(text, unit)} {deed(text, status)}",
        reached=reached,
        due=row.expected_rate if has_target else None,
        aimed=float(target.share) if target is not None and has_target else None,
        marks=_marks(voice, position) if has_target else ("", ""),
        headline=words.headline,
        needs=words.needs,
        focus=tuple(_place(voice, area, focus, is_equivalent=is_equivalent) for area in focus[:MOST_FOCUS])
        if not is_over
        else (),
        guide=() if is_over else _guide(voice, target, guide),
        foot=" · ".join(foot),
        mark=SIMULATED if voice.is_simulated else "",
    )


def _marks(voice: Voice, position: Position) -> tuple[str, str]:
    text, formats, row = voice.text.plain, voice.formats, position.row
    target = position.target
    if target is None:
        return "", ""
    due = about(target) + formats.rate(row.expected_rate, base=row.target_denominator)
    return text("due by that day: {share}", share=due), text("target {share}", share=target_share(formats, target))


def _place(voice: Voice, area: AreaPriority, among: Sequence[AreaPriority], *, is_equivalent: bool) -> Place:
    text, formats = voice.text.plain, voice.formats
    # Where all lie in one kecamatan, the card bears its name already.
    is_alone = len({other.parent_code for other in among}) == 1
    return Place(
        area.name if is_alone else f"{area.name} ({area.parent_name})",
        text("{missing} missing", missing=shortfall_words(formats, area, is_equivalent=is_equivalent)),
        tuple(short_remarks(text, formats, area)),
    )


def has_ended(target: Target | None, day: date) -> bool:
    """Tell whether the online phase is over on a day: the last one belongs to it."""
    return target is not None and day > target.ends_on


def _guide(voice: Voice, target: Target | None, guide: ResponseGuide) -> tuple[str, ...]:
    text, formats = voice.text.plain, voice.formats
    first = (
        text("Respond at {site}.", site=guide.site)
        if target is None
        else text("Respond at {site} by {day}.", site=guide.site, day=formats.day(target.ends_on))
    )
    sentences = [first, text("Have ready: {papers}.", papers=guide.papers)]
    if guide.register_until is not None:
        sentences.append(
            text(
                "Families whose card was issued after {day} wait for the interview.",
                day=formats.day(guide.register_until),
            )
        )
    return tuple(sentences)


def card_message(text: Translator, card: Card) -> str:
    """The card as one message in WhatsApp's own signs, of `MOST_SIGNS` signs at most.

    What is least missed goes first where it would be longer: what else speaks for the places to go to, who waits for
    the interview, the third place and the others. Title, verdict, what it takes, day and source always stand, cut at
    their end if names are longer than that.
    """
    bare = tuple(replace(place, remarks=()) for place in card.focus)
    shorter = [
        card,
        replace(card, focus=bare),
        replace(card, focus=bare, guide=card.guide[:2]),
        *(replace(card, focus=bare[:n], guide=card.guide[:2]) for n in (2, 1, 0)),
        replace(card, focus=(), guide=card.guide[:1]),
        replace(card, focus=(), guide=()),
    ]
    messages = [_message(text.plain, one) for one in shorter]
    fitting = next((message for message in messages if len(message) <= MOST_SIGNS), None)
    return messages[-1][: MOST_SIGNS - 1] + "…" if fitting is None else fitting


def _message(text: Translator, card: Card) -> str:
    mark = f" · {card.mark}" if card.mark else ""
    parts = [f"*{_plain(card.title)}* · {card.day}{mark}", _plain(card.headline), _plain(card.needs)]
    if card.focus:
        parts.append("\n".join([f"*{text('Go first to')}*", *(f"- {_plain(place.line)}" for place in card.focus)]))
    if card.guide:
        # As it is: an address must stay one.
        parts.append(" ".join(card.guide))
    if card.foot:
        parts.append(f"_{_plain(card.foot)}_")
    return "\n\n".join(part for part in parts if part)


def _plain(words: str) -> str:
    return words.translate(_PLAIN)
