"""Promises that are over and were not kept, those that end today or tomorrow, and whose they are."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor

import pandas as pd

from census.campaign.campaign import Campaign
from census.campaign.outreach import promised_within
from census.outreach.commitments import OVER, RUNNING


@dataclass(frozen=True, slots=True)
class OverduePromise:
    """A commitment whose last day is over while fewer families came in than were promised.

    Attributes
    ----------
    area_name
        Where the families were promised.
    agency_name
        Who promised them; None where the reader may not see it, or nobody is on record.
    missing
        Families that are short of the promise.
    due_on
        Its last day.
    """

    area_name: str
    agency_name: str | None
    missing: int
    due_on: date


def overdue_promises(campaign: Campaign, area_code: str, as_of: date, until: date) -> tuple[OverduePromise, ...]:
    """The promises of an area that are over and were not kept, the most missing first.

    Parameters
    ----------
    campaign, area_code
        The campaign as its reader may see it, and an area that is seen.
    as_of, until
        Day of the figures, and that up to which records count (`census.campaign.outreach.outreach_until`).
    """
    table = promised_within(campaign, area_code, as_of, until)
    broken = table[(table["state"] == OVER) & ~table["is_kept"].fillna(value=True)]
    names = _agency_names(campaign)
    columns = (broken[name] for name in ("area_code", "opd_id", "households", "achieved", "due_on"))
    promises = [
        OverduePromise(
            area_name=campaign.tree.name(str(code)),
            agency_name=None if pd.isna(agency) else names.get(int(agency)),
            # Whole families: half of one is short as well.
            missing=max(ceil(promised - max(float(achieved), 0.0)), 1),
            due_on=due_on,
        )
        for code, agency, promised, achieved, due_on in zip(*columns, strict=True)
    ]
    return tuple(sorted(promises, key=lambda promise: (-promise.missing, promise.due_on, promise.area_name)))


@dataclass(frozen=True, slots=True)
class DuePromise:
    """A running commitment that ends today or tomorrow.

    Attributes
    ----------
    area_name, agency_name
        As of an `OverduePromise`.
    households
        Families promised.
    gain
        Whole families that count towards it so far; None where no figure tells.
    due_on
        Its last day.
    """

    area_name: str
    agency_name: str | None
    households: int
    gain: int | None
    due_on: date


def due_promises(campaign: Campaign, area_code: str, as_of: date, until: date) -> tuple[DuePromise, ...]:
    """The running promises of an area that end on a day or the day after, the most missing first.

    Parameters
    ----------
    campaign, area_code, as_of, until
        As for `overdue_promises`; `until` is the day that is today.
    """
    table = promised_within(campaign, area_code, as_of, until)
    last_days = {until, until + timedelta(days=1)}
    due = table[(table["state"] == RUNNING) & table["due_on"].isin(last_days)]
    names = _agency_names(campaign)
    columns = (due[name] for name in ("area_code", "opd_id", "households", "achieved", "due_on"))
    promises = [
        DuePromise(
            area_name=campaign.tree.name(str(code)),
            agency_name=None if pd.isna(agency) else names.get(int(agency)),
            households=int(households),
            gain=None if pd.isna(achieved) else floor(max(float(achieved), 0.0)),
            due_on=due_on,
        )
        for code, agency, households, achieved, due_on in zip(*columns, strict=True)
    ]
    return tuple(sorted(promises, key=lambda one: ((one.gain or 0) - one.households, one.due_on, one.area_name)))


def _agency_names(campaign: Campaign) -> dict[int, str]:
    return {int(n): str(name) for n, name in zip(campaign.opd["id"], campaign.opd["short_name"], strict=True)}
