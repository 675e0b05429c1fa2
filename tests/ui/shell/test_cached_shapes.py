"""Outlines for pictures: read once per version, and within the reader's scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from census.access.scope import Scope
from census.settings import Settings
from tests.pages import stores
from ui.shell import cached
from ui.shell.process import shared

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def cold_caches() -> Iterator[None]:
    shared.clear()
    yield
    shared.clear()


def test_outlines_are_those_of_the_scope_and_level_and_are_read_once(started_sqlite_url: str) -> None:
    settings = Settings(database_url=started_sqlite_url)
    version = cached.data_version(settings)
    wide = cached.shapes(settings, version, Scope.everything("3319"), "desa")
    narrow = cached.shapes(settings, version, Scope.everything(stores.JEKULO), "desa")
    assert len(wide) == 132
    assert 0 < len(narrow) < 132
    assert all(code.startswith(stores.JEKULO) for code in narrow["code"])
    assert len(cached.shapes(settings, version, Scope.everything("3319"), "kecamatan")) == 9
    assert wide.crs == "EPSG:4326"
    assert cached.shapes(settings, version, Scope.everything("3319"), "desa") is wide
    assert cached.shapes(settings, version, Scope.everything("3319"), "province").empty
