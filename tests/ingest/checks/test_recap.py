"""Recaps: any level, several sources, and counts that cannot be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.access.scope import Scope
from data_access.reads.reads import read_recaps
from data_access.writes.writes import Finding
from ingest.checks.checking import Checked
from ingest.checks.falls import refuse_falls
from ingest.kinds.kinds import KINDS
from ingest.readers.raw_table import RawRow, RawTable
from ingest.tables.parsing import ParsedRow, ParsedTable, parse_table
from tests.ingest.desk import deliver, reasons, rejections, said

if TYPE_CHECKING:
    from data_access.store.engine import Database

HEADING = "tanggal,kode,keluarga_respon,penduduk_respon,keluarga_clean,penduduk_clean,sumber\n"


def recap(*rows: str) -> str:
    return HEADING + "\n".join(rows)


def on_record(database: Database) -> dict[tuple[str, date, str], int | None]:
    with database.read() as session:
        frame = read_recaps(session, Scope.everything("3319"))
    return {
        (row["area_code"], row["as_of"], row["source"]): None
        if row["households_responded"] is None
        else int(row["households_responded"])
        for row in frame.astype(object).to_dict("records")
    }


def test_a_recap_may_be_of_any_level_and_of_several_sources(kudus: Database) -> None:
    content = recap("3/3/2020,3319,1400,,,,a", "3/3/2020,33.19.01,90,,,,b", "3/3/2020,3319010001,9,30,,,b")
    outcome = deliver(kudus, "recap", content)
    assert (outcome.rows_accepted, outcome.findings) == (3, ())
    day = date(2020, 3, 3)
    assert on_record(kudus) == {("3319", day, "a"): 1400, ("3319010", day, "b"): 90, ("3319010001", day, "b"): 9}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("2020-06-02,3319,1,,,,s", "tanggal", "day_in_future"),
        ("2020-03-03,3319,,,,,s", "keluarga_respon", "nothing_delivered"),
        ("2020-03-03,3319,5,,6,,s", "keluarga_clean", "clean_exceeds_responded"),
        ("2020-03-03,3319,,5,,6,s", "penduduk_clean", "clean_exceeds_responded"),
        ("2020-03-03,3319,6,5,,,s", "keluarga_respon", "fewer_persons_than_families"),
        ("2020-03-03,3319,275116,,,,s", "keluarga_respon", "more_than_register"),
        ("2020-03-03,3319,,876000,,,s", "penduduk_respon", "more_than_register"),
        ("2020-03-03,3319010001,2363,,,,s", "keluarga_respon", "more_than_register"),
        ("2020-03-03,3320,1,,,,s", "kode", "unknown_area"),
        ("2020-03-03,33.19.99,1,,,,s", "kode", "unknown_area"),
    ],
)
def test_rows_that_cannot_be(kudus: Database, row: str, column: str, reason: str) -> None:
    outcome = deliver(kudus, "recap", recap(row, "2020-03-03,3319020,1,1,,,s"))
    assert rejections(outcome) == [(2, column, reason)]
    assert outcome.rows_accepted == 1


@pytest.mark.parametrize("row", ["2020-03-03,3319,275115,875999,,,s", "2020-06-01,3319,0,0,0,0,s"])
def test_the_border_is_inside(kudus: Database, row: str) -> None:
    assert deliver(kudus, "recap", recap(row)).findings == ()


def test_an_estimated_register_only_warns_up_to_its_margin(kudus: Database) -> None:
    # 1,575 families are estimated; one and a half times as many are 2,362.5.
    outcome = deliver(kudus, "recap", recap("2020-03-03,3319010001,2362,,,,s"))
    assert outcome.rows_accepted == 1
    assert reasons(outcome) == ["more_than_estimate"]


def test_rows_of_another_root_are_taken_with_one_warning(kudus: Database) -> None:
    content = recap("2020-03-03,3319010,1,,,,s", "2020-03-03,3319010001,1,,,,s", "2020-03-03,3319020,1,,,,s")
    outcome = deliver(kudus, "recap", content, root_area="3319020")
    assert outcome.rows_accepted == 3
    (found,) = outcome.findings
    assert (found.line, found.reason, found.is_warning) == (2, "outside_root", True)
    assert "2 rows" in said(found)


# --- sums ---------------------------------------------------------------------------------------------------

DESA = [f"3319010{n:03d}" for n in range(1, 16)]


@pytest.mark.parametrize("parent_first", [True, False])
def test_children_that_do_not_add_up_are_told_also_from_another_file(kudus: Database, parent_first: bool) -> None:
    files = [recap("2020-03-03,3319010,200,,,,s"), recap(*(f"2020-03-03,{code},10,,,,s" for code in DESA))]
    first, second = files if parent_first else reversed(files)
    assert deliver(kudus, "recap", first).findings == ()
    (found,) = deliver(kudus, "recap", second).findings
    assert found.is_warning
    assert found.details == {"area": "Kaliwungu", "own": 200, "total": 150}
    assert "Kaliwungu" in said(found)


@pytest.mark.parametrize(
    "parent", ["2020-03-03,3319010,150,,,,s", "2020-03-04,3319010,200,,,,s", "2020-03-03,3319010,200,,,,t"]
)
def test_equal_sums_other_days_and_other_sources_are_no_matter(kudus: Database, parent: str) -> None:
    assert deliver(kudus, "recap", recap(parent, *(f"2020-03-03,{code},10,,,,s" for code in DESA))).findings == ()


def test_a_child_that_is_not_known_makes_no_sum(kudus: Database) -> None:
    rows = [f"2020-03-03,{code},10,,,,s" for code in DESA[1:]]
    assert deliver(kudus, "recap", recap("2020-03-03,3319010,200,,,,s", *rows)).findings == ()


# --- falls --------------------------------------------------------------------------------------------------


def test_a_count_that_falls_within_a_file(kudus: Database) -> None:
    outcome = deliver(kudus, "recap", recap("2020-03-05,3319,90,,,,s", "2020-03-03,3319,100,,,,s"))
    assert rejections(outcome) == [(2, "keluarga_respon", "count_falls")]
    assert outcome.findings[0].details == {"count": 90, "other": 100, "other_day": "2020-03-03"}


def test_a_count_that_falls_below_what_is_on_record(kudus: Database) -> None:
    deliver(kudus, "recap", recap("2020-03-03,3319,100,300,,,s", "2020-03-10,3319,200,600,,,s"))
    outcome = deliver(
        kudus,
        "recap",
        recap(
            "2020-03-02,3319,101,,,,s",
            "2020-03-05,3319,99,,,,s",
            "2020-03-06,3319,150,601,,,s",
            "2020-03-07,3319,150,,,,s",
        ),
    )
    assert rejections(outcome) == [
        (2, "keluarga_respon", "count_above_later"),
        (3, "keluarga_respon", "count_falls"),
        (4, "penduduk_respon", "count_above_later"),
    ]
    assert outcome.rows_accepted == 1


def test_a_file_may_correct_an_earlier_day_and_go_on_from_there(kudus: Database) -> None:
    deliver(kudus, "recap", recap("2020-03-03,3319,100,,,,s", "2020-03-04,3319,120,,,,s"))
    assert reasons(deliver(kudus, "recap", recap("2020-03-05,3319,95,,,,s"))) == ["count_falls"]
    corrected = recap("2020-03-03,3319,80,,,,s", "2020-03-04,3319,90,,,,s", "2020-03-05,3319,95,,,,s")
    outcome = deliver(kudus, "recap", corrected)
    assert (outcome.rows_accepted, outcome.findings) == (3, ())


def test_a_correction_that_is_refused_leaves_the_old_figure_in_force(kudus: Database) -> None:
    deliver(kudus, "recap", recap("2020-03-03,3319,100,,,,s", "2020-03-05,3319,120,,,,s"))
    # The row of 5 March is to go down to 90, which falls; so 120 stays, and 130 on 4 March would lie above it.
    outcome = deliver(kudus, "recap", recap("2020-03-04,3319,130,,,,s", "2020-03-05,3319,90,,,,s"))
    assert rejections(outcome) == [
        (2, "keluarga_respon", "count_above_later"),
        (3, "keluarga_respon", "count_falls"),
    ]


def test_a_file_may_correct_days_upwards_too(kudus: Database) -> None:
    deliver(kudus, "recap", recap("2020-03-03,3319,100,,,,s", "2020-03-04,3319,120,,,,s"))
    outcome = deliver(kudus, "recap", recap("2020-03-03,3319,130,,,,s", "2020-03-04,3319,140,,,,s"))
    assert (outcome.rows_accepted, outcome.findings) == (2, ())


def test_refusals_that_bring_one_another_about_come_to_an_end(kudus: Database) -> None:
    stored = [10 + 5 * n for n in range(9)]
    deliver(kudus, "recap", recap(*(f"2020-03-{n + 1:02d},3319,{count},,,,s" for n, count in enumerate(stored))))
    # Each row lies above the row before it, but below the figure on record that stays once that row is refused.
    sent = [5, *(count - 3 for count in stored[1:-1])]
    outcome = deliver(
        kudus, "recap", recap(*(f"2020-03-{n + 2:02d},3319,{count},,,,s" for n, count in enumerate(sent)))
    )
    assert reasons(outcome) == ["count_falls"] * len(sent)
    assert sorted(count for count in on_record(kudus).values() if count is not None) == stored


def test_bps_can_correct_what_a_newspaper_said_on_the_same_day(kudus: Database) -> None:
    deliver(kudus, "recap", recap("2020-03-03,3319,1400,,,,Koran"))
    assert reasons(deliver(kudus, "recap", recap("2020-03-04,3319,1350,,,,BPS"))) == ["count_falls"]
    outcome = deliver(kudus, "recap", recap("2020-03-03,3319,1340,,,,BPS", "2020-03-04,3319,1350,,,,BPS"))
    assert outcome.findings == ()
    # The old file again says nothing new, though its figure is no longer the one that speaks.
    again = deliver(kudus, "recap", recap("2020-03-03,3319,1400,,,,Koran"))
    assert (again.rows_duplicate, again.findings, again.is_repeat) == (1, (), True)


def test_a_missing_figure_is_no_fall(kudus: Database) -> None:
    content = recap("2020-03-03,3319,100,300,,,s", "2020-03-04,3319,,310,,,s", "2020-03-05,3319,110,,,,s")
    assert deliver(kudus, "recap", content).findings == ()


Figures = dict[tuple[int, str], int]


def speaking(stored: Figures, new: Figures) -> dict[int, int]:
    """What counts for each day: the file's figure, of two the later source; else the last on record."""
    found = {day: count for (day, source), count in stored.items() if (day, source) not in new}
    return found | {day: new[day, source] for day, source in sorted(new)}


