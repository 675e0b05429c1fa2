"""What all reads share: the reader's scope as a condition, and results as frames."""

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Column, ColumnElement, Select, and_, or_, select, true

from census.access.scope import TOTAL_LEVELS, Scope
from data_access.models.models import AREAS
from data_access.store.engine import AuditSession, ReadSession, WriteSession

AnySession = ReadSession | WriteSession
Rows = Select[*tuple[Any, ...]]
CodeColumn = Column[str] | Column[str | None]
IdColumn = Column[int] | Column[int | None]


def in_scope(scope: Scope, column: CodeColumn) -> ColumnElement[bool]:
    """Bind a code column to the areas whose figures the scope may see."""
    is_below = within(scope, column)
    if scope.detail is None:
        return is_below
    is_total = column.in_(select(AREAS.c.code).where(AREAS.c.level.in_(sorted(TOTAL_LEVELS))))
    return and_(is_below, or_(is_total, at_or_below(scope.detail, column)))


def within(scope: Scope, column: CodeColumn) -> ColumnElement[bool]:
    """Bind a code column to the scope's area and all below it: for what is public, such as outlines."""
    return at_or_below([scope.area_code], column)


def of_agencies(scope: Scope, column: IdColumn) -> ColumnElement[bool]:
    """Bind a column of agencies to those whose detail the scope may see."""
    return true() if scope.agencies is None else column.in_(sorted(scope.agencies))


def at_or_below(codes: Collection[str], column: CodeColumn) -> ColumnElement[bool]:
    """Bind a code column to some areas and all below them."""
    tree = select(AREAS.c.code).where(AREAS.c.code.in_(sorted(codes))).cte(recursive=True)
    # UNION and not UNION ALL: it ends even where rows of another system lie below themselves.
    tree = tree.union(select(AREAS.c.code).join(tree, AREAS.c.parent_code == tree.c.code))
    return column.in_(select(tree.c.code))


def frame(session: AnySession | AuditSession, query: Rows, *, counts: Sequence[str] = ()) -> pd.DataFrame:
    """Run a query into a frame of objects, its counts as Int64."""
    result = session.execute(query)
    names = list(result.keys())
    # Column by column: a frame of rows asks each row what it is, and one whose types are changed is put together anew.
    columns = list(zip(*result, strict=True)) or [()] * len(names)
    return pd.DataFrame(
        {
            name: pd.Series(column, dtype="Int64" if name in counts else object)
            for name, column in zip(names, columns, strict=True)
        }
    )


def arrived(rows: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Order rows by arrival; here and not in SQL, since databases do not agree on the order of texts."""
    return rows.sort_values(["arrival", *keys], ignore_index=True).drop(columns="arrival")
