"""The page of priorities: who goes where and why, and each number of a reason is the table's."""

from __future__ import annotations

import csv
import io
import os
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from census.base.vocabulary import Status, Unit
from census.figures.progress import View
from census.outreach.responsiveness import ASSUMED
from census.priority.inputs import deadline_draws, event_effects
from census.priority.plan import PlanRules, plan_day
from census.priority.priority_list import PriorityList, build_priority_list
from presentation.areas.priorities import PRIORITY_WORDS, UNFORECAST
from presentation.charts.colours import STEPS
from presentation.language.formats import Formats
from presentation.language.messages import LANGUAGES, Translator
from presentation.words.kinds import KINDS
from reports.priorities import PRIORITY_FILE_COLUMNS, priority_rows, priority_workbook, with_reasons
from reports.tables.tables import as_csv
from tests.pages import stores
from tests.pages.screens import OPD, OVERVIEW, PRIORITIES, Pen, everything, has_no_error, legend_of, lists_of, map_of
from tests.support.figures import press_row, rows_of

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from tests.pages.conftest import AppOpener

DAY = date(2020, 3, 15)
MORNING = "2020-03-16"
VIEW = View(DAY, Unit.HOUSEHOLD, Status.RESPONDED)
NUMBER = re.compile(r"\d[\d.,]*\d|\d")


@pytest.fixture(scope="module")
def known(templates: dict[str, Path]) -> PriorityList:
    """The priority list of the demo, gathered without a screen."""
    url = f"sqlite:///{templates['demo']}"
    campaign, near = stores.campaign(url), stores.neighbours(url)
    found = build_priority_list(
        campaign,
        stores.KABUPATEN,
        VIEW,
        forecast=deadline_draws(campaign, stores.KABUPATEN, DAY),
        effects=event_effects(campaign, stores.KABUPATEN, DAY, adjacency=near),
    )
    assert found is not None
    assert found.has_forecast
    return found


def planned(known: PriorityList, rules: PlanRules) -> list[str]:
    plan = plan_day(
        known.table,
        rules,
        day=DAY + timedelta(days=1),
        starts_on=known.target.starts_on,
        last_visits=known.last_visits,
    )
    return [visit.name for visit in plan.visits]


def numbered(app: AppTest) -> list[str]:
    """The sentences of the plan, which a screen reader is read."""
    return [row["sentence"] for row in rows_of(app, "plan")]


def names_in(app: AppTest) -> list[str]:
    """Desa of the plan, in the order in which teams are sent."""
    return [row["cells"][1].partition(" (")[0] for row in rows_of(app, "plan")]


def test_the_verdict_names_the_desa_of_the_plan_and_list_and_map_say_the_same(
    open_app: AppOpener, known: PriorityList
) -> None:
    app = open_app("demo", PRIORITIES, today=MORNING)
    assert has_no_error(app)
    names = planned(known, PlanRules(5))
    title = app.title[0].value
    assert title.startswith("Hari ini: kirim 5 tim ke ")
    assert all(name in title for name in names)
    assert names_in(app) == names
    # Who goes: an agency that serves the desa, or the office of its kecamatan; what BPS does is not theirs to send.
    assert all(" Usulan petugas: " in line for line in numbered(app))
    assert "pendampingan BPS" not in known.table["kind"].tolist()
    (listed,) = lists_of(app)
    codes = [area["code"] for area in listed["areas"]]
    assert codes == known.table.index[:15].tolist()
    # The form below hands the first over to whom the plan proposes.
    short = {row["id"]: row["short_name"] for row in stores.reference_rows("opd.csv")}
    taken_on_by = short[app.selectbox(key=f"hand-over-opd-{codes[0]}").value]
    assert f" Usulan petugas: {taken_on_by}." in numbered(app)[0]
    lengths = [area["length"] for area in listed["areas"]]
    priorities = known.table["priority"].head(len(codes)).tolist()
    parts = [each / priorities[0] for each in priorities]
    assert [length / lengths[0] for length in lengths] == pytest.approx(parts, abs=2e-4)
    assert map_of(app)


