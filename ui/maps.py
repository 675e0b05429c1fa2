"""Map and list side by side: the same colour and symbol in both, a click or the select box marks one area."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from census.shortfall import NO_STEP, shortfall_steps
from census.target import Target
from census.vocabulary import Colouring
from geo.choropleth import TOPOLOGY_FOLDER, MapClass, MapFrame, choropleth
from presentation.charts import BulletRow, bullet_list
from presentation.colours import NO_DATA, NO_DATA_LINE, NO_DATA_SYMBOL, STEPS, no_data_label
from ui.blocks import summary_for_screen_readers, worst_first
from ui.cached import Layer
from ui.controls import Choice
from ui.figures import figure_day
from ui.frame import SIMULATED, Reader

MAP_HEIGHT_PX, MAP_WIDTH_PX = 600, 374
_NO_CLASS = len(STEPS)
PLOT_CONFIG = {"displayModeBar": False, "scrollZoom": False, "topojsonURL": f"/{TOPOLOGY_FOLDER}"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure and what it says to those who do not see it."""

    figure: go.Figure
    alt: str

    def __post_init__(self) -> None:
        """Leave out what a template says of traces: ours name all their colours, and it weighs more than they do."""
        self.figure.layout.template.data = {}


def classified(table: pd.DataFrame, whole: pd.Series, colouring: Colouring) -> pd.DataFrame:
    """Add `class_index`: the step of each area, or the class for no data."""
    if colouring is Colouring.PATH:
        steps = table["step"].fillna(NO_STEP).astype(int).to_numpy()
    elif pd.isna(whole["rate"]) or not whole["denominator"]:
        steps = np.full(len(table), NO_STEP)
    else:
        share = Fraction(int(whole["numerator"]), int(whole["denominator"]))
        steps = shortfall_steps(table["numerator"], table["denominator"], share)
    return table.assign(class_index=np.where(steps == NO_STEP, _NO_CLASS, steps))


def show_map_and_list(
    reader: Reader,
    table: pd.DataFrame,
    whole: pd.Series,
    *,
    target: Target | None,
    choice: Choice,
    layer: Layer | None,
    key: str,
    chosen: str | None = None,
    picker: Callable[[], str | None] | None = None,
) -> str | None:
    """Draw the list, the map beside it, and give the code of an area that was clicked on in this run.

    Parameters
    ----------
    table
        Areas of one level (`census.progress.area_progress`).
    whole
        Row of the area whose rate the second colouring compares with.
    layer
        Outlines of their level; without them the list stands alone.
    key
        Stable key of the two charts.
    chosen
        Area to be marked in both.
    picker
        Draws a select box below the list that does what a click does.
    """
    codes, shade = table["code"].tolist(), ink()
    # All that list and map vary with besides the data.
    parts = (codes, whole["numerator"], whole["denominator"], choice, target, chosen, shade)

    def areas() -> pd.DataFrame:
        return classified(table, whole, choice.colouring)

    picked = None
    listing, drawing = st.columns([1.1, 1], gap="medium")
    with listing:
        st.subheader(_list_title(reader, target), anchor=False)
        if table["rate"].isna().all():
            st.info(reader.text("No figure by area has been delivered for this day, unit and status."))
        else:
            picture = reader.drawn(
                lambda: _draw_list(reader, areas(), target=target, choice=choice, chosen=chosen, shade=shade),
                "list",
                *parts,
            )
            picked = _show(picture, key=f"{key}-list", field="customdata")
            st.caption(_list_caption(reader, is_comparable=_is_comparable(target, choice)))
        picked = picked or (picker() if picker else None)
    with drawing:
        st.subheader(_map_title(reader, choice, str(whole["name"])), anchor=False)
        if layer is None:
            st.info(reader.text("There are no boundaries for these areas yet. Import them under Data in."))
            return picked
        picture = reader.drawn(
            lambda: _draw_map(reader, areas(), choice=choice, layer=layer, chosen=chosen, shade=shade), "map", *parts
        )
        clicked = _show(picture, key=f"{key}-map", field="location")
    return clicked or picked


def _list_title(reader: Reader, target: Target | None) -> str:
    text = reader.text
    if target is None:
        return text("The furthest behind first")
    return text("The furthest behind first · missing in {unit}", unit=reader.formats.unit(target.unit))


def _map_title(reader: Reader, choice: Choice, compared: str) -> str:
    text = reader.text
    return (
        text("Map: against the path to the target")
        if choice.colouring is Colouring.PATH
        else text("Map: against the rate of {area}", area=compared)
    )


def _list_caption(reader: Reader, *, is_comparable: bool) -> str:
    text = reader.text
    return (
        text("Bar: share reached. Stroke: due by that day. Dotted line: target.")
        if is_comparable
        else text("Bar: share reached. Due and target are not drawn: the target speaks in another unit or status.")
    )


def _is_comparable(target: Target | None, choice: Choice) -> bool:
    return target is not None and (target.unit, target.status) == (choice.view.unit, choice.view.status)


def _draw_list(
    reader: Reader, areas: pd.DataFrame, *, target: Target | None, choice: Choice, chosen: str | None, shade: str
) -> Picture:
    ordered = worst_first(areas)
    comparable = _is_comparable(target, choice)
    rows = [
        _bullet(reader, row, target=target, choice=choice, is_comparable=comparable) for _, row in ordered.iterrows()
    ]
    share = float(target.share) if target is not None and comparable else None
    return Picture(
        bullet_list(rows, target=share, chosen=chosen, ink=shade, height_px=MAP_HEIGHT_PX),
        alt=summary_for_screen_readers(reader, ordered, choice.view.unit),
    )


