"""The commands on a recap of families alone: they begin in families, and say that the target was read in them."""

from __future__ import annotations

import json
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from reports.commands import app
from tests.pages import stores
from tests.pages.roles.test_delivered import DAY, ELAPSED, KK, TODAY, desa, families, recap

if TYPE_CHECKING:
    from pathlib import Path

TARGET = {"target_unit": "household", "target_status": "responded", "is_equivalent": True}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("delivered") / "kk.sqlite"
    stores.take_in(f"sqlite:///{file}", "recap", recap(desa(), KK))
    return file


@pytest.fixture(autouse=True)
def database(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{filled}")
    monkeypatch.setenv("KAWAL_TODAY", TODAY.isoformat())


def rows(*arguments: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_progress_begins_in_families_and_says_how_the_target_is_read() -> None:
    found = rows("progress", "--level", "kecamatan")
    assert [row["code"] for row in found] == list(stores.kecamatan())
    for row in found:
        base, count = stores.register()[row["code"]]["households"], families(row["code"], DAY)
        assert (row["numerator"], row["denominator"]) == (count, base)
        assert row["gap"] == max(ceil(stores.SHARE * base) - count, 0)
        assert row["expected"] == float(stores.SHARE * ELAPSED * base)
        assert TARGET.items() <= row.items()


def test_in_persons_nothing_is_counted_and_the_target_still_speaks() -> None:
    (row,) = rows("progress", "--unit", "person")
    assert (row["numerator"], row["rate"]) == (None, None)
    base, count = stores.register()[stores.KABUPATEN]["households"], families(stores.KABUPATEN, DAY)
    assert row["gap"] == max(ceil(stores.SHARE * base) - count, 0)
    assert TARGET.items() <= row.items()


def test_the_forecast_has_a_chance_of_the_target_as_it_is_read() -> None:
    (row,) = rows("forecast")
    base = stores.register()[stores.KABUPATEN]["households"]
    assert (row["denominator"], row["target_count"]) == (base, ceil(stores.SHARE * base))
    assert row["reason"] is None
    assert 0 <= row["chance_target"] <= 1
    assert TARGET.items() <= row.items()


@pytest.mark.parametrize("level", ["desa", "team"])
def test_priorities_say_how_the_target_is_read(level: str) -> None:
    found = rows("priorities", "--role", "regent", "--level", level)
    assert len(found) == {"desa": 132, "team": 5}[level]
    assert all(TARGET.items() <= row.items() for row in found)
    assert all(Fraction(row["expected_shortfall"]) >= 0 for row in found)
