"""The plan as rows that are read across, each with the sentence that says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from census.priority.plan import PlannedVisit
from presentation.words.today.plan_rows import Basis, plan_headings, plan_rows, ranked_rows
from tests.presentation.words.test_reasons import DESA, EN, FORMATS

VISIT = PlannedVisit(1, DESA.code, DESA.name, DESA.parent_code, DESA.parent_name, DESA.kind, 9.3, 412.0, is_floor=True)
BASIS = Basis(has_forecast=True, is_equivalent=False, ranked=132, agency_of={DESA.code: "Dinkes"})


def test_a_row_is_read_across() -> None:
    (row,) = ranked_rows(EN, FORMATS, [replace(DESA, unfinished=12, last_visit=date(2020, 3, 2))], BASIS)
    assert dict(zip(plan_headings(EN, is_ranked=True), row.cells, strict=True)) == {
        "Place": "1–5 of 132",
        "Desa": "Atas (Hulu)",
        "Missing": "412 families",
        "Event and what it brings": "meeting face to face: about 9 families",
        "Forms opened, not sent": "12",
        "Last visit": "2 Mar",
        "Who": "Dinkes",
    }
    assert row.sentence.startswith("Atas (Hulu) is forecast to miss 412 families at the deadline; ")
    assert row.sentence.endswith(" Proposed: Dinkes.")


def test_what_is_not_known_is_a_dash_and_who_was_never_visited_says_so() -> None:
    (row,) = ranked_rows(EN, FORMATS, [DESA], replace(BASIS, agency_of={}))
    assert row.cells[4:] == ("–", "never", "–")
    assert "Proposed" not in row.sentence


def test_a_plan_has_its_teams_in_the_order_sent_and_says_what_is_special() -> None:
    second = replace(VISIT, slot=2, extra=4.6, is_floor=False)
    rows = plan_rows(EN, FORMATS, [VISIT, second], {DESA.code: replace(DESA, is_stuck=True, promised=30)}, BASIS)
    assert [row.cells[0] for row in rows] == ["1", "2"]
    assert rows[0].remark == (
        "Standing still: 12 families in a week, usually at least 20. Promised already: 30 families."
        " Sent so that no kecamatan is left out."
    )
    assert rows[1].cells[3] == "meeting face to face: about 5 families"
    assert rows[1].remark.endswith("Second team there, or a later one.")
    assert rows[1].sentence.endswith("Proposed: Dinkes. Second team there, or a later one.")
