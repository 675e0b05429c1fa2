"""Small groups: who is hidden, and that no sum gives a hidden one away."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.tree import AreaTree
from census.disclosure.hiding import hidden_groups
from census.disclosure.suppression import Protection, coarse_groups, small_agencies, small_areas
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
            with_none = [300 if size is None else size for size in left]
            assert sum(with_none) - max(with_none) >= 20


@given(trees_of_sizes())
def test_what_a_hidden_total_hides_is_no_small_group(drawn: tuple[dict[str, int | None], Totals]) -> None:
    sizes, totals = drawn
    hidden = hidden_groups(sizes, totals, below=20)
    for total in hidden & set(totals):
        shown = [part for part in totals[total] if part not in hidden]
        # What is worth a hidden part is in the leaves, since a part of it may be shown.
        leaves = [g for g in sizes if g.startswith(total) and g not in totals and g in hidden]
        assert not shown or sum(300 if (size := sizes[g]) is None else size for g in leaves) >= 20


LITTLE = 4
"""The threshold of the worlds that are enumerated."""


@st.composite
def little_worlds(draw: st.DrawFn) -> tuple[dict[str, int | None], Totals]:
    """Draw sizes that can be enumerated: parts of one to three totals, which may share parts or lie in one another."""
    leaves = {name: draw(st.integers(0, 5)) for name in "abcdef"[: draw(st.integers(2, 6))]}
    totals: Totals = {}
    for name in ("p", "q")[: draw(st.integers(1, 2))]:
        totals[name] = sorted(draw(st.sets(st.sampled_from(sorted(leaves)), min_size=1)))
    inside = [*totals, *(name for name in leaves if not any(name in parts for parts in totals.values()))]
    if draw(st.booleans()) and not set(totals.get("p", ())) & set(totals.get("q", ())):
        totals["t"] = sorted(inside)
    sizes: dict[str, int | None] = dict(leaves)
    for name, parts in totals.items():
        sizes[name] = sum(sizes[part] or 0 for part in parts)
    return sizes, totals


def counts_that_can_be(sizes: dict[str, int | None], totals: Totals) -> dict[str, np.ndarray]:
    """Enumerate it: every count that each group may have, 0 to N, and what the totals come to; one row per world."""
    leaves = [group for group in sizes if group not in totals]
    grid = np.indices([(sizes[leaf] or 0) + 1 for leaf in leaves]).reshape(len(leaves), -1)
    found = dict(zip(leaves, grid, strict=True))
    for total, parts in totals.items():
        found[total] = np.sum([found[part] for part in parts], axis=0)
    return found


def published_above(group: str, totals: Totals, hidden: frozenset[str]) -> set[str]:
    """Name the published totals that count a group, not by way of another published one."""
    above = {total for total, parts in totals.items() if group in parts}
    return {t for t in above if t not in hidden}.union(*(published_above(t, totals, hidden) for t in above & hidden))


@given(little_worlds(), st.data())
def test_within_bounds_no_more_is_known_of_a_hidden_count_than_from_one_sum(
    drawn: tuple[dict[str, int | None], Totals], data: st.DataObject
) -> None:
    """Whoever knows every N, and that counts lie between 0 and N, tries all worlds in which all that is shown is so."""
    sizes, totals = drawn
    hidden = hidden_groups(sizes, totals, below=LITTLE)
    counts = counts_that_can_be(sizes, totals)
    leaves = [group for group in sizes if group not in totals]
    true = {leaf: data.draw(st.integers(0, sizes[leaf] or 0)) for leaf in leaves}
    told = told_of_hidden(counts, true, totals, hidden)
    nearest = {leaf: published_above(leaf, totals, hidden) for leaf in leaves if leaf in hidden}
    for leaf, above in nearest.items():
        assert len(above) <= 1
        size, together = sizes[leaf] or 0, [other for other, its in nearest.items() if above and its == above]
        left = sum(true[other] for other in together)
        beside = sum(sizes[other] or 0 for other in together) - size
        assert told[leaf] == ((max(0, left - beside), min(size, left)) if above else (0, size))


@given(little_worlds())
def test_half_way_no_hidden_count_is_known_to_within_less_than_the_threshold(
    drawn: tuple[dict[str, int | None], Totals],
) -> None:
    """With half of each group responded, one more or less, a small group may have any count, all but one.

    A hidden group that is not small has a range of at least the threshold, unless all groups beside it are hidden.
    """
    sizes, totals = drawn
    hidden = hidden_groups(sizes, totals, below=LITTLE)
    counts = counts_that_can_be(sizes, totals)
    leaves = [group for group in sizes if group not in totals]
    halves = [{leaf: ((sizes[leaf] or 0) + more) // 2 for leaf in leaves} for more in (0, 1)]
    ranges = [told_of_hidden(counts, true, totals, hidden) for true in halves]
    for group in hidden:
        width = max(told[group][1] - told[group][0] for told in ranges)
        size = sizes[group] or 0
        has_shown = any(not set(totals[total]) <= hidden for total in published_above(group, totals, hidden))
        if size < LITTLE or (has_shown and group in leaves):
            assert width >= min(size, LITTLE) - 1, (group, width, sizes, hidden)


def told_of_hidden(
    counts: dict[str, np.ndarray], true: dict[str, int], totals: Totals, hidden: frozenset[str]
) -> dict[str, tuple[int, int]]:
    """Give the least and the most that each hidden group can have, if all shown groups have what they have."""
    known = dict(true)
    for total, parts in totals.items():
        known[total] = sum(known[part] for part in parts)
    is_possible = np.ones(len(next(iter(counts.values()))), dtype=bool)
    for group in set(counts) - hidden:
        is_possible &= counts[group] == known[group]
    return {group: (int(counts[group][is_possible].min()), int(counts[group][is_possible].max())) for group in hidden}


def test_checked_forms_within_responses_tell_no_more() -> None:
    """0 <= clean <= responded <= N in every group, both told of the total and of the shown group: enumerated."""
    sizes: dict[str, int | None] = {"all": 13, "a": 1, "b": 2, "c": 4, "d": 6}
    hidden = hidden_groups(sizes, {"all": list("abcd")}, below=3)
    assert hidden == {"a", "b", "c"}
    worlds = [
        dict(zip("abc", each, strict=True))
        for each in product(*([(r, c) for r in range(n + 1) for c in range(r + 1)] for n in (1, 2, 4)))
    ]
    for responded, clean in ((3, 2), (4, 4), (3, 0)):
        same = [
            world
            for world in worlds
            if (sum(r for r, _c in world.values()), sum(c for _r, c in world.values())) == (responded, clean)
        ]
        for group, size in (("a", 1), ("b", 2)):
            assert {world[group][0] for world in same} == set(range(size + 1))
            assert {world[group][1] for world in same} == set(range(min(size, clean) + 1))


def test_the_enumeration_finds_what_the_old_rule_left_open() -> None:
    sizes: dict[str, int | None] = {"all": 12, "a": 1, "b": 2, "c": 9}
    totals = {"all": ["a", "b", "c"]}
    told = told_of_hidden(counts_that_can_be(sizes, totals), {"a": 1, "b": 2, "c": 4}, totals, frozenset("ab"))
    assert told["b"] == (2, 2)
    assert hidden_groups(sizes, totals, below=LITTLE) == set("abc")


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
        # Besides the 60 there would be 19: a total of 60 would leave the nineteen known to within none of them.
        ({"a": 19, "b": 90, "c": 60}, "abc"),
        ({"a": 20, "b": 90, "c": 19}, "ab c"),
        ({"a": 10, "b": 12, "c": 60}, "abc"),
        # 1 and 19: the larger is known to within one, so a third is hidden.
        ({"a": 1, "b": 19, "c": 60, "d": 90}, "abc"),
        ({"a": 5, "b": 7, "c": 60, "d": 90}, "abcd"),
        ({"a": 15, "b": 7, "c": 60, "d": 90}, "abc"),
        # Nobody is no company.
        ({"a": 7, "b": 0, "c": 60, "d": 90}, "abcd"),
        ({"a": 7, "b": 7, "c": 7, "d": 90}, "abcd"),
        ({"a": 7, "b": None, "c": 60, "d": 90}, "acd"),
        ({"a": None, "b": None}, ""),
        ({"a": 7, "b": None}, "ab"),
    ],
)
def test_examples_of_one_total(parts: dict[str, int | None], hidden: str) -> None:
    sizes = {"all": sum(size or 0 for size in parts.values()) + 1000 * (None in parts.values()), **parts}
    assert hidden_groups(sizes, {"all": list(parts)}, below=20) == set(hidden.replace(" ", ""))


@pytest.mark.parametrize(
    ("parts", "is_hidden"),
    [
        ({"a": 1, "b": 19}, True),
        ({"a": 19, "b": 19}, True),
        ({"a": 7}, True),
        ({"a": 7, "b": 0}, True),
        # A part of which much is left to others has nothing to hide itself.
        ({"a": 7, "b": 300}, False),
        ({"a": 7, "b": 8, "c": 12}, True),
        ({"a": 15, "b": 12, "c": 10}, False),
    ],
)
def test_a_total_all_of_whose_parts_are_hidden_is_shown_where_each_small_one_has_company(
    parts: dict[str, int | None], is_hidden: bool
) -> None:
    sizes = {"all": sum(size or 0 for size in parts.values()), **parts}
    found = hidden_groups(sizes, {"all": list(parts)}, below=20)
    assert set(parts) <= found
    assert ("all" in found) is is_hidden


def test_a_hidden_total_takes_a_part_with_it_and_an_only_part_its_total() -> None:
    # k is small, so l is hidden with it; and parts of l, or the others would add up to it. l is worth what they are.
    sizes: dict[str, int | None] = {"all": 1000, "k": 9, "l": 300, "m": 691, "k1": 9, "l1": 100, "l2": 200}
    totals = {"all": ["k", "l", "m"], "k": ["k1"], "l": ["l1", "l2"]}
    assert hidden_groups(sizes, totals, below=20) == {"k", "k1", "l", "l1", "m"}
    only: dict[str, int | None] = {"all": 900, "k": 400, "m": 500, "k1": 9}
    assert hidden_groups(only, {"all": ["k", "m"], "k": ["k1"]}, below=20) == {"k1", "k", "m"}


def test_of_a_group_that_two_totals_count_one_of_them_is_published() -> None:
    # Both totals shield 19 and 1 well, but their difference is c less d: 19 would be known to within one.
    sizes: dict[str, int | None] = {"p": 79, "q": 61, "a": 30, "b": 30, "c": 19, "d": 1}
    totals = {"p": ["a", "b", "c"], "q": ["a", "b", "d"]}
    hidden = hidden_groups(sizes, totals, below=20)
    assert "q" in hidden
    assert "p" not in hidden


def test_what_a_total_leaves_over_is_the_size_of_a_part_that_has_none() -> None:
    assert "b" in hidden_groups({"all": 100, "a": 93, "b": None}, {"all": ["a", "b"]}, below=20)
    assert {"b", "c"} <= hidden_groups({"all": 100, "a": 93, "b": None, "c": None}, {"all": list("abc")}, below=20)
    # A register may leave somebody out; and 60 and nobody knows how many are not small.
    assert hidden_groups({"all": 93, "a": 93, "b": None}, {"all": ["a", "b"]}, below=20) == frozenset()
    assert hidden_groups({"all": 153, "a": 93, "b": None}, {"all": ["a", "b"]}, below=20) == frozenset()
    assert hidden_groups({"all": None, "a": 93, "b": None}, {"all": ["a", "b"]}, below=20) == frozenset()


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
    # The smallest of the others by the least N are 0 and 1.
    assert found.hidden == {"9901010002", "9901010000", "9901010001"}
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


def test_small_agencies_are_not_known_by_bounds_either() -> None:
    staff = [1, 19, 30, 80, 300]
    opd = pd.DataFrame({"id": range(1, 6), "kabupaten_code": ["9901"] * 5, "staff": pd.array(staff, dtype="Int64")})
    # 1 and 19 in what the others leave over would tell of the nineteen to within one.
    assert small_agencies(opd, Protection()).hidden == {"1", "2", "3"}
