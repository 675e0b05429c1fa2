"""A throw-away PostgreSQL in a temporary folder, reachable through a unix socket of that folder only."""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
from psycopg import sql

from tests.support import PATIENCE_SECONDS, dying_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWNER = "kawal"
PORT = 5432  # with a socket it only names the socket's file, so every server may have the same

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    # The data are thrown away, so they need not survive a crash.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    # Not UTC, so that code that leans on the time zone of the session is found out.
    "timezone": "Asia/Jakarta",
}


def find_binaries() -> Path | None:
    """Return the folder with ``initdb`` and ``postgres``, of the newest version installed."""

    def version(folder: Path) -> tuple[int, ...]:
        return tuple(map(int, re.findall(r"\d+", folder.parent.name)))

    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Return whom PostgreSQL shall run as: nobody special, but root may not run it."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    msg = "PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody"
    raise RuntimeError(msg)


@dataclass
class PostgresServer:
    """A running server, which all test processes may use; every database it makes is empty and is dropped after use."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def connect(self) -> psycopg.Connection:
        """Open an administrator's connection, in autocommit."""
        return psycopg.connect(
            host=str(self.folder),
            port=PORT,
            user=OWNER,
            dbname="postgres",
            autocommit=True,
            connect_timeout=PATIENCE_SECONDS,
        )

    @contextmanager
    def database(self) -> Iterator[str]:
        """Yield the SQLAlchemy URL of a fresh, empty database."""
        name = self._made()
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    @contextmanager
    def copy_of(self, build: Callable[[str], object], model: str) -> Iterator[str]:
        """Yield the URL of a copy of a database that a function fills; it is filled for the first who asks only."""
        name = self._made(like=self._model(build, f"model_{model}".replace("-", "_")))
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    def _model(self, build: Callable[[str], object], name: str) -> str:
        """Fill a database in one of the processes, while those that want it, too, wait."""
        with self.connect() as connection:
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
                unfinished = self._made()
                build(self._url(unfinished))
                renaming = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                _when_nobody_is_in(connection, renaming.format(sql.Identifier(unfinished), sql.Identifier(name)))
        return name

    def _made(self, *, like: str = "template1") -> str:
        name = f"kawal_{os.getpid()}_{next(self._numbers)}"
        # Copying its files is the quickest way where nothing has to survive a crash.
        statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
        with self.connect() as connection:
            _when_nobody_is_in(connection, sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(like)))
        return name

    def _drop(self, name: str) -> None:
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://{OWNER}@/{name}?host={quote(str(self.folder), safe='')}&port={PORT}"


def _when_nobody_is_in(connection: psycopg.Connection, statement: sql.Composed) -> None:
    """Run what wants a database for itself; a session that was closed may take its time to end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute(statement)
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > deadline:
                raise
        else:
            return


@contextmanager
def running_postgres(binaries: Path) -> Iterator[PostgresServer]:
    """Start a server of its own in a temporary folder; stop it and remove the folder at the end."""
    user = _unprivileged_user()
    with tempfile.TemporaryDirectory(prefix="kawal-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        process = _start(binaries, folder, user)
        server = PostgresServer(folder)
        try:
            _wait_until_ready(server, process)
            yield server
        finally:
            _stop(process)


@dataclass(frozen=True)
class Power:
    """Stops a server, as its administrator does who does not wait for its sessions, and starts it again."""

    server: PostgresServer
    _run: Callable[[], object]

    def stop(self) -> None:
        """Return once nobody can connect any more."""
        process_file = self.server.folder / "data" / "postmaster.pid"
        os.kill(int(process_file.read_text(encoding="utf-8").split()[0]), signal.SIGINT)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while process_file.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def start(self) -> None:
        """Return once it answers."""
        self._run()

    def restart(self) -> None:
        """Stop and start it."""
        self.stop()
        self.start()


@contextmanager
def restartable_postgres(binaries: Path) -> Iterator[tuple[PostgresServer, Power]]:
    """Start a server of its own as `running_postgres` does, and give what stops it and starts it again."""
    with running_postgres(binaries) as server, contextlib.ExitStack() as stack:
        user = _unprivileged_user()

        def run() -> None:
            process = _run(binaries, server.folder, user)
            stack.callback(_stop, process)
            _wait_until_ready(server, process)

        yield server, Power(server, run)


def _start(binaries: Path, folder: Path, user: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    data = folder / "data"
    uid, gid = (user.pw_uid, user.pw_gid) if user else (None, None)
    groups: list[int] | None = [] if user else None
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C"}
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", OWNER, "-A", "trust", "-N"]
    initdb += ["-E", "UTF8", "--locale=C"]
    made = subprocess.run(
        initdb, cwd=folder, env=environment, user=uid, group=gid, extra_groups=groups, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        msg = f"initdb failed: {made.stderr}"
        raise RuntimeError(msg)
    return _run(binaries, folder, user)


def _run(binaries: Path, folder: Path, user: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    uid, gid = (user.pw_uid, user.pw_gid) if user else (None, None)
    groups: list[int] | None = [] if user else None
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C"}
    command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), "-p", str(PORT)]
    for key, value in SETTINGS.items():
        command += ["-c", f"{key}={value}"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            dying_with_parent(command), cwd=folder, env=environment, user=uid, group=gid, extra_groups=groups,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError as error:
            if process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
                continue
            log = (server.folder / "log").read_text(errors="replace")
            msg = f"PostgreSQL did not start: {log}"
            raise RuntimeError(msg) from error
        return


def _stop(process: subprocess.Popen[bytes]) -> None:
    # SIGINT asks for the fast shutdown, which ends sessions still open.
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
