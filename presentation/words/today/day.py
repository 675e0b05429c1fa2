"""What the last day brought against what is needed, and for how many days it has been falling or rising."""

from dataclasses import dataclass
from datetime import date

from census.base.vocabulary import Unit
from presentation.language.formats import Formats, as_shown
from presentation.language.messages import Translator
from presentation.words.reasons import about_sign

_LEAST_RUN = 2
"""Days in a row from which on a run is told: one day is higher or lower than another every day."""


@dataclass(frozen=True, slots=True)
class LastDay:
    """The newest day with a figure, in the unit and status of the target.

    Attributes
    ----------
    day, is_yesterday
        The day, and whether it is that before today.
    gain, unit
        What came in on it.
    needed
        What has to come in on each day left; None where nothing is needed any more, or nobody knows.
    is_equivalent
        Whether the target was translated into the unit.
    run
        Days in a row that brought less than the one before; negative for more (`run_of_days`).
    is_outage
        The census could not be reached on that day.
    """

    day: date
    is_yesterday: bool
    gain: int
    unit: Unit
    needed: float | None
    is_equivalent: bool
    run: int
    is_outage: bool


def day_sentence(text: Translator, formats: Formats, last: LastDay) -> str:
    """Say what came in on the last day, what a day has to bring, and how long it has been falling or rising."""
    weekday = formats.weekday(last.day)
    when = (
        text("Yesterday ({weekday})", weekday=weekday)
        if last.is_yesterday
        else text("{weekday}, {day}", weekday=weekday, day=formats.day(last.day, short=True))
    )
    gained = text(
        "{when} **{gain} {unit}**",
        when=when,
        gain=formats.gain(last.gain),
        unit=formats.unit(last.unit, as_shown(abs(last.gain))),
    )
    clauses = [gained]
    if last.is_outage:
        clauses.append(text("the census could not be reached on that day"))
    if last.needed is not None and as_shown(last.needed) > 0:
        pace = about_sign(last.is_equivalent) + formats.count(last.needed)
        clauses.append(text("needed per day: {pace}", pace=pace))
    if abs(last.run) >= _LEAST_RUN and not last.is_outage:
        days = formats.days(abs(last.run))
        clauses.append(
            text("falling for {days} in a row", days=days)
            if last.run > 0
            else text("rising for {days} in a row", days=days)
        )
    return "; ".join(clauses) + "."
