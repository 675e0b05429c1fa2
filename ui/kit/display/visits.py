"""What a camat needs beyond the overview: what has changed, one desa marked, and which three to visit."""

from math import ceil

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from census.base.target import Target
from census.base.vocabulary import Unit
from census.campaign.ranks import low_by_more_than_luck
from presentation.words.verdict import about
from ui.kit.controls import Choice, area_names, level_word
from ui.kit.display.blocks import worst_first
from ui.shell.frame import Reader

HOW_MANY = 3
_LEAST_COMPARED = 2
"""Areas from which on one can be the furthest behind, and have a part of what is missing."""


def change(reader: Reader, row: pd.Series, choice: Choice) -> str | None:
    """Say what has come in since the figure before; None where nobody knows."""
    if pd.isna(row["change"]):
        return None
    return reader.text(
        "**{gain} {unit}** more than on {day}.",
        gain=reader.formats.count(row["change"]),
        unit=reader.formats.unit(choice.view.unit),
        day=reader.formats.day(row["change_since"]),
    )


def show_extremes(reader: Reader, table: pd.DataFrame, target: Target | None) -> None:
    """Name the area that is furthest behind, if any is, and the one that misses most: not always the same."""
    text, formats = reader.text, reader.formats
    told = _missing(table, target)
    if target is None or len(told) < _LEAST_COMPARED:
        return
    most = told.sort_values(["gap", "name"], ascending=[False, True]).iloc[0]
    gap = text(
        "Largest gap: **{most}** ({gap} {unit}).",
        most=most["name"],
        gap=about(target) + formats.count(most["gap"]),
        unit=formats.unit(target.unit),
    )
    said = (_of_part(reader, table), _lowest(reader, told, target, is_all=len(told) == len(table)), gap)
    st.markdown(" ".join(part for part in said if part))


def _of_part(reader: Reader, table: pd.DataFrame) -> str:
    """Say of how many of the areas a sentence can speak, where some have no figure; nothing where all have one."""
    known = int(_has_figure(table).sum())
    if known == len(table):
        return ""
    level = _level_word(reader, table)
    return reader.text("Of the {n} of {total} {level} with a figure:", n=known, total=len(table), level=level)


def _has_figure(table: pd.DataFrame) -> pd.Series:
    return table["target_numerator"].notna() | table["is_hidden"] | table["bound"].notna()


def _lowest(reader: Reader, told: pd.DataFrame, target: Target, *, is_all: bool) -> str:
    """Say which of these areas lies lowest, by more than luck: behind the path or not, or all alike."""
    text, formats = reader.text, reader.formats

    def rate(row: pd.Series) -> str:
        return formats.rate(row["target_numerator"] / row["target_denominator"], base=row["target_denominator"])

    rates = {rate(row) for _, row in told.iterrows()}
    if is_all and len(rates) == 1:
        return text("All {areas} stand alike ({rate}).", areas=_level_word(reader, told), rate=rates.pop())
    low = told[_is_clearly_low(reader, told, target)]
    if low.empty:
        return ""
    first = worst_first(low).iloc[0]
    if _behind_path(told).empty:
        return text("None is below the path; the lowest: **{area}** ({rate}).", area=first["name"], rate=rate(first))
    return text("Furthest behind: **{area}** ({rate}).", area=first["name"], rate=rate(first))


def _behind_path(table: pd.DataFrame) -> pd.DataFrame:
    """Give the areas below their path, with what they lack to it in the target's unit (`behind`), the most first."""
    behind = table["expected"].astype(float) - table["target_numerator"].astype(float)
    found = table.assign(behind=behind)
    return found[found["behind"] > 0].sort_values(["behind", "name"], ascending=[False, True])


def _level_word(reader: Reader, table: pd.DataFrame) -> str:
    return level_word(reader.text, reader.campaign.tree.level(str(table["code"].iloc[0])))


