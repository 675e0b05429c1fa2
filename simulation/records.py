"""Commitments, blockers and requests of the simulated campaign: made up around its events, and nobody's."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from census.outreach.records import BlockerKind
from census.settings import WIB
from simulation.campaign import SimulatedCampaign
from simulation.plan import FIRST_DAY

OFFICERS = {
    "tatap muka": 3,
    "media sosial": 1,
    "siaran": 2,
    "keliling": 3,
    "pesan berantai": 1,
    "ngisi bareng": 4,
    "pendampingan BPS": 2,
}
"""Officers sent to an event of a kind, in the simulation."""

_STREAM = 7_319
"""Sets the chance of records apart from that of the campaign, which stays as it is without them."""

_PROMISED, _WITHDRAWN = 0.22, 0.06
_PROMISE_SHARE = (0.02, 0.06)
_PROMISE_DAYS = (7, 10, 14)
_BLOCKERS_A_DAY, _SERVER_REPORTS, _UNCOUNTED, _RESOLVED = 0.9, 6, 0.25, 0.6
_BLOCKER_WEIGHTS = {
    BlockerKind.NIK_KK_MISMATCH: 0.36,
    BlockerKind.NOT_UNDERSTOOD: 0.22,
    BlockerKind.NO_DEVICE: 0.16,
    BlockerKind.NO_SIGNAL: 0.16,
    BlockerKind.MOVED_AWAY: 0.06,
    BlockerKind.OTHER: 0.04,
}
_OPEN_REQUESTS_A_DAY = 0.2
_RESULT_SHARE = (0.3, 0.8)


@dataclass(frozen=True)
class SimulatedRecords:
    """All records of a simulated campaign as they end, or what of them was known at some moment (`records_at`).

    Attributes
    ----------
    commitments
        `area_code`, `opd_id`, `households`, `starts_on`, `due_on`, `withdrawn_on` (null if kept).
    blockers
        `area_code`, `opd_id` (may be null), `kind`, `reported_on`, `resolved_on`, `households` (may be null).
    requests
        `area_code`, `opd_id`, `requested_on`, `scheduled_on`, `done_on`, `result_households` (may be null).
    """

    commitments: pd.DataFrame
    blockers: pd.DataFrame
    requests: pd.DataFrame


def simulate_records(
    campaign: SimulatedCampaign, *, seed: int, desa: pd.DataFrame, assignments: pd.DataFrame
) -> SimulatedRecords:
    """Make up records around the events of a campaign.

    After about one event in five its agency promises 2 to 6 % of the desa's families within one or two weeks. Blockers
    come about once a day, and several at once when the service is down. Every event with help by BPS was asked for 2 to
    7 days before; some requests are never answered.

    Parameters
    ----------
    seed
        The same seed gives the same records, in whatever order the rows of the frames come.
    desa
        `code`, `households`.
    assignments
        `opd_id`, `desa_code`.
    """
    rngs = np.random.default_rng([_STREAM, seed]).spawn(3)
    size = {str(code): int(n) for code, n in zip(desa["code"], desa["households"], strict=True)}
    serving: dict[str, list[int]] = {}
    for opd, area in sorted(assignments[["opd_id", "desa_code"]].itertuples(index=False, name=None)):
        serving.setdefault(area, []).append(int(opd))
    days = [FIRST_DAY + timedelta(days=n) for n in range((max(campaign.events["held_on"]) - FIRST_DAY).days + 1)]
    return SimulatedRecords(
        commitments=_commitments(rngs[0], campaign.events, size),
        blockers=_blockers(rngs[1], days, campaign.outages["day"].tolist(), sorted(size), serving),
        requests=_requests(rngs[2], days, campaign.events, sorted(size), serving),
    )


def _commitments(rng: np.random.Generator, events: pd.DataFrame, size: dict[str, int]) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for area, opd, held_on in events[["area_code", "opd_id", "held_on"]].itertuples(index=False):
        chance, share, days, late = rng.random(4)
        starts_on = held_on + timedelta(days=1)
        low, high = _PROMISE_SHARE
        promised = 5 * round(size[str(area)] * (low + (high - low) * share) / 5)
        due_on = starts_on + timedelta(days=_PROMISE_DAYS[int(days * len(_PROMISE_DAYS))])
        withdrawn_on = starts_on + timedelta(days=3) if late < _WITHDRAWN else None
        if chance < _PROMISED and promised:
            rows.append((area, opd, promised, starts_on, due_on, withdrawn_on))
    columns = ("area_code", "opd_id", "households", "starts_on", "due_on", "withdrawn_on")
    return _frame(rows, columns, ("area_code", "opd_id", "starts_on"))


def _blockers(
    rng: np.random.Generator, days: list[date], outages: list[date], codes: list[str], serving: dict[str, list[int]]
) -> pd.DataFrame:
    kinds, weights = list(_BLOCKER_WEIGHTS), np.array(list(_BLOCKER_WEIGHTS.values()))
    a_day = rng.poisson(_BLOCKERS_A_DAY, len(days))
    reports = [(day, False) for day, n in zip(days, a_day, strict=True) for _ in range(n)]
    reports += [(day, True) for day in outages for _ in range(_SERVER_REPORTS)]
    rows: list[tuple[object, ...]] = []
    for day, is_outage in reports:
        area = codes[rng.integers(len(codes))]
        kind = kinds[rng.choice(len(kinds), p=weights)]
        families = int(np.ceil(rng.lognormal(2.0, 0.7)))
        counted, resolved, wait = rng.random(), rng.random(), int(rng.integers(2, 13))
        opd = serving[area][0] if serving.get(area) else None
        if is_outage:
            rows.append((area, opd, BlockerKind.SERVER_DOWN.value, day, day + timedelta(days=1), None))
            continue
        resolved_on = day + timedelta(days=wait) if resolved < _RESOLVED else None
        rows.append((area, opd, kind.value, day, resolved_on, None if counted < _UNCOUNTED else families))
    columns = ("area_code", "opd_id", "kind", "reported_on", "resolved_on", "households")
    return _frame(rows, columns, ("area_code", "opd_id", "reported_on", "kind"))


def _requests(
    rng: np.random.Generator, days: list[date], events: pd.DataFrame, codes: list[str], serving: dict[str, list[int]]
) -> pd.DataFrame:
    low, high = _RESULT_SHARE
    rows: list[tuple[object, ...]] = []
    helped = events[events["kind"] == "pendampingan BPS"]
    for area, opd, held_on, audience in helped[["area_code", "opd_id", "held_on", "audience"]].itertuples(index=False):
        asked_on = max(FIRST_DAY, held_on - timedelta(days=int(rng.integers(2, 8))))
        result = round(audience * (low + (high - low) * rng.random()))
        rows.append((area, opd, asked_on, held_on, held_on, result))
    for day, n in zip(days, rng.poisson(_OPEN_REQUESTS_A_DAY, len(days)), strict=True):
        for _ in range(n):
            area = codes[rng.integers(len(codes))]
            rows.append((area, serving[area][0] if serving.get(area) else None, day, None, None, None))
    columns = ("area_code", "opd_id", "requested_on", "scheduled_on", "done_on", "result_households")
    return _frame(rows, columns, ("area_code", "opd_id", "requested_on"))


def _frame(rows: list[tuple[object, ...]], columns: tuple[str, ...], key: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns), dtype=object).drop_duplicates(list(key), ignore_index=True)


_FIRST_DAY_OF = {"commitments": "starts_on", "blockers": "reported_on", "requests": "requested_on"}
_LAST_DAY_OF = {"commitments": "withdrawn_on", "blockers": "resolved_on", "requests": "done_on"}


def records_at(records: SimulatedRecords, moment: datetime) -> SimulatedRecords:
    """What was known just before a moment: of days that were over, what had come to an end by then.

    Parameters
    ----------
    moment
        Aware.
    """
    today = moment.astimezone(WIB).date()
    tables = {}
    for part in fields(records):
        table: pd.DataFrame = getattr(records, part.name)
        begun = table[table[_FIRST_DAY_OF[part.name]] < today]
        last = _LAST_DAY_OF[part.name]
        ahead = np.array([day is not None and day >= today for day in begun[last]], dtype=bool)
        later = [last, "result_households"] if part.name == "requests" else [last]
        tables[part.name] = begun.assign(**{column: begun[column].mask(ahead, None) for column in later})
    return SimulatedRecords(**tables)


def records_between(records: SimulatedRecords, since: datetime, until: datetime) -> SimulatedRecords:
    """The records that are new or otherwise known at a moment than at an earlier one, as they then stand."""
    before, after = records_at(records, since), records_at(records, until)
    news = {}
    for part in fields(records):
        old: pd.DataFrame = getattr(before, part.name)
        new: pd.DataFrame = getattr(after, part.name)
        row_before = dict(zip(old.index, old.itertuples(index=False, name=None), strict=True))
        rows = zip(new.index, new.itertuples(index=False, name=None), strict=True)
        news[part.name] = new.loc[[place for place, row in rows if row_before.get(place) != row]]
    return SimulatedRecords(**news)
