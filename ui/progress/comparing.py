"""Two days compared: what came in between, as a sentence, on the map, in the list and in a table."""

from datetime import date
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from census.base.target import Target
from census.base.vocabulary import Colouring
from census.figures.comparison import gain_steps
from census.figures.completeness import COMPLETENESS_COLUMNS
from census.figures.shortfall import NO_STEP
from presentation.charts.charts import BulletRow
from presentation.charts.colours import NO_DATA_SYMBOL
from presentation.language.formats import NO_VALUE
from presentation.language.markdown import as_plain
from reports.tables.columns import Column, part_columns
from reports.tables.tables import as_csv, plain_rows
from reports.tables.workbook import table_workbook
from ui.kit.controls import Choice
from ui.kit.display.blocks import show_protection, sources_of
from ui.kit.display.blocks import show_table as show_progress_table
from ui.kit.display.curves import curve_picture
from ui.kit.display.pictures import said_view, scene_pictures
from ui.kit.display.scenes import NO_CLASS, NO_COMPARISON, Scene, class_sign, hover_head, list_name, progress_scene
from ui.kit.downloads import csv_download, show_table_and_downloads, workbook_download
from ui.shell.frame import Reader

GAIN_COLUMNS = (
    "code",
    "name",
    "denominator",
    "count_then",
    "then_as_of",
    "count_now",
    "as_of",
    "gain",
    "gain_rate",
    *COMPLETENESS_COLUMNS,
)


def show_gain(reader: Reader, whole: pd.Series, table: pd.DataFrame, choice: Choice, since: date) -> None:
    """Say in one sentence what came in, and who gained most and least for their size."""
    text, formats = reader.text, reader.formats
    if whole["is_hidden"] or not pd.isna(whole["bound"]):
        st.markdown(text("{area} is too small for its gain to be told.", area=whole["name"]))
        return
    if pd.isna(whole["count_then"]) and not pd.isna(whole["count_now"]):
        st.markdown(
            text(
                "There is no figure of {area} of {day} or before to compare with.",
                area=whole["name"],
                day=formats.day(since),
            )
        )
        return
    if pd.isna(whole["gain"]):
        st.markdown(text("Nothing new was told of {area} since {day}.", area=whole["name"], day=formats.day(since)))
        return
    said = text(
        "Since {day}: **{gain} {unit}** in {area}, {points} points.",
        day=formats.day(since),
        gain=formats.gain(whole["gain"]),
        unit=formats.unit(choice.view.unit),
        area=whole["name"],
        points=formats.points(whole["gain_rate"]),
    )
    told = table[table["gain_rate"].notna()].sort_values(["gain_rate", "name"])
    if len(told) > 1:
        said += " " + text(
            "For their size most in **{most}** ({most_points}), least in **{least}** ({least_points}).",
            most=told["name"].iloc[-1],
            most_points=formats.points(told["gain_rate"].iloc[-1]),
            least=told["name"].iloc[0],
            least_points=formats.points(told["gain_rate"].iloc[0]),
        )
    st.markdown(said)


def gain_scene(reader: Reader, table: pd.DataFrame, whole: pd.Series, *, choice: Choice, since: date) -> Scene:
    """Show what each area has gained for its size, against the whole.

    Parameters
    ----------
    table, whole
        Rows of `census.figures.comparison.gains_between`, of the areas and of the area above them.
    """
    text, formats = reader.text, reader.formats
    unit = formats.unit(choice.view.unit)

    def areas() -> pd.DataFrame:
        frame = table.assign(class_index=_gain_classes(table, whole)).sort_values(["gain_rate", "name"])
        hovers = [_hover(reader, row, unit) for _, row in frame.iterrows()]
        labels = [_label(reader, row) for _, row in frame.iterrows()]
        return frame.assign(hover=hovers, label=pd.Series(labels, index=frame.index, dtype="object"))

    def rows(frame: pd.DataFrame) -> list[BulletRow]:
        return [_bullet(reader, row) for _, row in frame.iterrows()]

    none = text("No area has a new figure between the two days.") if table["gain"].isna().all() else None
    return Scene(
        list_title=text("What came in since {day} · {unit}", day=formats.day(since, short=True), unit=unit),
        list_caption=text("Bar: gain in points of the register. Dotted line: {area}.", area=str(whole["name"])),
        map_title=text("Map: gain against that of {area}", area=str(whole["name"])),
        empty=none,
        areas=areas,
        rows=rows,
        wording=Colouring.KABUPATEN,
        reference=None if pd.isna(whole["gain_rate"]) else float(whole["gain_rate"]),
        alt=lambda frame: text(
            "Gain by area ({unit}): {list}",
            unit=unit,
            list="; ".join(f"{row['name']}: {formats.gain(row['gain'])}" for _, row in frame.iterrows()),
        ),
        varies_with=("gain", table["code"].tolist(), whole["gain"], since, choice.view),
        compared_with=list_name(str(whole["name"])),
        has_uncompared=bool((_gain_classes(table, whole) == NO_COMPARISON).any()),
    )


