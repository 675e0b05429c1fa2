"""Every page on recaps of which only a part came: what was delivered is what the page speaks in."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import product
from math import ceil
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import stores
from tests.pages.conftest import page_hash
from tests.pages.screens import (
    ACTIVITIES,
    AREAS,
    EFFECT,
    FORECAST,
    INTERVIEWS,
    NBSP,
    OPD,
    OVERVIEW,
    PRIORITIES,
    Pen,
    everything,
    has_no_error,
    legend_of,
    lists_of,
    map_of,
    plots,
)
from tests.pages.stores import JEKULO, KABUPATEN, KALIWUNGU, kecamatan, names, register
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.examples import every_in_gate
from tests.support.worlds.built_once import built_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.pages.conftest import SharedCopies

DAYS = tuple(date(2020, 2, 20) + timedelta(days=6 * n) for n in range(5))
DAY, TODAY = DAYS[-1], DAYS[-1] + timedelta(days=1)
PUBLIC = (OVERVIEW, AREAS, OPD, FORECAST, PRIORITIES, ACTIVITIES, EFFECT, INTERVIEWS)
ABOUT = f"≈{NBSP}"
ELAPSED = Fraction((DAY - stores.START).days + 1, 46)
CLEAN = Fraction(89, 100)


def desa(code: str = "") -> tuple[str, ...]:
    return tuple(sorted(each for each in names() if len(each) == 10 and each.startswith(code)))


@cache
def families(code: str, day: date) -> int:
    """Families that have responded: unevenly over the areas, ever faster; of a total the sum of its desa."""
    below = desa(code)
    if below != (code,):
        return sum(families(each, day) for each in below)
    place = desa().index(code)
    part = Fraction((1 + DAYS.index(day)) ** 2 * (60 + place), 25 * 900)
    return int(register()[code]["households"] * part)


def count(code: str, day: date, measure: str) -> int:
    """One of the four counts: 3.8 persons a family, 8 of 9 clean."""
    found = Fraction(families(code, day))
    found *= Fraction(38, 10) if measure.startswith("persons") else 1
    return int(found * (Fraction(8, 9) if measure.endswith("clean") else 1))


def recap(
    codes: tuple[str, ...], *measures: str, others: Mapping[str, tuple[str, ...]] | None = None, last: str | None = None
) -> bytes:
    """Write a recap of some areas with some of the four counts; of `others` with their own, `last` on the last day."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["as_of", "area_code", *stores.MEASURES, "source"])
    for code in codes:
        own = (others or {}).get(code, measures)
        for day in DAYS:
            told = (*own, last) if day == DAY else own
            cells = [count(code, day, each) if each in told else "" for each in stores.MEASURES]
            writer.writerow([day.isoformat(), code, *cells, "Uji"])
    return out.getvalue().encode()


KK, PERSONS = "households_responded", "persons_responded"
READ = {True: "The newest figures are in {given} alone", False: "The newest figures are of clean forms alone"}
"""Where the unit is another than the target's, and where the status alone is: then the other unit came as well."""
BOTH = {JEKULO: (KK,)}
SETS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "kk": ("recap", lambda: recap(kecamatan(), KK)),
    "persons": ("recap", lambda: recap(kecamatan(), PERSONS)),
    "responded": ("recap", lambda: recap(kecamatan(), KK, PERSONS)),
    "clean": ("recap", lambda: recap(kecamatan(), "households_clean", "persons_clean")),
    "clean-kk": ("recap", lambda: recap(kecamatan(), "households_clean")),
    "kabupaten": ("recap", lambda: recap((KABUPATEN,), KK)),
    "jekulo": ("recap", lambda: recap(desa(JEKULO), KK)),
    "some-persons": ("recap", lambda: recap(kecamatan(), KK, others=dict.fromkeys(kecamatan()[:3], (KK, PERSONS)))),
    "two": ("recap", lambda: recap(kecamatan()[:2], KK)),
    "desa": ("recap", lambda: recap(desa(), KK)),
    "desa-persons": ("recap", lambda: recap(desa(), PERSONS)),
    "desa-clean": ("recap", lambda: recap(desa(), "persons_clean")),
    "mixed": ("recap", lambda: recap(kecamatan(), KK, PERSONS, others=BOTH)),
    "persons-once": ("recap", lambda: recap(kecamatan(), KK, last=PERSONS)),
    "opd": ("opd-recap", lambda: b"opd_id,as_of,staff_responded\n1,2020-03-15,60\n2,2020-03-15,20\n"),
    "opd-clean": ("opd-recap", lambda: b"opd_id,as_of,staff_clean\n1,2020-03-15,60\n2,2020-03-15,20\n"),
}
"""Kind and content of the one file that has come in, by name."""


