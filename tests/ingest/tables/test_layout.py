"""Files as people lay them out: sheets, titles, headings of several rows, totals, notes; in by both ways."""

from __future__ import annotations

import csv
import io
import random
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from data_access.models import models
from ingest.kinds.kinds import KINDS, YEAR_HEADINGS
from ingest.readers.raw_table import Limits, UnreadableFile
from ingest.tables.layout import read_layout
from tests.ingest import files
from tests.ingest.desk import deliver, opened, reasons, rejections, said
from tests.support import PATIENCE_SECONDS
from tests.support.examples import deep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook

    from data_access.store.engine import Database
    from data_access.writes.writes import Finding
    from ingest.importing import Outcome

Rows = list[list[object]]

KECAMATAN = ["Kaliwungu", "Kota Kudus", "Jati", "Undaan", "Mejobo", "Jekulo", "Bae", "Gebog", "Dawe"]
CODES = [f"3319{10 * number:03d}" for number in range(1, 10)]
BODY: Rows = [
    [number, code, name, 1000 + 50 * number, 3700 + 190 * number]
    for number, (code, name) in enumerate(zip(CODES, KECAMATAN, strict=True), start=1)
]
DAY = date(2020, 3, 15)
EXPECTED = {(str(row[1]), DAY): (row[3], row[4]) for row in BODY}
PLAIN = ["No", "Kode", "Kecamatan", "KK respon", "Jiwa respon"]


def total(label: str = "JUMLAH", households: int | None = None) -> list[object]:
    sums = [sum(int(str(row[place])) for row in BODY) for place in (3, 4)]
    return ["", "", label, sums[0] if households is None else households, sums[1]]


def as_csv(rows: Sequence[Sequence[object]], delimiter: str = ";") -> bytes:
    lines = io.StringIO()
    csv.writer(lines, delimiter=delimiter).writerows(rows)
    return lines.getvalue().encode()


def as_file(rows: Rows, form: str) -> bytes:
    return files.sheet(rows) if form == "xlsx" else as_csv(rows, {"csv": ",", "csv;": ";", "tab": "\t"}[form])


def recaps(database: Database) -> dict[tuple[str, date], tuple[int | None, int | None]]:
    table = models.AREA_RECAPS
    with database.read() as session:
        rows = session.execute(
            sa.select(table.c.area_code, table.c.as_of, table.c.households_responded, table.c.persons_responded)
        )
        return {(code, day): (households, persons) for code, day, households, persons in rows}


def found(outcome: Outcome, reason: str) -> Finding:
    return next(each for each in outcome.findings if each.reason == reason)


def refused(database: Database, kind: str, content: bytes | str, **options: object) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        deliver(database, kind, content, **options)  # type: ignore[arg-type]
    return caught.value


every_form = pytest.mark.parametrize("form", ["xlsx", "csv", "csv;", "tab"])
in_this_process = pytest.mark.usefixtures("sheets_in_this_process")


# --- the printed layout -------------------------------------------------------------------------------------

PRINTED: Rows = [
    ["REKAPITULASI SENSUS PENDUDUK ONLINE, 15 Februari - 31 Maret 2020"],
    ["KABUPATEN KUDUS, KEADAAN 15 MARET 2020 PUKUL 07.00 WIB"],
    [],
    ["No", "Kode", "Kecamatan", "Respon", "", "Persen"],
    ["", "", "", "KK", "Jiwa", ""],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)=(4)/N"],
    *[[*row, "3,5"] for row in BODY],
    total(),
    [],
    ["Sumber: BPS Kabupaten Kudus, data sementara."],
    ["*) angka sangat sementara"],
    ["", "", "", "Kudus, 16 Maret 2020"],
    ["", "", "", "Kepala BPS Kabupaten Kudus"],
]


@every_form
def test_a_printed_table_lands_as_its_rows(started_url: str, form: str) -> None:
    with opened(started_url) as database:
        outcome = deliver(database, "recap", as_file(PRINTED, form))
        assert recaps(database) == EXPECTED
    assert (outcome.rows_read, outcome.rows_accepted, outcome.rows_rejected) == (9, 9, 0)
    assert "2020-03-15" in said(found(outcome, "day_from_title"))
    assert found(outcome, "lines_left_out").details["totals"] == 1
    assert "total_differs" not in reasons(outcome)


@pytest.mark.parametrize(
    "label", ["JUMLAH", "Total", "Jumlah Kabupaten Kudus", "Kab. Kudus", "Kabupaten Kudus", "Kudus"]
)
@pytest.mark.parametrize("place", [0, 2])
def test_a_row_of_totals_is_no_area(kudus: Database, label: str, place: int) -> None:
    row = total("")
    row[place] = label
    outcome = deliver(kudus, "recap", as_csv([PLAIN, *BODY, row]), as_of=DAY)
    assert recaps(kudus) == EXPECTED
    assert outcome.rows_rejected == 0


