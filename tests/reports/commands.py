"""`python -m reports` as tests call it."""

from __future__ import annotations

from typer.testing import CliRunner

from reports.commands import app


def run(*arguments: str) -> str:
    """Run a command that must succeed without a word on standard error; give what it prints."""
    result = CliRunner().invoke(app, list(arguments))
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout
