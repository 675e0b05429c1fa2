"""Small groups of whole campaigns: what the tables say, and that nobody can work out what they do not say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.vocabulary import AREA_MEASURES, Status, Unit, measure_column
from census.campaign.agencies import STAFF_MEASURES
from census.disclosure.suppression import Protection, SmallGroups
from census.figures.domicile import population_flow
from census.figures.progress import View
from tests.census.worlds import World, area, register
from tests.support.examples import dear

if TYPE_CHECKING:
    from collections.abc import Iterable

    from census.campaign.campaign import Campaign

START = date(2020, 2, 15)
DAYS = [START + timedelta(days=n) for n in range(17)]
"""Saturday 15 February to Monday 2 March: the first whole week ends on the 23rd."""
FULL = Protection(20, 50)


@dataclass
class Kabupaten:
    """Families by desa, staff by agency, and what they gained day by day."""

    families: dict[str, int]
    staff: dict[str, int]
    gains: dict[str, list[int]]
    staff_gains: dict[str, list[int]]

    def campaign(self, protection: Protection | None = FULL) -> Campaign:
        kecamatan = sorted({code[:7] for code in self.families})
        world = World(
            areas=[
                area("9901", None, "kabupaten"),
                *(area(code, "9901", "kecamatan") for code in kecamatan),
                *(area(code, code[:7], "desa") for code in self.families),
            ],
            registers=[register(code, n, 3 * n) for code, n in self.families.items()],
            recaps=[],
            opd=[
                {
                    "id": int(code),
                    "kabupaten_code": "9901",
                    "name": code,
                    "area_code": None,
                    "staff": n,
                    "is_estimate": False,
                }
                for code, n in self.staff.items()
            ],
        )
        flows = [
            {
                "area_code": code,
                "domicile_code": living,
                "day": day,
                "persons_responded": gain * part,
                "persons_clean": 0,
            }
            for code, own in self.gains.items()
            for day, gain in zip(DAYS, own, strict=True)
            for living, part in ((code, 2), (next(iter(self.families)), 1))
        ]
        return replace(
            world.campaign(protection),
            daily=daily(
                self.gains, dict.fromkeys(AREA_MEASURES, 0) | {"households_responded": 1, "persons_responded": 3}
            ),
            daily_opd=daily(self.staff_gains, dict.fromkeys(STAFF_MEASURES, 0) | {"staff_responded": 1}),
            domiciles=pd.DataFrame(flows),
        )


def daily(gains: dict[str, list[int]], each: dict[str, int]) -> pd.DataFrame:
    rows = [
        {"area_code": code, "day": day} | {measure: gain * times for measure, times in each.items()}
        for code, own in gains.items()
        for day, gain in zip(DAYS, own, strict=True)
    ]
    types = dict.fromkeys(each, "Int64")
    return pd.DataFrame(rows, columns=["area_code", "day", *each]).astype(types)


def spread(n: int, parts: Iterable[int]) -> list[int]:
    """Give gains that never exceed n in all."""
    left, gains = n, []
    for part in parts:
        gains.append(min(part, left))
        left -= gains[-1]
    return gains


@st.composite
def kabupaten(draw: st.DrawFn) -> Kabupaten:
    sizes = st.one_of(st.integers(1, 25), st.integers(15, 60), st.integers(50, 400))
    codes = [
        f"990{1}{j:02d}0{k:03d}" for j in range(1, draw(st.integers(2, 4))) for k in range(1, draw(st.integers(2, 5)))
    ]
    families = {code: draw(sizes) for code in codes}
    staff = {str(n): draw(sizes) for n in range(1, draw(st.integers(2, 7)))}
    parts = st.lists(st.integers(0, 6), min_size=len(DAYS), max_size=len(DAYS))
    return Kabupaten(
        families,
        staff,
        {code: spread(n, draw(parts)) for code, n in families.items()},
        {code: spread(n, draw(parts)) for code, n in staff.items()},
    )


class Attack:
    """All that the tables say of one measure, as sums of unknown counts by group and day."""

    def __init__(self, gains: dict[str, list[int]], each: int) -> None:
        self.groups = list(gains)
        self.truth = np.concatenate([np.cumsum(own) * each for own in gains.values()])
        self.rows: list[np.ndarray] = []

    def of(self, code: str, day: date, *, sign: int = 1) -> np.ndarray:
        """The sum of all groups within a code (all of them for the empty one) on a day."""
        row = np.zeros(len(self.truth))
        for place, group in enumerate(self.groups):
            if group == code or (len(code) in {0, 4, 7} and group.startswith(code)):
                row[place * len(DAYS) + (day - START).days] = sign
        return row

    def learn(self, row: np.ndarray, value: float) -> None:
        assert row @ self.truth == pytest.approx(value)
        self.rows.append(row)

    def unlearnt(self) -> np.ndarray:
        """A base of all that may be added to the unknowns without changing what is told."""
        known = np.array(self.rows).reshape(-1, len(self.truth))
        values, turned = np.linalg.eigh(known.T @ known)
        return turned[:, values < 1e-8]

    def is_learnt(self, row: np.ndarray) -> bool:
        return bool(np.abs(row @ self.unlearnt()).max(initial=0.0) < 1e-7)


def read_table(attack: Attack, table: pd.DataFrame) -> None:
    for code, row in table.iterrows():
        if pd.notna(row["numerator"]):
            attack.learn(attack.of(str(code), row["as_of"]), row["numerator"])
        if pd.notna(row["change"]):
            gain = attack.of(str(code), row["as_of"]) + attack.of(str(code), row["change_since"], sign=-1)
            attack.learn(gain, row["change"])
        assert pd.isna(row["rate"]) == pd.isna(row["numerator"])


def learn_all(campaign: Campaign, drawn: Kabupaten, *, unit: Unit) -> Attack:
    if unit is Unit.STAFF:
        attack = Attack(drawn.staff_gains, 1)
    else:
        attack = Attack(drawn.gains, 1 if unit is Unit.HOUSEHOLD else 3)
    for day in DAYS:
        view = View(day, unit, Status.RESPONDED)
        if unit is Unit.STAFF:
            read_table(attack, campaign.progress("9901", "opd", view))
            whole = campaign.opd_whole("9901", view)
            if whole is not None and whole.agencies == len(drawn.staff):
                attack.learn(attack.of("", day), whole.count)
            continue
        for level in ("kabupaten", "kecamatan", "desa"):
            read_table(attack, campaign.progress("9901", level, view))
            if unit is Unit.PERSON:
                read_flows(attack, campaign, level, day)
    return attack


def read_flows(attack: Attack, campaign: Campaign, level: str, day: date) -> None:
    """Rows of flows: what is told under an area's own level is its own count."""
    flow = population_flow(campaign.tree, campaign.domiciles, level=level, status=Status.RESPONDED, as_of=day)
    for code, persons in flow.groupby("registered")["persons"].sum().items():
        if campaign.tree.level(str(code)) == level:
            attack.learn(attack.of(str(code), day), persons)


