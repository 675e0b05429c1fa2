"""The wall of the simulated campaign: what it says is what the pages' tables say, and nothing of a desa is in it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from census.access.scope import Scope
from census.figures.progress import View
from census.priority.wall_totals import DuePromises, wall_totals
from census.settings import Settings
from data_access.writes.day_messages import DayMessage, read_day_message, take_day_messages_away, write_day_message
from data_access.writes.record_writes import add_record
from presentation.charts.area_view import short_name
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.scenes.scenes import KEYS, promise_scene
from tests.support.worlds import states
from tests.support.worlds.built_once import built_once
from ui.shell import cached
from ui.shell.process import shared
from ui.shell.process.wall_source import WallSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from census.campaign.campaign import Campaign

KABUPATEN = "3319"


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Settings]:
    shared.clear()
    file = shutil.copy(built_once(tmp_path_factory, states.demo, "state-demo"), tmp_path / "kawal.sqlite")
    yield Settings(database_url=f"sqlite:///{file}")
    shared.clear()


def campaign_of(settings: Settings) -> Campaign:
    return cached.campaign(settings, cached.data_version(settings), Scope.everything(KABUPATEN))


def wall_of(settings: Settings, language: str = "en") -> dict[str, Any]:
    text = WallSource(settings).make(KABUPATEN, language)
    assert text is not None
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def test_what_it_says_is_what_the_tables_say_and_holds_no_desa(settings: Settings) -> None:
    campaign = campaign_of(settings)
    today = cached.current_day(settings, cached.data_version(settings), datetime.now(UTC))
    day = campaign.newest_day(today)
    assert day is not None
    view = View(day, *campaign.aims.usual_words(KABUPATEN, day))
    formats = Formats(Translator("en").plain)
    wall = wall_of(settings)
    scenes = {scene["key"]: scene for scene in wall["scenes"]}
    assert list(scenes) == [key for key in KEYS if key in scenes]
    assert set(KEYS) - set(scenes) <= {"pesan", "janji"}

    total = campaign.progress_of(KABUPATEN, view)
    assert scenes["capaian"]["figure"] == formats.rate(total.target_rate)
    assert formats.count(total.gap) in [card["value"] for card in scenes["capaian"]["cards"]]
    assert scenes["kemarin"]["figure"] == formats.gain(total.change)
    kecamatan = {area.name: area for area in campaign.progress_within(KABUPATEN, "kecamatan", view)}
    for row in scenes["peta"]["rows"]:
        assert row["value"] == formats.rate(kecamatan[row["name"]].target_rate)
    assert {row["name"] for row in scenes["peta"]["rows"]} == {
        name for name, area in kecamatan.items() if (area.step or 0) > 1
    }
    push = scenes["dorong"]
    sent = {row["name"]: row["value"] for row in push["rows"]} or {push["beside"].removeprefix("to "): push["figure"]}
    assert sum(int(teams.split()[0]) for teams in sent.values()) == 5
    assert set(sent) <= set(kecamatan)

    text = json.dumps(wall, ensure_ascii=False)
    desa = [code for code in campaign.tree.codes if campaign.tree.level(code) == "desa"]
    assert desa
    assert not [code for code in desa if code in text]
    rows = [row for scene in wall["scenes"] for row in scene["rows"]]
    words = {row["name"] for row in rows} | {row["note"] for row in rows}
    names = {campaign.tree.name(code) for code in desa} - set(kecamatan)
    assert not names & words
    assert wall["ribbon"] == "SIMULASI"
    assert set(wall["outlines"]) == {area.code for area in kecamatan.values()}


def test_a_visit_of_the_planned_day_is_not_known_to_its_plan_once_the_campaign_is_long_over(settings: Settings) -> None:
    """As on the page of priorities: beside the last figures of the past, records count up to their day."""
    everything = Scope.everything(KABUPATEN)
    near = cached.neighbours(settings, cached.data_version(settings), everything)
    campaign = campaign_of(settings)
    long_after = date(2020, 6, 1)
    day = campaign.newest_day(long_after)
    assert day is not None
    before = wall_totals(campaign, KABUPATEN, long_after, adjacency=near)
    assert before.planned_on == day + timedelta(days=1)
    assert before.teams
    visited = [code for code in campaign.tree.codes if campaign.tree.parent_of[code] == before.teams[0].code]
    for code in visited:
        with cached.database(settings).write() as session:
            values = {
                "area_code": code,
                "held_on": before.planned_on,
                "kind": "keliling",
                "source": "uji",
                "opd_id": None,
            }
            values |= {"audience": None, "officers": None, "note": None}
            add_record(session, everything, "events", values)
    after = wall_totals(campaign_of(settings), KABUPATEN, long_after, adjacency=near)
    assert after.teams == before.teams
    later = wall_totals(campaign_of(settings), KABUPATEN, before.planned_on, adjacency=near)
    assert later.teams != before.teams


def test_an_agency_that_is_hidden_is_not_told_by_name_nor_by_what_is_left_of_a_sum(settings: Settings) -> None:
    # So high a threshold that half of the agencies are below it.
    strict = settings.model_copy(update={"hide_below": 60, "coarse_below": 80})
    shared.clear()
    campaign = campaign_of(strict)
    day = campaign.newest_day(cached.current_day(strict, cached.data_version(strict), datetime.now(UTC)))
    assert day is not None
    view = View(day, *campaign.aims.usual_words_of_agencies(KABUPATEN, day))
    progress = campaign.progress_within(KABUPATEN, "opd", view)
    names = {one.code: short_name(one.short_name) for one in campaign.agencies}
    small = {names[one.code] for one in progress if one.is_small}
    assert 5 < len(small) < len(progress)
    scenes = {scene["key"]: scene for scene in wall_of(strict)["scenes"]}
    told = {row["name"] for key in ("opd", "janji") for row in scenes.get(key, {"rows": []})["rows"]}
    assert len(told) > 5
    assert not told & small


def test_promises_are_told_as_one_sum_with_the_agencies_below_it_where_there_are_several(settings: Settings) -> None:
    campaign = campaign_of(settings)
    near = cached.neighbours(settings, cached.data_version(settings), Scope.everything(KABUPATEN))
    totals = wall_totals(campaign, KABUPATEN, date(2020, 3, 15), adjacency=near)
    text = Translator("en")
    agency, other = campaign.agencies[0], DuePromises(None, promises=3, families=1215)
    named = DuePromises(agency.code, promises=1, families=100)
    name = short_name(agency.short_name)
    several = promise_scene(text, Formats(text), replace(totals, due=(named, other)))
    assert several is not None
    assert (several.figure, several.beside, several.lead) == ("1,315", "families · 4 promises", "")
    rows = [(row.name, row.value, row.note) for row in several.rows]
    assert rows == [(name, "100 families", "1 promise"), ("Other agencies together", "1,215 families", "3 promises")]
    alone = promise_scene(text, Formats(text), replace(totals, due=(other,)))
    assert alone is not None
    assert (alone.figure, alone.lead, alone.rows) == ("1,215", "Other agencies together", ())
    many = promise_scene(text, Formats(text), replace(totals, due=(named,) * 30))
    assert many is not None
    assert (len(many.rows), many.columns, many.figure) == (10, 2, "3,000")
    assert promise_scene(text, Formats(text), replace(totals, due=())) is None


def test_the_message_of_the_day_is_shown_on_its_days_and_raises_the_data_version(settings: Settings) -> None:
    before = WallSource(settings).version()
    today = cached.current_day(settings, before, datetime.now(UTC))
    store, now = cached.database(settings), datetime.now(UTC)
    with store.write() as session:
        write_day_message(session, DayMessage("Rapat pukul 10.00", today, today), by=None, now=now)
    assert WallSource(settings).version() == before + 1
    assert wall_of(settings)["scenes"][-1]["lead"] == "Rapat pukul 10.00"
    with store.read() as session:
        assert read_day_message(session, today.replace(day=today.day - 1)) is None
    with store.write() as session:
        assert take_day_messages_away(session, since=today)
        assert not take_day_messages_away(session, since=today)
    assert wall_of(settings)["scenes"][-1]["key"] != "pesan"
