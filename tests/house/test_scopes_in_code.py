"""No figure without a scope: a rule about the code itself, so that a new query cannot forget the reader."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Table

from data_access.models import (
    access_models,
    attention_models,
    delivery_models,
    display_models,
    former_models,
    models,
    purge_models,
    record_models,
    submission_models,
    undo_models,
)
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KNOWN = (
    access_models,
    attention_models,
    delivery_models,
    display_models,
    former_models,
    models,
    purge_models,
    record_models,
    submission_models,
    undo_models,
)
"""Modules of tables."""


FREE_TABLES = {"data_version", "installation", "rollup_marks", "day_messages"}
"""Tables that say nothing of anybody: a counter, facts of the database, marks of what is to be counted anew, and what
the operator has everybody told on the wall."""

ADMINISTRATION = {
    "accounts",
    "account_roles",
    "sessions",
    "sign_in_attempts",
    "setup_tokens",
    "access_log",
    "displays",
    "recipients",
    "deliveries",
}
"""Tables of who may come in; they hold no figure and are read before there is a scope."""

SCOPED = {
    name
    for module in KNOWN
    for name, table in vars(module).items()
    if isinstance(table, Table) and table.name not in FREE_TABLES | ADMINISTRATION
}

WITHOUT_SCOPE = {
    ("reads.py", "last_import_at"): "when the newest file came in: the freshness of what everybody sees",
    ("record_reads.py", "_is_seen"): "a condition, not a query",
    ("writes.py", "is_empty"): "whether a table has any row: for the first start",
    ("published.py", "unpublished"): "whether all of it is published: to say so it must look at every row",
    ("published.py", "_is_within"): "the same",
}
"""Functions that look at scoped tables for a reader without one, and why they may."""

READERS = {"AnySession", "ReadSession", "ReadSession | WriteSession"}
WITHOUT_A_READER = {
    "WriteSession", "AuditSession", "WholeSession", "Session", "AnySession | AuditSession",
    "ReadSession | WholeSession",
}  # fmt: skip
CACHED = ROOT / "ui" / "shell" / "cached.py"


def functions_of(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def annotations(function: ast.FunctionDef) -> dict[str, str]:
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return {each.arg: ast.unparse(each.annotation) for each in arguments if each.annotation is not None}


def names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def modules() -> list[Path]:
    found = (ROOT / "data_access").rglob("*.py")
    return sorted(path for path in found if "migrations" not in path.parts)


def offences(path: Path) -> Iterator[str]:
    """Functions that read scoped tables in a reader's session and take no scope, or take one and do not use it."""
    functions = {each.name: each for each in functions_of(path)}
    known = SCOPED | {name for name in names_in(ast.parse(path.read_text(encoding="utf-8"))) if name == "RECORDS"}

    def looks_at(function: ast.FunctionDef, met: frozenset[str] = frozenset()) -> set[str]:
        names = names_in(function)
        called = [functions[name] for name in names & functions.keys() - met if name.startswith("_")]
        return (names & known).union(*(looks_at(each, met | {each.name}) for each in called))

    for name, function in functions.items():
        if (path.name, name) in WITHOUT_SCOPE or not READERS & set(annotations(function).values()):
            continue
        if not looks_at(function):
            continue
        if "Scope" not in annotations(function).values():
            yield f"{path.name}:{function.lineno} {name} takes no scope"
        elif "scope" not in {each for statement in function.body for each in names_in(statement)}:
            yield f"{path.name}:{function.lineno} {name} does not use its scope"


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.name)
def test_every_read_of_a_scoped_table_takes_the_scope(path: Path) -> None:
    assert list(offences(path)) == []


def test_every_table_is_in_a_known_module() -> None:
    found = {table.name for module in KNOWN for table in vars(module).values() if isinstance(table, Table)}
    assert found == set(models.METADATA.tables)


def test_the_rule_knows_each_name_of_a_session() -> None:
    """A new name would take a read out of the rule, and out of the tests by role, and nobody would see it."""
    names = {annotations(function).get("session") for path in modules() for function in functions_of(path)}
    assert names - {None} <= READERS | WITHOUT_A_READER


def test_the_rule_knows_the_tables() -> None:
    assert {"AREA_RECAPS", "DAILY_PROGRESS", "OUTREACH_EVENTS", "OPD_RECAPS", "IMPORTS"} <= SCOPED


@pytest.mark.parametrize(
    "body",
    [
        "def read(session: AnySession) -> None:\n    session.scalars(select(AREA_RECAPS))",
        "def read(session: ReadSession, scope: Scope) -> None:\n    session.scalars(select(AREA_RECAPS))",
        "def _all():\n    return select(AREA_RECAPS)\n"
        "def read(session: AnySession) -> None:\n    session.scalars(_all())",
    ],
)
def test_the_rule_finds_what_it_is_for(tmp_path: Path, body: str) -> None:
    path = tmp_path / "reads.py"
    path.write_text(body, encoding="utf-8")
    assert len(list(offences(path))) == 1


def test_every_exception_is_there_for_something() -> None:
    known = {(path.name, function.name) for path in modules() for function in functions_of(path)}
    assert set(WITHOUT_SCOPE) <= known


READS = {
    "data_access.reads.reads",
    "data_access.reads.campaign",
    "data_access.reads.submission_reads",
    "data_access.reads.record_reads",
}


def reads_imported(path: Path) -> Iterator[str]:
    """Names that a module takes from the rooms of reads; an exception gives no figure."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in READS)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in names if {node.module, name} & READS and not name.endswith("Error"))


@pytest.mark.parametrize("room", ["ui", "pages"])
def test_the_screen_reads_through_one_module_and_asks_it_for_no_whole(room: str) -> None:
    """Its private functions give what is nobody's to see."""
    for path in sorted((ROOT / room).rglob("*.py")):
        if path == CACHED:
            continue
        assert list(reads_imported(path)) == [], path
        private = [
            node.attr
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "cached"
            if node.attr.startswith("_")
        ]
        assert private == [], path


def test_every_function_that_gives_figures_to_the_screen_takes_the_scope() -> None:
    of_no_reader = {
        "database": "the connection itself",
        "current_day": "the day that it is",
        "data_version": "a counter",
        "kinds_on_record": "which kinds of files have come in, and nothing of what they say",
        "is_behind": "whether new rows wait to be counted",
        "counting_fault": "why they do, where the disk is at fault",
        "version_to_show": "the counter, or the one before where the database does not answer",
        "contact": "when the database answered last, and when the newest file had come in",
        "last_import_at": "when the newest file came in",
        "places": "names of kecamatan and agencies, which are public",
        "scope_of_roles": "makes the scope",
        "static_url": "an address",
        "verified": "when the books were last held against the rows, and how many entries differ",
    }
    for function in functions_of(CACHED):
        if not function.name.startswith("_") and "settings" in annotations(function):
            assert "Scope" in annotations(function).values() or function.name in of_no_reader, function.name
