"""The forecasts of the areas of one level: list, table and files."""

from html import escape

import pandas as pd
import streamlit as st

from census.base.target import Target
from census.base.vocabulary import Status, Unit
from census.figures.progress import View
from census.forecast.model import Refusal
from census.forecast.table import FORECAST_COLUMNS
from presentation.charts.colours import NO_DATA, NO_DATA_SYMBOL, STEPS
from presentation.charts.intervals import IntervalRow, interval_list
from presentation.language.formats import NO_VALUE, as_shown
from presentation.words.forecast_words import REASONS, chance_step, chance_text
from presentation.words.reasons import about_sign
from reports.tables.tables import as_csv, plain_rows
from reports.tables.workbook import forecast_workbook
from ui.kit.controls import Choice
from ui.kit.display.blocks import sources_of
from ui.kit.display.maps import MAP_HEIGHT_PX, PLOT_CONFIG, Picture, ink
from ui.kit.display.scenes import list_name
from ui.kit.downloads import csv_download, show_table_and_downloads, workbook_download
from ui.shell.frame import SIMULATED, Reader


def show_forecast_list(reader: Reader, code: str, level: str, choice: Choice) -> None:
    """Show the areas of one level with their ranges and chances, the least likely first, and the files of that."""
    text, view = reader.text, choice.view
    table = reader.campaign.forecast(code, level, view)
    target = reader.campaign.aims.of_list(code, level, view.as_of)
    if table["reason"].notna().all():
        return
    st.subheader(text("By area, the least likely first"), anchor=False)
    shade = ink()
    picture = reader.drawn(
        lambda: _draw_list(reader, table, target, view, shade), "forecasts", code, level, target, view, shade
    )
    st.plotly_chart(picture.figure, key=f"forecasts-{code}", config=PLOT_CONFIG, alt=picture.alt)
    st.caption(
        text(
            "Bar: 80 % of the simulations. Stroke: middle. Thin bar: share reached on the as-of day. Dotted line:"
            " target. At the right: chance of reaching it, and below it the middle."
        )
        if _is_comparable(target, view)
        else text(
            "Bar: 80 % of the simulations. Stroke: middle. Thin bar: share reached on the as-of day. The target speaks"
            " in another unit or status, and so does the chance, which stands at the right above the middle."
        )
    )
    if others := _with_another_deadline(reader, table, target):
        st.caption(text("With a deadline of their own, for which they are forecast: {list}.", list=others))
    if (table["reason"] == Refusal.TOO_SMALL).any():
        st.caption(text("Of groups of fewer than {n} nothing is forecast.", n=reader.settings.protection.coarse_below))
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
                sources=sources_of(reader, code, table["source"].tolist(), view),
                simulated=reader.campaign.simulation is not None,
            ),
        ),
    ]
    shown = reader.drawn(lambda: _texts(reader, table, view), "forecast-table", code, level, view)
    show_table_and_downloads(reader, shown, files, key=f"forecast-{code}", columns=FORECAST_COLUMNS)


def _with_another_deadline(reader: Reader, table: pd.DataFrame, target: Target | None) -> str:
    """Name the areas that are forecast for another day than the area above them."""
    usual = None if target is None else target.ends_on
    others = table[[day is not None and day != usual for day in table["deadline"]]]
    return ", ".join(f"{row['name']} ({reader.formats.day(row['deadline'])})" for _, row in others.iterrows())


def _is_comparable(target: Target | None, view: View) -> bool:
    return target is not None and (target.unit, target.status) == (view.unit, view.status)


def _draw_list(reader: Reader, table: pd.DataFrame, target: Target | None, view: View, shade: str) -> Picture:
    order = table.assign(_least=table["chance_target"].fillna(2.0), _middle=table["median"] / table["denominator"])
    ordered = order.sort_values(["_least", "_middle", "name"])
    rows = [_interval(reader, row, view) for _, row in ordered.iterrows()]
    share = float(target.share) if target is not None and _is_comparable(target, view) else None
    figure = interval_list(rows, target=share, ink=shade, height_px=MAP_HEIGHT_PX)
    said = "; ".join(f"{row['name']}: {_remark(reader, row)[1]}" for _, row in ordered.iterrows())
    return Picture(figure, alt=reader.text.plain("Chance of reaching the target by area: {list}", list=said))


