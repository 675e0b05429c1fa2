"""A small kabupaten with a recap by desa for three days, every figure worked out by hand.

Register (families / persons)      Target: 27 % of persons, responded, 15 February to 31 March 2020 (46 days)
    Hulu    9901010      300 / 1000
        001 Atas         100 /  300
        002 Bukit        200 /  700
    Hilir   9901020      200 /  610
        001 Cepu         150 /  450
        002 Delta         50 /  160
        003 Empang         0 /    0    (fish ponds: nobody is registered there)
    Contoh  9901         500 / 1610

No row of the recap speaks of a kecamatan or of the kabupaten: they are sums.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from census.base.vocabulary import Status, Unit
from census.figures.equivalent import equivalent_share
from census.figures.progress import View
from census.figures.shortfall import shortfall_steps
from tests.census.worlds import World, area, recap, register

MARCH_1, MARCH_8, MARCH_15 = date(2020, 3, 1), date(2020, 3, 8), date(2020, 3, 15)
ATAS, BUKIT = "9901010001", "9901010002"
CEPU, DELTA, EMPANG = "9901020001", "9901020002", "9901020003"
HULU, HILIR, CONTOH = "9901010", "9901020", "9901"

WORLD = World(
    areas=[
        area(CONTOH, None, "kabupaten"),
        area(HULU, CONTOH, "kecamatan"),
        area(HILIR, CONTOH, "kecamatan"),
        *(area(code, HULU, "desa") for code in (ATAS, BUKIT)),
        *(area(code, HILIR, "desa") for code in (CEPU, DELTA, EMPANG)),
    ],
    registers=[
        register(ATAS, 100, 300),
        register(BUKIT, 200, 700),
        register(CEPU, 150, 450),
        register(DELTA, 50, 160),
        register(EMPANG, 0, 0),
    ],
    recaps=[
        # families responded, persons responded, families clean, persons clean
        recap(ATAS, MARCH_1, 5, 15, 4, 12),
        recap(BUKIT, MARCH_1, 10, 40, 8, 32),
        recap(CEPU, MARCH_1, 3, 9, 2, 6),
        recap(DELTA, MARCH_1, 2, 7, 1, 4),
        recap(EMPANG, MARCH_1, 0, 0, 0, 0),
        recap(ATAS, MARCH_8, 12, 42, 10, 35),
        recap(BUKIT, MARCH_8, 21, 86, 18, 74),
        recap(CEPU, MARCH_8, 15, 60, 12, 48),
        recap(DELTA, MARCH_8, 3, 10, 2, 7),
        recap(EMPANG, MARCH_8, 0, 0, 0, 0),
        recap(ATAS, MARCH_15, 27, 81, 24, 72),
        recap(BUKIT, MARCH_15, 30, 120, 27, 108),
        recap(CEPU, MARCH_15, 30, 90, 26, 80),
        recap(DELTA, MARCH_15, 6, 22, 5, 18),
        recap(EMPANG, MARCH_15, 0, 0, 0, 0),
    ],
)
CAMPAIGN = WORLD.campaign()
PERSONS, FAMILIES = Unit.PERSON, Unit.HOUSEHOLD


def table(day: date, unit: Unit = PERSONS, status: Status = Status.RESPONDED) -> pd.DataFrame:
    """Give the rows of all three levels together."""
    view = View(day, unit, status)
    return pd.concat(CAMPAIGN.progress(CONTOH, level, view) for level in ("desa", "kecamatan", "kabupaten"))


def column(rows: pd.DataFrame, name: str) -> dict[str, Any]:
    """Give one column by code, every kind of null as None."""
    return {str(code): None if pd.isna(value) else value for code, value in rows[name].items()}


# --- 8 March: day 23 of 46, so the path stands at half the target; 23 days are left --------------------------


def test_counts_rates_and_sums_on_8_march() -> None:
    rows = table(MARCH_8)
    assert column(rows, "numerator") == {
        ATAS: 42, BUKIT: 86, CEPU: 60, DELTA: 10, EMPANG: 0,
        HULU: 128,  # 42 + 86
        HILIR: 70,  # 60 + 10 + 0
        CONTOH: 198,  # 128 + 70
    }  # fmt: skip
    assert column(rows, "denominator") == {
        ATAS: 300, BUKIT: 700, CEPU: 450, DELTA: 160, EMPANG: 0, HULU: 1000, HILIR: 610, CONTOH: 1610,
    }  # fmt: skip
    rates = column(rows, "rate")
    assert rates.pop(EMPANG) is None  # nobody registered: no rate, though a count was delivered
    assert rates == {
        ATAS: 0.14,  # 42 of 300
        BUKIT: 86 / 700,
        CEPU: 60 / 450,
        DELTA: 0.0625,  # 10 of 160
        HULU: 0.128,  # 128 of 1000: summed first, then divided
        HILIR: 70 / 610,
        CONTOH: 198 / 1610,
    }
    assert set(rows["as_of"]) == {MARCH_8}
    assert not rows["is_stale"].any()


def test_expected_gap_and_band_on_8_march() -> None:
    rows = table(MARCH_8)
    assert column(rows, "expected") == {
        ATAS: 40.5,  # 0.27 x 300 / 2
        BUKIT: 94.5, CEPU: 60.75, DELTA: 21.6, EMPANG: 0.0, HULU: 135.0, HILIR: 82.35, CONTOH: 217.35,
    }  # fmt: skip
    assert column(rows, "gap") == {
        ATAS: 39,  # 81 - 42
        BUKIT: 103,  # 189 - 86
        CEPU: 62,  # 121.5 -> 122, - 60
        DELTA: 34,  # 43.2 -> 44, - 10
        EMPANG: 0,
        HULU: 142,  # 270 - 128
        HILIR: 95,  # 164.7 -> 165, - 70
        CONTOH: 237,  # 434.7 -> 435, - 198; not 142 + 95 + ..., each is rounded up on its own
    }
    # s = 1 - Y / E
    assert column(rows, "band") == {
        ATAS: "on_track",  # 1 - 42 / 40.5 = -0.037
        BUKIT: "watch",  # 1 - 86 / 94.5 = 0.090
        CEPU: "watch",  # 1 - 60 / 60.75 = 0.012
        DELTA: "behind",  # 1 - 10 / 21.6 = 0.537
        EMPANG: None,
        HULU: "watch",  # 1 - 128 / 135 = 0.052
        HILIR: "behind",  # 1 - 70 / 82.35 = 0.150
        CONTOH: "watch",  # 1 - 198 / 217.35 = 0.089
    }
    # the map's colour against the path: <= -0.10, <= 0, <= 0.10, <= 0.30, more
    assert column(rows, "step") == {
        ATAS: 1, BUKIT: 2, CEPU: 2, DELTA: 4, EMPANG: None, HULU: 2, HILIR: 3, CONTOH: 2,
    }  # fmt: skip


def test_paces_on_8_march() -> None:
    rows = table(MARCH_8)
    assert column(rows, "required_pace") == {
        ATAS: 39 / 23, BUKIT: 103 / 23, CEPU: 62 / 23, DELTA: 34 / 23, EMPANG: 0.0,
        HULU: 142 / 23, HILIR: 95 / 23, CONTOH: 237 / 23,
    }  # fmt: skip
    # gain since 1 March, by 7 days
    assert column(rows, "recent_pace") == pytest.approx({
        ATAS: 27 / 7, BUKIT: 46 / 7, CEPU: 51 / 7, DELTA: 3 / 7, EMPANG: 0.0,
        HULU: 73 / 7,  # 128 - 55
        HILIR: 54 / 7,  # 70 - 16
        CONTOH: 127 / 7,  # 198 - 71
    })  # fmt: skip
    assert column(rows, "change")[CONTOH] == 127
    assert set(rows["change_since"]) == {MARCH_1}


def test_the_colour_against_the_kabupaten_on_8_march() -> None:
    rows = table(MARCH_8).loc[[ATAS, BUKIT, CEPU, DELTA, EMPANG]]
    # The kabupaten has 198 / 1610 = 12.30 %. Ratios: Atas 14 / 12.30 = 1.138, Bukit 12.286 / 12.298 = 0.999,
    # Cepu 13.33 / 12.30 = 1.084, Delta 6.25 / 12.30 = 0.508, Empang none.
    steps = shortfall_steps(rows["numerator"], rows["denominator"], Fraction(198, 1610))
    assert steps.tolist() == [0, 2, 1, 4, -1]


# --- the other unit and the other status ---------------------------------------------------------------------


def test_seen_in_families_the_gap_stays_in_persons_and_has_an_equivalent() -> None:
    persons, families = table(MARCH_8), table(MARCH_8, FAMILIES)
    assert column(families, "numerator") == {
        ATAS: 12, BUKIT: 21, CEPU: 15, DELTA: 3, EMPANG: 0, HULU: 33, HILIR: 18, CONTOH: 51,
    }  # fmt: skip
    assert column(families, "rate")[CONTOH] == 51 / 500
    for name in ("expected", "gap", "required_pace", "recent_pace", "band", "step"):
        assert column(families, name) == column(persons, name)
    # persons missing / persons per responding family there, rounded up
    assert column(families, "gap_equivalent") == {
        ATAS: 12,  # 39 / (42 / 12) = 11.14
        BUKIT: 26,  # 103 / (86 / 21) = 25.15
        CEPU: 16,  # 62 / (60 / 15) = 15.5
        DELTA: 11,  # 34 / (10 / 3) = 10.2
        EMPANG: 0,  # nothing is missing
        HULU: 37,  # 142 / (128 / 33) = 36.61
        HILIR: 25,  # 95 / (70 / 18) = 24.43
        CONTOH: 62,  # 237 / (198 / 51) = 61.05
    }
    assert persons["gap_equivalent"].isna().all()


@pytest.mark.parametrize(
    ("code", "unit", "share", "other"),
    [
        (ATAS, Unit.PERSON, Fraction(2, 5), Fraction(35, 100)),  # 120 / (42 / 12) = 34.29 families of 100
        (ATAS, Unit.HOUSEHOLD, Fraction(1, 2), Fraction(175, 300)),  # 50 x 42 / 12 = 175 persons of 300
        (BUKIT, Unit.HOUSEHOLD, Fraction(1), Fraction(1)),  # 200 x 86 / 21 = 819.05 persons of 700: all of them
        (EMPANG, Unit.PERSON, Fraction(1, 2), None),  # nobody is registered
    ],
)
def test_a_share_has_one_of_the_other_unit(code: str, unit: Unit, share: Fraction, other: Fraction | None) -> None:
    seen = WORLD.campaign(None)
    words = {"unit": unit, "status": Status.RESPONDED, "as_of": MARCH_8}
    assert equivalent_share(seen.panel, seen.base(MARCH_8), code, share, **words) == other


def test_clean_forms_are_counted_apart_and_change_no_verdict() -> None:
    clean, responded = table(MARCH_8, status=Status.CLEAN), table(MARCH_8)
    assert column(clean, "numerator") == {
        ATAS: 35, BUKIT: 74, CEPU: 48, DELTA: 7, EMPANG: 0, HULU: 109, HILIR: 55, CONTOH: 164,
    }  # fmt: skip
    assert column(clean, "gap") == column(responded, "gap")
    families = table(MARCH_8, FAMILIES, Status.CLEAN)
    assert column(families, "numerator")[CONTOH] == 42  # 10 + 18 + 12 + 2 + 0
    # The target speaks of responses: so does the size of a family that turns its gap into families.
    assert column(families, "gap_equivalent")[CONTOH] == 62


# --- before, between, at the end, after ----------------------------------------------------------------------


@pytest.mark.parametrize("day", [date(2020, 2, 14), date(2020, 2, 29)])
def test_before_the_first_recap_there_is_no_figure(day: date) -> None:
    rows = table(day)
    for name in ("numerator", "rate", "as_of", "is_stale", "gap", "required_pace", "recent_pace", "band", "source"):
        assert rows[name].isna().all(), name
    # On 14 February nothing is due; on 29 February, day 15, 0.27 x 1610 x 15 / 46.
    due = 0.0 if day == date(2020, 2, 14) else pytest.approx(141.75)
    assert column(rows, "expected")[CONTOH] == due


def test_the_first_recap_has_a_gap_but_no_recent_pace() -> None:
    rows = table(MARCH_1)
    assert column(rows, "gap")[CONTOH] == 364  # 435 - 71
    assert column(rows, "required_pace")[CONTOH] == 364 / 30  # day 16 of 46
    assert rows["recent_pace"].isna().all()
    assert rows["change"].isna().all()


def test_between_recaps_the_last_figure_is_carried_with_its_day() -> None:
    rows = table(date(2020, 3, 12))  # day 27, 19 left
    assert column(rows, "numerator") == column(table(MARCH_8), "numerator")
    assert set(rows["as_of"]) == {MARCH_8}
    assert not rows["is_stale"].any()
    assert column(rows, "required_pace")[CONTOH] == 237 / 19
    assert column(rows, "expected")[ATAS] == pytest.approx(0.27 * 300 * 27 / 46)  # 47.54
    assert column(rows, "band")[ATAS] == "behind"  # 1 - 42 / 47.54 = 0.117


def test_15_march() -> None:
    rows = table(MARCH_15)  # day 30, 16 left
    assert column(rows, "gap") == {
        ATAS: 0,  # 81 - 81
        BUKIT: 69,  # 189 - 120
        CEPU: 32,  # 122 - 90
        DELTA: 22,  # 44 - 22
        EMPANG: 0,
        HULU: 69,  # 270 - 201
        HILIR: 53,  # 165 - 112
        CONTOH: 122,  # 435 - 313
    }
    assert column(rows, "required_pace")[CONTOH] == 122 / 16
    assert column(rows, "step") == {
        ATAS: 0,  # due 52.83, s = -0.533
        BUKIT: 2,  # due 123.26, s = 0.026
        CEPU: 0,  # due 79.24, s = -0.136
        DELTA: 3,  # due 28.17, s = 0.219
        EMPANG: None,
        HULU: 0,  # due 176.09, s = -0.141
        HILIR: 1,  # due 107.41, s = -0.043
        CONTOH: 0,  # due 283.50, s = -0.104
    }


@pytest.mark.parametrize(("day", "is_stale"), [(22, False), (23, True), (31, True)])
def test_a_figure_is_stale_after_seven_days(day: int, is_stale: bool) -> None:
    rows = table(date(2020, 3, day))
    assert set(rows["as_of"]) == {MARCH_15}
    assert set(rows["is_stale"]) == {is_stale}


@pytest.mark.parametrize("day", [date(2020, 3, 31), date(2020, 4, 1), date(2020, 7, 1)])
def test_from_the_deadline_on_no_pace_is_required_and_all_is_due(day: date) -> None:
    rows = table(day)
    assert rows["required_pace"].isna().all()
    assert column(rows, "gap") == column(table(MARCH_15), "gap")
    assert column(rows, "expected") == {
        ATAS: 81.0, BUKIT: 189.0, CEPU: 121.5, DELTA: 43.2, EMPANG: 0.0, HULU: 270.0, HILIR: 164.7, CONTOH: 434.7,
    }  # fmt: skip
    assert column(rows, "band") == {
        ATAS: "on_track",  # 81 of 81: right on the border
        BUKIT: "behind",  # 1 - 120 / 189 = 0.365
        CEPU: "behind",  # 1 - 90 / 121.5 = 0.259
        DELTA: "behind",  # 1 - 22 / 43.2 = 0.491
        EMPANG: None,
        HULU: "behind",  # 1 - 201 / 270 = 0.256
        HILIR: "behind",  # 1 - 112 / 164.7 = 0.320
        CONTOH: "behind",  # 1 - 313 / 434.7 = 0.280
    }
    assert column(rows, "recent_pace")[CONTOH] == pytest.approx(115 / 7)  # 313 - 198


def test_the_newest_day_is_the_last_that_is_over() -> None:
    assert CAMPAIGN.newest_day(date(2020, 3, 20)) == MARCH_15
    assert CAMPAIGN.newest_day(MARCH_15) == MARCH_8
    assert CAMPAIGN.newest_day(MARCH_1) == MARCH_1
    assert CAMPAIGN.newest_day(date(2020, 2, 20)) is None
