"""The interviewers' work in words and numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from census.base.vocabulary import Status
from census.priority.interviews import AreaInterviews, Crew, Interviews
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.interview_words import (
    interview_lines,
    interview_notes,
    interview_verdict,
    load_words,
    working_days_text,
    workload_text,
)
from reports.interviews import interview_texts

EN = Translator("en").plain
FORMATS = Formats(EN)
AREA = AreaInterviews(
    *("9901", "Contoh"),
    households=2_000,
    online=340,
    as_of=date(2020, 3, 1),
    not_online=1_660,
    ineligible=30,
    workload=1_690,
    work_share=0.83,
    at_deadline=1_360,
    at_deadline_lo=1_230,
    at_deadline_hi=1_500,
    enumerators=20,
    per_enumerator=84.5,
    per_enumerator_day=8.45,
    is_equivalent=False,
    source="BPS",
    is_hidden=False,
)
SILENT = replace(AREA, online=None, not_online=None, workload=None, at_deadline=None, is_hidden=True)


def interviews_of(*areas: AreaInterviews) -> Interviews:
    table = pd.DataFrame([{name: getattr(area, name) for name in AreaInterviews.__slots__} for area in areas])
    counts = ("online", "not_online", "ineligible", "workload", "at_deadline", "at_deadline_lo", "at_deadline_hi")
    return Interviews(table.astype(dict.fromkeys(counts, "Int64")), Status.CLEAN, Crew(20, 10), 0.89)


def test_classes_of_work_are_told_by_the_number_of_families() -> None:
    assert load_words(EN, FORMATS, (17_000, 20_000)) == [
        "fewer than 17,000 families",
        "17,000 to 19,999 families",
        "20,000 families or more",
    ]
    assert load_words(EN, FORMATS, ()) == ["the same everywhere"]


def test_the_verdict_tells_families_enumerators_and_the_deadline() -> None:
    verdict = interview_verdict(EN, FORMATS, interviews_of(AREA), None)
    assert verdict.headline == (
        "Contoh: 1,690 families are left to be interviewed, about 8 families a day for each of 20 enumerators in 10"
        " days."
    )
    assert verdict.needs == (
        "By the forecast it will be 1,360 at the deadline, most likely 1,230 to 1,500 (8 of 10 simulations)."
    )
    assert "31 March 2020" in interview_verdict(EN, FORMATS, interviews_of(AREA), date(2020, 3, 31)).needs
    yet = interview_verdict(EN, FORMATS, interviews_of(replace(AREA, at_deadline=None)), None)
    assert yet.needs == "What it will be at the deadline cannot be forecast yet."


def test_without_a_sum_it_says_whether_parts_are_known() -> None:
    alone, with_part = interviews_of(SILENT), interviews_of(SILENT, AREA)
    assert "no figure tells yet" in interview_verdict(EN, FORMATS, alone, None).headline
    assert "in all is not known yet" in interview_verdict(EN, FORMATS, with_part, None).headline
    assert interview_notes(EN, replace(alone, status=Status.RESPONDED)) == []


def test_what_the_families_rest_on_is_said() -> None:
    found = interviews_of(replace(AREA, is_equivalent=True))
    assert [note.split(":")[0] for note in interview_notes(EN, replace(found, status=Status.RESPONDED))] == [
        "Persons alone have been delivered",
        "No clean figures have been delivered",
    ]
    assert interview_notes(EN, interviews_of(AREA)) == []
    assert workload_text(FORMATS, replace(AREA, is_equivalent=True)) == "≈\u00a01,690"


def test_the_hover_has_the_figures_of_the_area() -> None:
    assert interview_lines(EN, FORMATS, AREA) == [
        "1,690 families to be interviewed",
        "of them 30 with a card after the cut-off",
        "20 enumerators",
        "at the deadline about 1,360",
    ]
    assert interview_lines(EN, FORMATS, SILENT) == ["hidden"]
    assert interview_lines(EN, FORMATS, replace(SILENT, is_hidden=False)) == ["no data"]
    assert working_days_text(EN, FORMATS, 12.34) == "12 working days"


def test_the_table_has_a_row_of_texts_for_each_area() -> None:
    table = interview_texts(EN, FORMATS, [AREA, SILENT])
    written = ("9901", "Contoh", "2,000", "340", "1,660", "30", "1,690", "1,360", "20", "84", "8.4", "1 March 2020")
    assert table.iloc[0].tolist() == list(written)
    assert table.iloc[1].tolist() == [*written[:3], "–", "–", "30", "–", "–", *written[8:]]
