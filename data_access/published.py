"""Whether all that a database holds may be shown without a sign-in: simulated rows and published aggregates only."""

import csv
from datetime import date
from functools import lru_cache

from sqlalchemy import Table, exists, select

from census.base.vocabulary import AREA_MEASURES
from data_access.models.models import AREA_RECAPS, OPD, REGISTERS
from data_access.models.record_models import ASSISTANCE_REQUESTS, BLOCKERS, COMMITMENTS
from data_access.models.submission_models import (
    DAILY_OPD_PROGRESS,
    DAILY_PROGRESS,
    OPD_RECAPS,
    OUTREACH_EVENTS,
    SUBMISSIONS,
)
from data_access.reads.submission_reads import SIMULATION
from data_access.start import REFERENCE
from data_access.store.engine import ReadSession, WriteSession
from data_access.store.facts import fact
from data_access.store.row_security import admit_all

Session = ReadSession | WriteSession

_NEVER_PUBLISHED: dict[str, tuple[Table, ...]] = {
    "submissions": (SUBMISSIONS, DAILY_PROGRESS, DAILY_OPD_PROGRESS),
    "opd-recap": (OPD_RECAPS,),
    "outreach": (OUTREACH_EVENTS,),
    "commitments": (COMMITMENTS,),
    "blockers": (BLOCKERS,),
    "requests": (ASSISTANCE_REQUESTS,),
}
"""Tables of which no row can be public, by the kind of file that fills them. Counts outlive the rows they were of."""


def unpublished(session: Session) -> tuple[str, ...]:
    """Name the kinds of file (`ingest.kinds.kinds`) of which the database holds what has not been published.

    A database of simulated rows takes no real ones and so holds none. In any other a recap, register or number of civil
    servants counts as published where it says just what the reference data of the product say.

    Returns
    -------
    tuple of str
        Empty where everything may be shown to anybody at this computer.
    """
    if fact(session, SIMULATION) is not None:
        return ()
    admit_all(session)
    kinds = [
        kind
        for kind, tables in _NEVER_PUBLISHED.items()
        if any(session.scalar(select(exists().select_from(table))) for table in tables)
    ]
    if not _is_within(session, AREA_RECAPS, _RECAP, _published_recaps()):
        kinds.append("recap")
    if not _is_within(session, REGISTERS, _REGISTER, _published_registers()):
        kinds.append("register")
    if not _is_within(session, OPD, _OPD, _published_agencies()):
        kinds.append("opd")
    return tuple(kinds)


_RECAP = ("area_code", "as_of", "source", *AREA_MEASURES)
_REGISTER = (
    *("area_code", "valid_on", "source", "households", "persons"),
    *("households_ineligible", "persons_ineligible"),
)
_OPD = ("id", "source", "staff")
Rows = frozenset[tuple[object, ...]]


def _is_within(session: Session, table: Table, names: tuple[str, ...], published: Rows) -> bool:
    """Tell whether every row says what is published; ends at the first that does not."""
    query = select(*(table.c[name] for name in names))
    return all(tuple(row) in published for row in session.execute(query))


@lru_cache
def _published_recaps() -> Rows:
    rows = [row for file in REFERENCE.glob("*/recap_*.csv") for row in _lines(file.parent.name, file.name)]
    return frozenset(
        (
            row["area_code"],
            date.fromisoformat(row["as_of"]),
            row["source"],
            *(_number(row[measure]) for measure in AREA_MEASURES),
        )
        for row in rows
    )


@lru_cache
def _published_registers() -> Rows:
    return frozenset(
        (
            row["area_code"],
            date.fromisoformat(row["valid_on"]),
            row["source"],
            _number(row["households"]),
            _number(row["persons"]),
            _number(row["households_ineligible"]),
            _number(row["persons_ineligible"]),
        )
        for folder in REFERENCE.iterdir()
        for row in _lines(folder.name, "register.csv")
    )


@lru_cache
def _published_agencies() -> Rows:
    return frozenset(
        (_number(row["id"]), row["source"], _number(row["staff"]))
        for folder in REFERENCE.iterdir()
        for row in _lines(folder.name, "opd.csv")
    )


def _lines(folder: str, name: str) -> list[dict[str, str]]:
    with (REFERENCE / folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _number(text: str) -> int | None:
    return int(text) if text else None
