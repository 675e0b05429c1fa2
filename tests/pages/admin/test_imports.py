"""Data masuk: a file in by the same code as the command line, with every rejection listed."""

from __future__ import annotations

import gzip
import os
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
import streamlit as st

from ingest.kinds.kinds import BOUNDARIES, KINDS
from ingest.undoing import NEWEST_FIRST, TRIES_AGAIN
from presentation.findings.findings import DATABASE_BUSY
from tests.ingest import files
from tests.pages import stores
from tests.pages.screens import IMPORTS, OVERVIEW, Pen, cards, everything, has_no_error, table
from tests.support.processes.locked import held, wait_shortly

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.testing.v1 import AppTest
    from xlsxwriter.workbook import Workbook

    from tests.pages.conftest import AppOpener

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
both_languages = pytest.mark.parametrize("language", list(LANGUAGES))
TWO_BAD_ROWS = (
    b"tanggal;kode_wilayah;keluarga_respon;penduduk_respon\n"
    b"2020-03-01;3319;1000;3000\n"
    b"2020-03-02;3319999;5;9\n"
    b"2020-03-03;3319;banyak;4000\n"
)


def upload(app: AppTest, content: bytes, name: str = "rekap.csv", mime: str = "text/csv") -> AppTest:
    app.file_uploader[0].set_value((name, content, mime))
    app.run()
    (button,) = (each for each in app.button if each.label in {Pen(language).text("Import") for language in LANGUAGES})
    assert not button.disabled
    button.click()
    return app.run()


def findings(app: AppTest, language: str) -> pd.DataFrame:
    heading = Pen(language).text("Line")
    return next(table for table in cards(app) if heading in table.columns)


@both_languages
def test_the_page_opens_on_an_empty_database(open_app: AppOpener, language: str) -> None:
    app = open_app(None, IMPORTS, root="9999", bahasa=LANGUAGES[language])
    assert has_no_error(app)
    assert app.title[0].value == Pen(language).text("Data in")
    assert app.button[0].disabled


@both_languages
def test_each_kind_shows_its_columns(open_app: AppOpener, language: str) -> None:
    app = open_app(None, IMPORTS, bahasa=LANGUAGES[language])
    for kind in (*KINDS, BOUNDARIES):
        app.selectbox[0].set_value(kind).run()
        assert has_no_error(app), kind
        if kind != BOUNDARIES:
            assert list(app.dataframe[0].value.iloc[:, 0]) == [column.name for column in KINDS[kind].columns], kind


@both_languages
def test_good_rows_land_and_bad_rows_are_listed(open_app: AppOpener, language: str) -> None:
    app = upload(open_app(None, IMPORTS, bahasa=LANGUAGES[language]), TWO_BAD_ROWS)
    assert has_no_error(app)
    pen = Pen(language)
    rejected = findings(app, language)
    assert sorted(rejected[pen.text("Line")]) == ["3", "4"]
    assert set(rejected[pen.text("Column")]) == {"kode_wilayah", "keluarga_respon"}
    reasons = " ".join(rejected[pen.text("Why, and what to do")])
    assert "3319999" in reasons
    assert app.warning
    app.switch_page(OVERVIEW).run()
    assert has_no_error(app)
    app.date_input[0].set_value(stores.DAYS[-1]).run()
    assert pen.rate(Fraction(3000, 875_999), 1) in app.title[0].value


def test_the_same_file_twice_changes_nothing_and_says_so(open_app: AppOpener) -> None:
    app = upload(open_app(None, IMPORTS), stores.published_recap())
    assert app.success
    log = app.dataframe[-1].value
    app = upload(app, stores.published_recap())
    assert has_no_error(app)
    assert len(app.dataframe[-1].value) == len(log) == 1
    assert not app.warning
    assert not app.error


@both_languages
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kosong.csv", b""),
        ("biner.csv", bytes(range(256)) * 40),
        ("bukan.xlsx", b"PK\x03\x04 not a workbook at all"),
        ("judul.csv", b"apa;ini\n1;2\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    open_app: AppOpener, name: str, content: bytes, language: str
) -> None:
    app = upload(open_app("published", IMPORTS, bahasa=LANGUAGES[language]), content, name)
    assert has_no_error(app)
    assert name in app.error[0].value
    app.switch_page(OVERVIEW).run()
    assert has_no_error(app)
    assert Pen(language).count(327_458) in everything(app)


def test_boundaries_that_are_none_are_refused(open_app: AppOpener) -> None:
    app = open_app(None, IMPORTS)
    app.selectbox[0].set_value(BOUNDARIES).run()
    app = upload(app, b'{"type": "FeatureCollection", "features": []}', "batas.geojson", "application/geo+json")
    assert has_no_error(app)
    assert app.error


def test_what_was_rejected_can_be_looked_up_later(open_app: AppOpener) -> None:
    app = upload(open_app(None, IMPORTS), TWO_BAD_ROWS)
    app.session_state["_outcome"] = None
    app.run()
    (lookup,) = (box for box in app.selectbox if box.key == "log")
    lookup.set_value(lookup.options and 1).run()
    assert has_no_error(app)
    assert len(findings(app, "id")) == 2


