"""The curve towards the target."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import streamlit as st

from census.base.target import Target
from census.figures.progress import View
from presentation.areas.drawn.way import area_curve, base_of, path_line, reported_figures, simulated_mark
from presentation.charts.curve import Curve, GainBar, Gains, cumulative_curve, zoom_to
from presentation.charts.fan import Fan, add_fan
from presentation.language.formats import as_shown
from ui.kit.controls import Choice
from ui.kit.display.fans import fan_of
from ui.kit.display.maps import accent
from ui.kit.display.pictures import caption_of
from ui.kit.display.plots import Picture, show_plot
from ui.kit.downloads import Download, picture_download
from ui.shell.frame import Reader
from ui.shell.next_steps import ask_or_import

_SMALL_RATE = 0.05
_RECENT_DAYS = 14


def show_curve(
    reader: Reader, code: str, others: list[str], *, target: Target | None, choice: Choice, key: str
) -> None:
    """Draw the cumulative rate of an area over time against the path, other areas in grey."""
    text = reader.text
    unit = reader.formats.units(choice.view.unit)
    # The switch stands below the curve, and is known before it.
    is_recent = bool(st.session_state.get(f"{key}-recent"))
    picture = reader.drawn(
        lambda: draw_curve(
            reader,
            code,
            others,
            target=target,
            choice=choice,
            fan=None if is_recent else fan_of(reader, code, choice.view, target),
            is_recent=is_recent,
        ),
        "curve",
        code,
        others,
        target,
        choice.view,
        accent(),
        is_recent,
    )
    if picture is None:
        # Without a figure the head of the page says so.
        if reported_figures(reader.campaign.panel, code, choice.view):
            importing = text("The curve needs a register. Import one under Data in.")
            st.info(ask_or_import(reader, importing, text("The curve needs a register.")))
        return
    st.subheader(text("The way to the target · percent of {unit}", unit=unit), anchor=False)
    show_plot(picture, key=key)
    st.toggle(text("The last 14 days alone"), key=f"{key}-recent")


def draw_curve(
    reader: Reader,
    code: str,
    others: list[str],
    *,
    target: Target | None,
    choice: Choice,
    fan: Fan | None,
    is_recent: bool = False,
) -> Picture | None:
    """Draw the cumulative rate of an area over time, and what may come; None before there is a figure.

    With `is_recent` (keyword-only) of the last fourteen days alone.
    """
    text, formats, view = reader.text.plain, reader.formats, choice.view
    main = area_curve(reader.voice, reader.campaign, code, view)
    if not main.days:
        return None
    gains, parts = (
        _gains(reader, code, target, choice),
        [area_curve(reader.voice, reader.campaign, other, view) for other in others],
    )
    parts = [curve for curve in parts if curve.days]
    figure = cumulative_curve(
        _with_days(reader, main, gains, target, view),
        others=parts,
        path=path_line(reader.voice, target, view),
        as_of=view.as_of,
        as_of_label=text("as of {day}", day=formats.day(view.as_of, short=True)),
        separators=formats.separators,
        percent=lambda rate: formats.rate(rate, decimals=axis_decimals(main)),
        gains=gains,
        accent=accent(),
        hover_mark=simulated_mark(reader.voice),
    )
    if is_recent:
        first = view.as_of - timedelta(days=_RECENT_DAYS - 1)
        zoom_to(figure, first, view.as_of, [main, *parts], lambda rate: formats.rate(rate, decimals=1))
    if fan is not None:
        decimals = 1 if max(fan.high) < _SMALL_RATE else 0
        add_fan(figure, fan, accent=accent(), percent=lambda rate: formats.rate(rate, decimals=decimals))
    points = zip(main.days, main.rates, strict=True)
    spoken = "; ".join(f"{formats.day(day)}: {formats.rate(rate)}" for day, rate in points)
    return Picture.of(
        figure, alt=text("Rate of {area} by day: {list}", area=reader.campaign.tree.name(code), list=spoken)
    )


def _with_days(reader: Reader, main: Curve, gains: Gains, target: Target | None, view: View) -> Curve:
    """The curve with all of a day in one hover: what was reached, what should have been, what came in."""
    text, formats = reader.text.plain, reader.formats
    path = path_line(reader.voice, target, view)
    due = {} if path is None or not path.rates else dict(zip(path.days, path.rates, strict=True))
    came_in = {bar.last_day: bar.pace for bar in gains.bars}
    texts = []
    for day, words in zip(main.days, main.texts, strict=True):
        lines = [words]
        if day in due:
            lines.append(text("due by that day: {share}", share=formats.rate(due[day])))
        if day in came_in:
            lines.append(came_in[day])
        texts.append("<br>".join(lines))
    return replace(main, texts=texts)


def curve_picture(
    reader: Reader, code: str, others: list[str], *, target: Target | None, choice: Choice, foot: list[str]
) -> list[Download]:
    """Offer the way to the target as PNG; nothing before there is a figure."""
    text, formats, view = reader.text.plain, reader.formats, choice.view
    if not base_of(reader.campaign, code, view) or not reported_figures(reader.campaign.panel, code, view):
        return []
    unit = formats.units(view.unit)

    def draw() -> bytes:
        # Brings matplotlib with it, which no start of the dashboard shall pay for.
        from reports.pictures.pictures import curve_png

        title = f"{reader.campaign.tree.name(code)} · " + text("The way to the target · percent of {unit}", unit=unit)
        # On paper nothing is HTML.
        curves = [area_curve(reader.voice, reader.campaign, area, view) for area in (code, *others)]
        plain, *parts = [replace(curve, name=unescape(curve.name)) for curve in curves if curve.days]
        return curve_png(
            plain,
            others=parts,
            path=path_line(reader.voice, target, view),
            as_of=view.as_of,
            as_of_label=text("as of {day}", day=formats.day(view.as_of, short=True)),
            others_label=text("its parts"),
            formats=formats,
            caption=caption_of(reader, title, choice, foot),
        )

    stem = text("curve") + f"_{code}_{view.as_of.isoformat()}_{view.unit.value}_{view.status.value}"
    return [picture_download(reader, text("Curve as PNG"), stem, draw)]


def axis_decimals(curve: Curve) -> int:
    """The decimals that tell the marks of an axis apart: one while all rates are small."""
    return 1 if max(curve.rates) < _SMALL_RATE else 0


def _gains(reader: Reader, code: str, target: Target | None, choice: Choice) -> Gains:
    """What came in from report to report, and the days of outage."""
    campaign, view, text, formats = reader.campaign, choice.view, reader.text.plain, reader.formats
    figures = reported_figures(campaign.panel, code, view)
    bars: list[GainBar] = []
    before = None if target is None else (target.starts_on - timedelta(days=1), 0.0)
    for day, count in figures.items():
        if before is not None and before[0] < day <= view.as_of:
            first, days = before[0] + timedelta(days=1), (day - before[0]).days
            mean = (count - before[1]) / days
            pace = text("{gain} {unit} a day", gain=formats.count(mean), unit=formats.unit(view.unit, as_shown(mean)))
            when = formats.day(day) if days == 1 else f"{formats.day(first)} – {formats.day(day)}"
            bars.append(GainBar(first, day, mean, f"{when}{simulated_mark(reader.voice)}<br>{pace}", pace))
        before = (day, count)
    kabupaten = campaign.tree.frame.at[code, "kabupaten_code"]
    outages = sorted(day for day in campaign.outages.get(str(kabupaten), ()) if day <= view.as_of)
    title = text("Gain per day ({unit})", unit=formats.units(view.unit))
    return Gains(bars, title, outages, text("day of outage"), formats.count)
