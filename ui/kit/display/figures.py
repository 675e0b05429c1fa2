"""Four figures at most, each with its unit, its denominator and what it compares with; or those of some parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from census.access.scope import TOTAL_LEVELS
from census.base.target import Target
from census.base.vocabulary import STALE_AFTER_DAYS, Status, Unit
from census.figures.progress import AreaProgress, View
from census.forecast.table import AreaForecast
from presentation.language.formats import NO_VALUE, as_shown
from presentation.language.markdown import escape
from presentation.words.forecast_words import bridge_text, chance_text, forecast_span
from presentation.words.reading import words
from presentation.words.verdict import Verdict, about, deed, people, target_share
from ui.kit.controls import level_word
from ui.shell.frame import Reader


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is, its value with the unit, and what it compares with."""

    label: str
    value: str
    remark: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an area that have told, added up.

    Attributes
    ----------
    level
        Level of the parts.
    delivered, all
        How many have a figure, of how many.
    count, base
        Their counts and their register in the target's unit and status.
    due
        Share of that register that is due by the day.
    """

    level: str
    delivered: int
    all: int
    count: int
    base: int
    due: float

    @property
    def rate(self) -> float:
        """Share of the register of those that have told, from 0 to 1."""
        return self.count / self.base


def show_figures(
    reader: Reader, row: AreaProgress, target: Target | None, view: View, ahead: AreaForecast | None
) -> None:
    """Show how far an area has come, what is missing, the pace needed, and the chance of it or else the time left.

    Parameters
    ----------
    row
        How far the area has come.
    ahead
        Its forecast in the unit and status of the target; None without a target.
    """
    parts = delivered_parts(reader, row, target, view)
    figures = [_rate(reader, row, target, view, parts)]
    if target is None:
        figures.append(Figure(reader.text.plain("Target"), NO_VALUE, reader.text.plain("none on record")))
    else:
        figures += [
            _gap(reader, row, target, view),
            _pace(reader, row, target, view, parts),
            _chance(reader, target, view, ahead) or _time(reader, row, target, view),
        ]
    draw_figures(figures)


def draw_figures(figures: Sequence[Figure], *, name: str = "figures") -> None:
    """Set figures side by side, two by two on a phone (`static/page.css`).

    Parameters
    ----------
    name
        Where a page has figures twice, what tells them apart, keyword-only; begins with "figures".
    """
    # A list of Markdown, which Streamlit has at hand: for HTML it would fetch a script and show a grey bar first.
    items = (f"- {escape(figure.label)} **{escape(figure.value)}** {escape(figure.remark)}" for figure in figures)
    with st.container(key=name):
        st.markdown("\n".join(items))


def _rate(reader: Reader, row: AreaProgress, target: Target | None, view: View, parts: Parts | None) -> Figure:
    text, formats = reader.text.plain, reader.formats
    label = text("Share {people} who {deed}", people=people(text, view.unit), deed=deed(text, view.status))
    unit, base = formats.unit(view.unit, as_shown(row.denominator)), formats.count(row.denominator)
    if row.rate is None and row.numerator is not None:
        counted = formats.counted(view.unit, row.numerator)
        return Figure(label, NO_VALUE, counted + " · " + text("no register"))
    if row.rate is None and target is not None and parts is not None:
        counted = text("{count} of {base} {unit}", count=formats.count(parts.count), base=formats.count(parts.base),
                       unit=words(text, formats, target.unit, target.status, parts.base))  # fmt: skip
        return Figure(label, formats.rate(parts.rate, base=parts.base), f"{counted} · {_of(reader, parts)}")
    if row.rate is None:
        otherwise = rate_otherwise(reader, row)
        if otherwise is None or row.target_unit is None or row.target_status is None:
            return Figure(label, without_rate(reader, row), text("of {base} {unit}", base=base, unit=unit))
        count, denominator = formats.count(row.target_numerator), formats.count(row.target_denominator)
        unit = words(text, formats, row.target_unit, row.target_status, as_shown(row.target_denominator))
        return Figure(label, otherwise, text("{count} of {base} {unit}", count=count, base=denominator, unit=unit))
    remark = text("{count} of {base} {unit}", count=formats.count(row.numerator), base=base, unit=unit)
    if row.as_of is not None and row.as_of != view.as_of:
        remark += " · " + figure_day(reader, row)
    return Figure(label, formats.rate(row.rate, base=row.denominator), remark)


def without_rate(reader: Reader, row: AreaProgress) -> str:
    """Say why there is no rate: nothing was delivered, too few to be shown, or only a bound may be told."""
    if row.is_hidden:
        return reader.text.plain("hidden")
    if row.numerator is not None:
        return reader.text.plain("no register")
    return reader.text.plain("no data") if row.bound is None else reader.formats.bound(row.bound)


def rate_otherwise(reader: Reader, row: AreaProgress) -> str | None:
    """The rate in the unit and status of the target where there is none in those looked at; None elsewhere."""
    unit, rate = row.target_unit, row.target_rate
    if row.is_small or row.numerator is not None or rate is None or unit is None or unit is Unit.STAFF:
        return None
    words = [reader.formats.units(unit)]
    if row.target_status is Status.CLEAN:
        words.append(reader.text.plain("Clean").lower())
    return f"{reader.formats.rate(rate, base=row.target_denominator)} {' '.join(words)}"


def figure_day(reader: Reader, row: AreaProgress) -> str:
    """Say of which day a figure is, and that it is stale where it is."""
    text, day = reader.text.plain, reader.formats.day(row.as_of)
    return text("figure of {day}, more than 7 days old", day=day) if row.is_stale else text("figure of {day}", day=day)


def _gap(reader: Reader, row: AreaProgress, target: Target, view: View) -> Figure:
    text, formats = reader.text.plain, reader.formats
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
    """Tell whether nothing has come in of an area, in the unit looked at nor the target's, whose base is known."""
    return row.is_unstarted and row.target_count is not None


