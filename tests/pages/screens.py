"""Reading a page that AppTest has run: texts, tables and figures, in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

import pandas as pd

from presentation.language.messages import Translator
from tests.support.figures import area_values, components, figures, is_area_view, rows_of

if TYPE_CHECKING:
    from fractions import Fraction

    from streamlit.testing.v1 import AppTest

OVERVIEW, AREAS, IMPORTS = "pages/progress/overview.py", "pages/progress/areas.py", "pages/admin/imports.py"
MORNING, OPD, DEFINITIONS = "pages/progress/morning.py", "pages/progress/opd.py", "pages/help/definitions.py"
ATTENTION = "pages/progress/attention.py"
SETTINGS, ACCOUNTS = "pages/admin/settings.py", "pages/admin/accounts.py"
FORECAST, INTERVIEWS = "pages/progress/forecast.py", "pages/follow_up/interviews.py"
PRIORITIES, ACTIVITIES, EFFECT = (f"pages/outreach/{name}.py" for name in ("priorities", "activities", "effect"))
PAGES = (
    *(OVERVIEW, MORNING, ATTENTION, AREAS, OPD, FORECAST, PRIORITIES, ACTIVITIES, EFFECT, INTERVIEWS),
    *(IMPORTS, SETTINGS, ACCOUNTS, DEFINITIONS),
)
NBSP = "\u00a0"
NONE = "–"


@dataclass(frozen=True)
class Pen:
    """Writes numbers as the reader's language does, without the product's own formats."""

    language: str

    @property
    def text(self) -> Translator:
        return Translator(self.language)

    def count(self, value: int | Fraction | None) -> str:
        if value is None:
            return NONE
        written = f"{round(float(value)):,}"
        return written.replace(",", ".") if self.language == "id" else written

    def rate(self, share: Fraction, decimals: int) -> str:
        written = f"{float(share) * 100:.{decimals}f}"
        return f"{written.replace('.', ',')}{NBSP}%" if self.language == "id" else f"{written}%"

    def unit(self, noun: str) -> str:
        """What stands behind any number but one."""
        return self.text({"households": "families", "persons": "persons"}[noun])


def everything(app: AppTest) -> str:
    """All text on the page and in the sidebar."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.info, app.warning, app.error, app.success)
    parts = [str(element.value) for kind in kinds for element in kind]
    plain = [
        re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(style|script)\b.*?</\1>", "", html.value)) for html in app.get("html")
    ]
    # A page that is cold carries a script more.
    parts += [said for said in plain if said.strip()]
    parts += [" ".join([*row["cells"], row["remark"], row["sentence"]]) for row in rows_of(app)]
    parts += [widget.label for kind in (app.selectbox, app.date_input, app.button) for widget in kind]
    parts += [str(frame.value.to_string()) for frame in app.dataframe]
    return "\n".join(parts)


def cards(app: AppTest) -> list[pd.DataFrame]:
    """The tables that a phone shows as cards, in their order."""
    found = []
    for said in (str(element.value) for element in app.get("html")):
        if 'class="rows-table"' in said:
            headings = [unescape(each) for each in re.findall(r'<th scope="col">(.*?)</th>', said)]
            cells = [unescape(each) for each in re.findall(r"<td [^>]*>(.*?)</td>", said)]
            rows = [cells[start : start + len(headings)] for start in range(0, len(cells), len(headings))]
            found.append(pd.DataFrame(rows, columns=headings))
    return found


def table(app: AppTest) -> pd.DataFrame:
    """The table that says the same as the map; what is missing under its plain heading, without the unit."""
    found: pd.DataFrame = app.dataframe[-1].value
    plain = {}
    for text in (Translator("id"), Translator("en")):
        for unit in (text("persons"), text("families")):
            for heading in ("Missing", "Needed per day", "Recent pace"):
                plain[text(heading + " ({unit})", unit=unit)] = text(heading)
    for text in (Translator("id"), Translator("en")):
        to_share = re.compile(".+".join(re.escape(part) for part in _parts(text("Missing to {share} ({unit})"))))
        plain |= {str(name): text("Missing") for name in found.columns if to_share.fullmatch(str(name))}
    return found.rename(columns=plain)


def _parts(template: str) -> list[str]:
    """What stands before, between and after the placeholders of a message."""
    return re.split(r"\{\w+\}", template)


def plots(app: AppTest) -> list[dict[str, Any]]:
    """The charts as plotly figures, in their order on the page."""
    return figures(app)


def area_views(app: AppTest) -> list[dict[str, Any]]:
    """The values of the lists and maps of areas, in their order on the page."""
    return [area_values(element) for element in components(app) if is_area_view(element)]


def lists_of(app: AppTest) -> list[dict[str, Any]]:
    """The lists, in their order on the page."""
    return [view for view in area_views(app) if view["view"] == "list"]


def map_of(app: AppTest) -> dict[str, Any]:
    """The map of areas."""
    (found,) = (view for view in area_views(app) if view["view"] == "map")
    return found


def legend_of(app: AppTest) -> list[str]:
    """The words of the map's legend."""
    return [entry["label"] for entry in map_of(app)["classes"]]


def class_members(app: AppTest) -> list[set[str]]:
    """Area codes in each class of the map's legend."""
    shown = map_of(app)
    return [{area["code"] for area in shown["areas"] if area["step"] == entry["step"]} for entry in shown["classes"]]


def has_no_error(app: AppTest) -> bool:
    """No exception, and no placeholder that nobody filled in."""
    return not app.exception and not re.search(r"\{\w+\}", everything(app))
