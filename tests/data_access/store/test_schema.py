"""Migrations, and the counter of changes."""

from __future__ import annotations

import importlib
import pkgutil
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from data_access import models
from data_access.models.models import METADATA
from data_access.store.engine import Database, connect
from data_access.store.schema import (
    UnknownSchemaError,
    _config,
    data_version,
    migrate,
    newest_revision,
    raise_data_version,
)
from tests.support.processes.imports import imported_by
from tests.support.processes.locked import wait_shortly

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def checks_of(connection: Connection) -> set[tuple[str, str]]:
    """Give table and name of every check; Alembic does not compare these."""
    inspector = sa.inspect(connection)
    return {
        (table, str(check["name"]))
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }


def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    # Each module declares tables of its own; which of them others have loaded depends on the tests that ran before.
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"{models.__name__}.{module.name}")
    with database.write_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        wanted = {
            (table.name, str(check.name))
            for table in METADATA.tables.values()
            for check in table.constraints
            if isinstance(check, sa.CheckConstraint)
        }
        assert wanted
        assert checks_of(connection) == wanted


def test_down_and_up_again(database: Database) -> None:
    with database.write() as session:
        command.downgrade(_config(session.connection), "base")
    with database.write_engine.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
    migrate(database)
    with database.read() as reader:
        assert data_version(reader) == 0


def test_a_second_start_changes_nothing(database: Database) -> None:
    with database.write() as session:
        raise_data_version(session)
    migrate(database)
    with database.read() as reader:
        assert data_version(reader) == 1


def test_a_migration_that_fails_leaves_nothing_behind(database_url: str) -> None:
    database = connect(database_url)
    with database.write() as session:
        # In the way of a table that comes late.
        session.execute(sa.text("CREATE TABLE import_rejections (a INTEGER)"))
    with pytest.raises(sa.exc.DBAPIError, match="import_rejections"):
        migrate(database)
    with database.write_engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == ["import_rejections"]
    database.close()


def test_many_may_start_at_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However short the wait for other programs is: they wait for the one that makes the tables."""
    wait_shortly(monkeypatch)
    databases = [connect(database_url) for _ in range(6)]
    together = Barrier(len(databases))

    def start(database: Database) -> int:
        together.wait()
        migrate(database)
        with database.read() as reader:
            return data_version(reader)

    with ThreadPoolExecutor(len(databases)) as pool:
        assert list(pool.map(start, databases)) == [0] * len(databases)
    for database in databases:
        database.close()


def test_a_newer_database_is_left_alone(database: Database) -> None:
    with database.write() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnknownSchemaError, match="newer version"):
        migrate(database)
    with database.read_engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "9999"


def test_starting_does_not_wait_for_an_import_under_way(database: Database) -> None:
    with database.write() as session:
        raise_data_version(session)
        migrate(database)  # would wait for ever on the lock that this transaction holds
    with database.read() as reader:
        assert data_version(reader) == 1


def test_changes_are_counted_in_their_own_transaction(database: Database) -> None:
    with database.write() as session:
        raise_data_version(session)
        raise_data_version(session)
        assert data_version(session) == 2
        with database.read() as reader:
            assert data_version(reader) == 0
    with database.read() as reader:
        assert data_version(reader) == 2


def test_no_count_is_lost_between_writers(database: Database) -> None:
    def write(_: int) -> None:
        with database.write() as session:
            raise_data_version(session)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(12)))
    with database.read() as reader:
        assert data_version(reader) == 12


def test_the_newest_revision_is_the_one_that_alembic_finds() -> None:
    assert newest_revision() == ScriptDirectory.from_config(_config()).get_current_head()


def test_a_database_that_is_up_to_date_is_opened_without_alembic(migrated_url: str) -> None:
    code = f"""
from data_access.store.engine import connect
from data_access.store.schema import migrate
database = connect({migrated_url!r})
migrate(database)
database.close()
"""
    assert "alembic" not in imported_by(code)
