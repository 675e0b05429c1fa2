"""What can be read: never an area outside the scope, and the same whichever database holds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from census.access.scope import Scope
from census.base.tree import UnknownAreaError
from census.base.vocabulary import Status, Unit
from census.figures.progress import View
from data_access.reads.campaign import read_campaign
from data_access.reads.reads import read_above, read_areas, read_boundaries, read_recaps, read_registers
from data_access.store.engine import Database, connect
from data_access.writes.writes import write_rows
from tests.census.worlds import LEVELS, REGENT, World, area, recap, register, worlds
from tests.data_access.stores import store
from tests.support.examples import dear, sqlite_in_gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from census.campaign.campaign import Campaign

# The database is emptied between examples, so one for all of them does.
stored = settings(dear(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
TELLS = sqlite_in_gate("migrated_url")
"""Mark of what says the same on PostgreSQL: `test_sqlite_and_postgresql_say_the_same` shows it in the gate."""
VIEWS = [View(date(2020, 3, 20), unit, status) for unit in (Unit.HOUSEHOLD, Unit.PERSON) for status in Status]


def below(world: World, code: str) -> set[str]:
    """Find an area and all below it, slowly."""
    found = {row["code"] for row in world.areas if row["code"] == code}
    while True:
        more = {row["code"] for row in world.areas if row["parent_code"] in found}
        if more <= found:
            return found
        found |= more


def campaign_of(database: Database, code: str) -> Campaign:
    with database.read() as reader:
        return read_campaign(reader, Scope.everything(code), protection=None)


@stored
@given(world=worlds(), data=st.data())
def test_nothing_outside_the_scope_is_read(database: Database, world: World, data: st.DataObject) -> None:
    store(database, world)
    code = data.draw(st.sampled_from([row["code"] for row in world.areas]))
    wanted = below(world, code)
    with database.read() as reader:
        assert set(read_areas(reader, Scope.everything(code))["code"]) == wanted
        assert (
            set(read_registers(reader, Scope.everything(code))["area_code"])
            == {row["area_code"] for row in world.registers} & wanted
        )
        assert (
            set(read_recaps(reader, Scope.everything(code))["area_code"])
            == {row["area_code"] for row in world.recaps} & wanted
        )
        assert read_areas(reader, Scope.everything("77")).empty


@TELLS
@stored
@given(world=worlds(), data=st.data())
def test_a_narrow_scope_shows_the_same_figures(database: Database, world: World, data: st.DataObject) -> None:
    store(database, world)
    code = data.draw(st.sampled_from([row["code"] for row in world.areas if row["level"] != "province"]))
    wide, narrow = campaign_of(database, "99"), campaign_of(database, code)
    for level in LEVELS:
        if code.startswith("99") and len(code) > 2 and level == "province":
            continue
        # A register is chosen as a whole by kabupaten, so below it only the rows in scope decide.
        if len({row["version"] for row in world.registers}) > 1 and len(code) > 4:
            continue
        got, wanted = narrow.progress(code, level, VIEWS[1]), wide.progress(code, level, VIEWS[1])
        pd.testing.assert_frame_equal(got, wanted)


@TELLS
@stored
@given(world=worlds(), view=st.sampled_from(VIEWS))
def test_the_store_gives_back_what_it_was_given(database: Database, world: World, view: View) -> None:
    store(database, world)
    got = campaign_of(database, "99")
    # One row per source, area and day: the later replaced the earlier, and arrived in its stead.
    unique = {(r["source"], r["area_code"], r["as_of"]): i for i, r in enumerate(world.recaps)}
    kept = World(
        world.areas, world.registers, [world.recaps[i] for i in sorted(unique.values())],
        list({(t.scope_code, t.unit, t.status, t.decided_on): t for t in world.targets}.values()),
    ).campaign()  # fmt: skip
    assert list(got.targets) == list(kept.targets)
    for level in LEVELS:
        wanted = kept.progress("99", level, view)
        pd.testing.assert_frame_equal(got.progress("99", level, view), wanted)


@pytest.fixture
def both(migrated_sqlite_url: str, migrated_postgres_url: str) -> Iterator[tuple[Database, Database]]:
    pair = connect(migrated_sqlite_url), connect(migrated_postgres_url)
    yield pair
    for database in pair:
        database.close()


@pytest.mark.postgres
@stored
@given(world=worlds(), view=st.sampled_from(VIEWS))
def test_sqlite_and_postgresql_say_the_same(both: tuple[Database, Database], world: World, view: View) -> None:
    one, two = both
    store(one, world)
    store(two, world)
    first, second = campaign_of(one, "99"), campaign_of(two, "99")
    for name in ("areas", "recaps", "registers", "opd"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
    assert first.targets == second.targets
    assert first.above == second.above
    for level in LEVELS:
        pd.testing.assert_frame_equal(first.progress("99", level, view), second.progress("99", level, view))


SMALL = World(
    [area("99", None, "province"), area("9901", "99", "kabupaten"), area("9901010", "9901", "kecamatan")],
    [register("9901010", 100, 300)],
    [recap("9901010", date(2020, 3, 1), 10, 30)],
    [replace(REGENT, scope_code="99")],
)


def test_a_target_of_an_area_above_binds_what_lies_in_scope(database: Database) -> None:
    store(database, SMALL)
    with database.read() as reader:
        assert read_above(reader, Scope.everything("9901010")) == ("9901", "99")
        assert read_above(reader, Scope.everything("99")) == ()
        assert read_above(reader, Scope.everything("12")) == ()
    campaign = campaign_of(database, "9901010")
    assert campaign.target("9901010", date(2020, 3, 1)) == SMALL.targets[0]
    assert set(campaign.targets_on(date(2020, 3, 1))) == {"9901010"}
    row = campaign.progress("9901010", "kecamatan", VIEWS[2]).iloc[0]
    assert row["gap"] == 81 - 30
    with pytest.raises(UnknownAreaError):
        campaign.progress("9901", "kabupaten", VIEWS[0])


def test_a_share_comes_back_exactly(database: Database) -> None:
    shares = [Fraction(share) for share in ("0.27", "0.3697", "1", "0.1", "0.000001", "0.123456789012345")]
    decided = [REGENT.decided_on + timedelta(days=place) for place in range(len(shares))]
    targets = [replace(REGENT, share=share, decided_on=day) for share, day in zip(shares, decided, strict=True)]
    store(database, replace(SMALL, targets=targets))
    found = {target.decided_on: target.share for target in campaign_of(database, "9901").targets}
    assert found == dict(zip(decided, shares, strict=True))


def test_of_two_sources_the_one_that_came_last_speaks(database: Database) -> None:
    day = date(2020, 3, 1)
    rows = [recap("9901010", day, 10, None, source="Zeta"), recap("9901010", day, 12, 40, source="Alfa")]
    store(database, replace(SMALL, recaps=rows))

    def said() -> tuple[Any, Any]:
        row = campaign_of(database, "9901").progress("9901010", "kecamatan", VIEWS[0]).iloc[0]
        return row["numerator"], row["source"]

    assert said() == (12, "Alfa")
    known = {"kabupaten_code": "9901", "import_id": 3}
    with database.write() as session:  # word for word the same again: it stays as old as it was
        write_rows(session, "recap", [rows[0] | known])
    assert said() == (12, "Alfa")
    with database.write() as session:
        write_rows(session, "recap", [rows[0] | known | {"households_responded": 11}])
    assert said() == (11, "Zeta")


def test_areas_below_themselves_do_not_hang_a_read(database: Database) -> None:
    rows: list[dict[str, Any]] = [
        area(code, None, "kabupaten") | {"kemendagri_code": None, "official_area_km2": None, "source": "x"}
        for code in ("9901", "9902")
    ]
    with database.write() as session:
        write_rows(session, "areas", rows)
        write_rows(session, "areas", [rows[0] | {"parent_code": "9902"}, rows[1] | {"parent_code": "9901"}])
    with database.read() as reader:
        assert set(read_areas(reader, Scope.everything("9901"))["code"]) == {"9901", "9902"}
        assert read_above(reader, Scope.everything("9901")) == ("9902",)


def test_outlines_keep_to_the_scope(database: Database) -> None:
    store(database, SMALL)
    outline = {
        "kabupaten_code": "9901", "geometry": b"\x01\x02", "source": "s", "licence": "l",
        "valid_on": date(2020, 4, 1) - timedelta(days=1),
    }  # fmt: skip
    with database.write() as session:
        write_rows(session, "boundaries", [outline | {"area_code": "9901010"}, outline | {"area_code": "9901"}])
    with database.read() as reader:
        found = read_boundaries(reader, Scope.everything("9901010"))
        assert found[["area_code", "level", "geometry"]].values.tolist() == [["9901010", "kecamatan", b"\x01\x02"]]
    with database.write() as session:
        session.connection.exec_driver_sql("DELETE FROM area_boundaries")
