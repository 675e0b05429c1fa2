"""`python -m reports priorities` and `interviews`: rows that add up, reasons in words, refusals in one sentence."""

from __future__ import annotations

import csv
import io
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from census.priority.interviews import INTERVIEW_COLUMNS
from reports.commands import app
from reports.priorities import PLAN_FILE_COLUMNS, PRIORITY_FILE_COLUMNS
from tests.pages import stores

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--role", "regent"])


def rows(*arguments: str) -> list[dict[str, Any]]:
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("priorities") / "full.sqlite"
    stores.take_in(f"sqlite:///{file}", "recap", stores.full_recap())
    return file


@pytest.fixture(autouse=True)
def database(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{filled}")
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")


def test_priorities_fall_and_each_has_its_reason() -> None:
    found = rows("priorities", "--area", stores.JEKULO)
    assert all(list(row) == list(PRIORITY_FILE_COLUMNS) for row in found)
    desa = {code for code in stores.names() if code.startswith(stores.JEKULO) and len(code) == 10}
    assert {row["code"] for row in found} == desa
    assert [row["priority"] for row in found] == sorted((row["priority"] for row in found), reverse=True)
    assert all(row["name"] in row["reason"] and row["source"] == "Uji" for row in found)
    assert rows("priorities", "--area", stores.JEKULO) == found


def test_a_later_deadline_leaves_less_missing() -> None:
    by_target, later = (
        sum(row["expected_shortfall"] for row in rows("priorities", *more))
        for more in ((), ("--deadline", "2020-05-29"))
    )
    assert later < by_target


def test_what_was_recorded_since_the_newest_figures_counts(
    filled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As on the screen: figures of 15 March, an event of the 16th, asked on the 17th."""
    url = f"sqlite:///{shutil.copy(filled, tmp_path / 'later.sqlite')}"
    monkeypatch.setenv("KAWAL_DATABASE_URL", url)
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-17")
    code = rows("priorities", "--area", stores.JEKULO)[0]["code"]
    stores.take_in(url, "outreach", f"tanggal,kode_wilayah,jenis\n2020-03-16,{code},tatap muka\n".encode())
    row = next(row for row in rows("priorities", "--area", stores.JEKULO) if row["code"] == code)
    assert (row["last_visit"], row["recent_visits"]) == ("2020-03-16", 1)
    # Who looks back at a day knows what was known then.
    past = next(row for row in rows("priorities", "--as-of", "2020-03-08") if row["code"] == code)
    assert past["last_visit"] is None


def test_the_plan_is_a_row_per_team() -> None:
    result = run("priorities", "--level", "team", "--teams", "4", "--cover-days", "3", "--format", "csv")
    plan = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(plan[0]) == list(PLAN_FILE_COLUMNS)
    assert [row["slot"] for row in plan] == ["1", "2", "3", "4"]


def test_interviews_add_up() -> None:
    whole, *parts = rows("interviews", "--level", "desa")
    assert list(whole) == list(INTERVIEW_COLUMNS)
    assert len(parts) == 132
    for column in ("households", "online", "not_online", "workload", "enumerators"):
        assert whole[column] == sum(part[column] for part in parts)
    assert whole["at_deadline_lo"] <= whole["at_deadline"] <= whole["at_deadline_hi"] < whole["workload"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("priorities", "--level", "kecamatan"), "--level takes one of: desa, team."),
        (("priorities", "--area", "9999"), "--area takes the code of an area on record"),
        (("interviews", "--level", "rt"), "--level takes one of:"),
        (("interviews", "--deadline", "soon"), "--deadline takes a day as YYYY-MM-DD."),
    ],
)
def test_nonsense_is_refused_in_one_sentence(arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
