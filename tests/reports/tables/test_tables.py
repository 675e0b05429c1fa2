from __future__ import annotations

import csv
import json
import re
from datetime import date
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.figures.progress import PROGRESS_COLUMNS
from reports.tables.tables import as_csv, as_json, progress_rows


def table(**values: object) -> pd.DataFrame:
    row = dict.fromkeys(PROGRESS_COLUMNS) | values
    frame = pd.DataFrame([row], columns=[*PROGRESS_COLUMNS], dtype=object)
    return frame.assign(only_for_the_screen=1)


def test_values_are_plain_and_nothing_is_null() -> None:
    frame = table(code="3319", numerator=1, rate=0.5, as_of=date(2020, 3, 3), is_stale=True, gap=pd.NA)
    frame = frame.astype({"numerator": "Int64", "rate": "Float64", "is_stale": "boolean", "gap": "Int64"})
    (row,) = progress_rows(frame)
    assert list(row) == list(PROGRESS_COLUMNS)
    assert {name: value for name, value in row.items() if value is not None} == {
        "code": "3319",
        "numerator": 1,
        "rate": 0.5,
        "as_of": "2020-03-03",
        "is_stale": True,
    }
    assert json.loads(as_json([row])) == [row]


@pytest.mark.parametrize("nothing", [None, pd.NA, float("nan"), pd.NaT])
def test_each_kind_of_nothing_is_null(nothing: object) -> None:
    assert progress_rows(table(gap=nothing))[0]["gap"] is None
    assert as_csv(progress_rows(table(gap=nothing))).splitlines()[1] == "," * (len(PROGRESS_COLUMNS) - 1)


def test_a_zero_is_not_nothing() -> None:
    assert progress_rows(table(numerator=0))[0]["numerator"] == 0


def test_json_has_no_number_that_is_none() -> None:
    with pytest.raises(ValueError, match="JSON"):
        as_json([{"rate": float("inf")}])


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1+1", "\r=1", "a;=1+1", "a\t=1", "a\n@x", "a; -1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_of_a_csv_acts_as_a_formula(text: str) -> None:
    written = as_csv([{"name": text}], ["name"])
    for part in ("\n", ";", "\t"):
        for cell in written.removeprefix("name\n").replace('"', "").split(part):
            assert not re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell.strip())


def test_negative_numbers_and_plain_texts_stay_as_they_are() -> None:
    written = as_csv([{"name": "Kota-Baru; sisi =", "gap": -1}], ["name", "gap"])
    assert written == "name,gap\nKota-Baru; sisi =,-1\n"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=30))
def test_a_csv_reads_back(text: str) -> None:
    ((read,),) = list(csv.reader(StringIO(as_csv([{"name": "x" + text}], ["name"]))))[1:]
    assert read.replace("'", "") == ("x" + text).replace("'", "")