@dear(5)
@given(kabupaten(), st.sampled_from(Unit))
def test_no_hidden_count_and_no_gain_can_be_worked_out(drawn: Kabupaten, unit: Unit) -> None:
    campaign = drawn.campaign()
    attack = learn_all(campaign, drawn, unit=unit)
    free = attack.unlearnt()
    levels = ["opd"] if unit is Unit.STAFF else ["kabupaten", "kecamatan", "desa"]
    for level in levels:
        table = campaign.progress("9901", level, View(DAYS[-1], unit, Status.RESPONDED))
        for code in table.index[table["is_hidden"].astype(bool)]:
            for before, day in zip([None, *DAYS], DAYS, strict=False):
                count = attack.of(str(code), day)
                assert np.abs(count @ free).max(initial=0) > 1e-7
                if before is not None:
                    gain = count + attack.of(str(code), before, sign=-1)
                    assert np.abs(gain @ free).max(initial=0) > 1e-7


def test_the_attack_succeeds_where_one_group_alone_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = example()
    alone = frozenset({"9901010001"})
    campaign = drawn.campaign()
    honest = campaign._small_areas
    monkeypatch.setitem(campaign.__dict__, "_small_areas", SmallGroups(alone, frozenset(), honest.least, honest.most))
    attack = learn_all(campaign, drawn, unit=Unit.HOUSEHOLD)
    assert attack.is_learnt(attack.of("9901010001", DAYS[3]))


