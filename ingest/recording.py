"""Records entered by hand: held to the rules of the files, written one at a time within the writer's scope."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from census.access.scope import Scope
from census.outreach.records import END_DAY, NAME_OF, Fault, Record, RecordName, fault_in
from data_access.accounts.access_log import RECORD_ADDED, RECORD_CHANGED, RECORD_DELETED, RECORD_ENDED, note
from data_access.reads.submission_reads import SIMULATION
from data_access.store.engine import BusyDatabaseError, Database, WriteSession
from data_access.store.facts import fact
from data_access.writes.record_writes import (
    ForeignAgencyError,
    KnownRecordError,
    OutOfScopeError,
    UnknownAgencyError,
    UnknownRecordError,
    add_record,
    change_record,
    delete_record,
    level_in_scope,
    stored_record,
)
from ingest.kinds.cells import CellError, read_text
from presentation.findings.findings import DATABASE_BUSY
from presentation.language.messages import N_

BY_HAND = "Kawal Sensus"
"""Source of a record that was entered on the screen."""

REFUSALS = {
    "out_of_scope": N_("You may record for areas of your own only. Choose another area."),
    "foreign_agency": N_("You may record for your own agency (OPD) only. Choose it."),
    "unknown_agency": N_("This agency is not on record here. Choose another one, or none."),
    "database_busy": DATABASE_BUSY,
    "record_gone": N_("Somebody else has deleted this record meanwhile. Nothing was changed."),
    "record_known": N_("The same is on record already, as number {n}. Edit that one instead."),
    "personal_number": N_(
        "The note holds what looks like a NIK, family card, NIP or telephone number. Remove it: no such number is kept."
    ),
}
"""Message by reason code, beside those of files (`presentation.findings.findings.REASONS`)."""


class RecordRefusedError(ValueError):
    """A record that was not written, and why: a reason code and values for its message, never a personal one."""

    def __init__(self, reason: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = dict(details or {})


@dataclass(frozen=True, slots=True)
class By:
    """Who writes, and when: for the access log.

    Attributes
    ----------
    account_id
        Account that has signed in.
    now
        Aware moment.
    """

    account_id: int
    now: datetime


def add(database: Database, scope: Scope, record: Record, *, today: date, now: datetime, by: By | None = None) -> int:
    """Write a new record; give its number.

    In a database of simulated rows its source says that it is one of them.

    Parameters
    ----------
    scope
        What the writer may record for.
    today, now
        Day that counts as today, and the moment (aware), keyword-only.
    by
        Whose entry the access log notes, in the same transaction; None where nobody needs to sign in, keyword-only.

    Raises
    ------
    RecordRefusedError
        If it cannot be; nothing was written.
    """
    name, values = NAME_OF[type(record)], _clean(record)
    with _refusing(), database.write() as session:
        _check(session, scope, name, values, today)
        values["source"] = _source(session)
        if name == "commitments":
            values["created_at"] = now
        number = add_record(session, scope, name, values)
        _note(session, RECORD_ADDED, by, name, number, values["area_code"])
        return number


def change(
    database: Database, scope: Scope, record_id: int, before: Record, after: Record, *, today: date,
    by: By | None = None,
) -> None:  # fmt: skip
    """Write what differs between two forms of a record; what others have changed meanwhile stays as they left it.

    Parameters
    ----------
    by
        As for `add`, keyword-only.

    Raises
    ------
    RecordRefusedError
        If it cannot be, or is not there any more; nothing was written.
    """
    name, old, new = NAME_OF[type(after)], asdict(before), _clean(after)
    changes = {column: value for column, value in new.items() if value != old[column]}
    if not changes:
        return
    with _refusing(), database.write() as session:
        values = stored_record(session, scope, name, record_id) | changes
        _check(session, scope, name, values, today)
        change_record(session, scope, name, record_id, changes)
        _note(session, RECORD_CHANGED, by, name, record_id, values["area_code"])


def end(
    database: Database, scope: Scope, name: RecordName, record_id: int, *, on: date, today: date,
    result_households: int | None = None, by: By | None = None,
) -> None:  # fmt: skip
    """Bring a record to its end on a day: a commitment withdrawn, a blocker resolved, a request done.

    Parameters
    ----------
    on, today
        Day of the end, and the day that counts as today, keyword-only.
    result_households
        Families that filled in, of a request, keyword-only.
    by
        As for `add`, keyword-only.

    Raises
    ------
    RecordRefusedError
        If it cannot be, or is not there any more; nothing was written.
    """
    changes: dict[str, Any] = {END_DAY[name]: on}
    if result_households is not None:
        changes["result_households"] = result_households
    with _refusing(), database.write() as session:
        values = stored_record(session, scope, name, record_id) | changes
        _check(session, scope, name, values, today)
        change_record(session, scope, name, record_id, changes)
        _note(session, RECORD_ENDED, by, name, record_id, values["area_code"])


def remove(database: Database, scope: Scope, name: RecordName, record_id: int, *, by: By | None = None) -> None:
    """Delete a record that was entered by mistake.

    Parameters
    ----------
    by
        As for `add`, keyword-only.

    Raises
    ------
    RecordRefusedError
        If it is not there any more, or out of scope.
    """
    with _refusing(), database.write() as session:
        area_code = stored_record(session, scope, name, record_id)["area_code"]
        delete_record(session, scope, name, record_id)
        _note(session, RECORD_DELETED, by, name, record_id, area_code)


def _note(session: WriteSession, kind: str, by: By | None, name: RecordName, record_id: int, area_code: str) -> None:
    """Note that a record was written: which one and where, nothing of what it says."""
    if by is not None:
        note(session, kind, by.account_id, {"record": name, "number": record_id, "area": area_code}, now=by.now)


def _clean(record: Record) -> dict[str, Any]:
    values = asdict(record)
    try:
        values["note"] = read_text(values["note"] or "") or None
    except CellError as error:
        raise RecordRefusedError(error.reason, error.details) from None
    return values


def _check(session: WriteSession, scope: Scope, name: RecordName, values: Mapping[str, Any], today: date) -> None:
    level = level_in_scope(session, scope, values["area_code"])
    fault: Fault | None = fault_in(name, values, level=level, today=today)
    if fault is not None:
        raise RecordRefusedError(fault.reason, fault.details)


def _source(session: WriteSession) -> str:
    simulation = fact(session, SIMULATION)
    return BY_HAND if simulation is None else f"SIMULASI: {BY_HAND}"


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what the store refuses into a refusal with a reason."""
    try:
        yield
    except BusyDatabaseError:
        raise RecordRefusedError("database_busy") from None
    except ForeignAgencyError:
        raise RecordRefusedError("foreign_agency") from None
    except OutOfScopeError:
        raise RecordRefusedError("out_of_scope") from None
    except UnknownAgencyError:
        raise RecordRefusedError("unknown_agency") from None
    except UnknownRecordError:
        raise RecordRefusedError("record_gone") from None
    except KnownRecordError as error:
        raise RecordRefusedError("record_known", {"n": error.record_id}) from None
