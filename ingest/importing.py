"""One file in: read, checked, written in one transaction with its record, or refused whole."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from hashlib import sha256

from pydantic import SecretStr

from census.base.tree import AreaTree
from census.identifiers.code_book import CodeSystem
from data_access.accounts.access_log import IMPORTED, note
from data_access.loading.loading import load_rows
from data_access.loading.merging import Merged
from data_access.reads.reads import read_all_areas
from data_access.reads.submission_reads import SIMULATION
from data_access.store.engine import Database, WholeSession, WriteSession
from data_access.store.facts import fact
from data_access.store.schema import data_version, raise_data_version
from data_access.writes.former import forget_old, keep_import
from data_access.writes.purge import purged_until
from data_access.writes.record_writes import FILE_KINDS
from data_access.writes.rollups import count_marked
from data_access.writes.undo import TRIED_AGAIN, Delivery, keep_delivery
from data_access.writes.writes import (
    Finding,
    ImportRecord,
    Row,
    Written,
    earlier_import,
    new_import_id,
    record_import,
    write_rows,
)
from ingest.checks.check_areas import check_areas
from ingest.checks.check_opd_recap import check_opd_recap
from ingest.checks.check_recap import check_recap
from ingest.checks.check_records import check_records
from ingest.checks.check_submissions import (
    MOMENT_OF_STATUS,
    check_submissions,
    counted_before,
    key_column,
    moment_column,
)
from ingest.checks.check_tables import check_assignments, check_opd, check_register, check_targets
from ingest.checks.checking import Checked, Context
from ingest.kinds.kinds import KINDS
from ingest.kinds.privacy import harmless_file_name
from ingest.kinds.submission_cells import with_secret
from ingest.readers.raw_table import UnreadableFile
from ingest.tables.keeping import packed_table
from ingest.tables.layout import read_layout
from ingest.tables.parsing import ParsedRow, ParsedTable, parse_table
from presentation.language.messages import N_

Check = Callable[[ParsedTable, Checked, Context], None]

CHECKS: dict[str, Check] = {
    "areas": check_areas,
    "register": check_register,
    "opd": check_opd,
    "assignments": check_assignments,
    "targets": check_targets,
    "recap": check_recap,
    "opd-recap": check_opd_recap,
    "submissions": check_submissions,
    **{kind: partial(check_records, kind) for kind in FILE_KINDS.values()},
}
_KEEPS_IMPORT_ID = {"register", "recap", "opd-recap"}
_FIGURES = {"register", "recap", "opd-recap", "submissions", *FILE_KINDS.values()}
"""Kinds that a database of simulated rows does not take: nobody could tell real figures from simulated ones."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file at the door: what it is said to be, its name and content, who brings it and when.

    Attributes
    ----------
    kind
        A key of `ingest.kinds.kinds.KINDS`, or `boundaries`.
    file_name
        Kept without its folder and without numbers that could be somebody's.
    now
        Aware moment of arrival.
    today
        Day (WIB) that counts as today: nothing may speak of a later one.
    root_area
        Code of the area that this installation serves; None where nobody said.
    account_id
        Account that brings it, for the access log; None at the terminal, and where nobody needs to sign in.
    as_of
        Day of the figures of the whole file, where its sender told it beside the file (`DAY_COLUMNS`).
    household_secret
        Turns numbers of family cards into keys; without it a file that holds such numbers is refused.
    codes
        Whose area codes the file has, where somebody says so; else they are told by what is on record.
    digest
        Fingerprint of a file that is too large to be held as content.
    """

    kind: str
    file_name: str
    content: bytes
    imported_by: str
    now: datetime
    today: date
    root_area: str | None = None
    account_id: int | None = None
    as_of: date | None = None
    household_secret: SecretStr | None = field(default=None, repr=False)
    codes: CodeSystem = CodeSystem.AUTO
    digest: str | None = None

    def __post_init__(self) -> None:
        """Let no number of a person in by the file's name."""
        object.__setattr__(self, "file_name", harmless_file_name(self.file_name))

    @property
    def sha256(self) -> str:
        """Fingerprint of the content."""
        return self.digest or sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file.

    Attributes
    ----------
    rows_accepted, rows_duplicate, rows_rejected
        New or changed rows; rows that say what was known; rows set aside. They add up to `rows_read`.
    findings
        Every rejected row and every warning.
    import_id
        Number of the import record; of the earlier one where the very same file changes nothing.
    is_repeat
        True where the same file had come before and nothing changed.
    """

    kind: str
    file_name: str
    rows_read: int
    rows_accepted: int
    rows_duplicate: int
    findings: tuple[Finding, ...]
    import_id: int
    is_repeat: bool

    @property
    def rows_rejected(self) -> int:
        """Count the rows that were set aside."""
        return self.rows_read - self.rows_accepted - self.rows_duplicate


STEPS = (N_("reading the file"), N_("checking the rows"), N_("writing the rows"), N_("keeping the record"))
"""What an import does, in order, in words for a progress bar."""

Progress = Callable[[int], None]
"""Told the place in `STEPS` of each step as it begins."""


def say_nothing(step: int) -> None:
    """Take no notice of a step."""
    del step


def import_table(database: Database, arrival: Arrival, *, progress: Progress = say_nothing) -> Outcome:
    """Take in a table: all its good rows in one transaction with the import record, or nothing.

    The rows are checked before the transaction begins, so that nobody waits for it meanwhile; where something was
    written in between, they are checked once more within it.

    Parameters
    ----------
    database, arrival
        Where to, and what.
    progress
        Called as each of `STEPS` begins, keyword-only.

    Raises
    ------
    UnreadableFile
        If the file is refused whole; nothing of it has landed.
    """
    kind = with_secret(KINDS[arrival.kind], arrival.household_secret)
    progress(0)
    laid_out = read_layout(arrival.content, file_name=arrival.file_name, kind=kind, day=arrival.as_of)
    table = parse_table(laid_out, kind)
    if any(finding.reason == "secret_missing" for finding in table.findings):
        raise UnreadableFile("secret_missing")
    # As they were read: the checks put codes and days of their own into them.
    content = packed_table(table) if kind.name in TRIED_AGAIN else None
    progress(1)
    with database.audit() as reader:
        version = data_version(reader)
        checked = _checked(reader, arrival, table)
        if arrival.kind in _FIGURES and laid_out.is_simulated:
            raise UnreadableFile("simulated_file")
    with database.write() as session:
        if data_version(session) != version:
            table = parse_table(laid_out, kind)
            checked = _checked(session, arrival, table)
        progress(2)
        import_id = new_import_id(session)
        merged: Merged | None = None
        if kind.name == "submissions":
            merged = _load(session, table, checked, import_id)
            written = Written(merged.inserted + merged.removed, merged.updated, merged.unchanged)
        else:
            written = write_checked(session, kind.name, checked, import_id, created_at=arrival.now)
        progress(3)
        outcome = conclude(
            session,
            arrival,
            import_id=import_id,
            rows_read=table.rows_read,
            accepted=written.changed,
            duplicates=written.unchanged + checked.duplicates,
            findings=checked.findings,
        )
        if merged is not None:
            keep_for_undo(session, outcome, merged)
        if content is not None and not outcome.is_repeat:
            about = (import_id, arrival.now, arrival.today, arrival.codes.value, arrival.root_area, content)
            keep_delivery(session, Delivery(*about), written.changes)
        return outcome


def _checked(session: WholeSession, arrival: Arrival, table: ParsedTable) -> Checked:
    """Hold the rows of a table against each other and against the record; their values become those on record."""
    if arrival.kind in _FIGURES and fact(session, SIMULATION) is not None:
        raise UnreadableFile("simulated_database")
    areas = read_all_areas(session)
    context = Context(session, areas, AreaTree(areas), arrival.today, arrival.root_area, arrival.codes)
    checked = Checked(table.rows, list(table.findings))
    CHECKS[arrival.kind](table, checked, context)
    return checked


def write_checked(
    session: WriteSession, kind: str, checked: Checked, import_id: int, *, created_at: datetime
) -> Written:
    """Write the rows of a file that passed, each with what its kind keeps of the import."""
    extra: Row = {"import_id": import_id} if kind in _KEEPS_IMPORT_ID else {}
    if kind == "commitments":
        extra = {"created_at": created_at}
    return write_rows(session, kind, [{**row.values, **extra} for row in checked.rows])


def _load(session: WriteSession, table: ParsedTable, checked: Checked, import_id: int) -> Merged:
    until = purged_until(session)
    rows = [row.values | {"counted_before": counted_before(row, until)} for row in checked.rows]
    merged = load_rows(session, rows, import_id=import_id)
    count_marked(session)
    checked.findings.extend(findings_of(table, merged, lambda place: checked.rows[place], until))
    return merged


def keep_for_undo(session: WriteSession, outcome: Outcome, merged: Merged) -> None:
    """Keep what is needed to take an import of submissions back, in its transaction."""
    if not outcome.is_repeat:
        keep_import(
            session,
            outcome.import_id,
            inserted=merged.inserted,
            updated=merged.updated,
            removed=merged.removed,
            repeats=merged.repeats,
        )


def findings_of(
    table: ParsedTable, merged: Merged, row_at: Callable[[int], ParsedRow], until: date | None
) -> Iterator[Finding]:
    """What was found in rows of households where they met each other and those on record.

    Parameters
    ----------
    row_at
        The row of a line of `merged`; of a file that is not held in memory a row without values.
    until
        Day up to which rows have been removed for good.
    """
    key = key_column(table.headings)
    for line, other in merged.contradictions:
        yield table.rejection(row_at(line), key, "contradicts_line", other_line=row_at(other).place)
    for line in merged.outdated:
        yield table.rejection(row_at(line), key, "contradicts_record")
    for line, reason in merged.removed_before:
        column = moment_column(table.headings, row_at(line).values.get("status", "responded"))
        yield table.rejection(row_at(line), column, reason, day=str(until))
    if merged.lacking is not None:
        count, line, status = merged.lacking
        yield table.warning(row_at(line), MOMENT_OF_STATUS[status], "status_without_moment", rows=count)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order in which they are kept."""
    return tuple(sorted(findings, key=_order))


