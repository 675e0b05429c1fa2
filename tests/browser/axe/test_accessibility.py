"""The engine that looks for barriers (axe-core) finds them; `test_layout` lets it look at every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import accessibility
from tests.browser.axe.accessibility import violations
from tests.support import missing

if TYPE_CHECKING:
    from tests.support.processes.browser import OfflinePage


@pytest.fixture(autouse=True)
def engine() -> None:
    if not accessibility.is_installed():
        missing("axe-core")


BARRIERS = {
    "image-alt": '<img src="data:image/png;base64,iVBORw0KGgo=">',
    "button-name": "<button></button>",
    "label": "<input>",
    "color-contrast": '<p style="color:#aaa;background:#fff">Faint words</p>',
    "list": "<ul><div>no item</div></ul>",
}


def document(body: str) -> str:
    return f'<!doctype html><html lang="id"><title>x</title><body><main>{body}</main></body></html>'


@pytest.mark.parametrize("rule", BARRIERS)
def test_the_engine_finds_what_is_wrong(offline_page: OfflinePage, rule: str) -> None:
    page = offline_page.page
    page.set_content(document(BARRIERS[rule]))
    (found,) = violations(page)
    assert f": {rule} at " in found


def test_a_page_without_barriers_has_none(offline_page: OfflinePage) -> None:
    offline_page.page.set_content(document("<h1>Judul</h1><ul><li>Satu</ul>"))
    assert violations(offline_page.page) == []


def test_an_excuse_holds_for_its_rule_and_its_elements_only(offline_page: OfflinePage) -> None:
    excuse = next(each for each in accessibility.EXCUSED if each.rule == "list")
    menu = '<ul data-testid="stSidebarNavItems"><div></div><button></button></ul>'
    offline_page.page.set_content(document(f"{menu}<ul><div>no item</div></ul>"))
    assert excuse.selector.startswith("ul[")
    assert sorted(each.split(" at ")[0] for each in violations(offline_page.page)) == [
        "critical: button-name",
        "serious: list",
    ]
