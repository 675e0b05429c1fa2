"""The example file of each kind has headings of its language, and each is understood."""

from __future__ import annotations

import csv

import pytest

from ingest.kinds.kinds import KINDS
from ingest.kinds.templates import template_csv
from ingest.tables.headings import is_plain_heading, positions


@pytest.mark.parametrize("kind", KINDS)
def test_indonesian_headings_are_those_of_the_columns(kind: str) -> None:
    heading, example = csv.reader(template_csv(kind, "id").splitlines())
    columns = [column.name for column in KINDS[kind].columns]
    assert positions(KINDS[kind], [(word,) for word in heading]) == {name: at for at, name in enumerate(columns)}
    english, row = csv.reader(template_csv(kind, "en").splitlines())
    assert english == columns
    # Only words that are the same in both languages stay: the status of a form, of an area, of a target.
    assert set(heading) & set(columns) <= {"status"}
    readers = zip(KINDS[kind].columns, example, row, strict=True)
    assert [column.read(cell) for column, cell, _ in readers if cell] == [
        column.read(cell) for column, cell in zip(KINDS[kind].columns, row, strict=True) if cell
    ]


@pytest.mark.parametrize("heading", ["Budi", "Dewi Lestari", "jumlah Budi", "081234567890", "hello", "3319"])
def test_what_may_be_somebodys_name_or_number_is_no_plain_heading(heading: str) -> None:
    assert not is_plain_heading(heading)


@pytest.mark.parametrize("heading", ["Persen", "Selisih KK", "Capaian (%)", "Target 2020", "No RT"])
def test_words_of_headings_are_one(heading: str) -> None:
    assert is_plain_heading(heading)