def test_a_total_that_differs_is_told_with_its_line_and_column(kudus: Database) -> None:
    outcome = deliver(kudus, "recap", as_csv([PLAIN, *BODY, total(households=99)]), as_of=DAY)
    warning = found(outcome, "total_differs")
    assert (warning.line, warning.column) == (11, "KK respon")
    assert warning.details == {"own": 99, "total": sum(int(str(row[3])) for row in BODY)}
    assert recaps(kudus) == EXPECTED


def test_totals_of_sections_are_compared_with_their_sections(kudus: Database) -> None:
    def part(rows: Rows) -> list[object]:
        return ["", "", "Sub Jumlah", *(sum(int(str(row[place])) for row in rows) for place in (3, 4))]

    content = as_csv([PLAIN, *BODY[:4], part(BODY[:4]), ["BAGIAN TIMUR"], *BODY[4:], part(BODY[4:]), total()])
    outcome = deliver(kudus, "recap", content, as_of=DAY)
    assert recaps(kudus) == EXPECTED
    assert "total_differs" not in reasons(outcome)


def test_the_kabupaten_with_its_code_is_an_area(kudus: Database) -> None:
    row = total("Kabupaten Kudus")
    row[1] = "3319"
    deliver(kudus, "recap", as_csv([PLAIN, *BODY, row]), as_of=DAY)
    assert recaps(kudus) == EXPECTED | {("3319", DAY): (row[3], row[4])}


def test_a_row_that_lacks_its_code_is_still_rejected(kudus: Database) -> None:
    outcome = deliver(kudus, "recap", as_csv([PLAIN, *BODY[:8], ["9", "", "Dawe", 1450, 5410]]), as_of=DAY)
    assert rejections(outcome) == [(10, "Kode", "cell_empty")]


# Words may stand above and below, never a figure: then nothing of them is imported, and every row of an area is.
_WORDS = st.lists(
    st.sampled_from(
        ["REKAP", "Data sementara", "Sumber: BPS", "Kudus", "Kepala,", "*) sementara", "Catatan", "Mengetahui"]
    ),
    min_size=1,
    max_size=2,
)
_ABOVE_AND_BELOW = st.lists(_WORDS, max_size=4)


@given(above=_ABOVE_AND_BELOW, below=_ABOVE_AND_BELOW, has_total=st.booleans(), blank=st.integers(0, 3))
def test_what_stands_around_a_table_changes_nothing(
    above: list[list[str]], below: list[list[str]], has_total: bool, blank: int
) -> None:
    heads = [["", *PLAIN[1:]] if blank == 1 else PLAIN]
    rows: Rows = [*above, *[[]] * blank, *heads, *BODY, *([total()] if has_total else []), *[[]] * blank, *below]
    table = read_layout(as_csv(rows), file_name="r.csv", kind=KINDS["recap"], day=DAY)
    assert table.position is not None
    places = [table.position[name] for name in ("area_code", "households_responded", "persons_responded")]
    read = [tuple(row.cells[place] for place in places) for row in table.rows]
    assert read == [(str(row[1]), str(row[3]), str(row[4])) for row in BODY]


def test_blank_columns_between_are_no_fault(kudus: Database) -> None:
    rows = [["Kode", "", "KK respon", "", "Jiwa respon"], *[[row[1], "", row[3], "", row[4]] for row in BODY]]
    assert deliver(kudus, "recap", as_csv(rows), as_of=DAY).rows_accepted == 9
    assert recaps(kudus) == EXPECTED


def test_a_repeated_heading_on_the_next_page_is_no_row(kudus: Database) -> None:
    outcome = deliver(kudus, "recap", as_csv([PLAIN, *BODY[:5], PLAIN, *BODY[5:]]), as_of=DAY)
    assert (outcome.rows_accepted, outcome.rows_rejected) == (9, 0)


def test_tables_one_below_another_have_days_of_their_own(kudus: Database) -> None:
    later = [[*row[:3], int(str(row[3])) + 10, int(str(row[4])) + 10] for row in BODY]
    rows: Rows = [["Keadaan 10 Maret 2020"], PLAIN, *BODY, [], ["Keadaan 15 Maret 2020"], PLAIN, *later]
    deliver(kudus, "recap", as_csv(rows))
    assert {day for _code, day in recaps(kudus)} == {date(2020, 3, 10), DAY}
    assert recaps(kudus)["3319010", DAY] == (1060, 3900)


def test_a_table_with_headings_that_nobody_knows_is_not_taken_for_more_rows(kudus: Database) -> None:
    other: Rows = [["Urut", "Wilayah kerja", "Ketua", "Petugas", "Target"], [1, "3319010", "Kaliwungu", 5000, 7000]]
    outcome = deliver(kudus, "recap", as_csv([PLAIN, *BODY, [], *other]), as_of=DAY)
    assert recaps(kudus) == EXPECTED
    assert (found(outcome, "table_not_read").line, found(outcome, "table_not_read").details["rows"]) == (12, 1)


