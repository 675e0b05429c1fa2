"""An example file of each kind."""

import csv
from io import StringIO

from ingest.kinds.kinds import KINDS


def template_csv(kind: str) -> str:
    """An example file of a kind: all headings and one row."""
    lines = StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([column.name for column in KINDS[kind].columns])
    writer.writerow([column.example for column in KINDS[kind].columns])
    return lines.getvalue()
