"""Files in from the command line: `python -m ingest KIND FILE`, `python -m ingest describe KIND`."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn, cast, get_args

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from census.identifiers.code_book import CodeSystem
from census.settings import SettingsError, load_settings
from data_access.reads.submission_reads import read_simulation
from data_access.start import REFERENCE, open_database
from data_access.store.engine import BusyDatabaseError, Database, UnusableDatabaseError
from data_access.writes.bulk import holds_figures
from data_access.writes.writes import is_empty
from ingest import importing
from ingest.boundaries.boundaries import MOST_BYTES, TOLERANCE_M, import_boundaries
from ingest.confined.confinement import warning_at_start
from ingest.demo import DEFAULT_UNTIL, DemoRefusedError, fill_with_demo, run_live
from ingest.importing import STEPS, Arrival, Outcome, import_table
from ingest.kinds.kinds import BOUNDARIES, BOUNDARIES_TITLE, DAY_COLUMNS, KINDS
from ingest.kinds.templates import template_csv
from ingest.large import MOST_BYTES as MOST_STREAMED_BYTES
from ingest.large import LargeFile, RowsStaged, import_large, is_streamed
from ingest.purging import PURGE_HELP, purge
from ingest.readers.files import name_and_content
from ingest.readers.raw_table import Limits, UnreadableFile
from ingest.undoing import UNDO_HELP, undo
from ingest.verifying import VERIFY_HELP, verify
from presentation.findings.findings import DATABASE_BUSY, finding_text, place_text
from presentation.language.command_help import TranslatedCommand, TranslatedGroup
from presentation.language.messages import N_, Translator
from simulation.plan import FIRST_DAY, Scenario

ALL_IN, SOME_REJECTED, REFUSED = 0, 1, 2

BOUNDARIES_ABOUT = N_(
    "Any official polygon file with area codes, or with names of areas; its lines are simplified on import."
)

# The traceback of a command repeats the local variables, and so cells of the file.
app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    cls=TranslatedGroup,
    help=N_("Bring files into Kawal Sensus."),
)
screen = Console(stderr=False, highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

File = Annotated[Path, typer.Argument(help=N_("CSV or XLSX file"), exists=True, dir_okay=False, readable=True)]
Codes = Annotated[
    CodeSystem, typer.Option(help=N_("Whose area codes the file has, where neither names nor other codes show it"))
]
IfEmpty = Annotated[bool, typer.Option("--if-empty", help=N_("Do nothing where such rows are on record already"))]

MaxBytes = Annotated[
    int, typer.Option(min=1, help=N_("Largest file that is read (bytes), and the most that a packed one may unpack to"))
]

AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help=N_("Day of the figures, where the file has no column of days")),
]


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what cannot be helped here into one sentence and the exit code of a refusal."""
    try:
        yield
    except BusyDatabaseError:
        _refuse(Translator(load_settings().language)(DATABASE_BUSY))
    except (DemoRefusedError, SettingsError, UnusableDatabaseError) as error:
        _refuse(str(error))
    except typer.Exit:
        raise
    except Exception as error:
        # Messages of databases and libraries may repeat the values of a row.
        _refuse(f"Nothing was imported: the file or the database could not be used ({type(error).__name__}).")


def _refuse(sentence: str) -> NoReturn:
    errors.print(sentence, markup=False)
    raise typer.Exit(REFUSED) from None


@contextmanager
def _steps(text: Translator, file_name: str) -> Iterator[importing.Progress]:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task(text("Importing {file}", file=file_name), total=len(STEPS))

        def begin(step: int) -> None:
            bar.update(task, completed=step, description=f"{file_name}: {text(STEPS[step])}")

        yield begin


def _warn_of_missing_guards() -> None:
    """Say at the start where this system cannot lock the process that reads files in."""
    if warning := warning_at_start():
        errors.print(warning, markup=False)


def _import(
    kind: str,
    file: Path,
    *,
    if_empty: bool,
    codes: CodeSystem = CodeSystem.AUTO,
    as_of: date | None = None,
    large: LargeFile | None = None,
    **options: object,
) -> None:
    _warn_of_missing_guards()
    with _refusing():
        settings = load_settings()
        text = Translator(settings.language).plain
        database = open_database(settings)
        try:
            if if_empty and _has_rows(database, kind):
                screen.print(text("There are rows of this kind already; nothing was imported."))
                return
            now = datetime.now(UTC)
            if large is not None:
                name, content = file.name, b""
            else:
                name, content = name_and_content(file, MOST_BYTES if kind == BOUNDARIES else Limits().max_bytes)
            arrival = Arrival(
                kind,
                name,
                content,
                "command line",
                now,
                settings.current_day(now),
                root_area=settings.root_area,
                as_of=as_of,
                household_secret=settings.household_secret,
                codes=codes,
            )
            if large is not None:
                with _rows_staged(text, name) as rows_staged:
                    outcome = import_large(database, arrival, large, progress=rows_staged)
            else:
                with _steps(text, name) as progress:
                    if kind == BOUNDARIES:
                        outcome = import_boundaries(database, arrival, progress=progress, **options)  # type: ignore[arg-type]
                    else:
                        outcome = import_table(database, arrival, progress=progress)
        except UnreadableFile as refusal:
            _say_refusal(text, refusal)
        finally:
            database.close()
    _print_outcome(text, outcome)
    raise typer.Exit(SOME_REJECTED if outcome.rows_rejected else ALL_IN)


