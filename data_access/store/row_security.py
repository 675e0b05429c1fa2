"""PostgreSQL's second barrier under the scope argument: rows that were not named are not there for a reading role."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy import text as sql

from census.access.scope import Scope
from data_access.models.models import AREAS
from data_access.store.frames import AnySession, in_scope

AREA_SETTING, AGENCY_SETTING = "kawal.areas", "kawal.agencies"
"""Settings of a transaction that the policies look at (migration 0007); `*` names all."""

OFFICE_SETTING = "kawal.office"
"""Setting that the policy of what an office has dealt with looks at (migration 0013)."""


def admit(session: AnySession, scope: Scope) -> None:
    """Name the areas and agencies whose rows this transaction may read; a second call replaces the first.

    Rows of tables that somebody else owns are seen only after it; the owner, which imports and counts, sees all. On
    SQLite there are no roles and it does nothing.

    Parameters
    ----------
    scope
        The reader's; where it is whole, all areas of the database are named.
    """
    areas = (
        None
        if scope.detail is None
        else session.scalars(select(AREAS.c.code).where(in_scope(scope, AREAS.c.code))).all()
    )
    _name(session, areas, scope.agencies)


def admit_all(session: AnySession) -> None:
    """Name all areas and agencies: for what must see every row to say yes, and would say it to none."""
    _name(session, None, None)


def name_office(session: AnySession, scope: Scope) -> None:
    """Name the office whose marks this transaction may read; as `admit`, and beside it."""
    if session.connection.dialect.name == "postgresql":
        session.execute(select(func.set_config(OFFICE_SETTING, scope.office, True)))


def is_passed_by(session: AnySession) -> bool:
    """Tell whether this session's role sees every row whatever is named: the owner, or one above all policies."""
    if session.connection.dialect.name != "postgresql":
        return False
    query = sql(
        "SELECT own.rolsuper OR own.rolbypassrls OR pg_has_role(own.oid, guarded.relowner, 'MEMBER')"
        " FROM pg_roles AS own, pg_class AS guarded"
        " WHERE own.rolname = current_user AND guarded.oid = 'area_recaps'::regclass"
    )
    return bool(session.scalar(query))


def _name(session: AnySession, areas: Iterable[str] | None, agencies: Iterable[int] | None) -> None:
    if session.connection.dialect.name != "postgresql":
        return
    allowed = ["*" if keys is None else ",".join(sorted(map(str, keys))) for keys in (areas, agencies)]
    session.execute(
        select(func.set_config(AREA_SETTING, allowed[0], True), func.set_config(AGENCY_SETTING, allowed[1], True))
    )
