"""What the commands of this room share: options, refusals in one sentence, and how files are written."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from typing import Annotated, NoReturn, TypeVar

import typer

from census.base.vocabulary import OPD_LEVEL, MeaninglessError, Status, Unit
from census.campaign.campaign import Campaign
from census.figures.progress import PROGRESS_COLUMNS
from census.settings import Settings, SettingsError
from data_access.store.engine import UnusableDatabaseError
from geo.errors import BoundaryError
from reports.tables.tables import Row, as_csv, as_json

REFUSED = 2

Choice = TypeVar("Choice", bound=StrEnum)


class Format(StrEnum):
    """How a table is written."""

    JSON = "json"
    CSV = "csv"


class GeoFormat(StrEnum):
    """How boundaries are written."""

    GEOJSON = "geojson"


class EffectLevel(StrEnum):
    """What a row of effects is about."""

    KIND = "kind"
    EVENT = "event"


class PriorityLevel(StrEnum):
    """What a row of priorities is about: a desa, or a team of the plan of a day."""

    DESA = "desa"
    TEAM = "team"


def words(choices: type[StrEnum]) -> str:
    """Write the choices of an option as its help shows them."""
    return "|".join(choices)


RoleWord = Annotated[
    str | None,
    typer.Option(
        "--role",
        metavar="regent|operator|camat:CODE|opd:ID",
        help="Whose figures; default those that every role may see: totals. Of desa a camat has those of the kecamatan"
        " CODE, the head of agency ID those it serves. Small groups are hidden from all of them.",
    ),
]
Recount = Annotated[
    bool, typer.Option("--recount", help="Figures of small groups too, as they were counted; with --role operator only")
]
AreaCode = Annotated[str | None, typer.Option(help="BPS code of the area; default the root area")]
AsOf = Annotated[str | None, typer.Option(help="Day (YYYY-MM-DD); default the newest complete day with data")]
Deadline = Annotated[str | None, typer.Option(help="Last day that counts (YYYY-MM-DD); default the target's")]
LanguageCode = Annotated[str | None, typer.Option("--language", metavar="id|en", help="Default: KAWAL_LANGUAGE")]
Output = Annotated[str, typer.Option("--format", metavar=words(Format))]
Seed = Annotated[
    int, typer.Option(min=0, help="The same number gives the same draws; other than 0 for regent and operator")
]


UsualStatus = Annotated[
    str | None, typer.Option(metavar=words(Status), help="Default: responded, or clean where only clean was delivered")
]


def words_of(
    campaign: Campaign, area: str, level: str, as_of: date, *, unit: str | None, status: str | None
) -> tuple[Unit, Status]:
    """Read unit and status; by default those in which a page of the area begins."""
    aims = campaign.aims
    usual = aims.usual_words_of_agencies(area, as_of) if level == OPD_LEVEL else aims.usual_words(area, as_of)
    return (
        usual[0] if unit is None else chosen(Unit, unit, "--unit"),
        usual[1] if status is None else chosen(Status, status, "--status"),
    )


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what cannot be answered into one sentence and the exit code of a refusal."""
    try:
        yield
    except (MeaninglessError, SettingsError, UnusableDatabaseError) as error:
        refuse(f"{str(error).rstrip('.')}.")
    except BoundaryError as error:
        refuse(
            f"The boundaries on record do not fit together ({error.reason}): import all areas from one file, by"
            " python -m ingest boundaries FILE."
        )
    except typer.Exit:
        raise
    except Exception as error:
        # Messages of databases may repeat addresses and values.
        refuse(f"The figures could not be read ({type(error).__name__}): check KAWAL_DATABASE_URL.")


@contextmanager
def writing(what: str) -> Iterator[None]:
    """Turn what keeps files from being written into one sentence and the exit code of a refusal."""
    from presentation.words.today.card import TooManyWordsError
    from reports.offline.document import TooLargeError

    try:
        yield
    except OSError as error:
        refuse(f"The {what} could not be written ({error.strerror}).")
    except (TooManyWordsError, TooLargeError) as error:
        refuse(f"{error}.")


def refuse(sentence: str) -> NoReturn:
    """Say why nothing is printed, and end."""
    sys.stderr.write(f"{sentence}\n")
    raise typer.Exit(REFUSED) from None


def chosen(choices: type[Choice], word: str, option: str) -> Choice:
    """Read a word of an option; refuse any other."""
    if word not in list(choices):
        refuse(f"{option} takes one of: {', '.join(choices)}.")
    return choices(word)


def day_of(text: str | None, campaign: Campaign, today: date) -> date:
    """Read the as-of day; by default the newest complete day with data."""
    return (campaign.newest_day(today) or today) if text is None else date_of(text, "--as-of")


def date_of(text: str, option: str) -> date:
    """Read a day as YYYY-MM-DD; refuse anything else."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"{option} takes a day as YYYY-MM-DD.")


def language_of(word: str | None, settings: Settings) -> str:
    """Read a language by its code; by default the installation's."""
    from presentation.language.messages import LANGUAGES

    if word is not None and word not in LANGUAGES:
        refuse(f"--language takes one of: {', '.join(LANGUAGES)}.")
    return word or settings.language


def check_area(campaign: Campaign, area: str) -> None:
    """Refuse an area that is not on record, or that the role may not see."""
    if area not in campaign.tree:
        refuse("--area takes the code of an area on record in the root area (KAWAL_ROOT_AREA) that --role may see.")


def check_area_and_level(campaign: Campaign, area: str, level: str, *more_levels: str) -> None:
    """Refuse an area as `check_area` does, and a level that no area has."""
    check_area(campaign, area)
    levels = [*campaign.tree.levels, *more_levels]
    if level not in levels:
        refuse(f"--level takes one of: {', '.join(levels)}.")


def write(text: str) -> None:
    """Write to standard output, in bytes: a console's own encoding or line ends must not change a file."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()


def write_rows(rows: Sequence[Row], form: Format, columns: Sequence[str] = PROGRESS_COLUMNS) -> None:
    """Write rows as JSON or CSV."""
    write(as_json(rows) + "\n" if form is Format.JSON else as_csv(rows, columns))