@both_languages
def test_what_came_in_last_and_was_wrong_stands_first_and_is_taken_back_there(
    open_app: AppOpener, language: str
) -> None:
    pen = Pen(language)
    more = b"2020-03-04;3319;eins;1\n2020-03-05;3319;zwei;1\n"
    app = upload(open_app(None, IMPORTS, bahasa=LANGUAGES[language]), TWO_BAD_ROWS + more)
    # Who comes tomorrow finds it as well.
    app.session_state["_outcome"] = None
    app.run()
    places = {type(element).__name__: n for n, element in reversed(list(enumerate(app.main)))}
    shown = next(n for n, element in enumerate(app.main) if "rows-table" in str(getattr(element, "value", "")))
    assert places["Warning"] < places["Expander"] < shown < places["FileUploader"]
    (last,) = (found.value for found in app.warning if "rekap.csv" in found.value)
    counts = {"id": "5 baris dibaca, 1 diterima, 0 sudah ada, 4 ditolak", "en": "5 rows read, 1 taken"}
    assert counts[language] in last
    assert len(findings(app, language)) == 3
    assert any(caption.value.startswith("1 ") for caption in app.caption)

    (take_back,) = (button for button in app.button if button.label == pen.text("Take it back"))
    assert pen.text(TRIES_AGAIN) in everything(app)
    assert pen.text(NEWEST_FIRST) not in everything(app)
    take_back.click().run()
    assert has_no_error(app)
    assert any(pen.text("It has been taken back.") in found.value for found in app.success)
    assert not [button for button in app.button if button.label == pen.text("Take it back")]
    app.switch_page(OVERVIEW).run()
    assert pen.count(3000) not in everything(app)


@both_languages
def test_a_file_of_households_is_taken_back_and_nothing_is_tried_again(open_app: AppOpener, language: str) -> None:
    pen = Pen(language)
    app = open_app(None, IMPORTS, bahasa=LANGUAGES[language])
    app.selectbox[0].set_value("submissions").run()
    head = b"household_key,desa_code,persons,status,updated_at\n"
    app = upload(app, head + b"00112233445566778899aabbccddeeff,3319010001,4,responded,2020-03-01T09:00\n")
    assert has_no_error(app)
    (take_back,) = (button for button in app.button if button.label == pen.text("Take it back"))
    made = {"en": "1 row made, 0 rows changed", "id": "1 baris dibuat, 0 baris diubah"}
    assert made[language] in everything(app)
    assert pen.text(NEWEST_FIRST) in everything(app)
    assert pen.text(TRIES_AGAIN) not in everything(app)
    take_back.click().run()
    assert has_no_error(app)
    assert pen.text("Import {n} was taken back.", n=1) in [message.value for message in app.success]


