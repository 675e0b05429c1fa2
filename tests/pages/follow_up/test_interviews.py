"""The page of interviews: families left, enumerators, and files for BPS."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from census.priority.interviews import INTERVIEW_COLUMNS, Crew, interviews
from presentation.language.messages import Translator
from reports.interviews import interview_rows, interview_workbook
from reports.tables.tables import as_csv
from tests.pages import stores
from tests.pages.screens import INTERVIEWS, Pen, everything, has_no_error, lists_of, map_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pages.conftest import AppOpener

MORNING, DAY = "2020-03-16", date(2020, 3, 15)


def left(code: str) -> int:
    """Families of an area whose form is not clean by the full recap."""
    return stores.register()[code]["households"] - stores.full_counts()[DAY, code, "households_clean"]


def test_each_kecamatan_has_its_families_and_enumerators(open_app: AppOpener) -> None:
    app = open_app("full", INTERVIEWS, today=MORNING)
    assert has_no_error(app)
    text, pen = Translator("id"), Pen("id")
    title = app.title[0].value
    assert all(words in title for words in (pen.count(left(stores.KABUPATEN)), "890 petugas", "31 hari"))
    table = app.dataframe[-1].value
    assert table[text("Code")].tolist() == [stores.KABUPATEN, *stores.kecamatan()]
    assert table[text("Interview workload")].tolist() == [pen.count(left(code)) for code in table[text("Code")]]
    sent = table[text("Enumerators")].astype(int)
    assert sent.iloc[0] == sent.iloc[1:].sum() == 890
    (listed,) = lists_of(app)
    most_first = sorted(stores.kecamatan(), key=left, reverse=True)
    assert [area["code"] for area in listed["areas"]] == most_first
    first, *others = [area["length"] for area in listed["areas"]]
    parts = [left(code) / left(most_first[0]) for code in most_first[1:]]
    assert [length / first for length in others] == pytest.approx(parts, abs=2e-4)
    # One hue by the number of families: the most work is in the darkest class, the least in the palest.
    assert listed["palette"] == map_of(app)["palette"] == "load"
    steps = [area["step"] for area in listed["areas"]]
    assert steps == sorted(steps, reverse=True)
    assert (steps[0], steps[-1]) == ("step-4", "step-0")


def test_the_link_says_how_many_or_the_settings_where_it_says_nonsense(
    open_app: AppOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAWAL_ENUMERATORS", "600")
    monkeypatch.setenv("KAWAL_INTERVIEW_DAYS", "20")
    app = open_app("full", INTERVIEWS, today=MORNING, bahasa="English", petugas="568", **{"hari-wawancara": "1e9"})
    assert has_no_error(app)
    each = left(stores.KABUPATEN) / 568 / 20
    assert re.search(rf"about {round(each)} families a day for each of 568 enumerators in 20 days", app.title[0].value)


def test_the_enumerators_of_kudus_do_not_pass_for_those_of_another_area(
    open_app: AppOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "890 petugas adalah angka awal bawaan"
    assert not [each for each in open_app("full", INTERVIEWS, today=MORNING).caption if said in each.value]
    kecamatan = {"root": stores.kecamatan()[0], "today": MORNING}
    assert [each for each in open_app("full", INTERVIEWS, **kecamatan).caption if said in each.value]
    monkeypatch.setenv("KAWAL_ENUMERATORS", "890")
    assert not [each for each in open_app("full", INTERVIEWS, **kecamatan).caption if said in each.value]


def test_the_forecast_stands_beside_what_is_left_now(open_app: AppOpener) -> None:
    said = everything(open_app("demo", INTERVIEWS, today=MORNING))
    assert re.search(r"menjadi [\d.]+ KK, kemungkinan besar [\d.]+ sampai [\d.]+ \(8 dari 10 simulasi\)", said)
    assert "hari kerja petugas wawancara" in said


def test_after_the_deadline_nothing_is_forecast_or_to_be_saved_any_more(open_app: AppOpener) -> None:
    days = ("2020-03-20", "2020-03-31")
    before, after = (everything(open_app("demo", INTERVIEWS, today="2020-04-20", hari=day)) for day in days)
    text = Translator("id")
    over = text("Since {day} nobody can respond online any more: who is left is left to the enumerators.", day="31")
    yet = (text("What it will be at the deadline cannot be forecast yet."), text("1,000 more families online save"))
    assert over.split("31")[1] in after
    assert not any(words in after for words in yet)
    assert over.split("31")[1] not in before
    assert yet[1] in before


def test_the_files_hold_the_area_and_its_parts(templates: dict[str, Path]) -> None:
    campaign = stores.campaign(f"sqlite:///{templates['full']}")
    found = interviews(campaign, stores.JEKULO, "desa", DAY, crew=Crew())
    rows = list(csv.DictReader(io.StringIO(as_csv(interview_rows(found), INTERVIEW_COLUMNS))))
    assert rows[0]["code"] == stores.JEKULO
    assert int(rows[0]["workload"]) == left(stores.JEKULO) == sum(int(row["workload"]) for row in rows[1:])
    assert rows[0]["ineligible"] == ""
    book = interview_workbook(found, Translator("id"), as_of=DAY, title="Jekulo", lines=[], simulated=False)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 2 + len(rows)
