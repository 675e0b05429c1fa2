"""What can be read of submissions: daily gains, never rows; each within the reader's scope."""

from datetime import date

import pandas as pd
from sqlalchemy import String, cast, func, literal_column, or_, select

from census.access.scope import Scope
from census.base.vocabulary import AREA_MEASURES
from census.campaign.agencies import STAFF_MEASURES
from census.figures.domicile import OUTSIDE
from data_access.models.submission_models import (
    DAILY_DOMICILES,
    DAILY_OPD_PROGRESS,
    DAILY_PROGRESS,
    INSTALLATION,
    OPD_RECAPS,
    OUTAGES,
    SUBMISSIONS,
)
from data_access.store.engine import WholeSession
from data_access.store.frames import AnySession, arrived, frame, in_scope, of_agencies
from data_access.store.wib_day import wib_day

SIMULATION = "simulation"
"""Name of the fact that all rows of this database are simulated."""


def read_daily_progress(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read the daily gains of desa: `area_code`, `day` and the columns of `AREA_MEASURES`."""
    query = select(
        DAILY_PROGRESS.c.area_code,
        DAILY_PROGRESS.c.day,
        *(DAILY_PROGRESS.c[measure] for measure in AREA_MEASURES),
    ).where(in_scope(scope, DAILY_PROGRESS.c.area_code))
    return frame(session, query, counts=AREA_MEASURES)


def read_open_forms(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Count the forms that are opened and not finished: `area_code`, `day` (opened, WIB), `households_opened`.

    Read from the rows through an index that holds nothing else, so that it costs the same whatever their number.
    """
    day = wib_day(SUBMISSIONS.c.opened_at).label("day")
    # Written out: with a parameter neither database would know that the index will do.
    is_open = SUBMISSIONS.c.status == literal_column("'opened'")
    query = (
        select(SUBMISSIONS.c.desa_code.label("area_code"), day, func.count().label("households_opened"))
        .where(is_open, SUBMISSIONS.c.opened_at.is_not(None), in_scope(scope, SUBMISSIONS.c.desa_code))
        .group_by(SUBMISSIONS.c.desa_code, day)
        .order_by(SUBMISSIONS.c.desa_code, day)
    )
    return frame(session, query, counts=["households_opened"])


def read_daily_domiciles(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read the daily gains of persons by `area_code` (de jure) and `domicile_code` (de facto)."""
    measures = ("persons_responded", "persons_clean")
    query = select(
        DAILY_DOMICILES.c.area_code,
        DAILY_DOMICILES.c.domicile_code,
        DAILY_DOMICILES.c.day,
        *(DAILY_DOMICILES.c[measure] for measure in measures),
    ).where(in_scope(scope, DAILY_DOMICILES.c.area_code))
    if scope.detail is not None:
        living = DAILY_DOMICILES.c.domicile_code
        query = query.where(or_(living == OUTSIDE, in_scope(scope, living)))
    return frame(session, query, counts=measures)


def read_daily_opd_progress(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read the daily gains of agencies whose detail is in scope: `area_code` (number as text), `day`, staff."""
    query = (
        select(
            cast(DAILY_OPD_PROGRESS.c.opd_id, String).label("area_code"),
            DAILY_OPD_PROGRESS.c.day,
            *(func.sum(DAILY_OPD_PROGRESS.c[measure]).label(measure) for measure in STAFF_MEASURES),
        )
        .where(in_scope(scope, DAILY_OPD_PROGRESS.c.kabupaten_code), of_agencies(scope, DAILY_OPD_PROGRESS.c.opd_id))
        .group_by(DAILY_OPD_PROGRESS.c.opd_id, DAILY_OPD_PROGRESS.c.day)
    )
    return frame(session, query, counts=STAFF_MEASURES)


def read_opd_recaps(session: AnySession, scope: Scope) -> pd.DataFrame:
    """Read the recaps of agencies whose detail is in scope in the form of `census.campaign.agencies.agency_panel`."""
    query = select(
        cast(OPD_RECAPS.c.opd_id, String).label("area_code"),
        OPD_RECAPS.c.as_of,
        OPD_RECAPS.c.source,
        *(OPD_RECAPS.c[measure] for measure in STAFF_MEASURES),
        func.coalesce(OPD_RECAPS.c.import_id, 0).label("arrival"),
    ).where(in_scope(scope, OPD_RECAPS.c.kabupaten_code), of_agencies(scope, OPD_RECAPS.c.opd_id))
    return arrived(frame(session, query, counts=STAFF_MEASURES), "source", "area_code", "as_of")


def read_all_opd_recaps(session: WholeSession) -> pd.DataFrame:
    """Read the recaps of all agencies in order of arrival, for the checks of an import: `opd_id` and the counts."""
    query = select(
        OPD_RECAPS.c.opd_id,
        OPD_RECAPS.c.as_of,
        OPD_RECAPS.c.source,
        *(OPD_RECAPS.c[measure] for measure in STAFF_MEASURES),
        func.coalesce(OPD_RECAPS.c.import_id, 0).label("arrival"),
    )
    return arrived(frame(session, query, counts=STAFF_MEASURES), "source", "opd_id", "as_of")


def read_outages(session: AnySession, scope: Scope) -> dict[str, frozenset[date]]:
    """Read the days of outage by code of kabupaten."""
    query = select(OUTAGES.c.kabupaten_code, OUTAGES.c.day).where(in_scope(scope, OUTAGES.c.kabupaten_code))
    by_kabupaten: dict[str, set[date]] = {}
    for kabupaten, day in session.execute(query):
        by_kabupaten.setdefault(kabupaten, set()).add(day)
    return {kabupaten: frozenset(days) for kabupaten, days in by_kabupaten.items()}


def read_simulation(session: AnySession) -> str | None:
    """Tell which simulation all rows of this database come from; None where they are real."""
    return session.scalar(select(INSTALLATION.c.value).where(INSTALLATION.c.name == SIMULATION))
