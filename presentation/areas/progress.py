"""How far areas have come, on list and map: against their path, or against the whole."""

from collections.abc import Sequence
from fractions import Fraction
from math import inf

from census.base.target import Target
from census.base.vocabulary import STALE_AFTER_DAYS, Colouring
from census.figures.progress import AreaProgress, View
from census.figures.shortfall import steps_against
from presentation.areas.map_and_list import MapAndList, hover_head, legend_of_steps
from presentation.areas.rates import bar_length, figure_day, list_remark, rate_otherwise, without_rate
from presentation.charts.area_view import ShownArea, short_name
from presentation.charts.colours import NO_CLASS, NO_COMPARISON, class_sign
from presentation.language.formats import as_shown
from presentation.language.messages import N_
from presentation.language.voice import Voice
from presentation.words.reading import words
from presentation.words.reasons import about_sign
from presentation.words.verdict import target_share

COLOURINGS = {Colouring.PATH: N_("Its path"), Colouring.KABUPATEN: N_("The whole")}
"""What the colours compare with, as message ids."""

_LAST_STEP_ON_PATH = 1


def progress_of_areas(
    voice: Voice,
    areas: Sequence[AreaProgress],
    reference: AreaProgress,
    *,
    target: Target | None,
    view: View,
    colouring: Colouring,
    empty: str | None,
    is_undelivered: bool,
) -> MapAndList:
    """Show how far areas have come, against their path or against the whole.

    Parameters
    ----------
    areas
        Areas of one level.
    reference
        The area whose rate the second colouring compares with.
    empty, is_undelivered
        As for `MapAndList`.
    """
    text, unit = voice.text, view.unit
    comparable = _is_comparable(target, view)
    classes = progress_classes(areas, reference, colouring)

    def shown() -> list[ShownArea]:
        return [
            _shown(voice, area, classes[area.code], target, view, is_comparable=comparable)
            for area in worst_first(areas)
        ]

    return MapAndList(
        list_title=text("The furthest behind first")
        if target is None
        else text("The furthest behind first · missing in {unit}", unit=voice.formats.units(target.unit)),
        list_caption=_list_caption(voice, target, reference, is_comparable=comparable),
        map_title=text("Map: against the path to the target")
        if colouring is Colouring.PATH
        else text("Map: against the rate of {area}", area=reference.name),
        empty=empty,
        areas=shown,
        classes=legend_of_steps(
            voice,
            colouring,
            short_name(reference.name),
            has_steps=empty is None,
            has_uncompared=NO_COMPARISON in classes.values(),
        ),
        reference=float(target.share) if target is not None and comparable else None,
        alt=lambda spoken: text.plain("Rate by area ({unit}): {list}", unit=voice.formats.units(unit), list=spoken),
        varies_with=(
            "progress",
            [area.code for area in areas],
            reference.numerator,
            reference.denominator,
            view,
            colouring,
            target,
        ),
        warning=_old_figures(voice, areas, view, colouring),
        map_caption=_one_class(voice, areas, colouring),
        is_undelivered=is_undelivered,
    )


def progress_classes(areas: Sequence[AreaProgress], reference: AreaProgress, colouring: Colouring) -> dict[str, int]:
    """The class of each area by code: its step, that for no data, or that for nothing to compare with."""
    if colouring is Colouring.PATH:
        steps: list[int | None] = [area.step for area in areas]
    elif reference.rate is None or reference.numerator is None or not reference.denominator:
        steps = [None] * len(areas)
    else:
        steps = steps_against(
            [area.numerator for area in areas],
            [area.denominator for area in areas],
            Fraction(reference.numerator, reference.denominator),
        )
    return {
        area.code: (NO_COMPARISON if _has_figure(area) else NO_CLASS) if step is None else step
        for area, step in zip(areas, steps, strict=True)
    }


def _has_figure(area: AreaProgress) -> bool:
    is_told = area.numerator is not None or area.bound is not None or area.has_target_rate_alone
    return is_told and not area.is_hidden


def _is_comparable(target: Target | None, view: View) -> bool:
    return target is not None and (target.unit, target.status) == (view.unit, view.status)


