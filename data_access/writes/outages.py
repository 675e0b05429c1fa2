"""Days of outage, entered and taken away by the operator."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, exists, insert, select

from census.access.scope import Scope
from data_access.models.submission_models import OUTAGES
from data_access.store.engine import WriteSession
from data_access.store.frames import AnySession, in_scope
from data_access.store.schema import raise_data_version


@dataclass(frozen=True, slots=True)
class OutageDay:
    """A day of outage of a kabupaten, and why it is one."""

    kabupaten_code: str
    day: date
    note: str


def read_outage_days(session: AnySession, scope: Scope) -> list[OutageDay]:
    """Read the days of outage, the newest first."""
    query = (
        select(OUTAGES.c.kabupaten_code, OUTAGES.c.day, OUTAGES.c.note)
        .where(in_scope(scope, OUTAGES.c.kabupaten_code))
        .order_by(OUTAGES.c.day.desc(), OUTAGES.c.kabupaten_code)
    )
    return [OutageDay(*row) for row in session.execute(query)]


def add_outage(session: WriteSession, kabupaten_code: str, day: date, note: str) -> bool:
    """Keep a day of outage; False where it is on record."""
    is_known = select(exists().where(OUTAGES.c.kabupaten_code == kabupaten_code, OUTAGES.c.day == day))
    if session.scalar(is_known):
        return False
    session.execute(insert(OUTAGES), {"kabupaten_code": kabupaten_code, "day": day, "note": note})
    raise_data_version(session)
    return True


def remove_outage(session: WriteSession, kabupaten_code: str, day: date) -> bool:
    """Take a day of outage away; False where there is none."""
    query = (
        delete(OUTAGES).where(OUTAGES.c.kabupaten_code == kabupaten_code, OUTAGES.c.day == day).returning(OUTAGES.c.id)
    )
    is_gone = session.scalars(query).first() is not None
    if is_gone:
        raise_data_version(session)
    return is_gone
