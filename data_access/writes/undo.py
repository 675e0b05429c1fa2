"""Taking an import back: its changes in the opposite order, and what later files delivered, to be tried again."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import delete, func, insert, select, update

from data_access.models.models import IMPORT_REJECTIONS, IMPORTS
from data_access.models.undo_models import IMPORT_CHANGES, IMPORT_DELIVERIES
from data_access.store.engine import WholeSession, WriteSession
from data_access.writes.record_writes import FILE_KINDS
from data_access.writes.writes import TABLES, Change, Row

TRIED_AGAIN = frozenset({"recap", "opd-recap", "targets", *FILE_KINDS.values()})
"""Kinds of file that can be taken back, and of which later files are then tried again."""

UNDOABLE = TRIED_AGAIN | {"submissions"}
"""Kinds of file that can be taken back."""

_CHUNK = 2_000
_DAY, _MOMENT = "$day", "$moment"


class UndoError(ValueError):
    """An import that was not taken back, and why: a reason code and values for its message."""

    def __init__(self, reason: str, **values: int | str) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a file delivered, to be tried again.

    Attributes
    ----------
    import_id, imported_at
        Its import.
    today, code_system, root_area
        As they were when it came.
    content
        Its rows as they were read, packed by whoever reads them.
    """

    import_id: int
    imported_at: datetime
    today: date
    code_system: str
    root_area: str | None
    content: Any


def keep_delivery(session: WriteSession, delivery: Delivery, changes: Sequence[Change]) -> None:
    """Keep what an import delivered and changed, in its transaction and after its record."""
    session.execute(
        insert(IMPORT_DELIVERIES),
        {
            "import_id": delivery.import_id,
            "today": delivery.today,
            "code_system": delivery.code_system,
            "root_area": delivery.root_area,
            "content": zlib.compress(json.dumps(delivery.content, separators=(",", ":")).encode()),
        },
    )
    keep_changes(session, delivery.import_id, changes)


def keep_changes(session: WriteSession, import_id: int, changes: Sequence[Change]) -> None:
    """Keep which rows an import has made or changed."""
    for start in range(0, len(changes), _CHUNK):
        rows = [
            {"import_id": import_id, "before": _packed(change.before), "after": _packed(change.after)}
            for change in changes[start : start + _CHUNK]
        ]
        session.execute(insert(IMPORT_CHANGES), rows)


def kind_to_undo(session: WholeSession, import_id: int) -> str:
    """The kind of an import that can be taken back.

    Raises
    ------
    UndoError
        If there is no such import, it was taken back before, or what is needed to do so was not kept. Of submissions
        `data_access.loading.undoing` asks more.
    """
    record = session.execute(select(IMPORTS.c.kind, IMPORTS.c.undone_at).where(IMPORTS.c.id == import_id)).first()
    if record is None:
        raise UndoError("undo_unknown", n=import_id)
    if record.undone_at is not None:
        raise UndoError("undo_done", n=import_id)
    if record.kind not in UNDOABLE:
        raise UndoError("undo_other_kind", kind=record.kind)
    kind: str = record.kind
    if kind in TRIED_AGAIN:
        _following(session, kind, import_id)
    return kind


def count_changes(session: WholeSession, import_id: int) -> tuple[int, int]:
    """How many rows an import has made, and how many it has changed."""
    query = select(func.count(), func.count(IMPORT_CHANGES.c.before)).where(IMPORT_CHANGES.c.import_id == import_id)
    total, changed = session.execute(query).one()
    return total - changed, changed


