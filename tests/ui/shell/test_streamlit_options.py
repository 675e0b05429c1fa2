"""Streamlit's options in the environment count for the server too, which is not begun by `streamlit run`."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import streamlit as st

from tests.support import PATIENCE_SECONDS, ROOT
from ui.shell.process import streamlit_options

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def read_again() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        yield
        for name in ("STREAMLIT_SERVER_MAX_UPLOAD_SIZE", "STREAMLIT_RUNNER_POST_SCRIPT_GC"):
            patch.delenv(name, raising=False)
        streamlit_options.read_environment()


@pytest.mark.usefixtures("read_again")
def test_the_environment_counts_in_place_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (st.get_option("server.maxUploadSize"), st.get_option("runner.postScriptGC")) == (20, False)
    monkeypatch.setenv("STREAMLIT_SERVER_MAX_UPLOAD_SIZE", "35")
    monkeypatch.setenv("STREAMLIT_RUNNER_POST_SCRIPT_GC", "true")
    streamlit_options.read_environment()
    assert (st.get_option("server.maxUploadSize"), st.get_option("runner.postScriptGC")) == (35, True)
    # What it does not name stays as the file says.
    assert st.get_option("server.address") == "127.0.0.1"


def test_a_value_that_is_none_of_its_option_is_named_and_nothing_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_MAX_UPLOAD_SIZE", "banyak")
    done = subprocess.run(
        [sys.executable, "asgi.py", "--open"], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 2
    assert "STREAMLIT_SERVER_MAX_UPLOAD_SIZE" in done.stderr
    assert "'banyak' is not a valid integer" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
