"""Attacks on the guarded server, each by its name: what is tried, and that nothing comes of it."""

from __future__ import annotations

import re
import socket
import stat
import time
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest
import sqlalchemy as sa
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from access.accounts import account_admin
from access.accounts.tokens import fingerprint, new_token
from access.entrance.gate import LOOK_EVERY_SECONDS, VISIT_BELIEVED_SECONDS
from access.traffic.inbox import TOO_MANY, TOO_MUCH_WAITS
from access.traffic.uploads import MOST_KEPT
from access.traffic.websocket_registry import ENDED
from census.access.identity import Role, RoleKind
from data_access.accounts.access_log import read_log
from data_access.models.access_models import SIGN_INS
from tests.support import PATIENCE_SECONDS
from tests.support.processes.guarded import JEKULO, PASSWORD, ROLES, Guarded, Tab, seal_of, sign_in, wanted
from ui.shell.registry import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

SECRETS = ("menara", "argon2", "Traceback", "sqlalchemy")


def is_closed(answer: httpx2.Response) -> bool:
    """Neither the application nor a word of it: only the way to the sign-in, or a refusal."""
    if answer.status_code == 303:
        return answer.headers["location"].startswith("/masuk") and not answer.content
    return answer.status_code in {400, 401, 403, 404} and len(answer.content) < 100


def refused(attempt: Callable[[], Tab]) -> int:
    """Give the status with which a websocket is refused."""
    with pytest.raises(InvalidStatus) as caught, attempt():
        pass
    return caught.value.response.status_code


# --- without a sign-in --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [f"/{entry.url_path}" for entry in PAGES])
def test_direct_path_of_a_page_leads_to_the_sign_in_and_back(guarded: Guarded, path: str) -> None:
    answer = guarded.page(None, f"{path}?hari=2020-03-01")
    assert answer.status_code == 303
    wanted = httpx2.URL(answer.headers["location"])
    assert wanted.path == "/masuk"
    assert wanted.params["ke"] == f"{path}?hari=2020-03-01"


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/host-config",
        "/_stcore/stream",
        "/_stcore/script-health-check",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/upload_file/a/b",
        "/_stcore/bidi-components/x/y",
        "/media/0123456789abcdef.csv",
        "/app/static/area_view.js",
        "/app/static/maps/",
        "/component/x/y",
        "/static/js/index.js",
        "/index.html",
        "/manifest.json",
        "/oauth2callback",
        "/auth/login",
        "/sandi",
    ],
)
def test_metrics_media_static_and_all_else_are_closed(guarded: Guarded, path: str) -> None:
    with guarded.client() as client:
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"):
            answer = client.request(method, path, headers={"origin": guarded.base_url})
            assert answer.status_code in {401, 404}, method
            assert len(answer.content) < 100, method


def test_health_alone_answers_and_says_nothing(guarded: Guarded) -> None:
    with guarded.client() as client:
        answer = client.get("/_stcore/health")
    assert (answer.status_code, answer.text) == (200, "ok")


def test_a_websocket_without_a_sign_in_is_refused(guarded: Guarded) -> None:
    assert refused(lambda: Tab(guarded, None)) == 403