def _remark(reader: Reader, row: pd.Series) -> tuple[str, str]:
    """Give symbol and words of an area's chance."""
    if row["reason"] is not None:
        return NO_DATA_SYMBOL, reader.text.plain("hidden") if row["is_hidden"] else reader.text.plain("no forecast")
    if pd.isna(row["chance_target"]):
        return "", NO_VALUE
    return STEPS[chance_step(float(row["chance_target"]))].symbol, chance_text(reader.formats, row["chance_target"])


def _interval(reader: Reader, row: pd.Series, view: View) -> IntervalRow:
    text, formats, base = reader.text.plain, reader.formats, row["denominator"]
    symbol, said = _remark(reader, row)
    name = str(row["name"])
    lines = [f"<b>{escape(name)}</b>", *([SIMULATED] if reader.campaign.simulation else [])]
    if row["reason"] is not None or not base:
        now = None if pd.isna(row["count"]) or pd.isna(base) or not base else float(row["count"] / base)
        return IntervalRow(str(row["code"]), list_name(name), None, None, None, now, NO_DATA, f"{symbol} {said}", "")
    low, middle, high = (float(row[each] / base) for each in ("lo80", "median", "hi80"))
    counted = formats.unit(view.unit, as_shown(row["median"]))
    lines += [
        text("chance of reaching the target {chance}", chance=said),
        text(
            "middle {count} {unit}, {rate}", count=formats.count(row["median"]), unit=counted, rate=formats.rate(middle)
        ),
        text(
            "80 %: {low} – {high} {unit}",
            low=formats.count(row["lo80"]),
            high=formats.count(row["hi80"]),
            unit=formats.units(view.unit),
        ),
    ]
    step = None if pd.isna(row["chance_target"]) else chance_step(float(row["chance_target"]))
    return IntervalRow(
        code=str(row["code"]),
        name=list_name(name),
        low=low,
        middle=middle,
        high=high,
        now=None if pd.isna(row["count"]) else float(row["count"] / base),
        colour=NO_DATA if step is None else STEPS[step].colour,
        remark=f"{symbol} {said}<br>{formats.rate(middle, base=base)}",
        hover="<br>".join(lines),
    )


def _texts(reader: Reader, table: pd.DataFrame, view: View) -> pd.DataFrame:
    text, formats = reader.text.plain, reader.formats
    unit = formats.units(view.unit)
    return pd.DataFrame(
        {
            text("Code"): table["code"],
            text("Name"): table["name"],
            text("Count ({unit})", unit=unit): [formats.count(v) for v in table["count"]],
            text("Forecast ({unit})", unit=unit): [formats.count(v) for v in table["median"]],
            text("Low end ({unit})", unit=unit): [formats.count(v) for v in table["lo80"]],
            text("High end ({unit})", unit=unit): [formats.count(v) for v in table["hi80"]],
            text("Chance"): [_remark(reader, row)[1] for _, row in table.iterrows()],
            text("Count wanted"): [_wanted(reader, row) for _, row in table.iterrows()],
            text("Deadline"): [NO_VALUE if day is None else formats.day(day) for day in table["deadline"]],
            text("Register ({unit})", unit=unit): [formats.count(v) for v in table["denominator"]],
            text("Why no forecast"): [NO_VALUE if v is None else text(REASONS[Refusal(v)]) for v in table["reason"]],
        }
    )


def _wanted(reader: Reader, row: pd.Series) -> str:
    if pd.isna(row["target_count"]):
        return NO_VALUE
    clean = f" {reader.text('Clean')}" if Status(row["target_status"]) is Status.CLEAN else ""
    sign = about_sign(bool(row["is_equivalent"]))
    return reader.formats.counted(Unit(row["target_unit"]), row["target_count"], sign=sign) + clean
