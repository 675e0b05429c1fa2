"""`python -m reports workbook`: the figures of `reports progress`, opened by two readers, for whom they are."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from census.access.role_words import word_of_role
from census.base.vocabulary import Status, Unit
from data_access.models import models
from ingest.readers.raw_table import UnreadableFile
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from reports.book.content import Asked, sheets_of
from reports.book.making import day_workbook
from reports.book.sheets import Head, SheetContent, write_sheet
from reports.commands import app
from reports.tables.cells import OPTIONS, STYLES
from tests.ingest.desk import contents, deliver, opened
from tests.pages import stores
from tests.reports.book.strict import check_workbook
from tests.reports.commands import run
from tests.support.worlds import planted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from data_access.store.engine import Database

DAY = date(2020, 3, 15)
Rows = list[list[Any]]


pytestmark = pytest.mark.usefixtures("demo")


def written(folder: Path, *arguments: str) -> bytes:
    file = folder / "book.xlsx"
    run("workbook", "--out", str(file), *arguments)
    return file.read_bytes()


def sheets(content: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def by_code(rows: Rows, column: int = 1) -> dict[str, list[Any]]:
    return {str(row[column]): row for row in rows if str(row[0]).isdigit()}


def progress(level: str, unit: Unit, status: Status = Status.RESPONDED) -> dict[str, dict[str, Any]]:
    arguments = ("progress", "--level", level, "--unit", unit.value, "--status", status.value, "--role", "regent")
    return {row["code"]: row for row in json.loads(run(*arguments))}


def test_each_level_has_the_figures_of_reports(tmp_path: Path) -> None:
    content = written(tmp_path, "--role", "regent")
    check_workbook(content)
    book = sheets(content)
    assert list(book) == ["Rekap BPS", "Kecamatan", "Desa", "OPD", "Harian", "Definisi"]
    for level, first in (("Kecamatan", 3), ("Desa", 4)):
        families, persons = (progress(level.lower(), unit) for unit in (Unit.HOUSEHOLD, Unit.PERSON))
        clean = progress(level.lower(), Unit.PERSON, Status.CLEAN)
        found = by_code(book[level])
        assert found.keys() == persons.keys()
        for code, row in found.items():
            assert row[first : first + 2] == [families[code]["denominator"], persons[code]["denominator"]]
            assert row[first + 2 : first + 4] == [families[code]["numerator"], persons[code]["numerator"]]
            assert row[first + 5] == clean[code]["numerator"]
            assert row[first + 7] == pytest.approx(persons[code]["rate"])
            assert row[first + 9] == persons[code]["gap"]
    total = next(row for row in book["Kecamatan"] if row[1] == stores.KABUPATEN)
    assert total[6] == sum(row[6] for row in by_code(book["Kecamatan"]).values())


def test_agencies_and_their_total_hide_small_ones(tmp_path: Path) -> None:
    book = sheets(written(tmp_path, "--role", "regent"))
    staff = progress("opd", Unit.STAFF)
    found = by_code(book["OPD"])
    assert found.keys() == staff.keys()
    for code, row in found.items():
        assert row[4] == ("" if staff[code]["numerator"] is None else staff[code]["numerator"])
    small = {code for code, row in staff.items() if row["is_hidden"] or row["bound"]}
    assert small
    assert all(found[code][4] == "" and isinstance(found[code][6], str) for code in small)
    assert next(row for row in book["OPD"] if row[2] == "Jumlah")[3] > 0


def test_days_are_what_stood_on_record_and_what_came_in(tmp_path: Path) -> None:
    rows = [row for row in sheets(written(tmp_path))["Harian"] if isinstance(row[0], date)]
    assert (rows[0][0], rows[-1][0]) == (date(2020, 2, 15), DAY)
    (total,) = json.loads(run("progress", "--unit", "person"))
    assert rows[-1][2] == total["numerator"]
    assert rows[-1][6] == rows[-1][2] - rows[-2][2] == sum(rows[-1][7:])


def test_a_role_has_its_own_desa_and_no_word_of_others(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", planted.planted_url(tmp_path_factory))
    for role in planted.ROLES.values():
        content = written(tmp_path, "--role", word_of_role(role))
        with zipfile.ZipFile(BytesIO(content)) as parts:
            sent = b"\n".join(parts.read(part) for part in parts.namelist())
        assert planted.found(role, sent) == set()
        assert set(by_code(sheets(content)["Desa"])) == planted.own_desa(role)
    assert "Desa" not in sheets(written(tmp_path))


def test_simulated_figures_say_so_on_every_sheet_of_figures(tmp_path: Path) -> None:
    for name, rows in sheets(written(tmp_path, "--role", "regent")).items():
        assert any("SIMULASI" in str(cell) for row in rows for cell in row) or name == "Definisi", name


def printed_alone(asked: Asked, *, simulated: bool) -> tuple[SheetContent, bytes]:
    """The sheet in BPS's layout, saved alone."""
    import xlsxwriter

    text = Translator("id").plain
    printed = sheets_of(text, Formats(text), asked)[0]
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        styles = {name: book.add_format(style) for name, style in STYLES.items()}
        write_sheet(book.add_worksheet("Rekap"), styles, styles, text, printed, simulated=simulated)
    return printed, buffer.getvalue()


def days_on_record(database: Database) -> list[tuple[str, date]]:
    recap = models.METADATA.tables["area_recaps"].c
    with database.read() as session:
        return [(row.area_code, row.as_of) for row in session.execute(sa.select(recap.area_code, recap.as_of))]


