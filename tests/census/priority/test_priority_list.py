"""The priority list of a small campaign, worked out by hand, and what never appears in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from census.base.vocabulary import AREA_MEASURES, Status, Unit
from census.disclosure.suppression import STANDARD
from census.figures.progress import View
from census.figures.rounding import Fineness, rounded
from census.outreach.records import record_frame
from census.outreach.responsiveness import EFFECT_COLUMNS
from census.priority.priority import KEEP
from census.priority.priority_list import build_priority_list
from tests.census.worlds import REGENT, World, area, register

if TYPE_CHECKING:
    from census.campaign.campaign import Campaign
    from census.disclosure.suppression import Protection

KECAMATAN = ("9901010", "9901020")
DESA = ("9901010001", "9901010002", "9901010003", "9901020001", "9901020002")
HOUSEHOLDS = (1_000, 800, 600, 900, 700)
START, LAST = date(2020, 2, 20), date(2020, 3, 15)
DAYS = [START + timedelta(days=n) for n in range((LAST - START).days + 1)]
VIEW = View(LAST, Unit.PERSON, Status.RESPONDED)
NO_EFFECTS = pd.DataFrame(columns=list(EFFECT_COLUMNS), dtype=object)


def daily_gain(place: int, day: date) -> int:
    """Families a day: one in a hundred; the third desa stopped a week ago."""
    is_stopped = place == 2 and day > LAST - timedelta(days=7)
    return 0 if is_stopped else HOUSEHOLDS[place] // 100


def campaign(
    protection: Protection | None = STANDARD, *, sizes: tuple[int, ...] = HOUSEHOLDS, reverse: bool = False
) -> Campaign:
    """Rows of 25 days; a family has four persons, half of its forms are clean; three open forms in each desa."""
    areas = [area("9901", None, "kabupaten")]
    areas += [area(code, "9901", "kecamatan") for code in KECAMATAN]
    areas += [area(code, code[:7], "desa") for code in DESA]
    registers = [register(code, n, 3 * n) for code, n in zip(DESA, sizes, strict=True)]
    rows = []
    for place, code in enumerate(DESA):
        for day in DAYS:
            n = daily_gain(place, day)
            rows.append(
                dict(zip(("area_code", "day", *AREA_MEASURES), (code, day, n, 4 * n, n // 2, 2 * n), strict=True))
            )
    events = [
        {"area_code": code, "held_on": LAST - timedelta(days=ago), "kind": kind}
        for code, ago, kind in (
            (DESA[0], 3, "tatap muka"), (DESA[1], 20, "ngisi bareng"), (DESA[3], 1, "siaran"),
        )
    ]  # fmt: skip
    if reverse:
        areas, registers, rows, events = areas[::-1], registers[::-1], rows[::-1], events[::-1]
    opened = pd.DataFrame({"area_code": DESA, "day": [LAST] * 5, "households_opened": [3] * 5})
    return replace(
        World(areas, registers, []).campaign(protection),
        daily=pd.DataFrame(rows).astype(dict.fromkeys(AREA_MEASURES, "Int64")),
        events=record_frame("events", events),
        opened=opened.astype({"area_code": object, "households_opened": "Int64"}),
    )


def draws() -> np.ndarray:
    rng = np.random.default_rng(3)
    return rng.integers(300, 900, (60, len(DESA)))


def test_by_hand() -> None:
    found = build_priority_list(campaign(), "9901", VIEW, forecast=(DESA, draws()), effects=NO_EFFECTS)
    assert found is not None
    assert (found.has_forecast, found.is_equivalent, found.target) == (True, True, REGENT)
    table = found.table
    assert set(table.index) == set(DESA)
    for place, code in enumerate(DESA):
        row = table.loc[code]
        # 27 % of three persons a family, told in families of four as they respond there.
        wanted = -(-27 * 3 * HOUSEHOLDS[place] // 100)
        missing = [max(0, wanted - int(count)) / 4 for count in draws()[:, place]]
        assert row["expected_shortfall"] == round(sum(missing) / 60)
        so_far = sum(daily_gain(place, day) for day in DAYS)
        assert row["left"] == HOUSEHOLDS[place] - so_far
        assert row["unchecked"] == so_far - sum(daily_gain(place, day) // 2 for day in DAYS)
        assert row["unfinished"] == 3
        assert row["week_gain"] == sum(daily_gain(place, day) for day in DAYS[-7:])
        assert row["is_stuck"] == (place == 2)
        worn = KEEP if place == 0 else 1
        # Its own pace, in which that of all counts as much as twenty families.
        pace = (20 + row["week_gain"]) / (20 / found.responsiveness.daily_gain + row["left"] / 1_000 * 7)
        brought = worn * 0.3 * 5 * pace
        assert row["responsiveness"] == rounded(brought, Fineness.DIGITS)
        assert row["extra"] == rounded(row["left"] * brought / 1_000, Fineness.FAMILIES)
    assert table.loc[DESA[0], "last_visit"] == LAST - timedelta(days=3)
    # Nobody goes out for a broadcast.
    assert pd.isna(table.loc[DESA[3], "last_visit"])
    assert found.last_visits == {
        DESA[0]: LAST - timedelta(days=3),
        DESA[1]: LAST - timedelta(days=20),
        KECAMATAN[0]: LAST - timedelta(days=3),
        "9901": LAST - timedelta(days=3),
    }


def test_the_pace_is_that_of_the_whole() -> None:
    found = build_priority_list(campaign(), "9901", VIEW, forecast=None, effects=NO_EFFECTS)
    assert found is not None
    gained = sum(daily_gain(place, day) for place in range(5) for day in DAYS[-7:]) / 7
    left = sum(HOUSEHOLDS) - sum(daily_gain(place, day) for place in range(5) for day in DAYS)
    assert found.responsiveness.daily_gain == pytest.approx(1_000 * gained / left)


def test_without_a_forecast_the_path_stands_in() -> None:
    early = replace(VIEW, as_of=START + timedelta(days=2))
    found = build_priority_list(campaign(), "9901", early, forecast=None, effects=NO_EFFECTS)
    assert found is not None
    assert not found.has_forecast
    for place, code in enumerate(DESA):
        persons = 4 * 3 * (HOUSEHOLDS[place] // 100)
        due = Fraction(27, 100) * 3 * HOUSEHOLDS[place] * 8 / 46
        assert found.table.loc[code, "expected_shortfall"] == round(float(max(due - persons, 0)) / 4)
        assert pd.isna(found.table.loc[code, "rank_lo"])
        assert pd.isna(found.table.loc[code, "week_least"])
        assert not found.table.loc[code, "is_stuck"]


def test_neither_rows_nor_columns_have_an_order() -> None:
    one = build_priority_list(campaign(), "9901", VIEW, forecast=(DESA, draws()), effects=NO_EFFECTS)
    other = build_priority_list(
        campaign(reverse=True), "9901", VIEW, forecast=(DESA[::-1], draws()[:, ::-1]), effects=NO_EFFECTS
    )
    assert one is not None
    assert other is not None
    pd.testing.assert_frame_equal(one.table, other.table)


def test_small_desa_never_appear() -> None:
    sizes = (1_000, 800, 12, 900, 700)
    found = build_priority_list(campaign(sizes=sizes), "9901", VIEW, forecast=(DESA, draws()), effects=NO_EFFECTS)
    assert found is not None
    # The one of twelve families, and both others of its kecamatan: besides the largest twenty are hidden.
    assert set(found.table.index) == {DESA[3], DESA[4]}
    everything = found.table.to_string()
    for code in DESA[:3]:
        assert code not in everything


def test_of_a_coarse_desa_open_forms_are_not_told() -> None:
    sizes = (1_000, 800, 40, 900, 700)
    found = build_priority_list(campaign(sizes=sizes), "9901", VIEW, forecast=(DESA, draws()), effects=NO_EFFECTS)
    assert found is not None
    told = found.table["unfinished"].reindex(DESA)
    assert told.drop(DESA[2]).tolist() == [3] * 4
    assert pd.isna(told[DESA[2]])
    known = found.table.reindex([DESA[2]])
    assert known[["week_gain", "week_least"]].isna().all().all()


def test_an_outage_excuses_standing_still() -> None:
    found = build_priority_list(
        replace(campaign(), outages={"9901": frozenset(DAYS[-7:])}), "9901", VIEW, forecast=None, effects=NO_EFFECTS
    )
    assert found is not None
    assert not found.table["is_stuck"].any()


def test_with_recaps_alone_nobody_stands_still_and_no_open_form_is_known() -> None:
    bare = campaign()
    recaps = pd.DataFrame(
        {
            "area_code": list(DESA),
            "as_of": [LAST] * 5,
            "source": ["BPS"] * 5,
            **{measure: pd.array([60] * 5, dtype="Int64") for measure in AREA_MEASURES},
        }
    )
    told = replace(bare, daily=bare.daily.iloc[:0], opened=bare.opened.iloc[:0], recaps=recaps)
    found = build_priority_list(told, "9901", VIEW, forecast=None, effects=NO_EFFECTS)
    assert found is not None
    assert found.table[["unfinished", "week_least"]].isna().all().all()
    assert found.table["unchecked"].tolist() == [0] * 5


def test_without_a_target_there_is_no_agenda() -> None:
    assert build_priority_list(replace(campaign(), targets=[]), "9901", VIEW, forecast=None, effects=NO_EFFECTS) is None


def test_a_forecast_that_does_not_know_all_desa_is_none() -> None:
    found = build_priority_list(campaign(), "9901", VIEW, forecast=(DESA[:2], draws()[:, :2]), effects=NO_EFFECTS)
    assert found is not None
    assert not found.has_forecast


def test_a_promise_counts_up_to_its_last_day() -> None:
    def promised(due_on: date) -> int:
        one = {"area_code": DESA[0], "opd_id": 1, "households": 40, "starts_on": START, "due_on": due_on}
        told = replace(campaign(), commitments=record_frame("commitments", [{"id": 1, **one}]))
        found = build_priority_list(told, "9901", VIEW, forecast=None, effects=NO_EFFECTS)
        assert found is not None
        return int(found.table.loc[DESA[0], "promised"])

    assert [promised(LAST + timedelta(days=n)) for n in (-1, 0, 1)] == [0, 40, 40]


@pytest.mark.parametrize(
    "own",
    [{"unit": Unit.HOUSEHOLD}, {"status": Status.CLEAN}, {"ends_on": date(2020, 5, 29)}, {"share": Fraction(1, 2)}],
)
def test_desa_are_held_to_the_target_of_the_area_asked_about(own: dict[str, Any]) -> None:
    """A target of a kecamatan's own in other terms is no measure of draws that are not in these terms."""
    other = replace(REGENT, scope_code=KECAMATAN[1], **own)
    plain, mixed = (
        build_priority_list(
            replace(campaign(), targets=targets), "9901", VIEW, forecast=(DESA, draws()), effects=NO_EFFECTS
        )
        for targets in ([REGENT], [REGENT, other])
    )
    assert plain is not None
    assert mixed is not None
    is_same = plain.table["expected_shortfall"].eq(mixed.table["expected_shortfall"].reindex(plain.table.index)).all()
    # Half of the persons instead of 27 % is the same in other numbers, and is asked of the kecamatan that decided it.
    assert is_same == ("share" not in own)
