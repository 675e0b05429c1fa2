"""A name of a variable says what its value is: words that carry tense or place instead are none."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.house.test_house import NO_ROOMS, ROOMS
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = frozenset({"told", "said", "came", "found", "known", "own", "whole", "each", "middle", "places"})
PRODUCT = sorted(set(ROOMS) - NO_ROOMS | {"pages"})


def bound_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of all that a module binds: variables, parameters, attributes, fields, captures."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield node.lineno, name
            case ast.MatchMapping(rest=str(name)):
                yield node.lineno, name
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                yield from ((node.lineno, alias.asname) for alias in aliases if alias.asname)


def forbidden(source: str) -> list[tuple[int, str]]:
    """Return line and name of the bound names that are one of the words, with an underscore before it or without."""
    return sorted((line, name) for line, name in bound_names(ast.parse(source)) if name.strip("_") in WORDS)


@pytest.mark.parametrize("room", PRODUCT)
def test_names_of_variables_say_what_the_value_is(room: str) -> None:
    lines = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, name in forbidden(path.read_text(encoding="utf-8"))
    ]
    assert not lines, "\n".join(lines)


KINDS = {
    "assignment": "told = 1",
    "annotated": "said: int = 1",
    "annotated without a value": "class Row:\n    middle: float",
    "augmented": "came += 1",
    "unpacked": "low, found = 1, 2",
    "starred": "first, *known = rows",
    "parameter": "def count(own): ...",
    "keyword parameter": "def count(*, whole=1): ...",
    "position-only parameter": "def count(each, /): ...",
    "rest of the parameters": "def count(*places, **said): ...",
    "lambda": "key = lambda told: 1",
    "loop": "for each in rows: ...",
    "asynchronous loop": "async def count():\n    async for each in rows: ...",
    "comprehension": "[1 for each in rows]",
    "walrus": "if (found := rows): ...",
    "attribute": "self.whole = 1",
    "underscore": "_known = 1",
    "private attribute": "self._own = 1",
    "context": "with rows as came: ...",
    "exception": "try: ...\nexcept ValueError as said: ...",
    "alias": "import rows as places",
    "alias from": "from rows import row as told",
    "capture": "match rows:\n    case known: ...",
    "rest of a capture": "match rows:\n    case [1, *each]: ...",
    "rest of a mapping": "match rows:\n    case {1: 2, **own}: ...",
}


@pytest.mark.parametrize("source", KINDS.values(), ids=KINDS)
def test_it_finds_each_kind(source: str) -> None:
    assert len(forbidden(source)) == (2 if source == KINDS["rest of the parameters"] else 1)


@pytest.mark.parametrize(
    "source",
    [
        "print(told)",
        "row.whole",
        'row["said"]',
        'row["said"] = 1',
        "count(own=1)",
        "known_days = 1",
        "is_whole = found_on = 1",
        "def places(): ...",
        "from rows import places",
        "match rows:\n    case _: ...",
    ],
)
def test_it_leaves_what_is_no_such_name(source: str) -> None:
    assert forbidden(source) == []
