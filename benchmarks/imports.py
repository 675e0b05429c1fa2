"""What an import of submissions costs, beside SQLAlchemy Core's own upsert and the bare `.import` of SQLite's shell."""

from __future__ import annotations

import csv
import hashlib
import hmac
import random
import resource
import shutil
import sqlite3
import subprocess
import time
from contextlib import ExitStack
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr
from sqlalchemy.dialects import postgresql, sqlite

from benchmarks.ratios import Ratio
from census.settings import Settings
from data_access.models.submission_models import SUBMISSIONS
from data_access.reads.reads import read_all_areas, read_opd_ids
from data_access.start import open_database
from ingest.importing import Arrival
from ingest.large import LargeFile, import_large
from tests.support.processes.postgres import find_binaries, running_postgres

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from data_access.store.engine import Database

SECRET = SecretStr("the secret of a benchmark, long enough")
KABUPATEN = "3319"
GOAL_UPSERT, LANDED_UPSERT = 1 / 3, 1.0
GOAL_SHELL, LANDED_SHELL = 3.0, 6.0
MOST_MEMORY_MIB = 800

_NAMES = ("kk_number", "desa_code", "persons", "domiciles", "status", "opened_at", "responded_at", "clean_at",
          "channel", "assisted", "opd_staff", "updated_at")  # fmt: skip
_STATUSES = ("clean", "clean", "clean", "clean", "responded", "responded", "opened", "rejected")
_CHUNK = 10_000
_WITH_PLACES, _WITH_STAFF = 20, 40
_NOW = datetime(2020, 6, 1, tzinfo=UTC)


def write_file(path: Path, rows: int, *, seed: int, desa: list[str], agencies: list[int]) -> None:
    """Write a file of invented households; one in twenty says where its members live, one in forty has staff."""
    chance = random.Random(seed)  # noqa: S311
    first = 3_319_010_000_000_000 + seed * 10**10
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_NAMES)
        for place in range(rows):
            status, persons = _STATUSES[place % len(_STATUSES)], chance.randint(2, 6)
            day, hour, minute = chance.randint(1, 30), chance.randint(0, 23), chance.randint(0, 59)
            moment = f"2020-03-{day:02d}T{hour:02d}:{minute:02d}:00+07:00"
            lives = f"{chance.choice(desa)}:1;outside:{persons - 1}" if place % _WITH_PLACES == 0 else ""
            staff = f"{chance.choice(agencies)}:1" if place % _WITH_STAFF == 0 else ""
            responded, clean = "" if status == "opened" else moment, moment if status == "clean" else ""
            writer.writerow((first + place * 7, chance.choice(desa), persons, lives, status, moment, responded, clean,
                             "web", place % 2, staff, moment))  # fmt: skip


def measure(say: Callable[[object], None], folder: Path, rows: int) -> None:
    """Import files of so many rows, and load the same by the two baselines, on both databases in turns."""
    with ExitStack() as stack:
        urls = {"SQLite": f"sqlite:///{folder}/imports.sqlite"}
        binaries = find_binaries()
        if binaries is None:
            say("left out: imports on PostgreSQL, for want of one on this computer")
        else:
            server = stack.enter_context(running_postgres(binaries))
            urls["PostgreSQL"] = stack.enter_context(server.database())
        for name, url in urls.items():
            _measure_one(say, folder, rows, name, url)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(Ratio("peak memory of the imports / limit", peak, MOST_MEMORY_MIB, 1, "MiB"))


def _measure_one(say: Callable[[object], None], folder: Path, rows: int, name: str, url: str) -> None:
    database = open_database(Settings(database_url=url))
    other = open_database(Settings(database_url=f"{url}-upsert")) if name == "SQLite" else database
    desa, agencies = _ground(database)
    for turn, where in enumerate(("an empty database", f"one that holds {rows:,} others")):
        file = folder / f"rows{turn}.csv"
        write_file(file, rows, seed=1 + turn, desa=desa, agencies=agencies)
        ours = _seconds(lambda file=file: _import(database, file))
        again = file.with_suffix(".other.csv")
        # On PostgreSQL both share a server: other households, so that each upsert inserts.
        write_file(again, rows, seed=11 + turn, desa=desa, agencies=agencies)
        upsert = _seconds(lambda again=again: _upsert(other, again))
        say(f"{name}, {where}: {rows / ours:,.0f} rows/s; SQLAlchemy's upsert {rows / upsert:,.0f} rows/s")
        title = f"{name}, import into {where} / SQLAlchemy Core's upsert"
        say(Ratio(f"{title} (goal {GOAL_UPSERT:.2f})", ours * 1000, upsert * 1000, LANDED_UPSERT))
        if name == "SQLite" and (shell := shutil.which("sqlite3")):
            bare = _bare_import(shell, folder, database, turn)
            title = f"SQLite, import into {where} / the shell's .import"
            say(Ratio(f"{title} (goal {GOAL_SHELL:.0f})", ours * 1000, bare * 1000, LANDED_SHELL))
        for path in (file, again):
            path.unlink()
    database.close()
    other.close()


