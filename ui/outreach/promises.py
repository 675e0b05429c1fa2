"""Promised against achieved, what each agency serves and has done, and the multiplier of civil servants."""

from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from census.base.vocabulary import Status, Unit
from census.figures.progress import View
from census.figures.shortfall import NO_STEP
from census.outreach.commitments import OVER, RUNNING, commitment_steps, share_elapsed
from census.outreach.multiplier import Multiplier, staff_multiplier
from census.outreach.reach import work_by_agency
from presentation.charts.charts import BulletRow, bullet_list
from presentation.language.formats import NO_VALUE, as_shown
from presentation.words.record_words import commitment_state
from reports.records import named_list
from ui.kit.controls import Choice
from ui.kit.display.maps import Picture, ink, show_picture
from ui.kit.display.scenes import class_sign, hover_head, list_name
from ui.outreach.outreach import Outreach
from ui.outreach.record_lists import table_of
from ui.shell.frame import Reader
from ui.shell.next_steps import ask_or_import

LISTED = 12
_MOST_NAMED = 4


def show_promises(reader: Reader, found: Outreach) -> None:
    """List the commitments that run or are over, the furthest short first: bar, day's due, families."""
    text = reader.text
    st.subheader(text("Commitments: promised and come in"), anchor=False)
    shade = ink()
    listed = _ordered(reader, found)
    ordered = listed.head(LISTED)
    if not len(ordered):
        st.info(text("No commitment is running. An OPD promises families for a desa under “Commitments” above."))
        return
    picture = reader.drawn(
        lambda: _draw(reader, ordered, shade), "promises", found.area_code, found.as_of, found.until, shade
    )
    show_picture(picture, key=f"promises-{found.area_code}", field="customdata")
    st.caption(
        text(
            "Bar: part of the promise that has come in. Stroke: due by that day. Whole width: the promise kept. "
            "Commitments for one desa share its gain in proportion to what they promised."
        )
    )
    if len(listed) > LISTED:
        st.caption(text("{n} of {all}; the table below has all of them.", n=LISTED, all=len(listed)))


def _ordered(reader: Reader, found: Outreach) -> pd.DataFrame:
    """Give the commitments to be listed: those that run before those that are over, the furthest short first."""
    table = table_of(reader, found, "commitments").set_index("id", drop=False).rename_axis(None)
    table = table.assign(step=commitment_steps(table, found.until), elapsed=share_elapsed(table, found.until))
    table = table[table["state"].isin([RUNNING, OVER])]
    keys = table.assign(_over=table["state"] == OVER, _step=-table["step"], _big=-table["households"])
    return keys.sort_values(["_over", "_step", "_big", "id"])


def _draw(reader: Reader, table: pd.DataFrame, shade: str) -> Picture:
    text, formats = reader.text.plain, reader.formats
    rows = [_bullet(reader, row) for _, row in table.iterrows()]
    drawn = bullet_list(rows, target=None, chosen=None, ink=shade, height_px=0, full=1.0)
    said = [
        f"{row['area_name']}: "
        + text.plural(
            "{n} of {all} family",
            "{n} of {all} families",
            as_shown(row["households"]),
            n=formats.count(row["achieved"]),
            all=formats.count(row["households"]),
        )
        for _, row in table.iterrows()
    ]
    return Picture(drawn, alt=text("Commitments, promised and come in: {list}", list="; ".join(said)))


def _bullet(reader: Reader, row: pd.Series) -> BulletRow:
    text, formats = reader.text.plain, reader.formats
    fill, symbol = class_sign(None if row["step"] == NO_STEP else int(row["step"]))
    known = not pd.isna(row["achieved"])
    # The whole width is the promise kept, whatever came in beyond it.
    part = min(max(float(row["achieved"] / row["households"]), 0.0), 1.0) if known else None
    came = text.plural(
        "{n} of {all} family",
        "{n} of {all} families",
        as_shown(row["households"]),
        n=formats.count(row["achieved"]),
        all=formats.count(row["households"]),
    )
    who = NO_VALUE if pd.isna(row["opd_name"]) else escape(str(row["opd_name"]))
    return BulletRow(
        code=str(row["id"]),
        name=list_name(str(row["area_name"])),
        rate=part,
        expected=float(row["elapsed"]),
        colour=fill,
        remark=f"{symbol} {came}<br>{list_name(who)}",
        hover=_hover(reader, row, who, came),
    )


