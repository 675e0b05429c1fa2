"""Four figures at most, each with its unit, its denominator and what it compares with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from census.base.target import Target
from census.base.vocabulary import STALE_AFTER_DAYS, Status, Unit
from census.figures.progress import View
from presentation.language.formats import NO_VALUE
from presentation.words.forecast_words import chance_text, span_text
from presentation.words.reading import words
from presentation.words.verdict import about, deed, people, target_share
from ui.kit.controls import level_word
from ui.kit.display.parts import Parts, parts_told
from ui.shell.frame import Reader

# Streamlit's own cards cannot stand two by two on a phone; these take their colours from the page around them.
_STYLE = """<style>
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.25rem,1fr));gap:.75rem}
.figures>div{border:1px solid color-mix(in srgb,currentColor 22%,transparent);border-radius:.375rem;padding:.6rem .8rem}
.figures span{display:block;font-size:.875rem;line-height:1.35}
.figures strong{display:block;font-size:1.6rem;font-weight:600;line-height:1.3;font-variant-numeric:tabular-nums}
/* Read from four metres in the Command Center. */
@media(min-width:1800px){.figures span{font-size:1.125rem}.figures strong{font-size:2.75rem}}
</style>"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is, its value with the unit, and what it compares with."""

    label: str
    value: str
    remark: str


def show_figures(reader: Reader, row: pd.Series, target: Target | None, view: View) -> None:
    """Show how far an area has come, what is missing, the pace needed, and the chance of it or else the time left."""
    parts = parts_told(reader, row, target, view)
    figures = [_rate(reader, row, target, view, parts)]
    if target is None:
        figures.append(Figure(reader.text.plain("Target"), NO_VALUE, reader.text.plain("none on record")))
    else:
        figures += [
            _gap(reader, row, target, view),
            _pace(reader, row, target, view, parts),
            _chance(reader, row, target, view) or _time(reader, row, target, view),
        ]
    draw_figures(figures)


def draw_figures(figures: Sequence[Figure]) -> None:
    """Set figures side by side, two by two on a phone."""
    cells = "".join(
        f'<div role="listitem"><span>{escape(figure.label)}</span> <strong>{escape(figure.value)}</strong> '
        f"<span>{escape(figure.remark)}</span></div>"
        for figure in figures
    )
    st.html(f'{_STYLE}<div class="figures" role="list">{cells}</div>')


def _rate(reader: Reader, row: pd.Series, target: Target | None, view: View, parts: Parts | None) -> Figure:
    text, formats = reader.text.plain, reader.formats
    label = text("Share {people} who {deed}", people=people(text, view.unit), deed=deed(text, view.status))
    unit, base = formats.unit(view.unit), formats.count(row["denominator"])
    if pd.isna(row["rate"]) and not pd.isna(row["numerator"]):
        counted = f"{formats.count(row['numerator'])} {unit}"
        return Figure(label, NO_VALUE, counted + " · " + text("no register"))
    if pd.isna(row["rate"]) and target is not None and parts is not None:
        counted = text("{count} of {base} {unit}", count=formats.count(parts.count), base=formats.count(parts.base),
                       unit=words(text, formats, target.unit, target.status))  # fmt: skip
        return Figure(
            label, formats.rate(parts.count / parts.base, base=parts.base), f"{counted} · {_of(reader, parts)}"
        )
    if pd.isna(row["rate"]):
        otherwise = rate_otherwise(reader, row)
        if otherwise is None:
            return Figure(label, without_rate(reader, row), text("of {base} {unit}", base=base, unit=unit))
        count, whole = (formats.count(row[name]) for name in ("target_numerator", "target_denominator"))
        unit = words(text, formats, Unit(row["target_unit"]), Status(row["target_status"]))
        return Figure(label, otherwise, text("{count} of {base} {unit}", count=count, base=whole, unit=unit))
    remark = text("{count} of {base} {unit}", count=formats.count(row["numerator"]), base=base, unit=unit)
    if row["as_of"] != view.as_of:
        remark += " · " + figure_day(reader, row)
    return Figure(label, formats.rate(row["rate"], base=row["denominator"]), remark)


def without_rate(reader: Reader, row: pd.Series) -> str:
    """Say why there is no rate: nothing was delivered, too few to be shown, or only a bound may be told."""
    if row.get("is_hidden"):
        return reader.text.plain("hidden")
    if not pd.isna(row["numerator"]):
        return reader.text.plain("no register")
    bound = row.get("bound")
    return reader.text.plain("no data") if bound is None or pd.isna(bound) else reader.formats.bound(bound)


def rate_otherwise(reader: Reader, row: pd.Series) -> str | None:
    """Give the rate in the unit and status of the target where there is none in those looked at; None elsewhere."""
    count, base = row.get("target_numerator"), row.get("target_denominator")
    is_untold = row.get("is_hidden") or not pd.isna(row.get("bound")) or not pd.isna(row["numerator"])
    if is_untold or pd.isna(count) or pd.isna(base) or not base or row["target_unit"] == Unit.STAFF:
        return None
    words = [reader.formats.unit(Unit(row["target_unit"]))]
    if row["target_status"] == Status.CLEAN:
        words.append(reader.text.plain("Clean").lower())
    return f"{reader.formats.rate(count / base, base=base)} {' '.join(words)}"


