"""What a forecast says in words: how likely, why not, and how earlier ones did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from census.base.target import Target
from census.base.vocabulary import Status, Unit
from census.forecast.model import DRAWS, RUSH_DAYS, Refusal, rush_size
from census.forecast.table import AreaForecast
from census.forecast.track_record import LEAST_HELD, TrackRecord
from presentation.language.formats import NO_VALUE, Formats, as_shown
from presentation.language.messages import N_, Translator
from presentation.words.reasons import about_sign
from presentation.words.verdict import Verdict, deed, people, present, target_share

CHANCES = (
    (0.95, N_("almost certain")),
    (0.66, N_("likely")),
    (0.33, N_("undecided")),
    (0.05, N_("unlikely")),
    (0.0, N_("almost out of reach")),
)
"""Least chance of each step, the best first, and its words; steps have colours and symbols as those of the map."""

REASONS = {
    Refusal.NO_DEADLINE: N_("There is no target on record, and so no deadline to forecast."),
    Refusal.NO_REGISTER: N_("Without a register nothing can be forecast: nobody knows how many are left."),
    Refusal.NO_FIGURES: N_("No figures have been delivered yet that would cover the whole area."),
    Refusal.TOO_FEW_REPORTS: N_(
        "A forecast needs at least two recaps, with a day between them that is no outage: one figure tells no pace."
    ),
    Refusal.STALE: N_("The last figure is more than seven days old: what has happened since is not known."),
    Refusal.OVER: N_("The deadline has passed: there is nothing left to forecast."),
    Refusal.TOO_FAR: N_("The deadline is more than 200 days away: nothing can be said about that."),
    Refusal.UNRELIABLE: N_(
        "The forecasts of this campaign so far were right too seldom: even a range as wide as today's would have held"
        " fewer than half of what came. A forecast would mislead."
    ),
    Refusal.TOO_SMALL: N_("The group is too small: a figure could speak of a person."),
}


@dataclass(frozen=True, slots=True)
class ForecastRates:
    """A forecast of one area as rates.

    Attributes
    ----------
    area
        Its name.
    estimate, low, high
        Rates at the deadline, 0-1.
    base
        Denominator.
    deadline
        The last day that counts.
    """

    area: str
    estimate: float
    low: float
    high: float
    base: int
    deadline: date


def rates_of(area: AreaForecast) -> ForecastRates:
    """A forecast as rates; what is missing shall not pass for 0.

    Raises
    ------
    ValueError
        If nothing is said of the area.
    """
    estimate, low, high = (present(area.share(count)) for count in (area.median, area.lo80, area.hi80))
    return ForecastRates(area.name, estimate, low, high, present(area.denominator), present(area.deadline))


def chance_step(chance: float) -> int:
    """The step of a chance: 0 for almost certain, 4 for almost out of reach.

    Examples
    --------
    >>> chance_step(0.53), chance_step(1.0), chance_step(0.0)
    (2, 0, 4)
    """
    return next(step for step, (least, _words) in enumerate(CHANCES) if chance >= least)


def chance_text(formats: Formats, chance: float | None) -> str:
    """Write a chance in whole percent; never 0 or 100 %, since simulations know no certainty."""
    if chance is None:
        return NO_VALUE
    if chance < 0.01:
        return f"< {formats.rate(0.01, decimals=0)}"
    return f"> {formats.rate(0.99, decimals=0)}" if chance > 0.99 else formats.rate(chance, decimals=0)


def chance_or_reason(text: Translator, formats: Formats, area: AreaForecast) -> str:
    """An area's chance as the list tells it, or that nothing is forecast of it."""
    if area.reason is not None:
        return text.plain("hidden") if area.is_hidden else text.plain("no forecast")
    return chance_text(formats, area.chance_target)


