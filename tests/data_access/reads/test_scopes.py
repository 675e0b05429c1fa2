"""Reads and writes by role, on both databases: a table gives a role its own rows, and a record is the writer's own."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, insert, select

from census.access.identity import Role, RoleKind
from census.access.matrix import Matter
from census.access.scope import Scope, scope_of
from census.disclosure.suppression import Protection
from data_access.models.models import AREA_RECAPS, OPD, OPD_ASSIGNMENTS, REGISTERS
from data_access.models.record_models import BLOCKERS, COMMITMENTS
from data_access.models.submission_models import (
    DAILY_DOMICILES,
    DAILY_OPD_PROGRESS,
    DAILY_PROGRESS,
    OPD_RECAPS,
    OUTREACH_EVENTS,
)
from data_access.reads.campaign import read_campaign
from data_access.reads.reads import (
    NotPermittedError,
    read_areas,
    read_assignments,
    read_boundaries,
    read_imports,
    read_opd,
    read_recaps,
    read_registers,
    read_rejections,
    read_targets,
)
from data_access.reads.record_reads import read_blockers, read_commitments, read_events
from data_access.reads.submission_reads import (
    read_daily_domiciles,
    read_daily_opd_progress,
    read_daily_progress,
    read_opd_recaps,
    read_outages,
)
from data_access.store.engine import connect
from data_access.store.row_security import admit
from data_access.writes.record_writes import (
    ForeignAgencyError,
    OutOfScopeError,
    UnknownRecordError,
    add_record,
    change_record,
    delete_record,
)
from data_access.writes.writes import Finding, ImportRecord, new_import_id, record_import
from tests.census.worlds import World, area, recap, register
from tests.data_access.stores import store
from tests.support.worlds.built_once import build_tables, built_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from data_access.store.engine import Database, ReadSession
    from tests.support.processes.postgres import PostgresServer

DAY = date(2020, 3, 1)
KECAMATAN = ("9901010", "9901020")
DESA = ("9901010001", "9901010002", "9901020001", "9901020002")
OFFICE = 20
CAMAT = Role(RoleKind.CAMAT, area_code=KECAMATAN[1])
HEAD = Role(RoleKind.OPD_HEAD, opd_id=10)
OWN = {CAMAT: {DESA[2], DESA[3]}, HEAD: {DESA[0], DESA[2]}}
OWN_AGENCY = {CAMAT: OFFICE, HEAD: 10}
ROLES = pytest.mark.parametrize("role", [CAMAT, HEAD], ids=["camat", "head"])
PLACE = {"kabupaten_code": "9901"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_url: str
) -> Iterator[Database]:
    """Give the rows below, once on SQLite and once on PostgreSQL; they are laid in once, and copied."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            shutil.copy(built_once(tmp_path_factory, fill, "scopes"), sqlite_url.removeprefix("sqlite:///"))
            url = sqlite_url
        else:
            server: PostgresServer = request.getfixturevalue("postgres_server")
            url = stack.enter_context(server.copy_of(fill, "scopes"))
        yield stack.enter_context(closing(connect(url)))


def fill(url: str) -> None:
    """Two kecamatan of two desa; two agencies, the second the office of the second kecamatan; rows of every table."""
    build_tables(url)
    with closing(connect(url)) as database:
        lay_in(database)


def lay_in(database: Database) -> None:
    store(
        database,
        World(
            areas=[
                area("9901", None, "kabupaten"),
                *(area(code, "9901", "kecamatan") for code in KECAMATAN),
                *(area(code, code[:7], "desa") for code in DESA),
            ],
            registers=[register(code, 900, 2_700) for code in DESA],
            recaps=[recap(code, DAY, 10, 30) for code in (*DESA, *KECAMATAN)],
        ),
    )
    about = {"kind": "dinas", "source": "uji", "is_estimate": False, "staff": 300}
    gains = {"households_responded": 1, "persons_responded": 3, "households_clean": 0, "persons_clean": 0}
    staff = {"staff_responded": 5, "staff_clean": 1}
    with database.write() as session:
        for number, code in ((10, None), (OFFICE, KECAMATAN[1])):
            named = {"name": f"OPD {number}", "short_name": f"OPD {number}", "area_code": code}
            session.execute(insert(OPD), PLACE | about | named | {"id": number})
        served = {"starts_on": DAY, "source": "uji", "is_assumption": False}
        for number, desa in ((10, DESA[0]), (10, DESA[2]), (OFFICE, DESA[2]), (OFFICE, DESA[3])):
            session.execute(insert(OPD_ASSIGNMENTS), PLACE | served | {"opd_id": number, "desa_code": desa})
        for code in DESA:
            session.execute(insert(DAILY_PROGRESS), PLACE | gains | {"area_code": code, "day": DAY})
            for living in (*DESA, "outside"):
                flow = {"area_code": code, "domicile_code": living, "persons_responded": 2, "persons_clean": 0}
                session.execute(insert(DAILY_DOMICILES), PLACE | flow | {"day": DAY})
            for number in (10, OFFICE):
                of_both = PLACE | {"area_code": code, "opd_id": number, "source": "uji"}
                session.execute(insert(OUTREACH_EVENTS), of_both | {"held_on": DAY, "kind": "siaran"})
                session.execute(insert(BLOCKERS), of_both | {"reported_on": DAY, "kind": "other"})
                promise = {
                    "households": 4,
                    "starts_on": DAY,
                    "due_on": DAY,
                    "created_at": datetime(2020, 3, 1, tzinfo=UTC),
                }
                session.execute(insert(COMMITMENTS), of_both | promise)
                at = {"opd_id": number, "area_code": code, "day": DAY}
                session.execute(insert(DAILY_OPD_PROGRESS), PLACE | staff | at)
        for number in (10, OFFICE):
            session.execute(insert(OPD_RECAPS), PLACE | staff | {"opd_id": number, "as_of": DAY, "source": "uji"})


