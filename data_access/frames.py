"""What all reads share: the reader's scope as a condition, and results as frames."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from census.scope import Scope
from data_access.engine import ReadSession, WriteSession
from data_access.models import Area

Reader = ReadSession | WriteSession
Rows = Select[*tuple[Any, ...]]
CodeColumn = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


def in_scope(scope: Scope, column: CodeColumn) -> ColumnElement[bool]:
    """Bind a code column to the scope's area and all below it."""
    tree = select(Area.code).where(Area.code == scope.area_code).cte("tree", recursive=True)
    # UNION and not UNION ALL: it ends even where rows of another system lie below themselves.
    tree = tree.union(select(Area.code).join(tree, Area.parent_code == tree.c.code))
    return column.in_(select(tree.c.code))


def frame(session: Reader, query: Rows, *, counts: Sequence[str] = ()) -> pd.DataFrame:
    """Run a query into a frame of objects, its counts as Int64."""
    result = session.execute(query)
    rows = pd.DataFrame(result.all(), columns=list(result.keys()), dtype=object)
    return rows.astype(dict.fromkeys(counts, "Int64"))


def arrived(rows: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Order rows by arrival; here and not in SQL, since databases do not agree on the order of texts."""
    return rows.sort_values(["arrival", *keys], ignore_index=True).drop(columns="arrival")