def _bullet(reader: Reader, row: pd.Series, *, target: Target | None, choice: Choice, is_comparable: bool) -> BulletRow:
    fill, symbol = class_sign(int(row["class_index"]))
    expected = None
    if is_comparable and not pd.isna(row["expected"]) and row["denominator"]:
        expected = float(row["expected"] / row["denominator"])
    return BulletRow(
        code=str(row["code"]),
        name=escape(str(row["name"])),
        rate=None if pd.isna(row["rate"]) else float(row["rate"]),
        expected=expected,
        colour=fill,
        remark=list_remark(reader, row, symbol, row["gap"] if target is not None else None),
        hover=hover_text(reader, row, choice, target),
    )


def class_sign(class_index: int | None) -> tuple[str, str]:
    """Give colour and symbol of a class; of no data for none."""
    if class_index is None or class_index == _NO_CLASS:
        return NO_DATA, NO_DATA_SYMBOL
    return STEPS[class_index].colour, STEPS[class_index].symbol


def list_remark(reader: Reader, row: pd.Series, symbol: str, missing: object) -> str:
    """Say symbol, rate and what is missing, as the text at the right of a list's row."""
    if pd.isna(row["rate"]):
        return no_data_label(reader.text)
    remark = f"{symbol} {reader.formats.rate(row['rate'], base=row['denominator'])}"
    if missing is not None and not pd.isna(missing):  # type: ignore[call-overload]
        remark += "<br>" + reader.text("missing {gap}", gap=reader.formats.count(missing))
    return remark


def _draw_map(
    reader: Reader, areas: pd.DataFrame, *, choice: Choice, layer: Layer, chosen: str | None, shade: str
) -> Picture:
    text = reader.text
    target_of = reader.campaign.targets_on(choice.view.as_of)
    hovers, labels = [], []
    for code, row in areas.iterrows():
        hovers.append(hover_text(reader, row, choice, target_of.get(str(code))))
        labels.append(_label(reader, row))
    drawn = areas.assign(hover=hovers, label=pd.Series(labels, index=areas.index, dtype="object"))
    classes = [MapClass(step.label(text, choice.colouring), step.colour, "#6f7b7d", step.ink) for step in STEPS]
    classes.append(MapClass(no_data_label(text), NO_DATA, NO_DATA_LINE, shade))
    frame = MapFrame(
        geojson_url=layer.url,
        points=layer.points,
        extent=layer.extent(drawn.index.tolist()),
        height_px=MAP_HEIGHT_PX,
        width_px=MAP_WIDTH_PX,
    )
    return Picture(
        choropleth(drawn, classes=classes, frame=frame, chosen=chosen),
        alt=summary_for_screen_readers(reader, areas, choice.view.unit),
    )


def _show(picture: Picture, *, key: str, field: str) -> str | None:
    """Show a picture and give the code that was clicked on in this run."""
    event = st.plotly_chart(
        picture.figure,
        key=key,
        on_select="rerun",
        selection_mode="points",
        config=PLOT_CONFIG,
        alt=picture.alt,
    )
    return _new_pick(event, key, field)


def _label(reader: Reader, row: pd.Series) -> tuple[str, ...]:
    """Give the lines of an area's label: its name, and symbol and rate where there is one."""
    name = escape(str(row["name"]))
    if pd.isna(row["rate"]):
        return (name,)
    _fill, symbol = class_sign(int(row["class_index"]))
    return (name, f"{symbol} {reader.formats.rate(row['rate'], base=row['denominator'])}")


def hover_text(reader: Reader, row: pd.Series, choice: Choice, target: Target | None) -> str:
    """Say an area's figures with their units, as HTML for a hover."""
    text, formats, view = reader.text, reader.formats, choice.view
    unit = formats.unit(view.unit)
    lines = [f"<b>{escape(str(row['name']))}</b>"]
    if reader.campaign.simulation:
        lines.append(SIMULATED)
    if pd.isna(row["numerator"]):
        lines.append(text("no data"))
    else:
        rate = formats.rate(row["rate"], decimals=2, base=row["denominator"])
        counted = text(
            "{count} of {base} {unit}",
            count=formats.count(row["numerator"]),
            base=formats.count(row["denominator"]),
            unit=unit,
        )
        lines.append(f"{rate} · {counted}")
        lines.append(figure_day(reader, row))
    if target is not None and not pd.isna(row["gap"]):
        lines.append(text("missing {gap} {unit}", gap=formats.count(row["gap"]), unit=formats.unit(target.unit)))
    if not pd.isna(row["is_estimate"]) and row["is_estimate"]:
        lines.append(text("register estimated"))
    return "<br>".join(lines)


def _new_pick(event: object, key: str, field: str) -> str | None:
    """Give the code of a click that is new in this run; a selection stays in the state long after it."""
    points = event["selection"]["points"]  # type: ignore[index]
    value = points[0].get(field) if points else None
    code = value[0] if isinstance(value, list) else value
    before = st.session_state.get(f"_{key}")
    st.session_state[f"_{key}"] = code
    return code if isinstance(code, str) and code != before else None


def ink() -> str:
    """Give the colour of texts and marks in the theme that the reader sees."""
    return "#e6eceb" if st.context.theme.type == "dark" else "#1f2a2c"