def scope(database: Database, *roles: Role) -> Scope:
    with database.read() as session:
        everything = Scope.everything("9901")
        opd, assignments = read_opd(session, everything), read_assignments(session, everything)
    found = scope_of(roles, "9901", opd=opd, assignments=assignments, today=DAY)
    assert found is not None
    return found


def read(database: Database, who: Scope, reading: Callable[[ReadSession, Scope], pd.DataFrame]) -> pd.DataFrame:
    with database.read() as session:
        return reading(session, who)


@ROLES
def test_a_table_gives_a_role_the_totals_and_its_own_desa(filled: Database, role: Role) -> None:
    who = scope(filled, role)
    totals = {"9901", *KECAMATAN}
    for reading, column, wanted in (
        (read_areas, "code", totals | OWN[role]),
        (read_registers, "area_code", OWN[role]),
        (read_recaps, "area_code", {*KECAMATAN} | OWN[role]),
        (read_daily_progress, "area_code", OWN[role]),
        (read_daily_domiciles, "area_code", OWN[role]),
    ):
        assert set(read(filled, who, reading)[column]) == wanted, reading.__name__
    living = set(read(filled, who, read_daily_domiciles)["domicile_code"])
    assert living == OWN[role] | {"outside"}


@ROLES
def test_a_table_gives_a_role_its_own_agency(filled: Database, role: Role) -> None:
    who, own = scope(filled, role), OWN_AGENCY[role]
    assert set(read(filled, who, read_daily_opd_progress)["area_code"]) == {str(own)}
    assert set(read(filled, who, read_opd_recaps)["area_code"]) == {str(own)}
    assert set(read(filled, who, read_assignments)["opd_id"]) == {own}
    assert set(read(filled, who, read_opd)["id"]) == {10, OFFICE}


@ROLES
def test_a_table_gives_a_role_its_own_records(filled: Database, role: Role) -> None:
    for reading in (read_events, read_commitments, read_blockers):
        rows = read(filled, scope(filled, role), reading)
        seen = set(zip(rows["area_code"], rows["opd_id"], strict=True))
        agencies = {10} if role is HEAD else {10, OFFICE}
        assert seen == {(code, number) for code in OWN[role] for number in agencies}


def test_everything_is_all_of_it(filled: Database) -> None:
    who = Scope.everything("9901")
    assert set(read(filled, who, read_recaps)["area_code"]) == {*KECAMATAN, *DESA}
    assert len(read(filled, who, read_daily_domiciles)) == 20
    assert len(read(filled, who, read_events)) == 8


@ROLES
def test_findings_are_not_for_every_role(filled: Database, role: Role) -> None:
    who = scope(filled, role)
    with filled.read() as session:
        for reading in (lambda: read_imports(session, who), lambda: read_rejections(session, who, 1)):
            with pytest.raises(NotPermittedError):
                reading()
        regent = scope(filled, Role(RoleKind.REGENT))
        assert regent.may(Matter.FINDINGS)
        assert read_imports(session, regent) == []
        assert read_rejections(session, regent, 1) == []
        assert read_targets(session, who)
        assert read_outages(session, who) == {}
        assert read_boundaries(session, who).empty