def test_what_the_plan_brings_has_a_range_and_says_what_it_rests_on(open_app: AppOpener, known: PriorityList) -> None:
    app = open_app("demo", PRIORITIES, today=MORNING)
    (sent,) = [line.value for line in app.markdown if line.value.startswith("Bisa ")]
    plan = plan_day(
        known.table, PlanRules(5), day=DAY + timedelta(days=1), starts_on=known.target.starts_on,
        last_visits=known.last_visits,
    )  # fmt: skip
    table = plan.table
    low, high = known.responsiveness.total_range(
        table["kind"].tolist(), table["code"].tolist(), table["extra"].to_numpy(dtype=float)
    )
    assert 0 <= low < plan.extra < high
    events = known.responsiveness.events
    assert NUMBER.findall(sent) == [*(Formats(Translator("id")).count(n) for n in (low, high)), "80", str(events)]


def test_the_overview_says_what_came_of_promises_to_who_sees_all_of_them(open_app: AppOpener) -> None:
    said = "Komitmen yang berjalan: **"
    assert said in everything(open_app("demo", OVERVIEW, today=MORNING))
    # A part is not called the whole: a camat reads of the own kecamatan on its page.
    assert said not in everything(open_app("demo", OVERVIEW, today=MORNING, sebagai="camat:3319060"))


def test_the_legend_expects_nothing_before_there_is_a_forecast(open_app: AppOpener) -> None:
    text = Translator("id")
    for day, first in ((DAY, PRIORITY_WORDS[0]), (date(2020, 2, 15), UNFORECAST)):
        app = open_app("demo", PRIORITIES, today=MORNING, hari=day.isoformat())
        assert legend_of(app)[0] == f"{STEPS[0].symbol} {text(first)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_number_of_a_reason_is_the_tables(open_app: AppOpener, language: str) -> None:
    app = open_app("demo", PRIORITIES, today=MORNING, bahasa=LANGUAGES[language])
    text = Translator(language)
    table = app.dataframe[-1].value
    reasons = table[text("Reason")]
    assert len(table) == 132
    for place, sentence in reasons.items():
        assert re.fullmatch(r"[^.]*(?:\d[.]\d[^.]*)*[.]", sentence), "one sentence"
        cells = {number for cell in table.loc[place].drop(text("Reason")) for number in NUMBER.findall(str(cell))}
        assert set(NUMBER.findall(sentence)) <= cells, sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_reads_the_first_five_rows_knows_who_goes_where_and_why(known: PriorityList, language: str) -> None:
    text = Translator(language)
    formats = Formats(text)
    rows = with_reasons(known, text, formats).head(5)
    for row in rows.to_dict("records"):
        said = row["reason"]
        assert row["name"] in said
        assert row["parent_name"] in said
        assert formats.count(row["expected_shortfall"]) in said
        assert formats.families(row["extra"]) in said
        assert formats.about(row["officer_days"]) in said


def test_more_teams_and_fewer_days_change_the_plan_and_stand_in_the_address(
    open_app: AppOpener, known: PriorityList
) -> None:
    app = open_app("demo", PRIORITIES, today=MORNING, tim="9", jangkau="1")
    assert app.number_input(key="tim").value == 9
    names = planned(known, PlanRules(9, cover_days=1))
    assert names_in(app) == names
    within = known.table.set_index("name").loc[names, "parent_code"]
    assert set(within) == set(known.table.loc[known.table["expected_shortfall"] > 0, "parent_code"])
    assert sum("tidak ada kecamatan yang terlewat" in line for line in numbered(app)) >= 1


def test_nonsense_in_the_link_leaves_the_plan_as_it_is(open_app: AppOpener, known: PriorityList) -> None:
    app = open_app("demo", PRIORITIES, today=MORNING, tim="0", jangkau="-3", kegiatan="<script>", undi="?")
    assert has_no_error(app)
    assert names_in(app) == planned(known, PlanRules(5))
    unknown = Translator("id")(
        "The address names something that does not exist or that you may not see ({words}). "
        "The page shows its usual choice instead."
    )
    assert unknown.partition("{")[0] in everything(app)


