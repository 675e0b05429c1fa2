"""Bringing a database's tables to this version of the product."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from data_access.models.models import DataVersion
from data_access.store.engine import Database, ReadSession, UnusableDatabaseError, WriteSession, refusing_busy

MIGRATIONS = Path(__file__).parents[1] / "migrations"


class UnknownSchemaError(UnusableDatabaseError):
    """The database was made by a newer version of the product."""


def _config(connection: Connection | None = None) -> Config:
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
    script = ScriptDirectory.from_config(_config())
    head = script.get_current_head()
    # Asked of the reader: whoever only looks must not wait for an import that is under way.
    with refusing_busy(), database.read_engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == head:
            return
    with database.starting() as session:
        connection = session.connection()
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
            msg = (
                "The database was made by a newer version of Kawal Sensus: "
                "install that version, or use another database."
            )
            raise UnknownSchemaError(msg)
        command.upgrade(_config(connection), "head")


def data_version(session: ReadSession | WriteSession) -> int:
    """Give the counter that stands for all that screens can show; the key of every cache."""
    return session.scalars(select(DataVersion.version)).one()


def raise_data_version(session: WriteSession) -> None:
    """Count one change; to be called in the transaction that makes it."""
    session.execute(update(DataVersion).values(version=DataVersion.version + 1))
