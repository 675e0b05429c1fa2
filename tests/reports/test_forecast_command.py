"""`python -m reports forecast`: what the page says, as JSON and CSV, and null with its reason where nothing is said."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from census.base.vocabulary import Status, Unit
from census.figures.progress import View
from census.forecast.model import Refusal
from census.forecast.table import FORECAST_COLUMNS
from ingest.commands import app as ingest_app
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from reports.commands import app
from reports.quantiles import QUANTILE_COLUMNS, QUANTILES
from reports.tables.workbook import forecast_workbook
from tests.census.forecast.test_outlook import FAMILIES, KABUPATEN, campaign, world
from tests.support.examples import deep

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

FIRST = date(2020, 2, 15)
TOO_FEW = "A forecast needs at least two recaps, with a day between them that is no outage: one figure tells no pace."


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["forecast", *arguments])


def rows(*arguments: str) -> list[dict[str, Any]]:
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    found: list[dict[str, Any]] = json.loads(result.stdout)
    assert all(list(row) == list(FORECAST_COLUMNS) for row in found)
    return found


@pytest.fixture
def daily(started_sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recaps of all kecamatan on 24 days, 50 families more each day."""
    monkeypatch.setenv("KAWAL_DATABASE_URL", started_sqlite_url)
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")
    lines = ["as_of,area_code,households_responded,persons_responded"]
    for day in range(24):
        lines += [
            f"{FIRST + timedelta(days=day)},33190{place}0,{50 * place * (day + 1)},{190 * place * (day + 1)}"
            for place in range(1, 10)
        ]
    file = tmp_path / "rekap.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    result = CliRunner().invoke(ingest_app, ["recap", str(file)])
    assert result.exit_code == 0, result.output


@pytest.mark.usefixtures("daily")
def test_rows_by_level_with_median_interval_and_chance() -> None:
    (whole,) = rows()
    assert (whole["code"], whole["count"], whole["as_of"]) == ("3319", 190 * 45 * 24, "2020-03-09")
    assert (whole["deadline"], whole["target_count"], whole["reason"]) == ("2020-03-31", 236_520, None)
    assert whole["count"] < whole["lo80"] < whole["median"] < whole["hi80"]
    assert 0 <= whole["chance_target"] <= 1
    parts = rows("--level", "kecamatan", "--unit", "household")
    assert len(parts) == 9
    assert {part["target_unit"] for part in parts} == {"person"}
    assert all(part["lo80"] <= part["median"] <= part["hi80"] for part in parts)
    assert {part["reason"] for part in rows("--level", "desa", "--role", "regent")} == {"no_figures"}
    later = rows("--deadline", "2020-05-29")[0]
    assert later["deadline"] == "2020-05-29"
    assert later["median"] > whole["median"]
    assert rows()[0] == whole
    assert rows("--seed", "7", "--role", "regent")[0]["lo80"] != whole["lo80"]
    (early,) = rows("--as-of", "2020-02-15")
    assert (early["median"], early["chance_target"], early["reason"]) == (None, None, "too_few_reports")
    (guess,) = rows("--as-of", "2020-02-18")
    assert (guess["is_guess"], whole["is_guess"]) == (True, False)
    lines = list(csv.DictReader(StringIO(run("--format", "csv").stdout)))
    assert list(lines[0]) == list(FORECAST_COLUMNS)
    assert int(lines[0]["median"]) == whole["median"]


@pytest.mark.parametrize(
    "arguments",
    [
        # Many draws together tell what one does not.
        ["--seed", "7"],
        ["--seed", "7", "--role", "camat:3319010"],
        ["--level", "opd"],
        ["--unit", "staff"],
        ["--deadline", "31/3/2020"],
        *map(deep, [["--area", "9999"], ["--unit", "family"], ["--as-of", "2020-02-30"], ["--format", "xml"]]),
    ],
)
def test_what_is_not_known_is_refused_in_one_sentence(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_any_deadline_of_the_calendar_has_an_answer(day: str) -> None:
    assert rows("--deadline", day)[0]["reason"] in {reason.value for reason in Refusal}


@pytest.mark.usefixtures("daily")
def test_quantiles_are_those_of_the_table_in_the_columns_of_the_field() -> None:
    (whole,) = rows()
    found = json.loads(run("--quantiles").stdout)
    assert all(list(row) == list(QUANTILE_COLUMNS) for row in found)
    assert [row["output_type_id"] for row in found] == list(QUANTILES)
    values = {row["output_type_id"]: row["value"] for row in found}
    assert (values[0.1], values[0.5], values[0.9]) == (whole["lo80"], whole["median"], whole["hi80"])
    assert sorted(values.values()) == list(values.values())
    (head,) = {(row["reference_date"], row["target"], row["horizon"], row["target_end_date"]) for row in found}
    assert head == ("2020-03-09", "persons_responded", 22, "2020-03-31")
    assert {(row["location"], row["output_type"]) for row in found} == {("3319", "quantile")}
    lines = list(csv.DictReader(StringIO(run("--quantiles", "--level", "kecamatan", "--format", "csv").stdout)))
    assert len(lines) == 9 * len(QUANTILES)
    # Nothing is said of areas without a forecast.
    assert json.loads(run("--quantiles", "--as-of", "2020-02-15").stdout) == []


def test_the_workbook_holds_the_tables_numbers_and_its_reasons() -> None:
    told = campaign(world())
    table = told.forecast("9901", "kecamatan", FAMILIES)
    early = told.forecast("9901", "kecamatan", View(FIRST, Unit.HOUSEHOLD, Status.RESPONDED))
    text = Translator("en")
    for shown, reason in ((table, ""), (early, TOO_FEW)):
        book = forecast_workbook(
            shown,
            text=text,
            formats=Formats(text),
            view=FAMILIES,
            target=KABUPATEN,
            title="Forecast",
            sources=["BPS"],
            simulated=True,
        )
        cells = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
        heading = next(row for row in cells if row[0] == "Code")
        first = cells[cells.index(heading) + 1]
        found = dict(zip(heading, first, strict=True))
        middle = shown["median"].iloc[0]
        assert found["Forecast (families)"] == ("" if reason else middle)
        assert found["Why no forecast"] == reason
        assert any("SIMULASI" in str(row[0]) for row in cells)
