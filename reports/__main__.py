"""The numbers without a browser: `python -m reports progress`, `python -m reports forecast`, and more."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, NoReturn, TypeVar

import pandas as pd
import typer

from census.agenda_inputs import family_draws
from census.campaign import Campaign
from census.forecast_table import FORECAST_COLUMNS
from census.interviews import INTERVIEW_COLUMNS, Crew
from census.interviews import interviews as work_of_interviewers
from census.path import Path
from census.progress import View
from census.scope import Scope
from census.settings import Settings, SettingsError, load_settings
from census.vocabulary import OPD_LEVEL, MeaninglessError, Status, Unit
from data_access.campaign import read_campaign
from data_access.reads import read_boundaries
from data_access.rollups import settle
from data_access.schema import UnusableDatabaseError
from data_access.start import open_database
from geo.errors import BoundaryError
from geo.geojson import to_geojson
from geo.layers import layer_frame
from presentation.messages import Translator
from reports.effects import EffectLevel, effect_rows
from reports.interviews import interview_rows
from reports.priorities import PriorityLevel, Wanted, agenda_rows
from reports.tables import as_csv, as_json, plain_rows, progress_rows

REFUSED = 2

Choice = TypeVar("Choice", bound=StrEnum)


class Format(StrEnum):
    """How a table is written."""

    JSON = "json"
    CSV = "csv"


class GeoFormat(StrEnum):
    """How boundaries are written."""

    GEOJSON = "geojson"


app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Figures of Kawal Sensus as files."
)

AreaCode = Annotated[str | None, typer.Option(help="BPS code of the area; default the root area")]
AsOf = Annotated[str | None, typer.Option(help="Day (YYYY-MM-DD); default the newest complete day with data")]
Deadline = Annotated[str | None, typer.Option(help="Last day that counts (YYYY-MM-DD); default the target's")]


def _words(choices: type[StrEnum]) -> str:
    return "|".join(choices)


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what cannot be answered into one sentence and the exit code of a refusal."""
    try:
        yield
    except (MeaninglessError, SettingsError, UnusableDatabaseError) as error:
        _refuse(f"{str(error).rstrip('.')}.")
    except BoundaryError as error:
        _refuse(
            f"The boundaries on record do not fit together ({error.reason}): import all areas from one file, by"
            " python -m ingest boundaries FILE."
        )
    except typer.Exit:
        raise
    except Exception as error:
        # Messages of databases may repeat addresses and values.
        _refuse(f"The figures could not be read ({type(error).__name__}): check KAWAL_DATABASE_URL.")


def _refuse(sentence: str) -> NoReturn:
    sys.stderr.write(f"{sentence}\n")
    raise typer.Exit(REFUSED) from None


def _chosen(choices: type[Choice], word: str, option: str) -> Choice:
    if word not in list(choices):
        _refuse(f"{option} takes one of: {', '.join(choices)}.")
    return choices(word)


def _day(text: str | None, campaign: Campaign, today: date) -> date:
    return (campaign.newest_day(today) or today) if text is None else _date(text, "--as-of")


