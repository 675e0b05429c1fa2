"""`python -m ingest` as a person types it: what it prints, and its exit codes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
import sqlalchemy as sa
from typer.testing import CliRunner

from data_access.accounts.access_log import read_log
from data_access.audit.audit import last_audit
from data_access.models.models import AREA_RECAPS, IMPORTS
from data_access.start import REFERENCE
from data_access.store.engine import connect
from ingest import commands as command_line
from ingest.confined import confinement
from ingest.kinds.kinds import KINDS
from presentation.findings.import_tables import audit_text
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from tests.ingest.desk import PUBLISHED, contents
from tests.support import ROOT
from tests.support.processes.locked import held, wait_shortly

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

KNOWN = "4 rows read, 0 taken, 4 known already, 0 rejected"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, started_sqlite_url: str) -> None:
    """The words, the day and the database of an installation that has been started before."""
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_sqlite_url)
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")
    monkeypatch.setenv("KAWAL_TODAY", "2020-06-01")


@pytest.fixture
def recap(tmp_path: Path) -> Path:
    path = tmp_path / "rekap terbit.csv"
    path.write_text(PUBLISHED, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command_line.app, [str(argument) for argument in arguments])


def test_all_in_then_known_already(recap: Path, started_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_url)
    first = run("recap", recap)
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout == "rekap terbit.csv: 4 rows read, 4 taken, 0 known already, 0 rejected.\n"
    again = run("recap", recap)
    assert again.exit_code == 0
    assert again.stdout.splitlines()[0] == "This file came in before, as import 1; nothing has changed."
    assert KNOWN in again.stdout
    database = connect(started_url)
    with database.read() as session:
        log = read_log(session)
    database.close()
    # Noted once: the second file has changed nothing.
    assert [entry.kind for entry in log] == ["import"]
    assert [entry.details for entry in log] == [{"import": 1, "file": "recap"}]
    assert [entry.account_id for entry in log] == [None]


def test_some_rejected(recap: Path) -> None:
    with recap.open("a", encoding="utf-8") as file:
        file.write("2020-05-30;3319;Kudus;80000;;;;BPS\n2020-05-30;3320;Jepara;1;;;;BPS\n")
    result = run("recap", recap)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].endswith("6 rows read, 4 taken, 0 known already, 2 rejected.")
    assert lines[1].startswith(
        "  rejected, line 6, column keluarga_respon: The cumulative count falls: 80000, but 84861"
    )
    assert lines[2].startswith("  rejected, line 7, column kode_wilayah: Area code 3320 is not on record.")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "whole file: The file holds no data."),
        (b"as_of\n2020-03-03\n", "line 1: The file lacks the column(s) area_code."),
        (b"%PDF-1.7", "whole file: This is not a CSV or XLSX file (PDF)."),
    ],
)
def test_refused(recap: Path, content: bytes, sentence: str) -> None:
    recap.write_bytes(content)
    result = run("recap", recap)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(sentence)
    assert result.stderr.endswith("Nothing was imported.\n")


def test_a_file_that_is_too_large_is_not_read(recap: Path) -> None:
    with recap.open("wb") as file:
        file.truncate(10**12)
    result = run("recap", recap)
    assert result.exit_code == 2
    assert "1000000000000 bytes" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["recap", "nowhere.csv"], ["submissions", "x.csv"], ["recap"], ["describe", "x"], []]
)
def test_what_cannot_be_meant_is_refused(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KAWAL_TODAY", "someday"),
        ("KAWAL_ROOT_AREA", "Kudus"),
        ("KAWAL_DATABASE_URL", "mysql://x"),
        ("KAWAL_LANGUAGE", "fr"),
    ],
)
@pytest.mark.parametrize("arguments", [["recap", "{recap}"], ["describe", "recap"]])
def test_a_bad_setting_is_named(
    recap: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, arguments: list[str]
) -> None:
    monkeypatch.setenv(name, value)
    result = run(*(argument.format(recap=recap) for argument in arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    assert name in result.stderr
    assert value not in result.stderr


def test_a_database_that_cannot_be_opened_is_one_sentence(recap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{recap}/below/a/file.sqlite")
    result = run("recap", recap)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert PUBLISHED.splitlines()[1] not in result.output


def test_an_unforeseen_error_repeats_no_row(recap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("UNIQUE constraint failed: 3319010123456789")

    monkeypatch.setattr(command_line, "import_table", broken)
    result = run("recap", recap)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "RuntimeError" in result.stderr
    assert "3319010123456789" not in result.stderr


def test_if_empty_imports_once(recap: Path) -> None:
    assert "4 taken" in run("recap", recap, "--if-empty").stdout
    recap.write_text(PUBLISHED.replace("1400", "1300"), encoding="utf-8")
    result = run("recap", recap, "--if-empty")
    assert (result.exit_code, result.stdout) == (0, "There are rows of this kind already; nothing was imported.\n")


@pytest.mark.parametrize("kind", KINDS)
def test_describe_tells_every_column_and_heading(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line.screen, "width", 200)
    result = run("describe", kind)
    assert result.exit_code == 0
    for column in KINDS[kind].columns:
        assert column.name in result.stdout
        assert all(word in result.stdout for word in column.synonyms)
    template = run("describe", kind, "--template").stdout
    assert template.splitlines()[0] == ",".join(column.name for column in KINDS[kind].columns)


def test_describe_tells_of_boundaries_too() -> None:
    result = run("describe", "boundaries")
    assert result.exit_code == 0
    assert "GeoPackage" in result.stdout


def test_a_shapefile_comes_with_the_files_beside_it(tmp_path: Path, maps_in_this_process: None) -> None:
    folder = tmp_path / "peta [1]"
    folder.mkdir()
    frame = gpd.GeoDataFrame({"kode": ["3319010001"]}, geometry=[shapely.box(110.8, -6.8, 110.81, -6.79)], crs=4326)
    frame.to_crs(32749).to_file(folder / "desa [a].shp")
    (folder / "desa [a].xlsx").write_bytes(b"not of the map")
    first = run("boundaries", folder / "desa [a].shp", "--source", "BPS", "--valid-on", "2020-04-01")
    assert first.exit_code == 0
    assert first.stdout.startswith("desa [a].zip: 1 row read, 1 taken")
    (folder / "desa [a].xlsx").write_bytes(b"something else")
    again = run("boundaries", folder / "desa [a].shp", "--source", "BPS", "--valid-on", "2020-04-01")
    assert again.stdout.startswith("This file came in before")
    (folder / "desa [a].prj").unlink()
    assert run("boundaries", folder / "desa [a].shp").exit_code == 2


def test_a_process_of_its_own_on_a_fresh_database(tmp_path: Path, recap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{tmp_path / 'new folder' / 'k.sqlite'}")
    # One process: the others would spend seconds on imports, and are asked here without.
    line = [sys.executable, "-W", "error", "-m", "ingest", "recap", str(recap)]
    first = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (first.returncode, first.stderr) == (0, "")
    assert "4 taken" in first.stdout
    again = run("recap", recap)
    assert (again.exit_code, KNOWN in again.stdout) == (0, True)
    known = run("areas", REFERENCE / "3319" / "areas.csv")
    assert (known.exit_code, "142 rows read, 0 taken, 142 known already" in known.stdout) == (0, True)
    assert run("recap", tmp_path / "nowhere.csv").exit_code == 2


@pytest.mark.parametrize("kind", ["recap", "boundaries", "demo", "purge"])
def test_while_another_program_writes_nothing_is_changed_and_it_says_so(
    recap: Path, started_url: str, monkeypatch: pytest.MonkeyPatch, maps_in_this_process: None, kind: str
) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_url)
    wait_shortly(monkeypatch)
    square = gpd.GeoDataFrame(
        {"kode": ["3319010001"]}, geometry=[shapely.box(110.8, -6.8, 110.9, -6.7)], crs="EPSG:4326"
    )
    outlines = recap.with_name("batas.geojson")
    outlines.write_text(square.to_json(), encoding="utf-8")
    arguments: dict[str, list[object]] = {
        "recap": [recap], "boundaries": [outlines], "demo": [], "purge": ["--until", "2020-03-01", "--yes"]
    }  # fmt: skip
    with held(started_url):
        result = run(kind, *arguments[kind])
    assert result.exit_code == 2
    assert "Another program or another import is writing to the database. Nothing was changed" in result.stderr
    database = connect(started_url)
    assert not contents(database)["imports"]
    database.close()


def test_a_system_that_cannot_lock_readers_in_is_told_at_the_start(
    recap: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confinement, "missing_guards", lambda: ("Landlock",))
    result = run("recap", recap)
    assert result.exit_code == 0
    assert result.stderr.count("no Landlock") == 1


def test_verify_counts_anew_and_finds_what_was_changed(
    recap: Path, started_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_url)
    run("recap", recap)
    agreed = run("verify")
    assert (agreed.exit_code, agreed.stderr) == (0, "")
    assert agreed.stdout.splitlines()[-1] == "0 rows of households counted anew: no difference."
    database = connect(started_url)
    with database.write() as session:
        session.execute(
            sa.update(AREA_RECAPS).where(AREA_RECAPS.c.as_of == date(2020, 5, 13)).values(households_responded=1)
        )
        session.execute(sa.update(IMPORTS).values(rows_rejected=1))
    found = run("verify")
    assert found.exit_code == 1
    with database.read() as session:
        kept = last_audit(session)
    database.close()
    assert "  area_recaps, 3319 2020-05-13 households_responded: 1 on record, >= 41813 counted" in found.stdout
    assert "  imports: rows, 1: 4 on record, 5 counted" in found.stdout
    assert found.stdout.splitlines()[-1] == "0 rows of households counted anew: 3 differences."
    assert kept is not None
    assert audit_text(Formats(Translator("en")), kept).endswith(
        "3 differences. Run python -m ingest verify to see where."
    )
    assert audit_text(Formats(Translator("id")), None).startswith("Belum")
