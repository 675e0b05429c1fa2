"""Signing in through a real OpenID provider on loopback, and what is made of what it says."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx2
import pytest

from access.accounts import account_admin, kinds
from access.entrance import oidc_routes
from access.entrance.gate import Gate
from census.access.identity import Role, RoleKind
from census.settings import Settings
from data_access.accounts.access_log import read_log
from data_access.accounts.accounts import Account, read_accounts
from data_access.store.engine import connect
from tests.support import PATIENCE_SECONDS
from tests.support.processes.guarded import JEKULO, Guarded, Tab

if TYPE_CHECKING:
    from collections.abc import Iterator

CAMAT = Role(RoleKind.CAMAT, area_code=JEKULO)


@pytest.fixture
def browser_of(guarded: Guarded) -> Iterator[httpx2.Client]:
    """A visitor that follows nothing by itself."""
    with guarded.client() as client:
        yield client


def to_the_provider(guarded: Guarded, client: httpx2.Client, way: str = "/opd") -> httpx2.URL:
    """Begin signing in and give the address at the provider that the browser is sent to."""
    answer = client.get("/masuk/oidc", params={"ke": way})
    assert answer.status_code == 302, answer.text
    return httpx2.URL(answer.headers["location"])


def consent(address: httpx2.URL, subject: str) -> str:
    """Sign in at the provider as a subject, and give the address that it sends the browser back to."""
    with httpx2.Client(trust_env=False, verify=False, timeout=PATIENCE_SECONDS) as client:
        answer = client.post(address, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def accounts(guarded: Guarded) -> dict[str, Account]:
    with guarded.database.read() as session:
        return {account.label: account for account in read_accounts(session) if account.issuer}


def failures(guarded: Guarded) -> list[tuple[int | None, dict[str, str]]]:
    """What the access log tells of attempts that did not succeed, the newest first."""
    with guarded.database.read() as session:
        log = read_log(session, kinds=[kinds.SIGN_IN_FAILED])
    return [(entry.account_id, entry.details) for entry in log]


def test_discovery_pkce_state_and_nonce(guarded: Guarded, browser_of: httpx2.Client) -> None:
    address = to_the_provider(guarded, browser_of)
    said = dict(address.params)
    assert said["response_type"] == "code"
    assert said["code_challenge_method"] == "S256"
    assert len(said["code_challenge"]) == 43
    assert len(said["state"]) >= 20
    assert len(said["nonce"]) >= 20
    assert said["redirect_uri"] == guarded.base_url + "/masuk/oidc/kembali"
    assert "code_verifier" not in str(address)


def test_groups_only_propose_and_the_operator_lets_in(guarded: Guarded, browser_of: httpx2.Client) -> None:
    back = consent(to_the_provider(guarded, browser_of), "orang-baru")
    waiting = browser_of.get(back)
    assert waiting.status_code == 403
    assert "kawal" not in browser_of.cookies
    account = next(account for account in accounts(guarded).values() if account.proposal)
    # The provider calls the person by a NIP; neither the label nor the groups repeat it.
    assert account.label == "OpenID"
    assert account.proposal == {"groups": ["operator", "NIP …"]}
    assert (account.is_active, account.roles) == (False, ())
    assert browser_of.get(back).status_code == 400, "an answer of the provider is taken once"

    account_admin.confirm(
        guarded.database, account.id, label="Camat Jekulo SSO", roles=[CAMAT], by=None, now=datetime.now(UTC)
    )
    back = consent(to_the_provider(guarded, browser_of, "/opd?hari=2020-03-01"), "orang-baru")
    entered = browser_of.get(back)
    assert (entered.status_code, entered.headers["location"]) == (303, "/opd?hari=2020-03-01")
    with Tab(guarded, browser_of.cookies["kawal"]) as tab:
        assert "Camat Jekulo SSO" in tab.run()

    account_admin.disable(guarded.database, account.id, by=None, now=datetime.now(UTC))
    assert browser_of.get(consent(to_the_provider(guarded, browser_of), "orang-baru")).status_code == 403
    assert failures(guarded)[0] == (account.id, {"address": "127.0.0.1", "method": "oidc"})


@pytest.mark.parametrize("tampered", ["state", "code", "none", "error", "another browser", "replayed"])
def test_an_answer_that_is_not_the_providers_to_this_browser(
    guarded: Guarded, browser_of: httpx2.Client, tampered: str
) -> None:
    back = consent(to_the_provider(guarded, browser_of), "camat-jekulo")
    if tampered == "state":
        back = re.sub(r"state=[^&]+", "state=forged", back)
    elif tampered == "code":
        back = re.sub(r"code=[^&]+", "code=forged", back)
    elif tampered == "none":
        back = back.split("?", 1)[0]
    elif tampered == "error":
        back = back.split("?", 1)[0] + "?error=access_denied&error_description=<script>"
    elif tampered == "another browser":
        browser_of.cookies.clear()
    else:
        browser_of.get(back)
        browser_of.cookies.delete("kawal")
    before, logged = len(accounts(guarded)), len(failures(guarded))
    answer = browser_of.get(back)
    assert answer.status_code == 400
    assert "kawal" not in browser_of.cookies
    assert "<script" not in answer.text
    assert len(accounts(guarded)) == before
    # Of a sign-in that was never begun there is nothing to tell.
    assert len(failures(guarded)) - logged == (tampered in {"state", "code", "none", "error"})


def test_a_token_must_be_by_this_issuer_and_for_us() -> None:
    wanted = oidc_routes.wanted_claims(Settings(oidc_issuer="https://sso", oidc_client_id="kawal"), "https://sso")
    assert wanted["aud"] == {"essential": True, "value": "kawal"}
    assert wanted["iss"] == {"essential": True, "value": "https://sso"}


def test_nobody_is_kept_from_the_provider_by_a_stranger_who_begins_without_end(sqlite_url: str) -> None:
    database = connect(sqlite_url)
    gate, late = Gate(Settings(), database), time.monotonic() + 600
    oidc_routes.keep(gate, "mine", oidc_routes.Flow(late, "/", "id", "10.1.2.3"))
    for n in range(50):
        oidc_routes.keep(gate, f"one {n}", oidc_routes.Flow(late, "/", "id", "10.9.9.9"))
    kept = list(gate.flows)
    assert kept == ["mine", *(f"one {n}" for n in range(30, 50))]
    # From very many addresses: who has begun most makes room, and whoever comes is kept.
    for n in range(3_000):
        oidc_routes.keep(gate, f"many {n}", oidc_routes.Flow(late, "/", "id", f"10.8.{n // 15}.1"))
    assert len(gate.flows) == oidc_routes.MOST_FLOWS
    assert {"mine", "many 2999"} <= set(gate.flows)
    database.close()


@pytest.mark.parametrize("groups", [None, 7, {"a": 1}, ["x" * 500] * 500, "camat", ["\x1b[2J"]])
def test_hostile_groups(groups: object) -> None:
    told = oidc_routes.groups_of({"groups": groups}, "groups")
    assert len(told) <= 20
    assert all(len(text) <= 60 and text.isprintable() for text in told)


def test_without_a_provider_there_is_no_way_to_one(guarded: Guarded, browser_of: httpx2.Client) -> None:
    assert "/masuk/oidc" in browser_of.get("/masuk").text
    assert browser_of.get("/masuk/oidc/kembali").status_code == 400
