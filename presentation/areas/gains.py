"""What came in between two days, by area: a sentence, list and map, and the words of the table."""

from collections.abc import Sequence
from datetime import date
from math import inf

import pandas as pd

from census.base.vocabulary import Colouring, Unit
from census.figures.comparison import AreaGain, gain_steps
from census.figures.progress import View
from presentation.areas.map_and_list import MapAndList, hover_head, legend_of_steps
from presentation.charts.area_view import ShownArea, short_name
from presentation.charts.colours import NO_CLASS, NO_COMPARISON, NO_DATA_SYMBOL, class_sign
from presentation.language.formats import as_shown
from presentation.language.voice import Voice


def gain_sentences(voice: Voice, reference: AreaGain, gains: Sequence[AreaGain], unit: Unit, since: date) -> str:
    """What came in, and who gained most and least for their size."""
    text, formats = voice.text, voice.formats
    if reference.is_small:
        return text("{area} is too small for its gain to be told.", area=reference.name)
    if reference.count_then is None and reference.count_now is not None:
        return text(
            "There is no figure of {area} of {day} or before to compare with.",
            area=reference.name,
            day=formats.day(since),
        )
    if reference.gain is None:
        return text("There is no new figure of {area} since {day}.", area=reference.name, day=formats.day(since))
    sentences = text(
        "Since {day}: **{gain} {unit}** in {area}, {points} points.",
        day=formats.day(since),
        gain=formats.gain(reference.gain),
        unit=formats.unit(unit, as_shown(reference.gain)),
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
    return sentences


def gain_of_areas(
    voice: Voice, gains: Sequence[AreaGain], reference: AreaGain, *, view: View, since: date
) -> MapAndList:
    """Show what each area has gained for its size, against the whole.

    Parameters
    ----------
    gains, reference
        The areas, and the area above them.
    """
    text, formats = voice.text, voice.formats
    unit = formats.units(view.unit)
    classes = _gain_classes(gains, reference)
    none = text("No area has a new figure between the two days.")
    empty = none if all(area.gain is None for area in gains) else None
    return MapAndList(
        list_title=text("What came in since {day} · {unit}", day=formats.day(since, short=True), unit=unit),
        list_caption=text("Bar: gain in points of the register. Dotted line: {area}.", area=reference.name),
        map_title=text("Map: gain against that of {area}", area=reference.name),
        empty=empty,
        areas=lambda: [_shown(voice, area, classes[area.code], view.unit) for area in _least_first(gains)],
        classes=legend_of_steps(
            voice,
            Colouring.KABUPATEN,
            short_name(reference.name),
            has_steps=empty is None,
            has_uncompared=NO_COMPARISON in classes.values(),
        ),
        reference=reference.gain_rate,
        alt=lambda spoken: text.plain("Gain by area ({unit}): {list}", unit=unit, list=spoken),
        varies_with=("gain", [area.code for area in gains], reference.gain, since, view),
    )


def _gain_classes(gains: Sequence[AreaGain], reference: AreaGain) -> dict[str, int]:
    """The class of each area: a gain is no lack of data where the whole has none to compare it with."""
    return {
        area.code: (NO_CLASS if area.gain_rate is None else NO_COMPARISON) if step is None else step
        for area, step in zip(gains, gain_steps(gains, reference), strict=True)
    }


def _shown(voice: Voice, row: AreaGain, class_index: int, unit: Unit) -> ShownArea:
    formats, (_colour, symbol) = voice.formats, class_sign(class_index)
    if row.gain is None:
        remark: tuple[str, ...] = (f"{NO_DATA_SYMBOL} {_without_gain(voice, row)}",)
    else:
        remark = (f"{symbol} {formats.gain(row.gain)}", _points(voice, row))
    return ShownArea(
        code=row.code,
        name=row.name,
        class_index=class_index,
        label=(row.name,) if row.gain_rate is None else (row.name, f"{symbol} {formats.points(row.gain_rate)}"),
        hover=_hover(voice, row, unit),
        remark=remark,
        spoken=f"{row.name}: {formats.gain(row.gain)}",
        length=row.gain_rate,
    )


def _without_gain(voice: Voice, row: AreaGain) -> str:
    """Say why there is no gain: too few to be told, or nothing new."""
    if row.is_small:
        return voice.text.plain("hidden")
    text = voice.text.plain
    return text("no new figure") if row.count_then is not None else text("no figure of that day")


def _points(voice: Voice, row: AreaGain) -> str:
    return voice.text.plain("{points} points", points=voice.formats.points(row.gain_rate))


def _hover(voice: Voice, row: AreaGain, unit: Unit) -> tuple[str, ...]:
    formats = voice.formats
    lines = hover_head(voice, row.name)
    if row.gain is None:
        lines.append(_without_gain(voice, row))
    else:
        counted = f"{formats.gain(row.gain)} {formats.unit(unit, as_shown(row.gain))}"
        lines.append(f"{counted} · {_points(voice, row)}")
        lines.append(f"{formats.count(row.count_then)} → {formats.count(row.count_now)}")
        lines.append(f"{formats.day(row.then_as_of)} → {formats.day(row.as_of)}")
    return tuple(lines)


def _least_first(gains: Sequence[AreaGain]) -> list[AreaGain]:
    return sorted(gains, key=lambda area: (inf if area.gain_rate is None else area.gain_rate, area.name))


def gain_texts(voice: Voice, gains: Sequence[AreaGain], unit: Unit) -> pd.DataFrame:
    """The table of gains, in the reader's words."""
    text, formats = voice.text.plain, voice.formats
    named = formats.units(unit)
    return pd.DataFrame(
        {
            text("Code"): [area.code for area in gains],
            text("Name"): [area.name for area in gains],
            text("Earlier ({unit})", unit=named): [formats.count(area.count_then) for area in gains],
            text("Earlier figure of"): [formats.day(area.then_as_of) for area in gains],
            text("Count ({unit})", unit=named): [formats.count(area.count_now) for area in gains],
            text("Figure of"): [formats.day(area.as_of) for area in gains],
            text("Gain ({unit})", unit=named): [formats.gain(area.gain) for area in gains],
            text("Gain (points)"): [formats.points(area.gain_rate, decimals=2) for area in gains],
        }
    )
