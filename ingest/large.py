"""A large file of submissions in: streamed, checked by column, staged, and made to count in one short transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import file_digest
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from census.base.tree import AreaTree
from data_access.loading.loading import merge_stage, staging
from data_access.reads.reads import read_all_areas, read_opd_ids
from data_access.reads.submission_reads import SIMULATION
from data_access.store.engine import BusyDatabaseError
from data_access.store.facts import fact
from data_access.store.schema import data_version
from data_access.writes.purge import purged_until
from data_access.writes.rollups import count_marked
from data_access.writes.writes import new_import_id
from ingest.bulk.columns import PartChecker
from ingest.bulk.source import CODES, GZIP, HEAD, PARQUET, REFUSAL, SHARE, read_head, read_rows
from ingest.checks.check_submissions import RowChecks
from ingest.checks.checking import Checked, Context, settle_given
from ingest.confined.feeding import feed
from ingest.confined.sandbox import ChildFailedError, OutOfMemoryError, OutOfTimeError
from ingest.importing import Arrival, Outcome, conclude, findings_of, keep_for_undo
from ingest.kinds.kinds import KINDS
from ingest.kinds.privacy import shown_heading
from ingest.kinds.submission_cells import with_secret
from ingest.readers.delimited import read_delimited
from ingest.readers.raw_table import Limits, RawFile, RawSheet, RawTable, UnreadableFile
from ingest.readers.spreadsheet import unpacked_file
from ingest.tables.headings import known_headings
from ingest.tables.layout import lay_out
from ingest.tables.parsing import ParsedRow, ParsedTable, RowReader, open_table, unused_columns

if TYPE_CHECKING:
    from pathlib import Path

    from data_access.loading.staging import Stage
    from data_access.store.engine import Database, WholeSession, WriteSession

KIND = "submissions"
MOST_BYTES = 20_000_000_000
"""Default of `--max-bytes`, of the file and of what it unpacks to."""

STREAMED_BYTES = 4_000_000
"""Files up to this size are read whole: with several sheets, totals, notes, and whatever a table may have."""

_IDLE_SECONDS = 60.0
_CPU_SECONDS_PER_MB = 2.0
_MEMORY_BYTES = 1_500_000_000
_ATTEMPTS = 3

RowsStaged = Callable[[int, float], None]
"""Called with the number of rows that have been staged, and the share of the file that has been read."""


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A file that is not read into memory: where it lies, and how much of it is read at most."""

    path: Path
    max_bytes: int = MOST_BYTES
    max_ratio: int = Limits().max_ratio

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    def request(self, **more: object) -> dict[str, object]:
        """What a child that reads it is told."""
        return {"size": self.size, "max_ratio": self.max_ratio, "max_unpacked_bytes": self.max_bytes, **more}

    def frames(self, func: Any, request: dict[str, object]) -> Iterator[tuple[bytes, bytes]]:  # noqa: ANN401
        """What a child makes of it; its refusals and its failures are refusals of the file."""
        seconds = 20 + _CPU_SECONDS_PER_MB * self.size / 1e6
        frames = feed(
            func,
            self.path,
            request,
            idle_seconds=_IDLE_SECONDS,
            cpu_seconds=seconds,
            memory_bytes=_MEMORY_BYTES,
        )
        try:
            for letter, content in frames:
                if letter == REFUSAL:
                    reason, line, values = json.loads(content)
                    raise UnreadableFile(reason, line=line, values=values)
                yield letter, content
        except OutOfTimeError:
            raise UnreadableFile("took_too_long", values={"seconds": f"{_IDLE_SECONDS:g}"}) from None
        except OutOfMemoryError:
            raise UnreadableFile("too_much_memory", values={"limit": _MEMORY_BYTES}) from None
        except ChildFailedError:
            raise UnreadableFile("damaged") from None


def is_streamed(file: LargeFile) -> bool:
    """Tell whether a file is read as a stream: a large one, and one that is packed."""
    with file.path.open("rb") as content:
        start = content.read(4)
    return file.size > STREAMED_BYTES or start.startswith(GZIP) or start == PARQUET


def import_large(database: Database, arrival: Arrival, file: LargeFile, *, progress: RowsStaged) -> Outcome:
    """Take in a file of submissions of any size: all its good rows at once with the import record, or nothing.

    Rows are staged without any lock on the database. What the checks depend on (areas, agencies, removed rows) is
    looked at again in the transaction in which they count; where it has changed meanwhile, the file is read anew.

    Parameters
    ----------
    arrival
        Who brings it and when; its content is empty.
    progress
        Told how many rows have been staged, keyword-only.

    Raises
    ------
    UnreadableFile
        If the file is refused whole; nothing of it has landed.
    BusyDatabaseError
        If areas or agencies change each time the file is read, or another program keeps writing.
    """
    if file.size > file.max_bytes:
        raise UnreadableFile("file_too_large", values={"size": file.size, "limit": file.max_bytes})
    if not file.size:
        raise UnreadableFile("file_empty")
    with file.path.open("rb") as content:
        arrival = replace(arrival, digest=file_digest(content, "sha256").hexdigest())
    table, request = _open(file, arrival)
    for _attempt in range(_ATTEMPTS):
        with staging(database) as stage:
            with database.audit() as session:
                ground = _Ground.of(session)
                context = Context(
                    session, ground.areas, AreaTree(ground.areas), arrival.today, arrival.root_area, arrival.codes
                )
                reading = _stage_rows(stage, file, table, request, context, arrival, ground, progress)
            with database.write(on=stage.connection) as session:
                if not _Ground.of(session).is_same(ground):
                    continue
                return _count(session, arrival, reading)
    raise BusyDatabaseError


