"""What events have taught: nothing before there are any, everything once there are many, and no faster than that."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.effect import KINDS as KINDS_HELD
from benchmarks.effect import simulate
from census.effect.estimate import effects_of_events
from census.outreach.responsiveness import (
    ASSUMED,
    EFFECT_COLUMNS,
    LEAST_RATIO,
    assumed_extra,
    estimate_responsiveness,
    own_pace,
)
from tests.support.examples import first_in_gate

DAILY = 5.0
NOBODY = pd.DataFrame(columns=list(EFFECT_COLUMNS), dtype=object)


def events(*rows: tuple[str, str, float, float], left: float = 1_000.0) -> pd.DataFrame:
    """Rows of area, kind, extra and standard error."""
    whole = [
        (place, area, kind, date(2020, 3, 1), extra, error, DAILY * left / 200, left, 5, DAILY)
        for place, (area, kind, extra, error) in enumerate(rows)
    ]
    return pd.DataFrame(whole, columns=list(EFFECT_COLUMNS))


def test_without_events_the_assumption_stands() -> None:
    learned = estimate_responsiveness(NOBODY, DAILY)
    for kind in ASSUMED:
        assert learned.per_thousand(kind, ["a", "b"]).tolist() == [assumed_extra(kind, DAILY)] * 2
    # 30 % more than 5 of 1,000 a day, for five days.
    assert assumed_extra("tatap muka", DAILY) == pytest.approx(7.5)


@pytest.mark.parametrize("kind", ["tatap muka", "media sosial", "a kind of its own"])
def test_many_events_overcome_the_assumption(kind: str) -> None:
    rng = np.random.default_rng(5)
    rows = [(f"{place:03d}", kind, 25 + rng.normal(0, 4), 4.0) for place in range(300)]
    learned = estimate_responsiveness(events(*rows), DAILY)
    assert learned.per_thousand(kind, ["elsewhere"])[0] == pytest.approx(25, rel=0.05)


def test_one_uncertain_event_moves_little() -> None:
    learned = estimate_responsiveness(events(("a", "tatap muka", 60.0, 80.0)), DAILY)
    assert learned.per_thousand("tatap muka", ["a"])[0] == pytest.approx(7.5, rel=0.15)


def test_kinds_are_told_apart_once_they_differ() -> None:
    rng = np.random.default_rng(6)
    rows = [(f"{p}", kind, mean + rng.normal(0, 3), 3.0) for p in range(40) for kind, mean in
            (("tatap muka", 5.0), ("ngisi bareng", 20.0))]  # fmt: skip
    learned = estimate_responsiveness(events(*rows), DAILY)
    poor, good = (learned.per_thousand(kind, ["x"])[0] for kind in ("tatap muka", "ngisi bareng"))
    assert poor == pytest.approx(5, rel=0.15)
    assert good == pytest.approx(20, rel=0.15)


def test_an_area_is_believed_the_more_the_more_events_it_has_had() -> None:
    rng = np.random.default_rng(8)
    rows = [(f"{p:02d}", "keliling", 5 + rng.normal(0, 3), 3.0) for p in range(30) for _ in range(3)]
    rows += [("good", "keliling", 15 + rng.normal(0, 3), 3.0) for _ in range(12)]
    rows += [("new", "keliling", 15.0, 3.0)]
    learned = estimate_responsiveness(events(*rows), DAILY)
    good, new, unknown = learned.per_thousand("keliling", ["good", "new", "unknown"])
    assert 15 >= good > new > unknown
    assert good == pytest.approx(15, rel=0.25)


def test_events_that_brought_nothing_are_not_taken_to_do_harm() -> None:
    rows = [(f"{place}", "tatap muka", -30.0, 2.0) for place in range(60)]
    learned = estimate_responsiveness(events(*rows), DAILY)
    assert learned.per_thousand("tatap muka", ["x"])[0] == pytest.approx(LEAST_RATIO * 7.5)


def test_what_was_counted_on_fewer_days_stands_for_five() -> None:
    known = events(*[(f"{place:03d}", "tatap muka", 15.0, 1.0) for place in range(200)]).assign(
        days_after=3, expected=15.0
    )
    learned = estimate_responsiveness(known, DAILY)
    assert learned.per_thousand("tatap muka", ["x"])[0] == pytest.approx(25, rel=0.02)


def test_events_without_a_known_error_are_passed_over() -> None:
    broken = events(("a", "tatap muka", 900.0, float("nan")), ("b", "tatap muka", 900.0, 0.0))
    assert estimate_responsiveness(broken, DAILY).events == 0


@pytest.mark.parametrize("days", [29, 39, 44])
def test_events_are_set_against_the_pace_of_their_own_days(days: int) -> None:
    """Every event brings what is assumed of it, in a campaign whose pace falls, and then grows five times over."""
    lifts = {kind: ASSUMED[kind].lift for kind in KINDS_HELD}
    learned = []
    for seed in range(4):
        world = simulate(np.random.default_rng(seed), lifts, days=days)
        table = effects_of_events(world.daily, world.events, draws=19).table
        learned.append(estimate_responsiveness(table, DAILY).overall)
    assert np.mean(learned) == pytest.approx(1.0, abs=0.2)


def test_in_a_slow_desa_an_event_brings_less_wherever_it_was_learned() -> None:
    """Families of two kinds of desa respond at 2 and at 8 of 1,000 a day; every event brings half as many again."""
    held = pd.concat(
        [
            events(*[(f"{name}{n}", "keliling", 0.5 * 5 * pace, 1.0) for n in range(60)]).assign(expected=5.0 * pace)
            for name, pace in (("slow", 2.0), ("fast", 8.0))
        ]
    )
    told = {"slow now": 2.0, "fast now": 8.0}
    for learned_at in (held, held[held["area_code"].str.startswith("fast")]):
        learned = estimate_responsiveness(learned_at, DAILY, paces=told)
        slow, fast, unknown = learned.per_thousand("keliling", [*told, "elsewhere"])
        assert fast == pytest.approx(4 * slow)
        assert unknown == pytest.approx(slow * DAILY / 2)
    learned = estimate_responsiveness(held, DAILY, paces=told)
    # Five families more than ten, twenty more than forty; paces learned from few families are drawn to the mean.
    assert learned.per_thousand("keliling", ["slow now", "fast now"]) == pytest.approx([5, 20], rel=0.2)


@given(
    st.integers(0, 500),
    st.floats(0.1, 50),
    st.floats(0.1, 30),
    st.floats(0.2, 5),
)
def test_a_pace_lies_between_its_own_and_that_of_all(n: int, left_days: float, of_all: float, more: float) -> None:
    (pace,) = own_pace(np.array([float(n)]), np.array([left_days]), of_all)
    low, high = sorted((n / left_days, of_all))
    assert low - 1e-9 <= pace <= high + 1e-9
    # The more it is told by, the nearer to its own.
    (surer,) = own_pace(np.array([n * (1 + more)]), np.array([left_days * (1 + more)]), of_all)
    assert abs(surer - n / left_days) <= abs(pace - n / left_days) + 1e-9


rows_of_events = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["tatap muka", "siaran"]),
        st.integers(-50, 50).map(float),
        st.integers(1, 40).map(float),
    ),
    min_size=1,
    max_size=12,
)


@given(rows_of_events, st.randoms(use_true_random=False))
def test_the_order_of_the_events_does_not_matter(rows: list[tuple[str, str, float, float]], random: object) -> None:
    known = estimate_responsiveness(events(*rows), DAILY)
    random.shuffle(rows)  # type: ignore[attr-defined]
    again = estimate_responsiveness(events(*rows), DAILY)
    for kind in ("tatap muka", "siaran", "keliling"):
        assert known.per_thousand(kind, ["a", "b", "z"]) == pytest.approx(again.per_thousand(kind, ["a", "b", "z"]))
        assert (known.per_thousand(kind, ["a", "b", "z"]) > 0).all()


# --- how sure it is what a plan brings ----------------------------------------------------------------------

KINDS = ("tatap muka", "ngisi bareng", "keliling")


@pytest.mark.parametrize("per_kind", first_in_gate([2, 0, 12], 1))
def test_the_range_of_a_plan_holds_as_often_as_it_says(per_kind: int) -> None:
    """Worlds drawn as the estimate takes them to be: how often lies what five new events bring in the range?"""
    rng = np.random.default_rng(per_kind)
    held = []
    for _ in range(400):
        overall = rng.normal(1, 1)
        true = {kind: rng.normal(overall, 0.3) for kind in KINDS}
        rows = [
            (
                f"{kind}{place}",
                kind,
                assumed * rng.normal(true[kind], 0.4) + rng.normal(0, assumed * 0.3),
                assumed * 0.3,
            )
            for kind in KINDS
            for place in range(per_kind)
            if (assumed := assumed_extra(kind, DAILY))
        ]
        learned = estimate_responsiveness(events(*rows), DAILY)
        plan = [*KINDS, *KINDS[:2]]
        extras = np.array([learned.per_thousand(kind, ["new"])[0] for kind in plan])
        low, high = learned.total_range(plan, ["new"] * 5, extras)
        came = sum(assumed_extra(kind, DAILY) * rng.normal(true[kind], 0.4) for kind in plan)
        # A range never begins below nobody, so a world in which events drive people away counts as none.
        held.append(low <= max(came, 0.0) <= high)
    assert 0.70 <= np.mean(held) <= 0.92


def test_the_range_of_two_kinds_without_evidence_by_hand() -> None:
    learned = estimate_responsiveness(NOBODY, DAILY)
    low, high = learned.total_range(["tatap muka", "tatap muka"], ["a", "b"], np.array([7.5, 7.5]))
    # 15 families of one kind, whose ratio has the variance 1 of the mean and 0.04 of the kind.
    assert (low, high) == (0.0, pytest.approx(15 + 1.28155 * 15 * np.sqrt(1.04), rel=1e-4))
    assert learned.total_range([], [], np.array([])) == (0.0, 0.0)