def _has_rows(database: Database, kind: str) -> bool:
    with database.read() as session:
        return not is_empty(session, kind)


def _print_outcome(text: Translator, outcome: Outcome) -> None:
    if outcome.is_repeat:
        screen.print(text("This file came in before, as import {n}; nothing has changed.", n=outcome.import_id))
    screen.print(
        text.plural(
            "{file}: {read} row read, {accepted} taken, {duplicate} known already, {rejected} rejected.",
            "{file}: {read} rows read, {accepted} taken, {duplicate} known already, {rejected} rejected.",
            outcome.rows_read,
            file=outcome.file_name,
            read=outcome.rows_read,
            accepted=outcome.rows_accepted,
            duplicate=outcome.rows_duplicate,
            rejected=outcome.rows_rejected,
        ),
        markup=False,
    )
    for finding in outcome.findings:
        kind = text("warning") if finding.is_warning else text("rejected")
        where = place_text(text, finding.line, finding.column, finding.details.get("sheet"))
        screen.print(f"  {kind}, {where}: {finding_text(text, finding.reason, finding.details)}", markup=False)


@contextmanager
def _rows_staged(text: Translator, file_name: str) -> Iterator[RowsStaged]:
    """Show rows, rows a second and the time that is left while a large file is read."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[rows]}", markup=False),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task(text("Importing {file}", file=file_name), total=1.0, rows="")
        start = time.monotonic()

        def show(rows: int, share: float) -> None:
            speed = round(rows / max(time.monotonic() - start, 1e-3))
            bar.update(task, completed=share, rows=text("rows: {rows}, {speed} a second", rows=rows, speed=speed))

        yield show


def _import_submissions(file: Path, *, codes: CodeSystem, if_empty: bool, max_bytes: int) -> None:
    """Import a file of submissions: a large or packed one as a stream, a small one with all that tables may have."""
    large = LargeFile(file, max_bytes)
    _import("submissions", file, if_empty=if_empty, codes=codes, large=large if is_streamed(large) else None)


def _say_refusal(text: Translator, refusal: UnreadableFile) -> NoReturn:
    place = place_text(text, refusal.line, None)
    errors.print(f"{place}: {finding_text(text, refusal.reason, refusal.values)}", markup=False)
    _refuse(text("Nothing was imported."))


def _add_table_command(kind: str) -> None:
    def command_with_size(
        file: File, codes: Codes = CodeSystem.AUTO, if_empty: IfEmpty = False, max_bytes: MaxBytes = MOST_STREAMED_BYTES
    ) -> None:
        _import_submissions(file, codes=codes, if_empty=if_empty, max_bytes=max_bytes)

    def command(file: File, codes: Codes = CodeSystem.AUTO, if_empty: IfEmpty = False) -> None:
        _import(kind, file, if_empty=if_empty, codes=codes)

    def command_with_day(
        file: File, as_of: AsOf = None, codes: Codes = CodeSystem.AUTO, if_empty: IfEmpty = False
    ) -> None:
        _import(kind, file, if_empty=if_empty, codes=codes, as_of=as_of.date() if as_of else None)

    chosen = command_with_day if kind in DAY_COLUMNS else command_with_size if kind == "submissions" else command
    app.command(kind, cls=TranslatedCommand, help=KINDS[kind].title)(chosen)


for _name in KINDS:
    _add_table_command(_name)


@app.command(BOUNDARIES, cls=TranslatedCommand, help=BOUNDARIES_TITLE)
def boundaries(
    file: Annotated[
        Path, typer.Argument(help=N_("GeoJSON, GeoPackage, Shapefile (also zipped)"), exists=True, dir_okay=False)
    ],
    code_column: Annotated[
        str | None,
        typer.Option(
            help=N_("Column with area codes, a part of them, several joined by +, or names; else it is found")
        ),
    ] = None,
    tolerance: Annotated[float, typer.Option(help=N_("Simplification in metres"), min=0, max=1000)] = TOLERANCE_M,
    source: Annotated[str, typer.Option(help=N_("Whose boundaries they are; shown with every map"))] = "",
    licence: Annotated[str, typer.Option(help=N_("How they may be used"))] = "",
    valid_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help=N_("Day on which the boundaries are valid"))
    ] = None,
    codes: Codes = CodeSystem.AUTO,
    if_empty: IfEmpty = False,
) -> None:
    """Import outlines of areas, generalised as a coverage."""
    day: date | None = valid_on.date() if valid_on else None
    options: dict[str, Any] = {"code_column": code_column, "source": source, "licence": licence}
    _import(BOUNDARIES, file, if_empty=if_empty, codes=codes, valid_on=day, tolerance_m=tolerance, **options)


@app.command(cls=TranslatedCommand, help=N_("Fill a fresh database with a simulated campaign."))
def demo(
    scenario: Annotated[str, typer.Option(metavar="|".join(get_args(Scenario)))] = "window",
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=N_("Last day shown; default 2020-03-15, of published its end")),
    ] = None,
    seed: Annotated[int, typer.Option(help=N_("Start of the random numbers: same seed, same database"), min=0)] = 2020,
    live: Annotated[bool, typer.Option("--live", help=N_("Go on as time passes, until Ctrl+C"))] = False,
    if_empty: Annotated[bool, typer.Option("--if-empty", help=N_("Do nothing where figures are on record"))] = False,
) -> None:
    """Fill a fresh database with a simulated campaign."""
    _warn_of_missing_guards()
    with _refusing():
        if scenario not in get_args(Scenario):
            _refuse(f"--scenario takes one of: {', '.join(get_args(Scenario))}.")
        day = until.date() if until else DEFAULT_UNTIL[scenario]
        if day is not None and day < FIRST_DAY:
            _refuse(f"--until takes a day from {FIRST_DAY.isoformat()} on.")
        settings = load_settings()
        text = Translator(settings.language).plain
        if if_empty and not (REFERENCE / settings.root_area).is_dir():
            screen.print(text("There is no simulated campaign of this area; import its own files."))
            return
        database = open_database(settings)
        try:
            with database.read() as session:
                is_filled, is_demo = holds_figures(session), read_simulation(session) is not None
            if is_filled and (if_empty or (live and is_demo)):
                screen.print(text("There are figures on record already; nothing was simulated."))
            else:
                filled = fill_with_demo(database, scenario=cast("Scenario", scenario), until=day, seed=seed)
                screen.print(
                    text.plural(
                        "SIMULASI: {n} submission of a simulated campaign is on record.",
                        "SIMULASI: {n} submissions of a simulated campaign are on record.",
                        filled,
                        n=filled,
                    )
                )
            if live and (is_demo or not is_filled):
                _go_on(database, text)
        finally:
            database.close()


def _go_on(database: Database, text: Translator) -> None:
    for changed in run_live(database):
        screen.print(
            text.plural(
                "SIMULASI: {n} submission came in or changed.",
                "SIMULASI: {n} submissions came in or changed.",
                changed,
                n=changed,
            )
        )


app.command(cls=TranslatedCommand, help=PURGE_HELP)(purge)
app.command(cls=TranslatedCommand, help=VERIFY_HELP)(verify)
app.command(cls=TranslatedCommand, help=UNDO_HELP)(undo)


@app.command(
    cls=TranslatedCommand,
    help=N_("Print the columns of a kind of file, their types, their other headings and an example."),
)
def describe(
    kind: Annotated[str, typer.Argument(metavar=f"KIND: {' | '.join((*KINDS, BOUNDARIES))}")],
    template: Annotated[bool, typer.Option("--template", help=N_("Print an example file instead"))] = False,
) -> None:
    """Print the columns of a kind of file, their types, their other headings and an example."""
    with _refusing():
        text = Translator(load_settings().language).plain
        if kind == BOUNDARIES and not template:
            screen.print(f"{kind}: {text(BOUNDARIES_TITLE)}\n{text(BOUNDARIES_ABOUT)}", markup=False)
        elif kind not in KINDS:
            _refuse(text("There is no such kind of table. Kinds: {kinds}.", kinds=", ".join(KINDS)))
        elif template:
            sys.stdout.write(template_csv(kind, text.language))
        else:
            screen.print(_columns(kind, text))


def _columns(kind: str, text: Translator) -> Table:
    table = Table(title=f"{kind}: {text(KINDS[kind].title)}")
    for heading in (text("column"), text("needed"), text("holds"), text("example"), text("other headings")):
        table.add_column(heading, overflow="fold")
    for column in KINDS[kind].columns:
        needed = text("yes") if column.is_required else text("no")
        table.add_row(column.name, needed, text(column.type_name), column.example, ", ".join(column.synonyms))
    return table
