"""The rate of an area as list, map and figures say it, or why there is none."""

from census.base.vocabulary import Status, Unit
from census.figures.progress import AreaProgress
from census.figures.standing import AT_LEAST_95, AT_MOST_5
from presentation.charts.colours import NO_DATA_SYMBOL
from presentation.language.voice import Voice


def without_rate(voice: Voice, row: AreaProgress) -> str:
    """Say why there is no rate: nothing was delivered, too few to be shown, or only a bound may be told."""
    if row.is_hidden:
        return voice.text.plain("hidden")
    if row.numerator is not None:
        return voice.text.plain("no register")
    return voice.text.plain("no data") if row.bound is None else voice.formats.bound(row.bound)


def rate_otherwise(voice: Voice, row: AreaProgress) -> str | None:
    """The rate in the unit and status of the target where there is none in those looked at; None elsewhere."""
    unit, rate = row.target_unit, row.target_rate
    if row.is_small or row.numerator is not None or rate is None or unit is None or unit is Unit.STAFF:
        return None
    words = [voice.formats.units(unit)]
    if row.target_status is Status.CLEAN:
        words.append(voice.text.plain("Clean").lower())
    return f"{voice.formats.rate(rate, base=row.target_denominator)} {' '.join(words)}"


def figure_day(voice: Voice, row: AreaProgress) -> str:
    """Say of which day a figure is, and that it is stale where it is."""
    text, day = voice.text.plain, voice.formats.day(row.as_of)
    return text("figure of {day}, more than 7 days old", day=day) if row.is_stale else text("figure of {day}", day=day)


_BOUNDS = {AT_MOST_5: 0.05, AT_LEAST_95: 1.0}


def bar_length(row: AreaProgress) -> float | None:
    """Length of a row's bar: its rate; of a small group whose rate is only bounded, as far as the rate may reach."""
    return row.rate if row.bound is None else _BOUNDS[row.bound]


def list_remark(voice: Voice, row: AreaProgress, symbol: str, below: str | None) -> tuple[str, ...]:
    """Lines at the right of a list's row: symbol and rate, and below them what is missing."""
    if (otherwise := rate_otherwise(voice, row)) is not None:
        first = f"{symbol} {otherwise}"
    elif row.rate is None:
        reason = without_rate(voice, row)
        # A bound is a figure, and so is a count without a register: the sign of no data is not for it.
        return (reason if row.bound or row.numerator is not None else f"{NO_DATA_SYMBOL} {reason}",)
    else:
        first = f"{symbol} {voice.formats.rate(row.rate, base=row.denominator)}".lstrip()
    return (first,) if below is None else (first, below)
