"""Areas are chosen level by level from any root down to the last; the address carries their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.access.identity import Role, RoleKind
from census.access.role_words import word_of_role
from census.base.tree import AreaTree
from presentation.language.messages import Translator
from tests.pages.every_page.test_missing_data import opened
from tests.pages.screens import AREAS, FORECAST, PRIORITIES, everything, has_no_error
from tests.support.examples import first_in_gate
from tests.support.worlds.built_once import built_once
from tests.support.worlds.small_world import World
from ui.kit.places import area_of_word
from ui.shell.registry import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

Opener = "Callable[..., AppTest]"
PROVINCE, KABUPATEN, KECAMATAN, DESA = "34", "3471", "3471020", "3471020002"
TWIN = "Sukamaju"
ENTRIES = {entry.file: entry for entry in PAGES}


def world(root: str, bottom: str = "desa") -> World:
    """A world in which each kabupaten has a kecamatan of the same name, and each kecamatan such a desa."""

    def name_of(code: str, level: str) -> str:
        is_twin = (level == "kecamatan" and code.endswith("010")) or (level == "desa" and code.endswith("001"))
        return TWIN if is_twin else f"{level.title()} {code}"

    return World(root, bottom, name_of)


@pytest.fixture
def open_root(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Opener of a page on the whole world below a root."""

    def open_page(root: str, page: str, *, bottom: str = "desa", **query: str) -> AppTest:
        file = built_once(tmp_path_factory, lambda url: world(root, bottom).build(url), f"places-{root}-{bottom}")
        return opened(f"sqlite:///{file}", root, ENTRIES[page], monkeypatch, **query)

    return open_page


def boxes(app: AppTest) -> list[str]:
    """What the boxes of the levels are set to, from the top."""
    found = {str(box.key): box.value for box in app.selectbox if str(box.key).split("-")[0] == "wilayah"}
    return [found[key] for key in sorted(found)]


def box_of(app: AppTest, depth: int) -> str:
    return "wilayah" if depth == 0 else f"wilayah-{depth}"


def shown(app: AppTest) -> str:
    """The area that the page speaks of: the title begins with its name."""
    return str(app.title[0].value)


@pytest.mark.parametrize(
    ("root", "bottom", "path"),
    first_in_gate(
        [
            ("0", "desa", [PROVINCE, KABUPATEN, KECAMATAN, DESA]),
            (KECAMATAN, "sls", [DESA, f"{DESA}0001"]),
            (PROVINCE, "desa", [KABUPATEN, KECAMATAN, DESA]),
            (KABUPATEN, "desa", [KECAMATAN, DESA]),
            (KECAMATAN, "desa", [DESA]),
        ],
        2,
    ),
)
def test_a_root_steps_down_to_its_last_level(
    open_root: Callable[..., AppTest], root: str, bottom: str, path: list[str]
) -> None:
    app = open_root(root, AREAS, bottom=bottom)
    for depth, code in enumerate(path):
        app.selectbox(key=box_of(app, depth)).select(code).run()
        assert has_no_error(app)
        assert shown(app).startswith(f"{world(root).name_of(code, 'x').split()[-1]}") or code in shown(app)
    assert boxes(app) == path
    # And up again, by the choice of the whole above.
    app.selectbox(key=box_of(app, len(path) - 1)).select(path[-2] if len(path) > 1 else root).run()
    assert has_no_error(app)
    assert (path[-2] if len(path) > 1 else root) in shown(app)


def test_the_button_beside_the_mark_steps_into_an_area(open_root: Callable[..., AppTest]) -> None:
    app = open_root(PROVINCE, AREAS, wilayah=KABUPATEN)
    app.selectbox(key=f"desa-{KABUPATEN}").select(KECAMATAN).run()
    app.button(key=f"into-{KECAMATAN}").click().run()
    assert boxes(app)[:2] == [KABUPATEN, KECAMATAN]
    app.selectbox(key=f"desa-{KECAMATAN}").select(DESA).run()
    app.button(key=f"into-{DESA}").click().run()
    assert has_no_error(app)
    assert DESA in shown(app)


