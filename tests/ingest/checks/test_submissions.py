"""Submissions, recaps of agencies and outreach: what lands, what does not, and no number of a card anywhere."""

from __future__ import annotations

import hmac
import logging
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.models.submission_models import (
    DAILY_PROGRESS,
    OPD_RECAPS,
    OUTREACH_EVENTS,
    SUBMISSION_DOMICILES,
    SUBMISSION_STAFF,
    SUBMISSIONS,
)
from data_access.reads.submission_reads import SIMULATION
from data_access.store.facts import set_fact
from data_access.writes.rollups import has_marks
from ingest.kinds.cells import CellError
from ingest.kinds.submission_cells import read_domiciles, read_household_key, read_moment, read_opd_staff
from ingest.readers.raw_table import UnreadableFile
from tests.ingest.desk import SECRET, contents, deliver, opened, reasons, rejections
from tests.ingest.files import sheet

if TYPE_CHECKING:
    from pathlib import Path

    from data_access.store.engine import Database

HEAD = "kk_number,desa_code,persons,domiciles,status,opened_at,responded_at,clean_at,opd_staff,updated_at\n"
KK = "3319010123456789"
OTHER = "3319010123456780"
A, B = "3319010001", "3319010002"


def key_of(number: str) -> bytes:
    return hmac.new(SECRET.get_secret_value().encode(), number.encode(), "sha256").digest()[:16]


def row(number: str = KK, **changes: object) -> str:
    cells: dict[str, object] = {
        "desa_code": A, "persons": 3, "domiciles": "", "status": "responded", "opened_at": "",
        "responded_at": "2020-03-01T08:00", "clean_at": "", "opd_staff": "", "updated_at": "",
    }  # fmt: skip
    return ",".join(str(cell) for cell in (number, *(cells | changes).values())) + "\n"


def forms(database: Database) -> dict[bytes, dict[str, Any]]:
    with database.read() as session:
        rows = session.execute(sa.select(SUBMISSIONS)).mappings()
        return {found["household_key"]: dict(found) for found in rows}


def members(database: Database) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    with database.read() as session:
        places = session.execute(sa.select(SUBMISSION_DOMICILES.c.desa_code, SUBMISSION_DOMICILES.c.persons)).all()
        staff = session.execute(sa.select(SUBMISSION_STAFF.c.opd_id, SUBMISSION_STAFF.c.staff)).all()
    return sorted(map(tuple, places)), sorted(map(tuple, staff))


def test_a_card_becomes_a_key_and_the_form_is_counted(started_url: str) -> None:
    with opened(started_url) as database:
        outcome = deliver(database, "submissions", HEAD + row(domiciles=f"{B}:2;outside:1", opd_staff="5:1;3:1"))
        assert (outcome.rows_accepted, outcome.findings) == (1, ())
        (key,) = forms(database)
        assert key == key_of(KK)
        assert forms(database)[key]["updated_at"] == datetime(2020, 3, 1, 1, tzinfo=UTC)
        assert members(database) == ([(B, 2), ("outside", 1)], [(3, 1), (5, 1)])
        with database.read() as session:
            counted = session.execute(sa.select(DAILY_PROGRESS.c.day, DAILY_PROGRESS.c.persons_responded)).all()
            assert not has_marks(session)
        assert list(map(tuple, counted)) == [(date(2020, 3, 1), 3)]


def test_the_same_file_twice_changes_nothing(started_url: str) -> None:
    content = (
        HEAD + row(domiciles=f"{B}:2;outside:1") + row(OTHER, status="clean", clean_at="2020-03-02", opd_staff="5:1")
    )
    with opened(started_url) as database:
        assert deliver(database, "submissions", content).rows_accepted == 2
        before = contents(database)
        outcome = deliver(database, "submissions", content)
        assert (outcome.rows_accepted, outcome.rows_duplicate, outcome.is_repeat) == (0, 2, True)
        assert contents(database) == before


def test_a_correction_replaces_the_household_with_its_members(kudus: Database) -> None:
    deliver(kudus, "submissions", HEAD + row(domiciles=f"{B}:2;outside:1", opd_staff="5:1") + row(OTHER))
    outcome = deliver(
        kudus,
        "submissions",
        HEAD + row(desa_code=B, persons=2, opd_staff="3:2", updated_at="2020-03-05") + row(OTHER),
    )
    assert (outcome.rows_accepted, outcome.rows_duplicate) == (1, 1)
    assert (forms(kudus)[key_of(KK)]["desa_code"], forms(kudus)[key_of(KK)]["persons"]) == (B, 2)
    assert members(kudus) == ([], [(3, 2)])


