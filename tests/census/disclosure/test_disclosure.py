"""What is made of foreign desa and hidden groups, and gives none away: draws, chances, gains of sums, a small world.

What this covers: the figures that follow exactly from published totals are the same in worlds that differ by twenty
families in any foreign desa, on all days, both ways (a witness for each); so no solver can place its count within less.
What is estimated is not exact: it is rounded, and twenty families move it by no more than another seed of the draws
does. That somebody who simulates the whole programme learns nothing from many such figures is not shown here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.access.identity import Role, RoleKind
from census.access.scope import scope_of
from census.base.vocabulary import AREA_MEASURES, AREA_UNITS, Status, Unit
from census.campaign.narrowing import seen_by
from census.disclosure.suppression import STANDARD, Protection
from census.figures.progress import View
from census.figures.rounding import FORECAST_FIELDS, INTERVIEW_FIELDS, Fineness, Grid, grid_of, rounded, told_step
from census.forecast.table import FORECAST_COLUMNS
from census.priority.interviews import INTERVIEW_COLUMNS, Crew, interviews
from tests.census.worlds import REGENT, World, area, recap, register
from tests.support.examples import dear, first_in_gate

if TYPE_CHECKING:
    from census.campaign.campaign import Campaign

START = date(2020, 2, 15)
DAYS = [START + timedelta(days=n) for n in range(16)]
FAMILIES = View(DAYS[-1], Unit.HOUSEHOLD, Status.RESPONDED)
Paths = dict[str, list[int]]
"""Families that have responded, by desa and day."""


def world_of(paths: Paths, sizes: dict[str, int], *, told_on: dict[str, set[int]] | None = None) -> World:
    """Give daily recaps of all desa: a family has four persons, half of the forms are clean."""
    kecamatan = sorted({code[:7] for code in sizes})
    return World(
        areas=[
            area("9901", None, "kabupaten"),
            *(area(code, "9901", "kecamatan") for code in kecamatan),
            *(area(code, code[:7], "desa") for code in sizes),
        ],
        registers=[register(code, n, 4 * n) for code, n in sizes.items()],
        recaps=[
            recap(code, day, count, 4 * count, count // 2, 2 * count)
            for code, path in paths.items()
            for place, (day, count) in enumerate(zip(DAYS, path, strict=True))
            if told_on is None or place in told_on[code]
        ],
        targets=[replace(REGENT, scope_code="9901")],
    )


# --- hidden groups are drawn as one -------------------------------------------------------------------------

SMALL = {"9901010001": 12, "9901010002": 15, "9901010003": 30, "9901010004": 900, "9901020001": 1500}
HIDDEN = ("9901010001", "9901010002", "9901010003")


def growing(sizes: dict[str, int], rate: float = 0.02) -> Paths:
    return {code: [int(n * (1 - (1 - rate) ** (day + 1))) for day in range(len(DAYS))] for code, n in sizes.items()}


def test_draws_say_nothing_of_a_hidden_group_that_its_pool_does_not() -> None:
    """Another share of the same sums, on every day: every draw of everything is the same."""
    paths = growing(SMALL)
    other = {code: list(path) for code, path in paths.items()}
    other[HIDDEN[0]] = [0 for _ in DAYS]
    other[HIDDEN[1]] = [paths[HIDDEN[0]][day] + paths[HIDDEN[1]][day] for day in range(len(DAYS))]
    assert other[HIDDEN[1]] != paths[HIDDEN[1]]
    one, two = (world_of(each, SMALL).campaign(STANDARD) for each in (paths, other))
    found, again = (each.outlook("9901", FAMILIES).forecast for each in (one, two))
    assert found is not None
    assert again is not None
    np.testing.assert_array_equal(found.draws, again.draws)
    assert found.rush_chance == again.rush_chance
    # The pool stands in the column of the first: it counts in sums, and nothing is said of a part.
    assert found.total(HIDDEN[1:]).tolist() == [0] * len(found.draws)
    assert found.total(HIDDEN[:1]).max() > 0
    for level in ("kabupaten", "kecamatan", "desa"):
        pd.testing.assert_frame_equal(one.forecast("9901", level, FAMILIES), two.forecast("9901", level, FAMILIES))
    assert one.forecast("9901", "desa", FAMILIES).loc[list(HIDDEN), "median"].isna().all()


# --- what is drawn is told on a grid ------------------------------------------------------------------------


def test_no_share_that_is_asked_about_finds_more_than_the_grid() -> None:
    """A bisection through the what-if: the chance changes where the grid has a count, and nowhere else."""
    sizes = {f"99010{k}0{n:03d}": 900 + 37 * n for k in (1, 2) for n in range(1, 6)}
    told = world_of(growing(sizes), sizes).campaign(STANDARD)
    outlook, base = told.outlook("9901", FAMILIES), sum(sizes.values())
    grid = grid_of(base)
    assert grid.step == 10
    chances = [outlook.summary(told.tree, "9901", count, grid) for count in range(2_500, 9_500)]
    found = [each.chance for each in chances if each is not None and each.chance is not None]
    assert len(set(found)) > 10
    for place, (here, there) in enumerate(pairwise(found)):
        assert here == there or (2_500 + place) % grid.step == 0
    assert all(chance == round(chance, 2) for chance in found)
    middle = int(told.forecast("9901", "kabupaten", FAMILIES).iloc[0]["median"])
    asked = {
        told.forecast("9901", "kabupaten", FAMILIES, share=Fraction(count, base)).iloc[0]["chance_target"]
        for count in range(middle + 1, middle + 10)
    }
    assert len(asked) == 1


def test_fans_are_on_the_grid_from_the_first_day_to_the_last() -> None:
    sizes = {f"99010{k}0{n:03d}": 900 + 37 * n for k in (1, 2) for n in range(1, 6)}
    told = world_of(growing(sizes), sizes).campaign(STANDARD)
    outlook, grid = told.outlook("9901", FAMILIES), Grid(20)
    assert outlook.forecast is not None
    fan = outlook.forecast.fan(outlook.drawn_below(told.tree, "9901"), grid=grid)
    assert fan.shape == (3, 1 + (REGENT.ends_on - DAYS[-1]).days)
    assert (fan % 20 == 0).all()
    assert (np.diff(fan[1]) >= 0).all()


@given(st.integers(1, 10**7))
def test_a_step_is_a_round_number_that_no_screen_would_tell_finer(base: int) -> None:
    step = told_step(base)
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert step <= max(base / 1_000, 10)
    assert step >= base / 2_500 or base < 1_000
    assert base < 1_000 or step >= 10


@given(st.floats(-1e6, 1e6), st.sampled_from([each for each in Fineness if each is not Fineness.STEP]))
def test_what_is_rounded_stays_as_it_is(value: float, fineness: Fineness) -> None:
    once = rounded(value, fineness)
    assert rounded(once, fineness) == once
    assert abs(once - value) <= max(0.5, 0.051 * abs(value))


# --- sums whose parts report on different days --------------------------------------------------------------


@st.composite
def reports_apart(draw: st.DrawFn) -> tuple[Paths, dict[str, set[int]]]:
    """Draw small desa that report on days of their own, all of them on the first."""
    codes = [f"9901010{n:03d}" for n in range(1, 5)]
    gains = {code: draw(st.lists(st.integers(0, 2), min_size=len(DAYS), max_size=len(DAYS))) for code in codes}
    told = {code: {0} | draw(st.sets(st.integers(1, len(DAYS) - 1), max_size=8)) for code in codes}
    return {code: np.cumsum(own).tolist() for code, own in gains.items()}, told


@dear(5)
@given(reports_apart())
def test_what_a_sum_with_hidden_parts_gains_is_a_difference_of_two_told_sums(
    drawn: tuple[Paths, dict[str, set[int]]],
) -> None:
    """Each part since its own figure before would be a sum that no day tells: with two days' sums one part's gain."""
    paths, told_on = drawn
    sizes = {code: 40 + 10 * place for place, code in enumerate(paths)}
    sizes["9901010001"], sizes["9901010002"] = 12, 15
    campaign = world_of(paths, sizes, told_on=told_on).campaign(STANDARD)
    for level, code in (("kecamatan", "9901010"), ("kabupaten", "9901")):
        told: dict[date, set[int]] = {}
        for day in DAYS:
            row = campaign.progress("9901", level, replace(FAMILIES, as_of=day)).loc[code]
            if pd.isna(row["numerator"]):
                continue
            told.setdefault(row["as_of"], set()).add(int(row["numerator"]))
            if pd.notna(row["change"]):
                assert row["change_since"] in told
                assert row["numerator"] - row["change"] in told[row["change_since"]]
                # The pace is that of the target, which speaks in persons.
                days = (row["as_of"] - row["change_since"]).days
                assert row["recent_pace"] == pytest.approx(4 * row["change"] / days)


# --- all outputs of a small world ---------------------------------------------------------------------------

OWN = "9901010"
SIZES = {
    **{f"{OWN}{n:03d}": 200 + 20 * n for n in range(1, 4)},
    **{f"9901020{n:03d}": size for n, size in ((1, 140), (2, 120), (3, 100))},
    **{f"9901030{n:03d}": size for n, size in ((1, 260), (2, 150))},
}
FOREIGN = [code for code in SIZES if not code.startswith(OWN)]
BELOW = Protection().hide_below


def camat(paths: Paths) -> tuple[Campaign, Campaign]:
    """Give the whole and what the camat of the first kecamatan sees of it."""
    whole = world_of(paths, SIZES).campaign(STANDARD)
    scope = scope_of(
        [Role(RoleKind.CAMAT, area_code=OWN)], "9901", opd=whole.opd, assignments=whole.assignments, today=DAYS[-1]
    )
    assert scope is not None
    return whole, seen_by(whole, scope)


def exact_outputs(seen: Campaign) -> list[pd.DataFrame]:
    """Give the figures of every day and measure as tables have them, the tables of two days, and what pages draw on."""
    tables = [seen.panel.at(measure, day) for measure in AREA_MEASURES for day in DAYS]
    for day in (DAYS[7], DAYS[-1]):
        for unit in AREA_UNITS:
            view = View(day, unit, Status.RESPONDED)
            for level in ("kabupaten", "kecamatan"):
                tables += [seen.progress("9901", level, view), seen.gains("9901", level, view, since=DAYS[2])]
    frames = [seen.daily, seen.domiciles, seen.recaps, seen.registers, seen.opened, seen.base(DAYS[-1])]
    carried = [pd.DataFrame(each.counts) for each in seen.panel.measures.values()]
    return [*tables, *frames, *carried]


def estimates(whole: Campaign, seen: Campaign, day: date, *, seed: int = 0) -> list[pd.DataFrame]:
    """Give what is estimated for the camat on a day: forecasts and interviews."""
    tables = []
    for unit in AREA_UNITS:
        view = View(day, unit, Status.RESPONDED)
        for level in ("kabupaten", "kecamatan", "desa"):
            tables.append(seen.forecast("9901", level, view, seed=seed)[list(FORECAST_COLUMNS)])
    drawn = whole.outlook("9901", replace(FAMILIES, as_of=day), seed=seed).forecast
    draws = None if drawn is None else (drawn.codes, drawn.draws)
    found = interviews(whole, "9901", "desa", day, crew=Crew(20, 10), forecast=draws).seen_by(seen)
    return [*tables, found.table[list(INTERVIEW_COLUMNS)]]


def moved(paths: Paths, code: str, families: int) -> Paths:
    """Give another world: so many families more in one desa, fewer in the others of its kecamatan, day by day."""
    others = [each for each in paths if each[:7] == code[:7] and each != code]
    found = {each: list(path) for each, path in paths.items()}
    for day in range(len(DAYS)):
        # From the first day on in full, so that no day's count is known more closely.
        found[code][day] += families
        for n in range(abs(families)):
            found[others[n % len(others)]][day] -= 1 if families > 0 else -1
    return found


@pytest.fixture(scope="module")
def paths() -> Paths:
    """A third of each desa by the first day, two thirds by the last: nobody and all are far away."""
    return {code: [n // 3 + n * day // (3 * len(DAYS)) for day in range(len(DAYS))] for code, n in SIZES.items()}


@pytest.fixture(scope="module")
def exact(paths: Paths) -> list[pd.DataFrame]:
    """What the camat is told exactly in that world."""
    return exact_outputs(camat(paths)[1])


@pytest.mark.parametrize("code", first_in_gate(FOREIGN, 2))
def test_every_exact_figure_fits_worlds_with_twenty_families_more_and_fewer(
    paths: Paths, exact: list[pd.DataFrame], code: str
) -> None:
    """The witnesses: in both all that a camat is told exactly is the same to the last digit, on every day."""
    for families in (BELOW, -BELOW):
        other = moved(paths, code, families)
        for each, path in other.items():
            assert 0 <= path[0]
            assert path[-1] <= SIZES[each]
            assert path == sorted(path)
        again = exact_outputs(camat(other)[1])
        for one, two in zip(exact, again, strict=True):
            pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_the_comparison_sees_a_figure_of_the_kecamatan_that_differs(paths: Paths, exact: list[pd.DataFrame]) -> None:
    other = {code: list(path) for code, path in paths.items()}
    other[FOREIGN[0]][-1] += 1
    again = exact_outputs(camat(other)[1])
    assert any(not one.equals(two) for one, two in zip(exact, again, strict=True))


@pytest.mark.parametrize("code", first_in_gate(FOREIGN[::3], 1))
def test_twenty_families_move_no_estimate_further_than_another_seed(paths: Paths, code: str) -> None:
    """The rest is estimated: only fields that are rounded differ, and by no more than draws do, or one step."""
    fields = {**FORECAST_FIELDS, **INTERVIEW_FIELDS}
    whole, seen = camat(paths)
    day = DAYS[-1]
    told = estimates(whole, seen, day)
    by_seed = [estimates(whole, seen, day, seed=seed) for seed in range(1, 5)]
    for families in (BELOW, -BELOW):
        again = estimates(*camat(moved(paths, code, families)), day)
        for place, (one, two) in enumerate(zip(told, again, strict=True)):
            exact = [name for name in one if name not in fields]
            pd.testing.assert_frame_equal(one[exact], two[exact], check_exact=True)
            for name in set(one) & set(fields):
                here, there = (each[name].to_numpy(dtype=float, na_value=np.nan) for each in (one, two))
                seeds = np.array([each[place][name].to_numpy(dtype=float, na_value=np.nan) for each in by_seed])
                denominator = one["denominator"] if "denominator" in one else one["households"]
                step = (
                    0.01
                    if name in ("chance_target", "rush_chance")
                    else np.array([told_step(int(n)) for n in denominator])
                )
                reach = np.abs(seeds - here).max(axis=0) + 2 * step
                assert ((np.abs(here - there) <= reach + 1e-9) | np.isnan(here)).all(), (name, day)
