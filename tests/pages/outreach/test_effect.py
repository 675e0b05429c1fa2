"""The page of effects: what it says is what the arithmetic says, and it says so where there is too little."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from census.effect.campaign import bottom_areas, campaign_effects
from census.effect.estimates import Verdict
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.effect_words import change, headline, kind_sentence
from tests.pages import stores
from tests.pages.screens import EFFECT, everything, has_no_error, plots

if TYPE_CHECKING:
    from pathlib import Path

    from census.effect.estimate import Effects
    from tests.pages.conftest import AppOpener

DAY = date(2020, 3, 15)


def expected(template: Path, code: str = stores.KABUPATEN, day: date = DAY) -> Effects:
    url = f"sqlite:///{template}"
    campaign, near = stores.campaign(url), stores.neighbours(url)
    return campaign_effects(campaign, code, day, adjacency=near)


@pytest.mark.parametrize(("language", "words"), [("id", "Bahasa Indonesia"), ("en", "English")])
def test_sentences_pictures_and_tables_say_the_same(
    open_app: AppOpener, templates: dict[str, Path], language: str, words: str
) -> None:
    app = open_app("demo", EFFECT, bahasa=words)
    found, text = expected(templates["demo"]), Translator(language)
    formats = Formats(text)
    assert has_no_error(app)
    said = everything(app)
    assert app.title[0].value == headline(text, formats, found)
    assert found.overall.verdict is Verdict.MORE
    for one in found.kinds.values():
        assert kind_sentence(text, formats, one) in said
    forest, profile = plots(app)
    own, pooled = forest["data"]
    kinds = sorted(found.kinds.values(), key=lambda one: -(one.pooled_lift or 0))
    assert pooled["x"] == pytest.approx([one.pooled_lift for one in kinds])
    assert own["x"] == pytest.approx([one.lift for one in kinds])
    assert profile["data"][0]["x"] == list(range(-7, 11))
    events, table = (frame.value for frame in app.dataframe)
    assert len(events) == len(found.table) == found.overall.n_events
    assert len(table) == 1 + len(kinds)
    assert table[text("Change, combined")].tolist()[1:] == [change(formats, one.pooled_lift) for one in kinds]
    assert "SIMULASI" in said


def test_a_kecamatan_has_its_own_events(open_app: AppOpener, templates: dict[str, Path]) -> None:
    app = open_app("demo", EFFECT, wilayah="Jekulo")
    found = expected(templates["demo"], stores.JEKULO)
    assert has_no_error(app)
    assert app.title[0].value == headline(Translator("id"), Formats(Translator("id")), found)
    assert len(app.dataframe[0].value) == found.overall.n_events > 0


def test_too_little_is_said_to_be_too_little(open_app: AppOpener) -> None:
    early = open_app("demo", EFFECT, hari="2020-02-21")
    assert has_no_error(early)
    assert "Tidak cukup data" in early.title[0].value
    assert "Tidak cukup data".lower() in everything(early).lower()
    some = open_app("demo", EFFECT, hari="2020-02-22")
    assert has_no_error(some)
    assert Translator("id")("No kind has enough events yet for an estimate of its own.") in everything(some)
    first = open_app("demo", EFFECT, hari="2020-02-15")
    assert has_no_error(first)
    assert Translator("id")("No outreach is on record by this day, so there is nothing to judge.") in everything(first)
    assert not plots(first)


@pytest.mark.parametrize("store", ["full", "published", "one_row"])
def test_a_campaign_without_outreach_says_so(open_app: AppOpener, store: str) -> None:
    app = open_app(store, EFFECT)
    assert has_no_error(app)
    assert app.title[0].value == Translator("id")("No outreach is on record by this day, so there is nothing to judge.")
    assert not app.dataframe


def test_nothing_on_record_is_no_error(open_app: AppOpener) -> None:
    app = open_app(None, EFFECT, root="9999")
    assert has_no_error(app)
    assert Translator("id")("There is nothing to show yet") in everything(app)


def test_desa_too_small_to_be_shown_are_in_no_estimate(
    open_app: AppOpener, templates: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = expected(templates["demo"]).table["area_code"].nunique()
    monkeypatch.setenv("KAWAL_HIDE_BELOW", "500")
    monkeypatch.setenv("KAWAL_COARSE_BELOW", "1000")
    app = open_app("demo", EFFECT)
    assert has_no_error(app)
    text = Translator("id")
    shown = set(app.dataframe[0].value[text("Desa")]) if app.dataframe else set()
    campaign = stores.campaign(f"sqlite:///{templates['demo']}")
    sizes = campaign.base(DAY)["households"]
    large = {campaign.tree.name(code) for code in bottom_areas(campaign.tree, "3319") if sizes[code] >= 1000}
    assert shown <= large
    assert 0 < len(shown) < before
