"""What sessions share: made once, kept apart by what was asked, forgotten in order."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from census.access.scope import Scope
from census.disclosure.suppression import STANDARD
from census.settings import Settings
from tests.support import PATIENCE_SECONDS
from ui.shell.process.shared import clear, shared

HERE = Settings(database_url="sqlite:///a.sqlite")


@pytest.mark.parametrize(
    "other",
    [
        {"database_url": "sqlite:///b.sqlite"},
        {"database_read_url": "sqlite:///b.sqlite"},
        {"root_area": "3320"},
        {"hide_below": STANDARD.hide_below + 1},
        {"coarse_below": STANDARD.coarse_below + 1},
        {"rush_chance": 0.5},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_made_for_one_installation_is_not_given_to_another(other: dict[str, object]) -> None:
    @shared(8)
    def made_for(settings: Settings, _why: str) -> Settings:
        return settings

    there = HERE.model_copy(update=other)
    assert made_for(HERE, "first") is HERE
    assert made_for(there, "then") is there
    assert made_for(HERE, "again") is HERE


def test_the_language_of_an_installation_makes_no_difference() -> None:
    @shared(8)
    def made_for(settings: Settings) -> Settings:
        return settings

    made_for(HERE)
    assert made_for(HERE.model_copy(update={"language": "en"})) is HERE


def test_scopes_that_differ_in_anything_are_kept_apart() -> None:
    @shared(64)
    def made_for(scope: Scope) -> Scope:
        return scope

    whole, totals = Scope.everything("3319"), Scope.totals("3319")
    names = ("area_code", "detail", "agencies", "records_in", "records_of", "matters")
    of_whole = {name: getattr(whole, name) for name in names}
    scopes = [whole, Scope.everything("33"), *(Scope(**of_whole | {name: getattr(totals, name)}) for name in names[1:])]
    for scope in scopes:
        assert made_for(scope) is scope
    assert [made_for(scope) for scope in scopes] == scopes


def test_many_who_ask_at_the_same_time_wait_for_one() -> None:
    asked, has_begun, may_end = [], threading.Event(), threading.Event()

    @shared(8)
    def made(key: str) -> object:
        asked.append(key)
        has_begun.set()
        assert may_end.wait(PATIENCE_SECONDS)
        return object()

    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(made, "a")
        assert has_begun.wait(PATIENCE_SECONDS)
        others = [pool.submit(made, "a") for _ in range(5)]
        may_end.set()
        assert {each.result(PATIENCE_SECONDS) for each in others} == {first.result()}
    assert asked == ["a"]


def test_what_failed_is_tried_again() -> None:
    outcomes = iter([ValueError("no"), "yes"])

    @shared(8)
    def made() -> object:
        outcome = next(outcomes)
        if isinstance(outcome, ValueError):
            raise outcome
        return outcome

    with pytest.raises(ValueError, match="no"):
        made()
    assert made() == made() == "yes"


def test_the_oldest_is_released_first_and_all_at_the_end() -> None:
    released: list[int] = []

    @shared(2, release=released.append)
    def made(number: int) -> int:
        return number

    for number in (1, 2, 1, 3):
        made(number)
    assert released == [2]
    clear()
    assert released == [2, 1, 3]