def _order(finding: Finding) -> tuple[bool, str, int]:
    """Order findings: what was rejected first, then by sheet and line; what is of the whole file leads the warnings."""
    return finding.is_warning, str(finding.details.get("sheet", "")), finding.line or 0


def conclude(
    session: WriteSession,
    arrival: Arrival,
    *,
    import_id: int,
    rows_read: int,
    accepted: int,
    duplicates: int,
    findings: list[Finding],
) -> Outcome:
    """Keep the import's record, note it and raise the data version; of a file that came before only what it changed.

    What older imports of submissions kept to be taken back goes, whatever kind of file came.
    """
    forget_old(session, now=arrival.now)
    ordered = in_order(findings)
    before = earlier_import(session, arrival.kind, arrival.sha256)
    is_repeat = before is not None and accepted == 0
    outcome = Outcome(
        arrival.kind,
        arrival.file_name,
        rows_read,
        accepted,
        duplicates,
        ordered,
        before if before is not None and is_repeat else import_id,
        is_repeat,
    )
    if not is_repeat:
        record = ImportRecord(
            kind=arrival.kind,
            file_name=arrival.file_name,
            sha256=arrival.sha256,
            rows_read=rows_read,
            rows_accepted=accepted,
            rows_duplicate=duplicates,
            rows_rejected=outcome.rows_rejected,
            imported_by=arrival.imported_by,
            imported_at=arrival.now,
        )
        record_import(session, import_id, record, ordered)
        note(session, IMPORTED, arrival.account_id, {"import": import_id, "file": arrival.kind}, now=arrival.now)
        raise_data_version(session)
    return outcome
