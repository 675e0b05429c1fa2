"""Panels of which a reader sees some groups: the rows of the whole, and nothing else in the value."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from census.disclosure.restriction import first_day_of_all, restrict
from census.disclosure.suppression import Protection
from census.figures.panel import NO_ORIGIN, NOT_REPORTED, Panel
from tests.census.worlds import World, area, recap, worlds, worlds_of_agencies
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


def test_of_a_bare_group_nothing_is_held_but_the_day_that_was_asked_for() -> None:
    panel = three().campaign().panel
    assert first_day_of_all(panel) == march(4)

    def held(day: int | None) -> tuple[set[object], list[object]]:
        seen = restrict(panel, [LEFT, RIGHT], totals_only={RIGHT}, on=None if day is None else march(day))
        rows = [seen.at(FAMILIES, march(each)).loc[RIGHT] for each in (1, 2, 3, 4, 6, 7, 8)]
        for row in rows:
            assert pd.isna(row["earlier_count"])
            assert pd.isna(row["pace"])
            assert row["earlier_on"] == NOT_REPORTED
        assert seen.at(FAMILIES, march(8)).loc[LEFT, "earlier_count"] == 104
        return {77_002.0, 77_004.0, 77_007.0, "file of the right"} & {
            value for value in plain_values(seen) if isinstance(value, float | str)
        }, [row["count"] for row in rows]

    nothing, none = pd.NA, set[object]()
    assert held(None) == (none, [nothing] * 7)
    assert held(3) == (none, [nothing] * 7)
    assert held(4) == ({77_004.0, "file of the right"}, [nothing] * 3 + [77_004] * 2 + [nothing] * 2)
    # The day before the newest speaks until the newest.
    assert held(6) == held(4)
    assert held(7) == ({77_007.0, "file of the right"}, [nothing] * 5 + [77_007] * 2)
    assert held(8) == held(7)


PROTECTIONS = st.sampled_from([None, Protection(5, 12)])
FOREIGN = st.frozensets(st.integers(1, 4))


def written(panel: Panel) -> list[str]:
    # Texts, since NaN is not equal to itself.
    return [repr(value) for value in plain_values(panel)]


@given(st.data())
def test_two_worlds_that_differ_in_what_is_foreign_make_one_panel(data: st.DataObject) -> None:
    foreign, protection = data.draw(FOREIGN), data.draw(PROTECTIONS)
    worlds_of_two = data.draw(worlds_of_agencies(foreign=foreign))
    one, other = (world.campaign(protection).opd_panel for world in worlds_of_two)
    bare = {str(number) for number in foreign}
    early = min(one.days, default=march(1)) - timedelta(days=1)
    for day in [None, early, *one.days[:-2]]:
        panels = [restrict(panel, panel.codes, totals_only=bare, on=day) for panel in (one, other)]
        assert written(panels[0]) == written(panels[1])


@given(st.data())
def test_agencies_are_told_as_in_the_whole_on_the_day_that_is_asked_for(data: st.DataObject) -> None:
    foreign = data.draw(FOREIGN)
    world, _other = data.draw(worlds_of_agencies(foreign=foreign))
    panel = world.campaign(data.draw(PROTECTIONS)).opd_panel
    bare, codes = [str(number) for number in sorted(foreign)], list(panel.codes)
    asked = data.draw(st.sampled_from([min(panel.days, default=march(1)) - timedelta(days=1), *panel.days]))
    seen = restrict(panel, codes, totals_only=bare, on=asked)
    for measure in panel.measures:
        for day in panel.days:
            expected = panel.at(measure, day)
            expected.loc[bare, ["earlier_count", "pace"]] = pd.NA
            expected.loc[bare, "earlier_on"] = NOT_REPORTED
            if day != asked or day not in panel.days[-2:]:
                expected.loc[bare, [name for name in ("count", "least", "most") if name in expected]] = pd.NA
                expected.loc[bare, "reported_on"] = NOT_REPORTED
                if "bound" in expected:
                    expected.loc[bare, "bound"] = None
            told = seen.at(measure, day)
            pd.testing.assert_frame_equal(told.drop(columns="origin"), expected.drop(columns="origin"))
            names = [None if place == NO_ORIGIN else seen.sources[place] for place in told["origin"]]
            full = [None if place == NO_ORIGIN else panel.sources[place] for place in panel.at(measure, day)["origin"]]
            is_told = (told["reported_on"] != NOT_REPORTED).tolist()
            assert names == [name if is_here else None for name, is_here in zip(full, is_told, strict=True)]


def test_a_panel_without_days_or_groups_is_restricted_too() -> None:
    empty: Panel = World([area(WHOLE, None, "kabupaten")], [], []).campaign().panel
    assert first_day_of_all(empty) is None
    assert restrict(empty, [WHOLE]).at(FAMILIES, march(1))["count"].tolist() == [pd.NA]
    assert restrict(three().campaign().panel, []).codes == ()
