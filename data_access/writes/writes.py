"""What can be written: whole batches, compared with what is there, in the caller's one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Table, bindparam, func, insert, select, update

from data_access.models.models import (
    AREA_BOUNDARIES,
    AREA_RECAPS,
    AREAS,
    IMPORT_REJECTIONS,
    IMPORTS,
    OPD,
    OPD_ASSIGNMENTS,
    REGISTERS,
    TARGETS,
)
from data_access.models.record_models import ASSISTANCE_REQUESTS, BLOCKERS, COMMITMENTS
from data_access.models.submission_models import OPD_RECAPS, OUTREACH_EVENTS, SUBMISSIONS
from data_access.store.engine import ReadSession, WholeSession, WriteSession

Row = Mapping[str, Any]
Item = TypeVar("Item")
_CHUNK = 2_000

TABLES: dict[str, tuple[Table, tuple[str, ...]]] = {
    "areas": (AREAS, ("code",)),
    "boundaries": (AREA_BOUNDARIES, ("kabupaten_code", "area_code")),
    "register": (REGISTERS, ("kabupaten_code", "area_code", "version")),
    "opd": (OPD, ("id",)),
    "assignments": (OPD_ASSIGNMENTS, ("kabupaten_code", "opd_id", "desa_code", "starts_on")),
    "targets": (TARGETS, ("scope_kind", "scope_code", "unit", "status", "decided_on")),
    "recap": (AREA_RECAPS, ("kabupaten_code", "source", "area_code", "as_of")),
    "opd-recap": (OPD_RECAPS, ("kabupaten_code", "source", "opd_id", "as_of")),
    "submissions": (SUBMISSIONS, ("kabupaten_code", "household_key")),
    "outreach": (OUTREACH_EVENTS, ("kabupaten_code", "area_code", "opd_id", "held_on", "kind")),
    "commitments": (COMMITMENTS, ("kabupaten_code", "area_code", "opd_id", "starts_on")),
    "blockers": (BLOCKERS, ("kabupaten_code", "area_code", "opd_id", "reported_on", "kind")),
    "requests": (ASSISTANCE_REQUESTS, ("kabupaten_code", "area_code", "opd_id", "requested_on")),
}
"""Table and natural key of each kind of file."""

_NOT_COMPARED = {"import_id", "created_at"}
_SET_ONCE = {"created_at"}
_KEEPS_KNOWN = {"recap", "opd-recap", "outreach", "commitments", "blockers", "requests"}
"""Kinds of which a missing value says nothing: what an earlier file delivered, or somebody entered, stays."""
_MAY_BE_NULL = {(table, "opd_id") for table in (OUTREACH_EVENTS, COMMITMENTS, BLOCKERS, ASSISTANCE_REQUESTS)}
"""Columns of natural keys that hold null; rows are looked up without them."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that was made or changed: what it was, None where it was not there, and what it became."""

    before: Row | None
    after: Row


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows of a batch were new, changed what was there, or said what was there already; and what changed."""

    inserted: int
    updated: int
    unchanged: int
    changes: tuple["Change", ...] = field(default=(), compare=False)

    @property
    def changed(self) -> int:
        """Rows that made a difference."""
        return self.inserted + self.updated


def write_rows(session: WriteSession, kind: str, rows: Sequence[Row]) -> Written:
    """Insert new rows, update those that differ, leave the rest: the same batch twice changes nothing.

    Parameters
    ----------
    session
        The import's transaction.
    kind
        A key of `TABLES`.
    rows
        All columns but an automatic `id`; of two rows with one key the later wins.
    """
    table, key = TABLES[kind]
    wanted = {tuple(row[name] for name in key): row for row in rows}
    solid = [place for place, name in enumerate(key) if (table, name) not in _MAY_BE_NULL]
    present = _present(session, table, key, solid, wanted)
    new, changed = [], []
    for values, row in wanted.items():
        if values not in present:
            new.append(dict(row))
            continue
        if kind in _KEEPS_KNOWN:
            row = {name: value for name, value in row.items() if value is not None}
        if any(row[name] != present[values][name] for name in row if name not in _NOT_COMPARED):
            changed.append((values, row))
    for chunk in _chunks(new):
        session.execute(insert(table), chunk)
    _update(session, table, key, changed)
    changes = [Change(None, row) for row in new]
    for values, row in changed:
        before = {name: value for name, value in present[values].items() if name != "id"}
        after = before | {name: value for name, value in row.items() if name not in _SET_ONCE}
        changes.append(Change(before, after))
    return Written(len(new), len(changed), len(rows) - len(new) - len(changed), tuple(changes))


def _present(
    session: WriteSession, table: Table, key: tuple[str, ...], solid: list[int], wanted: Iterable[tuple[Any, ...]]
) -> dict[tuple[Any, ...], Row]:
    columns = [table.c[key[place]] for place in solid]
    rows: dict[tuple[Any, ...], Row] = {}
    asked = {tuple(values[place] for place in solid) for values in wanted}
    # Keys side by side differ in few columns, so that each column has a short list of its own: a list of whole keys
    # neither database looks up in its index. SQLite allows 32,766 variables a statement: a chunk stays below it.
    for chunk in _chunks(sorted(asked)):
        lists = [sorted(set(values)) for values in zip(*chunk, strict=True)]
        conditions = [column.in_(values) for column, values in zip(columns, lists, strict=True)]
        for row in session.execute(select(table).where(*conditions)).mappings():
            if tuple(row[column.name] for column in columns) in asked:
                rows[tuple(row[name] for name in key)] = dict(row)
    return rows


def _update(
    session: WriteSession,
    table: Table,
    key: tuple[str, ...],
    changed: Sequence[tuple[tuple[Any, ...], Row]],
) -> None:
    """Write what differs; rows that change the same columns go in one statement prepared once."""
    batches: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for values, row in changed:
        kept = {name: value for name, value in row.items() if name not in _SET_ONCE}
        # A part of a key that is null is looked for in another way than one that has a value.
        nulls = tuple(place for place, value in enumerate(values) if value is None)
        at = {f"key_{place}": value for place, value in enumerate(values) if value is not None}
        batches.setdefault((tuple(kept), nulls), []).append({f"new_{name}": kept[name] for name in kept} | at)
    for (names, nulls), rows in batches.items():
        conditions = [
            table.c[name].is_(None) if place in nulls else table.c[name] == bindparam(f"key_{place}")
            for place, name in enumerate(key)
        ]
        statement = update(table).where(*conditions).values({name: bindparam(f"new_{name}") for name in names})
        session.execute(statement, rows)


def _chunks(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found wrong in a file, told by a reason code and values that are safe to show.

    Attributes
    ----------
    line
        Line of the file (row of the sheet), from 1; None for the file as a whole.
    column
        Heading as the file has it; None for the row as a whole.
    reason
        Code of the message (`presentation.findings.findings`).
    details
        Values for the message; never a personal value.
    is_warning
        True where the row was taken all the same.
    """

    line: int | None
    column: str | None
    reason: str
    details: dict[str, Any]
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One file that came in: what it was, how many rows it had and what became of them."""

    kind: str
    file_name: str
    sha256: str
    rows_read: int
    rows_accepted: int
    rows_duplicate: int
    rows_rejected: int
    imported_by: str
    imported_at: datetime


def new_import_id(session: WriteSession) -> int:
    """The number that the next import record will carry; safe, since writers come one after another."""
    return (session.scalar(select(func.max(IMPORTS.c.id))) or 0) + 1


def earlier_import(session: WriteSession, kind: str, sha256: str) -> int | None:
    """Find the newest import of the very same file as the same kind."""
    is_same = (IMPORTS.c.kind == kind, IMPORTS.c.sha256 == sha256, IMPORTS.c.undone_at.is_(None))
    return session.scalar(select(func.max(IMPORTS.c.id)).where(*is_same))


def record_import(session: WriteSession, import_id: int, record: ImportRecord, findings: Sequence[Finding]) -> None:
    """Keep what came in and all that was found."""
    session.execute(insert(IMPORTS), {"id": import_id, **asdict(record)})
    for chunk in _chunks([{"import_id": import_id, **asdict(finding)} for finding in findings]):
        session.execute(insert(IMPORT_REJECTIONS), chunk)


def correct_import(
    session: WriteSession, import_id: int, *, accepted: int, duplicates: int, findings: Sequence[Finding]
) -> int:
    """Keep anew what became of the rows of an import whose findings were taken out; give how many were taken before."""
    read, before = session.execute(
        select(IMPORTS.c.rows_read, IMPORTS.c.rows_accepted).where(IMPORTS.c.id == import_id)
    ).one()
    counts = {"rows_accepted": accepted, "rows_duplicate": duplicates, "rows_rejected": read - accepted - duplicates}
    session.execute(update(IMPORTS).where(IMPORTS.c.id == import_id).values(**counts))
    for chunk in _chunks([{"import_id": import_id, **asdict(finding)} for finding in findings]):
        session.execute(insert(IMPORT_REJECTIONS), chunk)
    return int(before)


def is_empty(session: ReadSession | WholeSession, kind: str) -> bool:
    """Tell whether no row of a kind is on record."""
    table, _ = TABLES[kind]
    return session.execute(select(table).limit(1)).first() is None
