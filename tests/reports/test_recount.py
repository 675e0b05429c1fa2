"""Done-when 3: `reports progress` at every level says the same on both databases, and what a slow recount says."""

from __future__ import annotations

import json
import random
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner

from census.settings import Settings
from data_access.start import open_database
from ingest.importing import Arrival, import_table
from reports.commands import app

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

HEAD = "household_key,desa_code,persons,status,responded_at,clean_at,opd_staff,updated_at\n"
DESA = ("3319010001", "3319010002", "3319020001", "3319020002", "3319090011")
START = datetime(2020, 2, 20, 22)  # noqa: DTZ001  WIB, as files say it
AS_OF = date(2020, 2, 25)


def random_campaign(seed: int) -> list[dict[str, Any]]:
    drawn = random.Random(seed)  # noqa: S311
    rows = []
    for number in range(60):
        responded = START + timedelta(minutes=drawn.randrange(9000))
        rows.append(
            {
                "key": f"{number + 1:02x}" * 15 + "fe",
                "desa": drawn.choice(DESA),
                "persons": drawn.randint(1, 7),
                "status": drawn.choice(["opened", "responded", "clean", "rejected"]),
                "responded_at": responded,
                "clean_at": responded + timedelta(minutes=drawn.randrange(2000)),
                "opd": drawn.choice([None, 3, 5]),
                "updated_at": responded + timedelta(days=2),
            }
        )
    return rows


def as_file(rows: list[dict[str, Any]]) -> bytes:
    lines = [
        f"{row['key']},{row['desa']},{row['persons']},{row['status']},{row['responded_at'].isoformat()},"
        f"{row['clean_at'].isoformat() if row['status'] == 'clean' else ''},"
        f"{'' if row['opd'] is None else str(row['opd']) + ':1'},{row['updated_at'].isoformat()}\n"
        for row in rows
    ]
    return (HEAD + "".join(lines)).encode()


def fill(url: str, *files: bytes) -> None:
    database = open_database(Settings(database_url=url))
    try:
        for content in files:
            now = datetime.fromisoformat("2020-06-01T03:00:00+00:00")
            outcome = import_table(database, Arrival("submissions", "f.csv", content, "test", now, date(2020, 6, 1)))
            assert outcome.rows_rejected == 0
    finally:
        database.close()


def counted(rows: list[dict[str, Any]], unit: str, status: str, belongs: Callable[[dict[str, Any]], bool]) -> int:
    total = 0
    for row in rows:
        reached = row["status"] == "clean" or row["status"] == status == "responded"
        moment = row["clean_at"] if status == "clean" else row["responded_at"]
        if reached and moment.date() <= AS_OF and belongs(row):
            total += row["persons"] if unit == "person" else 1
    return total


def progress(level: str, unit: str, status: str) -> list[dict[str, Any]]:
    arguments = ["progress", "--level", level, "--unit", unit, "--status", status, "--as-of", AS_OF.isoformat()]
    arguments += ["--role", "regent"]
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_all_levels_on_both_databases(
    started_sqlite_url: str,
    started_postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = random_campaign(1)
    second = [row | {"updated_at": row["updated_at"] + timedelta(days=1)} for row in random_campaign(101)[:25]]
    now = {row["key"]: row for row in first}
    now |= {row["key"]: row for row in second if row["updated_at"] >= now[row["key"]]["updated_at"]}
    rows = list(now.values())
    kinds = [
        (level, unit, status)
        for status in ("responded", "clean")
        for level, unit in (
            *(
                (area, counted_in)
                for area in ("kabupaten", "kecamatan", "desa")
                for counted_in in ("household", "person")
            ),
            ("opd", "staff"),
        )
    ]
    # Every agency is large enough here: a recount of each is wanted, not what a reader may see of small ones.
    monkeypatch.setenv("KAWAL_HIDE_BELOW", "3")
    monkeypatch.setenv("KAWAL_COARSE_BELOW", "3")
    said = []
    for url in (started_sqlite_url, started_postgres_url):
        fill(url, as_file(first), as_file(second), as_file(first))
        monkeypatch.setenv("KAWAL_DATABASE_URL", url)
        # All are of the same rows read; of PostgreSQL each level, unit and status is asked for, not each with each.
        asked = kinds if url == started_sqlite_url else kinds[::3]
        said.append({kind: progress(*kind) for kind in asked})
    assert said[1] == {kind: said[0][kind] for kind in said[1]}
    assert {level for level, _unit, _status in said[1]} == {"kabupaten", "kecamatan", "desa", "opd"}
    for (level, unit, status), table in said[0].items():
        for line in table:
            code = line["code"]
            mine = (lambda row, own=code: str(row["opd"]) == own) if level == "opd" else (
                lambda row, own=code: row["desa"].startswith(own)
            )  # fmt: skip
            assert line["numerator"] == counted(rows, unit, status, mine), (level, unit, status, code)
        assert sum(line["numerator"] for line in table) > 0


def test_rows_of_another_system_are_counted_before_the_figures_are_read(
    started_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlalchemy as sa

    fill(started_url, as_file(random_campaign(3)))
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_url)
    before = progress("kabupaten", "household", "responded")[0]["numerator"]
    database = open_database(Settings(database_url=started_url))
    try:
        with database.write() as session:
            session.execute(sa.text("UPDATE submissions SET status = 'rejected'"))
    finally:
        database.close()
    assert before > 0
    assert progress("kabupaten", "household", "responded")[0]["numerator"] in {0, None}
