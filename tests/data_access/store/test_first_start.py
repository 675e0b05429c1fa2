"""The first start: what a fresh installation of Kudus knows, and that nobody changes it by starting again."""

from __future__ import annotations

import csv
import multiprocessing
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from threading import Barrier
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from census.access.scope import Scope
from census.base.vocabulary import Status, Unit
from census.figures.progress import View
from census.settings import Settings
from data_access import reference_rules
from data_access.reads.campaign import read_campaign
from data_access.reads.reads import read_areas, read_assignments, read_boundaries, read_opd, read_registers
from data_access.reference_rules import KUDUS
from data_access.start import fill_with_reference, open_database, reference_rows
from data_access.store.engine import Database, connect
from data_access.store.schema import data_version
from tests.support import PATIENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier as ProcessBarrier
    from pathlib import Path

ROOT = Scope.everything("3319")


def settings_for(url: str, root_area: str = "3319") -> Settings:
    return Settings(database_url=url, root_area=root_area)


@pytest.fixture
def kudus(started_url: str) -> Iterator[Database]:
    database = open_database(settings_for(started_url))
    yield database
    database.close()


def everything(database: Database) -> dict[str, Any]:
    """Give all that can be read, to be compared."""
    with database.read() as reader:
        frames = (read_areas, read_registers, read_opd, read_assignments, read_boundaries)
        found: dict[str, Any] = {read.__name__: read(reader, ROOT).to_dict("records") for read in frames}
        return found | {"version": data_version(reader), "targets": read_campaign(reader, ROOT).targets}


def test_areas(kudus: Database) -> None:
    with kudus.read() as reader:
        areas = read_areas(reader, ROOT)
    assert Counter(areas["level"]) == {"kabupaten": 1, "kecamatan": 9, "desa": 132}
    assert areas["source"].str.len().gt(0).all()
    assert areas["kemendagri_code"].is_unique
    assert (areas["kabupaten_code"] == "3319").all()
    desa = areas[areas["level"] == "desa"]
    assert Counter(desa["status"]) == {"desa": 123, "kelurahan": 9}
    assert (desa["parent_code"] == desa["code"].str[:7]).all()


def test_the_register_is_spread_without_losing_anybody(kudus: Database) -> None:
    with kudus.read() as reader:
        rows = read_registers(reader, ROOT)
        campaign = read_campaign(reader, ROOT)
    desa = rows[rows["area_code"].str.len() == 10]
    assert len(desa) == 132
    assert (desa["households"].sum(), desa["persons"].sum()) == (275_115, 875_999)
    assert desa["is_estimate"].all()
    assert desa["source"].str.startswith("Perkiraan").all()
    published = rows[rows["area_code"] == "3319"].iloc[0]
    assert (published["households"], published["persons"]) == (275_115, 875_999)
    assert not published["is_estimate"]
    base = campaign.base(date(2020, 3, 31))
    kecamatan = base.loc[campaign.tree.below("3319", "kecamatan")]
    assert (kecamatan["households"].sum(), kecamatan["persons"].sum()) == (275_115, 875_999)
    assert kecamatan["is_estimate"].all()


def test_agencies(kudus: Database) -> None:
    with kudus.read() as reader:
        opd = read_opd(reader, ROOT)
    assert len(opd) == 34
    assert opd["staff"].sum() == 7_140
    assert (opd["staff"] > 0).all()
    assert opd["is_estimate"].all()
    assert opd["source"].str.contains("perkiraan").all()
    assert opd["area_code"].notna().sum() == 9
    largest = opd.sort_values("staff", ascending=False)["name"].tolist()
    assert "Pendidikan" in largest[0]


def test_every_desa_is_served_by_its_kecamatan_and_by_one_other(kudus: Database) -> None:
    with kudus.read() as reader:
        opd = read_opd(reader, ROOT).set_index("id")
        assignments = read_assignments(reader, ROOT)
        desa = [code for code in read_areas(reader, ROOT)["code"] if len(code) == 10]
    assert assignments["is_assumption"].all()
    assert assignments["source"].str.startswith("Asumsi").all()
    offices: dict[str, list[str]] = {code: [] for code in desa}
    others: dict[str, list[int]] = {code: [] for code in desa}
    for row in assignments.itertuples():
        place = opd.at[row.opd_id, "area_code"]
        (offices[row.desa_code].append(place) if place else others[row.desa_code].append(row.opd_id))
    assert offices == {code: [code[:7]] for code in desa}
    assert {len(found) for found in others.values()} == {1}
    load = Counter(found[0] for found in others.values())
    assert len(load) == 25
    assert set(load.values()) <= {5, 6}


def test_the_target_of_the_regent(kudus: Database) -> None:
    with kudus.read() as reader:
        campaign = read_campaign(reader, ROOT)
    (target,) = campaign.targets
    assert (target.share, target.unit, target.status) == (Fraction(27, 100), Unit.PERSON, Status.RESPONDED)
    assert (target.starts_on, target.ends_on, target.days) == (date(2020, 2, 15), date(2020, 3, 31), 46)
    assert "Antara" in target.note
    assert campaign.target("3319010001", date(2020, 3, 1)) == target
    # Agencies have no target of their own: the regent's is their line.
    assert campaign.opd_target("3319", date(2020, 3, 1)) == target