def test_a_table_of_other_figures_on_the_sheet_is_not_mixed_in(kudus: Database) -> None:
    other = ["No", "Kode", "Kecamatan", "Petugas", "Target"]
    rows: Rows = [PLAIN, *BODY, [], other, [1, "3319010", "Kaliwungu", 5, 7]]
    outcome = deliver(kudus, "recap", as_csv(rows), as_of=DAY)
    assert recaps(kudus) == EXPECTED
    assert (found(outcome, "table_not_read").line, found(outcome, "table_not_read").details["rows"]) == (12, 1)


# --- the day ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "per 15 Maret 2020",
        "Keadaan tanggal 15/03/2020",
        "s.d. 15 Maret 2020",
        "Tanggal: Minggu, 15 Mar 2020",
        "per 2020-03-15",
    ],
)
def test_the_day_stands_in_the_title(kudus: Database, title: str) -> None:
    deliver(kudus, "recap", as_csv([[title], PLAIN, *BODY]))
    assert recaps(kudus) == EXPECTED


def test_a_period_in_the_title_is_no_day(kudus: Database) -> None:
    refusal = refused(kudus, "recap", as_csv([["15 Februari s.d. 31 Maret 2020"], PLAIN, *BODY]))
    assert (refusal.reason, refusal.line) == ("day_missing", 2)


def test_several_days_in_the_title_are_not_guessed_at(kudus: Database) -> None:
    rows = [["Keadaan 14 Maret 2020"], ["Keadaan 15 Maret 2020"], PLAIN, *BODY]
    assert refused(kudus, "recap", as_csv(rows)).reason == "day_unclear"
    deliver(kudus, "recap", as_csv(rows), as_of=DAY)
    assert recaps(kudus) == EXPECTED


def test_a_day_told_that_is_not_the_one_of_the_title_is_refused(kudus: Database) -> None:
    rows = [["Keadaan 14 Maret 2020"], PLAIN, *BODY]
    assert refused(kudus, "recap", as_csv(rows), as_of=DAY).values == {"other": "2020-03-14"}


def test_a_day_told_beside_a_column_of_days_is_not_used(kudus: Database) -> None:
    outcome = deliver(kudus, "recap", "tanggal,kode,kk_respon\n2020-03-01,3319,1\n", as_of=DAY)
    assert list(recaps(kudus)) == [("3319", date(2020, 3, 1))]
    assert "day_not_used" in reasons(outcome)


# --- sheets -------------------------------------------------------------------------------------------------

HEAD = ["tanggal", "kode", "nama_wilayah", "kk_respon", "jiwa_respon"]


def day_rows(day: str, more: int = 0) -> Rows:
    return [HEAD, *[[day, row[1], row[2], int(str(row[3])) + more, int(str(row[4])) + more] for row in BODY]]


def book(*sheets: tuple[str, Rows], hidden: Sequence[str] = (), very_hidden: Sequence[str] = ()) -> bytes:
    def fill(workbook: Workbook) -> None:
        for name, rows in sheets:
            page = workbook.add_worksheet(name)
            for number, cells in enumerate(rows):
                page.write_row(number, 0, cells)
            if name in hidden:
                page.hide()
            if name in very_hidden:
                page.very_hidden()
        next(page for page in workbook.worksheets() if page.name not in {*hidden, *very_hidden}).activate()

    return files.workbook(fill)


def test_sheets_of_the_same_figures_are_read_together(started_url: str) -> None:
    content = book(
        ("Petunjuk", [["Petunjuk pengisian"], ["Isi lembar Rekap"]]),
        ("10 Maret", day_rows("2020-03-10")),
        ("15 Maret", day_rows("2020-03-15", 100)),
        ("Lama", day_rows("2020-03-01")),
        ("Rahasia", day_rows("2020-03-02")),
        hidden=["Lama"],
        very_hidden=["Rahasia"],
    )
    with opened(started_url) as database:
        outcome = deliver(database, "recap", content)
        landed = recaps(database)
        with database.read() as session:
            kept = session.execute(
                sa.select(models.IMPORT_REJECTIONS.c.reason, models.IMPORT_REJECTIONS.c.details)
            ).all()
    assert outcome.rows_accepted == len(landed) == 18
    assert landed["3319010", DAY] == (1150, 3990)
    said_of = dict(tuple(row) for row in kept)
    assert said_of["sheets_read"]["sheets"] == "10 Maret (9), 15 Maret (9)"
    assert said_of["sheets_without_table"]["sheets"] == "Petunjuk (2)"
    assert said_of["sheets_hidden"]["sheets"] == "Lama, Rahasia"


@in_this_process
def test_a_finding_names_sheet_line_and_column(kudus: Database) -> None:
    bad = day_rows("2020-03-15", 100)
    bad[3][3] = "banyak"
    bad.append(["2020-03-15", "3319020", "Kota Kudus", 1, 2])
    outcome = deliver(kudus, "recap", book(("A", day_rows("2020-03-10")), ("B", bad)))
    assert [(f.line, f.column, f.reason, f.details["sheet"]) for f in outcome.findings if not f.is_warning] == [
        (3, "tanggal", "contradicts_line", "B"),
        (4, "kk_respon", "not_a_count", "B"),
        (11, "tanggal", "contradicts_line", "B"),
    ]


