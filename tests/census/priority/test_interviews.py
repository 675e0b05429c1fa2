"""The workload of the interviewers, and who goes where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.vocabulary import Status
from census.disclosure.suppression import STANDARD
from census.figures.completeness import COMPLETENESS_COLUMNS
from census.priority.inputs import family_draws
from census.priority.interviews import (
    CLEAN_SHARE,
    INTERVIEW_COLUMNS,
    Crew,
    interview_workload,
    interviews,
    load_limits,
    most_work_first,
    saved_days,
)
from tests.census.worlds import World, area, recap, register
from tests.support.examples import dear


def ints(*values: int | None) -> pd.Series:
    return pd.Series(values, index=[f"{place:03d}" for place in range(len(values))], dtype="Int64")


def test_the_register_less_what_is_clean_and_the_ineligible_apart() -> None:
    work = interview_workload(ints(100, 100, 100, 100), ints(30, 120, None, 0), ints(5, 5, 5, None))
    assert work["not_online"].tolist()[:2] == [70, 0]
    assert work["workload"].tolist()[:2] == [75, 5]
    assert work.loc["002", ["not_online", "workload"]].isna().all()
    # Nobody knows how many have a newer card: the register alone speaks.
    assert work.loc["003", "workload"] == 100
    assert pd.isna(work.loc["003", "ineligible"])


def world() -> World:
    """A kabupaten of two kecamatan, of which the first has two desa."""
    areas = [
        area("9901", None, "kabupaten"),
        *(area(code, "9901", "kecamatan") for code in ("9901010", "9901020")),
        *(area(code, code[:7], "desa") for code in ("9901010001", "9901010002", "9901020001")),
    ]
    registers = [
        register(code, n, 3 * n, ineligible=(extra, 0))
        for code, n, extra in (("9901010001", 1_000, 10), ("9901010002", 600, 20), ("9901020001", 400, 0))
    ]
    day = date(2020, 3, 1)
    recaps = [
        recap(code, day, responded, 3 * responded, clean, 3 * clean)
        for code, responded, clean in (("9901010001", 300, 200), ("9901010002", 60, 40), ("9901020001", 100, 100))
    ]
    return World(areas, registers, recaps)


def test_a_campaign_by_hand() -> None:
    found = interviews(world().campaign(), "9901", "desa", date(2020, 3, 1), crew=Crew(20, 10))
    assert found.status is Status.CLEAN
    assert list(found.table.columns) == list(INTERVIEW_COLUMNS)
    assert [part.not_online for part in found.parts] == [800, 560, 300]
    assert [part.workload for part in found.parts] == [810, 580, 300]
    assert (found.whole.workload, found.whole.ineligible) == (1_690, 30)
    # 1,390 and 300 of 1,690 for 20 people: 16.4 and 3.6; then 810 and 580 of 1,390 for 16: 9.3 and 6.7.
    assert [part.enumerators for part in found.parts] == [9, 7, 4]
    assert found.whole.per_enumerator == pytest.approx(1_690 / 20)
    assert [part.per_enumerator_day for part in found.parts] == pytest.approx(
        [810 / 9 / 10, 580 / 7 / 10, 300 / 4 / 10]
    )
    assert all(part.at_deadline is None for part in found.parts)


def test_whoever_looks_at_a_part_sees_the_same_people_go_there() -> None:
    campaign = world().campaign()
    whole = interviews(campaign, "9901", "kecamatan", date(2020, 3, 1), crew=Crew(20, 10))
    part = interviews(campaign, "9901010", "desa", date(2020, 3, 1), crew=Crew(20, 10))
    (above,) = (area_work for area_work in whole.parts if area_work.code == "9901010")
    assert part.whole.enumerators == above.enumerators == sum(each.enumerators for each in part.parts)


def test_the_work_at_the_deadline_comes_from_the_draws_that_become_clean() -> None:
    codes = ("9901010001", "9901010002", "9901020001")
    draws = np.array([[400, 100, 100]] * 5 + [[500, 200, 200]] * 5)
    crew, day = Crew(20, 10), date(2020, 3, 1)
    found = interviews(world().campaign(), "9901", "desa", day, crew=crew, forecast=(codes, draws))
    # 340 of 460 are clean so far, less than the published 89 of 100.
    # Told to ten families: 1,496 and 1,229; and to two of 400: 311.
    assert found.whole.at_deadline_hi == 10 * round((2_000 - 600 * CLEAN_SHARE + 30) / 10)
    assert found.whole.at_deadline_lo == 10 * round((2_000 - 900 * CLEAN_SHARE + 30) / 10)
    assert found.parts[-1].at_deadline_hi == 2 * round((400 - 100 * CLEAN_SHARE) / 2)
    # 20 people and 10 days for the families that will be left; of a hundred that respond 89 are none of them any more.
    assert found.saved_days(100) == pytest.approx(100 * CLEAN_SHARE * 20 * 10 / found.whole.at_deadline)
    today = interviews(world().campaign(), "9901", "desa", day, crew=crew)
    assert today.saved_days(100) == pytest.approx(100 * CLEAN_SHARE * 20 * 10 / today.whole.workload)
    partly = interviews(world().campaign(), "9901", "desa", day, crew=crew, forecast=(codes[:2], draws[:, :2]))
    assert partly.whole.at_deadline is None
    assert [part.at_deadline is not None for part in partly.parts] == [True, True, False]


def test_without_clean_figures_those_that_responded_are_taken_out() -> None:
    bare = world()
    for row in bare.recaps:
        row["households_clean"] = None
    found = interviews(bare.campaign(), "9901", "desa", date(2020, 3, 1), crew=Crew())
    assert found.status is Status.RESPONDED
    assert [part.not_online for part in found.parts] == [700, 540, 300]


def test_before_any_figure_nothing_is_said() -> None:
    found = interviews(world().campaign(), "9901", "desa", date(2020, 2, 1), crew=Crew())
    assert all(part.workload is None for part in found.parts)
    assert found.whole.workload is None


def test_a_small_desa_shows_no_work_and_its_families_weigh_as_a_whole() -> None:
    small = world()
    small.registers[2] = register("9901020001", 12, 36, ineligible=(0, 0))
    small.recaps[2] = recap("9901020001", date(2020, 3, 1), 5, 15, 5, 15)
    found = interviews(small.campaign(STANDARD), "9901", "desa", date(2020, 3, 1), crew=Crew(100, 10))
    # The one of 12, and the next smallest, so that the total does not give it away.
    assert [part.is_hidden for part in found.parts] == [False, True, True]
    hidden = found.table.iloc[1:][found.table["is_hidden"].iloc[1:]]
    assert hidden[["online", "not_online", "workload", "work_share", "per_enumerator"]].isna().all(axis=None)
    assert sum(area.enumerators for area in found.parts) == 100
    other = world()
    other.registers[2] = register("9901020001", 12, 36, ineligible=(0, 0))
    other.recaps[2] = recap("9901020001", date(2020, 3, 1), 11, 33, 11, 33)
    again = interviews(other.campaign(STANDARD), "9901", "desa", date(2020, 3, 1), crew=Crew(100, 10))
    assert [part.enumerators for part in again.parts] == [part.enumerators for part in found.parts]


@dear(8)
@given(st.lists(st.integers(0, 400), min_size=3, max_size=3), st.integers(1, 60))
def test_all_enumerators_are_sent_at_every_step(clean: list[int], enumerators: int) -> None:
    drawn = world()
    for row, count in zip(drawn.recaps, clean, strict=True):
        row["households_clean"] = count
    campaign, day, crew = drawn.campaign(), date(2020, 3, 1), Crew(enumerators, 31)
    whole = interviews(campaign, "9901", "kecamatan", day, crew=crew)
    assert whole.whole.enumerators == sum(area.enumerators for area in whole.parts) == enumerators
    for part in whole.parts:
        exact = Fraction(enumerators * (part.workload or 0), whole.whole.workload or 1)
        assert abs(part.enumerators - exact) < 1
        below = interviews(campaign, part.code, "desa", day, crew=crew)
        assert sum(area.enumerators for area in below.parts) == part.enumerators


def test_a_family_online_saves_its_part_of_a_day() -> None:
    # 275,900 visits by 890 enumerators in 31 days are ten a day for each.
    assert saved_days(1, 275_900, crew=Crew(890, 31)) == pytest.approx(0.1)
    assert saved_days(1, 0, crew=Crew()) == 0


def test_values_are_the_rows_of_the_table() -> None:
    found = interviews(world().campaign(), "9901", "desa", date(2020, 3, 1), crew=Crew(20, 10))
    assert [area.code for area in found.areas] == found.table.index.tolist()
    for area_work, row in zip(found.areas, found.table.to_dict("records"), strict=True):
        for name in set(INTERVIEW_COLUMNS) - set(COMPLETENESS_COLUMNS):
            value = getattr(area_work, name)
            assert value is None if pd.isna(row[name]) else value == row[name]
            assert type(value) in (int, float, bool, str, date, type(None))


@given(st.lists(st.none() | st.integers(0, 3_000_000), max_size=60))
def test_loads_fall_into_five_classes_at_round_numbers(loads: list[int | None]) -> None:
    limits = load_limits(loads)
    known = [load for load in loads if load is not None]
    if len(set(known)) < 2:
        assert limits == ()
        return
    assert list(limits) == sorted(set(limits))
    assert len(limits) <= 4
    # The least and the most work never share a colour.
    assert min(known) < limits[0]
    assert limits[-1] <= max(known)
    if max(known) - min(known) >= 50:
        assert len(limits) == 4
        assert all(limit % 10 == 0 for limit in limits)


def test_the_most_work_stands_first() -> None:
    area_work = interviews(world().campaign(), "9901", "desa", date(2020, 3, 1), crew=Crew()).whole
    rows = [("c", None), ("b", 5), ("d", 9), ("a", 5), ("e", None)]
    ordered = most_work_first(replace(area_work, name=name, workload=work) for name, work in rows)
    assert [each.name for each in ordered] == ["d", "a", "b", "c", "e"]


@pytest.mark.parametrize("wrong", [(0, 31), (890, 0)])
def test_nobody_or_no_day_is_no_crew(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Crew(*wrong)


def test_persons_alone_tell_the_families_that_are_left_by_their_size() -> None:
    bare = world()
    for row in bare.recaps:
        row["households_responded"] = row["households_clean"] = row["persons_clean"] = None
    found = interviews(bare.campaign(), "9901", "desa", date(2020, 3, 1), crew=Crew())
    # 3 persons a family on the register, and 900, 180 and 300 that have responded.
    assert found.status is Status.RESPONDED
    assert [part.not_online for part in found.parts] == [700, 540, 300]
    assert found.table["is_equivalent"].all()
    assert found.table["source"].notna().all()
    assert set(found.table["as_of"]) == {date(2020, 3, 1)}
    assert (
        not interviews(world().campaign(), "9901", "desa", date(2020, 3, 1), crew=Crew()).table["is_equivalent"].any()
    )


@pytest.mark.parametrize("measure", ["households_responded", "persons_responded", "households_clean", "persons_clean"])
def test_whatever_came_alone_is_forecast_for_the_interviewers(measure: str) -> None:
    days = [date(2020, 2, 15) + timedelta(days=n) for n in range(23)]
    part = Fraction(89, 100) if measure.endswith("clean") else Fraction(1)
    size = 3 if measure.startswith("persons") else 1
    bare = world()
    bare.recaps = [
        {**recap(code, day), measure: int(n * (k + 1) ** 2 / 4_000 * part) * size}
        for code, n in (("9901010001", 1_000), ("9901010002", 600), ("9901020001", 400))
        for k, day in enumerate(days)
    ]
    campaign = bare.campaign()
    draws = family_draws(campaign, "9901", days[-1])
    assert draws is not None
    now = {code: int(n * 23**2 / 4_000) for code, n in zip(draws[0], (1_000, 600, 400), strict=True)}
    for place, code in enumerate(draws[0]):
        # Families that will have responded: none fewer than have, but for rounding, and not more than there are.
        assert draws[1][:, place].min() >= now[code] - 2
    found = interviews(campaign, "9901", "desa", days[-1], crew=Crew(), forecast=draws)
    assert found.table["at_deadline"].notna().all()
    assert (found.table["at_deadline"] <= found.table["workload"]).all()
