"""A clock that jumps: rows of a day that has not come are refused until it has, and no older state comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from data_access.audit.audit import audit
from data_access.models.submission_models import SUBMISSIONS
from ingest.importing import Arrival, Outcome, import_table
from tests.ingest.checks.test_submissions import HEAD, KK, row
from tests.ingest.desk import NOW, SECRET, TODAY, opened, reasons

if TYPE_CHECKING:
    from data_access.store.engine import Database


def deliver(database: Database, text: str, *, days: int) -> Outcome:
    """Take a file in while the clock is so many days wrong."""
    wrong = timedelta(days=days)
    arrival = Arrival("submissions", "file.csv", text.encode(), "test", NOW + wrong, TODAY + wrong, root_area="3319",
                      household_secret=SECRET)  # fmt: skip
    return import_table(database, arrival)


def persons(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(sa.select(SUBMISSIONS.c.persons)))


def test_a_clock_that_jumps_loses_and_doubles_nothing(started_url: str) -> None:
    newer = HEAD + row(KK, persons=4, updated_at="2020-05-30")
    older = HEAD + row(KK, persons=2, updated_at="2020-03-02")
    with opened(started_url) as database:
        early = deliver(database, newer, days=-60)
        assert (early.rows_accepted, reasons(early)) == (0, ["day_in_future"])
        assert deliver(database, older, days=-60).rows_accepted == 1
        # A year ahead, then right again, then two months behind: the household's own moments decide.
        assert deliver(database, newer, days=366).rows_accepted == 1
        assert deliver(database, older, days=0).rows_accepted == 0
        assert deliver(database, newer, days=0).is_repeat
        assert deliver(database, older, days=-60).rows_accepted == 0
        assert persons(database) == [4]
        assert audit(database).differences == 0
