"""A database filled with a simulated campaign, and its going on as time passes."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, cast, get_args

import pandas as pd

from census.access.scope import Scope
from census.base.register import denominators
from census.base.tree import AreaTree
from census.settings import WIB
from data_access.reads.reads import read_areas, read_assignments, read_opd, read_registers
from data_access.reads.submission_reads import SIMULATION
from data_access.store.engine import Database, ReadSession, WriteSession
from data_access.store.facts import fact, set_fact
from data_access.store.row_security import admit
from data_access.store.schema import raise_data_version
from data_access.writes.bulk import (
    holds_figures,
    insert_events,
    insert_outages,
    insert_submissions,
    update_submissions,
)
from data_access.writes.rollups import count_marked
from data_access.writes.writes import write_rows
from simulation.campaign import MOMENTS, SimulatedCampaign, between, clip_at, end_of_day, last_day, simulate_campaign
from simulation.plan import FIRST_DAY, Scenario
from simulation.records import OFFICERS, SimulatedRecords, records_at, records_between, simulate_records

KABUPATEN = "3319"
SOURCE = "SIMULASI"
DEFAULT_UNTIL: dict[str, date | None] = {"window": date(2020, 3, 15), "published": None}
"""The day up to which a scenario is filled in where nobody says; None: to its end."""

_CLOCK = "simulation_clock"
_SCENARIO, _SEED = "simulation_scenario", "simulation_seed"
_NOT_FRESH = (
    "The demonstration fills a fresh database only: delete the database file, "
    "or point KAWAL_DATABASE_URL at another one."
)
_NOT_KUDUS = (
    "The demonstration knows Kudus with its built-in register only: delete the database file, "
    "or point KAWAL_DATABASE_URL at another one, and leave KAWAL_ROOT_AREA at 3319."
)
_NO_DEMO = "Only a demonstration goes on by itself, and this database holds none: fill a fresh one first."


class DemoRefusedError(RuntimeError):
    """A database that takes no simulated row; the message says how to come by one that does."""


@dataclass(frozen=True)
class Demo:
    """The campaign that a demonstration database shows, and up to which moment."""

    campaign: SimulatedCampaign
    records: SimulatedRecords
    scenario: Scenario
    seed: int
    moment: datetime


def fill_with_demo(
    database: Database, *, scenario: Scenario = "window", until: date | None = None, seed: int = 2020
) -> int:
    """Fill a database that holds reference data only with a simulated campaign, in one transaction.

    Parameters
    ----------
    scenario, seed
        As for `simulation.campaign.simulate_campaign`.
    until
        The campaign is shown as it stood at the end of this day (WIB); None: to its end (see `DEFAULT_UNTIL`).

    Returns
    -------
    int
        Submissions inserted.

    Raises
    ------
    DemoRefusedError
        If anything was imported or simulated before, or the register is not the built-in one.
    """
    campaign, records = _simulate(database, scenario, seed)
    day = last_day(campaign) if until is None else until
    moment = end_of_day(day)
    shown = clip_at(campaign, moment)
    with database.write() as session:
        _refuse_unless_fresh(session)
        _insert(session, shown, seed)
        _keep_happenings(session, shown, records_at(records, moment))
        set_fact(session, _SCENARIO, scenario)
        set_fact(session, _SEED, str(seed))
        _keep_clock(session, scenario, seed, moment)
        count_marked(session)
        raise_data_version(session)
    return len(shown.households)


def _refuse_unless_fresh(session: ReadSession | WriteSession) -> None:
    if holds_figures(session):
        raise DemoRefusedError(_NOT_FRESH)


def _simulate(database: Database, scenario: Scenario, seed: int) -> tuple[SimulatedCampaign, SimulatedRecords]:
    with database.read() as session:
        _refuse_unless_fresh(session)
        return _campaign_of(session, scenario, seed)


def _campaign_of(session: ReadSession, scenario: Scenario, seed: int) -> tuple[SimulatedCampaign, SimulatedRecords]:
    scope = Scope.everything(KABUPATEN)
    admit(session, scope)
    areas = read_areas(session, scope)
    counts = denominators(AreaTree(areas), read_registers(session, scope), FIRST_DAY)
    desa = areas.loc[areas["level"] == "desa", ["code", "parent_code"]].rename(columns={"parent_code": "kecamatan"})
    desa = desa.join(counts[["households", "persons"]], on="code")
    opd = read_opd(session, scope)[["id", "staff", "area_code"]]
    if opd.empty or desa.isna().any(axis=None):
        raise DemoRefusedError(_NOT_KUDUS)
    assignments = read_assignments(session, scope)[["opd_id", "desa_code"]]
    try:
        campaign = simulate_campaign(scenario=scenario, seed=seed, desa=desa, opd=opd, assignments=assignments)
    except ValueError as error:
        raise DemoRefusedError(_NOT_KUDUS) from error
    return campaign, simulate_records(campaign, seed=seed, desa=desa, assignments=assignments)


def household_key(seed: int, household: int) -> bytes:
    """The key of a simulated household, 16 bytes; it stands for no family card."""
    return sha256(f"simulasi-{seed}-{household}".encode()).digest()[:16]


def _rows(households: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Households as rows of `submissions`; of each the last moment known is that of its last change."""
    return households.assign(
        kabupaten_code=KABUPATEN,
        household_key=[household_key(seed, household) for household in households.index],
        updated_at=households[list(MOMENTS)].max(axis=1),
        import_id=None,
    )


