"""Holding the books against the rows from the command line: `python -m ingest verify`."""

from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.table import Table

from census.settings import SettingsError, load_settings
from data_access.audit.audit import Audit, audit, keep_result
from data_access.start import open_database
from data_access.store.engine import BusyDatabaseError, UnusableDatabaseError
from data_access.writes.rollups import settle
from presentation.findings.findings import DATABASE_BUSY
from presentation.language.messages import N_, Translator

VERIFY_HELP = N_(
    "Count everything anew from the rows and compare: rollups, imports, recaps. Exit code 1 where anything differs."
)

_DIFFERS, _REFUSED = 1, 2

_screen = Console(highlight=False, soft_wrap=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)


def verify() -> None:
    """Count everything anew from the rows and compare: rollups, imports, recaps. Exit code 1 where anything differs."""
    try:
        settings = load_settings()
        text = Translator(settings.language).plain
        database = open_database(settings)
        try:
            settle(database)
            result = audit(database)
            with database.write() as session:
                keep_result(session, result, now=datetime.now(UTC))
        finally:
            database.close()
    except BusyDatabaseError:
        _errors.print(Translator(load_settings().language)(DATABASE_BUSY))
        raise typer.Exit(_REFUSED) from None
    except (SettingsError, UnusableDatabaseError) as error:
        _errors.print(str(error), markup=False)
        raise typer.Exit(_REFUSED) from None
    _print(text, result)
    if result.differences:
        raise typer.Exit(_DIFFERS)


def _print(text: Translator, result: Audit) -> None:
    table = Table()
    for heading in (text("Book"), text("Compared"), text("Differences")):
        table.add_column(heading, justify="left" if heading == text("Book") else "right")
    for book in result.books:
        table.add_row(book.name, str(book.compared), str(book.differences))
    _screen.print(table)
    for book in result.books:
        for example in book.examples:
            place = f"  {book.name}, {example.place}"
            if not example.recorded:
                _screen.print(place, markup=False)
                continue
            numbers = text(
                "{recorded} on record, {counted} counted", recorded=example.recorded, counted=example.counted
            )
            _screen.print(f"{place}: {numbers}", markup=False)
    if result.waiting:
        _screen.print(
            text.plural(
                "{n} desa has rows that came in just now and are not counted yet; it was left out.",
                "{n} desa have rows that came in just now and are not counted yet; they were left out.",
                result.waiting,
                n=result.waiting,
            )
        )
    _screen.print(
        text.plural(
            "{rows} row of households counted anew: {result}.",
            "{rows} rows of households counted anew: {result}.",
            result.rows,
            rows=result.rows,
            result=_result(text, result.differences),
        )
    )


def _result(text: Translator, differences: int) -> str:
    if not differences:
        return text("no difference")
    return text.plural("{n} difference", "{n} differences", differences, n=differences)
