"""The words of the morning: the day, the gap, what moved, whom to visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from census.base.vocabulary import Status, Unit
from census.campaign.overdue import DuePromise
from census.figures.progress import View
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.today.morning import (
    AreaMove,
    day_line,
    due_words,
    gap_sentence,
    morning_visit,
    moves_sentence,
)
from presentation.words.today.plan_rows import Basis
from tests.presentation.areas.values import DAY, TARGET, VIEW, reached, unknown
from tests.presentation.words.test_reasons import DESA

ID = Translator("id").plain
FORMATS = Formats(ID)
BOLD = Translator("id")
EN = Translator("en").plain
NEXT = DAY + timedelta(days=1)
JEKULO = reached("Jekulo", 2_500, 10_000, required_pace=12.5)
BASIS = Basis(has_forecast=True, is_equivalent=True, ranked=132, agency_of={DESA.code: "Dinkes"})


def test_the_line_of_the_day() -> None:
    assert day_line(ID, FORMATS, NEXT, DAY, TARGET) == "Senin 16 Maret 2020 · angka sampai Minggu 15 Mar · sisa 16 hari"
    assert (
        day_line(EN, Formats(EN), NEXT, DAY, TARGET)
        == "Monday, 16 March 2020 · figures up to Sunday, 15 Mar · 16 days left"
    )


@pytest.mark.parametrize(
    ("figures_on", "target", "ends"),
    [
        (None, None, "16 Maret 2020"),
        (date(2020, 4, 2), TARGET, "2 hari setelah tenggat"),
        (date(2020, 2, 1), TARGET, "1 Feb"),
    ],
)
def test_days_are_only_left_while_the_campaign_runs(figures_on: date | None, target: object, ends: str) -> None:
    assert day_line(ID, FORMATS, NEXT, figures_on, target).endswith(ends)  # type: ignore[arg-type]


def test_the_gap_is_said_in_the_target_s_unit_and_in_families() -> None:
    assert gap_sentence(ID, FORMATS, JEKULO, TARGET, VIEW) == "Kurang **200 KK** dalam 16 hari."
    persons = replace(TARGET, unit=Unit.PERSON)
    row = replace(JEKULO, target_unit=Unit.PERSON, gap=18_342, gap_equivalent=4_787)
    assert gap_sentence(ID, FORMATS, row, persons, VIEW) == "Kurang **18.342 jiwa** (≈\u00a04.787 KK) dalam 16 hari."


@pytest.mark.parametrize("day", [date(2020, 2, 14), TARGET.ends_on, date(2020, 3, 25)])
def test_no_gap_is_said_before_the_campaign_after_it_or_of_an_old_figure(day: date) -> None:
    view = View(day, Unit.HOUSEHOLD, Status.RESPONDED)
    assert gap_sentence(ID, FORMATS, replace(JEKULO, target_as_of=DAY), TARGET, view) is None


def test_no_gap_is_said_where_none_is_left_or_known() -> None:
    assert gap_sentence(ID, FORMATS, replace(JEKULO, gap=0), TARGET, VIEW) is None
    assert gap_sentence(ID, FORMATS, unknown("Jekulo"), TARGET, VIEW) is None
    assert gap_sentence(ID, FORMATS, JEKULO, None, VIEW) is None


def test_who_rose_most_and_who_stands_still_for_how_long() -> None:
    moves = [AreaMove("Klaling", 61, 0), AreaMove("Bae", 61, 0), AreaMove("Dawe", 9, 0), AreaMove("Hadipolo", 0, 3)]
    assert moves_sentence(BOLD, FORMATS, moves) == (
        "Naik terbanyak: **Bae** +61, **Klaling** +61. Berhenti: **Hadipolo** (3 hari)."
    )
    assert moves_sentence(BOLD, FORMATS, moves[:3]) == (
        "Naik terbanyak: **Bae** +61, **Klaling** +61. Paling sedikit: **Dawe** +9."
    )
    assert moves_sentence(BOLD, FORMATS, moves[:2]) == "Naik terbanyak: **Bae** +61, **Klaling** +61."
    still = [AreaMove(name, 0, days) for name, days in (("A", 1), ("B", 2), ("C", 2), ("D", 1))]
    assert (
        moves_sentence(BOLD, FORMATS, still) == "Berhenti: **B** (2 hari); **C** (2 hari); **A** (1 hari); dan 1 lagi."
    )
    assert moves_sentence(BOLD, FORMATS, []) is None


def test_a_desa_is_named_with_its_reason_and_who_goes() -> None:
    visit = morning_visit(ID, FORMATS, replace(DESA, unfinished=21), BASIS, is_alone=True)
    assert (visit.code, visit.name, visit.missing) == (DESA.code, "Atas", "kurang ≈\u00a0412 KK")
    assert visit.reason == "21 KK formulirnya belum dikirim · belum pernah dikunjungi"
    assert visit.proposal == "Usulan: Dinkes, tatap muka: kira-kira 9 KK"


def test_a_reason_has_two_parts_at_most_and_nobody_is_made_up_to_go() -> None:
    busy = replace(DESA, is_stuck=True, unfinished=21, last_visit=DAY, promised=35)
    visit = morning_visit(ID, FORMATS, busy, replace(BASIS, agency_of={}, has_forecast=False), is_alone=False)
    assert visit.name == "Atas (Hulu)"
    assert visit.missing == "≈\u00a0412 KK di bawah jalur"
    assert visit.reason == "berhenti · 21 KK formulirnya belum dikirim"
    assert visit.proposal == "tatap muka: kira-kira 9 KK"
    quiet = replace(busy, is_stuck=False, unfinished=None)
    assert morning_visit(ID, FORMATS, quiet, BASIS, is_alone=True).reason == (
        "terakhir dikunjungi 15 Mar · 35 KK dijanjikan"
    )


def test_a_promise_that_ends_says_whose_it_is_and_how_far() -> None:
    promise = DuePromise("Sadang", "Inspektorat", 85, 80, NEXT)
    assert due_words(BOLD, FORMATS, promise) == "**Inspektorat** di Sadang, 85 KK dijanjikan, masuk 80"
    assert due_words(BOLD, FORMATS, replace(promise, gain=None)) == (
        "**Inspektorat** di Sadang, 85 KK dijanjikan, belum ada angka"
    )
    assert due_words(ID, FORMATS, replace(promise, agency_name=None)) == "Sadang, 85 KK dijanjikan, masuk 80"
    assert due_words(ID, FORMATS, replace(promise, agency_name=None, gain=None)) == (
        "Sadang, 85 KK dijanjikan, belum ada angka"
    )
