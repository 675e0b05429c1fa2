"""Every reader and every kind of hostile file: the true reason, within 5 s and 600 MiB, and the next file is read."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.ingest.hostile.cases import CASES, TAKEN
from tests.support import ROOT


@pytest.mark.faults
@pytest.mark.parametrize("family", CASES)
def test_each_hostile_file_is_refused_for_its_true_reason_within_bounds(family: str) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.ingest.hostile.bounded", family]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ended by a bound or a fault in the last of these:\n{done.stderr[-2_000:]}"
    assert json.loads(done.stdout) == {case.name: case.reason for case in CASES[family]}


def test_each_kind_of_file_is_also_read_where_nothing_is_wrong_with_it() -> None:
    kinds = {"csv", "xlsx", "gz", "parquet", "large csv", "large xlsx", "geojson", "geopackage", "shapefile"}
    assert {case.name for cases in CASES.values() for case in cases if case.reason == TAKEN} >= kinds
