"""The rules of the house that no tool checks: pins, sizes, what entry file and pages hold, contrast."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import distribution, packages_distributions, version
from itertools import product
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from access.guard.headers import script_hashes
from tests.support import ROOT
from ui.shell import scripts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
ROOMS: list[str] = PROJECT["tool"]["importlinter"]["root_packages"]
NO_ROOMS = {"benchmarks", "tests"}
FUNCTION_LINES = 80
FOLDER_MODULES = 12
DASHBOARD_LINES = 80
TEXT_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.+?)</script>", re.DOTALL)
SQL = re.compile(r"\b(SELECT\b.+\bFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b", re.DOTALL)


# --- requirements -------------------------------------------------------------------------------------------


def requirement_lines(name: str) -> list[str]:
    """Return the lines of a requirements file that name a package."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


def pinned(*names: str) -> dict[str, Requirement]:
    """Return the requirements of some files by canonical name."""
    found = [Requirement(line) for name in names for line in requirement_lines(name)]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def direct_requirements() -> set[str]:
    """Return the canonical names in the first section of ``requirements.txt``."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    section = text.split("# --- direct")[1].split("# ---")[0]
    return {canonicalize_name(Requirement(line).name) for line in section.splitlines()[1:] if line}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_exactly(name: str) -> None:
    lines = requirement_lines(name)
    assert lines
    loose = [line for line in lines if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+( ; .+)?", line)]
    assert not loose


def test_no_package_is_pinned_twice() -> None:
    lines = requirement_lines("requirements.txt") + requirement_lines("requirements-dev.txt")
    assert len(pinned("requirements.txt", "requirements-dev.txt")) == len(lines)


@pytest.mark.parametrize("names", [("requirements.txt",), ("requirements.txt", "requirements-dev.txt")])
def test_all_that_the_pins_pull_in_is_pinned_too(names: tuple[str, ...]) -> None:
    pins = pinned(*names)
    loose = set()
    for requirement in pins.values():
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        for line in distribution(requirement.name).requires or []:
            pulled = Requirement(line)
            extras = requirement.extras or {""}
            wanted = pulled.marker is None or any(pulled.marker.evaluate({"extra": e}) for e in extras)
            if wanted and canonicalize_name(pulled.name) not in pins:
                loose.add(f"{pulled.name} (by {requirement.name})")
    assert not loose


def locked(name: str) -> dict[str, tuple[Requirement, list[str]]]:
    """Return the requirements of a lock file by canonical name, each with the hashes of its files."""
    entries = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    found = {}
    for entry in entries:
        pin, *hashes = entry.split("--hash=sha256:")
        requirement = Requirement(pin)
        found[canonicalize_name(requirement.name)] = requirement, [each.strip() for each in hashes]
    return found


@pytest.mark.parametrize(
    ("lock", "names"),
    [
        ("requirements.lock", ["requirements.txt"]),
        ("requirements-dev.lock", ["requirements.txt", "requirements-dev.txt"]),
    ],
)
def test_the_lock_holds_every_pin_with_the_hashes_of_its_files(lock: str, names: list[str]) -> None:
    pins, entries = pinned(*names), locked(lock)
    assert {name: entries[name][0].specifier for name in pins} == {name: pin.specifier for name, pin in pins.items()}
    assert all(hashes for _, hashes in entries.values())
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for _, hashes in entries.values() for each in hashes)
    more = [entries[name][0].marker for name in entries.keys() - pins.keys()]
    assert all(marker is not None and not marker.evaluate() for marker in more)


def test_the_tests_run_on_the_pinned_versions() -> None:
    pins = pinned("requirements.txt", "requirements-dev.txt")
    present = [pin for pin in pins.values() if pin.marker is None or pin.marker.evaluate()]
    wrong = [f"{pin}, installed: {version(pin.name)}" for pin in present if version(pin.name) not in pin.specifier]
    assert not wrong


# --- code ---------------------------------------------------------------------------------------------------


def modules_of(room: str) -> list[Path]:
    """Return the Python files of a room, of which there must be some."""
    found = sorted((ROOT / room).rglob("*.py"))
    assert found, f"{room}/ holds no module"
    return found


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file, which several rules look at."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_tops(tree: ast.Module) -> Iterator[str]:
    """Yield the first part of every absolutely imported module, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def place(path: Path, line: int) -> str:
    """Return where something stands, as an editor understands it."""
    return f"{path.relative_to(ROOT)}:{line}"