def test_a_kecamatan_of_its_own_and_one_kind_of_event(open_app: AppOpener, known: PriorityList) -> None:
    name = stores.names()[stores.KALIWUNGU]
    app = open_app("demo", PRIORITIES, today=MORNING, wilayah=name, kegiatan="keliling desa")
    assert all("keliling desa" in line for line in numbered(app))
    table = app.dataframe[-1].value
    desa = [code for code in stores.names() if code.startswith(stores.KALIWUNGU) and len(code) == 10]
    assert set(table[Translator("id")("Name")]) == {stores.names()[code] for code in desa}
    assert map_of(app)
    # What is missing in a desa is the same whoever looks.
    shown = dict(zip(table[Translator("id")("Name")], table.iloc[:, 3], strict=True))
    for code in desa:
        assert shown[stores.names()[code]] == Pen("id").count(round(known.table.loc[code, "expected_shortfall"]))


def test_files_hold_what_the_table_shows_and_say_that_it_is_simulated(known: PriorityList) -> None:
    text = Translator("id")
    rows = list(csv.DictReader(io.StringIO(as_csv(priority_rows(known, text, Formats(text)), PRIORITY_FILE_COLUMNS))))
    assert [row["code"] for row in rows] == known.table.index.tolist()
    assert float(rows[0]["expected_shortfall"]) == pytest.approx(known.table["expected_shortfall"].iloc[0], abs=0.05)
    book = priority_workbook(known, text, Formats(text), title="Kudus", lines=["x"], simulated=True)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert "SIMULASI" in str(sheet[1][0])
    heading = next(place for place, row in enumerate(sheet) if row[0] == text("Code"))
    assert [row[0] for row in sheet[heading + 1 :]] == known.table.index.tolist()


def test_a_desa_is_handed_over_and_the_promise_stands_in_its_reason(open_app: AppOpener, known: PriorityList) -> None:
    app = open_app("demo", PRIORITIES, today=MORNING)
    first = app.dataframe[-1].value.iloc[0]
    code = next(code for code, name in stores.names().items() if name == first["Nama"] and len(code) == 10)
    families = app.number_input(key=f"hand-over-families-{code}")
    # A promise is held against all that comes in: what eight days bring anyway, and what an event adds to it.
    row = known.table.loc[code]
    assert families.value == round(row["week_gain"] / 7 * 8 + row["extra"])
    families.set_value(17)
    app.button(key=next(b.key for b in app.button if b.label == "Tugaskan")).click().run()
    assert has_no_error(app)
    assert "17 KK sampai" in app.success[0].value
    row = app.dataframe[-1].value.set_index("Nama").loc[first["Nama"]]
    before = int(first[Translator("id")("Promised (families)")].replace(".", "").replace("–", "0"))
    assert row[Translator("id")("Promised (families)")] == str(before + 17)
    assert f"{before + 17} KK di sana sudah dijanjikan" in row["Alasan"]
    written = stores.campaign(os.environ["KAWAL_DATABASE_URL"]).commitments.iloc[-1]
    assert (written["area_code"], written["households"], written["starts_on"]) == (code, 17, date(2020, 3, 16))


def opened_by_buttons(app: AppTest) -> list[str]:
    return [row["code"] for row in rows_of(app, "open")]


def test_what_now_is_the_top_of_the_list_and_its_button_opens_the_desa(
    open_app: AppOpener, known: PriorityList, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("demo", OVERVIEW, today=MORNING)
    assert opened_by_buttons(app) == known.table.index[:3].tolist()
    code = known.table.index[1]
    press_row(app, monkeypatch, "open", code)
    assert has_no_error(app)
    assert app.selectbox(key="wilayah").value == code[:7]
    assert app.selectbox(key=f"desa-{code[:7]}").value == code
    own = known.table[known.table["parent_code"] == code[:7]]
    assert opened_by_buttons(app) == own.index[:3].tolist()


def test_an_agency_sees_the_first_of_its_desa(
    open_app: AppOpener, known: PriorityList, templates: dict[str, Path]
) -> None:
    app = open_app("demo", OPD, today=MORNING, opd="8")
    rows = stores.campaign(f"sqlite:///{templates['demo']}").assignments
    served = set(rows.loc[rows["opd_id"] == 8, "desa_code"])
    wanted = [code for code in known.table.index if code in served][:3]
    assert opened_by_buttons(app) == wanted


def test_every_kind_has_a_name_in_both_languages() -> None:
    for language in LANGUAGES:
        text = Translator(language)
        assert set(KINDS) == set(ASSUMED)
        assert len({text(words) for words in KINDS.values()}) == len(KINDS)
