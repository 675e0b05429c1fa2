"""What displays are sent, kept in memory: made once per data version, and a question about it costs a look-up."""

import asyncio
import gzip
import logging
import time
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Protocol

from anyio import CapacityLimiter, to_thread

from census.settings import WIB

BELIEVED_SECONDS = 1.0
"""How long the data version is believed where a question does not bring it along, over all who look."""
_TAG_SIGNS = 24

_log = logging.getLogger("kawal.wall")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is sent to a display.

    Attributes
    ----------
    moment
        Data version and day that it was made of.
    plain, packed
        JSON, and the same by gzip.
    tag
        Changes with the content (ETag).
    """

    moment: tuple[int, date]
    plain: bytes
    packed: bytes
    tag: str

    @classmethod
    def of(cls, moment: tuple[int, date], text: str) -> "Kept":
        """Pack a text."""
        plain = text.encode()
        return cls(moment, plain, gzip.compress(plain, mtime=0), f'"{sha256(plain).hexdigest()[:_TAG_SIGNS]}"')


class Source(Protocol):
    """Where walls come from; both are called in threads."""

    def version(self) -> int:
        """The data version of now."""

    def make(self, area_code: str, language: str) -> str | None:
        """The wall of an area in a language (`presentation.scenes.values.Wall.text`); None where it may have none."""


class Keeper:
    """Keeps the wall of each area and language.

    While a new one is made the one before is sent on, so that no display ever waits but for the very first.

    Parameters
    ----------
    source
        Where they come from.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._kept: dict[tuple[str, str], Kept] = {}
        self._making: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._version: tuple[float, int] | None = None
        self._one = CapacityLimiter(1)
        self._few = CapacityLimiter(2)

    async def current(self, area_code: str, language: str, version: int | None = None) -> Kept | None:
        """What a display is sent now; None where the area may have no wall.

        Parameters
        ----------
        version
            The data version, where it has just been read.
        """
        key = (area_code, language)
        moment = (await self._version_now() if version is None else version, datetime.now(WIB).date())
        kept = self._kept.get(key)
        if kept is not None and kept.moment == moment:
            return kept
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._make(key, moment))
        if kept is None:
            await asyncio.shield(task)
        return kept or self._kept.get(key)

    async def _version_now(self) -> int:
        if self._version is None or time.monotonic() >= self._version[0]:
            version = await to_thread.run_sync(self._source.version, limiter=self._few)
            self._version = (time.monotonic() + BELIEVED_SECONDS, version)
        return self._version[1]

    async def _make(self, key: tuple[str, str], moment: tuple[int, date]) -> None:
        try:
            # One at a time: it computes for a second, and readers of pages are there too.
            text = await to_thread.run_sync(self._source.make, *key, limiter=self._one)
            if text is not None:
                self._kept[key] = Kept.of(moment, text)
        except Exception:
            # The display shows what it has, under a banner once that is old.
            _log.exception("A wall could not be made.")
            if key not in self._kept:
                raise
        finally:
            del self._making[key]
