"""What is read by column is what the reader of single cells reads; whatever else there is is left to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from ingest.bulk.plain import NONE, read_cards, read_keys, read_moments, read_words, wib_days
from ingest.kinds.cells import CellError, read_count
from ingest.kinds.submission_cells import family_card_reader, read_household_key, read_moment

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PARTS = st.sampled_from(["2020", "1960", "2100", "2000", "1900", "02", "29", "30", "12", "00", "24", "59", "60", "-",
                         ":", "T", " ", "Z", "+07:00", "+09:00", "x", "0"])  # fmt: skip
PLAIN_MOMENT = st.builds(
    lambda moment, form: f"{moment:{form}}",
    st.datetimes(EPOCH.replace(year=1950, tzinfo=None), EPOCH.replace(year=2110, tzinfo=None)),
    st.sampled_from(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ",
                     "%Y-%m-%dT%H:%M:%S+07:00", "%Y-%m-%dT%H:%M+09:00", "%Y-%m-%dT%H:%M:%S.%f", "%d/%m/%Y"]),
)  # fmt: skip
MOMENT = st.one_of(PLAIN_MOMENT, st.lists(PARTS, max_size=12).map("".join), st.text(max_size=12), st.just(""))


@given(st.lists(MOMENT, max_size=20))
def test_moments(texts: list[str]) -> None:
    values, is_read = read_moments(pa.array(texts, pa.string()))
    for text, value, can_be_read in zip(texts, values.tolist(), is_read.tolist(), strict=True):
        if not text:
            assert can_be_read
            assert value == NONE
        elif can_be_read:
            moment = read_moment(text)
            assert moment == EPOCH + timedelta(microseconds=value)
            assert wib_days(values[is_read & (values == value)])[0] == (moment + timedelta(hours=7) - EPOCH).days


def test_moments_as_they_are_written_are_all_read() -> None:
    texts = [
        "2020-02-29",
        "2020-03-01 08:00",
        "2020-03-01T08:00:00",
        "2020-03-01T08:00:00Z",
        "2020-03-01T08:00:00+07:00",
    ]
    assert read_moments(pa.array(texts))[1].all()


DIGITS = st.text("0123456789", min_size=14, max_size=17)


@given(st.lists(st.one_of(DIGITS, st.text(max_size=17)), max_size=10), st.binary(min_size=1, max_size=100))
def test_cards(texts: list[str], secret: bytes) -> None:
    secret_text = secret.hex()
    keys, is_read = read_cards(pa.array(texts, pa.string()), secret_text.encode())
    single = family_card_reader(SecretStr(secret_text))
    for text, key, can_be_read in zip(texts, keys.to_pylist(), is_read.tolist(), strict=True):
        assert can_be_read == (len(text) == 16 and text.isascii() and text.isdigit())
        if can_be_read:
            assert key == single(text)


HEX = st.text("0123456789abcdefABCDEF", min_size=32, max_size=32)
DISGUISED = st.sampled_from(["0" * 32, "3" * 32, "31" * 16, "0" * 16 + "1" * 16, "f" * 16 + "0" * 16, "g" * 32])


@given(st.lists(st.one_of(HEX, DISGUISED, st.text(max_size=33)), max_size=10))
def test_keys(texts: list[str]) -> None:
    keys, is_read = read_keys(pa.array(texts, pa.string()))
    for text, key, can_be_read in zip(texts, keys.to_pylist(), is_read.tolist(), strict=True):
        if can_be_read:
            assert key == read_household_key(text)


def test_words_are_read_once_each_and_the_odd_ones_left() -> None:
    asked: list[str] = []

    def read(text: str) -> int:
        asked.append(text)
        return read_count(text)

    values, is_read = read_words(pa.array(["3", "", "x", "3", " 4 ", "\u0663", "3"]), read, pa.int32())
    assert values.to_pylist() == [3, None, None, 3, 4, None, 3]
    assert is_read.tolist() == [True, True, False, True, True, False, True]
    assert sorted(asked) == ["3", "4", "x"]
    # Larger than a database's number: nothing of the column is read, so that each is refused by its own reader.
    assert not read_words(pa.array(["3", "4000000000"]), int, pa.int32())[1].any()


def test_what_cannot_be_read_is_no_error() -> None:
    def refuse(_text: str) -> object:
        raise CellError("not_a_count")

    assert not read_words(pa.array(["3"]), refuse, pa.int32())[1].any()
