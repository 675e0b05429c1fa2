"""Files that came in and what was found in them, as cells of texts."""

from __future__ import annotations

from datetime import UTC, datetime

from data_access.reads.reads import ImportedFile, Rejection
from presentation.findings.import_tables import (
    file_cells,
    file_headings,
    rejection_cells,
    rejection_headings,
    staged_text,
)
from presentation.language.formats import Formats
from presentation.language.messages import Translator

TEXT = Translator("en")


def test_a_finding_says_its_line_after_the_sheet_and_why() -> None:
    found = Rejection(7, "as_of", "duplicate_heading", {"column": 3}, is_warning=True)
    cells = rejection_cells(TEXT, found)
    reason = "The heading of column 3 stands there twice. Keep one."
    assert cells == ["taken, with a warning", "7", "as_of", reason]
    assert len(rejection_headings(TEXT)) == len(cells)
    of_sheet = Rejection(None, None, "unknown of a later version", {"sheet": "Rekap"}, is_warning=False)
    assert rejection_cells(TEXT, of_sheet) == ["rejected", "Rekap: –", "–", "unknown of a later version"]


def test_a_file_says_what_became_of_its_rows() -> None:
    at = datetime(2020, 3, 15, 23, 30, tzinfo=UTC)
    file = ImportedFile(12, "recap", "rekap.csv", 1_240, 1_200, 30, 10, "dashboard", at, has_findings=True)
    cells = file_cells(Formats(TEXT), file)
    counts = ["1,240", "1,200", "30", "10"]
    assert cells[:7] == ["12", "recap", "rekap.csv", *counts]
    # Half past eleven in UTC is the next morning in WIB.
    assert cells[7].startswith("16/03/2020")
    assert cells[8] == "dashboard"
    assert len(file_headings(TEXT)) == len(cells)


def test_a_long_import_says_its_rows_its_speed_and_what_is_left() -> None:
    def said(rows: int, share: float, seconds: float) -> str:
        return staged_text(Formats(TEXT), rows, share, seconds)

    assert said(120_000, 0.25, 60) == "rows: 120,000, 2,000 a second; about 3 minutes left"
    assert said(120_000, 0.5, 60) == "rows: 120,000, 2,000 a second; about 1 minute left"
    assert said(120_000, 0.75, 60) == "rows: 120,000, 2,000 a second; less than a minute left"
    assert said(120_000, 1, 60) == "rows: 120,000, 2,000 a second; now they are made to count"
    # Of a packed file nothing may be known yet.
    assert said(120_000, 0, 60) == "rows: 120,000, 2,000 a second"