def test_every_sign_in_page_answers_without_a_session(guarded: Guarded) -> None:
    with guarded.client() as client:
        assert client.get("/masuk").status_code == 200
        assert client.get("/keluar").status_code == 200
        assert client.get("/masuk/sesi").status_code == 401
        assert client.get("/masuk/gaya.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    "path",
    [
        "/masuk/../_stcore/metrics",
        "/masuk/%2e%2e/_stcore/metrics",
        "/masuk%2f..%2f_stcore%2fmetrics",
        "/_stcore/health/../metrics",
        "/_stcore/health/..%2fmetrics",
        "/_stcore/health%2f",
        "//_stcore/metrics",
        "/masuk/gaya.css/../../../etc/passwd",
        "/masuk/%2e%2e%2f%2e%2e%2fasgi.py",
        "/app/static/../../asgi.py",
        "/app/static/%2e%2e/%2e%2e/var/kawal.sqlite",
        "/media/..%5c..%5casgi.py",
        "/masuk;/..;/_stcore/metrics",
        "/MASUK/../_stcore/metrics",
    ],
)
@pytest.mark.parametrize("has_session", [False, True])
def test_path_traversal(guarded: Guarded, path: str, has_session: bool) -> None:
    url = httpx2.URL(guarded.base_url).copy_with(raw_path=path.encode())
    with guarded.client(guarded.token("camat.jekulo") if has_session else None) as client:
        answer = client.get(url)
    assert "process_" not in answer.text
    assert "root:" not in answer.text
    assert "def main" not in answer.text
    if not has_session:
        assert is_closed(answer)


# --- spoofed headers ----------------------------------------------------------------------------------------

SPOOFED = {
    "x-forwarded-user": "operator",
    "x-remote-user": "operator",
    "x-streamlit-user": "operator",
    "authorization": "Basic b3BlcmF0b3I6b3BlcmF0b3I=",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-proto": "https",
    "x-original-url": "/_stcore/health",
    "x-rewrite-url": "/_stcore/health",
    "x-http-method-override": "GET",
    "x-account-id": "1",
}


def test_spoofed_headers_open_nothing(guarded: Guarded) -> None:
    assert is_closed(guarded.page(None, "/", **SPOOFED))
    assert refused(lambda: Tab(guarded, None, headers=SPOOFED)) == 403


def test_spoofed_headers_make_nobody_an_operator(guarded: Guarded) -> None:
    with Tab(guarded, guarded.token("camat.jekulo"), headers=SPOOFED) as tab:
        assert "kepala.setda" not in tab.run("akun")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "127.0.0.1@evil.example", "", "10.0.0.1"]
)
def test_foreign_host(guarded: Guarded, host: str) -> None:
    token = guarded.token("operator")
    assert guarded.page(token, "/", host=host).status_code == 400
    assert guarded.page(None, "/_stcore/health", host=host).status_code == 400


@pytest.mark.parametrize(
    "origin",
    [None, "null", "http://evil.example", "https://127.0.0.1", "http://127.0.0.1", "http://127.0.0.1:1", "file://"],
)
def test_foreign_or_missing_origin_of_a_websocket(guarded: Guarded, origin: str | None) -> None:
    token = guarded.token("operator")
    assert refused(lambda: Tab(guarded, token, origin=origin)) == 403


def test_two_origins_of_a_websocket(guarded: Guarded) -> None:
    token = guarded.token("operator")
    second = {"Origin": "http://evil.example"}
    assert refused(lambda: Tab(guarded, token, headers=second)) in {400, 403}


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example"])
@pytest.mark.parametrize("path", ["/masuk", "/keluar", "/sandi", "/masuk/pertama", "/_stcore/upload_file/a/b"])
def test_foreign_or_missing_origin_of_a_form(guarded: Guarded, path: str, origin: str | None) -> None:
    with guarded.client(guarded.token("operator")) as client:
        answer = client.post(path, data={"a": "b"}, headers={} if origin is None else {"origin": origin})
    assert answer.status_code == 403


def test_a_form_of_another_browser(guarded: Guarded) -> None:
    with guarded.client() as attacker, guarded.client() as victim:
        seal = seal_of(attacker.get("/masuk").text)
        victim.get("/masuk")
        data = {"segel": seal, "ke": "/", "nama": "operator", "sandi": PASSWORD}
        answer = victim.post("/masuk", data=data, headers={"origin": guarded.base_url})
    assert answer.status_code == 400
    assert "kawal" not in answer.cookies


# --- cookies ------------------------------------------------------------------------------------------------


