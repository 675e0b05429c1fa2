"""One notion of today for a simulated campaign, and notices of what is withheld that agree with what is shown."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from census.campaign.record_days import day_of_campaign
from presentation.language.messages import Translator
from tests.pages import stores
from tests.pages.screens import ACTIVITIES, PRIORITIES, everything, has_no_error

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pages.conftest import AppOpener

LAST = date(2020, 3, 15)
CLOCK = date(2026, 11, 29)


def test_today_of_a_simulated_campaign_is_the_day_after_its_last(templates: dict[str, Path]) -> None:
    campaign = stores.campaign(f"sqlite:///{templates['demo']}")
    assert campaign.simulation is not None
    assert day_of_campaign(campaign, CLOCK) == LAST + timedelta(days=1)
    # Of figures that somebody delivered the clock speaks, however old they are.
    assert day_of_campaign(replace(campaign, simulation=None), CLOCK) == CLOCK


def test_every_form_begins_on_the_day_of_the_campaign_and_not_of_the_clock(open_app: AppOpener) -> None:
    app = open_app("demo", PRIORITIES, today=CLOCK.isoformat())
    assert has_no_error(app)
    (due,) = [box.value for box in app.date_input if str(box.key).startswith("hand-over-due-")]
    assert LAST < due <= LAST + timedelta(days=31)
    app.switch_page(ACTIVITIES).run()
    assert has_no_error(app)
    entered = [box.value for box in app.date_input if isinstance(box.value, date)]
    assert entered
    assert all(day.year == LAST.year for day in entered)


def test_a_camat_is_not_told_that_names_are_left_out_that_are_shown(open_app: AppOpener) -> None:
    text = Translator("id")
    app = open_app("demo", ACTIVITIES, today="2020-03-16", sebagai="camat:3319060")
    assert has_no_error(app)
    notices = [notice.value for notice in app.info]
    assert text("You see all records of {area}, and elsewhere those of your own agency.", area="Jekulo") in notices
    denied = text(
        "You see the records of your own agency and of the areas that concern you; of others' records there"
        " neither agency nor note."
    )
    assert denied not in everything(app)
    offices = {str(name) for name in stores.campaign(os.environ["KAWAL_DATABASE_URL"]).opd["short_name"]}
    assert any(name in str(frame.value.to_string()) for frame in app.dataframe for name in offices)
