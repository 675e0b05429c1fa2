"""What forecasts are tried on: pasts of simulated and of real campaigns, each with what came of it."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.forecasts.baselines import Past
from benchmarks.forecasts.campaigns import COURSES, WINDOW, Floats, Ints, simulate
from census.settings import WIB
from simulation.campaign import simulate_campaign
from simulation.plan import FIRST_DAY

AHEAD = (7, 14, 21, 28)
DEADLINES = (30, 38, 46, 60, 75)
"""Days of a real series that are taken for a deadline."""

LEAST_REPORTS = 5
"""Reports that a past has at least; fewer are tried by themselves (`few_reports`)."""

SEEDS, SEEDS_OF_FEW, AREAS = range(20), range(5), 60
CHOSEN_ON, REPORTED = "Delaware", ("Rhode Island", "Vermont")
STATES = {"10": CHOSEN_ON, "44": "Rhode Island", "50": "Vermont"}
FEW = (2, 3, 4)
PER_TRACT = 1000
MONDAY = 737_000 - 737_000 % 7 + 1
DATA = "KAWAL_BACKTEST_DATA"
FILE = "us2020_tract_daily_DE_RI_VT.parquet"
_COUNTY_DIGITS, _BOROUGH_LETTERS = 5, 2
_NEW_YORK = Path(__file__).parents[1] / "data" / "new_york_2020.csv"
_STEP_OF_FEW = 7


@dataclass(frozen=True)
class Series:
    """Cumulative counts of a real campaign.

    Attributes
    ----------
    days
        From 1, shape (reports,).
    counts, bases
        Shape (reports, areas) and (areas,).
    """

    days: Ints
    counts: Floats
    bases: Floats

    def added_up(self, groups: Sequence[str]) -> "Series":
        """Add up the areas of each group, one name per area."""
        _names, places = np.unique(np.array(groups), return_inverse=True)
        is_in = (places[:, None] == np.arange(places.max() + 1)).astype(float)
        return Series(self.days, self.counts @ is_in, self.bases @ is_in)


@dataclass(frozen=True)
class Trial:
    """A past and what came of it.

    Attributes
    ----------
    group, ahead
        What it is a trial of, and days ahead.
    past, observed
        Counts up to the origin, and those at the deadline by area.
    outages, moved_on
        As `benchmarks.forecasts.campaigns.Course` has them.
    seed
        Of the draws.
    """

    group: str
    ahead: int
    past: Past
    observed: Floats
    outages: frozenset[int] = frozenset()
    moved_on: int = 0
    seed: int = 0


def data_file() -> Path | None:
    """Find the series of tracts: where the environment says, or beside the checkout; None where it is not."""
    named = os.environ.get(DATA)
    folder = Path(named) if named else Path(__file__).parents[3] / "shared" / "data" / "backtest"
    file = folder / FILE
    return file if file.is_file() else None


def read_states(file: Path, states: Sequence[str]) -> dict[str, Series]:
    """Read the tracts of some states as if each had a thousand families, and their counties."""
    frame = pd.read_parquet(file)
    series = {}
    for state in states:
        code = next(code for code, name in STATES.items() if name == state)
        rows = frame[frame["area"].str.startswith(code)]
        table = rows.pivot_table(index="date", columns="area", values="crr_x10")
        days = np.array([(day - table.index[0]).days + 1 for day in table.index])
        of_tracts = Series(days, table.to_numpy(dtype=float), np.full(table.shape[1], float(PER_TRACT)))
        series[state] = of_tracts
        series[f"{state}, counties"] = of_tracts.added_up([tract[:_COUNTY_DIGITS] for tract in table.columns])
    return series


def read_new_york() -> dict[str, Series]:
    """Read the community districts of New York City as if each had a thousand families, and its boroughs."""
    table = pd.read_csv(_NEW_YORK, index_col="date", parse_dates=True)
    days = np.array([(day - table.index[0]).days + 1 for day in table.index])
    counts = np.round(table.to_numpy() * PER_TRACT / 100)
    districts = Series(days, counts, np.full(counts.shape[1], float(PER_TRACT)))
    boroughs = districts.added_up([name[:_BOROUGH_LETTERS] for name in table.columns])
    return {"New York": districts, "New York, boroughs": boroughs}


def real_trials(group: str, series: Series) -> Iterator[Trial]:
    """Give the trials on a real series: before each deadline as many days ahead as leave five reports."""
    days, counts = series.days, series.counts
    for deadline in DEADLINES:
        if deadline > days[-1]:
            continue
        observed = counts[np.flatnonzero(days <= deadline)[-1]]
        for ahead in AHEAD:
            is_past = days <= deadline - ahead
            if is_past.sum() >= LEAST_REPORTS:
                yield Trial(group, ahead, Past(days[is_past], counts[is_past], series.bases, deadline), observed)


def simulated_trials(name: str, seeds: Sequence[int] = SEEDS, areas: int = AREAS) -> Iterator[Trial]:
    """Give the trials on simulated campaigns of one course, so many days before their deadline."""
    for seed in seeds:
        course = simulate(name, seed, areas)
        counts, bases = course.counts.astype(float), course.bases.astype(float)
        for ahead in AHEAD:
            days = np.arange(1, len(counts) - ahead + 1)
            past = Past(days, counts[: len(days)], bases, len(counts))
            yield Trial(f"simulated {name}", ahead, past, counts[-1], course.outages, course.moved_on, seed)


def few_reports(trial: Trial) -> Iterator[Trial]:
    """Give a trial of which only the last two, three and four weekly reports are known, where it has so many."""
    past = trial.past
    for few in FEW:
        rows = len(past.days) - 1 - _STEP_OF_FEW * np.arange(few)[::-1]
        if rows[0] >= 0:
            known = Past(past.days[rows], past.counts[rows], past.bases, past.deadline)
            yield replace(trial, group=f"{trial.group}, {few} recaps", past=known)


NATIONAL_DAYS = (3, 16, 18)
NATIONAL_COUNTS = (0.288433, 4.3, 4.95)
NATIONAL_BASE, NATIONAL_CAME = 269.6, 32.4
"""Millions of persons of Indonesia who had filled in by 17 February, 1 and 3 March 2020 (days from 15 February), all
of them, and those by day 46: viva.co.id 1263690; riaumandiri.co 81572; kumparan.com 1sxSk9higHj; ceposonline.com of
1 April 2020; 51.36 million were 19.05 percent (merdeka.com)."""


def national_trials() -> list[Trial]:
    """Give the trials on the published curve of 2020: from three reports, and filled in evenly from day to day."""
    scale, deadline = 1e6, 46
    days, counts = np.array(NATIONAL_DAYS), np.array(NATIONAL_COUNTS) * scale
    every = np.arange(days[0], days[-1] + 1)
    filled = np.interp(every, days, counts)
    base, came = np.array([NATIONAL_BASE * scale]), np.array([NATIONAL_CAME * scale])
    ahead = deadline - int(days[-1])
    return [
        Trial("Indonesia, 3 reports", ahead, Past(days, counts[:, None], base, deadline), came),
        Trial("Indonesia, filled in", ahead, Past(every, filled[:, None], base, deadline), came),
    ]


def all_simulated(seeds: Sequence[int] = SEEDS) -> Iterator[Trial]:
    """Give the trials on simulated campaigns of all courses."""
    for name in COURSES:
        yield from simulated_trials(name, seeds)


def demonstration() -> tuple[Series, frozenset[int]]:
    """Give the families that respond in the demonstration by desa and day, and its days of outage (from 1)."""
    reference = Path(__file__).parents[2] / "data_access" / "reference" / "3319"
    register, opd, assignments = (
        pd.read_csv(reference / name, dtype={"area_code": object, "desa_code": object})
        for name in ("register.csv", "opd.csv", "assignments.csv")
    )
    register = register[register["area_code"].str.len() == len("3319010001")]
    desa = register.rename(columns={"area_code": "code"})[["code", "households", "persons"]].sort_values("code")
    campaign = simulate_campaign(
        scenario="window",
        seed=2020,
        desa=desa.assign(kecamatan=desa["code"].str[:7]),
        opd=opd[["id", "staff", "area_code"]],
        assignments=assignments,
    )
    forms = campaign.households[campaign.households["status"].isin(["responded", "clean"])]
    day = (forms["responded_at"].dt.tz_convert(WIB).dt.tz_localize(None) - pd.Timestamp(FIRST_DAY)).dt.days + 1
    gains = pd.crosstab(day, forms["desa_code"]).reindex(range(1, WINDOW + 1), fill_value=0)
    counts = gains[desa["code"].tolist()].cumsum().to_numpy(dtype=float)
    outages = frozenset((out - FIRST_DAY).days + 1 for out in campaign.outages["day"])
    return Series(np.arange(1, WINDOW + 1), counts, desa["households"].to_numpy(dtype=float)), outages
