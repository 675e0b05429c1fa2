"""Row-level security on a real PostgreSQL: a role that does not own the tables sees what was named, else nothing."""

from __future__ import annotations

import importlib
import os
import pkgutil
from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING

import pytest
from psycopg import sql
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import DBAPIError

from census.access.identity import Role, RoleKind
from census.access.scope import Scope, scope_of
from data_access import models
from data_access.models.attention_models import HANDLED_CONCERNS
from data_access.models.models import AREA_RECAPS, METADATA
from data_access.reads.campaign import read_campaign
from data_access.reads.reads import read_assignments, read_opd, read_recaps
from data_access.store.engine import Database, connect
from data_access.store.row_security import admit, is_passed_by, name_office
from data_access.writes.handled import Handled, write_handled
from tests.census.worlds import World, area, recap, register
from tests.data_access.stores import store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.processes.postgres import PostgresServer

DESA = ("9901010001", "9901020001")
DAY = date(2020, 3, 1)
_NUMBERS = count(1)
PUBLIC = {
    *("areas", "area_boundaries", "opd", "targets", "outages", "imports", "import_rejections", "data_version"),
    *("installation", "rollup_marks", "day_messages"),
}
"""Tables that hold no figure of a desa and no detail of an agency."""
OF_THE_DOOR = {
    "accounts",
    "account_roles",
    "sessions",
    "sign_in_attempts",
    "setup_tokens",
    "access_log",
    "displays",
    "recipients",
    "deliveries",
}


@pytest.fixture
def reader(postgres_server: PostgresServer, migrated_postgres_url: str) -> Iterator[Database]:
    """A database written by the owner of its tables and read by a role that owns nothing."""
    # Roles belong to the server, which all test processes share.
    role = f"kawal_reader_{os.getpid()}_{next(_NUMBERS)}"
    owner = connect(migrated_postgres_url)
    areas = [
        area("9901", None, "kabupaten"),
        *(area(code[:7], "9901", "kecamatan") for code in DESA),
        *(area(code, code[:7], "desa") for code in DESA),
    ]
    recaps = [recap(code, DAY, 10, 30) for code in DESA]
    store(owner, World(areas, [register(code, 900, 2_700) for code in DESA], recaps))
    owner.close()
    with postgres_server.connect() as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    url = make_url(migrated_postgres_url)
    grants = connect(migrated_postgres_url)
    with grants.write() as session:
        session.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"))
    grants.close()
    opened = connect(migrated_postgres_url, read_url=url.set(username=role).render_as_string(hide_password=False))
    yield opened
    opened.close()
    with postgres_server.connect() as connection:
        name = sql.Identifier(str(url.database))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(name, sql.Identifier(role)))


def counted(database: Database, scope: Scope | None) -> int:
    with database.read() as session:
        if scope is not None:
            admit(session, scope)
        found = session.scalar(select(func.count(AREA_RECAPS.c.area_code)))
        assert found is not None
        return int(found)


def camat(database: Database) -> Scope:
    with database.read() as session:
        everything = Scope.everything("9901")
        admit(session, everything)
        opd, assignments = read_opd(session, everything), read_assignments(session, everything)
    role = Role(RoleKind.CAMAT, area_code="9901010")
    found = scope_of([role], "9901", opd=opd, assignments=assignments, today=DAY)
    assert found is not None
    return found


def test_without_a_scope_there_is_no_row(reader: Database) -> None:
    assert counted(reader, None) == 0


def test_a_scope_shows_its_own_rows_even_to_a_query_that_forgets_it(reader: Database) -> None:
    assert counted(reader, Scope.everything("9901")) == 2
    assert counted(reader, camat(reader)) == 1
    assert counted(reader, Scope.totals("9901")) == 0


def test_what_was_named_ends_with_the_transaction(reader: Database) -> None:
    with reader.read() as session:
        admit(session, Scope.everything("9901"))
        session.connection.rollback()
        assert session.scalar(select(func.count(AREA_RECAPS.c.area_code))) == 0
    # The connection goes back to the pool, and the next session has it.
    assert counted(reader, None) == 0


def test_a_campaign_is_read_whole_and_narrowed(reader: Database) -> None:
    with reader.read() as session:
        seen = read_campaign(session, camat(reader))
    assert seen.tree.codes == ["9901", "9901010", "9901020", DESA[0]]
    assert set(seen.recaps["area_code"]) == {DESA[0]}


def test_the_owner_sees_and_counts_all(reader: Database) -> None:
    with reader.write() as session:
        assert set(read_recaps(session, Scope.everything("9901"))["area_code"]) == set(DESA)


def test_a_query_that_forgets_the_office_reads_the_marks_of_the_one_that_was_named(reader: Database) -> None:
    mark = Handled("off_path", "9901010", "note", datetime(2020, 3, 1, tzinfo=UTC))
    with reader.write() as session:
        write_handled(session, camat(reader), mark, area_code="9901010", day=DAY, by=None)
    for scope, seen in ((camat(reader), [mark.note]), (Scope.everything("9901"), []), (None, [])):
        with reader.read() as session:
            if scope is not None:
                name_office(session, scope)
            assert session.scalars(select(HANDLED_CONCERNS.c.note)).all() == seen


def test_the_reading_role_changes_nothing(reader: Database) -> None:
    with pytest.raises(DBAPIError), reader.read() as session:
        admit(session, Scope.everything("9901"))
        session.execute(text("UPDATE area_recaps SET source = 'x'"))
    with pytest.raises(DBAPIError), reader.read() as session:
        session.execute(text("ALTER TABLE area_recaps DISABLE ROW LEVEL SECURITY"))


def test_whoever_owns_the_tables_passes_by(reader: Database) -> None:
    with reader.read() as session:
        assert not is_passed_by(session)
    with reader.write() as session:
        assert is_passed_by(session)


def test_every_table_of_figures_is_guarded(reader: Database) -> None:
    with reader.read() as session:
        guarded = set(session.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity")))
    for module in pkgutil.iter_modules(models.__path__, f"{models.__name__}."):
        importlib.import_module(module.name)
    tables = set(METADATA.tables) - OF_THE_DOOR
    assert guarded == tables - PUBLIC