@in_this_process
def test_rows_that_contradict_across_sheets_name_the_other_sheet(kudus: Database) -> None:
    outcome = deliver(kudus, "recap", book(("A", day_rows("2020-03-10")[:2]), ("B", day_rows("2020-03-10", 5)[:2])))
    assert [(f.details["sheet"], f.details["other_line"]) for f in outcome.findings if not f.is_warning] == [
        ("A", "2 (B)"),
        ("B", "2 (A)"),
    ]


@in_this_process
def test_a_sheet_may_be_named_for_its_day(kudus: Database) -> None:
    deliver(kudus, "recap", book(("2020-03-15", [PLAIN, *BODY])))
    assert recaps(kudus) == EXPECTED


@in_this_process
def test_sheets_of_different_figures_are_refused_by_name(kudus: Database) -> None:
    content = book(
        ("KK", [PLAIN[:4], *[row[:4] for row in BODY]]),
        ("Jiwa", [[*PLAIN[:3], PLAIN[4]], *[[*row[:3], row[4]] for row in BODY]]),
    )
    refusal = refused(kudus, "recap", content, as_of=DAY)
    assert (refusal.reason, refusal.values) == ("sheets_differ", {"sheets": "KK, Jiwa"})
    assert recaps(kudus) == {}


@in_this_process
def test_columns_in_another_order_and_more_of_them_are_put_right(kudus: Database) -> None:
    other = [["sumber", *reversed(HEAD)], *[["BPS", *reversed(row)] for row in day_rows("2020-03-15", 100)[1:]]]
    outcome = deliver(kudus, "recap", book(("A", day_rows("2020-03-10")), ("B", other)))
    assert outcome.rows_accepted == 18
    assert recaps(kudus)["3319090", DAY] == (1550, 5510)


@in_this_process
def test_hidden_rows_and_columns_are_read_and_told(kudus: Database) -> None:
    def fill(workbook: Workbook) -> None:
        page = workbook.add_worksheet()
        for number, cells in enumerate(day_rows("2020-03-15")):
            page.write_row(number, 0, cells)
        page.set_row(3, None, None, {"hidden": True})
        page.set_row(50, None, None, {"hidden": True})
        page.set_column(2, 2, None, None, {"hidden": True})
        page.set_column(20, 16_383, None, None, {"hidden": True})

    outcome = deliver(kudus, "recap", files.workbook(fill))
    assert recaps(kudus) == EXPECTED
    assert found(outcome, "hidden_cells_read").details == {"rows": 1, "columns": 1}


# --- formulas -----------------------------------------------------------------------------------------------

UNCALCULATED = [
    b"<f>D2*3</f>",
    b"<f>D2*3</f><v/>",
    b"<f>D2*3</f><v />",
    b"<f>D2*3</f><v></v>",
    b'<f t="shared" si="0"/>',
    b'<f t="shared" ref="E2:E3" si="0">D2*3</f>',
    b'<f t="array" ref="E2">D2*3</f><v></v>',
]
TYPES = [b"", b' t="n"', b' t="b"', b" t='n'"]
UNCALCULATED_AND_TYPES = [
    case if case[0] == UNCALCULATED[0] or case[1] == TYPES[0] else deep(case) for case in product(UNCALCULATED, TYPES)
]
"""In the gate each formula and each type of a cell, in depth each formula with each type."""


def with_formula(cell: bytes, *, attributes: bytes = b"") -> bytes:
    content = files.sheet([HEAD, ["2020-03-15", "3319010", "Kaliwungu", 1000, 7]])
    return files.edited(content, files.SHEET, b'<c r="E2"><v>7</v></c>', b"<c" + attributes + b">" + cell + b"</c>")


@in_this_process
@pytest.mark.parametrize(("cell", "kept_type"), UNCALCULATED_AND_TYPES)
def test_a_formula_without_its_value_is_no_gap(kudus: Database, cell: bytes, kept_type: bytes) -> None:
    deliver(kudus, "recap", "tanggal,kode,kk_respon,jiwa_respon,sumber\n2020-03-15,3319010,900,3000,Rekap BPS\n")
    before = recaps(kudus)
    outcome = deliver(kudus, "recap", with_formula(cell, attributes=b' r="E2"' + kept_type))
    assert rejections(outcome) == [(2, "jiwa_respon", "formula_without_value")]
    assert "spreadsheet program" in said(outcome.findings[0])
    assert recaps(kudus) == before


@in_this_process
def test_a_cell_without_a_position_follows_the_one_before(kudus: Database) -> None:
    assert reasons(deliver(kudus, "recap", with_formula(b"<f>D2*3</f>"))) == ["formula_without_value"]


@in_this_process
def test_a_formula_of_a_text_without_characters_has_a_value(kudus: Database) -> None:
    outcome = deliver(kudus, "recap", with_formula(b'<f>""</f><v></v>', attributes=b' r="E2" t="str"'))
    assert (outcome.rows_accepted, outcome.findings) == (1, ())