@pytest.fixture
def opened(
    tmp_path_factory: pytest.TempPathFactory, copies: SharedCopies, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AppTest]:
    """Opener of a page on the database into which one of `SETS` has come."""

    def build_of(name: str) -> Callable[[str], None]:
        kind, make = SETS[name]

        def build(url: str) -> None:
            outcome = stores.take_in(url, kind, make())
            assert outcome.rows_accepted == outcome.rows_read > 0, outcome

        return build

    def run(name: str, page: str, language: str = "id", **query: str) -> AppTest:
        file = copies.file(built_once(tmp_path_factory, build_of(name), f"delivered-{name}"))
        monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
        monkeypatch.setenv("KAWAL_TODAY", TODAY.isoformat())
        monkeypatch.setenv("KAWAL_LANGUAGE", language)
        hashed = page_hash(page)
        app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
        for key, value in query.items():
            app.query_params[key] = value
        app._page_hash = hashed
        app.run()
        assert has_no_error(app), app.exception
        return app

    return run


def standing(code: str, measure: str) -> tuple[int, int, int, Fraction]:
    """Count, register, families or persons missing and the rate due, where only this measure has come."""
    counted, unit = count(code, DAY, measure), measure.split("_", maxsplit=1)[0]
    if code == KABUPATEN:
        counted = sum(count(each, DAY, measure) for each in kecamatan())
    base = register()[code][unit]
    share = stores.SHARE * (CLEAN if measure.endswith("clean") else 1)
    return counted, base, max(ceil(share * base) - counted, 0), share * ELAPSED


# --- what a part delivered says ---------------------------------------------------------------------------------


def test_a_part_that_was_delivered_is_forecast_though_the_whole_cannot_be(opened: Callable[..., AppTest]) -> None:
    pen = Pen("id")
    whole = everything(opened("jekulo", FORECAST))
    # Of the kabupaten there is no curve, but figures have come.
    assert pen.text("No figure has been delivered yet by this day, so there is no curve.") not in whole
    assert pen.text("By area, the least likely first") in whole
    part = opened("jekulo", FORECAST, wilayah=JEKULO)
    assert pen.text("Chance of reaching the target") in everything(part)
    assert pen.text("{area}: no forecast can be made yet.").split("}")[1] not in part.title[0].value


def test_interviews_of_a_part_are_no_figures_that_are_missing(opened: Callable[..., AppTest]) -> None:
    app, pen = opened("jekulo", INTERVIEWS), Pen("id")
    said = pen.text("{area}: how many are to be interviewed in all is not known yet.", area="Kudus")
    assert app.title[0].value == said
    # Without the load of all nobody knows the days that an event saves: they are not none.
    said = "One event in **{area}** brings about {extra} online and saves {days} of an enumerator."
    saves = pen.text(said).split("**")[0]
    assert saves not in everything(app)


def test_of_how_many_areas_a_page_speaks_stands_there_once(opened: Callable[..., AppTest]) -> None:
    said, pen = everything(opened("two", OVERVIEW)), Pen("id")
    assert said.count(pen.text("Of the {n} of {total} {level} with a figure:", n=2, total=9, level="kecamatan")) == 1


def test_the_foot_denies_no_figure_that_a_page_has_no_place_for(opened: Callable[..., AppTest]) -> None:
    pen = Pen("id")
    none = pen.text("No figures yet in {given}.").split("{")[0]
    assert none not in everything(opened("kk", PRIORITIES))
    assert none in everything(opened("kk", OPD))


@pytest.mark.parametrize(("name", "is_said"), [("kk", False), ("responded", True)])
def test_what_if_speaks_of_another_unit_only_where_it_shows_one(
    opened: Callable[..., AppTest], name: str, *, is_said: bool
) -> None:
    said = everything(opened(name, FORECAST))
    text = Pen("id").text
    assert (text("≈: the same share in the other unit, by the persons per responding family observed there.") in said
            ) == is_said  # fmt: skip
    assert text("That people would behave otherwise if a deadline were moved is not in these figures.") in said


def test_persons_of_some_areas_are_not_denied(opened: Callable[..., AppTest]) -> None:
    app, pen = opened("some-persons", OVERVIEW), Pen("id")
    leads = {
        each: pen.text(f"The newest figures are {each}", given="KK")
        for each in ("mostly in {given}", "in {given} alone")
    }
    said = everything(app)
    assert [each for each, lead in leads.items() if f"{lead}:" in said] == ["mostly in {given}"]


