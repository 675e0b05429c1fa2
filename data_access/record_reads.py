"""What can be read of outreach, commitments, blockers and requests: frames within the reader's scope."""

import pandas as pd
from sqlalchemy import select

from census.records import RECORD_COLUMNS, RECORD_COUNTS, RecordName
from census.scope import Scope
from data_access.frames import Reader, frame, in_scope
from data_access.record_models import AssistanceRequest, Blocker, Commitment
from data_access.submission_models import OutreachEvent

RecordRow = OutreachEvent | Commitment | Blocker | AssistanceRequest

RECORDS: dict[RecordName, tuple[type[RecordRow], str]] = {
    "events": (OutreachEvent, "held_on"),
    "commitments": (Commitment, "starts_on"),
    "blockers": (Blocker, "reported_on"),
    "requests": (AssistanceRequest, "requested_on"),
}
"""Table of each frame of records, and the day by which its rows are ordered."""


def read_records(session: Reader, scope: Scope, name: RecordName) -> pd.DataFrame:
    """Read the records of one kind, of areas in scope, the oldest first, each day in the order entered.

    Parameters
    ----------
    name
        A key of `census.records.RECORD_COLUMNS`, which names the columns of the result.
    """
    model, day = RECORDS[name]
    columns = RECORD_COLUMNS[name]
    query = (
        select(*(getattr(model, column) for column in columns))
        .where(in_scope(scope, model.area_code))
        .order_by(getattr(model, day), model.id)
    )
    return frame(session, query, counts=[column for column in RECORD_COUNTS if column in columns])


def read_events(session: Reader, scope: Scope) -> pd.DataFrame:
    """Read acts of outreach (`census.records.EVENT_COLUMNS`)."""
    return read_records(session, scope, "events")


def read_commitments(session: Reader, scope: Scope) -> pd.DataFrame:
    """Read commitments, the withdrawn ones included (`census.records.COMMITMENT_COLUMNS`)."""
    return read_records(session, scope, "commitments")


def read_blockers(session: Reader, scope: Scope) -> pd.DataFrame:
    """Read blockers, the resolved ones included (`census.records.BLOCKER_COLUMNS`)."""
    return read_records(session, scope, "blockers")


def read_requests(session: Reader, scope: Scope) -> pd.DataFrame:
    """Read requests for help (`census.records.REQUEST_COLUMNS`)."""
    return read_records(session, scope, "requests")
