"""What `make house` says of the code is so: each measure on code of which the answer is plain."""

from __future__ import annotations

import ast

from tests.house.measure import (
    Module,
    body_lines,
    circles,
    comment_share,
    functions,
    lines_of,
    modules,
    rooms,
    runtime_imports,
    short_helpers,
)
from tests.support import ROOT

SOURCE = '''
"""A module."""
from typing import TYPE_CHECKING

from census.base import tree
if TYPE_CHECKING:
    from census.base.target import Target


def shown() -> int:
    """Give the sum."""
    # A trap.
    return _once() + _twice() + _twice()


def _once() -> int:
    """Give one."""
    return 1


def _twice() -> int:
    from census.base.path import expected

    return 2
'''


def module(source: str = SOURCE) -> Module:
    return Module(ROOT / "census" / "sample.py", ast.parse(source), source)


def test_sizes_count_signature_and_docstring_and_bodies_do_not() -> None:
    assert [(node.name, lines_of(node), body_lines(node)) for node in functions(module())] == [
        ("shown", 4, 1),
        ("_once", 3, 1),
        ("_twice", 4, 3),
    ]


def test_a_short_helper_is_private_and_called_once() -> None:
    assert short_helpers([module()]) == ["census/sample.py:16 _once"]


def test_comments_are_counted_per_hundred_lines_that_hold_something() -> None:
    assert comment_share([module("# --- part ---\nx = 1  # noqa: E501\n# A trap.\n\ny = 2\n")]) == 25


def test_imports_for_types_alone_tie_no_modules_together() -> None:
    known = {"census.base.tree", "census.base.target", "census.base.path"}
    assert runtime_imports(module(), known) == {"census.base.tree", "census.base.path"}


def test_circles_are_found_and_only_they() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": set(), "f": {"a"}, "g": {"h"}, "h": {"g"}}
    assert sorted(circles(graph)) == [["a", "b", "c"], ["g", "h"]]


def test_no_modules_of_the_product_import_each_other_in_a_loop() -> None:
    found = modules(rooms())
    known = {each.name for each in found}
    assert circles({each.name: runtime_imports(each, known) for each in found}) == []
