"""What an office has dealt with: off its own list for the day, on both databases, and seen by nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from census.access.scope import Scope
from data_access.store.schema import data_version
from data_access.writes.handled import KEPT_FOR_DAYS, Handled, read_handled, take_handled_back, write_handled
from data_access.writes.record_writes import OutOfScopeError
from tests.census.worlds import World, area
from tests.data_access.stores import store

if TYPE_CHECKING:
    from data_access.store.engine import Database

AREAS = [area("9901", None, "kabupaten"), *(area(f"99010{n}0", "9901", "kecamatan") for n in (1, 2))]
DAY = date(2020, 3, 1)
AT = datetime(2020, 3, 1, 3, tzinfo=UTC)
MARK = Handled("off_path", "9901010", "sudah ditelepon", AT)
NOBODY: frozenset[str] = frozenset()
FIRST, SECOND = (
    Scope("9901", frozenset({code}), frozenset(), frozenset({code}), frozenset(), frozenset())
    for code in ("9901010", "9901020")
)


@pytest.fixture
def with_areas(database: Database) -> Database:
    """A database of two kecamatan."""
    store(database, World(AREAS, [], [], []))
    return database


def read(database: Database, scope: Scope, day: date = DAY) -> tuple[Handled, ...]:
    with database.read() as session:
        return read_handled(session, scope, day)


def test_a_mark_is_read_by_its_office_on_its_day_alone_and_raises_no_version(with_areas: Database) -> None:
    with with_areas.read() as session:
        before = data_version(session)
    with with_areas.write() as session:
        write_handled(session, FIRST, MARK, area_code="9901010", day=DAY, by=None)
    assert read(with_areas, FIRST) == (MARK,)
    # The desa that somebody is asked to serve are no part of the office.
    assert read(with_areas, replace(FIRST, detail=NOBODY)) == (MARK,)
    assert read(with_areas, SECOND) == read(with_areas, Scope.everything("9901")) == ()
    assert read(with_areas, FIRST, DAY + timedelta(days=1)) == ()
    with with_areas.read() as session:
        assert data_version(session) == before


def test_a_second_mark_replaces_the_note_and_a_mark_is_taken_back_once(with_areas: Database) -> None:
    later = replace(MARK, note=None, at=AT + timedelta(hours=1))
    for mark in (MARK, later):
        with with_areas.write() as session:
            write_handled(session, FIRST, mark, area_code="9901010", day=DAY, by=None)
    assert read(with_areas, FIRST) == (later,)
    with with_areas.write() as session:
        assert not take_handled_back(session, SECOND, *MARK.key, day=DAY)
        assert take_handled_back(session, FIRST, *MARK.key, day=DAY)
        assert not take_handled_back(session, FIRST, *MARK.key, day=DAY)
    assert read(with_areas, FIRST) == ()


def test_an_area_out_of_scope_is_refused(with_areas: Database) -> None:
    for code in ("9901999", "3319"):
        with pytest.raises(OutOfScopeError), with_areas.write() as session:
            write_handled(session, FIRST, MARK, area_code=code, day=DAY, by=None)
    assert read(with_areas, FIRST) == ()


def test_marks_go_after_thirty_days(with_areas: Database) -> None:
    for day in (DAY, DAY + timedelta(days=KEPT_FOR_DAYS), DAY + timedelta(days=KEPT_FOR_DAYS + 1)):
        with with_areas.write() as session:
            write_handled(session, FIRST, MARK, area_code="9901010", day=day, by=None)
        assert bool(read(with_areas, FIRST)) == (day != DAY + timedelta(days=KEPT_FOR_DAYS + 1))
