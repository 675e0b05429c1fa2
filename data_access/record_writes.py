"""What is entered by hand: records added, changed and taken out, within the writer's scope, each in one transaction."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, insert, select, update

from census.records import RecordName
from census.scope import Scope
from data_access.engine import WriteSession
from data_access.frames import in_scope
from data_access.models import Area, Opd
from data_access.record_reads import RECORDS, RecordRow
from data_access.schema import raise_data_version
from data_access.writes import TABLES

Values = Mapping[str, Any]

FILE_KINDS: dict[RecordName, str] = {
    "events": "outreach",
    "commitments": "commitments",
    "blockers": "blockers",
    "requests": "requests",
}
"""Kind of file by which records of a name come in (`data_access.writes.TABLES`)."""


class OutOfScopeError(PermissionError):
    """The area is unknown or lies outside what the writer may record for."""


class UnknownAgencyError(LookupError):
    """There is no such agency in the area's kabupaten."""


class UnknownRecordError(LookupError):
    """The record is not there (any more), or lies outside what the writer may see."""


class KnownRecordError(ValueError):
    """Another record says the same of the same area, agency and day."""

    def __init__(self, record_id: int) -> None:
        super().__init__(f"record {record_id} says the same")
        self.record_id = record_id


def add_record(session: WriteSession, scope: Scope, name: RecordName, values: Values) -> int:
    """Add one record and raise the data version; give its number.

    Parameters
    ----------
    session
        The transaction: one record is one.
    scope
        What the writer may record for; the area must lie inside.
    name
        Kind of the record.
    values
        All columns of the kind but `id` and `kabupaten_code` (`census.records.RECORD_COLUMNS`).

    Raises
    ------
    OutOfScopeError, UnknownAgencyError
        If area or agency cannot be.
    KnownRecordError
        If a record of that key is there: it is to be changed instead.
    """
    model, _ = RECORDS[name]
    row = {**values, "kabupaten_code": _kabupaten_of(session, scope, values["area_code"])}
    _check_agency(session, row)
    _refuse_known(session, name, row, own=None)
    number = session.scalar(insert(model).values(**row).returning(model.id))
    raise_data_version(session)
    return cast("int", number)


def stored_record(session: WriteSession, scope: Scope, name: RecordName, record_id: int) -> dict[str, Any]:
    """Read all columns of one record as they stand in the transaction.

    Raises
    ------
    UnknownRecordError
        If the record is not there or outside the scope.
    """
    model, _ = RECORDS[name]
    table = cast("Table", model.__table__)
    mine = (table.c.id == record_id, in_scope(scope, model.area_code))
    found = session.execute(select(table).where(*mine)).mappings().first()
    if found is None:
        raise UnknownRecordError(record_id)
    return dict(found)


def change_record(session: WriteSession, scope: Scope, name: RecordName, record_id: int, changes: Values) -> None:
    """Change some columns of one record and raise the data version; what is not named stays as others left it.

    Raises
    ------
    UnknownRecordError
        If the record is not there or outside the scope.
    OutOfScopeError, UnknownAgencyError, KnownRecordError
        As for `add_record`.
    """
    row = {**stored_record(session, scope, name, record_id), **changes}
    kabupaten = _kabupaten_of(session, scope, row["area_code"])
    row["kabupaten_code"] = kabupaten
    _check_agency(session, row)
    _refuse_known(session, name, row, own=record_id)
    model, _ = RECORDS[name]
    session.execute(update(model).where(model.id == record_id).values(**changes, kabupaten_code=kabupaten))
    raise_data_version(session)


def delete_record(session: WriteSession, scope: Scope, name: RecordName, record_id: int) -> None:
    """Take one record out and raise the data version.

    Raises
    ------
    UnknownRecordError
        If the record is not there or outside the scope.
    """
    model, _ = RECORDS[name]
    gone = session.execute(delete(model).where(model.id == record_id, in_scope(scope, model.area_code)))
    if not cast("CursorResult[Any]", gone).rowcount:
        raise UnknownRecordError(record_id)
    raise_data_version(session)


def level_in_scope(session: WriteSession, scope: Scope, area_code: str) -> str | None:
    """Give the level of an area that lies inside a scope; None for any other."""
    return session.scalar(select(Area.level).where(Area.code == area_code, in_scope(scope, Area.code)))


def _kabupaten_of(session: WriteSession, scope: Scope, area_code: str) -> str:
    query = select(Area.kabupaten_code).where(Area.code == area_code, in_scope(scope, Area.code))
    kabupaten = session.scalar(query)
    if kabupaten is None:
        raise OutOfScopeError(area_code)
    return kabupaten


def _check_agency(session: WriteSession, row: Values) -> None:
    opd, kabupaten = row["opd_id"], row["kabupaten_code"]
    if opd is not None and not session.scalar(select(Opd.id).where(Opd.id == opd, Opd.kabupaten_code == kabupaten)):
        raise UnknownAgencyError(opd)


def _refuse_known(session: WriteSession, name: RecordName, row: Values, *, own: int | None) -> None:
    model, key = TABLES[FILE_KINDS[name]]
    table = cast("Table", model.__table__)
    same = [table.c[column].is_not_distinct_from(row[column]) for column in key]
    found = session.scalars(select(cast("type[RecordRow]", model).id).where(*same)).all()
    others = [number for number in found if number != own]
    if others:
        raise KnownRecordError(others[0])
