"""Definisi: terms by address, denominators and targets as on record, with and without data, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from presentation.definitions.definitions import DEFINITIONS as TERMS
from presentation.definitions.definitions import definition_of
from tests.pages import stores
from tests.pages.screens import DEFINITIONS, NONE, Pen, cards, everything, has_no_error
from ui.help.tours import TOURS

if TYPE_CHECKING:
    from tests.pages.conftest import AppOpener

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
both_languages = pytest.mark.parametrize("language", list(LANGUAGES))


@both_languages
def test_target_and_denominators_are_those_on_record(open_app: AppOpener, language: str) -> None:
    app = open_app("full", DEFINITIONS, bahasa=LANGUAGES[language])
    assert has_no_error(app)
    pen, register = Pen(language), stores.register()
    headline = app.title[0].value
    for part in ("Kudus", pen.rate(stores.SHARE, 0), pen.count(236_520), pen.count(875_999)):
        assert part in headline
    denominators, targets = cards(app)
    shown = denominators.set_index(pen.text("Name"))
    assert len(shown) == 1 + len(stores.kecamatan())
    for code in (stores.KABUPATEN, *stores.kecamatan()):
        row = shown.loc[stores.names()[code]]
        assert row[pen.text("Families")] == pen.count(register[code]["households"])
        assert row[pen.text("Persons")] == pen.count(register[code]["persons"])
        assert row[pen.text("Estimate")] == pen.text("no" if code == stores.KABUPATEN else "yes")
        assert row[pen.text("Source")] != NONE
    (rows,) = (row for row in stores.reference_rows("targets.csv"))
    assert targets[pen.text("Note")].tolist() == [rows["note"]]
    assert targets[pen.text("In force")].tolist() == [pen.text("yes")]
    said = everything(app)
    for count in (275_115, 74_282, 236_520):
        assert pen.count(count) in said
    assert pen.rate(stores.SHARE * 875_999 * 84_861 / 327_458 / 275_115, 1) in said


@both_languages
def test_every_term_is_on_the_page(open_app: AppOpener, language: str) -> None:
    said = everything(open_app(None, DEFINITIONS, bahasa=LANGUAGES[language]))
    text = Pen(language).text
    for each in TERMS:
        assert text(each.term) in said
        assert text(each.meaning) in said
        assert not each.formula or text(each.formula) in said


@pytest.mark.parametrize("word", ["gap", "Kurang", "Missing"])
def test_an_address_names_a_term(open_app: AppOpener, word: str) -> None:
    app = open_app("full", DEFINITIONS, istilah=word)
    assert has_no_error(app)
    box = next(widget for widget in app.selectbox if widget.key == "istilah")
    assert box.value == "gap"
    meaning = Pen("id").text(definition_of("gap").meaning)
    # Once right below the box, once in its group.
    assert sum(meaning in part.value for part in app.markdown) == 2


@pytest.mark.parametrize("value", ["", "x", "<script>alert(1)</script>", "\u0000", "💥" * 500])
def test_nonsense_in_the_address_does_no_harm(open_app: AppOpener, value: str) -> None:
    app = open_app("full", DEFINITIONS, istilah=value, peran=value)
    assert has_no_error(app)
    assert next(widget for widget in app.selectbox if widget.key == "istilah").value is None


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.role)
def test_each_role_has_its_tour(open_app: AppOpener, tour: object) -> None:
    text = Pen("id").text
    (wanted,) = (each for each in TOURS if each == tour)
    app = open_app("full", DEFINITIONS, peran=text(wanted.role))
    assert has_no_error(app)
    said = everything(app)
    assert 4 <= len(wanted.stops) <= 6
    assert all(text(stop.words) in said for stop in wanted.stops)
    assert len(app.get("page_link")) == sum(stop.page is not None for stop in wanted.stops)


@both_languages
def test_without_areas_the_definitions_are_there(open_app: AppOpener, language: str) -> None:
    app = open_app(None, DEFINITIONS, root="9999", bahasa=LANGUAGES[language])
    assert has_no_error(app)
    text = Pen(language).text
    assert app.title[0].value == text("What every figure means and where it comes from")
    said = [part.value for part in app.info]
    assert text("There is no register on record yet. Import it first (kind register).") in said
    assert text("There is no target on record.") in said
