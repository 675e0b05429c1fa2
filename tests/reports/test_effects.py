"""`python -m reports effect`: rows by kind and by event, the same for the same seed, in both forms."""

from __future__ import annotations

import csv
import json
import shutil
from io import StringIO

import pytest
from typer.testing import CliRunner

from reports.commands import app
from reports.effects import ALL_KINDS, EFFECT_COLUMNS, EVENT_COLUMNS
from tests.pages import stores
from tests.support.worlds.built_once import built_once


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The simulated campaign up to 15 March, the same that the pages are tried on."""
    file = tmp_path_factory.mktemp("effect") / "demo.sqlite"
    shutil.copy(built_once(tmp_path_factory, stores.simulate, "state-demo"), file)
    return f"sqlite:///{file}"


def output(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["effect", *arguments])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_kinds_and_events(demo: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", demo)
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")
    kinds = json.loads(output())
    assert all(list(row) == list(EFFECT_COLUMNS) for row in kinds)
    whole = kinds[0]
    assert (whole["kind"], whole["verdict"]) == (ALL_KINDS, "more")
    assert whole["n_events"] == sum(row["n_events"] for row in kinds[1:])
    assert whole["lo80"] < whole["lift"] < whole["hi80"]
    assert all("SIMULASI" in row["source"] for row in kinds)
    # The deadline that all these commands take changes nothing of what events have brought.
    assert json.loads(output("--as-of", "2020-03-15", "--seed", "0", "--deadline", "2020-05-29")) == kinds
    other = json.loads(output("--seed", "5", "--role", "regent"))[0]
    assert other["p"] == pytest.approx(whole["p"], abs=0.02)
    assert other["lift"] == pytest.approx(whole["lift"], abs=0.02)
    written = list(csv.DictReader(StringIO(output("--format", "csv"))))
    assert [row["kind"] for row in written] == [row["kind"] for row in kinds]
    assert float(written[0]["lift"]) == whole["lift"]

    events = json.loads(output("--level", "event", "--role", "regent"))
    assert all(list(row) == list(EVENT_COLUMNS) for row in events)
    assert len(events) == whole["n_events"]
    jekulo = json.loads(output("--level", "event", "--area", stores.JEKULO, "--role", "regent"))
    assert {row["event_id"] for row in jekulo} == {
        row["event_id"] for row in events if row["area_code"].startswith(stores.JEKULO)
    }


def test_without_events_the_row_of_all_says_so() -> None:
    rows = json.loads(output("--as-of", "2020-03-15"))
    assert (rows[0]["verdict"], rows[0]["n_held"], rows[0]["lift"]) == ("not_enough", 0, None)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--area", "9"],
        ["--as-of", "soon"],
        ["--deadline", "soon"],
        ["--format", "xml"],
        ["--level", "desa"],
        ["--seed", "-1"],
    ],
)
def test_what_is_not_known_is_refused(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["effect", *arguments])
    assert result.exit_code == 2
    assert not result.stdout