def test_forged_cookies(guarded: Guarded) -> None:
    token = guarded.token("operator")
    forged = [
        new_token(),
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.lower(),
        fingerprint(token),
        "' OR 1=1 --",
        "../../etc/passwd",
        "A" * 4000,
        "",
    ]
    for cookie in forged:
        answer = guarded.page(None, "/", cookie=f"kawal={cookie}")
        assert is_closed(answer), cookie
        assert refused(lambda cookie=cookie: Tab(guarded, cookie or None)) == 403


def test_the_table_of_sign_ins_holds_no_token(guarded: Guarded) -> None:
    token = guarded.token("operator")
    with guarded.database.read() as session:
        rows = session.execute(sa.select(SIGN_INS)).all()
    assert fingerprint(token) in {row.token_hash for row in rows}
    assert token not in {row.token_hash for row in rows}


@pytest.mark.parametrize(
    "change",
    [
        {"expires_at": timedelta(seconds=-1)},
        {"seen_at": timedelta(minutes=-31)},
        {"revoked_at": timedelta(seconds=-1)},
    ],
    ids=["expired", "idle", "revoked"],
)
def test_expired_idle_and_revoked_cookies(guarded: Guarded, change: dict[str, timedelta]) -> None:
    token = guarded.token("operator")
    now = datetime.now(UTC)
    with guarded.database.write() as session:
        moments = {name: now + offset for name, offset in change.items()}
        session.execute(sa.update(SIGN_INS).where(SIGN_INS.c.token_hash == fingerprint(token)).values(moments))
    assert is_closed(guarded.page(token))
    assert refused(lambda: Tab(guarded, token)) == 403


def test_session_fixation(guarded: Guarded) -> None:
    """A token that somebody else put into the browser beforehand is never taken over."""
    for before in (new_token(), guarded.token("camat.jekulo")):
        with guarded.client() as client:
            seal = seal_of(client.get("/masuk").text)
            data = {"segel": seal, "ke": "/", "nama": "operator", "sandi": PASSWORD}
            cookie = f"kawal={before}; {_cookie_header(client)}"
            answer = client.post("/masuk", data=data, headers={"origin": guarded.base_url, "cookie": cookie})
        assert answer.status_code == 303
        assert answer.cookies["kawal"] not in {before, ""}
        assert is_closed(guarded.page(before))


def _cookie_header(client: httpx2.Client) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(guarded: Guarded) -> None:
    with guarded.client() as client:
        answer = sign_in(client, "bupati", PASSWORD)
    (cookie,) = (line for line in answer.headers.get_list("set-cookie") if line.startswith("kawal="))
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert not any(flag.startswith("domain") for flag in flags)


def test_a_session_is_given_back_to_the_sign_in_that_began_it_alone(guarded: Guarded) -> None:
    """Streamlit gives a session that has lost its websocket to whoever knows its number.

    Parts of a page that run alone and files that are made when asked for would still be those of the one before. What
    the session holds is forgotten as well: `tests/pages/admin/test_accounts.py`.
    """
    operator = guarded.token("operator")
    with Tab(guarded, operator) as tab:
        # A cold server asks for the page once more.
        tab.run()
        assert "kepala.setda" in tab.run("akun")
        taken = tab.session_id
    with Tab(guarded, operator, session=taken) as tab:
        tab.run("akun")
        assert tab.session_id == taken, "Streamlit no longer does: this test has lost its point"
    # Another account, and another sign-in of the same one.
    for login in ("camat.jekulo", "operator"):
        with Tab(guarded, guarded.token(login), session=taken) as tab:
            assert ("kepala.setda" in tab.run("akun")) == (login == "operator")
            assert tab.session_id not in {"", taken}


# --- brute force --------------------------------------------------------------------------------------------


