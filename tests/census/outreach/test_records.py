"""Records as the campaign hands them out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from census.disclosure.suppression import STANDARD
from census.outreach.records import RECORD_COLUMNS, record_frame
from tests.census.worlds import World, area, register

DAY = date(2020, 3, 1)
AREAS = [
    area("9901", None, "kabupaten"),
    area("9901010", "9901", "kecamatan"),
    area("9901010001", "9901010", "desa"),
    area("9901010002", "9901010", "desa"),
    area("9901010003", "9901010", "desa"),
    area("9901010004", "9901010", "desa"),
]
SIZES = {"9901010001": 12, "9901010002": 15, "9901010003": 18, "9901010004": 900}


def test_a_campaign_without_records_has_empty_frames() -> None:
    campaign = World(AREAS, [], []).campaign()
    for name, columns in RECORD_COLUMNS.items():
        frame = getattr(campaign, name)
        assert list(frame.columns) == list(columns)
        assert len(frame) == 0


def test_counts_of_families_in_a_small_area_are_hidden_and_promises_are_not() -> None:
    rows = [register(code, n, 3 * n) for code, n in SIZES.items()]
    places = [{"area_code": code, "households": 4, "result_households": 4, "audience": 4} for code in SIZES]
    frames = {
        name: record_frame(name, [{key: row[key] for key in row if key in columns} for row in places])
        for name, columns in RECORD_COLUMNS.items()
    }
    campaign = replace(World(AREAS, rows, []).campaign(STANDARD), **frames)
    assert campaign.blockers["households"].tolist() == [pd.NA, pd.NA, pd.NA, 4]
    assert campaign.requests["result_households"].tolist() == [pd.NA, pd.NA, pd.NA, 4]
    assert campaign.commitments["households"].tolist() == [4, 4, 4, 4]
    assert campaign.events["audience"].tolist() == [4, 4, 4, 4]
    bare = replace(World(AREAS, rows, []).campaign(None), **frames)
    assert bare.blockers["households"].tolist() == [4, 4, 4, 4]
