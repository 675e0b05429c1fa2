"""Triggers that mark a desa when its rows change, whoever changes them: the SQL of both databases."""

# ruff: noqa: S608  the texts are put together from the names in this file, nothing comes from outside

from collections.abc import Iterator

CHILD_TABLES = ("submission_domiciles", "submission_staff")

_SQLITE_MARK = """INSERT INTO rollup_marks (kabupaten_code, desa_code)
SELECT s.kabupaten_code, s.desa_code FROM ({rows}) AS s
WHERE NOT EXISTS (SELECT 1 FROM rollup_marks AS m
  WHERE m.kabupaten_code = s.kabupaten_code AND m.desa_code = s.desa_code);"""


def sqlite_triggers() -> Iterator[str]:
    """The statements for SQLite, whose triggers run row by row; one writer at a time makes the check safe."""

    def trigger(name: str, when: str, table: str, *row_names: str) -> str:
        marks = "\n".join(_SQLITE_MARK.format(rows=_sqlite_rows(table, row)) for row in row_names)
        return f"CREATE TRIGGER mark_{table}_{name} {when} ON {table} FOR EACH ROW BEGIN\n{marks}\nEND"

    # INSERT OR REPLACE removes a row without firing delete triggers, so the old desa is marked before (decision 19).
    earlier = _SQLITE_MARK.format(
        rows="SELECT kabupaten_code, desa_code FROM submissions"
        " WHERE kabupaten_code = NEW.kabupaten_code AND household_key = NEW.household_key"
    )
    yield f"CREATE TRIGGER mark_submissions_replace BEFORE INSERT ON submissions FOR EACH ROW BEGIN\n{earlier}\nEND"
    # UPDATE OR REPLACE does the same to the row whose key is taken.
    yield (
        "CREATE TRIGGER mark_submissions_replace_by_update BEFORE UPDATE OF kabupaten_code, household_key"
        f" ON submissions FOR EACH ROW BEGIN\n{earlier}\nEND"
    )
    for table in ("submissions", *CHILD_TABLES):
        yield trigger("insert", "AFTER INSERT", table, "NEW")
        yield trigger("update", "AFTER UPDATE", table, "OLD", "NEW")
        yield trigger("delete", "AFTER DELETE", table, "OLD")


def _sqlite_rows(table: str, row: str) -> str:
    if table == "submissions":
        return f"SELECT {row}.kabupaten_code AS kabupaten_code, {row}.desa_code AS desa_code"
    return (
        "SELECT kabupaten_code, desa_code FROM submissions"
        f" WHERE kabupaten_code = {row}.kabupaten_code AND household_key = {row}.household_key"
    )


def postgresql_triggers() -> Iterator[str]:
    """The statements for PostgreSQL: one mark per desa and statement, never shared between writers.

    A mark that another writer has left must not spare one's own: who counts may delete it before this writer's rows can
    be seen. So every statement inserts its own.
    """
    for table in ("submissions", *CHILD_TABLES):
        for event, transitions in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            name = f"mark_{table}_{event.lower()}"
            rows = " UNION ".join(_postgresql_rows(table, f"{side.lower()}_rows") for side in transitions)
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" INSERT INTO rollup_marks (kabupaten_code, desa_code) {rows}; RETURN NULL; END $$"
            )
            tables = " ".join(f"{side} TABLE AS {side.lower()}_rows" for side in transitions)
            yield (
                f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
    yield (
        "CREATE FUNCTION mark_all_desa() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO rollup_marks (kabupaten_code, desa_code)"
        " SELECT DISTINCT kabupaten_code, area_code FROM daily_progress; RETURN NULL; END $$"
    )
    for table in ("submissions", *CHILD_TABLES):
        yield (
            f"CREATE TRIGGER mark_{table}_truncate AFTER TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION mark_all_desa()"
        )


def _postgresql_rows(table: str, transition: str) -> str:
    if table == "submissions":
        return f"SELECT DISTINCT kabupaten_code, desa_code FROM {transition}"
    return (
        f"SELECT DISTINCT s.kabupaten_code, s.desa_code FROM {transition} AS t JOIN submissions AS s"
        " ON s.kabupaten_code = t.kabupaten_code AND s.household_key = t.household_key"
    )
