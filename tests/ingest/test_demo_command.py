"""`python -m ingest demo` as a person types it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from ingest import commands as command_line
from tests.ingest.desk import PUBLISHED

if TYPE_CHECKING:
    from typer.testing import Result

EARLY = ("demo", "--until", "2020-02-17")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, started_sqlite_url: str) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_sqlite_url)
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")
    monkeypatch.setenv("KAWAL_TODAY", "2020-06-01")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command_line.app, [str(argument) for argument in arguments])


def test_a_fresh_database_is_filled_once_and_takes_no_real_file(tmp_path: Path) -> None:
    first = run(*EARLY)
    assert first.exit_code == 0
    assert first.stdout.startswith("SIMULASI: ")
    file = Path(os.environ["KAWAL_DATABASE_URL"].removeprefix("sqlite:///"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = run(*EARLY, "--if-empty")
    assert (again.exit_code, again.stdout) == (0, "There are figures on record already; nothing was simulated.\n")
    refused = run(*EARLY)
    assert refused.exit_code == 2
    assert "fresh database" in refused.stderr
    file = tmp_path / "rekap.csv"
    file.write_text(PUBLISHED, encoding="utf-8")
    real = run("recap", file)
    assert real.exit_code == 2
    assert "delete the database file, or point KAWAL_DATABASE_URL at another one" in real.stderr


def test_live_goes_on_from_where_the_demonstration_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line, "run_live", lambda _database: iter([3, 4]))
    lines = run(*EARLY, "--live").stdout.splitlines()
    assert lines[1:] == [f"SIMULASI: {n} submissions came in or changed." for n in (3, 4)]
    assert run(*EARLY, "--live").stdout.splitlines()[1:] == lines[1:]


def test_real_figures_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "rekap.csv"
    file.write_text(PUBLISHED, encoding="utf-8")
    assert run("recap", file).exit_code == 0
    assert run(*EARLY).exit_code == 2
    assert run(*EARLY, "--if-empty", "--live").stdout == (
        "There are figures on record already; nothing was simulated.\n"
    )


@pytest.mark.parametrize("arguments", [("--scenario", "other"), ("--until", "2020-02-01"), ("--until", "soon")])
def test_refused(arguments: tuple[str, str]) -> None:
    assert run("demo", *arguments).exit_code == 2
