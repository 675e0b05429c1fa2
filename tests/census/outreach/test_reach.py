"""Reach of outreach and the multiplier, against plain loops."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from census.base.tree import AreaTree
from census.base.values import values_of
from census.outreach.multiplier import staff_multiplier
from census.outreach.reach import (
    AgencyWork,
    AreaReach,
    busiest_first,
    least_reached_first,
    longest_unvisited_first,
    reach_table,
    work_by_agency,
)
from census.outreach.records import EVENT_KINDS, VISITS, record_frame
from simulation.outreach import EVENT_EFFECTS
from tests.census.worlds import area

FIRST = date(2020, 3, 1)
AREAS = [
    area("9901", None, "kabupaten"),
    *(area(code, "9901", "kecamatan") for code in ("9901010", "9901020")),
    *(area(f"{kecamatan}{n:03d}", kecamatan, "desa") for kecamatan in ("9901010", "9901020") for n in (1, 2)),
]
CODES = [row["code"] for row in AREAS]
TREE = AreaTree(pd.DataFrame(AREAS, dtype=object))

events = st.lists(
    st.fixed_dictionaries(
        {
            "area_code": st.sampled_from([*CODES, "8801"]),
            "held_on": st.integers(0, 20).map(lambda n: FIRST + timedelta(days=n)),
            "kind": st.sampled_from([*EVENT_KINDS, "a kind of another system"]),
            "audience": st.one_of(st.none(), st.integers(0, 500)),
        }
    ),
    max_size=12,
)


def events_frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return record_frame("events", [{"id": n, "opd_id": n % 3 + 1, **row} for n, row in enumerate(rows)])


def lies_in(code: str, other: str) -> bool:
    """In this world a code begins with the codes of the areas above."""
    return code.startswith(other)


@given(events, st.integers(0, 20), st.lists(st.one_of(st.none(), st.integers(0, 900)), min_size=7, max_size=7))
def test_reach_is_what_a_loop_finds(rows: list[dict[str, Any]], n: int, left: list[int | None]) -> None:
    as_of = FIRST + timedelta(days=n)
    families = pd.Series(left, index=CODES, dtype="Int64")
    table = reach_table(TREE, events_frame(rows), families, codes=CODES, as_of=as_of)
    for code, still in zip(CODES, left, strict=True):
        own = [row for row in rows if lies_in(row["area_code"], code) and row["held_on"] <= as_of]
        visits = [row["held_on"] for row in own if row["kind"] in VISITS]
        audience = sum(row["audience"] or 0 for row in own)
        found = table.loc[code]
        assert (found["events"], found["visits"], found["audience"]) == (len(own), len(visits), audience)
        assert found["uncounted"] == sum(row["audience"] is None for row in own)
        assert found["last_on"] == (max(visits) if visits else None)
        assert (None if pd.isna(found["days_since"]) else found["days_since"]) == (
            (as_of - max(visits)).days if visits else None
        )
        if still:
            assert float(found["reach"]) == 1000 * audience / still
        else:
            assert pd.isna(found["reach"])


@given(events, st.randoms())
def test_the_order_of_events_says_nothing(rows: list[dict[str, Any]], random: Any) -> None:
    families = pd.Series(100, index=CODES, dtype="Int64")
    tables = []
    for _ in range(2):
        tables.append(reach_table(TREE, events_frame(rows), families, codes=CODES, as_of=date(2020, 3, 15)))
        random.shuffle(rows)
    pd.testing.assert_frame_equal(*tables)


def covered(name: str = "a", *, audience: int = 1, left: int | None = 90, **values: Any) -> AreaReach:
    about = {"last_on": None, "days_since": None, "reach": None} | values
    return AreaReach(code=name, name=name, events=1, visits=1, audience=audience, families_left=left, **about)


def test_classes_by_their_limits() -> None:
    days = [0, 7, 8, 14, 15, 28, 29, 400, None]
    assert [covered(days_since=n).since_class for n in days] == [0, 0, 1, 1, 2, 2, 3, 3, 4]
    reach = [(250.0, 1), (200.0, 1), (199.9, 1), (100.0, 1), (50.0, 1), (49.0, 1), (0.0, 0), (None, 0), (None, 5)]
    classes = [covered(reach=value, audience=audience).reach_class for value, audience in reach]
    assert classes == [0, 0, 1, 1, 2, 3, 4, 4, None]


def test_the_most_neglected_come_first() -> None:
    areas = [
        covered("week", days_since=7, left=900),
        covered("never, few", left=5),
        covered("fortnight, b", days_since=12, left=50),
        covered("fortnight, a", days_since=12, left=50),
        covered("never, unknown", left=None),
        covered("never, many", left=80),
        covered("month", days_since=40, left=1),
    ]
    ordered = [area.name for area in longest_unvisited_first(areas)]
    assert ordered == [
        *("never, many", "never, few", "never, unknown", "month", "fortnight, a", "fortnight, b", "week"),
    ]
    reached = [
        covered("many", reach=250.0),
        covered("unknown", reach=None, left=None),
        covered("few, 30", reach=30.0),
        covered("few, 20", reach=20.0),
        covered("nobody, small", reach=0.0, audience=0, left=3),
        covered("nobody, large", reach=0.0, audience=0, left=300),
    ]
    ordered = [area.name for area in least_reached_first(reached)]
    assert ordered == ["nobody, large", "nobody, small", "few, 20", "few, 30", "many", "unknown"]


def test_a_row_of_reach_is_a_value() -> None:
    held = [{"area_code": CODES[-1], "held_on": date(2020, 3, 2), "kind": "keliling", "audience": None}]
    left = pd.Series(dict.fromkeys(CODES[:-1], 100), dtype="Int64")
    table = reach_table(TREE, events_frame(held), left, codes=CODES, as_of=date(2020, 3, 15))
    *_, area = values_of(AreaReach, table)
    name = TREE.name(CODES[-1])
    assert area == AreaReach(CODES[-1], name, 1, 1, date(2020, 3, 2), 13, 0, None, None)


def test_visits_are_the_kinds_in_person_of_the_simulation() -> None:
    assert {kind for kind, effect in EVENT_EFFECTS.items() if effect.in_person} == VISITS


def test_the_work_of_an_agency() -> None:
    opd = pd.DataFrame({"id": [1, 2, 3], "name": ["A", "B", "C"], "short_name": ["A", "B", "C"]})
    assignments = pd.DataFrame(
        [(1, "9901010001", FIRST), (1, "9901010002", FIRST), (2, "9901010001", date(2020, 4, 1))],
        columns=["opd_id", "desa_code", "starts_on"],
    )
    held = events_frame(
        [
            {"area_code": "9901010001", "held_on": date(2020, 3, 2), "kind": "keliling", "audience": 10},
            {"area_code": "9901010001", "held_on": date(2020, 3, 9), "kind": "keliling", "audience": None},
            {"area_code": "9901010001", "held_on": date(2020, 3, 20), "kind": "keliling", "audience": 7},
        ]
    ).assign(opd_id=pd.array([1, 1, 1], dtype="Int64"))
    promised = pd.DataFrame(
        {
            "area_code": ["9901010001", "9901010002", *["9901010001"] * 3],
            "starts_on": [FIRST] * 5,
            "due_on": [date(2020, 3, 31)] * 5,
            "opd_id": pd.array([1, 1, 2, 2, None], dtype="Int64"),
            "state": ["running", "over", "withdrawn", "upcoming", "running"],
            "households": pd.array([50, 30, 9, 9, 9], dtype="Int64"),
            "achieved": pd.array([10.5, 44.0, 1.0, None, 4.0], dtype="Float64"),
        }
    )
    table = work_by_agency(TREE, opd, assignments, held, promised, as_of=date(2020, 3, 15))
    assert table.loc[1, "desa"] == ("9901010001", "9901010002")
    assert table.loc[2, "desa"] == ()
    assert table["events"].tolist() == [2, 0, 0]
    assert table["audience"].tolist() == [10, 0, 0]
    assert table["last_on"].tolist() == [date(2020, 3, 9), None, None]
    assert table["promised"].tolist() == [80, 0, 0]
    # Of the second promise no more than was promised: what one desa brings beyond it keeps no other promise.
    assert table["achieved"].tolist() == [40.5, pd.NA, pd.NA]
    # Of those that serve, hold or promise anything; the second has nothing by that day, the third never.
    assert busiest_first(values_of(AgencyWork, table)) == [
        AgencyWork("A", "A", ("9901010001", "9901010002"), 2, 10, date(2020, 3, 9), 2, 80, 40.5)
    ]
    unknown = promised.assign(achieved=pd.array([10.5, None, 1.0, None, 4.0], dtype="Float64"))
    assert pd.isna(work_by_agency(TREE, opd, assignments, held, unknown, as_of=date(2020, 3, 15)).loc[1, "achieved"])


def test_agencies_with_the_most_events_come_first() -> None:
    work = [AgencyWork(name, name, (), events, 0, None, 1, 5, None) for name, events in (("B", 1), ("C", 4), ("A", 1))]
    assert [one.name for one in busiest_first(work)] == ["C", "A", "B"]


@given(st.integers(0, 900), st.integers(0, 100), st.integers(0, 9_000), st.integers(0, 9_000))
def test_the_multiplier_closes_the_gap(responded: int, more: int, families: int, missing: int) -> None:
    found = staff_multiplier(
        staff_responded=responded, staff=responded + more, households_responded=families, households_missing=missing
    )
    if responded == 0:
        assert found.present is None
        assert found.needed is None
    else:
        assert found.present is not None
        assert found.needed is not None
        assert round(found.needed * responded) == missing
        assert round(found.present * responded) == max(families - responded, 0)


def test_without_a_target_or_a_figure_there_is_no_multiplier() -> None:
    found = staff_multiplier(staff_responded=5, staff=9, households_responded=None, households_missing=None)
    assert (found.present, found.needed, found.needed_of_all) == (None, None, None)
