"""Draws of a forecast of which a reader sees some areas only: the others are drawn with the area above them."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from census.forecast.model import Forecast
from census.forecast.outlook import Outlook


def pooled_outlook(outlook: Outlook, told_as: Mapping[str, str | None]) -> Outlook:
    """Add up the draws of areas that are told under another one.

    Every sum that the reader may see comes to the same: the area above stands for all its parts that have no draws of
    their own.

    Parameters
    ----------
    outlook
        The forecast of all areas.
    told_as
        Area by area (`census.disclosure.protection.told_under`).
    """
    forecast = outlook.forecast
    return outlook if forecast is None else replace(outlook, forecast=_pooled(forecast, told_as))


def _pooled(forecast: Forecast, told_as: Mapping[str, str | None]) -> Forecast:
    groups: dict[str, list[int]] = {}
    for column, code in enumerate(forecast.codes):
        above = told_as.get(code)
        if above is not None:
            groups.setdefault(above, []).append(column)
    codes = tuple(sorted(groups))
    counts = np.array([forecast.counts[groups[code]].sum() for code in codes], dtype=np.float64)
    draws = np.empty((len(forecast.draws), len(codes)), dtype=np.int64)
    for place, code in enumerate(codes):
        draws[:, place] = forecast.draws[:, groups[code]].sum(axis=1)
    return replace(forecast, codes=codes, counts=counts, draws=draws)