def test_brute_force_and_account_enumeration(guarded: Guarded) -> None:
    """The sixth attempt is not tried, the right password no more; a name that nobody has looks just the same."""
    said: dict[str, list[tuple[int, str]]] = {}
    for login in ("kepala.setda", "tidak.ada"):
        with guarded.client() as client:
            answers = [sign_in(client, login, f"salah sekali {n}") for n in range(5)]
            answers.append(sign_in(client, login, PASSWORD))
        said[login] = [(answer.status_code, _problem(answer.text)) for answer in answers]
    assert said["kepala.setda"] == said["tidak.ada"]
    assert [status for status, _problem in said["tidak.ada"]] == [401] * 5 + [429]
    with guarded.database.read() as session:
        log = read_log(session, limit=50)
    assert [entry.kind for entry in log].count("sign_in_locked") == 2
    assert not any("salah" in str(entry.details) or "tidak.ada" in str(entry.details) for entry in log)


def _problem(html: str) -> str:
    return html.split('role="alert">', 1)[1].split("<", 1)[0]


def test_an_open_redirect_after_signing_in(guarded: Guarded) -> None:
    for way in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/%09/evil.example",
        "javascript:1",
        "\\\\x",
    ):
        with guarded.client() as client:
            answer = sign_in(client, "bupati", PASSWORD, way=way)
        assert answer.status_code == 303
        target = httpx2.URL(guarded.base_url).join(answer.headers["location"])
        assert target.host == "127.0.0.1", way


def test_script_in_what_the_sign_in_page_repeats(guarded: Guarded) -> None:
    payload = '"><script>alert(1)</script>'
    with guarded.client() as client:
        page = client.get("/masuk", params={"ke": f"/opd?x={payload}", "bahasa": payload}).text
        again = sign_in(client, payload, "salah sekali").text
    assert "<script" not in page + again


# --- size ---------------------------------------------------------------------------------------------------


def test_an_oversized_form(guarded: Guarded) -> None:
    with guarded.client() as client:
        answer = client.post("/masuk", content=b"a" * 200_000, headers={"origin": guarded.base_url})
    assert answer.status_code == 413


