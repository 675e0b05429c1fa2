"""Spreading a total: exact, fair, blind to order."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.allocation import largest_remainder

weights = st.dictionaries(st.text(max_size=3), st.integers(0, 1000), min_size=1).filter(
    lambda found: any(found.values())
)


@given(st.integers(0, 10**7), weights)
def test_parts_add_up_and_lie_within_one_of_their_quota(total: int, parts: dict[str, int]) -> None:
    result = largest_remainder(total, parts)
    assert sum(result.values()) == total
    whole = sum(parts.values())
    for part, weight in parts.items():
        assert abs(result[part] - Fraction(total * weight, whole)) < 1
        assert weight or not result[part]


@given(st.integers(0, 10**5), weights)
def test_who_is_rounded_up_had_no_smaller_remainder_than_who_is_not(total: int, parts: dict[str, int]) -> None:
    result = largest_remainder(total, parts)
    quota = {part: Fraction(total * weight, sum(parts.values())) for part, weight in parts.items()}
    up = [(quota[p] - int(quota[p])) for p in parts if result[p] > int(quota[p])]
    down = [(quota[p] - int(quota[p])) for p in parts if result[p] == int(quota[p])]
    assert not up or not down or min(up) >= max(down)


@given(st.integers(0, 1000), weights)
def test_the_order_of_parts_does_not_matter(total: int, parts: dict[str, int]) -> None:
    assert largest_remainder(total, parts) == largest_remainder(total, dict(reversed(parts.items())))


def test_a_tie_goes_to_the_first_name() -> None:
    assert largest_remainder(2, {"c": 1, "b": 1, "a": 1}) == {"a": 1, "b": 1, "c": 0}


@pytest.mark.parametrize(("total", "parts"), [(-1, {"a": 1}), (1, {}), (1, {"a": 0}), (1, {"a": 2, "b": -1})])
def test_what_cannot_be_spread_is_refused(total: int, parts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="negative"):
        largest_remainder(total, parts)