@in_this_process
def test_an_array_formula_without_values_covers_its_range(kudus: Database) -> None:
    content = files.sheet([HEAD, ["2020-03-15", "3319010", "K", 1000, 7], ["2020-03-15", "3319020", "K", 1000]])
    content = files.edited(
        content, files.SHEET, b'<c r="E2"><v>7</v></c>', b'<c r="E2"><f t="array" ref="E2:E3">D2:D3</f></c>'
    )
    assert [line for line, _column, _reason in rejections(deliver(kudus, "recap", content))] == [2, 3]


@in_this_process
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"submissions"}))
def test_no_column_of_any_kind_takes_a_formula_without_a_value(kudus: Database, kind: str) -> None:
    for place, column in enumerate(KINDS[kind].columns):
        example = [each.example for each in KINDS[kind].columns]
        rows: Rows = [[each.name for each in KINDS[kind].columns], list(example)]
        rows[1][place] = 4711
        cell = files.edited(files.sheet(rows), files.SHEET, b"<v>4711</v>", b"<f>1+1</f>")
        outcome = deliver(kudus, kind, cell)
        assert rejections(outcome) == [(2, column.name, "formula_without_value")]


# --- merged cells -------------------------------------------------------------------------------------------


@in_this_process
def test_cells_merged_over_rows_say_the_same_of_each_and_a_merged_figure_is_nobodys(kudus: Database) -> None:
    def fill(workbook: Workbook) -> None:
        page = workbook.add_worksheet()
        page.write_row(0, 0, HEAD)
        for number, row in enumerate(BODY, start=1):
            page.write_row(number, 1, [row[1], row[2], row[3], row[4]])
        page.merge_range(1, 0, 9, 0, "2020-03-15")
        page.merge_range(8, 3, 9, 3, 2000)

    outcome = deliver(kudus, "recap", files.workbook(fill))
    assert rejections(outcome) == [(9, "kk_respon", "merged_figure"), (10, "kk_respon", "merged_figure")]
    assert recaps(kudus) == {key: value for key, value in EXPECTED.items() if key[0] not in CODES[7:]}


# --- days as columns ----------------------------------------------------------------------------------------


@in_this_process
@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(
    "days", [["2020-03-10", "2020-03-15"], ["10/03/2020", "15/03/2020"], ["10-Mar-20", "15-Mar-20"]]
)
@pytest.mark.parametrize("where", ["title", "group"])
def test_days_side_by_side_become_rows(kudus: Database, form: str, days: list[str], where: str) -> None:
    body = [[row[1], row[2], int(str(row[3])) - 100, row[3]] for row in BODY]
    above: Rows = [["Jumlah KK yang sudah merespon menurut kecamatan"]] if where == "title" else []
    group: Rows = [["Kode", "Kecamatan", "KK respon", ""], ["", "", *days]]
    rows = [*above, *(group if where == "group" else [["Kode", "Kecamatan", *days]]), *body]
    outcome = deliver(kudus, "recap", as_file(rows, form))
    assert outcome.rows_accepted == 18
    assert recaps(kudus)["3319010", date(2020, 3, 10)] == (950, None)
    assert recaps(kudus)["3319010", DAY] == (1050, None)
    assert found(outcome, "days_turned_to_rows").details == {"days": 2, "measures": "households_responded"}


def test_days_side_by_side_without_a_word_of_what_is_counted_are_refused_with_the_way_out(kudus: Database) -> None:
    refusal = refused(kudus, "recap", as_csv([["kode", "nama", "2020-03-10"], ["3319010", "Kaliwungu", 900]]))
    assert (refusal.reason, refusal.line) == ("days_as_columns", 1)


# --- no heading row -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"areas"}))
def test_a_file_without_headings_says_so_and_which_to_add(kudus: Database, kind: str) -> None:
    refusal = refused(kudus, kind, "2020-03-15,3319010,1000,3700\n2020-03-15,3319020,1000,3700\n")
    assert (refusal.reason, refusal.line) == ("header_missing", 1)
    required = {column.name for column in KINDS[kind].columns if column.is_required}
    assert required <= set(str(refusal.values["columns"]).split(", "))


@pytest.mark.parametrize(
    "rows",
    [
        "3319990,3319,kecamatan,BARU\n3319990001,3319990,desa,BARU LOR\n",
        "3319990,BARU,3319,kecamatan\n3319990001,BARU LOR,3319990,desa\n",
    ],
)
def test_a_list_of_areas_without_headings_is_read_where_it_leaves_no_doubt(kudus: Database, rows: str) -> None:
    outcome = deliver(kudus, "areas", rows)
    assert (outcome.rows_accepted, reasons(outcome)) == (2, ["headings_inferred"])
    with kudus.read() as session:
        area = models.AREAS
        names = session.execute(sa.select(area.c.name, area.c.parent_code).where(area.c.code == "3319990001")).all()
    assert [tuple(row) for row in names] == [("BARU LOR", "3319990")]


