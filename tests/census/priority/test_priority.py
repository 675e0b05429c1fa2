"""The priority table: by hand for two desa, and the laws that hold for any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.values import values_of
from census.outreach.responsiveness import Responsiveness, assumed_extra
from census.priority.priority import (
    KEEP,
    PRIORITY_COLUMNS,
    AreaPriority,
    most_forms_first,
    one_of_each_parent,
    prioritise,
    priority_steps,
    shortfall_draws,
)

ASSUMPTION = Responsiveness(5.0, 1.0, {}, {}, 0)


def desa(left: list[int], *, visits: list[int] | None = None, codes: list[str] | None = None) -> pd.DataFrame:
    n = len(left)
    codes = codes or [f"33190{place // 3}0{place:03d}" for place in range(n)]
    return pd.DataFrame(
        {
            "name": [f"desa {code}" for code in codes],
            "parent_code": [code[:7] for code in codes],
            "parent_name": [f"kecamatan {code[:7]}" for code in codes],
            "left": pd.array(left, dtype="Int64"),
            "recent_visits": visits or [0] * n,
            "unfinished": pd.array([3] * n, dtype="Int64"),
            "unchecked": pd.array([4] * n, dtype="Int64"),
            "is_stuck": False,
            "week_gain": pd.array([9] * n, dtype="Int64"),
            "week_least": pd.array([5] * n, dtype="Int64"),
            "last_visit": [None] * n,
            "promised": pd.array([0] * n, dtype="Int64"),
            "source": ["BPS"] * n,
        },
        index=pd.Index(codes, name="code"),
    )


def test_two_desa_by_hand() -> None:
    areas = desa([800, 400], visits=[0, 1])
    # Missing: 100 or 140 in the first, 0 or 60 in the second.
    draws = np.array([[100, 100], [60, 40]])
    shortfall = shortfall_draws(draws, np.array([200, 100]), np.ones(2))
    table = prioritise(areas, shortfall, ASSUMPTION, kinds=["tatap muka"])
    first, second = table.to_dict("records")
    assert (first["code"], second["code"]) == tuple(areas.index)
    assert (first["expected_shortfall"], second["expected_shortfall"]) == (120, 30)
    # 30 % of 5 of 1,000 a day, in five days: 7.5 of 1,000; after one visit this week half of it.
    assert first["responsiveness"] == pytest.approx(7.5)
    assert second["responsiveness"] == pytest.approx(7.5 * KEEP)
    assert first["extra"] == pytest.approx(800 * 0.0075)
    assert second["extra"] == pytest.approx(400 * 0.00375)
    assert first["priority"] == pytest.approx(120 * 0.0075 / 2)
    assert second["priority"] == pytest.approx(30 * 0.00375 / 2)
    assert (first["rank"], second["rank"], first["tie_band"], second["tie_band"]) == (1, 2, 1, 2)


def test_values_are_the_rows_of_the_table() -> None:
    areas = desa([800, 400], visits=[0, 1]).assign(unfinished=pd.array([None, 3], dtype="Int64"))
    areas["last_visit"] = [None, date(2020, 3, 9)]
    table = prioritise(areas, np.array([[120.0, 30.0]]), ASSUMPTION)
    values = values_of(AreaPriority, table)
    assert [value.code for value in values] == table.index.tolist()
    for value, row in zip(values, table.to_dict("records"), strict=True):
        for name in PRIORITY_COLUMNS:
            figure = getattr(value, name)
            assert figure is None if pd.isna(row[name]) else figure == row[name]
            assert type(figure) in (int, float, bool, str, date, type(None))
    assert [value.waiting_forms for value in values] == [4, 7]


def test_the_desa_with_most_open_forms_come_first_and_those_without_any_not_at_all() -> None:
    first = values_of(AreaPriority, prioritise(desa([800]), np.ones((1, 1)), ASSUMPTION))[0]
    rows = [("f", 0, 0), ("e", None, 9), ("d", 2, None), ("c", 0, 4), ("b", 2, 5), ("a", 2, None), ("g", None, None)]
    areas = [replace(first, code=code, unfinished=opened, unchecked=other) for code, opened, other in rows]
    assert [area.code for area in most_forms_first(areas)] == ["b", "a", "d", "c", "e"]


def test_steps_are_by_the_mean_of_all() -> None:
    assert priority_steps([0.0, 0.001, 7.49, 7.5, 12.5, 19.9, 20.0, 99.0], 10.0) == [0, 1, 1, 2, 3, 3, 4, 4]


def test_persons_stand_for_families() -> None:
    drawn = shortfall_draws(np.array([[700]]), np.array([1_000]), np.array([0.25]))
    assert drawn.tolist() == [[75.0]]


def test_of_the_kinds_the_best_a_day_is_proposed() -> None:
    learned = Responsiveness(5.0, 1.0, {"ngisi bareng": 1.5, "pendampingan BPS": 1.2}, {}, 40)
    table = prioritise(desa([100]), np.ones((1, 1)), learned)
    assert table["kind"].tolist() == ["ngisi bareng"]
    assert table["responsiveness"].iloc[0] == pytest.approx(1.5 * assumed_extra("ngisi bareng", 5.0))
    # All that go out are assumed to be worth the same for a day's work; the first that brings most is taken.
    assert prioritise(desa([100]), np.ones((1, 1)), ASSUMPTION)["kind"].tolist() == ["tatap muka"]
    remote = prioritise(desa([100]), np.ones((1, 1)), ASSUMPTION, kinds=["pesan berantai", "siaran"])
    assert remote["kind"].tolist() == ["pesan berantai"]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[pd.DataFrame, np.ndarray]:
    n = draw(st.integers(1, 8))
    left = draw(st.lists(st.integers(0, 3_000), min_size=n, max_size=n))
    visits = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    rows = draw(st.sampled_from([1, 6]))
    cells = st.lists(st.integers(0, 400).map(float), min_size=n, max_size=n)
    shortfall = draw(st.lists(cells, min_size=rows, max_size=rows))
    return desa(left, visits=visits), np.array(shortfall)


@given(worlds(), st.randoms(use_true_random=False))
def test_priorities_do_not_depend_on_the_order_of_the_rows(
    world: tuple[pd.DataFrame, np.ndarray], random: object
) -> None:
    areas, shortfall = world
    learned = Responsiveness(4.0, 1.1, {"keliling": 1.4}, {areas.index[0]: 0.3}, 9)
    order = list(range(len(areas)))
    random.shuffle(order)  # type: ignore[attr-defined]
    moved = prioritise(areas.iloc[order], shortfall[:, order], learned)
    pd.testing.assert_frame_equal(prioritise(areas, shortfall, learned), moved, rtol=1e-12)


@given(worlds())
def test_the_list_falls_ties_share_a_rank_and_intervals_hold_ranks(world: tuple[pd.DataFrame, np.ndarray]) -> None:
    areas, shortfall = world
    table = prioritise(areas, shortfall, ASSUMPTION)
    assert list(table.columns) == list(PRIORITY_COLUMNS)
    assert (table["priority"].diff().dropna() <= 0).all()
    assert (table["tie_band"].diff().dropna() >= 0).all()
    assert (table.groupby("tie_band")["rank"].nunique() == 1).all()
    assert table.loc[table["tie_band"] == 1, "rank"].eq(1).all()
    assert table["rank_lo"].isna().all() == (len(shortfall) == 1)
    assert (table["rank_lo"].dropna() <= table["rank_hi"].dropna()).all()
    # Nobody can be brought who is not left.
    assert (table["extra"] <= table["left"].astype(float) + 1e-9).all()


def test_a_tiny_desa_does_not_lead_by_luck() -> None:
    """60 campaigns in which all desa respond alike: the one of 60 families is never first, large ones often are."""
    rng = np.random.default_rng(2)
    sizes = np.array([60, 1_500, 2_000, 2_500])
    first = []
    for _ in range(60):
        so_far = rng.binomial(sizes, 0.1)
        final = so_far + rng.binomial(sizes - so_far, rng.gamma(40, 0.12 / 40, (50, 1)))
        shortfall = shortfall_draws(final, np.ceil(sizes * 0.27).astype(np.int64), np.ones(4))
        areas = desa((sizes - so_far).tolist())
        first.append(prioritise(areas, shortfall, ASSUMPTION).index[0] == areas.index[0])
    assert not any(first)


def test_nothing_missing_is_no_priority() -> None:
    table = prioritise(desa([100, 200]), np.zeros((5, 2)), ASSUMPTION)
    assert table["priority"].tolist() == [0, 0]
    assert table["tie_band"].tolist() == [1, 1]


def test_no_desa_no_rows() -> None:
    for rows in (1, 5):
        assert not len(prioritise(desa([]), np.zeros((rows, 0)), ASSUMPTION))


def test_days_of_visits_are_kept_as_they_are() -> None:
    areas = desa([5, 6]).assign(last_visit=[date(2020, 3, 1), None])
    table = prioritise(areas, np.array([[1.0, 2.0]]), ASSUMPTION)
    assert table["last_visit"].tolist()[1] == date(2020, 3, 1)


def test_one_of_each_parent_comes_before_a_second_of_any() -> None:
    table = prioritise(desa([900] * 5), np.full((1, 5), 100.0), ASSUMPTION)
    ordered = [replace(area, code=str(place)) for place, area in enumerate(values_of(AreaPriority, table))]
    parents = {area.code: area.parent_code for area in ordered}
    wanted = [parents[area.code] for area in one_of_each_parent([*ordered, ordered[0]], 5)]
    apart = len(set(parents.values()))
    assert len(set(wanted[:apart])) == apart > 1
    assert len(one_of_each_parent([*ordered, ordered[0]], 9)) == 5
    assert one_of_each_parent(ordered, 1) == (ordered[0],)
