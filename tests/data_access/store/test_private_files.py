"""The database's file is for its owner alone, whatever the umask says."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import make_url

from data_access.store import private_files
from data_access.store.engine import connect, sqlite_file
from data_access.store.schema import migrate
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")

MODES = {"k.sqlite": 0o600, "k.sqlite-wal": 0o600, "k.sqlite-shm": 0o600}


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def used(file: Path) -> dict[str, int]:
    """Modes of the files while the database is open and written to."""
    database = connect(f"sqlite:///{file}")
    try:
        migrate(database)
        return modes(file.parent)
    finally:
        database.close()


def test_folder_and_files_are_made_for_their_owner(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    assert used(folder / "k.sqlite") == MODES
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("form", ["file:{}?uri=true", "file://{}?uri=true&cache=private"])
def test_a_file_named_by_a_uri_too(tmp_path: Path, form: str) -> None:
    database = connect("sqlite:///" + form.format(tmp_path / "var" / "k.sqlite"))
    try:
        migrate(database)
        assert modes(tmp_path / "var") == MODES
    finally:
        database.close()


def test_a_database_in_memory_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("sqlite://", "sqlite:///:memory:"):
        assert sqlite_file(make_url(url)) is None
        connect(url).close()
    assert sqlite_file(make_url("sqlite:///file:k?mode=memory&uri=true")) is None
    assert list(tmp_path.iterdir()) == []


def test_behind_a_link_too(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link.sqlite").symlink_to(tmp_path / "data" / "k.sqlite")
    used(tmp_path / "link.sqlite")
    assert modes(tmp_path / "data")["k.sqlite"] == 0o600


def test_a_file_that_everybody_may_read_is_tightened(tmp_path: Path) -> None:
    file = tmp_path / "k.sqlite"
    assert used(file) == MODES
    for name in ("k.sqlite", "k.sqlite-wal", "k.sqlite-shm"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    assert used(file) == MODES


def test_a_file_that_its_group_may_read_was_made_so_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "k.sqlite"
    used(file)
    file.chmod(0o640)
    assert used(file)["k.sqlite"] == 0o640


def test_a_folder_of_others_is_left_alone_and_the_products_own_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    used(tmp_path / "k.sqlite")
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    monkeypatch.setattr(private_files, "OWN_FOLDER", tmp_path)
    used(tmp_path / "k.sqlite")
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert private_files.OWN_FOLDER.name == tmp_path.name


def test_a_file_of_another_account_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "k.sqlite"
    used(file)
    file.chmod(0o644)

    def refuse(path: Path, mode: int) -> None:
        raise PermissionError(mode)

    monkeypatch.setattr("pathlib.Path.chmod", refuse)
    private_files.make_private(file)
    assert "Everybody on this computer may read" in caplog.text


def test_a_command_on_a_new_database_makes_it_so(tmp_path: Path) -> None:
    """As `make run` and `make serve` begin; `test_demo_command.py` and `test_attacks.py` look at theirs."""
    folder = tmp_path / "data"
    environment = {**os.environ, "KAWAL_DATABASE_URL": f"sqlite:///{folder / 'k.sqlite'}"}
    command = [sys.executable, "-m", "access", "list"]
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, umask=0o022)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes(folder)["k.sqlite"] == 0o600
    assert set(modes(folder).values()) == {0o600}
