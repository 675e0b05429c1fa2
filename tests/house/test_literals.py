"""No sentence for the screen stands in the code but as a message of the catalogue.

This reads the code. `tests/pages/every_page/test_pseudo_language.py` reads the screens, and finds what has no shape of
a sentence.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from census.outreach.records import EVENT_KINDS
from tests.house.test_house import modules_of, parsed, place
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS = ("pages", "ui", "presentation", "geo", "reports")
# Of the room of access what readers see; the rest speaks to programs and to the log.
FILES = (
    "dashboard.py",
    *(
        f"access/{name}.py"
        for name in ("entrance/routes", "entrance/sign_in_request", "accounts/account_admin", "open_mode")
    ),
)
# How many of the first arguments are messages.
MARKERS = {"text": 1, "plain": 1, "N_": 1, "_": 1, "plural": 2, "NN_": 2}

# Two words in a row, or one that begins a sentence: no key, colour, column or address looks so.
PROSE = re.compile(r"[^\W\d_]{2,}[,;:.]? [^\W\d_]{2,}|^[A-Z][a-z]+\b(?![._/-])")
# Commands of the terminal, which speak English as all commands do.
AT_THE_TERMINAL = {f"reports/{name}.py" for name in ("commands", "file_commands", "options", "reading")} | {
    "presentation/language/catalogue.py"
}
# SQL, of a file that happens to be a database.
TO_A_DATABASE = {"geo/files/geopackage.py"}
UNSEEN_CALLS = {"TypeVar", "ParamSpec"}
# What is assigned to these is the text of an exception.
UNSEEN_NAMES = {"msg"}

ALLOWED = {
    "Kawal Sensus": "the product's name",
    "Bahasa Indonesia": "each language is called as it calls itself",
    "English": "each language is called as it calls itself",
    "Feature": "GeoJSON",
    "Polygon": "GeoJSON",
    "Polygon|Surface|GeometryCollection|Unknown": "types of geometry as GDAL calls them",
    "middle left": "plotly's word for a place",
    "middle right": "plotly's word for a place",
    **dict.fromkeys(('<script src="', '<th scope="col">'), "HTML"),
    **dict.fromkeys(('<link rel="icon" href="/layar/ikon.png">\n', '<html lang="'), "HTML"),
    **dict.fromkeys(('<link rel="stylesheet" href="/layar/layar.css">', '<html lang="id">'), "HTML"),
    **dict.fromkeys(('<script type="application/json" id="kept">', '<script type="module">\n'), "HTML"),
    **dict.fromkeys(('<td data-label="', '<table class="rows-table" aria-label="'), "HTML"),
    "command line": "who brought a file in, as the store keeps it",
    "Caption": "the name of a class",
    "Software": "a field of PNG",
    "Cc": "a category of Unicode",
    "Cf": "a category of Unicode",
    "public, max-age=3600, immutable": "a header of HTTP",
    "Betanews": "a newspaper",
    "Betanews, 10 Juni 2020; Murianews, 10 Juni 2020": "two newspapers of a day",
    "Dukcapil, Juli 2019 (Betanews, 10 Juni 2020)": "a register, as the paper that told of it",
    "Isknews": "a newspaper",
    "Murianews": "a newspaper",
    "Antara Jateng": "a news agency",
    **dict.fromkeys(EVENT_KINDS, "a kind of outreach, as records keep it"),
}
"""Whole literals, each with its reason."""

CODE = re.compile(r"<style>|</|<div|=\"|^\">|#,##0|%[dmbY]")
"""HTML, styles and patterns of numbers; what they hold for readers comes in by placeholders."""


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_marked(node: ast.AST) -> bool:
    """Tell whether a call marks its first argument for the catalogue: `text(...)`, `who.text(...)`, `N_(...)`."""
    return isinstance(node, ast.Call) and _name(node.func) in MARKERS


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_unseen(node: ast.AST) -> bool:
    if isinstance(node, ast.Raise) or _is_docstring(node):
        return True
    if isinstance(node, ast.Call):
        return _name(node.func) in UNSEEN_CALLS or _name(node.func).endswith("Error")
    if isinstance(node, ast.Assign):
        return any(_name(target) in UNSEEN_NAMES for target in node.targets)
    # Annotations and looked-up keys.
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)


def bare_texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and words of every literal for the screen that is no message."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if _is_unseen(node):
            continue
        if _is_marked(node):
            assert isinstance(node, ast.Call)
            # The values of a message are seen as well, and a message that is put together is none.
            messages, others = node.args[: MARKERS[_name(node.func)]], node.args[MARKERS[_name(node.func)] :]
            waiting += [*others, *node.keywords]
            waiting += [each for each in messages if not isinstance(each, ast.Constant | ast.Name)]
            for message in messages:
                if isinstance(message, ast.JoinedStr):
                    yield node.lineno, "a message put together: " + ast.unparse(message)
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_prose(node.value):
            yield node.lineno, node.value
        if isinstance(node, ast.arg | ast.AnnAssign):
            waiting += [node.value] if isinstance(node, ast.AnnAssign) and node.value else []
            continue
        waiting.extend(ast.iter_child_nodes(node))


def _is_prose(words: str) -> bool:
    return words not in ALLOWED and not CODE.search(words) and PROSE.search(words) is not None


@pytest.mark.parametrize("room", [*ROOMS, *FILES])
def test_no_text_for_the_screen_stands_outside_the_catalogue(room: str) -> None:
    paths = [ROOT / room] if room.endswith(".py") else modules_of(room)
    paths = [path for path in paths if path.relative_to(ROOT).as_posix() not in AT_THE_TERMINAL | TO_A_DATABASE]
    found = [f"{place(path, line)} {words!r}" for path in paths for line, words in bare_texts(parsed(path))]
    assert not found


@pytest.mark.parametrize(
    ("source", "is_bare"),
    [
        ("st.title('Progress of the census')", True),
        ("st.title('Progress')", True),
        ("st.markdown(f'{count} families missing')", True),
        ("st.markdown(f'Missing {count}')", True),
        ("figure.add_annotation(text='the target line')", True),
        ("words = {Unit.PERSON: 'of the persons'}", True),
        ("st.write(text('Missing {n}', n='not known yet'))", True),
        ("st.write(text(f'Missing {n}'))", True),
        ("st.selectbox(text('Area'), codes, help='Or click on the map.')", True),
        ("label: str = 'Not yet known'", True),
        ("st.title(who.text('Progress of the census'))", False),
        ("TITLE = N_('Progress of the census')", False),
        ("st.write(text.plural('One family missing', 'Many families missing', n))", False),
        ("st.write(text.plural('One family missing', f'{n} families missing', n))", True),
        ("st.write(text.plural('{n} family', '{n} families', n, n='not known yet'))", True),
        ("LEFT = NN_('One family missing', 'Many families missing')", False),
        ("st.title(text('Progress'), anchor=False)", False),
        ("msg = 'a moment must say its zone'\nraise ValueError(msg)", False),
        ("raise ValueError('a moment must say its zone')", False),
        ("def f():\n    'Say how it stands.'", False),
        ("row['Two words']", False),
        ("st.html(f'<div class=\"figures\">{cells}</div>')", False),
        ("x = {'mode': 'lines', 'color': '#fff', 'key': 'opd-list'}", False),
        ("def f(x: 'Some Type') -> None: ...", False),
    ],
)
def test_bare_texts_are_recognised(source: str, is_bare: bool) -> None:
    assert bool(list(bare_texts(ast.parse(source)))) is is_bare
