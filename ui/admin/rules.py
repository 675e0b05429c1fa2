"""What the operator settles: targets, days of outage, and what is told of registers and thresholds."""

import csv
import io
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

import streamlit as st

from access.accounts import kinds
from access.accounts.account_admin import RefusedActError
from census.access.scope import TOTAL_LEVELS
from census.base.target import AREA_SCOPE, OPD_SCOPE
from census.base.vocabulary import Status, Unit
from census.identifiers.personal_numbers import holds_personal_number
from data_access.accounts.access_log import note as note_in_log
from data_access.writes.outages import add_outage, read_outage_days, remove_outage
from ingest.importing import Arrival, import_table
from presentation.findings.findings import finding_text
from presentation.language.formats import NO_VALUE
from presentation.language.messages import N_
from ui.kit.controls import STATUSES, UNITS, area_names
from ui.kit.display.acts import act
from ui.kit.rows import show_table
from ui.shell import cached
from ui.shell.frame import Reader

_LONGEST_NOTE = 200
Word = TypeVar("Word", Unit, Status)


@dataclass(frozen=True, slots=True)
class _TargetRow:
    """A line of a file of targets."""

    scope_kind: str
    scope_code: str
    unit: str
    status: str
    share: str
    starts_on: str
    ends_on: str
    decided_on: str
    note: str


def add_target(reader: Reader, by: int) -> None:
    """Draw the form of a new decision; it stands beside the older ones, which stay on record."""
    text, today = reader.text, reader.today
    earlier = sorted(reader.campaign.targets, key=lambda target: target.decided_on)
    starts, ends = (earlier[-1].starts_on, earlier[-1].ends_on) if earlier else (today, today)
    with st.expander(text("Decide a new target"), icon=":material/flag:"):
        of_staff = st.toggle(text("For the civil servants of the agencies"), key="target-staff")
        names = area_names(reader.campaign.tree, _areas_of_targets(reader, of_staff=of_staff))
        scope = st.selectbox(text("Of"), list(names), format_func=names.__getitem__, key="target-scope")
        unit = Unit.STAFF if of_staff else _choose(reader, text("Unit"), UNITS, key="target-unit")
        status = _choose(reader, text("Status"), STATUSES, key="target-status")
        per_cent = st.number_input(text("Share in percent"), 0.01, 100.0, 27.0, 0.5, format="%.2f", key="target-share")
        with st.container(horizontal=True):
            starts_on = st.date_input(text("First day"), starts, format="DD/MM/YYYY", key="target-starts")
            ends_on = st.date_input(text("Deadline"), ends, format="DD/MM/YYYY", key="target-ends")
            decided_on = st.date_input(
                text("Decided on"), today, max_value=today, format="DD/MM/YYYY", key="target-decided"
            )
        note = st.text_input(text("By whom, and where it stands"), key="target-note", max_chars=_LONGEST_NOTE)
        row = _TargetRow(
            scope_kind=OPD_SCOPE if of_staff else AREA_SCOPE,
            scope_code=scope,
            unit=unit.value,
            status=status.value,
            share=f"{Decimal(str(per_cent)).normalize():f} %",
            starts_on=_iso(starts_on),
            ends_on=_iso(ends_on),
            decided_on=_iso(decided_on),
            note=note,
        )
        if st.button(text("Keep this decision"), type="primary", icon=":material/flag:"):
            act(reader, text("The target is on record."), lambda now: _keep_target(reader, row, by, now))


def _areas_of_targets(reader: Reader, *, of_staff: bool) -> list[str]:
    tree = reader.campaign.tree
    levels = {"kabupaten"} if of_staff else TOTAL_LEVELS
    return [code for code in tree.codes if tree.level(code) in levels]


def _choose(reader: Reader, label: str, options: dict[Word, str], *, key: str) -> Word:
    words = list(options)
    return st.selectbox(label, words, format_func=lambda word: reader.text(options[word]), key=key)


def _iso(day: object) -> str:
    return day.isoformat() if isinstance(day, date) else ""


def _keep_target(reader: Reader, row: _TargetRow, by: int, now: datetime) -> None:
    """Bring a decision in as a file of one line would be, with all its checks."""
    if not row.note.strip():
        raise RefusedActError(N_("Nothing was kept: say by whom it was decided and where it stands."))
    same = [
        target
        for target in reader.campaign.targets
        if (target.scope_kind, target.scope_code, target.unit.value, target.status.value, target.decided_on.isoformat())
        == (row.scope_kind, row.scope_code, row.unit, row.status, row.decided_on)
    ]
    if same:
        raise RefusedActError(N_("A target of this kind and day is on record and stays; a new decision has a new day."))
    lines = io.StringIO()
    cells = asdict(row)
    writer = csv.DictWriter(lines, list(cells))
    writer.writeheader()
    writer.writerow(cells)
    arrival = Arrival(
        "targets",
        "pengaturan.csv",
        lines.getvalue().encode(),
        _label(reader),
        now,
        reader.today,
        reader.settings.root_area,
        by,
    )
    store = cached.database(reader.settings)
    outcome = import_table(store, arrival)
    if outcome.rows_rejected:
        finding = outcome.findings[0]
        raise RefusedActError(
            N_("Not accepted: {reason}"), reason=finding_text(reader.text, finding.reason, finding.details)
        )
    with store.write(beside_imports=True) as session:
        details = {name: cells[name] for name in ("scope_code", "unit", "status", "share", "starts_on", "ends_on")}
        note_in_log(session, kinds.TARGET_ADDED, by, details, now=now)


