"""The effect of a campaign's own records: which figures and events count, and the truth of the simulated campaign."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from census.base.tree import UnknownAreaError
from census.disclosure.suppression import Protection
from census.effect.campaign import (
    OutreachEffects,
    bottom_areas,
    campaign_daily,
    campaign_effects,
    kinds_of,
    outreach,
)
from census.effect.estimate import Effects, EventEffect, daily_figures, effects_of_events, event_profile
from census.outreach.records import EVENT_KINDS, record_frame
from simulation.outreach import EVENT_EFFECTS
from tests.census import worlds
from tests.simulation.test_campaign import START, WIB, campaign, counted, inputs

if TYPE_CHECKING:
    from census.campaign.campaign import Campaign
    from census.effect.windows import Daily

DESA = [f"990{part}0{place:05d}" for part in (1, 2) for place in range(1, 11)]
FIRST = date(2020, 2, 20)
NOBODY: dict[str, frozenset[str]] = {}


def small_world(*, skipped: int | None = None, protection: Protection | None = None, days: int = 25) -> Campaign:
    """Two kecamatan of ten desa; desa n gains n families a day, and reports every day but the one skipped."""
    areas = [worlds.area("9901", None, "kabupaten")]
    areas += [worlds.area(f"990{part}0", "9901", "kecamatan", "9901") for part in (1, 2)]
    areas += [worlds.area(code, code[:5], "desa", "9901") for code in DESA]
    registers = [
        worlds.register(code, 15 if place == 0 and protection else 2_000, 4_000) for place, code in enumerate(DESA)
    ]
    recaps = [
        worlds.recap(code, FIRST + timedelta(days=n), (place + 1) * n)
        for place, code in enumerate(DESA)
        for n in range(days)
        if not (n == skipped and place == 3)
    ]
    return worlds.World(areas, registers, recaps).campaign(protection)


def with_events(known: Campaign, *events: tuple[str, int, str]) -> Campaign:
    rows = [
        {"id": n, "kabupaten_code": "9901", "area_code": code, "held_on": FIRST + timedelta(days=day), "kind": kind}
        for n, (code, day, kind) in enumerate(events, start=1)
    ]
    return replace(known, events=record_frame("events", rows))  # type: ignore[arg-type]


def test_gains_are_those_of_single_days() -> None:
    known = small_world(skipped=9)
    daily = campaign_daily(known, DESA, FIRST + timedelta(days=20), adjacency=NOBODY)
    assert (daily.days[0], daily.days[-1]) == (FIRST + timedelta(days=1), FIRST + timedelta(days=20))
    expected = np.tile(np.arange(1.0, 21.0), (20, 1))
    # A desa that skipped a day has no gain of that day nor of the next.
    expected[8:10, 3] = np.nan
    assert np.array_equal(daily.gains, expected, equal_nan=True)
    assert daily.left[4, 5] == 2_000 - 6 * 4
    assert daily.regions == [code[:5] for code in DESA]


def test_outages_count_for_their_kabupaten_and_small_groups_have_no_days() -> None:
    known = small_world(protection=Protection(20, 50))
    out = FIRST + timedelta(days=5)
    daily = campaign_daily(
        replace(known, outages={"9901": frozenset({out})}), DESA, FIRST + timedelta(days=20), adjacency=NOBODY
    )
    assert np.isnan(daily.gains[4]).all()
    # Fifteen families are hidden, and with them the two next smallest of their kecamatan.
    hidden = np.isnan(daily.gains).all(axis=0)
    assert hidden[0]
    assert hidden.sum() == 3


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), FIRST])
def test_before_there_are_two_days_there_are_no_gains(day: date) -> None:
    known = with_events(small_world(), (DESA[2], -3, "siaran"))
    assert campaign_daily(known, DESA, day, adjacency=NOBODY).gains.shape == (0, 20)
    found = campaign_effects(known, "9901", day, adjacency=NOBODY, draws=9)
    assert found.overall.lift is None
    assert found.overall.n_held == 1


def test_events_of_one_kecamatan_are_judged_against_the_whole_kabupaten() -> None:
    known = with_events(
        small_world(),
        (DESA[2], 10, "siaran"),
        (DESA[12], 10, "keliling"),
        (DESA[13], 24, "keliling"),
        ("99020", 9, "siaran"),
        ("9901", 9, "siaran"),
        ("elsewhere", 9, "siaran"),
    )
    day = FIRST + timedelta(days=20)
    whole, part = (outreach(known, code, day, adjacency=NOBODY) for code in ("9901", "99020"))
    assert whole.events["id"].tolist() == [1, 2]
    assert part.events["id"].tolist() == [2]
    assert part.daily.codes == whole.daily.codes == DESA
    # What was held for a kecamatan disturbs each of its desa; what was held for all disturbs nobody.
    assert sorted(whole.also_held["area_code"]) == DESA[10:]
    assert sorted(part.also_held["area_code"]) == sorted([DESA[2], *DESA[10:]])
    assert (whole.n_larger, part.n_larger) == (2, 1)
    with pytest.raises(UnknownAreaError):
        outreach(known, "8801", day, adjacency=NOBODY)


def test_single_events_are_values_the_newest_first_and_only_of_the_areas_that_are_seen() -> None:
    rows = [
        {"event_id": n, "area_code": code, "kind": "siaran", "held_on": day, "days_after": 5, "expected": 8.0}
        | {"extra": 2.0 * n, "standard_error": 3.0, "lift": 0.25 * n}
        for n, (code, day) in enumerate(
            [(DESA[1], FIRST), (DESA[12], FIRST + timedelta(days=3)), (DESA[0], FIRST), (DESA[2], FIRST)], start=1
        )
    ]
    nothing = campaign_effects(small_world(), "9901", FIRST + timedelta(days=20), adjacency=NOBODY, draws=9)
    found = OutreachEffects(replace(nothing, table=pd.DataFrame(rows)), (), 0, has_days=True, level="desa")
    first, *others = found.events
    assert first == EventEffect(DESA[12], "siaran", FIRST + timedelta(days=3), 5, 8.0, 4.0, 3.0)
    assert [event.area_code for event in others] == [DESA[0], DESA[1], DESA[2]]
    seen = small_world()
    seen = replace(seen, areas=seen.areas[seen.areas["code"] != DESA[1]])
    assert [event.area_code for event in found.seen_by(seen).events] == [DESA[12], DESA[0], DESA[2]]
    assert replace(found, effects=nothing).events == ()


def test_bottom_areas_are_those_without_others_below() -> None:
    tree = small_world().tree
    assert bottom_areas(tree, "9901") == DESA
    assert bottom_areas(tree, "99010") == DESA[:10]
    assert bottom_areas(tree, DESA[0]) == DESA[:1]


def test_unusual_kinds_stand_last() -> None:
    assert kinds_of(pd.DataFrame({"kind": ["lomba", "siaran"]})) == [*EVENT_KINDS, "lomba"]


# --- the truth of the simulated campaign ----------------------------------------------------------------------


def simulated(seed: int) -> tuple[Daily, pd.DataFrame]:
    """Daily figures of a whole campaign of Kudus, and its events."""
    part = campaign("window", seed)
    households = counted(part)
    day = households["responded_at"].dt.tz_convert(WIB).dt.date
    base = inputs()["desa"].set_index("code")
    days = [START + timedelta(days=n) for n in range(46)]
    gains = pd.crosstab(day, households["desa_code"]).reindex(index=days, columns=base.index, fill_value=0)
    counts = gains.to_numpy(dtype=float)
    left = base["households"].to_numpy(dtype=float) - np.vstack([np.zeros(len(base)), counts.cumsum(axis=0)[:-1]])
    daily = daily_figures(
        counts,
        left,
        days,
        base.index.tolist(),
        adjacency=NOBODY,
        outage_days=frozenset(part.outages["day"]),
        regions=base["kecamatan"].to_dict(),
    )
    return daily, part.events.assign(id=range(len(part.events)))


def truth(kind: str) -> float:
    """Lift over the five days that are counted: some effects end before."""
    effect = EVENT_EFFECTS[kind]
    return effect.lift * min(effect.days, 5) / 5


def judged(seed: int) -> Effects:
    daily, events = simulated(seed)
    return effects_of_events(daily, events, kinds=EVENT_KINDS, draws=199)


@pytest.mark.parametrize("seed", [2020, 7])
def test_the_effects_of_the_simulated_campaign_are_found(seed: int) -> None:
    found = judged(seed)
    weights = found.table["expected"].to_numpy()
    mean = np.average([truth(kind) for kind in found.table["kind"]], weights=weights)
    assert found.overall.lift == pytest.approx(mean, abs=0.08)
    assert not found.overall.lead.differs  # type: ignore[union-attr]
    off = 0.0
    for kind, one in found.kinds.items():
        assert one.lift is not None
        assert one.pooled_lift is not None
        width = (one.pooled_hi80 - one.pooled_lo80) / 2.56  # type: ignore[operator]
        off += ((one.pooled_lift - truth(kind)) / width) ** 2
    # Seven squares of about 1 each.
    assert off < 21
    order = sorted(EVENT_KINDS, key=lambda kind: found.kinds[kind].pooled_lift or 0)
    assert set(order[-3:]) == {"tatap muka", "ngisi bareng", "pendampingan BPS"}


def test_the_days_about_an_event_show_when_it_worked() -> None:
    daily, events = simulated(2020)
    profile = event_profile(daily, events, draws=49).set_index("offset")
    assert profile.loc[-7:0, "lift"].abs().max() < 0.12
    assert profile.loc[1:5, "lift"].min() > 0.2
    assert profile.loc[8:, "lift"].abs().max() < 0.12
    assert (profile["lo80"] < profile["lift"]).all()
    assert (profile["lift"] < profile["hi80"]).all()
    assert profile["n_events"].between(60, len(events)).all()
