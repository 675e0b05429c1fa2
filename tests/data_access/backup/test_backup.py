"""What a backup holds comes back whole, once, to the same secret, without sign-ins and without what was removed."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from data_access.accounts.access_log import RESTORED, read_log
from data_access.accounts.accounts import add_account
from data_access.accounts.displays import add_display, use_code
from data_access.accounts.sign_ins import open_sign_in
from data_access.audit.audit import audit
from data_access.backup import restoring
from data_access.backup.archive import BackupError, Reader, Writer
from data_access.backup.backing_up import SIGN_INS, back_up, url_of, write_backup
from data_access.backup.restoring import restore
from data_access.commands import app
from data_access.models.display_models import DISPLAYS
from data_access.models.models import METADATA
from data_access.models.submission_models import SUBMISSIONS
from data_access.store.engine import connect
from data_access.store.schema import UnknownSchemaError
from data_access.writes.purge import purge_rows, purged_until
from data_access.writes.rollups import count_marked
from ingest.commands import app as ingest_app
from tests.data_access.writes.test_purge import FIRST, SPLIT, forms, key, write
from tests.data_access.writes.test_rollups import lay_ground, raw_insert, recounted, told
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data_access.store.engine import Database, WriteSession

NOW = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
SECRET = "a secret of more than thirty-two characters"
CHANGED_BY_A_RESTORE = {*SIGN_INS, "displays", "access_log", "data_version"}


@pytest.fixture
def filled(database: Database) -> Database:
    """Give a database with households, a signed-in account and a display."""
    lay_ground(database)
    write(database, forms(0, 12))
    with database.write() as session:
        account = add_account(session, label="Camat", now=NOW, login="camat")
        until = NOW + timedelta(days=1)
        open_sign_in(session, "a" * 64, account, method="password", now=NOW, expires_at=until)
        add_display(session, "Ruang", "b" * 64, by=account, now=NOW, expires_at=until)
        use_code(session, "b" * 64, "c" * 64, now=NOW)
    return database


@pytest.fixture
def elsewhere(filled: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Give the address of another, empty database of the same kind at each call."""
    made: list[Any] = []

    def address() -> str:
        if filled.write_engine.dialect.name == "sqlite":
            made.append(None)
            return url_of(tmp_path / f"elsewhere {len(made)}?.sqlite")
        context = request.getfixturevalue("postgres_server").database()
        made.append(context)
        url: str = context.__enter__()
        return url

    yield address
    for context in filter(None, made):
        context.__exit__(None, None, None)


def backup_of(database: Database) -> bytes:
    stream = io.BytesIO()
    write_backup(database, stream, secret=SECRET, now=NOW)
    return stream.getvalue()


def restored(url: str, content: bytes, **options: Any) -> None:
    given_options: dict[str, Any] = {"secret": SECRET, "removed_until": None, "now": LATER} | options
    restore(url, io.BytesIO(content), **given_options)


def contents(database: Database) -> dict[str, Counter[Any]]:
    """Every row of every table that a restore leaves as it was."""
    with database.audit() as session:
        return {
            table.name: Counter(map(repr, session.execute(sa.select(table)).all()))
            for table in METADATA.sorted_tables
            if table.name not in CHANGED_BY_A_RESTORE
        }


def starts_of(content: bytes) -> dict[str, int]:
    """Where the content of each member begins: behind its head, its name and what a ZIP says besides."""
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        offsets = {member.filename: member.header_offset for member in members.infolist()}
    return {
        name: offset + 30 + sum(int.from_bytes(content[offset + at : offset + at + 2], "little") for at in (26, 28))
        for name, offset in offsets.items()
    }


def tables_of(url: str) -> list[str]:
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        return sa.inspect(engine).get_table_names()
    finally:
        engine.dispose()


