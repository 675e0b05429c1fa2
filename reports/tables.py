"""Progress as rows of plain values, for machines: JSON and CSV."""

import csv
import json
from datetime import date
from io import StringIO
from typing import Any

import pandas as pd

from census.progress import PROGRESS_COLUMNS

Row = dict[str, Any]


def progress_rows(table: pd.DataFrame) -> list[Row]:
    """Give the columns of `census.progress.PROGRESS_COLUMNS` as plain values: dates as ISO text, null for none."""
    return [
        {name: _plain(value) for name, value in row.items()}
        for row in table.loc[:, list(PROGRESS_COLUMNS)].to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def as_json(rows: list[Row]) -> str:
    """Write rows as a JSON list."""
    return json.dumps(rows, ensure_ascii=False, indent=1)


def as_csv(rows: list[Row], columns: tuple[str, ...] = PROGRESS_COLUMNS) -> str:
    """Write rows as CSV with a heading; null is an empty cell, and no text can act as a formula in a spreadsheet."""
    lines = StringIO()
    writer = csv.DictWriter(lines, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows([{name: _harmless(value) for name, value in row.items()} for row in rows])
    return lines.getvalue()


def _harmless(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    # A spreadsheet runs a text that begins like a formula, whoever wrote it into a name or a source.
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
