"""Definitions and provenance: nothing undefined, nothing named twice, and figures that follow from each other."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from census.base.vocabulary import Unit
from census.figures.progress import PROGRESS_COLUMNS
from presentation.definitions.definitions import DEFINITIONS, definition_of, definitions_in, key_of_word, word_of_key
from presentation.definitions.term import GROUP_TITLES, Group
from presentation.language.messages import LANGUAGES, Translator
from presentation.words.provenance import KUDUS_2020


@pytest.mark.parametrize("column", PROGRESS_COLUMNS)
def test_every_column_is_defined(column: str) -> None:
    assert definition_of(column).meaning


def test_keys_are_distinct_and_groups_whole() -> None:
    assert len({each.key for each in DEFINITIONS}) == len(DEFINITIONS)
    assert [each for group in Group for each in definitions_in(group)] == list(DEFINITIONS)
    assert all(definitions_in(group) for group in Group)
    assert set(GROUP_TITLES) == set(Group)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_term_stands_for_one_thing(language: str) -> None:
    text = Translator(language)
    terms = [text(each.term) for each in DEFINITIONS]
    assert len(set(terms)) == len(terms)
    for each in DEFINITIONS:
        assert key_of_word(text(each.term)) == each.key
        assert key_of_word(each.key) == each.key
        assert key_of_word(word_of_key(each.key)) == each.key


@pytest.mark.parametrize("nonsense", ["", "x", "<script>", "'; DROP TABLE areas; --", "\x00"])
def test_nonsense_names_nothing(nonsense: str) -> None:
    assert key_of_word(nonsense) is None


def test_claims_are_in_order_and_hindsight_is_what_came_after_the_window() -> None:
    days = [claim.said_on for claim in KUDUS_2020.claims]
    assert all(one <= other for one, other in pairwise(days))
    for claim in KUDUS_2020.claims:
        assert claim.is_hindsight == (claim.said_on > date(2020, 3, 31))
        assert claim.url.startswith("https://")
    shares = {claim.share for claim in KUDUS_2020.claims}
    assert shares == {Fraction(s, 10000) for s in (2700, 2300, 3697, 4000, 5000)}


def test_27_percent_of_the_persons_is_about_22_percent_of_the_families() -> None:
    share = Fraction(27, 100)
    # 236,520 persons in families of 327,458 / 84,861 persons, of 275,115 families.
    families = share * 875_999 / Fraction(327_458, 84_861)
    assert KUDUS_2020.as_families(share) == families / 275_115
    assert round(KUDUS_2020.as_families(share), 2) == Fraction(22, 100)
    assert KUDUS_2020.as_persons(KUDUS_2020.as_families(share)) == share
    assert KUDUS_2020.wanted(share, Unit.PERSON) == 236_520
    assert KUDUS_2020.wanted(share, Unit.HOUSEHOLD) == 74_282
    assert round(float(KUDUS_2020.result.family_size), 2) == 3.86
    assert round(float(KUDUS_2020.base.family_size), 2) == 3.18