@pytest.mark.parametrize(
    "rows",
    [
        "3319990,3319,BARU,LAMA\n",  # two columns of names
        "3319990,3320,BARU\n",  # two codes, neither above the other
        "3319990,3319,331,BARU\n",
        "3319990,3319\n",
    ],
)
def test_a_list_of_areas_that_can_be_read_in_two_ways_is_refused(kudus: Database, rows: str) -> None:
    refusal = refused(kudus, "areas", rows)
    assert refusal.reason == "header_missing"
    assert "parent_code" in str(refusal.values["columns"])


# --- headings -----------------------------------------------------------------------------------------------

GENERIC = {"nama", "name", "no", "nomor", "tanggal", "tgl", "date", "jenis"}


@pytest.mark.parametrize(
    ("kind", "name", "synonyms"),
    [(kind.name, column.name, column.synonyms) for kind in KINDS.values() for column in kind.columns],
)
def test_the_most_exact_heading_comes_first(kind: str, name: str, synonyms: tuple[str, ...]) -> None:
    """A word that any column may be called is read only where no heading names the thing itself."""
    if (kind, name) == ("areas", "name"):
        # What names the area above, such as "kecamatan", is read last of all.
        synonyms = synonyms[: synonyms.index("nama") + 1]
    generic = [word in GENERIC for word in synonyms if word not in YEAR_HEADINGS]
    assert generic == sorted(generic), (kind, name)


def test_the_name_of_the_agency_wins_over_a_name(kudus: Database) -> None:
    deliver(kudus, "opd", "NO,NAMA,OPD\n901,Lain,Dinas Contoh\n")
    with kudus.read() as session:
        agency = models.OPD
        assert session.execute(sa.select(agency.c.name).where(agency.c.id == 901)).scalar_one() == "Dinas Contoh"


@pytest.mark.parametrize(
    "heading", ["Nama Perangkat Daerah", "PERANGKAT DAERAH", "Unit Kerja", "Nama SKPD", "Instansi"]
)
def test_agencies_by_any_of_their_names(kudus: Database, heading: str) -> None:
    assert deliver(kudus, "opd", f"NO,{heading},JUMLAH ASN\n901,Dinas Contoh,51\n").rows_accepted == 1


def registers(database: Database) -> dict[str, tuple[int, int, date]]:
    table = models.REGISTERS
    query = sa.select(table.c.area_code, table.c.households, table.c.persons, table.c.valid_on)
    with database.read() as session:
        rows = session.execute(query.where(table.c.valid_on >= date(2019, 12, 1)))
        return {code: (households, persons, day) for code, households, persons, day in rows}


def test_headings_of_satu_data_and_a_year(started_url: str) -> None:
    content = (
        "bps_kode_desa_kelurahan,bps_nama_desa_kelurahan,kemendagri_kode_desa_kelurahan,jumlah_kk,jumlah_penduduk,tahun\n"
        "3319010001,Blimbing Kidul,33.19.01.2007,1000,3100,2019\n"
    )
    with opened(started_url) as database:
        outcome = deliver(database, "register", content)
        assert registers(database) == {"3319010001": (1000, 3100, date(2019, 12, 31))}
    assert "2019-12-31" in said(found(outcome, "year_is_its_last_day"))


def test_a_heading_of_kemendagri_alone_is_read_as_such(kudus: Database) -> None:
    content = "kemendagri_kode_desa_kelurahan,jumlah_kk,jumlah_penduduk,tahun\n3319012007,1000,3100,2019\n"
    deliver(kudus, "register", content)
    assert registers(kudus) == {"3319010001": (1000, 3100, date(2019, 12, 31))}


def test_a_year_alone_is_no_day_elsewhere(kudus: Database) -> None:
    assert rejections(deliver(kudus, "recap", "tanggal,kode,kk_respon\n2019,3319,1\n")) == [
        (2, "tanggal", "not_a_date")
    ]


# --- rows that are parts ------------------------------------------------------------------------------------

SEXES = "kode_wilayah,jenis_kelamin,kk,jiwa,tanggal\n"


def by_sex(*rows: tuple[str, str, int, int]) -> str:
    return SEXES + "".join(f"{code},{sex},{kk},{persons},2019-12-31\n" for code, sex, kk, persons in rows)


def test_persons_by_sex_are_added_up_and_families_told_in_each_row_taken_once(started_url: str) -> None:
    rows = [
        (code, sex, 30_000, 50_000 + 900 * at) for code in CODES for at, sex in enumerate(("LAKI-LAKI", "PEREMPUAN"))
    ]
    with opened(started_url) as database:
        outcome = deliver(database, "register", by_sex(*rows))
        assert registers(database) == {code: (30_000, 100_900, date(2019, 12, 31)) for code in CODES}
    details = found(outcome, "classes_added").details
    assert (details["by"], details["added"], details["once"]) == ("jenis_kelamin", "persons", "households")


def test_families_by_the_sex_of_their_head_are_added_up(kudus: Database) -> None:
    rows = [(code, sex, 20_000 - 10_000 * at, 50_000) for code in CODES for at, sex in enumerate(("L", "P"))]
    rows[0] = (CODES[0], "L", 20_000, 50_001)
    deliver(kudus, "register", by_sex(*rows))
    assert registers(kudus)[CODES[0]] == (30_000, 100_001, date(2019, 12, 31))


