# ruff: noqa: RUF001  look-alikes of digits and signs are what is tried
"""Numbers of persons are found however they are parted; codes, days, times and amounts are let pass."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.identifiers.area_numbers import PROVINCES, is_code_shaped
from census.identifiers.personal_numbers import HIDDEN, holds_identity_number, holds_personal_number, masked
from tests.support import PATIENCE_SECONDS

PARTING = [
    *" .-/_'()",
    *"\u00a0\u2007\u202f\u2009\u3000",
    *"‐‑‒–—―−﹘－",
    *"·․．/⁄∕\\|",
    *"[]{}（）",
    *"’‘`´",
    "\u200b",
]
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u202c"]
SCRIPTS = ["0", "０", "٠", "۰", "०"]

provinces = st.sampled_from(sorted(PROVINCES))
days = st.dates(date(1930, 1, 1), date(2020, 12, 31))
years = st.dates(date(1962, 1, 1), date(2099, 12, 31))


@st.composite
def family_cards(draw: st.DrawFn) -> str:
    place = draw(provinces) + f"{draw(st.integers(1, 79)):02d}{draw(st.integers(1, 50)):02d}"
    return place + draw(days).strftime("%d%m%y") + f"{draw(st.integers(1, 400)):04d}"


@st.composite
def identity_cards(draw: st.DrawFn) -> str:
    number = draw(family_cards())
    return number[:6] + f"{int(number[6:8]) + 40 * draw(st.booleans()):02d}" + number[8:]


@st.composite
def staff_numbers(draw: st.DrawFn) -> str:
    born, year = draw(days), draw(st.integers(1980, 2020))
    month = draw(st.sampled_from([*range(1, 13), 21]))
    return f"{born:%Y%m%d}{year}{month:02d}{draw(st.integers(1, 2))}{draw(st.integers(1, 999)):03d}"


@st.composite
def telephones(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(["0", "62", "+62"]))
    return head + "8" + draw(st.sampled_from("1235789")) + draw(st.from_regex(r"[0-9]{7,9}", fullmatch=True))


@st.composite
def parted(draw: st.DrawFn, numbers: st.SearchStrategy[str]) -> str:
    """A number with signs strewn in, in one of the scripts that have digits."""
    number = draw(numbers)
    zero = ord(draw(st.sampled_from(SCRIPTS)))
    parts = draw(st.lists(st.booleans(), min_size=len(number), max_size=len(number)))
    is_even = draw(st.booleans())
    sign = draw(st.sampled_from(PARTING))
    text = ""
    for place, (digit, is_parted) in enumerate(zip(number, parts, strict=True)):
        if place and is_parted:
            text += sign if is_even else draw(st.sampled_from(PARTING)) + draw(st.sampled_from(["", " ", *INVISIBLE]))
        text += chr(zero + int(digit)) if digit.isdigit() else digit
    return text


@given(st.one_of(parted(identity_cards()), parted(family_cards()), parted(staff_numbers()), parted(telephones())))
def test_a_number_of_a_person_is_found_however_it_is_parted(number: str) -> None:
    for text in (number, f"a.n. Siti {number} (lunas)", f"rekap_{number}.csv"):
        assert holds_personal_number(text)
        assert sum(sign.isdigit() for sign in masked(text)) < 4
        assert HIDDEN in masked(text)


@st.composite
def codes(draw: st.DrawFn) -> str:
    province = draw(provinces)
    kabupaten = f"{draw(st.integers(1, 9)):02d}" if draw(st.booleans()) else f"7{draw(st.integers(1, 9))}"
    place = draw(st.integers(1, 30))
    kecamatan, desa = f"{10 * place:03d}", f"{draw(st.integers(1, 40)):03d}"
    kemendagri = [province, kabupaten, f"{place:02d}", f"{draw(st.sampled_from([1, 2]))}{draw(st.integers(1, 40)):03d}"]
    return draw(
        st.sampled_from(
            [
                *(province + kabupaten, province + kabupaten + kecamatan, province + kabupaten + kecamatan + desa),
                *(".".join(kemendagri[:size]) for size in (2, 3, 4)),
                *("".join(kemendagri[:3]), "".join(kemendagri)),
                ".".join([province, kabupaten, kecamatan, desa]),
            ]
        )
    )


DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%d/%m/%Y %H.%M")


@given(codes())
def test_a_code_is_no_number_of_a_person(code: str) -> None:
    assert not holds_personal_number(code)
    assert masked(f"rekap {code}.csv") == f"rekap {code}.csv"


@given(codes(), codes(), st.sampled_from([" ", ", ", " - ", "; ", "/", " dan "]))
def test_two_codes_of_ten_digits_side_by_side_are_none(first: str, second: str, between: str) -> None:
    pair = [code if len(code) == 10 and code.isdigit() else f"{code[:2]}01010001" for code in (first, second)]
    assert not holds_personal_number(between.join(pair))


@given(years, years, st.sampled_from(DAYS[:7]), st.sampled_from([" ", "-", " - ", "–", " s.d. ", "_", ", ", " / "]))
def test_days_side_by_side_are_none(first: date, last: date, form: str, between: str) -> None:
    text = first.strftime(form) + between + last.strftime(form)
    assert not holds_personal_number(text)
    assert masked(text) == text


@given(st.integers(0, 400_000_000), st.sampled_from(["{:,}", "{}", "{:_}"]), st.sampled_from([".", ",", " "]))
def test_counts_are_none(count: int, form: str, thousands: str) -> None:
    assert not holds_personal_number(form.format(count).replace(",", thousands).replace("_", thousands))


@given(st.integers(1, 10**15 - 1), st.sampled_from(["Rp {}", "Rp{},00", "Rp. {},-", "IDR {}"]))
def test_amounts_are_none(amount: int, form: str) -> None:
    assert not holds_personal_number(form.format(f"{amount:,}".replace(",", ".")))


@pytest.mark.parametrize(
    "text",
    [
        *("33 19 01 15 12 80 00 01", "3319.01.151280.0001", "3319/0115/1280/0001", "3319–0115–1280–0001"),
        *("3319, 0115, 1280, 0001", "3319:0115:1280:0001", "3/2 3319 0115 1280 0001", "12.33 19 01 15 12 80 00 01"),
        *("33.19.01 151280 0001", "3319-0101-2345-6789", "3.319.011.512.800.001", "198.001.012.005.011.000"),
        *("1980-12-15 2005-01 1 001", "19801215 200521 2 001", "1.98001012005011e+17", "3.3190115128e+15"),
        *("0812/3456/7890", "+62 (812) 3456-7890", "+62 (0)812 3456 7890", "0062 812 3456 7890", "812-3456-7890"),
        *("(0291) 438691", "0291-438691", "+65 9123 4567", "082.123.456.789", "8123456789"),
        *("33:19:01:15:12:80:11:11", "33;1901;15;1280;1111", "33.19.01 15.12.80 00.01", "331901 1512800001"),
        *("19690503 1981112270", "19690503 198111 2 270"),
        *("3319\u31640115\u31641280\u28000001", "3319ー0115ー1280ー0001", "0812ㅡ3456ㅡ7890", "0812ˑ3456ˑ7890"),
        *("3319&nbsp;0115&nbsp;1280&#160;0001", "3319<b>0115</b>12800001", "0812%203456%207890"),
        *("name @example.com", "name @ example.com", "name@ example.co.id", "name[at]example.com"),
        *("name at example dot com", "name (at) bps (dot) go (dot) id", "nama at contoh titik com"),
        *("name@example.com", "kab.kudus+sp@bps.go.id", "name (at) example.com", "name＠example.com"),
    ],
)
def test_what_is_somebodys(text: str) -> None:
    assert holds_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "3319010001 3319010002",
            "3319010001-3319010132",
            "33.19.01.2007 33.19.01.2006",
            "11.01.01 11.01.02 11.01.03",
        ),
        *("2020-02-15 2020-03-31", "15/02/2020-31/03/2020", "15-02-2020-10-03-2020", "20200215 20200331"),
        *("08/12/2019 10/12/2019", "15/02/2020 07.30-09.00", "08.15-09.30 WIB", "2020-02-15 07:30:00"),
        *("8171010001", "8271010001 8201010001", "81.71.01.1001", "1101 1102 1103 1104"),
        *(
            "Rp 1.500.000.000",
            "Rp 15.000.000.000,00",
            "275.115/875.999",
            "275115 875999 84861",
            "27 % dari 875.999 jiwa",
        ),
        *("RT 01, 02, 03, 04, 05, 06, 07, 08", "tanggal 12, 13, 14, 15, 16, 17, 18, 19", "+1.500.000.000"),
        *("04-08-64-07-10-26", "08/12/15 13:01", "15/02/20 - 31/03/20", "78.052_206.374", "240.035–242.332"),
        *("ikuti @bps.kudus dan @dinkes.kudus", "see the data at sensus.bps.go.id", "naik 12%20 desa", "a&b; 3 < 4"),
        *("rapat @ balai desa", "UU 16/1997, UU 24/2013", "2017 2018 2019 2020"),
    ],
)
def test_what_is_nobodys(text: str) -> None:
    assert not holds_personal_number(text)
    assert masked(text) == text


def test_the_codes_of_maluku_are_no_telephones() -> None:
    for kabupaten in (*range(8101, 8110), 8171, 8172, *range(8201, 8209), 8271, 8272):
        code = f"{kabupaten}010001"
        assert is_code_shaped(code)
        assert not holds_personal_number(f"{code} {kabupaten}010 {kabupaten}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("198001012005011000", True), ("'3319011512800001", True), ("1,98001E+17", True), ("3,31901E+15", True)),
        *(("081234567890", False), ("875999", False), ("3319010001", False), ("", False), ("Dinas", False)),
    ],
)
def test_a_cell_that_is_an_identity_number(text: str, expected: bool) -> None:
    assert holds_identity_number(text) is expected


def test_a_long_text_takes_no_long_time() -> None:
    begun = time.monotonic()
    for text in ("a" * 100_000 + " @", "a." * 50_000 + "@"):
        assert holds_personal_number(text) is False
    for text in (
        "12-" * 30_000 + "é",
        "3319 " * 400,
        "1.234." * 300,
        "(" * 20_000,
        "15/02/2020 " * 200,
        "a@" * 10_000,
        "1-" * 1_000,
    ):
        masked(text)
    assert time.monotonic() - begun < PATIENCE_SECONDS


@given(st.text(alphabet=st.sampled_from([*"0123456789 .-/%,+()AB@", "０", "\u200b", "–"]), max_size=60))
def test_what_is_masked_holds_nothing_any_more(text: str) -> None:
    assert not holds_personal_number(masked(text))


PIECES = [*"0123456789 .-@;&<", "33190115", "0812", "&nbsp;", "<b>", "%20", "ㅡ", "ab", " at ", " dot ", ".com", HIDDEN]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_what_is_masked_of_a_page_of_the_web_holds_nothing_any_more(pieces: list[str]) -> None:
    assert not holds_personal_number(masked("".join(pieces)))
