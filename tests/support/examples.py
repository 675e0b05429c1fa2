"""How many examples a test takes: few in the gate, of a property 500 in the deep run (`make test-deep`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterable

GATE, DEEP = 20, 500


def register_profiles() -> None:
    """Make the two profiles, and take that of the gate; pytest's ``--hypothesis-profile deep`` takes the other.

    The gate draws the same examples each time and on each machine, so that it is red for what was changed only. The
    deep run draws others each time.
    """
    # Speed is measured in benchmarks/, never by a test that fails on a busy computer.
    settings.register_profile(
        "gate", deadline=None, print_blob=True, max_examples=GATE, derandomize=True, database=None
    )
    settings.register_profile("deep", deadline=None, print_blob=True, max_examples=DEEP, derandomize=False)
    settings.load_profile("gate")


def dear(gate: int) -> settings:
    """Give the settings of a property whose single example takes long: fewer than 20 in the gate, 500 in depth."""
    return settings(max_examples=gate if settings.default.max_examples == GATE else settings.default.max_examples)


def first_in_gate(values: Iterable[Any], gate: int) -> list[Any]:
    """Give the parameters of a test whose cases are of one kind and take long: the first in the gate, all in depth."""
    return [case if place < gate else deep(case) for place, case in enumerate(values)]


def every_in_gate(values: Iterable[Any], step: int) -> list[Any]:
    """Give the parameters of a test whose cases are many and alike: every few of them in the gate, all in depth."""
    return [case if place % step == 0 else deep(case) for place, case in enumerate(values)]


def sqlite_in_gate(fixture: str) -> pytest.MarkDecorator:
    """Leave PostgreSQL of a fixture's two databases to the deep run, where others show in the gate that both agree."""
    postgresql = pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.deep])
    return pytest.mark.parametrize(fixture, ["sqlite", postgresql], indirect=True)


def deep(case: Any) -> Any:
    """Leave the parameter of a test, or the tuple of its parameters, to the deep run."""
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.deep)
