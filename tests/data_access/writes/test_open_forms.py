"""Forms that are opened and not finished: counted by desa and day, within the scope, without the rest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from census.access.scope import Scope
from data_access.models.submission_models import SUBMISSIONS
from data_access.reads.submission_reads import read_open_forms
from tests.data_access.writes.test_rollups import (
    DESA,
    KABUPATEN,
    KEYS,
    START,
    STATUSES,
    WIB,
    deliver,
    form,
    is_bare,
    lay_ground,
)

if TYPE_CHECKING:
    from data_access.store.engine import Database

Drawn = tuple[str, str, int | None]
FORMS = st.lists(
    st.tuples(st.sampled_from(DESA), st.sampled_from(STATUSES), st.none() | st.integers(0, 60)), max_size=len(KEYS)
)


def opened_at(hours: int | None) -> datetime | None:
    return None if hours is None else START + timedelta(hours=hours)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FORMS, st.sampled_from([KABUPATEN, "9901010", DESA[0]]))
def test_they_are_counted_by_desa_and_day(database: Database, drawn: list[Drawn], seen: str) -> None:
    if is_bare(database):
        lay_ground(database)
    with database.write() as session:
        session.execute(sa.delete(SUBMISSIONS))
    deliver(
        database,
        [
            form(key, desa_code=desa, status=status, opened_at=opened_at(hours))
            for key, (desa, status, hours) in zip(KEYS, drawn, strict=False)
        ],
    )
    wanted: dict[tuple[str, date], int] = {}
    for desa, status, hours in drawn:
        moment = opened_at(hours)
        if status == "opened" and moment is not None and desa.startswith(seen):
            key = (desa, moment.astimezone(WIB).date())
            wanted[key] = wanted.get(key, 0) + 1
    with database.read() as session:
        found = read_open_forms(session, Scope.everything(seen))
    assert (
        dict(zip(zip(found["area_code"], found["day"], strict=True), found["households_opened"], strict=True)) == wanted
    )


def test_the_read_goes_by_the_index_of_open_forms(database: Database) -> None:
    lay_ground(database)
    asked: list[str] = []
    with database.read() as session:
        engine = session.connection
        sa.event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
        read_open_forms(session, Scope.everything(KABUPATEN))
        if engine.dialect.name == "sqlite":
            statement = asked[-1].replace("?", f"'{KABUPATEN}'")
            plan = " ".join(str(row) for row in session.execute(sa.text(f"EXPLAIN QUERY PLAN {statement}")))
            assert "ix_submissions_opened" in plan
    assert "status = 'opened'" in asked[-1]
