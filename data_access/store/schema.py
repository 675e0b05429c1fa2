"""Bringing a database's tables to this version of the product."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import String, column, inspect, select, table, update
from sqlalchemy.engine import Connection

from data_access.models.models import DATA_VERSION
from data_access.store.engine import (
    Database,
    ReadSession,
    UnusableDatabaseError,
    WholeSession,
    WriteSession,
    refusing_busy,
)

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[1] / "migrations"


class UnknownSchemaError(UnusableDatabaseError):
    """The database was made by a newer version of the product."""


def newest_revision() -> str:
    """The revision of this version of the product: files of migrations begin with their numbers."""
    return max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def revision_of(connection: Connection) -> str | None:
    """The revision of a database's tables, or None where it has none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(select(column("version_num", String)).select_from(table("alembic_version")))


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Bring the tables to this version, one process at a time; does nothing when they are.

    Raises
    ------
    UnknownSchemaError
        If the database is ahead of this version of the product.
    """
    # Alembic costs a start a good part of its time, and nearly every start finds nothing to do.
    # Read on the reading connection: a start that changes nothing must not wait for an import (decision 97).
    with refusing_busy(), database.read_engine.connect() as connection:
        if revision_of(connection) == newest_revision():
            return
    _upgrade(database)


def _upgrade(database: Database) -> None:
    with database.starting() as session:
        upgrade(session)


def upgrade(session: WriteSession, revision: str | None = None) -> None:
    """Bring the tables to a revision, this version's by default, in the transaction of the session.

    Raises
    ------
    UnknownSchemaError
        If the database is ahead of this version of the product, or the revision is unknown to it.
    """
    from alembic import command
    from alembic.script import ScriptDirectory

    revisions = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    current = revision_of(session.connection)
    if (current is not None and current not in revisions) or (revision is not None and revision not in revisions):
        msg = "The database was made by a newer version of Kawal Sensus: install that version, or use another database."
        raise UnknownSchemaError(msg)
    command.upgrade(_config(session.connection), revision or "head")


def data_version(session: ReadSession | WholeSession) -> int:
    """The counter that stands for all that screens can show; the key of every cache."""
    return session.scalars(select(DATA_VERSION.c.version)).one()


def raise_data_version(session: WriteSession) -> None:
    """Count one change; to be called in the transaction that makes it."""
    session.execute(update(DATA_VERSION).values(version=DATA_VERSION.c.version + 1))
