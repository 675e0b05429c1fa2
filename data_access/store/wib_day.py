"""The campaign day (WIB) of a moment, as SQL of both databases."""

from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class wib_day(GenericFunction[Any]):  # noqa: N801  an SQL function
    """The campaign day (WIB) of a moment in UTC."""

    type = Date()
    inherit_cache = True


@compiles(wib_day, "sqlite")
def _sqlite_wib_day(element: wib_day, compiler: SQLCompiler, **options: object) -> str:
    # To the second: SQLite rounds to milliseconds, and would take the last half of one for the day after.
    return f"date(substr({compiler.process(element.clauses, **options)}, 1, 19), '+7 hours')"


@compiles(wib_day, "postgresql")
def _postgresql_wib_day(element: wib_day, compiler: SQLCompiler, **options: object) -> str:
    return f"(({compiler.process(element.clauses, **options)}) AT TIME ZONE 'Asia/Jakarta')::date"
