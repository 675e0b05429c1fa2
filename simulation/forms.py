"""The forms of the simulated campaign: moments, sizes of families, where their members live."""

from datetime import UTC, datetime, time

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.figures.domicile import OUTSIDE
from census.settings import WIB
from simulation.plan import FIRST_DAY, Numbers, Places

SIZES = (0.05, 0.12, 0.24, 0.31, 0.16, 0.07, 0.03, 0.01, 0.005, 0.003, 0.001, 0.001)
"""Share of families with 1 to 12 members; their mean is that of the families that responded, 3.86."""

CHANNELS = {"ponsel": 0.72, "komputer": 0.20, "posko": 0.08}
"""With what a form was filled in: telephone, computer, or the desk at the desa office, where somebody helps."""

_HOURS = (3, 1, 0.3, 0.2, 0.4, 1.5, 4, 7, 12, 15, 15, 13, 11, 12, 13, 12, 10, 9, 10, 14, 16, 13, 9, 5)
"""Weight of each hour of the day, WIB."""

_DAY_S, _HOUR_S = 86_400, 3_600
_MIDNIGHT_S = int(datetime.combine(FIRST_DAY, time(), WIB).astimezone(UTC).timestamp())
_CLEAN = 0.89
_MOVED, _SPREAD = 0.012, 0.055
_LIVE_OUTSIDE = 0.55
_TOWN = ("3319020", "3319030", "3319070")

Moments = npt.NDArray[np.datetime64]


def _moments(seconds: Places, is_known: npt.NDArray[np.bool_]) -> pd.Series:
    moments: Moments = (seconds + _MIDNIGHT_S).astype("datetime64[s]").astype("datetime64[us]")
    moments[~is_known] = np.datetime64("NaT")
    return pd.Series(pd.DatetimeIndex(moments).tz_localize("UTC"))


def draw_moments(
    rng: np.random.Generator, days: Places, is_finished: npt.NDArray[np.bool_], is_rejected: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Draw when each form was opened, finished and found clean.

    Parameters
    ----------
    days
        Day of the campaign on which a form is finished, or opened where it never is.
    is_finished
        False for forms that are opened and left.
    is_rejected
        Finished forms that are refused, and so never clean.

    Returns
    -------
    DataFrame
        `opened_at`, `responded_at`, `clean_at`: UTC, NaT where it never happens.
    """
    n = len(days)
    weights = np.array(_HOURS)
    hour = rng.choice(24, n, p=weights / weights.sum())
    finished = days * _DAY_S + hour * _HOUR_S + rng.integers(_HOUR_S, size=n)
    minutes = np.clip(18 * np.exp(rng.normal(0, 0.5, n)), 4, 120)
    paused = np.where(rng.random(n) < 0.1, rng.integers(1, 6, size=n), 0)
    paused = np.where(days >= paused, paused, 0)
    started = finished - (60 * minutes).astype(np.int64) - paused * _DAY_S
    opened = np.maximum(np.where(is_finished, started, finished), 0)
    # Forms are looked at in office hours, a day later at the soonest.
    lag = 1 + np.minimum(rng.gamma(2.0, 1.5, n).astype(np.int64), 9)
    clean = (days + lag) * _DAY_S + 8 * _HOUR_S + rng.integers(8 * _HOUR_S, size=n)
    is_clean = is_finished & ~is_rejected & (rng.random(n) < _CLEAN)
    return pd.DataFrame(
        {
            "opened_at": _moments(opened, np.ones(n, dtype=bool)),
            "responded_at": _moments(finished, is_finished),
            "clean_at": _moments(clean, is_clean),
        }
    )


def draw_sizes(rng: np.random.Generator, least: Places, total: int | None) -> Places:
    """Draw how many persons each family has.

    Parameters
    ----------
    least
        Members known to be there, 1 or more.
    total
        What the sizes must add up to; families drawn at random gain or lose one member until they do. None: anything.

    Raises
    ------
    ValueError
        If families of 1 to 12 cannot add up to it.
    """
    most = len(SIZES)
    sizes: Places = np.maximum(rng.choice(np.arange(1, most + 1), len(least), p=SIZES), least)
    if total is None:
        return sizes
    if not least.sum() <= total <= most * len(least):
        msg = "families of 1 to 12 members cannot add up to the total"
        raise ValueError(msg)
    while lacking := total - int(sizes.sum()):
        may = np.flatnonzero(sizes < most if lacking > 0 else sizes > least)
        changed = rng.permutation(may)[: abs(lacking)]
        sizes[changed] += 1 if lacking > 0 else -1
    return sizes


def draw_channels(rng: np.random.Generator, lift: Numbers) -> pd.DataFrame:
    """Draw `channel` and `assisted`; outreach at work (`lift` above 1) brings more families who are helped."""
    n = len(lift)
    names = np.array(list(CHANNELS), dtype=object)
    at_desk = rng.random(n) < np.minimum(CHANNELS["posko"] * lift**2, 0.6)
    phone = CHANNELS["ponsel"] / (CHANNELS["ponsel"] + CHANNELS["komputer"])
    channel = np.where(at_desk, 2, (rng.random(n) >= phone).astype(np.int64))
    return pd.DataFrame({"channel": names[channel], "assisted": at_desk | (rng.random(n) < 0.02)})


def draw_domiciles(rng: np.random.Generator, households: pd.DataFrame, desa: pd.DataFrame) -> pd.DataFrame:
    """Draw where the members live of families that do not all live where they are registered.

    Some families have moved as a whole, more have a member or two elsewhere: outside the kabupaten, or in a desa of it,
    those of the town more than others.

    Parameters
    ----------
    households
        `desa_code`, `persons`, indexed by household.
    desa
        `code`, `kecamatan`, `households`, in order of code.

    Returns
    -------
    DataFrame
        `household`, `desa_code` (or `OUTSIDE`), `persons`, 1 or more; of each household they add up to its persons.
    """
    n = len(households)
    persons, home = households["persons"].to_numpy(), households["desa_code"].to_numpy(dtype=object)
    chance, away = rng.random(n), np.minimum(rng.geometric(0.7, n), persons - 1)
    is_moved = chance < _MOVED
    is_spread = ~is_moved & (chance < _MOVED + _SPREAD) & (persons > 1)
    away = np.where(is_moved, persons, away)
    pull = desa["households"].to_numpy(dtype=float) * np.where(desa["kecamatan"].isin(_TOWN), 2.0, 1.0)
    codes = desa["code"].to_numpy(dtype=object)
    there = codes[rng.choice(len(desa), n, p=pull / pull.sum())]
    there[(rng.random(n) < _LIVE_OUTSIDE) | (there == home)] = OUTSIDE
    gone = is_moved | is_spread
    parts = [
        pd.DataFrame({"household": households.index[gone], "desa_code": there[gone], "persons": away[gone]}),
        pd.DataFrame(
            {
                "household": households.index[is_spread],
                "desa_code": home[is_spread],
                "persons": (persons - away)[is_spread],
            }
        ),
    ]
    return pd.concat(parts).sort_values(["household", "desa_code"], ignore_index=True)