@cache
def example() -> Kabupaten:
    """Small desa of 7 and 16 with one of 40, one coarse of 45, two of some hundreds; agencies alike."""
    families = {"9901010001": 7, "9901010002": 40, "9901010003": 300, "9901010004": 45, "9901020001": 500}
    families["9901010005"] = 16
    staff = {"1": 7, "2": 30, "3": 200, "4": 300, "5": 40, "6": 16}
    return Kabupaten(
        families,
        staff,
        {
            "9901010001": [1] * 7 + [0] * 10,
            "9901010002": [1] * 17,
            "9901010003": [3] * 17,
            "9901010004": [0] * 17,
            "9901020001": [5] * 17,
            "9901010005": [1] * 6 + [0] * 11,
        },
        {
            "1": [7] + [0] * 16,
            "2": [1] * 17,
            "3": [4] * 17,
            "4": [2] * 17,
            "5": [3] * 13 + [0] * 4,
            "6": [0] * 5 + [1] * 12,
        },
    )


@cache
def shown_to(protection: Protection | None) -> Campaign:
    return example().campaign(protection)


def table(level: str, day: date, unit: Unit, protection: Protection | None = FULL) -> pd.DataFrame:
    return shown_to(protection).progress("9901", level, View(day, unit, Status.RESPONDED))


TELLING = [
    "numerator",
    "rate",
    "gap",
    "gap_equivalent",
    "required_pace",
    "recent_pace",
    "change",
    "band",
    "step",
    "target_numerator",
]


@pytest.mark.parametrize("unit", [Unit.HOUSEHOLD, Unit.PERSON])
def test_a_small_desa_and_the_next_smallest_say_nothing_on_any_day(unit: Unit) -> None:
    for day in DAYS:
        shown = table("desa", day, unit)
        assert set(shown.index[shown["is_hidden"]]) == {"9901010001", "9901010002", "9901010005"}
        assert shown.loc[shown["is_hidden"], [*TELLING, "bound", "as_of", "source"]].isna().all(axis=None)
        assert shown["denominator"].notna().all()
        assert shown["expected"].notna().all()


@pytest.mark.parametrize("level", ["kabupaten", "kecamatan"])
def test_totals_are_those_of_all_figures(level: str) -> None:
    for day in (DAYS[0], DAYS[8], DAYS[-1]):
        pd.testing.assert_frame_equal(table(level, day, Unit.PERSON), table(level, day, Unit.PERSON, None))


def test_a_coarse_group_moves_on_sundays_when_the_week_is_whole() -> None:
    seen = []
    for day in DAYS:
        row = table("opd", day, Unit.STAFF).loc["5"]
        seen.append(None if pd.isna(row["numerator"]) else (row["numerator"], row["as_of"]))
    # 3 a day from the 15th: 27 by Sunday the 23rd; by 1 March all 39, which is nearly all of 40.
    assert seen == [None] * 8 + [(27, date(2020, 2, 23))] * 7 + [None] * 2
    last = table("opd", DAYS[-1], Unit.STAFF).loc["5"]
    assert (last["bound"], last["as_of"]) == ("at_least_95", date(2020, 3, 1))
    assert last[["numerator", "rate", "gap", "required_pace", "recent_pace", "change", "target_numerator"]].isna().all()
    # 95 to 100 % are ahead of 27 % all alike.
    assert (last["band"], last["step"]) == ("on_track", 0)


def test_nobody_of_a_coarse_desa_is_at_most_5_percent() -> None:
    row = table("desa", DAYS[-1], Unit.HOUSEHOLD).loc["9901010004"]
    assert row["bound"] == "at_most_5"
    assert row[[name for name in TELLING if name not in {"band", "step"}]].isna().all()
    assert not row["is_hidden"]


