"""The dashboard as a user starts it: `asgi.py --open` in a process of its own, on a free loopback port."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support import PATIENCE_SECONDS, ROOT, dying_with_parent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ATTEMPTS = 3
FOREIGN_SETTINGS = ("KAWAL_", "STREAMLIT_")


class ServerDidNotStartError(RuntimeError):
    """The dashboard ended, or stayed silent, before it answered."""


@dataclass(frozen=True)
class Dashboard:
    """A dashboard that answers at ``base_url``."""

    base_url: str
    pid: int
    log_path: Path

    @property
    def log(self) -> str:
        """What the server has written so far, for the message of a failed assertion."""
        return self.log_path.read_text(errors="replace")


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_dashboard(
    environment: Mapping[str, str],
    log_path: Path,
    *,
    script: Path = ROOT / "dashboard.py",
) -> Iterator[Dashboard]:
    """Start the dashboard, yield it once it is healthy, stop it at the end.

    Parameters
    ----------
    environment : mapping
        Settings of this server (``KAWAL_DATABASE_URL`` ...); those of the surrounding shell do not reach it.
    log_path : Path
        File that takes the server's output.
    script : Path
        Entry file: by default the project's own, served as `make run` does but with figures of all kinds; another is
        run by Streamlit itself.

    Raises
    ------
    ServerDidNotStartError
        With the server's output, when it does not answer.
    """
    process, port = _start(environment, log_path, script)
    try:
        yield Dashboard(f"http://127.0.0.1:{port}", process.pid, log_path)
    finally:
        _stop(process)


@contextmanager
def healthy_process(
    command: list[str], environment: Mapping[str, str], log_path: Path, port: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server of ours in a process of its own, yield it once it is healthy, stop it at the end.

    Raises
    ------
    ServerDidNotStartError
        With the server's output, when it does not answer.
    """
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN_SETTINGS)}
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            dying_with_parent(command), cwd=ROOT, env={**inherited, **environment},
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        if not _becomes_healthy(process, port):
            msg = f"the server did not answer on port {port}; it wrote:\n{log_path.read_text(errors='replace')}"
            raise ServerDidNotStartError(msg)
        yield process
    finally:
        _stop(process)


def _start(environment: Mapping[str, str], log_path: Path, script: Path) -> tuple[subprocess.Popen[bytes], int]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN_SETTINGS)}
    for attempt in range(1, ATTEMPTS + 1):
        port = free_port()
        command = [sys.executable, "-m", "tests.support.processes.any_data", "--open", "--port", str(port)]
        if script != ROOT / "dashboard.py":
            command = [
                sys.executable, "-m", "streamlit", "run", str(script),
                "--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", "true",
            ]  # fmt: skip
        with log_path.open("wb") as log:
            process = subprocess.Popen(
                dying_with_parent(command), cwd=ROOT, env={**inherited, **environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        if _becomes_healthy(process, port):
            return process, port
        _stop(process)
        output = log_path.read_text(errors="replace")
        # Another process may have taken the port since it was found free.
        if attempt == ATTEMPTS or not ("not available" in output or "already in use" in output):
            msg = f"the dashboard did not answer on port {port}; it wrote:\n{output}"
            raise ServerDidNotStartError(msg)
    raise AssertionError


def _becomes_healthy(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().status == http.client.OK:
                return True
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
