"""What a page speaks of where not all was delivered: the target as it is read, and the way to what is there."""

import streamlit as st

from census.base.target import Target
from census.base.vocabulary import Status, Unit
from census.figures.progress import AreaProgress
from presentation.words.reading import reading, words
from ui.kit.controls import STATUS_KEY, UNIT_KEY, Choice
from ui.shell.frame import Reader, show_link


def show_delivered(
    reader: Reader, row: AreaProgress, target: Target | None, choice: Choice, *, of_agencies: bool = False
) -> None:
    """Say in one line how the target is read where its unit or status was not delivered, with the switch to what was.

    Parameters
    ----------
    row
        The area's row of the table of progress, in the unit and status looked at.
    target
        Its target as it speaks here; None for none.
    of_agencies
        The page is that of the agencies, keyword-only.
    """
    text = reader.text
    if target is not None and target.is_equivalent:
        units = reader.campaign.completeness(row.code, choice.view).units
        is_only_unit = target.origin.unit not in units
        st.info(reading(text, reader.formats, target, is_only_unit=is_only_unit), icon=":material/info:")
    if not of_agencies and _only_agencies(reader, choice):
        st.info(text("By this day only figures of the agencies (OPD) have been delivered."), icon=":material/info:")
        show_link(reader, "opd", text("Go to the agencies"), ":material/badge:")
    unit, status = row.target_unit, row.target_status
    if of_agencies or not choice.has_switch or not is_told_otherwise(row) or unit is None or status is None:
        return
    given = words(text, reader.formats, unit, status)
    st.info(
        text(
            "Nothing has been delivered in {asked} by this day; there are figures in {given}.",
            asked=words(text, reader.formats, choice.view.unit, choice.view.status),
            given=given,
        ),
        icon=":material/info:",
    )
    st.button(
        text("Show {given}", given=given), key="show-delivered", on_click=_switch_to, args=(unit.value, status.value)
    )


def is_told_otherwise(row: AreaProgress) -> bool:
    """Tell whether an area has a figure in the unit and status of its target, and none in those looked at."""
    return not row.is_small and row.numerator is None and row.target_numerator is not None


def _switch_to(unit: str, status: str) -> None:
    st.session_state[UNIT_KEY], st.session_state[STATUS_KEY] = Unit(unit), Status(status)


def _only_agencies(reader: Reader, choice: Choice) -> bool:
    campaign, as_of = reader.campaign, choice.view.as_of
    return campaign.panel.row_of(as_of) < 0 <= campaign.opd_panel.row_of(as_of)
