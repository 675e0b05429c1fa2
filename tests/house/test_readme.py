"""What the README promises is what the code has: commands, settings, pages, kinds, columns and rooms."""

from __future__ import annotations

import re
import subprocess

import pytest
from typer.main import get_command

from access.commands import app as access_app
from census.figures.progress import PROGRESS_COLUMNS
from census.settings import Settings
from ingest.commands import app as ingest_app
from ingest.kinds.kinds import BOUNDARIES, KINDS
from presentation.language.messages import Translator
from reports.commands import app as reports_app
from tests.support import ROOT
from ui.shell.registry import PAGES

ENTRIES = {"dashboard.py", "asgi.py"}
README = (ROOT / "README.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    """Give the first cells of the first table below a heading, without their code marks."""
    section = README.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    rows = re.findall(r"^\| *(.+?) *\|", section, flags=re.MULTILINE)
    return [cell.strip("`") for cell in rows[2:]]


def test_every_make_target_is_listed_and_no_other() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {cell.removeprefix("make ") for cell in first_cells("### Commands")} == set(targets)


def test_every_setting_is_listed_with_its_default() -> None:
    assert set(first_cells("## Settings")) == {f"KAWAL_{name.upper()}" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, str):
            assert f"| `KAWAL_{name.upper()}` | `{field.default}` |" in README


def test_every_page_is_listed_with_its_address() -> None:
    text = Translator("id")
    assert first_cells("## Pages") == [text(entry.title) for entry in PAGES]
    for entry in PAGES:
        assert f"| {text(entry.title)} | `/{entry.url_path}` |" in README


def test_every_kind_of_file_is_listed() -> None:
    assert set(first_cells("## Files in")) == {*KINDS, BOUNDARIES}
    assert set(get_command(ingest_app).commands) == {*KINDS, BOUNDARIES, "describe", "demo", "purge", "verify", "undo"}  # type: ignore[attr-defined]


def test_every_command_about_accounts_is_listed() -> None:
    assert set(first_cells("## Who may come in")) == set(get_command(access_app).commands)  # type: ignore[attr-defined]


def test_every_report_and_column_is_listed() -> None:
    assert set(first_cells("## Figures out")) == set(get_command(reports_app).commands)  # type: ignore[attr-defined]
    said = README.split("`progress` gives ", 1)[1].split(";", 1)[0]
    assert re.findall(r"`(\w+)`", said) == list(PROGRESS_COLUMNS)


def test_every_room_is_listed() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    folders = {line.split("/", 1)[0] + "/" for line in tracked.splitlines() if "/" in line}
    assert set(first_cells("## The rooms")) == {name for name in folders if not name.startswith(".")} | ENTRIES


@pytest.mark.parametrize("picture", re.findall(r"\]\((docs/images/[^)]+)\)", README))
def test_every_picture_is_there(picture: str) -> None:
    assert (ROOT / picture).read_bytes().startswith(b"\x89PNG")