def test_an_oversized_upload_that_declares_its_size(guarded: Guarded) -> None:
    """Refused before any of it is read."""
    host, port = guarded.base_url.removeprefix("http://").split(":")
    lines = [
        "PUT /_stcore/upload_file/a/b HTTP/1.1",
        f"host: {host}:{port}",
        f"origin: {guarded.base_url}",
        f"cookie: kawal={guarded.token('operator')}",
        f"content-length: {25 * 1024 * 1024}",
    ]
    with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS) as raw:
        raw.sendall("\r\n".join([*lines, "", ""]).encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 413 ")


def test_an_oversized_upload_in_pieces(guarded: Guarded) -> None:
    pieces = (b"a" * 1_000_000 for _ in range(3))
    with guarded.client(guarded.token("operator")) as client:
        # The server may close before all of it has been sent.
        with suppress(httpx2.TransportError):
            answer = client.post("/keluar", content=pieces, headers={"origin": guarded.base_url})
            assert answer.status_code == 413
    assert guarded.page(None, "/_stcore/health").text == "ok"


def test_an_oversized_websocket_message(guarded: Guarded) -> None:
    with Tab(guarded, guarded.token("operator")) as tab:
        with pytest.raises(ConnectionClosed):
            tab.socket.send(b"a" * 2_000_000)
            tab.socket.recv(timeout=PATIENCE_SECONDS)
    assert guarded.page(None, "/_stcore/health").text == "ok"


def test_an_upload_without_streamlits_own_token(guarded: Guarded) -> None:
    token = guarded.token("operator")
    with Tab(guarded, token) as tab, guarded.client(token) as client:
        tab.run()
        path = f"/_stcore/upload_file/{tab.session_id}/b"
        answer = client.put(path, files={"f": b"x"}, headers={"origin": guarded.base_url})
    assert answer.status_code == 403


# --- with a sign-in that ends or is too small ---------------------------------------------------------------


def test_an_ended_sign_in_is_seen_within_five_seconds() -> None:
    """What is known of a sign-in, and the next look at the tabs: so long at most, whatever the computer does."""
    assert VISIT_BELIEVED_SECONDS + LOOK_EVERY_SECONDS < 5


def test_signing_out_stops_every_tab(guarded: Guarded) -> None:
    token = guarded.token("bupati")
    with Tab(guarded, token) as one, Tab(guarded, token) as other, guarded.client(token) as client:
        assert "Bupati" in one.run()
        other.run()
        seal = seal_of(client.get("/keluar").text)
        client.post("/keluar", data={"segel": seal}, headers={"origin": guarded.base_url})
        for tab in (one, other):
            with pytest.raises(ConnectionClosed):
                while True:
                    tab.socket.recv(timeout=PATIENCE_SECONDS)
            assert tab.socket.close_code == ENDED
    assert is_closed(guarded.page(token))
    assert refused(lambda: Tab(guarded, token)) == 403


def test_switching_an_account_off_stops_its_tabs(guarded: Guarded) -> None:
    now = datetime.now(UTC)
    number = account_admin.add(
        guarded.database, login="sementara", label="Sementara", password=PASSWORD, roles=[], by=None, now=now
    )
    guarded.accounts["sementara"] = number  # type: ignore[index]
    token = guarded.token("sementara")
    with Tab(guarded, token) as tab:
        tab.run()
        account_admin.disable(guarded.database, number, by=None, now=now)
        with pytest.raises(ConnectionClosed):
            while True:
                tab.socket.recv(timeout=PATIENCE_SECONDS)
    with guarded.client() as client:
        assert sign_in(client, "sementara", PASSWORD).status_code == 401


@pytest.mark.parametrize(("page", "word"), [("akun", "kepala.setda"), ("pengaturan", "KAWAL_SESSION_HOURS")])
def test_the_operator_sees_the_pages_of_the_operator(guarded: Guarded, page: str, word: str) -> None:
    with Tab(guarded, guarded.token("operator")) as tab:
        assert word in tab.run(page)


@pytest.mark.parametrize("login", ["bupati", "camat.jekulo", "kepala.setda"])
@pytest.mark.parametrize("page", ["akun", "pengaturan"])
def test_a_forbidden_deep_link_shows_nothing_of_the_page(guarded: Guarded, login: str, page: str) -> None:
    with Tab(guarded, guarded.token(login)) as tab:
        said = tab.run(page)
    assert "kepala.setda" not in said.replace("Kepala.Setda", "")
    assert "KAWAL_SESSION_HOURS" not in said


def test_metrics_are_for_the_operator(guarded: Guarded) -> None:
    assert guarded.page(guarded.token("bupati"), "/_stcore/metrics").status_code == 404
    assert guarded.page(guarded.token("operator"), "/_stcore/metrics").status_code == 200


@pytest.mark.parametrize("login", [login for login in ROLES if login != "operator"])
def test_uploads_are_for_the_operator(guarded: Guarded, login: str) -> None:
    """Nothing of the file is taken into the memory of the server; the operator's own is held to Streamlit's rules."""
    origin = {"origin": guarded.base_url}
    for each in (login, "operator"):
        token = guarded.token(each)
        with Tab(guarded, token) as tab, guarded.client(token) as client:
            tab.run()
            path = f"/_stcore/upload_file/{tab.session_id}/b"
            for method in ("PUT", "DELETE"):
                answer = client.request(method, path, content=b"x" * 1_000, headers=origin)
                assert answer.status_code == (403 if each == "operator" else 404), method


@pytest.mark.parametrize("path", ["/_stcore/agent/openapi.json", "/_stcore/script-health-check", "/oauth2callback"])
def test_unused_ways_into_streamlit_are_not_there_even_for_the_operator(guarded: Guarded, path: str) -> None:
    assert guarded.page(guarded.token("operator"), path).status_code == 404


# --- one sign-in against all others -------------------------------------------------------------------------


def test_messages_that_the_product_does_not_need_do_nothing(guarded: Guarded) -> None:
    """Each of these is answered by Streamlit, or changes what it does for everybody."""
    with Tab(guarded, guarded.token("bupati")) as tab:
        tab.run()
        for name in ("clear_cache", "set_run_on_save", "load_git_info", "app_heartbeat", "debug_shutdown_runtime"):
            tab.send(BackMsg(**{name: True}))
        for payload in ("install_skills", "dismiss_skills_nudge"):
            message = BackMsg()
            message.backend_operation_request.session_id = tab.session_id
            getattr(message.backend_operation_request, payload).SetInParent()
            tab.send(message)
        tab.socket.send(b"\xff" * 100)
        tab.send(wanted())
        said = []
        while not said or said[-1].WhichOneof("type") != "script_finished":
            said.append(tab.received())
    kinds = {message.WhichOneof("type") for message in said}
    assert not kinds & {"git_info_changed", "backend_operation_response", "session_event"}
    assert not any(message.session_status_changed.run_on_save for message in said)


def test_a_flood_of_messages_is_cut_off_and_others_are_served(guarded: Guarded) -> None:
    """Three tabs of one account send as much as they can; another reader's page and the health are answered."""
    flood = wanted("wilayah").SerializeToString()
    with ExitStack() as stack:
        token = guarded.token("kepala.setda")
        tabs = [stack.enter_context(Tab(guarded, token)) for _ in range(3)]
        for tab in tabs:
            # The server may have cut the tab off before it is done.
            with suppress(ConnectionClosed):
                for _ in range(400):
                    tab.socket.send(flood)
        assert guarded.page(None, "/_stcore/health").text == "ok"
        with Tab(guarded, guarded.token("bupati")) as other:
            assert "Bupati" in other.run()
        begun = 0
        for tab in tabs:
            with pytest.raises(ConnectionClosed):
                while True:
                    begun += tab.received().WhichOneof("type") == "new_session"
            assert tab.socket.close_code == TOO_MANY
            assert tab.socket.close_reason == TOO_MUCH_WAITS
    assert begun < 400
    assert guarded.page(None, "/_stcore/health").text == "ok"


def test_tabs_of_an_account_are_counted_over_all_its_sign_ins(guarded: Guarded) -> None:
    tokens = [guarded.token("camat.jekulo") for _ in range(2)]
    with ExitStack() as stack:
        for number in range(guarded.settings.account_tabs):
            stack.enter_context(Tab(guarded, tokens[number % 2]))
        with pytest.raises(InvalidStatus) as caught, Tab(guarded, tokens[0]):
            pass
        page = guarded.page(tokens[1], "/wilayah?bahasa=en")
        assert "Anda" not in guarded.page(guarded.token("bupati")).text
    assert caught.value.response.status_code == 429
    assert b"Close one" in caught.value.response.body
    assert page.status_code == 429
    assert 'role="alert">This account has so many tabs open' in page.text
    assert '"/wilayah?bahasa=en"' in page.text
    with Tab(guarded, tokens[0]) as tab:
        assert "Camat" in tab.run()


def test_a_request_whose_headers_dribble_in_is_cut_off(guarded: Guarded) -> None:
    host, port = guarded.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=1) as raw:
        raw.sendall(b"GET /masuk HTTP/1.1\r\n")
        began = time.monotonic()
        with suppress(ConnectionError):
            while time.monotonic() - began < PATIENCE_SECONDS:
                raw.sendall(b"x-a: b\r\n")
                with suppress(TimeoutError):
                    assert raw.recv(100) == b""
                    break
            else:
                pytest.fail("still listened to")
    assert guarded.page(None, "/_stcore/health").text == "ok"


