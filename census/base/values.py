"""Rows of a frame as values: turned once, where figures leave the arithmetic."""

from dataclasses import fields
from typing import Any, TypeVar

import pandas as pd

Value = TypeVar("Value")


def values_of(kind: type[Value], table: pd.DataFrame) -> tuple[Value, ...]:
    """The rows of a table as values of a dataclass, in their order; null becomes None.

    Parameters
    ----------
    kind
        A dataclass whose fields are called as the columns are that it is made of.
    table
        May have more columns than `kind` has fields.

    Raises
    ------
    KeyError
        If a column is missing.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Count:
    ...     code: str
    ...     count: int | None
    >>> values_of(Count, pd.DataFrame({"code": ["a", "b"], "count": pd.array([3, None], dtype="Int64")}))
    (Count(code='a', count=3), Count(code='b', count=None))
    """
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    rows = zip(*(column_values(table[name]) for name in names), strict=True)
    return tuple(kind(**dict(zip(names, row, strict=True))) for row in rows)


def column_values(column: pd.Series) -> list[Any]:
    """The values of a column as Python's own, None for null."""
    # `where` on an object column costs ten times as much, and a page turns some fifty columns into values.
    return [None if is_null else value for value, is_null in zip(column.tolist(), column.isna().tolist(), strict=True)]
