"""What is on record against what its rows say: rollups, imports, recaps, and the file itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Table, and_, exists, func, or_, select
from sqlalchemy import text as sql

from data_access.audit.recount import BOOKS, count_rows, kabupaten_on_record, recounted, stored
from data_access.models.models import AREA_RECAPS, AREAS, IMPORT_REJECTIONS, IMPORTS, REGISTERS
from data_access.models.submission_models import OPD_RECAPS, ROLLUP_MARKS, SUBMISSIONS
from data_access.store.engine import AuditSession, Database, ReadSession, WriteSession
from data_access.store.facts import fact, set_fact
from data_access.store.frames import CodeColumn, Rows, frame

VERIFIED = "verified"
"""Name of the fact that says when the books were last held against the rows, and with what result."""

MOST_NAMED = 20
"""Differences of one book that are named; all are counted."""

_AREA_COUNTS = ("households_responded", "persons_responded", "households_clean", "persons_clean")
_STAFF_COUNTS = ("staff_responded", "staff_clean")
_TIED: tuple[tuple[Table, str | None], ...] = (
    (SUBMISSIONS, "submissions"),
    (AREA_RECAPS, "recap"),
    (OPD_RECAPS, "opd-recap"),
    (REGISTERS, "register"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the books and the rows disagree.

    Attributes
    ----------
    place
        Codes, days and numbers of imports: what the place is called in the book. Never a household's key.
    recorded, counted
        What the book says, and what was counted.
    """

    place: str
    recorded: str
    counted: str


@dataclass(frozen=True, slots=True)
class Book:
    """What became of one comparison.

    Attributes
    ----------
    name
        Name of the table, or of the rule.
    compared
        Entries that were compared.
    differences
        How many of them disagree.
    examples
        The first of them.
    """

    name: str
    compared: int
    differences: int
    examples: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """All comparisons of one moment.

    Attributes
    ----------
    rows
        Rows of households that were counted.
    waiting
        Desa whose rows had changed and were not yet counted: no fault, and left out of the comparison.
    """

    rows: int
    waiting: int
    books: tuple[Book, ...]

    @property
    def differences(self) -> int:
        """How many entries disagree in all."""
        return sum(book.differences for book in self.books)


@dataclass(frozen=True, slots=True)
class LastAudit:
    """When the books were last held against the rows (UTC), how many rows were counted, how many entries disagreed."""

    at: datetime
    rows: int
    differences: int


def audit(database: Database) -> Audit:
    """Compare everything that is counted with its rows, as of one moment; writes nothing.

    Of a file that SQLite itself calls damaged nothing else is looked at.
    """
    with database.audit() as session:
        file = list(_file(session))
        if any(book.differences for book in file):
            # What is read from a damaged file is no count.
            return Audit(0, 0, tuple(file))
        waiting = frame(session, select(ROLLUP_MARKS.c.kabupaten_code, ROLLUP_MARKS.c.desa_code).distinct())
        pending = set(waiting.itertuples(index=False, name=None))
        books = [
            *_rollups(session, pending),
            *_imports(session),
            _falls(session, AREA_RECAPS, "area_code", _AREA_COUNTS),
            _falls(session, OPD_RECAPS, "opd_id", _STAFF_COUNTS),
            _homes(session),
            _twice(session),
            *file,
        ]
        return Audit(count_rows(session), len(pending), tuple(books))


def keep_result(session: WriteSession, result: Audit, *, now: datetime) -> None:
    """Keep when the books were held against the rows, and whether they agreed."""
    about = {"at": now.isoformat(), "rows": result.rows, "differences": result.differences}
    set_fact(session, VERIFIED, json.dumps(about))


def last_audit(session: ReadSession | WriteSession) -> LastAudit | None:
    """The newest result that was kept, or None."""
    kept = fact(session, VERIFIED)
    if kept is None:
        return None
    about = json.loads(kept)
    return LastAudit(datetime.fromisoformat(about["at"]), about["rows"], about["differences"])


def _rollups(session: AuditSession, pending: set[tuple[Any, ...]]) -> Iterator[Book]:
    kabupaten = kabupaten_on_record(session)
    for rollup, _left, keys, counts in BOOKS:
        compared = differences = 0
        examples: list[Difference] = []
        for code in kabupaten:
            both = recounted(session, rollup, code).merge(
                stored(session, rollup, code), on=list(keys), how="outer", suffixes=("", "_stored"), indicator=True
            )
            both = both[np.array([(code, area) not in pending for area in both["area_code"]], dtype=bool)]
            values = both[[*counts, *(f"{name}_stored" for name in counts)]].fillna(0).astype("int64")
            differs = (both["_merge"] != "both").to_numpy()
            for name in counts:
                differs = differs | (values[name] != values[f"{name}_stored"]).to_numpy()
            compared, differences = compared + len(both), differences + int(differs.sum())
            for at in both.index[differs][: MOST_NAMED - len(examples)]:
                place = " ".join(str(both.at[at, key]) for key in keys)
                recorded = ", ".join(str(values.at[at, f"{name}_stored"]) for name in counts)
                examples.append(Difference(place, recorded, ", ".join(str(values.at[at, name]) for name in counts)))
        yield Book(rollup.name, compared, differences, tuple(examples))


