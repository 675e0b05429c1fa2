"""A line to PostgreSQL: a connection in no pool, for which the loop waits as it waits for its readers."""

import asyncio
from collections.abc import Sequence

import psycopg
from sqlalchemy import Engine

from data_access.store.engine import BusyDatabaseError


class ServerLine:
    """Asks PostgreSQL one question at a time.

    Parameters
    ----------
    engine
        Of the database; its pool is left alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: psycopg.AsyncCursor[Sequence[int]] | None = None
        self._turn = asyncio.Lock()

    async def ask(self, sql: str, token_hash: str) -> Sequence[int] | None:
        """The first row of a query about a token.

        Raises
        ------
        BusyDatabaseError
            Where there is no answer; the next question opens a new connection.
        """
        async with self._turn:
            try:
                cursor = await self._cursor()
                await cursor.execute(sql.encode(), {"token_hash": token_hash}, prepare=True)
                return await cursor.fetchone()
            except psycopg.Error as error:
                await self._hang_up()
                raise BusyDatabaseError from error

    async def close(self) -> None:
        """Close the connection; the next question opens a new one."""
        async with self._turn:
            await self._hang_up()

    async def _cursor(self) -> psycopg.AsyncCursor[Sequence[int]]:
        if self._held is None or self._held.connection.closed:
            _arguments, named = self._engine.dialect.create_connect_args(self._engine.url)
            # Each statement is a transaction, so that nothing is begun and ended around it.
            self._held = (await psycopg.AsyncConnection.connect(**named, autocommit=True)).cursor()
        return self._held

    async def _hang_up(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            await held.connection.close()
