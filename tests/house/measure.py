"""The house in numbers: `make house`.

Sizes and imports are read from the code, the journey of one figure from a run of Ringkasan on the simulated campaign
(`sys.setprofile`). Nothing here passes or fails; the tests of `tests/house` hold what must not slip.
"""

from __future__ import annotations

import ast
import io
import os
import re
import statistics
import sys
import threading
import tokenize
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
PAGE = "pages/progress/overview.py"
SHORT_HELPER_LINES = 5
PATIENCE_SECONDS = 600


@dataclass(frozen=True)
class Module:
    """One file of the product: its dotted name, its tree, its lines."""

    path: Path
    tree: ast.Module
    source: str

    @property
    def name(self) -> str:
        """The name it is imported by."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def is_empty(self) -> bool:
        """Whether it only marks a package."""
        return self.path.name == "__init__.py"


def rooms() -> list[str]:
    """Return the names of the rooms, as the import rules know them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(project["tool"]["importlinter"]["root_packages"])


def modules(names: Iterable[str]) -> list[Module]:
    """Return the modules of rooms; migrations, which are dated steps, are left out."""
    in_rooms = []
    for name in names:
        for path in sorted((ROOT / name).rglob("*.py")):
            if "migrations" not in path.parts and "node_modules" not in path.parts:
                source = path.read_text(encoding="utf-8")
                in_rooms.append(Module(path, ast.parse(source), source))
    return in_rooms


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions and methods of a module."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function, its signature and docstring included."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function's body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return 0 if not body else (body[-1].end_lineno or 0) - body[0].lineno + 1


def short_helpers(product: list[Module]) -> list[str]:
    """Return the private functions of at most five lines that one place alone calls."""
    uses: Counter[str] = Counter()
    for module in product:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Name):
                uses[node.id] += 1
            elif isinstance(node, ast.Attribute):
                uses[node.attr] += 1
    return [
        f"{module.path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for module in product
        for node in functions(module)
        if node.name.startswith("_") and not node.name.startswith("__") and not node.decorator_list
        if body_lines(node) <= SHORT_HELPER_LINES and uses[node.name] == 1
    ]


def comment_share(product: list[Module]) -> float:
    """Return the comments per 100 lines that hold code; headings of sections and notes to tools are none."""
    comments = lines = 0
    for module in product:
        for token in tokenize.generate_tokens(io.StringIO(module.source).readline):
            if token.type == tokenize.COMMENT and not re.match(r"#\s*(-{3}|noqa|type:|fmt:|nosec)", token.string):
                comments += 1
        lines += sum(1 for line in module.source.splitlines() if line.strip())
    return 100 * comments / lines


def runtime_imports(module: Module, product_names: set[str]) -> set[str]:
    """Return the modules of the product that a module imports while it runs: not those that only types need."""
    for_types = {
        id(inner)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    imported = set()
    for node in ast.walk(module.tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            imported |= names & product_names or {node.module} & product_names
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names} & product_names
    return imported - {module.name}


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of more than one module that import each other in a loop (Tarjan 1972)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    groups: list[list[str]] = []

    def visit(name: str) -> None:
        order[name] = low[name] = len(order)
        stack.append(name)
        for other in graph[name]:
            if other not in order:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], order[other])
        if low[name] == order[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                groups.append(sorted(group))

    for name in graph:
        if name not in order:
            visit(name)
    return groups


@dataclass
class Journey:
    """What one run of a page goes through, from the page's first line down.

    Attributes
    ----------
    files
        Files of the product that are entered below the page.
    between
        Those of them that stand between the page and a call of `data_access`.
    longest
        The deepest chain of calls of the product's own functions below the page, as places in the code.
    """

    files: set[str] = field(default_factory=set)
    between: set[str] = field(default_factory=set)
    longest: list[str] = field(default_factory=list)

    def profile(self, frame: FrameType, event: str, _argument: object) -> None:
        """Take a call into account; to be handed to `sys.setprofile`."""
        if event != "call" or not _is_own(frame):
            return
        chain = []
        at: FrameType | None = frame
        while at is not None:
            if _is_own(at):
                chain.append(at)
            if at.f_code.co_filename == str(ROOT / PAGE):
                break
            at = at.f_back
        else:
            return
        steps = [(os.path.relpath(step.f_code.co_filename, ROOT), step.f_code.co_name) for step in reversed(chain)]
        self.files.add(steps[-1][0])
        if steps[-1][0].startswith("data_access"):
            self.between |= {file for file, _ in steps if file != PAGE and not file.startswith("data_access")}
        if len(steps) > len(self.longest):
            self.longest = [" ".join(step) for step in steps]


_ROOMS = tuple(f"{ROOT / name}{os.sep}" for name in rooms())


def _is_own(frame: FrameType) -> bool:
    # Comprehensions and lambdas are no steps of their own.
    return frame.f_code.co_filename.startswith(_ROOMS) and not frame.f_code.co_name.startswith("<")


def journey_of_ringkasan() -> Journey:
    """Run Ringkasan once, with nothing kept from before, on the simulated campaign, and return where it went."""
    from streamlit.testing.v1 import AppTest

    from tests.pages import stores

    journey = Journey()
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/house.sqlite"
        stores.simulate(url)
        os.environ |= {"KAWAL_DATABASE_URL": url, "KAWAL_TODAY": stores.TODAY.isoformat()}
        app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
        # The page runs in a thread of its own.
        threading.setprofile(journey.profile)
        try:
            app.run()
        finally:
            threading.setprofile(None)
        assert not app.exception, app.exception
    return journey


def report() -> Iterator[str]:
    """Yield the lines of the report."""
    product = modules(rooms())
    sizes = sorted(lines_of(node) for module in product for node in functions(module))
    yield f"functions            {len(sizes)}"
    median, p90 = statistics.median(sizes), sizes[len(sizes) * 9 // 10]
    yield f"  lines              median {median:g}, p90 {p90}, max {sizes[-1]}"
    yield f"comments             {comment_share(product):.1f} per 100 lines"
    helpers = short_helpers(product)
    yield f"one-caller helpers   {len(helpers)} of at most {SHORT_HELPER_LINES} lines"
    product_names = {module.name for module in product}
    loops = circles({module.name: runtime_imports(module, product_names) for module in product})
    yield f"circles of imports   {len(loops)}"
    yield from (f"  {' <-> '.join(loop)}" for loop in loops)
    journey = journey_of_ringkasan()
    yield f"one run of Ringkasan {len(journey.between)} files between page and data_access, {len(journey.files)} in all"
    yield f"  longest chain      {len(journey.longest)} calls"
    yield from (f"  {step}" for step in journey.longest)
    folders: dict[Path, int] = defaultdict(int)
    for module in [*product, *modules(["tests"])]:
        folders[module.path.parent] += not module.is_empty
    yield "modules by folder"
    for folder, count in sorted(folders.items()):
        yield f"  {folder.relative_to(ROOT).as_posix():32}{count:4}"


if __name__ == "__main__":
    for line in report():
        sys.stdout.write(f"{line}\n")
