"""What a camat needs beyond the overview: what has changed, one desa marked, and which three to visit."""

from collections.abc import Sequence
from math import ceil

import numpy as np
import numpy.typing as npt
import streamlit as st

from census.base.register import persons_per_family
from census.base.target import Target
from census.base.vocabulary import Unit
from census.campaign.ranks import low_by_more_than_luck
from census.figures.progress import AreaProgress
from presentation.language.formats import as_shown
from presentation.words.verdict import about
from ui.kit.controls import Choice, area_names, level_word
from ui.kit.display.blocks import worst_first
from ui.shell.frame import Reader

HOW_MANY = 3
_LEAST_COMPARED = 2
"""Areas from which on one can be the furthest behind, and have a part of what is missing."""


def change(reader: Reader, row: AreaProgress, choice: Choice) -> str | None:
    """Say what has come in since the figure before; None where nobody knows."""
    if row.change is None:
        return None
    return reader.text(
        "**{gain} {unit}** more than on {day}.",
        gain=reader.formats.count(row.change),
        unit=reader.formats.unit(choice.view.unit, as_shown(row.change)),
        day=reader.formats.day(row.change_since),
    )


def show_extremes(reader: Reader, areas: Sequence[AreaProgress], target: Target | None) -> None:
    """Name the area that is furthest behind, if any is, and the one that misses most: not always the same."""
    text, formats = reader.text, reader.formats
    comparable = _missing(areas, target)
    if target is None or len(comparable) < _LEAST_COMPARED:
        return
    most = _largest_gap_first(comparable)[0]
    gap = text(
        "Largest gap: **{most}** ({gap} {unit}).",
        most=most.name,
        gap=about(target) + formats.count(most.gap),
        unit=formats.unit(target.unit, as_shown(most.gap)),
    )
    sentences = (
        _of_part(reader, areas),
        _lowest(reader, comparable, target, is_all=len(comparable) == len(areas)),
        gap,
    )
    st.markdown(" ".join(part for part in sentences if part))


def _largest_gap_first(areas: Sequence[AreaProgress]) -> list[AreaProgress]:
    return sorted(areas, key=lambda area: (-(area.gap or 0), area.name))


def _of_part(reader: Reader, areas: Sequence[AreaProgress]) -> str:
    """Say of how many of the areas a sentence can speak, where some have no figure; nothing where all have one."""
    with_figure = sum(area.target_numerator is not None or area.is_small for area in areas)
    if with_figure == len(areas):
        return ""
    level = _level_word(reader, areas)
    return reader.text("Of the {n} of {total} {level} with a figure:", n=with_figure, total=len(areas), level=level)


def _lowest(reader: Reader, areas: Sequence[AreaProgress], target: Target, *, is_all: bool) -> str:
    """Say which of these areas lies lowest, by more than luck: behind the path or not, or all alike."""
    text, formats = reader.text, reader.formats

    def rate(area: AreaProgress) -> str:
        return formats.rate(area.target_rate, base=area.target_denominator)

    rates = {rate(area) for area in areas}
    if is_all and len(rates) == 1:
        return text("The rate of all {areas} is the same ({rate}).", areas=_level_word(reader, areas), rate=rates.pop())
    low = [area for area, is_low in zip(areas, _is_clearly_low(reader, areas, target), strict=True) if is_low]
    if not low:
        return ""
    first = worst_first(low)[0]
    if not _behind_path(areas):
        return text("None is below the path; the lowest: **{area}** ({rate}).", area=first.name, rate=rate(first))
    return text("Furthest behind: **{area}** ({rate}).", area=first.name, rate=rate(first))


def _behind_path(areas: Sequence[AreaProgress]) -> dict[AreaProgress, float]:
    """The areas below their path, with what they lack to it in the target's unit, the most first."""
    lacks = {
        area: area.expected - area.target_numerator
        for area in areas
        if area.expected is not None and area.target_numerator is not None
    }
    behind = sorted((area for area, lack in lacks.items() if lack > 0), key=lambda area: (-lacks[area], area.name))
    return {area: lacks[area] for area in behind}


def _level_word(reader: Reader, areas: Sequence[AreaProgress]) -> str:
    return level_word(reader.text, reader.campaign.tree.level(areas[0].code))


def _is_clearly_low(reader: Reader, areas: Sequence[AreaProgress], target: Target) -> npt.NDArray[np.bool_]:
    """Tell which areas are behind by more than luck: the lowest rate of a tiny one may be chance."""
    counts = np.array([area.target_numerator for area in areas], dtype=np.float64)
    sizes = np.array([area.target_denominator for area in areas], dtype=np.float64)
    # Persons of one family respond together.
    size = persons_per_family(reader.campaign.base(reader.today)) if target.unit is Unit.PERSON else None
    cluster = 1.0 if size is None else size
    return low_by_more_than_luck(counts, sizes, cluster=cluster)


