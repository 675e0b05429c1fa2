"""Functions that the tests run in the sandbox; they must be importable from a fresh process."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import signal
import socket
import sys
import threading
import time
import zoneinfo
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def echo(content: bytes, text: str, number: int, share: float, more: bytes) -> bytes:
    return b"|".join([content, text.encode(), repr(number).encode(), repr(share).encode(), more])


def environment_and_modules() -> bytes:
    return json.dumps([sorted(os.environ), sorted(sys.modules)]).encode()


TGKILL, PRLIMIT = {"x86_64": 234, "aarch64": 131}, {"x86_64": 302, "aarch64": 261}
INOTIFY, SHMGET = {"x86_64": 294, "aarch64": 26}, {"x86_64": 29, "aarch64": 194}


def reach_out(canary: str, product: str, port: int, parent: int, only: str = "") -> bytes:
    """What comes of each attempt to reach what is none of a reader's business: "done", or "refused"."""

    def connect(family: int, kind: int, address: object) -> None:
        with socket.socket(family, kind) as connection:
            connection.settimeout(5)
            connection.connect(address)
            connection.send(b"x")

    folder = os.path.dirname(canary)
    attempts: dict[str, Callable[[], object]] = {
        "read a file": lambda: Path(canary).read_bytes(),
        "open a folder": lambda: os.open(folder, os.O_RDONLY),
        "list a folder": lambda: os.listdir(folder),
        "list the product": lambda: os.listdir(product),
        "read beside the code": lambda: Path(product, "README.md").read_bytes(),
        "read accounts": lambda: Path("/etc/passwd").read_bytes(),
        "read the parent's secrets": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
        "read the parent's memory": lambda: Path(f"/proc/{parent}/mem").read_bytes(),
        "write a file": lambda: Path(folder, "written").write_bytes(b"x"),
        "make a folder": lambda: os.mkdir(f"{folder}/made"),
        "remove a file": lambda: os.unlink(canary),
        "rename a file": lambda: os.rename(canary, f"{folder}/renamed"),
        "link to a file": lambda: os.link(canary, f"{folder}/linked"),
        "connect": lambda: connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", port)),
        "send a datagram": lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", port)),
        "connect to a local service": lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, f"{folder}/socket"),
        "start a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
        "fork": os.fork,
        "signal the parent": lambda: os.kill(parent, 0),
        "trace the parent": lambda: _attach(parent),
        "signal a thread of the parent": lambda: _call(TGKILL, parent, parent, 0),
        "limit the parent": lambda: _call(PRLIMIT, parent, 0, None, None),
        "hold the parent back": lambda: os.setpriority(os.PRIO_PROCESS, parent, 1),
        "change a file's mode": lambda: os.chmod(canary, 0o666),  # noqa: S103
        "change a file's owner": lambda: os.chown(canary, os.getuid(), os.getgid()),
        "change a file's times": lambda: os.utime(canary, (0, 0)),
        "change a file's length": lambda: os.truncate(canary, 0),
        "change a file by opening it": lambda: os.open(canary, os.O_RDONLY | os.O_TRUNC),
        "watch a file": lambda: _call(INOTIFY),
        "share memory": lambda: _call(SHMGET, 0, 4096, 0o1600),
    }
    outcomes = {}
    for name, attempt in attempts.items():
        if not name.startswith(only):
            continue
        try:
            attempt()
            outcomes[name] = "done"
        except PermissionError:
            outcomes[name] = "refused"
        except OSError as error:
            outcomes[name] = type(error).__name__
    return json.dumps(outcomes).encode()


def _call(numbers: dict[str, int], *arguments: int | None) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    # A number of no call where the machine's are not known here.
    if library.syscall(ctypes.c_long(numbers.get(platform.machine(), -1)), *arguments) < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def _attach(process: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.ptrace(16, process, None, None) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def ordinary_work() -> bytes:
    """What readers need: libraries that are loaded late, time zones, threads, numerical work."""
    import numpy as np

    done: list[str] = []
    worker = threading.Thread(target=lambda: done.append("done in a thread"))
    worker.start()
    worker.join()
    zone = str(zoneinfo.ZoneInfo("Asia/Jakarta"))
    return json.dumps([zone, *done, round(float(np.linalg.det(np.diag([1.0, 3.0]))), 6)]).encode()


def sleep_forever() -> bytes:
    while True:
        time.sleep(60)


def spin_forever() -> bytes:
    while True:
        pass


def deaf_to_signals() -> bytes:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return sleep_forever()


def grow(size: int) -> bytes:
    return bytes([len(bytearray(size)) % 251])


def chatter(size: int) -> bytes:
    return b"x" * size


def raise_error(message: str) -> bytes:
    raise ValueError(message)


def leave() -> bytes:
    sys.exit(0)


def abort() -> bytes:
    os.abort()


def print_and_answer() -> bytes:
    print("not part of the answer")  # noqa: T201
    return b"answer"


def write_file(path: str) -> bytes:
    with open(path, "wb") as file:
        file.write(b"something")
    return b"written"


def answer_text() -> bytes:
    return "text"  # type: ignore[return-value]


def close_answer_and_sleep() -> bytes:
    for descriptor in range(256):
        try:
            os.close(descriptor)
        except OSError:
            continue
    return sleep_forever()


def open_with_gdal(*contents: bytes) -> bytes:
    """The codes that GDAL finds in each of some files at which nobody has looked, or its error."""
    import pyogrio

    def opened(content: bytes) -> str:
        try:
            return ",".join(pyogrio.read_dataframe(content)["kode"])
        except Exception as error:
            return type(error).__name__

    return json.dumps([opened(content) for content in contents]).encode()


def formats_of_gdal() -> bytes:
    import pyogrio

    return json.dumps(list(pyogrio.list_drivers())).encode()