def test_an_area_that_lacks_a_part_is_set_aside(kudus: Database) -> None:
    rows = [(code, sex, 30_000, 50_000 + 900 * at) for code in CODES for at, sex in enumerate(("L", "P"))]
    outcome = deliver(kudus, "register", by_sex(*rows[:-1]))
    assert rejections(outcome) == [(18, "jenis_kelamin", "class_missing")]
    assert CODES[-1] not in registers(kudus)


def test_a_row_of_both_speaks_alone(kudus: Database) -> None:
    rows = [
        (code, sex, 30_000, persons)
        for code in CODES
        for sex, persons in (("L", 50_000), ("P", 50_900), ("L+P", 100_900))
    ]
    deliver(kudus, "register", by_sex(*rows))
    assert registers(kudus) == {code: (30_000, 100_900, date(2019, 12, 31)) for code in CODES}


def test_rows_that_differ_in_nothing_named_still_contradict(kudus: Database) -> None:
    content = "kode_wilayah,catatan_x,kk,jiwa,tanggal\n" + "".join(
        f"{code},{note},{kk},9,2019-12-31\n"
        for code, note, kk in (("3319010", "a", 1), ("3319010", "b", 2), ("3319020", "a", 1))
    )
    assert {reason for _line, _column, reason in rejections(deliver(kudus, "register", content))} == {
        "contradicts_line"
    }


# --- the way BPS writes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "count"),
    [
        *(
            ("-", 0),
            ("\u2013", 0),
            ("0*", 0),
            ("1.000*)", 1000),
            ("1.000 r", 1000),
            ("1.000\u00b9\u207e", 1000),
            ("1.0001)", 1000),
        ),
        *(("...", None), ("\u2026", None), ("NA", None), ("n.a.", None), ("N/A", None), ("tad", None)),
        *(
            ("1\u200a000", 1000),
            ("1'000", 1000),
            ("1.000,0", 1000),
            ("\u200b1000\u00ad", 1000),
            ("\uff11\uff10\uff10\uff10", 1000),
        ),
    ],
)
def test_signs_of_the_key_of_bps(kudus: Database, written: str, count: int | None) -> None:
    outcome = deliver(
        kudus,
        "recap",
        as_csv([["tanggal", "kode", "kk_respon", "jiwa_respon"], ["2020-03-15", "3319010", written, "3700"]]),
    )
    assert recaps(kudus) == {("3319010", DAY): (count, 3700)}
    assert outcome.rows_rejected == 0


def test_signs_are_told_once_with_their_number(kudus: Database) -> None:
    rows = "".join(
        f"2020-03-15,{code},{sign},3700\n"
        for code, sign in zip(CODES, ["-", "-", "-", "...", "NA", "1*", "2*)", "5", "6"], strict=True)
    )
    outcome = deliver(kudus, "recap", "tanggal,kode,kk_respon,jiwa_respon\n" + rows)
    assert [(f.reason, f.line, f.details["cells"]) for f in outcome.findings] == [
        ("dash_is_none", 2, 3),
        ("not_delivered_sign", 5, 2),
        ("footnote_mark", 7, 2),
    ]


@pytest.mark.parametrize("written", ["10001)", "-5", "1.00.0", "abc", "5 orang"])
def test_what_is_no_figure_stays_refused(kudus: Database, written: str) -> None:
    assert deliver(kudus, "recap", f"tanggal,kode,kk_respon\n2020-03-15,3319010,{written}\n").rows_rejected == 1


def test_a_dash_names_no_agency(kudus: Database) -> None:
    assert deliver(kudus, "opd-recap", "tanggal,opd,asn_respon\n2020-03-15,-,5\n").rows_rejected == 1


@pytest.mark.parametrize(
    "written",
    [
        *("15/03/20", "15-03-20", "15.3.20", "15-Mar-20", "15-Mei-20", "15 Agt 2020", "15 Agst 2020", "15-Okt-20"),
        *("2020-03-15T07:00:00+07:00", "15 Mar 20"),
    ],
)
def test_short_days(kudus: Database, written: str) -> None:
    deliver(kudus, "recap", f"tanggal,kode,kk_respon\n{written},3319010,1000\n", today=date(2021, 1, 1))
    ((_code, day),) = recaps(kudus)
    assert (day.day, day.year) == (15, 2020)
    assert day.month == next((n for word, n in {"Mei": 5, "Ag": 8, "Okt": 10}.items() if word in written), 3)


@pytest.mark.parametrize(
    ("written", "reason"), [("3/15/2020", "no_such_day"), ("43905", "day_number"), ("15/13/20", "no_such_day")]
)
def test_days_that_are_not_guessed_at(kudus: Database, written: str, reason: str) -> None:
    outcome = deliver(kudus, "recap", f"tanggal,kode,kk_respon\n{written},3319010,1000\n")
    assert rejections(outcome) == [(2, "tanggal", reason)]