def test_counts_of_a_finding_are_for_the_operator(filled: Database) -> None:
    record = ImportRecord("opd-recap", "f.csv", "a" * 64, 1, 0, 0, 1, "me", datetime(2020, 3, 1, tzinfo=UTC))
    with filled.write() as session:
        number = new_import_id(session)
        fall = Finding(2, "staff_responded", "count_falls", {"count": 6, "other": 7, "other_day": "2020-03-03"})
        record_import(session, number, record, [fall])
    with filled.read() as session:
        own, others = (
            [one.details for one in read_rejections(session, scope(filled, Role(kind)), number)]
            for kind in (RoleKind.OPERATOR, RoleKind.REGENT)
        )
    assert own == [{"count": 6, "other": 7, "other_day": "2020-03-03"}]
    assert others == [{"count": "…", "other": "…", "other_day": "2020-03-03"}]


@ROLES
def test_a_campaign_is_protected_as_a_whole_before_it_is_narrowed(filled: Database, role: Role) -> None:
    """Of each kecamatan one desa is small and the other hidden for its sake, whoever looks."""
    protection = Protection(1_000, 1_000)
    with filled.write() as session:
        session.execute(REGISTERS.update().where(REGISTERS.c.area_code == DESA[1]).values(households=5_000))
    with filled.read() as session:
        whole = read_campaign(session, Scope.everything("9901"), protection=protection)
    with filled.read() as session:
        seen = read_campaign(session, scope(filled, role), protection=protection)
    assert seen._small_areas.hidden == whole._small_areas.hidden & set(seen.tree.codes)
    assert set(seen.tree.codes) == {"9901", *KECAMATAN, *OWN[role]}


# --- records ------------------------------------------------------------------------------------------------


def event(code: str, opd: int | None, day: int = 2) -> dict[str, Any]:
    said = {"area_code": code, "opd_id": opd, "held_on": date(2020, 3, day), "kind": "keliling", "source": "uji"}
    return said | {"audience": None, "officers": None, "note": None}


@pytest.mark.parametrize(
    ("role", "code", "opd", "refused"),
    [
        (CAMAT, DESA[2], 10, None),
        (CAMAT, KECAMATAN[1], None, None),
        (CAMAT, DESA[0], OFFICE, OutOfScopeError),
        (CAMAT, "9901", OFFICE, OutOfScopeError),
        (HEAD, DESA[0], 10, None),
        (HEAD, KECAMATAN[0], 10, None),
        (HEAD, DESA[1], 10, OutOfScopeError),
        (HEAD, DESA[0], OFFICE, ForeignAgencyError),
        (HEAD, DESA[0], None, ForeignAgencyError),
        (HEAD, "1101", 10, OutOfScopeError),
    ],
)
def test_a_record_is_written_for_whom_and_where_the_matrix_says(
    filled: Database, role: Role, code: str, opd: int | None, refused: type[Exception] | None
) -> None:
    who = scope(filled, role)
    if refused is None:
        with filled.write() as session:
            add_record(session, who, "events", event(code, opd))
        return
    with pytest.raises(refused), filled.write() as session:
        add_record(session, who, "events", event(code, opd))


def test_nobody_changes_or_deletes_what_is_another_s(filled: Database) -> None:
    head, camat = scope(filled, HEAD), scope(filled, CAMAT)
    with filled.read() as session:
        ids = {(row.area_code, row.opd_id): row.id for row in session.execute(select(OUTREACH_EVENTS)).all()}
    foreign = [(head, DESA[0], OFFICE), (head, DESA[1], 10), (camat, DESA[0], OFFICE)]
    for who, code, opd in foreign:
        with pytest.raises(UnknownRecordError), filled.write() as session:
            change_record(session, who, "events", ids[code, opd], {"audience": 5})
        with pytest.raises(UnknownRecordError), filled.write() as session:
            delete_record(session, who, "events", ids[code, opd])
    with pytest.raises(ForeignAgencyError), filled.write() as session:
        change_record(session, head, "events", ids[DESA[0], 10], {"opd_id": OFFICE})
    with pytest.raises(OutOfScopeError), filled.write() as session:
        change_record(session, camat, "events", ids[DESA[2], 10], {"area_code": DESA[0]})
    with filled.write() as session:
        change_record(session, head, "events", ids[DESA[0], 10], {"audience": 5})
        delete_record(session, camat, "events", ids[DESA[3], 10])
    with filled.read() as session:
        assert session.scalar(select(func.count(OUTREACH_EVENTS.c.id))) == 7


def test_admitting_does_nothing_where_there_are_no_roles(filled: Database) -> None:
    with filled.read() as session:
        admit(session, scope(filled, CAMAT))
        # The owner of the tables, and SQLite, see all rows whatever was named.
        assert session.scalar(select(func.count(AREA_RECAPS.c.area_code))) == 6
