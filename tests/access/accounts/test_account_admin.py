"""What an operator does with accounts: what is taken, what is refused, and what is left of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.accounts import account_admin, kinds, passwords
from census.access.identity import Role, RoleKind
from data_access.accounts.access_log import read_log
from data_access.accounts.accounts import read_accounts, read_identity
from tests.access.conftest import NOW, ON_BOTH

if TYPE_CHECKING:
    from data_access.store.engine import Database

pytestmark = pytest.mark.usefixtures("light_hashing")

PASSWORD = "kopi pagi di menara"
OPERATOR = Role(RoleKind.OPERATOR)
CAMAT, HEAD = Role(RoleKind.CAMAT, area_code="3319060"), Role(RoleKind.OPD_HEAD, opd_id=34)


def add(store: Database, login: str = "camat.jekulo", label: str = "Camat", *roles: Role) -> int:
    return account_admin.add(store, login=login, label=label, password=PASSWORD, roles=roles, by=None, now=NOW)


def refusal(work: object, *arguments: object, **named: object) -> str:
    with pytest.raises(account_admin.RefusedActError) as caught:
        work(*arguments, **named)  # type: ignore[operator]
    return caught.value.message


@ON_BOTH
def test_one_person_may_hold_two_roles(store: Database) -> None:
    number = add(store, "camat.jekulo", "Camat Jekulo", HEAD, CAMAT, CAMAT)
    with store.read() as session:
        who = read_identity(session, number)
    assert who is not None
    assert who.roles == (HEAD, CAMAT)
    assert who.has(RoleKind.CAMAT)
    assert not who.has(RoleKind.OPERATOR)


@pytest.mark.parametrize(
    ("login", "label", "said"),
    [
        ("ab", "Camat", "A user name has"),
        ("camat jekulo", "Camat", "A user name has"),
        ("-camat", "Camat", "A user name has"),
        ("camát", "Camat", "A user name has"),
        ("x" * 41, "Camat", "A user name has"),
        ("198001012005011003", "Camat", "A name must not hold"),
        ("camat", "Budi 3319010101010001", "A name must not hold"),
        ("camat", "WA 0812-3456-7890", "A name must not hold"),
        ("camat", "  \n ", "The name on the screen"),
        ("camat", "x" * 81, "The name on the screen"),
        ("camat", "![](https://evil.example/x.png)", "A name has letters"),
        ("camat", "<script>alert(1)</script>", "A name has letters"),
        ("camat", "[Camat](javascript:alert(1))", "A name has letters"),
        ("camat", ":red[Camat]", "A name has letters"),
    ],
)
def test_names_that_are_not_taken(store: Database, login: str, label: str, said: str) -> None:
    assert refusal(add, store, login, label).startswith(said)


@pytest.mark.parametrize(
    "password", ["", "pendek", "aaaaaaaaaaaaaaaa", "camat.jekulo-2020", "CAMAT.JEKULO-2020", "x" * 201]
)
def test_passwords_that_are_not_taken(store: Database, password: str) -> None:
    said = refusal(
        account_admin.add, store, login="camat.jekulo", label="Camat", password=password, roles=[], by=None, now=NOW
    )
    assert said.startswith("The password")


def test_generated_passwords_are_taken_and_never_the_same() -> None:
    made = {passwords.generated() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.check_new(password, login="camat")


def test_a_name_is_taken_once_however_it_is_typed(store: Database) -> None:
    add(store)
    assert refusal(add, store, " CAMAT.Jekulo") == "The user name {login} is taken."


@pytest.mark.parametrize("role", [Role(RoleKind.CAMAT, area_code="9999999"), Role(RoleKind.OPD_HEAD, opd_id=999)])
def test_a_role_of_an_unknown_place_leaves_nothing_behind(store: Database, role: Role) -> None:
    assert refusal(add, store, "camat.jekulo", "Camat", role).startswith("The kecamatan or agency")
    with store.read() as session:
        assert read_accounts(session) == []
        assert read_log(session) == []


def test_a_desa_is_no_kecamatan(store: Database) -> None:
    assert refusal(add, store, "camat.jekulo", "Camat", Role(RoleKind.CAMAT, area_code="3319060001"))


@pytest.mark.parametrize(
    ("kind", "area", "agency"),
    [
        (RoleKind.CAMAT, None, None),
        (RoleKind.CAMAT, "3319060", 1),
        (RoleKind.OPD_HEAD, None, None),
        (RoleKind.OPD_HEAD, "3319060", 1),
        (RoleKind.REGENT, "3319060", None),
        (RoleKind.OPERATOR, None, 1),
    ],
)
def test_a_role_whose_scope_could_be_read_in_two_ways(kind: RoleKind, area: str | None, agency: int | None) -> None:
    with pytest.raises(ValueError, match="has a"):
        Role(kind, area, agency)


@pytest.mark.parametrize("act", ["disable", "roles"])
def test_the_last_operator_remains(store: Database, act: str) -> None:
    first = add(store, "operator", "Operator", OPERATOR)
    acts = {
        "disable": lambda: account_admin.disable(store, first, by=first, now=NOW),
        "roles": lambda: account_admin.set_roles(store, first, [CAMAT], by=first, now=NOW),
    }
    assert refusal(acts[act]).startswith("At least one operator must remain")
    with store.read() as session:
        assert read_accounts(session)[0].roles == (OPERATOR,)
        assert read_accounts(session)[0].is_active
        assert [entry.kind for entry in read_log(session)] == [kinds.ACCOUNT_ADDED]
    add(store, "kedua", "Operator kedua", OPERATOR)
    acts[act]()


def test_without_any_operator_an_account_may_still_be_switched_off(store: Database) -> None:
    number = add(store)
    account_admin.disable(store, number, by=None, now=NOW)
    account_admin.enable(store, number, by=None, now=NOW)
    assert account_admin.find(store, "camat.jekulo").is_active


def test_every_act_is_logged_without_a_secret(store: Database) -> None:
    add(store, "operator", "Operator", OPERATOR)
    number = add(store, "camat.jekulo", "Camat", CAMAT)
    account_admin.set_password(store, number, "kata sandi yang lain", by=1, now=NOW)
    account_admin.set_roles(store, number, [CAMAT, HEAD], by=1, now=NOW)
    account_admin.disable(store, number, by=1, now=NOW)
    account_admin.enable(store, number, by=1, now=NOW)
    with store.read() as session:
        log = read_log(session)
    assert [entry.kind for entry in log[:4]] == [
        kinds.ACCOUNT_ENABLED,
        kinds.ACCOUNT_DISABLED,
        kinds.ROLES_CHANGED,
        kinds.PASSWORD_SET,
    ]
    assert {entry.label for entry in log[:4]} == {"Operator"}
    assert log[2].details == {"account": number, "roles": ["camat 3319060", "opd_head 34"]}
    assert "sandi" not in repr([entry.details for entry in log])


@ON_BOTH
def test_the_code_for_the_first_operator_is_good_once_and_for_an_hour(store: Database) -> None:
    first = {"login": "operator", "label": "Operator BPS", "password": PASSWORD}
    code = account_admin.new_setup_code(store, now=NOW)
    assert refusal(account_admin.set_up, store, "AAAAA-AAAAA-AAAAA-AAAAA", **first, now=NOW).startswith(
        "The code does not hold"
    )
    assert refusal(account_admin.set_up, store, code, **first, now=NOW + timedelta(hours=1)).startswith(
        "The code does not hold"
    )
    newer = account_admin.new_setup_code(store, now=NOW)
    assert refusal(account_admin.set_up, store, code, **first, now=NOW).startswith("The code does not hold")
    number = account_admin.set_up(store, newer.lower().replace("-", " "), **first, now=NOW)
    with store.read() as session:
        assert read_accounts(session, account_id=number)[0].roles == (OPERATOR,)
    assert refusal(account_admin.new_setup_code, store, now=NOW).startswith("There is an operator already")
    assert refusal(account_admin.set_up, store, newer, **{**first, "login": "kedua"}, now=NOW).startswith(
        "The code does not"
    )


@ON_BOTH
def test_a_wrong_code_is_logged_with_where_it_came_from_and_not_what_it_was(store: Database) -> None:
    code, first = (
        account_admin.new_setup_code(store, now=NOW),
        {"login": "operator", "label": "BPS", "password": PASSWORD},
    )
    wrong = "AAAAA-AAAAA-AAAAA-AAAAA"
    assert refusal(account_admin.set_up, store, wrong, **first, now=NOW, address="10.9.9.9").startswith(
        "The code does not hold"
    )
    # Neither a weak password nor a name that is not taken says anything about the code.
    refusal(account_admin.set_up, store, wrong, **{**first, "password": "x"}, now=NOW, address="10.9.9.9")
    account_admin.set_up(store, code, **first, now=NOW)
    refusal(account_admin.set_up, store, code, **{**first, "login": "kedua"}, now=NOW, address="10.1.2.3")
    with store.read() as session:
        log = read_log(session, kinds=[kinds.SETUP_FAILED])
    assert [entry.details for entry in log] == [{"address": "10.1.2.3"}, {"address": "10.9.9.9"}]


@ON_BOTH
def test_a_code_used_by_two_at_once_makes_one_operator(store: Database) -> None:
    code = account_admin.new_setup_code(store, now=NOW)

    def use(login: str) -> bool:
        try:
            account_admin.set_up(store, code, login=login, label=login, password=PASSWORD, now=NOW)
        except account_admin.RefusedActError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, ["satu", "dua.dua", "tiga", "empat"])) == 1


@given(st.text(max_size=100))
def test_a_label_is_one_printable_line_or_refused(text: str) -> None:
    try:
        label = account_admin.usable_label(text)
    except account_admin.RefusedActError:
        return
    assert label.isprintable()
    assert label == label.strip()
    assert 1 <= len(label) <= 80
    assert not set(label) & set("<>[]{}!*_`:$\\#|~=")
