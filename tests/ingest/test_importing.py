"""A file as a whole: one transaction, one record, twice the same, and nothing about persons."""

from __future__ import annotations

import json
import re
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from census.access.scope import Scope
from data_access.start import REFERENCE
from data_access.store.schema import data_version
from data_access.writes import writes
from ingest import importing
from ingest.importing import STEPS, Arrival
from ingest.kinds.kinds import KINDS
from ingest.kinds.templates import template_csv
from ingest.readers.raw_table import UnreadableFile
from tests.ingest.desk import NOW, PUBLISHED, TODAY, contents, deliver, opened, reasons, rejections, said
from tests.ingest.files import sheet
from tests.support.examples import deep

if TYPE_CHECKING:
    from data_access.store.engine import Database

NIK = "3319010123456789"


# --- the same again -----------------------------------------------------------------------------------------


def test_the_same_file_twice_changes_nothing(started_url: str) -> None:
    content = PUBLISHED + "2020-05-30;3319;Kudus;1;;;;falls\n"
    with opened(started_url) as database:
        first = deliver(database, "recap", content)
        before = contents(database)
        again = deliver(database, "recap", content, name="other name.csv")
        assert contents(database) == before
    assert (first.rows_accepted, first.rows_rejected, first.is_repeat) == (4, 1, False)
    assert (again.rows_accepted, again.rows_duplicate, again.rows_rejected) == (0, 4, 1)
    assert (again.is_repeat, again.import_id) == (True, first.import_id)


@pytest.mark.parametrize("kind", ["areas", "register", "opd", "assignments", "targets"])
def test_the_reference_data_come_in_as_known_already(started_url: str, kind: str) -> None:
    file = REFERENCE / "3319" / f"{kind}.csv"
    with opened(started_url) as database:
        before = contents(database)
        outcome = deliver(database, kind, file.read_bytes())
        after = contents(database)
    assert outcome.rows_read == len(file.read_text(encoding="utf-8").splitlines()) - 1
    assert (outcome.rows_accepted, outcome.rows_duplicate) == (0, outcome.rows_read)
    assert [found for found in outcome.findings if not found.is_warning] == []
    changed = {name for name, rows in after.items() if rows != before[name]}
    assert changed <= {"imports", "import_deliveries", "import_rejections", "data_version", "access_log"}


def test_a_file_that_came_before_counts_anew_once_its_rows_were_changed(kudus: Database) -> None:
    old = "as_of,area_code,households_responded\n2020-03-03,3319,5\n"
    deliver(kudus, "recap", old)
    deliver(kudus, "recap", old.replace("5\n", "6\n"))
    outcome = deliver(kudus, "recap", old)
    assert (outcome.rows_accepted, outcome.is_repeat) == (1, False)


def test_a_row_repeated_word_for_word_is_known_already(kudus: Database) -> None:
    row = "2020-03-03,3319,5\n"
    outcome = deliver(kudus, "recap", "as_of,area_code,households_responded\n" + row + row + row)
    assert (outcome.rows_accepted, outcome.rows_duplicate, outcome.rows_rejected) == (1, 2, 0)


def test_of_rows_that_contradict_each_other_none_lands(kudus: Database) -> None:
    content = "as_of,kode,households_responded\n3/3/2020,3319,5\n3/3/2020,3319,5\n2020-03-03,33.19,6\n4/3/2020,3319,7\n"
    outcome = deliver(kudus, "recap", content)
    assert rejections(outcome) == [(line, "as_of", "contradicts_line") for line in (2, 3, 4)]
    assert [found.details["other_line"] for found in outcome.findings] == [4, 4, 2]
    assert (outcome.rows_accepted, outcome.rows_rejected) == (1, 3)


def test_each_kind_takes_its_own_template(kudus: Database) -> None:
    for kind in KINDS:
        outcome = deliver(kudus, kind, template_csv(kind, "id"))
        assert [found.reason for found in outcome.findings if not found.is_warning] == []


# --- one transaction ----------------------------------------------------------------------------------------