def _of(reader: Reader, parts: Parts) -> str:
    count, text = reader.formats.count, reader.text.plain
    return text(
        "of {told} of {all} {level} only",
        told=count(parts.delivered),
        all=count(parts.all),
        level=level_word(text, parts.level),
    )


def _pace(reader: Reader, row: AreaProgress, target: Target, view: View, parts: Parts | None) -> Figure:
    text, formats = reader.text.plain, reader.formats
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
            remark = text("at most: the others count as nothing ({of})", of=_of(reader, parts))
        return Figure(label, formats.counted(target.unit, pace, sign=about(target)), remark)
    if row.required_pace is None:
        return Figure(label, text("no data"), now)
    return Figure(label, formats.counted(target.unit, row.required_pace, sign=about(target)), now)


def _chance(reader: Reader, target: Target, view: View, ahead: AreaForecast | None) -> Figure | None:
    """The chance of reaching the target; None where nothing can be forecast."""
    text, formats = reader.text.plain, reader.formats
    if ahead is None or ahead.reason is not None:
        return None
    remark = text("most likely {range} (8 of 10 simulations)", range=forecast_span(formats, ahead))
    if ahead.is_guess:
        remark += " · " + text("a guess from few recaps")
    left = text.plural("{n} day left", "{n} days left", target.left(view.as_of), n=target.left(view.as_of))
    chance = chance_text(formats, ahead.chance_target)
    return Figure(text("Chance of reaching the target"), chance, f"{remark} · {left}")


def bridge(reader: Reader, ahead: AreaForecast | None) -> str | None:
    """Say where the area ends without a rush before the deadline and with one; None where nothing is forecast."""
    if ahead is None:
        return None
    return bridge_text(reader.text, reader.formats, ahead, is_set=reader.campaign.rush_chance is not None)


def _time(reader: Reader, row: AreaProgress, target: Target, view: View) -> Figure:
    text, formats = reader.text.plain, reader.formats
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


def delivered_parts(reader: Reader, row: AreaProgress, target: Target | None, view: View) -> Parts | None:
    """Add up the parts that have a figure, of the highest level of which any has; None where the area has its own.

    Parameters
    ----------
    row
        How far the area has come.
    """
    if target is None or not row.is_unstarted:
        return None
    campaign, tree, code = reader.campaign, reader.campaign.tree, row.code
    below = [part for part in tree.codes if part != code and code in tree.chain(part)]
    target_view = view.in_words_of(target)
    for level in dict.fromkeys(tree.level(part) for part in below):
        if level not in TOTAL_LEVELS and not campaign.withheld.isdisjoint([code, *below]):
            # Who sees some of the parts only would take them for all.
            return None
        areas = campaign.progress_within(code, level, target_view)
        delivered = [
            (area.numerator, area.denominator, area.expected)
            for area in areas
            if area.numerator is not None and area.denominator and area.expected is not None
        ]
        if delivered:
            counts, bases, due = zip(*delivered, strict=True)
            return Parts(level, len(delivered), len(areas), sum(counts), sum(bases), sum(due) / sum(bases))
    return None


def verdict_of_parts(reader: Reader, area: str, parts: Parts, target: Target, view: View) -> Verdict:
    """Say how those parts stand that have told, where the whole cannot be told."""
    text, formats = reader.text, reader.formats
    headline = text(
        "{area}: figures have come of {told} of {all} {level} only; {rate} {people} there {deed}, by {day} it should be"
        " {expected}.",
        area=area,
        told=formats.count(parts.delivered),
        all=formats.count(parts.all),
        level=level_word(text, parts.level),
        rate=formats.rate(parts.rate, base=parts.base),
        people=people(text, target.unit),
        deed=deed(text, target.status),
        day=formats.day(view.as_of),
        expected=about(target) + formats.rate(parts.due, base=parts.base),
    )
    return Verdict(headline, text("How the whole stands is not known before all of them have figures."))