# --- the verdict --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "measure", "language"),
    [
        ("kk", KK, "id"),
        ("kk", KK, "en"),
        ("persons", PERSONS, "id"),
        ("responded", PERSONS, "id"),
        ("clean", "persons_clean", "en"),
        ("clean-kk", "households_clean", "id"),
    ],
)
def test_the_verdict_is_that_of_what_was_delivered(
    opened: Callable[..., AppTest], name: str, measure: str, language: str
) -> None:
    pen = Pen(language)
    app = opened(name, OVERVIEW, language)
    said, title = everything(app), app.title[0].value
    counted, base, gap, due = standing(KABUPATEN, measure)
    about = "" if measure == PERSONS else ABOUT
    assert pen.rate(Fraction(counted, base), 1) in title
    assert about + pen.rate(due, 1) in title
    assert ("≈" in title) == bool(about)
    unit = pen.unit(measure.split("_", maxsplit=1)[0])
    assert f"{about}{pen.count(gap)} {unit}" in said
    # The figures begin in what was delivered, and one line says how the target is read.
    assert f"{pen.count(counted)} " in said
    given = pen.unit(measure.split("_", maxsplit=1)[0]) + (" clean" if measure.endswith("clean") else "")
    is_read = pen.text(READ[measure.startswith("households")]).replace("{given}", given)
    assert any(each.value.startswith(f"{is_read}:") for each in app.info) == bool(about)


def test_the_kabupaten_alone_speaks_in_families(opened: Callable[..., AppTest]) -> None:
    app = opened("kabupaten", OVERVIEW)
    pen = Pen("id")
    counted = families(KABUPATEN, DAY)
    assert pen.rate(Fraction(counted, register()[KABUPATEN]["households"]), 1) in app.title[0].value


def test_one_kecamatan_alone_is_told_as_one_of_nine(opened: Callable[..., AppTest]) -> None:
    app, pen = opened("jekulo", OVERVIEW), Pen("id")
    counted, base, _gap, due = standing(JEKULO, KK)
    title = app.title[0].value
    assert "1 dari 9 kecamatan" in title
    assert pen.rate(Fraction(counted, base), 1) in title
    assert ABOUT + pen.rate(due, 1) in title
    said = everything(app)
    assert f"{pen.count(counted)} dari {pen.count(base)} KK" in said
    # What is needed a day takes off what has come.
    wanted = ceil(stores.SHARE * register()[KABUPATEN]["households"])
    assert f"{ABOUT}{pen.count(Fraction(wanted - counted, (stores.DEADLINE - DAY).days))} KK" in said
    assert pen.text("if it starts from nothing") not in said


# A fifth of them in the gate: each page with three sets and more, each set with a page and more.
@pytest.mark.parametrize(("name", "page"), every_in_gate(product(sorted(SETS), PUBLIC), 9))
def test_no_page_breaks_whatever_came(opened: Callable[..., AppTest], name: str, page: str) -> None:
    app = opened(name, page)
    assert app.title


@pytest.mark.parametrize(
    "name", every_in_gate(["kk", "persons", "responded", "clean", "clean-kk", "kabupaten", "desa"], 2)
)
def test_the_forecast_speaks_in_what_was_delivered(opened: Callable[..., AppTest], name: str) -> None:
    app, text = opened(name, FORECAST), Pen("id").text
    assert text("{area}: no forecast can be made yet.", area="Kudus") != app.title[0].value
    # Chance, middle, range and what is missing, and below them the fan.
    assert text("Chance of reaching the target") in everything(app)
    assert any("fill" in trace for plot in plots(app) for trace in plot["data"])


def test_no_fan_stands_above_a_sentence_that_nothing_can_be_forecast(opened: Callable[..., AppTest]) -> None:
    # In persons nothing has come: the view is another, the verdict that of the families.
    app = opened("kk", FORECAST, satuan="Jiwa")
    is_refused = "belum dapat diprakirakan" in app.title[0].value
    has_fan = any(trace.get("fill") for plot in plots(app)[:1] for trace in plot["data"])
    assert not (is_refused and has_fan)
    assert not is_refused


def test_where_persons_came_once_the_forecast_is_made_in_families(opened: Callable[..., AppTest]) -> None:
    app, text = opened("persons-once", FORECAST), Pen("id").text
    said = everything(app)
    assert text("{area}: no forecast can be made yet.", area="Kudus") != app.title[0].value
    assert "≈" in app.title[0].value
    assert (
        text("There are too few figures in {asked} for a forecast, so it is made in {given}.", asked="jiwa", given="KK")
        in said
    )
    assert any(trace.get("fill") for trace in plots(app)[0]["data"])
    # Everywhere else the persons speak.
    assert "≈" not in opened("persons-once", OVERVIEW).title[0].value


@pytest.mark.parametrize("role", ["camat:3319060", "opd:8"])
def test_every_reader_is_told_the_same(opened: Callable[..., AppTest], role: str) -> None:
    for name in ("mixed", "desa"):
        whole, seen = opened(name, OVERVIEW), opened(name, OVERVIEW, sebagai=role)
        assert seen.title[0].value == whole.title[0].value
        assert map_of(seen) == map_of(whole)


