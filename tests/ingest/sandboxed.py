"""Functions that the tests run in the sandbox; they must be importable from a fresh process."""

from __future__ import annotations

import json
import os
import signal
import sys
import time


def echo(content: bytes, text: str, number: int, share: float, more: bytes) -> bytes:
    return b"|".join([content, text.encode(), repr(number).encode(), repr(share).encode(), more])


def environment_and_modules() -> bytes:
    return json.dumps([sorted(os.environ), sorted(sys.modules)]).encode()


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


def own_pid_then_sleep(path: str) -> bytes:
    # The limits leave no file to write into, but a directory needs no bytes of its own.
    os.mkdir(f"{path}/{os.getpid()}")
    return sleep_forever()


def close_answer_and_sleep() -> bytes:
    for descriptor in range(256):
        try:
            os.close(descriptor)
        except OSError:
            continue
    return sleep_forever()
