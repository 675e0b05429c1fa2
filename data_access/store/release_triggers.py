"""Triggers by which a row stops being an import's once another program has changed it: the SQL of both databases.

So `submissions.import_id` tells which import left a row as it is, and taking an import back finds each household that
was touched since, whoever did it. The product's own writes say so (`own_write`) and keep the number.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, func, insert, select

from data_access.models.submission_models import INSTALLATION
from data_access.store.engine import WriteSession
from data_access.store.triggers import CHILD_TABLES

_FACT = "own_write"
_SETTING = "kawal.own_write"
_NOT_OURS_SQLITE = "NOT EXISTS (SELECT 1 FROM installation WHERE name = 'own_write')"
_NOT_OURS_POSTGRES = f"current_setting('{_SETTING}', true) IS DISTINCT FROM 'on'"


@contextmanager
def own_write(session: WriteSession) -> Iterator[None]:
    """Let rows that are written within keep the import they name; for the one transaction, and seen by it alone."""
    if session.connection.dialect.name == "postgresql":
        session.execute(select(func.set_config(_SETTING, "on", True)))
        yield
        session.execute(select(func.set_config(_SETTING, "off", True)))
        return
    # SQLite has no settings of a transaction. There is one writer, and the row is gone before it commits; after an
    # error the transaction is rolled back, and the row with it.
    session.execute(insert(INSTALLATION), {"name": _FACT, "value": "1"})
    yield
    session.execute(delete(INSTALLATION).where(INSTALLATION.c.name == _FACT))


def sqlite_releases() -> dict[str, str]:
    """Name and statement of each trigger for SQLite."""
    release = (
        "UPDATE submissions SET import_id = NULL WHERE import_id IS NOT NULL"
        " AND kabupaten_code = {row}.kabupaten_code AND household_key = {row}.household_key;"
    )

    def trigger(name: str, event: str, when: str, *row_names: str) -> str:
        body = "\n".join(release.format(row=row) for row in row_names)
        return f"CREATE TRIGGER {name} AFTER {event} FOR EACH ROW WHEN {when} BEGIN\n{body}\nEND"

    kept = f"NEW.import_id IS OLD.import_id AND OLD.import_id IS NOT NULL AND {_NOT_OURS_SQLITE}"
    name = "release_submissions_update"
    statements = {name: trigger(name, "UPDATE ON submissions", kept, "NEW")}
    for table in CHILD_TABLES:
        for event, row_names in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
            name = f"release_{table}_{event.lower()}"
            statements[name] = trigger(name, f"{event} ON {table}", _NOT_OURS_SQLITE, *row_names)
    return statements


def postgresql_releases() -> dict[str, str]:
    """Name of each function for PostgreSQL, and the statements that make it and its trigger.

    The functions run as the owner of the tables: who writes members need not be allowed to change households.
    """
    name = "release_submissions_update"
    # A row that names another import than before was given it by its writer.
    statements = {
        name: f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {_NOT_OURS_POSTGRES}"
        " THEN NEW.import_id := NULL; END IF; RETURN NEW; END $$;"
        f"CREATE TRIGGER {name} BEFORE UPDATE ON submissions FOR EACH ROW"
        " WHEN (NEW.import_id IS NOT DISTINCT FROM OLD.import_id AND OLD.import_id IS NOT NULL)"
        f" EXECUTE FUNCTION {name}()"
    }
    release = (
        "UPDATE submissions AS s SET import_id = NULL FROM {rows} AS t WHERE s.import_id IS NOT NULL"
        " AND s.kabupaten_code = t.kabupaten_code AND s.household_key = t.household_key;"
    )
    release_all = "UPDATE submissions SET import_id = NULL WHERE import_id IS NOT NULL;"
    for table in CHILD_TABLES:
        for event, sides in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"]), ("TRUNCATE", [])):
            name = f"release_{table}_{event.lower()}"
            releases = [release.format(rows=f"{side.lower()}_rows") for side in sides] or [release_all]
            tables = " ".join(f"{side} TABLE AS {side.lower()}_rows" for side in sides)
            statements[name] = (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
                f" SET search_path FROM CURRENT AS $$ BEGIN IF {_NOT_OURS_POSTGRES} THEN {' '.join(releases)} END IF;"
                " RETURN NULL; END $$;"
                f"CREATE TRIGGER {name} AFTER {event} ON {table} {f'REFERENCING {tables}' if tables else ''}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
    return statements