# --- priorities ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "places"), every_in_gate([("desa-clean", 132), ("desa", 132), ("jekulo", 12), ("desa-persons", 132)], 2)
)
def test_desa_of_which_one_measure_came_have_an_order(opened: Callable[..., AppTest], name: str, places: int) -> None:
    app, text = opened(name, PRIORITIES), Pen("id").text
    assert text("{area}: there is no figure by desa yet, so there is no order.", area="Kudus") != app.title[0].value
    assert len(app.dataframe[-1].value) == places


# --- map, list and legend -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "query"),
    every_in_gate(
        [
            *((name, {}) for name in ("kk", "persons", "clean", "clean-kk", "jekulo", "mixed")),
            *(("kk", {"satuan": unit, "status": status}) for unit in ("Jiwa", "KK") for status in ("Respons", "Clean")),
            *(("kk", {"warna": "Kabupaten", "satuan": unit}) for unit in ("Jiwa", "KK")),
            ("kk", {"hari": "2020-02-10"}),
        ],
        2,
    ),
)
def test_the_sign_of_no_data_never_stands_beside_a_figure(
    opened: Callable[..., AppTest], name: str, query: dict[str, str]
) -> None:
    app = opened(name, OVERVIEW, **query)
    labels = [" ".join(area["label"]) for area in map_of(app)["areas"]]
    remarks = [" ".join(area["remark"]) for view in lists_of(app) for area in view["areas"]]
    assert not [words for words in labels + remarks if "○" in words and "%" in words]
    # What the legend has no entry for no label says either.
    legend = {label.split(" ")[0] for label in legend_of(app)}
    used = {sign for label in labels for sign in ("▲▲", "▼▼", "◇", "○") if sign in label}
    assert used <= legend


@pytest.mark.parametrize("unit", ["Jiwa", "KK"])
def test_nine_kecamatan_in_families_stand_in_map_and_list_in_either_unit(
    opened: Callable[..., AppTest], unit: str
) -> None:
    app = opened("kk", OVERVIEW, satuan=unit)
    shown = map_of(app)["areas"]
    assert len(shown) == 9
    assert "no-data" not in {area["step"] for area in shown}
    pen = Pen("id")
    hovers = " ".join(line for area in shown for line in area["hover"])
    for code in kecamatan():
        rate = Fraction(families(code, DAY), register()[code]["households"])
        # In the unit looked at a hover has two decimals.
        assert pen.rate(rate, 2 if unit == "KK" else 1) in hovers


def test_the_other_unit_offers_the_way_to_what_there_is(opened: Callable[..., AppTest]) -> None:
    app = opened("kk", OVERVIEW, satuan="Jiwa")
    button = next(each for each in app.button if each.key == "show-delivered")
    app = button.click().run()
    assert has_no_error(app)
    assert not [each for each in app.button if each.key == "show-delivered"]
    assert Pen("id").count(families(KABUPATEN, DAY)) in everything(app)


# --- some areas with one unit, others with both -------------------------------------------------------------


def test_a_mixed_recap_is_read_in_one_unit_by_table_and_in_its_own_by_area(opened: Callable[..., AppTest]) -> None:
    app = opened("mixed", OVERVIEW)
    assert "KK" in app.title[0].value
    assert "≈" in app.title[0].value
    own = opened("mixed", AREAS, wilayah=names()[KALIWUNGU])
    counted, base, _gap, _due = standing(KALIWUNGU, PERSONS)
    assert Pen("id").rate(Fraction(counted, base), 1) in own.title[0].value
    assert "≈" not in own.title[0].value
    alone = opened("mixed", AREAS, wilayah=names()[JEKULO])
    assert Pen("id").rate(Fraction(families(JEKULO, DAY), register()[JEKULO]["households"]), 1) in alone.title[0].value
    assert "≈" in alone.title[0].value


# --- agencies alone -----------------------------------------------------------------------------------------


def test_agencies_alone_are_named_on_the_overview(opened: Callable[..., AppTest]) -> None:
    app, text = opened("opd", OVERVIEW), Pen("id").text
    assert text("By this day only figures of the agencies (OPD) have been delivered.") in [i.value for i in app.info]
    # What lacks is figures by area: that nothing has come would be false.
    assert text("No figure has been delivered by {day}.").split("{")[0] not in everything(app)
    by_area = text("No figure by {area} has been delivered by {day}. Import the recap of BPS under Data in.",
                   area="kecamatan", day="15 Maret 2020")  # fmt: skip
    assert by_area in [i.value for i in app.info]


@pytest.mark.parametrize("name", ["opd", "opd-clean"])
def test_agencies_are_shown_in_the_status_that_came(opened: Callable[..., AppTest], name: str) -> None:
    app = opened(name, OPD)
    assert "80" in app.title[0].value