def test_large_groups_are_as_they_were() -> None:
    big = ["9901010003", "9901020001"]
    for day in DAYS[::4]:
        pd.testing.assert_frame_equal(
            table("desa", day, Unit.HOUSEHOLD).loc[big], table("desa", day, Unit.HOUSEHOLD, None).loc[big]
        )


def test_curves_have_no_point_of_a_hidden_group_and_none_near_the_ends() -> None:
    campaign = example().campaign()
    for code in ("9901010001", "9901010002", "9901010004"):
        for measure in AREA_MEASURES:
            told = campaign.panel.measures[measure]
            assert np.isnan(told.counts[:, campaign.panel.column_of[code]]).all()
            assert not told.reported_on[:, campaign.panel.column_of[code]].any()
    staff = campaign.opd_panel.measures[measure_column(Unit.STAFF, Status.RESPONDED)]
    five = staff.counts[:, campaign.opd_panel.column_of["5"]]
    assert set(five[~np.isnan(five)]) == {27}


def test_the_whole_of_the_agencies_counts_the_hidden_ones() -> None:
    whole = example().campaign().opd_whole("9901", View(DAYS[-1], Unit.STAFF, Status.RESPONDED))
    assert whole is not None
    assert (whole.count, whole.base, whole.agencies) == (7 + 17 + 68 + 34 + 39 + 12, 593, 6)
    assert example().campaign().opd_whole("9901010", View(DAYS[-1], Unit.STAFF, Status.RESPONDED)) is None


def test_a_recap_of_one_hidden_agency_does_not_move_the_whole() -> None:
    recaps = [("1", 1, 1), ("2", 1, 9), ("3", 1, 50), ("4", 1, 60), ("5", 1, 10), ("6", 1, 5), ("1", 4, 3)]
    figures = pd.DataFrame(
        [(code, START + timedelta(days=n), "BPS", count, count) for code, n, count in recaps],
        columns=["area_code", "as_of", "source", *STAFF_MEASURES],
    ).astype(dict.fromkeys(STAFF_MEASURES, "Int64"))
    campaign = replace(example().campaign(), daily_opd=daily({}, dict.fromkeys(STAFF_MEASURES, 0)), opd_recaps=figures)
    said = [campaign.opd_whole("9901", View(START + timedelta(days=n), Unit.STAFF, Status.RESPONDED)) for n in (1, 4)]
    assert said[0] == said[1]
    assert said[0] is not None
    assert said[0].count == 135


def test_recaps_a_week_apart_show_at_once() -> None:
    days = [date(2020, 3, 3), date(2020, 3, 10), date(2020, 3, 13), date(2020, 3, 17)]
    figures = pd.DataFrame(
        [(code, day, "BPS", 8 + 2 * n, None) for code in "2345" for n, day in enumerate(days)],
        columns=["area_code", "as_of", "source", *STAFF_MEASURES],
    ).astype(dict.fromkeys(STAFF_MEASURES, "Int64"))
    campaign = replace(example().campaign(), daily_opd=daily({}, dict.fromkeys(STAFF_MEASURES, 0)), opd_recaps=figures)
    said = [
        campaign.progress("9901", "opd", View(day, Unit.STAFF, Status.RESPONDED)).loc["5", "numerator"] for day in days
    ]
    assert said == [8, 10, 10, 14]


def test_a_flow_tells_no_small_desa() -> None:
    campaign = example().campaign()
    flow = population_flow(campaign.tree, campaign.domiciles, level="desa", status=Status.RESPONDED, as_of=DAYS[-1])
    named = {*flow["registered"], *flow["living"]}
    assert named == {"9901010", "9901010003", "9901020001"}
    full = example().campaign(None)
    above = [
        population_flow(one.tree, one.domiciles, level="kecamatan", status=Status.RESPONDED, as_of=DAYS[-1])
        for one in (campaign, full)
    ]
    pd.testing.assert_frame_equal(*above)


def test_the_operators_recount_shows_all() -> None:
    shown = table("opd", DAYS[-1], Unit.STAFF, None)
    assert shown["numerator"].tolist() == [7, 17, 68, 34, 39, 12]
    assert not shown["is_hidden"].any()
    assert shown["bound"].isna().all()
