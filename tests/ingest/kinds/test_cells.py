from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.kinds import cells, privacy
from ingest.kinds.cells import CellError
from ingest.kinds.kinds import KINDS

NIK = "3319010123456789"


def refusal(read: object, text: str) -> str:
    with pytest.raises(CellError) as caught:
        read(text)  # type: ignore[operator]
    return caught.value.reason


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0),
        ("007", 7),
        ("1240", 1240),
        ("1.240", 1240),
        ("1,240", 1240),
        ("1 240", 1240),
        ("1\u00a0240", 1240),
        ("1.240.000", 1_240_000),
        ("1240.0", 1240),
        ("1240,00", 1240),
        ("1.240,00", 1240),
        ("1,240.0", 1240),
        ("-0", 0),
    ],
)
def test_counts_as_offices_write_them(text: str, count: int) -> None:
    assert cells.read_count(text) == count


@pytest.mark.parametrize(
    "text",
    ["", "-", "12.5", "1.24", "0.240", "1.240,500", "1,240,50", "12 5", "1e3", "1.2345", "27%", "½", "١٢", "N/A"],
)
def test_what_is_no_count_is_not_guessed_at(text: str) -> None:
    assert refusal(cells.read_count, text) == "not_a_count"


@pytest.mark.parametrize("text", ["-5", "- 5", "\u22125", "-1.240"])
def test_a_count_is_not_negative(text: str) -> None:
    assert refusal(cells.read_count, text) == "negative_count"


@given(st.integers(0, cells.LARGEST_COUNT), st.sampled_from(["", ".", ",", " "]))
def test_a_count_reads_back_however_its_thousands_are_parted(count: int, sign: str) -> None:
    assert cells.read_count(f"{count:,}".replace(",", sign)) == count


@pytest.mark.parametrize(
    "text",
    [
        *("2020-03-03", "2020-3-3", "2020/03/03", "2020-03-03 00:00:00", "2020-03-03T07:30", "2020-03-03 00:00:00.000"),
        *("3/3/2020", "03/03/2020", "3-3-2020", "03.03.2020", "3/3/2020 07.00"),
        *("3 Maret 2020", "3 maret 2020", "3 March 2020", "3 Mar 2020", "3-Mar-2020", "Selasa, 3 Maret 2020"),
    ],
)
def test_days_as_offices_write_them(text: str) -> None:
    assert cells.read_date(text) == date(2020, 3, 3)


def test_the_day_comes_before_the_month() -> None:
    assert cells.read_date("5/3/2020") == date(2020, 3, 5)
    assert refusal(cells.read_date, "3/15/2020") == "no_such_day"


@pytest.mark.parametrize(
    "text", ["", "3/3/20", "43893", "2020", "2020-03", "2020-03/03", "3 Mars 2020", "2020-03-03T23:00Z", "besok"]
)
def test_what_is_no_day_is_not_guessed_at(text: str) -> None:
    assert refusal(cells.read_date, text) == "not_a_date"


@pytest.mark.parametrize("text", ["2020-02-30", "2019-02-29", "31/04/2020", "2020-13-01", "0/1/2020"])
def test_days_that_do_not_exist(text: str) -> None:
    assert refusal(cells.read_date, text) == "no_such_day"


@given(st.dates(date(cells.FIRST_YEAR, 1, 1), date(cells.LAST_YEAR, 12, 31)))
def test_every_day_reads_back_in_every_form(day: date) -> None:
    month = "januari februari maret april mei juni juli agustus september oktober november desember".split()
    forms = [day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"{day.day} {month[day.month - 1]} {day.year}"]
    assert {cells.read_date(form) for form in forms} == {day}


@pytest.mark.parametrize("text", ["0.27", "0,27", "27%", "27 %", "27,0 %", "27\u00a0%"])
def test_shares(text: str) -> None:
    assert cells.read_share(text) == 0.27


@given(st.integers(1, 10_000))
def test_a_percentage_is_exactly_its_hundredth(hundredths: int) -> None:
    text = f"{Decimal(hundredths) / 100} %"
    assert Decimal(repr(cells.read_share(text))) == Decimal(hundredths) / 10_000