def test_every_row_comes_back_and_nobody_is_signed_in(filled: Database, elsewhere: Callable[[], str]) -> None:
    url = elsewhere()
    restored(url, backup_of(filled))
    other = connect(url)
    assert contents(other) == contents(filled)
    assert told(other) == told(filled) == recounted(other)
    with other.audit() as session:
        for name in SIGN_INS:
            assert session.scalars(sa.select(sa.func.count()).select_from(sa.table(name))).one() == 0
        assert list(session.scalars(sa.select(DISPLAYS.c.revoked_at))) == [LATER]
        (entry,) = read_log(session, kinds=[RESTORED])
        assert (entry.at, dict(entry.details)) == (LATER, {"made_at": NOW.isoformat()})
    assert audit(other).differences == audit(filled).differences
    # Triggers and numbers go on where they were.
    with other.write() as session:
        (form,) = forms(100, 101)
        raw_insert(session, form)
        count_marked(session)
        assert add_account(session, label="Bupati", now=LATER, login="bupati") == 2
    assert told(other) == recounted(other) != told(filled)
    other.close()


def test_it_is_of_one_moment_and_no_writer_waits(filled: Database, elsewhere: Callable[[], str]) -> None:
    before = contents(filled)
    with filled.write() as session:
        raw_insert(session, forms(50, 51)[0])
        content = backup_of(filled)
    assert contents(filled) != before
    url = elsewhere()
    restored(url, content)
    other = connect(url)
    assert contents(other) == before
    other.close()


