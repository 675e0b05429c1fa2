"""A desa of the priorities handed over to an agency: a commitment, entered in one form."""

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from census.outreach.commitments import usual_families
from census.outreach.records import Commitment
from census.priority.priority_list import PriorityList
from ingest.recording import REFUSALS, RecordRefusedError, add
from presentation.findings.findings import finding_text
from ui.kit.agency_names import serving_agencies
from ui.kit.controls import area_names, day_of_entry
from ui.outreach.record_forms import agencies_to_record
from ui.outreach.records import whose
from ui.shell import cached
from ui.shell.frame import Reader

_DONE = "_handed_over"
_DAYS = 7
"""A promise is due after so many days, or at the deadline where that is earlier."""


@dataclass(frozen=True, slots=True)
class _Promise:
    area_code: str
    opd: str
    households: int
    starts_on: date
    due_on: date


def show_hand_over(reader: Reader, priority_list: PriorityList, marked: str | None) -> None:
    """Draw the form that hands one desa over to an agency.

    Parameters
    ----------
    priority_list
        The list whose desa are offered; what comes in at the pace so far and what an event brings are proposed
        together, since a promise is held against all that comes in.
    marked
        The desa that is marked on list and map; without one the first is proposed.
    """
    text, agencies = reader.text, agencies_to_record(reader)
    if not agencies or not len(priority_list.table):
        return
    st.subheader(text("Hand over to an OPD"), anchor=False)
    done = st.session_state.pop(_DONE, None)
    if done is not None:
        st.success(done, icon=":material/check:")
    codes = priority_list.table.index.tolist()
    names = area_names(reader.campaign.tree, codes)
    code = marked if marked in names else codes[0]
    (extra,) = priority_list.table.loc[[code], "extra"].tolist()
    # As the plan proposes it; another may be chosen.
    serving = serving_agencies(reader, code, priority_list.as_of)[:1]
    starts_on = day_of_entry(reader, priority_list.as_of)
    due, pace = _due(priority_list, starts_on), priority_list.responsiveness.pace(code)
    usual = usual_families(priority_list.table.loc[[code]].iloc[0], pace, days=(due - starts_on).days + 1)
    # Whole families, of which the two parts add up to what is proposed.
    proposed = max(round(usual + extra), 1)
    by_themselves = min(round(usual), proposed)
    with st.form(f"hand-over-{code}", border=True, enter_to_submit=False):
        st.markdown(text("**{area}**: who takes it on, for how many families, until when?", area=names[code]))
        st.caption(
            text.plural(
                "At the pace so far about {usual} family comes in by {day} on its own; one event brings about"
                " {extra} more: {all} in all. All that comes in counts towards a promise.",
                "At the pace so far about {usual} families come in by {day} on their own; one event brings"
                " about {extra} more: {all} in all. All that comes in counts towards a promise.",
                by_themselves,
                usual=reader.formats.count(by_themselves),
                day=reader.formats.day(due),
                extra=reader.formats.count(proposed - by_themselves),
                all=reader.formats.count(proposed),
            )
        )
        first, second, third = st.columns(3, gap="medium")
        with first:
            opd = st.selectbox(
                text("Agency (OPD)"),
                sorted(agencies, key=lambda number: number not in serving),
                format_func=agencies.__getitem__,
                key=f"hand-over-opd-{code}",
            )
        with second:
            households = st.number_input(
                text("Families"),
                min_value=1,
                max_value=1_000_000,
                value=proposed,
                key=f"hand-over-families-{code}",
            )
        with third:
            due_on = st.date_input(
                text("Until"),
                value=due,
                min_value=starts_on,
                format="DD/MM/YYYY",
                key=f"hand-over-due-{code}",
            )
        if st.form_submit_button(text("Hand over"), icon=":material/assignment_ind:") and isinstance(due_on, date):
            _write(
                reader, _Promise(code, str(opd), int(households), starts_on, due_on), names[code], agencies[str(opd)]
            )


def _due(priority_list: PriorityList, starts_on: date) -> date:
    return max(min(starts_on + timedelta(days=_DAYS), priority_list.target.ends_on), starts_on)


def _write(reader: Reader, promise: _Promise, area: str, agency: str) -> None:
    text, formats = reader.text, reader.formats
    record = Commitment(
        area_code=promise.area_code,
        opd_id=int(promise.opd),
        households=promise.households,
        starts_on=promise.starts_on,
        due_on=promise.due_on,
    )
    try:
        store = cached.database(reader.settings)
        add(store, reader.scope, record, today=reader.today, now=reader.now, by=whose(reader))
    except RecordRefusedError as error:
        refusal = REFUSALS.get(error.reason)
        st.error(finding_text(text, error.reason, error.details) if refusal is None else text(refusal, **error.details))
        return
    st.session_state[_DONE] = text.plural(
        "{agency} takes on {area}: {count} family until {day}.",
        "{agency} takes on {area}: {count} families until {day}.",
        promise.households,
        agency=agency,
        area=area,
        count=formats.count(promise.households),
        day=formats.day(promise.due_on),
    )
    st.rerun()