def _hover(reader: Reader, row: pd.Series, who: str, came: str) -> str:
    text, formats = reader.text.plain, reader.formats
    lines = hover_head(reader, str(row["area_name"]))
    lines.append(who)
    lines.append(came)
    lines.append(f"{formats.day(row['starts_on'], short=True)} – {formats.day(row['due_on'])}")
    lines.append(commitment_state(text, row))
    if not pd.isna(row["figure_on"]):
        lines.append(text("figure of {day}", day=formats.day(row["figure_on"])))
    elif row["state"] == RUNNING:
        lines.append(text("no newer figure since it began"))
    if row["sharers"]:
        lines.append(
            text.plural(
                "shares the gain with {n} other",
                "shares the gain with {n} others",
                as_shown(row["sharers"]),
                n=formats.count(row["sharers"]),
            )
        )
    return "<br>".join(lines)


def show_agencies(reader: Reader, found: Outreach) -> None:
    """Show which desa each agency serves, what it has held there and what came of its promises."""
    text = reader.text
    st.subheader(text("Which desa each OPD serves"), anchor=False)
    shown = reader.drawn(lambda: _agency_texts(reader, found), "agency-work", found.area_code, found.as_of, found.until)
    if not len(shown):
        st.info(
            ask_or_import(
                reader,
                text("No agency serves a desa here yet. Import the desa binaan under Data in (kind assignments)."),
                text("No agency serves a desa here yet."),
            )
        )
        return
    st.dataframe(shown, hide_index=True, alt=text("Desa, events and commitments by agency"))


def _agency_texts(reader: Reader, found: Outreach) -> pd.DataFrame:
    text, formats, campaign = reader.text.plain, reader.formats, reader.campaign
    tree = campaign.tree
    assignments = campaign.assignments
    inside = [code in tree and found.area_code in tree.chain(code) for code in assignments["desa_code"]]
    serving = assignments[np.array(inside, dtype=bool)]
    work = work_by_agency(tree, campaign.opd, serving, found.records["events"], found.promised, as_of=found.until)
    has_work = (work["desa"].map(len) > 0) | (work["events"] > 0) | (work["commitments"] > 0)
    work = work[has_work.astype(bool)].sort_values(["events", "name"], ascending=[False, True])
    names = [[tree.name(str(code)) for code in desa] for desa in work["desa"]]
    families = text("families")
    return pd.DataFrame(
        {
            text("OPD"): work["short_name"].tolist(),
            text("Desa served"): [named_list(each, text, most=_MOST_NAMED) or NO_VALUE for each in names],
            text("Events"): [formats.count(value) for value in work["events"]],
            text("People reached"): [formats.count(value) for value in work["audience"]],
            text("Last event"): [NO_VALUE if pd.isna(day) else formats.day(day) for day in work["last_on"]],
            text("Promised ({unit})", unit=families): [formats.count(value) for value in work["promised"]],
            text("Came in ({unit})", unit=families): [formats.count(value) for value in work["achieved"]],
        }
    )


def multiplier_of(reader: Reader, choice: Choice) -> Multiplier | None:
    """Work out the multiplier of the civil servants of the whole; None without a figure of theirs."""
    campaign, root, as_of = reader.campaign, reader.scope.area_code, choice.view.as_of
    whole = campaign.opd_whole(root, View(as_of, Unit.STAFF, Status.RESPONDED))
    if whole is None:
        return None
    row = campaign.progress_of(root, View(as_of, Unit.HOUSEHOLD, Status.RESPONDED))
    target = campaign.target(root, as_of)
    gap = None
    if target is not None:
        gap = row.gap if target.unit is Unit.HOUSEHOLD else row.gap_equivalent
    return staff_multiplier(
        staff_responded=whole.count,
        staff=whole.base,
        households_responded=row.numerator,
        households_missing=gap,
    )


def show_multiplier(reader: Reader, choice: Choice) -> None:
    """Say how many families each civil servant has brought, and how many it takes; nothing without a figure."""
    text, formats = reader.text, reader.formats
    found = multiplier_of(reader, choice)
    if found is None or found.present is None:
        return
    st.subheader(text("How far civil servants carry it"), anchor=False)
    said = text.plural(
        "{count} of {all} has responded.",
        "{count} of {all} have responded.",
        found.staff_responded,
        count=formats.count(found.staff_responded),
        all=formats.counted(Unit.STAFF, found.staff),
    )
    said += " " + text.plural(
        "For each of them **{present}** other family has.",
        "For each of them **{present}** other families have.",
        as_shown(found.present, 1),
        present=formats.about(found.present),
    )
    if found.needed:
        said += " " + text(
            "To reach the target each of them would have to bring about **{needed}** more; "
            "if all {all} joined, about {needed_of_all} each.",
            needed=formats.about(found.needed),
            all=formats.count(found.staff),
            needed_of_all=formats.about(found.needed_of_all),
        )
    elif found.needed == 0:
        said += " " + text("The target is reached.")
    st.markdown(said)
    st.caption(
        text(
            "Other families: all that have responded less one for each civil servant who has. "
            "More: families missing to the target, shared out among them."
        )
    )
