"""What can be read of outreach, commitments, blockers and requests: frames within the reader's scope."""

import pandas as pd
from sqlalchemy import ColumnElement, Table, or_, select, true

from census.access.scope import Scope
from census.outreach.records import RECORD_COLUMNS, RECORD_COUNTS, RecordName
from data_access.models.record_models import ASSISTANCE_REQUESTS, BLOCKERS, COMMITMENTS
from data_access.models.submission_models import OUTREACH_EVENTS
from data_access.store.frames import AnySession, at_or_below, frame, in_scope, of_agencies

RECORDS: dict[RecordName, tuple[Table, str]] = {
    "events": (OUTREACH_EVENTS, "held_on"),
    "commitments": (COMMITMENTS, "starts_on"),
    "blockers": (BLOCKERS, "reported_on"),
    "requests": (ASSISTANCE_REQUESTS, "requested_on"),
}
"""Table of each frame of records, and the day by which its rows are ordered."""


def read_records(session: AnySession, scope: Scope, name: RecordName) -> pd.DataFrame:
    """Read the records of one kind, the oldest first, each day in the order entered.

    They are those of areas in scope whose agency is too, or that lie where the reader may record whoever has acted.

    Parameters
    ----------
    name
        A key of `census.outreach.records.RECORD_COLUMNS`, which names the columns of the result.
    """
    table, day = RECORDS[name]
    columns = RECORD_COLUMNS[name]
    query = (
        select(*(table.c[column] for column in columns))
        .where(in_scope(scope, table.c.area_code), _is_seen(scope, table))
        .order_by(table.c[day], table.c.id)
    )
    return frame(session, query, counts=[column for column in RECORD_COUNTS if column in columns])


def _is_seen(scope: Scope, table: Table) -> ColumnElement[bool]:
    if scope.records_in is None:
        return true()
    return or_(of_agencies(scope, table.c.opd_id), at_or_below(scope.records_in, table.c.area_code))


def read_events(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read acts of outreach (`census.outreach.records.EVENT_COLUMNS`)."""
    return read_records(session, scope, "events")


def read_commitments(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read commitments, the withdrawn ones included (`census.outreach.records.COMMITMENT_COLUMNS`)."""
    return read_records(session, scope, "commitments")


def read_blockers(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read blockers, the resolved ones included (`census.outreach.records.BLOCKER_COLUMNS`)."""
    return read_records(session, scope, "blockers")


def read_requests(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read requests for help (`census.outreach.records.REQUEST_COLUMNS`)."""
    return read_records(session, scope, "requests")
