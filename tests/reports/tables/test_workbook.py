"""The workbook read back by another library: every number as it is, every text a text, the same bytes each time."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from census.base.target import Target
from census.base.vocabulary import Status, Unit
from census.figures.progress import PROGRESS_COLUMNS, View
from presentation.definitions.definitions import DEFINITIONS
from presentation.language.formats import Formats
from presentation.language.messages import LANGUAGES, Translator
from reports.tables.definitions import DEFINITION_COLUMNS, definitions_csv
from reports.tables.workbook import progress_workbook

DAY = date(2020, 3, 15)
TARGET = Target(
    "area", "3319", Unit.PERSON, Status.RESPONDED, Fraction(27, 100), date(2020, 2, 15), date(2020, 3, 31),
    date(2020, 2, 13),
)  # fmt: skip
TYPES = {
    "numerator": "Int64", "denominator": "Int64", "rate": "Float64", "is_stale": "boolean", "expected": "Float64",
    "gap": "Int64", "gap_equivalent": "Int64", "required_pace": "Float64", "recent_pace": "Float64",
    "is_equivalent": "boolean",
}  # fmt: skip
FULL: dict[str, Any] = {
    "code": "3319010", "name": "Kaliwungu", "numerator": 12_345, "denominator": 98_765, "rate": 12_345 / 98_765,
    "as_of": date(2020, 3, 12), "is_stale": False, "expected": 17_388.5, "gap": 14_322, "gap_equivalent": 3_711,
    "required_pace": 895.125, "recent_pace": 410.5, "band": "behind", "source": "Uji",
    "target_unit": "household", "target_status": "clean", "is_equivalent": True,
    "is_hidden": False, "bound": "at_least_95",
    "other_count": 12_300, "other_as_of": date(2020, 3, 12), "difference": -45,
    "parts": 15, "parts_delivered": 12, "parts_until": date(2020, 3, 14),
}  # fmt: skip
SOURCE = PROGRESS_COLUMNS.index("source")
EMPTY: dict[str, Any] = dict.fromkeys(PROGRESS_COLUMNS) | {"code": "3319020", "name": "Jati"}


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(PROGRESS_COLUMNS), dtype=object).astype(TYPES)


def written(frame: pd.DataFrame, *, language: str = "id", unit: Unit = Unit.HOUSEHOLD, **other: Any) -> bytes:
    text = Translator(language)
    values = {
        "view": View(DAY, unit, Status.RESPONDED), "target": TARGET, "title": "Kudus", "sources": ["Uji"],
        "simulated": False,
    }  # fmt: skip
    return progress_workbook(frame, text=text, formats=Formats(text), **(values | other))


def rows_of(content: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def figures(content: bytes, language: str = "id") -> tuple[list[str], list[list[Any]]]:
    """Headings and rows below them."""
    rows = rows_of(content)
    at = next(i for i, row in enumerate(rows) if row[0] == Translator(language)("Code"))
    return rows[at], rows[at + 1 :]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_comes_back_as_it_is(language: str) -> None:
    text = Translator(language)
    headings, (full, empty) = figures(written(table(FULL, EMPTY), language=language), language)
    assert len(set(headings)) == len(PROGRESS_COLUMNS)
    wanted = FULL | {"is_stale": text("no"), "band": text("behind"), "is_hidden": text("no"), "bound": "≥ 95 %"}
    wanted |= {"target_unit": text("families"), "target_status": text("Clean (passed the check)")}
    wanted |= {"is_equivalent": text("yes")}
    for name, value in zip(PROGRESS_COLUMNS, full, strict=True):
        # A workbook holds sixteen digits of a number.
        exact = wanted[name]
        assert value == (pytest.approx(exact, rel=1e-15) if isinstance(exact, float) else exact), name
        if isinstance(wanted[name], int | float):
            assert isinstance(value, int | float), name
    assert empty == ["3319020", "Jati", *[""] * (len(PROGRESS_COLUMNS) - 2)]


def test_units_stand_in_the_headings_and_the_target_keeps_its_own() -> None:
    headings, _ = figures(written(table(FULL)))
    said = dict(zip(PROGRESS_COLUMNS, headings, strict=True))
    assert all("KK" in said[name] for name in ("numerator", "denominator", "gap_equivalent"))
    assert all("jiwa" in said[name] for name in ("expected", "gap", "required_pace", "recent_pace"))
    headings, _ = figures(written(table(FULL), unit=Unit.STAFF))
    said = dict(zip(PROGRESS_COLUMNS, headings, strict=True))
    assert all("ASN" in said[name] for name in ("numerator", "denominator", "expected", "gap", "recent_pace"))


def test_day_unit_status_target_and_source_stand_above_the_table() -> None:
    above = [row[0] for row in rows_of(written(table(FULL), sources=["Rekap BPS", "Dukcapil"]))[:5]]
    said = "\n".join(above)
    for part in ("Kudus", "15 Maret 2020", "KK", "Respon", "27", "31 Maret 2020", "13 Februari 2020",
                 "Rekap BPS; Dukcapil"):  # fmt: skip
        assert part in said
    without = "\n".join(str(row[0]) for row in rows_of(written(table(FULL), target=None))[:5])
    assert Translator("id")("There is no target on record.") in without


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_figures_say_so(simulated: bool) -> None:
    said = [cell for row in rows_of(written(table(FULL), simulated=simulated)) for cell in row if isinstance(cell, str)]
    assert any("SIMULASI" in cell for cell in said) == simulated


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "{=1}",
    "https://x.test",
    "internal:a",
    "1e5",
    "0012",
    "&L&P",
    "=cmd|'/c x'!A1",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_looks_like_a_formula_a_link_or_a_number_stays_text(name: str) -> None:
    content = written(table(FULL | {"name": name, "source": name}), title=name, sources=[name])
    _, (row,) = figures(content)
    assert (row[1], row[SOURCE]) == (name, name)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        for part in parts.namelist():
            assert not re.search(rb"<f[ >]|<hyperlink", parts.read(part)), part


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40),
    st.integers(0, 2**53),
    st.integers(1, 2**53),
)
def test_any_name_and_count_comes_back(name: str, numerator: int, denominator: int) -> None:
    wanted = FULL | {"name": name, "numerator": numerator, "denominator": denominator}
    _, (row,) = figures(written(table(wanted), definitions=()))
    assert row[1] == name
    # A workbook holds numbers with sixteen or seventeen digits.
    assert row[2] == pytest.approx(numerator, rel=1e-15)
    assert row[3] == pytest.approx(denominator, rel=1e-15)


def test_a_text_longer_than_a_cell_is_cut_and_not_lost() -> None:
    _, (row,) = figures(written(table(FULL | {"source": "a" * 40_000})))
    assert len(row[SOURCE]) == 32_767
    assert row[SOURCE].endswith("…")


def test_the_same_input_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = written(table(FULL, EMPTY))
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    assert written(table(FULL, EMPTY)) == first
    assert written(table(FULL)) != first


def test_an_empty_table_is_a_file_too() -> None:
    headings, rows = figures(written(table()))
    assert len(headings) == len(PROGRESS_COLUMNS)
    assert not rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_definitions_go_with_the_figures(language: str) -> None:
    text = Translator(language)
    _, *rows = rows_of(written(table(FULL), language=language), sheet=1)
    assert len(rows) == len(DEFINITIONS)
    assert [row[1] for row in rows] == [text(each.term) for each in DEFINITIONS]
    assert [row[2] for row in rows] == [text(each.meaning) for each in DEFINITIONS]
    assert {row[5] for row in rows} - {""} == set(PROGRESS_COLUMNS)
    said = definitions_csv(text)
    assert said.splitlines()[0] == ",".join(DEFINITION_COLUMNS)
    assert all(f"\n{name},true," in said for name in PROGRESS_COLUMNS)