def folders_of(room: str) -> dict[Path, list[Path]]:
    """Return the modules of a room by folder; migrations are dated steps, not modules to find one's way by."""
    folders: dict[Path, list[Path]] = {}
    for path in modules_of(room):
        if path.name != "__init__.py" and "migrations" not in path.parts:
            folders.setdefault(path.parent, []).append(path)
    return folders


@pytest.mark.parametrize("room", [*ROOMS, "pages", "tests", "benchmarks"])
def test_no_folder_is_a_long_list(room: str) -> None:
    long = {str(folder.relative_to(ROOT)): len(paths) for folder, paths in folders_of(room).items()}
    assert {folder: count for folder, count in long.items() if count > FOLDER_MODULES} == {}


def test_the_import_rules_know_every_package() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    ordered = {
        contract["containers"][0]: {name.strip() for layer in contract["layers"] for name in layer.split("|")}
        for contract in contracts
        if contract["type"] == "layers" and "containers" in contract
    }
    for room in {"census", "ui", "presentation", "ingest", "data_access", "access"}:
        packages = {path.parent.name for path in (ROOT / room).glob("*/__init__.py")} - {"migrations"}
        assert ordered[room] == packages, room


def test_the_page_of_the_architecture_names_every_room_and_package_and_files_that_are_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    picture = page.split("```")[1]
    for room in ROOMS:
        packages = {path.parent.name for path in (ROOT / room).glob("*/__init__.py")} - {"migrations"}
        assert {room, *packages} <= set(re.findall(r"\w+", picture)), room
    paths = re.findall(r"`([a-z_]+/[a-z_/]*(?:\.\w+)?)`", page)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_import_rules_know_every_room() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - NO_ROOMS == set(ROOMS)


@cache
def distributions_by_package() -> Mapping[str, list[str]]:
    """Return which distributions bring a package: asked once, as it reads the records of all of them."""
    return packages_distributions()


@pytest.mark.parametrize("room", [*ROOMS, "dashboard.py", "asgi.py"])
def test_every_import_is_a_direct_requirement(room: str) -> None:
    paths = [ROOT / room] if room.endswith(".py") else modules_of(room)
    direct = direct_requirements()
    providers = distributions_by_package()
    unknown = set()
    for path in paths:
        for top in set(imported_tops(parsed(path))) - set(sys.stdlib_module_names) - set(ROOMS):
            if not direct & {canonicalize_name(name) for name in providers.get(top, ())}:
                unknown.add(f"{path.relative_to(ROOT)} imports {top}")
    assert not unknown


@pytest.mark.parametrize("room", ROOMS)
def test_functions_stay_small(room: str) -> None:
    large = []
    for path in modules_of(room):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    large.append(f"{place(path, node.lineno)} {node.name} has {length} lines")
    assert not large


def test_the_entry_file_is_a_short_frame_that_knows_the_ui_only() -> None:
    path = ROOT / "dashboard.py"
    known = set(sys.stdlib_module_names) | {"streamlit", "ui"}
    assert set(imported_tops(parsed(path))) <= known
    assert len(path.read_text(encoding="utf-8").splitlines()) <= DASHBOARD_LINES


