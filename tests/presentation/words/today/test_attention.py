"""What needs attention in words: why, since when, what to do, and where."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from census.base.vocabulary import Unit
from census.priority.attention import Concern, Rule
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.today.attention import RULES, concern_words, short_lines

ID, EN = Translator("id").plain, Translator("en").plain
TODAY = date(2020, 3, 16)


def concern(rule: Rule, **values: object) -> Concern:
    since = values.pop("since", TODAY - timedelta(days=8))
    return Concern(rule, str(values.pop("subject", "7")), "3319060", "Jekulo", since, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "title", "why", "page"),
    [
        (
            concern(Rule.PROMISE_DUE, agency=(3, "Dinkes"), count=40, came_in=12, since=TODAY),
            "Jekulo (Dinkes)", "komitmen 40 KK jatuh tempo hari ini, masuk 12", "activities",
        ),
        (
            concern(Rule.PROMISE_DUE, count=40, since=TODAY + timedelta(days=1)),
            "Jekulo", "komitmen 40 KK jatuh tempo besok, belum ada angka", "activities",
        ),
        (
            concern(Rule.PROMISE_BROKEN, count=28), "Jekulo",
            "kurang 28 KK dari komitmen, jatuh tempo 8 Mar", "activities",
        ),
        (concern(Rule.FIGURES_LATE), "Jekulo", "angka terbaru per 8 Mar (sudah 8 hari)", None),
        (
            concern(Rule.FIGURES_MISSING), "Jekulo",
            "belum ada angka sejak kampanye mulai 8 Mar (8 hari)", None,
        ),
        (
            concern(Rule.CHANCE_FELL, chances=(0.62, 0.41)), "Jekulo",
            "peluang mencapai target 41\u00a0%, sebelum 8 Mar 62\u00a0%", "forecast",
        ),
        (
            concern(Rule.OFF_PATH, count=1_240, unit=Unit.PERSON, is_equivalent=True), "Jekulo",
            "≈\u00a01.240 jiwa tertinggal dari jalur, sejak 8 Mar (8 hari)", "areas",
        ),
        (
            concern(Rule.OFF_PATH, subject="opd:3", agency=(3, "Dinkes"), count=9, unit=Unit.STAFF), "Dinkes",
            "9 ASN tertinggal dari jalur, sejak 8 Mar (8 hari)", "opd",
        ),
        (concern(Rule.OFF_PATH), "Jekulo", "tertinggal dari jalur sejak 8 Mar (8 hari)", "areas"),
        (concern(Rule.STANDING_STILL), "Jekulo", "tidak ada yang masuk sejak 8 Mar (8 hari)", "areas"),
        (
            concern(Rule.BLOCKER_OPEN, kind="no_signal", count=12), "Jekulo",
            "tidak ada sinyal, 12 KK, terbuka sejak 8 Mar (8 hari)", "activities",
        ),
        (
            concern(Rule.BLOCKER_OPEN, kind="no_signal"), "Jekulo",
            "tidak ada sinyal, terbuka sejak 8 Mar (8 hari)", "activities",
        ),
        (concern(Rule.IMPORT_FINDINGS, kind="recap", count=2), "Berkas jenis recap",
         "diimpor 8 Mar, 2 baris ditolak", "imports"),
        (concern(Rule.IMPORT_FINDINGS, kind="recap", count=0), "Berkas jenis recap",
         "diimpor 8 Mar, dengan peringatan", "imports"),
    ],
)  # fmt: skip
def test_each_rule_says_where_why_and_since_when(one: Concern, title: str, why: str, page: str | None) -> None:
    words = concern_words(ID, Formats(ID), one, TODAY)
    assert (words.title, words.why, words.page) == (title, why, page)
    english = concern_words(EN, Formats(EN), one, TODAY)
    assert "8 Mar" in english.why or one.rule is Rule.PROMISE_DUE
    assert words.to_do.endswith(".")
    assert words.to_do != english.to_do


def test_who_may_import_is_sent_to_the_files() -> None:
    late = concern(Rule.FIGURES_LATE)
    told, importing = (concern_words(ID, Formats(ID), late, TODAY, may_import=may) for may in (False, True))
    assert (told.to_do, told.page) == ("Minta rekap terbaru kepada operator di BPS.", None)
    assert (importing.to_do, importing.page) == ("Impor rekap terbaru.", "imports")


def test_every_rule_has_a_heading() -> None:
    assert set(RULES) == set(Rule)
    assert len({ID(word) for word in RULES.values()}) == len(Rule)


def test_short_lines_are_one_of_each_rule_with_how_many_more() -> None:
    bold = Translator("id")
    still = [concern(Rule.STANDING_STILL, subject=str(n)) for n in range(3)]
    rules = (Rule.BLOCKER_OPEN, Rule.IMPORT_FINDINGS, Rule.IMPORT_FINDINGS)
    lines = short_lines(bold, Formats(bold), [*still, *(concern(rule, kind="other") for rule in rules)], TODAY, 2)
    assert lines == [
        "**Jekulo:** tidak ada yang masuk sejak 8 Mar (8 hari); dan 2 lagi",
        "**Jekulo:** sebab lain, terbuka sejak 8 Mar (8 hari)",
    ]
    assert short_lines(bold, Formats(bold), [], TODAY, 3) == []
