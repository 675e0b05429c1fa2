"""Which version of the register speaks, and what it says."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given

from census.base.register import (
    REGISTER_COUNTS,
    Denominator,
    RegisterOnRecord,
    RegisterVersion,
    persons_per_family,
    version_named,
)
from census.base.vocabulary import Unit
from tests.census.oracle import Oracle
from tests.census.worlds import Row, World, area, days, register, worlds

TREE = [
    area("9901", None, "kabupaten"),
    area("9901010", "9901", "kecamatan"),
    area("9901010001", "9901010", "desa"),
    area("9901010002", "9901010", "desa"),
]
JULY, JANUARY = date(2019, 7, 31), date(2020, 1, 31)


def families(rows: list[Row], day: date) -> dict[str, int | None]:
    base = World(TREE, rows, []).campaign().base(day)
    return {str(code): None if pd.isna(n) else int(n) for code, n in base["households"].items()}


@given(worlds(), days)
def test_it_says_what_the_slow_way_gives(world: World, day: date) -> None:
    base = world.campaign().base(day)
    oracle = Oracle(world)
    for code in base.index:
        row = oracle.register_row(code, day)
        got = {name: None if pd.isna(v) else v for name, v in base.loc[code].items()}
        for column in (*REGISTER_COUNTS, "is_estimate"):
            assert got[column] == (row and row[column])


def test_a_sum_needs_every_child_and_an_own_row_stands() -> None:
    both = [register("9901010001", 10, 30), register("9901010002", 5, 15)]
    assert families(both, JANUARY) == {"9901": 15, "9901010": 15, "9901010001": 10, "9901010002": 5}
    assert families(both[:1], JANUARY) == {
        "9901": None, "9901010": None, "9901010001": 10, "9901010002": None,
    }  # fmt: skip
    assert families([*both, register("9901", 16, 48)], JANUARY)["9901"] == 16


@pytest.mark.parametrize(
    ("day", "speaks"),
    [
        (date(2019, 1, 1), "old"),
        (JULY, "old"),
        (date(2020, 1, 30), "old"),
        (JANUARY, "new"),
        (date(2021, 1, 1), "new"),
    ],
)
def test_the_newest_valid_version_speaks_whole(day: date, speaks: str) -> None:
    rows = [
        register("9901010001", 20, 60, version="new", on=JANUARY),
        register("9901010001", 10, 30, version="old", on=JULY),
        register("9901010002", 5, 15, version="old", on=JULY),
    ]
    # Versions are never mixed: a desa that the new one lacks has no base any more.
    wanted = {"old": [10, 5], "new": [20, None]}[speaks]
    found = families(rows, day)
    assert [found["9901010001"], found["9901010002"]] == wanted


def test_of_one_day_what_is_known_goes_before_what_is_estimated_then_the_later() -> None:
    known, guess = register("9901", 10, 30, version="a"), register("9901", 11, 33, version="b", is_estimate=True)
    third = register("9901", 12, 36, version="c")
    assert families([known, guess], JANUARY)["9901"] == 10
    assert families([guess, known], JANUARY)["9901"] == 10
    assert families([known, third, guess], JANUARY)["9901"] == 12
    assert families([third, known, guess], JANUARY)["9901"] == 10


def test_what_is_unknown_of_one_child_is_unknown_of_the_sum() -> None:
    rows = [
        register("9901010001", 10, 30, ineligible=(2, None), is_estimate=True),
        register("9901010002", 5, 15, ineligible=(1, 4)),
    ]
    base = World(TREE, rows, []).campaign().base(JANUARY).loc["9901"]
    assert base["households_ineligible"] == 3
    assert pd.isna(base["persons_ineligible"])
    assert base["is_estimate"]


def test_without_a_register_nothing_is_known_and_nothing_is_zero() -> None:
    assert set(families([], JANUARY).values()) == {None}


def test_denominators_and_versions_are_values() -> None:
    rows = [
        register("9901010001", 10, 30, version="old", on=JULY, ineligible=(2, None)),
        register("9901010002", 5, 15, version="old", on=JULY, is_estimate=True),
        register("9901010001", 20, 60, version="new", on=JANUARY),
    ]
    campaign = World(TREE, rows, []).campaign()
    first, unknown = campaign.denominators_of(["9901010001", "9901010002"], JANUARY)
    assert first == Denominator("9901010001", 20, 60, None, False, "new", JANUARY, "Dukcapil new")
    assert unknown == Denominator("9901010002", None, None, None, None, None, None, None)
    assert campaign.denominators_of(["9901"], JULY) == (
        Denominator("9901", 15, 45, None, True, "old", JULY, "Dukcapil old"),
    )
    assert (campaign.versions_in_force(JULY), campaign.versions_in_force(JANUARY)) == ({"old"}, {"new"})
    assert campaign.register_versions == (
        RegisterOnRecord("old", JULY, JULY, "Dukcapil old", areas=2, estimates=1),
        RegisterOnRecord("new", JANUARY, JANUARY, "Dukcapil new", areas=1, estimates=0),
    )
    assert [first.of(unit) for unit in (Unit.HOUSEHOLD, Unit.PERSON)] == [20, 60]
    nothing = World(TREE, [], []).campaign()
    assert (nothing.register_versions, nothing.versions_in_force(JULY)) == ((), frozenset())


def test_the_register_is_named_by_the_first_area_that_has_one_and_is_an_estimate_where_any_is() -> None:
    rows = [register("9901010001", 100, 300), register("9901010002", 200, 660)]
    base = World(TREE, rows, []).campaign().base(JANUARY)
    named = version_named(base)
    assert named == RegisterVersion(rows[0]["version"], rows[0]["valid_on"], is_estimate=False)
    rows[1]["is_estimate"] = True
    estimated = version_named(World(TREE, rows, []).campaign().base(JANUARY))
    assert estimated is not None
    assert estimated.is_estimate
    assert version_named(World(TREE, [], []).campaign().base(JANUARY)) is None


def test_the_mean_family_is_that_of_all_areas_on_the_register() -> None:
    frame = pd.DataFrame({"households": [100, 200, None], "persons": [300, 660, None]}, dtype="Int64")
    assert persons_per_family(frame) == 3.2
    assert persons_per_family(frame.iloc[2:]) is None
