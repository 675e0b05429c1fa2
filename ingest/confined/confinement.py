"""Take from this process what reading a file does not need: other files, the network, other programs.

Landlock (files, TCP, signals) and seccomp (sockets, programs, looking into other processes) of Linux, called by their
numbers, since the standard library knows neither. What is given up is given up for good, also by compiled code. Where
the kernel has neither, `missing_guards` says so, and what the readers themselves admit is all there is.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
import sysconfig
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.confined.refused_calls import OPENING, REFUSED, TO_ITSELF, WITHOUT_FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 38, 22
_SECCOMP_MODE_FILTER = 2

# linux/landlock.h; the numbers of the calls are the same on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 5: 16}
_TCP, _SCOPES = 0b11, 0b11
_TCP_SINCE, _SCOPES_SINCE = 4, 6

# Where shared libraries, their tables and the clock's zones lie, and what numerical libraries ask of the machine.
_SYSTEM_PATHS = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache"),
    *("/etc/localtime", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/proc/cpuinfo", "/proc/meminfo"),
    *("/sys/devices/system/cpu", "/nix/store"),
)

# By machine: its number in a filter, the column in the lists of calls, and the number of clone.
_MACHINES = {"x86_64": (0xC000_003E, 0, 56), "aarch64": (0xC000_00B7, 1, 220)}
_X32_CALLS = 0x4000_0000
_CLONE_THREAD = 0x10000
# O_WRONLY, O_RDWR, O_CREAT, O_TRUNC: the same on both machines.
_CHANGES_A_FILE = 0o1103

# linux/filter.h and linux/seccomp.h
_LOAD, _IS_EQUAL, _IS_AT_LEAST, _HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF_0000, 0x8000_0000, 0x0005_0000
_AT_NUMBER, _AT_MACHINE, _AT_FIRST_ARGUMENT, _BYTES_OF_AN_ARGUMENT = 0, 4, 16, 8


class ConfinementError(RuntimeError):
    """The kernel has the guard and did not put it up."""


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("tcp", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _layout_ = "ms"
    _pack_ = 1
    _fields_ = (("rights", ctypes.c_uint64), ("parent", ctypes.c_int32))


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


@cache
def landlock_abi() -> int:
    """The version of Landlock that the kernel offers, 0 where it has none or does not let us."""
    if sys.platform != "linux":
        return 0
    return max(0, int(_libc().syscall(ctypes.c_long(_CREATE_RULESET), None, ctypes.c_size_t(0), _ASK_VERSION)))


@cache
def has_seccomp() -> bool:
    """Whether system calls can be filtered here."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    # A kernel that knows filters looks for one where none is, and says so; another refuses the question.
    _libc().prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, None, 0, 0)
    return ctypes.get_errno() == errno.EFAULT


def missing_guards() -> tuple[str, ...]:
    """The names of the kernel's guards that this system lacks; empty where a reader of files is locked in."""
    guards = {"Landlock": landlock_abi() > 0, "seccomp": has_seccomp()}
    return tuple(name for name, is_there in guards.items() if not is_there)


def warning_at_start() -> str:
    """One sentence for the start of a server or command that takes files in; empty where nothing is missing."""
    missing = missing_guards()
    if not missing:
        return ""
    return (
        f"This system has no {' and no '.join(missing)}: the process that reads files from outside is not locked in by"
        " the kernel, and what the readers admit is all that holds a hostile file. Prefer Linux 5.13 or newer."
    )


