"""Taking an import back, in the browser and by `python -m ingest undo`: as if the file had never come."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from census.base.tree import AreaTree
from census.identifiers.code_book import CodeSystem
from census.settings import SettingsError, load_settings
from data_access.accounts.access_log import UNDONE, note
from data_access.loading.undoing import households_to_undo, undo_households
from data_access.reads.reads import read_all_areas
from data_access.start import open_database
from data_access.store.engine import BusyDatabaseError, Database, UnusableDatabaseError, WriteSession
from data_access.store.schema import raise_data_version
from data_access.writes.rollups import count_marked
from data_access.writes.undo import (
    TRIED_AGAIN,
    Delivery,
    UndoError,
    count_changes,
    keep_changes,
    kind_to_undo,
    mark_undone,
    roll_back,
)
from data_access.writes.writes import correct_import
from ingest.checks.checking import Checked, Context
from ingest.importing import CHECKS, in_order, write_checked
from ingest.readers.raw_table import UnreadableFile
from ingest.tables.keeping import unpacked_table
from presentation.findings.findings import DATABASE_BUSY
from presentation.language.messages import N_, NN_, Counted, Translator

_REFUSED = 2

UNDO_HELP = N_(
    "Take an import back as if its file had never come. Of most kinds, rejected rows of later files are tried again."
    " Submissions are taken back newest first, and not where a later file or another program touched their households."
)

TRIES_AGAIN = N_("All is as if the file had never come; rejected rows of later files are tried again.")
NEWEST_FIRST = N_(
    "All is as if the file had never come. Take the newest file of submissions back first:"
    " where a later file or another program touched its households, nothing is taken back."
)
"""What becomes of an import that is taken back, of kinds that are tried again and of submissions."""

REASONS: dict[str, str | Counted] = {
    "undo_unknown": N_("There is no import {n}."),
    "undo_done": N_("Import {n} has been taken back already."),
    "undo_other_kind": N_("Imports of this kind ({kind}) cannot be taken back. Send a corrected file instead."),
    "undo_not_kept": N_(
        "Import {n} came in before this version kept what an import changes. Send a corrected file instead."
    ),
    "undo_expired": N_(
        "Import {n} came in more than {days} days ago, or by an earlier version: what it replaced is not kept."
        " Send a corrected file instead."
    ),
    "undo_purged": N_("Rows of import {n} were removed for good since. What is left of it cannot be taken back."),
    "undo_changed": N_("A row of this import, or of a later one, was changed by hand since. Nothing was taken back."),
    "undo_touched": NN_(
        "{households} household of import {n} was changed since, by a later file or another program."
        " Nothing was taken back.",
        "{households} households of import {n} were changed since, by later files or other programs."
        " Nothing was taken back.",
        by="households",
    ),
    "undo_repeated": NN_(
        "Import {later}, which came later, also speaks of {households} household of import {n}."
        " Take that one back first. Nothing was taken back.",
        "Import {later}, which came later, also speaks of {households} households of import {n}."
        " Take that one back first. Nothing was taken back.",
        by="households",
    ),
    "undo_later": N_("Import {n}, which came later, would not be taken without this one. Nothing was taken back."),
}
"""Message by reason code of `UndoError`."""

_screen = Console(highlight=False, soft_wrap=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import brought: rows that it made, that it changed, and households that it took off the record."""

    kind: str
    made: int
    changed: int
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of an undo.

    Attributes
    ----------
    brought
        What was taken back.
    tried_again
        Number of each later import of the kind, and how many of its rows were taken before and are taken now.
    """

    brought: Brought
    tried_again: tuple[tuple[int, int, int], ...]


def what_it_brought(database: Database, import_id: int, *, now: datetime) -> Brought:
    """What an import brought, before it is taken back.

    Raises
    ------
    UndoError
        If it cannot be taken back.
    """
    with database.audit() as session:
        kind = kind_to_undo(session, import_id)
        if kind in TRIED_AGAIN:
            return Brought(kind, *count_changes(session, import_id))
        households = households_to_undo(session, import_id, now=now)
        return Brought(kind, households.made, households.changed, households.removed)


def undo_import(database: Database, import_id: int, *, account_id: int | None, now: datetime) -> Undone:
    """Take an import back in one transaction; what later files of its kind delivered is checked and written anew.

    Parameters
    ----------
    account_id, now
        Who asks and when (aware), for the access log, keyword-only.

    Raises
    ------
    UndoError
        If it cannot be; nothing has changed.
    """
    with database.write() as session:
        kind = kind_to_undo(session, import_id)
        if kind in TRIED_AGAIN:
            brought = Brought(kind, *count_changes(session, import_id))
            tried = tuple(_try_again(session, kind, delivery) for delivery in roll_back(session, import_id, now=now))
        else:
            households = undo_households(session, import_id, now=now)
            count_marked(session)
            mark_undone(session, import_id, now=now)
            brought, tried = Brought(kind, households.made, households.changed, households.removed), ()
        note(session, UNDONE, account_id, {"import": import_id, "file": kind}, now=now)
        raise_data_version(session)
    return Undone(brought, tried)


def _try_again(session: WriteSession, kind: str, delivery: Delivery) -> tuple[int, int, int]:
    table = unpacked_table(delivery.content)
    areas = read_all_areas(session)
    system = CodeSystem(delivery.code_system)
    context = Context(session, areas, AreaTree(areas), delivery.today, delivery.root_area, system)
    checked = Checked(table.rows, list(table.findings))
    try:
        CHECKS[kind](table, checked, context)
    except UnreadableFile:
        raise UndoError("undo_later", n=delivery.import_id) from None
    written = write_checked(session, kind, checked, delivery.import_id, created_at=delivery.imported_at)
    before = correct_import(
        session,
        delivery.import_id,
        accepted=written.changed,
        duplicates=written.unchanged + checked.duplicates,
        findings=in_order(checked.findings),
    )
    keep_changes(session, delivery.import_id, written.changes)
    return delivery.import_id, before, written.changed


Number = Annotated[int, typer.Argument(metavar="IMPORT_ID", help=N_("Number of the import, as Data masuk lists it"))]
Yes = Annotated[bool, typer.Option("--yes", help=N_("Do not ask"))]


def undo(import_id: Number, yes: Yes = False) -> None:
    """Take an import back, and say what it brought and what became of it."""
    try:
        settings = load_settings()
        text = Translator(settings.language).plain
        database = open_database(settings)
        try:
            brought = what_it_brought(database, import_id, now=datetime.now(UTC))
            _screen.print(brought_text(text, import_id, brought), markup=False)
            if not yes and not typer.confirm(text("Take it back?")):
                raise typer.Exit(_REFUSED)
            done = undo_import(database, import_id, account_id=None, now=datetime.now(UTC))
        finally:
            database.close()
    except BusyDatabaseError:
        _errors.print(Translator(load_settings().language)(DATABASE_BUSY))
        raise typer.Exit(_REFUSED) from None
    except UndoError as refusal:
        _errors.print(refusal_text(text, refusal), markup=False)
        raise typer.Exit(_REFUSED) from None
    except (SettingsError, UnusableDatabaseError) as error:
        _errors.print(str(error), markup=False)
        raise typer.Exit(_REFUSED) from None
    for line in undone_lines(text, import_id, done):
        _screen.print(line, markup=False)


def refusal_text(text: Translator, refusal: UndoError) -> str:
    """Why an import was not taken back."""
    message = REASONS[refusal.reason]
    if isinstance(message, Counted):
        return text.plural(message.one, message.many, int(refusal.values[message.by]), **refusal.values)
    return text(message, **refusal.values)


def promise_text(text: Translator, kind: str) -> str:
    """What becomes of an import of a kind that is taken back."""
    return text(TRIES_AGAIN if kind in TRIED_AGAIN else NEWEST_FIRST)


def brought_text(text: Translator, import_id: int, brought: Brought) -> str:
    """What an import brought, in a sentence."""
    parts = [
        text.plural("{n} row made", "{n} rows made", brought.made, n=brought.made),
        text.plural("{n} row changed", "{n} rows changed", brought.changed, n=brought.changed),
    ]
    if brought.removed:
        parts.append(
            text.plural(
                "{n} household taken off the record", "{n} households taken off the record", brought.removed,
                n=brought.removed,
            )
        )  # fmt: skip
    return text("Import {n} ({kind}): {parts}.", n=import_id, kind=brought.kind, parts=", ".join(parts))


def undone_lines(text: Translator, import_id: int, done: Undone) -> list[str]:
    """What became of an undo, in sentences."""
    return [
        text("Import {n} was taken back.", n=import_id),
        *(
            text(
                "Import {n} was tried again; rows taken before: {before}, now: {now}.", n=number, before=before, now=now
            )
            for number, before, now in done.tried_again
        ),
    ]
