"""What a reader does not see, said in a sentence: nobody shall take a part for the whole, or a blank for an error."""

import streamlit as st

from census.scope import TOTAL_LEVELS
from ui.frame import Reader


def show_withheld(reader: Reader, code: str, seen: int) -> None:
    """Say that an area has more parts than are shown; nothing where all are.

    Parameters
    ----------
    code
        The area.
    seen
        How many of its parts are shown.
    """
    text, campaign = reader.text, reader.campaign
    if code not in campaign.withheld:
        return
    name = campaign.tree.name(code)
    if seen:
        said = text("Of {area} you see the {n} desa that concern you; its total is of all its desa.", area=name, n=seen)
    else:
        said = text("Of {area} you see the total. Its desa are seen by those whom they concern.", area=name)
    st.info(said, icon=":material/visibility_off:")


def sees_no_desa(reader: Reader) -> bool:
    """Tell whether there are desa and the reader sees none of them."""
    tree = reader.campaign.tree
    return bool(reader.campaign.withheld) and not any(tree.level(code) not in TOTAL_LEVELS for code in tree.codes)


def show_records_seen(reader: Reader) -> None:
    """Say whose records a reader of a part sees; nothing to whoever sees all."""
    if reader.campaign.withheld:
        st.info(
            reader.text(
                "You see the records of your own agency and of the areas that concern you; of others' records there"
                " neither agency nor note."
            ),
            icon=":material/visibility_off:",
        )


def show_foreign_agency(reader: Reader, name: str) -> None:
    """Say that of an agency only its place in the ranking is seen."""
    st.info(
        reader.text("Of {agency} you see its figure in the ranking. Days and desa are seen by its head.", agency=name),
        icon=":material/visibility_off:",
    )
