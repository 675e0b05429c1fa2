"""Agencies: rates in staff, lines to reach, and the limits of chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.target import Target
from census.base.vocabulary import MeaninglessError, Status, Unit
from census.campaign.agencies import (
    STAFF_MEASURES,
    Agency,
    Assignment,
    Whole,
    agency_panel,
    funnel_limits,
    opd_progress,
    served_by,
    serving,
    whole_of_agencies,
)
from census.figures.feed import group_figures
from census.figures.progress import View
from tests.census.worlds import World, area

OPD = pd.DataFrame(
    {
        "id": [3, 12, 40],
        "name": ["Dinas A", "Dinas B", "Kantor C"],
        "kabupaten_code": ["3319"] * 3,
        "staff": pd.array([200, 50, None], dtype="Int64"),
        "is_estimate": [True, True, False],
    }
)
REGENT = Target(
    "area",
    "3319",
    Unit.PERSON,
    Status.RESPONDED,
    Fraction("0.27"),
    date(2020, 2, 15),
    date(2020, 3, 31),
    date(2020, 2, 13),
)


def daily(*rows: tuple[str, date, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area_code", "day", *STAFF_MEASURES])


def test_agencies_are_values_too() -> None:
    campaign = World([area("3319", None, "kabupaten")], [], []).campaign()
    first, *_, last = replace(
        campaign, opd=OPD.assign(short_name=["A", "B", "C"], area_code=[None, None, "3319"])
    ).agencies
    assert first == Agency(3, "Dinas A", "A", None, 200, is_estimate=True)
    assert last == Agency(40, "Kantor C", "C", "3319", None, is_estimate=False)


def test_agencies_are_measured_in_staff_against_the_regents_share() -> None:
    gains = daily(("3", date(2020, 3, 1), 30, 0), ("3", date(2020, 3, 8), 12, 9), ("12", date(2020, 3, 8), 14, 0))
    panel = agency_panel(OPD, group_figures(gains, ["3", "12", "40"], STAFF_MEASURES))
    table = opd_progress(OPD, panel, REGENT, view=View(date(2020, 3, 8), Unit.STAFF, Status.RESPONDED))
    # 8 March is day 23 of 46: half of 27 % is expected, 13.5 % of 200 = 27 and of 50 = 6.75.
    assert table["numerator"].tolist() == [42, 14, 0]
    assert table.loc["3", "rate"] == pytest.approx(0.21)
    assert table["expected"].tolist()[:2] == [27.0, 6.75]
    # ceil(0.27 x 200) = 54, ceil(0.27 x 50) = 14
    assert table["gap"].tolist()[:2] == [12, 0]
    assert table["band"].tolist()[:2] == ["on_track", "on_track"]
    # 12 left over 23 days; the last seven days (2 to 8 March) brought 12.
    assert table.loc["3", "required_pace"] == pytest.approx(12 / 23)
    assert table.loc["3", "recent_pace"] == pytest.approx(12 / 7)
    assert pd.isna(table.loc["40", "rate"])


def test_without_figures_an_agency_has_no_count_and_not_zero() -> None:
    panel = agency_panel(OPD, group_figures(daily(), ["3", "12", "40"], STAFF_MEASURES))
    table = opd_progress(OPD, panel, REGENT, view=View(date(2020, 3, 8), Unit.STAFF, Status.RESPONDED))
    assert table["numerator"].isna().all()
    assert table["gap"].isna().all()


def test_families_mean_nothing_for_an_agency() -> None:
    panel = agency_panel(OPD, group_figures(daily(), ["3"], STAFF_MEASURES))
    with pytest.raises(MeaninglessError):
        opd_progress(OPD, panel, REGENT, view=View(date(2020, 3, 8), Unit.PERSON, Status.RESPONDED))


def slow_limits(n: int, share: Fraction, tail: Fraction) -> tuple[int, int]:
    """The counts by their definition, with exact fractions."""
    pmf = [comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
    lower = max(k for k in range(n + 1) if sum(pmf[:k]) <= tail)
    upper = min(k for k in range(n + 1) if sum(pmf[k + 1 :]) <= tail)
    return lower, upper


@given(st.integers(1, 60), st.integers(1, 19), st.sampled_from([Fraction(26, 1000), Fraction(11, 10_000)]))
def test_limits_are_the_quantiles_of_the_binomial(n: int, twentieths: int, tail: Fraction) -> None:
    share = Fraction(twentieths, 20)
    lower, upper = slow_limits(n, share, tail)
    found = funnel_limits(np.array([n]), float(share), tail=float(tail))
    assert found[0] == pytest.approx([lower / n, upper / n])


def test_an_office_of_thirty_is_not_behind_by_luck() -> None:
    """18 of 30 against 80 % lies within the outer limits; 180 of 300 does not."""
    limits = funnel_limits(np.array([30, 300]), 0.8, tail=0.001)
    assert limits[0, 0] <= 18 / 30
    assert limits[1, 0] > 180 / 300


@pytest.mark.parametrize(
    ("counts", "is_told"), [((7, 15), False), ((0, 1), False), ((6, 14), True), ((3, 2), True), ((0, 2), True)]
)
def test_hidden_agencies_near_nobody_or_all_do_not_count_in_the_whole(counts: tuple[int, int], is_told: bool) -> None:
    """Of 22 in two hidden offices: the whole less the shown ones is their sum, and 22 of 22 would tell of each."""
    sizes = {"1": 300, "2": 7, "3": 15}
    opd = pd.DataFrame({"id": [1, 2, 3], "name": list("abc"), "kabupaten_code": "9901", "staff": sizes.values()})
    day = date(2020, 3, 1)
    told = dict(zip(sizes, (120, *counts), strict=True))
    figures = pd.DataFrame(
        [
            {"area_code": code, "as_of": day, "source": "Uji", "staff_responded": count, "staff_clean": None}
            for code, count in told.items()
        ]
    )
    whole = whole_of_agencies(agency_panel(opd, figures), opd, frozenset({"2", "3"}), "staff_responded", day)
    assert whole == (Whole(120 + sum(counts), 322, 3) if is_told else Whole(120, 300, 1))


def test_who_is_asked_serves_a_desa_and_the_offices_above_it_come_after() -> None:
    places = [(1, None), (2, "9901010"), (3, None), (4, "9901020"), (5, "9901")]
    agencies = [
        Agency(number, f"Dinas {number}", f"D{number}", code, None, is_estimate=None) for number, code in places
    ]
    first, later = date(2020, 3, 1), date(2020, 3, 9)
    asked = [
        Assignment(5, "9901010001", first),
        Assignment(3, "9901010001", first),
        Assignment(1, "9901010001", later),
        Assignment(4, "9901010002", first),
    ]
    chain = ["9901010001", "9901010", "9901"]
    assert [each.code for each in serving(agencies, asked, chain, first)] == ["3", "2", "5"]
    assert [each.code for each in serving(agencies, asked, chain, later)] == ["1", "3", "2", "5"]
    assert [each.code for each in serving(agencies, [], chain, later)] == ["2", "5"]


def test_an_agency_serves_what_it_was_asked_to_by_the_day() -> None:
    rows = [("9901010002", 1), ("9901010001", 1), ("9901010003", 9)]
    asked = [Assignment(1, code, date(2020, 3, day)) for code, day in rows]
    assert served_by(asked, 1, date(2020, 3, 5)) == ["9901010001", "9901010002"]
    assert served_by(asked, 1, date(2020, 3, 9)) == ["9901010001", "9901010002", "9901010003"]
    assert served_by(asked, 2, date(2020, 3, 9)) == []
