"""Promises on the wall: counts and families by agency, and never a single promise."""

from __future__ import annotations

from itertools import product

from census.priority.wall_totals import DuePromises, due_promises

FAMILIES = (3, 5, 7, 11, 13)


def test_agencies_with_several_promises_are_told_the_most_families_first() -> None:
    promises = [("1", 3), ("2", 9), ("1", 4), ("2", 8), ("3", 5), (None, 6)]
    assert due_promises(promises, hidden=set()) == (
        DuePromises("2", 2, 17),
        DuePromises("1", 2, 7),
        DuePromises(None, 2, 11),
    )


def test_a_small_agency_is_not_told_by_name() -> None:
    promises = [("1", 3), ("1", 4), ("2", 9), ("2", 8)]
    assert due_promises(promises, hidden={"1"}) == (DuePromises("2", 2, 17), DuePromises(None, 2, 7))


def test_no_sum_is_a_single_promise_whoever_promised() -> None:
    for agencies in product((None, "1", "2", "3"), repeat=len(FAMILIES)):
        for n in range(len(FAMILIES) + 1):
            promises = list(zip(agencies[:n], FAMILIES[:n], strict=True))
            for hidden in (set(), {"1"}):
                sums = due_promises(promises, hidden=hidden)
                assert all(one.promises >= 2 for one in sums), promises
                assert not {one.agency for one in sums} & hidden
                # All or nothing: what is left out of a total would be told by it.
                assert sum(one.promises for one in sums) in {n, 0} | ({0} if n < 2 else set())
                assert sums or n < 2
