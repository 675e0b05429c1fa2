"""Prakiraan says what the arithmetic says, in words and numbers, and lets one ask what if."""

from __future__ import annotations

import json
import os
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from census.base.vocabulary import Status, Unit
from census.figures.progress import View
from presentation.language.formats import Formats
from presentation.words.forecast_words import chance_text
from tests.pages import stores
from tests.pages.screens import FORECAST, OVERVIEW, Pen, cards, everything, has_no_error, plots, table

if TYPE_CHECKING:
    from tests.pages.conftest import AppOpener

LAST = stores.DAYS[-1]
PERSONS = View(LAST, Unit.PERSON, Status.RESPONDED)
FAMILIES = View(LAST, Unit.HOUSEHOLD, Status.RESPONDED)
PEN = Pen("id")
FORMATS = Formats(PEN.text)


def test_verdict_figures_fan_and_table_say_the_same(open_app: AppOpener) -> None:
    app = open_app("full", FORECAST)
    assert has_no_error(app)
    campaign = stores.campaign(os.environ["KAWAL_DATABASE_URL"])
    whole = campaign.forecast(stores.KABUPATEN, "kabupaten", PERSONS).iloc[0]
    said = everything(app)
    chance = chance_text(FORMATS, whole["chance_target"])
    assert f"(8 dari 10 simulasi, dari 2.000); peluang mencapai target {chance}." in said
    base = int(whole["denominator"])
    for name in ("median", "lo80", "hi80"):
        assert PEN.rate(Fraction(int(whole[name]), base), 1).removesuffix("%") in said
        assert PEN.count(int(whole[name])) in said
    for name in ("median_without_rush", "median_with_rush"):
        assert PEN.rate(Fraction(int(whole[name]), base), 1) in said
    assert f"peluang {PEN.rate(Fraction(str(whole['rush_chance'])), 0)}" in said
    shown = table(app).set_index(PEN.text("Code"))
    parts = campaign.forecast(stores.KABUPATEN, "kecamatan", PERSONS)
    assert list(shown.index) == list(parts.index)
    for code, row in parts.iterrows():
        assert shown.loc[code, PEN.text("Chance")] == chance_text(FORMATS, row["chance_target"])
        assert shown.loc[code, PEN.text("Forecast ({unit})", unit="jiwa")] == PEN.count(int(row["median"]))
    fan, intervals = plots(app)
    names = [trace.get("name") for trace in fan["data"]]
    assert PEN.text("middle of the forecast") in names
    assert len([name for name in names if name and "lonjakan" in name]) == 2
    assert "Jekulo" in json.dumps(intervals)


def test_what_if_asks_in_both_units_and_stands_in_the_address(open_app: AppOpener) -> None:
    app = open_app("full", FORECAST, **{"tenggat": "2020-05-29", "target-persen": "40"})
    assert has_no_error(app)
    campaign = stores.campaign(os.environ["KAWAL_DATABASE_URL"])
    asked = cards(app)[0].set_index(PEN.text("Case"))
    wanted = campaign.forecast(
        stores.KABUPATEN, "kabupaten", PERSONS, deadline=date(2020, 5, 29), share=Fraction(2, 5)
    ).iloc[0]
    own = asked.loc[PEN.text("what you ask")]
    assert own[PEN.text("Chance")] == chance_text(FORMATS, wanted["chance_target"])
    assert own[PEN.text("Deadline")] == "29 Mei 2020"
    # By the persons in every responding family so far: 40 % of the persons are that many families.
    seen = [stores.full_counts()[LAST, stores.KABUPATEN, f"{noun}_responded"] for noun in ("persons", "households")]
    base = stores.register()
    persons = sum(base[code]["persons"] for code in stores.kecamatan())
    families = sum(base[code]["households"] for code in stores.kecamatan())
    share = Fraction(2, 5) * persons / (Fraction(*seen) * families)
    other = asked.loc[PEN.text("the same in the other unit")]
    assert other[PEN.text("Target")] == f"≈ {PEN.rate(share, 2)} KK"
    assert asked.loc[PEN.text("the target as it is set"), PEN.text("Deadline")] == "31 Maret 2020"


def test_nonsense_in_the_address_asks_nothing(open_app: AppOpener) -> None:
    app = open_app("full", FORECAST, **{"tenggat": "2019-01-01", "target-persen": "-5"})
    assert has_no_error(app)
    assert PEN.text("what you ask") not in cards(app)[0][PEN.text("Case")].tolist()
    assert "tenggat" in everything(app)


def test_families_are_seen_while_the_chance_stays_the_targets(open_app: AppOpener) -> None:
    app = open_app("full", FORECAST, satuan="KK")
    campaign = stores.campaign(os.environ["KAWAL_DATABASE_URL"])
    parts = campaign.forecast(stores.KABUPATEN, "kecamatan", FAMILIES)
    shown = table(app).set_index(PEN.text("Code"))
    for code, row in parts.iterrows():
        assert shown.loc[code, PEN.text("Forecast ({unit})", unit="KK")] == PEN.count(int(row["median"]))
        assert shown.loc[code, PEN.text("Chance")] == chance_text(FORMATS, row["chance_target"])


def test_ringkasan_shows_the_chance_and_the_fan(open_app: AppOpener) -> None:
    app = open_app("full", OVERVIEW)
    assert has_no_error(app)
    whole = stores.campaign(os.environ["KAWAL_DATABASE_URL"]).forecast(stores.KABUPATEN, "kabupaten", PERSONS).iloc[0]
    assert chance_text(FORMATS, whole["chance_target"]) in everything(app)
    names = [trace.get("name") for plot in plots(app) for trace in plot["data"]]
    assert PEN.text("most likely (8 of 10 simulations)") in names
    # Between the pace and the chance stands what a rush makes of it.
    lines = [line for each in app.markdown for line in str(each.value).splitlines()]
    bridge = [line for line in lines if line.startswith("- Prakiraan untuk 31 Maret 2020: ")]
    base = int(whole["denominator"])
    for name in ("median_without_rush", "median_with_rush"):
        assert PEN.rate(Fraction(int(whole[name]), base), 1) in bridge[0]
    # Where nothing can be said the time that is left stands in its place.
    early = open_app("full", OVERVIEW, hari=stores.DAYS[0].isoformat())
    assert PEN.text("Time left") in everything(early)