def test_something_else_of_the_same_moment_is_rejected(kudus: Database) -> None:
    deliver(kudus, "submissions", HEAD + row())
    outcome = deliver(kudus, "submissions", HEAD + row(opd_staff="5:1") + row(OTHER))
    assert rejections(outcome) == [(2, "kk_number", "contradicts_record")]
    assert (outcome.rows_accepted, members(kudus)) == (1, ([], []))
    later = HEAD + row(opd_staff="5:1", updated_at="2020-03-02")
    assert deliver(kudus, "submissions", later).rows_accepted == 1
    assert members(kudus) == ([], [(5, 1)])


def test_a_deleted_household_comes_back_by_a_newer_row_alone(kudus: Database) -> None:
    deliver(kudus, "submissions", HEAD + row() + row(OTHER))
    outcome = deliver(kudus, "submissions", HEAD + row(status="dihapus", updated_at="2020-03-05"))
    assert (outcome.rows_accepted, list(forms(kudus))) == (1, [key_of(OTHER)])
    older = deliver(kudus, "submissions", HEAD + row(persons=5, updated_at="2020-03-04"))
    assert (older.rows_duplicate, len(forms(kudus))) == (1, 1)
    assert deliver(kudus, "submissions", HEAD + row(updated_at="2020-03-06")).rows_accepted == 1
    assert len(forms(kudus)) == 2


def test_all_at_home_is_kept_as_no_entry(kudus: Database) -> None:
    deliver(kudus, "submissions", HEAD + row())
    assert deliver(kudus, "submissions", HEAD + row(domiciles=f"{A}:3")).rows_duplicate == 1


def test_an_older_row_is_known_already(kudus: Database) -> None:
    deliver(kudus, "submissions", HEAD + row(updated_at="2020-03-05"))
    outcome = deliver(kudus, "submissions", HEAD + row(persons=4, updated_at="2020-03-04T23:59:59"))
    assert (outcome.rows_accepted, outcome.rows_duplicate, outcome.rows_rejected) == (0, 1, 0)
    assert forms(kudus)[key_of(KK)]["persons"] == 3


def test_of_one_household_the_newest_row_wins(kudus: Database) -> None:
    content = (
        HEAD + row(updated_at="2020-03-06") + row(persons=5, updated_at="2020-03-07") + row(updated_at="2020-03-05")
    )
    outcome = deliver(kudus, "submissions", content)
    assert (outcome.rows_accepted, outcome.rows_duplicate, outcome.findings) == (1, 2, ())
    assert forms(kudus)[key_of(KK)]["persons"] == 5


def test_rows_that_contradict_each_other_at_one_moment_are_both_rejected(kudus: Database) -> None:
    content = HEAD + row() + row(persons=4) + row(persons=9, responded_at="2020-02-20") + row(OTHER)
    outcome = deliver(kudus, "submissions", content)
    assert rejections(outcome) == [(line, "kk_number", "contradicts_line") for line in (2, 3)]
    assert (outcome.rows_accepted, outcome.rows_duplicate) == (1, 1)
    assert list(forms(kudus)) == [key_of(OTHER)]


IMPOSSIBLE: list[tuple[dict[str, Any], str, str]] = [
    ({"desa_code": "3320010001"}, "desa_code", "unknown_area"),
    ({"desa_code": "3319"}, "desa_code", "not_a_desa"),
    ({"responded_at": "2020-06-02"}, "responded_at", "day_in_future"),
    ({"updated_at": "2020-06-02"}, "updated_at", "day_in_future"),
    ({"opened_at": "2020-03-02"}, "responded_at", "moments_turned"),
    ({"opened_at": "2020-03-02", "responded_at": "", "clean_at": "2020-03-01"}, "clean_at", "moments_turned"),
    ({"responded_at": ""}, "responded_at", "no_moment"),
    ({"persons": 0}, "persons", "persons_out_of_range"),
    ({"persons": 31}, "persons", "persons_out_of_range"),
    ({"opd_staff": "99:1"}, "opd_staff", "unknown_opd"),
    ({"opd_staff": "5:1;05:1"}, "opd_staff", "part_twice"),
    ({"opd_staff": "5:2;3:2"}, "opd_staff", "more_staff_than_persons"),
    ({"domiciles": f"{A}:2"}, "domiciles", "domiciles_do_not_add_up"),
    ({"domiciles": "3320010001:3"}, "domiciles", "unknown_area"),
    ({"domiciles": "3319:3"}, "domiciles", "not_a_desa"),
    ({"status": "done"}, "status", "not_one_of"),
]