@dataclass(frozen=True)
class _Ground:
    """What the checks of rows stand on."""

    version: int
    areas: Any
    agencies: frozenset[int]
    until: Any

    @classmethod
    def of(cls, session: WholeSession) -> _Ground:
        """Read it; a database of simulated rows takes no file."""
        if fact(session, SIMULATION) is not None:
            raise UnreadableFile("simulated_database")
        agencies = frozenset(read_opd_ids(session))
        return cls(data_version(session), read_all_areas(session), agencies, purged_until(session))

    def is_same(self, other: _Ground) -> bool:
        """Tell whether rows checked on one stand on the other."""
        if self.version == other.version:
            return True
        return self.agencies == other.agencies and self.until == other.until and self.areas.equals(other.areas)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What became of a file before its rows count."""

    parsed: ParsedTable
    checked: Checked
    until: Any


def _open(file: LargeFile, arrival: Arrival) -> tuple[RawTable, dict[str, object]]:
    """Find the table by the first lines of the file, and say how the rest is to be read."""
    kind = with_secret(KINDS[KIND], arrival.household_secret)
    head = next(content for letter, content in file.frames(read_head, file.request()) if letter == HEAD)
    about = json.loads(head)
    limits = Limits()
    if about["format"] == "xlsx":
        raw = unpacked_file(head)
    elif about["format"] == "csv":
        raw = read_delimited(about["text"].encode(), limits=limits, headings_in=partial(known_headings, kind))
    else:
        records = [(line, tuple(cells)) for line, cells in about["records"]]
        raw = RawFile(format="csv", sheets=[RawSheet(name=None, records=records)])
    table = lay_out(raw, kind, day=None, limits=limits)
    sheets = list(dict.fromkeys(row.sheet for row in table.rows)) or [table.sheet]
    if len(sheets) > 1:
        raise UnreadableFile("sheets_differ", values={"sheets": ", ".join(map(shown_heading, map(str, sheets)))})
    sheet = sheets[0] or raw.sheets[0].name
    first_line = table.rows[0].line if table.rows else table.header_line + 1
    request = file.request(
        encoding=about.get("encoding"),
        delimiter=raw.delimiter,
        first_line=first_line,
        width=len(table.header),
        sheet=sheet,
    )
    return table, request


def _stage_rows(
    stage: Stage,
    file: LargeFile,
    table: RawTable,
    request: dict[str, object],
    context: Context,
    arrival: Arrival,
    ground: _Ground,
    progress: RowsStaged,
) -> _Reading:
    kind = with_secret(KINDS[KIND], arrival.household_secret)
    reader, used = open_table(table, kind)
    parsed = ParsedTable([], reader.headings, [*table.notes, *unused_columns(table, kind, used)], 0)
    keys = sorted(reader.area_places)
    columns = sorted({*used, *keys})
    checker: PartChecker | None = None
    checks: RowChecks | None = None
    share = 0.0
    for letter, content in file.frames(read_rows, request | {"columns": columns, "keys": keys}):
        if letter == CODES:
            settled = settle_given(context, _given(reader, keys, json.loads(content)), table.header_line)
            checks = RowChecks(parsed, context, settled)
            checker = PartChecker(
                reader, checks, context, columns=columns, keys=keys, secret=arrival.household_secret, until=ground.until
            )
        elif letter == SHARE:
            share = float(content)
        elif checker is not None:
            with pa.ipc.open_stream(content) as stream:
                part = stream.read_all()
            part.validate(full=True)
            stage.add(*checker.check(part))
            progress(checker.tally.rows, share)
    if checker is None or checks is None:
        raise UnreadableFile("damaged")
    checked = Checked([], [*parsed.findings, *checker.tally.findings, *reader.remarks()])
    checks.translation.warn_of_outside(checked)
    return _Reading(replace(parsed, rows_read=checker.tally.rows), checked, ground.until)


def _given(reader: RowReader, keys: list[int], codes: list[list[str]]) -> Iterator[Any]:
    for texts in codes:
        cells = [""] * len(reader.table.header)
        for place, text in zip(keys, texts, strict=True):
            cells[place] = text
        given = reader.given_in(tuple(cells))
        if given is not None:
            yield given


def _count(session: WriteSession, arrival: Arrival, reading: _Reading) -> Outcome:
    import_id = new_import_id(session)
    merged = merge_stage(session, import_id=import_id)
    count_marked(session)
    findings = [
        *reading.checked.findings,
        *findings_of(reading.parsed, merged, lambda line: ParsedRow(line, {}), reading.until),
    ]
    outcome = conclude(
        session,
        arrival,
        import_id=import_id,
        rows_read=reading.parsed.rows_read,
        accepted=merged.changed,
        duplicates=merged.unchanged,
        findings=findings,
    )
    keep_for_undo(session, outcome, merged)
    return outcome