def test_messages_that_unpack_to_a_thousand_times_their_size(guarded: Guarded) -> None:
    address = guarded.base_url.replace("http://", "ws://", 1) + "/_stcore/stream"
    cookie = {"Cookie": f"kawal={guarded.token('kepala.setda')}"}
    with connect(
        address, origin=Origin(guarded.base_url), subprotocols=[Subprotocol("streamlit")], additional_headers=cookie,
        compression="deflate", proxy=None,
    ) as tab:  # fmt: skip
        with suppress(ConnectionClosed):
            for _ in range(300):
                tab.send(b"\0" * 900_000)
        with pytest.raises(ConnectionClosed):
            while True:
                tab.recv(timeout=PATIENCE_SECONDS)
    assert guarded.page(None, "/_stcore/health").text == "ok"


# --- files that outlive the role ----------------------------------------------------------------------------


def passing(guarded: Guarded, login: str) -> int:
    """Make an account of a regent that is none any more by the end of a test."""
    regent = [Role(RoleKind.REGENT)]
    number = account_admin.add(
        guarded.database, login=login, label="Sementara", password=PASSWORD, roles=regent, by=None,
        now=datetime.now(UTC),
    )  # fmt: skip
    guarded.accounts[login] = number  # type: ignore[index]
    return number


