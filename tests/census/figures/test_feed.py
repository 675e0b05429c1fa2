"""Daily gains as cumulative figures, beside recaps; and the pace of rows, by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.base.tree import AreaTree
from census.base.vocabulary import AREA_MEASURES
from census.figures.feed import ROWS, SIMULATED_ROWS, area_figures, group_figures, last_day_of_rows
from census.figures.panel import build_panel, has_figures

START = date(2020, 2, 15)
PARENT = {
    "99": None, "9901": "99", "9902": "99", "9901010": "9901", "9901020": "9901", "9902010": "9902",
    "9901010001": "9901010", "9901010002": "9901010", "9901020001": "9901020", "9902010001": "9902010",
}  # fmt: skip
DESA = [code for code in PARENT if len(code) == 10]
LEVELS = {2: "province", 4: "kabupaten", 7: "kecamatan", 10: "desa"}


def tree() -> AreaTree:
    rows = [
        {
            "code": code,
            "parent_code": parent,
            "level": LEVELS[len(code)],
            "name": code,
            "status": None,
            "kabupaten_code": code[:4],
        }
        for code, parent in PARENT.items()
    ]
    return AreaTree(pd.DataFrame(rows, dtype=object))


def day(number: int) -> date:
    return START + timedelta(days=number)


def daily(gains: dict[tuple[str, int], tuple[int, ...]], measures: tuple[str, ...] = AREA_MEASURES) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {"area_code": code, "day": day(number)} | dict(zip(measures, counts, strict=True))
        for (code, number), counts in gains.items()
    ]
    frame = pd.DataFrame(rows, columns=["area_code", "day", *measures], dtype=object)
    return frame.astype(dict.fromkeys(measures, "Int64"))


GAINS = st.dictionaries(
    st.tuples(st.sampled_from(DESA), st.integers(0, 6)),
    st.tuples(*[st.integers(0, 50)] * 4),
    max_size=12,
)


@given(GAINS)
def test_each_figure_is_the_sum_of_all_gains_below_up_to_its_day(gains: dict[tuple[str, int], tuple[int, ...]]) -> None:
    figures = area_figures(tree(), daily(gains), AREA_MEASURES)
    assert set(figures["source"]) <= {ROWS}
    assert not figures.duplicated(["area_code", "as_of"]).any()
    told = {
        (row["area_code"], row["as_of"]): tuple(row[measure] for measure in AREA_MEASURES)
        for row in figures.to_dict("records")
    }
    expected = {}
    for kabupaten in ("9901", "9902"):
        own = {key: counts for key, counts in gains.items() if key[0].startswith(kabupaten)}
        if not own:
            continue
        days = [number for _code, number in own]
        for code in PARENT:
            if code.startswith(kabupaten):
                for number in range(min(days), max(days) + 1):
                    below = [c for (desa, at), c in own.items() if desa.startswith(code) and at <= number]
                    expected[code, day(number)] = tuple(sum(c[place] for c in below) for place in range(4))
    assert told == expected


@given(st.dictionaries(st.tuples(st.sampled_from(["1", "2"]), st.integers(0, 5)), st.tuples(st.integers(0, 9))))
def test_groups_have_figures_from_the_first_day_of_any(gains: dict[tuple[str, int], tuple[int, ...]]) -> None:
    figures = group_figures(daily(gains, ("staff",)), ["1", "2", "3"], ("staff",), source=SIMULATED_ROWS)
    told = {(row["area_code"], row["as_of"]): row["staff"] for row in figures.to_dict("records")}
    days = [number for _code, number in gains]
    span = range(min(days), max(days) + 1) if days else ()
    assert told == {
        (code, day(number)): sum(count for (own, at), (count,) in gains.items() if own == code and at <= number)
        for code in ("1", "2", "3")
        for number in span
    }


def recap(code: str, number: int, count: int | None) -> dict[str, Any]:
    return {"area_code": code, "as_of": day(number), "source": "recap"} | dict.fromkeys(AREA_MEASURES, count)


def panel_of(gains: dict[tuple[str, int], int], *recaps: dict[str, Any], outages: frozenset[date] = frozenset()) -> Any:
    rows = area_figures(tree(), daily({key: (count,) * 4 for key, count in gains.items()}), AREA_MEASURES)
    delivered = pd.DataFrame(list(recaps), columns=rows.columns, dtype=object).astype(rows.dtypes.to_dict())
    return build_panel(tree(), pd.concat([delivered, rows], ignore_index=True), outages={"9901": outages})


FOREIGN = "9901010001"


def at(panel: Any, code: str, number: int) -> dict[str, Any]:
    found = panel.at("persons_responded", day(number)).loc[code].to_dict()
    origin = int(found["origin"])
    return found | {"source": panel.sources[origin] if origin >= 0 else None}


@pytest.mark.parametrize("code", ["9901", "9901010", FOREIGN])
def test_rows_win_over_a_recap_of_the_same_day(code: str) -> None:
    panel = panel_of({(FOREIGN, 0): 5, (FOREIGN, 3): 2}, recap(code, 3, 100))
    assert (at(panel, code, 3)["count"], at(panel, code, 3)["source"]) == (7, ROWS)


@pytest.mark.parametrize("code", ["9901", "9901010", FOREIGN])
def test_a_later_recap_speaks_from_its_day_on(code: str) -> None:
    panel = panel_of({(FOREIGN, 0): 5, (FOREIGN, 3): 2}, recap(code, 4, 100))
    assert (at(panel, code, 3)["count"], at(panel, code, 3)["source"]) == (7, ROWS)
    assert [at(panel, code, number)["count"] for number in (4, 9)] == [100, 100]
    assert at(panel, code, 4)["source"] == "recap"


def test_a_recap_before_the_first_row_speaks_until_then() -> None:
    panel = panel_of({(FOREIGN, 3): 2}, recap("9901", 1, 50))
    assert [at(panel, "9901", number)["count"] for number in (1, 2, 3)] == [50, 50, 2]


# Day 0 to 9: 10, 1, 2, ..., 9 persons.
TEN_DAYS = {(FOREIGN, number): number or 10 for number in range(10)}


def test_the_pace_of_rows_is_the_mean_of_seven_days() -> None:
    # Days 3 to 9 brought 3 + 4 + 5 + 6 + 7 + 8 + 9 = 42 persons in 7 days.
    assert at(panel_of(TEN_DAYS), FOREIGN, 9)["pace"] == pytest.approx(6)
    assert at(panel_of(TEN_DAYS), "9901", 9)["pace"] == pytest.approx(6)


def test_a_day_of_outage_is_no_day_of_the_pace() -> None:
    gains = TEN_DAYS | {(FOREIGN, 5): 0}
    # Without the 5 persons of the day of outage: 37 in 6 days.
    assert at(panel_of(gains, outages=frozenset({day(5)})), FOREIGN, 9)["pace"] == pytest.approx(37 / 6)
    # An outage before the seven days changes nothing.
    assert at(panel_of(TEN_DAYS, outages=frozenset({day(2)})), FOREIGN, 9)["pace"] == pytest.approx(6)


def test_before_seven_days_are_over_the_pace_is_of_those_there_are() -> None:
    # Days 0 to 2: 10 + 1 + 2 persons in three days; all of them were gained in the campaign.
    assert at(panel_of(TEN_DAYS), FOREIGN, 2)["pace"] == pytest.approx(13 / 3)


def test_where_every_day_was_an_outage_there_is_no_pace() -> None:
    off = frozenset(day(number) for number in range(3))
    assert pd.isna(at(panel_of({(FOREIGN, 0): 1, (FOREIGN, 2): 1}, outages=off), FOREIGN, 2)["pace"])


def test_the_last_day_of_rows_is_that_of_any_area() -> None:
    rows = {(DESA[0], 3): (1, 1, 1, 1), (DESA[1], 5): (1, 1, 1, 1), (DESA[0], 1): (1, 1, 1, 1)}
    assert last_day_of_rows(daily(rows)) == day(5)
    assert last_day_of_rows(daily({})) is None


def test_there_are_figures_from_the_first_day_of_any_area() -> None:
    rows = {(DESA[0], 3): (1, 1, 1, 1)}
    panel = build_panel(tree(), area_figures(tree(), daily(rows), AREA_MEASURES))
    assert [has_figures(panel, AREA_MEASURES[0], day(number)) for number in (2, 3, 9)] == [False, True, True]
    nothing = area_figures(tree(), daily(rows), AREA_MEASURES).assign(**{AREA_MEASURES[0]: pd.NA})
    assert not has_figures(build_panel(tree(), nothing), AREA_MEASURES[0], day(3))
