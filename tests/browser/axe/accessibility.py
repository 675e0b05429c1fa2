"""What axe-core finds on a page: barriers for readers with a keyboard, a screen reader or weak eyes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

ENGINE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")


@dataclass(frozen=True)
class Excused:
    """A finding that the product cannot mend: one rule, on the elements that one selector finds."""

    rule: str
    selector: str
    reason: str


# Streamlit puts the sections of st.navigation into its list as plain boxes, and the links into these.
_SECTIONS = "the sidebar's menu is Streamlit's own markup, which no option of st.navigation changes"
EXCUSED: tuple[Excused, ...] = (
    Excused("list", 'ul[data-testid="stSidebarNavItems"]', _SECTIONS),
    Excused("listitem", 'ul[data-testid="stSidebarNavItems"] > div > li', _SECTIONS),
)

_LOOK = """async ([grave, excused]) => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  const is_excused = (rule, node) => excused.some(([name, selector]) => {
    const element = document.querySelector(node.target[0]);
    return name === rule && element !== null && element.matches(selector);
  });
  return found.violations.filter(each => grave.includes(each.impact)).flatMap(each =>
    each.nodes.filter(node => !is_excused(each.id, node)).map(node =>
      ({rule: each.id, impact: each.impact, target: node.target.join(' '), html: node.html.slice(0, 160),
        summary: node.failureSummary})));
}"""


def is_installed() -> bool:
    """Tell whether the engine is there; `.ci/setup services` brings it."""
    return ENGINE.is_file()


def violations(page: Page) -> list[str]:
    """Name every serious or critical finding on the page as it stands: rule, element and what is wrong.

    The engine is put into the page by the debugger, so it is no request, and no policy of the page can stop it.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(ENGINE.read_text(encoding="utf-8"))
    excused = [[each.rule, each.selector] for each in EXCUSED]
    found: list[dict[str, Any]] = page.evaluate(_LOOK, [GRAVE, excused])
    return [_said(each) for each in found]


def _said(finding: dict[str, Any]) -> str:
    summary = " ".join(str(finding["summary"]).split())
    return f"{finding['impact']}: {finding['rule']} at {finding['target']}: {summary} [{finding['html']}]"
