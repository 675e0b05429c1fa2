"""Methods whose results are kept with their object."""

from __future__ import annotations

import gc
import weakref

from census.base.kept import kept


class Doubled:
    def __init__(self) -> None:
        self.asked: list[int] = []

    @kept(2)
    def of(self, number: int, *, extra: int = 0) -> list[int]:
        """Twice a number."""
        self.asked.append(number)
        return [2 * number + extra]


def test_a_result_is_made_once_while_it_is_among_the_newest() -> None:
    doubled = Doubled()
    first = doubled.of(1)
    assert doubled.of(1) is first
    assert doubled.of(1, extra=3) == [5]
    assert doubled.asked == [1, 1]
    doubled.of(2)
    assert doubled.of(1) == first
    assert doubled.asked == [1, 1, 2, 1]


def test_objects_keep_their_own() -> None:
    one, other = Doubled(), Doubled()
    assert one.of(1) is not other.of(1)
    assert (one.asked, other.asked) == ([1], [1])


def test_what_is_kept_keeps_no_object_alive() -> None:
    doubled = Doubled()
    doubled.of(1)
    held = weakref.ref(doubled)
    del doubled
    gc.collect()
    assert held() is None


def test_the_method_says_what_it_does() -> None:
    assert Doubled.of.__doc__ == "Twice a number."
