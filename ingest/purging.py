"""Removing rows of households from the command line: `python -m ingest purge`."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console

from census.settings import Settings, SettingsError, load_settings
from data_access.backup.purge_record import writing_down
from data_access.start import open_database
from data_access.store.engine import BusyDatabaseError, UnusableDatabaseError
from data_access.writes.purge import PurgeError, purge_rows
from presentation.findings.findings import DATABASE_BUSY
from presentation.language.messages import N_, Translator

_REFUSED = 2

_screen = Console(highlight=False, soft_wrap=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)

PURGE_HELP = N_("Remove rows of households that were last changed up to a day, for good; all counts stay.")

Until = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help=N_("Last day (WIB); default by KAWAL_KEEP_ROWS_DAYS"))
]
Yes = Annotated[bool, typer.Option("--yes", help=N_("Do not ask"))]


def purge(until: Until = None, yes: Yes = False) -> None:
    """Remove rows of households that were last changed up to a day, for good; all counts stay."""
    now = datetime.now(UTC)
    try:
        settings = load_settings()
        text = Translator(settings.language).plain
        day = _last_day(settings, until, text, now)
        if not yes and not typer.confirm(
            text("Remove all rows of households last changed up to {day}? This cannot be undone.", day=day.isoformat())
        ):
            raise PurgeError(text("Nothing was removed."))
        database = open_database(settings)
        try:
            with writing_down(settings.purge_record, day, now=now):
                done = purge_rows(database, day, now=now)
        except OSError as error:
            raise PurgeError(
                text(
                    "Removals of rows cannot be written down in {file} ({reason}): make it writable, or set"
                    " KAWAL_PURGE_RECORD.",
                    file=settings.purge_record,
                    reason=error.strerror,
                )
            ) from None
        finally:
            database.close()
    except BusyDatabaseError:
        _errors.print(Translator(load_settings().language)(DATABASE_BUSY))
        raise typer.Exit(_REFUSED) from None
    except (SettingsError, UnusableDatabaseError, PurgeError) as error:
        _errors.print(str(error), markup=False)
        raise typer.Exit(_REFUSED) from None
    message = text(
        "{removed}, {left}; all counts stay.",
        removed=text.plural(
            "{n} row of households was removed", "{n} rows of households were removed", done.rows, n=done.rows
        ),
        left=text.plural("{n} is left", "{n} are left", done.left, n=done.left),
    )
    _screen.print(message)


def _last_day(settings: Settings, until: datetime | None, text: Translator, now: datetime) -> date:
    today = settings.current_day(now)
    if until is not None:
        day = until.date()
    elif settings.keep_rows_days is not None:
        day = today - timedelta(days=settings.keep_rows_days)
    else:
        raise PurgeError(text("Say up to which day, by --until or KAWAL_KEEP_ROWS_DAYS."))
    if day >= today:
        raise PurgeError(text("Rows of today and of days to come stay."))
    return day
