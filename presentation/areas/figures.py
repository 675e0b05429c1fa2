"""Four figures at most, each with its unit, its denominator and what it compares with; or those of some parts."""

from dataclasses import dataclass

from census.base.target import Target
from census.base.vocabulary import STALE_AFTER_DAYS
from census.campaign.campaign import Campaign
from census.campaign.delivered import Parts, delivered_parts
from census.figures.panel import Panel
from census.figures.progress import AreaProgress, View, is_reached_late
from census.forecast.table import AreaForecast
from presentation.areas.rates import figure_day, rate_otherwise, without_rate
from presentation.language.formats import NO_VALUE, as_shown
from presentation.language.voice import Voice
from presentation.words.forecast_words import chance_text, forecast_span
from presentation.words.reading import level_word, words
from presentation.words.verdict import Position, Verdict, about, deed, people, target_share, verdict


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is, its value with the unit, and what it compares with."""

    label: str
    value: str
    remark: str


def figures_of(
    voice: Voice,
    row: AreaProgress,
    target: Target | None,
    view: View,
    *,
    parts: Parts | None,
    ahead: AreaForecast | None,
) -> list[Figure]:
    """How far an area has come, what is missing, the pace needed, and the chance of it or else the time left.

    Parameters
    ----------
    row
        How far the area has come.
    parts
        Those of its parts that have told, where it has no figure itself; None elsewhere.
    ahead
        Its forecast in the unit and status of the target; None without a target.
    """
    figures = [_rate(voice, row, target, view, parts)]
    if target is None:
        return [*figures, Figure(voice.text.plain("Target"), NO_VALUE, voice.text.plain("none on record"))]
    return [
        *figures,
        _gap(voice, row, target, view),
        _pace(voice, row, target, view, parts),
        _chance(voice, target, view, ahead) or _time(voice, row, target, view),
    ]


def _rate(voice: Voice, row: AreaProgress, target: Target | None, view: View, parts: Parts | None) -> Figure:
    text, formats = voice.text.plain, voice.formats
    label = text("Share {people} who {deed}", people=people(text, view.unit), deed=deed(text, view.status))
    unit, base = formats.unit(view.unit, as_shown(row.denominator)), formats.count(row.denominator)
    if row.rate is None and row.numerator is not None:
        counted = formats.counted(view.unit, row.numerator)
        return Figure(label, NO_VALUE, counted + " · " + text("no register"))
    if row.rate is None and target is not None and parts is not None:
        counted = text("{count} of {base} {unit}", count=formats.count(parts.count), base=formats.count(parts.base),
                       unit=words(text, formats, target.unit, target.status, parts.base))  # fmt: skip
        return Figure(label, formats.rate(parts.rate, base=parts.base), f"{counted} · {_of(voice, parts)}")
    if row.rate is None:
        otherwise = rate_otherwise(voice, row)
        if otherwise is None or row.target_unit is None or row.target_status is None:
            return Figure(label, without_rate(voice, row), text("of {base} {unit}", base=base, unit=unit))
        count, denominator = formats.count(row.target_numerator), formats.count(row.target_denominator)
        unit = words(text, formats, row.target_unit, row.target_status, as_shown(row.target_denominator))
        return Figure(label, otherwise, text("{count} of {base} {unit}", count=count, base=denominator, unit=unit))
    remark = text("{count} of {base} {unit}", count=formats.count(row.numerator), base=base, unit=unit)
    if row.as_of is not None and row.as_of != view.as_of:
        remark += " · " + figure_day(voice, row)
    return Figure(label, formats.rate(row.rate, base=row.denominator), remark)


def _gap(voice: Voice, row: AreaProgress, target: Target, view: View) -> Figure:
    text, formats = voice.text.plain, voice.formats
    label = text("Missing to {share} {people}", share=target_share(formats, target), people=people(text, target.unit))
    if _is_unstarted(row):
        wanted = formats.counted(target.unit, row.target_count, sign=about(target))
        of = formats.unit(target.unit, as_shown(row.target_denominator))
        base = text("of {base} {unit}", base=formats.count(row.target_denominator), unit=of)
        label = text("Wanted by {deadline}", deadline=formats.day(target.ends_on, short=True))
        return Figure(label, wanted, f"{target_share(formats, target)} {base}")
    if row.gap is None:
        return Figure(label, text("no data"), formats.units(target.unit))
    gap, unit = about(target) + formats.count(row.gap), formats.unit(target.unit, as_shown(row.gap))
    if view.unit is not target.unit and row.gap_equivalent is not None:
        value = formats.counted(view.unit, row.gap_equivalent, sign="≈ ")
        remark = f"{gap} {unit}" if target.is_equivalent else text("exactly {gap} {unit}", gap=gap, unit=unit)
        return Figure(label, value, remark)
    wanted = formats.unit(target.unit, as_shown(row.target_count))
    remark = text("of {count} {unit} wanted", unit=wanted, count=about(target) + formats.count(row.target_count))
    return Figure(label, f"{gap} {unit}", remark)


def _is_unstarted(row: AreaProgress) -> bool:
    """Tell whether nothing has come in of an area, in whatever unit, and how many are wanted is known."""
    return row.is_unstarted and row.target_count is not None


def _of(voice: Voice, parts: Parts) -> str:
    count, text = voice.formats.count, voice.text.plain
    return text(
        "of {told} of {all} {level} only",
        told=count(parts.delivered),
        all=count(parts.total),
        level=level_word(text, parts.level),
    )


def _pace(voice: Voice, row: AreaProgress, target: Target, view: View, parts: Parts | None) -> Figure:
    text, formats = voice.text.plain, voice.formats
    label = text("Needed per day")
    day = row.target_as_of
    is_old = day is not None and (view.as_of - day).days > STALE_AFTER_DAYS
    now = (
        text("recent pace unknown")
        if row.recent_pace is None or is_old
        else text(
            "recent pace {pace} {unit} a day",
            pace=formats.count(row.recent_pace),
            unit=formats.unit(target.unit, as_shown(row.recent_pace)),
        )
    )
    left = target.left(view.as_of)
    if not left:
        return Figure(label, NO_VALUE, text("the window is over"))
    if _is_unstarted(row):
        delivered = 0 if parts is None else parts.count
        pace = max((row.target_count or 0) - delivered, 0) / left
        remark = text("if it starts from nothing")
        if parts is not None:
            remark = text("at most: the others count as nothing ({of})", of=_of(voice, parts))
        return Figure(label, formats.counted(target.unit, pace, sign=about(target)), remark)
    if row.required_pace is None:
        return Figure(label, text("no data"), now)
    return Figure(label, formats.counted(target.unit, row.required_pace, sign=about(target)), now)


def _chance(voice: Voice, target: Target, view: View, ahead: AreaForecast | None) -> Figure | None:
    """The chance of reaching the target; None where nothing can be forecast."""
    text, formats = voice.text.plain, voice.formats
    if ahead is None or ahead.reason is not None:
        return None
    remark = text("most likely {range} (8 of 10 simulations)", range=forecast_span(formats, ahead))
    if ahead.is_guess:
        remark += " · " + text("a guess from few recaps")
    left = text.plural("{n} day left", "{n} days left", target.left(view.as_of), n=target.left(view.as_of))
    chance = chance_text(formats, ahead.chance_target)
    return Figure(text("Chance of reaching the target"), chance, f"{remark} · {left}")


def _time(voice: Voice, row: AreaProgress, target: Target, view: View) -> Figure:
    text, formats = voice.text.plain, voice.formats
    left = formats.days(target.left(view.as_of))
    if not target.elapsed(view.as_of):
        window = f"{formats.day(target.starts_on, short=True)}–{formats.day(target.ends_on, short=True)}"
        return Figure(text("Time to fill in"), left, window)
    if view.as_of > target.ends_on:
        gone = formats.days((view.as_of - target.ends_on).days)
        return Figure(text("After the deadline"), gone, text("deadline {day}", day=formats.day(target.ends_on)))
    remark = text(
        "day {day} of {days}, until {deadline}",
        day=target.elapsed(view.as_of),
        days=target.days,
        deadline=formats.day(target.ends_on, short=True),
    )
    if row.expected_rate is not None:
        due = about(target) + formats.rate(row.expected_rate, base=row.target_denominator)
        remark += " · " + text("due by that day: {share}", share=due)
    return Figure(text("Time left"), left, remark)


def shown_verdict(voice: Voice, campaign: Campaign, row: AreaProgress, target: Target | None, view: View) -> Verdict:
    """How an area stands and what it takes; of one without a figure how those of its parts stand that have one.

    Parameters
    ----------
    voice
        Its words are plain or Markdown, as those of the verdict shall be.
    campaign
        As whoever reads it may see it.
    row, target, view
        How far the area has come, what binds it, and what is looked at.
    """
    parts = delivered_parts(campaign, row, target, view)
    if target is None or parts is None or view.as_of < target.starts_on:
        return verdict(voice.text, voice.formats, position_of(campaign.panel, row, target, view))
    return verdict_of_parts(voice, row.name, parts, target, view)


def position_of(panel: Panel, row: AreaProgress, target: Target | None, view: View) -> Position:
    """What a verdict speaks of, of an area or agency whose figures stand in a panel."""
    is_late = (
        target is not None
        and row.target_count is not None
        and is_reached_late(panel, row.code, target, row.target_count, as_of=view.as_of)
    )
    return Position(row, target, view, is_reached_late=is_late)


def verdict_of_parts(voice: Voice, area: str, parts: Parts, target: Target, view: View) -> Verdict:
    """Say how those parts stand that have told, where the whole cannot be told."""
    text, formats = voice.text, voice.formats
    headline = text(
        "{area}: figures have come of {told} of {all} {level} only; {rate} {people} there {deed}, by {day} it should be"
        " {expected}.",
        area=area,
        told=formats.count(parts.delivered),
        all=formats.count(parts.total),
        level=level_word(text, parts.level),
        rate=formats.rate(parts.rate, base=parts.base),
        people=people(text, target.unit),
        deed=deed(text, target.status),
        day=formats.day(view.as_of),
        expected=about(target) + formats.rate(parts.due, base=parts.base),
    )
    return Verdict(headline, text("How the whole stands is not known before all of them have figures."))
