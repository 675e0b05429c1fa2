"""A simulated campaign of Kudus: made up from a seed, true to the published totals, with outreach of known effect.

Nothing of it is data. What is published is kept exactly (`simulation.plan`); all else is rule and chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

import numpy as np
import pandas as pd

from census.settings import WIB
from simulation.forms import draw_channels, draw_domiciles, draw_moments, draw_sizes
from simulation.hazard import Register, lay_out_register, outage_day
from simulation.outreach import lift_by_desa_and_day, plan_events
from simulation.plan import FIRST_DAY, STAGES, Numbers, Places, Scenario, days_of, final_families, stage_quotas
from simulation.response import NEVER, Stretch, draw_response_days
from simulation.staff import StaffFamilies, place_staff

MOMENTS = ("opened_at", "responded_at", "clean_at")

_UNFINISHED, _REJECTED = 0.04, 0.005


@dataclass(frozen=True)
class SimulatedCampaign:
    """All that happened in a simulated campaign, or what of it was known at some moment (`clip`).

    Attributes
    ----------
    households
        One row per family that opens the form, in order of `opened_at`, indexed by its number: `desa_code`, `persons`,
        `opened_at`, `responded_at`, `clean_at` (UTC, NaT where it has not happened), `status` (opened, responded,
        clean, rejected), `channel`, `assisted`, `is_rejected`. A form is rejected as it comes in and never counts.
    domiciles
        `household`, `desa_code` (or "outside"), `persons`, only of families that do not all live where they are
        registered.
    staff
        `household`, `opd_id`, `staff`.
    events
        `area_code`, `opd_id`, `held_on`, `kind`, `audience`, `true_effect` (`simulation.outreach.EVENT_EFFECTS`).
    outages
        `day`.
    """

    households: pd.DataFrame
    domiciles: pd.DataFrame
    staff: pd.DataFrame
    events: pd.DataFrame
    outages: pd.DataFrame


def simulate_campaign(
    *, scenario: Scenario, seed: int, desa: pd.DataFrame, opd: pd.DataFrame, assignments: pd.DataFrame
) -> SimulatedCampaign:
    """Simulate a campaign from its first form to the last that is found clean.

    Families respond by proportional hazards (`simulation.hazard`), in the published number of each kecamatan and stage.

    Parameters
    ----------
    scenario
        `"window"`: the end of 29 May as if reached within the 46 days from 15 February to 31 March 2020;
        `"published"`: the published path to 29 May.
    seed
        The same seed gives the same campaign, in whatever order the rows of the frames come.
    desa
        `code`, `kecamatan`, `households`, `persons`: the register.
    opd
        `id`, `staff`, `area_code` (of a kecamatan office, else null).
    assignments
        `opd_id`, `desa_code`.

    Raises
    ------
    ValueError
        If the register is not that of Kudus (`final_families`).
    """
    desa, opd, assignments = _in_order(desa, opd, assignments)
    rngs = np.random.default_rng(seed).spawn(6)
    codes, days = desa["code"].tolist(), days_of(scenario)
    kecamatan = sorted(set(desa["kecamatan"]))
    final = final_families({str(code): int(counts.sum()) for code, counts in desa.groupby("kecamatan")["households"]})
    events = plan_events(rngs[0], scenario, codes, opd["id"].tolist(), assignments)
    lift = lift_by_desa_and_day(events, codes, len(days))
    staff = place_staff(rngs[1], desa, opd)
    outage = outage_day(rngs[2], days)
    register = lay_out_register(rngs[3], scenario, desa, staff, lift, outage)
    leads = dict(zip(kecamatan, rngs[2].normal(0, 0.15, len(kecamatan)), strict=True))
    stretches = _stretches(scenario, stage_quotas(scenario, final, leads))
    day, reluctance = draw_response_days(rngs[4], register.kecamatan, register.group, register.hazard, stretches)
    households, family = _households(rngs[5], scenario, desa, register, staff, day, reluctance, lift)
    number_of = pd.Series(households.index, index=family)
    members = staff.members[staff.members["family"].isin(family)]
    return SimulatedCampaign(
        households=households,
        domiciles=draw_domiciles(rngs[5], households, desa),
        staff=members.assign(household=number_of[members["family"]].to_numpy())[
            ["household", "opd_id", "staff"]
        ].sort_values(["household", "opd_id"], ignore_index=True),
        events=events,
        outages=pd.DataFrame({"day": [days[outage]]}),
    )


def _in_order(
    desa: pd.DataFrame, opd: pd.DataFrame, assignments: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Take away what differs between frames of the same rows: order, index and types."""
    return (
        desa.sort_values("code", ignore_index=True).astype({"households": "int64", "persons": "int64"}),
        opd.sort_values("id", ignore_index=True).fillna({"staff": 0}).astype({"id": "int64", "staff": "int64"}),
        assignments[["opd_id", "desa_code"]]
        .drop_duplicates()
        .astype({"opd_id": "int64"})
        .sort_values(["opd_id", "desa_code"], ignore_index=True),
    )


def _stretches(scenario: Scenario, quotas: list[dict[str, int]]) -> list[Stretch]:
    ends = [(stage.ends_on - FIRST_DAY).days + 1 for stage in STAGES[scenario]]
    return [
        Stretch(first, end, [quota[code] for code in sorted(quota)])
        for first, end, quota in zip([0, *ends], ends, quotas, strict=False)
    ]


