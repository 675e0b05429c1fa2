"""Files on this computer: what was sent stands in none that anybody else could open."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from pathlib import Path

import pytest

from ingest.readers import files
from ingest.readers.files import spooled


@pytest.mark.parametrize("is_nameless", [True, False])
def test_an_upload_is_a_file_for_its_reader_alone_and_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_nameless: bool
) -> None:
    if is_nameless and sys.platform != "linux":
        pytest.skip("a file without a name has an address on Linux alone")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    if not is_nameless:
        monkeypatch.setattr(files, "_OPEN_FILES", Path("/nowhere"))
    with spooled(io.BytesIO(b"kk_number\n1\n")) as path:
        # Each reader begins at its first byte.
        assert [path.read_bytes(), path.read_bytes()] == [b"kk_number\n1\n"] * 2
        assert path.stat().st_size == 12
        names = [Path(folder, name) for folder, _, names in os.walk(tmp_path) for name in names]
        assert names == ([] if is_nameless else [path])
        if names:
            assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == []
