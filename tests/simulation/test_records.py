"""Records of the simulated campaign: the same for the same seed, in order, and known step by step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from pandas.testing import assert_frame_equal

from census.outreach.records import EVENT_KINDS, fault_in
from simulation.campaign import end_of_day
from simulation.outreach import EVENT_EFFECTS
from simulation.records import OFFICERS, SimulatedRecords, records_at, records_between, simulate_records
from tests.simulation.test_campaign import WIB, campaign, inputs

if TYPE_CHECKING:
    import pandas as pd

NAMES = ("commitments", "blockers", "requests")
KEYS = {
    "commitments": ["area_code", "opd_id", "starts_on"],
    "blockers": ["area_code", "opd_id", "reported_on", "kind"],
    "requests": ["area_code", "opd_id", "requested_on"],
}
PAST = {
    "commitments": ["starts_on", "withdrawn_on"],
    "blockers": ["reported_on", "resolved_on"],
    "requests": ["requested_on", "done_on"],
}


def records(seed: int = 2020, **changed: pd.DataFrame) -> SimulatedRecords:
    given = {"desa": inputs()["desa"], "assignments": inputs()["assignments"]} | changed
    return simulate_records(campaign(), seed=seed, **given)


def same(one: SimulatedRecords, other: SimulatedRecords) -> bool:
    return all(getattr(one, name).equals(getattr(other, name)) for name in NAMES)


def test_every_kind_of_event_has_its_words_and_its_officers() -> None:
    assert set(EVENT_KINDS) == set(EVENT_EFFECTS) == set(OFFICERS)


def test_the_same_seed_gives_the_same_records_in_whatever_order_the_rows_come() -> None:
    turned = {name: frame[::-1] for name, frame in inputs().items() if name in ("desa", "assignments")}
    assert same(records(), records(**turned))
    assert not same(records(), records(seed=7))


@pytest.mark.parametrize("name", NAMES)
def test_no_record_says_what_cannot_be_and_none_comes_twice(name: str) -> None:
    frame: pd.DataFrame = getattr(records(), name)
    assert 30 <= len(frame) <= 90
    assert not frame.duplicated(KEYS[name]).any()
    rows = frame.to_dict("records")
    assert [fault_in(name, row, level="desa", today=date(2020, 5, 1)) for row in rows] == [None] * len(rows)  # type: ignore[arg-type]


def test_help_by_bps_was_asked_for_before_it_came() -> None:
    events = campaign().events
    helped = events[events["kind"] == "pendampingan BPS"]
    done = records().requests.dropna(subset=["done_on"])
    assert len(done) >= 0.8 * len(helped)
    assert set(zip(done["area_code"], done["done_on"], strict=True)) <= set(
        zip(helped["area_code"], helped["held_on"], strict=True)
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_is_known_grows_and_nothing_of_the_future_is_told(name: str) -> None:
    whole = records()
    known: dict[object, tuple[object, ...]] = {}
    moment = end_of_day(date(2020, 2, 14))
    while moment < end_of_day(date(2020, 4, 20)):
        later = moment + timedelta(hours=17)
        for place, *row in getattr(records_between(whole, moment, later), name).itertuples(name=None):
            known[place] = tuple(row)
        moment = later
        told = getattr(records_at(whole, moment), name)
        assert known == {place: tuple(row) for place, *row in told.itertuples(name=None)}
        days = [day for column in PAST[name] for day in told[column] if day is not None]
        assert all(day < moment.astimezone(WIB).date() for day in days)
    assert_frame_equal(getattr(records_at(whole, end_of_day(date(2021, 1, 1))), name), getattr(whole, name))