def count_wanted(text: Translator, formats: Formats, area: AreaForecast) -> str:
    """Write what an area has to reach, in the unit and status in which its target speaks: ≈ 1.240 KK Clean."""
    if area.target_count is None or area.target_unit is None:
        return NO_VALUE
    clean = f" {text('Clean')}" if area.target_status is Status.CLEAN else ""
    sign = about_sign(bool(area.is_equivalent))
    return formats.counted(area.target_unit, area.target_count, sign=sign) + clean


def forecast_lines(text: Translator, formats: Formats, area: AreaForecast, unit: Unit) -> list[str]:
    """Say in lines an area's chance, the estimate and the range of its count; `unit` is that of the counts."""
    counted = formats.unit(unit, as_shown(area.median))
    rate = formats.rate(area.share(area.median))
    return [
        text.plain("chance of reaching the target {chance}", chance=chance_or_reason(text, formats, area)),
        text.plain("middle {count} {unit}, {rate}", count=formats.count(area.median), unit=counted, rate=rate),
        text.plain(
            "most likely {low} – {high} {unit}",
            low=formats.count(area.lo80),
            high=formats.count(area.hi80),
            unit=formats.units(unit),
        ),
    ]


def forecast_texts(text: Translator, formats: Formats, areas: Sequence[AreaForecast], unit: Unit) -> pd.DataFrame:
    """Forecasts as a table of texts, a row per area in their order; `unit` is that of the counts.

    Returns
    -------
    DataFrame
        Index: code. Headings in the reader's language.
    """
    text, unit_word = text.plain, formats.units(unit)
    return pd.DataFrame(
        {
            text("Code"): [area.code for area in areas],
            text("Name"): [area.name for area in areas],
            text("Count ({unit})", unit=unit_word): [formats.count(area.count) for area in areas],
            text("Forecast ({unit})", unit=unit_word): [formats.count(area.median) for area in areas],
            text("Low end ({unit})", unit=unit_word): [formats.count(area.lo80) for area in areas],
            text("High end ({unit})", unit=unit_word): [formats.count(area.hi80) for area in areas],
            text("Chance"): [chance_or_reason(text, formats, area) for area in areas],
            text("Count wanted"): [count_wanted(text, formats, area) for area in areas],
            text("Deadline"): [formats.day(area.deadline) for area in areas],
            text("Register ({unit})", unit=unit_word): [formats.count(area.denominator) for area in areas],
            text("Why no forecast"): [
                NO_VALUE if area.reason is None else text(REASONS[area.reason]) for area in areas
            ],
        },
        index=pd.Index([area.code for area in areas], name="code", dtype=object),
    )


def span_text(formats: Formats, low: float, high: float, *, base: int | None = None) -> str:
    """Write two shares as a range, with one sign for both: 23,7–34,4 %."""
    first, last = (formats.rate(share, base=base) for share in (low, high))
    return f"{first.rstrip('%').rstrip()}–{last}"


def forecast_span(formats: Formats, area: AreaForecast) -> str:
    """Write the shares between which 8 of 10 of an area's simulations end: 23,7–34,4 %."""
    low, high = (present(area.share(count)) for count in (area.lo80, area.hi80))
    return span_text(formats, low, high, base=area.denominator)


