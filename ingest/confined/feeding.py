"""A child process that reads one file of unknown origin and sends what is in it, a part at a time.

As `ingest.confined.sandbox`, but for what is too large for one answer: the child gets the file itself as its standard
input, opened for reading, and nothing else; it answers in frames (one letter, a length, so many bytes).
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

from ingest.confined.confinement import confine
from ingest.confined.sandbox import (
    ChildFailedError,
    OutOfMemoryError,
    OutOfTimeError,
    child_environment,
    is_out_of_memory,
    lower_limits,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Frame = tuple[bytes, bytes]
"""A letter that tells what it is, and content."""

END, NO_MEMORY, FAILED = b".", b"M", b"!"
_LENGTH_BYTES = 8
# Without these libraries lay claim to more address space than the child may have, and use none of it.
_SMALL = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
_LARGEST_FRAME = 1 << 28


def feed(
    func: Callable[[BinaryIO, dict[str, object]], Iterator[Frame]],
    file: Path,
    request: dict[str, object],
    *,
    idle_seconds: float,
    cpu_seconds: float,
    memory_bytes: int,
) -> Iterator[Frame]:
    """What a function in a confined child makes of a file, a frame at a time; the child ends with the iterator.

    Parameters
    ----------
    func
        A function at the top level of an importable module.
    file, request
        What it is called with: the file, opened in binary, and plain values.
    idle_seconds, cpu_seconds, memory_bytes
        How long it may be silent, how much of a processor it may use, and how large it may grow, keyword-only.

    Raises
    ------
    OutOfTimeError, OutOfMemoryError, ChildFailedError
        The child did not come to its end. No message repeats anything it said.
    """
    head = json.dumps([func.__module__, func.__qualname__, request, cpu_seconds, memory_bytes])
    with file.open("rb") as source:
        child = subprocess.Popen(  # noqa: S603  the arguments are plain values of ours
            [sys.executable, "-B", "-P", "-m", "ingest.confined.feeding", head],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(os.environ) | _SMALL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    watch = _Watch(child, idle_seconds)
    try:
        yield from _frames(child, watch)
    finally:
        watch.stop()
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


class _Watch:
    """Ends a child that has been silent for too long."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        self._child, self._seconds = child, seconds
        self.has_struck = False
        self._timer = self._started()

    def _started(self) -> threading.Timer:
        timer = threading.Timer(self._seconds, self._strike)
        timer.daemon = True
        timer.start()
        return timer

    def _strike(self) -> None:
        self.has_struck = True
        self._child.kill()

    def rest(self) -> None:
        """Let it be silent while nobody reads."""
        self._timer.cancel()

    def go_on(self) -> None:
        """Count its silence from now."""
        self._timer.cancel()
        self._timer = self._started()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.cancel()


def _frames(child: subprocess.Popen[bytes], watch: _Watch) -> Iterator[Frame]:
    assert child.stdout is not None  # noqa: S101 - a promise of Popen that its types do not state
    while True:
        letter = child.stdout.read(1)
        length = int.from_bytes(child.stdout.read(_LENGTH_BYTES), "big")
        if letter == NO_MEMORY or length > _LARGEST_FRAME:
            raise OutOfMemoryError("the child asked for more memory than it may have")
        content = child.stdout.read(length)
        if letter in {b"", FAILED} or len(content) < length:
            break
        if letter == END:
            return
        watch.rest()
        yield letter, content
        watch.go_on()
    code = child.wait()
    if watch.has_struck:
        raise OutOfTimeError("the child was silent for too long")
    if is_out_of_memory(code):
        raise OutOfMemoryError("the child asked for more memory than it may have")
    raise ChildFailedError("the child failed")


def _send(answer: BinaryIO, letter: bytes, content: bytes = b"") -> None:
    answer.write(letter)
    answer.write(len(content).to_bytes(_LENGTH_BYTES, "big"))
    answer.write(content)


def _main() -> None:
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=1 << 16)
    sys.stdout = sys.stderr
    module, name, request, cpu_seconds, memory_bytes = json.loads(sys.argv[1])
    letter = FAILED
    try:
        lower_limits(math.ceil(cpu_seconds), memory_bytes)
        # Locked in before the function's own imports, the first of which may start threads (decision 93).
        confine()
        func = getattr(importlib.import_module(module), name)
        for kind, content in func(sys.stdin.buffer, request):
            _send(answer, kind, content)
        letter = END
    except MemoryError:
        letter = NO_MEMORY
    except BaseException:  # noqa: S110 - a panic of compiled code is no Exception; its words go nowhere
        pass
    with contextlib.suppress(OSError), answer:
        _send(answer, letter)


if __name__ == "__main__":
    _main()