@given(
    st.dictionaries(st.tuples(st.integers(1, 5), st.sampled_from("ab")), st.integers(0, 6), max_size=6),
    st.dictionaries(st.tuples(st.integers(1, 5), st.sampled_from("ab")), st.integers(0, 6), max_size=6),
)
def test_whatever_is_taken_the_curve_does_not_fall(stored: Figures, sent: Figures) -> None:
    # What is on record does not fall.
    stored = dict(zip(sorted(stored), sorted(stored.values()), strict=True))
    measures = ("households_responded", "persons_responded", "households_clean", "persons_clean")

    def frame() -> pd.DataFrame:
        rows = [("3319", date(2020, 3, day), source, count) for (day, source), count in stored.items()]
        table = pd.DataFrame(rows, columns=["area_code", "as_of", "source", measures[0]], dtype=object)
        return table.assign(**dict.fromkeys(measures[1:], None))

    rows = [
        ParsedRow(
            line,
            {"area_code": "3319", "as_of": date(2020, 3, day), "source": source}
            | dict.fromkeys(measures)
            | {measures[0]: count},
        )
        for line, ((day, source), count) in enumerate(sent.items(), start=2)
    ]
    checked = Checked(list(rows), [])
    refuse_falls(ParsedTable(rows, {}, [], len(rows)), checked, frame())
    taken = {(row.values["as_of"].day, row.values["source"]): row.values[measures[0]] for row in checked.rows}
    changed = {key: count for key, count in taken.items() if stored.get(key) != count}
    after = [count for _day, count in sorted(speaking(stored, changed).items())]
    assert after == sorted(after)
    # What is on record already is never refused, nor is a file without any fall.
    assert {key for key in sent if stored.get(key) == sent[key]} <= set(taken)
    news = {key: count for key, count in sent.items() if stored.get(key) != count}
    whole = {day: [c for (d, _), c in news.items() if d == day] for day, _ in news}
    together = [count for _day, count in sorted(speaking(stored, news).items())]
    if all(len(counts) == 1 for counts in whole.values()) and together == sorted(together):
        assert taken == sent
    assert all(isinstance(found, Finding) for found in checked.findings)
    assert len(checked.findings) == len(sent) - len(taken)


