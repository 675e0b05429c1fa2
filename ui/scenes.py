"""What list and map show of the areas of one level: their classes, words and bars, whatever they are compared with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from html import escape

import numpy as np
import pandas as pd

from census.progress import STALE_AFTER_DAYS
from census.shortfall import NO_STEP, shortfall_steps
from census.target import Target
from census.vocabulary import Colouring
from geo.choropleth import MapClass
from presentation.charts import BulletRow
from presentation.colours import NO_DATA, NO_DATA_LINE, NO_DATA_SYMBOL, STEPS, no_data_label
from ui.blocks import summary_for_screen_readers, worst_first
from ui.controls import COLOURINGS, Choice, level_word
from ui.figures import figure_day, without_rate
from ui.frame import SIMULATED, Reader

NO_CLASS = len(STEPS)
"""Class of an area without a figure: the last one of the legend."""

_LAST_STEP_ON_PATH = 1
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

    def classes(self, reader: Reader, shade: str) -> list[MapClass]:
        """Give the legend: five steps, unless no area is in one, and the class for no data."""
        labels = [step.label(reader.text.plain, self.wording, self.compared_with) for step in STEPS]
        steps = [
            MapClass(label, step.colour, "#6f7b7d", step.ink, is_listed=self.empty is None)
            for label, step in zip(labels, STEPS, strict=True)
        ]
        return [*steps, MapClass(no_data_label(reader.text.plain), NO_DATA, NO_DATA_LINE, shade)]


def progress_scene(
    reader: Reader, table: pd.DataFrame, whole: pd.Series, *, target: Target | None, choice: Choice
) -> Scene:
    """Show how far areas have come, against their path or against the whole.

    Parameters
    ----------
    table
        Areas of one level (`census.progress.area_progress`).
    whole
        Row of the area whose rate the second colouring compares with.
    """
    text = reader.text
    comparable = _is_comparable(target, choice)

    def areas() -> pd.DataFrame:
        target_of = reader.campaign.targets_on(choice.view.as_of)
        frame = worst_first(classified(table, whole, choice.colouring))
        hovers = [hover_text(reader, row, choice, target_of.get(str(code))) for code, row in frame.iterrows()]
        labels = pd.Series([_label(reader, row) for _, row in frame.iterrows()], index=frame.index, dtype="object")
        return frame.assign(hover=hovers, label=labels)

    def rows(frame: pd.DataFrame) -> list[BulletRow]:
        return [
            _bullet(reader, row, has_target=target is not None, is_comparable=comparable) for _, row in frame.iterrows()
        ]

    is_undelivered = _is_undelivered(reader, table, choice)
    return Scene(
        list_title=text("The furthest behind first")
        if target is None
        else text("The furthest behind first · missing in {unit}", unit=reader.formats.unit(target.unit)),
        list_caption=text("Bar: share reached. Stroke: due by that day. Dotted line: target.")
        if comparable
        else text("Bar: share reached. Due and target are not drawn: the target speaks in another unit or status."),
        map_title=text("Map: against the path to the target")
        if choice.colouring is Colouring.PATH
        else text("Map: against the rate of {area}", area=str(whole["name"])),
        empty=_why_empty(reader, table, choice, is_undelivered=is_undelivered),
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
        warning=_old_figures(reader, table, choice),
        map_caption=_one_class(reader, table, choice),
        is_undelivered=is_undelivered,
    )


def _is_undelivered(reader: Reader, table: pd.DataFrame, choice: Choice) -> bool:
    """Tell whether nothing of these areas has come in by the day, in any unit or status."""
    if table["numerator"].notna().any() or table["is_hidden"].any():
        return False
    return not _has_figure(reader, table["code"].tolist(), choice)


def _has_figure(reader: Reader, codes: Sequence[str], choice: Choice) -> bool:
    panel = reader.campaign.panel
    return any(
        bool(panel.at(name, choice.view.as_of).loc[list(codes), "count"].notna().any()) for name in panel.measures
    )


def _why_empty(reader: Reader, table: pd.DataFrame, choice: Choice, *, is_undelivered: bool) -> str | None:
    text = reader.text
    if table["rate"].notna().any():
        return None
    if table["numerator"].notna().any():
        return text("Without a register no rate can be given; the counts stand in the table below.")
    if is_undelivered:
        day, campaign = reader.formats.day(choice.view.as_of), reader.campaign
        if _has_figure(reader, campaign.tree.codes, choice):
            level = level_word(text, campaign.tree.level(str(table["code"].iloc[0])))
            return text(
                "No figure by {area} has been delivered by {day}. Import the recap of BPS under Data in.",
                area=level,
                day=day,
            )
        return text("No figure has been delivered by {day}. Import the recap of BPS under Data in.", day=day)
    return text("No figure by area has been delivered for this day, unit and status.")


def _old_figures(reader: Reader, table: pd.DataFrame, choice: Choice) -> str | None:
    """Say that the colours compare old figures with the path of the day, where they do."""
    as_of = choice.view.as_of
    old = [day for day in table["target_as_of"] if isinstance(day, date) and (as_of - day).days > STALE_AFTER_DAYS]
    if not old or choice.colouring is not Colouring.PATH:
        return None
    return reader.text(
        "The colours compare an old figure (the oldest of {day}) with the path of {as_of}: the areas may have come "
        "further.",
        day=reader.formats.day(min(old)),
        as_of=reader.formats.day(as_of),
    )


def _one_class(reader: Reader, table: pd.DataFrame, choice: Choice) -> str | None:
    """Where the colours tell no area from another, say which do."""
    steps = table["step"].dropna()
    if choice.colouring is not Colouring.PATH or len(steps) < 2 or steps.nunique() > 1:
        return None
    text = reader.text
    said = text("All are below the path.") if steps.iloc[0] > _LAST_STEP_ON_PATH else text("None is below the path.")
    switch, whole = text("The map compares with"), text(COLOURINGS[Colouring.KABUPATEN])
    return f"{said} " + text("Choose {whole} under “{switch}” to tell them apart.", whole=whole, switch=switch)


def classified(table: pd.DataFrame, whole: pd.Series, colouring: Colouring) -> pd.DataFrame:
    """Add `class_index`: the step of each area, or the class for no data."""
    if colouring is Colouring.PATH:
        steps = table["step"].fillna(NO_STEP).astype(int).to_numpy()
    elif pd.isna(whole["rate"]) or not whole["denominator"]:
        steps = np.full(len(table), NO_STEP)
    else:
        share = Fraction(int(whole["numerator"]), int(whole["denominator"]))
        steps = shortfall_steps(table["numerator"], table["denominator"], share)
    return table.assign(class_index=np.where(steps == NO_STEP, NO_CLASS, steps))


def _is_comparable(target: Target | None, choice: Choice) -> bool:
    return target is not None and (target.unit, target.status) == (choice.view.unit, choice.view.status)


def _bullet(reader: Reader, row: pd.Series, *, has_target: bool, is_comparable: bool) -> BulletRow:
    fill, symbol = class_sign(int(row["class_index"]))
    below = None
    if has_target and not pd.isna(row["gap"]):
        below = reader.text.plain("missing {gap}", gap=reader.formats.count(row["gap"]))
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
    if class_index is None or class_index == NO_CLASS:
        return NO_DATA, NO_DATA_SYMBOL
    return STEPS[class_index].colour, STEPS[class_index].symbol


def list_name(name: str) -> str:
    """Shorten a name, as HTML, so that it leaves room for bar and figures; the hover has it in full."""
    return escape(name if len(name) <= _MOST_NAME else name[: _MOST_NAME - 1].rstrip() + "…")


def list_remark(reader: Reader, row: pd.Series, symbol: str, below: str | None) -> str:
    """Say symbol and rate, and below them what is missing, as the text at the right of a list's row."""
    if pd.isna(row["rate"]):
        said = without_rate(reader, row)
        # A bound is a figure: the sign of no data is not for it.
        return said if row.get("bound") else f"{NO_DATA_SYMBOL} {said}"
    remark = f"{symbol} {reader.formats.rate(row['rate'], base=row['denominator'])}".lstrip()
    return remark if below is None else f"{remark}<br>{below}"


def _label(reader: Reader, row: pd.Series) -> tuple[str, ...]:
    """Give the lines of an area's label: its name, and symbol and rate where there is one."""
    name = escape(str(row["name"]))
    if pd.isna(row["rate"]):
        return (name,)
    _fill, symbol = class_sign(int(row["class_index"]))
    return (name, f"{symbol} {reader.formats.rate(row['rate'], base=row['denominator'])}")


def hover_text(reader: Reader, row: pd.Series, choice: Choice, target: Target | None) -> str:
    """Say an area's figures with their units, as HTML for a hover."""
    text, formats, view = reader.text.plain, reader.formats, choice.view
    unit = formats.unit(view.unit)
    lines = hover_head(reader, row)
    if pd.isna(row["numerator"]):
        lines.append(without_rate(reader, row))
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


def hover_head(reader: Reader, row: pd.Series) -> list[str]:
    """Begin a hover: the name, and that it is simulated where it is."""
    name = f"<b>{escape(str(row['name']))}</b>"
    return [name, SIMULATED] if reader.campaign.simulation else [name]
