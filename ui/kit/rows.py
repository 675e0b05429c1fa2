"""Rows of texts that are read across, and on a phone as cards: nothing is cut at any width."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from presentation.language.markdown import as_plain
from presentation.words.today.plan_rows import PlanRow

_STYLE = """<style>
.rows-table{width:100%;border-collapse:collapse;font-size:.9375rem;font-variant-numeric:tabular-nums}
.rows-table th{text-align:left;font-weight:600;font-size:.875rem;padding:.3rem .6rem .3rem 0;vertical-align:bottom}
.rows-table td{padding:.45rem .6rem .45rem 0;vertical-align:top;overflow-wrap:break-word}
.rows-table td{border-top:1px solid color-mix(in srgb,currentColor 18%,transparent)}
[data-testid=stColumn] .rows-table:has(th:nth-child(8)){font-size:.8125rem}
[data-testid=stColumn] .rows-table:has(th:nth-child(8)) :is(th,td){padding-right:.3rem}
[data-testid=stColumn] .rows-table:has(th:nth-child(8)) th{font-size:.75rem}
.rows-line{display:grid;gap:.1rem .75rem;align-items:baseline;font-size:.9375rem;font-variant-numeric:tabular-nums}
.rows-line{grid-template-columns:3.4rem 1.5fr .8fr 1.5fr .9fr 1fr 1fr}
.rows-line:not(.rows-head){border-top:1px solid color-mix(in srgb,currentColor 18%,transparent);padding-top:.4rem}
.rows-head{font-weight:600;font-size:.875rem}
.rows-line>b,.rows-line>span{overflow-wrap:break-word;min-width:0}
.rows-line>small{grid-column:2/-1;font-style:normal;font-size:.875rem;opacity:.8}
.rows-said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap;margin:0}
@media(max-width:640px){
 .rows-table thead,.rows-head{display:none}
 .rows-table tr{display:block;padding:.4rem .7rem;margin:0 0 .5rem;border-radius:.375rem}
 .rows-table tr{border:1px solid color-mix(in srgb,currentColor 18%,transparent)}
 .rows-table td{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.15rem 0;text-align:right}
 .rows-table td{overflow-wrap:anywhere}
 .rows-table td::before{content:attr(data-label);text-align:left;font-size:.875rem;opacity:.8}
 .rows-table td::before{overflow-wrap:normal;flex:none;max-width:40%}
 .rows-line{grid-template-columns:1fr 1fr}
 .rows-line>b,.rows-line>small{grid-column:1/-1}
 .rows-line>span::before{content:attr(data-label);display:block;font-size:.8125rem;opacity:.8}
}
</style>"""

_WIDTHS = (7, 1.1)
"""Of a row and its button; on a phone the button stands below."""


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
        f'{_STYLE}<table class="rows-table" aria-label="{named}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{lines}</tbody></table>"
    )


def show_rows(headings: Sequence[str], rows: Sequence[PlanRow], *, button: str, icon: str, key: str) -> str | None:
    """Show rows of a plan with a button at the end of each; give the code of the one whose button was pressed.

    Parameters
    ----------
    headings
        Names of the cells.
    rows
        A screen reader is read the sentence of each, an eye the cells.
    button, icon, key
        Label and icon of the buttons, and what their keys begin with, keyword-only. A desa may stand in several rows.
    """
    titles = [escape(str(as_plain(heading))) for heading in headings]
    head = "".join(f"<span>{title}</span>" for title in titles)
    pressed, drawn = None, set[str]()
    with st.container(key=f"rows-{key}"):
        line, _end = st.columns(_WIDTHS, gap="small")
        line.html(f'{_STYLE}<div class="rows-line rows-head" aria-hidden="true">{head}</div>')
        for place, row in enumerate(rows):
            line, end = st.columns(_WIDTHS, gap="small", vertical_alignment="center")
            line.html(_line(titles, row))
            with end:
                if st.button(
                    button,
                    key=f"{key}-{row.code}" if row.code not in drawn else f"{key}-{row.code}-{place}",
                    icon=icon,
                    type="tertiary",
                ):
                    pressed = row.code
            drawn.add(row.code)
    return pressed


def _line(titles: Sequence[str], row: PlanRow) -> str:
    cells = "".join(
        # The desa is the head of the card.
        f"<b>{escape(cell)}</b>" if place == 1 else f'<span data-label="{title}">{escape(cell)}</span>'
        for place, (title, cell) in enumerate(zip(titles, row.cells, strict=True))
    )
    remark = f"<small>{escape(row.remark)}</small>" if row.remark else ""
    return (
        f'<p class="rows-said">{escape(row.sentence)}</p>'
        f'<div class="rows-line" aria-hidden="true">{cells}{remark}</div>'
    )