def test_an_error_while_writing_leaves_nothing_behind(started_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(importing, "record_import", broken)
    with opened(started_url) as database:
        before = contents(database)
        with pytest.raises(RuntimeError, match="power cut"):
            deliver(database, "recap", PUBLISHED)
        assert contents(database) == before


def test_a_refused_file_leaves_nothing_behind(kudus: Database) -> None:
    before = contents(kudus)
    with pytest.raises(UnreadableFile) as caught:
        deliver(kudus, "recap", "as_of,households_responded\n2020-03-03,1\n")
    assert (caught.value.reason, caught.value.line) == ("missing_columns", 1)
    assert caught.value.values == {"columns": "area_code"}
    assert contents(kudus) == before


def test_every_import_raises_the_data_version_and_is_recorded(kudus: Database) -> None:
    with kudus.read() as session:
        before = data_version(session)
    outcome = deliver(kudus, "recap", PUBLISHED, name="rekap.csv")
    with kudus.read() as session:
        assert data_version(session) == before + 1
    (record,) = contents(kudus)["imports"]
    assert record[:3] == (outcome.import_id, "recap", "rekap.csv")
    assert record[4:8] == (4, 4, 0, 0)


def test_the_steps_are_told_in_order(kudus: Database) -> None:
    told: list[int] = []
    importing.import_table(kudus, Arrival("recap", "a", PUBLISHED.encode(), "t", NOW, TODAY), progress=told.append)
    assert told == list(range(len(STEPS)))


@pytest.mark.postgres
def test_both_databases_hold_the_same_after_the_same_files(started_sqlite_url: str, started_postgres_url: str) -> None:
    held = []
    for url in (started_sqlite_url, started_postgres_url):
        with opened(url) as database:
            deliver(database, "recap", PUBLISHED + "x;3319;;;;;;\n", name="a.csv")
            deliver(database, "register", "kode,kk,jiwa,tanggal\n3319,5,9,1/1/2020\n3320,1,1,1/1/2020\n")
            held.append(contents(database))
    assert held[0] == held[1]


# --- headings -----------------------------------------------------------------------------------------------


def test_a_file_with_codes_of_two_levels_speaks_of_the_finer(kudus: Database) -> None:
    content = "tanggal,kode_kecamatan,kode_desa,kk_respon\n3/3/2020,3319010,3319010001,5\n"
    outcome = deliver(kudus, "recap", content)
    assert outcome.rows_accepted == 1
    assert [(f.column, f.reason) for f in outcome.findings] == [("kode_kecamatan", "column_twice")]
    assert contents(kudus)["area_recaps"][0][2] == "3319010001"


def test_the_canonical_heading_goes_before_its_synonyms(kudus: Database) -> None:
    content = "kode,tanggal,as_of,area_code,households_responded\n3319,4/3/2020,3/3/2020,3319010,5\n"
    assert reasons(deliver(kudus, "recap", content)) == ["column_twice", "column_twice"]
    assert contents(kudus)["area_recaps"][0][2] == "3319010"
    assert str(contents(kudus)["area_recaps"][0][3]) == "2020-03-03"


@pytest.mark.parametrize("heading", ["Tanggal", "TANGGAL", " per tanggal ", "Per-Tanggal", "date", "as of", "tgl."])
def test_headings_are_read_in_any_dress(kudus: Database, heading: str) -> None:
    content = f"{heading};Kode Wilayah;Keluarga (respon)\n3/3/2020;3319;5\n"
    outcome = deliver(kudus, "recap", content)
    assert (outcome.rows_accepted, outcome.findings) == (1, ())


def test_a_finding_names_line_and_column_as_the_file_has_them(kudus: Database) -> None:
    rows = [["Tanggal", "Kode", "KK respon"], ["3/3/2020", "3319", "lima"], ["3/3/2020", "3319010", "5", "?"]]
    outcome = deliver(kudus, "recap", sheet(rows, first_row=4, first_column=3))
    assert rejections(outcome) == [(5, "KK respon", "not_a_count"), (6, None, "cells_beyond_headings")]
    assert outcome.findings[1].details == {"position": 6}


# --- nothing about persons ----------------------------------------------------------------------------------


def everything_said(database: Database, outcome: importing.Outcome) -> str:
    tables = contents(database)
    kept = {name: rows for name, rows in tables.items() if name not in {"area_boundaries", "imports"}}
    names = [(row[2], *row[4:]) for row in tables["imports"]]
    return repr([outcome, kept, names, [said(found) for found in outcome.findings]])


NUMBERS = (NIK, "3319 0101 2345 6789", "081234567890", "0812-3456-7890", "196701011990031001")
EVERY_KIND_AND_EVERY_NUMBER = [
    case if place % 3 == 0 or case[1] == NIK else deep(case) for place, case in enumerate(product(KINDS, NUMBERS))
]
"""In the gate each kind with the number of a card and one or two others, in depth each kind with each number."""


@pytest.mark.parametrize(("kind", "number"), EVERY_KIND_AND_EVERY_NUMBER)
def test_a_number_of_a_person_in_any_cell_or_heading_stays_outside(kudus: Database, kind: str, number: str) -> None:
    columns = [column.name for column in KINDS[kind].columns]
    examples = [column.example for column in KINDS[kind].columns]
    lines = [";".join([*examples[:place], number, *examples[place + 1 :]]) for place in range(len(columns))]
    content = "\n".join([";".join([*columns, number]), *lines])
    outcome = deliver(kudus, kind, content, name=f"rekap {number}.csv")
    assert re.sub(r"\D", "", number) not in re.sub(r"[ -]", "", everything_said(kudus, outcome))


def test_a_name_in_a_heading_or_a_cell_is_not_repeated(kudus: Database) -> None:
    content = "as_of,area_code,households_responded,Siti Aminah\nSiti Aminah,Siti Aminah,Siti Aminah,Siti Aminah\n"
    outcome = deliver(kudus, "recap", content)
    assert outcome.rows_rejected == 1
    assert "Siti" not in everything_said(kudus, outcome)


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=st.sampled_from("0123456789.,-/ %'\"=+;\t\n"), max_size=30),
    st.from_regex(r"\d{11,20}", fullmatch=True),
    st.sampled_from(
        ["3319", "33.19.01", "3319010001", "2020-03-03", "5", "0,27", "=1+1", "\ufeff", "\u202e5", "NaN", "null"]
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_stands_in_a_cell_only_declared_refusals_come(kudus: Database, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    names = [column.name for column in KINDS[kind].columns]
    rows = data.draw(st.lists(st.lists(HOSTILE, min_size=len(names), max_size=len(names) + 1), max_size=4))
    quoted = ["\t".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [names, *rows]]
    try:
        outcome = deliver(kudus, kind, "\n".join(quoted).encode("utf-8", "replace"))
    except UnreadableFile as refusal:
        assert not re.search(r"\d{11}", json.dumps(refusal.values))
        return
    assert outcome.rows_accepted + outcome.rows_duplicate + outcome.rows_rejected == outcome.rows_read
    for found in outcome.findings:
        assert not re.search(r"\d{11}", f"{found.column} {json.dumps(found.details)} {said(found)}")
    rejected = [found.line for found in outcome.findings if not found.is_warning]
    assert len(rejected) == len(set(rejected)) == outcome.rows_rejected


def test_the_findings_survive_the_store(kudus: Database) -> None:
    outcome = deliver(kudus, "recap", PUBLISHED + "2020-05-30;3319;Kudus;1;;;;falls\nx;;;;;;;\n")
    with kudus.read() as session:
        from data_access.reads.reads import read_rejections

        kept = read_rejections(session, Scope.everything("3319"), outcome.import_id)
    assert [(one.line, one.column, one.reason, one.details) for one in kept] == [
        (found.line, found.column, found.reason, found.details) for found in outcome.findings
    ]
    assert isinstance(outcome.findings[0], writes.Finding)


# --- agencies, assignments, targets, register ---------------------------------------------------------------


def test_an_agency_without_an_area_belongs_to_the_area_that_is_served(migrated_sqlite_url: str) -> None:
    with opened(migrated_sqlite_url, root_area="98") as database:
        areas = "code,parent_code,level,name\n98,,province,P\n9801,98,kabupaten,K\n9802,98,kabupaten,L\n"
        deliver(database, "areas", areas, root_area="9802")
        deliver(database, "opd", "no,nama_opd,asn\n1,Dinas Kesehatan,845\n", root_area="9802")
        (row,) = contents(database)["opd"]
    assert row[:4] == (1, "9802", "Dinas Kesehatan", "Dinas Kesehatan")


@pytest.mark.parametrize(
    ("kind", "content", "expected"),
    [
        ("opd", "no,nama,kode_wilayah\n1,A,3320\n", [(2, "kode_wilayah", "unknown_area")]),
        ("assignments", "opd_id,desa_code,starts_on\n99,3319010001,1/1/2020\n", [(2, "opd_id", "unknown_opd")]),
        ("assignments", "opd_id,desa_code,starts_on\n1,3320010001,1/1/2020\n", [(2, "desa_code", "unknown_area")]),
        ("register", "kode,kk,jiwa,tanggal\n3319,5,4,1/1/2020\n", [(2, "jiwa", "fewer_persons_than_families")]),
        ("register", "kode,kk,jiwa,tanggal\n3319,4,5,2/6/2020\n", [(2, "tanggal", "day_in_future")]),
    ],
)
def test_rows_of_other_kinds_that_cannot_be(
    kudus: Database, kind: str, content: str, expected: list[tuple[object, ...]]
) -> None:
    assert rejections(deliver(kudus, kind, content)) == expected


TARGET = "scope_kind,scope_code,unit,status,share,starts_on,ends_on,decided_on\n"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("area,3319,jiwa,respon,27 %,15/2/2020,14/2/2020,1/2/2020", "window_turned"),
        ("area,3319,asn,respon,27 %,15/2/2020,31/3/2020,1/2/2020", "unit_without_meaning"),
        ("opd,3319,jiwa,respon,27 %,15/2/2020,31/3/2020,1/2/2020", "unit_without_meaning"),
        ("area,3319,jiwa,respon,27,15/2/2020,31/3/2020,1/2/2020", "share_out_of_range"),
    ],
)
def test_targets_that_cannot_be(kudus: Database, row: str, reason: str) -> None:
    assert reasons(deliver(kudus, "targets", TARGET + row)) == [reason]


