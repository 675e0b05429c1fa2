"""The glossary says what is so: each word of the screen is in the catalogue, each name stands in the file given."""

from __future__ import annotations

import ast
import re

import pytest

from presentation.language.catalogue import read_catalogue
from tests.support import ROOT

NONE = "–"
CELLS = 5
LEAST_TERMS = 45
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| term |")
]
TERMS = [row[0] for row in ROWS]
INDONESIAN = {
    message.id[0] if isinstance(message.id, tuple) else message.id: message.string[0]
    if isinstance(message.string, tuple)
    else message.string
    for message in read_catalogue("id")
    if message.id
}


def names_of(source: str) -> set[str]:
    """Return the names that a module defines: classes, functions, variables, and the fields of its classes."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
    return names


def test_every_row_has_all_its_cells_and_every_term_stands_once() -> None:
    assert len(ROWS) >= LEAST_TERMS
    assert [row for row in ROWS if len(row) != CELLS or not all(row)] == []
    assert len(set(TERMS)) == len(TERMS)


@pytest.mark.parametrize("row", ROWS, ids=TERMS)
def test_the_words_of_the_screen_are_in_the_catalogue(row: list[str]) -> None:
    _term, indonesian, english, _meaning, _code = row
    if NONE in (indonesian, english):
        assert indonesian == english
        return
    words = english.split("<br>")
    assert set(words) <= set(INDONESIAN)
    assert [INDONESIAN[word] for word in words] == indonesian.split("<br>")


@pytest.mark.parametrize("row", ROWS, ids=TERMS)
def test_the_names_of_the_code_stand_in_its_file(row: list[str]) -> None:
    path, *names = re.findall(r"`([^`]+)`", row[-1])
    assert set(names) <= names_of((ROOT / path).read_text(encoding="utf-8"))


def test_a_name_that_is_only_used_is_not_defined() -> None:
    source = "from a import b\nclass Row:\n    rate: float\ndef gap(): return pace(b)\nBAND = 1"
    assert names_of(source) == {"Row", "rate", "gap", "BAND"}


def test_readme_and_architecture_lead_to_it() -> None:
    assert "(docs/glossary.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "`docs/glossary.md`" in (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