def figure_day(reader: Reader, row: pd.Series) -> str:
    """Say of which day a figure is, and that it is stale where it is."""
    text, day = reader.text.plain, reader.formats.day(row["as_of"])
    return text("figure of {day}, stale", day=day) if row["is_stale"] else text("figure of {day}", day=day)


def _gap(reader: Reader, row: pd.Series, target: Target, view: View) -> Figure:
    text, formats = reader.text.plain, reader.formats
    label = text("Missing to {share} {people}", share=target_share(formats, target), people=people(text, target.unit))
    unit = formats.unit(target.unit)
    if _is_unstarted(row):
        wanted = f"{about(target)}{formats.count(row['target_count'])} {unit}"
        base = text("of {base} {unit}", base=formats.count(row["target_denominator"]), unit=unit)
        label = text("Wanted by {deadline}", deadline=formats.day(target.ends_on, short=True))
        return Figure(label, wanted, f"{target_share(formats, target)} {base}")
    if pd.isna(row["gap"]):
        return Figure(label, text("no data"), unit)
    gap = about(target) + formats.count(row["gap"])
    if view.unit is not target.unit and not pd.isna(row["gap_equivalent"]):
        value = f"≈ {formats.count(row['gap_equivalent'])} {formats.unit(view.unit)}"
        said = f"{gap} {unit}" if target.is_equivalent else text("exactly {gap} {unit}", gap=gap, unit=unit)
        return Figure(label, value, said)
    remark = text("of {count} {unit} wanted", unit=unit, count=about(target) + formats.count(row["target_count"]))
    return Figure(label, f"{gap} {unit}", remark)


def _is_unstarted(row: pd.Series) -> bool:
    """Tell whether nothing has come in of an area, in the unit looked at nor the target's, whose base is known."""
    is_untold = row.get("is_hidden") or not pd.isna(row.get("bound"))
    return (
        not is_untold and bool(row[["numerator", "target_numerator"]].isna().all()) and not pd.isna(row["target_count"])
    )


def _of(reader: Reader, parts: Parts) -> str:
    count, text = reader.formats.count, reader.text.plain
    return text(
        "of {told} of {all} {level} only",
        told=count(parts.told),
        all=count(parts.all),
        level=level_word(text, parts.level),
    )


def _pace(reader: Reader, row: pd.Series, target: Target, view: View, parts: Parts | None) -> Figure:
    text, formats = reader.text.plain, reader.formats
    unit = formats.unit(target.unit)
    label = text("Needed per day")
    day = row["target_as_of"]
    is_old = isinstance(day, date) and (view.as_of - day).days > STALE_AFTER_DAYS
    now = (
        text("recent pace unknown")
        if pd.isna(row["recent_pace"]) or is_old
        else text("recent pace {pace} {unit} a day", pace=formats.count(row["recent_pace"]), unit=unit)
    )
    left = target.left(view.as_of)
    if not left:
        return Figure(label, NO_VALUE, text("the window is over"))
    if _is_unstarted(row):
        told = 0 if parts is None else parts.count
        pace = about(target) + formats.count(max(row["target_count"] - told, 0) / left)
        remark = text("if it starts from nothing")
        if parts is not None:
            remark = text("at most: the others count as nothing ({of})", of=_of(reader, parts))
        return Figure(label, f"{pace} {unit}", remark)
    if pd.isna(row["required_pace"]):
        return Figure(label, text("no data"), now)
    return Figure(label, f"{about(target)}{formats.count(row['required_pace'])} {unit}", now)


def _chance(reader: Reader, row: pd.Series, target: Target, view: View) -> Figure | None:
    """Give the chance of reaching the target; None where nothing can be forecast."""
    text, formats, campaign = reader.text.plain, reader.formats, reader.campaign
    code = str(row["code"])
    own = View(view.as_of, target.unit, target.status, view.path)
    found = campaign.forecast(code, campaign.tree.level(code), own).iloc[0]
    if found["reason"] is not None:
        return None
    base = found["denominator"]
    span = span_text(formats, found["lo80"] / base, found["hi80"] / base, base=base)
    remark = text("80 % of the simulations: {range}", range=span)
    left = text("{n} days left", n=target.left(view.as_of))
    return Figure(
        text("Chance of reaching the target"), chance_text(formats, found["chance_target"]), f"{remark} · {left}"
    )


def _time(reader: Reader, row: pd.Series, target: Target, view: View) -> Figure:
    text, formats = reader.text.plain, reader.formats
    left = text("{n} days", n=target.left(view.as_of))
    if not target.elapsed(view.as_of):
        window = f"{formats.day(target.starts_on, short=True)}–{formats.day(target.ends_on, short=True)}"
        return Figure(text("Time to fill in"), left, window)
    if view.as_of > target.ends_on:
        gone = text("{n} days", n=(view.as_of - target.ends_on).days)
        return Figure(text("After the deadline"), gone, text("deadline {day}", day=formats.day(target.ends_on)))
    remark = text(
        "day {day} of {days}, until {deadline}",
        day=target.elapsed(view.as_of),
        days=target.days,
        deadline=formats.day(target.ends_on, short=True),
    )
    if not pd.isna(row["expected"]) and row["target_denominator"]:
        due = about(target) + formats.rate(row["expected"] / row["target_denominator"], base=row["target_denominator"])
        remark += " · " + text("due by that day: {share}", share=due)
    return Figure(text("Time left"), left, remark)
