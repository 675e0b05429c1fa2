"""Small groups: who is hidden, and that no sum gives a hidden one away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.suppression import Protection, coarse_groups, hidden_groups, small_agencies, small_areas
from census.tree import AreaTree
from tests.census.worlds import area, register, register_frame

Totals = dict[str, list[str]]


def recoverable(sizes: dict[str, int | None], totals: Totals, hidden: frozenset[str]) -> set[str]:
    """Solve it: from all shown groups, and every total being the sum of its parts, which hidden counts follow?

    Groups all of whose parts are without members are known to count nobody.
    """
    groups = list(sizes)

    def is_nobody(group: str) -> bool:
        return all(is_nobody(part) for part in totals[group]) if group in totals else sizes[group] == 0

    rows = [np.eye(len(groups))[groups.index(g)] for g in groups if g not in hidden or is_nobody(g)]
    for total, parts in totals.items():
        row = np.zeros(len(groups))
        row[groups.index(total)] = 1
        row[[groups.index(part) for part in parts]] = -1
        rows.append(row)
    known = np.array(rows).reshape(-1, len(groups))
    _, values, turned = np.linalg.svd(known, full_matrices=True)
    free = turned[int((values > 1e-9).sum()) :]
    return {g for g in hidden if not is_nobody(g) and np.abs(free[:, groups.index(g)]).max(initial=0.0) < 1e-9}


@st.composite
def trees_of_sizes(draw: st.DrawFn) -> tuple[dict[str, int | None], Totals]:
    """Draw a tree of up to four levels; some sizes unknown, some totals that do not fit their parts."""
    sizes: dict[str, int | None] = {}
    totals: Totals = {}

    def grow(code: str, depth: int) -> int:
        parts = [f"{code}{i}" for i in range(draw(st.integers(0 if code != "g" else 1, 4)))] if depth < 3 else []
        if not parts:
            size = draw(st.one_of(st.integers(0, 30), st.integers(0, 300)))
        else:
            totals[code] = parts
            size = sum(grow(part, depth + 1) for part in parts)
        wrong = draw(st.integers(0, 19))
        sizes[code] = None if wrong == 0 else draw(st.integers(0, 300)) if wrong == 1 else size
        return size

    grow("g", 0)
    return sizes, totals


@given(trees_of_sizes())
def test_no_hidden_count_follows_from_the_others(drawn: tuple[dict[str, int | None], Totals]) -> None:
    sizes, totals = drawn
    hidden = hidden_groups(sizes, totals, below=20)
    assert {g for g, size in sizes.items() if size is not None and size < 20} <= hidden
    assert recoverable(sizes, totals, hidden) == set()


@given(trees_of_sizes())
def test_what_a_total_leaves_over_is_no_small_group(drawn: tuple[dict[str, int | None], Totals]) -> None:
    sizes, totals = drawn
    hidden = hidden_groups(sizes, totals, below=20)
    for total, parts in totals.items():
        left = [sizes[part] for part in parts if part in hidden]
        if left and total not in hidden and len(left) < len(parts):
            assert sum(20 if size is None else size for size in left) >= 20


@given(trees_of_sizes(), st.randoms(use_true_random=False))
def test_the_order_of_the_groups_changes_nothing(drawn: tuple[dict[str, int | None], Totals], chance: object) -> None:
    sizes, totals = drawn
    turned = {total: list(reversed(totals[total])) for total in reversed(list(totals))}
    again = hidden_groups(dict(reversed(sizes.items())), turned, below=20)
    assert again == hidden_groups(sizes, totals, below=20)


def test_without_the_next_smallest_the_total_gives_it_away() -> None:
    sizes: dict[str, int | None] = {"all": 157, "a": 7, "b": 90, "c": 60}
    assert recoverable(sizes, {"all": ["a", "b", "c"]}, frozenset("a")) == {"a"}


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        ({"a": 20, "b": 90}, ""),
        ({"a": 19, "b": 90, "c": 60}, "ac"),
        ({"a": 10, "b": 12, "c": 60}, "ab"),
        # 5 and 7 together are twelve people: the total less the others would tell of twelve.
        ({"a": 5, "b": 7, "c": 60, "d": 90}, "abc"),
        # Nobody is no company.
        ({"a": 7, "b": 0, "c": 60, "d": 90}, "abc"),
        ({"a": 7, "b": 7, "c": 7, "d": 90}, "abc"),
        ({"a": 7, "b": None, "c": 60, "d": 90}, "ac"),
        ({"a": None, "b": None}, ""),
        ({"a": 7, "b": None}, "ab"),
    ],
)
def test_examples_of_one_total(parts: dict[str, int | None], hidden: str) -> None:
    sizes = {"all": sum(size or 0 for size in parts.values()) + 1000, **parts}
    assert hidden_groups(sizes, {"all": list(parts)}, below=20) == set(hidden)


def test_a_hidden_total_takes_a_part_with_it_and_an_only_part_its_total() -> None:
    # k is small, so l is hidden with it; and one part of l, or the others would add up to it.
    sizes: dict[str, int | None] = {"all": 1000, "k": 9, "l": 300, "m": 691, "k1": 9, "l1": 100, "l2": 200}
    totals = {"all": ["k", "l", "m"], "k": ["k1"], "l": ["l1", "l2"]}
    assert hidden_groups(sizes, totals, below=20) == {"k", "k1", "l", "l1"}
    only: dict[str, int | None] = {"all": 900, "k": 400, "m": 500, "k1": 9}
    assert hidden_groups(only, {"all": ["k", "m"], "k": ["k1"]}, below=20) == {"k1", "k", "m"}


def test_coarse_are_those_shown_below_the_second_threshold() -> None:
    sizes = {"a": 19, "b": 20, "c": 49, "d": 50, "e": None}
    assert coarse_groups(sizes, frozenset("ac"), below=50) == {"b"}


@pytest.mark.parametrize(("hide", "coarse"), [(0, 50), (50, 20)])
def test_thresholds_that_cannot_be_are_refused(hide: int, coarse: int) -> None:
    with pytest.raises(ValueError, match="hidden below"):
        Protection(hide, coarse)


AREAS = AreaTree(
    pd.DataFrame(
        [
            area("9901", None, "kabupaten"),
            *(area(f"990101000{i}", "9901", "desa") for i in range(4)),
        ]
    )
)


def test_the_least_n_of_all_versions_counts_whenever_it_speaks() -> None:
    rows = [register(f"990101000{i}", 100 + i, 300, version="old") for i in range(4)]
    rows += [register(f"990101000{i}", 15 if i == 2 else 400, 900, version="new") for i in range(4)]
    found = small_areas(AREAS, register_frame(rows), Protection())
    # The smallest of the others by the least N is 0.
    assert found.hidden == {"9901010002", "9901010000"}
    assert found.least.loc["9901", "households"] == 406
    assert found.most.loc["9901", "households"] == 1215


def test_few_persons_hide_an_area_too_and_no_register_hides_none() -> None:
    rows = [register(f"990101000{i}", 100, 300) for i in range(4)]
    rows[3] |= {"households": None, "persons": 15}
    assert "9901010003" in small_areas(AREAS, register_frame(rows), Protection()).hidden
    none = small_areas(AREAS, register_frame([]), Protection())
    assert (none.hidden, none.coarse) == (frozenset(), frozenset())


def test_agencies_are_parts_of_their_own_kabupaten() -> None:
    opd = pd.DataFrame(
        {
            "id": [1, 2, 3, 4, 5],
            "kabupaten_code": ["9901", "9901", "9902", "9902", "9903"],
            "staff": pd.array([12, 300, 30, 80, 9], dtype="Int64"),
        }
    )
    found = small_agencies(opd, Protection())
    # The only agency of 9903 is its whole.
    assert found.hidden == {"1", "2", "5", "total of 9903"}
    assert found.coarse == {"3"}