def forecast_verdict(
    text: Translator,
    formats: Formats,
    rates: ForecastRates,
    target: Target,
    chance: float | None,
    *,
    draws: int = DRAWS,
) -> Verdict:
    """Say whether an area will reach its target, in words and numbers.

    Parameters
    ----------
    text, formats
        The reader's language.
    rates
        The forecast in the target's unit and status.
    target
        What is to be reached.
    chance
        Share of the simulations that reach it.
    draws
        Number of simulations, keyword-only.
    """
    values = {
        "area": rates.area,
        "share": target_share(formats, target),
        "people": people(text, target.unit),
        "deed": deed(text, target.status),
        "deadline": formats.day(rates.deadline),
        "middle": formats.rate(rates.estimate, base=rates.base),
    }
    needs = text(
        "Most likely {low} to {high} (8 of 10 simulations, of {draws}); chance of reaching the target {chance}.",
        chance=chance_text(formats, chance),
        draws=formats.count(draws),
        low=formats.rate(rates.low, base=rates.base),
        high=formats.rate(rates.high, base=rates.base),
    )
    step = 2 if chance is None else chance_step(chance)
    headline = {
        0: text(
            "{area} will almost certainly reach the target: about {middle} {people} by {deadline}, target {share}.",
            **values,
        ),
        1: text(
            "{area} will probably reach the target: about {middle} {people} by {deadline}, target {share}.", **values
        ),
        2: text(
            "It is open whether {area} reaches the target: about {middle} {people} by {deadline}, target {share}.",
            **values,
        ),
        3: text(
            "{area} will probably not reach the target: about {middle} {people} by {deadline}, target {share}.",
            **values,
        ),
        4: text(
            "At this rate {area} will not reach the target: about {middle} {people} by {deadline}, target {share}.",
            **values,
        ),
    }[step]
    return Verdict(headline, needs)


def refusal_verdict(text: Translator, area: str, reason: Refusal) -> Verdict:
    """Say that nothing can be said yet, and why."""
    return Verdict(text("{area}: no forecast can be made yet.", area=area), text(REASONS[reason]))


@dataclass(frozen=True, slots=True)
class About:
    """What a record of forecasts is about.

    Attributes
    ----------
    area
        Name of the whole whose forecasts were checked.
    ahead
        Days to the deadline.
    moved_on
        Day on which the deadline was moved; None for never.
    """

    area: str
    ahead: int
    moved_on: date | None = None


def record_text(text: Translator, formats: Formats, record: TrackRecord, about: About) -> str:
    """Say in a sentence how often forecasts of the same campaign held so many days ahead, and what that says of now."""
    moved = [] if about.moved_on is None else [_moved(text, formats, about.moved_on)]
    if not record.days:
        none = text("No forecast of this campaign can be checked yet: the outcome of none is known.")
        return " ".join([*moved, none])
    held = int(record.is_held.sum())
    sentence = text.plural(
        "{area}: of {n} forecast made since {day}, for {lead} ahead, {held} ({share}) had what really came within"
        " its range.",
        "{area}: of {n} forecasts made since {day}, each for {lead} ahead, {held} ({share}) had what really came"
        " within their range.",
        len(record.days),
        area=about.area,
        n=formats.count(len(record.days)),
        day=formats.day(date.fromordinal(record.days[0])),
        lead=formats.days(record.lead),
        held=formats.count(held),
        share=formats.rate(held / len(record.days), decimals=0),
    )
    rule = (
        text(
            "Where even a range as wide as today's would have held fewer than {least} of late, no forecast is shown.",
            least=formats.rate(LEAST_HELD, decimals=0),
        )
        if record.has_enough
        else text("Their days overlap, so they count for less than one: too little to judge by.")
    )
    beyond = [] if record.lead >= about.ahead else [_beyond(text, about.ahead)]
    return " ".join([*moved, sentence, rule, *beyond])


def _moved(text: Translator, formats: Formats, day: date) -> str:
    return text(
        "The deadline was moved on {day}. The path and this record go by what came since: how people take to another"
        " deadline is not in earlier figures. Until a recap has come, the path goes by all figures; the age of the"
        " campaign, weekdays and how areas differ always do.",
        day=formats.day(day),
    )


def _beyond(text: Translator, ahead: int) -> str:
    return text(
        "The deadline is {n} days away, and no forecast of this campaign so far ahead can be checked yet. So the range"
        " starts from how far those of other campaigns missed so far ahead, and is made wider or narrower by how far"
        " those of this campaign missed over fewer days.",
        n=ahead,
    )


def guess_text(text: Translator) -> str:
    """Say that a forecast is no more than a guess."""
    return text("This is a guess: two to four recaps tell no more than a pace, so the range is wide.")