def test_a_later_decision_stands_beside_the_older(kudus: Database) -> None:
    outcome = deliver(kudus, "targets", TARGET + "wilayah,33.19,keluarga,respon,40%,15/2/2020,29/5/2020,1/4/2020\n")
    assert (outcome.rows_accepted, outcome.findings) == (1, ())
    assert {row[5] for row in contents(kudus)["targets"]} == {0.27, 0.4}


def test_a_register_that_does_not_add_up_is_told(kudus: Database) -> None:
    areas = [f"3319{n}0" for n in ("01", "02", "03", "04", "05", "06", "07", "08", "09")]
    rows = [f"{code},10,30,1/1/2020" for code in areas]
    outcome = deliver(kudus, "register", "kode,kk,jiwa,tanggal\n3319,90,271,1/1/2020\n" + "\n".join(rows))
    assert (outcome.rows_accepted, reasons(outcome)) == (10, ["children_do_not_add_up"])
    assert outcome.findings[0].details == {"area": "Kudus", "own": 271, "total": 270}


@pytest.mark.parametrize("kind", ["recap", "submissions"])
def test_rows_are_checked_before_the_transaction_and_again_where_somebody_wrote_meanwhile(
    started_url: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A file that lands while another is being checked counts as the earlier one, and is not kept waiting."""
    head, mine, theirs = {
        "recap": (
            "as_of,area_code,households_responded,source\n",
            "2020-03-02,3319010001,5,BPS\n",
            "2020-03-01,3319010001,9,BPS\n",
        ),
        "submissions": (
            "household_key,desa_code,persons,status,updated_at\n",
            "00112233445566778899aabbccddeeff,3319010001,5,opened,2020-03-01\n",
            "00112233445566778899aabbccddeeff,3319010001,4,opened,2020-03-01\n",
        ),
    }[kind]
    check = importing.CHECKS[kind]
    turns = []

    def slow(*arguments: Any) -> None:
        turns.append(None)
        if len(turns) == 1:
            # While this file is looked at, another one comes in.
            assert deliver(database, kind, head + theirs).rows_accepted == 1
        check(*arguments)

    with opened(started_url) as database:
        monkeypatch.setitem(importing.CHECKS, kind, slow)
        late = deliver(database, kind, head + mine)
        assert (late.import_id, late.rows_accepted, late.rows_rejected) == (2, 0, 1)
        assert reasons(late)[0] == {"recap": "count_falls", "submissions": "contradicts_record"}[kind]
        # Once for each file, and once more for this one.
        assert len(turns) == 3
