"""What list and map show of the areas of one level: their classes, words and bars, whatever they are compared with."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from html import escape

import numpy as np
import pandas as pd

from census.base.target import Target
from census.base.vocabulary import Colouring, Unit
from census.figures.shortfall import NO_STEP, shortfall_steps
from geo.choropleth import MapClass
from presentation.charts.charts import BulletRow
from presentation.charts.colours import (
    GREY,
    NO_DATA,
    NO_DATA_LINE,
    NO_DATA_SYMBOL,
    STEPS,
    UNCOMPARED,
    UNCOMPARED_INK,
    UNCOMPARED_SYMBOL,
    no_data_label,
    uncompared_label,
)
from presentation.words.reasons import about_sign
from ui.kit.controls import Choice
from ui.kit.display.blocks import summary_for_screen_readers, worst_first
from ui.kit.display.figures import figure_day, rate_otherwise, without_rate
from ui.kit.display.scene_notes import is_undelivered as nothing_came
from ui.kit.display.scene_notes import list_caption, old_figures, one_class, told_otherwise, why_empty
from ui.shell.frame import SIMULATED, Reader

NO_CLASS = len(STEPS)
"""Class of an area without a figure."""
NO_COMPARISON = NO_CLASS + 1
"""Class of an area with a figure that nothing is there to compare with: the last one of the legend."""

_MOST_NAME = 21
"""Characters of a name in a list: more would push the figures at the right out of the chart on a phone."""


@dataclass(frozen=True)
class Scene:
    """A list and a map of the same areas.

    Attributes
    ----------
    list_title, list_caption, map_title
        Words above and below.
    empty
        Sentence in place of the list where no area has a figure; None where some have.
    areas
        Gives the frame of `geo.choropleth.choropleth`, in the order of the list.
    rows
        Gives the bars of the list from that frame.
    wording
        Words of the five steps.
    reference
        Rate at which the list has its dotted line; None for none.
    alt
        Gives what both say to those who do not see them.
    varies_with
        All that they vary with besides the data, for the cache.
    compared_with
        Name of the whole that the second colouring compares with, as the legend says it (HTML).
    warning
        What must be known before list and map are believed, above them; None for nothing.
    map_caption
        Words below the map; None for none.
    is_undelivered
        Nothing of these areas has come in, in whatever unit: only an import helps.
    has_uncompared
        Some areas have a figure that nothing is there to compare with (`NO_COMPARISON`).
    """

    list_title: str
    list_caption: str
    map_title: str
    empty: str | None
    areas: Callable[[], pd.DataFrame]
    rows: Callable[[pd.DataFrame], list[BulletRow]]
    wording: Colouring
    reference: float | None
    alt: Callable[[pd.DataFrame], str]
    varies_with: tuple[object, ...]
    compared_with: str = ""
    warning: str | None = None
    map_caption: str | None = None
    is_undelivered: bool = False
    has_uncompared: bool = False

    def classes(self, reader: Reader, shade: str) -> list[MapClass]:
        """Give the legend: five steps, unless no area is in one, the class for no data, and one for no comparison."""
        labels = [step.label(reader.text.plain, self.wording, self.compared_with) for step in STEPS]
        steps = [
            MapClass(label, step.colour, "#6f7b7d", step.ink, is_listed=self.empty is None)
            for label, step in zip(labels, STEPS, strict=True)
        ]
        found = [*steps, MapClass(no_data_label(reader.text.plain), NO_DATA, NO_DATA_LINE, shade)]
        if self.has_uncompared:
            found.append(MapClass(uncompared_label(reader.text.plain), UNCOMPARED, "#6f7b7d", UNCOMPARED_INK))
        return found


def progress_scene(
    reader: Reader, table: pd.DataFrame, whole: pd.Series, *, target: Target | None, choice: Choice
) -> Scene:
    """Show how far areas have come, against their path or against the whole.

    Parameters
    ----------
    table
        Areas of one level (`census.figures.progress.area_progress`).
    whole
        Row of the area whose rate the second colouring compares with.
    """
    text = reader.text
    comparable = _is_comparable(target, choice)

    def areas() -> pd.DataFrame:
        frame = worst_first(classified(table, whole, choice.colouring))
        hovers = [hover_text(reader, row, choice) for _, row in frame.iterrows()]
        labels = pd.Series([_label(reader, row) for _, row in frame.iterrows()], index=frame.index, dtype="object")
        return frame.assign(hover=hovers, label=labels)

    def rows(frame: pd.DataFrame) -> list[BulletRow]:
        return [_bullet(reader, row, target, is_comparable=comparable) for _, row in frame.iterrows()]

    is_undelivered = nothing_came(reader, table, choice)
    return Scene(
        list_title=text("The furthest behind first")
        if target is None
        else text("The furthest behind first · missing in {unit}", unit=reader.formats.unit(target.unit)),
        list_caption=list_caption(reader, target, whole, is_comparable=comparable),
        map_title=text("Map: against the path to the target")
        if choice.colouring is Colouring.PATH
        else text("Map: against the rate of {area}", area=str(whole["name"])),
        empty=why_empty(reader, table, choice, is_undelivered=is_undelivered),
        areas=areas,
        rows=rows,
        wording=choice.colouring,
        reference=float(target.share) if target is not None and comparable else None,
        alt=lambda frame: summary_for_screen_readers(reader, frame, choice.view.unit),
        varies_with=(
            "progress",
            table["code"].tolist(),
            whole["numerator"],
            whole["denominator"],
            choice.view,
            choice.colouring,
            target,
        ),
        compared_with=list_name(str(whole["name"])),
        warning=old_figures(reader, table, choice),
        map_caption=one_class(reader, table, choice),
        is_undelivered=is_undelivered,
        has_uncompared=bool((classified(table, whole, choice.colouring)["class_index"] == NO_COMPARISON).any()),
    )


def classified(table: pd.DataFrame, whole: pd.Series, colouring: Colouring) -> pd.DataFrame:
    """Add `class_index`: the step of each area, the class for no data, or that for nothing to compare with."""
    if colouring is Colouring.PATH:
        steps = table["step"].fillna(NO_STEP).astype(int).to_numpy()
    elif pd.isna(whole["rate"]) or not whole["denominator"]:
        steps = np.full(len(table), NO_STEP)
    else:
        share = Fraction(int(whole["numerator"]), int(whole["denominator"]))
        steps = shortfall_steps(table["numerator"], table["denominator"], share)
    has_figure = table["numerator"].notna() | table["bound"].notna() | told_otherwise(table)
    without = np.where(has_figure & ~table["is_hidden"].astype(bool), NO_COMPARISON, NO_CLASS)
    return table.assign(class_index=np.where(steps == NO_STEP, without, steps))


def _is_comparable(target: Target | None, choice: Choice) -> bool:
    return target is not None and (target.unit, target.status) == (choice.view.unit, choice.view.status)


def _bullet(reader: Reader, row: pd.Series, target: Target | None, *, is_comparable: bool) -> BulletRow:
    fill, symbol = class_sign(int(row["class_index"]))
    below = None
    if target is not None and not pd.isna(row["gap"]):
        gap = about_sign(bool(row["is_equivalent"])) + reader.formats.count(row["gap"])
        if row["target_unit"] != target.unit:
            gap += f" {reader.formats.unit(Unit(row['target_unit']))}"
        below = reader.text.plain("missing {gap}", gap=gap)
    expected = None
    if is_comparable and not pd.isna(row["expected"]) and row["denominator"]:
        expected = float(row["expected"] / row["denominator"])
    return BulletRow(
        code=str(row["code"]),
        name=list_name(str(row["name"])),
        rate=None if pd.isna(row["rate"]) else float(row["rate"]),
        expected=expected,
        colour=fill,
        remark=list_remark(reader, row, symbol, below),
        hover=str(row["hover"]),
    )


def class_sign(class_index: int | None) -> tuple[str, str]:
    """Give colour and symbol of a class; of no data for none."""
    if class_index == NO_COMPARISON:
        return GREY, UNCOMPARED_SYMBOL
    if class_index is None or class_index == NO_CLASS:
        return NO_DATA, NO_DATA_SYMBOL
    return STEPS[class_index].colour, STEPS[class_index].symbol


def list_name(name: str) -> str:
    """Shorten a name, as HTML, so that it leaves room for bar and figures; the hover has it in full."""
    return escape(name if len(name) <= _MOST_NAME else name[: _MOST_NAME - 1].rstrip() + "…")


def list_remark(reader: Reader, row: pd.Series, symbol: str, below: str | None) -> str:
    """Say symbol and rate, and below them what is missing, as the text at the right of a list's row."""
    if (otherwise := rate_otherwise(reader, row)) is not None:
        remark = f"{symbol} {otherwise}"
        return remark if below is None else f"{remark}<br>{below}"
    if pd.isna(row["rate"]):
        said = without_rate(reader, row)
        # A bound is a figure, and so is a count without a register: the sign of no data is not for it.
        return said if row.get("bound") or not pd.isna(row["numerator"]) else f"{NO_DATA_SYMBOL} {said}"
    remark = f"{symbol} {reader.formats.rate(row['rate'], base=row['denominator'])}".lstrip()
    return remark if below is None else f"{remark}<br>{below}"