def _date(text: str, option: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        _refuse(f"{option} takes a day as YYYY-MM-DD.")


def _read(settings: Settings, *, boundaries: bool = False) -> tuple[Campaign, pd.DataFrame]:
    """Read all that the root area shows, and its outlines where they are wanted."""
    scope = Scope(settings.root_area)
    database = open_database(settings)
    try:
        settle(database)
        with database.read() as session:
            outlines = read_boundaries(session, scope) if boundaries else pd.DataFrame()
            return read_campaign(session, scope, protection=settings.protection), outlines
    finally:
        database.close()


def _check_area(campaign: Campaign, area: str) -> None:
    if area not in campaign.tree:
        _refuse("--area takes the code of an area on record in the root area (KAWAL_ROOT_AREA).")


def _check_area_and_level(campaign: Campaign, area: str, level: str, *more_levels: str) -> None:
    _check_area(campaign, area)
    levels = [*dict.fromkeys(campaign.tree.frame["level"]), *more_levels]
    if level not in levels:
        _refuse(f"--level takes one of: {', '.join(levels)}.")


def _write(text: str) -> None:
    # In bytes: a console's own encoding or line ends must not change a file.
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()


@app.command()
def progress(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(help="Level of the rows: kabupaten, kecamatan, desa, ... or opd")] = "kabupaten",
    as_of: AsOf = None,
    unit: Annotated[
        str | None, typer.Option(metavar=_words(Unit), help="Default: person, and staff at level opd")
    ] = None,
    status: Annotated[str, typer.Option(metavar=_words(Status))] = Status.RESPONDED,
    path: Annotated[str, typer.Option(metavar=_words(Path), help="Shape of the path to the target")] = Path.LINEAR,
    output: Annotated[str, typer.Option("--format", metavar=_words(Format))] = Format.JSON,
) -> None:
    """Print rate, gap, pace and band of areas or agencies on a day."""
    with _refusing():
        counted = _chosen(Unit, unit or (Unit.STAFF if level == OPD_LEVEL else Unit.PERSON), "--unit")
        seen = (_chosen(Status, status, "--status"), _chosen(Path, path, "--path"))
        form = _chosen(Format, output, "--format")
        settings = load_settings()
        campaign, _ = _read(settings)
        code = area or settings.root_area
        _check_area_and_level(campaign, code, level, OPD_LEVEL)
        day = _day(as_of, campaign, settings.current_day(datetime.now(UTC)))
        rows = progress_rows(campaign.progress(code, level, View(day, counted, *seen)))
        _write(as_json(rows) + "\n" if form is Format.JSON else as_csv(rows))


@app.command()
def forecast(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(help="Level of the rows: kabupaten, kecamatan, desa, ...")] = "kabupaten",
    as_of: AsOf = None,
    deadline: Deadline = None,
    unit: Annotated[str, typer.Option(metavar=f"{Unit.HOUSEHOLD}|{Unit.PERSON}")] = Unit.PERSON,
    status: Annotated[str, typer.Option(metavar=_words(Status))] = Status.RESPONDED,
    seed: Annotated[int, typer.Option(min=0, help="The same number gives the same draws")] = 0,
    output: Annotated[str, typer.Option("--format", metavar=_words(Format))] = Format.JSON,
) -> None:
    """Print where areas will stand at the deadline: median, 80 % interval and the chance of reaching the target."""
    with _refusing():
        seen = (_chosen(Unit, unit, "--unit"), _chosen(Status, status, "--status"))
        form = _chosen(Format, output, "--format")
        settings = load_settings()
        campaign, _ = _read(settings)
        code = area or settings.root_area
        _check_area_and_level(campaign, code, level)
        day = _day(as_of, campaign, settings.current_day(datetime.now(UTC)))
        last = None if deadline is None else _date(deadline, "--deadline")
        table = campaign.forecast(code, level, View(day, *seen), deadline=last, seed=seed)
        rows = plain_rows(table, FORECAST_COLUMNS)
        _write(as_json(rows) + "\n" if form is Format.JSON else as_csv(rows, FORECAST_COLUMNS))


@app.command()
def boundaries(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(help="Level of the outlines: kecamatan, desa, ...")] = "desa",
    output: Annotated[str, typer.Option("--format", metavar=_words(GeoFormat))] = GeoFormat.GEOJSON,
) -> None:
    """Print what the map draws: outlines with code and name."""
    with _refusing():
        _chosen(GeoFormat, output, "--format")
        settings = load_settings()
        campaign, stored = _read(settings, boundaries=True)
        code = area or settings.root_area
        _check_area_and_level(campaign, code, level)
        codes = campaign.tree.below(code, level)
        frame = layer_frame(stored, codes=codes, parent_of=campaign.tree.parent_of)
        if not len(frame):
            _refuse("There are no boundaries of this level on record: import them (python -m ingest boundaries FILE).")
        _write(to_geojson(frame, names={found: campaign.tree.name(found) for found in frame["code"]}) + "\n")


