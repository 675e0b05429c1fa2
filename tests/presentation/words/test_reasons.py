"""Why a desa stands where it stands, in words and numbers of its own row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from census.priority.plan import PlannedVisit
from census.priority.priority import AreaPriority
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.reasons import (
    destinations,
    rank_words,
    reason,
    shortfall_words,
    standing_still,
    waiting_forms,
)

EN = Translator("en").plain
FORMATS = Formats(EN)
DESA = AreaPriority(
    *("9901010001", "Atas", "9901010", "Hulu"),
    rank=1,
    rank_lo=1,
    rank_hi=5,
    tie_band=1,
    expected_shortfall=412.0,
    shortfall_lo=300.0,
    shortfall_hi=500.0,
    left=1_240,
    kind="tatap muka",
    officer_days=2.0,
    responsiveness=7.5,
    extra=9.3,
    priority=1.5,
    unfinished=None,
    unchecked=None,
    is_stuck=False,
    week_gain=12,
    week_least=20,
    last_visit=None,
    recent_visits=0,
    promised=0,
    source="BPS",
)


def said(area: AreaPriority, *, has_forecast: bool = True, is_equivalent: bool = False) -> list[str]:
    return reason(EN, FORMATS, area, has_forecast=has_forecast, is_equivalent=is_equivalent).rstrip(".").split("; ")


def test_a_reason_tells_the_row_of_the_desa() -> None:
    parts = said(DESA)
    assert parts[0] == "Atas (Hulu) is forecast to miss 412 families at the deadline"
    assert "9 families for 2 officer-days" in parts[1]
    assert parts[2:] == ["not visited yet"]
    assert said(DESA, has_forecast=False, is_equivalent=True)[0] == "Atas (Hulu) is ≈\u00a0412 families behind its path"
    assert said(replace(DESA, expected_shortfall=0.0)) == ["Atas is expected to reach its target"]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (
            {"is_stuck": True},
            "it is standing still: 12 families in a week, where at least 20 were to be expected",
        ),
        ({"unfinished": 7}, "7 families have opened the form and not finished it"),
        ({"promised": 30}, "30 families there are promised already"),
        ({"last_visit": date(2020, 3, 2)}, "last visited on 2 March 2020"),
        (
            {"last_visit": date(2020, 3, 14), "recent_visits": 1},
            "last visited on 14 March 2020, so that another visit brings less",
        ),
    ],
)
def test_what_else_speaks_for_a_desa_is_told(other: dict[str, object], words: str) -> None:
    assert words in said(replace(DESA, **other))
    assert words not in said(DESA)


def test_a_place_is_a_range_where_it_is_not_sure() -> None:
    sure = replace(DESA, rank=7, rank_lo=7, rank_hi=7)
    assert [rank_words(FORMATS, each) for each in (DESA, sure, replace(sure, rank_lo=None))] == ["1–5", "7", "7"]
    assert shortfall_words(FORMATS, DESA, is_equivalent=True) == "≈\u00a0412 families"


def test_forms_that_wait_are_told_as_far_as_they_are_known() -> None:
    both = replace(DESA, unfinished=1, unchecked=2)
    assert waiting_forms(EN, FORMATS, both) == (
        "1 family has opened the form and not finished it, 2 have responded and are not clean yet"
    )
    assert waiting_forms(EN, FORMATS, replace(DESA, unfinished=0)) == ""
    assert standing_still(EN, FORMATS, DESA) == ("**Atas**: 12 families in a week; at least 20 were to be expected.")


def test_a_desa_with_two_teams_is_named_once() -> None:
    rows = [("a", "Atas"), ("b", "Bukit dengan nama yang sangat panjang"), ("a", "Atas")]
    visits = [
        PlannedVisit(slot, code, name, "9901010", "Hulu", "tatap muka", 5.0, 40.0, is_floor=False)
        for slot, (code, name) in enumerate(rows, start=1)
    ]
    assert destinations(EN, visits) == "Atas (2) and Bukit dengan nama yang…"
    assert destinations(EN, visits[:1]) == "Atas"
