"""Promised against achieved: an oracle that walks day by day, and laws of sharing."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.tree import AreaTree
from census.disclosure.suppression import STANDARD
from census.outreach.commitments import (
    CommitmentProgress,
    PromiseTotals,
    came_in,
    commitment_progress,
    commitment_steps,
    commitment_values,
    promise_totals,
    share_elapsed,
)
from census.outreach.records import record_frame
from tests.census.worlds import ENDS_ON, STARTS_ON, World, area, recap, register
from tests.support.examples import dear

if TYPE_CHECKING:
    from census.campaign.campaign import Campaign

DAY = timedelta(days=1)
FIRST = date(2020, 2, 20)
A, B, KEC = "9901010001", "9901010002", "9901010"
AREAS = [area("9901", None, "kabupaten"), area(KEC, "9901", "kecamatan"), area(A, KEC, "desa"), area(B, KEC, "desa")]

Promise = dict[str, Any]


def promise(code: str, households: int, start: int, end: int, withdrawn: int | None = None) -> Promise:
    """A commitment by days after FIRST."""
    return {
        "area_code": code,
        "households": households,
        "starts_on": FIRST + start * DAY,
        "due_on": FIRST + end * DAY,
        "withdrawn_on": None if withdrawn is None else FIRST + withdrawn * DAY,
    }


def frame(promises: list[Promise]) -> pd.DataFrame:
    return record_frame("commitments", [{"id": n, **each} for n, each in enumerate(promises, start=1)])


def campaign(counts: dict[str, dict[int, int]]) -> Campaign:
    rows = [recap(code, FIRST + n * DAY, count, None) for code, days in counts.items() for n, count in days.items()]
    return World(AREAS, [register(A, 900, 2700), register(B, 900, 2700)], rows).campaign()


def progress(promises: list[Promise], counts: dict[str, dict[int, int]], as_of: int) -> pd.DataFrame:
    panel = campaign(counts).panel
    return commitment_progress(frame(promises), panel, as_of=FIRST + as_of * DAY, campaign_starts_on=STARTS_ON)


# --- the oracle ---------------------------------------------------------------------------------------------


def carried(days: dict[int, int], n: int) -> tuple[int, int] | None:
    """Day and count of the newest figure not after day n."""
    past = [day for day in days if day <= n]
    return (max(past), days[max(past)]) if past else None


def runs(each: Promise, n: int) -> bool:
    day = FIRST + n * DAY
    return each["starts_on"] <= day <= each["due_on"] and not (each["withdrawn_on"] and day >= each["withdrawn_on"])


def oracle(promises: list[Promise], days: dict[int, int], as_of: int, mine: int) -> Fraction | None:
    """What one commitment for the only area has achieved, one day after the other."""
    own = [n for n in range(as_of + 1) if runs(promises[mine], n)]
    if not own:
        return None
    before, after = carried(days, own[0] - 1), carried(days, own[-1])
    if before is None or after is None or before[0] == after[0]:
        return None
    achieved = Fraction(0)
    for n in own:
        then, now = carried(days, n - 1), carried(days, n)
        assert then is not None
        assert now is not None
        whole = sum(each["households"] for each in promises if runs(each, n))
        achieved += Fraction((now[1] - then[1]) * promises[mine]["households"], whole)
    return achieved


spans = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted)
promises_of_a = st.lists(
    st.builds(
        lambda households, span, withdrawn: promise(A, households, span[0], span[1], withdrawn),
        st.integers(1, 40), spans, st.one_of(st.none(), st.integers(0, 14)),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@given(
    promises_of_a,
    st.dictionaries(st.integers(-3, 14), st.integers(0, 300), max_size=8),
    st.integers(0, 14),
)
def test_each_gets_what_the_oracle_says(promises: list[Promise], days: dict[int, int], as_of: int) -> None:
    table = progress(promises, {A: days}, as_of)
    for place in range(len(promises)):
        expected = oracle(promises, days, as_of, place)
        got = table["achieved"].iloc[place]
        if expected is None:
            assert pd.isna(got)
            assert pd.isna(table["is_kept"].iloc[place])
        else:
            assert float(got) == pytest.approx(float(expected), abs=1e-9)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=5), st.integers(0, 500), st.integers(0, 13))
def test_those_who_run_together_share_the_whole_gain_and_no_more(households: list[int], gain: int, as_of: int) -> None:
    promises = [promise(A, n, 1, 13) for n in households]
    table = progress(promises, {A: {0: 100, **{n: 100 + gain * n // 13 for n in range(1, 14)}}}, as_of)
    if as_of == 0:
        assert table["achieved"].isna().all()
        return
    assert float(table["achieved"].sum()) == pytest.approx(gain * as_of // 13)
    assert (table["area_gain"] == gain * as_of // 13).all()
    assert (table["sharers"] == len(households) - 1).all()


@dear(8)
@given(promises_of_a, st.randoms())
def test_the_order_of_rows_says_nothing(promises: list[Promise], random: Any) -> None:
    rows = frame(promises)
    order = list(range(len(rows)))
    random.shuffle(order)
    panel = campaign({A: {n: 3 * n for n in range(15)}}).panel
    one, other = (
        commitment_progress(given_rows, panel, as_of=FIRST + 9 * DAY) for given_rows in (rows, rows.iloc[order])
    )
    pd.testing.assert_frame_equal(one, other.sort_index())


# --- by hand ------------------------------------------------------------------------------------------------


def test_two_who_overlap_share_by_what_they_promised() -> None:
    daily = {n: 10 * n for n in range(15)}
    table = progress([promise(A, 30, 1, 10), promise(A, 10, 6, 14)], {A: daily}, 12)
    # 5 days alone and 5 days of three quarters; 5 days of one quarter and 2 alone.
    assert table["achieved"].tolist() == [50 + 37.5, 12.5 + 20]
    assert table["state"].tolist() == ["over", "running"]
    assert table["is_kept"].tolist() == [True, True]
    assert table["sharers"].tolist() == [1, 1]


def test_a_withdrawn_one_shares_up_to_the_day_before() -> None:
    daily = {n: 10 * n for n in range(15)}
    table = progress([promise(A, 10, 1, 10), promise(A, 10, 1, 10, 4)], {A: daily}, 10)
    assert table["achieved"].tolist() == [15 + 70, 15]
    assert table["state"].tolist() == ["running", "withdrawn"]


def test_desa_do_not_take_from_each_other_and_kecamatan_has_its_own() -> None:
    counts = {A: {n: 5 * n for n in range(12)}, B: {n: 2 * n for n in range(12)}}
    table = progress([promise(A, 10, 1, 10), promise(B, 10, 1, 10), promise(KEC, 10, 1, 10)], counts, 10)
    assert table["achieved"].tolist() == [50, 20, 70]
    assert table["sharers"].tolist() == [0, 0, 0]


def test_added_up_no_family_counts_twice_and_none_beyond_what_was_promised() -> None:
    counts = {A: {n: 5 * n for n in range(12)}, B: {n: 2 * n for n in range(12)}}
    tree = AreaTree(pd.DataFrame(AREAS, dtype=object))
    # The kecamatan gains 70: 10 of the 50 for A and 10 of the 20 for B are counted, and 50 of its own promise.
    table = progress([promise(KEC, 80, 1, 10), promise(A, 10, 1, 10), promise(B, 10, 1, 10)], counts, 10)
    assert came_in(table, tree).tolist() == [50, 10, 10]
    # Another time is another gain.
    table = progress([promise(KEC, 80, 6, 10), promise(A, 10, 1, 5)], counts, 10)
    assert came_in(table, tree).tolist() == [35, 10]
    # Nobody knows is not nothing, and a correction downwards is no promise broken beyond nothing.
    table = progress([promise(A, 10, 3, 10), promise(B, 10, 3, 10)], {A: {1: 100}, B: {1: 50, 5: 40}}, 8)
    assert came_in(table, tree).isna().tolist() == [True, False]
    assert came_in(table, tree).tolist()[1] == 0
    assert len(came_in(table.iloc[:0], tree)) == 0


@given(st.lists(st.tuples(st.sampled_from([A, B, KEC]), st.integers(1, 90)), max_size=5))
def test_what_is_added_up_is_at_most_the_gain_of_the_whole(promises: list[tuple[str, int]]) -> None:
    counts = {A: {n: 5 * n for n in range(12)}, B: {n: 2 * n for n in range(12)}}
    table = progress([promise(code, families, 1, 10) for code, families in promises], counts, 10)
    counted = came_in(table, AreaTree(pd.DataFrame(AREAS, dtype=object)))
    assert counted.sum() <= 70 + 1e-9
    assert (counted <= table["households"].astype("Float64")).all()


def test_without_a_newer_figure_there_is_no_gain_rather_than_none() -> None:
    table = progress([promise(A, 10, 3, 10)], {A: {1: 100}}, 8)
    assert table["achieved"].isna().all()
    assert table["baseline_on"].tolist() == [FIRST + DAY]
    assert table["figure_on"].tolist() == [None]
    table = progress([promise(A, 10, 3, 10)], {A: {1: 100, 5: 100}}, 8)
    assert table["achieved"].tolist() == [0]
    assert table["figure_on"].tolist() == [FIRST + 5 * DAY]


def test_before_the_campaign_nobody_had_responded() -> None:
    early = {"area_code": A, "households": 5, "starts_on": STARTS_ON, "due_on": ENDS_ON, "withdrawn_on": None}
    told = {A: {-5: 7, 3: 20}}  # FIRST - 5 days is the first day of the campaign
    assert progress([early], told, 4)["achieved"].tolist() == [20]
    panel = campaign(told).panel
    unknown = commitment_progress(frame([early]), panel, as_of=FIRST + 4 * DAY)
    assert unknown["achieved"].isna().all()


def test_an_upcoming_one_has_no_gain_and_no_record_gives_an_empty_table() -> None:
    table = progress([promise(A, 10, 9, 12)], {A: {0: 1, 5: 9}}, 5)
    assert (table["state"].tolist(), table["achieved"].isna().all()) == (["upcoming"], True)
    empty = progress([], {A: {0: 1}}, 5)
    assert list(empty.columns) == list(table.columns)
    assert len(empty) == 0


def test_steps_compare_with_the_part_of_the_days_that_is_over() -> None:
    # Ten days, five of them over: 50 of 100 families are due.
    promises = [promise(A, 100, 1, 10)]
    for gained, step in ((100, 0), (55, 0), (54, 1), (50, 1), (49, 2), (45, 2), (44, 3), (35, 3), (34, 4), (0, 4)):
        table = progress(promises, {A: {0: 0, 5: gained}}, 5)
        assert commitment_steps(table, FIRST + 5 * DAY).tolist() == [step], gained
    assert share_elapsed(progress(promises, {A: {0: 0, 5: 1}}, 5), FIRST + 5 * DAY).tolist() == [0.5]
    upcoming = progress([promise(A, 5, 9, 12)], {A: {0: 0, 5: 1}}, 5)
    assert commitment_steps(upcoming, FIRST + 5 * DAY).tolist() == [-1]
    unknown = progress(promises, {A: {5: 1}}, 5)
    assert commitment_steps(unknown, FIRST + 5 * DAY).tolist() == [-1]


def test_a_promise_is_judged_on_the_day_of_its_figure_and_not_of_the_clock() -> None:
    # Ten days; the newest figure is of the fifth, and it is the eighth, or long after the last.
    promises = [promise(A, 100, 1, 10)]
    for today, state in ((8, "running"), (30, "over")):
        table = progress(promises, {A: {0: 0, 5: 50}}, today)
        assert table["state"].tolist() == [state]
        assert share_elapsed(table, FIRST + today * DAY).tolist() == [0.5]
        assert commitment_steps(table, FIRST + today * DAY).tolist() == [1]
    # What came in after the fifth day nobody knows: not kept is nobody's to say; kept is.
    assert progress(promises, {A: {0: 0, 5: 50}}, 30)["is_kept"].isna().tolist() == [True]
    assert progress(promises, {A: {0: 0, 5: 100}}, 30)["is_kept"].tolist() == [True]
    assert progress(promises, {A: {0: 0, 10: 50}}, 30)["is_kept"].tolist() == [False]


def test_a_hidden_desa_tells_no_gain() -> None:
    rows = [recap(code, FIRST + n * DAY, n, None) for code in (A, B) for n in range(12)]
    registers = [register(A, 12, 30), register(B, 15, 30)]
    panel = World(AREAS, registers, rows).campaign(STANDARD).panel
    table = commitment_progress(frame([promise(A, 3, 1, 10)]), panel, as_of=FIRST + 10 * DAY)
    assert table[["area_gain", "achieved", "is_kept", "figure_on"]].isna().all(axis=None)


def test_a_row_of_progress_is_a_value() -> None:
    # Ten days, five of them over: 45 of 50 due, shared by two; the second has not begun, and of B nobody has told.
    promises = [promise(A, 90, 1, 10), promise(A, 10, 9, 12), promise(B, 10, 1, 4)]
    table = progress(promises, {A: {0: 0, 5: 45}}, 5)
    figure_on = FIRST + 5 * DAY
    assert commitment_values(table, figure_on) == {
        1: CommitmentProgress("running", 45.0, 0, figure_on, False, 0.5, 1),
        2: CommitmentProgress("upcoming", None, 0, None, None, 0.0, None),
        3: CommitmentProgress("over", None, 0, None, None, 1.0, None),
    }
    assert commitment_values(table.iloc[:0], figure_on) == {}


def test_totals_count_apart_what_nobody_knows_yet() -> None:
    counts = {A: {n: 5 * n for n in range(12)}, B: {0: 100}}
    promises = [
        promise(A, 60, 1, 20),
        promise(A, 30, 1, 20),
        promise(B, 40, 1, 20),
        promise(A, 900, 1, 8),
        promise(A, 10, 1, 5),
        promise(A, 10, 15, 20),
        promise(B, 10, 1, 8),
    ]
    table = progress(promises, counts, 11)
    tree = AreaTree(pd.DataFrame(AREAS, dtype=object))
    running = table.loc[[1, 2], "achieved"].sum()
    # Kept, 900 families promised are not; of those that promised 10 too little came in as well, and of B nobody knows.
    assert promise_totals(table, tree) == PromiseTotals(2, 90, pytest.approx(float(running)), 1, 40, 2)
    assert 0 < running < 90
    assert promise_totals(table.iloc[:0], tree) == PromiseTotals(0, 0, 0.0, 0, 0, 0)
