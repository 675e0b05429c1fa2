"""A file as a stream lands as it does row by row: the same rows, the same findings, the same counts."""

from __future__ import annotations

import gzip
import io
import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from data_access.audit.audit import Audit, audit
from data_access.models.models import AREAS
from data_access.store.engine import connect
from data_access.writes.purge import purge_rows
from ingest import large
from ingest.bulk import blocks
from ingest.importing import Arrival
from ingest.large import LargeFile, import_large, is_streamed
from ingest.readers.raw_table import UnreadableFile
from tests.ingest.checks.test_submissions import HEAD, KK, B, row
from tests.ingest.desk import NOW, SECRET, TODAY, contents, deliver, opened, said
from tests.ingest.files import sheet
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from data_access.store.engine import Database
    from ingest.confined.feeding import Frame
    from ingest.importing import Outcome

Feed = "Callable[[BinaryIO, dict[str, object]], Iterator[Frame]]"


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the child makes of a file is made here, a few rows at a time; what locks it in, other tests show."""

    def feed_here(
        func: Callable[[BinaryIO, dict[str, object]], Iterator[Frame]],
        file: Path,
        request: dict[str, object],
        **_: float,
    ) -> Iterator[Frame]:
        with file.open("rb") as source:
            yield from func(source, request)

    monkeypatch.setattr(large, "feed", feed_here)
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 700)


def stream(database: Database, file: Path, **changes: object) -> Outcome:
    arrival = Arrival(
        "submissions", "file.csv", b"", "test", NOW, TODAY, root_area="3319",
        household_secret=changes.pop("secret", SECRET),  # type: ignore[arg-type]
    )  # fmt: skip
    return import_large(database, arrival, LargeFile(file, **changes), progress=lambda _rows, _share: None)  # type: ignore[arg-type]


def number(place: int) -> str:
    return str(int(KK) - 10_000 + place)


def mixed(count: int = 60) -> str:
    """Rows of every kind: plain, written in other ways, of members, repeated, contradicting, and wrong ones."""
    chance = random.Random(7)  # noqa: S311
    odd: list[dict[str, object]] = [
        {"desa_code": "33.19.01.2001"}, {"desa_code": "3320010001"}, {"desa_code": "3319"}, {"persons": 0},
        {"persons": "x"}, {"persons": '"3"'}, {"status": "selesai"}, {"status": "?"}, {"responded_at": "2020-06-02"},
        {"responded_at": "01/03/2020"}, {"responded_at": "2020-03-01T08:00:00,5+07"}, {"opened_at": "2020-03-02"},
        {"responded_at": ""}, {"status": "clean"}, {"status": "opened"}, {"domiciles": f"{B}:2;outside:1"},
        {"domiciles": f"{B}:2"}, {"domiciles": "3319010001:3"}, {"opd_staff": "5:1;3:1"}, {"opd_staff": "99:1"},
        {"opd_staff": "5:2;3:2"}, {"opd_staff": "\u200b5:1"}, {"persons": "\uff13"}, {"updated_at": "2020-03-05"},
        {"status": "deleted"}, {"clean_at": "2020-02-01"}, {"persons": 3_000_000_000},
    ]  # fmt: skip
    lines = [row(number(place)) for place in range(count)]
    lines += [row(number(100 + place), **changes) for place, changes in enumerate(odd)]
    lines += [row(number(0)), row(number(1), persons=4), row(number(2), updated_at="2020-03-09", persons=6)]
    lines += [row("not a card"), row(""), row(number(300)).rstrip("\n") + ",more\n", "\n", ",,,\n"]
    chance.shuffle(lines)
    return HEAD + "".join(lines)


def in_all_forms(text: str, folder: Path) -> dict[str, Path]:
    files = {name: folder / f"rows.{name}" for name in ("csv", "csv.gz", "parquet", "xlsx")}
    files["csv"].write_text(text, encoding="utf-8")
    files["csv.gz"].write_bytes(gzip.compress(text.encode()))
    names = HEAD.strip().split(",")
    options = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
    parquet.write_table(csv.read_csv(io.BytesIO(text.encode()), convert_options=options), files["parquet"])
    files["xlsx"].write_bytes(sheet([line.split(",") for line in text.splitlines()]))
    return files


def told(outcome: Outcome) -> tuple[object, ...]:
    findings = sorted(
        (found.line or 0, str(found.column), found.reason, found.is_warning) for found in outcome.findings
    )
    return outcome.rows_read, outcome.rows_accepted, outcome.rows_duplicate, findings


def figures(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """What is on record, but for what tells files and moments of imports apart."""
    aside = {"imports", "import_rejections", "access_log"}
    return {name: rows for name, rows in contents(database).items() if name not in aside}


@pytest.mark.usefixtures("in_this_process")
def test_a_stream_lands_as_rows_do(started_url: str, tmp_path: Path) -> None:
    text, earlier = mixed(), HEAD + row(number(3), updated_at="2020-03-09") + row(number(4), persons=2) + row(number(5))
    file = tmp_path / "rows.csv"
    file.write_text(text, encoding="utf-8")
    with opened(started_url) as database:
        deliver(database, "submissions", earlier)
        outcome = stream(database, file)
        streamed, audited = figures(database), audit(database)
        assert [book for book in audited.books if book.differences] == []
        assert {found.reason for found in outcome.findings} >= {
            "contradicts_line",
            "contradicts_record",
            "unknown_area",
        }
        assert KK[:10] not in repr(outcome)
        assert all(said(found) for found in outcome.findings)
        again = stream(database, file)
        assert (again.rows_accepted, again.is_repeat, figures(database)) == (0, True, streamed)
    rows_url = f"sqlite:///{tmp_path}/by-rows.sqlite"
    with opened(rows_url) as database:
        deliver(database, "submissions", earlier)
        by_rows = deliver(database, "submissions", text)
        assert told(by_rows) == told(outcome)
        if started_url.startswith("sqlite"):
            assert figures(database) == streamed


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("form", ["csv.gz", "parquet", "xlsx"])
def test_every_form_of_a_file_says_the_same(kudus: Database, tmp_path: Path, form: str) -> None:
    plain = HEAD + "".join(row(number(place), domiciles=f"{B}:1;outside:2" if place % 5 else "") for place in range(40))
    plain += row(number(50), persons=99) + row(number(51), responded_at="2020-03-01T08:00:00")
    files = in_all_forms(plain, tmp_path)
    outcome = stream(kudus, files[form])
    assert (outcome.rows_read, outcome.rows_accepted, [found.line for found in outcome.findings]) == (42, 41, [42])
    assert stream(kudus, files["csv"]).rows_duplicate == 41


@pytest.mark.usefixtures("in_this_process")
def test_rows_that_were_removed_do_not_come_back(kudus: Database, tmp_path: Path) -> None:
    from datetime import date

    deliver(
        kudus, "submissions", HEAD + row(number(1), updated_at="2020-03-01") + row(number(2), updated_at="2020-05-01")
    )
    purge_rows(kudus, date(2020, 4, 1), now=NOW)
    file = tmp_path / "rows.csv"
    file.write_text(
        HEAD
        + row(number(1))
        + row(number(2), persons=5, updated_at="2020-05-02")
        + row(number(3), responded_at="", status="clean", clean_at="2020-05-01")
        + row(number(4), responded_at="2020-05-01"),
        encoding="utf-8",
    )
    outcome = stream(kudus, file)
    assert sorted((found.line, found.reason) for found in outcome.findings) == [
        (2, "rows_removed"), (4, "rows_removed_no_moment"),
    ]  # fmt: skip
    assert outcome.rows_accepted == 2


@pytest.mark.usefixtures("in_this_process")
def test_areas_that_change_while_the_file_is_read_are_looked_at_again(
    kudus: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlalchemy as sa

    from data_access.store.schema import raise_data_version

    file = tmp_path / "rows.csv"
    file.write_text(HEAD + row(number(1)) + row(number(2), desa_code=B), encoding="utf-8")
    staged = large._stage_rows
    times: list[int] = []

    def stage_and_take_a_desa_away(*arguments: object) -> object:
        reading = staged(*arguments)  # type: ignore[arg-type]
        times.append(1)
        if len(times) == 1:
            with kudus.write() as session:
                session.execute(sa.update(AREAS).where(AREAS.c.code == B).values(level="hamlet"))
                raise_data_version(session)
        return reading

    monkeypatch.setattr(large, "_stage_rows", stage_and_take_a_desa_away)
    outcome = stream(kudus, file)
    assert (len(times), outcome.rows_accepted, [found.reason for found in outcome.findings]) == (2, 1, ["not_a_desa"])


def test_in_a_child_that_is_locked_in(kudus: Database, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv.gz"
    file.write_bytes(gzip.compress(mixed().encode()))
    assert is_streamed(LargeFile(file))
    assert stream(kudus, file).rows_accepted > 60


def parquet_of_one_text(rows: int, characters: int) -> bytes:
    """A Parquet file that stores one text once, and says that each cell of each row has it."""
    cells = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * characters]))
    sink = io.BytesIO()
    parquet.write_table(pa.table(dict.fromkeys(HEAD.strip().split(","), cells)), sink, row_group_size=rows)
    return sink.getvalue()


HOSTILE: dict[str, tuple[bytes, str]] = {
    "one text in each cell": (parquet_of_one_text(300_000, 2_000), "zip_bomb"),
    "bomb": (gzip.compress(HEAD.encode() + b"1," * 40_000_000, 9), "zip_bomb"),
    "cut gzip": (gzip.compress(mixed().encode())[:200], "damaged"),
    "no parquet": (b"PAR1" + bytes(range(256)) * 20 + b"PAR1", "damaged"),
    "binary": (gzip.compress(b"kk_number,desa_code,persons,status\n\x00\x01\n"), "not_a_table"),
    "another table": (gzip.compress(b"a,b\n1,2\n"), "missing_columns"),
    "without a secret": (gzip.compress((HEAD + row()).encode()), "secret_missing"),
    "empty": (b"", "file_empty"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_for_its_true_reason(kudus: Database, tmp_path: Path, name: str) -> None:
    content, reason = HOSTILE[name]
    file = tmp_path / "rows.csv.gz"
    file.write_bytes(content)
    before = contents(kudus)
    with pytest.raises(UnreadableFile) as caught:
        stream(kudus, file, **({"secret": None} if name == "without a secret" else {}))
    assert caught.value.reason == reason
    assert contents(kudus) == before
    with pytest.raises(UnreadableFile, match="at most 1 are read" if content else "no data"):
        stream(kudus, file, max_bytes=1)


@dataclass(frozen=True)
class AfterKills:
    """What was found after each kill, and at the end.

    Attributes
    ----------
    differences
        Of the audit after each kill.
    exit_code
        Of the same command, run to its end.
    rows, left
        Rows on record then, and differences.
    """

    differences: list[int]
    exit_code: int
    rows: int
    left: int


def killed_at_random(url: str, folder: Path, times: int, seed: int) -> AfterKills:
    """Kill the importer at random moments of its work, then let the same command come to its end."""
    chance = random.Random(seed)  # noqa: S311
    file = folder / "rows.csv.gz"
    file.write_bytes(gzip.compress(mixed(3_000).encode()))
    environment = os.environ | {
        "KAWAL_DATABASE_URL": url, "KAWAL_TODAY": "2020-06-01", "KAWAL_LANGUAGE": "en",
        "KAWAL_HOUSEHOLD_SECRET": SECRET.get_secret_value(),
    }  # fmt: skip
    command = [sys.executable, "-m", "ingest", "submissions", str(file)]
    differences = []
    for _turn in range(times):
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as importer:
            try:
                importer.wait(timeout=chance.uniform(0.5, 4.0))
            except subprocess.TimeoutExpired:
                importer.send_signal(signal.SIGKILL)
        differences.append(audited(url).differences)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    result = audited(url)
    return AfterKills(differences, done.returncode, result.rows, result.differences)


def audited(url: str) -> Audit:
    database = connect(url)
    try:
        return audit(database)
    finally:
        database.close()


@pytest.mark.faults
def test_an_importer_that_was_killed_left_nothing_behind(started_url: str, tmp_path: Path) -> None:
    found = killed_at_random(started_url, tmp_path, 5, 1)
    assert (found.differences, found.exit_code, found.left) == ([0] * 5, 1, 0)
    assert found.rows > 2_900


@pytest.mark.deep
def test_an_importer_that_was_killed_fifty_times(started_url: str, tmp_path: Path) -> None:
    found = killed_at_random(started_url, tmp_path, 50, 2)
    assert (found.differences, found.exit_code, found.left) == ([0] * 50, 1, 0)
    assert found.rows > 2_900
