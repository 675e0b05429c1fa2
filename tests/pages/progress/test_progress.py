"""Ringkasan and Kecamatan dan desa: every state, both languages, and numbers worked out from the rows themselves."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import ceil
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1.element_tree import Element

from census.base.vocabulary import Colouring
from tests.pages import stores
from tests.pages.screens import (
    AREAS,
    NBSP,
    NONE,
    OVERVIEW,
    Pen,
    area_views,
    class_members,
    everything,
    has_no_error,
    legend_of,
    lists_of,
    plots,
    table,
)

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from tests.pages.conftest import AppOpener

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
both_languages = pytest.mark.parametrize("language", list(LANGUAGES))
FIGURES = 4
UNITS = ("persons", "households")
both_pages = pytest.mark.parametrize("page", [OVERVIEW, AREAS])


def numbers(*combinations: tuple[object, ...]) -> list[tuple[object, ...]]:
    """Give combinations in Indonesian, and the last of them in English, too: numbers do not depend on the language.

    How each language writes a number, `tests/presentation/language/test_formats.py` knows, and its words the tests of
    both languages.
    """
    return [*((*each, "id") for each in combinations), (*combinations[-1], "en")]


def in_language(language: str) -> dict[str, str]:
    return {"bahasa": LANGUAGES[language]}


def unit_choice(language: str, unit: str) -> dict[str, str]:
    pen = Pen(language)
    return {"satuan": pen.text({"persons": "Persons", "households": "Families"}[unit])}


@both_languages
@both_pages
def test_an_area_that_is_not_on_record_says_what_to_do(open_app: AppOpener, page: str, language: str) -> None:
    app = open_app(None, page, root="9999", **in_language(language))
    assert has_no_error(app)
    assert "9999" in everything(app)
    assert app.title[0].value == Pen(language).text("There is nothing to show yet")
    assert [link.value for link in app.get("page_link")] == [Pen(language).text("Go to Data in")]
    assert not plots(app)
    assert not area_views(app)


@both_languages
@both_pages
def test_without_a_recap_no_figure_is_invented(open_app: AppOpener, page: str, language: str) -> None:
    app = open_app(None, page, **in_language(language))
    assert has_no_error(app)
    shown = table(app)
    pen = Pen(language)
    for column in ("Rate", "Missing", "Needed per day", "Recent pace", "Figure of", "Source"):
        assert set(shown[pen.text(column)]) == {NONE}, column
    *steps, without = class_members(app)
    assert not any(steps)
    assert without == set(shown[pen.text("Code")])


@pytest.mark.parametrize(("unit", "language"), numbers(("persons",), ("households",)))
def test_one_row_speaks_for_its_desa_alone(open_app: AppOpener, unit: str, language: str) -> None:
    jekulo = {"wilayah": stores.names()[stores.JEKULO]}
    app = open_app(
        "one_row", AREAS, hari="2020-03-01", **jekulo, **in_language(language), **unit_choice(language, unit)
    )
    assert has_no_error(app)
    pen = Pen(language)
    shown = table(app).set_index(pen.text("Code"))
    if unit == "households":
        base = stores.register()[stores.ONE_ROW_DESA]["households"]
        assert shown.at[stores.ONE_ROW_DESA, pen.text("Rate")] == pen.rate(Fraction(100, base), 2)
        others = shown.drop(index=stores.ONE_ROW_DESA)
    else:
        others = shown
    assert set(others[pen.text("Rate")]) == {NONE}
    # The target counts persons, and none were delivered: it is read in families, by the register's mean.
    wanted = ceil(stores.SHARE * stores.register()[stores.ONE_ROW_DESA]["households"])
    assert shown.at[stores.ONE_ROW_DESA, pen.text("Missing")] == f"≈{NBSP}{pen.count(wanted - 100)}"
    assert set(shown[pen.text("Missing")].drop(index=stores.ONE_ROW_DESA)) == {NONE}
    above = open_app("one_row", OVERVIEW, hari="2020-03-01", **in_language(language), **unit_choice(language, unit))
    assert has_no_error(above)
    assert set(table(above)[pen.text("Rate")]) == {NONE}


def assert_table_is_right(
    app: AppTest, codes: list[str], as_of: date, *, unit: str, language: str, status: str = "responded"
) -> None:
    pen = Pen(language)
    shown = table(app).set_index(pen.text("Code"))
    assert sorted(shown.index) == codes
    unit_word = pen.unit(unit)
    for code in codes:
        row, want = shown.loc[code], stores.standing(code, as_of, unit=unit, status=status)
        assert row[pen.text("Name")] == stores.names()[code]
        assert row[pen.text("Count ({unit})", unit=unit_word)] == pen.count(want.count)
        assert row[pen.text("Register ({unit})", unit=unit_word)] == pen.count(want.base)
        assert row[pen.text("Rate")] == pen.rate(Fraction(want.count, want.base), 2)
        assert row[pen.text("Missing")] == pen.count(want.gap)
        assert row[pen.text("Needed per day")] == pen.count(want.needed)
        assert row[pen.text("Recent pace")] == pen.count(want.pace)
        assert str(want.reported_on.day) in row[pen.text("Figure of")]
        assert row[pen.text("Source")] == "Uji"


@pytest.mark.parametrize(
    ("unit", "as_of", "language"),
    numbers(*product(UNITS, (date(2020, 2, 25), date(2020, 3, 12), date(2020, 3, 31), date(2020, 3, 15)))),
)
def test_the_overview_shows_what_the_rows_add_up_to(open_app: AppOpener, as_of: date, unit: str, language: str) -> None:
    app = open_app("full", OVERVIEW, hari=as_of.isoformat(), **in_language(language), **unit_choice(language, unit))
    assert has_no_error(app)
    assert_table_is_right(app, list(stores.kecamatan()), as_of, unit=unit, language=language)
    pen, whole = Pen(language), stores.standing(stores.KABUPATEN, as_of, unit=unit)
    said = everything(app)
    for number in (pen.count(whole.count), pen.count(whole.base), pen.count(whole.gap)):
        assert number in said
    assert pen.rate(Fraction(whole.count, whole.base), 1) in said
    persons = stores.standing(stores.KABUPATEN, as_of, unit="persons")
    headline = app.title[0].value
    assert stores.names()[stores.KABUPATEN] in headline
    assert pen.rate(Fraction(persons.count, persons.base), 1) in headline
    if whole.reported_on == as_of and (as_of - date(2020, 2, 25)).days:
        yesterday = stores.standing(stores.KABUPATEN, as_of - timedelta(days=1), unit=unit)
        assert f"**{pen.count(whole.count - yesterday.count)} {pen.unit(unit)}**" in said


@pytest.mark.parametrize(("code", "unit", "language"), numbers(*product((stores.JEKULO, stores.KALIWUNGU), UNITS)))
def test_a_kecamatan_shows_its_desa(open_app: AppOpener, code: str, unit: str, language: str) -> None:
    as_of = date(2020, 3, 15)
    app = open_app(
        "full",
        AREAS,
        hari=as_of.isoformat(),
        wilayah=stores.names()[code],
        **in_language(language),
        **unit_choice(language, unit),
    )
    assert has_no_error(app)
    desa = sorted(c for c in stores.names() if c.startswith(code) and len(c) == 10)
    assert_table_is_right(app, desa, as_of, unit=unit, language=language)
    whole = stores.standing(code, as_of, unit=unit)
    assert Pen(language).count(whole.count) in everything(app)


def test_clean_is_its_own_count_and_the_target_still_counts_responded(open_app: AppOpener) -> None:
    as_of = date(2020, 3, 15)
    app = open_app("full", OVERVIEW, hari=as_of.isoformat(), status=Pen("id").text("Clean"))
    assert has_no_error(app)
    codes = list(stores.kecamatan())
    assert_table_is_right(app, codes, as_of, unit="persons", language="id", status="clean")


@pytest.mark.parametrize(
    ("as_of", "unit", "colouring", "language"),
    numbers(*product((date(2020, 2, 26), date(2020, 3, 15)), UNITS, ("Its path", "The whole"))),
)
def test_the_map_puts_each_area_into_its_class(
    open_app: AppOpener, as_of: date, unit: str, colouring: str, language: str
) -> None:
    pen = Pen(language)
    app = open_app(
        "full",
        OVERVIEW,
        hari=as_of.isoformat(),
        warna=pen.text(colouring),
        **in_language(language),
        **unit_choice(language, unit),
    )
    assert has_no_error(app)
    whole = stores.standing(stores.KABUPATEN, as_of, unit=unit)
    elapsed = Fraction((as_of - stores.START).days + 1, 46)
    want: list[set[str]] = [set() for _ in range(6)]
    for code in stores.kecamatan():
        if colouring == "Its path":
            own, share = stores.standing(code, as_of, unit="persons"), stores.SHARE * elapsed
        else:
            own, share = stores.standing(code, as_of, unit=unit), Fraction(whole.count, whole.base)
        want[stores.step_against(own.count, own.base, share)].add(code)
    assert class_members(app) == want
    legend = legend_of(app)
    assert len(set(legend)) == 6
    assert all(any(letter.isalpha() for letter in entry) for entry in legend)


def test_the_list_beside_the_map_shows_the_same_areas_the_worst_first(open_app: AppOpener) -> None:
    app = open_app("full", OVERVIEW, hari="2020-03-15")
    (listed,) = lists_of(app)
    rates = {
        code: Fraction(*((s := stores.standing(code, date(2020, 3, 15), unit="persons")).count, s.base))
        for code in stores.kecamatan()
    }
    assert [area["code"] for area in listed["areas"]] == sorted(rates, key=rates.__getitem__)
    # The figures come with the verdict: between them nothing stands for which Streamlit fetches a script of its own.
    shown = [part for part in app.main if isinstance(part, Element)]
    kinds = [part.type for part in shown]
    marks = [part.value.count("**") if part.type == "markdown" else 0 for part in shown]
    figures = marks.index(2 * FIGURES)
    assert (
        {"title"} <= set(kinds[kinds.index("title") : figures]) <= {"title", "markdown", "caption", "info", "warning"}
    )
    assert shown[figures].value.startswith("- ")


def test_the_curve_shows_the_last_14_days_alone(open_app: AppOpener) -> None:
    app = open_app("full", OVERVIEW)
    app.toggle(key="overview-curve-recent").set_value(True).run()
    assert has_no_error(app)
    (curve,) = (figure for figure in plots(app) if "xaxis" in figure["layout"])
    assert curve["layout"]["xaxis"]["range"] == ["2020-03-01", "2020-03-16"]


@both_languages
@both_pages
def test_a_day_before_the_campaign(open_app: AppOpener, page: str, language: str) -> None:
    app = open_app("full", page, hari="2020-02-10", **in_language(language))
    assert has_no_error(app)
    assert set(table(app)[Pen(language).text("Rate")]) == {NONE}
    assert "5" in "".join(part.value for part in app.markdown[:2])  # days until it begins
    *steps, _ = class_members(app)
    assert not any(steps)


@both_languages
@both_pages
def test_a_day_after_the_campaign_tells_the_end_and_no_pace(open_app: AppOpener, page: str, language: str) -> None:
    app = open_app("full", page, hari="2020-04-20", **in_language(language))
    assert has_no_error(app)
    pen = Pen(language)
    assert set(table(app)[pen.text("Needed per day")]) == {NONE}
    assert "15" in table(app)[pen.text("Figure of")].iloc[0]
    assert pen.rate(stores.SHARE, 0) in app.title[0].value


@both_languages
def test_the_published_figures_of_29_may(open_app: AppOpener, language: str) -> None:
    app = open_app("published", OVERVIEW, hari="2020-05-29", **in_language(language))
    assert has_no_error(app)
    pen = Pen(language)
    assert pen.rate(Fraction(374, 1000), 1) in app.title[0].value
    assert pen.count(327_458) in everything(app)
    assert set(table(app)[pen.text("Rate")]) == {NONE}


@both_languages
def test_on_31_march_only_the_families_of_3_march_are_known(open_app: AppOpener, language: str) -> None:
    pen = Pen(language)
    app = open_app("published", OVERVIEW, hari="2020-03-31", **in_language(language))
    assert has_no_error(app)
    # The page begins in what was delivered.
    said = everything(app)
    assert pen.count(1400) in said
    assert pen.rate(Fraction(1400, 275_115), 1) in said
    assert {"id": "3 Maret 2020", "en": "3 March 2020"}[language] in said


@both_languages
def test_a_stale_figure_is_called_stale(open_app: AppOpener, language: str) -> None:
    """The same figure carried on for 7 days, and for 8."""
    units, text = unit_choice(language, "households"), Pen(language).text
    word = text("figure of {day}, more than 7 days old").partition("{day}")[2]
    fresh = open_app("published", OVERVIEW, hari="2020-03-10", **in_language(language), **units)
    stale = open_app("published", OVERVIEW, hari="2020-03-11", **in_language(language), **units)
    assert word.strip(" ,")
    assert word not in everything(fresh)
    assert word in everything(stale)


@pytest.mark.parametrize(
    "value", ["", "x", "-1", "0", "2020-13-45", "9999-12-31", "0001-01-01", "2020-03-15,2020-03-16",
              "<script>alert(1)</script>", "'; DROP TABLE areas; --", "../../etc/passwd", "\u0000", "💥" * 500, "None"]
)  # fmt: skip
@both_pages
def test_nonsense_in_the_address_does_no_harm(open_app: AppOpener, page: str, value: str) -> None:
    keys = ("hari", "satuan", "status", "warna", "jalur", "wilayah", "bahasa", "unknown")
    app = open_app("full", page, **dict.fromkeys(keys, value))
    assert has_no_error(app)
    # What cannot be used is as if it had not been given: the newest day, persons, Indonesian.
    assert table(app)[Pen("id").text("Source")].tolist()[0] == "Uji"
    assert app.date_input[0].value == stores.DAYS[-1]


def test_a_day_in_the_future_is_not_shown(open_app: AppOpener) -> None:
    app = open_app("full", OVERVIEW, today="2020-03-20", hari="2020-03-25")
    assert has_no_error(app)
    assert app.date_input[0].value <= date(2020, 3, 20)


@pytest.mark.parametrize("word", ["Keseluruhan", "Kabupaten", "The whole"])
def test_the_switch_to_the_whole_names_no_level_and_older_links_are_understood(open_app: AppOpener, word: str) -> None:
    app = open_app("full", OVERVIEW, warna=word)
    assert has_no_error(app)
    assert app.session_state["warna"] is Colouring.KABUPATEN
    assert Pen("id").text("The whole") == "Keseluruhan"
