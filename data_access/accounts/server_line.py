"""A line to PostgreSQL: a connection in no pool, for which the loop waits as it waits for its readers."""

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg
from sqlalchemy import Engine, Select
from sqlalchemy.engine import default

from data_access.store.engine import BusyDatabaseError


class ServerLine:
    """Asks PostgreSQL one question at a time.

    Parameters
    ----------
    engine
        Of the database; its pool is left alone.
    query
        The question, about one token.
    """

    def __init__(self, engine: Engine, query: Select[Any]) -> None:
        self._engine = engine
        # As PostgreSQL itself writes its parameters: nothing is left to translate when it is asked.
        dialect = default.StrCompileDialect(paramstyle="numeric_dollar")
        self._sql = str(query.compile(dialect=dialect)).encode()
        self._held: psycopg.AsyncRawCursor[Sequence[int]] | None = None
        self._turn = asyncio.Lock()

    async def ask(self, token_hash: str) -> Sequence[int] | None:
        """The first row for a token.

        Raises
        ------
        BusyDatabaseError
            Where there is no answer; the next question opens a new connection.
        """
        async with self._turn:
            try:
                cursor = await self._cursor()
                await cursor.execute(self._sql, (token_hash,), prepare=True)
                return await cursor.fetchone()
            except psycopg.Error as error:
                await self._hang_up()
                raise BusyDatabaseError from error

    async def close(self) -> None:
        """Close the connection; the next question opens a new one."""
        async with self._turn:
            await self._hang_up()

    async def _cursor(self) -> psycopg.AsyncRawCursor[Sequence[int]]:
        if self._held is None or self._held.connection.closed:
            _arguments, named = self._engine.dialect.create_connect_args(self._engine.url)
            # Each statement is a transaction, so that nothing is begun and ended around it.
            connection = await psycopg.AsyncConnection.connect(**named, autocommit=True)
            self._held = psycopg.AsyncRawCursor(connection)
        return self._held

    async def _hang_up(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            await held.connection.close()