@pytest.mark.parametrize("text", ["0", "27", "101 %", "0 %", "1,01"])
def test_shares_out_of_range(text: str) -> None:
    assert refusal(cells.read_share, text) == "share_out_of_range"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3319", "3319"),
        ("3319010001", "3319010001"),
        ("'3319010001", "3319010001"),
        ("3319010001.0", "3319010001"),
        ("33.19.010.001", "3319010001"),
        ("33.19.01.2007", "33.19.01.2007"),
        ("33.19.01", "33.19.01"),
        ("33.19", "33.19"),
        ("0", "0"),
        ("ID3319010", "3319010"),
        ("id 3319010001", "3319010001"),
        ("33 19 010 001", "3319010001"),
        ("33 19 01 2007", "33.19.01.2007"),
        ("33-19-01", "33.19.01"),
        ("\u200b3319010\u202c", "3319010"),
        ("３３１９010", "3319010"),  # noqa: RUF001
    ],
)
def test_area_codes(text: str, code: str) -> None:
    assert cells.read_area_code(text) == code


@pytest.mark.parametrize("text", ["3.31901E+09", "Kudus", "33.19.01.20071", "33190100010000001", "-3319", "33/19"])
def test_what_is_no_area_code(text: str) -> None:
    assert refusal(cells.read_area_code, text) == "not_a_code"


def test_the_key_of_an_area_is_its_bps_code() -> None:
    assert cells.read_bps_code("33.19.010") == "3319010"
    assert refusal(cells.read_bps_code, "33.19.01") == "not_a_code"


@pytest.mark.parametrize(
    ("text", "level"),
    [("Desa", "desa"), ("Kelurahan", "desa"), ("KOTA", "kabupaten"), ("Provinsi", "province"), ("rt", "rt")],
)
def test_levels(text: str, level: str) -> None:
    assert cells.read_level(text) == level


@pytest.mark.parametrize("text", ["opd", "OPD", "1", "desa; drop", "x" * 31])
def test_what_is_no_level(text: str) -> None:
    assert refusal(cells.read_level, text) == "not_a_level"


# --- what is about a person ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        *(NIK, "NIK: 3319010123456789.", "3319 0101 2345 6789", "331901-010190-0001", "33.19.01.010190.0001"),
        *("081234567890", "0812-3456-7890", "0812 345 678", "+62 812 3456 7890", "62812345678"),
        *("196701011990031001", "19670101 199003 1 001"),
    ],
)
def test_numbers_of_persons_are_kept_out_of_texts_and_file_names(number: str) -> None:
    assert refusal(cells.read_text, f"Rekap {number}") == "personal_number"
    assert not re.search(r"\d{5}", privacy.harmless_file_name(f"rekap {number}.csv"))


@pytest.mark.parametrize(
    "text",
    [
        "Antara Jateng, 13 Februari 2020",
        "dukcapil-2019-07",
        "rekap_2020-03-03_2020-05-29",
        "SK Bupati 470/123/2020",
        "https://example.org/read/2020/02/13/12345678/",
        "3319010001",
    ],
)
def test_days_codes_and_addresses_are_no_numbers_of_persons(text: str) -> None:
    assert cells.read_text(text) == text
    assert privacy.masked(text) == text


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("rekap.csv", "rekap.csv"),
        ("/home/budi/rekap.csv", "rekap.csv"),
        ("C:\\Users\\budi\\rekap.xlsx", "rekap.xlsx"),
        ("rekap\n\x1b[31m.csv", "rekap [31m.csv"),
        ("x" * 500 + ".geojson", "x" * 112 + ".geojson"),
        ("", "file"),
    ],
)
def test_a_file_name_is_kept_short_and_plain(name: str, kept: str) -> None:
    assert privacy.harmless_file_name(name) == kept


@given(st.text(alphabet=st.sampled_from("0123456789 .-/%,+ABC")))
def test_nothing_shown_has_a_long_run_of_digits(text: str) -> None:
    for shown in (privacy.shown(text), privacy.shown_code(text), privacy.harmless_file_name(text)):
        assert not re.search(r"\d{11}", shown)
    assert sum(map(str.isdigit, privacy.shown(text))) <= 8


def test_a_code_that_could_be_a_telephone_is_not_shown() -> None:
    assert privacy.shown_code("8123456789") == privacy.HIDDEN
    assert privacy.shown_code("3319010001") == "3319010001"


READERS = sorted(
    {column.read for kind in KINDS.values() for column in kind.columns}, key=lambda read: read.__qualname__
)


@given(st.sampled_from(READERS), st.text(max_size=60))
def test_a_reader_gives_a_value_or_one_of_its_refusals(read: object, text: str) -> None:
    try:
        read(text)  # type: ignore[operator]
    except CellError as error:
        assert not re.search(r"\d{11}", str(error.details))
