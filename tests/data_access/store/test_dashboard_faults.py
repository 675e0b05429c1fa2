"""A disk under a running dashboard that is full, write-protected or damaged: figures stay, it says why, it recovers."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.load.websocket import Visitor, visitor
from data_access.audit.audit import audit
from data_access.start import REFERENCE
from data_access.store.engine import connect
from data_access.writes.rollups import settle
from tests.data_access.store.test_postgres_stopped import RESPONDED, TODAY, run, shown_once
from tests.ingest.desk import deliver, opened
from tests.support.processes.server import running_dashboard

WAITING = "Baris baru sudah masuk dan belum dihitung."
NOT_READABLE = "Cakram basis data tidak menjawab."
DAMAGED = "Berkas basis data rusak."
RECAP = str(REFERENCE / "3319" / "recap_2020.csv")


def laid(url: str) -> tuple[Path, str]:
    """Lay the published recap into a database; its file and its address."""
    with opened(url) as database:
        deliver(database, "recap", Path(RECAP).read_bytes())
    return Path(url.removeprefix("sqlite:///")), url


def write_row(path: Path, number: int) -> None:
    """Another program adds a household."""
    with closing(sqlite3.connect(path)) as other, other:
        other.execute(
            "INSERT INTO submissions (kabupaten_code, household_key, desa_code, persons, status, responded_at,"
            " updated_at) VALUES ('3319', ?, '3319010001', 3, 'responded', '2020-05-30 01:00:00',"
            " '2020-05-30 01:00:00')",
            (number.to_bytes(16, "big"),),
        )


def counted(path: Path) -> tuple[int, int]:
    """Households in the rollups, and marks that wait."""
    with closing(sqlite3.connect(path)) as other:
        (households,) = other.execute("SELECT coalesce(sum(households_responded), 0) FROM daily_progress").fetchone()
        (marks,) = other.execute("SELECT count(*) FROM rollup_marks").fetchone()
    return households, marks


def shown_no_more(page: Visitor, unwanted: str) -> str:
    deadline = time.monotonic() + 30
    while unwanted in (text := page.run().text):
        assert time.monotonic() < deadline, text
        time.sleep(0.2)
    return text


def differences(url: str) -> int:
    database = connect(url)
    try:
        return audit(database).differences
    finally:
        database.close()


@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux", reason="the limit of a running process is set on Linux alone")
def test_a_disk_that_takes_nothing_more(started_sqlite_url: str, tmp_path: Path) -> None:
    path, url = laid(started_sqlite_url)
    later = tmp_path / "later.csv"
    later.write_text("as_of,area_code,persons_responded,source\n2020-05-30,3319,327990,BPS\n", encoding="utf-8")
    # Python keeps what it compiles without a look at how much of it was written.
    settings = {"KAWAL_DATABASE_URL": url, "KAWAL_TODAY": TODAY, "PYTHONDONTWRITEBYTECODE": "1"}
    with running_dashboard(settings, tmp_path / "log") as server, visitor(server.base_url) as page:
        shown_once(page, RESPONDED)
        _soft, hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (4_096, hard))
        write_row(path, 1)
        during = shown_once(page, WAITING)
        # The true reason, beside the figures of before, and nothing half counted.
        assert NOT_READABLE in during
        assert RESPONDED in during
        assert counted(path)[0] == 0
        refused = subprocess.run(
            ["/bin/sh", "-c", 'ulimit -f 8; exec "$0" -m ingest recap "$1"', sys.executable, str(later)],
            env=settings | {"KAWAL_LANGUAGE": "en"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "disk of the database" in refused.stderr
        assert "Traceback" not in refused.stderr
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (hard, hard))
        shown_no_more(page, WAITING)
        assert counted(path) == (1, 0)
        with opened(url) as database:
            assert deliver(database, "recap", later.read_bytes()).rows_accepted == 1
        assert "Traceback" not in server.log
        assert server.log.count("not_counted=") == 1
    assert differences(url) == 0


@pytest.mark.faults
def test_a_write_protected_disk(started_sqlite_url: str, tmp_path: Path) -> None:
    path, url = laid(started_sqlite_url)
    write_row(path, 1)
    with closing(sqlite3.connect(path)) as other:
        # Beside a journal the file could not be opened for reading alone.
        other.execute("PRAGMA journal_mode=DELETE")
    protected = f"sqlite:///file:{path}?mode=ro&uri=true"
    settings = {"KAWAL_DATABASE_URL": protected, "KAWAL_TODAY": TODAY}
    with running_dashboard(settings, tmp_path / "log") as server, visitor(server.base_url) as page:
        during = shown_once(page, WAITING)
        assert "hanya dapat dibaca" in during
        assert RESPONDED in during
        refused = run(protected, "recap", RECAP)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith("The database can only be read here")
        assert "Traceback" not in server.log
    assert counted(path)[0] == 0
    with opened(url) as database:
        settle(database)
    assert counted(path) == (1, 0)
    assert differences(url) == 0


@pytest.mark.faults
def test_a_file_that_is_damaged_and_put_right(started_sqlite_url: str, tmp_path: Path) -> None:
    path, url = laid(started_sqlite_url)
    settings = {"KAWAL_DATABASE_URL": url, "KAWAL_TODAY": TODAY}
    with running_dashboard(settings, tmp_path / "log") as server, visitor(server.base_url) as page:
        shown_once(page, RESPONDED)
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole = path.read_bytes()
        with path.open("r+b") as file:
            file.seek(100)
            file.write(bytes([7]) * (len(whole) - 200))
        during = shown_once(page, DAMAGED)
        assert "Yang ditampilkan adalah angka yang dibaca pada" in during
        assert RESPONDED in during
        with visitor(server.base_url) as newcomer:
            assert RESPONDED in newcomer.run().text
        refused = run(url, "recap", RECAP)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith("The file of the database is damaged.")
        with path.open("r+b") as file:
            file.write(whole)
        assert RESPONDED in shown_no_more(page, DAMAGED)
        assert "Traceback" not in server.log
        assert server.log.count("not_answering=") == 1
    assert differences(url) == 0
