"""Files of records and of reach: what the screen shows, with the names of areas and agencies."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from census.outreach.commitments import commitment_progress, commitment_values
from census.outreach.reach import reach_table
from census.outreach.record_list import RecordList, record_list, record_table
from census.outreach.records import RECORD_COLUMNS, RecordName, record_frame
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from reports.records import (
    FILE_COLUMNS,
    REACH_COLUMNS,
    reach_rows,
    record_rows,
    record_workbook,
)
from reports.tables.tables import as_csv
from tests.census.worlds import World, area, recap, register

DAY, AS_OF = date(2020, 3, 2), date(2020, 3, 15)
DESA = "9901010001"
AREAS = [area("9901", None, "kabupaten"), area("9901010", "9901", "kecamatan"), area(DESA, "9901010", "desa")]
ENGLISH = Translator("en")
ROWS: dict[RecordName, dict[str, object]] = {
    "events": {"held_on": DAY, "kind": "keliling", "audience": 40, "note": "=1+1"},
    "commitments": {"households": 30, "starts_on": DAY, "due_on": AS_OF},
    "blockers": {"kind": "no_signal", "reported_on": DAY},
    "requests": {"requested_on": DAY, "result_households": 7, "done_on": AS_OF},
}


@pytest.fixture(scope="module")
def lists() -> dict[RecordName, RecordList]:
    recaps = [recap(DESA, date(2020, 3, 1), 10, None), recap(DESA, date(2020, 3, 10), 55, None)]
    campaign = World(AREAS, [register(DESA, 900, 2700)], recaps).campaign()
    opd = pd.DataFrame({"id": [5], "short_name": ["Dinkes"]})
    about = {"area_code": DESA, "kabupaten_code": "9901", "source": "camat"}
    older = {"held_on": DAY, "reported_on": DAY, "requested_on": DAY, "starts_on": DAY}
    frames: dict[RecordName, pd.DataFrame] = {}
    for name, row in ROWS.items():
        second = about | row | {key: date(2020, 2, 20) for key in older if key in row} | {"id": 2}
        frames[name] = record_frame(name, [{"id": 1, "opd_id": 5} | about | row, second])
    promised = commitment_progress(frames["commitments"], campaign.panel, as_of=AS_OF)
    progress = commitment_values(promised, AS_OF)
    return {
        name: record_list(name, record_table(name, frame, tree=campaign.tree, opd=opd, promised=promised), progress)
        for name, frame in frames.items()
    }


@pytest.mark.parametrize("name", list(RECORD_COLUMNS))
def test_a_csv_names_area_and_agency_and_holds_no_formula(
    lists: dict[RecordName, RecordList], name: RecordName
) -> None:
    rows = list(csv.DictReader(StringIO(as_csv(record_rows(lists[name]), FILE_COLUMNS[name]))))
    # The newest first.
    assert [row["id"] for row in rows] == ["1", "2"]
    assert rows[0]["area_name"] == f"desa {DESA}"
    assert [row["opd_name"] for row in rows] == ["Dinkes", ""]
    if name == "events":
        assert rows[0]["note"] == "'=1+1"
    if name == "commitments":
        # Alone from 20 February on there is no figure before; 45 came in, shared by two of the same size.
        assert [row["achieved"] for row in rows] == ["22.5", ""]


@pytest.mark.parametrize("name", list(RECORD_COLUMNS))
def test_a_workbook_says_what_it_is_and_that_it_is_simulated(
    lists: dict[RecordName, RecordList], name: RecordName
) -> None:
    content = record_workbook(lists[name], ENGLISH, Formats(ENGLISH), area="Jekulo", as_of=AS_OF, simulated=True)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert "Jekulo" in str(rows[0][0])
    assert "SIMULASI" in str(rows[1][0])
    headings = next(place for place, row in enumerate(rows) if row[0] == "No.")
    assert [row[0] for row in rows[headings + 1 :]] == [1, 2]
    words = {"events": "touring the desa", "blockers": "no signal", "commitments": "running"}
    assert words.get(name, "Dinkes") in [str(cell) for cell in rows[headings + 1]]


def test_reach_comes_as_a_table_of_its_own() -> None:
    tree = World(AREAS, [], []).campaign().tree
    events = record_frame("events", [{"id": 1, "area_code": DESA, **ROWS["events"]}])
    left = pd.Series({DESA: 300}, dtype="Int64")
    table = reach_table(tree, events, left, codes=[DESA], as_of=AS_OF)
    table = table.assign(as_of=AS_OF, figure_on=AS_OF - timedelta(days=1), source="rekap")
    (row,) = csv.DictReader(StringIO(as_csv(reach_rows(table), REACH_COLUMNS)))
    assert (row["last_on"], row["days_since"], row["reach"]) == ("2020-03-02", "13", "133.3")
    assert (row["as_of"], row["figure_on"], row["source"]) == (AS_OF.isoformat(), "2020-03-14", "rekap")