def _gain_classes(table: pd.DataFrame, whole: pd.Series) -> pd.Series:
    """Give the class of each area: a gain is no lack of data where the whole has none to compare it with."""
    steps = gain_steps(table, whole)
    without = np.where(table["gain_rate"].notna(), NO_COMPARISON, NO_CLASS)
    return steps.where(steps != NO_STEP, pd.Series(without, index=table.index))


def _bullet(reader: Reader, row: pd.Series) -> BulletRow:
    fill, symbol = class_sign(int(row["class_index"]))
    if pd.isna(row["gain"]):
        remark = f"{NO_DATA_SYMBOL} {_without_gain(reader, row)}"
    else:
        remark = f"{symbol} {reader.formats.gain(row['gain'])}<br>{_points(reader, row)}"
    rate = None if pd.isna(row["gain_rate"]) else float(row["gain_rate"])
    return BulletRow(str(row["code"]), list_name(str(row["name"])), rate, None, fill, remark, str(row["hover"]))


def _label(reader: Reader, row: pd.Series) -> tuple[str, ...]:
    name = escape(str(row["name"]))
    if pd.isna(row["gain_rate"]):
        return (name,)
    _fill, symbol = class_sign(int(row["class_index"]))
    return (name, f"{symbol} {reader.formats.points(row['gain_rate'])}")


def _without_gain(reader: Reader, row: pd.Series) -> str:
    """Say why there is no gain: too few to be told, or nothing new."""
    if row["is_hidden"] or not pd.isna(row["bound"]):
        return reader.text("hidden")
    return reader.text("no new figure") if not pd.isna(row["count_then"]) else reader.text("no figure of that day")


def _points(reader: Reader, row: pd.Series) -> str:
    return reader.text.plain("{points} points", points=reader.formats.points(row["gain_rate"]))


def _hover(reader: Reader, row: pd.Series, unit: str) -> str:
    formats = reader.formats
    lines = hover_head(reader, row)
    if pd.isna(row["gain"]):
        lines.append(_without_gain(reader, row))
    else:
        lines.append(f"{formats.gain(row['gain'])} {unit} · {_points(reader, row)}")
        lines.append(f"{formats.count(row['count_then'])} → {formats.count(row['count_now'])}")
        lines.append(f"{formats.day(row['then_as_of'])} → {formats.day(row['as_of'])}")
    return "<br>".join(lines)


