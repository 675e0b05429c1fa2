"""What list and map show of the areas of one level: their classes, words and bars, whatever they are compared with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

import pandas as pd

from census.base.target import Target
from census.base.vocabulary import Colouring
from census.figures.progress import AreaProgress
from census.figures.shortfall import NO_STEP, shortfall_steps
from geo.choropleth import MapArea, MapClass
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
from presentation.language.formats import as_shown
from presentation.words.reasons import about_sign
from ui.kit.controls import Choice
from ui.kit.display.blocks import worst_first
from ui.kit.display.figures import figure_day, rate_otherwise, without_rate
from ui.kit.display.scene_notes import is_undelivered as nothing_came
from ui.kit.display.scene_notes import list_caption, old_figures, one_class, why_empty
from ui.shell.frame import SIMULATED, Reader

NO_CLASS = len(STEPS)
"""Class of an area without a figure."""
NO_COMPARISON = NO_CLASS + 1
"""Class of an area with a figure that nothing is there to compare with: the last one of the legend."""

_MOST_NAME = 21
"""Characters of a name in a list: more would push the figures at the right out of the chart on a phone."""


@dataclass(frozen=True, slots=True)
class ShownArea:
    """One area of list and map: a row of both, as words and lengths.

    Attributes
    ----------
    class_index
        Its class: a step, `NO_CLASS` or `NO_COMPARISON`.
    label
        Lines upon the map (HTML).
    hover
        All its figures (HTML).
    remark
        Text at the right of its bar (HTML).
    spoken
        The same for those who do not see it.
    length
        Of its bar; None for none.
    expected
        Where its bar should end by now; None for nowhere.
    is_listed
        It stands in the list, not on the map alone.
    """

    code: str
    name: str
    class_index: int
    label: tuple[str, ...]
    hover: str
    remark: str
    spoken: str
    length: float | None = None
    expected: float | None = None
    is_listed: bool = True

    def on_map(self) -> MapArea:
        """The area as the map draws it."""
        return MapArea(self.code, self.class_index, self.label, self.hover)

    def in_list(self) -> BulletRow:
        """The area as the list draws it."""
        colour, _symbol = class_sign(self.class_index)
        name = list_name(self.name)
        return BulletRow(self.code, name, self.length, self.expected, colour, self.remark, self.hover)


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
        Gives what both show, in the order of the list.
    wording
        Words of the five steps.
    reference
        Rate at which the list has its dotted line; None for none.
    alt
        Gives what both say to those who do not see them, from what is said of each area of the list.
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
    areas: Callable[[], Sequence[ShownArea]]
    wording: Colouring
    reference: float | None
    alt: Callable[[str], str]
    varies_with: tuple[object, ...]
    compared_with: str = ""
    warning: str | None = None
    map_caption: str | None = None
    is_undelivered: bool = False
    has_uncompared: bool = False

    def classes(self, reader: Reader, shade: str) -> list[MapClass]:
        """The legend: five steps, unless no area is in one, the class for no data, and one for no comparison."""
        labels = [step.label(reader.text.plain, self.wording, self.compared_with) for step in STEPS]
        steps = [
            MapClass(label, step.colour, "#6f7b7d", step.ink, is_listed=self.empty is None)
            for label, step in zip(labels, STEPS, strict=True)
        ]
        entries = [*steps, MapClass(no_data_label(reader.text.plain), NO_DATA, NO_DATA_LINE, shade)]
        if self.has_uncompared:
            entries.append(MapClass(uncompared_label(reader.text.plain), UNCOMPARED, "#6f7b7d", UNCOMPARED_INK))
        return entries


def progress_scene(
    reader: Reader, areas: Sequence[AreaProgress], reference: AreaProgress, *, target: Target | None, choice: Choice
) -> Scene:
    """Show how far areas have come, against their path or against the whole.

    Parameters
    ----------
    areas
        Areas of one level.
    reference
        The area whose rate the second colouring compares with.
    """
    text, unit = reader.text, choice.view.unit
    comparable = _is_comparable(target, choice)
    classes = progress_classes(areas, reference, choice.colouring)
    is_undelivered = nothing_came(reader, areas, choice)

    def shown() -> list[ShownArea]:
        return [
            _shown(reader, area, classes[area.code], target, choice, is_comparable=comparable)
            for area in worst_first(areas)
        ]

    return Scene(
        list_title=text("The furthest behind first")
        if target is None
        else text("The furthest behind first · missing in {unit}", unit=reader.formats.units(target.unit)),
        list_caption=list_caption(reader, target, reference, is_comparable=comparable),
        map_title=text("Map: against the path to the target")
        if choice.colouring is Colouring.PATH
        else text("Map: against the rate of {area}", area=reference.name),
        empty=why_empty(reader, areas, choice, is_undelivered=is_undelivered),
        areas=shown,
        wording=choice.colouring,
        reference=float(target.share) if target is not None and comparable else None,
        alt=lambda spoken: text.plain("Rate by area ({unit}): {list}", unit=reader.formats.units(unit), list=spoken),
        varies_with=(
            "progress",
            [area.code for area in areas],
            reference.numerator,
            reference.denominator,
            choice.view,
            choice.colouring,
            target,
        ),
        compared_with=list_name(reference.name),
        warning=old_figures(reader, areas, choice),
        map_caption=one_class(reader, areas, choice),
        is_undelivered=is_undelivered,
        has_uncompared=NO_COMPARISON in classes.values(),
    )


def progress_classes(areas: Sequence[AreaProgress], reference: AreaProgress, colouring: Colouring) -> dict[str, int]:
    """The class of each area by code: its step, that for no data, or that for nothing to compare with."""
    if colouring is Colouring.PATH:
        steps = [NO_STEP if area.step is None else area.step for area in areas]
    elif reference.rate is None or reference.numerator is None or not reference.denominator:
        steps = [NO_STEP] * len(areas)
    else:
        counts, sizes = (
            pd.Series([getattr(area, name) for area in areas], dtype="Int64") for name in ("numerator", "denominator")
        )
        steps = shortfall_steps(counts, sizes, Fraction(reference.numerator, reference.denominator)).tolist()
    return {
        area.code: (NO_COMPARISON if _has_figure(area) else NO_CLASS) if step == NO_STEP else step
        for area, step in zip(areas, steps, strict=True)
    }


def _has_figure(area: AreaProgress) -> bool:
    is_told = area.numerator is not None or area.bound is not None or area.has_target_rate_alone
    return is_told and not area.is_hidden


def _is_comparable(target: Target | None, choice: Choice) -> bool:
    return target is not None and (target.unit, target.status) == (choice.view.unit, choice.view.status)


def _shown(
    reader: Reader, area: AreaProgress, class_index: int, target: Target | None, choice: Choice, *, is_comparable: bool
) -> ShownArea:
    _colour, symbol = class_sign(class_index)
    formats, below, expected = reader.formats, None, None
    if target is not None and area.gap is not None:
        gap = about_sign(bool(area.is_equivalent)) + formats.count(area.gap)
        if area.target_unit is not None and area.target_unit is not target.unit:
            gap += f" {formats.unit(area.target_unit, as_shown(area.gap))}"
        below = reader.text.plain("missing {gap}", gap=gap)
    if is_comparable and area.expected is not None and area.denominator:
        expected = area.expected / area.denominator
    rate = without_rate(reader, area) if area.rate is None else formats.rate(area.rate, base=area.denominator)
    return ShownArea(
        code=area.code,
        name=area.name,
        class_index=class_index,
        label=_label(reader, area, symbol),
        hover=hover_text(reader, area, choice),
        remark=list_remark(reader, area, symbol, below),
        spoken=f"{area.name}: {rate}",
        length=area.rate,
        expected=expected,
    )


def class_sign(class_index: int | None) -> tuple[str, str]:
    """Colour and symbol of a class; of no data for none."""
    if class_index == NO_COMPARISON:
        return GREY, UNCOMPARED_SYMBOL
    if class_index is None or class_index == NO_CLASS:
        return NO_DATA, NO_DATA_SYMBOL
    return STEPS[class_index].colour, STEPS[class_index].symbol


def list_name(name: str) -> str:
    """Shorten a name, as HTML, so that it leaves room for bar and figures; the hover has it in full."""
    return escape(name if len(name) <= _MOST_NAME else name[: _MOST_NAME - 1].rstrip() + "…")


def list_remark(reader: Reader, row: AreaProgress, symbol: str, below: str | None) -> str:
    """Say symbol and rate, and below them what is missing, as the text at the right of a list's row."""
    if (otherwise := rate_otherwise(reader, row)) is not None:
        remark = f"{symbol} {otherwise}"
        return remark if below is None else f"{remark}<br>{below}"
    if row.rate is None:
        reason = without_rate(reader, row)
        # A bound is a figure, and so is a count without a register: the sign of no data is not for it.
        return reason if row.bound or row.numerator is not None else f"{NO_DATA_SYMBOL} {reason}"
    remark = f"{symbol} {reader.formats.rate(row.rate, base=row.denominator)}".lstrip()
    return remark if below is None else f"{remark}<br>{below}"


