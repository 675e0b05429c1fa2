"""Scopes: what the matrix gives to each role, that several roles add up, and who may record what."""

from __future__ import annotations

from datetime import date
from itertools import product

import pandas as pd
import pytest

from census.access.identity import Role, RoleKind
from census.access.matrix import MATRIX, Extent, Matter
from census.access.scope import Scope, scope_of

TODAY = date(2020, 3, 15)
JEKULO, DAWE = "3319060", "3319090"
OPD = pd.DataFrame({"id": [1, 2, 26, 27], "area_code": [None, None, JEKULO, DAWE]}, dtype=object)
ASSIGNMENTS = pd.DataFrame(
    [
        (1, "3319060001", date(2020, 2, 13)),
        (1, "3319090003", date(2020, 3, 15)),
        (1, "3319090004", date(2020, 3, 16)),
        (2, "3319060002", date(2020, 2, 13)),
        (26, "3319060003", date(2020, 2, 13)),
    ],
    columns=["opd_id", "desa_code", "starts_on"],
)
REGENT, OPERATOR = Role(RoleKind.REGENT), Role(RoleKind.OPERATOR)
HEAD, CAMAT = Role(RoleKind.OPD_HEAD, opd_id=1), Role(RoleKind.CAMAT, area_code=JEKULO)


def scope(*roles: Role) -> Scope:
    found = scope_of(roles, "3319", opd=OPD, assignments=ASSIGNMENTS, today=TODAY)
    assert found is not None
    return found


def chain(code: str) -> tuple[str, ...]:
    return tuple(code[:length] for length in (10, 7, 4) if len(code) >= length)


def level(code: str) -> str:
    return {4: "kabupaten", 7: "kecamatan", 10: "desa"}[len(code)]


def sees(who: Scope, code: str) -> bool:
    return who.sees_area(level(code), chain(code))


def test_the_matrix_speaks_of_every_role_and_every_matter() -> None:
    assert set(MATRIX) == set(RoleKind)
    assert all(set(row) == set(Matter) for row in MATRIX.values())


def test_the_matrix_is_that_of_the_product() -> None:
    table = {
        #                 regent  operator  head   camat
        Matter.TOTALS: ("all", "all", "all", "all"),
        Matter.DESA: ("all", "all", "own", "own"),
        Matter.AGENCY: ("all", "all", "own", "own"),
        Matter.RECORD: ("all", "all", "own", "own"),
        Matter.FINDINGS: ("all", "all", "none", "none"),
        Matter.OPERATE: ("none", "all", "none", "none"),
    }
    for matter, row in table.items():
        for kind, extent in zip(RoleKind, row, strict=True):
            assert MATRIX[kind][matter] is Extent(extent), (kind, matter)


@pytest.mark.parametrize("role", [REGENT, OPERATOR, HEAD, CAMAT])
def test_a_scope_says_what_the_matrix_says(role: Role) -> None:
    row, who = MATRIX[role.kind], scope(role)
    assert (who.detail is None) == (row[Matter.DESA] is Extent.ALL)
    assert (who.agencies is None) == (row[Matter.AGENCY] is Extent.ALL)
    assert (who.records_in is None) == (row[Matter.RECORD] is Extent.ALL)
    assert who.may(Matter.TOTALS)
    for matter in (Matter.FINDINGS, Matter.OPERATE):
        assert who.may(matter) == (row[matter] is Extent.ALL)


@pytest.mark.parametrize("code", ["3319", JEKULO, DAWE])
@pytest.mark.parametrize("role", [REGENT, OPERATOR, HEAD, CAMAT])
def test_totals_are_for_every_role(role: Role, code: str) -> None:
    assert sees(scope(role), code)


def test_desa_are_for_whom_they_concern() -> None:
    desa = [*ASSIGNMENTS["desa_code"], "3319060004"]
    assert [code for code in desa if sees(scope(REGENT), code)] == desa
    assert [code for code in desa if sees(scope(CAMAT), code)] == [code for code in desa if code.startswith(JEKULO)]
    # Of the assignments of the head's agency the third begins tomorrow.
    assert [code for code in desa if sees(scope(HEAD), code)] == ["3319060001", "3319090003"]


def test_a_deeper_level_is_seen_with_the_desa_above_it() -> None:
    sls = ("33190600010001", "3319060001", JEKULO, "3319")
    assert scope(CAMAT).sees_area("sls", sls)
    assert scope(HEAD).sees_area("sls", sls)
    assert not scope(HEAD).sees_area("sls", ("33190600020001", "3319060002", JEKULO, "3319"))


def test_agencies_are_for_their_heads_and_the_office_for_its_camat() -> None:
    numbers = OPD["id"].tolist()
    assert [n for n in numbers if scope(HEAD).sees_agency(n)] == [1]
    assert [n for n in numbers if scope(CAMAT).sees_agency(n)] == [26]
    assert all(scope(OPERATOR).sees_agency(n) for n in (*numbers, None))
    assert not scope(HEAD).sees_agency(None)


def test_no_role_sees_nothing() -> None:
    assert scope_of([], "3319", opd=OPD, assignments=ASSIGNMENTS, today=TODAY) is None


def test_roles_add_up_and_nothing_more() -> None:
    both = scope(HEAD, CAMAT)
    codes = ["3319", JEKULO, *ASSIGNMENTS["desa_code"]]
    for code in codes:
        assert sees(both, code) == (sees(scope(HEAD), code) or sees(scope(CAMAT), code))
    for number in (1, 2, 26, 27):
        assert both.sees_agency(number) == (scope(HEAD).sees_agency(number) or scope(CAMAT).sees_agency(number))
    for code, number in product(codes, (1, 2, 26, None)):
        alone = [who.may_record(level(code), chain(code), number) for who in (scope(HEAD), scope(CAMAT))]
        assert both.may_record(level(code), chain(code), number) >= any(alone)
    assert scope(REGENT, CAMAT).is_whole
    assert scope(REGENT, OPERATOR) == Scope.everything("3319")
    assert scope(HEAD, CAMAT) == scope(CAMAT, HEAD)
    assert {scope(HEAD): 1}[scope(HEAD)] == 1
    assert scope(HEAD).key != scope(CAMAT).key


def test_scopes_of_two_areas_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        Scope.everything("3319") | Scope.everything("3318")


@pytest.mark.parametrize(
    ("role", "code", "opd", "may"),
    [
        (REGENT, "3319090004", 2, True),
        (OPERATOR, "3319", None, True),
        (CAMAT, "3319060004", 2, True),
        (CAMAT, JEKULO, None, True),
        (CAMAT, "3319", 26, False),
        (CAMAT, "3319090003", 26, False),
        (HEAD, "3319060001", 1, True),
        (HEAD, DAWE, 1, True),
        (HEAD, "3319060001", 2, False),
        (HEAD, "3319060001", None, False),
        (HEAD, "3319060002", 1, False),
    ],
)
def test_who_may_record_what(role: Role, code: str, opd: int | None, may: bool) -> None:
    assert scope(role).may_record(level(code), chain(code), opd) is may
