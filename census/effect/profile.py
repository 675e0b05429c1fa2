"""The days about an event, one by one: visited desa against those that nobody visited."""

from collections.abc import Sequence
from dataclasses import replace
from math import expm1

import numpy as np
import pandas as pd

from census.effect.estimate import without_events
from census.effect.permutation import estimate, traded_outcomes
from census.effect.windows import WINDOW, Daily, Window, compare, outcome, sums_of

OFFSETS = tuple(range(-7, 11))
_DRAWS = 99


def event_profile(
    daily: Daily,
    events: pd.DataFrame,
    *,
    also_held: pd.DataFrame | None = None,
    offsets: Sequence[int] = OFFSETS,
    window: Window = WINDOW,
    draws: int = _DRAWS,
    seed: int = 0,
) -> pd.DataFrame:
    """Give the lift on each day about the events, against the days before; a day before, against the others of them.

    Parameters
    ----------
    daily, events, also_held
        As for `census.effect.estimate.effects_of_events`.
    offsets
        Days from the event, keyword-only.
    window, draws, seed
        As there, keyword-only.

    Returns
    -------
    DataFrame
        `offset`, `n_events`, `lift`, `lo80`, `hi80` (NaN where too few events have such a day).
    """
    events = events.reset_index(drop=True)
    bare = without_events(daily, events, window, also_held=also_held, seed=seed)
    rows = []
    for offset in offsets:
        before = tuple(day for day in window.before if day != offset)
        compared = compare(
            daily, events, replace(window, before=before, after=(offset,), least_after=1), also_held=also_held
        )
        traded = traded_outcomes(compared, sums_of(bare, compared), draws=draws, seed=seed)
        found = estimate(outcome(compared, sums_of(daily, compared)), traded, np.ones(len(compared), dtype=bool))
        ends = [np.nan] * 3 if found is None else [expm1(value) for value in (found.middle, found.low, found.high)]
        rows.append((offset, len(compared), *ends))
    return pd.DataFrame(rows, columns=["offset", "n_events", "lift", "lo80", "hi80"])
