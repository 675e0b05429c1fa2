"""Every test that SECURITY.md and PRIVACY.md name is there, and the numbers they give are those of the settings."""

from __future__ import annotations

import re

import pytest

from access.accounts import account_admin, passwords, rate_limit
from access.entrance import gate
from census.settings import Settings
from tests.support import ROOT

DOCUMENTS = ("SECURITY.md", "PRIVACY.md")


def names_by_file() -> dict[str, set[str]]:
    """Give the names of the test functions by the name of their file, which those of several folders may share."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        tests = re.findall(r"^ *def (test_\w+)\(", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        found.setdefault(path.name, set()).update(tests)
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_tests_that_a_promise_names_exist(name: str) -> None:
    known = names_by_file()
    everywhere = set().union(*known.values())
    said = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"\b(test_\w+)\b(?!\.py)", said))
    assert named
    assert named <= everywhere
    assert set(re.findall(r"\b(test_\w+\.py)\b", said)) <= set(known)


def test_the_numbers_of_the_promises_are_those_of_the_code() -> None:
    said, settings = (ROOT / "SECURITY.md").read_text(encoding="utf-8"), Settings()
    rows = {row.split("|")[1].strip(): row.split("|")[2].strip() for row in said.splitlines() if row.startswith("| ")}
    found = rate_limit.rate_limit_of(settings)
    assert rows["idle time until a sign-in ends; what the page does by itself does not count"] == (
        f"{settings.session_idle_minutes} minutes"
    )
    assert rows["longest time"] == f"{settings.session_hours} hours"
    assert rows["failed attempts of one name from one address"] == str(found.of_both)
    assert rows["of one name from all addresses; from one address for all names"] == (
        f"{found.of_login}; {found.of_address}"
    )
    assert rows["time to wait then"] == f"{settings.sign_in_wait_minutes} minutes"
    assert rows["password"] == f"{passwords.LEAST} to {passwords.MOST} characters"
    assert rows["code for the first operator"] == "once, one hour"
    assert account_admin.SETUP_LIFE.total_seconds() == 3600
    assert str(gate.LOOK_EVERY_SECONDS) in rows["a revoked sign-in stops in every tab"]
