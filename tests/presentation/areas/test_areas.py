"""What list, map and figures say of areas: the answers, value by value, without a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from census.base.vocabulary import Colouring, Unit
from census.campaign.agencies import Whole
from census.campaign.delivered import Parts
from census.figures.comparison import AreaGain
from presentation.areas.agencies import agency_classes, agency_list, first_of, listing_of
from presentation.areas.agency_heads import agency_reasons, most_missing, total_headline, who_is_missing
from presentation.areas.extremes import change, extreme_sentences, what_now
from presentation.areas.figures import figures_of
from presentation.areas.gains import gain_of_areas, gain_sentences, gain_texts
from presentation.areas.progress import progress_of_areas
from presentation.charts.colours import NO_CLASS, NO_COMPARISON
from tests.presentation.areas.values import DAY, TARGET, VIEW, reached, unknown, voice

if TYPE_CHECKING:
    from presentation.areas.map_and_list import MapAndList

NBSP = "\u00a0"
BEHIND = reached("Jekulo", 60, 1000, step=4, expected=180.0, recent_pace=3.0, required_pace=13.125)
AHEAD = reached("Kota", 250, 1000, step=0, expected=180.0, recent_pace=9.0, required_pace=1.25)
SILENT = unknown("Undaan")
WHOLE = reached("Kudus", 310, 2000, expected=360.0)
BOUND = unknown("Bae", denominator=40, bound="at_least_95")


def shown(*areas: object, colouring: Colouring = Colouring.PATH, is_simulated: bool = False) -> MapAndList:
    given = areas or (AHEAD, SILENT, BEHIND)
    return progress_of_areas(
        voice("id", is_simulated=is_simulated), given, WHOLE,  # type: ignore[arg-type]
        target=TARGET, view=VIEW, colouring=colouring, empty=None, is_undelivered=False,
    )  # fmt: skip


def test_the_furthest_behind_stands_first_and_without_data_last() -> None:
    assert [area.name for area in shown().areas()] == ["Jekulo", "Kota", "Undaan"]


def test_a_row_has_its_figure_its_gap_and_where_it_should_be() -> None:
    jekulo, _kota, undaan = shown().areas()
    assert jekulo.class_index == 4
    assert (jekulo.length, jekulo.expected) == (0.06, 0.18)
    assert jekulo.remark == (f"▼▼ 6,0{NBSP}%", "kurang 210")
    assert jekulo.hover == ("Jekulo", f"6,00{NBSP}% · 60 dari 1.000 KK", "angka per 15 Maret 2020", "kurang 210 KK")
    assert jekulo.spoken == f"Jekulo: 6,0{NBSP}%"
    assert (undaan.class_index, undaan.length, undaan.label) == (NO_CLASS, None, ("Undaan",))
    assert undaan.remark[0].endswith("tidak ada data")


def test_what_is_simulated_says_so_in_each_hover() -> None:
    assert {area.hover[1] for area in shown(is_simulated=True).areas()} == {"SIMULASI"}
    assert all("SIMULASI" not in area.hover for area in shown().areas())


def test_a_bound_is_a_hatched_bar_and_no_lack_of_data() -> None:
    bae, _jekulo = sorted(shown(BEHIND, BOUND).areas(), key=lambda area: area.name)
    assert (bae.length, bae.is_bound, bae.class_index) == (1.0, True, NO_COMPARISON)
    assert "95" in bae.remark[0]


def test_against_the_whole_each_rate_is_compared_with_that_of_the_whole() -> None:
    # The whole has 15.5 %: 6 % is far below it, 25 % far above.
    classes = {area.name: area.class_index for area in shown(colouring=Colouring.KABUPATEN).areas()}
    assert classes == {"Jekulo": 4, "Kota": 0, "Undaan": NO_CLASS}


def test_the_legend_has_the_steps_no_data_and_what_cannot_be_compared() -> None:
    assert len(shown().classes) == 6
    assert len(shown(BEHIND, BOUND).classes) == 7
    said = [entry.label for entry in shown(colouring=Colouring.KABUPATEN).classes]
    assert all("Kudus" in label for label in said[:5])


def test_one_class_for_all_is_said_below_the_map() -> None:
    assert shown().map_caption is None
    both = shown(BEHIND, replace(BEHIND, code="2", name="Dua"))
    assert both.map_caption is not None
    assert both.map_caption.startswith("Semua di bawah jalur")
    ahead = shown(AHEAD, replace(AHEAD, code="2", name="Dua", step=1), replace(AHEAD, code="3", name="Tiga", step=1))
    assert ahead.map_caption is None
    alike = shown(AHEAD, replace(AHEAD, code="2", name="Dua"))
    assert (alike.map_caption or "").startswith("Tidak ada yang di bawah jalur")


def test_without_any_figure_the_legend_has_no_steps() -> None:
    nothing = progress_of_areas(
        voice("id"), [SILENT], WHOLE, target=TARGET, view=VIEW, colouring=Colouring.PATH, empty="-", is_undelivered=True
    )
    assert [entry.is_listed for entry in nothing.classes] == [False] * 5 + [True]


def test_what_is_kept_of_a_list_is_told_apart_by_all_that_it_varies_with() -> None:
    def key(**changed: object) -> tuple[object, ...]:
        given = {"target": TARGET, "view": VIEW, "colouring": Colouring.PATH} | changed
        return progress_of_areas(
            voice("id"),
            [AHEAD, BEHIND],
            WHOLE,
            empty=None,
            is_undelivered=False,
            **given,  # type: ignore[arg-type]
        ).varies_with

    keys = [
        key(), key(target=None), key(colouring=Colouring.KABUPATEN), key(view=replace(VIEW, as_of=date(2020, 3, 14))),
        key(view=replace(VIEW, unit=Unit.PERSON)),
    ]  # fmt: skip
    assert len({repr(each) for each in keys}) == len(keys)


def test_old_figures_are_warned_of() -> None:
    old = replace(BEHIND, target_as_of=DAY - timedelta(days=8))
    assert shown().warning is None
    assert "7 Maret 2020" in (shown(old, AHEAD).warning or "")


def test_the_four_figures() -> None:
    rate, gap, pace, left = figures_of(voice("id"), BEHIND, TARGET, VIEW, parts=None, ahead=None)
    assert (rate.value, rate.remark) == (f"6,0{NBSP}%", "60 dari 1.000 KK")
    assert (gap.value, gap.remark) == ("210 KK", "dari target 270 KK")
    assert (pace.value, pace.remark) == ("13 KK", "laju kini 3 KK per hari")
    assert "16 hari" in left.value


def test_parts_that_have_told_stand_in_for_a_whole_that_has_not() -> None:
    base = unknown("Kudus", denominator=2000, target_denominator=2000, target_count=540, target_unit=Unit.HOUSEHOLD)
    parts = Parts("kecamatan", delivered=1, total=9, count=60, base=1000, due=0.18)
    rate, _gap, pace, _left = figures_of(voice("en"), base, TARGET, VIEW, parts=parts, ahead=None)
    assert rate.value == "6.0%"
    assert rate.remark.endswith("of 1 of 9 kecamatan only")
    assert pace.remark == "at most: the others count as nothing (of 1 of 9 kecamatan only)"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("id", "Bertambah **12 KK** sejak 14 Maret 2020."), ("en", "**12 families** more than on 14 March 2020.")],
)
def test_what_came_in_since_the_figure_before(language: str, sentence: str) -> None:
    area = replace(BEHIND, change=12, change_since=DAY - timedelta(days=1))
    assert change(voice(language), unknown("Undaan"), Unit.HOUSEHOLD) is None
    assert change(voice(language), area, Unit.HOUSEHOLD) == sentence


def test_who_is_furthest_behind_and_who_misses_most_need_not_be_one() -> None:
    large = reached("Kota", 1700, 10_000, step=2, expected=1800.0)
    said = extreme_sentences(voice("en"), [BEHIND, large, SILENT], TARGET, "kecamatan", cluster=1.0)
    assert said.startswith("Of the 2 of 3 kecamatan with a figure:")
    assert "Furthest behind: **Jekulo** (6.0%)." in said
    assert "Largest gap: **Kota** (1,000 families)." in said
    assert extreme_sentences(voice("en"), [BEHIND], TARGET, "kecamatan", cluster=1.0) == ""


def test_members_of_one_family_respond_together_so_luck_explains_more() -> None:
    low, others = reached("Jekulo", 30, 250, step=3, expected=45.0), reached("Kota", 2_100, 10_000, expected=1800.0)
    each_alone = extreme_sentences(voice("en"), [low, others], TARGET, "kecamatan", cluster=1.0)
    in_families = extreme_sentences(voice("en"), [low, others], TARGET, "kecamatan", cluster=4.0)
    assert "Furthest behind: **Jekulo** (12.0%)." in each_alone
    assert "Furthest behind" not in in_families


def test_what_now_names_those_that_lack_most_to_the_path() -> None:
    now = what_now(voice("en"), [AHEAD, BEHIND], TARGET, "kecamatan")
    assert now is not None
    ((first, reason),) = now.first
    assert first is BEHIND
    assert "**Jekulo**: 120 families below the path; 210 to the target," in reason
    assert "91%" in reason
    assert now.leads == ()
    assert what_now(voice("en"), [SILENT], TARGET, "kecamatan") is None


def gain(name: str, then: int | None, now: int | None, base: int = 1000, **values: object) -> AreaGain:
    came = None if then is None or now is None else now - then
    rate = None if came is None else came / base
    days = (DAY - timedelta(days=7), DAY)
    return replace(
        AreaGain(name.lower(), name, base, then, now, *days, came, rate, is_hidden=False, bound=None), **values
    )


def test_gains_are_listed_the_least_first_and_said_in_one_sentence() -> None:
    areas = [gain("Kota", 100, 160), gain("Jekulo", 50, 60), gain("Undaan", None, None)]
    whole, since = gain("Kudus", 150, 220, 2000), date(2020, 3, 8)
    drawn = gain_of_areas(voice("en"), areas, whole, view=VIEW, since=since)
    assert [area.name for area in drawn.areas()] == ["Jekulo", "Kota", "Undaan"]
    assert [area.class_index for area in drawn.areas()] == [4, 0, NO_CLASS]
    said = gain_sentences(voice("en"), whole, areas, Unit.HOUSEHOLD, since)
    assert "**+70 families** in Kudus, +3.5 points." in said
    assert "most in **Kota** (+6.0), least in **Jekulo** (+1.0)" in said
    assert list(gain_texts(voice("en"), areas, Unit.HOUSEHOLD)["Gain (families)"])[:2] == ["+60", "+10"]
    flat = gain_of_areas(voice("en"), areas, gain("Kudus", 150, 150, 2000), view=VIEW, since=since)
    assert {area.class_index for area in flat.areas()} == {NO_COMPARISON, NO_CLASS}
    assert len(flat.classes) == 7
    hidden = gain("Kudus", 150, 220, is_hidden=True)
    assert gain_sentences(voice("en"), hidden, areas, Unit.HOUSEHOLD, since).startswith("Kudus is too small")


def test_agencies_are_listed_by_the_staff_they_miss() -> None:
    school = reached("Disdikpora", 300, 2500, step=1)
    office = reached("Bappeda", 5, 40, step=1)
    silent = unknown("BPBD")
    total = Whole(305, 2540, 2)
    listing = listing_of([office, silent, school], TARGET, total, view=VIEW, colouring=Colouring.PATH)
    assert [agency.name for agency in listing.agencies] == ["Disdikpora", "Bappeda", "BPBD"]
    # All are on the path, so the colours compare with the whole.
    assert listing.is_against_whole
    # Of all 12.01 % have responded: 12 % lie a little below, 12.5 % above.
    assert listing.steps == {"disdikpora": 2, "bappeda": 1, "bpbd": None}
    names = {agency.code: agency.name for agency in listing.agencies}
    rows = agency_list(voice("en"), listing, listing.agencies, names, chosen=None)
    assert [area.remark[-1] for area in rows.areas][:2] == ["2,200 not yet", "35 not yet"]
    assert (rows.overall, rows.target) == (305 / 2540, 0.27)
    assert len(agency_classes(voice("en"), listing)) == 5


def test_ten_agencies_are_listed_at_first_and_the_chosen_one() -> None:
    offices = [reached(f"Kantor {place:02}", 100 - place, 100) for place in range(18)]
    listing = listing_of(offices, TARGET, Whole(1647, 1800, 18), view=VIEW, colouring=Colouring.PATH)
    assert [agency.name for agency in first_of(listing, None)] == [f"Kantor {place:02}" for place in range(17, 7, -1)]
    assert [agency.name for agency in first_of(listing, "kantor 03")][10:] == ["Kantor 03"]


def test_agencies_to_ask_first_are_those_that_miss_most() -> None:
    school, office = reached("Disdikpora", 300, 2500), reached("Bappeda", 5, 40)
    done, total = reached("Setda", 100, 100), Whole(405, 2640, 3)
    names = {agency.code: agency.name for agency in (school, office, done)}
    assert [count for _agency, count in most_missing([office, done, school])] == [2200, 35]
    reasons = agency_reasons(voice("en"), [office, done, school], total, VIEW.status, names)
    assert "**Disdikpora**: 2,200 civil servants are still missing, 98% of all those missing." in reasons[0][1]
    assert who_is_missing(voice("en"), [office, school], names) == (
        "Most are still missing in **Disdikpora** (2,200), **Bappeda** (35)."
    )
    assert total_headline(voice("en"), total, VIEW.status).startswith("15.3% of the civil servants")
