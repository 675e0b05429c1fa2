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
from census.figures.standing import AT_LEAST_95, AT_MOST_5
from presentation.charts.area_view import AreaClass, ShownArea, legend, short_name
from presentation.charts.colours import (
    EDGE,
    NO_CLASS,
    NO_COMPARISON,
    NO_DATA_SYMBOL,
    STEPS,
    UNCOMPARED,
    UNCOMPARED_INK,
    Palette,
    class_sign,
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
        Name of the whole that the second colouring compares with, as the legend says it.
    warning
        What must be known before list and map are believed, above them; None for nothing.
    map_caption
        Words below the map; None for none.
    is_undelivered
        Nothing of these areas has come in, in whatever unit: only an import helps.
    has_uncompared
        Some areas have a figure that nothing is there to compare with (`NO_COMPARISON`).
    palette
        Colours of the five steps.
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
    palette: Palette = Palette.DISTANCE

    def classes(self, reader: Reader) -> list[AreaClass]:
        """The legend: five steps, unless no area is in one, the class for no data, and one for no comparison."""
        shown = STEPS if self.empty is None else ()
        labels = [step.label(reader.text.plain, self.wording, self.compared_with) for step in shown]
        entries = legend(reader.text.plain, STEPS, labels)
        if self.has_uncompared:
            entries.append(AreaClass(uncompared_label(reader.text.plain), UNCOMPARED, EDGE, UNCOMPARED_INK))
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
        compared_with=short_name(reference.name),
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
        length=bar_length(area),
        is_bound=area.bound is not None,
        expected=expected,
    )


_BOUNDS = {AT_MOST_5: 0.05, AT_LEAST_95: 1.0}


def bar_length(row: AreaProgress) -> float | None:
    """Length of a row's bar: its rate; of a small group whose rate is only bounded, as far as the rate may reach."""
    return row.rate if row.bound is None else _BOUNDS[row.bound]


def list_remark(reader: Reader, row: AreaProgress, symbol: str, below: str | None) -> tuple[str, ...]:
    """Lines at the right of a list's row: symbol and rate, and below them what is missing."""
    if (otherwise := rate_otherwise(reader, row)) is not None:
        first = f"{symbol} {otherwise}"
    elif row.rate is None:
        reason = without_rate(reader, row)
        # A bound is a figure, and so is a count without a register: the sign of no data is not for it.
        return (reason if row.bound or row.numerator is not None else f"{NO_DATA_SYMBOL} {reason}",)
    else:
        first = f"{symbol} {reader.formats.rate(row.rate, base=row.denominator)}".lstrip()
    return (first,) if below is None else (first, below)


def _label(reader: Reader, row: AreaProgress, symbol: str) -> tuple[str, ...]:
    """The lines of an area's label: its name, and symbol and rate where there is one."""
    if (otherwise := rate_otherwise(reader, row)) is not None:
        return (row.name, f"{symbol} {otherwise}")
    if row.rate is None:
        return (row.name,)
    return (row.name, f"{symbol} {reader.formats.rate(row.rate, base=row.denominator)}")


def list_name(name: str) -> str:
    """A name as a row of a chart of plotly shows it: short, as HTML."""
    return escape(short_name(name))


def hover_text(reader: Reader, row: AreaProgress, choice: Choice) -> tuple[str, ...]:
    """An area's figures with their units, a line each."""
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
    return tuple(lines)


def hover_head(reader: Reader, name: str) -> list[str]:
    """The first lines of a hover: the name, and that it is simulated where it is."""
    return [name, SIMULATED] if reader.campaign.simulation else [name]
