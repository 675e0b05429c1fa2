"""No data enters Markdown but through what escapes it: a message, `bold`, `join` or `escape`.

This reads the code; `tests/pages/every_page/test_names_are_text.py` reads the screens.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.house.test_house import modules_of, parsed, place

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS = ("pages", "ui")
SINKS = {
    "title", "header", "subheader", "markdown", "caption", "write", "info", "warning", "error", "success", "toast",
    "button", "download_button", "form_submit_button", "link_button", "page_link", "expander", "popover", "metric",
    "tabs", "checkbox", "toggle", "spinner", "status", "badge",
}  # fmt: skip
"""Functions of Streamlit whose words are Markdown; `write` is any of them."""
ESCAPES = {
    "text",
    "plural",
    "bold",
    "join",
    "escape",
    "as_markdown",
    "count",
    "about",
    "rate",
    "day",
    "moment",
    "points",
    "gain",
    "len",
    "int",
}
"""What gives Markdown, or a number or a day."""
DATA = {"name", "label", "note", "source", "attribution", "full_name", "short_name"}
"""Attributes and functions that give what data calls something."""


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def bare(node: ast.AST) -> Iterator[ast.AST]:
    """Give what of an expression is data that nothing has escaped."""
    if isinstance(node, ast.Call) and called(node) in ESCAPES and not isinstance(node.func, ast.Attribute):
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and called(node) in ESCAPES - {"join"}:
        return
    if isinstance(node, ast.Call) and called(node) in DATA:
        yield node
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        yield node
    elif isinstance(node, ast.Attribute) and node.attr in DATA:
        yield node
    else:
        for below in ast.iter_child_nodes(node):
            yield from bare(below)


def faults(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        is_sink = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SINKS
        if not is_sink or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if getattr(node.func.value, "id", "") != "st":
            continue
        words = [*node.args[:1], *(word.value for word in node.keywords if word.arg in {"label", "body", "help"})]
        yield from (node.lineno for word in words for _ in bare(word))


@pytest.mark.parametrize("room", ROOMS)
def test_no_data_enters_markdown_unescaped(room: str) -> None:
    found = [place(file, line) for file in modules_of(room) for line in faults(parsed(file))]
    assert found == []


@pytest.mark.parametrize(
    ("code", "is_fault"),
    [
        ("st.markdown(f\"**{row['name']}**\")", True),
        ("st.caption(tree.name(code))", True),
        ("st.button(label=tree.name(code) + '!')", True),
        ("st.info('; '.join(layer.attribution for layer in found))", True),
        ("st.markdown(text('{area}', area=row['name']))", False),
        ("st.markdown(bold(row['name']) + ' ' + formats.count(row['count']))", False),
        ("st.selectbox(text('Area'), [row['name']])", False),
    ],
)
def test_what_is_a_fault(code: str, *, is_fault: bool) -> None:
    assert bool(list(faults(ast.parse(code)))) is is_fault
