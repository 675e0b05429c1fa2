"""What displays are sent is made once per data version, and an older one is sent on while a new one is made."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from wall import keeper
from wall.keeper import Keeper


class Source:
    """A source that counts what it is asked for."""

    def __init__(self) -> None:
        self.now, self.made, self.is_broken = 1, 0, False

    def version(self) -> int:
        return self.now

    def make(self, area_code: str, language: str) -> str | None:
        self.made += 1
        if self.is_broken:
            raise RuntimeError
        return None if area_code == "9999" else f"{area_code} {language} {self.now}"


@pytest.fixture(autouse=True)
def no_belief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "BELIEVED_SECONDS", 0.0)


async def until_made(kept: Keeper) -> None:
    while kept._making:
        await asyncio.gather(*kept._making.values())


def test_it_is_made_once_for_each_area_and_language() -> None:
    async def ask() -> None:
        source = Source()
        kept = Keeper(source)
        first = await asyncio.gather(*(kept.current("3319", "id") for _ in range(5)))
        assert [one.plain for one in first if one] == [b"3319 id 1"] * 5
        assert source.made == 1
        english = await kept.current("3319", "en")
        assert english is not None and first[0] is not None
        assert english.tag != first[0].tag
        assert gzip.decompress(english.packed) == english.plain
        assert await kept.current("9999", "id") is None

    asyncio.run(ask())


def test_the_one_before_is_sent_on_until_the_new_one_is_made() -> None:
    async def ask() -> None:
        source = Source()
        kept = Keeper(source)
        await kept.current("3319", "id")
        source.now = 2
        before = await kept.current("3319", "id")
        assert before is not None
        assert before.plain == b"3319 id 1"
        await until_made(kept)
        after = await kept.current("3319", "id")
        assert after is not None
        assert after.plain == b"3319 id 2"

    asyncio.run(ask())


def test_where_it_cannot_be_made_the_one_before_stays() -> None:
    async def ask() -> None:
        source = Source()
        kept = Keeper(source)
        await kept.current("3319", "id")
        source.now, source.is_broken = 2, True
        await kept.current("3319", "id")
        await until_made(kept)
        still = await kept.current("3319", "id")
        assert still is not None
        assert still.plain == b"3319 id 1"
        await until_made(kept)

    asyncio.run(ask())
