"""What is said of one, of none and of many, in both languages; and no message in English that forgets the one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from census.base.vocabulary import Status, Unit
from census.figures.progress import View
from presentation.findings.findings import finding_text
from presentation.language.catalogue import source_catalogue
from presentation.language.formats import Formats, as_shown
from presentation.language.messages import Translator
from presentation.words.verdict import deed, verdict
from tests.presentation.words.test_verdict import REGENT, standing

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2020, 3, 16, 5, 0, tzinfo=UTC)


def pens(language: str) -> tuple[Translator, Formats]:
    text = Translator(language)
    return text, Formats(text)


def _ago(n: int, unit: str) -> Callable[[Translator, Formats], str]:
    return lambda _text, formats: formats.ago(NOW - timedelta(**{unit: n}), NOW)


def _finding(n: int) -> Callable[[Translator, Formats], str]:
    return lambda text, _formats: finding_text(text, "outlines_without_code", {"n": n})


SAID: list[tuple[Callable[[Translator, Formats], str], str, str]] = [
    (_ago(0, "minutes"), "baru saja", "just now"),
    (_ago(1, "minutes"), "1 menit lalu", "1 minute ago"),
    (_ago(2, "minutes"), "2 menit lalu", "2 minutes ago"),
    (_ago(1, "hours"), "1 jam lalu", "1 hour ago"),
    (_ago(11, "hours"), "11 jam lalu", "11 hours ago"),
    (_ago(11, "days"), "11 hari lalu", "11 days ago"),
    (lambda _text, formats: formats.days(0), "0 hari", "0 days"),
    (lambda _text, formats: formats.days(1), "1 hari", "1 day"),
    (lambda _text, formats: formats.days(11), "11 hari", "11 days"),
    (lambda _text, formats: formats.people(0), "0 orang", "0 people"),
    (lambda _text, formats: formats.people(1), "1 orang", "1 person"),
    (lambda _text, formats: formats.people(1240), "1.240 orang", "1,240 people"),
    (lambda _text, formats: formats.counted(Unit.HOUSEHOLD, 0), "0 KK", "0 families"),
    (lambda _text, formats: formats.counted(Unit.HOUSEHOLD, 1), "1 KK", "1 family"),
    (lambda _text, formats: formats.counted(Unit.HOUSEHOLD, 0.6), "1 KK", "1 family"),
    (lambda _text, formats: formats.counted(Unit.HOUSEHOLD, 1.6), "2 KK", "2 families"),
    (lambda _text, formats: formats.counted(Unit.PERSON, 1, sign="≈ "), "≈ 1 jiwa", "≈ 1 person"),
    (lambda _text, formats: formats.counted(Unit.PERSON, 11), "11 jiwa", "11 persons"),
    (lambda _text, formats: formats.counted(Unit.STAFF, 1), "1 ASN", "1 civil servant"),
    (lambda _text, formats: formats.counted(Unit.STAFF, 2), "2 ASN", "2 civil servants"),
    (lambda _text, formats: formats.counted(Unit.HOUSEHOLD, None), "– KK", "– families"),
    (lambda _text, formats: formats.counted(Unit.HOUSEHOLD, pd.NA), "– KK", "– families"),
    (lambda _text, formats: formats.families(1.04), "1 KK", "1 family"),
    (lambda _text, formats: formats.families(9.4), "9 KK", "9 families"),
    (lambda _text, formats: formats.families(0.96), "1 KK", "1 family"),
    (lambda _text, formats: formats.families(0.5), "kurang dari 1 KK", "less than 1 family"),
    (lambda _text, formats: formats.families(0), "0 KK", "0 families"),
    (lambda text, _formats: deed(text, Status.RESPONDED, 1), "telah merespons", "has responded"),
    (lambda text, _formats: deed(text, Status.RESPONDED), "telah merespons", "have responded"),
    (lambda text, _formats: deed(text, Status.CLEAN, 0), "sudah clean", "are clean"),
    (
        _finding(1),
        "1 batas tidak berkode dan tidak dipakai. Beri kode bila itu wilayah.",
        "1 outline carries no code and was left out. Give it one if it is an area.",
    ),
    (
        _finding(11),
        "11 batas tidak berkode dan tidak dipakai. Beri kode bila itu wilayah.",
        "11 outlines carry no code and were left out. Give them one if they are areas.",
    ),
]


@pytest.mark.parametrize(("say", "indonesian", "english"), SAID)
def test_words_go_after_the_number(say: Callable[[Translator, Formats], str], indonesian: str, english: str) -> None:
    assert say(*pens("id")) == indonesian
    assert say(*pens("en")) == english


@pytest.mark.parametrize(
    ("gap", "days", "english", "indonesian"),
    [
        (1, 1, "Still needed: 1 family in 1 day, 1 family a day.", "Kurang 1 KK dalam 1 hari: perlu 1 KK per hari."),
        (2, 2, "Still needed: 2 families in 2 days, 1 family a day.",
         "Kurang 2 KK dalam 2 hari: perlu 1 KK per hari."),
        (22, 2, "Still needed: 22 families in 2 days, 11 families a day.",
         "Kurang 22 KK dalam 2 hari: perlu 11 KK per hari."),
    ],
)  # fmt: skip
def test_a_sentence_with_three_numbers_has_each_in_its_own_form(
    gap: int, days: int, english: str, indonesian: str
) -> None:
    target = replace(REGENT, unit=Unit.HOUSEHOLD)
    as_of = target.ends_on - timedelta(days=days)
    seen = {"gap": gap, "required_pace": gap / days, "recent_pace": None, "target_as_of": as_of}
    said = standing(target=target, view=View(as_of, Unit.HOUSEHOLD, Status.RESPONDED), **seen)
    assert verdict(*pens("en"), said).needs == english
    assert verdict(*pens("id"), said).needs == indonesian


def test_a_number_counts_as_it_is_shown() -> None:
    assert [as_shown(value) for value in (0.6, 1.4, 1.6)] == [1, 1, 2]
    assert [as_shown(value, 1) for value in (0.96, 1.04, 1.06)] == [1.0, 1.0, 1.1]
    assert pd.isna(as_shown(pd.NA))


# --- no message forgets the one -----------------------------------------------------------------------------

# A number, perhaps words between, and a noun of many: "{n} days", "**{n} events**", "{count} other families".
OF_MANY = re.compile(
    r"\{(?P<value>\w+)\}[*)]* (?:(?!of |and |in |to |is |was |has |as |or |by |at |for )[a-z-]+ ){0,2}?"
    r"(?P<word>[a-z-]+(?<!s)s|people)\b"
)
# A number that does something: "{n} are waiting".
DO = re.compile(r"\{(?P<value>\w+)\}[*)]* (?:[a-z-]+ ){0,2}?(?P<word>are|have|were|do)\b")


NO_NOUN = {
    "is", "has", "was", "does", "as", "its", "brings", "carries", "census", "comes", "concerns", "counts", "ends",
    "gets", "lies", "lives", "needs", "reaches", "serves", "speaks", "stands", "takes",
}  # fmt: skip
"""Words that end like a noun of many, and are none."""

_LIMIT = "a limit of the product, above one"
_DAYS = "a number of days that the product sets, above one"
NEVER_ONE = {
    "Reading took longer than {seconds}": _LIMIT,
    "The archive holds more than {limit}": _LIMIT,
    "The archive unpacks to {bytes}": _LIMIT,
    "The file has more than {limit}": _LIMIT,
    "The file has {size}": _LIMIT,
    "The file is nested more than {limit}": _LIMIT,
    "The map has more than {limit}": _LIMIT,
    "The outlines have too many corners": _LIMIT,
    "The line has more than {limit}": _LIMIT,
    "The text is longer than {limit}": _LIMIT,
    "A cell has more than {limit}": _LIMIT,
    "A household has 1 to {limit}": _LIMIT,
    "This is no key of a household": _LIMIT,
    "This is no number of a family card": _LIMIT,
    "A code of level {level} has": "2, 4, 7 or 10 by BPS",
    "Area {code} would lie more than {limit}": _LIMIT,
    "at most {n} days": _DAYS,
    "more than {n} days": _DAYS,
    "{from_day} to {to_day}": _DAYS,
    "Change for {days}": _DAYS,
    "For {days} days": _DAYS,
    "What an event brings to neighbouring desa": _DAYS,
    "{kind}: about {lift}": _DAYS,
    "The deadline is {n} days away": "said of more than fourteen alone",
    "By chance: desa trade": "draws, in the thousands",
    "of {draws} draws": "draws, in the thousands",
    "It may be {low} to {high}": "a range is of many",
    "Since {day}: **{gain}": "points have decimals",
    "{points} points": "points have decimals",
    "{share} can be read in two ways": "members of a family on average, with decimals",
    "The agencies add up to {total}": "more than the persons of a household, of whom there is one at least",
    "There are more families ({smaller})": "the number stands behind its noun",
    "Of {of} areas with a name": "said of two or more that differ",
    "Of {of} agencies with a name": "said of two or more that differ",
    "{n} of {of} numbers on record": "said of two or more that differ",
    "Highest at the left": "said of more than fourteen alone",
    "{n} enumerators are what": "the number that the product begins with",
    "The desa of {area} that are": "the desa are many, of one area",
    "The new outlines of level": "the outlines are many, of one kabupaten",
    "The rows of households up to": "the rows are many, up to one day",
    "Rows of households last changed up to": "the rows are many, up to one day",
    "Groups of fewer than {n}": "the groups are many",
    "No area on record is called": "a name",
    "Column {column} holds": "a heading",
    "The server does not answer": "the figures are many, of one moment",
    "{kind}: no effect seen": "a change in percent",
    "Import {n} came in more than": _DAYS,
    "Rows of import {n} were": "the rows are many, of one import",
}
"""Beginnings of messages, each with the reason why what is found there is never one."""


def forgetful(message: str) -> list[str]:
    """Give the numbers of a message after which a word for many comes."""
    found = [found for shape in (OF_MANY, DO) for found in shape.finditer(message)]
    return [each.group() for each in found if each["word"] not in NO_NOUN]


@cache
def said_of_one() -> list[str]:
    """Every message of the source in the form in which it speaks of one."""
    return [each.id if isinstance(each.id, str) else each.id[0] for each in source_catalogue() if each.id]


def test_no_message_speaks_of_one_as_of_many() -> None:
    found = {message: forgetful(message) for message in said_of_one() if not message.startswith(tuple(NEVER_ONE))}
    assert {message: numbers for message, numbers in found.items() if numbers} == {}


def test_each_exception_is_needed() -> None:
    forgotten = [message for message in said_of_one() if forgetful(message)]
    assert [start for start in NEVER_ONE if not any(message.startswith(start) for message in forgotten)] == []


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("{n} days left", ["{n} days"]),
        ("**{n} events** up to {day}", ["{n} events"]),
        ("{count} of {all} civil servants stay", ["{all} civil servants"]),
        ("{n} other families have", ["{n} other families", "{n} other families have"]),
        ("**{present}** other families", ["{present}** other families"]),
        ("{n} people", ["{n} people"]),
        ("{n} are waiting", ["{n} are"]),
        ("{n} day left", []),
        ("{area} is behind the path: {rate} {people}", []),
        ("{n} of the areas", []),
        ("line {line} of a class", []),
    ],
)
def test_what_is_forgetful(message: str, found: list[str]) -> None:
    assert forgetful(message) == found
