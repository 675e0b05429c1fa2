"""What a reader does not see, said in a sentence: nobody shall take a part for the whole, or a blank for an error."""

from datetime import date

import streamlit as st

from census.access.scope import TOTAL_LEVELS
from census.disclosure.restriction import first_day_of_all
from presentation.language.markdown import join
from ui.shell.frame import Reader


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
        sentence = text.plural(
            "You see {n} desa of {area}, the one you are responsible for; the total is of all its desa.",
            "You see {n} desa of {area}, those you are responsible for; the total is of all its desa.",
            seen,
            area=name,
            n=seen,
        )
    else:
        sentence = text("You see the total of {area}. Its desa are shown to those responsible for them.", area=name)
    st.info(sentence, icon=":material/visibility_off:")


def sees_all_of(reader: Reader, code: str) -> bool:
    """Tell whether nothing in an area is withheld from the reader."""
    tree = reader.campaign.tree
    return not any(code in tree.chain(withheld) for withheld in reader.campaign.withheld)


def visible_name(reader: Reader, code: str) -> str:
    """Name an area in a sentence about its desa; of a part of them the name says so, or it would be untrue."""
    tree = reader.campaign.tree
    name = tree.name(code)
    if sees_all_of(reader, code):
        return name
    visible = [part for part in tree.codes if tree.level(part) not in TOTAL_LEVELS and code in tree.chain(part)]
    return reader.text("{area} (the {n} desa you see)", area=name, n=len(visible))


def sees_no_desa(reader: Reader) -> bool:
    """Tell whether there are desa and the reader sees none of them."""
    tree = reader.campaign.tree
    return bool(reader.campaign.withheld) and not any(tree.level(code) not in TOTAL_LEVELS for code in tree.codes)


def show_records_seen(reader: Reader) -> None:
    """Say whose records a reader of a part sees; nothing to whoever sees all."""
    scope, tree = reader.scope, reader.campaign.tree
    if not reader.campaign.withheld:
        return
    recorded = sorted(code for code in scope.records_in or () if code in tree)
    if recorded and (scope.detail or frozenset()) <= (scope.records_in or frozenset()):
        # Where a reader may record, all records are shown.
        names = join(", ", [tree.name(code) for code in recorded])
        sentence = reader.text("You see all records of {area}, and elsewhere those of your own agency.", area=names)
        st.info(sentence, icon=":material/visibility_off:")
    else:
        st.info(
            reader.text(
                "You see the records of your own agency and of the areas that concern you; of others' records there"
                " neither agency nor note."
            ),
            icon=":material/visibility_off:",
        )


def sees_own_agency_alone(reader: Reader, as_of: date) -> bool:
    """Tell whether of a day other agencies' figures are withheld."""
    newest = first_day_of_all(reader.campaign.opd_panel)
    return reader.scope.agencies is not None and newest is not None and as_of < newest


def show_older_ranking(reader: Reader, as_of: date) -> None:
    """Say that on an earlier day the figures of other agencies are not seen; nothing to whoever sees all."""
    newest = first_day_of_all(reader.campaign.opd_panel)
    if newest is not None and sees_own_agency_alone(reader, as_of):
        st.info(
            reader.text("Other agencies are ranked from {day} on; their earlier days are their own.",
                        day=reader.formats.day(newest)),
            icon=":material/visibility_off:",
        )  # fmt: skip


def show_foreign_agency(reader: Reader, name: str) -> None:
    """Say that of an agency only its place in the ranking is seen."""
    st.info(
        reader.text(
            "You see the figure of {agency} in the ranking. Its days and desa are shown to its head.", agency=name
        ),
        icon=":material/visibility_off:",
    )
