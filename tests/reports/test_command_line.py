"""`python -m reports`: the published figures, null for what was not delivered, and nothing else on standard output."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from typer.testing import CliRunner

from census.figures.progress import PROGRESS_COLUMNS
from ingest.commands import app as ingest_app
from reports.commands import app
from tests.support import ROOT
from tests.support.examples import deep
from tests.support.worlds.built_once import built_once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.testing import Result

    from tests.support.processes.postgres import PostgresServer

PUBLISHED = """\
tanggal;kode_wilayah;nama_wilayah;keluarga_respon;penduduk_respon;keluarga_clean;penduduk_clean;sumber
2020-03-03;3319;Kabupaten Kudus;1400;;;;Antara Jateng, Maret 2020 (tanggal disimpulkan)
2020-05-06;3319;Kabupaten Kudus;41813;158344;;;Murianews, 6 Mei 2020
2020-05-13;3319;Kabupaten Kudus;59888;;;;Betanews, 13 Mei 2020
2020-05-29;3319;Kabupaten Kudus;84861;327458;;;Betanews dan Murianews, 10 Juni 2020
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def rows(*arguments: str) -> list[dict[str, Any]]:
    result = run("progress", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(result.stdout)
    assert all(list(row) == list(PROGRESS_COLUMNS) for row in found)
    return found


def take_in_published(url: str) -> None:
    """Import the recap of 2020 as newspapers published it into a fresh database."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rekap.csv"
        file.write_text(PUBLISHED, encoding="utf-8")
        done = CliRunner().invoke(ingest_app, ["recap", str(file)], env={"KAWAL_DATABASE_URL": url})
    assert done.exit_code == 0


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.deep])])
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A database with that recap and no more, made once: these commands read.

    That they read the same from PostgreSQL, `test_both_databases_give_the_same_figures` shows in the gate.
    """
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")
    if request.param == "sqlite":
        monkeypatch.setenv(
            "KAWAL_DATABASE_URL", f"sqlite:///{built_once(tmp_path_factory, take_in_published, 'published')}"
        )
        yield
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.copy_of(take_in_published, "published") as url:
        monkeypatch.setenv("KAWAL_DATABASE_URL", url)
        yield


@pytest.mark.usefixtures("published")
class TestPublishedRecap:
    """Done-when 2: what the newspapers said comes out again, with its own dates, and nothing more."""

    def test_29_may(self) -> None:
        (families,) = rows("--as-of", "2020-05-29", "--unit", "household")
        assert (families["code"], families["name"]) == ("3319", "Kudus")
        assert (families["numerator"], families["denominator"]) == (84_861, 275_115)
        assert round(100 * families["rate"], 2) == 30.85
        (persons,) = rows("--as-of", "2020-05-29", "--unit", "person")
        assert (persons["numerator"], persons["denominator"]) == (327_458, 875_999)
        assert round(100 * persons["rate"], 2) == 37.38
        # 27 % of 875,999 are 236,519.73 persons, whom 327,458 pass; the window is over.
        assert (persons["gap"], persons["required_pace"], persons["band"]) == (0, None, "on_track")
        assert persons["expected"] == pytest.approx(236_519.73)
        assert persons["recent_pace"] == pytest.approx((327_458 - 158_344) / 23)

    def test_13_may(self) -> None:
        (families,) = rows("--as-of", "2020-05-13", "--unit", "household")
        assert (families["numerator"], round(100 * families["rate"], 2)) == (59_888, 21.77)
        # The target counts persons, whose last figure is of 6 May: 236,520 - 158,344.
        assert families["gap"] == 78_176
        # 158,344 persons in 41,813 families on 6 May: 78,176 persons are 20,643.5 such families.
        assert families["gap_equivalent"] == 20_644

    def test_3_march(self) -> None:
        (families,) = rows("--as-of", "2020-03-03", "--unit", "household")
        assert (families["numerator"], round(100 * families["rate"], 2)) == (1_400, 0.51)
        assert (families["as_of"], families["is_stale"]) == ("2020-03-03", False)

    def test_31_march_shows_the_figure_of_3_march_as_stale(self) -> None:
        (families,) = rows("--as-of", "2020-03-31", "--unit", "household")
        assert (families["numerator"], families["as_of"], families["is_stale"]) == (1_400, "2020-03-03", True)
        (persons,) = rows("--as-of", "2020-03-31", "--unit", "person")
        empty = ("numerator", "rate", "as_of", "is_stale", "required_pace", "recent_pace", "source")
        assert [persons[name] for name in empty] == [None] * len(empty)
        # Of persons nothing came: the target is read in families, by the register's mean.
        for found in (families, persons):
            assert (found["gap"], found["band"]) == (74_282 - 1_400, "behind")
            assert (found["target_unit"], found["target_status"]) == ("household", "responded")
            assert found["is_equivalent"] is True
        assert rows("--as-of", "2020-03-31") == [families]

    @pytest.mark.parametrize(("level", "count"), [("kecamatan", 9), ("desa", 132)])
    @pytest.mark.parametrize("unit", ["household", "person"])
    def test_nothing_is_known_below_the_kabupaten(self, level: str, count: int, unit: str) -> None:
        found = rows("--as-of", "2020-05-29", "--level", level, "--unit", unit, "--role", "regent")
        assert len(found) == count
        for name in ("numerator", "rate", "as_of", "gap", "gap_equivalent", "required_pace", "recent_pace", "band"):
            assert {row[name] for row in found} == {None}
        assert sum(row["denominator"] for row in found) == {"household": 275_115, "person": 875_999}[unit]

    def test_clean_was_not_published(self) -> None:
        (row,) = rows("--as-of", "2020-05-29", "--status", "clean")
        assert (row["numerator"], row["rate"], row["denominator"]) == (None, None, 875_999)

    def test_before_the_first_figure_there_is_none(self) -> None:
        (row,) = rows("--as-of", "2020-03-02", "--unit", "household")
        assert (row["numerator"], row["as_of"]) == (None, None)

    def test_the_default_day_is_the_newest_with_data(self) -> None:
        assert rows()[0]["as_of"] == "2020-05-29"

    def test_agencies_are_counted_in_staff(self) -> None:
        found = rows("--level", "opd", "--as-of", "2020-05-29")
        assert (len(found), sum(row["denominator"] for row in found)) == (34, 7_140)
        assert {row["numerator"] for row in found} == {None}

    def test_the_csv_says_what_the_json_says(self) -> None:
        arguments = ("--as-of", "2020-05-29", "--level", "kabupaten")
        (row,) = rows(*arguments)
        ((heading, values),) = [list(csv.reader(StringIO(run("progress", *arguments, "--format", "csv").stdout)))]
        assert heading == list(PROGRESS_COLUMNS)
        written = {
            name: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in row.items()
        }
        assert dict(zip(heading, values, strict=True)) == written


@pytest.mark.postgres
def test_both_databases_give_the_same_figures(
    started_sqlite_url: str, started_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "rekap.csv"
    lines = [
        f"2020-03-{day:02d},33190{kec}0{desa:03d},{day * desa},{3 * day * desa}"
        for day in (3, 9)
        for kec in range(11, 13)
        for desa in range(1, 9)
    ]
    file.write_text("as_of,area_code,households_responded,persons_responded\n" + "\n".join(lines), encoding="utf-8")
    said = []
    for url in (started_sqlite_url, started_postgres_url):
        monkeypatch.setenv("KAWAL_DATABASE_URL", url)
        CliRunner().invoke(ingest_app, ["recap", str(file)])
        levels = ("kabupaten", "kecamatan", "desa", "opd")
        asked = [["--level", level, "--as-of", "2020-03-10", "--role", "regent"] for level in levels]
        said.append([run("progress", *arguments).stdout for arguments in asked])
    assert said[0] == said[1]
    assert '"numerator": ' in said[0][2]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--area", "3319010123456789"],
        ["--level", "desa", "--unit", "staff"],
        ["--as-of", "2020-02-30"],
        ["--status", "done"],
        ["--path", "crooked"],
        ["--format", "xml"],
        *map(
            deep,
            [
                ["--area", "9999"],
                ["--level", "village"],
                ["--level", "opd", "--unit", "person"],
                ["--as-of", "3/3/2020"],
                ["--as-of", "20200303"],
                ["--unit", "family"],
            ],
        ),
    ],
)
def test_what_is_not_known_is_refused_in_one_sentence(arguments: list[str]) -> None:
    result = run("progress", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.endswith(".\n")
    assert "3319010123456789" not in result.stderr


@pytest.mark.parametrize("command", ["progress", "boundaries"])
@pytest.mark.parametrize(
    ("name", "value"),
    [("KAWAL_TODAY", "someday"), ("KAWAL_DATABASE_URL", "sqlite:////dev/null/x.sqlite"), ("KAWAL_ROOT_AREA", "33")],
)
def test_settings_that_cannot_be_used_are_one_sentence(
    command: str, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    result = run(command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert name in result.stderr


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_any_day_of_the_calendar_has_an_answer(day: str) -> None:
    assert rows("--as-of", day)[0]["numerator"] is None


@pytest.mark.parametrize(("level", "count"), [("desa", 132), ("kecamatan", 9)])
def test_boundaries_are_what_the_map_draws(level: str, count: int) -> None:
    result = run("boundaries", "--level", level)
    assert (result.exit_code, result.stderr) == (0, "")
    features = json.loads(result.stdout)["features"]
    assert len({feature["properties"]["code"] for feature in features}) == count
    assert all(feature["properties"]["name"] for feature in features)
    outlines = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    assert shapely.coverage_is_valid(outlines)


def test_boundaries_of_one_kecamatan() -> None:
    features = json.loads(run("boundaries", "--area", "3319010").stdout)["features"]
    assert {feature["properties"]["code"][:7] for feature in features} == {"3319010"}
    assert len(features) == 15


@pytest.mark.parametrize(
    "arguments", [["--area", "9999"], ["--level", "opd"], ["--level", "village"], ["--format", "svg"]]
)
def test_boundaries_that_are_not_there_are_refused_in_one_sentence(arguments: list[str]) -> None:
    result = run("boundaries", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_process_of_its_own_prints_the_table_and_nothing_else(tmp_path: Path) -> None:
    environment = os.environ | {"KAWAL_DATABASE_URL": f"sqlite:///{tmp_path / 'k.sqlite'}", "PYTHONIOENCODING": "ascii"}
    # What other commands print is seen above, without three seconds of imports each.
    arguments = ["progress", "--level", "desa", "--role", "regent"]
    command = [sys.executable, "-W", "error", "-m", "reports", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(json.loads(done.stdout.decode())) == 132


# In the gate `tests/access/test_open_mode.py` has a command end so in a process of its own, and the tests above here.
@pytest.mark.deep
def test_a_process_of_its_own_that_is_refused_ends_with_2_and_prints_nothing() -> None:
    command = [sys.executable, "-W", "error", "-m", "reports", "progress", "--area", "1"]
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert (refused.returncode, refused.stdout) == (2, b"")
