"""Perlu perhatian: each role's own list, the number in the menu, and what is taken off for the day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from census.access.role_words import word_of_role
from tests.pages import stores
from tests.pages.screens import ATTENTION, DEFINITIONS, MORNING, everything, has_no_error
from tests.support.worlds.planted import CAMAT, HEAD, OPERATOR, REGENT

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from census.access.identity import Role
    from tests.pages.conftest import AppOpener

TODAY = "2020-03-16"


def opened(open_app: AppOpener, role: Role, page: str = ATTENTION, **query: str) -> AppTest:
    app = open_app("demo", page, today=TODAY, sebagai=word_of_role(role), **query)
    assert has_no_error(app), app.exception
    return app


def badge(app: AppTest) -> int:
    """The number at the page in the menu."""
    found = re.findall(r'\[href\$="/perhatian"\]::after\{content:"(\d+)"', "".join(e.value for e in app.get("html")))
    return int(found[0]) if found else 0


def handles(app: AppTest) -> list[str]:
    return [str(button.key) for button in app.button if str(button.key).startswith("handle-")]


def links(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


def test_a_regent_reads_of_promises_kecamatan_forecast_and_blockers(open_app: AppOpener) -> None:
    app = opened(open_app, REGENT)
    heads = [re.sub(r" \(\d+\)$", "", heading.value) for heading in app.subheader]
    assert heads == [
        "Komitmen tidak terpenuhi", "Peluang di bawah 50 %", "Tertinggal dari jalur", "Hambatan terbuka sepekan",
    ]  # fmt: skip
    assert app.title[0].value == f"{badge(app)} hal perlu perhatian"
    assert len(app.dataframe[0].value) == badge(app)
    assert {"Buka Kegiatan", "Buka Prakiraan", "Buka Kecamatan dan desa"} <= set(links(app))
    english = opened(open_app, REGENT, bahasa="English")
    assert english.title[0].value == f"{badge(app)} things need attention"


def test_a_camat_and_a_head_read_of_their_own_places_alone(open_app: AppOpener) -> None:
    camat = opened(open_app, CAMAT)
    codes = {key.split("-")[-1] for key in handles(camat) if "off_path" in key}
    assert stores.JEKULO in codes
    assert all(code.startswith(stores.JEKULO) for code in codes)
    assert badge(camat) < badge(opened(open_app, REGENT))
    head = opened(open_app, HEAD)
    served = {row["desa_code"] for row in stores.reference_rows("assignments.csv")}
    places = {key.split("-")[-1] for key in handles(head) if "off_path" in key or "still" in key}
    assert {code for code in places if code.startswith("3319")} <= served


@pytest.mark.parametrize("role", [REGENT, CAMAT, HEAD])
def test_the_number_stands_on_every_page_and_the_first_on_the_morning(open_app: AppOpener, role: Role) -> None:
    listed = badge(opened(open_app, role))
    assert badge(opened(open_app, role, DEFINITIONS)) == listed
    morning = opened(open_app, role, MORNING)
    assert badge(morning) == listed
    assert (f"Semua yang perlu perhatian ({listed})" in links(morning)) is bool(listed)


def test_what_was_dealt_with_is_off_the_list_of_its_office_for_the_day(open_app: AppOpener) -> None:
    app = opened(open_app, CAMAT)
    before, regents = badge(app), badge(opened(open_app, REGENT))
    first = handles(app)[0]
    app.button(key=first).click().run()
    note = first.replace("handle-", "note-")
    form = first.replace("handle-", "handle-form-")

    def send() -> None:
        next(button for button in app.button if button.proto.form_id == form).click().run()
        assert has_no_error(app), app.exception

    app.text_input(key=note).set_value("telepon 0812 3456 7890")
    send()
    assert "nomor telepon" in app.error[0].value
    assert badge(app) == before
    app.text_input(key=note).set_value("sudah  ditelepon\tpagi")
    send()
    assert badge(app) == before - 1
    assert first not in handles(app)
    assert "sudah ditelepon pagi" in [element.value for element in app.text]

    def seen_by_another(role: Role) -> AppTest:
        app.query_params["sebagai"] = word_of_role(role)
        return app.selectbox(key="sebagai").select(word_of_role(role)).run()

    assert badge(seen_by_another(REGENT)) == regents
    assert "Ditangani hari ini" not in everything(app)
    assert badge(seen_by_another(CAMAT)) == before - 1


def test_it_is_put_on_the_list_again(open_app: AppOpener) -> None:
    app = opened(open_app, CAMAT)
    before, first = badge(app), handles(app)[0]
    app.button(key=first).click().run()
    form = first.replace("handle-", "handle-form-")
    cancel = [button for button in app.button if button.proto.form_id == form][1]
    cancel.click().run()
    assert not app.text_input
    app.button(key=first).click().run()
    next(button for button in app.button if button.proto.form_id == form).click().run()
    assert badge(app) == before - 1
    app.button(key=first.replace("handle-", "reopen-")).click().run()
    assert badge(app) == before
    assert first in handles(app)


def test_without_figures_nothing_is_said_before_the_campaign_and_that_they_lack_within_it(open_app: AppOpener) -> None:
    early = open_app(None, ATTENTION, today="2020-02-10", sebagai=word_of_role(OPERATOR))
    assert has_no_error(early)
    assert badge(early) == 0
    assert early.title[0].value == "Hari ini tidak ada yang perlu perhatian."
    late = open_app(None, ATTENTION, today="2020-03-01", sebagai=word_of_role(OPERATOR))
    assert "Belum ada angka (1)" in [heading.value for heading in late.subheader]
    assert "Buka Data masuk" in links(late)
