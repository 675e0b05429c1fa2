"""The page of the agencies and the word SIMULASI, on the demo campaign."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from census.base.vocabulary import Colouring, Status, Unit
from census.campaign.agencies import served_by
from census.figures.progress import View
from census.figures.shortfall import shortfall_steps
from presentation.language.messages import Translator
from tests.pages import stores
from tests.pages.screens import (
    AREAS,
    IMPORTS,
    OPD,
    OVERVIEW,
    Pen,
    area_views,
    class_members,
    everything,
    has_no_error,
    lists_of,
    plots,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pages.conftest import AppOpener

DAY = date(2020, 3, 15)


@pytest.mark.parametrize("page", [OVERVIEW, AREAS, OPD, IMPORTS])
def test_every_page_says_that_it_is_simulated(open_app: AppOpener, page: str) -> None:
    app = open_app("demo", page)
    assert has_no_error(app)
    assert "SIMULASI" in everything(app)


def test_in_english_a_page_says_so_as_well(open_app: AppOpener) -> None:
    assert "SIMULASI" in everything(open_app("demo", OVERVIEW, bahasa="en"))


@pytest.mark.parametrize("page", [OVERVIEW, AREAS, OPD])
def test_hovers_and_files_say_so_too(open_app: AppOpener, page: str) -> None:
    app = open_app("demo", page)
    hovers = [area["hover"] for view in area_views(app) if view["view"] == "map" for area in view["areas"]]
    assert hovers
    assert all("SIMULASI" in hover for hover in hovers)
    sources = app.dataframe[-1].value[Translator("id")("Source")]
    assert all("SIMULASI" in source for source in sources)


def test_a_head_reads_on_the_first_screen_how_many_are_missing_and_which_desa_are_the_own(open_app: AppOpener) -> None:
    role = {"sebagai": "opd:4"}
    listed = [each.value for each in open_app("demo", OVERVIEW, **role).markdown if each.value.startswith("- ")]
    own, served = listed[0].removeprefix("- ").split("\n- ")
    campaign = stores.campaign(os.environ["KAWAL_DATABASE_URL"])
    (agency,) = (each for each in campaign.agencies if each.id == 4)
    staff = View(DAY, Unit.STAFF, Status.RESPONDED)
    (stands,) = (each for each in campaign.progress_within(stores.KABUPATEN, "opd", staff) if each.code == "4")
    pen, done = Pen("id"), stands.numerator
    assert own.startswith(
        f"ASN {agency.short_name}: **{pen.count(done)} dari {pen.count(agency.staff)}** telah merespons"
    )
    assert own.endswith(f"{pen.count(agency.staff - done)} masih kurang.")
    names = [campaign.tree.name(code) for code in served_by(campaign.assigned, 4, DAY)]
    assert served == f"Desa binaan: **{', '.join(names[:3])} dan {len(names) - 3} lagi**."
    # Nobody else's list begins so.
    others = open_app("demo", OVERVIEW, sebagai="regent").markdown
    assert not [each for each in others if each.value.startswith("- ASN ")]


def test_a_real_campaign_does_not_say_so(open_app: AppOpener) -> None:
    assert "SIMULASI" not in everything(open_app("full", OVERVIEW))


@pytest.mark.parametrize("colouring", list(Colouring))
@pytest.mark.parametrize("page", [OVERVIEW, AREAS])
def test_the_map_shows_several_classes(open_app: AppOpener, page: str, colouring: Colouring) -> None:
    words = {Colouring.PATH: "Its path", Colouring.KABUPATEN: "The whole"}
    app = open_app("demo", page, warna=Translator("id")(words[colouring]), wilayah="Mejobo")
    assert sum(bool(members) for members in class_members(app)[:-1]) >= (3 if page == OVERVIEW else 2)


def test_all_desa_together_show_at_least_three_classes(templates: dict[str, Path]) -> None:
    campaign = stores.campaign(f"sqlite:///{templates['demo']}")
    view = View(DAY, Unit.PERSON, Status.RESPONDED)
    table = campaign.progress("3319", "desa", view)
    whole = campaign.progress("3319", "kabupaten", view).iloc[0]
    against_whole = shortfall_steps(
        table["numerator"], table["denominator"], stores.fraction(whole["numerator"], whole["denominator"])
    )
    assert table["step"].nunique() >= 3
    assert len(set(against_whole.tolist())) >= 3


def test_the_agencies_are_listed_with_what_they_miss(open_app: AppOpener, templates: dict[str, Path]) -> None:
    app = open_app("demo", OPD)
    campaign = stores.campaign(f"sqlite:///{templates['demo']}")
    table = campaign.progress("3319", "opd", View(DAY, Unit.STAFF, Status.RESPONDED))
    listed = lists_of(app)[0]
    missing = (table["denominator"] - table["numerator"]).dropna().sort_values(ascending=False)
    # The ten that miss most, and the one that is chosen; a rate near 0 or 1 of a small agency is only bounded.
    listed_codes = [area["code"] for area in listed["areas"]]
    assert set(listed_codes) >= {app.selectbox(key="opd").value, *missing[missing > missing.iloc[9]].index}
    assert missing.loc[listed_codes[:10]].tolist() == missing.head(10).tolist()
    assert len(listed_codes) <= 11
    # The full width is all civil servants, and a little more.
    lengths = [area["length"] * 1.03 / 100 for area in listed["areas"]]
    assert lengths[:10] == pytest.approx(table.loc[listed_codes[:10], "rate"].astype(float).tolist(), abs=1e-4)
    whole = campaign.opd_whole("3319", View(DAY, Unit.STAFF, Status.RESPONDED))
    assert whole is not None
    assert listed["overall"] * 1.03 / 100 == pytest.approx(whole.count / whole.base, abs=1e-4)
    # All are on the path to 27 %: colours compare with all together, and tell who is behind.
    assert set(table["step"].dropna()) <= {0, 1}
    assert len({area["step"] for area in listed["areas"]}) >= 3
    app.toggle(key="opd-all").set_value(True).run()
    everybody = lists_of(app)[0]["areas"]
    assert len(everybody) == len(table) == 34
    # A rate near 0 or 1 of a small agency is only bounded: its bar is hatched, and full where nearly all responded.
    assert {area["code"] for area in everybody if area["is_bound"]} == set(table.index[table["bound"].notna()])
    ends = {area["code"]: area["length"] for area in everybody}
    nearly_all = table.index[table["bound"].eq("at_least_95")]
    assert [ends[code] * 1.03 / 100 for code in nearly_all] == pytest.approx([1.0] * len(nearly_all), abs=1e-4)
    assert (whole.base, whole.agencies) == (7140, 34)
    written = f"{whole.count:,}".replace(",", ".")
    assert re.search(rf"{re.escape(written)}\b.*7\.140", app.title[0].value)


def test_a_link_opens_the_agency_it_names(open_app: AppOpener) -> None:
    app = open_app("demo", OPD, opd="8")
    assert app.selectbox(key="opd").value == "8"
    assert "Dinsos P3AP2KB" in everything(app)


@pytest.mark.parametrize("nonsense", ["0", "abc", "8;drop table opd", "<script>"])
def test_nonsense_in_the_link_opens_the_first_agency(open_app: AppOpener, nonsense: str) -> None:
    app = open_app("demo", OPD, opd=nonsense)
    assert has_no_error(app)
    assert app.selectbox(key="opd").value == "1"


def test_without_figures_by_agency_the_page_says_so(open_app: AppOpener) -> None:
    app = open_app("published", OPD)
    assert has_no_error(app)
    assert Translator("id")("No figure by agency has been delivered for this day and status.") in everything(app)


def test_the_overview_names_the_agencies_that_miss_most_not_the_smallest_rates(open_app: AppOpener) -> None:
    said = everything(open_app("demo", OVERVIEW))
    assert "**Disdikpora** (2.167)" in said
    assert "Kec. Undaan" not in said


def test_the_figures_of_the_agencies_are_those_of_the_table(open_app: AppOpener, templates: dict[str, Path]) -> None:
    app = open_app("demo", OPD)
    view = View(DAY, Unit.STAFF, Status.RESPONDED)
    campaign = stores.campaign(f"sqlite:///{templates['demo']}")
    table, whole = campaign.progress("3319", "opd", view), campaign.opd_whole("3319", view)
    assert whole is not None
    said = everything(app)
    pen = Pen("id")
    assert f"{pen.count(whole.base - whole.count)} ASN" in said
    # All agencies together have one rate on the page, wherever it stands.
    rate = pen.rate(stores.fraction(whole.count, whole.base), 1)
    assert said.count(rate) >= 2
    assert pen.text("all agencies: {share}", share=rate) in json.dumps(plots(app), ensure_ascii=False)
    missing = (table["denominator"] - table["numerator"]).dropna().sort_values(ascending=False)
    assert [str(code) for code in missing.index[:3]] == [
        button.key.removeprefix("open-opd-") for button in app.button if str(button.key).startswith("open-opd-")
    ]
    share = pen.rate(stores.fraction(missing.iloc[0], whole.base - whole.count), 0)
    assert re.search(rf"\*\*Disdikpora\*\*: .*{pen.count(int(missing.iloc[0]))}.*{share}", said)


def test_a_step_opens_the_agency_that_it_names(open_app: AppOpener) -> None:
    app = open_app("demo", OPD)
    button = next(each for each in app.button if str(each.key).startswith("open-opd-"))
    app = button.click().run()
    assert app.selectbox(key="opd").value == button.key.removeprefix("open-opd-")


def test_without_figures_there_is_neither_funnel_nor_step(open_app: AppOpener) -> None:
    app = open_app("published", OPD)
    said = everything(app)
    for words in ("By size of the OPD: whose difference is more than chance", "What now: ask these agencies first"):
        assert Translator("id")(words) not in said


def test_where_only_forms_found_clean_are_counted_the_path_of_responses_is_not_drawn(open_app: AppOpener) -> None:
    app = open_app("demo", OPD, status="Clean")
    listed = lists_of(app)[0]
    assert listed["target"] is None
    assert {area["expected"] for area in listed["areas"]} == {None}
    # All together have their line nevertheless.
    assert listed["overall"] > 0
    words = "Bar: share reached. Due and target are not drawn: the target speaks in another unit or status."
    assert Translator("id")(words) in everything(app)


def test_the_table_says_what_is_missing_to_the_share(open_app: AppOpener, templates: dict[str, Path]) -> None:
    app = open_app("demo", OPD)
    pen = Pen("id")
    share = pen.rate(stores.fraction(27, 100), 0)
    heading = pen.text("Still needed for {share} ({unit})", share=share, unit="ASN")
    shown = app.dataframe[-1].value.set_index(pen.text("Code"))
    table = stores.campaign(f"sqlite:///{templates['demo']}").progress(
        "3319", "opd", View(DAY, Unit.STAFF, Status.RESPONDED)
    )
    for code, gap in table["gap"].items():
        assert shown.loc[code, heading] == pen.count(None if pd.isna(gap) else int(gap))


def test_an_agency_that_is_not_on_record_is_told(open_app: AppOpener) -> None:
    app = open_app("demo", OPD, opd="999")
    # The choice is named, not its word: that is anybody's.
    said = "".join(warning.value for warning in app.warning)
    assert "(opd)" in said
    assert "999" not in said
