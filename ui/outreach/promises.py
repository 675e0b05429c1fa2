"""Promised against achieved, what each agency serves and has done, and the multiplier of civil servants."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from census.base.vocabulary import Status, Unit
from census.campaign.outreach import Outreach, agency_work
from census.figures.progress import View
from census.outreach.multiplier import Multiplier, staff_multiplier
from census.outreach.record_list import ListedPromise, furthest_short_first
from presentation.areas.map_and_list import hover_head
from presentation.charts.area_view import AreaList, ShownArea, short_name
from presentation.charts.colours import NO_CLASS, class_sign
from presentation.language.formats import NO_VALUE, as_shown
from presentation.words.outreach.record_table import agency_cells, agency_headings
from presentation.words.outreach.record_words import commitment_lines, families_of
from ui.kit.controls import Choice
from ui.kit.display.maps import show_list
from ui.kit.display.text_tables import text_table
from ui.kit.rows import show_table
from ui.outreach.outreach import records_of
from ui.shell.frame import Reader
from ui.shell.next_steps import ask_or_import

LISTED = 12
_BUSIEST = 8


def show_promises(reader: Reader, outreach: Outreach) -> None:
    """List the commitments that run or are over, the furthest short first: bar, day's due, families."""
    text = reader.text
    st.subheader(text("Commitments: promised and come in"), anchor=False)
    promises = furthest_short_first(records_of(reader, outreach, "commitments").rows)
    listed = promises[:LISTED]
    if not listed:
        st.info(text("No commitment is running. An OPD promises families for a desa under “Commitments” above."))
        return
    drawn = reader.drawn(lambda: _list(reader, listed), "promises", outreach.area_code, outreach.as_of, outreach.until)
    show_list(reader, drawn, key=f"promises-{outreach.area_code}", is_choice=False)
    st.caption(
        text(
            "Bar: part of the promise that has come in. Stroke: due by that day. Whole width: the promise kept. "
            "Commitments for one desa share its gain in proportion to what they promised."
        )
    )
    if len(promises) > LISTED:
        st.caption(text("{n} of {all}; the table below has all of them.", n=LISTED, all=len(promises)))


def _list(reader: Reader, rows: Sequence[ListedPromise]) -> AreaList:
    text, formats = reader.text.plain, reader.formats
    spoken = "; ".join(f"{row.area_name}: {families_of(text, formats, row)}" for row in rows)
    alt = text("Commitments, promised and come in: {list}", list=spoken)
    return AreaList([_shown(reader, row) for row in rows], alt, full=1.0)


def _shown(reader: Reader, row: ListedPromise) -> ShownArea:
    text, formats = reader.text.plain, reader.formats
    class_index = NO_CLASS if row.progress.step is None else row.progress.step
    _colour, symbol = class_sign(class_index)
    families = families_of(text, formats, row)
    agency = NO_VALUE if row.opd_name is None else row.opd_name
    lines = [*hover_head(reader.voice, row.area_name), agency, families, *commitment_lines(text, formats, row)]
    return ShownArea(
        code=str(row.id),
        name=row.area_name,
        class_index=class_index,
        label=(),
        hover=tuple(lines),
        remark=(f"{symbol} {families}", short_name(agency)),
        spoken=f"{row.area_name}: {families}",
        length=row.kept_part,
        expected=row.progress.elapsed,
    )


def show_agencies(reader: Reader, outreach: Outreach) -> None:
    """Show which desa each agency serves, what it has held there and what came of its promises."""
    text = reader.text
    st.subheader(text("Which desa each OPD serves"), anchor=False)
    shown = reader.drawn(
        lambda: _agency_texts(reader, outreach), "agency-work", outreach.area_code, outreach.as_of, outreach.until
    )
    if not len(shown):
        st.info(
            ask_or_import(
                reader,
                text("No agency serves a desa here yet. Import the desa binaan under Data in (kind assignments)."),
                text("No agency serves a desa here yet."),
            )
        )
        return
    # On a phone each row is a card, of which a full page has enough with the busiest.
    label, rows = text("Desa, events and commitments by agency"), shown.to_numpy().tolist()
    show_table(list(shown.columns), rows[:_BUSIEST], label=label)
    others = rows[_BUSIEST:]
    if others:
        more = text.plural(
            "Show the {n} other", "Show the {n} others", len(others), n=reader.formats.count(len(others))
        )
        with st.expander(more):
            show_table(list(shown.columns), others, label=more)


def _agency_texts(reader: Reader, outreach: Outreach) -> pd.DataFrame:
    text, formats, tree = reader.text, reader.formats, reader.campaign.tree
    cells = [agency_cells(text, formats, work, tree.name) for work in agency_work(reader.campaign, outreach)]
    return text_table(agency_headings(text), cells)


def multiplier_of(reader: Reader, choice: Choice) -> Multiplier | None:
    """Work out the multiplier of the civil servants of the whole; None without a figure of theirs."""
    campaign, root, as_of = reader.campaign, reader.scope.area_code, choice.view.as_of
    total = campaign.opd_whole(root, View(as_of, Unit.STAFF, Status.RESPONDED))
    if total is None:
        return None
    row = campaign.progress_of(root, View(as_of, Unit.HOUSEHOLD, Status.RESPONDED))
    target = campaign.target(root, as_of)
    gap = None
    if target is not None:
        gap = row.gap if target.unit is Unit.HOUSEHOLD else row.gap_equivalent
    return staff_multiplier(
        staff_responded=total.count,
        staff=total.base,
        households_responded=row.numerator,
        households_missing=gap,
    )


def show_multiplier(reader: Reader, choice: Choice) -> None:
    """Say how many families each civil servant has brought, and how many it takes; nothing without a figure."""
    text, formats = reader.text, reader.formats
    multiplier = multiplier_of(reader, choice)
    if multiplier is None or multiplier.present is None:
        return
    st.subheader(text("Families brought along by each civil servant"), anchor=False)
    sentences = text.plural(
        "{count} of {all} has responded.",
        "{count} of {all} have responded.",
        multiplier.staff_responded,
        count=formats.count(multiplier.staff_responded),
        all=formats.counted(Unit.STAFF, multiplier.staff),
    )
    sentences += " " + text.plural(
        "For each of these, **{present}** other family has responded too.",
        "For each of these, **{present}** other families have responded too.",
        as_shown(multiplier.present, 1),
        present=formats.about(multiplier.present),
    )
    if multiplier.needed:
        sentences += " " + text(
            "To reach the target each of them would have to bring about **{needed}** more; "
            "if all {all} joined, about {needed_of_all} each.",
            needed=formats.about(multiplier.needed),
            all=formats.count(multiplier.staff),
            needed_of_all=formats.about(multiplier.needed_of_all),
        )
    elif multiplier.needed == 0:
        sentences += " " + text("The target is reached.")
    st.markdown(sentences)
    st.caption(
        text(
            "Other families: all that have responded less one for each civil servant who has. "
            "More: families missing to the target, shared out among them."
        )
    )
