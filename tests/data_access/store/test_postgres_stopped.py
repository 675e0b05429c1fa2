"""A PostgreSQL that is really stopped and started again under a dashboard and an import."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from benchmarks.load.websocket import Visitor, visitor
from data_access.audit.audit import audit
from data_access.start import REFERENCE
from data_access.store.engine import connect
from tests.support import ROOT, missing
from tests.support.processes.postgres import find_binaries, restartable_postgres
from tests.support.processes.server import running_dashboard

if TYPE_CHECKING:
    from pathlib import Path

TODAY = "2020-05-31"
GONE = "Server basis data tidak menjawab"
RESPONDED = "327.458"


def run(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"KAWAL_DATABASE_URL": url, "KAWAL_TODAY": TODAY, "KAWAL_LANGUAGE": "en"}
    command = [sys.executable, "-m", "ingest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def shown_once(page: Visitor, wanted: str) -> str:
    """Look at a page until it says something; give all that it says then."""
    deadline = time.monotonic() + 30
    while wanted not in (text := page.run().text):
        assert time.monotonic() < deadline, text
    return text


@pytest.mark.faults
def test_a_stopped_server_is_told_figures_stay_and_all_goes_on_by_itself(tmp_path: Path) -> None:
    binaries = find_binaries()
    if binaries is None:
        missing("PostgreSQL")
    recap = str(REFERENCE / "3319" / "recap_2020.csv")
    later = tmp_path / "later.csv"
    later.write_text("as_of,area_code,persons_responded,source\n2020-05-30,3319,327990,BPS\n", encoding="utf-8")
    with restartable_postgres(binaries) as (postgres, power), postgres.database() as url:
        assert run(url, "recap", recap).returncode == 0
        settings = {"KAWAL_DATABASE_URL": url, "KAWAL_TODAY": TODAY}
        with running_dashboard(settings, tmp_path / "log") as server, visitor(server.base_url) as page:
            before = shown_once(page, RESPONDED)
            assert GONE not in before
            power.stop()
            # The last good figures, that and why they may be old, and no error of a program.
            during = page.run().text
            assert GONE in during
            assert "Yang ditampilkan adalah angka yang dibaca pada" in during
            assert RESPONDED in during
            with visitor(server.base_url) as newcomer:
                assert RESPONDED in newcomer.run().text
            refused = run(url, "recap", str(later))
            assert (refused.returncode, refused.stdout) == (2, "")
            assert refused.stderr.startswith("The database server does not answer.")
            power.start()
            after = shown_once(page, RESPONDED)
            assert GONE not in after
            # The command that was refused is taken now, once.
            assert run(url, "recap", str(later)).returncode == 0
            repeated = run(url, "recap", str(later))
            assert (repeated.returncode, "0 taken" in repeated.stdout) == (0, True)
            shown_once(page, "327.990")
            assert "Traceback" not in server.log
            assert server.log.count("not_answering=") == 1
        database = connect(url)
        try:
            assert audit(database).differences == 0
        finally:
            database.close()
