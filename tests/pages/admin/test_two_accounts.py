"""A kabupaten whose own figures and whose desa differ: one speaks on all days, and every page and file says so."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from presentation.language.messages import LANGUAGES
from reports.commands import app as reports_app
from tests.pages import stores
from tests.pages.screens import FORECAST, INTERVIEWS, OVERVIEW, Pen, everything, has_no_error, plots

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pages.conftest import AppOpener

FAMILIES = "households_responded"
SUM_8 = stores.full_counts()[stores.DAYS[1], stores.KABUPATEN, FAMILIES]
SUM_15 = stores.full_counts()[stores.DAYS[2], stores.KABUPATEN, FAMILIES]
OWN_8 = SUM_8 - 77
IN_FAMILIES = {"satuan": "KK"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [OVERVIEW, FORECAST, INTERVIEWS])
def test_on_the_day_of_both_the_page_says_by_how_much_they_differ(
    page: str, language: str, open_app: AppOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_LANGUAGE", language)
    app = open_app("two_accounts", page, today="2020-03-09", **IN_FAMILIES)
    assert has_no_error(app), app.exception
    said, pen = everything(app), Pen(language)
    assert pen.count(SUM_8) in said
    assert pen.count(OWN_8) in said
    more = pen.text(
        "{area}: its {parts} add up to {other} {counted} on {day}, {by} more than its own figure ({count})."
    )
    assert more.split("{by}")[1].split("(")[0].join(["77", f"({pen.count(OWN_8)})"]) in said


def test_a_newer_sum_of_the_desa_is_no_gain_of_the_kabupaten(open_app: AppOpener) -> None:
    app = open_app("two_accounts", OVERVIEW, today="2020-03-16", **IN_FAMILIES)
    said, pen = everything(app), Pen("id")
    # Its own 8 March less 7 March; the sum of 15 March is told beside it.
    assert "**10 KK**" in said
    assert pen.count(SUM_15) in said
    for mixed in (SUM_15 - OWN_8, SUM_8 - OWN_8 + 10):
        assert f"{pen.count(mixed)} KK" not in said
    (curve,) = (plot for plot in plots(app) if plot["data"][0]["type"] == "scatter")
    (main,) = (trace for trace in curve["data"] if trace.get("name") == "Kudus")
    own = [(OWN_8 - 10 * back) / stores.register()[stores.KABUPATEN]["households"] for back in (3, 2, 1, 0, 0)]
    assert main["y"] == pytest.approx(own, abs=1e-5)


def test_files_carry_the_other_account(templates: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{templates['two_accounts']}")
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")
    asked = ["progress", "--unit", "household", "--as-of"]
    (row,) = json.loads(CliRunner().invoke(reports_app, [*asked, "2020-03-08"]).output)
    assert (row["numerator"], row["other_count"], row["other_as_of"], row["difference"]) == (
        OWN_8, SUM_8, "2020-03-08", 77,
    )  # fmt: skip
    text = CliRunner().invoke(reports_app, [*asked, "2020-03-15", "--format", "csv"]).output
    (row,) = csv.DictReader(text.splitlines())
    assert (row["numerator"], row["as_of"]) == (str(OWN_8), "2020-03-08")
    assert (row["other_count"], row["other_as_of"], row["difference"]) == (str(SUM_8), "2020-03-08", "77")
