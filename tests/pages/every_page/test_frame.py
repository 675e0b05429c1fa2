"""The frame around every page: none runs without it, its menu and its words are the reader's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from census.settings import load_settings
from tests.pages import stores
from tests.pages.screens import AREAS, IMPORTS, OVERVIEW, PAGES, Pen, everything, has_no_error
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.examples import every_in_gate
from tests.support.figures import components
from ui.shell.process import wall_source
from ui.shell.registry import PAGES as REGISTRY

if TYPE_CHECKING:
    from tests.pages.conftest import AppOpener


def test_these_are_all_the_pages() -> None:
    assert [entry.file for entry in REGISTRY] == list(PAGES)
    assert len({entry.url_path for entry in REGISTRY}) == len(REGISTRY)
    assert REGISTRY[0].url_path == ""


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_runs_without_the_frame_shows_nothing(page: str) -> None:
    app = AppTest.from_file(ROOT / page, default_timeout=PATIENCE_SECONDS).run()
    assert app.exception
    assert everything(app).strip() == ""
    assert not components(app)


@pytest.mark.parametrize("page", [AREAS, IMPORTS])
def test_a_fresh_session_that_asks_for_a_page_goes_through_the_frame(open_app: AppOpener, page: str) -> None:
    """Asked before the menu is known: the page comes with the frame's language switch, or the start page does."""
    open_app("full")
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
    app.switch_page(page).run()
    assert has_no_error(app)
    assert [widget.key for widget in app.sidebar if widget.key == "bahasa"] == ["bahasa"]


# The frame chooses the language before any page is run.
@pytest.mark.parametrize("page", every_in_gate(PAGES, 4))
def test_the_language_of_the_address_and_of_the_settings(
    open_app: AppOpener, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    by_address = open_app("full", page, bahasa="English")
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")
    by_setting = open_app("full", page)
    assert everything(by_setting) == everything(by_address)
    other = open_app("full", page, bahasa="Bahasa Indonesia")
    assert everything(other) != everything(by_address)


@pytest.mark.parametrize("name", ["KAWAL_ROOT_AREA", "KAWAL_TODAY", "KAWAL_DATABASE_URL"])
def test_a_setting_that_cannot_be_used_is_named_and_no_figure_shown(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "secret-nonsense")
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS).run()
    assert not app.exception
    assert name in app.error[0].value
    assert "secret-nonsense" not in everything(app)
    assert not components(app)


def test_changing_the_language_keeps_the_other_choices(open_app: AppOpener) -> None:
    indonesian, english = Pen("id").text, Pen("en").text
    app = open_app("full", OVERVIEW, hari="2020-03-08", satuan=indonesian("Families"))
    (switch,) = (group for group in app.get("button_group") if group.key == "bahasa")
    switch.set_value("en").run()
    assert has_no_error(app)
    assert app.date_input[0].value.isoformat() == "2020-03-08"
    said = everything(app)
    assert english("families") in said
    assert "8 March 2020" in said


def test_the_address_names_a_language_by_its_code_as_well(open_app: AppOpener) -> None:
    app = open_app("full", OVERVIEW, bahasa="en")
    said = everything(app)
    assert Pen("en").text("persons") in said
    assert app.query_params["bahasa"] == "English"
    # Nothing of it was unknown.
    assert not app.warning
    app.query_params["bahasa"] = "id"
    app.run()
    assert Pen("id").text("persons") in everything(app)
    assert "bahasa" not in app.query_params


def test_leaving_a_page_and_coming_back_keeps_the_choices(open_app: AppOpener) -> None:
    app = open_app("full", OVERVIEW)
    app.date_input[0].set_value(date(2020, 3, 8)).run()
    app.switch_page(IMPORTS).run()
    app.switch_page(AREAS).run()
    assert has_no_error(app)
    assert app.date_input[0].value.isoformat() == "2020-03-08"


def test_another_page_keeps_no_choice_of_the_one_before_in_its_address(open_app: AppOpener) -> None:
    app = open_app("full", AREAS, wilayah=stores.JEKULO, bahasa="English")
    assert app.title[0].value.startswith("Jekulo")
    app.switch_page(OVERVIEW).run()
    assert "wilayah" not in app.query_params
    # The language is every page's, and the page of areas has its own choice again.
    assert "bahasa" in app.query_params
    assert app.switch_page(AREAS).run().title[0].value.startswith("Jekulo")


def test_the_wall_is_found_from_the_start_page_where_this_server_has_one(
    open_app: AppOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def links(**choices: str) -> list[str]:
        app = open_app("full", OVERVIEW, **choices)
        assert has_no_error(app)
        return [link.proto.url for link in app.get("link_button")]

    assert links() == []
    monkeypatch.setattr(wall_source, "_PATHS", [])
    wall_source.at_its_path(load_settings(), ROOT)
    assert links() == ["/layar"]
    assert links(bahasa="English") == ["/layar?bahasa=en"]
