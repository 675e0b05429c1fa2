"""Rows of texts that are read across, and on a phone as cards: nothing is cut at any width."""

from collections.abc import Sequence
from dataclasses import asdict
from html import escape

import streamlit as st

from presentation.language.markdown import as_plain
from presentation.words.today.plan_rows import PlanRow
from ui.kit.display.components import StaticComponent

_ROWS = StaticComponent("kawal_rows", "rows.js")
_PICKED = "picked"


def show_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, label: str) -> None:
    """Show a few rows as a table, each a card on a phone; `label` (keyword-only) names it for a screen reader.

    For tables that are read whole: of hundreds of rows a grid that scrolls is the better one.
    """
    titles = [escape(str(as_plain(heading))) for heading in headings]
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    lines = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{title}">{escape(str(as_plain(cell)))}</td>'
            for title, cell in zip(titles, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    named = escape(str(as_plain(label)), quote=True)
    st.html(
        f'<table class="rows-table" aria-label="{named}"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'
    )


def show_rows(headings: Sequence[str], rows: Sequence[PlanRow], *, button: str, icon: str, key: str) -> str | None:
    """Show rows of a plan with a button at the end of each; give the code of the one whose button was pressed.

    Parameters
    ----------
    headings
        Names of the cells.
    rows
        A screen reader is read the sentence of each, an eye the cells (`static/rows.js`).
    button, icon, key
        Label and icon of the buttons, and the stable key of the rows, keyword-only. A desa may stand in several rows.
    """
    data = {
        "headings": [str(as_plain(heading)) for heading in headings],
        "rows": [asdict(row) for row in rows],
        "button": str(as_plain(button)),
        "icon": icon.removeprefix(":material/").removesuffix(":"),
    }
    answer = _ROWS.show(data, key=f"rows-{key}", height="content", events={_PICKED: _run_again})
    code = answer.get(_PICKED)
    # What a browser sends may be anything.
    return code if isinstance(code, str) and any(code == row.code for row in rows) else None


def _run_again() -> None:
    """A click runs the page, which asks what was picked; nothing is to be done before."""