def _label(reader: Reader, row: AreaProgress, symbol: str) -> tuple[str, ...]:
    """The lines of an area's label: its name, and symbol and rate where there is one."""
    name = escape(row.name)
    if (otherwise := rate_otherwise(reader, row)) is not None:
        return (name, f"{symbol} {otherwise}")
    if row.rate is None:
        return (name,)
    return (name, f"{symbol} {reader.formats.rate(row.rate, base=row.denominator)}")


def hover_text(reader: Reader, row: AreaProgress, choice: Choice) -> str:
    """Say an area's figures with their units, as HTML for a hover."""
    text, formats, view = reader.text.plain, reader.formats, choice.view
    lines = hover_head(reader, row.name)
    if row.numerator is None:
        lines.append(rate_otherwise(reader, row) or without_rate(reader, row))
    else:
        rate = formats.rate(row.rate, decimals=2, base=row.denominator)
        counted = text(
            "{count} of {base} {unit}",
            count=formats.count(row.numerator),
            base=formats.count(row.denominator),
            unit=formats.unit(view.unit, as_shown(row.denominator)),
        )
        lines.append(f"{rate} · {counted}")
        lines.append(figure_day(reader, row))
    if row.gap is not None and row.target_unit is not None:
        gap = about_sign(bool(row.is_equivalent)) + formats.count(row.gap)
        lines.append(text("missing {gap} {unit}", gap=gap, unit=formats.unit(row.target_unit, as_shown(row.gap))))
    if row.is_estimate:
        lines.append(text("register estimated"))
    return "<br>".join(lines)


def hover_head(reader: Reader, name: str) -> list[str]:
    """Begin a hover: the name, and that it is simulated where it is."""
    head = f"<b>{escape(name)}</b>"
    return [head, SIMULATED] if reader.campaign.simulation else [head]
