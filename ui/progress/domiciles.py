"""Registered here and living here: both populations of an area, and the flow between."""

import pandas as pd
import streamlit as st

from census.figures.domicile import OUTSIDE, domiciles_of, population_flow
from presentation.words.domicile_words import domiciles_text
from ui.kit.controls import Choice
from ui.shell.frame import Reader


def show_domiciles(reader: Reader, code: str, choice: Choice) -> None:
    """Show how many are registered in an area, how many live there, and who comes and goes; nothing without rows."""
    text, formats, campaign, view = reader.text, reader.formats, reader.campaign, choice.view
    flow = population_flow(
        campaign.tree, campaign.domiciles, level=campaign.tree.level(code), status=view.status, as_of=view.as_of
    )
    both = domiciles_of(flow, code)
    if both is None:
        return
    st.subheader(text("Registered here and living here · persons who have responded"), anchor=False)
    name = campaign.tree.name(code)
    st.markdown(domiciles_text(text, formats, both, area=name))
    with st.expander(text("From where to where")):
        shown = pd.DataFrame(
            {
                text("Registered in"): [_name(reader, flow.registered) for flow in both.flows],
                text("Living in"): [_name(reader, flow.living) for flow in both.flows],
                text("Persons"): [formats.count(flow.persons) for flow in both.flows],
            }
        )
        st.dataframe(shown, hide_index=True)
        st.caption(text("No rate can be given: how many live where is not on any register."))


def _name(reader: Reader, code: str) -> str:
    return reader.text("outside the kabupaten") if code == OUTSIDE else reader.campaign.tree.name(code)