def test_a_row_that_cannot_be_is_set_aside(kudus: Database) -> None:
    # Each is a family of its own, so that no row contradicts another.
    lines = [row(str(int(KK) + place), **changes) for place, (changes, _, _) in enumerate(IMPOSSIBLE, start=100)]
    outcome = deliver(kudus, "submissions", HEAD + "".join(lines) + row(OTHER))
    told = [(line, column, reason) for line, (_, column, reason) in enumerate(IMPOSSIBLE, start=2)]
    assert sorted(rejections(outcome), key=str) == sorted(told, key=str)
    assert list(forms(kudus)) == [key_of(OTHER)]


def test_a_status_without_its_moment_is_taken_with_one_warning(kudus: Database) -> None:
    content = HEAD + row(status="clean") + row(OTHER, status="clean")
    outcome = deliver(kudus, "submissions", content)
    assert (outcome.rows_accepted, reasons(outcome)) == (2, ["status_without_moment"])
    assert outcome.findings[0].details == {"rows": 2}


def test_a_rejected_form_is_kept_and_not_counted(kudus: Database) -> None:
    deliver(kudus, "submissions", HEAD + row())
    deliver(kudus, "submissions", HEAD + row(status="ditolak", updated_at="2020-03-05"))
    assert forms(kudus)[key_of(KK)]["status"] == "rejected"
    with kudus.read() as session:
        assert session.execute(sa.select(DAILY_PROGRESS)).all() == []


# --- the number of the card ---------------------------------------------------------------------------------


@pytest.mark.parametrize("as_workbook", [False, True])
def test_no_number_of_a_card_is_anywhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], as_workbook: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    text = HEAD + row() + row(OTHER, persons=99) + row(f"{KK}1") + row(OTHER, domiciles=KK) + row(desa_code=KK)
    content = sheet([line.split(",") for line in text.splitlines()]) if as_workbook else text.encode()
    file = tmp_path / "search.sqlite"
    with opened(f"sqlite:///{file}") as database:
        outcome = deliver(database, "submissions", content, name=f"kk {KK}.csv")
        assert (outcome.rows_accepted, outcome.rows_rejected) == (1, 4)
    written = b"".join(path.read_bytes() for path in tmp_path.glob("search.sqlite*"))
    said = repr(outcome) + caplog.text + "".join(capfd.readouterr())
    for number in (KK, OTHER):
        for form in (
            number.encode(),
            bytes.fromhex(number),
            int(number).to_bytes(8, "big"),
            number.encode("utf-16-le"),
        ):
            assert form not in written
        assert number not in said
    assert SECRET.get_secret_value() not in said
    assert SECRET.get_secret_value().encode() not in written


def test_without_a_secret_the_whole_file_is_refused(kudus: Database) -> None:
    before = contents(kudus)
    with pytest.raises(UnreadableFile) as caught:
        deliver(kudus, "submissions", HEAD + row() + row("not a card"), secret=None)
    assert caught.value.reason == "secret_missing"
    assert contents(kudus) == before


def test_keys_need_no_secret(kudus: Database) -> None:
    key = key_of(KK).hex()
    content = HEAD.replace("kk_number", "household_key") + row(key.upper())
    assert deliver(kudus, "submissions", content, secret=None).rows_accepted == 1
    # The same household, whoever made the key.
    assert deliver(kudus, "submissions", HEAD + row()).rows_duplicate == 1


@pytest.mark.parametrize("text", [KK * 2, "0" * 16 + KK, KK + "0" * 16, KK.encode().hex(), KK, "g" * 32, "0" * 31])
def test_a_number_in_disguise_is_no_key(text: str) -> None:
    with pytest.raises(CellError, match="not_a_key"):
        read_household_key(text)


# --- cells --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2020-03-01T08:00:00+07:00", 1),
        ("2020-03-01 08:00", 1),
        ("2020-03-01T08:00:00Z", 8),
        ("2020-03-01T08:00 +0900", -1),
        ("2020-03-01T08:00:00,5+07", 1),
        ("2020-03-01", -7),
    ],
)
def test_moments(text: str, hour: int) -> None:
    assert round((read_moment(text) - datetime(2020, 3, 1, tzinfo=UTC)).total_seconds() / 3600, 3) == pytest.approx(
        hour, abs=0.001
    )


@pytest.mark.parametrize(
    "text", ["2020-02-30T08:00", "2020-03-01T25:00", "2020-03-01T08:61", "08:00", "01/03/2020 08:00", "2020-03-01T8"]
)
def test_no_moments(text: str) -> None:
    with pytest.raises(CellError, match="not_a_moment"):
        read_moment(text)