def offered(tab: Tab, page: str) -> str:
    """Open a page and its box of files; give the name of the first one that it offers to make."""
    tab.send(wanted(page))
    box = next(found for message in said(tab) if "table-" in (found := message.delta.add_block.expandable.id))
    opening = wanted(page)
    opening.rerun_script.widget_states.widgets.add(id=box, bool_value=True)
    tab.send(opening)
    return next(filter(None, [message.delta.new_element.download_button.deferred_file_id for message in said(tab)]))


def said(tab: Tab) -> list[ForwardMsg]:
    """All that the server says until the end of a run."""
    messages: list[ForwardMsg] = []
    while not messages or messages[-1].WhichOneof("type") != "script_finished":
        messages.append(tab.received())
        tab.session_id = messages[-1].new_session.initialize.session_id or tab.session_id
    return messages


def ask_for(tab: Tab, name: str) -> None:
    message = BackMsg()
    message.backend_operation_request.session_id = tab.session_id
    message.backend_operation_request.deferred_file.file_id = name
    tab.send(message)


def made(tab: Tab, name: str) -> str:
    """Have a file made and give its address."""
    ask_for(tab, name)
    message = tab.received()
    while message.WhichOneof("type") != "backend_operation_response":
        message = tab.received()
    return message.backend_operation_response.deferred_file.url


def test_a_file_that_was_offered_is_not_made_once_the_role_is_another(guarded: Guarded) -> None:
    number = passing(guarded, "peralihan")
    with Tab(guarded, guarded.token("peralihan")) as tab:
        tab.run()
        name = offered(tab, "wilayah")
        assert made(tab, name).startswith("/media/")
        camat = [Role(RoleKind.CAMAT, area_code=JEKULO)]
        account_admin.set_roles(guarded.database, number, camat, by=None, now=datetime.now(UTC))
        addresses = []
        with pytest.raises(ConnectionClosed):
            ask_for(tab, name)
            while True:
                addresses.append(tab.received().backend_operation_response.deferred_file.url)
    assert not any(addresses)
    assert tab.socket.close_code == ENDED


def test_the_address_of_a_file_is_good_for_the_sign_in_that_it_was_given_to(guarded: Guarded) -> None:
    """Files are named by their content: whoever knows one from another day could ask for today's as well."""
    number = passing(guarded, "peralihan.dua")
    token = guarded.token("peralihan.dua")
    with Tab(guarded, token) as tab:
        tab.run()
        address = made(tab, offered(tab, "wilayah"))
        mine = guarded.page(token, address)
        assert (mine.status_code, len(mine.content) > 100) == (200, True)
        for other in (guarded.token("bupati"), guarded.token("operator"), guarded.token("peralihan.dua")):
            assert guarded.page(other, address).status_code == 404
        assert is_closed(guarded.page(None, address))
        for beside in (address.replace("/media/", "/media//"), "/media/" + "0" * 56 + ".csv", "/media/", "/media/x"):
            assert guarded.page(token, beside).status_code == 404
        camat = [Role(RoleKind.CAMAT, area_code=JEKULO)]
        account_admin.set_roles(guarded.database, number, camat, by=None, now=datetime.now(UTC))
        # At once, not when the guard asks the next time.
        assert is_closed(guarded.page(token, address))
        assert guarded.page(guarded.token("peralihan.dua"), address).status_code == 404