def _label(reader: Reader, row: pd.Series) -> tuple[str, ...]:
    """Give the lines of an area's label: its name, and symbol and rate where there is one."""
    name = escape(str(row["name"]))
    _fill, symbol = class_sign(int(row["class_index"]))
    if (otherwise := rate_otherwise(reader, row)) is not None:
        return (name, f"{symbol} {otherwise}")
    if pd.isna(row["rate"]):
        return (name,)
    return (name, f"{symbol} {reader.formats.rate(row['rate'], base=row['denominator'])}")


def hover_text(reader: Reader, row: pd.Series, choice: Choice) -> str:
    """Say an area's figures with their units, as HTML for a hover."""
    text, formats, view = reader.text.plain, reader.formats, choice.view
    unit = formats.unit(view.unit)
    lines = hover_head(reader, row)
    if pd.isna(row["numerator"]):
        lines.append(rate_otherwise(reader, row) or without_rate(reader, row))
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
    if not pd.isna(row["gap"]):
        gap = about_sign(bool(row["is_equivalent"])) + formats.count(row["gap"])
        lines.append(text("missing {gap} {unit}", gap=gap, unit=formats.unit(Unit(row["target_unit"]))))
    if not pd.isna(row["is_estimate"]) and row["is_estimate"]:
        lines.append(text("register estimated"))
    return "<br>".join(lines)


def hover_head(reader: Reader, row: pd.Series) -> list[str]:
    """Begin a hover: the name, and that it is simulated where it is."""
    name = f"<b>{escape(str(row['name']))}</b>"
    return [name, SIMULATED] if reader.campaign.simulation else [name]
