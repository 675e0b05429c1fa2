"""Commitments, blockers and requests: as files, and entered by hand within a scope."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from access.accounts import kinds
from census.access.scope import Scope
from census.outreach.records import Blocker, Commitment, Event, Record, Request
from data_access.accounts.access_log import forget_before, read_log
from data_access.accounts.accounts import add_account
from data_access.models.submission_models import OUTREACH_EVENTS
from data_access.reads.campaign import read_campaign
from data_access.reads.submission_reads import SIMULATION
from data_access.store.facts import set_fact
from data_access.store.schema import data_version
from ingest.kinds.kinds import KINDS
from ingest.kinds.templates import template_csv
from ingest.recording import REFUSALS, By, RecordRefusedError, add, change, end, remove
from presentation.findings.findings import REASONS
from tests.ingest.desk import NOW, TODAY, contents, deliver, opened, reasons, rejections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_access.store.engine import Database

A, B, ELSEWHERE = "3319010001", "3319010002", "3319020001"
DAY = date(2020, 3, 2)
ALL, CAMAT = Scope.everything("3319"), Scope.everything("3319010")


@pytest.fixture
def desk(started_url: str) -> Iterator[Database]:
    """A database with the reference data, on SQLite and on PostgreSQL."""
    with opened(started_url) as database:
        yield database


def frame(database: Database, name: str) -> list[dict[str, Any]]:
    """The records of a kind as a reader of the whole gets them, without null."""
    with database.read() as session:
        rows = getattr(read_campaign(session, ALL), name).to_dict("records")
    return [{key: value for key, value in row.items() if value is not None and value == value} for row in rows]


def version(database: Database) -> int:
    with database.read() as session:
        return data_version(session)


# --- files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["outreach", "commitments", "blockers", "requests"])
def test_a_file_changes_nothing_the_second_time(kudus: Database, kind: str) -> None:
    assert deliver(kudus, kind, template_csv(kind, "id")).rows_accepted == 1
    before = contents(kudus)
    assert deliver(kudus, kind, template_csv(kind, "id")).is_repeat
    # The same rows in another order of columns are another file, and still nothing new.
    turned = "\n".join(",".join(reversed(line.split(","))) for line in template_csv(kind, "id").splitlines())
    again = deliver(kudus, kind, turned)
    assert (again.rows_accepted, again.rows_duplicate) == (0, 1)
    del before["imports"], before["import_deliveries"], before["data_version"], before["access_log"]
    assert {name: rows for name, rows in contents(kudus).items() if name in before} == before


def test_indonesian_headings_and_words_are_known(kudus: Database) -> None:
    heads = {
        "commitments": f"kode desa;no opd;jumlah kk;mulai;tenggat;catatan;sumber\n{A};5;1.200;2/3/2020;31/3/2020;;x\n",
        "blockers": f"kode desa;hambatan;dilaporkan;jumlah kk\n{A};NIK/KK tidak cocok;2/3/2020;4\n",
        "requests": f"kode desa;opd;diminta;jadwal;selesai;hasil kk\n{A};5;2/3/2020;4/3/2020;4/3/2020;12\n",
    }
    for kind, content in heads.items():
        outcome = deliver(kudus, kind, content)
        assert (outcome.rows_accepted, reasons(outcome)) == (1, [])
    assert frame(kudus, "commitments")[0]["households"] == 1200
    assert frame(kudus, "blockers")[0]["kind"] == "nik_kk_mismatch"
    assert frame(kudus, "requests")[0]["result_households"] == 12


def test_a_later_file_fills_in_what_came_of_it_and_takes_nothing_away(desk: Database) -> None:
    head = "area_code,opd_id,requested_on,scheduled_on,done_on,result_households,source\n"
    deliver(desk, "requests", head + f"{A},5,2020-03-02,2020-03-06,,,BPS\n{A},,2020-03-02,,,,BPS\n")
    outcome = deliver(desk, "requests", head + f"{A},5,2020-03-02,,2020-03-06,31,BPS\n{A},,2020-03-02,,,,BPS\n")
    assert (outcome.rows_accepted, outcome.rows_duplicate) == (1, 1)
    done = next(row for row in frame(desk, "requests") if "opd_id" in row)
    assert (done["scheduled_on"], done["done_on"], done["result_households"]) == (
        date(2020, 3, 6), date(2020, 3, 6), 31,
    )  # fmt: skip


def test_each_bad_row_has_its_reason_and_the_good_ones_land(kudus: Database) -> None:
    commitments = (
        "area_code,opd_id,households,starts_on,due_on,withdrawn_on,note\n"
        f"{A},5,120,2020-03-09,2020-07-23,,\n"  # the end may lie ahead
        f"{A},6,0,2020-03-09,2020-03-23,,\n{A},6,5,2020-03-09,2020-03-01,,\n{A},6,5,2020-03-09,2020-03-23,2020-07-01,\n"
        f"3319,6,5,2020-03-09,2020-03-23,,\n{A},99,5,2020-03-09,2020-03-23,,\n"
        f"{A},6,5,2020-03-09,2020-03-23,,hubungi 0812-3456-7890\n9999,6,5,2020-03-09,2020-03-23,,\n"
    )
    outcome = deliver(kudus, "commitments", commitments)
    assert outcome.rows_accepted == 1
    assert sorted(rejections(outcome)) == [
        (3, "households", "nothing_promised"), (4, "due_on", "days_turned"), (5, "withdrawn_on", "day_in_future"),
        (6, "area_code", "area_too_large"), (7, "opd_id", "unknown_opd"), (8, "note", "personal_number"),
        (9, "area_code", "unknown_area"),
    ]  # fmt: skip
    blockers = f"area_code,kind,reported_on\n{A},malas,2020-03-01\n{A},server,2020-07-01\n"
    assert sorted(reasons(deliver(kudus, "blockers", blockers))) == ["day_in_future", "not_one_of"]


# --- by hand ------------------------------------------------------------------------------------------------

RECORDS: list[Record] = [
    Event(area_code=A, held_on=DAY, kind="keliling", opd_id=5, audience=60, officers=3, note="balai desa"),
    Commitment(area_code=A, households=80, starts_on=DAY, due_on=date(2020, 3, 16), opd_id=5),
    Blocker(area_code=A, kind="no_signal", reported_on=DAY, households=30),
    Request(area_code=A, requested_on=DAY, opd_id=5, scheduled_on=date(2020, 3, 5)),
]
NAMES = ["events", "commitments", "blockers", "requests"]


def put(database: Database, record: Record, scope: Scope = ALL) -> int:
    return add(database, scope, record, today=TODAY, now=NOW)


def refusal(*args: Any, **options: Any) -> str:
    function, *rest = args
    with pytest.raises(RecordRefusedError) as caught:
        function(*rest, **options)
    assert caught.value.reason in {*REASONS, *REFUSALS}
    return caught.value.reason


def test_a_record_comes_back_as_it_was_entered_and_screens_are_told(desk: Database) -> None:
    for name, record in zip(NAMES, RECORDS, strict=True):
        before = version(desk)
        number = put(desk, record)
        assert version(desk) == before + 1
        kept = frame(desk, name)
        wanted = {key: getattr(record, key) for key in record.__slots__ if getattr(record, key) is not None}
        about = {"id": number, "kabupaten_code": "3319", "source": "Kawal Sensus"}
        extra = {"created_at": datetime(2020, 6, 1, 3, tzinfo=UTC)} if name == "commitments" else {}
        assert kept == [wanted | about | extra]


@pytest.mark.parametrize("record", RECORDS, ids=NAMES)
def test_nobody_records_outside_his_scope(kudus: Database, record: Record) -> None:
    values = {key: getattr(record, key) for key in record.__slots__}
    name = NAMES[RECORDS.index(record)]
    theirs = type(record)(**values | {"area_code": ELSEWHERE})
    before = contents(kudus)
    assert refusal(put, kudus, theirs, CAMAT) == "out_of_scope"
    assert contents(kudus) == before
    number = put(kudus, theirs)
    before = contents(kudus)
    assert refusal(change, kudus, CAMAT, number, theirs, record, today=TODAY) == "record_gone"
    assert refusal(remove, kudus, CAMAT, name, number) == "record_gone"
    mine = put(kudus, record, CAMAT)
    assert refusal(change, kudus, CAMAT, mine, record, theirs, today=TODAY) == "out_of_scope"
    remove(kudus, CAMAT, name, mine)
    assert {k: v for k, v in contents(kudus).items() if k != "data_version"} == {
        k: v for k, v in before.items() if k != "data_version"
    }


def test_two_who_edit_one_record_do_not_undo_each_other(desk: Database) -> None:
    first = Commitment(area_code=A, households=80, starts_on=DAY, due_on=date(2020, 3, 16))
    number = put(desk, first)
    more = Commitment(area_code=A, households=120, starts_on=DAY, due_on=date(2020, 3, 16))
    longer = Commitment(area_code=A, households=80, starts_on=DAY, due_on=date(2020, 3, 30))
    change(desk, ALL, number, first, more, today=TODAY)
    change(desk, ALL, number, first, longer, today=TODAY)
    (kept,) = frame(desk, "commitments")
    assert (kept["households"], kept["due_on"]) == (120, date(2020, 3, 30))
    # What only the two changes together would make wrong is refused as well.
    early = Commitment(area_code=A, households=80, starts_on=date(2020, 3, 20), due_on=date(2020, 3, 30))
    short = Commitment(area_code=A, households=80, starts_on=DAY, due_on=date(2020, 3, 18))
    change(desk, ALL, number, longer, early, today=TODAY)
    assert refusal(change, desk, ALL, number, longer, short, today=TODAY) == "days_turned"


def test_an_unchanged_form_writes_nothing(kudus: Database) -> None:
    number = put(kudus, RECORDS[0])
    before = contents(kudus)
    change(kudus, ALL, number, RECORDS[0], RECORDS[0], today=TODAY)
    assert contents(kudus) == before


def test_records_come_to_their_end(kudus: Database) -> None:
    numbers = [put(kudus, record) for record in RECORDS]
    end(kudus, ALL, "commitments", numbers[1], on=date(2020, 3, 9), today=TODAY)
    end(kudus, ALL, "blockers", numbers[2], on=date(2020, 3, 9), today=TODAY)
    end(kudus, ALL, "requests", numbers[3], on=date(2020, 3, 9), result_households=14, today=TODAY)
    assert frame(kudus, "commitments")[0]["withdrawn_on"] == date(2020, 3, 9)
    assert frame(kudus, "blockers")[0]["resolved_on"] == date(2020, 3, 9)
    assert frame(kudus, "requests")[0]["result_households"] == 14
    assert refusal(end, kudus, ALL, "blockers", numbers[2], on=date(2020, 2, 1), today=TODAY) == "days_turned"
    assert refusal(end, kudus, ALL, "blockers", numbers[2], on=date(2021, 2, 1), today=TODAY) == "day_in_future"
    remove(kudus, ALL, "events", numbers[0])
    assert frame(kudus, "events") == []
    assert refusal(remove, kudus, ALL, "events", numbers[0]) == "record_gone"


def test_what_is_written_by_hand_is_in_the_access_log_and_nothing_of_what_it_says(desk: Database) -> None:
    with desk.write() as session:
        account = add_account(session, label="Camat", now=NOW, login="camat")
    by, later = By(account, NOW), date(2020, 3, 9)
    for name, record in zip(NAMES, RECORDS, strict=True):
        number = add(desk, ALL, record, today=TODAY, now=NOW, by=by)
        moved = replace(record, area_code=B, note="di rumah kepala desa")
        change(desk, ALL, number, record, moved, today=TODAY, by=by)
        change(desk, ALL, number, moved, moved, today=TODAY, by=by)
        if name != "events":
            end(desk, ALL, name, number, on=later, today=TODAY, by=by)  # type: ignore[arg-type]
        assert refusal(remove, desk, Scope.everything("3319020"), name, number, by=by) == "record_gone"
        remove(desk, ALL, name, number, by=by)  # type: ignore[arg-type]
        done = noted(desk)
        assert [kind for kind, _account, _details in done] == [
            kinds.RECORD_ADDED,
            kinds.RECORD_CHANGED,
            *([kinds.RECORD_ENDED] if name != "events" else []),
            kinds.RECORD_DELETED,
        ]
        assert {who for _kind, who, _details in done} == {account}
        about = {"record": name, "number": number}
        assert [details for _kind, _account, details in done] == [about | {"area": A}] + [about | {"area": B}] * (
            len(done) - 1
        )
        with desk.write() as session:
            forget_before(session, NOW + timedelta(days=1))


def noted(database: Database) -> list[tuple[str, int, dict[str, Any]]]:
    """Entries of the access log, the oldest first."""
    with database.read() as session:
        return [(entry.kind, entry.account_id, entry.details) for entry in reversed(read_log(session))]


def test_what_is_known_is_not_recorded_twice(desk: Database) -> None:
    for opd in (5, None):
        number = put(desk, Event(area_code=A, held_on=DAY, kind="keliling", opd_id=opd))
        again = Event(area_code=A, held_on=DAY, kind="keliling", opd_id=opd, audience=9)
        assert refusal(put, desk, again) == "record_known"
        other = Event(area_code=B, held_on=DAY, kind="keliling", opd_id=opd)
        moved = put(desk, other)
        assert refusal(change, desk, ALL, moved, other, again, today=TODAY) == "record_known"
        change(desk, ALL, number, Event(area_code=A, held_on=DAY, kind="keliling", opd_id=opd), again, today=TODAY)


@pytest.mark.parametrize("note", ["NIK 3319010123456789", "WA 0812-3456-7890", "x" * 301])
def test_no_note_holds_a_number_of_a_person(kudus: Database, note: str) -> None:
    before = contents(kudus)
    record = Event(area_code=A, held_on=DAY, kind="keliling", note=note)
    assert refusal(put, kudus, record) in {"personal_number", "text_too_long"}
    bare = Event(area_code=A, held_on=DAY, kind="keliling")
    assert contents(kudus) == before
    number = put(kudus, bare)
    assert refusal(change, kudus, ALL, number, bare, record, today=TODAY) in {"personal_number", "text_too_long"}
    assert note not in repr(contents(kudus))


def test_an_agency_of_nowhere_is_refused(kudus: Database) -> None:
    assert refusal(put, kudus, Event(area_code=A, held_on=DAY, kind="keliling", opd_id=99)) == "unknown_agency"
    assert refusal(put, kudus, Event(area_code=A, held_on=date(2020, 7, 1), kind="keliling")) == "day_in_future"


def test_a_record_of_a_demonstration_says_that_it_is_one(kudus: Database) -> None:
    with kudus.write() as session:
        set_fact(session, SIMULATION, "window")
    put(kudus, RECORDS[0])
    with kudus.read() as session:
        assert session.scalars(sa.select(OUTREACH_EVENTS.c.source)).all() == ["SIMULASI: Kawal Sensus"]


def test_every_kind_of_record_is_described() -> None:
    for kind in ("outreach", "commitments", "blockers", "requests"):
        names = [column.name for column in KINDS[kind].columns]
        assert {"area_code", "opd_id", "note", "source"} <= set(names)
