"""A record of removals beside the database: a backup from before one must not bring back what was removed.

One line for each removal: its last day (WIB) and the moment at which it was done (UTC); nothing about anybody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path


@contextmanager
def writing_down(record: Path, until: date, *, now: datetime) -> Iterator[None]:
    """Write a removal down once it is done; folder and file are made before, where they are missing.

    Raises
    ------
    OSError
        If the record cannot be written; nothing has been removed then.
    """
    record.parent.mkdir(parents=True, exist_ok=True)
    with record.open("a", encoding="ascii") as lines:
        yield
        lines.write(f"{until.isoformat()} {now.isoformat()}\n")


def last_purge(record: Path) -> date | None:
    """The last day that any removal reached; None where none was written down.

    Raises
    ------
    ValueError
        If a line cannot be read.
    """
    if not record.is_file():
        return None
    lines = record.read_text(encoding="ascii").splitlines()
    return max((date.fromisoformat(line.partition(" ")[0]) for line in lines if line.strip()), default=None)