def test_the_server_is_the_same_dashboard_behind_the_room_of_access() -> None:
    tree = parsed(ROOT / "asgi.py")
    known = set(sys.stdlib_module_names) | {"streamlit", "starlette", "typer", "access", "ui"}
    assert set(imported_tops(tree)) <= known
    from_ui = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and str(node.module).startswith("ui.")
        for alias in node.names
    }  # fmt: skip
    assert from_ui == {
        "failures",
        "identity",
        "open_mode",
        "served",
        "streamlit_options",
        "uploads",
        "wall_source",
        "wire",
    }
    assert len((ROOT / "asgi.py").read_text(encoding="utf-8").splitlines()) <= DASHBOARD_LINES


def test_every_script_within_a_page_is_known_to_the_content_policy() -> None:
    known = [script for script in scripts.ALL for script in INLINE_SCRIPT.findall(script)]
    assert len(script_hashes(*scripts.ALL)) == len(known) == len(scripts.ALL)
    found = {
        place(path, node.lineno)
        for path in [*modules_of("ui"), *modules_of("pages")]
        if path != ROOT / "ui" / "shell" / "scripts.py"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and INLINE_SCRIPT.search(node.value)
    }
    assert not found, "put it into ui/shell/scripts.py, or the guarded server's policy will not let it run"


def test_no_script_lies_flat_in_pages() -> None:
    # Streamlit serves a script that does on a direct link without dashboard.py, so without its access check.
    flat = {path.name for path in (ROOT / "pages").glob("*.py")}
    assert flat == {"__init__.py"}
    assert [path for path in modules_of("pages") if path.name != "__init__.py"]


def page_offences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and offence of what a page must leave to the rooms below it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try | ast.TryStar):
            yield node.lineno, "try/except"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
            yield node.lineno, "SQL"
    if {"sqlalchemy", "sqlite3", "psycopg", "alembic"} & set(imported_tops(tree)):
        yield 1, "imports a database library"


@pytest.mark.parametrize(
    ("source", "offence"),
    [
        ("try:\n    f()\nexcept:\n    pass", "try/except"),
        ("read('SELECT a\\nFROM b')", "SQL"),
        ("def f():\n    from sqlalchemy import text", "imports a database library"),
        ("label = 'Select a place from the list'", None),
    ],
)
def test_offences_of_a_page_are_recognised(source: str, offence: str | None) -> None:
    assert [what for _, what in page_offences(ast.parse(source))] == ([offence] if offence else [])


def test_pages_hold_neither_sql_nor_try() -> None:
    found = [
        f"{place(path, line)} {what}" for path in modules_of("pages") for line, what in page_offences(parsed(path))
    ]
    assert not found


# --- theme --------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def blended(text: str, surface: str) -> str:
    """Return the colour of a caption: Streamlit draws it in the text colour at 60 %."""
    mixed = (0.6 * int(text[i : i + 2], 16) + 0.4 * int(surface[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(channel):02x}" for channel in mixed)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_is_legible_on_every_surface(mode: str) -> None:
    theme = CONFIG["theme"][mode]
    parts = (theme, theme["sidebar"])
    surfaces = {part[key] for part in parts for key in part if key.endswith("ackgroundColor")}
    names = ("textColor", "linkColor", "grayTextColor", "codeTextColor", "dataframeHeaderTextColor")
    pairs = list(product([theme[name] for name in names], surfaces))
    pairs += [(blended(theme["textColor"], surface), surface) for surface in surfaces]
    pairs.append(("#ffffff", theme["primaryColor"]))  # a primary button
    switch = theme["sidebar"].get("primaryColor", theme["primaryColor"])
    pairs.append((switch, theme["sidebar"]["backgroundColor"]))  # the chosen part of a switch
    faint = {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < TEXT_CONTRAST}
    assert not faint
    # What is no text but must be seen, as the edge of a button (WCAG 2.2, 1.4.11).
    assert contrast(theme["primaryColor"], theme["backgroundColor"]) >= SHAPE_CONTRAST


def test_the_server_is_closed_unless_told_otherwise() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["server"]["enableXsrfProtection"] is True
    assert CONFIG["server"]["enableCORS"] is True
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["browser"]["gatherUsageStats"] is False
