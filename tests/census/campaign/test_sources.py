"""Who delivered what a campaign is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from census.campaign.sources import figure_sources, register_sources
from census.figures.feed import ROWS, SIMULATED_ROWS
from tests.census.worlds import World, area, recap, register

DAY = date(2020, 3, 1)
AREAS = [area("9901", None, "kabupaten")]


def test_each_who_delivered_is_named_once() -> None:
    recaps = [recap("9901", DAY, 1, 1, source="BPS"), recap("9901", date(2020, 3, 2), 2, 2, source="press")]
    recaps.append(recap("9901", date(2020, 3, 3), 3, 3, source="BPS"))
    registers = [register("9901", 10, 30), register("9901", 11, 33, version="v2"), register("9901", 1, 3, version="")]
    campaign = World(AREAS, registers, recaps).campaign()
    assert figure_sources(campaign) == ["BPS", "press"]
    assert register_sources(campaign) == ["Dukcapil v1", "Dukcapil v2", "Dukcapil "]
    counted = replace(campaign, daily=pd.DataFrame({"area_code": ["9901"], "day": [DAY]}))
    assert figure_sources(counted) == ["BPS", "press", ROWS]
    assert figure_sources(replace(counted, simulation="demo"))[-1] == SIMULATED_ROWS
    assert figure_sources(World(AREAS, [], []).campaign()) == []