@app.command()
def effect(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(metavar=_words(EffectLevel), help="A row per kind of event, or per event")] = (
        EffectLevel.KIND
    ),
    as_of: AsOf = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the draws of who was visited when")] = 0,
    output: Annotated[str, typer.Option("--format", metavar=_words(Format))] = Format.JSON,
) -> None:
    """Print what outreach brought: by kind of event, or event by event."""
    with _refusing():
        rows_of, form = _chosen(EffectLevel, level, "--level"), _chosen(Format, output, "--format")
        settings = load_settings()
        campaign, stored = _read(settings, boundaries=True)
        code = area or settings.root_area
        _check_area(campaign, code)
        day = _day(as_of, campaign, settings.current_day(datetime.now(UTC)))
        rows, columns = effect_rows(campaign, code, day, boundaries=stored, level=rows_of, seed=seed)
        _write(as_json(rows) + "\n" if form is Format.JSON else as_csv(rows, columns))


@app.command()
def priorities(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(metavar=_words(PriorityLevel), help="A row per desa, or per team")] = (
        PriorityLevel.DESA
    ),
    as_of: AsOf = None,
    deadline: Deadline = None,
    teams: Annotated[int, typer.Option(min=1, help="Teams of the plan (--level team)")] = 5,
    cover_days: Annotated[int, typer.Option(min=1, help="Days in which the plan visits every kecamatan")] = 7,
    seed: Annotated[int, typer.Option(min=0, help="The same number gives the same draws")] = 0,
    output: Annotated[str, typer.Option("--format", metavar=_words(Format))] = Format.JSON,
) -> None:
    """Print where to push next and why, or who goes where on the next day."""
    with _refusing():
        rows_of, form = _chosen(PriorityLevel, level, "--level"), _chosen(Format, output, "--format")
        settings = load_settings()
        campaign, stored = _read(settings, boundaries=True)
        code = area or settings.root_area
        _check_area(campaign, code)
        day = _day(as_of, campaign, settings.current_day(datetime.now(UTC)))
        last = None if deadline is None else _date(deadline, "--deadline")
        wanted = Wanted(rows_of, teams, cover_days, last, seed)
        text = Translator(settings.language)
        rows, columns = agenda_rows(campaign, code, day, boundaries=stored, wanted=wanted, text=text)
        _write(as_json(rows) + "\n" if form is Format.JSON else as_csv(rows, columns))


@app.command()
def interviews(
    area: AreaCode = None,
    level: Annotated[str, typer.Option(help="Level of the parts: kecamatan, desa, ...")] = "desa",
    as_of: AsOf = None,
    deadline: Deadline = None,
    seed: Annotated[int, typer.Option(min=0, help="The same number gives the same draws")] = 0,
    output: Annotated[str, typer.Option("--format", metavar=_words(Format))] = Format.JSON,
) -> None:
    """Print the families left to be interviewed in an area and its parts, now and as forecast, with enumerators."""
    with _refusing():
        form = _chosen(Format, output, "--format")
        settings = load_settings()
        campaign, _ = _read(settings)
        code = area or settings.root_area
        _check_area_and_level(campaign, code, level)
        day = _day(as_of, campaign, settings.current_day(datetime.now(UTC)))
        last = None if deadline is None else _date(deadline, "--deadline")
        draws = family_draws(campaign, code, day, deadline=last, seed=seed)
        crew = Crew(settings.enumerators, settings.interview_days)
        rows = interview_rows(work_of_interviewers(campaign, code, level, day, crew=crew, forecast=draws))
        _write(as_json(rows) + "\n" if form is Format.JSON else as_csv(rows, INTERVIEW_COLUMNS))


if __name__ == "__main__":
    app(prog_name="python -m reports")
