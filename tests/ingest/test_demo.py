"""A database filled with a simulated campaign, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from census.settings import Settings
from data_access.models.record_models import ASSISTANCE_REQUESTS, BLOCKERS, COMMITMENTS
from data_access.models.submission_models import (
    DAILY_DOMICILES,
    DAILY_OPD_PROGRESS,
    DAILY_PROGRESS,
    INSTALLATION,
    OUTAGES,
    OUTREACH_EVENTS,
    SUBMISSION_DOMICILES,
    SUBMISSION_STAFF,
    SUBMISSIONS,
)
from data_access.reads.submission_reads import read_simulation
from data_access.start import open_database
from data_access.store.schema import data_version
from data_access.writes.rollups import has_marks
from ingest import demo
from ingest.demo import DEFAULT_UNTIL, DemoRefusedError, fill_with_demo, live_step, resume_demo, run_live
from ingest.importing import Arrival, import_table
from tests.pages import stores
from tests.support.examples import sqlite_in_gate
from tests.support.worlds.built_once import build_first_start, built_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data_access.store.engine import Database

WIB = ZoneInfo("Asia/Jakarta")
LONG = sqlite_in_gate("started_url")
"""Mark of what takes long: that PostgreSQL keeps the same rows, `test_the_same_seed_gives_the_same_database` says."""
EARLY = date(2020, 2, 18)
RECORDS = (OUTREACH_EVENTS, COMMITMENTS, BLOCKERS, ASSISTANCE_REQUESTS)
CONTENT = (SUBMISSIONS, SUBMISSION_DOMICILES, SUBMISSION_STAFF, *RECORDS, OUTAGES)
ROLLUPS = (DAILY_PROGRESS, DAILY_DOMICILES, DAILY_OPD_PROGRESS)
FRESH = "delete the database file, or point KAWAL_DATABASE_URL at another"


def opened(url: str) -> Database:
    return open_database(Settings(database_url=url))


@pytest.fixture
def database(started_url: str) -> Iterator[Database]:
    """Give a database with reference data only."""
    made = opened(started_url)
    yield made
    made.close()


@pytest.fixture
def other(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Database]:
    """Give another such database, on SQLite."""
    shutil.copy(built_once(tmp_path_factory, build_first_start, "first-start"), tmp_path / "other.sqlite")
    made = opened(f"sqlite:///{tmp_path / 'other.sqlite'}")
    yield made
    made.close()


def build_early(url: str) -> None:
    """Leave a demonstration as it stands early in the campaign."""
    made = opened(url)
    fill_with_demo(made, until=EARLY)
    made.close()


@pytest.fixture
def early(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Database]:
    """Give a demonstration early in the campaign, on SQLite."""
    made = opened(
        f"sqlite:///{shutil.copy(built_once(tmp_path_factory, build_early, 'demo-early'), tmp_path / 'early.sqlite')}"
    )
    yield made
    made.close()


def rows(database: Database, model: sa.Table) -> list[tuple[Any, ...]]:
    """All rows of a table but their automatic numbers, in a fixed order."""
    names = [column.name for column in model.columns if column.name != "id"]
    with database.read() as session:
        found = session.execute(sa.select(*(model.c[name] for name in names))).all()
    return sorted((tuple(row) for row in found), key=repr)


def fingerprint(database: Database) -> str:
    """One number for all that the simulation has written."""
    return sha256(repr([rows(database, model) for model in (*CONTENT, *ROLLUPS)]).encode()).hexdigest()


def recounted(database: Database) -> tuple[Counter[Any], Counter[Any], Counter[Any]]:
    """Count gains by day from the rows themselves, one by one."""
    progress: Counter[Any] = Counter()
    domiciles: Counter[Any] = Counter()
    staff: Counter[Any] = Counter()
    with database.read() as session:
        lives: dict[bytes, dict[str, int]] = {}
        for part in session.execute(sa.select(SUBMISSION_DOMICILES)):
            lives.setdefault(part.household_key, {})[part.desa_code] = part.persons
        works: dict[bytes, dict[int, int]] = {}
        for member in session.execute(sa.select(SUBMISSION_STAFF)):
            works.setdefault(member.household_key, {})[member.opd_id] = member.staff
        for form in session.execute(sa.select(SUBMISSIONS)):
            reached = {"clean": ["responded", "clean"], "responded": ["responded"]}.get(form.status, [])
            for status in reached:
                moment = form.clean_at if status == "clean" else form.responded_at
                assert moment is not None
                day = moment.astimezone(WIB).date()
                progress[form.desa_code, day, f"households_{status}"] += 1
                progress[form.desa_code, day, f"persons_{status}"] += form.persons
                for place, persons in lives.get(form.household_key, {form.desa_code: form.persons}).items():
                    domiciles[form.desa_code, place, day, f"persons_{status}"] += persons
                for opd, people in works.get(form.household_key, {}).items():
                    staff[opd, form.desa_code, day, f"staff_{status}"] += people
    return progress, domiciles, staff


def told(database: Database, model: sa.Table, keys: tuple[str, ...], measures: tuple[str, ...]) -> Counter[Any]:
    """What a rollup says, in the form of `recounted`."""
    with database.read() as session:
        return Counter(
            {
                (*(getattr(row, key) for key in keys), measure): getattr(row, measure)
                for row in session.execute(sa.select(model))
                for measure in measures
                if getattr(row, measure)
            }
        )


@LONG
def test_rollups_equal_a_recount_of_the_rows(database: Database) -> None:
    # Long enough for forms of every status, their members and records of every kind.
    inserted = fill_with_demo(database, until=date(2020, 2, 25))
    assert inserted == len(rows(database, SUBMISSIONS))
    progress, domiciles, staff = recounted(database)
    households = ("households_responded", "persons_responded", "households_clean", "persons_clean")
    assert told(database, DAILY_PROGRESS, ("area_code", "day"), households) == progress
    keys = ("area_code", "domicile_code", "day")
    assert told(database, DAILY_DOMICILES, keys, ("persons_responded", "persons_clean")) == domiciles
    assert (
        told(database, DAILY_OPD_PROGRESS, ("opd_id", "area_code", "day"), ("staff_responded", "staff_clean")) == staff
    )
    assert {measure for *_, measure in progress} == set(households)
    for model in RECORDS:
        with database.read() as session:
            assert set(session.scalars(sa.select(model.c.source))) == {"SIMULASI"}
    with database.read() as session:
        assert not has_marks(session)
        assert read_simulation(session) == "window until 2020-02-25, seed 2020"


# What follows is about a whole campaign: it takes long, and the databases have been compared by then.


def test_a_campaign_up_to_the_usual_day(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    assert DEFAULT_UNTIL["window"] == stores.DAYS[-1]
    file = shutil.copy(built_once(tmp_path_factory, stores.simulate, "state-demo"), tmp_path / "demo.sqlite")
    usual = opened(f"sqlite:///{file}")
    with usual.read() as session:
        persons = session.scalars(sa.select(sa.func.sum(DAILY_PROGRESS.c.persons_responded))).one()
        assert 0.12 < persons / 875_999 < 0.18
        assert read_simulation(session) == "window until 2020-03-15, seed 2020"
    usual.close()


@pytest.mark.deep
def test_the_published_end_is_in_the_database(database: Database) -> None:
    fill_with_demo(database, scenario="published", seed=3)
    cumulative = sa.select(
        sa.func.sum(DAILY_PROGRESS.c.households_responded),
        sa.func.sum(DAILY_PROGRESS.c.persons_responded),
        sa.func.sum(DAILY_PROGRESS.c.households_clean),
    )
    with database.read() as session:
        families, persons, clean = session.execute(cumulative).one()
        on_6_may = session.execute(cumulative.where(DAILY_PROGRESS.c.day <= date(2020, 5, 6))).one()
    assert (families, persons) == (84_861, 327_458)
    assert 0.87 < clean / families < 0.91
    assert tuple(on_6_may)[:2] == (41_813, 158_344)


def test_the_same_seed_gives_the_same_database(database: Database, early: Database) -> None:
    fill_with_demo(database, until=EARLY)
    assert fingerprint(database) == fingerprint(early)


def test_another_seed_gives_other_rows(early: Database, other: Database) -> None:
    fill_with_demo(other, until=EARLY, seed=12)
    keys = [{row[1] for row in rows(each, SUBMISSIONS)} for each in (early, other)]
    assert keys[0]
    assert keys[1]
    assert keys[0].isdisjoint(keys[1])


@LONG
def test_screens_are_told_once(database: Database) -> None:
    with database.read() as session:
        before = data_version(session)
    fill_with_demo(database, until=EARLY)
    with database.read() as session:
        assert data_version(session) == before + 1


def test_a_second_campaign_is_refused(early: Database) -> None:
    before = fingerprint(early)
    with pytest.raises(DemoRefusedError, match=FRESH):
        fill_with_demo(early, until=EARLY, seed=5)
    assert fingerprint(early) == before


def test_a_database_with_a_recap_is_refused(database: Database) -> None:
    content = b"as_of,area_code,households_responded\n2020-03-01,3319060001,100\n"
    now = datetime(2020, 6, 20, 1, tzinfo=UTC)
    import_table(database, Arrival("recap", "uji.csv", content, "test", now, date(2020, 6, 20)))
    with pytest.raises(DemoRefusedError, match=FRESH):
        fill_with_demo(database, until=EARLY)
    assert all(rows(database, model) == [] for model in (*CONTENT, *ROLLUPS, INSTALLATION))


def test_another_kabupaten_is_refused(tmp_path: Path) -> None:
    database = open_database(Settings(database_url=f"sqlite:///{tmp_path / 'k.sqlite'}", root_area="3374"))
    with pytest.raises(DemoRefusedError, match="KAWAL_ROOT_AREA at 3319"):
        fill_with_demo(database)
    assert rows(database, SUBMISSIONS) == []
    database.close()


@LONG
def test_going_on_live_is_the_same_as_filling_at_once(database: Database, other: Database) -> None:
    fill_with_demo(database, until=EARLY)
    resumed = resume_demo(database)
    for hours in (14, 14, 31, 48):
        live_step(database, resumed, until=resumed.moment + timedelta(hours=hours))
    assert live_step(database, resumed, until=resumed.moment) == 0
    later = EARLY + timedelta(days=2)
    fill_with_demo(other, until=later)
    assert fingerprint(database) == fingerprint(other)
    with database.read() as session:
        assert read_simulation(session) == f"window until {later.isoformat()}, seed 2020"


class Time:
    """A clock that waiting moves, and that somebody stops after a number of waits."""

    def __init__(self, *, waits: int) -> None:
        self.now, self.left = 100.0, waits

    def sleep(self, seconds: float) -> None:
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        self.now += seconds

    def clock(self) -> float:
        return self.now


def test_live_goes_on_with_the_clock_until_somebody_stops_it(early: Database) -> None:
    before = len(rows(early, SUBMISSIONS))
    time = Time(waits=3)
    # Each wait is a quarter of a day of the campaign.
    written = list(run_live(early, minutes_per_day=2, pause_s=30, clock=time.clock, sleep=time.sleep))
    assert len(written) == 3
    assert resume_demo(early).moment == datetime(2020, 2, 19, 18, tzinfo=WIB)
    assert before < len(rows(early, SUBMISSIONS)) <= before + sum(written)


def test_live_ends_with_the_campaign(early: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    # As if it ended on the day after: filled to its real end it is ten times as large.
    monkeypatch.setattr(demo, "last_day", lambda _campaign: EARLY + timedelta(days=1))
    time = Time(waits=10)
    assert len(list(run_live(early, minutes_per_day=1, pause_s=45, clock=time.clock, sleep=time.sleep))) == 2
    assert list(run_live(early, clock=time.clock, sleep=time.sleep)) == []


def test_only_a_demonstration_goes_on(database: Database) -> None:
    with pytest.raises(DemoRefusedError, match="fill a fresh one first"):
        next(run_live(database))
