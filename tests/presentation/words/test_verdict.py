"""The sentence at the head of a page, for every case that DESIGN knows."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from census.base.target import Target
from census.base.vocabulary import Status, Unit
from census.figures.progress import AreaProgress, View
from presentation.language.formats import Formats
from presentation.language.messages import LANGUAGES, Translator
from presentation.words.verdict import Position, Verdict, target_share, verdict

REGENT = Target(
    "area", "3319", Unit.PERSON, Status.RESPONDED, Fraction("0.27"),
    date(2020, 2, 15), date(2020, 3, 31), date(2020, 2, 13),
)  # fmt: skip
DAY = date(2020, 3, 15)
VIEW = View(DAY, Unit.PERSON, Status.RESPONDED)
NBSP = "\u00a0"

EMPTY: dict[str, Any] = {field.name: None for field in fields(AreaProgress)} | {"is_hidden": False}
ROW: dict[str, Any] = {
    "code": "3319",
    "name": "Kudus",
    "numerator": 139_284,
    "denominator": 875_999,
    "rate": 139_284 / 875_999,
    "as_of": DAY,
    "expected": 154_252.0,
    "gap": 97_236,
    "gap_equivalent": None,
    "required_pace": 6_077.25,
    "recent_pace": 7_410.0,
    "step": 2,
    "band": "watch",
    "target_numerator": 139_284,
    "target_denominator": 875_999,
    "target_count": 236_520,
    "target_as_of": DAY,
    "is_stale": False,
}
NOTHING = {
    "numerator": None, "rate": None, "as_of": None, "gap": None, "required_pace": None, "recent_pace": None,
    "step": None, "band": None, "target_numerator": None, "target_as_of": None, "is_stale": None,
}  # fmt: skip


def standing(*, target: Target | None = REGENT, view: View = VIEW, late: bool = False, **changed: object) -> Position:
    return Position(AreaProgress(**{**EMPTY, **ROW, **changed}), target, view, is_reached_late=late)


def on(day: date, **changed: object) -> dict[str, Any]:
    return {"view": replace(VIEW, as_of=day), **changed}


FAMILIES = NOTHING | {
    "numerator": 1400, "denominator": 275_115, "rate": 1400 / 275_115, "as_of": date(2020, 3, 3), "is_stale": True,
}  # fmt: skip
REACHED = {"target_numerator": 240_000, "numerator": 240_000, "rate": 240_000 / 875_999, "gap": 0}
CASES: dict[str, Position] = {
    "no target": standing(target=None),
    "no target, no data": standing(target=None, **NOTHING),
    "before the campaign": standing(**on(date(2020, 2, 10), **NOTHING)),
    "no data": standing(**NOTHING),
    "only in the other unit": standing(**FAMILIES, view=replace(VIEW, unit=Unit.HOUSEHOLD)),
    "no register": standing(target_denominator=None, denominator=None, rate=None, gap=None, step=None),
    "well ahead": standing(step=0),
    "on the path": standing(step=1),
    "watch": standing(step=2),
    "behind": standing(step=3),
    "far behind": standing(step=4),
    "reached before the deadline": standing(step=0, **REACHED),
    "first figure, no pace yet": standing(recent_pace=None),
    "an older figure": standing(target_as_of=date(2020, 3, 10)),
    "an old figure": standing(target_as_of=date(2020, 3, 3)),
    "an old figure, the target reached": standing(target_as_of=date(2020, 3, 3), **REACHED),
    "an old figure, the window over": standing(**on(date(2020, 4, 5))),
    "last day": standing(**on(date(2020, 3, 31), required_pace=None)),
    "missed": standing(**on(date(2020, 4, 5), target_as_of=date(2020, 3, 31))),
    "reached in time": standing(**on(date(2020, 4, 5), **REACHED)),
    "reached late": standing(**on(date(2020, 5, 29), **REACHED), late=True),
}
STEPS = ["well ahead", "on the path", "watch", "behind", "far behind"]


def said(case: str | Position, language: str = "id") -> Verdict:
    text = Translator(language)
    return verdict(text, Formats(text), CASES[case] if isinstance(case, str) else case)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_every_case_is_a_sentence(case: str, language: str) -> None:
    found = said(case, language)
    assert found.headline.startswith("Kudus")
    assert found.headline.rstrip().endswith((".", "!"))
    for part in (found.headline, found.needs):
        assert not re.search(r"[{}]|<NA>|nan|None|NaT", part), part
        assert "  " not in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_standings_sound_alike(language: str) -> None:
    """With the numbers taken out the words alone must tell the cases apart."""
    like_another = {"first figure, no pace yet", "an older figure", "only in the other unit", "last day"}
    like_another |= {"an old figure, the target reached"}
    heads = [case for case in CASES if case not in like_another | {"reached before the deadline"}]
    words = {case: re.sub(r"[\d.,]+", "#", said(case, language).headline) for case in heads}
    assert len(set(words.values())) == len(words)
    cases = ("watch", "first figure, no pace yet", "an older figure", "reached before the deadline", "missed")
    cases += ("an old figure", "an old figure, the target reached", "an old figure, the window over")
    needs = {re.sub(r"[\d.,]+", "#", said(case, language).needs) for case in cases}
    assert len(needs) == len(cases)


@pytest.mark.parametrize("case", STEPS)
def test_a_step_tells_rate_and_what_is_due(case: str) -> None:
    headline = said(case).headline
    assert f"15,9{NBSP}%" in headline  # 139,284 / 875,999
    assert f"17,6{NBSP}%" in headline  # 154,252 / 875,999


def test_what_it_takes() -> None:
    needs = said("watch").needs
    for number in ("97.236", "16", "6.077", "7.410"):
        assert number in needs
    unit = Formats(Translator("id")).units(Unit.PERSON)
    assert needs.count(unit) >= 2


def test_without_an_earlier_figure_no_pace_is_told() -> None:
    assert "7.410" not in said("first figure, no pace yet").needs
    assert "6.077" in said("first figure, no pace yet").needs


def test_an_older_figure_tells_its_day() -> None:
    assert "10 Maret 2020" in said("an older figure").needs
    assert "Maret" not in said("watch").needs


def test_a_pace_is_told_to_be_enough_or_not() -> None:
    enough = said(standing(recent_pace=7_410.0, required_pace=6_077.25)).needs
    short = said(standing(recent_pace=5_505.0, required_pace=6_077.25)).needs
    assert re.sub(r"[\d.,]+", "#", enough) != re.sub(r"[\d.,]+", "#", short)
    assert "cukup bila bertahan" in enough
    assert "belum cukup" in short


def test_an_old_figure_is_measured_by_the_path_of_its_own_day_and_today_is_not_known() -> None:
    found = said("an old figure")
    assert "3 Maret 2020" in found.headline
    # 18 of 46 days of 27 %.
    assert f"10,6{NBSP}%" in found.headline
    assert f"17,6{NBSP}%" not in found.headline
    assert "15 Maret 2020" in found.needs
    assert "6.077" not in found.needs


@pytest.mark.parametrize(("age", "is_old"), [(7, False), (8, True)])
def test_a_figure_grows_old_after_a_week(age: int, is_old: bool) -> None:
    found = said(standing(target_as_of=DAY - timedelta(days=age)))
    assert ("6.077" not in found.needs) is is_old


def test_where_nothing_was_delivered_there_is_no_second_sentence() -> None:
    assert said("no data").needs == ""


def test_counts_without_a_register_leave_no_stray_dash() -> None:
    needs = said("no register").needs
    assert "139.284" in needs
    assert "–" not in needs


def test_before_the_campaign_the_days_to_wait_are_counted() -> None:
    found = said("before the campaign")
    assert "15 Februari 2020" in found.headline
    assert "31 Maret 2020" in found.headline
    assert f"27{NBSP}%" in found.headline
    assert re.findall(r"\d+", found.needs) == ["5"]


def test_the_eve_and_the_first_day() -> None:
    eve = said(standing(**on(date(2020, 2, 14), **NOTHING)))
    first = said(standing(**on(date(2020, 2, 15), **NOTHING)))
    assert re.findall(r"\d+", eve.needs) == ["1"]
    assert "15 Februari 2020" in eve.headline
    assert "15 Februari 2020" not in first.headline


def test_figures_delivered_in_the_other_unit_are_told_with_theirs() -> None:
    needs = said("only in the other unit").needs
    assert "1.400" in needs
    assert f"0,5{NBSP}%" in needs
    assert "3 Maret 2020" in needs
    assert Formats(Translator("id")).units(Unit.HOUSEHOLD) in needs


@pytest.mark.parametrize("case", ["missed", "reached in time", "reached late"])
def test_after_the_deadline_the_end_is_told_with_the_target(case: str) -> None:
    headline = said(case).headline
    assert f"27{NBSP}%" in headline
    assert "31 Maret 2020" in headline
    assert "6.077" not in said(case).needs


def test_the_last_day_counts_as_the_end_and_divides_by_no_day() -> None:
    assert f"27{NBSP}%" in said("last day").headline


def test_the_target_speaks_in_its_own_unit_whatever_is_looked_at() -> None:
    families = standing(
        numerator=36_000, denominator=275_115, rate=36_000 / 275_115, view=replace(VIEW, unit=Unit.HOUSEHOLD)
    )
    assert said(families).headline == said("watch").headline
    assert said(families).needs == said("watch").needs


def test_a_target_in_families_says_families() -> None:
    target = replace(REGENT, unit=Unit.HOUSEHOLD)
    needs = said(standing(target=target)).needs
    assert Formats(Translator("id")).units(Unit.HOUSEHOLD) in needs
    assert said(standing(target=target)).headline != said("watch").headline


def test_a_target_in_clean_forms_says_so() -> None:
    assert said(standing(target=replace(REGENT, status=Status.CLEAN))).headline != said("watch").headline


@pytest.mark.parametrize(
    ("share", "written"), [("0.27", "27"), ("0.3697", "36,97"), ("0.225", "22,5"), ("1", "100"), ("1/3", "33,33")]
)
def test_a_share_has_the_decimals_that_it_needs(share: str, written: str) -> None:
    target = replace(REGENT, share=Fraction(share))
    assert target_share(Formats(Translator("id")), target) == f"{written}{NBSP}%"


def test_a_register_of_zero_gives_no_rate_and_no_error() -> None:
    found = said(standing(target_denominator=0, denominator=0, rate=None, target_numerator=0, gap=0, step=None))
    assert "%" not in found.headline


def test_a_name_with_braces_is_shown_as_it_is() -> None:
    assert said(standing(name="{area} {0}")).headline.startswith("{area} {0}")
