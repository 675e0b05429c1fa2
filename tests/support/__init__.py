"""What several tests share: a real database, a real browser, a real server."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]
# How long a test waits for what must come before it calls it missing. No measure of speed: with every core taken by
# other tests a page takes ten times what it takes alone.
PATIENCE_SECONDS = 180


def missing(what: str) -> NoReturn:
    """Skip the test for lack of ``what``; fail it where CI is set, since a gate that skips is no gate."""
    if os.environ.get("CI", "").lower() in {"", "0", "false", "no"}:
        pytest.skip(f"{what} is missing on this computer")
    pytest.fail(f"{what} is missing, and with CI set nothing may be skipped for lack of it", pytrace=False)


def dying_with_parent(command: list[str]) -> list[str]:
    """Wrap a command so that the kernel ends it when this process is killed (where ``setpriv`` exists)."""
    setpriv = shutil.which("setpriv")
    # A shell has its jobs in the background ignore SIGINT, and what they start inherits it: `make test &`.
    heeding = ["env", "--default-signal=INT"]
    return [*heeding, setpriv, "--pdeathsig", "INT", "--", *command] if setpriv else command