def _label(reader: Reader) -> str:
    return reader.identity.label if reader.identity else "dashboard"


# --- days of outage -----------------------------------------------------------------------------------------


def show_outages(reader: Reader, by: int) -> None:
    """Show the days of outage, with the ways to add one and to take one away."""
    text, formats, tree = reader.text, reader.formats, reader.campaign.tree
    with cached.database(reader.settings).read() as session:
        days = read_outage_days(session, reader.scope)
    if days:
        cells = [[formats.day(one.day), tree.name(one.kabupaten_code), one.note] for one in days]
        show_table([text("Day"), text("Area"), text("Why")], cells, label=text("Days of outage"))
    else:
        st.markdown(text("No day of outage is on record."))
    names = area_names(tree, [code for code in tree.codes if tree.level(code) == "kabupaten"])
    with st.expander(text("Add or remove a day of outage"), icon=":material/cloud_off:"):
        code = st.selectbox(text("Area"), list(names), format_func=names.__getitem__, key="outage-area")
        chosen = st.date_input(text("Day"), reader.today, max_value=reader.today, format="DD/MM/YYYY", key="outage-day")
        why = st.text_input(text("Why"), key="outage-note", max_chars=_LONGEST_NOTE)
        day = chosen if isinstance(chosen, date) else reader.today
        with st.container(horizontal=True):
            if st.button(text("Add"), icon=":material/add:", disabled=code is None):
                done = text("{day} counts as a day of outage.", day=formats.day(day))
                act(reader, done, lambda now: _set_outage(reader, code, day, why, by=by, now=now))
            if st.button(text("Remove"), icon=":material/remove:", disabled=code is None):
                done = text("{day} no longer counts as a day of outage.", day=formats.day(day))
                act(reader, done, lambda now: _set_outage(reader, code, day, None, by=by, now=now))


def _set_outage(reader: Reader, code: str, day: date, why: str | None, *, by: int, now: datetime) -> None:
    if why is not None and holds_personal_number(why):
        raise RefusedActError(N_("A note must not hold a NIK, NIP, family card or telephone number."))
    kind = kinds.OUTAGE_REMOVED if why is None else kinds.OUTAGE_ADDED
    with cached.database(reader.settings).write() as session:
        is_done = remove_outage(session, code, day) if why is None else add_outage(session, code, day, why)
        if not is_done:
            raise RefusedActError(N_("Nothing to change: that day is as it should be."))
        note_in_log(session, kind, by, {"area": code, "day": day.isoformat()}, now=now)


# --- what is only told --------------------------------------------------------------------------------------


def show_registers(reader: Reader) -> None:
    """Show the versions of the register on record; a new one comes in as a file."""
    text, formats = reader.text, reader.formats
    versions = reader.campaign.register_versions
    if not versions:
        st.markdown(text("No register is on record."))
        return
    headings = [text("Version"), text("Valid on"), text("Areas"), text("of them estimated"), text("Source")]
    cells = [
        [
            one.version,
            formats.day(one.valid_on),
            formats.count(one.areas),
            formats.count(one.estimates),
            one.source,
        ]
        for one in versions
    ]
    show_table(headings, cells, label=text("Versions of the register"))


def show_thresholds(reader: Reader) -> None:
    """Show what is set where the server was started, with the names of the settings."""
    text, settings, count = reader.text, reader.settings, reader.formats.count
    rows = {
        "KAWAL_HIDE_BELOW": (text("Groups of fewer members show no figure"), count(settings.hide_below)),
        "KAWAL_COARSE_BELOW": (text("Groups of fewer members move weekly"), count(settings.coarse_below)),
        "KAWAL_SESSION_IDLE_MINUTES": (
            text("Minutes after which an idle sign-in ends"),
            count(settings.session_idle_minutes),
        ),
        "KAWAL_SESSION_HOURS": (text("Hours after which every sign-in ends"), count(settings.session_hours)),
        "KAWAL_SIGN_IN_FAILURES": (text("Failed sign-ins before waiting"), count(settings.sign_in_failures)),
        "KAWAL_ACCESS_LOG_DAYS": (text("Days for which the access log is kept"), count(settings.access_log_days)),
        "KAWAL_WALL_STALE_ROWS_HOURS": (
            text("Hours without an import after which the wall calls figures from rows old"),
            count(settings.wall_stale_rows_hours),
        ),
        "KAWAL_WALL_STALE_RECAP_HOURS": (
            text("Hours without an import after which the wall calls figures from recaps old"),
            count(settings.wall_stale_recap_hours),
        ),
        "KAWAL_WALL_NIGHT": (text("Times (WIB) between which the wall is dimmed"), settings.wall_night or NO_VALUE),
        "KAWAL_KEEP_ROWS_DAYS": (
            text("Days for which rows of households are kept"),
            count(settings.keep_rows_days) if settings.keep_rows_days else NO_VALUE,
        ),
        "KAWAL_RUSH_CHANCE": (
            text("Chance of a rush before the deadline"),
            reader.formats.rate(settings.rush_chance, decimals=0),
        ),
    }
    cells = [[words, value, name] for name, (words, value) in rows.items()]
    show_table([text("What"), text("Value"), text("Setting")], cells, label=text("Thresholds and periods"))
