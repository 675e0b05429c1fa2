from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from ingest.confined import confinement, sandbox
from ingest.confined.sandbox import ChildFailedError, OutOfMemoryError, OutOfTimeError, SandboxError, run_limited
from tests.ingest import sandboxed
from tests.support import PATIENCE_SECONDS, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEMORY = 500_000_000
LONG = float(PATIENCE_SECONDS)

needs_limits = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the system has no such limit")


def run(func: Callable[..., bytes], *args: sandbox.Argument, seconds: float = LONG) -> bytes:
    return run_limited(func, *args, seconds=seconds, memory_bytes=MEMORY)


def test_arguments_and_result_arrive_unchanged() -> None:
    every_byte = bytes(range(256))
    result = run(sandboxed.echo, every_byte, "Désa ✓\n", -(2**70), 0.1, b"")
    assert result == b"|".join([every_byte, "Désa ✓\n".encode(), str(-(2**70)).encode(), b"0.1", b""])


def test_more_bytes_than_a_pipe_holds_go_both_ways() -> None:
    content = os.urandom(5_000_000)
    assert run(sandboxed.echo, content, "", 0, 0.0, content).startswith(content)


def test_child_sees_no_secret_and_not_the_parents_main(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KAWAL_HOUSEHOLD_SECRET", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "GDAL_HTTP_USERPWD", "HOME"):
        monkeypatch.setenv(name, "a secret")
    names, modules = json.loads(run(sandboxed.environment_and_modules))
    # The interpreter sets the second itself.
    assert set(names) <= {"PYTHONPATH", "LC_CTYPE", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PATH", "SYSTEMROOT"}
    assert not {"pytest", "streamlit", "numpy", "sqlalchemy"} & set(modules)


def test_child_finds_the_house_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    assert run(sandboxed.chatter, 3) == b"xxx"


@pytest.mark.parametrize("func", [sandboxed.sleep_forever, sandboxed.spin_forever, sandboxed.close_answer_and_sleep])
def test_a_child_without_end_is_stopped(func: Callable[..., bytes]) -> None:
    with pytest.raises(OutOfTimeError, match=r"0\.5 seconds"):
        run(func, seconds=0.5)


@pytest.mark.skipif(sys.platform == "win32", reason="signals and process ids of POSIX")
def test_a_stopped_child_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    children: list[int] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            children.append(self.pid)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    with pytest.raises(OutOfTimeError):
        run(sandboxed.sleep_forever, seconds=0.5)
    (child,) = children
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_child_that_ignores_polite_signals_is_stopped() -> None:
    with pytest.raises(OutOfTimeError):
        run(sandboxed.deaf_to_signals, seconds=0.5)


@pytest.mark.usefixtures("needs_kernel_guards")
def test_child_reaches_no_other_file_address_program_or_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary"
    canary.write_text("the hash of a password")
    monkeypatch.setenv("KAWAL_HOUSEHOLD_SECRET", "a secret")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        outcomes = json.loads(run(sandboxed.reach_out, str(canary), str(ROOT), port, os.getpid()))
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert len(outcomes) >= 25
    assert {name: outcome for name, outcome in outcomes.items() if outcome != "refused"} == {}
    assert [path.name for path in tmp_path.iterdir()] == ["canary"]
    assert canary.read_text() == "the hash of a password"
    # What the same attempts bring in a process that is not locked in.
    assert json.loads(sandboxed.reach_out(str(canary), str(ROOT), 0, os.getpid(), only="read a file")) == {
        "read a file": "done"
    }


@pytest.mark.usefixtures("needs_kernel_guards")
def test_seccomp_alone_lets_nothing_be_changed(tmp_path: Path) -> None:
    """The first versions of Landlock (Linux 5.13 to 6.1) let a file be cut to nothing, none of them asks for a mode."""
    canary = tmp_path / "canary"
    canary.write_text("the hash of a password")
    told = [str(canary), str(ROOT), os.getppid()]
    program = f"""
from ingest.confined import confinement
from tests.ingest import sandboxed
confinement.landlock_abi = lambda: 0
confinement.confine()
print(sandboxed.reach_out({told[0]!r}, {told[1]!r}, 0, {told[2]!r}, only="change").decode())
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    outcomes = json.loads(done.stdout)
    assert len(outcomes) >= 5
    assert set(outcomes.values()) == {"refused"}
    assert canary.read_text() == "the hash of a password"


@pytest.mark.usefixtures("needs_kernel_guards")
def test_child_keeps_what_reading_needs() -> None:
    assert json.loads(run(sandboxed.ordinary_work)) == ["Asia/Jakarta", "done in a thread", 3.0]


def test_a_system_without_the_guards_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confinement, "landlock_abi", lambda: 0)
    monkeypatch.setattr(confinement, "has_seccomp", lambda: False)
    assert "no Landlock and no seccomp" in confinement.warning_at_start()
    confinement.confine()
    monkeypatch.setattr(confinement, "has_seccomp", lambda: True)
    assert "no Landlock:" in confinement.warning_at_start()
    monkeypatch.setattr(confinement, "landlock_abi", lambda: 1)
    assert confinement.warning_at_start() == ""


@needs_limits
def test_memory_is_limited_in_the_child_only() -> None:
    with pytest.raises(OutOfMemoryError):
        run(sandboxed.grow, MEMORY)
    assert run(sandboxed.grow, MEMORY // 5) == bytes([MEMORY // 5 % 251])
    assert len(bytearray(MEMORY)) == MEMORY


@needs_limits
def test_aborted_compiled_code_counts_as_out_of_memory() -> None:
    with pytest.raises(OutOfMemoryError):
        run(sandboxed.abort)


@needs_limits
def test_child_cannot_write_files(tmp_path: Path) -> None:
    path = tmp_path / "left-behind"
    with pytest.raises(ChildFailedError):
        run(sandboxed.write_file, str(path))
    assert not path.exists() or not path.read_bytes()


@pytest.mark.parametrize(("size", "fits"), [(0, True), (1_000_000, True), (1_000_001, False), (9_000_000, False)])
def test_result_is_limited(size: int, fits: bool) -> None:
    def limited() -> bytes:
        return run_limited(sandboxed.chatter, size, seconds=LONG, memory_bytes=MEMORY, result_bytes=1_000_000)

    if fits:
        assert limited() == b"x" * size
    else:
        with pytest.raises(OutOfMemoryError, match="sent back more"):
            limited()


def test_an_error_in_the_child_is_not_repeated() -> None:
    with pytest.raises(ChildFailedError) as caught:
        run(sandboxed.raise_error, "3319012345678901")
    assert "3319" not in str(caught.value)


@pytest.mark.parametrize("func", [sandboxed.leave, sandboxed.answer_text])
def test_no_bytes_is_a_failure(func: Callable[..., bytes]) -> None:
    with pytest.raises(ChildFailedError):
        run(func)


def test_prints_do_not_mix_with_the_answer() -> None:
    assert run(sandboxed.print_and_answer) == b"answer"


def test_functions_without_a_name_of_their_own_are_refused() -> None:
    with pytest.raises(ValueError, match="top level"):
        run(lambda: b"")


def test_the_script_that_was_started_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandboxed.chatter, "__module__", "__main__")
    with pytest.raises(ValueError, match="importable module"):
        run(sandboxed.chatter, 1)


def test_a_request_cut_off_is_a_failure_not_a_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_packed", lambda *_: b"\x00\x00")
    with pytest.raises(ChildFailedError):
        run(sandboxed.chatter, 1)


def test_at_most_two_children_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()
    both_inside = threading.Barrier(2)

    def exchange(request: bytes, **_limits: object) -> tuple[int, bytes]:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        both_inside.wait(timeout=LONG)
        with lock:
            running -= 1
        return 0, b"+done"

    monkeypatch.setattr(sandbox, "_exchange", exchange)
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(run(sandboxed.chatter, 1))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (results, most) == ([b"done"] * 8, 2)


def test_a_failed_run_gives_its_place_back() -> None:
    for _ in range(5):
        with pytest.raises(SandboxError):
            run(sandboxed.leave)
    assert run(sandboxed.chatter, 1) == b"x"