def choose_member(reader: Reader, codes: Sequence[str], *, key: str) -> str | None:
    """Draw a select box of the areas on the map; a click on the map sets it too (`mark`)."""
    names = area_names(reader.campaign.tree, codes)
    waiting = st.session_state.pop(_waiting(key), None)
    if waiting in names:
        st.session_state[key] = waiting
    return st.selectbox(
        reader.text("Mark one on map and list"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=key,
        placeholder=reader.text("Choose, or click on the map"),
    )


def choose_to_open(reader: Reader, codes: Sequence[str], *, key: str) -> str | None:
    """Draw a select box that opens an area's own page, beside the click on the map that does the same."""
    names = area_names(reader.campaign.tree, codes)
    return st.selectbox(
        reader.text("Open an area"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=key,
        placeholder=reader.text("Choose, or click on the map"),
    )


def mark(code: str, *, key: str) -> None:
    """Set the select box to an area that was clicked on, and draw the page anew."""
    # The box is drawn already in this run: it takes the value over in the next.
    mark_next(code, key=key)
    st.rerun()


def mark_next(code: str, *, key: str) -> None:
    """Set the select box to an area the next time that it is drawn."""
    st.session_state[_waiting(key)] = code


def _waiting(key: str) -> str:
    return f"_{key}_next"


def show_what_now(reader: Reader, areas: Sequence[AreaProgress], target: Target | None) -> str | None:
    """Say where to go first: the areas that lack most to the path, or else to the target, one line of reason each.

    Each has a button that opens it.

    Returns
    -------
    str or None
        Code of the area whose button was pressed.
    """
    text, formats = reader.text, reader.formats
    missing = _missing(areas, target)
    if target is None or not missing:
        return None
    st.subheader(text("What now: where most are missing"), anchor=False)
    behind, part_of = _behind_path(missing), _of_part(reader, areas)
    if part_of and len(missing) < _LEAST_COMPARED:
        # Of more of them the head of the page has said it (`show_extremes`).
        st.markdown(part_of)
    if not behind:
        sentence = text(
            "No {area} is below the path today. Where most are left to the target:", area=_level_word(reader, missing)
        )
        st.markdown(sentence)
    first = (list(behind) or _largest_gap_first(missing))[:HOW_MANY]
    all_missing = sum(area.gap or 0 for area in missing)
    pressed = None
    for column, row in zip(st.columns(HOW_MANY, gap="medium"), first, strict=False):
        share = formats.rate((row.gap or 0) / all_missing, decimals=0)
        with column, st.container(border=True):
            sentence = (
                text("{part} of all that is missing in those with a figure.", part=share)
                if part_of
                else text("{part} of all that is missing in the areas short of the target.", part=share)
            )
            st.markdown(f"{_lack(reader, row, target, behind.get(row))} {sentence} {_pace_reason(reader, row, target)}")
            label = text("Show {area}", area=row.name)
            if st.button(label, key=f"open-{row.code}", icon=":material/arrow_forward:", type="tertiary"):
                pressed = row.code
    return pressed


def _missing(areas: Sequence[AreaProgress], target: Target | None) -> list[AreaProgress]:
    """The areas that miss some, in the unit and status of a target: gaps in another are not comparable."""
    if target is None:
        return []
    return [
        area
        for area in areas
        if (area.target_unit, area.target_status) == (target.unit, target.status)
        and (area.gap or 0) > 0
        and area.target_numerator is not None
    ]


def _lack(reader: Reader, row: AreaProgress, target: Target, behind: float | None) -> str:
    """Say what an area lacks to the path, where it lies below it, and to the target."""
    text, formats = reader.text, reader.formats
    gap = about(target) + formats.count(row.gap)
    if behind is None:
        unit = formats.unit(target.unit, as_shown(row.gap))
        return text("**{area}**: {gap} {unit} to the target,", area=row.name, gap=gap, unit=unit)
    # Rounded up: who is half a person below the path is below it.
    lack = ceil(behind)
    return text(
        "**{area}**: {lack} {unit} below the path; {gap} to the target,",
        area=row.name,
        lack=about(target) + formats.count(lack),
        unit=formats.unit(target.unit, lack),
        gap=gap,
    )


def _pace_reason(reader: Reader, row: AreaProgress, target: Target) -> str:
    """Say by how much an area would have to go faster, where both paces are known."""
    if row.recent_pace is None or row.required_pace is None:
        return ""
    return reader.text(
        "Needed per day: {pace} {unit}, recent pace {recent}.",
        unit=reader.formats.unit(target.unit, as_shown(row.required_pace)),
        pace=about(target) + reader.formats.count(row.required_pace),
        recent=reader.formats.count(row.recent_pace),
    )
