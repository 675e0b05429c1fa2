"""Attacks on the wall's sign-in: a display opens the wall and nothing else, its code works once, guessing ends."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete
from websockets.exceptions import InvalidStatus

from access.accounts import displays
from access.accounts.sign_in import Caller, Refusal
from access.accounts.tokens import fingerprint, new_token, plain_code
from data_access.accounts.access_log import read_log
from data_access.accounts.contacts import ContactReader
from data_access.accounts.displays import read_displays
from data_access.models.access_models import SIGN_IN_ATTEMPTS
from tests.access.conftest import NOW, ON_BOTH
from tests.support import PATIENCE_SECONDS
from tests.support.processes.guarded import Guarded, Tab, seal_of
from tests.wall.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2
    from playwright.sync_api import Browser

    from census.settings import Settings
    from data_access.store.engine import Database

CALLER = Caller("203.0.113.7")


def connect(guarded: Guarded, client: httpx2.Client, code: str) -> httpx2.Response:
    seal = seal_of(client.get("/layar/masuk").text)
    return client.post("/layar/masuk", data={"segel": seal, "kode": code}, headers={"origin": guarded.base_url})


def new_code(guarded: Guarded) -> str:
    return displays.new_display(guarded.database, label="Aula", by=None, now=datetime.now(UTC))


@contextmanager
def connected(guarded: Guarded) -> Iterator[httpx2.Client]:
    """Give a display that has come in, with its cookie."""
    with guarded.client() as client:
        answer = connect(guarded, client, new_code(guarded))
        assert (answer.status_code, answer.headers["location"]) == (303, "/layar")
        yield client


def test_a_display_opens_the_wall_and_no_other_path(guarded: Guarded) -> None:
    with connected(guarded) as client:
        cookie = next(cookie for cookie in client.cookies.jar if cookie.name == "kawal-layar")
        assert cookie.path == "/layar"
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert client.get("/layar", headers={"accept": "text/html"}).status_code == 200
        assert client.get("/layar/angka").status_code == 200
        # The cookie is sent along by hand: the path of a cookie is a browser's promise, not the server's.
        everywhere = {"cookie": f"kawal-layar={cookie.value}"}
        for path in ("/", "/wilayah", "/app/static/area_view.js", "/_stcore/metrics", "/sandi", "/layarku"):
            assert client.get(path, headers=everywhere).status_code in {303, 401}, path
        for path in ("/layar/../wilayah", "/layar/%2e%2e/_stcore/metrics", "/layar/tidak-ada"):
            assert client.get(path, headers=everywhere).status_code in {303, 401, 404}, path
        as_sign_in = {"cookie": f"kawal={cookie.value}"}
        assert client.get("/_stcore/host-config", headers=as_sign_in).status_code == 401
    with pytest.raises(InvalidStatus), Tab(guarded, None, headers=everywhere):
        pass


def test_nobody_sees_the_wall_without_a_sign_in(guarded: Guarded) -> None:
    with guarded.client() as client:
        page = client.get("/layar?adegan=opd", headers={"accept": "text/html"})
        assert page.headers["location"] == "/layar/masuk?ke=%2Flayar%3Fadegan%3Dopd"
        for path in ("/layar/angka", "/layar/layar.js", "/layar/pekerja.js"):
            assert client.get(path, headers={"cookie": f"kawal-layar={new_token()}"}).status_code == 401


@pytest.mark.parametrize("login", ["bupati", "operator", "camat.jekulo", "kepala.setda"])
def test_every_role_sees_the_same_totals_and_no_desa(guarded: Guarded, login: str) -> None:
    with connected(guarded) as display, guarded.client(guarded.token(login)) as reader:
        answer = reader.get("/layar/angka")
        assert answer.status_code == 200
        assert answer.content == display.get("/layar/angka").content
    codes = set(json.loads(answer.text)["outlines"])
    assert codes
    assert all(len(code) == 7 for code in codes)


@pytest.mark.parametrize("code", ["3319060", "3319060001", "33", "9999", "x" * 500])
def test_no_other_area_has_a_wall(guarded: Guarded, code: str) -> None:
    with connected(guarded) as client:
        answer = client.get("/layar/angka", params={"wilayah": code})
    assert answer.status_code == 404
    assert len(answer.content) < 100


def test_figures_are_sent_once_and_then_asked_for_alone(guarded: Guarded) -> None:
    with connected(guarded) as client:
        first = client.get("/layar/angka")
        again = client.get("/layar/angka", headers={"if-none-match": first.headers["etag"]})
        other = client.get("/layar/angka", params={"bahasa": "en"}, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "date" in again.headers
    assert again.headers["cache-control"] == "no-store"
    assert other.status_code == 200


def test_a_revoked_display_is_shut_out_and_its_cookie_is_dead(guarded: Guarded) -> None:
    with connected(guarded) as client:
        cookie = client.cookies["kawal-layar"]
        # Nothing that was known a moment ago is believed.
        assert client.get("/layar/angka").status_code == 200
        with guarded.database.read() as session:
            number = read_displays(session)[-1].id
        displays.revoke(guarded.database, number, by=None, now=datetime.now(UTC))
        assert client.get("/layar/angka").status_code == 401
    with guarded.client() as thief:
        assert thief.get("/layar/angka", headers={"cookie": f"kawal-layar={cookie}"}).status_code == 401


def test_what_a_display_has_kept_is_gone_once_it_is_shut_out(guarded: Guarded, browser: Browser) -> None:
    """The service worker deletes it by itself: the page, which deletes it as well, is kept from it here."""
    context = browser.new_context()
    page = Stage.of(context).page
    # As the QR code has it: in the fragment, which no log of a server or a proxy sees.
    page.goto(f"{guarded.base_url}/layar/masuk#{new_code(guarded)}")
    page.wait_for_url(f"{guarded.base_url}/layar")
    kept = "async () => (await (await caches.open('kawal-layar')).keys()).map(kept => new URL(kept.url).pathname)"
    page.wait_for_function("() => navigator.serviceWorker.controller")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not {"/layar", "/layar/layar.js", "/layar/angka"} <= set(page.evaluate(kept)):
        assert time.monotonic() < deadline
    assert page.evaluate("document.cookie") == ""
    with guarded.database.read() as session:
        number = read_displays(session)[-1].id
    displays.revoke(guarded.database, number, by=None, now=datetime.now(UTC))
    page.evaluate("caches.delete = async () => false")
    # The page asks at once instead of in fifteen seconds.
    page.evaluate("navigator.serviceWorker.dispatchEvent(new Event('controllerchange'))")
    page.wait_for_url("**/layar/masuk?ke=**")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    page.goto(f"{guarded.base_url}/layar")
    assert page.url.startswith(f"{guarded.base_url}/layar/masuk?ke=")
    context.close()


def test_a_code_works_once(guarded: Guarded) -> None:
    code = new_code(guarded)
    with guarded.client() as first, guarded.client() as second:
        assert connect(guarded, first, code).status_code == 303
        assert connect(guarded, second, code).status_code == 401
        assert "kawal-layar" not in second.cookies


@ON_BOTH
def test_of_two_who_exchange_one_code_at_once_one_comes_in(store: Database, settings: Settings) -> None:
    for turn in range(5):
        code = displays.new_display(store, label=f"Aula {turn}", by=None, now=NOW)
        start = Barrier(4)

        def exchange(place: int, code: str = code, start: Barrier = start) -> str | Refusal:
            start.wait()
            caller = Caller(f"198.51.100.{place}")
            return displays.connect_display(store, settings, code, caller=caller, now=NOW)

        with ThreadPoolExecutor(4) as pool:
            outcomes = list(pool.map(exchange, range(4)))
        tokens = [outcome for outcome in outcomes if not isinstance(outcome, Refusal)]
        assert len(tokens) == 1
        assert outcomes.count(Refusal.WRONG) == 3
        assert ContactReader(store).read(fingerprint(tokens[0])) is not None


def test_guessing_at_the_page_itself_ends_by_address(guarded: Guarded) -> None:
    code = new_code(guarded)
    try:
        # A proxy that nobody trusts says that each guess is another's.
        statuses = []
        for n in range(2, 9):
            with guarded.client(**{"x-forwarded-for": f"203.0.113.{n}"}) as client:
                statuses.append(connect(guarded, client, f"AAA-AAA-AA{n}").status_code)
        assert statuses[0] == 401
        assert statuses[-2:] == [429, 429]
        # The right code does not help whoever has guessed.
        with guarded.client() as client:
            assert connect(guarded, client, code).status_code == 429
    finally:
        # The other tests come from the same address.
        with guarded.database.write() as session:
            session.execute(delete(SIGN_IN_ATTEMPTS))


def test_a_form_of_another_page_connects_nothing(guarded: Guarded) -> None:
    code = new_code(guarded)
    with guarded.client() as client:
        data = {"segel": "0" * 64, "kode": code}
        assert client.post("/layar/masuk", data=data, headers={"origin": "https://evil.example"}).status_code == 403
        assert client.post("/layar/masuk", data=data, headers={"origin": guarded.base_url}).status_code == 400
        assert connect(guarded, client, code).status_code == 303


def test_a_code_holds_for_ten_minutes(store: Database, settings: Settings) -> None:
    code = displays.new_display(store, label="Aula", by=None, now=NOW)
    late = NOW + timedelta(minutes=10)
    assert displays.connect_display(store, settings, code, caller=CALLER, now=late) is Refusal.WRONG
    in_time = late - timedelta(seconds=1)
    assert displays.connect_display(store, settings, code, caller=CALLER, now=in_time) not in set(Refusal)


def test_guessing_ends_after_a_few_attempts_of_an_address_and_locks_nobody_else_out(
    store: Database, settings: Settings
) -> None:
    code = displays.new_display(store, label="Aula", by=None, now=NOW)
    assert len(plain_code(code)) == displays.CODE_SIGNS
    assert 31**displays.CODE_SIGNS > 2**40
    outcomes = [
        displays.connect_display(store, settings, f"AAA-AAA-AA{n}", caller=CALLER, now=NOW) for n in range(2, 9)
    ]
    assert outcomes == [Refusal.WRONG] * settings.sign_in_failures + [Refusal.WAIT] * 2
    assert displays.connect_display(store, settings, code, caller=CALLER, now=NOW) is Refusal.WAIT
    token = displays.connect_display(store, settings, code, caller=Caller("198.51.100.4"), now=NOW)
    assert not isinstance(token, Refusal)
    with store.read() as session:
        log = read_log(session)
    kinds = [entry.kind for entry in log]
    assert kinds.count("display_refused") == settings.sign_in_failures
    assert {"display_added", "display_connected", "sign_in_locked"} <= set(kinds)
    assert plain_code(code) not in repr(log)
    assert token not in repr(log)