@pytest.mark.parametrize(
    "text", ["", ";", ":", "a:", ":1", f"{A}:0", f"{A}:-1", f"{A}:1:2", f"{A}:1;;{B}:1", f"{A}:100"]
)
def test_hostile_lists(text: str) -> None:
    for read in (read_domiciles, read_opd_staff):
        with pytest.raises(CellError):
            read(text)


@given(st.text(alphabet="0123456789:;outside .-\u0661", max_size=60))
def test_a_list_gives_positive_numbers_or_a_refusal(text: str) -> None:
    for read in (read_domiciles, read_opd_staff):
        try:
            assert all(number > 0 for _place, number in read(text))
        except CellError as error:
            assert text == "" or text not in repr(error.details)


HOSTILE = st.sampled_from(
    ["", KK, A, "=cmd|' /C calc'!A1", "outside:1", "5:1", "2020-03-01", "-1", "3", "\u202e", "NaN"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(HOSTILE, min_size=10, max_size=10), max_size=5))
def test_hostile_rows_leave_rows_and_rollups_whole(kudus: Database, rows: list[list[str]]) -> None:
    outcome = deliver(kudus, "submissions", HEAD + row() + "".join(",".join(cells) + "\n" for cells in rows))
    assert outcome.rows_accepted + outcome.rows_duplicate + outcome.rows_rejected == outcome.rows_read
    assert KK not in repr(outcome)


# --- agencies, outreach, demonstration ----------------------------------------------------------------------


def test_figures_of_agencies_land_and_may_not_fall(started_url: str) -> None:
    head = "as_of,opd_id,staff_responded,staff_clean,source\n"
    with opened(started_url) as database:
        first = head + "2020-03-01,5,100,50,BKPP\n2020-03-02,5,120,,BKPP\n"
        assert deliver(database, "opd-recap", first).rows_accepted == 2
        assert deliver(database, "opd-recap", first).is_repeat
        outcome = deliver(
            database,
            "opd-recap",
            head + "2020-03-03,5,119,,BKPP\n2020-02-28,5,101,,BKPP\n2020-03-03,99,1,,x\n"
            "2020-06-02,5,130,,x\n2020-03-04,5,,,x\n2020-03-04,5,130,131,x\n",
        )
        assert [reason for _line, _column, reason in sorted(rejections(outcome), key=repr)] == [
            "count_falls", "count_above_later", "unknown_opd", "day_in_future", "nothing_delivered",
            "clean_exceeds_responded",
        ]  # fmt: skip
        with database.read() as session:
            kept = session.execute(sa.select(OPD_RECAPS).order_by(OPD_RECAPS.c.as_of)).all()
        assert [(found.kabupaten_code, found.staff_responded, found.staff_clean) for found in kept] == [
            ("3319", 100, 50), ("3319", 120, None),
        ]  # fmt: skip


def test_outreach_lands_once_and_can_be_corrected(started_url: str) -> None:
    head = "area_code,opd_id,held_on,kind,audience,source\n"
    with opened(started_url) as database:
        first = head + f"{A},5,2020-02-20,Tatap Muka,60,x\n{A},,2020-02-20,tatap muka,30,x\n"
        assert deliver(database, "outreach", first).rows_accepted == 2
        assert deliver(database, "outreach", first).is_repeat
        changed = deliver(database, "outreach", head + f"{A},,2020-02-20,tatap muka,31,x\n{A},,2020-06-02,siaran,1,x\n")
        assert (changed.rows_accepted, reasons(changed)) == (1, ["day_in_future"])
        with database.read() as session:
            kept = session.execute(sa.select(OUTREACH_EVENTS.c.opd_id, OUTREACH_EVENTS.c.audience)).all()
        assert sorted(map(tuple, kept), key=repr) == [(5, 60), (None, 31)]
        wrong = deliver(database, "outreach", head + f"{A},99,2020-02-20,siaran,1,x\n{A},5,2020-02-20,rumor,1,x\n")
        assert sorted(reasons(wrong)) == ["not_one_of", "unknown_opd"]


@pytest.mark.parametrize(
    "kind", ["register", "recap", "opd-recap", "submissions", "outreach", "commitments", "blockers", "requests"]
)
def test_a_demonstration_takes_no_real_figures(kudus: Database, kind: str) -> None:
    from ingest.kinds.templates import template_csv

    with kudus.write() as session:
        set_fact(session, SIMULATION, "window")
    before = contents(kudus)
    with pytest.raises(UnreadableFile) as caught:
        deliver(kudus, kind, template_csv(kind, "id"))
    assert caught.value.reason == "simulated_database"
    assert contents(kudus) == before