def _ground(database: Database) -> tuple[list[str], list[int]]:
    with database.audit() as session:
        areas = read_all_areas(session)
        return list(areas.loc[areas["level"] == "desa", "code"]), sorted(read_opd_ids(session))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _import(database: Database, file: Path) -> None:
    arrival = Arrival("submissions", file.name, b"", "benchmark", _NOW, date(2020, 6, 1), root_area=KABUPATEN,
                      household_secret=SECRET)  # fmt: skip
    outcome = import_large(database, arrival, LargeFile(file), progress=lambda _rows, _share: None)
    assert outcome.rows_rejected == 0  # noqa: S101  what is measured must have landed


def _upsert(database: Database, file: Path) -> None:
    """What one writes by hand: the csv module, a key for each card, and SQLAlchemy Core's INSERT ... ON CONFLICT."""
    insert: Any = sqlite.insert if database.write_engine.dialect.name == "sqlite" else postgresql.insert
    statement = insert(SUBMISSIONS)
    key = ("kabupaten_code", "household_key")
    changed = {name: column for name, column in statement.excluded.items() if name not in key}
    statement = statement.on_conflict_do_update(
        index_elements=key, set_=changed, where=statement.excluded.updated_at > SUBMISSIONS.c.updated_at
    )
    with file.open(encoding="utf-8", newline="") as lines, database.write_engine.begin() as connection:
        batch = []
        for row in csv.DictReader(lines):
            batch.append(_typed(row))
            if len(batch) == _CHUNK:
                connection.execute(statement, batch)
                batch = []
        if batch:
            connection.execute(statement, batch)


def _typed(row: dict[str, str]) -> dict[str, object]:
    secret = SECRET.get_secret_value().encode()
    moments = {
        name: datetime.fromisoformat(row[name]) if row[name] else None
        for name in ("opened_at", "responded_at", "clean_at", "updated_at")
    }
    key = hmac.digest(secret, row["kk_number"].encode(), hashlib.sha256)[:16]
    return moments | {
        "kabupaten_code": KABUPATEN, "household_key": key, "desa_code": row["desa_code"], "import_id": None,
        "persons": int(row["persons"]), "status": row["status"], "channel": row["channel"],
        "assisted": row["assisted"] == "1",
    }  # fmt: skip


def _bare_import(shell: str, folder: Path, database: Database, turn: int) -> float:
    """Seconds of `.import` of the rows that our import has made, into a table with the same keys and indexes."""
    exported, bare = folder / "bare.csv", folder / "bare.sqlite"
    source = str(database.write_engine.url.database)
    columns = ", ".join(column.name for column in SUBMISSIONS.columns)
    if turn == 0:
        with sqlite3.connect(source) as connection:
            statements = [
                statement for (statement,) in connection.execute(
                    "SELECT sql FROM sqlite_master WHERE tbl_name = 'submissions' AND type IN ('table', 'index')"
                    " AND sql IS NOT NULL"
                )
            ]  # fmt: skip
        with sqlite3.connect(bare) as connection:
            for statement in statements:
                connection.execute(statement)
    newest = "SELECT max(id) FROM imports"
    with exported.open("wb") as sink:
        query = f"SELECT {columns} FROM submissions WHERE import_id = ({newest})"  # noqa: S608  names of ours
        subprocess.run([shell, "-csv", source, query], stdout=sink, check=True)
    start = time.perf_counter()
    subprocess.run([shell, str(bare), "PRAGMA journal_mode=WAL", ".mode csv", f".import {exported} submissions"],
                   check=True, capture_output=True)  # fmt: skip
    return time.perf_counter() - start