def test_an_area_opened_on_the_first_page_leads_on_to_its_desa(open_root: Callable[..., AppTest]) -> None:
    app = open_root(PROVINCE, PAGES[0].file)
    app.selectbox(key="overview-open").select(KABUPATEN).run()
    assert has_no_error(app)
    assert boxes(app)[0] == KABUPATEN
    assert {KECAMATAN, f"{KABUPATEN}010"} <= set(app.selectbox(key=f"desa-{KABUPATEN}").proto.options) or (
        app.selectbox(key=f"desa-{KABUPATEN}").options
    )


@pytest.mark.parametrize("root", ["0", PROVINCE, KABUPATEN])
def test_a_camat_begins_in_the_own_kecamatan_and_opens_an_own_desa(
    open_root: Callable[..., AppTest], root: str
) -> None:
    camat = word_of_role(Role(RoleKind.CAMAT, area_code=KECAMATAN))
    app = open_root(root, AREAS, sebagai=camat)
    assert has_no_error(app)
    assert KECAMATAN in boxes(app)
    assert KECAMATAN in shown(app)
    depth = len(boxes(app)) - 1
    app.selectbox(key=box_of(app, depth)).select(DESA).run()
    assert has_no_error(app)
    assert DESA in shown(app)
    # A desa of another kecamatan is no choice, and its code opens nothing.
    foreign = open_root(root, AREAS, sebagai=camat, wilayah="3471010001")
    assert KECAMATAN in shown(foreign)
    assert Translator("id")("Area") and "wilayah" in everything(foreign)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (KECAMATAN, KECAMATAN),
        (f" {DESA} ", DESA),
        (f"Kecamatan {KECAMATAN}", KECAMATAN),
        (f"{TWIN} (3401010)", "3401010"),
        # Two kecamatan have the name, so it means neither; nor any of the desa below that have it too.
        (TWIN, PROVINCE),
        ("34710", PROVINCE),
        ("3319060", PROVINCE),
        ("", PROVINCE),
        ("../..", PROVINCE),
        ("<b>x</b>", PROVINCE),
        ("9" * 5000, PROVINCE),
        ("٣٤٧١", PROVINCE),
        ("None", PROVINCE),
    ],
)
def test_an_address_means_an_area_by_its_code_or_by_a_name_that_is_one_areas(
    open_root: Callable[..., AppTest], word: str, code: str
) -> None:
    app = open_root(PROVINCE, AREAS, wilayah=word)
    assert has_no_error(app)
    assert ([PROVINCE, *boxes(app)])[-1] in {code, PROVINCE}
    assert code in shown(app) or shown(app).startswith(TWIN)
    assert app.query_params.get("wilayah") in (code, None)
    is_known = code != PROVINCE
    assert ("(wilayah)" in everything(app)) is not is_known


@pytest.mark.parametrize(("page", "code"), [(FORECAST, KECAMATAN), (PRIORITIES, KECAMATAN)])
def test_a_page_that_does_not_speak_of_a_desa_takes_the_area_above(
    open_root: Callable[..., AppTest], page: str, code: str
) -> None:
    app = open_root(PROVINCE, page, wilayah=DESA)
    assert has_no_error(app)
    assert code in boxes(app)
    assert code in everything(app)


NAMES = st.sampled_from(["A", "B", "3401", "34"])


@st.composite
def trees(draw: st.DrawFn) -> AreaTree:
    codes = ["34", "3401", "3402", "3401010", "3402010", "3401010001"]
    parents = [None, "34", "34", "3401", "3402", "3401010"]
    names = [draw(NAMES) for _ in codes]
    levels = ["province", "kabupaten", "kabupaten", "kecamatan", "kecamatan", "desa"]
    columns = {"code": codes, "parent_code": parents, "level": levels, "name": names}
    return AreaTree(pd.DataFrame(columns).assign(status=None, kabupaten_code="x"))


@given(tree=trees(), data=st.data())
def test_a_code_always_means_its_own_area_whatever_areas_are_called(tree: AreaTree, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(tree.codes))
    assert area_of_word(tree, code, lambda _: True) == code
    named = area_of_word(tree, f"{tree.name(code)} ({code})", lambda _: True)
    assert named == code
    word = data.draw(st.sampled_from(["A", "B"]))
    found = area_of_word(tree, word, lambda _: True)
    depth = tree.frame["depth"]
    bearers = [each for each in tree.codes if tree.name(each) == word]
    highest = [each for each in bearers if depth[each] == min(depth[one] for one in bearers)]
    assert found == (highest[0] if len(highest) == 1 else None)
