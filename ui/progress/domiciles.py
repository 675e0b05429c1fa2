"""Registered here and living here: both populations of an area, and the flow between."""

import pandas as pd
import streamlit as st

from census.figures.domicile import OUTSIDE, population_flow
from ui.kit.controls import Choice
from ui.shell.frame import Reader


def show_domiciles(reader: Reader, code: str, choice: Choice) -> None:
    """Show how many are registered in an area, how many live there, and who comes and goes; nothing without rows."""
    text, formats, campaign, view = reader.text, reader.formats, reader.campaign, choice.view
    flow = population_flow(
        campaign.tree, campaign.domiciles, level=campaign.tree.level(code), status=view.status, as_of=view.as_of
    )
    here = flow[(flow["registered"] == code) | (flow["living"] == code)]
    if not len(here):
        return
    registered = int(here.loc[here["registered"] == code, "persons"].sum())
    living = int(here.loc[here["living"] == code, "persons"].sum())
    stay = int(here.loc[(here["registered"] == code) & (here["living"] == code), "persons"].sum())
    name = campaign.tree.name(code)
    st.subheader(text("Registered here and living here · persons who have responded"), anchor=False)
    st.markdown(
        text(
            "Of the persons who have responded, **{registered}** are registered in {area} (de jure) and **{living}** "
            "live in {area} (de facto). {stay} are registered and live here, {out} are registered here but live "
            "elsewhere, {come} live here but are registered elsewhere.",
            registered=formats.count(registered),
            living=formats.count(living),
            area=name,
            stay=formats.count(stay),
            out=formats.count(registered - stay),
            come=formats.count(living - stay),
        )
    )
    moves = here[here["registered"] != here["living"]].sort_values("persons", ascending=False)
    with st.expander(text("From where to where")):
        shown = pd.DataFrame(
            {
                text("Registered in"): [_name(reader, area) for area in moves["registered"]],
                text("Living in"): [_name(reader, area) for area in moves["living"]],
                text("Persons"): [formats.count(persons) for persons in moves["persons"]],
            }
        )
        st.dataframe(shown, hide_index=True)
        st.caption(text("No rate can be given: how many live where is not on any register."))


def _name(reader: Reader, code: str) -> str:
    return reader.text("outside the kabupaten") if code == OUTSIDE else reader.campaign.tree.name(code)