def test_a_file_is_sent_to_the_own_session_alone_and_not_without_end(guarded: Guarded) -> None:
    operator, other = guarded.token("operator"), guarded.token("operator")
    with Tab(guarded, operator) as tab, guarded.client(operator) as client, guarded.client(other) as stranger:
        tab.run()
        seen = client.get("/_stcore/health").cookies["_streamlit_xsrf"]
        headers = {"origin": guarded.base_url, "x-xsrftoken": seen}

        def sent(by: httpx2.Client, session: str, number: int) -> int:
            cookies = "; ".join(f"{name}={value}" for name, value in by.cookies.items() if name != "_streamlit_xsrf")
            path = f"/_stcore/upload_file/{session}/{number}"
            said = {**headers, "cookie": f"{cookies}; _streamlit_xsrf={seen}"}
            return by.put(path, files={"f": b"x"}, headers=said).status_code

        assert [sent(client, tab.session_id, number) for number in range(MOST_KEPT + 1)] == [204] * MOST_KEPT + [429]
        assert sent(stranger, tab.session_id, 0) == 404
        assert sent(client, "another", 0) == 404


# --- what every answer carries ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/masuk", "/_stcore/health", "/tidak-ada", "/app/static/seat.js", "/masuk/sesi"])
@pytest.mark.parametrize("has_session", [False, True])
def test_headers_of_every_answer(guarded: Guarded, path: str, has_session: bool) -> None:
    answer = guarded.page(guarded.token("bupati") if has_session else None, path)
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'self'" in policy
    scripts = policy.split("script-src ", 1)[1].split(";", 1)[0]
    assert "unsafe" not in scripts
    assert "http" not in scripts
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert "server" not in answer.headers
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize("query", ["hari=%00&wilayah=%27%3B--", "satuan=%3Cscript%3E", "hari=9999-99-99&bahasa=xx"])
def test_tampered_query_parameters(guarded: Guarded, query: str) -> None:
    with Tab(guarded, guarded.token("operator")) as tab:
        said = tab.run("wilayah", query=query)
    assert "FINISHED_SUCCESSFULLY" in said
    assert not any(secret in said for secret in SECRETS)


def test_an_error_is_a_number_on_the_screen_and_a_traceback_in_the_log(guarded: Guarded) -> None:
    def rename(before: str, after: str) -> None:
        with guarded.database.write() as session:
            session.execute(sa.text(f"ALTER TABLE {before} RENAME TO {after}"))

    rename("imports", "imports_away")
    try:
        with Tab(guarded, guarded.token("operator")) as tab:
            said = tab.run("data-masuk")
    finally:
        rename("imports_away", "imports")
    number = re.search(r"nomor ini kepada operator: ([0-9A-F]{8})", said)
    assert number is not None, said
    assert not any(secret in said for secret in (*SECRETS, "no such table", "imports"))
    assert f"error={number.group(1)}" in guarded.log
    assert "no such table: imports" in guarded.log


def test_the_log_of_the_server_holds_no_secret(guarded: Guarded) -> None:
    token = guarded.token("operator")
    guarded.page(token)
    with guarded.client() as client:
        sign_in(client, "bupati", PASSWORD)
    assert PASSWORD not in guarded.log
    assert token not in guarded.log


def test_the_database_of_the_running_server_is_for_its_owner_alone(guarded: Guarded) -> None:
    file = Path(guarded.settings.database_url.removeprefix("sqlite:///"))
    beside = [file, *file.parent.glob(f"{file.name}-*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in beside} == {0o600}