def _following(session: WholeSession, kind: str, import_id: int) -> list[int]:
    """An import and those of its kind after it, that stand; all must have kept what they did."""
    query = (
        select(IMPORTS.c.id, IMPORT_DELIVERIES.c.import_id)
        .outerjoin(IMPORT_DELIVERIES, IMPORT_DELIVERIES.c.import_id == IMPORTS.c.id)
        .where(IMPORTS.c.kind == kind, IMPORTS.c.id >= import_id, IMPORTS.c.undone_at.is_(None))
        .order_by(IMPORTS.c.id)
    )
    numbers = []
    for number, kept in session.execute(query):
        if kept is None:
            raise UndoError("undo_not_kept", n=number)
        numbers.append(number)
    return numbers


def roll_back(session: WriteSession, import_id: int, *, now: datetime) -> list[Delivery]:
    """Put everything back to before an import of a kind, and mark it as undone.

    Returns
    -------
    list of Delivery
        What the files after it delivered, in the order in which they came: to be tried again by the caller, in the
        same transaction.

    Raises
    ------
    UndoError
        If it cannot be, or a row was changed by hand since; the transaction must then be rolled back.
    """
    kind = kind_to_undo(session, import_id)
    numbers = _following(session, kind, import_id)
    for number in reversed(numbers):
        changes = session.execute(
            select(IMPORT_CHANGES).where(IMPORT_CHANGES.c.import_id == number).order_by(IMPORT_CHANGES.c.id.desc())
        ).all()
        for change in changes:
            _put_back(session, kind, _unpacked(change.before), cast("Row", _unpacked(change.after)))
        session.execute(delete(IMPORT_CHANGES).where(IMPORT_CHANGES.c.import_id == number))
    mark_undone(session, import_id, now=now)
    deliveries = []
    query = (
        select(IMPORTS.c.imported_at, IMPORT_DELIVERIES)
        .join(IMPORT_DELIVERIES, IMPORT_DELIVERIES.c.import_id == IMPORTS.c.id)
        .where(IMPORTS.c.id.in_([number for number in numbers if number != import_id]))
        .order_by(IMPORTS.c.id)
    )
    for row in session.execute(query):
        content = json.loads(zlib.decompress(row.content))
        deliveries.append(Delivery(row.import_id, row.imported_at, row.today, row.code_system, row.root_area, content))
    session.execute(delete(IMPORT_DELIVERIES).where(IMPORT_DELIVERIES.c.import_id == import_id))
    for delivery in deliveries:
        session.execute(delete(IMPORT_REJECTIONS).where(IMPORT_REJECTIONS.c.import_id == delivery.import_id))
    return deliveries


def mark_undone(session: WriteSession, import_id: int, *, now: datetime) -> None:
    """Keep on an import's record that it was taken back: the same file is then taken again."""
    session.execute(update(IMPORTS).where(IMPORTS.c.id == import_id).values(undone_at=now))


def _put_back(session: WriteSession, kind: str, before: Row | None, after: Row) -> None:
    table, key = TABLES[kind]
    at = [table.c[name].is_not_distinct_from(after[name]) for name in key]
    row = session.execute(select(table).where(*at)).mappings().one_or_none()
    if row is None or any(row[name] != value for name, value in after.items()):
        raise UndoError("undo_changed", n=1)
    if before is None:
        session.execute(delete(table).where(*at))
    else:
        session.execute(update(table).where(*at).values(**before))


def _packed(row: Row | None) -> dict[str, Any] | None:
    return None if row is None else {name: pack(value) for name, value in row.items()}


def _unpacked(row: Mapping[str, Any] | None) -> Row | None:
    return None if row is None else {name: unpack(value) for name, value in row.items()}


def pack(value: Any) -> Any:  # noqa: ANN401  a value of any column
    """A value in the form in which JSON keeps it."""
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    return {_DAY: value.isoformat()} if isinstance(value, date) else value


def unpack(value: Any) -> Any:  # noqa: ANN401
    """A value as `pack` was given it."""
    if isinstance(value, dict) and len(value) == 1:
        ((kind, text),) = value.items()
        if kind == _MOMENT:
            return datetime.fromisoformat(text)
        if kind == _DAY:
            return date.fromisoformat(text)
    return value