def _texts(reader: Reader, table: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    text, formats = reader.text.plain, reader.formats
    unit = formats.unit(choice.view.unit)
    return pd.DataFrame(
        {
            text("Code"): table["code"],
            text("Name"): table["name"],
            text("Earlier ({unit})", unit=unit): [formats.count(v) for v in table["count_then"]],
            text("Earlier figure of"): [NO_VALUE if pd.isna(v) else formats.day(v) for v in table["then_as_of"]],
            text("Count ({unit})", unit=unit): [formats.count(v) for v in table["count_now"]],
            text("Figure of"): [NO_VALUE if pd.isna(v) else formats.day(v) for v in table["as_of"]],
            text("Gain ({unit})", unit=unit): [formats.gain(v) for v in table["gain"]],
            text("Gain (points)"): [formats.points(v, decimals=2) for v in table["gain_rate"]],
        }
    )


def chosen_scene(
    reader: Reader,
    code: str,
    table: pd.DataFrame,
    reference: pd.Series,
    *,
    target: Target | None,
    choice: Choice,
) -> Scene:
    """Give the scene to be drawn: progress, or, once an earlier day is chosen, the gain since, told in a sentence.

    Parameters
    ----------
    code
        The area whose parts are shown.
    table
        Their progress.
    reference
        Row of the area that the second colouring compares with.
    """
    since = choice.since
    if since is None:
        return progress_scene(reader, table, reference, target=target, choice=choice)
    tree, view = reader.campaign.tree, choice.view
    gains = _gains(reader, code, table, choice, since)
    whole = reader.campaign.gains(code, tree.level(code), view, since=since).iloc[0]
    show_gain(reader, whole, gains, choice, since)
    return gain_scene(reader, gains, whole, choice=choice, since=since)


def _gains(reader: Reader, code: str, table: pd.DataFrame, choice: Choice, since: date) -> pd.DataFrame:
    level = reader.campaign.tree.level(str(table["code"].iloc[0]))
    return reader.campaign.gains(code, level, choice.view, since=since)


def show_table(
    reader: Reader,
    code: str,
    table: pd.DataFrame,
    choice: Choice,
    *,
    scene: Scene,
    target: Target | None,
) -> None:
    """Show what the map shows as a table, with the files of exactly that: progress, or the gain between two days."""
    tree = reader.campaign.tree
    level, place = tree.level(str(table["code"].iloc[0])), tree.name(code)
    foot = sources_of(reader, code, table["source"].tolist(), choice.view)
    name = f"{code}-{level}"
    pictures = [
        *scene_pictures(reader, scene, level=level, name=name, choice=choice, foot=foot, place=place),
        *curve_picture(reader, code, tree.children(code), target=target, choice=choice, foot=foot),
    ]
    listed = reader.campaign.aims.of_list(code, level, choice.view.as_of)
    if choice.since is None:
        show_progress_table(reader, table, choice, code=code, name=name, target=listed, title=place, pictures=pictures)
        return
    gains = _gains(reader, code, table, choice, choice.since)
    view = choice.view
    stem = f"{name}_{choice.since.isoformat()}_{view.as_of.isoformat()}_{view.unit.value}_{view.status.value}"
    shown = reader.drawn(lambda: _texts(reader, gains, choice), "gains", code, choice.since, view)
    show_protection(reader, gains, view)
    files = [
        csv_download(reader, stem, lambda: as_csv(plain_rows(gains, GAIN_COLUMNS), GAIN_COLUMNS)),
        workbook_download(
            reader, stem, lambda: _workbook(reader, gains, choice, f"{place} · {as_plain(scene.list_title)}", foot)
        ),
        *pictures,
    ]
    show_table_and_downloads(reader, shown, files, key=name)


def _workbook(reader: Reader, gains: pd.DataFrame, choice: Choice, title: str, foot: list[str]) -> bytes:
    text, formats, view = reader.text.plain, reader.formats, choice.view
    unit = formats.unit(view.unit)
    return table_workbook(
        gains,
        {
            "code": Column(text("Code"), "text", 13),
            "name": Column(text("Name"), "text", 30),
            "denominator": Column(text("Register ({unit})", unit=unit), "count", 13),
            "count_then": Column(text("Count then ({unit})", unit=unit), "count", 13),
            "then_as_of": Column(text("Earlier figure of"), "day", 13),
            "count_now": Column(text("Count ({unit})", unit=unit), "count", 13),
            "as_of": Column(text("Figure of"), "day", 13),
            "gain": Column(text("Gain ({unit})", unit=unit), "count", 13),
            "gain_rate": Column(text("Gain (share of the register)"), "rate", 13),
            **part_columns(text),
        },
        text=text,
        as_of=view.as_of,
        title=title,
        lines=[line for line in (said_view(reader, choice), "; ".join(foot)) if line],
        simulated=reader.campaign.simulation is not None,
    )
