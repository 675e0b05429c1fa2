"""What the pages offer beside their figures: two days compared, the replay, files, and what must be known first."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.pages import stores
from tests.pages.screens import AREAS, OVERVIEW, Pen, everything, has_no_error, map_of, table
from tests.support.figures import press_row, rows_of
from ui.progress import replay

if TYPE_CHECKING:
    from tests.pages.conftest import AppOpener

FIRST, SECOND, LAST = stores.DAYS


def gain_of(code: str, since: date, as_of: date) -> int:
    told = [[day for day in stores.DAYS if day <= when][-1] for when in (since, as_of)]
    counts = stores.full_counts()
    before, after = (counts[day, code, "persons_responded"] for day in told)
    return after - before


@pytest.mark.parametrize("page", [OVERVIEW, AREAS])
def test_two_days_compared_show_the_difference_of_their_counts(open_app: AppOpener, page: str) -> None:
    since = SECOND
    app = open_app("full", page, **{"sejak": "Sejak tanggal lain", "sejak-tanggal": since.isoformat()})
    assert has_no_error(app)
    pen = Pen("id")
    shown = table(app).set_index(pen.text("Code"))
    assert len(shown)
    for code in shown.index:
        expected = gain_of(code, since, LAST)
        assert expected > 0
        assert shown.loc[code, pen.text("Gain ({unit})", unit=pen.unit("persons"))] == f"+{pen.count(expected)}"


def test_a_comparison_is_in_the_address_in_either_language(open_app: AppOpener) -> None:
    wanted = Pen("id").text("Map: gain against that of {area}", area="Kudus")
    for word in ("Sejak sepekan sebelumnya", "Since a week before"):
        assert wanted in everything(open_app("full", OVERVIEW, sejak=word))
    assert wanted not in everything(open_app("full", OVERVIEW, sejak="kapan-kapan"))


def test_the_replay_shows_the_map_of_its_day(open_app: AppOpener) -> None:
    app = open_app("full", OVERVIEW)
    app.toggle(key="replay").set_value(True).run()
    assert has_no_error(app)
    pen = Pen("id")

    def said(day: date) -> str:
        count = stores.full_counts()[day, stores.KABUPATEN, "persons_responded"]
        return pen.count(count)

    assert f"({said(LAST)} jiwa)" in everything(app)
    app.select_slider(key="replay-day").set_value(FIRST).run()
    assert has_no_error(app)
    assert f"({said(FIRST)} jiwa)" in everything(app)


def test_the_replay_plays_to_its_end_and_stops(open_app: AppOpener, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each run is a tick, and none somebody's hand.
    monkeypatch.setattr(replay, "_SECONDS", 1e-9)
    app = open_app("full", OVERVIEW)
    app.toggle(key="replay").set_value(True).run()
    app.button(key="replay-button").click().run()
    seen = [app.select_slider(key="replay-day").value]
    for _ in range(40):
        if not app.session_state["_replay_is_playing"]:
            break
        app.run()
        seen.append(app.select_slider(key="replay-day").value)
    assert has_no_error(app)
    assert seen[0] == FIRST
    assert seen == sorted(seen)
    assert seen[-1] == LAST
    assert not app.session_state["_replay_is_playing"]


def shortfall(code: str) -> Fraction:
    """What an area lacks to the straight path on the last day, in persons; below 0 what it has beyond."""
    elapsed = Fraction((LAST - stores.START).days + 1, (stores.DEADLINE - stores.START).days + 1)
    own = stores.standing(code, LAST, unit="persons")
    return stores.SHARE * elapsed * own.base - own.count


def test_the_button_of_what_now_opens_that_area(open_app: AppOpener, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app("full", AREAS, wilayah=stores.names()[stores.JEKULO])
    desa = [each for each in stores.names() if each.startswith(stores.JEKULO) and len(each) == 10]
    if not any(shortfall(each) > 0 for each in desa):
        pytest.fail("no desa of the recap lies below the path")
    worst = max(desa, key=shortfall)
    assert worst in [row["code"] for row in rows_of(app, "open")]
    press_row(app, monkeypatch, "open", worst)
    assert has_no_error(app)
    assert app.selectbox(key=f"desa-{stores.JEKULO}").value == worst
    assert map_of(app)


def test_old_data_is_told_only_while_the_campaign_runs(open_app: AppOpener) -> None:
    told = "Angka ini sudah lama"
    assert told in everything(open_app("full", OVERVIEW, today="2020-03-20"))
    assert told not in everything(open_app("full", OVERVIEW, today="2020-03-16"))
    assert told not in everything(open_app("full", OVERVIEW, today="2020-06-20"))


def test_before_the_first_figure_nothing_can_be_compared_and_nobody_is_called_silent(open_app: AppOpener) -> None:
    said = everything(open_app("full", OVERVIEW, **{"sejak": "Sejak tanggal lain", "sejak-tanggal": "2020-02-20"}))
    text = Pen("id").text
    day = "20 Februari 2020"
    assert text("There is no figure of {area} of {day} or before to compare with.", area="Kudus", day=day) in said
    assert text("There is no new figure of {area} since {day}.", area="Kudus", day=day) not in said


def test_rows_that_came_in_without_an_import_grow_old_too(open_app: AppOpener) -> None:
    app = open_app("demo", OVERVIEW, today="2020-03-25")
    assert any("15 Maret 2020" in warning.value for warning in app.warning)
