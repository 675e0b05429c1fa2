"""PostgreSQL's second barrier under the scope argument: rows that were not named are not there for a reading role."""

from sqlalchemy import func, select

from census.scope import Scope
from data_access.engine import ReadSession
from data_access.frames import in_scope
from data_access.models import Area

AREAS, AGENCIES = "kawal.areas", "kawal.agencies"
"""Settings of a transaction that the policies look at (migration 0005); `*` names all."""


def admit(session: ReadSession, scope: Scope) -> None:
    """Name the areas and agencies whose rows this transaction may read; a second call replaces the first.

    Rows of tables that somebody else owns are seen only after it; the owner, which imports and counts, sees all. On
    SQLite there are no roles and it does nothing.

    Parameters
    ----------
    scope
        The reader's; where it is whole, all areas of the database are named.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    areas = (
        "*" if scope.detail is None else ",".join(session.scalars(select(Area.code).where(in_scope(scope, Area.code))))
    )
    agencies = "*" if scope.agencies is None else ",".join(map(str, sorted(scope.agencies)))
    session.execute(select(func.set_config(AREAS, areas, True), func.set_config(AGENCIES, agencies, True)))
