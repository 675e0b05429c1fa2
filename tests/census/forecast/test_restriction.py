"""Draws under another area: every sum a reader may see is that of all draws, and no other area has draws of its own."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
import pytest

from census.base.tree import AreaTree
from census.disclosure.protection import told_under
from census.figures.rounding import Grid
from census.forecast.model import Forecast, Refusal
from census.forecast.outlook import Outlook
from tests.census.worlds import area

if TYPE_CHECKING:
    from census.forecast.track_record import TrackRecord

KECAMATAN = ("9901010", "9901020")
DESA = tuple(f"{code}{n:03d}" for code in KECAMATAN for n in range(1, 4))
AREAS = [
    area("9901", None, "kabupaten"),
    *(area(code, "9901", "kecamatan") for code in KECAMATAN),
    *(area(code, code[:7], "desa") for code in DESA),
]
TREE = AreaTree(pd.DataFrame(AREAS))


@pytest.fixture(scope="module")
def outlook() -> Outlook:
    rng = np.random.default_rng(7)
    draws = rng.integers(100, 900, size=(50, len(DESA)))
    found = Forecast(
        codes=DESA,
        as_of=10,
        deadline=14,
        counts=np.arange(1.0, 7.0),
        draws=draws,
        has_rush=np.arange(50) % 3 == 0,
        rush_chance=0.34,
        progress=np.sort(rng.random((50, 4)), axis=1).astype(np.float32),
        record=cast("TrackRecord", SimpleNamespace()),
        is_guess=False,
    )
    return Outlook(None, found)


@pytest.mark.parametrize("own", [(), DESA[:3], (DESA[0], DESA[4])])
def test_sums_stay_and_single_areas_go(outlook: Outlook, own: tuple[str, ...]) -> None:
    seen = [code for code in TREE.codes if len(code) < 10 or code in own]
    pooled = outlook.pooled(told_under(TREE, frozenset(TREE.codes) - frozenset(seen)))
    tree = AreaTree(pd.DataFrame([row for row in AREAS if row["code"] in seen]))
    assert pooled.forecast is not None
    assert outlook.forecast is not None
    assert set(pooled.forecast.codes) <= set(seen)
    for code in seen:
        full = outlook.drawn_below(TREE, code)
        mine = pooled.drawn_below(tree, code)
        np.testing.assert_array_equal(pooled.forecast.total(mine), outlook.forecast.total(full))
        np.testing.assert_allclose(pooled.forecast.fan(mine), outlook.forecast.fan(full))
        for grid in (Grid(), Grid(20, 100, 5000)):
            assert pooled.summary(tree, code, 900, grid) == outlook.summary(TREE, code, 900, grid)
            np.testing.assert_array_equal(pooled.forecast.fan(mine, grid=grid), outlook.forecast.fan(full, grid=grid))
    held = np.concatenate([pooled.forecast.draws.ravel(), pooled.forecast.counts])
    for code in set(DESA) - set(own):
        column = outlook.forecast.draws[:, outlook.forecast.column_of[code]]
        assert not np.array_equal(np.intersect1d(held, column), np.unique(column))


def test_no_forecast_stays_none(outlook: Outlook) -> None:
    none = replace(outlook, forecast=None, refusal=Refusal.NO_DEADLINE)
    assert none.pooled({}) is none
