"""Files that came in and what was found in them, as cells of texts."""

from __future__ import annotations

from datetime import UTC, datetime

from data_access.reads.reads import ImportedFile, Rejection
from presentation.findings.import_tables import file_cells, file_headings, rejection_cells, rejection_headings
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
