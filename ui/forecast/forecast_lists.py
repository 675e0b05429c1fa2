"""The forecasts of the areas of one level: list, table and files."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from census.base.target import Target
from census.base.vocabulary import Unit
from census.figures.progress import View
from census.forecast.model import Refusal
from census.forecast.table import FORECAST_COLUMNS, AreaForecast, least_likely_first
from presentation.areas.drawn.list_and_map import MAP_HEIGHT_PX
from presentation.charts.area_view import list_name
from presentation.charts.colours import NO_DATA, NO_DATA_SYMBOL, STEPS, Step
from presentation.charts.intervals import IntervalRow, interval_list
from presentation.language.voice import SIMULATED
from presentation.words.forecast_words import chance_or_reason, chance_step, forecast_lines, forecast_texts
from reports.tables.tables import as_csv, plain_rows
from reports.tables.workbook import forecast_workbook
from ui.kit.controls import Choice
from ui.kit.display.blocks import sources_of
from ui.kit.display.maps import ink, steps
from ui.kit.display.plots import Picture, show_plot
from ui.kit.downloads import csv_download, show_table_and_downloads, table_box, workbook_download
from ui.shell.frame import Reader


def show_forecast_list(reader: Reader, code: str, level: str, choice: Choice) -> None:
    """Show the areas of one level with their ranges and chances, the least likely first, and the files of that."""
    text, view = reader.text, choice.view
    areas = reader.campaign.forecasts_within(code, level, view)
    target = reader.campaign.aims.of_list(code, level, view.as_of)
    if all(area.reason is not None for area in areas):
        return
    st.subheader(text("By area, the least likely first"), anchor=False)
    shade = ink()
    picture = reader.drawn(
        lambda: _draw_list(reader, areas, target, view, shade), "forecasts", code, level, target, view, shade
    )
    show_plot(picture, key=f"forecasts-{code}")
    st.caption(
        text(
            "Bar: most likely (8 of 10 simulations). Stroke: middle. Thin bar: share reached on the as-of day."
            " Dotted line: target. At the right: chance of reaching it, and below it the middle."
        )
        if _is_comparable(target, view)
        else text(
            "Bar: most likely (8 of 10 simulations). Stroke: middle. Thin bar: share reached on the as-of day. The"
            " target speaks in another unit or status, and so does the chance, which stands at the right above the"
            " middle."
        )
    )
    if others := _with_another_deadline(reader, areas, target):
        st.caption(text("With a deadline of their own, for which they are forecast: {list}.", list=others))
    if any(area.reason is Refusal.TOO_SMALL for area in areas):
        st.caption(text("Nothing is forecast for groups of fewer than {n}.", n=reader.settings.protection.coarse_below))
    box = table_box(reader, f"forecast-{code}")
    if box is None:
        return
    table = reader.campaign.forecast(code, level, view)
    stem = f"forecast_{code}-{level}_{view.as_of.isoformat()}_{view.unit.value}_{view.status.value}"
    files = [
        csv_download(reader, stem, lambda: as_csv(plain_rows(table, FORECAST_COLUMNS), FORECAST_COLUMNS)),
        workbook_download(
            reader,
            stem,
            lambda: forecast_workbook(
                table,
                text=text,
                formats=reader.formats,
                view=view,
                target=target,
                title=text("Forecast") + f" · {reader.campaign.tree.name(code)}",
                sources=sources_of(reader, code, [area.source for area in areas], view),
                simulated=reader.campaign.simulation is not None,
            ),
        ),
    ]
    shown = reader.drawn(
        lambda: forecast_texts(text, reader.formats, areas, view.unit), "forecast-table", code, level, view
    )
    show_table_and_downloads(reader, shown, files, box=box, key=f"forecast-{code}", columns=FORECAST_COLUMNS)


def _with_another_deadline(reader: Reader, areas: Sequence[AreaForecast], target: Target | None) -> str:
    """Name the areas that are forecast for another day than the area above them."""
    usual = None if target is None else target.ends_on
    others = [area for area in areas if area.deadline is not None and area.deadline != usual]
    return ", ".join(f"{area.name} ({reader.formats.day(area.deadline)})" for area in others)


def _is_comparable(target: Target | None, view: View) -> bool:
    return target is not None and (target.unit, target.status) == (view.unit, view.status)


def _draw_list(reader: Reader, areas: Sequence[AreaForecast], target: Target | None, view: View, shade: str) -> Picture:
    text, formats, colours = reader.text, reader.formats, steps()
    ordered = least_likely_first(areas)
    rows = [interval_row(reader, area, view.unit, colours) for area in ordered]
    share = float(target.share) if target is not None and _is_comparable(target, view) else None
    figure = interval_list(rows, target=share, ink=shade, height_px=MAP_HEIGHT_PX)
    spoken = "; ".join(f"{area.name}: {chance_or_reason(text, formats, area)}" for area in ordered)
    return Picture.of(figure, alt=text.plain("Chance of reaching the target by area: {list}", list=spoken))


def interval_row(reader: Reader, area: AreaForecast, unit: Unit, colours: Sequence[Step] = STEPS) -> IntervalRow:
    """An area as a row of the list: bar, stroke, colour of its chance, remark and hover.

    Parameters
    ----------
    reader, area, unit
        Whose words, which area, in which unit.
    colours
        The five steps on the ground of the reader's theme.
    """
    text, formats = reader.text, reader.formats
    step = None if area.reason is not None or area.chance_target is None else chance_step(area.chance_target)
    symbol = NO_DATA_SYMBOL if area.reason is not None else "" if step is None else STEPS[step].symbol
    remark = f"{symbol} {chance_or_reason(text, formats, area)}"
    is_told = area.reason is None and area.denominator
    lines = [f"<b>{escape(area.name)}</b>", *([SIMULATED] if reader.campaign.simulation else [])]
    return IntervalRow(
        code=area.code,
        name=list_name(area.name),
        low=area.share(area.lo80),
        median=area.share(area.median),
        high=area.share(area.hi80),
        now=area.share(area.count),
        colour=NO_DATA if step is None or not is_told else colours[step].colour,
        remark=f"{remark}<br>{formats.rate(area.share(area.median), base=area.denominator)}" if is_told else remark,
        hover="<br>".join([*lines, *forecast_lines(text, formats, area, unit)]) if is_told else "",
    )
