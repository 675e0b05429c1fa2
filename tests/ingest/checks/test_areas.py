"""Areas of any hierarchy, and files that would tear the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.access.scope import Scope
from data_access.reads.reads import read_areas
from ingest.checks.area_plan import MOST_LEVELS, AreaPlan
from tests.ingest.desk import contents, deliver, opened, reasons, rejections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_access.store.engine import Database

HEADING = "code,parent_code,level,name\n"


@pytest.fixture
def empty(migrated_sqlite_url: str) -> Iterator[Database]:
    with opened(migrated_sqlite_url, root_area="99") as database:
        yield database


def test_a_province_with_an_own_deeper_level_comes_in_whatever_the_order(migrated_url: str) -> None:
    rows = ["98,,province,P", "9801,98,kota,K", "9801010,9801,distrik,D", "9801010001,9801010,kelurahan,L"]
    rows += ["98010100010001,9801010001,rt,RT 1"]
    rows = [rows[place] for place in (3, 0, 4, 2, 1)]
    with opened(migrated_url, root_area="98") as database:
        outcome = deliver(database, "areas", HEADING + "\n".join(rows), root_area="98")
        assert (outcome.rows_accepted, outcome.findings) == (5, ())
        with database.read() as session:
            areas = read_areas(session, Scope.everything("98")).set_index("code")
    assert areas["level"].to_dict() == {
        "98": "province",
        "9801": "kabupaten",
        "9801010": "kecamatan",
        "9801010001": "desa",
        "98010100010001": "rt",
    }
    assert areas["kabupaten_code"].to_dict() == {"98": "98"} | dict.fromkeys(areas.index[1:], "9801")


def test_a_parent_may_be_named_by_its_kemendagri_code(empty: Database) -> None:
    content = (
        "kode,kode_induk,jenjang,nama,kode_kemendagri\n9901,,kabupaten,K,99.01\n9901010,99.01,kecamatan,C,990101\n"
    )
    assert deliver(empty, "areas", content).findings == ()
    rows = {row[0]: row for row in contents(empty)["areas"]}
    assert rows["9901010"][1] == "9901"
    assert "99.01.01" in rows["9901010"]


def test_what_lies_below_a_refused_area_is_refused_too(empty: Database) -> None:
    content = HEADING + "9901010001,9901010,desa,D\n9901010,9901,kecamatan,C\n98,,province,P\n"
    outcome = deliver(empty, "areas", content)
    # One reason for all that falls with one area, at the line that names it.
    assert rejections(outcome) == [(3, "parent_code", "unknown_parent_of_rows")]
    assert outcome.findings[0].details == {"code": "9901", "lines": "2-3"}
    assert outcome.rows_rejected == 2
    assert [row[0] for row in contents(empty)["areas"]] == ["98"]


@pytest.mark.parametrize("loop", [["9901"], ["9901", "9902"], ["9901", "9902", "9903"]])
def test_an_area_cannot_lie_below_itself(empty: Database, loop: list[str]) -> None:
    lines = [f"{code},{loop[place - 1]},x,K" for place, code in enumerate(loop)]
    outcome = deliver(empty, "areas", HEADING + "\n".join([*lines, "98,,province,P"]))
    assert reasons(outcome) == ["area_below_itself"] * len(loop)
    assert outcome.rows_accepted == 1


def test_a_loop_through_areas_on_record_is_laid_at_the_door_of_the_file(kudus: Database) -> None:
    before = contents(kudus)["areas"]
    outcome = deliver(kudus, "areas", HEADING + "3319,3319010001,x,Kudus\n3319010900,3319010,desa,New\n")
    assert rejections(outcome) == [(2, "parent_code", "area_below_itself")]
    # The kabupaten is on record all the same, so what lies below it can come in.
    assert len(contents(kudus)["areas"]) == len(before) + 1


def test_an_area_stays_in_its_kabupaten(kudus: Database) -> None:
    content = HEADING + "3320,,kabupaten,Jepara\n3319010,3320,x,Kaliwungu\n3319020,3319,kecamatan,Kota\n"
    outcome = deliver(kudus, "areas", content)
    assert rejections(outcome) == [(3, "parent_code", "area_moved")]
    assert "3319" in str(outcome.findings[0].details)


def test_a_kabupaten_does_not_cease_to_be_one_under_its_areas(kudus: Database) -> None:
    outcome = deliver(kudus, "areas", HEADING + "3319,,district,Kudus\n")
    assert reasons(outcome) == ["area_moved"]


def test_a_code_begins_with_that_of_the_area_above(kudus: Database) -> None:
    content = (
        HEADING + "3319010001,3319999,desa,Blimbing Kidul\n3319999,3319,kecamatan,Baru\n3320010,3319,kecamatan,X\n"
    )
    outcome = deliver(kudus, "areas", content)
    assert rejections(outcome) == [(2, "code", "code_not_below_parent"), (4, "code", "code_not_below_parent")]
    assert outcome.rows_accepted == 1


def test_a_chain_of_areas_has_an_end(empty: Database) -> None:
    lines = [f"9{n:04d},{f'9{n - 1:04d}' if n else ''},x,n" for n in range(MOST_LEVELS + 2)]
    outcome = deliver(empty, "areas", HEADING + "\n".join(lines))
    assert outcome.rows_accepted == MOST_LEVELS
    assert reasons(outcome) == ["too_many_levels", "parent_refused"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("3319010123456789,3319010,desa,N", (2, "code", "code_too_long")),
        ("3319010123456789,3319010,rt,N", None),
        ("3319020123456789,3319010,rt,N", (2, "code", "code_not_below_parent")),
        ("3319020123456789,,rt,N", (2, "code", "code_not_below_parent")),
        ("33190,33,kabupaten,N", (2, "code", "code_too_long")),
        ("331,33,kabupaten,N", (2, "code", "code_too_short")),
        ("331901,3319,kecamatan,N\n3319990,3319,kecamatan,N", (2, "code", "code_of_six_digits")),
        ("33199,3319,,N", (2, "code", "level_not_told")),
    ],
)
def test_a_number_of_a_person_is_no_area(kudus: Database, row: str, found: tuple[object, ...] | None) -> None:
    assert rejections(deliver(kudus, "areas", HEADING + row)) == ([found] if found else [])


def test_a_new_name_changes_one_row(kudus: Database) -> None:
    before = contents(kudus)["areas"]
    (row,) = [row for row in before if row[0] == "3319010"]
    content = HEADING.strip() + ",kemendagri_code,status,official_area_km2,source\n"
    content += f"3319010,3319,kecamatan,Kaliwungu Baru,33.19.01,kecamatan,{row[7]},s\n3319,,kabupaten,Kudus,,,,\n"
    outcome = deliver(kudus, "areas", content)
    assert outcome.rows_accepted == 2
    after = contents(kudus)["areas"]
    assert len(after) == len(before)
    assert len(set(after) - set(before)) == 2


def test_fifty_rows_below_one_unknown_area_are_one_finding(empty: Database) -> None:
    rows = [f"9901010{n:03d},9901010,desa,D{n}" for n in range(1, 58)]
    rows += ["9902010,9902,kecamatan,C", "98,,province,P", "9801,98,kabupaten,K", "98010,9801,kecamatan,short"]
    rows += ["9801010001,98010,desa,below the short one", "9801010002,98010,desa,too"]
    outcome = deliver(empty, "areas", HEADING + "\n".join(rows))
    assert [(found.line, found.reason, found.details.get("lines")) for found in outcome.findings] == [
        (2, "unknown_parent_of_rows", "2-58"),
        (59, "unknown_parent", None),
        (62, "code_too_short", None),
        (63, "parent_refused", "63-64"),
    ]
    assert outcome.rows_rejected == 57 + 1 + 1 + 2


def test_level_and_area_above_come_from_the_digits_where_the_file_has_no_such_columns(empty: Database) -> None:
    rows = ["9801010001,Gedongkiwo", "9801010,Mantrijeron", "9801,Kota", "98,Provinsi", "9801010002,Suryodiningratan"]
    outcome = deliver(empty, "areas", "kode,nama\n" + "\n".join(rows), root_area="98")
    assert (outcome.rows_accepted, outcome.findings) == (5, ())
    rows_by_code = {row[0]: row for row in contents(empty)["areas"]}
    assert {code: row[1] for code, row in rows_by_code.items()} == {
        "98": None,
        "9801": "98",
        "9801010": "9801",
        "9801010001": "9801010",
        "9801010002": "9801010",
    }
    assert [rows_by_code[code][3] for code in ("98", "9801", "9801010", "9801010001")] == [
        "province",
        "kabupaten",
        "kecamatan",
        "desa",
    ]


# --- the plan against an obvious one ------------------------------------------------------------------------


def obvious_fault(code: str, parent_of: dict[str, str | None]) -> str | None:
    """Walk up: a loop is met again, an unknown area is not there."""
    seen = [code]
    while (above := parent_of[seen[-1]]) is not None:
        if above not in parent_of:
            return "unknown_parent"
        if above in seen:
            return "area_below_itself" if above == code else "unknown_parent"
        seen.append(above)
    return "deep" if len(seen) > MOST_LEVELS else None


@given(st.data())
def test_the_plan_finds_what_a_walk_from_each_area_finds(data: st.DataObject) -> None:
    codes = [str(n) for n in range(data.draw(st.integers(1, 30)))]
    parents = st.one_of(st.none(), st.sampled_from([*codes, "unknown"]))
    parent_of = {code: data.draw(parents) for code in codes}
    plan = AreaPlan(parent_of, dict.fromkeys(codes, "x"), {}, frozenset(codes))
    found = {code: obvious_fault(code, parent_of) for code in codes}
    culprits = plan.culprits()
    assert set(culprits) == {code for code, fault in found.items() if fault}
    for code, reason in culprits.items():
        if found[code] != "deep":
            assert reason == found[code]


@given(st.data())
def test_each_area_lies_in_the_next_kabupaten_above(data: st.DataObject) -> None:
    codes = [f"{n:02d}" for n in range(data.draw(st.integers(1, 15)))]
    parent_of = {
        code: data.draw(st.one_of(st.none(), st.sampled_from(codes[:n]))) if n else None for n, code in enumerate(codes)
    }
    level_of = {code: data.draw(st.sampled_from(["kabupaten", "x"])) for code in codes}

    def kabupaten(code: str) -> str:
        here: str | None = code
        while here is not None and level_of[here] != "kabupaten":
            here = parent_of[here]
        return here or code

    plan = AreaPlan(parent_of, level_of, {}, frozenset())
    assert plan.kabupaten == {code: kabupaten(code) for code in codes}