def _insert(session: WriteSession, shown: SimulatedCampaign, seed: int) -> None:
    rows = _rows(shown.households, seed)

    def keyed(members: pd.DataFrame) -> pd.DataFrame:
        keys = rows["household_key"].reindex(members["household"]).to_numpy()
        return members.assign(kabupaten_code=KABUPATEN, household_key=keys)

    insert_submissions(session, rows, keyed(shown.domiciles), keyed(shown.staff))


def _keep_happenings(session: WriteSession, shown: SimulatedCampaign, records: SimulatedRecords) -> None:
    officers = shown.events["kind"].map(OFFICERS)
    insert_events(session, shown.events.assign(kabupaten_code=KABUPATEN, source=SOURCE, officers=officers))
    insert_outages(session, kabupaten_code=KABUPATEN, days=shown.outages["day"].tolist(), note=SOURCE)
    for part in fields(records):
        rows: list[dict[str, Any]] = getattr(records, part.name).to_dict("records")
        about: dict[str, Any] = {"kabupaten_code": KABUPATEN, "source": SOURCE}
        if part.name == "commitments":
            rows = [row | {"created_at": end_of_day(row["starts_on"])} for row in rows]
        write_rows(session, part.name, [row | about for row in rows])


def _keep_clock(session: WriteSession, scenario: Scenario, seed: int, moment: datetime) -> None:
    """Say what this database shows, in words for screens and as a moment to go on from."""
    day = (moment - timedelta(microseconds=1)).astimezone(WIB).date()
    set_fact(session, SIMULATION, f"{scenario} until {day.isoformat()}, seed {seed}")
    set_fact(session, _CLOCK, moment.isoformat())


def resume_demo(database: Database) -> Demo:
    """Simulate again the campaign that a demonstration database shows.

    Raises
    ------
    DemoRefusedError
        If the database holds no demonstration.
    """
    with database.read() as session:
        scenario, seed, clock = (fact(session, name) for name in (_SCENARIO, _SEED, _CLOCK))
        if scenario not in get_args(Scenario) or seed is None or clock is None:
            raise DemoRefusedError(_NO_DEMO)
        scenario_name = cast("Scenario", scenario)
        campaign, records = _campaign_of(session, scenario_name, int(seed))
    return Demo(campaign, records, scenario_name, int(seed), datetime.fromisoformat(clock))


def live_step(database: Database, demo: Demo, *, until: datetime) -> int:
    """Let a demonstration go on: write what happens from the moment it shows up to, not including, another.

    The moment is read in the transaction that moves it on, so that no row comes twice, whoever else lets it go on.

    Parameters
    ----------
    demo
        `resume_demo`; its own moment does not matter.
    until
        Aware; an earlier one than that of the database changes nothing.

    Returns
    -------
    int
        Submissions inserted or changed.
    """
    with database.write() as session:
        since = datetime.fromisoformat(fact(session, _CLOCK) or demo.moment.isoformat())
        if until <= since:
            return 0
        new, changed = between(demo.campaign, since, until)
        _insert(session, new, demo.seed)
        update_submissions(session, _rows(changed, demo.seed))
        _keep_happenings(session, new, records_between(demo.records, since, until))
        _keep_clock(session, demo.scenario, demo.seed, until)
        count_marked(session)
        raise_data_version(session)
    return len(new.households) + len(changed)


def run_live(
    database: Database,
    *,
    minutes_per_day: float = 10,
    pause_s: float = 5,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[int]:
    """Let a demonstration go on as time passes, until it is over or somebody presses Ctrl+C.

    Parameters
    ----------
    minutes_per_day
        A day of the campaign takes so many minutes.
    pause_s
        Seconds between two steps.
    clock, sleep
        Seconds that have passed since some moment; waiting.

    Yields
    ------
    int
        Submissions inserted or changed, after each step.

    Raises
    ------
    DemoRefusedError
        If the database holds no demonstration.
    """
    demo = resume_demo(database)
    end = end_of_day(last_day(demo.campaign))
    started, moment = clock(), demo.moment
    try:
        while moment < end:
            sleep(pause_s)
            passed = timedelta(days=(clock() - started) / (60 * minutes_per_day))
            moment = min(demo.moment + passed, end)
            yield live_step(database, demo, until=moment)
    except KeyboardInterrupt:
        return