def _shown(
    voice: Voice, area: AreaProgress, class_index: int, target: Target | None, view: View, *, is_comparable: bool
) -> ShownArea:
    _colour, symbol = class_sign(class_index)
    formats, below, expected = voice.formats, None, None
    if target is not None and area.gap is not None:
        gap = about_sign(bool(area.is_equivalent)) + formats.count(area.gap)
        if area.target_unit is not None and area.target_unit is not target.unit:
            gap += f" {formats.unit(area.target_unit, as_shown(area.gap))}"
        below = voice.text.plain("missing {gap}", gap=gap)
    if is_comparable and area.expected is not None and area.denominator:
        expected = area.expected / area.denominator
    rate = without_rate(voice, area) if area.rate is None else formats.rate(area.rate, base=area.denominator)
    return ShownArea(
        code=area.code,
        name=area.name,
        class_index=class_index,
        label=_label(voice, area, symbol),
        hover=_hover(voice, area, view),
        remark=list_remark(voice, area, symbol, below),
        spoken=f"{area.name}: {rate}",
        length=bar_length(area),
        is_bound=area.bound is not None,
        expected=expected,
    )


def _label(voice: Voice, row: AreaProgress, symbol: str) -> tuple[str, ...]:
    """The lines of an area's label: its name, and symbol and rate where there is one."""
    if (otherwise := rate_otherwise(voice, row)) is not None:
        return (row.name, f"{symbol} {otherwise}")
    if row.rate is None:
        return (row.name,)
    return (row.name, f"{symbol} {voice.formats.rate(row.rate, base=row.denominator)}")


def _hover(voice: Voice, row: AreaProgress, view: View) -> tuple[str, ...]:
    """An area's figures with their units, a line each."""
    text, formats = voice.text.plain, voice.formats
    lines = hover_head(voice, row.name)
    if row.numerator is None:
        lines.append(rate_otherwise(voice, row) or without_rate(voice, row))
    else:
        rate = formats.rate(row.rate, decimals=2, base=row.denominator)
        counted = text(
            "{count} of {base} {unit}",
            count=formats.count(row.numerator),
            base=formats.count(row.denominator),
            unit=formats.unit(view.unit, as_shown(row.denominator)),
        )
        lines.append(f"{rate} · {counted}")
        lines.append(figure_day(voice, row))
    if row.gap is not None and row.target_unit is not None:
        gap = about_sign(bool(row.is_equivalent)) + formats.count(row.gap)
        lines.append(text("missing {gap} {unit}", gap=gap, unit=formats.unit(row.target_unit, as_shown(row.gap))))
    if row.is_estimate:
        lines.append(text("register estimated"))
    return tuple(lines)


def _list_caption(voice: Voice, target: Target | None, reference: AreaProgress, *, is_comparable: bool) -> str:
    """Say what a list draws, and that it is read in another unit or status than the area above it."""
    text = voice.text
    caption = (
        text("Bar: share reached. Stroke: due by that day. Dotted line: target.")
        if is_comparable
        else text("Bar: share reached. Due and target are not drawn: the target speaks in another unit or status.")
    )
    if target is None or (target.unit, target.status) == (reference.target_unit, reference.target_status):
        return caption
    return f"{caption} " + text(
        "Read in {given}, in which most of these areas were reported: target {share}.",
        given=words(text, voice.formats, target.unit, target.status),
        share=target_share(voice.formats, target),
    )


def _old_figures(voice: Voice, areas: Sequence[AreaProgress], view: View, colouring: Colouring) -> str | None:
    """Say that the colours compare old figures with the path of the day, where they do."""
    as_of = view.as_of
    days = [area.target_as_of for area in areas if area.target_as_of is not None]
    old = [day for day in days if (as_of - day).days > STALE_AFTER_DAYS]
    if not old or colouring is not Colouring.PATH:
        return None
    return voice.text(
        "The colours compare old figures (the oldest of {day}) with the path of {as_of}: the areas may have"
        " come further since.",
        day=voice.formats.day(min(old)),
        as_of=voice.formats.day(as_of),
    )


def _one_class(voice: Voice, areas: Sequence[AreaProgress], colouring: Colouring) -> str | None:
    """Where the colours tell no area from another, say which do."""
    steps = [area.step for area in areas if area.step is not None]
    if colouring is not Colouring.PATH or len(steps) < 2 or len(set(steps)) > 1:
        return None
    text = voice.text
    sentence = text("All are below the path.") if steps[0] > _LAST_STEP_ON_PATH else text("None is below the path.")
    switch, option = text("The map compares with"), text(COLOURINGS[Colouring.KABUPATEN])
    return f"{sentence} " + text(
        "Choose {whole} under “{switch}” to see their differences.", whole=option, switch=switch
    )


def worst_first(areas: Sequence[AreaProgress]) -> list[AreaProgress]:
    """Order areas for a list: the furthest behind first, those without data last, by name on a tie."""
    has_target = any(area.target_rate is not None for area in areas)

    def order(area: AreaProgress) -> tuple[float, str]:
        share = area.target_rate if has_target else area.rate
        return inf if share is None else share, area.name

    return sorted(areas, key=order)
