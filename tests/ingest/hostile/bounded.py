"""Reads hostile files as the confined child does, within bounds: `python -m tests.ingest.hostile.bounded FAMILY`.

A process of its own, for the bounds hold for all of it: 600 MiB of memory that is written to (RLIMIT_DATA) while a file
is read, and five seconds of the processor (RLIMIT_CPU) for each. It prints the reason of each case as JSON; one that
passes a bound ends the process, or has another reason.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

DATA_BYTES = 600 * 1024**2
CPU_SECONDS = 5
DESA = "3319010001"


def read_table(content: bytes, name: str) -> None:
    from ingest.readers import reading, spreadsheet

    spreadsheet.run_limited = lambda func, *arguments, **_limits: func(*arguments)  # type: ignore[assignment]
    reading.read_table(content, file_name=name)


def read_stream(content: bytes, _name: str) -> None:
    from ingest.bulk.source import REFUSAL, read_head, read_rows
    from ingest.readers.delimited import read_delimited
    from ingest.readers.raw_table import Limits, UnreadableFile

    request: dict[str, object] = {"size": len(content), "max_ratio": 200, "max_unpacked_bytes": 20_000_000_000}
    request |= {"columns": [0, 1], "keys": [1], "first_line": 2, "width": 2, "delimiter": ",", "sheet": "Sheet1"}
    for reader in (read_head, read_rows):
        for letter, answer in reader(io.BytesIO(content), request):
            if letter == REFUSAL:
                reason, line, values = json.loads(answer)
                raise UnreadableFile(reason, line=line, values=values)
            if letter == b"H":
                head = json.loads(answer)
                request["encoding"] = head.get("encoding")
                if head["format"] == "csv":
                    read_delimited(head["text"].encode(), limits=Limits())


def read_map(content: bytes, _name: str) -> None:
    from ingest.boundaries.boundary_file import generalise_file

    areas = json.dumps([[DESA, None, "desa", "Barongan"]])
    answer = json.loads(generalise_file(content, areas, "", 15.0, "auto"))
    if "refused" in answer:
        raise RefusedError(answer["refused"])


class RefusedError(ValueError):
    """A map that was refused."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


READERS: dict[str, Callable[[bytes, str], None]] = {"table": read_table, "stream": read_stream, "map": read_map}


def reason_of(read: Callable[[bytes, str], None], content: bytes, name: str) -> str:
    """Why a file is refused, read within the bounds; "taken" where it is not."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES, resource.RLIM_INFINITY))
    try:
        read(content, name)
    except MemoryError:
        return "more memory than it may have"
    except Exception as error:
        return str(getattr(error, "reason", repr(error)))
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return "taken"


def main(family: str) -> None:
    # What numerical libraries would lay claim to for their threads, as in `ingest.confined.feeding`.
    os.environ |= {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    if family == "map":
        from ingest.boundaries.boundary_file import gdal_environment

        os.environ |= gdal_environment()
        if "GDAL_SKIP" not in sys.argv:
            os.execv(sys.executable, [sys.executable, "-m", "tests.ingest.hostile.bounded", family, "GDAL_SKIP"])  # noqa: S606
    from tests.ingest.hostile.cases import CASES

    reasons: dict[str, Any] = {}
    for case in CASES[family]:
        sys.stderr.write(f"reads {case.name}\n")
        reasons[case.name] = reason_of(READERS[family], case.make(), case.file_name)
    sys.stdout.write(json.dumps(reasons))


if __name__ == "__main__":
    main(sys.argv[1])
