"""Panels of which a reader sees some groups: the rows of the whole, and nothing else in the value."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from census.disclosure.restriction import first_day_of_all, restrict
from census.disclosure.suppression import Protection
from census.figures.panel import NOT_REPORTED, Panel
from tests.census.worlds import World, area, recap, worlds
from tests.support.walk import is_reachable, plain_values

WHOLE, LEFT, RIGHT = "9901", "9901010", "9901020"
FAMILIES = "households_responded"


def march(day: int) -> date:
    return date(2020, 2, 29) + timedelta(days=day)


def three(source_of_right: str = "file of the right") -> World:
    """Give a kabupaten whose sum speaks, its second part with counts and a source that occur nowhere else."""
    areas = [area(WHOLE, None, "kabupaten"), area(LEFT, WHOLE, "kecamatan"), area(RIGHT, WHOLE, "kecamatan")]
    rows = [
        recap(code, march(day), count + day, source=source)
        for day in (2, 4, 7)
        for code, count, source in ((LEFT, 100, "file of the left"), (RIGHT, 77_000, source_of_right))
    ]
    return World(areas, [], rows)


@given(worlds(), st.data())
def test_what_is_seen_is_told_as_in_the_whole(world: World, data: st.DataObject) -> None:
    campaign = world.campaign(data.draw(st.sampled_from([None, Protection(5, 12)])))
    panel, tree = campaign.panel, campaign.tree
    codes = [code for code in panel.codes if data.draw(st.booleans())]
    seen = restrict(panel, codes)
    first = min(panel.days, default=march(1)) - timedelta(days=1)
    for measure in panel.measures:
        for day in [first, *panel.days]:
            full, part = panel.at(measure, day), seen.at(measure, day)
            pd.testing.assert_frame_equal(
                part.drop(columns="origin"), full.loc[codes].drop(columns="origin"), check_index_type=False
            )
            origins = (
                dict(zip(each.codes, frame["origin"], strict=True)) for each, frame in ((panel, full), (seen, part))
            )
            of_all, of_seen = origins
            for code in codes:
                named = "; ".join(panel.sources_of(tree, of_all, code))
                assert "; ".join(seen.sources_of(tree, of_seen, code)) == named
                assert seen.difference(measure, code, day) == panel.difference(measure, code, day)


def test_a_sum_names_the_sources_of_parts_that_are_not_seen_and_nothing_else_of_them_is_there() -> None:
    campaign = three().campaign()
    seen = restrict(campaign.panel, [WHOLE, LEFT])
    table = seen.at(FAMILIES, march(8))
    assert table["count"].tolist() == [77_114, 107]
    assert table["earlier_count"].tolist() == [77_108, 104]
    origin = dict(zip(seen.codes, table["origin"], strict=True))
    assert seen.sources_of(campaign.tree, origin, WHOLE) == ("file of the left; file of the right",)
    values = list(plain_values(seen))
    assert RIGHT not in values
    assert not {77_002.0, 77_004.0, 77_007.0} & {value for value in values if isinstance(value, float)}
    assert "file of the right" not in values
    assert not is_reachable(campaign.panel, seen)


def test_of_a_bare_group_the_newest_days_are_told_without_the_figure_before() -> None:
    panel = three().campaign().panel
    seen = restrict(panel, [LEFT, RIGHT], totals_only={RIGHT})
    assert first_day_of_all(panel) == march(4)
    counts = {day: seen.at(FAMILIES, march(day))["count"].tolist() for day in (2, 3, 4, 8)}
    assert counts == {2: [102, pd.NA], 3: [102, pd.NA], 4: [104, 77_004], 8: [107, 77_007]}
    newest = seen.at(FAMILIES, march(8)).loc[RIGHT]
    assert pd.isna(newest["earlier_count"])
    assert pd.isna(newest["pace"])
    assert newest["earlier_on"] == NOT_REPORTED
    assert seen.at(FAMILIES, march(8)).loc[LEFT, "earlier_count"] == 104
    assert np.isnan(seen.measures[FAMILIES].counts[:, 1]).all()


def test_a_panel_without_days_or_groups_is_restricted_too() -> None:
    empty: Panel = World([area(WHOLE, None, "kabupaten")], [], []).campaign().panel
    assert first_day_of_all(empty) is None
    assert restrict(empty, [WHOLE]).at(FAMILIES, march(1))["count"].tolist() == [pd.NA]
    assert restrict(three().campaign().panel, []).codes == ()
