"""Cached reads: one database's, scope's or version's figures are never shown for another's."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from census.access.scope import Scope
from census.settings import Settings
from data_access.models.models import AREA_BOUNDARIES
from data_access.store.schema import raise_data_version
from tests.pages import stores
from ui.shell import cached
from ui.shell.process import shared

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KUDUS, JEKULO = Scope.everything("3319"), Scope.everything(stores.JEKULO)


@pytest.fixture(autouse=True)
def cold_caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(cached, "MAPS", tmp_path / "maps")
    shared.clear()
    yield
    shared.clear()


@pytest.fixture
def settings(started_sqlite_url: str) -> Settings:
    return Settings(database_url=started_sqlite_url)


@pytest.fixture
def other(settings: Settings, tmp_path: Path) -> Settings:
    """Another database, which is as the first one is before the test."""
    file = shutil.copy(settings.database_url.removeprefix("sqlite:///"), tmp_path / "other.sqlite")
    return Settings(database_url=f"sqlite:///{file}")


def days(settings: Settings, version: int, scope: Scope = KUDUS) -> int:
    return len(cached.campaign(settings, version, scope).panel.days)


def test_a_version_is_read_once_and_a_new_one_anew(settings: Settings) -> None:
    version = cached.data_version(settings)
    first = cached.campaign(settings, version, KUDUS)
    assert cached.campaign(settings, version, KUDUS) is first
    stores.take_in(settings.database_url, "recap", stores.one_row())
    assert cached.data_version(settings) > version
    assert days(settings, version) == 0
    assert days(settings, cached.data_version(settings)) == 1


def test_two_databases_of_one_version_are_kept_apart(settings: Settings, other: Settings) -> None:
    stores.take_in(settings.database_url, "recap", stores.one_row())
    stores.take_in(other.database_url, "recap", stores.published_recap())
    assert cached.data_version(settings) == cached.data_version(other)
    version = cached.data_version(settings)
    assert (days(settings, version), days(other, version)) == (1, 4)
    assert cached.last_import_at(settings) is not None
    assert cached.imports(settings, KUDUS)[0].rows_read != cached.imports(other, KUDUS)[0].rows_read


def test_a_narrow_scope_never_receives_what_a_wide_one_has_cached(settings: Settings) -> None:
    stores.take_in(settings.database_url, "recap", stores.full_recap())
    version = cached.data_version(settings)
    wide, narrow = (cached.campaign(settings, version, scope) for scope in (KUDUS, JEKULO))
    assert len(wide.tree) == 142
    assert all(code.startswith(stores.JEKULO) for code in narrow.tree.codes)
    assert all(code.startswith(stores.JEKULO) for code in narrow.recaps["area_code"])
    layers = [cached.layer(settings, version, scope, "desa") for scope in (KUDUS, JEKULO)]
    assert layers[0] is not None
    assert layers[1] is not None
    assert len(layers[0].bounds) == 132
    assert set(layers[1].bounds.index) == {code for code in narrow.tree.codes if len(code) == 10}
    assert layers[0].url != layers[1].url


@pytest.mark.parametrize(("level", "number"), [("kecamatan", 9), ("desa", 132), ("kabupaten", 1)])
def test_the_outlines_lie_where_the_address_says(settings: Settings, level: str, number: int) -> None:
    layer = cached.layer(settings, cached.data_version(settings), KUDUS, level)
    assert layer is not None
    (file,) = cached.MAPS.iterdir()
    assert layer.url == f"/app/static/maps/{file.name}"
    outlines = json.loads(file.read_text(encoding="utf-8"))
    assert sorted(outlines) == sorted(layer.bounds.index)
    assert len(outlines) == number
    assert "BPS" in layer.attribution


def test_the_name_of_a_map_changes_with_its_content_only(settings: Settings, other: Settings) -> None:
    """A browser keeps it for good: another outline has another address, another name of an area has not."""
    version = cached.data_version(settings)
    first = cached.layer(settings, version, KUDUS, "kecamatan")
    same = cached.layer(other, version, KUDUS, "kecamatan")
    stores.take_in(settings.database_url, "areas", b"code,parent_code,level,name\n3319060,3319,kecamatan,Jekulo Baru\n")
    renamed = cached.layer(settings, cached.data_version(settings), KUDUS, "kecamatan")
    assert first is not None
    assert same is not None
    assert renamed is not None
    assert first.url == same.url == renamed.url
    with cached.database(settings).write() as session:
        session.execute(delete(AREA_BOUNDARIES).where(AREA_BOUNDARIES.c.area_code == "3319060001"))
        raise_data_version(session)
    changed = cached.layer(settings, cached.data_version(settings), KUDUS, "kecamatan")
    assert changed is not None
    assert changed.url != first.url


def test_a_level_without_outlines_has_no_layer(settings: Settings) -> None:
    assert cached.layer(settings, cached.data_version(settings), KUDUS, "sls") is None


def test_an_extent_holds_its_areas_with_a_margin(settings: Settings) -> None:
    layer = cached.layer(settings, cached.data_version(settings), KUDUS, "desa")
    assert layer is not None
    codes = [code for code in layer.bounds.index if code.startswith(stores.JEKULO)]
    extent, bounds = layer.extent(codes), layer.bounds.loc[codes]
    assert extent.west < bounds["west"].min() < bounds["east"].max() < extent.east
    assert extent.south < bounds["south"].min() < bounds["north"].max() < extent.north
    assert layer.extent([*codes, "unknown"]) == extent