def test_one_day_with_the_month_first_makes_the_others_unclear(kudus: Database) -> None:
    days = ["3/4/2020", "3/15/2020", "3/3/2020", "15/3/2020"]
    rows = "".join(f"{day},{code},1000\n" for day, code in zip(days, CODES, strict=False))
    outcome = deliver(kudus, "recap", "tanggal,kode,kk_respon\n" + rows)
    assert rejections(outcome) == [(2, "tanggal", "day_order_unclear"), (3, "tanggal", "no_such_day")]


INVISIBLE = ["\u200b", "\u200e", "\ufeff", "\u00ad", "\u00a0", "\u2060", "\u202a", "\u2009"]


@given(st.lists(st.sampled_from(INVISIBLE), min_size=1, max_size=4), st.integers(0, 3), st.booleans())
def test_invisible_characters_change_nothing(signs: list[str], place: int, in_heading: bool) -> None:
    heading, row = ["tanggal", "kode", "kk_respon", "sumber"], ["2020-03-15", "3319010", "1000", "BPS"]
    changed = heading if in_heading else row
    changed[place] = "".join(signs) + changed[place] + "".join(reversed(signs))
    content = "\n".join(",".join(line) for line in (heading, row)).encode()
    table = read_layout(content, file_name="r.csv", kind=KINDS["recap"])
    from ingest.tables.parsing import parse_table

    (parsed,) = parse_table(table, KINDS["recap"]).rows
    assert (parsed.values["as_of"], parsed.values["area_code"], parsed.values["households_responded"]) == (
        DAY,
        "3319010",
        1000,
    )
    assert parsed.values["source"] == "BPS"


# --- hostile variants ---------------------------------------------------------------------------------------


def laid_out(content: bytes, kind: str = "recap") -> int:
    # However slow the computer is: its size stops a workbook here, and not the clock.
    limits = Limits(seconds=PATIENCE_SECONDS)
    return len(read_layout(content, file_name="r.xlsx", kind=KINDS[kind], day=DAY, limits=limits).rows)


def test_ten_thousand_merged_cells_are_read() -> None:
    content = files.sheet([PLAIN, *BODY])
    merged = b"".join(b'<mergeCell ref="G%d:H%d"/>' % (row, row) for row in range(2, 10_002))
    content = files.edited(
        content, files.SHEET, b"</sheetData>", b"</sheetData><mergeCells>" + merged + b"</mergeCells>"
    )
    assert laid_out(content) == 9


def test_merged_cells_that_cover_each_other_are_stopped() -> None:
    content = files.sheet([PLAIN, *BODY, *[[n, f"33190{n:05d}", "x", 1, 1] for n in range(20_000)]])
    merged = b'<mergeCell ref="A2:E20000"/>' * 5_000
    content = files.edited(
        content, files.SHEET, b"</sheetData>", b"</sheetData><mergeCells>" + merged + b"</mergeCells>"
    )
    with pytest.raises(UnreadableFile) as caught:
        laid_out(content)
    assert caught.value.reason == "zip_bomb"


def test_an_array_formula_over_the_whole_sheet_is_stopped_or_read() -> None:
    rows: Rows = [PLAIN, *BODY, *[[n, f"33190{n:05d}", "x", 1, 1] for n in range(5_000)]]
    cells = b"".join(b'<c r="F%d"><f t="array" ref="A1:XFD1048576">1</f></c>' % row for row in (1, 2))
    content = files.edited(files.sheet(rows), files.SHEET, b"</sheetData>", b"<row>" + cells + b"</row></sheetData>")
    assert laid_out(content) > 5_000


# In the gate a text shared by many cells is counted each time: `tests/ingest/readers/test_hostile_workbooks.py`.
@pytest.mark.deep
def test_a_thousand_sheets_of_texts_are_stopped() -> None:
    rng = random.Random(1)  # noqa: S311

    def fill(workbook: Workbook) -> None:
        for _ in range(300):
            page = workbook.add_worksheet()
            for row in range(20):
                page.write_row(row, 0, [f"kk{rng.random()}" for _ in range(100)])

    with pytest.raises(UnreadableFile) as caught:
        laid_out(files.workbook(fill))
    assert caught.value.reason == "zip_bomb"


def test_a_document_type_in_a_sheet_is_refused() -> None:
    content = with_formula(b"<f>1</f>")
    content = files.edited(content, files.SHEET, b"<worksheet", b'<!DOCTYPE w [<!ENTITY e "x">]><worksheet')
    with pytest.raises(UnreadableFile) as caught:
        laid_out(content)
    assert caught.value.reason == "damaged"


def test_rows_that_begin_as_no_row_does_are_counted_against_the_limit() -> None:
    content = as_csv([PLAIN, *BODY, *[["x", "", f"nama {n}", 5, 6] for n in range(50)]])
    with pytest.raises(UnreadableFile) as caught:
        read_layout(content, file_name="r.csv", kind=KINDS["recap"], day=DAY, limits=Limits(max_rows=20))
    assert caught.value.reason == "too_many_rows"
