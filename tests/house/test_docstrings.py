"""A docstring of what returns something begins with what that is."""

from __future__ import annotations

import ast

import pytest

from tests.house.test_names import PRODUCT
from tests.support import ROOT

VERBS = frozenset({"Give", "Gives", "Return", "Returns", "Yield", "Yields"})
"""What every such docstring could begin with, and so says nothing."""


def begin_with_a_verb(source: str) -> list[tuple[int, str]]:
    """Line and name of the functions that return something and whose docstring begins with one of the verbs."""
    return [
        (node.lineno, node.name)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.returns is not None
        and ast.unparse(node.returns) != "None"
        and (ast.get_docstring(node) or "").partition(" ")[0] in VERBS
    ]


@pytest.mark.parametrize("room", PRODUCT)
def test_docstrings_begin_with_what_is_returned(room: str) -> None:
    lines = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, name in begin_with_a_verb(path.read_text(encoding="utf-8"))
    ]
    assert not lines, "\n".join(lines)


def test_only_what_returns_something_is_asked() -> None:
    source = """
class Account:
    def name(self) -> str:
        "Give the name."
    async def visits(self) -> list[int]:
        "Returns the visits."
    def rename(self) -> None:
        "Give the account a name."
    def age(self) -> int:
        "The age."
    def key(self) -> int: ...
"""
    assert begin_with_a_verb(source) == [(3, "name"), (5, "visits")]