def _is_clearly_low(reader: Reader, told: pd.DataFrame, target: Target) -> npt.NDArray[np.bool_]:
    """Tell which areas are behind by more than luck: the lowest rate of a tiny one may be chance."""
    counts, sizes = (
        told[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("target_numerator", "target_denominator")
    )
    on_register = reader.campaign.base(reader.today)[["households", "persons"]].sum()
    # Persons of one family respond together.
    is_of_persons = target.unit is Unit.PERSON and on_register["households"] > 0
    cluster = float(on_register["persons"] / on_register["households"]) if is_of_persons else 1.0
    return low_by_more_than_luck(counts, sizes, cluster=cluster)


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
    mark_next(code, key=key)
    st.rerun()


def mark_next(code: str, *, key: str) -> None:
    """Set the select box to an area the next time that it is drawn."""
    st.session_state[_waiting(key)] = code


def _waiting(key: str) -> str:
    return f"_{key}_next"


def show_what_now(reader: Reader, table: pd.DataFrame, target: Target | None) -> str | None:
    """Say where to go first: the areas that lack most to the path, or else to the target, one line of reason each.

    Each has a button that opens it.

    Returns
    -------
    str or None
        Code of the area whose button was pressed.
    """
    text, formats = reader.text, reader.formats
    missing = _missing(table, target)
    if target is None or not len(missing):
        return None
    st.subheader(text("What now: where most are missing"), anchor=False)
    behind, part_of = _behind_path(missing), _of_part(reader, table)
    if part_of and len(missing) < _LEAST_COMPARED:
        # Of more of them the head of the page has said it (`show_extremes`).
        st.markdown(part_of)
    if behind.empty:
        said = text(
            "No {area} is below the path today. Where most are left to the target:", area=_level_word(reader, missing)
        )
        st.markdown(said)
    first = missing.sort_values(["gap", "name"], ascending=[False, True]) if behind.empty else behind
    whole = float(missing["gap"].sum())
    pressed = None
    for column, (code, row) in zip(st.columns(HOW_MANY, gap="medium"), first.head(HOW_MANY).iterrows(), strict=False):
        share = formats.rate(row["gap"] / whole, decimals=0)
        with column, st.container(border=True):
            said = (
                text("{part} of what is missing in those with a figure.", part=share)
                if part_of
                else text("{part} of what is missing in the areas short of the target.", part=share)
            )
            st.markdown(f"{_lack(reader, row, target, behind)} {said} {_pace_reason(reader, row, target)}")
            label = text("Show {area}", area=row["name"])
            if st.button(label, key=f"open-{code}", icon=":material/arrow_forward:", type="tertiary"):
                pressed = str(code)
    return pressed


def _missing(table: pd.DataFrame, target: Target | None) -> pd.DataFrame:
    """Give the areas that miss some, in the unit and status of a target: gaps in another are not comparable."""
    if target is None:
        return table.iloc[:0]
    is_comparable = (table["target_unit"] == target.unit) & (table["target_status"] == target.status)
    found: pd.DataFrame = table[is_comparable & (table["gap"].fillna(0) > 0) & table["target_numerator"].notna()]
    return found


def _lack(reader: Reader, row: pd.Series, target: Target, behind: pd.DataFrame) -> str:
    """Say what an area lacks to the path, where it lies below it, and to the target."""
    text, formats = reader.text, reader.formats
    values = {"area": row["name"], "gap": about(target) + formats.count(row["gap"]), "unit": formats.unit(target.unit)}
    if row["code"] not in behind.index:
        return text("**{area}**: {gap} {unit} to the target,", **values)
    # Rounded up: who is half a person below the path is below it.
    lack = about(target) + formats.count(ceil(float(str(behind.at[row["code"], "behind"]))))
    return text("**{area}**: {lack} {unit} below the path; {gap} to the target,", lack=lack, **values)


def _pace_reason(reader: Reader, row: pd.Series, target: Target) -> str:
    """Say by how much an area would have to go faster, where both paces are known."""
    if pd.isna(row["recent_pace"]) or pd.isna(row["required_pace"]):
        return ""
    return reader.text(
        "Needed per day: {pace} {unit}, recent pace {recent}.",
        unit=reader.formats.unit(target.unit),
        pace=about(target) + reader.formats.count(row["required_pace"]),
        recent=reader.formats.count(row["recent_pace"]),
    )
