"""Forecasts as a table of quantiles, in the columns that tools for scoring forecasts read (hubverse)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from census.base.vocabulary import measure_column
from census.figures.rounding import grid_of

if TYPE_CHECKING:
    from census.campaign.campaign import Campaign
    from census.figures.progress import View

QUANTILE_COLUMNS = (
    "reference_date",
    "target",
    "horizon",
    "target_end_date",
    "location",
    "output_type",
    "output_type_id",
    "value",
)
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def quantile_rows(
    campaign: Campaign, area_code: str, level: str, view: View, *, deadline: date | None = None, seed: int = 0
) -> list[dict[str, Any]]:
    """A row per area and quantile of its count at the deadline; none of areas of which nothing is said.

    Parameters
    ----------
    campaign
        As the reader may see it.
    area_code, level, view, deadline, seed
        As for `census.campaign.campaign.Campaign.forecast`.

    Returns
    -------
    list of dict
        `QUANTILE_COLUMNS`: `reference_date` is the day of the last figure that all parts have, `target` what is
        counted, `horizon` the days from the one to `target_end_date`, `location` the code of the area, `value` a count
        on the grid of the forecast (`census.figures.rounding.Grid`).
    """
    rows = []
    for area in campaign.forecasts_within(area_code, level, view, deadline=deadline, seed=seed):
        outlook = campaign.outlook(area.code, view, deadline=deadline, seed=seed)
        below = outlook.drawn_below(campaign.tree, area.code)
        if area.reason is not None or area.deadline is None or outlook.forecast is None:
            continue
        drawn = outlook.forecast
        total = grid_of(area.denominator, area.count).put(drawn.total(below))
        ahead = drawn.deadline - drawn.as_of
        of_area = {
            "reference_date": date.fromordinal(drawn.as_of).isoformat(),
            "target": measure_column(view.unit, view.status),
            "horizon": ahead,
            "target_end_date": area.deadline.isoformat(),
            "location": area.code,
            "output_type": "quantile",
        }
        values = np.quantile(total, QUANTILES, method="nearest").tolist()
        rows += [
            of_area | {"output_type_id": share, "value": value} for share, value in zip(QUANTILES, values, strict=True)
        ]
    return rows
