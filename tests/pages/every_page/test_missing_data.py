"""Every page on every kind of root, whatever has been imported: what is missing is said, with the next step."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from census.access.identity import Identity, Role, RoleKind
from census.access.role_words import word_of_role
from presentation.language.messages import Translator
from tests.pages.conftest import page_hash
from tests.pages.screens import has_no_error
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.examples import deep, every_in_gate, first_in_gate
from tests.support.worlds.small_world import KINDS, NEEDS, TODAY, World, with_needs
from ui.shell import identity
from ui.shell.registry import PAGES, PageEntry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

KOTA = "3471"
OF_PAGE = {
    "overview": ("register", "targets", "recap"),
    "morning": ("register", "targets", "recap"),
    "areas": ("register", "targets", "recap"),
    "opd": ("opd", "opd-recap"),
    "forecast": ("register", "targets", "recap"),
    "priorities": ("register", "targets", "recap"),
    "activities": ("register", "recap"),
    "effect": ("recap",),
    "interviews": ("register", "recap"),
}
"""What a page must ask for while it is missing."""
FIGURES = tuple(entry for entry in PAGES if entry.key in OF_PAGE)
STANDS_FOR = {"recap": {"recap", "submissions"}, "opd-recap": {"opd-recap", "submissions"}}
"""Kinds that are counted from others as well."""


def covering(kinds: Collection[str]) -> Iterator[frozenset[str]]:
    """Give seven sets in which of any two kinds both, either and none occur; the last has all.

    Each kind is in the last set and in two of the other six, of no other kind in the same two: so two kinds share at
    most one, each is once without the other, and of six sets at least one has neither.
    """
    pairs = dict(zip(kinds, combinations(range(6), 2), strict=False))
    assert len(pairs) == len(kinds)
    for number in range(6):
        yield with_needs(["areas", *(kind for kind, places in pairs.items() if number in places)])
    yield frozenset({"areas", *kinds})


SUBSETS = (frozenset({"areas"}), *covering(KINDS[1:]))
ROOTS = ("0", "34", "3471010", "3471010001")
CASES = [
    *((KOTA, kinds) for kinds in SUBSETS),
    *every_in_gate(((root, frozenset(KINDS) - {"register"}) for root in ROOTS), 2),
    # With areas alone no page comes further than what it asks for first, the same on every root.
    *first_in_gate([(root, frozenset({"areas"})) for root in ROOTS], 1),
]


def test_any_two_kinds_occur_together_apart_and_not_at_all() -> None:
    free = [kind for kind in KINDS[1:] if kind not in {*NEEDS, *NEEDS.values()}]
    for one, other in combinations(free, 2):
        seen = {(one in kinds, other in kinds) for kinds in SUBSETS}
        assert len(seen) == 4, (one, other)


def opened(url: str, root: str, entry: PageEntry, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    monkeypatch.setenv("KAWAL_DATABASE_URL", url)
    monkeypatch.setenv("KAWAL_TODAY", TODAY.isoformat())
    monkeypatch.setenv("KAWAL_ROOT_AREA", root)
    hashed = page_hash(entry.file)
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
    for key, value in query.items():
        app.query_params[key] = value
    app._page_hash = hashed
    return app.run()


def said(app: AppTest) -> str:
    kinds = (app.title, app.markdown, app.caption, app.info, app.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def links(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


def missing(entry: PageEntry, kinds: Collection[str]) -> list[str]:
    return [kind for kind in OF_PAGE[entry.key] if STANDS_FOR.get(kind, {kind}).isdisjoint(kinds)]


@pytest.mark.parametrize(("root", "kinds"), CASES, ids=lambda part: "+".join(sorted(part)) if len(part) > 10 else None)
def test_every_page_says_what_is_missing_and_where_it_goes(
    root: str, kinds: frozenset[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'world.sqlite'}"
    World(root).build(url, kinds)
    text = Translator("id")
    for entry in FIGURES:
        app = opened(url, root, entry, monkeypatch)
        assert has_no_error(app), entry.key
        assert [title.value for title in app.title if title.value.strip()], entry.key
        asked = [kind for kind in missing(entry, kinds) if f"(jenis {kind})" not in said(app)]
        assert not asked, (entry.key, said(app))
        if missing(entry, kinds):
            assert text("Go to Data in") in links(app), entry.key


def test_whoever_may_not_import_is_told_whom_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'world.sqlite'}"
    World(KOTA).build(url, {"areas"})
    text = Translator("id")
    camat = word_of_role(Role(RoleKind.CAMAT, area_code=f"{KOTA}020"))
    for entry in FIGURES:
        app = opened(url, KOTA, entry, monkeypatch, sebagai=camat)
        assert has_no_error(app), entry.key
        assert text("The operator at BPS imports it: ask there.") in said(app), entry.key
        assert text("Go to Data in") not in links(app), entry.key


@pytest.mark.parametrize(
    "kinds",
    [(), ("areas", "register", "targets", "recap", "opd"), deep((("areas",),)), deep((("areas", "register"),))],
)
def test_whoever_may_not_import_is_not_sent_to_the_page_of_imports(
    kinds: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'world.sqlite'}"
    World(KOTA).build(url, kinds)
    camat = word_of_role(Role(RoleKind.CAMAT, area_code=f"{KOTA}020"))
    for entry in FIGURES:
        app = opened(url, KOTA, entry, monkeypatch, sebagai=camat)
        assert has_no_error(app), entry.key
        assert Translator("id")("Data in") not in said(app), entry.key


@pytest.mark.parametrize(
    ("root", "kinds"),
    every_in_gate(
        product(("0", KOTA, "3471010", "3471010001"), (frozenset(KINDS), frozenset({"areas"}), frozenset())), 2
    ),
    ids=lambda part: str(len(part)) if isinstance(part, frozenset) else None,
)
def test_the_pages_of_the_operator_open_on_every_root(
    root: str, kinds: frozenset[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'world.sqlite'}"
    World(root).build(url, kinds)
    operator = Identity(1, "Operator", (Role(RoleKind.OPERATOR),))
    monkeypatch.setattr(identity, "is_guarded", lambda: True)
    monkeypatch.setattr(identity, "current_identity", lambda _settings, **_: operator)
    for entry in (each for each in PAGES if each.key not in OF_PAGE):
        app = opened(url, root, entry, monkeypatch)
        assert has_no_error(app), entry.key
        assert app.title, entry.key


def test_without_areas_every_page_says_what_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    World(KOTA).build(url, ())
    text = Translator("id")
    for entry in PAGES:
        app = opened(url, KOTA, entry, monkeypatch)
        assert has_no_error(app), entry.key
        if entry.key in OF_PAGE:
            assert app.title[0].value == text("There is nothing to show yet")
            assert text("Go to Data in") in links(app), entry.key
