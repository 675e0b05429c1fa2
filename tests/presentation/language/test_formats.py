"""Numbers, dates and moments as Indonesians and the English write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.vocabulary import Unit
from presentation.language.formats import NO_VALUE, Formats
from presentation.language.messages import LANGUAGES, Translator

ID, EN = (Formats(Translator(language)) for language in ("id", "en"))
NBSP = "\u00a0"
COUNTS = st.integers(min_value=0, max_value=300_000_000)


@pytest.mark.parametrize(
    ("bound", "said"), [("at_most_5", f"≤{NBSP}5"), ("at_least_95", f"≥{NBSP}95"), (None, NO_VALUE), (pd.NA, NO_VALUE)]
)
def test_a_bound(bound: object, said: str) -> None:
    is_bound = said != NO_VALUE
    assert ID.bound(bound) == said + f"{NBSP}%" * is_bound
    assert EN.bound(bound) == said + "%" * is_bound


@given(COUNTS)
def test_a_count_is_its_digits_in_threes(number: int) -> None:
    assert EN.count(number) == f"{number:,}"
    assert ID.count(number) == f"{number:,}".replace(",", ".")


@pytest.mark.parametrize("none", [None, pd.NA, float("nan"), pd.NaT])
def test_no_value_is_a_dash(none: object) -> None:
    for formats in (ID, EN):
        assert formats.count(none) == formats.rate(none) == NO_VALUE


def test_people_have_no_decimals() -> None:
    assert ID.count(1240.4) == "1.240"
    assert ID.count(6077.6) == "6.078"


@pytest.mark.parametrize(
    ("share", "decimals", "indonesian", "english"),
    [
        (0.3738, 1, f"37,4{NBSP}%", "37.4%"),
        (0.37381, 2, f"37,38{NBSP}%", "37.38%"),
        (0.27, 0, f"27{NBSP}%", "27%"),
        (0.0, 1, f"0,0{NBSP}%", "0.0%"),
        (12.5, 1, f"1.250,0{NBSP}%", "1,250.0%"),
    ],
)
def test_a_rate(share: float, decimals: int, indonesian: str, english: str) -> None:
    assert ID.rate(share, decimals=decimals) == indonesian
    assert EN.rate(share, decimals=decimals) == english


@pytest.mark.parametrize(("base", "written"), [(99, f"33{NBSP}%"), (100, f"33,33{NBSP}%"), (pd.NA, f"33,33{NBSP}%")])
def test_a_small_base_feigns_no_precision(base: object, written: str) -> None:
    assert ID.rate(1 / 3, decimals=2, base=base) == written


@given(st.fractions(min_value=0, max_value=2))
def test_a_written_rate_reads_back_to_half_its_last_digit(share: object) -> None:
    number = float(share)  # type: ignore[arg-type]
    written = ID.rate(number, decimals=2).removesuffix(f"{NBSP}%").replace(".", "").replace(",", ".")
    assert float(written) / 100 == pytest.approx(number, abs=0.5001e-4)


def test_days() -> None:
    day = date(2020, 2, 7)
    assert (ID.day(day), ID.day(day, short=True)) == ("7 Februari 2020", "7 Feb")
    assert (EN.day(day), EN.day(day, short=True)) == ("7 February 2020", "7 Feb")


def test_a_moment_is_told_in_wib() -> None:
    moment = datetime(2020, 2, 16, 18, 5, tzinfo=UTC)
    for formats, clock, day in ((ID, "01.05", "17 Februari 2020"), (EN, "01:05", "17 February 2020")):
        said = formats.moment(moment)
        assert clock in said
        assert day in said
        assert "WIB" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_ages_are_told_in_the_unit_that_fits(language: str) -> None:
    formats = Formats(Translator(language))
    now = datetime(2020, 3, 15, 12, tzinfo=UTC)
    ages = {timedelta(seconds=59): "", timedelta(minutes=42): "42", timedelta(minutes=59, seconds=59): "59",
            timedelta(hours=1): "1", timedelta(hours=47, minutes=59): "47", timedelta(days=2): "2"}  # fmt: skip
    said = {age: formats.ago(now - age, now) for age in ages}
    for age, number in ages.items():
        assert "".join(character for character in said[age] if character.isdigit()) == number
    assert len(set(said.values())) == len(ages)


def test_a_moment_that_has_not_come_yet_is_just_now() -> None:
    now = datetime(2020, 3, 15, 12, tzinfo=UTC)
    assert EN.ago(now + timedelta(minutes=3), now) == EN.ago(now, now)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_unit_has_a_word(language: str) -> None:
    formats = Formats(Translator(language))
    words = {formats.unit(unit) for unit in Unit}
    assert len(words) == len(Unit)