def bridge_text(text: Translator, formats: Formats, area: AreaForecast, *, is_set: bool) -> str | None:
    """Say where an area ends without a rush before the deadline and with one, and what that means for its target.

    None where nothing is said, or there is no target. So the pace, which a rush is not in, and the chance do not
    contradict each other on the screen.

    Parameters
    ----------
    text, formats
        The reader's language.
    area
        The forecast, in the target's unit and status.
    is_set
        Whether the operator has set the chance of a rush, keyword-only.
    """
    if area.reason is not None or area.target_count is None or area.rush_chance is None:
        return None
    clauses = []
    if area.median_without_rush is not None:
        clauses.append(
            text(
                "without a rush {rate}: {result}",
                rate=formats.rate(area.share(area.median_without_rush), base=area.denominator),
                result=_result(text, area.median_without_rush, area.target_count),
            )
        )
    if area.median_with_rush is not None:
        clauses.append(
            text(
                "with a rush before the deadline (chance {chance}) {rate}: {result}",
                chance=formats.rate(area.rush_chance, decimals=0),
                rate=formats.rate(area.share(area.median_with_rush), base=area.denominator),
                result=_result(text, area.median_with_rush, area.target_count),
            )
        )
    sentence = text(
        "Forecast for {deadline}: {clauses}.", deadline=formats.day(area.deadline), clauses="; ".join(clauses)
    )
    if not is_set:
        return sentence
    share = formats.rate(area.rush_chance, decimals=0)
    return " ".join([sentence, text("The operator has set the chance of a rush: {chance}.", chance=share)])


def _result(text: Translator, count: int, wanted: int) -> str:
    return text("target reached") if count >= wanted else text("target missed")


def rush_text(text: Translator, formats: Formats, chance: float, ahead: int, *, is_set: bool) -> str:
    """Say how likely a rush before the deadline is, where that comes from, and how large it is.

    Parameters
    ----------
    chance
        How likely it is, 0-1.
    ahead
        Days to the deadline.
    is_set
        Whether the operator has set that, keyword-only.
    """
    share = formats.rate(chance, decimals=0)
    source = (
        text("There may be a rush before the deadline: chance {chance}, as the operator has set it.", chance=share)
        if is_set
        else text(
            "There may be a rush before the deadline: chance {chance}. It is 5% where the pace falls as it does where"
            " nobody waits for a deadline, 50% where it does not fall, and up to 95% where it rises.",
            chance=share,
        )
    )
    low, median, high = (formats.about(times) for times in rush_size(ahead))
    size = text(
        "With a rush about {times} × as many come in the last {days} before the deadline as without ({low} to"
        " {high} × in 8 of 10 simulations): the national curve of 2020, known only afterwards.",
        times=median,
        days=formats.days(min(ahead, RUSH_DAYS)),
        low=low,
        high=high,
    )
    return f"{source} {size}"


def rush_label(text: Translator, formats: Formats, chance: float, *, has_rush: bool) -> str:
    """Name the simulations with a rush before the deadline, or those without, and how likely that is."""
    share = formats.rate(chance if has_rush else 1 - chance, decimals=0)
    if has_rush:
        return text("with a rush before the deadline ({chance})", chance=share)
    return text("without a rush ({chance})", chance=share)


def missing_span(formats: Formats, area: AreaForecast, sign: str) -> str:
    """Write what an area most likely misses of its target at the deadline: 0–4.300 KK.

    Raises
    ------
    ValueError
        If nothing is said of the area.
    """
    wanted = present(area.target_count)
    least, most = (max(wanted - present(count), 0) for count in (area.hi80, area.lo80))
    unit = area.target_unit
    if unit is None:
        msg = "the target is missing"
        raise ValueError(msg)
    if least == most:
        return formats.counted(unit, most, sign=sign if most else "")
    return f"{sign}{formats.count(least)}–{formats.counted(unit, most)}"
