"""The card for the public: what to have ready, where to respond and until when; with the place's rate where wanted."""

from dataclasses import dataclass

from census.base.target import Target
from census.figures.progress import AreaProgress
from presentation.language.voice import SIMULATED, Voice
from presentation.words.sources import source_text
from presentation.words.today.card import ResponseGuide
from presentation.words.verdict import deed, people


@dataclass(frozen=True, slots=True)
class Invitation:
    """All that the card for the public says, in plain text.

    Attributes
    ----------
    place
        Whose people are meant.
    headline
        What is asked of them.
    steps
        What to do, in order.
    figure
        How many of them have responded; empty where no figure is wanted or may be told.
    address
        Where the form is, as a browser takes it; the picture holds it as a QR code.
    mark
        The word for simulated figures; empty for real ones, and where there is no figure.
    """

    place: str
    headline: str
    steps: tuple[str, ...]
    figure: str
    address: str
    mark: str


def invitation_of(
    voice: Voice, place: str, target: Target | None, guide: ResponseGuide, *, row: AreaProgress | None
) -> Invitation:
    """The card of a place.

    Parameters
    ----------
    place
        Its name.
    target
        What binds it: its last day is the last to respond; None where none is set.
    guide
        How people respond.
    row
        How far the place has come, as far as the public may be told; None for a card without figures.
    """
    text, formats = voice.text.plain, voice.formats
    steps = [
        text("Have ready: {papers}.", papers=guide.papers),
        text("Open {site} and fill in the form for all members of the family.", site=guide.site),
        text("Send it, and keep the proof that you have responded."),
    ]
    if guide.register_until is not None:
        steps.append(
            text(
                "Families whose card was issued after {day} wait for the interview.",
                day=formats.day(guide.register_until),
            )
        )
    headline = (
        text("Respond to the census yourself, at home")
        if target is None
        else text("Respond to the census yourself, at home, by {day}", day=formats.day(target.ends_on))
    )
    figure = "" if row is None or target is None else _figure(voice, row, target)
    address = guide.site if "://" in guide.site else f"https://{guide.site}"
    return Invitation(
        place, headline, tuple(steps), figure, address, SIMULATED if figure and voice.is_simulated else ""
    )


def _figure(voice: Voice, row: AreaProgress, target: Target) -> str:
    text, formats = voice.text.plain, voice.formats
    if row.is_small or row.target_rate is None:
        return ""
    return text(
        "{rate} {people} here {deed} (figure of {day}, source: {sources}).",
        rate=formats.rate(row.target_rate, base=row.target_denominator),
        people=people(text, target.unit),
        deed=deed(text, target.status),
        day=formats.day(row.target_as_of),
        sources=source_text(text, row.source or ""),
    )