def _imports(session: AuditSession) -> Iterator[Book]:
    total = session.scalar(select(func.count()).select_from(IMPORTS)) or 0
    sums = IMPORTS.c.rows_accepted + IMPORTS.c.rows_duplicate + IMPORTS.c.rows_rejected
    query = select(IMPORTS.c.id, IMPORTS.c.rows_read, sums).where(
        or_(
            IMPORTS.c.rows_read != sums,
            IMPORTS.c.rows_accepted < 0,
            IMPORTS.c.rows_duplicate < 0,
            IMPORTS.c.rows_rejected < 0,
        )
    )
    yield _book(session, "imports: rows", total, query)
    kept = (
        select(func.count())
        .select_from(IMPORT_REJECTIONS)
        .where(IMPORT_REJECTIONS.c.import_id == IMPORTS.c.id, IMPORT_REJECTIONS.c.is_warning.is_(False))
        .scalar_subquery()
    )
    yield _book(
        session,
        "imports: rejected",
        total,
        select(IMPORTS.c.id, IMPORTS.c.rows_rejected, kept).where(IMPORTS.c.rows_rejected != kept),
    )
    for table, kind in _TIED:
        tie: Any = table.c.import_id
        by_import = select(tie.label("id"), func.count().label("n")).where(tie.is_not(None)).group_by(tie).subquery()
        accepted = func.coalesce(IMPORTS.c.rows_accepted, 0)
        query = (
            select(by_import.c.id, accepted, by_import.c.n)
            .outerjoin(IMPORTS, and_(IMPORTS.c.id == by_import.c.id, IMPORTS.c.kind == kind))
            .where(by_import.c.n > accepted)
            .order_by(by_import.c.id)
        )
        count = session.scalar(select(func.count()).select_from(by_import)) or 0
        yield _book(session, f"imports: {kind}", count, query)


def _book(session: AuditSession, name: str, compared: int, query: Rows) -> Book:
    """A book of the rows that a query finds: place, what is on record, what was counted."""
    differences = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    examples = [Difference(*map(str, row)) for row in session.execute(query.limit(MOST_NAMED))] if differences else []
    return Book(name, compared, differences, tuple(examples))


def _falls(session: AuditSession, table: Table, key: str, counts: tuple[str, ...]) -> Book:
    """Cumulative counts that fall in what speaks for each day."""
    columns = [table.c[name] for name in (key, "as_of", *counts)]
    arrival = func.coalesce(table.c.import_id, 0)
    rows = frame(session, select(*columns, arrival.label("arrival"), table.c.source), counts=counts)
    rows = rows.sort_values(["arrival", "source"], ignore_index=True)
    # What came in last speaks for a day, measure by measure: `last` passes over what was not delivered.
    days = rows.groupby([key, "as_of"], as_index=False)[list(counts)].last().sort_values([key, "as_of"])
    examples: list[Difference] = []
    differences = 0
    for name in counts:
        highest = days.groupby(key)[name].cummax()
        before = highest.groupby(days[key]).ffill().groupby(days[key]).shift()
        falls = days[(days[name] < before).fillna(False)]
        differences += len(falls)
        for at in falls.index[: MOST_NAMED - len(examples)]:
            place = " ".join((*map(str, (days.at[at, key], days.at[at, "as_of"])), name))
            examples.append(Difference(place, str(days.at[at, name]), f">= {before.at[at]!s}"))
    return Book(table.name, len(rows), differences, tuple(examples))


def _homes(session: AuditSession) -> Book:
    """Rows that are kept under another kabupaten than the one their area lies in."""

    def wrong(table: Table, code: CodeColumn) -> Rows:
        return (
            select(code, table.c.kabupaten_code, AREAS.c.kabupaten_code)
            .join(AREAS, AREAS.c.code == code)
            .where(AREAS.c.kabupaten_code != table.c.kabupaten_code)
            .distinct()
        )

    tables = (
        (SUBMISSIONS, SUBMISSIONS.c.desa_code),
        (AREA_RECAPS, AREA_RECAPS.c.area_code),
        (REGISTERS, REGISTERS.c.area_code),
    )
    books = [_book(session, "", 0, wrong(table, code)) for table, code in tables]
    compared = sum(session.scalar(select(func.count()).select_from(table)) or 0 for table, _code in tables)
    examples = tuple(example for book in books for example in book.examples)
    return Book("kabupaten_code", compared, sum(book.differences for book in books), examples)


def _twice(session: AuditSession) -> Book:
    """Households that are on record in two kabupaten, told by where they are and never by their key."""
    keys = select(SUBMISSIONS.c.household_key).group_by(SUBMISSIONS.c.household_key).having(func.count() > 1).subquery()
    total = session.scalar(select(func.count()).select_from(keys)) or 0
    if not total:
        return Book("households twice", count_rows(session), 0)
    query = (
        select(SUBMISSIONS.c.kabupaten_code, func.count())
        .where(exists().where(keys.c.household_key == SUBMISSIONS.c.household_key))
        .group_by(SUBMISSIONS.c.kabupaten_code)
        .order_by(SUBMISSIONS.c.kabupaten_code)
    )
    examples = tuple(Difference(code, str(number), "0") for code, number in session.execute(query.limit(MOST_NAMED)))
    return Book("households twice", count_rows(session), total, examples)


def _file(session: AuditSession) -> Iterator[Book]:
    """What SQLite itself says of its file: pages, indexes, and rows whose parent is not there."""
    if session.connection.dialect.name != "sqlite":
        return
    for name, pragma in (("file", f"quick_check({MOST_NAMED})"), ("references", "foreign_key_check")):
        rows = [row for row in session.execute(sql(f"PRAGMA {pragma}")) if row[0] != "ok"]
        examples = tuple(Difference(str(row[0])[:120], "", "") for row in rows[:MOST_NAMED])
        yield Book(f"SQLite: {name}", 1, len(rows), examples)
