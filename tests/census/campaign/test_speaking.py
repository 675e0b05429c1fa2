"""A target in what was delivered: every translation by hand, and the rule of one table, one unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from census.access.scope import Scope
from census.base.vocabulary import AREA_MEASURES, Status, Unit
from census.campaign.narrowing import seen_by
from census.figures.progress import View
from census.outreach.responsiveness import EFFECT_COLUMNS
from census.priority.inputs import deadline_draws
from census.priority.priority_list import build_priority_list
from tests.census.worlds import ENDS_ON, REGENT, STARTS_ON, World, area, recap, register
from tests.support.examples import dear

if TYPE_CHECKING:
    from census.base.target import Target
    from census.campaign.campaign import Campaign
    from census.disclosure.suppression import Protection

DAY = date(2020, 3, 8)
ELAPSED = Fraction(23, 46)
KK, PERSON = Unit.HOUSEHOLD, Unit.PERSON
WHOLE, HULU, HILIR = "9901", "9901010", "9901020"
DESA = ("9901010001", "9901010002", "9901020001", "9901020002")
AREAS = [
    area(WHOLE, None, "kabupaten"),
    area(HULU, WHOLE, "kecamatan"),
    area(HILIR, WHOLE, "kecamatan"),
    *(area(code, code[:7], "desa") for code in DESA),
]
SIZES = {DESA[0]: (1_000, 3_100), DESA[1]: (1_500, 4_900), DESA[2]: (2_000, 6_000), DESA[3]: (800, 2_650)}
REGISTERS = [register(code, *size) for code, size in SIZES.items()]
KECAMATAN_SIZES = {HULU: (2_500, 8_000), HILIR: (2_800, 8_650)}
WHOLE_SIZE = (5_300, 16_650)
MEASURE = {
    (KK, Status.RESPONDED): 0,
    (PERSON, Status.RESPONDED): 1,
    (KK, Status.CLEAN): 2,
    (PERSON, Status.CLEAN): 3,
}


def told(code: str, day: date, **counts: int) -> dict[str, Any]:
    """Write a row with some of the four counts."""
    return recap(code, day, *(counts.get(measure) for measure in AREA_MEASURES))


def campaign(*recaps: dict[str, Any], target: Target = REGENT, protection: Protection | None = None) -> Campaign:
    return World(AREAS, REGISTERS, list(recaps), [target]).campaign(protection)


def row(found: Campaign, code: str, view: View | None = None) -> pd.Series:
    level = found.tree.level(code)
    return found.progress(code, level, view or View(DAY, PERSON, Status.RESPONDED)).loc[code]


def in_words(target: Target | None) -> tuple[Unit, Status, Fraction]:
    assert target is not None
    return target.unit, target.status, target.share


# --- the translation, by hand -------------------------------------------------------------------------------


def test_before_any_observation_the_registers_mean_keeps_the_share() -> None:
    found = campaign(*(told(code, DAY, households_responded=100) for code in (HULU, HILIR)))
    for code in (WHOLE, HULU, HILIR):
        assert in_words(found.target(code, DAY)) == (KK, Status.RESPONDED, Fraction(27, 100))
    kudus = row(found, WHOLE)
    assert kudus["target_count"] == ceil(Fraction(27, 100) * 5_300) == 1_431
    assert kudus["gap"] == 1_431 - 200
    assert kudus["expected"] == float(Fraction(27, 100) * ELAPSED * 5_300)
    assert kudus["is_equivalent"]
    assert (kudus["target_unit"], kudus["target_status"]) == ("household", "responded")
    assert kudus["required_pace"] == (1_431 - 200) / 23
    # 200 of 715.5: far behind.
    assert (kudus["step"], kudus["band"]) == (4, "behind")


def test_27_percent_of_persons_is_about_22_percent_of_families_once_both_were_seen() -> None:
    """The published size of 2020: 158,344 persons in 41,813 families that responded, 875,999 in 275,115 on record."""
    world = World(
        [area(WHOLE, None, "kabupaten")],
        [register(WHOLE, 275_115, 875_999)],
        [
            told(WHOLE, DAY - timedelta(days=20), households_responded=41_813, persons_responded=158_344),
            told(WHOLE, DAY, households_responded=50_000),
        ],
    )
    target = world.campaign().target(WHOLE, DAY)
    # Families wanted: the persons wanted by the persons per responding family.
    wanted = Fraction(27, 100) * 875_999 / Fraction(158_344, 41_813)
    assert in_words(target) == (KK, Status.RESPONDED, wanted / 275_115)
    assert round(float(wanted / 275_115), 3) == 0.227
    assert row(world.campaign(), WHOLE)["target_count"] == ceil(wanted) == 62_457


def test_persons_alone_for_a_target_in_families() -> None:
    target = replace(REGENT, unit=KK)
    found = campaign(
        told(WHOLE, DAY - timedelta(days=20), households_responded=100, persons_responded=400),
        told(WHOLE, DAY, persons_responded=500),
        target=target,
    )
    # Families wanted times four persons each.
    wanted = Fraction(27, 100) * 5_300 * 4
    assert in_words(found.target(WHOLE, DAY)) == (PERSON, Status.RESPONDED, wanted / 16_650)
    assert row(found, WHOLE)["target_count"] == ceil(wanted)


@pytest.mark.parametrize(
    ("target_status", "given_status", "share"),
    [
        (Status.RESPONDED, Status.CLEAN, Fraction(27, 100) * Fraction(89, 100)),
        (Status.CLEAN, Status.RESPONDED, Fraction(27, 89)),
    ],
)
def test_one_status_alone(target_status: Status, given_status: Status, share: Fraction) -> None:
    target = replace(REGENT, status=target_status)
    found = campaign(told(WHOLE, DAY, **{f"persons_{given_status.value}": 1_000}), target=target)
    assert in_words(found.target(WHOLE, DAY)) == (PERSON, given_status, share)
    assert row(found, WHOLE)["gap"] == ceil(share * 16_650) - 1_000


def test_another_unit_is_nearer_than_another_status() -> None:
    both = campaign(told(WHOLE, DAY, households_responded=100, persons_clean=300))
    assert in_words(both.target(WHOLE, DAY))[:2] == (KK, Status.RESPONDED)
    last = campaign(told(WHOLE, DAY, households_clean=100))
    assert in_words(last.target(WHOLE, DAY)) == (KK, Status.CLEAN, Fraction(27, 100) * Fraction(89, 100))


def test_never_more_than_all() -> None:
    target = replace(REGENT, status=Status.CLEAN, share=Fraction(95, 100))
    found = campaign(told(WHOLE, DAY, persons_responded=16_000), target=target)
    assert in_words(found.target(WHOLE, DAY))[2] == 1


def test_a_target_whose_own_unit_was_delivered_stays_as_it_is() -> None:
    found = campaign(told(WHOLE, DAY, households_responded=100, persons_responded=380))
    assert found.target(WHOLE, DAY) == REGENT
    assert not row(found, WHOLE)["is_equivalent"]


def test_nothing_delivered_leaves_the_target_as_decided() -> None:
    assert campaign().target(WHOLE, DAY) == REGENT


def test_an_area_without_figures_speaks_as_those_that_have_some() -> None:
    found = campaign(told(DESA[0], DAY, households_responded=30))
    for code in (WHOLE, HILIR, DESA[3]):
        assert in_words(found.target(code, DAY))[:2] == (KK, Status.RESPONDED)


def test_old_persons_give_way_to_fresh_families() -> None:
    def speaks(days: int) -> Unit:
        found = campaign(
            told(WHOLE, DAY - timedelta(days=days), persons_responded=380, households_responded=100),
            told(WHOLE, DAY, households_responded=120),
        )
        return in_words(found.target(WHOLE, DAY))[0]

    assert [speaks(days) for days in (1, 7, 8, 15)] == [PERSON, PERSON, KK, KK]


def test_what_is_decided_is_still_on_record() -> None:
    found = campaign(told(WHOLE, DAY, households_responded=100))
    spoken = found.target(WHOLE, DAY)
    assert spoken is not None
    assert spoken.origin == found.targets_on(DAY)[WHOLE] == REGENT
    assert (spoken.starts_on, spoken.ends_on, spoken.decided_on) == (STARTS_ON, ENDS_ON, REGENT.decided_on)


# --- one table, one unit ------------------------------------------------------------------------------------


def test_some_areas_with_families_alone_make_their_table_speak_in_families() -> None:
    found = campaign(
        told(HULU, DAY, households_responded=100, persons_responded=380), told(HILIR, DAY, households_responded=90)
    )
    table = found.progress(WHOLE, "kecamatan", View(DAY, KK, Status.RESPONDED))
    assert table["target_unit"].tolist() == ["household", "household"]
    # Looked at alone, an area of which persons came in is judged in persons, exactly.
    assert found.target(HULU, DAY) == REGENT
    assert row(found, HULU)["target_unit"] == "person"
    # By the families seen in Hulu, which are all that were: Hilir is measured by the same.
    share = Fraction(27, 100) * Fraction(8_000, 2_500) / Fraction(380, 100)
    assert table["target_count"].tolist() == [ceil(share * 2_500), ceil(share * 2_800)]
    listed = found.aims.of_list(WHOLE, "kecamatan", DAY)
    assert listed is not None
    assert listed.unit is KK


def test_an_area_without_what_the_table_speaks_in_keeps_its_own() -> None:
    found = campaign(
        told(DESA[0], DAY, households_responded=100),
        told(DESA[1], DAY, households_responded=100),
        told(DESA[2], DAY, persons_responded=300),
    )
    table = found.progress(WHOLE, "desa", View(DAY, KK, Status.RESPONDED))
    assert table["target_unit"].tolist() == ["household", "household", "person", "household"]
    assert table["target_numerator"].tolist()[:3] == [100, 100, 300]
    assert table["is_equivalent"].tolist() == [True, True, False, True]


def test_a_size_seen_above_speaks_for_what_lies_below() -> None:
    """The published figures of 2020: both units for the kabupaten, families alone for its kecamatan."""
    found = campaign(
        told(WHOLE, DAY, households_responded=200, persons_responded=800),
        told(HULU, DAY, households_responded=110),
        told(HILIR, DAY, households_responded=90),
    )
    assert found.target(WHOLE, DAY) == REGENT
    share = Fraction(27, 100) * Fraction(16_650, 5_300) / 4
    for code in (HULU, HILIR):
        assert in_words(found.target(code, DAY)) == (KK, Status.RESPONDED, share)
    parts = found.progress(WHOLE, "kecamatan", View(DAY, KK, Status.RESPONDED))
    listed = found.aims.of_list(WHOLE, "kecamatan", DAY)
    assert listed is not None
    # Parts and whole want the same families, but for rounding up.
    assert 0 <= parts["target_count"].sum() - listed.count(5_300) < len(parts)


def test_a_reader_of_a_part_is_told_the_same_target_as_everybody() -> None:
    recaps = [
        told(DESA[0], DAY, households_responded=100, persons_responded=380),
        *(told(code, DAY, households_responded=80) for code in DESA[1:]),
    ]
    whole = campaign(*recaps)
    seen = seen_by(whole, replace(Scope.totals(WHOLE), detail=frozenset({HULU})))
    assert DESA[2] not in seen.tree
    for code in (*DESA[:2], HULU, WHOLE):
        assert seen.target(code, DAY) == whole.target(code, DAY)


# --- laws ---------------------------------------------------------------------------------------------------


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 99))
def test_the_translated_target_wants_the_same_people(families: int, more: int, percent: int) -> None:
    """Families wanted, each of the size seen, are the persons wanted, exactly."""
    target = replace(REGENT, share=Fraction(percent, 100))
    found = campaign(
        told(WHOLE, DAY - timedelta(days=20), households_responded=families, persons_responded=families + more),
        told(WHOLE, DAY, households_responded=families),
        target=target,
    )
    spoken = found.target(WHOLE, DAY)
    assert spoken is not None
    assume(spoken.share < 1)
    size = Fraction(families + more, families)
    assert spoken.share * 5_300 * size == target.share * 16_650


@dear(8)
@given(st.integers(1, 1_400), st.sampled_from(sorted(MEASURE, key=str)))
def test_whatever_one_measure_comes_alone_every_number_is_there(count: int, words: tuple[Unit, Status]) -> None:
    measure = AREA_MEASURES[MEASURE[words]]
    found = campaign(*(told(code, DAY, **{measure: count // 4}) for code in DESA))
    for level in ("kabupaten", "kecamatan", "desa"):
        table = found.progress(WHOLE, level, View(DAY, *words))
        needed = ["rate", "expected", "gap", "required_pace", "step", "band", "target_count", "target_numerator"]
        assert table[needed].notna().all(axis=None)
        assert (table["numerator"] == table["target_numerator"]).all()
        assert table["is_equivalent"].tolist() == [words != (PERSON, Status.RESPONDED)] * len(table)


def test_forecast_and_priorities_speak_in_families_too() -> None:
    days = [STARTS_ON + timedelta(days=n) for n in range(23)]
    recaps = [
        told(code, day, households_responded=size[0] * (n + 1) ** 2 // (4_000 + 500 * place))
        for place, (code, size) in enumerate(SIZES.items())
        for n, day in enumerate(days)
    ]
    found = campaign(*recaps)
    table = found.forecast(WHOLE, "kabupaten", View(DAY, KK, Status.RESPONDED))
    kudus = table.iloc[0]
    assert kudus["reason"] is None
    assert (kudus["target_unit"], kudus["is_equivalent"], kudus["target_count"]) == ("household", True, 1_431)
    draws = deadline_draws(found, WHOLE, DAY)
    assert draws is not None
    order = build_priority_list(
        found,
        WHOLE,
        View(DAY, KK, Status.RESPONDED),
        forecast=draws,
        effects=pd.DataFrame(columns=list(EFFECT_COLUMNS), dtype=object),
    )
    assert order is not None
    assert order.has_forecast
    assert order.is_equivalent
    assert sorted(order.table.index) == list(DESA)
    wanted = {code: ceil(Fraction(27, 100) * size[0]) for code, size in SIZES.items()}
    for place, code in enumerate(draws[0]):
        lack = (wanted[code] - draws[1][:, place]).clip(min=0).mean()
        assert order.table.at[code, "expected_shortfall"] == pytest.approx(lack, abs=0.501)


@pytest.mark.parametrize("measure", AREA_MEASURES)
def test_any_one_measure_by_desa_is_enough_for_an_order(measure: str) -> None:
    found = campaign(*(told(code, DAY, **{measure: 20 + 10 * place}) for place, code in enumerate(DESA)))
    order = build_priority_list(
        found,
        WHOLE,
        View(DAY, KK, Status.RESPONDED),
        forecast=None,
        effects=pd.DataFrame(columns=list(EFFECT_COLUMNS), dtype=object),
    )
    assert order is not None
    assert sorted(order.table.index) == list(DESA)
    factor = Fraction(89, 100) if measure.endswith("clean") else 1
    for place, (code, (families, persons)) in enumerate(SIZES.items()):
        count = 20 + 10 * place
        is_of_families = measure.startswith("households")
        size = 1 if is_of_families else Fraction(persons, families)
        base = families if is_of_families else persons
        lack = max(Fraction(27, 100) * factor * ELAPSED * base - count, 0) / size
        assert order.table.at[code, "expected_shortfall"] == pytest.approx(float(lack), abs=0.501)
        left = families - (count if is_of_families else round(Fraction(count) / size))
        assert order.table.at[code, "left"] == left


def test_usual_words_follow_what_was_delivered() -> None:
    def begins(**counts: int) -> tuple[Unit, Status]:
        return campaign(told(WHOLE, DAY, **counts)).aims.usual_words(WHOLE, DAY)

    assert begins(households_responded=1, persons_responded=4) == (PERSON, Status.RESPONDED)
    assert begins(persons_responded=4) == (PERSON, Status.RESPONDED)
    assert begins(households_responded=1) == (KK, Status.RESPONDED)
    assert begins(persons_clean=4) == (PERSON, Status.CLEAN)
    assert begins(households_clean=1) == (KK, Status.CLEAN)
    of_clean = replace(REGENT, unit=KK, status=Status.CLEAN)
    both = campaign(told(WHOLE, DAY, households_clean=3, households_responded=4), target=of_clean)
    assert both.aims.usual_words(WHOLE, DAY) == (KK, Status.CLEAN)
