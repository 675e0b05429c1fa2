"""Records of outreach as they are read: in scope, in order, with their types, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import insert

from census.access.scope import Scope
from census.outreach.records import RECORD_COLUMNS, BlockerKind, record_frame
from data_access.models.record_models import ASSISTANCE_REQUESTS, BLOCKERS, COMMITMENTS
from data_access.models.submission_models import OUTREACH_EVENTS
from data_access.reads.campaign import read_campaign
from tests.census.worlds import World, area
from tests.data_access.stores import store

if TYPE_CHECKING:
    from data_access.store.engine import Database

AREAS = [
    area("9901", None, "kabupaten"),
    area("9901010", "9901", "kecamatan"),
    area("9901020", "9901", "kecamatan"),
    area("9901010001", "9901010", "desa"),
    area("9901020001", "9901020", "desa"),
]
DAY = date(2020, 3, 1)
AT = datetime(2020, 3, 1, 3, tzinfo=UTC)


@pytest.fixture
def with_areas(database: Database) -> Database:
    """A database of two kecamatan with a desa each."""
    store(database, World(AREAS, [], [], []))
    return database


def test_records_are_read_within_the_scope_and_the_oldest_first(with_areas: Database) -> None:
    def event(area_code: str, held_on: date) -> dict[str, object]:
        return {
            "kabupaten_code": "9901",
            "area_code": area_code,
            "held_on": held_on,
            "kind": "keliling",
            "source": "camat",
        }

    with with_areas.write() as session:
        rows = [event("9901010001", DAY), event("9901020001", DAY), event("9901010", date(2020, 2, 20))]
        for row in rows:
            session.execute(insert(OUTREACH_EVENTS), row)
    with with_areas.read() as session:
        whole, part = (read_campaign(session, Scope.everything(code)).events for code in ("9901", "9901010"))
    assert whole["area_code"].tolist() == ["9901010", "9901010001", "9901020001"]
    assert part["area_code"].tolist() == ["9901010", "9901010001"]
    assert list(whole.columns) == list(RECORD_COLUMNS["events"])
    assert whole["audience"].isna().all()
    assert whole["held_on"].tolist() == [date(2020, 2, 20), DAY, DAY]


def test_every_kind_comes_back_as_it_went_in(with_areas: Database) -> None:
    place = {"kabupaten_code": "9901", "area_code": "9901010001", "source": "BPS"}
    commitment = {"households": 40, "starts_on": DAY, "due_on": DAY, "created_at": AT}
    blocker = {"kind": BlockerKind.NO_SIGNAL.value, "reported_on": DAY, "households": 3}
    request = {"requested_on": DAY, "scheduled_on": date(2020, 3, 4), "note": "balai desa"}
    with with_areas.write() as session:
        session.execute(insert(COMMITMENTS), place | commitment)
        session.execute(insert(BLOCKERS), place | blocker)
        session.execute(insert(ASSISTANCE_REQUESTS), place | request)
    with with_areas.read() as session:
        campaign = read_campaign(session, Scope.everything("9901"))
    for name, row in (("commitments", commitment), ("blockers", blocker), ("requests", request)):
        pd.testing.assert_frame_equal(getattr(campaign, name), record_frame(name, [{"id": 1} | place | row]))


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (COMMITMENTS, {"households": 0, "starts_on": DAY, "due_on": DAY, "created_at": AT}),
        (COMMITMENTS, {"households": 1, "starts_on": DAY, "due_on": date(2020, 2, 1), "created_at": AT}),
        (BLOCKERS, {"kind": "laziness", "reported_on": DAY}),
        (BLOCKERS, {"kind": "other", "reported_on": DAY, "resolved_on": date(2020, 2, 1)}),
        (ASSISTANCE_REQUESTS, {"requested_on": DAY, "done_on": date(2020, 2, 1)}),
        (ASSISTANCE_REQUESTS, {"requested_on": DAY, "result_households": 5}),
    ],
)
def test_the_tables_refuse_what_cannot_be(with_areas: Database, table: type, row: dict[str, object]) -> None:
    place = {"kabupaten_code": "9901", "area_code": "9901010001", "source": "BPS"}
    with pytest.raises(sa.exc.IntegrityError), with_areas.write() as session:
        session.execute(insert(table), place | row)


def test_the_words_of_blockers_are_those_of_the_table() -> None:
    check = next(check for check in BLOCKERS.constraints if str(check.name).endswith("known_kind"))
    assert isinstance(check, sa.CheckConstraint)
    words = str(check.sqltext)
    assert [kind for kind in BlockerKind if f"'{kind}'" not in words] == []
    assert words.count("'") == 2 * len(BlockerKind)
