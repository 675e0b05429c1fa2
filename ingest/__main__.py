"""Files in from the command line: `python -m ingest KIND FILE`, `python -m ingest describe KIND`."""

import glob
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Annotated
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from census.settings import SettingsError, load_settings
from data_access.schema import UnknownSchemaError
from data_access.start import open_database
from data_access.writes import is_empty
from ingest.boundaries import TOLERANCE_M, import_boundaries
from ingest.importing import Arrival, Outcome, import_table
from ingest.kinds import BOUNDARIES, KINDS
from ingest.raw_table import UnreadableFile
from ingest.templates import template_csv
from presentation.findings import finding_text, place_text
from presentation.messages import Translator

ALL_IN, SOME_REJECTED, REFUSED = 0, 1, 2

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Bring files into Kawal Sensus.")
screen = Console(stderr=False, highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

File = Annotated[Path, typer.Argument(help="CSV or XLSX file", exists=True, dir_okay=False, readable=True)]
IfEmpty = Annotated[bool, typer.Option("--if-empty", help="Do nothing where such rows are on record already")]


def _import(kind: str, file: Path, *, if_empty: bool, **options: str | float | None) -> None:
    try:
        settings = load_settings()
        database = open_database(settings)
    except (SettingsError, UnknownSchemaError) as error:
        errors.print(str(error))
        raise typer.Exit(REFUSED) from None
    text = Translator(settings.language)
    with database.read() as session:
        has_rows = not is_empty(session, kind)
    if if_empty and has_rows:
        screen.print(text("There are rows of this kind already; nothing was imported."))
        return
    now = datetime.now(UTC)
    name, content = _name_and_content(file)
    arrival = Arrival(kind, name, content, "command line", now, settings.current_day(now))
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    try:
        with Progress(*columns, console=errors, transient=True) as progress:
            progress.add_task(text("Importing {file}", file=file.name), total=None)
            if kind == BOUNDARIES:
                outcome = import_boundaries(database, arrival, **options)  # type: ignore[arg-type]
            else:
                outcome = import_table(database, arrival)
    except UnreadableFile as refusal:
        place = place_text(text, refusal.line, None)
        errors.print(f"{place}: {finding_text(text, refusal.reason, refusal.values)}", markup=False)
        errors.print(text("Nothing was imported."))
        raise typer.Exit(REFUSED) from None
    finally:
        database.close()
    _print_outcome(text, outcome)
    raise typer.Exit(SOME_REJECTED if outcome.rows_rejected else ALL_IN)


def _name_and_content(file: Path) -> tuple[str, bytes]:
    """Read a file; a Shapefile together with the files beside it, as the zip in which it can travel."""
    if file.suffix.lower() != ".shp":
        return file.name, file.read_bytes()
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for part in sorted(file.parent.glob(f"{glob.escape(file.stem)}.*")):
            # A fixed time stamp keeps the fingerprint of the same file the same.
            archive.writestr(ZipInfo(part.name), part.read_bytes(), ZIP_DEFLATED)
    return f"{file.stem}.zip", packed.getvalue()


def _print_outcome(text: Translator, outcome: Outcome) -> None:
    if outcome.is_repeat:
        screen.print(text("This file came in before, as import {n}; nothing has changed.", n=outcome.import_id))
    screen.print(
        text(
            "{file}: {read} rows read, {accepted} taken, {duplicate} known already, {rejected} rejected.",
            file=outcome.file_name,
            read=outcome.rows_read,
            accepted=outcome.rows_accepted,
            duplicate=outcome.rows_duplicate,
            rejected=outcome.rows_rejected,
        ),
        markup=False,
    )
    for found in outcome.findings:
        kind = text("warning") if found.is_warning else text("rejected")
        where = place_text(text, found.line, found.column)
        screen.print(f"  {kind}, {where}: {finding_text(text, found.reason, found.details)}", markup=False)


def _add_table_command(kind: str) -> None:
    def command(file: File, if_empty: IfEmpty = False) -> None:
        _import(kind, file, if_empty=if_empty)

    app.command(kind, help=f"Import {KINDS[kind].title}.")(command)


for _name in KINDS:
    _add_table_command(_name)


@app.command(BOUNDARIES)
def boundaries(
    file: Annotated[
        Path, typer.Argument(help="GeoJSON, GeoPackage, Shapefile (also zipped)", exists=True, dir_okay=False)
    ],
    code_column: Annotated[str | None, typer.Option(help="Column with the area codes; found if not told")] = None,
    tolerance: Annotated[float, typer.Option(help="Simplification in metres", min=0, max=1000)] = TOLERANCE_M,
    source: Annotated[str, typer.Option(help="Whose boundaries they are; shown with every map")] = "",
    licence: Annotated[str, typer.Option(help="How they may be used")] = "",
    if_empty: IfEmpty = False,
) -> None:
    """Import outlines of areas, generalised as a coverage."""
    options = {"code_column": code_column, "tolerance_m": tolerance, "source": source, "licence": licence}
    _import(BOUNDARIES, file, if_empty=if_empty, **options)


@app.command()
def describe(
    kind: Annotated[str, typer.Argument(help=f"One of: {', '.join(KINDS)}")],
    template: Annotated[bool, typer.Option("--template", help="Print an example file instead")] = False,
) -> None:
    """Print the columns of a kind of file, their types, their other headings and an example."""
    if kind not in KINDS:
        errors.print(f"{kind}: {', '.join(KINDS)}", markup=False)
        raise typer.Exit(REFUSED)
    columns = KINDS[kind].columns
    if template:
        sys.stdout.write(template_csv(kind))
        return
    text = Translator(load_settings().language)
    table = Table(title=f"{kind}: {text(KINDS[kind].title)}")
    for heading in (text("column"), text("needed"), text("holds"), text("example"), text("other headings")):
        table.add_column(heading)
    for column in columns:
        needed = text("yes") if column.is_required else text("no")
        table.add_row(column.name, needed, text(column.type_name), column.example, ", ".join(column.synonyms))
    screen.print(table)


if __name__ == "__main__":
    app(prog_name="python -m ingest")
