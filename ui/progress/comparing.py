"""Two days compared: what came in between, as a sentence, on the map, in the list and in a table."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from math import inf

import pandas as pd
import streamlit as st

from census.base.target import Target
from census.base.vocabulary import Colouring, Unit
from census.figures.comparison import AreaGain, gain_steps
from census.figures.completeness import COMPLETENESS_COLUMNS
from census.figures.progress import AreaProgress
from census.figures.shortfall import NO_STEP
from presentation.charts.area_view import ShownArea, short_name
from presentation.charts.colours import NO_CLASS, NO_COMPARISON, NO_DATA_SYMBOL, class_sign
from presentation.language.formats import as_shown
from presentation.language.markdown import as_plain
from reports.tables.columns import Column, part_columns
from reports.tables.tables import as_csv, plain_rows
from reports.tables.workbook import table_workbook
from ui.kit.controls import Choice
from ui.kit.display.blocks import show_protection, sources_of
from ui.kit.display.blocks import show_table as show_progress_table
from ui.kit.display.curves import curve_picture
from ui.kit.display.pictures import scene_pictures, view_words
from ui.kit.display.scenes import Scene, hover_head, progress_scene
from ui.kit.downloads import csv_download, show_table_and_downloads, table_box, workbook_download
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


def show_gain(reader: Reader, reference: AreaGain, gains: Sequence[AreaGain], choice: Choice, since: date) -> None:
    """Say in one sentence what came in, and who gained most and least for their size."""
    text, formats = reader.text, reader.formats
    if reference.is_small:
        st.markdown(text("{area} is too small for its gain to be told.", area=reference.name))
        return
    if reference.count_then is None and reference.count_now is not None:
        st.markdown(
            text(
                "There is no figure of {area} of {day} or before to compare with.",
                area=reference.name,
                day=formats.day(since),
            )
        )
        return
    if reference.gain is None:
        st.markdown(text("There is no new figure of {area} since {day}.", area=reference.name, day=formats.day(since)))
        return
    sentences = text(
        "Since {day}: **{gain} {unit}** in {area}, {points} points.",
        day=formats.day(since),
        gain=formats.gain(reference.gain),
        unit=formats.unit(choice.view.unit, as_shown(reference.gain)),
        area=reference.name,
        points=formats.points(reference.gain_rate),
    )
    rated = [area for area in _least_first(gains) if area.gain_rate is not None]
    if len(rated) > 1:
        sentences += " " + text(
            "For their size most in **{most}** ({most_points}), least in **{least}** ({least_points}).",
            most=rated[-1].name,
            most_points=formats.points(rated[-1].gain_rate),
            least=rated[0].name,
            least_points=formats.points(rated[0].gain_rate),
        )
    st.markdown(sentences)


def _least_first(gains: Sequence[AreaGain]) -> list[AreaGain]:
    return sorted(gains, key=lambda area: (inf if area.gain_rate is None else area.gain_rate, area.name))


def gain_scene(reader: Reader, gains: Sequence[AreaGain], reference: AreaGain, *, choice: Choice, since: date) -> Scene:
    """Show what each area has gained for its size, against the whole.

    Parameters
    ----------
    gains, reference
        The areas, and the area above them.
    """
    text, formats = reader.text, reader.formats
    unit = formats.units(choice.view.unit)
    classes = _gain_classes(gains, reference)
    none = text("No area has a new figure between the two days.")
    return Scene(
        list_title=text("What came in since {day} · {unit}", day=formats.day(since, short=True), unit=unit),
        list_caption=text("Bar: gain in points of the register. Dotted line: {area}.", area=reference.name),
        map_title=text("Map: gain against that of {area}", area=reference.name),
        empty=none if all(area.gain is None for area in gains) else None,
        areas=lambda: [_shown(reader, area, classes[area.code], choice.view.unit) for area in _least_first(gains)],
        wording=Colouring.KABUPATEN,
        reference=reference.gain_rate,
        alt=lambda spoken: text.plain("Gain by area ({unit}): {list}", unit=unit, list=spoken),
        varies_with=("gain", [area.code for area in gains], reference.gain, since, choice.view),
        compared_with=short_name(reference.name),
        has_uncompared=NO_COMPARISON in classes.values(),
    )


def _gain_classes(gains: Sequence[AreaGain], reference: AreaGain) -> dict[str, int]:
    """The class of each area: a gain is no lack of data where the whole has none to compare it with."""
    return {
        area.code: (NO_CLASS if area.gain_rate is None else NO_COMPARISON) if step == NO_STEP else step
        for area, step in zip(gains, gain_steps(gains, reference), strict=True)
    }


def _shown(reader: Reader, row: AreaGain, class_index: int, unit: Unit) -> ShownArea:
    formats, (_colour, symbol) = reader.formats, class_sign(class_index)
    if row.gain is None:
        remark: tuple[str, ...] = (f"{NO_DATA_SYMBOL} {_without_gain(reader, row)}",)
    else:
        remark = (f"{symbol} {formats.gain(row.gain)}", _points(reader, row))
    return ShownArea(
        code=row.code,
        name=row.name,
        class_index=class_index,
        label=(row.name,) if row.gain_rate is None else (row.name, f"{symbol} {formats.points(row.gain_rate)}"),
        hover=_hover(reader, row, unit),
        remark=remark,
        spoken=f"{row.name}: {formats.gain(row.gain)}",
        length=row.gain_rate,
    )


def _without_gain(reader: Reader, row: AreaGain) -> str:
    """Say why there is no gain: too few to be told, or nothing new."""
    if row.is_small:
        return reader.text.plain("hidden")
    text = reader.text.plain
    return text("no new figure") if row.count_then is not None else text("no figure of that day")


def _points(reader: Reader, row: AreaGain) -> str:
    return reader.text.plain("{points} points", points=reader.formats.points(row.gain_rate))


def _hover(reader: Reader, row: AreaGain, unit: Unit) -> tuple[str, ...]:
    formats = reader.formats
    lines = hover_head(reader, row.name)
    if row.gain is None:
        lines.append(_without_gain(reader, row))
    else:
        counted = f"{formats.gain(row.gain)} {formats.unit(unit, as_shown(row.gain))}"
        lines.append(f"{counted} · {_points(reader, row)}")
        lines.append(f"{formats.count(row.count_then)} → {formats.count(row.count_now)}")
        lines.append(f"{formats.day(row.then_as_of)} → {formats.day(row.as_of)}")
    return tuple(lines)


def _texts(reader: Reader, gains: Sequence[AreaGain], choice: Choice) -> pd.DataFrame:
    text, formats = reader.text.plain, reader.formats
    unit = formats.units(choice.view.unit)
    return pd.DataFrame(
        {
            text("Code"): [area.code for area in gains],
            text("Name"): [area.name for area in gains],
            text("Earlier ({unit})", unit=unit): [formats.count(area.count_then) for area in gains],
            text("Earlier figure of"): [formats.day(area.then_as_of) for area in gains],
            text("Count ({unit})", unit=unit): [formats.count(area.count_now) for area in gains],
            text("Figure of"): [formats.day(area.as_of) for area in gains],
            text("Gain ({unit})", unit=unit): [formats.gain(area.gain) for area in gains],
            text("Gain (points)"): [formats.points(area.gain_rate, decimals=2) for area in gains],
        }
    )


def chosen_scene(
    reader: Reader,
    code: str,
    areas: Sequence[AreaProgress],
    reference: AreaProgress,
    *,
    target: Target | None,
    choice: Choice,
) -> Scene:
    """The scene to be drawn: progress, or, once an earlier day is chosen, the gain since, told in a sentence.

    Parameters
    ----------
    code
        The area whose parts are shown.
    areas
        Those parts.
    reference
        The area that the second colouring compares with.
    """
    since, tree = choice.since, reader.campaign.tree
    if since is None:
        return progress_scene(reader, areas, reference, target=target, choice=choice)
    gains = reader.campaign.gains_within(code, tree.level(areas[0].code), choice.view, since=since)
    (total,) = reader.campaign.gains_within(code, tree.level(code), choice.view, since=since)
    show_gain(reader, total, gains, choice, since)
    return gain_scene(reader, gains, total, choice=choice, since=since)


def show_table(
    reader: Reader,
    code: str,
    areas: Sequence[AreaProgress],
    choice: Choice,
    *,
    scene: Scene,
    target: Target | None,
) -> None:
    """Show what the map shows as a table, with the files of exactly that: progress, or the gain between two days."""
    campaign, tree, view = reader.campaign, reader.campaign.tree, choice.view
    level, place = tree.level(areas[0].code), tree.name(code)
    gains = [] if choice.since is None else campaign.gains_within(code, level, view, since=choice.since)
    rows = gains or areas
    show_protection(reader, [row.code for row in rows], view, has_hidden=any(row.is_hidden for row in rows))
    name = f"{code}-{level}"
    box = table_box(reader, name)
    if box is None:
        return
    foot = sources_of(reader, code, [area.source for area in areas], view)
    pictures = [
        *scene_pictures(reader, scene, level=level, name=name, choice=choice, foot=foot, place=place),
        *curve_picture(reader, code, tree.children(code), target=target, choice=choice, foot=foot),
    ]
    listed = campaign.aims.of_list(code, level, view.as_of)
    if choice.since is None:
        show_progress_table(
            reader,
            areas,
            choice,
            box=box,
            code=code,
            level=level,
            name=name,
            target=listed,
            title=place,
            pictures=pictures,
        )
        return
    stem = f"{name}_{choice.since.isoformat()}_{view.as_of.isoformat()}_{view.unit.value}_{view.status.value}"
    shown = reader.drawn(lambda: _texts(reader, gains, choice), "gains", code, choice.since, view)
    table = partial(campaign.gains, code, level, view, since=choice.since)
    title = f"{place} · {as_plain(scene.list_title)}"
    files = [
        csv_download(reader, stem, lambda: as_csv(plain_rows(table(), GAIN_COLUMNS), GAIN_COLUMNS)),
        workbook_download(reader, stem, lambda: _workbook(reader, table(), choice, title, foot)),
        *pictures,
    ]
    show_table_and_downloads(reader, shown, files, box=box, key=name)


def _workbook(reader: Reader, gains: pd.DataFrame, choice: Choice, title: str, foot: list[str]) -> bytes:
    text, formats, view = reader.text.plain, reader.formats, choice.view
    unit = formats.units(view.unit)
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
        lines=[line for line in (view_words(reader, choice), "; ".join(foot)) if line],
        simulated=reader.campaign.simulation is not None,
    )