RECAP_OF_TWO_DAYS = """\
tanggal;kode_wilayah;keluarga_respon;penduduk_respon
2020-03-10;3319010;1000;3000
2020-03-12;3319010;1100;
2020-03-15;3319020;2000;6000
"""


def test_figures_of_several_days_keep_their_days(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from census.settings import load_settings
    from reports.reading import read_source

    monkeypatch.setenv("KAWAL_DATABASE_URL", sqlite_url)
    with opened(sqlite_url) as database:
        deliver(database, "recap", RECAP_OF_TWO_DAYS)
        asked = Asked(read_source(load_settings()).seen, stores.KABUPATEN, DAY + timedelta(days=14))
        printed, content = printed_alone(asked, simulated=False)
        assert printed.lines[0] == "KABUPATEN KUDUS, ANGKA DARI BEBERAPA TANGGAL"
        outcome = deliver(database, "recap", content, name="rekap.xlsx")
        # Seven kecamatan have no figure, and so there is nothing to take of them.
        assert (outcome.rows_accepted, outcome.rows_duplicate, outcome.rows_rejected) == (1, 1, 7)
        days = {date(2020, 3, 10): 1, date(2020, 3, 12): 1, DAY: 1}
        assert Counter(day for code, day in days_on_record(database)) == days
    day_of = {str(row[1]): row[3:6] for row in printed.rows}
    assert day_of["3319010"] == (date(2020, 3, 12), 1100, 3000)
    assert day_of["3319020"] == (DAY, 2000, 6000)


def test_the_layout_of_bps_comes_in_again_as_a_recap(tmp_path: Path, sqlite_url: str) -> None:
    from census.settings import load_settings
    from reports.reading import read_source

    # Two weeks after the last figures the sheet is still of their day.
    source = read_source(load_settings())
    asked = Asked(source.seen, stores.KABUPATEN, DAY + timedelta(days=14))
    printed, content = printed_alone(asked, simulated=False)
    with opened(sqlite_url) as database:
        outcome = deliver(database, "recap", content, name="rekap.xlsx")
        assert (outcome.rows_accepted, outcome.rows_rejected) == (9, 0)
        assert days_on_record(database) == [(row[1], DAY) for row in printed.rows]
    persons = progress("kecamatan", Unit.PERSON)
    assert [row[4] for row in printed.rows] == [persons[str(row[1])]["numerator"] for row in printed.rows]


def test_a_simulated_sheet_enters_no_real_database(sqlite_url: str) -> None:
    from census.settings import load_settings
    from reports.reading import read_source

    asked = Asked(read_source(load_settings()).seen, stores.KABUPATEN, DAY)
    _printed, alone = printed_alone(asked, simulated=True)
    with opened(sqlite_url) as database:
        for content, reason in ((alone, "simulated_file"), (day_workbook(Translator("id"), asked), "sheets_differ")):
            before = contents(database)
            with pytest.raises(UnreadableFile) as refused:
                deliver(database, "recap", content, name="rekap.xlsx")
            assert refused.value.reason == reason
            assert contents(database) == before


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "https://x.test", "1e5", "0012", "=cmd|'/c x'!A1", "'quoted"]


def test_nothing_that_looks_like_a_formula_becomes_one() -> None:
    import xlsxwriter

    heads: Sequence[Head] = (Head("=A1", "text", 9, "=B1"), Head("+1", "count", 9, "=B1"), Head("-1", "text", 9))
    content = SheetContent(
        "Uji", "=1+1", ("@x",), tuple(heads), tuple((word, 1, word) for word in HOSTILE), notes=("=2",)
    )
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        styles = {name: book.add_format(style) for name, style in STYLES.items()}
        write_sheet(book.add_worksheet("Uji"), styles, styles, Translator("id"), content, simulated=False)
    cells = check_workbook(buffer.getvalue())["Uji"]
    assert {"=1+1", "@x", "=A1", "=B1", "=2", *HOSTILE} <= set(cells.values())
    assert [row[0] for row in sheets(buffer.getvalue())["Uji"] if row[0] in HOSTILE][: len(HOSTILE) - 1]


def test_in_english_for_a_kecamatan_and_the_same_bytes_twice(tmp_path: Path) -> None:
    arguments = ("--area", stores.JEKULO, "--role", f"camat:{stores.JEKULO}", "--language", "en")
    content = written(tmp_path, *arguments)
    assert content == written(tmp_path, *arguments)
    check_workbook(content)
    book = sheets(content)
    assert list(book) == ["BPS layout", "Desa", "OPD", "Daily", "Definitions"]
    assert book["BPS layout"][2][0] == "KECAMATAN JEKULO, AS OF 15 MARCH 2020"
    assert len(by_code(book["Desa"])) == 12


def test_without_figures_the_sheets_are_empty_and_still_open(
    tmp_path: Path, started_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_sqlite_url)
    content = written(tmp_path)
    check_workbook(content)
    printed = sheets(content)["Rekap BPS"]
    assert {cell for row in by_code(printed).values() for cell in row[3:]} == {"..."}


def test_figures_of_desa_want_a_role(tmp_path: Path) -> None:
    desa = next(code for code in stores.names() if len(code) == 10)
    result = CliRunner().invoke(app, ["workbook", "--out", str(tmp_path / "x.xlsx"), "--area", desa])
    assert result.exit_code == 2
    assert result.stderr.startswith("These are figures of desa")


def test_the_command_and_the_function_write_the_same(tmp_path: Path) -> None:
    from census.settings import load_settings
    from reports.reading import read_source

    source = read_source(load_settings(), role="regent")
    asked = Asked(source.seen, stores.KABUPATEN, DAY)
    assert day_workbook(Translator("id"), asked) == written(tmp_path, "--role", "regent")
