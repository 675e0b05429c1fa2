"""`python -m access` as an administrator types it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from access import commands as command_line
from access.accounts import account_admin
from census.access.identity import Role, RoleKind
from data_access.accounts.accounts import add_account, read_accounts
from tests.access.conftest import NOW, ON_BOTH
from tests.support.processes.locked import held, wait_shortly

if TYPE_CHECKING:
    from typer.testing import Result

    from census.settings import Settings
    from data_access.store.engine import Database

pytestmark = pytest.mark.usefixtures("light_hashing")

PASSWORD = "kopi pagi di menara"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, settings: Settings, store: Database) -> None:
    monkeypatch.setenv("KAWAL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KAWAL_LANGUAGE", "en")


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(command_line.app, list(arguments), input=typed)


def add(login: str, *roles: str) -> Result:
    given = [part for role in roles for part in ("--role", role)]
    return run("add", login, "--label", login.title(), *given, typed=f"{PASSWORD}\n")


@ON_BOTH
def test_an_account_from_beginning_to_end(store: Database) -> None:
    made = add("camat.jekulo", "camat:3319060", "opd_head:34")
    assert (made.exit_code, made.stdout) == (0, "Camat.Jekulo may come in now.\n")
    assert account_admin.find(store, "camat.jekulo").roles == (
        Role(RoleKind.OPD_HEAD, opd_id=34),
        Role(RoleKind.CAMAT, area_code="3319060"),
    )
    assert run("roles", "camat.jekulo").stdout == "opd_head:34, camat:3319060\n"
    assert run("roles", "camat.jekulo", "--role", "regent").exit_code == 0
    assert run("roles", "camat.jekulo").stdout == "regent\n"
    assert run("passwd", "camat.jekulo", typed="kata sandi yang lain\n").exit_code == 0
    assert "all tabs stop" in run("disable", "camat.jekulo").stdout
    assert not account_admin.find(store, "camat.jekulo").is_active
    assert run("disable", "camat.jekulo", "--undo").exit_code == 0
    listed = run("list").stdout
    assert "camat.jekulo" in listed
    assert "regent" in listed
    assert "argon2" not in listed


def test_an_account_without_a_user_name_goes_by_its_number(store: Database) -> None:
    with store.write() as session:
        number = add_account(session, label="SSO", now=NOW, issuer="https://sso", subject="1")
    assert run("roles", f"#{number}", "--role", "regent").exit_code == 0
    assert run("passwd", f"#{number}", typed=f"{PASSWORD}\n").stderr.startswith("This account signs in through")
    assert run("disable", f"#{number}").exit_code == 0
    assert run("disable", "#99").stderr == "There is no account #99.\n"


def test_a_generated_password_is_printed_once_and_signs_in() -> None:
    made = run("add", "bupati", "--label", "Plt. Bupati", "--role", "regent", "--generate")
    assert re.search(r"^Password: [a-z2-9]{4}(-[a-z2-9]{4}){3}$", made.stdout, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("passwd", "tidak.ada"), "There is no account tidak.ada."),
        (("disable", "tidak.ada"), "There is no account tidak.ada."),
        (("add", "198001012005011003", "--label", "Camat"), "A name must not hold"),
        (("add", "camat", "--label", "Camat", "--role", "camat:9999999"), "The kecamatan or agency"),
    ],
)
def test_what_is_not_done_is_said_in_one_sentence(store: Database, arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments, typed=f"{PASSWORD}\n")
    assert result.exit_code == 2
    assert result.stderr.startswith(said)
    assert PASSWORD not in result.output
    with store.read() as session:
        assert read_accounts(session) == []


@pytest.mark.parametrize("role", ["camat", "camat:", "opd_head", "opd_head:x", "admin", "regent:1", "operator:3319"])
def test_roles_that_are_none(role: str) -> None:
    result = add("camat.jekulo", role)
    assert result.exit_code == 2
    assert "takes regent, operator" in re.sub(r"[\s│]+", " ", result.stderr)


def test_the_code_for_the_first_operator() -> None:
    made = run("setup-token")
    assert made.exit_code == 0
    assert re.search(r": [A-Z2-9]{5}(-[A-Z2-9]{5}){3}$", made.stdout.strip())
    add("operator", "operator")
    again = run("setup-token")
    assert (again.exit_code, again.stdout) == (2, "")
    assert again.stderr == "There is an operator already, who can add accounts.\n"


@ON_BOTH
def test_while_another_program_writes_nothing_is_changed_and_it_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_shortly(monkeypatch)
    with held(settings.database_url):
        refused = add("camat.jekulo", "camat:3319060")
    assert refused.exit_code == 2
    assert "Another program or another import is writing to the database. Nothing was changed" in refused.stderr
    assert "camat.jekulo" not in run("list").stdout