def confine(readable: Sequence[str] = ()) -> None:
    """Leave this process only what reading a file needs, for good.

    It keeps open files, memory, threads, and reading of the interpreter, its libraries, the product's own packages and
    `readable`. It loses all other files and what is known of them beside their content, writing, sockets, memory
    shared with others, starting programs, and other processes. To be called while
    the process has one thread: what Landlock takes, it takes from that thread and those that it starts.

    Parameters
    ----------
    readable
        Files and folders that may be read besides.

    Raises
    ------
    ConfinementError
        A guard that the kernel offers could not be put up.
    """
    if landlock_abi():
        _restrict_files(landlock_abi(), [*_program_paths(), *map(Path, readable)])
    if has_seccomp():
        _filter_calls(*_MACHINES[platform.machine()])


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _called(result: int, what: str) -> int:
    if result < 0:
        raise ConfinementError(f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


def _restrict_files(abi: int, readable: Iterable[Path]) -> None:
    libc = _libc()
    bits = max(count for since, count in _FILE_RIGHTS_BY_ABI.items() if since <= abi)
    handled = _RulesetAttributes(
        (1 << bits) - 1, _TCP if abi >= _TCP_SINCE else 0, _SCOPES if abi >= _SCOPES_SINCE else 0
    )
    size = 24 if abi >= _SCOPES_SINCE else 16 if abi >= _TCP_SINCE else 8
    ruleset = _called(
        libc.syscall(ctypes.c_long(_CREATE_RULESET), ctypes.byref(handled), ctypes.c_size_t(size), 0), "landlock"
    )
    try:
        for path in readable:
            _allow_reading(ruleset, path)
        _called(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
        _called(libc.syscall(ctypes.c_long(_RESTRICT_SELF), ruleset, 0), "landlock")
    finally:
        os.close(ruleset)


def _allow_reading(ruleset: int, path: Path) -> None:
    # A path that is not there cannot be read, and cannot be named in a rule either.
    with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rights = _READ_FILE | _READ_DIR if path.is_dir() else _READ_FILE
            rule = _PathBeneath(rights, parent)
            call = (ctypes.c_long(_ADD_RULE), ruleset, _PATH_BENEATH, ctypes.byref(rule), 0)
            _called(_libc().syscall(*call), "landlock")
        finally:
            os.close(parent)


def _program_paths() -> Iterator[Path]:
    """Where interpreter, libraries and the product's own code lie; of a folder of code its packages alone.

    The product's folder also holds `var`, and with it the database.
    """
    yield from map(Path, _SYSTEM_PATHS)
    libraries = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    yield from libraries
    for prefix in {sys.prefix, sys.base_prefix}:
        yield from (Path(prefix) / "lib", Path(prefix) / "share" / "proj", Path(prefix) / "share" / "gdal")
    yield from map(Path, filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep)))
    for entry in {Path(entry or ".").resolve() for entry in sys.path}:
        if entry in libraries or entry.name in {"site-packages", "dist-packages", "lib-dynload"} or entry.is_file():
            yield entry
        elif entry.is_dir():
            with suppress(OSError):
                yield from (package for package in entry.iterdir() if (package / "__init__.py").is_file())


def _filter_calls(machine: int, column: int, clone: int) -> None:
    program = bytearray()

    def add(code: int, value: int, if_true: int = 0, if_false: int = 0) -> None:
        program.extend(struct.pack("=HBBI", code, if_true, if_false, value))

    def refuse(number: int | None, error: int = errno.EPERM) -> None:
        if number is not None:
            add(_IS_EQUAL, number, 0, 1)
            add(_RETURN, _ERRNO | error)

    # Calls in another machine's numbers (32 bits, x32) would pass by the list.
    add(_LOAD, _AT_MACHINE)
    add(_IS_EQUAL, machine, 1, 0)
    add(_RETURN, _KILL)
    add(_LOAD, _AT_NUMBER)
    add(_IS_AT_LEAST, _X32_CALLS, 0, 1)
    add(_RETURN, _KILL)
    for numbers in REFUSED.values():
        refuse(numbers[column])
    for numbers in WITHOUT_FLAGS.values():
        refuse(numbers[column], errno.ENOSYS)
    # What looks at an argument loads it, and returns: the number of the call is no longer at hand.
    for opening, place in OPENING.values():
        if (number := opening[column]) is not None:
            add(_IS_EQUAL, number, 0, 4)
            add(_LOAD, _AT_FIRST_ARGUMENT + place * _BYTES_OF_AN_ARGUMENT)
            add(_HAS_BITS, _CHANGES_A_FILE, 0, 1)
            add(_RETURN, _ERRNO | errno.EACCES)
            add(_RETURN, _ALLOW)
    for numbers in TO_ITSELF.values():
        add(_IS_EQUAL, numbers[column], 0, 5)
        add(_LOAD, _AT_FIRST_ARGUMENT)
        add(_IS_EQUAL, 0, 2, 0)
        add(_IS_EQUAL, os.getpid(), 1, 0)
        add(_RETURN, _ERRNO | errno.EPERM)
        add(_RETURN, _ALLOW)
    add(_IS_EQUAL, clone, 0, 3)
    add(_LOAD, _AT_FIRST_ARGUMENT)
    add(_HAS_BITS, _CLONE_THREAD, 1, 0)
    add(_RETURN, _ERRNO | errno.EPERM)
    add(_RETURN, _ALLOW)
    held = ctypes.create_string_buffer(bytes(program), len(program))
    filter_program = _Filter(len(program) // 8, ctypes.cast(held, ctypes.c_void_p))
    _called(_libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    _called(_libc().prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_program), 0, 0), "seccomp")
