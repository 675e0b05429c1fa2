"""What a page shows while there is nothing to show: what to do first, with the way to it."""

import streamlit as st

from ui.shell.frame import Reader
from ui.shell.next_steps import show_way_in


def stop_without_areas(reader: Reader) -> None:
    """Where no area is on record, say what to do first and end the page."""
    if reader.scope.area_code in reader.campaign.tree:
        return
    text = reader.text
    st.title(text("There is nothing to show yet"), anchor=False)
    st.markdown(
        text(
            "Area {code} is not on record. Import the areas first, then the register, the target and a recap.",
            code=reader.scope.area_code,
        )
    )
    show_way_in(reader)
    st.stop()
