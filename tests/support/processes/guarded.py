"""The guarded server as an operator starts it, and visitors without a browser: honest ones and others."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from access.accounts import account_admin
from access.accounts.sign_in import Caller, enter
from census.access.identity import Role, RoleKind
from census.settings import Settings
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.processes.server import free_port, healthy_process
from tests.support.worlds.built_once import open_made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from data_access.store.engine import Database

PASSWORD = "kopi pagi di menara"
JEKULO = "3319060"
ROLES = {
    "bupati": [Role(RoleKind.REGENT)],
    "operator": [Role(RoleKind.OPERATOR)],
    "camat.jekulo": [Role(RoleKind.CAMAT, area_code=JEKULO)],
    "kepala.setda": [Role(RoleKind.OPD_HEAD, opd_id=1)],
}
"""Accounts by user name, all of one password."""


@dataclass(frozen=True)
class Guarded:
    """A guarded server that answers, and the database behind it."""

    base_url: str
    log_path: Path
    database: Database
    accounts: Mapping[str, int]
    settings: Settings = field(default_factory=Settings)
    pid: int = 0

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return self.log_path.read_text(errors="replace")

    def token(self, login: str) -> str:
        """Sign somebody in without asking for the password, and give the token."""
        now = datetime.now(UTC)
        with self.database.write(beside_imports=True) as session:
            caller = Caller("127.0.0.1")
            return enter(session, self.settings, self.accounts[login], method="test", caller=caller, now=now).token

    def client(self, token: str | None = None, **headers: str) -> httpx2.Client:
        """Give a visitor that follows nothing by itself, with the cookie of a sign-in."""
        cookies = {} if token is None else {"kawal": token}
        return httpx2.Client(
            base_url=self.base_url, cookies=cookies, headers=headers, timeout=PATIENCE_SECONDS, trust_env=False,
            verify=False,
        )  # fmt: skip

    def page(self, token: str | None, path: str = "/", **headers: str) -> httpx2.Response:
        """Ask for a path as a browser asks for a page."""
        with self.client(token) as client:
            return client.get(path, headers={"accept": "text/html", **headers})


def wanted(page: str = "") -> BackMsg:
    """Give what a tab says that wants a page."""
    message = BackMsg()
    message.rerun_script.page_name = page
    return message


def seal_of(html: str) -> str:
    """Read the seal from the form of a page."""
    found = re.search(r'name="segel" value="([0-9a-f]{64})"', html)
    assert found, html
    return found.group(1)


def sign_in(client: httpx2.Client, login: str, password: str, *, way: str = "/", **headers: str) -> httpx2.Response:
    """Sign in as the form does."""
    seal = seal_of(client.get("/masuk", params={"ke": way}).text)
    data = {"segel": seal, "ke": way, "nama": login, "sandi": password}
    return client.post("/masuk", data=data, headers={"origin": str(client.base_url).rstrip("/"), **headers})


@contextmanager
def running_guard(
    url: str,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    port: int | None = None,
    roles_of: Mapping[str, Sequence[Role]] = ROLES,
) -> Iterator[Guarded]:
    """Make the accounts in a database and start the guarded server on it."""
    settings = Settings(database_url=url)
    database = open_made(settings)
    now = datetime.now(UTC)
    accounts = {
        login: account_admin.add(
            database, login=login, label=login.title(), password=PASSWORD, roles=roles, by=None, now=now
        )
        for login, roles in roles_of.items()
    }
    port = port or free_port()
    log_path = folder / "asgi.log"
    command = [sys.executable, "asgi.py", "--port", str(port)]
    settled = {"KAWAL_DATABASE_URL": url, **(environment or {})}
    try:
        with healthy_process(command, settled, log_path, port) as process:
            yield Guarded(f"http://127.0.0.1:{port}", log_path, database, accounts, settings, process.pid)
    finally:
        database.close()


class Tab:
    """A websocket as a browser's tab has it.

    Parameters
    ----------
    guarded
        Server.
    token
        What the cookie holds; None for no cookie.
    origin
        What page it says it comes from; None for none at all.
    headers
        Further headers.
    """

    def __init__(
        self,
        guarded: Guarded,
        token: str | None,
        *,
        origin: str | None = "",
        headers: Mapping[str, str] | None = None,
        session: str = "",
    ) -> None:
        sent = dict(headers or {}) | ({"Cookie": f"kawal={token}"} if token else {})
        said = guarded.base_url if origin == "" else origin
        protocols = ["streamlit"] + (["-", session] if session else [])
        self._connection = connect(
            guarded.base_url.replace("http://", "ws://", 1) + "/_stcore/stream",
            origin=None if said is None else Origin(said),
            subprotocols=[Subprotocol(name) for name in protocols],
            additional_headers=sent,
            max_size=None,
            compression=None,
            proxy=None,
        )
        self.session_id = ""

    def __enter__(self) -> Tab:
        self.socket = self._connection.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._connection.__exit__(*error)

    def run(self, page: str = "", query: str = "") -> str:
        """Ask for a run of a page and give everything that the server says until its end, as text."""
        wanted = BackMsg()
        wanted.rerun_script.query_string = query
        wanted.rerun_script.page_name = page
        self.socket.send(wanted.SerializeToString())
        return "\n".join(self._until_the_end())

    def send(self, message: BackMsg) -> None:
        """Say something else than that a page is wanted."""
        self.socket.send(message.SerializeToString())

    def received(self) -> ForwardMsg:
        """Give the next thing that the server says."""
        message: ForwardMsg = ForwardMsg.FromString(self._received())
        return message

    def _until_the_end(self) -> Iterator[str]:
        while True:
            message = ForwardMsg.FromString(self._received())
            self.session_id = message.new_session.initialize.session_id or self.session_id
            yield str(message)
            if message.WhichOneof("type") == "script_finished":
                return

    def _received(self) -> bytes:
        raw: Any = self.socket.recv(timeout=PATIENCE_SECONDS)
        return raw if isinstance(raw, bytes) else raw.encode()


@contextmanager
def running_provider(port: int, log_path: Path) -> Iterator[str]:
    """Run an OpenID provider on loopback that asks for nothing but a subject; give its issuer."""
    users = [
        '{"sub": "camat-jekulo", "name": "Camat Jekulo", "groups": ["camat", "3319060"]}',
        '{"sub": "orang-baru", "name": "198001012005011003", "groups": ["operator", "NIP 198001012005011003"]}',
    ]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for user in users:
        command += ["--user-claims", user]
    with log_path.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


@contextmanager
def running_guard_with_provider(
    url: str, folder: Path, today: str, *, roles_of: Mapping[str, Sequence[Role]] = ROLES
) -> Iterator[Guarded]:
    """Start the guarded server as `running_guard` does, with an OpenID provider beside it."""
    with running_provider(free_port(), folder / "provider.log") as issuer:
        environment = {
            "KAWAL_OIDC_ISSUER": issuer,
            "KAWAL_OIDC_CLIENT_ID": "kawal",
            "KAWAL_OIDC_CLIENT_SECRET": "rahasia-uji",
            "KAWAL_TODAY": today,
            "KAWAL_SLOW_REQUEST_SECONDS": "6",
        }
        with running_guard(url, folder, environment, roles_of=roles_of) as server:
            yield server
