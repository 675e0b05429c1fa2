"""Triggers that mark a desa when its rows change, whoever changes them: the SQL of both databases.

A mark names the days of the rows that have changed, so that a count need not look at all days; migrations before 0012
made marks without days, which stand for all of them.
"""

# ruff: noqa: S608  the texts are put together from the names in this file, nothing comes from outside

from collections.abc import Iterator

CHILD_TABLES = ("submission_domiciles", "submission_staff")
_POSTGRES_EVENTS = (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",)))

_SQLITE_MARK = """INSERT INTO rollup_marks (kabupaten_code, desa_code)
SELECT s.kabupaten_code, s.desa_code FROM ({rows}) AS s
WHERE NOT EXISTS (SELECT 1 FROM rollup_marks AS m
  WHERE m.kabupaten_code = s.kabupaten_code AND m.desa_code = s.desa_code);"""

_SQLITE_MARK_OF_DAYS = """INSERT INTO rollup_marks (kabupaten_code, desa_code, first_day, last_day)
SELECT s.kabupaten_code, s.desa_code, s.first_day, s.last_day FROM ({rows}) AS s
WHERE NOT EXISTS (SELECT 1 FROM rollup_marks AS m
  WHERE m.kabupaten_code = s.kabupaten_code AND m.desa_code = s.desa_code
    AND (m.first_day IS NULL OR m.last_day IS NULL OR (m.first_day <= s.first_day AND m.last_day >= s.last_day)));"""

# Days as `wib_day` has them, of the moments by which rollups count a form.
_SQLITE_DAYS = ", ".join(
    f"{function}(date(substr(coalesce({{row}}responded_at, {{row}}clean_at, {{row}}updated_at), 1, 19), '+7 hours'),"
    f" date(substr(coalesce({{row}}clean_at, {{row}}responded_at, {{row}}updated_at), 1, 19), '+7 hours')) AS {name}"
    for function, name in (("min", "first_day"), ("max", "last_day"))
)
_POSTGRES_DAY = "CAST(coalesce({moments}) AT TIME ZONE 'Asia/Jakarta' AS date)"
_POSTGRES_DAYS = ", ".join(
    f"{outer}({inner}({_POSTGRES_DAY.format(moments='s.responded_at, s.clean_at, s.updated_at')},"
    f" {_POSTGRES_DAY.format(moments='s.clean_at, s.responded_at, s.updated_at')}))"
    for outer, inner in (("min", "least"), ("max", "greatest"))
)


def sqlite_triggers(*, has_days: bool) -> Iterator[str]:
    """The statements for SQLite, whose triggers run row by row; one writer at a time makes the check safe.

    Parameters
    ----------
    has_days
        Whether marks name days, keyword-only.
    """
    mark = _SQLITE_MARK_OF_DAYS if has_days else _SQLITE_MARK
    days = f", {_SQLITE_DAYS}" if has_days else ""

    def trigger(name: str, when: str, table: str, *row_names: str) -> str:
        marks = "\n".join(mark.format(rows=_sqlite_rows(table, row, days)) for row in row_names)
        return f"CREATE TRIGGER mark_{table}_{name} {when} ON {table} FOR EACH ROW BEGIN\n{marks}\nEND"

    # INSERT OR REPLACE removes a row without firing delete triggers, so the old desa is marked before (decision 19).
    earlier = mark.format(
        rows=f"SELECT kabupaten_code, desa_code{days.format(row='')} FROM submissions"
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


def _sqlite_rows(table: str, row: str, days: str) -> str:
    if table == "submissions":
        return (
            f"SELECT {row}.kabupaten_code AS kabupaten_code, {row}.desa_code AS desa_code{days.format(row=f'{row}.')}"
        )
    return (
        f"SELECT kabupaten_code, desa_code{days.format(row='')} FROM submissions"
        f" WHERE kabupaten_code = {row}.kabupaten_code AND household_key = {row}.household_key"
    )


def postgresql_functions(*, has_days: bool) -> Iterator[str]:
    """The functions of the triggers for PostgreSQL, made or put in the place of those before.

    Parameters
    ----------
    has_days
        Whether marks name days, keyword-only.
    """
    for table in ("submissions", *CHILD_TABLES):
        for event, transitions in _POSTGRES_EVENTS:
            name = f"mark_{table}_{event.lower()}"
            sides = [f"{side.lower()}_rows" for side in transitions]
            if has_days:
                rows = " UNION ALL ".join(_postgresql_rows(table, side, "s.*") for side in sides)
                marks = (
                    "INSERT INTO rollup_marks (kabupaten_code, desa_code, first_day, last_day)"
                    f" SELECT s.kabupaten_code, s.desa_code, {_POSTGRES_DAYS} FROM ({rows}) AS s GROUP BY 1, 2"
                )
            else:
                rows = " UNION ".join(
                    _postgresql_rows(table, side, "DISTINCT s.kabupaten_code, s.desa_code") for side in sides
                )
                marks = f"INSERT INTO rollup_marks (kabupaten_code, desa_code) {rows}"
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" {marks}; RETURN NULL; END $$"
            )


def postgresql_triggers() -> Iterator[str]:
    """The statements for PostgreSQL: one mark per desa and statement, never shared between writers.

    A mark that another writer has left must not spare one's own: who counts may delete it before this writer's rows can
    be seen. So every statement inserts its own.
    """
    for table in ("submissions", *CHILD_TABLES):
        for event, transitions in _POSTGRES_EVENTS:
            name = f"mark_{table}_{event.lower()}"
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


def _postgresql_rows(table: str, transition: str, columns: str) -> str:
    if table == "submissions":
        return f"SELECT {columns} FROM {transition} AS s"
    return (
        f"SELECT {columns} FROM {transition} AS t JOIN submissions AS s"
        " ON s.kabupaten_code = t.kabupaten_code AND s.household_key = t.household_key"
    )
