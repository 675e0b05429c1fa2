"""The plan of a day: greedy on what is left, no kecamatan forgotten, drawn among those that cannot be told apart."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.priority.plan import PLAN_COLUMNS, PlanRules, plan_day
from census.priority.priority import prioritise
from tests.census.priority.test_priority import ASSUMPTION, desa

TODAY, START = date(2020, 3, 16), date(2020, 2, 15)
VISITED = {f"33190{place}0": TODAY - timedelta(days=1) for place in range(10)}


def table(left: list[int], missing: list[float], *, codes: list[str] | None = None) -> pd.DataFrame:
    return prioritise(desa(left, codes=codes), np.array([missing]), ASSUMPTION, kinds=["tatap muka"])


def plan(found: pd.DataFrame, rules: PlanRules, last_visits: dict[str, date] | None = None) -> pd.DataFrame:
    return plan_day(
        found, rules, day=TODAY, starts_on=START, last_visits=VISITED if last_visits is None else last_visits
    ).table


def test_by_hand() -> None:
    found = table([2_000, 1_000], [300.0, 200.0])
    sent = plan(found, PlanRules(3))
    assert list(sent.columns) == list(PLAN_COLUMNS)
    # The first is worth 300 x .0075; once visited 285 x .00375 = 1.07, less than 200 x .0075 = 1.5 of the second.
    codes = found.index.tolist()
    assert sent["code"].tolist() == [codes[0], codes[1], codes[0]]
    assert sent["slot"].tolist() == [1, 2, 3]
    assert sent["extra"].tolist() == pytest.approx([15.0, 7.5, (2_000 - 15) * 0.00375])
    assert sent["expected_shortfall"].tolist() == [300, 200, 300]
    assert not sent["is_floor"].any()


def test_what_a_plan_brings_is_the_sum_of_its_visits() -> None:
    found = table([2_000, 1_000], [300.0, 200.0])
    sent = plan_day(found, PlanRules(3), day=TODAY, starts_on=START, last_visits=VISITED)
    assert [(visit.slot, visit.code, visit.is_floor) for visit in sent.visits] == [
        (slot, code, False) for slot, code in zip((1, 2, 3), sent.table["code"], strict=True)
    ]
    assert sent.extra == pytest.approx(15.0 + 7.5 + (2_000 - 15) * 0.00375)
    low, high = sent.extra_range(ASSUMPTION)
    assert 0 <= low < sent.extra < high
    # The second visit of the first desa stands with what it brings itself.
    rows = sent.of_areas(found)
    assert rows.index.tolist() == sent.table["code"].tolist()
    assert rows["extra"].tolist() == [visit.extra for visit in sent.visits]


def worth(found: pd.DataFrame, codes: tuple[str, ...], keep: float) -> float:
    """What a set of visits closes, in the plainest way."""
    total = 0.0
    for code in set(codes):
        row = found.loc[code]
        shortfall, left, rate = (
            float(row["expected_shortfall"]),
            float(row["left"]),
            float(row["responsiveness"]) / 1_000,
        )
        for _ in range(codes.count(code)):
            total += shortfall * rate / row["officer_days"]
            extra = rate * left
            shortfall, left, rate = max(shortfall - extra, 0), left - extra, rate * keep
    return total


@given(st.lists(st.tuples(st.integers(50, 3_000), st.integers(1, 500)), min_size=2, max_size=4), st.integers(1, 4))
def test_where_each_visit_of_a_desa_is_worth_less_greedy_is_best(pairs: list[tuple[int, int]], teams: int) -> None:
    found = table([left for left, _ in pairs], [float(missing) for _, missing in pairs])
    sent = tuple(plan(found, PlanRules(teams))["code"])
    best = max(worth(found, each, 0.5) for each in combinations_with_replacement(found.index, teams))
    assert worth(found, sent, 0.5) == pytest.approx(best)


@given(
    st.lists(st.tuples(st.integers(50, 3_000), st.integers(1, 500)), min_size=2, max_size=8),
    st.integers(1, 5),
    st.randoms(use_true_random=False),
    st.sampled_from([None, 3]),
)
def test_the_plan_does_not_depend_on_the_order_of_the_rows(
    pairs: list[tuple[int, int]], teams: int, random: object, seed: int | None
) -> None:
    found = table([left for left, _ in pairs], [float(missing) for _, missing in pairs])
    rows = list(range(len(found)))
    random.shuffle(rows)  # type: ignore[attr-defined]
    rules = PlanRules(teams, seed=seed)
    pd.testing.assert_frame_equal(plan(found, rules), plan(found.iloc[rows], rules))


@pytest.mark.parametrize(("teams", "cover_days"), [(1, 9), (2, 5), (3, 3), (5, 7), (9, 1)])
def test_every_kecamatan_is_visited_in_any_run_of_so_many_days(teams: int, cover_days: int) -> None:
    """One kecamatan misses by far the most, so that greed alone would never go elsewhere."""
    codes = [f"33190{k}0{d:03d}" for k in range(9) for d in range(3)]
    missing = [5_000.0 if code.startswith("3319000") else 10.0 for code in codes]
    found = table([20_000] * len(codes), missing, codes=codes)
    visits: dict[str, list[int]] = {code[:7]: [] for code in codes}
    for number in range(40):
        day = START + timedelta(days=number)
        last = {code: START + timedelta(days=held[-1]) for code, held in visits.items() if held}
        sent = plan_day(found, PlanRules(teams, cover_days), day=day, starts_on=START, last_visits=last).visits
        assert len(sent) == teams
        for visit in sent:
            visits[visit.parent_code].append(number)
    for held in visits.values():
        assert held[0] < cover_days
        assert max(np.diff(held), default=0) <= cover_days
        assert 40 - held[-1] <= cover_days


def test_where_teams_do_not_suffice_who_has_waited_longest_is_first() -> None:
    codes = [f"33190{k}0001" for k in range(4)]
    found = table([1_000] * 4, [400.0, 300.0, 200.0, 100.0], codes=codes)
    last = {code[:7]: TODAY - timedelta(days=wait) for code, wait in zip(codes, (9, 8, 20, 30), strict=True)}
    sent = plan(found, PlanRules(2, cover_days=1), last)
    assert set(sent["code"]) == {codes[2], codes[3]}
    assert sent["is_floor"].all()


def test_nobody_is_sent_where_nothing_is_missing() -> None:
    assert not len(plan(table([100, 100], [0.0, 0.0]), PlanRules(3), {}))
    codes = ["3319010001", "3319020001"]
    sent = plan(table([100, 100], [0.0, 9.0], codes=codes), PlanRules(2), {})
    assert set(sent["code"]) == {codes[1]}


def test_a_seed_draws_among_those_that_cannot_be_told_apart_and_among_no_others() -> None:
    rng = np.random.default_rng(4)
    means = np.array([300.0] * 6 + [100.0] * 6)
    areas = desa([1_000] * 12)
    found = prioritise(areas, np.maximum(rng.normal(means, 60, (400, 12)), 0), ASSUMPTION, kinds=["tatap muka"])
    leading = set(found.index[found["tie_band"] == 1])
    assert leading == set(areas.index[:6])
    firsts = {plan(found, PlanRules(3, seed=seed))["code"].iloc[0] for seed in range(60)}
    assert firsts == leading
    again = [plan(found, PlanRules(3, seed=9))["code"].tolist() for _ in range(2)]
    assert again[0] == again[1]


@pytest.mark.parametrize("wrong", [{"teams": 0}, {"teams": 1, "cover_days": 0}, {"teams": 1, "keep": 1.5}])
def test_rules_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one team"):
        PlanRules(**wrong)