def test_a_restore_may_take_longer_than_a_statement_of_a_page(
    migrated_postgres_url: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, limits = connect(migrated_postgres_url), list[str]()
    content = backup_of(source)
    source.close()

    def fill(session: WriteSession, _backup: Reader) -> None:
        limits.append(session.scalar(sa.text("SHOW statement_timeout")))

    monkeypatch.setattr(restoring, "_fill_tables", fill)
    monkeypatch.setattr(restoring, "_finish", lambda *_arguments: None)
    restored(postgres_url, content)
    assert limits == ["0"]


def test_rows_removed_since_do_not_come_back(filled: Database, elsewhere: Callable[[], str]) -> None:
    content, counts = backup_of(filled), told(filled)
    purge_rows(filled, SPLIT, now=NOW)
    url = elsewhere()
    restored(url, content, removed_until=SPLIT)
    other = connect(url)
    assert told(other) == counts
    with other.read() as session, filled.read() as original:
        keys = sa.select(SUBMISSIONS.c.household_key)
        assert set(session.scalars(keys)) == set(original.scalars(keys))
        assert purged_until(session) == SPLIT
    if filled.write_engine.dialect.name == "sqlite":
        assert key(0) not in Path(str(other.write_engine.url.database)).read_bytes()
    other.close()


def test_a_file_that_is_cut_off_or_altered_is_refused(filled: Database, elsewhere: Callable[[], str]) -> None:
    content, url = backup_of(filled), elsewhere()
    whole = Reader(io.BytesIO(content), SECRET)
    said = {name: b"".join(whole.pieces(name)) for name in whole.manifest.hashes}
    middles = [start + 2 for name, start in starts_of(content).items() if said.get(name)]
    assert middles

    @given(st.one_of(st.sampled_from(middles), st.integers(0, len(content) - 1)), st.integers(1, 255))
    def spoiled(place: int, change: int) -> None:
        with pytest.raises(BackupError):
            Reader(io.BytesIO(content[:place]), SECRET)
        altered = bytearray(content)
        altered[place] ^= change
        try:
            found = Reader(io.BytesIO(bytes(altered)), SECRET)
        except BackupError:
            return
        # Some bytes of a ZIP say nothing of its content, such as the time of a member.
        assert found.manifest == whole.manifest
        assert {name: b"".join(found.pieces(name)) for name in found.manifest.hashes} == said

    spoiled()
    for spoiled_content in (content[: len(content) // 2], content[: middles[0]] + b"?" + content[middles[0] + 1 :]):
        with pytest.raises(BackupError):
            restored(url, spoiled_content)
    assert tables_of(url) == []


def test_what_does_not_fit_is_refused_and_nothing_is_restored(filled: Database, elsewhere: Callable[[], str]) -> None:
    content, url = backup_of(filled), elsewhere()
    for secret in (None, SECRET + "!"):
        with pytest.raises(BackupError, match="other_key"):
            restored(url, content, secret=secret)
    with pytest.raises(BackupError, match="not_ours"):
        restored(url, b"SQLite format 3\0")
    assert tables_of(url) == []
    own = filled.write_engine.url.render_as_string(hide_password=False)
    before = contents(filled)
    with pytest.raises(BackupError, match="not_empty"):
        restored(own, content)
    assert contents(filled) == before


def test_a_backup_of_another_kind_or_of_the_future_is_refused(filled: Database, elsewhere: Callable[[], str]) -> None:
    stream = io.BytesIO()
    manifest = write_backup(filled, io.BytesIO(), secret=SECRET, now=NOW)
    other_kind = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest.kind]
    url = elsewhere()
    with Writer(stream) as writer:
        writer.finish(replace(manifest, kind=other_kind), SECRET)
    with pytest.raises(BackupError, match="other_kind"):
        restored(url, stream.getvalue())
    stream = io.BytesIO()
    if manifest.kind == "postgresql":
        with Writer(stream) as writer:
            writer.finish(replace(manifest, revision="9999", rows={}), SECRET)
        with pytest.raises(UnknownSchemaError):
            restored(url, stream.getvalue())
    assert tables_of(url) == []


def test_the_file_is_for_its_owner_and_there_once_it_is_whole(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    file = folder / "first.kawal"
    back_up(filled, file, secret=SECRET, now=NOW)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_bytes()
    with pytest.raises(BackupError, match="file_exists"):
        back_up(filled, file, secret=SECRET, now=NOW)
    assert file.read_bytes() == content

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Writer, "finish", full)
    with pytest.raises(OSError, match="No space"):
        back_up(filled, folder / "second.kawal", secret=SECRET, now=NOW)
    assert [path.name for path in folder.iterdir()] == ["first.kawal"]


def run(*words: str, **settings: str) -> Any:
    return CliRunner().invoke(app, list(words), env={"KAWAL_LANGUAGE": "en", **settings})


def test_commands_copy_purge_and_bring_back_what_may_come_back(
    filled: Database, elsewhere: Callable[[], str], tmp_path: Path
) -> None:
    own = filled.write_engine.url.render_as_string(hide_password=False)
    own = own.replace("+psycopg", "")
    file = str(tmp_path / "copy.kawal")
    made = run("backup", file, KAWAL_DATABASE_URL=own, KAWAL_HOUSEHOLD_SECRET=SECRET)
    assert made.exit_code == 0, made.output
    record = tmp_path / "beside" / "purges.txt"
    target = {"KAWAL_DATABASE_URL": elsewhere(), "KAWAL_HOUSEHOLD_SECRET": SECRET, "KAWAL_PURGE_RECORD": str(record)}
    refused = run("restore", file, **target)
    assert refused.exit_code == 2
    assert "--nothing-purged" in refused.output
    removed = CliRunner().invoke(
        ingest_app,
        ["purge", "--until", SPLIT.isoformat(), "--yes"],
        env={"KAWAL_DATABASE_URL": own, "KAWAL_PURGE_RECORD": str(record)},
    )
    assert removed.exit_code == 0, removed.output
    assert record.read_text().startswith(f"{SPLIT.isoformat()} ")
    done = run("restore", file, **target)
    assert done.exit_code == 0, done.output
    assert "Everybody must sign in again." in done.output
    assert f"last changed up to {SPLIT.isoformat()} were removed again" in done.output
    other = connect(target["KAWAL_DATABASE_URL"])
    with other.read() as session:
        left = session.scalars(sa.select(sa.func.min(SUBMISSIONS.c.updated_at))).one()
        assert left > FIRST
        assert purged_until(session) == date.fromisoformat(SPLIT.isoformat())
    other.close()
    again = run("restore", file, **target)
    assert again.exit_code == 2
    assert "not empty" in again.output


def test_a_stream_goes_through_another_program(migrated_sqlite_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "data_access"]
    there = {**os.environ, "KAWAL_DATABASE_URL": migrated_sqlite_url}
    here = {**os.environ, "KAWAL_DATABASE_URL": url_of(tmp_path / "here.sqlite")}
    with subprocess.Popen([*command, "backup", "-"], stdout=subprocess.PIPE, env=there, cwd=ROOT) as first:
        second = subprocess.run(
            [*command, "restore", "--nothing-purged", "-"], stdin=first.stdout, env=here, cwd=ROOT, check=False
        )
    assert (first.returncode, second.returncode) == (0, 0)
    assert tables_of(here["KAWAL_DATABASE_URL"]) == tables_of(migrated_sqlite_url)
