"""How much has been delivered: parts counted by hand, in the unit that was delivered, and the same for every reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.access.scope import Scope
from census.base.vocabulary import AREA_UNITS, Status, Unit
from census.campaign.narrowing import seen_by
from census.disclosure.suppression import STANDARD
from census.figures.completeness import COMPLETENESS_COLUMNS, Completeness, Delivered, area_completeness
from census.figures.progress import View
from tests.census.worlds import World, area, days, recap, register, worlds
from tests.support.examples import dear

if TYPE_CHECKING:
    from collections.abc import Iterable

KABUPATEN, UP, DOWN = "9901", "9901010", "9901020"
DESA = [f"{above}{n:03d}" for above in (UP, DOWN) for n in (1, 2, 3)]
AREAS = [
    area(KABUPATEN, None, "kabupaten"),
    *(area(code, KABUPATEN, "kecamatan") for code in (UP, DOWN)),
    *(area(code, code[:7], "desa") for code in DESA),
]
MARCH_3, MARCH_10, MARCH_17 = date(2020, 3, 3), date(2020, 3, 10), date(2020, 3, 17)
PERSONS = View(MARCH_17, Unit.PERSON, Status.RESPONDED)


def found(recaps: Iterable[dict[str, object]], view: View = PERSONS, code: str = KABUPATEN) -> Completeness:
    return World(AREAS, [], list(recaps)).campaign().completeness(code, view)


def test_a_part_in_families_alone_is_told_in_families() -> None:
    part = found([recap(DESA[0], MARCH_3, 10), recap(DESA[1], MARCH_10, 10), recap(DESA[1], MARCH_17, 12)])
    assert part.levels == (Delivered("kecamatan", 0, 2), Delivered("desa", 2, 6))
    assert (part.unit, part.units) == (Unit.HOUSEHOLD, (Unit.HOUSEHOLD,))
    assert (part.oldest, part.newest) == (MARCH_3, MARCH_17)
    assert part.by_part == ((f"kecamatan {UP}", Delivered("desa", 2, 3)),)
    assert part.is_part


def test_on_an_earlier_day_less_was_there() -> None:
    recaps = [recap(code, MARCH_10, 10, 30) for code in DESA[:4]]
    assert found(recaps, View(MARCH_3, Unit.PERSON, Status.RESPONDED)).levels[-1] == Delivered("desa", 0, 6)
    assert found(recaps).levels == (Delivered("kecamatan", 1, 2), Delivered("desa", 4, 6))


def test_an_own_recap_is_no_sum_of_a_part() -> None:
    own = found([recap(KABUPATEN, MARCH_10, 10, 30)])
    assert own.levels == (Delivered("kecamatan", 0, 2), Delivered("desa", 0, 6))
    assert not own.is_part
    assert own.newest == MARCH_10


def test_some_kecamatan_are_a_part_and_all_are_none() -> None:
    assert found([recap(UP, MARCH_10, 10)]).is_part
    assert not found([recap(code, MARCH_10, 10) for code in (UP, DOWN)]).is_part


def test_the_status_asked_for_is_told_where_it_was_delivered() -> None:
    clean = View(MARCH_17, Unit.PERSON, Status.CLEAN)
    assert found([recap(DESA[0], MARCH_3, None, 30)], clean).status is Status.RESPONDED
    assert found([recap(DESA[0], MARCH_3, None, 30, None, 20)], clean).status is Status.CLEAN


def test_rows_of_tables_tell_what_their_own_figures_rest_on() -> None:
    world = World(AREAS, [], [recap(code, MARCH_10, 10) for code in DESA[:2]])
    families = View(MARCH_17, Unit.HOUSEHOLD, Status.RESPONDED)
    columns = ["parts", "parts_delivered", "parts_until"]
    table = world.campaign().progress(KABUPATEN, "kecamatan", families)
    assert table[columns].to_numpy(dtype=object).tolist() == [[3, 2, MARCH_10], [3, 0, None]]
    # No person was delivered, so a figure in persons rests on nothing.
    table = world.campaign().progress(KABUPATEN, "kabupaten", PERSONS)
    assert table[columns].to_numpy(dtype=object).tolist() == [[6, 0, None]]
    table = world.campaign().progress(KABUPATEN, "desa", families)
    assert table[columns].isna().all(axis=None)


@dear(8)
@given(worlds(), days, st.sampled_from(AREA_UNITS), st.sampled_from(Status))
def test_a_sum_exists_where_all_parts_do_and_none_where_a_part_does(
    world: World, day: date, unit: Unit, status: Status
) -> None:
    leaves = [row for row in world.recaps if not any(a["parent_code"] == row["area_code"] for a in world.areas)]
    campaign = World(world.areas, [], leaves, world.targets).campaign()
    view = View(day, unit, status)
    for code in campaign.tree.codes:
        told = area_completeness(campaign.tree, campaign.panel, code, unit, status, day)
        row = campaign.progress(code, campaign.tree.level(code), view).iloc[0]
        if told.levels and (told.unit, told.status) == (unit, status):
            # Some areas are not divided as far as others: all of them count, whatever their level.
            bottom = [each for each in campaign.tree.codes if code in campaign.tree.chain(each)]
            bottom = [each for each in bottom if not campaign.tree.children(each)]
            have = [each for each in bottom if any(
                r["area_code"] == each and r["as_of"] <= day and r[f"{_NOUN[unit]}_{status.value}"] is not None
                for r in leaves
            )]  # fmt: skip
            assert pd.isna(row["numerator"]) == (len(have) < len(bottom))
            assert (row["parts"], row["parts_delivered"]) == (len(bottom), len(have))


_NOUN = {Unit.HOUSEHOLD: "households", Unit.PERSON: "persons"}


@pytest.mark.parametrize("detail", [frozenset(), frozenset({UP}), frozenset({DESA[4]})])
def test_every_reader_is_told_the_same(detail: frozenset[str]) -> None:
    registers = [register(code, 100, 300) for code in DESA]
    whole = World(AREAS, registers, [recap(code, MARCH_10, 10, 30) for code in DESA[:4]]).campaign(STANDARD)
    seen = seen_by(whole, replace(Scope.totals(KABUPATEN), detail=detail))
    for code in (KABUPATEN, UP, DOWN):
        assert seen.completeness(code, PERSONS) == whole.completeness(code, PERSONS)
        level = whole.tree.level(code)
        columns = list(COMPLETENESS_COLUMNS)
        mine, all_of_it = (each.progress(code, level, PERSONS)[columns] for each in (seen, whole))
        assert mine.to_numpy(dtype=object).tolist() == all_of_it.to_numpy(dtype=object).tolist()
