"""Twelve of 132 desa were delivered: every page and file says so, and none speaks for the kabupaten."""

from __future__ import annotations

import csv
import io
import json
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from presentation.language.messages import LANGUAGES
from reports.commands import app as reports_app
from tests.pages import stores
from tests.pages.screens import (
    ACTIVITIES,
    EFFECT,
    FORECAST,
    INTERVIEWS,
    OPD,
    OVERVIEW,
    PRIORITIES,
    Pen,
    everything,
    has_no_error,
)
from tests.support.examples import every_in_gate, first_in_gate
from ui.kit import downloads

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pages.conftest import AppOpener

MORNING = "2020-03-16"
PAGES = (OVERVIEW, OPD, FORECAST, PRIORITIES, ACTIVITIES, EFFECT, INTERVIEWS)
PART = {"id": "12 dari 132", "en": "12 of 132"}


@pytest.mark.parametrize(("page", "language"), every_in_gate(product(PAGES, LANGUAGES), 3))
def test_every_page_says_how_much_was_delivered(
    page: str, language: str, open_app: AppOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_LANGUAGE", language)
    app = open_app("jekulo", page, today=MORNING)
    assert has_no_error(app), app.exception
    said, pen = everything(app), Pen(language)
    assert PART[language] in said.replace("the 132", "132")
    part = f"12 {'dari' if language == 'id' else 'of'} 12"
    assert f" (Jekulo {part})" in said
    if page != OPD:
        assert f"{pen.unit('households')} {'saja' if language == 'id' else 'only'}" in said
        assert "15 Maret 2020" in said if language == "id" else "15 March 2020" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_for_a_part_says_for_what_it_is(
    language: str, open_app: AppOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_LANGUAGE", language)
    app = open_app("jekulo_all", PRIORITIES, today=MORNING)
    assert has_no_error(app), app.exception
    covered = f"Kudus ({PART[language]} desa)"
    assert covered in app.title[0].value
    lacking = next(each.value for each in app.markdown if ("kurang" if language == "id" else "short") in each.value)
    assert covered in lacking
    # Of a kecamatan that was delivered in full nothing is said of a part.
    whole = open_app("jekulo_all", PRIORITIES, today=MORNING, wilayah=stores.JEKULO)
    assert "(12" not in whole.title[0].value
    assert "Jekulo" in everything(whole)


def test_all_of_the_desa_are_no_part(open_app: AppOpener) -> None:
    said = everything(open_app("full", PRIORITIES, today=MORNING))
    assert "desa 132 dari 132" in said
    assert "Kudus (132" not in said
    assert Pen("id").text("Only {n}").split("{")[0] not in said


@pytest.mark.parametrize(
    "command",
    every_in_gate(
        [
            ["progress", "--level", "kabupaten", "--unit", "household"],
            ["forecast", "--level", "kabupaten", "--unit", "household"],
            ["interviews"],
            ["priorities", "--role", "regent"],
            ["priorities", "--role", "regent", "--level", "team"],
            ["effect"],
        ],
        2,
    ),
    ids=" ".join,
)
def test_every_report_carries_how_much_was_delivered(
    command: list[str], templates: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{templates['jekulo_all']}")
    monkeypatch.setenv("KAWAL_TODAY", MORNING)
    found = CliRunner().invoke(reports_app, [*command, "--as-of", "2020-03-15"])
    assert not found.exception, found.output
    row = json.loads(found.output)[0]
    assert row["parts"] == 132
    # No clean family is asked for by anybody but the interviewers, and these have been delivered, too.
    assert (row["parts_delivered"], row["parts_until"]) == (12, "2020-03-15")
    text = CliRunner().invoke(reports_app, [*command, "--as-of", "2020-03-15", "--format", "csv"]).output
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["parts"], row["parts_delivered"], row["parts_until"]) == ("132", "12", "2020-03-15")


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The files that a page offers, with what makes them."""
    files: list[Any] = []
    monkeypatch.setattr(downloads, "_guarded_maker", lambda _reader, each: files.append(each) or each.make)
    yield files


@pytest.mark.parametrize(
    ("page", "store", "words"),
    first_in_gate(
        [
            (OVERVIEW, "jekulo_all", "desa 12 dari 132"),
            (INTERVIEWS, "full", "desa 132 dari 132"),
            (PRIORITIES, "jekulo_all", "desa 12 dari 132"),
            (FORECAST, "full", "desa 132 dari 132"),
        ],
        2,
    ),
)
def test_workbooks_say_it_above_their_table(
    page: str, store: str, words: str, open_app: AppOpener, offered: list[Any]
) -> None:
    app = open_app(store, page, today=MORNING)
    assert has_no_error(app), app.exception
    books = [each for each in offered if each.file_name.endswith(".xlsx")]
    assert books
    for each in books:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(each.make())).get_sheet_by_index(0)
        above = "\n".join(str(row[0]) for row in sheet.to_python(skip_empty_area=False)[:8])
        assert words in above, each.file_name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_now_is_of_the_areas_with_a_figure(
    language: str, open_app: AppOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_LANGUAGE", language)
    app = open_app("jekulo", OVERVIEW, today=MORNING)
    said, text = everything(app), Pen(language).text
    assert text("Of the {n} of {total} {level} with a figure:", n=1, total=9, level="kecamatan") in said
    assert text("{part} of all that is missing in the areas short of the target.").split("}")[1] not in said