def test_outlines_of_every_desa(kudus: Database) -> None:
    with kudus.read() as reader:
        outlines = read_boundaries(reader, ROOT)
        codes = set(read_areas(reader, ROOT)["code"])
    assert set(outlines["area_code"]) <= codes
    assert (outlines["level"] == "desa").sum() == 132
    shapes = shapely.from_wkb(outlines["geometry"].tolist())
    assert shapely.is_valid(shapes).all()
    assert outlines["licence"].str.len().gt(0).all()


def test_before_any_recap_everything_is_without_data_and_nothing_is_zero(kudus: Database) -> None:
    with kudus.read() as reader:
        campaign = read_campaign(reader, ROOT)
    day = date(2020, 3, 31)
    for level, unit in (("desa", Unit.PERSON), ("kecamatan", Unit.HOUSEHOLD), ("opd", Unit.STAFF)):
        table = campaign.progress("3319", level, View(day, unit, Status.RESPONDED))
        for column in ("numerator", "rate", "gap", "required_pace", "recent_pace", "band", "as_of", "source"):
            assert table[column].isna().all(), (level, column)
        assert table["expected"].notna().all()
        assert table["denominator"].sum() == {"person": 875_999, "household": 275_115, "staff": 7_140}[unit]


def test_a_second_start_changes_nothing(kudus: Database, started_url: str) -> None:
    before = everything(kudus)
    again = open_database(settings_for(started_url))
    assert everything(again) == before
    again.close()
    assert not fill_with_reference(kudus, KUDUS)
    assert before["version"] == 1


def _start(url: str, ready: ProcessBarrier, results: Queue[object]) -> None:
    ready.wait()
    try:
        database = open_database(settings_for(url))
        with database.read() as reader:
            results.put((len(read_areas(reader, ROOT)), data_version(reader)))
        database.close()
    except BaseException as error:
        results.put(repr(error))
        raise


def test_two_starts_at_once_lay_the_reference_data_in_once(database_url: str) -> None:
    ready = Barrier(2)

    def start() -> tuple[int, int]:
        ready.wait(timeout=PATIENCE_SECONDS)
        database = open_database(settings_for(database_url))
        with database.read() as reader:
            found = len(read_areas(reader, ROOT)), data_version(reader)
        database.close()
        return found

    with ThreadPoolExecutor(2) as pool:
        starts = [pool.submit(start) for _ in range(2)]
        assert [each.result(timeout=PATIENCE_SECONDS) for each in starts] == [(142, 1), (142, 1)]


# The databases' own locks, which the two starts above meet as well, know no difference between threads and processes.
@pytest.mark.deep
def test_two_processes_may_start_at_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A page that was tried before has left a script in this place, which a new process would run.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    context = multiprocessing.get_context("spawn")
    ready, results = context.Barrier(2), context.Queue()
    processes = [context.Process(target=_start, args=(database_url, ready, results)) for _ in range(2)]
    for process in processes:
        process.start()
    assert [results.get(timeout=PATIENCE_SECONDS) for _ in processes] == [(142, 1), (142, 1)]
    for process in processes:
        process.join(timeout=PATIENCE_SECONDS)
        assert process.exitcode == 0


def test_an_unknown_kabupaten_starts_empty(database_url: str) -> None:
    database = open_database(settings_for(database_url, "1101"))
    with database.read() as reader:
        assert read_areas(reader, Scope.everything("1101")).empty
        assert read_campaign(reader, Scope.everything("1101")).newest_day(date(2020, 3, 31)) is None
    database.close()


def test_a_start_that_fails_leaves_an_empty_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("data_access.start._write_boundaries", fail)
        with pytest.raises(OSError, match="disk full"):
            open_database(settings_for(database_url))
    database = connect(database_url)
    with database.read() as reader:
        assert read_areas(reader, ROOT).empty
        assert data_version(reader) == 0
    database.close()


# --- the committed files are what the declared rules give ----------------------------------------------------


@pytest.mark.parametrize("name", ["register.csv", "opd.csv", "assignments.csv"])
def test_the_estimates_are_what_the_rules_derive(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "3319"
    folder.mkdir()
    for given in ("population_sp2010.csv", "opd.csv"):
        (folder / given).write_bytes((KUDUS / given).read_bytes())
    reference_rules.derive(folder)
    assert (folder / name).read_bytes() == (KUDUS / name).read_bytes()


def test_the_shares_of_the_register_follow_the_census_of_2010() -> None:
    population = {
        row["area_code"]: row["persons"]
        for row in reference_rows(KUDUS / "population_sp2010.csv", kabupaten_code="3319")
    }
    assert sum(population.values()) == 777_437
    register = {row["area_code"]: row for row in reference_rows(KUDUS / "register.csv", kabupaten_code="3319")}
    for code, persons in population.items():
        assert abs(register[code]["persons"] - Fraction(persons * 875_999, 777_437)) < 1
        assert abs(register[code]["households"] - Fraction(persons * 275_115, 777_437)) < 1


def test_an_empty_cell_is_none_and_a_zero_is_zero(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("area_code,households,is_estimate,source\n0101,0,1,\n0102,,0,x\n", encoding="utf-8")
    rows = reference_rows(file, kabupaten_code="01")
    assert rows == [
        {"area_code": "0101", "households": 0, "is_estimate": True, "source": None, "kabupaten_code": "01"},
        {"area_code": "0102", "households": None, "is_estimate": False, "source": "x", "kabupaten_code": "01"},
    ]


def test_every_reference_row_names_its_source() -> None:
    for name in ("areas", "register", "opd", "assignments", "population_sp2010", "recap_2020"):
        with (KUDUS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert rows
        assert all(row["source"].strip() for row in rows), name
