"""Both populations and the flow between, by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd

from census.base.tree import AreaTree
from census.base.vocabulary import Status
from census.figures.domicile import OUTSIDE, Flow, domiciles_of, population_flow

TREE = AreaTree(
    pd.DataFrame(
        [
            ("1", None, "kabupaten", "K", None, "1"),
            ("11", "1", "kecamatan", "A", None, "1"),
            ("12", "1", "kecamatan", "B", None, "1"),
            ("111", "11", "desa", "a1", None, "1"),
            ("112", "11", "desa", "a2", None, "1"),
            ("121", "12", "desa", "b1", None, "1"),
        ],
        columns=["code", "parent_code", "level", "name", "status", "kabupaten_code"],
        dtype=object,
    )
)
DAILY = pd.DataFrame(
    [
        ("111", "111", date(2020, 3, 1), 10, 4),
        ("111", "112", date(2020, 3, 1), 2, 0),
        ("111", "121", date(2020, 3, 2), 3, 3),
        ("121", "121", date(2020, 3, 2), 7, 7),
        ("121", OUTSIDE, date(2020, 3, 3), 5, 0),
    ],
    columns=["area_code", "domicile_code", "day", "persons_responded", "persons_clean"],
)


def flow(level: str, status: Status, day: int) -> dict[tuple[str, str], int]:
    found = population_flow(TREE, DAILY, level=level, status=status, as_of=date(2020, 3, day))
    return {(r, to): n for r, to, n in found.itertuples(index=False)}


def test_moves_within_an_area_are_no_flow_of_its_level() -> None:
    assert flow("kecamatan", Status.RESPONDED, 3) == {
        ("11", "11"): 12,
        ("11", "12"): 3,
        ("12", "12"): 7,
        ("12", OUTSIDE): 5,
    }
    assert flow("desa", Status.RESPONDED, 1) == {("111", "111"): 10, ("111", "112"): 2}


def test_pairs_without_anybody_are_left_out() -> None:
    assert flow("kecamatan", Status.CLEAN, 3) == {("11", "11"): 4, ("11", "12"): 3, ("12", "12"): 7}
    assert flow("kecamatan", Status.RESPONDED, 0 + 1) == {("11", "11"): 12}


def test_without_rows_there_is_no_flow() -> None:
    nothing = population_flow(TREE, DAILY.iloc[:0], level="kecamatan", status=Status.CLEAN, as_of=date(2020, 3, 1))
    assert len(nothing) == 0


def test_both_populations_of_an_area_and_who_comes_and_goes() -> None:
    of_desa = population_flow(TREE, DAILY, level="desa", status=Status.RESPONDED, as_of=date(2020, 3, 3))
    found = domiciles_of(of_desa, "111")
    assert found is not None
    assert (found.registered, found.living, found.stay) == (15, 10, 10)
    assert found.flows == (Flow("111", "121", 3), Flow("111", "112", 2))
    reached = domiciles_of(of_desa, "121")
    assert reached is not None
    assert (reached.registered, reached.living, reached.stay) == (12, 10, 7)
    assert reached.flows == (Flow("121", OUTSIDE, 5), Flow("111", "121", 3))
    assert domiciles_of(of_desa, "999") is None
