"""Pagi ini: each role's own area, whom to visit and where the buttons lead; every state of the campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from census.access.role_words import word_of_role
from tests.pages import stores
from tests.pages.screens import ACTIVITIES, AREAS, MORNING, OVERVIEW, everything, has_no_error
from tests.support.worlds.planted import CAMAT, HEAD, OPERATOR, REGENT

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from census.access.identity import Role
    from tests.pages.conftest import AppOpener

TODAY = "2020-03-16"


def opened(open_app: AppOpener, role: Role, page: str = MORNING, **query: str) -> AppTest:
    app = open_app("demo", page, today=TODAY, sebagai=word_of_role(role), **query)
    assert has_no_error(app), app.exception
    return app


def keys_of(app: AppTest, start: str) -> list[str]:
    return [button.key.removeprefix(f"{start}-") for button in app.button if str(button.key).startswith(f"{start}-")]


def links(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


def test_a_camat_reads_of_the_own_kecamatan_and_is_sent_to_its_desa(open_app: AppOpener) -> None:
    app = opened(open_app, CAMAT)
    assert app.title[0].value.startswith("Jekulo ")
    assert app.caption[0].value.startswith("Senin 16 Maret 2020 · angka sampai Minggu 15 Mar · sisa 16 hari")
    said = everything(app)
    for words in ("Kemarin (Minggu)", "Kurang **", "Naik terbanyak: ", "Kunjungi hari ini", "Usulan: "):
        assert words in said, words
    desa = keys_of(app, "assign")
    assert len(desa) == 3
    assert desa == keys_of(app, "profile")
    assert all(code.startswith(stores.JEKULO) for code in desa)
    assert "Buka Data masuk" not in links(app)


def test_a_regent_reads_of_all_and_is_sent_to_three_kecamatan(open_app: AppOpener) -> None:
    app = opened(open_app, REGENT)
    assert app.title[0].value.startswith("Kudus ")
    desa = keys_of(app, "profile")
    assert len({code[:7] for code in desa}) == len(desa) == 3


def test_the_head_of_an_agency_reads_of_the_own_people_and_desa(open_app: AppOpener) -> None:
    app = opened(open_app, HEAD)
    said = everything(app)
    assert "ASN " in said
    assert "Desa binaan: " in said
    served = {row["desa_code"] for row in stores.reference_rows("assignments.csv")}
    assert keys_of(app, "profile")
    assert set(keys_of(app, "profile")) <= served


def test_the_operator_is_led_to_the_files(open_app: AppOpener) -> None:
    assert "Buka Data masuk" in links(opened(open_app, OPERATOR))
    app = open_app("published", MORNING, sebagai=word_of_role(OPERATOR))
    assert "Terakhir masuk: impor" in everything(app)
    assert "Terakhir masuk: impor" not in everything(open_app("published", MORNING, sebagai=word_of_role(CAMAT)))


def test_to_assign_opens_a_promise_of_that_desa_and_the_profile_its_page(open_app: AppOpener) -> None:
    app = opened(open_app, CAMAT)
    code = keys_of(app, "assign")[1]
    app.button(key=f"assign-{code}").click().run()
    assert has_no_error(app)
    assert [box.value for box in app.selectbox if str(box.key).endswith("-area_code")] == [code]
    assert "KK yang dijanjikan" in [field.label for field in app.number_input]

    again = opened(open_app, CAMAT)
    again.button(key=f"profile-{code}").click().run()
    assert has_no_error(again)
    assert again.selectbox(key=f"desa-{stores.JEKULO}").value == code


def test_an_activity_is_recorded_in_the_form_of_events(open_app: AppOpener) -> None:
    app = opened(open_app, CAMAT)
    app.button(key="record").click().run()
    assert has_no_error(app)
    assert [box.value for box in app.selectbox if str(box.key).endswith("-area_code")] == [None]
    assert "Jenis kegiatan" in [box.label for box in app.selectbox]


@pytest.mark.parametrize("role", [CAMAT, HEAD])
def test_who_looks_as_a_camat_or_a_head_from_the_start_page_is_led_there(open_app: AppOpener, role: Role) -> None:
    app = open_app("demo", OVERVIEW, today=TODAY)
    app.selectbox(key="sebagai").select(word_of_role(role)).run()
    assert has_no_error(app)
    assert "Kunjungi hari ini" in everything(app)


def test_others_stay_and_an_address_is_kept(open_app: AppOpener) -> None:
    app = open_app("demo", OVERVIEW, today=TODAY)
    app.selectbox(key="sebagai").select(word_of_role(REGENT)).run()
    assert "Kunjungi hari ini" not in everything(app)
    for page in (OVERVIEW, AREAS, ACTIVITIES):
        assert "Kunjungi hari ini" not in everything(opened(open_app, CAMAT, page)), page


def test_without_figures_it_says_what_is_missing(open_app: AppOpener) -> None:
    app = open_app(None, MORNING, today=TODAY)
    assert has_no_error(app)
    assert "belum ada data" in app.title[0].value
    assert not keys_of(app, "assign")
    assert "Halaman ini masih memerlukan" in everything(app)
    nowhere = open_app(None, MORNING, root="9999")
    assert nowhere.title[0].value == "Belum ada yang dapat ditampilkan"


def test_before_the_campaign_it_counts_the_days(open_app: AppOpener) -> None:
    app = open_app(None, MORNING, today="2020-02-01")
    assert has_no_error(app)
    assert "14 hari" in everything(app)
    assert not keys_of(app, "profile")


def test_after_the_deadline_nobody_is_sent(open_app: AppOpener) -> None:
    app = open_app("demo", MORNING, today="2020-04-04", hari="2020-04-02", sebagai=word_of_role(CAMAT))
    assert has_no_error(app)
    assert "2 hari setelah tenggat" in app.caption[0].value
    assert not keys_of(app, "assign")
    assert "Buka Wawancara" in links(app)