def _households(
    rng: np.random.Generator,
    scenario: Scenario,
    desa: pd.DataFrame,
    register: Register,
    staff: StaffFamilies,
    day: Places,
    reluctance: Numbers,
    lift: Numbers,
) -> tuple[pd.DataFrame, Places]:
    """The forms in order of opening, and the family of each."""
    done = np.flatnonzero(day != NEVER)
    # The families nearest to responding open the form and leave it, or their form is refused.
    n_nearly = round((_UNFINISHED + _REJECTED) * len(done))
    nearly = np.sort(np.argpartition(reluctance, n_nearly)[:n_nearly])
    family = np.concatenate([done, nearly])
    n = len(family)
    days = np.concatenate([day[done], rng.choice(day[done], len(nearly))])
    is_other = np.arange(n) >= len(done)
    is_rejected = is_other & (rng.random(n) < _REJECTED / (_REJECTED + _UNFINISHED))
    place = register.desa[family]
    households = pd.concat(
        [
            pd.DataFrame(
                {
                    "desa_code": desa["code"].to_numpy(dtype=object)[place],
                    "persons": _sizes(rng, scenario, np.where(is_other, NEVER, days), _least_sizes(staff, family)),
                }
            ),
            draw_moments(rng, days, ~is_other | is_rejected, is_rejected),
            draw_channels(rng, lift[place, days]),
        ],
        axis=1,
    )
    households["is_rejected"] = is_rejected
    # Without their zone: moments that know one are sorted as objects, a hundred times slower.
    order = np.argsort(households["opened_at"].dt.tz_convert(None).to_numpy(), kind="stable")
    households = households.iloc[order].reset_index(drop=True).rename_axis("household")
    return _with_status(households), family[order]


def _least_sizes(staff: StaffFamilies, family: Places) -> Places:
    """The members that each family has at least: its civil servants, or one."""
    members_of_family = staff.members.groupby("family")["staff"].sum()
    return members_of_family.reindex(family, fill_value=1).to_numpy(dtype=np.int64)


def _sizes(rng: np.random.Generator, scenario: Scenario, days: Places, least: Places) -> Places:
    """The persons of each family; by the stages where they are published they add up to what is published."""
    sizes = draw_sizes(rng, least, None)
    first, before = 0, 0
    for stage in STAGES[scenario]:
        if stage.persons is not None:
            end = (stage.ends_on - FIRST_DAY).days + 1
            within = (days >= first) & (days < end)
            sizes[within] = draw_sizes(rng, least[within], stage.persons - before)
            first, before = end, stage.persons
    return sizes


def _with_status(households: pd.DataFrame) -> pd.DataFrame:
    status = np.select(
        [
            households["responded_at"].isna().to_numpy(),
            households["is_rejected"].to_numpy(dtype=bool),
            households["clean_at"].notna().to_numpy(),
        ],
        ["opened", "rejected", "clean"],
        "responded",
    )
    return households.assign(status=status.astype(object))


def end_of_day(day: date) -> datetime:
    """The moment (UTC) at which a campaign day (WIB) ends; it belongs to the next day."""
    return datetime.combine(day + timedelta(days=1), time(), WIB).astimezone(UTC)


def last_day(campaign: SimulatedCampaign) -> date:
    """The day (WIB) after which nothing happens any more."""
    last = cast("pd.Timestamp", campaign.households[list(MOMENTS)].max().max())
    return last.tz_convert(WIB).date()


def clip(campaign: SimulatedCampaign, until: date) -> SimulatedCampaign:
    """What was known of a campaign at the end of a day (WIB)."""
    return clip_at(campaign, end_of_day(until))


def clip_at(campaign: SimulatedCampaign, moment: datetime) -> SimulatedCampaign:
    """What was known just before a moment: forms as they stood then, events and outages of days that were over.

    Parameters
    ----------
    moment
        Aware.

    Returns
    -------
    SimulatedCampaign
        Households keep their numbers.
    """
    households = campaign.households[campaign.households["opened_at"] < moment]
    later: Mapping[str, pd.Series] = {name: households[name].where(households[name] < moment) for name in MOMENTS[1:]}
    households = _with_status(households.assign(**later))
    today = moment.astimezone(WIB).date()
    return replace(
        campaign,
        households=households,
        domiciles=campaign.domiciles[campaign.domiciles["household"].isin(households.index)],
        staff=campaign.staff[campaign.staff["household"].isin(households.index)],
        events=campaign.events[campaign.events["held_on"] < today],
        outages=campaign.outages[campaign.outages["day"] < today],
    )


def between(campaign: SimulatedCampaign, since: datetime, until: datetime) -> tuple[SimulatedCampaign, pd.DataFrame]:
    """What comes to be known from a moment up to, not including, a later one.

    Returns
    -------
    new : SimulatedCampaign
        Forms opened in that time with their members, and events and outages, as they stand at its end.
    changed : DataFrame
        Households that were there before and went on: rows as in `SimulatedCampaign.households`, at its end.
    """
    before, after = clip_at(campaign, since), clip_at(campaign, until)
    households = after.households
    is_new = households["opened_at"] >= since
    went_on = (households[["responded_at", "clean_at"]] >= since).any(axis=1)
    numbers = households.index[is_new]
    new = SimulatedCampaign(
        households=households[is_new],
        domiciles=after.domiciles[after.domiciles["household"].isin(numbers)],
        staff=after.staff[after.staff["household"].isin(numbers)],
        events=after.events.drop(before.events.index),
        outages=after.outages.drop(before.outages.index),
    )
    return new, households[went_on & ~is_new]