def test_a_packed_file_of_households_is_streamed_with_its_rows_and_the_time_that_is_left(
    open_app: AppOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = (sha256(str(number).encode()).hexdigest()[:32] for number in range(3_000))
    rows = [f"{key},3319010001,4,responded,2020-03-01T09:00\n" for key in keys]
    content = gzip.compress(("household_key,desa_code,persons,status,updated_at\n" + "".join(rows)).encode())
    said: list[str] = []

    class Bar:
        def progress(self, share: float, text: str) -> None:
            assert 0 <= share <= 1
            said.append(text)

    monkeypatch.setattr(st, "progress", lambda _share: Bar())
    app = open_app(None, IMPORTS, bahasa=LANGUAGES["en"])
    app.selectbox[0].set_value("submissions").run()
    app = upload(app, content, "keluarga.csv.gz", "application/gzip")
    assert has_no_error(app)
    shown = [message.value for message in (*app.success, *app.warning)]
    assert any("keluarga.csv.gz: 3,000 rows read, 3,000 taken" in message for message in shown), shown
    assert said[-1].startswith("rows: 3,000, ")
    app = upload(app, content[:-30], "terpotong.csv.gz", "application/gzip")
    assert "cut off" in app.error[0].value


def test_a_personal_number_is_shown_nowhere(open_app: AppOpener) -> None:
    number = "3319010101900001"
    app = upload(open_app(None, IMPORTS), f"tanggal,kode_wilayah,keluarga_respon\n2020-03-01,{number},5\n".encode())
    assert has_no_error(app)
    assert number not in everything(app)


def test_a_table_shows_what_came_in(open_app: AppOpener) -> None:
    app = upload(open_app(None, IMPORTS), stores.full_recap(), "rekap desa.csv")
    assert has_no_error(app)
    assert "rekap desa.csv" in everything(app)
    app.switch_page(OVERVIEW).run()
    assert set(table(app)[Pen("id").text("Source")]) == {"Uji"}


@both_languages
def test_the_page_asks_whose_codes_they_are_and_names_both_names(open_app: AppOpener, language: str) -> None:
    app = open_app(None, IMPORTS, bahasa=LANGUAGES[language])
    pen = Pen(language)
    shifted = b"tanggal;kode;nama_wilayah;kk_respon\n2020-03-01;3319010;Kota Kudus;5\n2020-03-01;3319020;Jati;5\n"
    app = upload(app, shifted)
    assert has_no_error(app)
    assert "Kota Kudus" in app.error[0].value
    assert "Kaliwungu" in app.error[0].value
    undotted = b"tanggal;kode;kk_respon\n2020-03-01;3319012007;5\n"
    app = upload(app, undotted)
    assert "33.19.01.2007" in app.error[0].value
    (choice,) = (box for box in app.selectbox if box.label == pen.text("Area codes in the file"))
    choice.set_value("kemendagri").run()
    app = upload(app, undotted)
    assert has_no_error(app)
    assert not app.error
    assert app.success


@both_languages
def test_a_list_of_persons_is_refused_without_a_word_of_it(open_app: AppOpener, language: str) -> None:
    app = open_app(None, IMPORTS, bahasa=LANGUAGES[language])
    app = upload(app, b"NO;NAMA;NIP\n1;Pegawai A;198001012005011000\n")
    assert has_no_error(app)
    assert "3" in app.error[0].value
    assert "Pegawai" not in everything(app)
    assert "1980" not in everything(app)


def test_while_another_program_writes_an_upload_changes_nothing_and_says_so(
    open_app: AppOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_shortly(monkeypatch)
    app = open_app(None, IMPORTS)
    with held(os.environ["KAWAL_DATABASE_URL"]):
        app = upload(app, stores.published_recap())
    assert has_no_error(app)
    assert [message.value for message in app.error] == [Pen("id").text(DATABASE_BUSY)]
    assert upload(app, stores.published_recap()).success


PRINTED = (
    "REKAPITULASI, KABUPATEN KUDUS\n\nNo;Kode;Kecamatan;Respon;\n;;;KK;Jiwa\n"
    "1;3319010;Kaliwungu;1.000;3.700\n2;3319020;Kota Kudus;-;...\n;;JUMLAH;1.000;3.700\nSumber: BPS\n"
)


@both_languages
def test_the_day_of_a_printed_table_is_told_beside_it(open_app: AppOpener, language: str) -> None:
    app = upload(open_app(None, IMPORTS, bahasa=LANGUAGES[language]), PRINTED.encode())
    assert has_no_error(app)
    assert "--as-of" in app.error[0].value
    app.date_input(key="as-of").set_value(stores.DAYS[0]).run()
    app = upload(app, PRINTED.encode())
    assert has_no_error(app)
    assert not app.error
    told = findings(app, language)
    assert set(told[Pen(language).text("Line")]) == {"3", "6"}
    assert stores.DAYS[0].isoformat() in " ".join(told[Pen(language).text("Why, and what to do")])


def test_sheets_are_named_and_warnings_can_be_looked_up_later(open_app: AppOpener) -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet("Petunjuk").write(0, 0, "Isi lembar Rekap")
        page = book.add_worksheet("Rekap")
        page.write_row(0, 0, ["tanggal", "kode", "kk_respon"])
        page.write_row(1, 0, ["2020-03-01", "3319", "-"])

    app = upload(open_app(None, IMPORTS), files.workbook(fill), "rekap.xlsx", "application/octet-stream")
    app.session_state["_outcome"] = None
    app.run()
    (lookup,) = (box for box in app.selectbox if box.key == "log")
    lookup.set_value(lookup.options and 1).run()
    assert has_no_error(app)
    told = findings(app, "id")
    assert "Rekap: 2" in set(told[Pen("id").text("Line")])
    assert "Petunjuk (1)" in " ".join(told[Pen("id").text("Why, and what to do")])


@both_languages
@pytest.mark.parametrize("rows", [1, 150])
def test_a_finding_is_told_with_its_place_and_as_it_is_written(open_app: AppOpener, rows: int, language: str) -> None:
    def fill(book: Workbook) -> None:
        for name in ("Maret_1", "Maret_2"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["tanggal", "kode_wilayah", "kecamatan", "kk_respon"])
            for row in range(1, rows + 1):
                page.write_row(row, 0, ["2020-03-15", "3319", "Entah_1*", 5])

    app = open_app(None, IMPORTS, bahasa=LANGUAGES[language])
    upload(app, files.workbook(fill), "rekap.xlsx")
    assert has_no_error(app)
    pen = Pen(language)
    told = [*cards(app), *(each.value for each in app.dataframe)]
    shown = next(found for found in told if pen.text("Why, and what to do") in found.columns)
    rejected = shown[shown[pen.text("Outcome")] == pen.text("rejected")]
    assert next(iter(rejected[pen.text("Line")])) == "Maret_1: 2"
    assert set(rejected[pen.text("Column")]) == {"kode_wilayah"}
    assert all(" Entah_1*" in said for said in rejected[pen.text("Why, and what to do")])