@given(st.data())
def test_a_cell_that_comes_again_is_read_as_the_first_time(data: st.DataObject) -> None:
    cells = ["3319010", "33.19.01", "331901", "Kudus", "", "1.000", "1.000*)", "-", "NA", "15/03/20", "2020-03-15", "7"]
    rows = data.draw(st.lists(st.tuples(*[st.sampled_from(cells)] * 4), max_size=12))
    header = ["as_of", "area_code", "area_name", "households_responded"]
    position = {name: place for place, name in enumerate(header)}

    def read(lines: list[tuple[str, ...]], first: int) -> ParsedTable:
        numbered = [RawRow(line, cells) for line, cells in enumerate(lines, start=first)]
        table = RawTable(header=tuple(header), rows=numbered, format="csv", header_line=1, position=position)
        return parse_table(table, KINDS["recap"])

    together = read(rows, 2)
    alone = [read([row], line) for line, row in enumerate(rows, start=2)]
    assert together.rows == [row for table in alone for row in table.rows]
    refused = [found for table in alone for found in table.findings if not found.is_warning]
    assert [found for found in together.findings if not found.is_warning] == refused

    def told(tables: list[ParsedTable]) -> Counter[str]:
        findings = [found for table in tables for found in table.findings if found.is_warning]
        return sum((Counter({found.reason: int(str(found.details["cells"]))}) for found in findings), Counter())

    assert told([together]) == told(alone)


def test_a_code_is_read_once_however_many_rows_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    column = next(column for column in KINDS["recap"].columns if column.name == "area_code")
    counting = replace(column, read=lambda text: read.append(text) or text)
    kind = replace(
        KINDS["recap"], columns=tuple(counting if each is column else each for each in KINDS["recap"].columns)
    )
    rows = [RawRow(line, ("2020-03-15", f"33190{line % 9 + 1}0", "5")) for line in range(2, 902)]
    header = ("as_of", "area_code", "households_responded")
    parsed = parse_table(RawTable(header=header, rows=rows, format="csv", header_line=1), kind)
    assert len(parsed.rows) == 900
    assert len(read) == 9
