"""`python -m tests.support.processes.any_data --open ...`: the server as `make run` starts it, but for one thing.

The dashboard opens without sign-in on figures that nobody has published, too: most tests are about such figures, and
not about who may see them. What it refuses is tested in `tests/access/test_open_mode.py`, with the real thing.
"""

from __future__ import annotations

import typer

import asgi
from access import open_mode


def nothing_unpublished(_session: object) -> tuple[str, ...]:
    return ()


if __name__ == "__main__":
    open_mode.unpublished = nothing_unpublished
    typer.run(asgi.main)
