"""What a camat needs beyond the overview: what has changed, one desa marked, and which three to visit."""

import pandas as pd
import streamlit as st

from census.target import Target
from ui.controls import Choice, area_names
from ui.frame import Reader

HOW_MANY = 3


def show_change(reader: Reader, row: pd.Series, choice: Choice) -> None:
    """Say what has come in since the figure before."""
    text, formats = reader.text, reader.formats
    if pd.isna(row["change"]):
        return
    st.markdown(
        text(
            "**{gain} {unit}** more than on {day}.",
            gain=formats.count(row["change"]),
            unit=formats.unit(choice.view.unit),
            day=formats.day(row["change_since"]),
        )
    )


def choose_member(reader: Reader, table: pd.DataFrame, *, key: str) -> str | None:
    """Draw a select box of the areas on the map; a click on the map sets it too (`mark`)."""
    names = area_names(reader.campaign.tree, table["code"].tolist())
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


def choose_to_open(reader: Reader, table: pd.DataFrame, *, key: str) -> str | None:
    """Draw a select box that opens an area's own page, beside the click on the map that does the same."""
    names = area_names(reader.campaign.tree, table["code"].tolist())
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
    st.session_state[_waiting(key)] = code
    st.rerun()


def _waiting(key: str) -> str:
    return f"_{key}_next"


def show_where_to_go(reader: Reader, table: pd.DataFrame, target: Target | None) -> None:
    """List the areas that miss most, with the number that they miss."""
    text, formats = reader.text, reader.formats
    missing = table[table["gap"].fillna(0) > 0]
    if target is None or not len(missing):
        return
    st.subheader(text("Where most are missing"), anchor=False)
    first = missing.sort_values(["gap", "name"], ascending=[False, True]).head(HOW_MANY)
    lines = [
        text(
            "{place}. **{area}**: missing {gap} {unit}",
            place=place,
            area=row["name"],
            gap=formats.count(row["gap"]),
            unit=formats.unit(target.unit),
        )
        for place, (_code, row) in enumerate(first.iterrows(), start=1)
    ]
    st.markdown("\n".join(lines))
