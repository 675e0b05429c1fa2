"""What the commands import: a library that a command does not need would be most of what its start costs."""

from __future__ import annotations

import pytest

from tests.support.examples import deep
from tests.support.processes.imports import imported_by

# Held by name and not by time, which hangs on the machine.
HEAVY = frozenset(
    {
        *("alembic", "babel", "geopandas", "mako", "matplotlib", "plotly", "presentation", "pyogrio", "pyproj"),
        *("rich.console", "scipy", "shapely", "sqlalchemy.orm", "streamlit", "xlsxwriter"),
        *("census.effect", "census.priority", "reports.effects", "reports.interviews", "reports.priorities"),
    }
)
OUTLINES = frozenset({"geopandas", "pyproj", "shapely"})
PRIORITIES = frozenset({"babel", "census.effect", "census.priority", "presentation", "reports.priorities"})
CODE = """
import runpy, sys
sys.argv = ["reports", *{arguments!r}]
try:
    runpy.run_module("reports", run_name="__main__", alter_sys=True)
except SystemExit as end:
    assert not end.code, end.code
"""


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["progress", "--level", "opd", "--role", "regent", "--format", "csv"], frozenset()),
        deep((["progress"], frozenset())),
        (["forecast"], frozenset()),
        (["boundaries"], OUTLINES),
    ],
)
def test_a_command_imports_what_it_needs_and_no_more(arguments: list[str], needed: frozenset[str]) -> None:
    assert HEAVY & imported_by(CODE.format(arguments=arguments)) == needed


def test_a_command_that_needs_more_gets_it() -> None:
    found = HEAVY & imported_by(CODE.format(arguments=["priorities", "--role", "regent"]))
    assert found >= PRIORITIES
    assert not found & {"alembic", "matplotlib", "plotly", "sqlalchemy.orm", "streamlit", "xlsxwriter"}
