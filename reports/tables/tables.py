"""Progress as rows of plain values, for machines: JSON and CSV."""

import csv
import json
import re
from collections.abc import Sequence
from datetime import date
from io import StringIO

import numpy as np
import pandas as pd

from census.figures.progress import PROGRESS_COLUMNS

Value = str | int | float | bool | None
Row = dict[str, Value]

# A spreadsheet runs a text that begins like a formula, whoever wrote it into a name or a source; and where it parts
# cells at semicolons it makes a beginning of what follows one.
_FORMULA = re.compile(r"(^|[;\t\r\n|])([^\S\t\r\n]*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def progress_rows(table: pd.DataFrame) -> list[Row]:
    """The columns of `census.figures.progress.PROGRESS_COLUMNS` as plain values: dates as ISO text."""
    return plain_rows(table, PROGRESS_COLUMNS)


def plain_rows(table: pd.DataFrame, columns: Sequence[str]) -> list[Row]:
    """Some columns of a table as plain values: dates as ISO text, null for none.

    Raises
    ------
    TypeError
        If a value is no text, number, truth value or date.
    """
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in table.loc[:, list(columns)].to_dict("records")
    ]


def _plain(value: object) -> Value:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, date):
        return value.isoformat()
    plain = value.item() if isinstance(value, np.generic) else value
    if not isinstance(plain, str | int | float | bool):
        msg = f"no plain value: {type(plain).__name__}"
        raise TypeError(msg)
    return plain


def as_json(rows: Sequence[Row]) -> str:
    """Write rows as a JSON list.

    Raises
    ------
    ValueError
        If a number is not finite: JSON has no such number, and null would say that nothing was delivered.
    """
    return json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False)


def as_csv(rows: Sequence[Row], columns: Sequence[str] = PROGRESS_COLUMNS) -> str:
    r"""Write rows as CSV with a heading; null is an empty cell, and no text can act as a formula in a spreadsheet.

    Examples
    --------
    >>> as_csv([{"name": "=1+1", "gap": None}], ["name", "gap"])
    "name,gap\n'=1+1,\n"
    """
    lines = StringIO()
    writer = csv.DictWriter(lines, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows([{name: _harmless(value) for name, value in row.items()} for row in rows])
    return lines.getvalue()


def _harmless(value: Value) -> Value:
    if isinstance(value, bool):
        return str(value).lower()
    return _FORMULA.sub(r"\1'\2", value) if isinstance(value, str) else value
