"""What now: the first of the priorities where there is a forecast, else where most are missing, with a way there."""

from collections.abc import Collection, Sequence

import streamlit as st

from census.base.target import Target
from census.figures.progress import AreaProgress
from census.priority.priority import AreaPriority
from census.priority.priority_list import PriorityList, last_day_is_over
from presentation.areas.extremes import HOW_MANY
from presentation.language.formats import Formats
from presentation.words.completeness import covered
from presentation.words.today.plan_rows import basis_of, plan_headings, ranked_rows
from ui.kit.controls import AREA_KEY
from ui.kit.display import visits
from ui.kit.rows import show_rows
from ui.kit.withheld import sees_all_of, visible_name
from ui.shell.frame import Reader, page_of


def show_what_now(
    reader: Reader,
    area_code: str,
    areas: Sequence[AreaProgress],
    target: Target | None,
    priority_list: PriorityList | None,
    *,
    is_named: bool = False,
) -> str | None:
    """Say where to go first, with one line of reason each and a button that opens it.

    Parameters
    ----------
    area_code
        The area whose desa are meant.
    areas
        The areas of the page, for where there are no priorities yet.
    priority_list
        The desa in the order in which they should be visited (`ui.kit.priority_lists.read_priority_list`).
    is_named
        Whether the page speaks of another area, so that the heading says of which. Keyword-only.

    Returns
    -------
    str or None
        Code of the area whose button was pressed: a desa, or one of `areas`.
    """
    if priority_list is None or not _has_work(priority_list):
        return visits.show_what_now(reader, areas, target)
    area = covered(reader.text, priority_list.completeness, visible_name(reader, area_code))
    st.subheader(
        reader.text("Visit first: the desa where a working day achieves most")
        if not is_named and sees_all_of(reader, area_code) and not priority_list.completeness.is_part
        else reader.text("Visit first in {area}: the desa where a working day achieves most", area=area),
        anchor=False,
    )
    pressed = _show_first(reader, priority_list, priority_list.prior)
    st.page_link(page_of("priorities"), label=reader.text("All priorities and a plan"), icon=":material/flag:")
    return pressed


def show_for_served(reader: Reader, codes: Collection[str], priority_list: PriorityList | None) -> None:
    """Say which of the desa that an agency serves come first; nothing where there are no priorities."""
    if priority_list is None or not _has_work(priority_list):
        return
    served = tuple(area for area in priority_list.prior if area.code in codes)
    if not served:
        return
    st.subheader(reader.text("What now: the first of these desa"), anchor=False)
    pressed = _show_first(reader, priority_list, served)
    if pressed is not None:
        open_area(reader, pressed)


def open_area(reader: Reader, code: str) -> None:
    """Open the page of a place that has parts, or right below the root; of another the area above, the place marked."""
    tree = reader.campaign.tree
    above = tree.parent_of[code]
    place = code if tree.children(code) or above in {None, reader.scope.area_code} else above
    if place != code:
        visits.mark_next(code, key=f"desa-{place}")
    st.switch_page(page_of("areas"), query_params={AREA_KEY: str(place)})


def _has_work(priority_list: PriorityList) -> bool:
    """Tell whether a list rests on a forecast and there is something to do."""
    return priority_list.has_forecast and not last_day_is_over(priority_list) and bool(priority_list.prior)


def _show_first(reader: Reader, priority_list: PriorityList, areas: Sequence[AreaPriority]) -> str | None:
    text, first = reader.text.plain, areas[:HOW_MANY]
    basis = basis_of(reader.campaign, priority_list, [area.code for area in first])
    return show_rows(
        plan_headings(text, is_ranked=True),
        ranked_rows(text, Formats(text), first, basis),
        button=reader.text("Open"),
        icon=":material/arrow_forward:",
        key="open",
    )
