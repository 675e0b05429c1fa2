"""Tables of a campaign: the published figures of Kudus, and the agencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from census.base.target import OPD_SCOPE
from census.base.tree import UnknownAreaError
from census.base.vocabulary import MeaninglessError, Status, Unit
from census.figures.progress import View
from tests.census.worlds import REGENT, Row, World, area, recap, register

KUDUS = World(
    areas=[area("3319", None, "kabupaten"), area("3319010", "3319", "kecamatan")],
    registers=[register("3319", 275_115, 875_999)],
    recaps=[
        recap("3319", date(2020, 3, 3), 1_400, source="Antara"),
        recap("3319", date(2020, 5, 6), 41_813, 158_344, source="Murianews"),
        recap("3319", date(2020, 5, 13), 59_888, source="Betanews"),
        recap("3319", date(2020, 5, 29), 84_861, 327_458, source="Betanews, June"),
    ],
    targets=[replace(REGENT, scope_code="3319")],
)


def kudus(day: date, unit: Unit) -> dict[str, Any]:
    row = KUDUS.campaign().progress("3319", "kabupaten", View(day, unit, Status.RESPONDED)).iloc[0]
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


@pytest.mark.parametrize(
    ("day", "unit", "numerator", "percent", "as_of"),
    [
        (date(2020, 3, 3), Unit.HOUSEHOLD, 1_400, "0.51", date(2020, 3, 3)),
        (date(2020, 3, 31), Unit.HOUSEHOLD, 1_400, "0.51", date(2020, 3, 3)),
        (date(2020, 5, 13), Unit.HOUSEHOLD, 59_888, "21.77", date(2020, 5, 13)),
        (date(2020, 5, 13), Unit.PERSON, 158_344, "18.08", date(2020, 5, 6)),
        (date(2020, 5, 29), Unit.HOUSEHOLD, 84_861, "30.85", date(2020, 5, 29)),
        (date(2020, 5, 29), Unit.PERSON, 327_458, "37.38", date(2020, 5, 29)),
    ],
)
def test_the_published_rates(day: date, unit: Unit, numerator: int, percent: str, as_of: date) -> None:
    row = kudus(day, unit)
    assert row["numerator"] == numerator
    assert f"{100 * row['rate']:.2f}" == percent
    assert row["as_of"] == as_of


def test_on_the_deadline_of_2020_only_the_stale_figure_of_3_march_is_known() -> None:
    families = kudus(date(2020, 3, 31), Unit.HOUSEHOLD)
    assert families["is_stale"]
    # The target speaks of persons, and no count of persons had been delivered: it is read in families.
    assert families["is_equivalent"]
    assert families["target_unit"] == "household"
    assert families["target_count"] == 74_282
    assert families["gap"] == 74_282 - 1_400
    assert families["expected"] == float(Fraction(27 * 275_115, 100))
    for name in ("gap_equivalent", "required_pace", "recent_pace"):
        assert families[name] is None
    assert kudus(date(2020, 3, 31), Unit.PERSON)["rate"] is None


def test_a_kecamatan_without_figures_stays_without() -> None:
    table = KUDUS.campaign().progress("3319", "kecamatan", View(date(2020, 5, 29), Unit.PERSON, Status.RESPONDED))
    assert table[["numerator", "denominator", "rate", "as_of", "gap", "band", "source"]].isna().all(axis=None)


def test_after_6_may_the_gap_speaks_of_persons_and_of_families_observed() -> None:
    row = kudus(date(2020, 5, 6), Unit.HOUSEHOLD)
    assert row["gap"] == 236_520 - 158_344
    # 78,176 / (158,344 / 41,813) = 20,643.5; on 13 May families came alone, so the size is that of 6 May.
    assert row["gap_equivalent"] == 20_644
    assert kudus(date(2020, 5, 13), Unit.HOUSEHOLD)["gap_equivalent"] == 20_644


def test_the_source_is_that_of_the_figure() -> None:
    assert kudus(date(2020, 5, 13), Unit.HOUSEHOLD)["source"] == "Betanews"
    assert kudus(date(2020, 5, 13), Unit.PERSON)["source"] == "Murianews"


# --- agencies -----------------------------------------------------------------------------------------------


def opd(number: int, kabupaten: str, staff: int | None, place: str | None = None) -> Row:
    return {
        "id": number, "kabupaten_code": kabupaten, "name": f"OPD {number}", "area_code": place, "staff": staff,
    }  # fmt: skip


PROVINCE = World(
    areas=[
        area("99", None, "province"),
        area("9901", "99", "kabupaten"),
        area("9901010", "9901", "kecamatan"),
        area("9902", "99", "kabupaten"),
    ],
    registers=[],
    recaps=[],
    targets=[
        REGENT,
        replace(REGENT, scope_kind=OPD_SCOPE, scope_code="9902", unit=Unit.STAFF, share=Fraction(1)),
    ],
    opd=[opd(1, "9901", 46), opd(2, "9901", 100, "9901010"), opd(3, "9902", 92), opd(4, "9902", None)],
)
HALF_WAY = View(date(2020, 3, 8), Unit.STAFF, Status.RESPONDED)


def test_agencies_against_their_own_target_or_the_regents_as_a_line() -> None:
    table = PROVINCE.campaign().progress("99", "opd", HALF_WAY)
    assert table["code"].tolist() == ["1", "2", "3", "4"]
    # 27 % of 46 and 100, half of the way; 100 % of 92, half of the way.
    assert table["expected"].tolist()[:3] == [pytest.approx(6.21), 13.5, 46.0]
    assert pd.isna(table["expected"].iloc[3])
    for name in ("numerator", "rate", "gap", "band", "as_of", "source"):
        assert table[name].isna().all()


@pytest.mark.parametrize(("code", "wanted"), [("9901", ["1", "2"]), ("9902", ["3", "4"]), ("9901010", ["2"])])
def test_an_area_has_the_agencies_of_its_kabupaten_and_the_office_that_sits_in_it(code: str, wanted: list[str]) -> None:
    assert PROVINCE.campaign().progress(code, "opd", HALF_WAY)["code"].tolist() == wanted


def test_without_agencies_the_table_is_empty() -> None:
    assert KUDUS.campaign().progress("3319", "opd", HALF_WAY).empty


@pytest.mark.parametrize("unit", [Unit.PERSON, Unit.HOUSEHOLD])
def test_agencies_are_counted_in_staff_only(unit: Unit) -> None:
    with pytest.raises(MeaninglessError, match="not counted at level opd: use staff"):
        PROVINCE.campaign().progress("9901", "opd", replace(HALF_WAY, unit=unit))


@pytest.mark.parametrize("code", ["", "9999", "33190", "3319 OR 1=1"])
def test_an_unknown_area_is_refused(code: str) -> None:
    with pytest.raises(UnknownAreaError):
        KUDUS.campaign().progress(code, "kabupaten", View(date(2020, 3, 3), Unit.PERSON, Status.RESPONDED))


# --- days ---------------------------------------------------------------------------------------------------


def test_today_counts_only_where_there_is_no_other_day() -> None:
    campaign = KUDUS.campaign()
    assert campaign.newest_day(date(2020, 5, 13)) == date(2020, 5, 6)
    assert campaign.newest_day(date(2020, 5, 14)) == date(2020, 5, 13)
    assert campaign.newest_day(date(2020, 3, 3)) == date(2020, 3, 3)
    assert campaign.newest_day(date(2020, 3, 2)) is None
    assert World(KUDUS.areas, [], []).campaign().newest_day(date(2020, 3, 2)) is None
