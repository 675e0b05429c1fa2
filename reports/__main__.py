"""The numbers without a browser: `python -m reports progress`, `python -m reports boundaries`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

import typer

from census.campaign import Campaign, UnknownAreaError
from census.path import Path
from census.progress import View
from census.scope import Scope
from census.settings import SettingsError, load_settings
from census.vocabulary import MeaninglessError, Status, Unit
from data_access.campaign import read_campaign
from data_access.reads import read_boundaries
from data_access.schema import UnknownSchemaError
from data_access.start import open_database
from geo.geojson import to_geojson
from geo.layers import layer_frame
from reports.tables import as_csv, as_json, progress_rows

REFUSED = 2


class Format(StrEnum):
    """How a table is written."""

    JSON = "json"
    CSV = "csv"


class GeoFormat(StrEnum):
    """How boundaries are written."""

    GEOJSON = "geojson"


app = typer.Typer(add_completion=False, no_args_is_help=True, help="Figures of Kawal Sensus as files.")

Area = Annotated[str | None, typer.Option(help="BPS code of the area; default the root area")]
Level = Annotated[str, typer.Option(help="Level of the rows: kabupaten, kecamatan, desa, ... or opd")]
AsOf = Annotated[str | None, typer.Option(help="Day (YYYY-MM-DD); default the newest complete day with data")]


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except UnknownAreaError as error:
        _refuse(f"Area {error} is not on record below the root area (KAWAL_ROOT_AREA).")
    except (MeaninglessError, SettingsError, UnknownSchemaError) as error:
        _refuse(str(error))


def _refuse(reason: str) -> None:
    sys.stderr.write(f"{reason}\n")
    raise typer.Exit(REFUSED)


def _day(text: str | None, campaign: Campaign, today: date) -> date:
    if text is None:
        return campaign.newest_day(today) or today
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse("--as-of takes a day as YYYY-MM-DD.")
        raise


def _check_level(campaign: Campaign, level: str, area: str) -> None:
    if level == "opd":
        return
    levels = sorted(set(campaign.tree.frame["level"]))
    if area in campaign.tree and level not in levels:
        _refuse(f"There is no level {level}. Levels on record: {', '.join(levels)}, opd.")


@app.command()
def progress(
    area: Area = None,
    level: Level = "kabupaten",
    as_of: AsOf = None,
    unit: Annotated[Unit | None, typer.Option(help="Default: person, and staff at level opd")] = None,
    status: Annotated[Status, typer.Option()] = Status.RESPONDED,
    path: Annotated[Path, typer.Option(help="Shape of the path to the target")] = Path.LINEAR,
    output: Annotated[Format, typer.Option("--format")] = Format.JSON,
) -> None:
    """Rate, gap, pace and band of areas or agencies on a day."""
    with _refusing():
        settings = load_settings()
        database = open_database(settings)
        with database.read() as session:
            campaign = read_campaign(session, Scope(settings.root_area))
        code = area or settings.root_area
        day = _day(as_of, campaign, settings.current_day(datetime.now(UTC)))
        _check_level(campaign, level, code)
        counted = unit or (Unit.STAFF if level == "opd" else Unit.PERSON)
        rows = progress_rows(campaign.progress(code, level, View(day, counted, status, path)))
        database.close()
    sys.stdout.write(as_json(rows) + "\n" if output is Format.JSON else as_csv(rows))


@app.command()
def boundaries(
    area: Area = None,
    level: Level = "desa",
    output: Annotated[GeoFormat, typer.Option("--format")] = GeoFormat.GEOJSON,
) -> None:
    """What the map draws: outlines with code and name."""
    del output
    with _refusing():
        settings = load_settings()
        database = open_database(settings)
        scope = Scope(settings.root_area)
        with database.read() as session:
            campaign = read_campaign(session, scope)
            stored = read_boundaries(session, scope)
        database.close()
        code = area or settings.root_area
        if code not in campaign.tree:
            raise UnknownAreaError(code)
        _check_level(campaign, level, code)
        codes = campaign.tree.below(code, level)
        frame = layer_frame(stored, codes=codes, parent_of=campaign.tree.parent_of)
    if not len(frame):
        _refuse(f"There are no boundaries of level {level} for area {code}. Import them: python -m ingest boundaries FILE.")
    names = {found: campaign.tree.name(found) for found in frame["code"]}
    sys.stdout.write(to_geojson(frame, names=names) + "\n")


if __name__ == "__main__":
    app(prog_name="python -m reports")
