"""Run one function on untrusted bytes in a child process that may neither take long nor grow large.

The child is a fresh interpreter (``python -m ingest.confined.sandbox``), not a ``multiprocessing`` worker: a spawned
one imports the parent's ``__main__`` again, which under Streamlit or pytest is a script with effects, and a
forked one inherits the locks of a threaded server. Its environment is bare, so the secrets of the service are
not in it, and it answers in plain bytes, which the parent never unpickles. Before it sees the first byte it gives up
files, network and other programs (`ingest.confined.confinement`): what it is to read, it is sent.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, BinaryIO

from ingest.confined.confinement import confine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Argument = bytes | str | int | float

_CHUNK_BYTES = 1 << 20
_LENGTH_BYTES = 8
_DONE, _NO_MEMORY, _FAILED = b"+", b"M", b"!"
# Without these the interpreter or its libraries are not found.
_KEPT_ENVIRONMENT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", *(("PATH", "SYSTEMROOT") if os.name == "nt" else ()))
# Each child may take its whole allowance of memory: ten uploads at once must queue, not sink the server.
_SLOTS = threading.BoundedSemaphore(2)


class SandboxError(RuntimeError):
    """The child did not deliver a result."""


class OutOfTimeError(SandboxError):
    """The child was still running at its deadline and was killed."""


class OutOfMemoryError(SandboxError):
    """The child wanted more memory, or sent back more bytes, than it was allowed."""


class ChildFailedError(SandboxError):
    """The function raised, or the child died of something else than its limits."""


def run_limited(
    func: Callable[..., bytes],
    *args: Argument,
    seconds: float,
    memory_bytes: int,
    result_bytes: int = 1 << 30,
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """Call a function in a child process with limits on time, memory and result.

    At most two children run at once; further callers wait their turn, which does not count as their time.

    Parameters
    ----------
    func
        A function at the top level of an importable module, returning bytes.
    *args
        Its arguments: bytes, text or numbers.
    seconds
        Wall-clock limit, start of the interpreter included.
    memory_bytes
        Limit on the child's address space; has no effect where the system offers none (Windows, macOS).
    result_bytes
        Longest result taken from the child.
    environment
        Variables for the child besides the few that it needs to start; nothing of this process's own comes along.

    Returns
    -------
    bytes
        What the function returned.

    Raises
    ------
    OutOfTimeError, OutOfMemoryError, ChildFailedError
        The child gave no result. No message repeats anything the child said.
    ValueError
        The function cannot be found by name from another process.
    """
    request = _packed(func, args, seconds, memory_bytes)
    with _SLOTS:
        return_code, answer = _exchange(
            request, seconds=seconds, answer_bytes=result_bytes + 1, environment=environment or {}
        )
    if len(answer) > result_bytes + 1:
        raise OutOfMemoryError("the child sent back more than it may")
    return _result(return_code, answer)


def _packed(func: Callable[..., bytes], args: tuple[Argument, ...], seconds: float, memory_bytes: int) -> bytes:
    if func.__module__ == "__main__" or not func.__qualname__.isidentifier():
        raise ValueError("only a function at the top level of an importable module can run in the sandbox")
    described = [{"bytes": len(arg)} if isinstance(arg, bytes) else {"value": arg} for arg in args]
    head = json.dumps(
        {
            "module": func.__module__,
            "name": func.__qualname__,
            "args": described,
            "seconds": seconds,
            "memory_bytes": memory_bytes,
        }
    ).encode()
    blobs = [arg for arg in args if isinstance(arg, bytes)]
    return b"".join([len(head).to_bytes(_LENGTH_BYTES, "big"), head, *blobs])


def child_environment(parent: Mapping[str, str]) -> dict[str, str]:
    """The few variables that a child needs to start."""
    kept = {name: parent[name] for name in _KEPT_ENVIRONMENT if name in parent}
    return kept | {"PYTHONPATH": os.pathsep.join(os.path.abspath(entry) for entry in sys.path)}


def _exchange(
    request: bytes, *, seconds: float, answer_bytes: int, environment: Mapping[str, str]
) -> tuple[int, bytes]:
    """Send the request, collect up to a little more than ``answer_bytes``, and leave no process behind."""
    deadline = time.monotonic() + seconds
    child = subprocess.Popen(
        [sys.executable, "-B", "-P", "-m", "ingest.confined.sandbox"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(os.environ) | dict(environment),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    answer = bytearray()
    # Threads on both pipes: the one way to wait with a deadline that also works on Windows.
    writer = threading.Thread(target=_write, args=(child, request), daemon=True)
    reader = threading.Thread(target=_read, args=(child, answer, answer_bytes), daemon=True)
    try:
        writer.start()
        reader.start()
        reader.join(max(0.0, deadline - time.monotonic()))
        return child.wait(max(0.0, deadline - time.monotonic())), bytes(answer)
    except subprocess.TimeoutExpired:
        raise OutOfTimeError(f"the child was still running after {seconds:g} seconds") from None
    finally:
        child.kill()
        child.wait()
        for thread in (writer, reader):
            if thread.ident is not None:
                thread.join()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def _write(child: subprocess.Popen[bytes], request: bytes) -> None:
    assert child.stdin is not None  # noqa: S101 - a promise of Popen that its types do not state
    with contextlib.suppress(OSError):
        child.stdin.write(request)
        child.stdin.close()


def _read(child: subprocess.Popen[bytes], answer: bytearray, answer_bytes: int) -> None:
    assert child.stdout is not None  # noqa: S101 - a promise of Popen that its types do not state
    while chunk := child.stdout.read(_CHUNK_BYTES):
        answer += chunk
        if len(answer) > answer_bytes:
            child.kill()
            return


def _result(return_code: int, answer: bytes) -> bytes:
    status, result = answer[:1], answer[1:]
    if return_code == 0 and status == _DONE:
        return result
    if status == _NO_MEMORY or is_out_of_memory(return_code):
        raise OutOfMemoryError("the child asked for more memory than it may have")
    if return_code in _signals("SIGXCPU"):
        raise OutOfTimeError("the child used more processor time than it may")
    raise ChildFailedError("the child failed")


def is_out_of_memory(return_code: int) -> bool:
    """Tell whether a child died as one does that wanted more memory than there is."""
    return return_code in _signals("SIGABRT", "SIGKILL")


def _signals(*names: str) -> set[int]:
    # Compiled code aborts where Python would raise MemoryError, and the system's own killer sends SIGKILL.
    return {-getattr(signal, name) for name in names if hasattr(signal, name)}


def lower_limits(seconds: float, memory_bytes: int) -> None:
    """Take from this process what a reader of files may not have: time, memory, files of its own."""
    if sys.platform == "win32":
        return
    import resource

    wanted = {
        resource.RLIMIT_AS: memory_bytes,
        # The parent keeps the real deadline; this one is for a child whose parent has died.
        resource.RLIMIT_CPU: math.ceil(seconds) + 1,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in wanted.items():
        hard = resource.getrlimit(kind)[1]
        limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


def _call(source: BinaryIO) -> bytes:
    head = json.loads(source.read(int.from_bytes(source.read(_LENGTH_BYTES), "big")))
    lower_limits(head["seconds"], head["memory_bytes"])
    # Locked in before the function's own imports, the first of which may start threads (decision 93).
    confine()
    args = [source.read(arg["bytes"]) if "bytes" in arg else arg["value"] for arg in head["args"]]
    func = getattr(importlib.import_module(head["module"]), head["name"])
    result = func(*args)
    if not isinstance(result, bytes):
        raise TypeError("a function in the sandbox returns bytes")
    return result


def _main() -> None:
    # Stray prints of the called function must not mix with the answer.
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    try:
        status, result = _DONE, _call(sys.stdin.buffer)
    except MemoryError:
        status, result = _NO_MEMORY, b""
    except BaseException:  # a panic of compiled code is no Exception
        status, result = _FAILED, b""
    with answer:
        answer.write(status)
        answer.write(result)


if __name__ == "__main__":
    _main()
