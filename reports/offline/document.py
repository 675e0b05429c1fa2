"""An offline copy as one HTML document: what it needs is in it, and it can ask nobody."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from presentation.language.messages import Translator

if TYPE_CHECKING:
    from reports.offline.content import Drawing, OfflineView

MOST_BYTES = 400_000
"""What a phone's message carries and an old phone opens."""
_STATIC = Path(__file__).parents[2] / "static"
_IMPORTED = "../area_view.js"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' data:"
"""Even what a name could bring in asks nobody."""


class TooLargeError(ValueError):
    """A view that does not fit the file even without its map; the message says what to do."""


def offline_document(view: OfflineView) -> str:
    """A view as a document of at most `MOST_BYTES`; where the map makes it larger it is left out, and the file says so.

    Raises
    ------
    TooLargeError
        If it is larger even without its map.
    """
    text = Translator(view.language).plain
    written = _document(text, view)
    if len(written.encode()) > MOST_BYTES and view.map is not None:
        note = text("The map is left out: with it the file would be too large.")
        written = _document(text, replace(view, map=None, outlines=None, foot=f"{note} {view.foot}"))
    if len(written.encode()) > MOST_BYTES:
        msg = "The view has too many areas for one file: take a smaller area"
        raise TooLargeError(msg)
    return written


def _document(text: Translator, view: OfflineView) -> str:
    style = (_STATIC / "offline" / "offline.css").read_text(encoding="utf-8")
    drawings = [
        _place(text, part, drawing)
        for part, drawing in (("list", view.listing), ("map", view.map))
        if drawing is not None
    ]
    curve = f"<h2>{escape(view.curve_title)}</h2>{view.curve}" if view.curve else ""
    empty = f"<p>{escape(view.empty)}</p>" if view.empty else ""
    warning = f"<p><b>{escape(view.warning)}</b></p>" if view.warning and drawings else ""
    mark = f'<p><span class="mark">{escape(view.mark)}</span></p>' if view.mark else ""
    return (
        f'<!doctype html>\n<html lang="{view.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{escape(view.title)} · {escape(view.stamp)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'{mark}<p>{escape(view.title)}</p>\n<p class="muted">{escape(view.stamp)} · {escape(view.made)}</p>\n'
        f"<h1>{escape(view.stands.headline)}</h1>\n<p>{escape(view.stands.needs)}</p>\n{_figures(view)}\n"
        f'{empty}{warning}<div class="both">{"".join(drawings)}</div>\n{curve}\n'
        f"<h2>{escape(text('The same as a table'))}</h2>\n{_table(view)}\n"
        f'<p class="muted">{escape(view.foot)}</p>\n{_script(view) if drawings else ""}</body>\n</html>\n'
    )


def _place(text: Translator, part: str, drawing: Drawing) -> str:
    old = text("This browser is too old to draw it; the table below says the same.")
    caption = f'<p class="muted">{escape(drawing.caption)}</p>' if drawing.caption else ""
    return (
        f"<section><h2>{escape(drawing.title)}</h2>"
        f'<div id="{part}" style="height:{drawing.height_px}px">{escape(old)}</div>{caption}</section>'
    )


def _figures(view: OfflineView) -> str:
    items = (f"<li>{escape(one.label)} <b>{escape(one.value)}</b> {escape(one.remark)}</li>" for one in view.figures)
    return f'<ul class="figures">{"".join(items)}</ul>'


def _table(view: OfflineView) -> str:
    heads = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in view.table.columns)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>"
        for row in view.table.itertuples(index=False)
    )
    return f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _script(view: OfflineView) -> str:
    values = {
        "list": None if view.listing is None else view.listing.values,
        "map": None if view.map is None else view.map.values,
        "outlines": None if view.outlines is None else json.loads(view.outlines),
    }
    # Within JSON this sign stands in texts alone; as it is, a text could end the script that holds it.
    figures = json.dumps(values, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    script = (_STATIC / "offline" / "offline.js").read_text(encoding="utf-8")
    module = f"data:text/javascript;base64,{base64.b64encode((_STATIC / 'area_view.js').read_bytes()).decode()}"
    return (
        f'<script type="application/json" id="view">{figures}</script>\n'
        f'<script type="module">{script.replace(_IMPORTED, module)}</script>\n'
    )
