"""The whole database from the command line: `python -m data_access backup FILE`, `restore FILE`."""

import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, BinaryIO, NoReturn

import typer
from rich.console import Console

from census.settings import Settings, SettingsError, load_settings
from data_access.backup.archive import BackupError, Manifest
from data_access.backup.backing_up import back_up, write_backup
from data_access.backup.purge_record import last_purge
from data_access.backup.restoring import restore as restore_from
from data_access.store.engine import UnusableDatabaseError, connect
from presentation.language.command_help import TranslatedCommand, TranslatedGroup
from presentation.language.formats import Formats
from presentation.language.messages import N_, Translator

_REFUSED = 2
_STREAM = "-"
BACKUP_HELP = N_("Copy the whole database into a file, while it is being used; - writes to the standard output.")
RESTORE_HELP = N_("Put a backup into the empty database of KAWAL_DATABASE_URL; - reads from the standard input.")

REASONS = {
    "file_exists": N_("{about} is there already. Name another file; a backup never overwrites one."),
    "in_memory": N_("A database in memory cannot be copied."),
    "no_tables": N_("There is nothing to copy: the database has no tables of Kawal Sensus."),
    "not_ours": N_("This is no backup of Kawal Sensus."),
    "cut_off": N_("The backup is not whole: it was cut off. Nothing was restored; take another copy of it."),
    "altered": N_("The backup was altered or damaged: {about} is not what was written. Nothing was restored."),
    "other_key": N_(
        "The backup was made with another KAWAL_HOUSEHOLD_SECRET, by which rows are tied to families. Nothing was"
        " restored; set the one that it was made with."
    ),
    "newer_format": N_("A newer version of Kawal Sensus made the backup: install that version. Nothing was restored."),
    "other_kind": N_(
        "The backup is of another kind of database ({about}) than KAWAL_DATABASE_URL names. Nothing was restored."
    ),
    "not_empty": N_("The database is not empty; nothing was restored. Name an empty one in KAWAL_DATABASE_URL."),
    "damaged": N_("The database in the backup is damaged. Nothing was restored; take an older backup."),
    "miscounted": N_("Not all rows of {about} came back as they were copied. Nothing was restored."),
    "no_purge_record": N_(
        "{about}, in which removals of rows are written down, is not here: bring it from the other computer, or say"
        " --purged-until or --nothing-purged. Nothing was restored."
    ),
    "purge_record_damaged": N_("{about}, in which removals of rows are written down, cannot be read."),
}
"""Why a backup was not made or not used, and what to do, by the names that `BackupError` has."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    cls=TranslatedGroup,
    help=N_("Copy the whole database, and put a copy back."),
)
_screen = Console(highlight=False, soft_wrap=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)

File = Annotated[str, typer.Argument(help=N_("File of the backup, or - for a stream"))]
PurgedUntil = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help=N_("Last day (WIB) of the rows that were removed since the backup")),
]
NothingPurged = Annotated[bool, typer.Option("--nothing-purged", help=N_("No rows were removed since the backup"))]


@app.command(cls=TranslatedCommand, help=BACKUP_HELP)
def backup(file: File) -> None:
    """Copy the whole database into a file, while it is being used; - writes to the standard output."""
    settings = _settings()
    text, now = Translator(settings.language).plain, datetime.now(UTC)
    try:
        database = connect(settings.database_url)
        try:
            if file == _STREAM:
                made = write_backup(database, sys.stdout.buffer, secret=_secret(settings), now=now)
            else:
                made = back_up(database, Path(file), secret=_secret(settings), now=now)
        finally:
            database.close()
    except (BackupError, UnusableDatabaseError, OSError) as error:
        _refuse(text, error)
    # The standard output may be the file.
    _errors.print(text("Copied: {rows}.", rows=_rows(text, made)), markup=False)


@app.command(cls=TranslatedCommand, help=RESTORE_HELP)
def restore(file: File, purged_until: PurgedUntil = None, nothing_purged: NothingPurged = False) -> None:
    """Put a backup into the empty database of KAWAL_DATABASE_URL; - reads from the standard input."""
    settings = _settings()
    text, now = Translator(settings.language).plain, datetime.now(UTC)
    try:
        until = _removed_until(settings, purged_until, nothing_purged, now)
        with _opened(file) as stream:
            made = restore_from(settings.database_url, stream, secret=_secret(settings), removed_until=until, now=now)
    except (BackupError, UnusableDatabaseError, OSError) as error:
        _refuse(text, error)
    moment = Formats(text).moment(datetime.fromisoformat(made.made_at))
    _screen.print(
        text("Restored: {rows}, as of {moment}. Everybody must sign in again.", rows=_rows(text, made), moment=moment),
        markup=False,
    )
    if until is not None:
        message = text("Rows of households last changed up to {day} were removed again.", day=until.isoformat())
        _screen.print(message, markup=False)


def _rows(text: Translator, made: Manifest) -> str:
    n = sum(made.rows.values())
    return text.plural("{n} row", "{n} rows", n, n=Formats(text).count(n))


def _removed_until(settings: Settings, named: datetime | None, nothing_purged: bool, now: datetime) -> date | None:
    """The last day of rows that must not come back: as named, as written down, and as the setting has it."""
    try:
        written = last_purge(settings.purge_record)
    except ValueError:
        raise BackupError("purge_record_damaged", str(settings.purge_record)) from None
    if written is None and named is None and not nothing_purged:
        raise BackupError("no_purge_record", str(settings.purge_record))
    by_setting = (
        settings.current_day(now) - timedelta(days=settings.keep_rows_days) if settings.keep_rows_days else None
    )
    days = [day for day in (named and named.date(), written, by_setting) if day is not None]
    return max(days, default=None)


def _opened(file: str) -> BinaryIO:
    if file != _STREAM:
        return Path(file).open("rb")
    # What is read twice must lie somewhere: first all of it is compared, then it is used.
    kept = tempfile.TemporaryFile()
    shutil.copyfileobj(sys.stdin.buffer, kept)
    kept.seek(0)
    return kept


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        _errors.print(str(error), markup=False)
        raise typer.Exit(_REFUSED) from None


def _secret(settings: Settings) -> str | None:
    return None if settings.household_secret is None else settings.household_secret.get_secret_value()


def _refuse(text: Translator, error: Exception) -> NoReturn:
    message = text(REASONS[error.reason], about=error.about) if isinstance(error, BackupError) else text(str(error))
    _errors.print(message, markup=False)
    raise typer.Exit(_REFUSED) from None
