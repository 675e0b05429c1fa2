"""What is entered by hand: records added, changed and taken out, within the writer's scope, each in one transaction."""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import delete, insert, select, update

from census.access.scope import Scope
from census.outreach.records import RecordName
from data_access.models.models import AREAS, OPD
from data_access.reads.record_reads import RECORDS
from data_access.store.engine import WriteSession
from data_access.store.frames import within
from data_access.store.schema import raise_data_version
from data_access.writes.writes import TABLES

Values = Mapping[str, Any]

FILE_KINDS: dict[RecordName, str] = {
    "events": "outreach",
    "commitments": "commitments",
    "blockers": "blockers",
    "requests": "requests",
}
"""Kind of file by which records of a name come in (`data_access.writes.writes.TABLES`)."""


class OutOfScopeError(PermissionError):
    """The area is unknown or lies outside what the writer may record for."""


class ForeignAgencyError(OutOfScopeError):
    """The writer may record in this area for other agencies only."""


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
        What the writer may record for (`Scope.may_record`).
    name
        Kind of the record.
    values
        All columns of the kind but `id` and `kabupaten_code` (`census.outreach.records.RECORD_COLUMNS`).

    Raises
    ------
    OutOfScopeError, ForeignAgencyError, UnknownAgencyError
        If area or agency cannot be.
    KnownRecordError
        If a record of that key is there: it is to be changed instead.
    """
    table, _ = RECORDS[name]
    row = {**values, "kabupaten_code": _kabupaten_of(session, scope, values["area_code"], values["opd_id"])}
    _check_agency(session, row)
    _refuse_known(session, name, row, record_id=None)
    number = session.scalar(insert(table).values(**row).returning(table.c.id))
    raise_data_version(session)
    return cast("int", number)


def stored_record(session: WriteSession, scope: Scope, name: RecordName, record_id: int) -> dict[str, Any]:
    """Read all columns of one record as they stand in the transaction.

    Raises
    ------
    UnknownRecordError
        If the record is not there, or not the writer's to change.
    """
    table, _ = RECORDS[name]
    row = (
        session.execute(select(table).where(table.c.id == record_id, within(scope, table.c.area_code)))
        .mappings()
        .first()
    )
    if row is None or not _may_record(session, scope, row["area_code"], row["opd_id"]):
        raise UnknownRecordError(record_id)
    return dict(row)


def change_record(session: WriteSession, scope: Scope, name: RecordName, record_id: int, changes: Values) -> None:
    """Change some columns of one record and raise the data version; what is not named stays as others left it.

    Raises
    ------
    UnknownRecordError
        If the record is not there, or not the writer's to change.
    OutOfScopeError, ForeignAgencyError, UnknownAgencyError, KnownRecordError
        As for `add_record`.
    """
    row = {**stored_record(session, scope, name, record_id), **changes}
    kabupaten = _kabupaten_of(session, scope, row["area_code"], row["opd_id"])
    row["kabupaten_code"] = kabupaten
    _check_agency(session, row)
    _refuse_known(session, name, row, record_id=record_id)
    table, _ = RECORDS[name]
    session.execute(update(table).where(table.c.id == record_id).values(**changes, kabupaten_code=kabupaten))
    raise_data_version(session)


def delete_record(session: WriteSession, scope: Scope, name: RecordName, record_id: int) -> None:
    """Take one record out and raise the data version.

    Raises
    ------
    UnknownRecordError
        If the record is not there, or not the writer's to change.
    """
    table, _ = RECORDS[name]
    stored_record(session, scope, name, record_id)
    session.execute(delete(table).where(table.c.id == record_id))
    raise_data_version(session)


def level_in_scope(session: WriteSession, scope: Scope, area_code: str) -> str | None:
    """The level of an area that lies within the scope's area; None for any other."""
    return session.scalar(select(AREAS.c.level).where(AREAS.c.code == area_code, within(scope, AREAS.c.code)))


def _chain_of(session: WriteSession, scope: Scope, area_code: str) -> tuple[str, ...]:
    """An area and those above it, up to the scope's; nothing for an area outside."""
    chain: list[str] = []
    here: str | None = area_code
    while here is not None and here not in chain:
        chain.append(here)
        if here == scope.area_code:
            return tuple(chain)
        here = session.scalar(select(AREAS.c.parent_code).where(AREAS.c.code == here))
    return ()


def _may_record(session: WriteSession, scope: Scope, area_code: str, opd_id: int | None) -> bool:
    level = level_in_scope(session, scope, area_code)
    return level is not None and scope.may_record(level, _chain_of(session, scope, area_code), opd_id)


def _kabupaten_of(session: WriteSession, scope: Scope, area_code: str, opd_id: int | None) -> str:
    """The kabupaten of an area for which the writer may record.

    Raises
    ------
    OutOfScopeError, ForeignAgencyError
        If the writer may not.
    """
    query = select(AREAS.c.kabupaten_code).where(AREAS.c.code == area_code, within(scope, AREAS.c.code))
    kabupaten = session.scalar(query)
    if kabupaten is None:
        raise OutOfScopeError(area_code)
    if not _may_record(session, scope, area_code, opd_id):
        agencies = scope.records_of or ()
        is_for_others = any(_may_record(session, scope, area_code, number) for number in agencies)
        raise ForeignAgencyError(area_code) if is_for_others else OutOfScopeError(area_code)
    return kabupaten


def _check_agency(session: WriteSession, row: Values) -> None:
    opd, kabupaten = row["opd_id"], row["kabupaten_code"]
    if opd is not None and not session.scalar(
        select(OPD.c.id).where(OPD.c.id == opd, OPD.c.kabupaten_code == kabupaten)
    ):
        raise UnknownAgencyError(opd)


def _refuse_known(session: WriteSession, name: RecordName, row: Values, *, record_id: int | None) -> None:
    table, key = TABLES[FILE_KINDS[name]]
    same = [table.c[column].is_not_distinct_from(row[column]) for column in key]
    numbers = session.scalars(select(table.c.id).where(*same)).all()
    others = [number for number in numbers if number != record_id]
    if others:
        raise KnownRecordError(others[0])
