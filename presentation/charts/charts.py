"""The bullet list of areas as a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from presentation.charts.row_marks import Mark, dotted_line, is_light, remark, room, stroke

LEAST_ROW_PX, MOST_ROW_PX = 38, 56
_HEAD_PX = 12


@dataclass(frozen=True, slots=True)
class BulletRow:
    """One area of the list.

    Attributes
    ----------
    code, name
        The area; the name as it is shown at the left.
    rate
        0-1, or None for no data.
    expected
        Rate that is expected by now, or None where the target speaks in another unit.
    colour
        Fill of the bar.
    remark
        Text at the right: symbol, rate and what is missing.
    hover
        Text on hover (HTML).
    is_bound
        The rate is a bound alone ("≥ 95 %"): the bar is hatched, since it may be longer or shorter.
    """

    code: str
    name: str
    rate: float | None
    expected: float | None
    colour: str
    remark: str
    hover: str
    is_bound: bool = False


def bullet_list(
    rows: Sequence[BulletRow],
    *,
    target: float | None,
    chosen: str | None,
    ink: str,
    height_px: int,
    full: float = 0.0,
    overall: float | None = None,
) -> go.Figure:
    """Draw a bar per area with a tick for what is expected and a line for the target, the first row on top.

    Parameters
    ----------
    rows
        In the order wanted.
    target
        Target share, or None where it speaks in another unit, keyword-only.
    chosen
        Code of the marked area, keyword-only.
    ink
        Colour of texts, ticks and marks, keyword-only.
    height_px
        Height to fill, as far as rows may shrink and grow, keyword-only.
    full
        Rate that the width shall reach at least, keyword-only.
    overall
        Rate of all together, where it has a line of its own beside the target's, keyword-only.
    """
    reach = (
        max(
            [row.rate or 0.0 for row in rows]
            + [row.expected or 0.0 for row in rows]
            + [target or 0.0, overall or 0.0, full, 0.01]
        )
        * 1.03
    )
    names = [f"<b>{row.name}</b>" if row.code == chosen else row.name for row in rows]
    rows_at = list(range(len(rows)))
    figure = go.Figure()
    grounds = [reach if row.rate is not None else 0 for row in rows]
    _add_bars(figure, rows, grounds, marker={"color": "rgba(138,150,153,0.18)"})
    edges = [2 if row.code == chosen else 0.4 for row in rows]
    fills: dict[str, Any] = {"color": [row.colour for row in rows], "line": {"color": ink, "width": edges}}
    if any(row.is_bound for row in rows):
        fills["pattern"] = {"shape": ["/" if row.is_bound else "" for row in rows], "size": 6, "solidity": 0.4}
    _add_bars(figure, rows, [row.rate or 0.0 for row in rows], marker=fills)
    ticks = [tick for place, row in enumerate(rows) for tick in _tick(row, place, ink)]
    if target is not None:
        ticks.append(dotted_line(target, ink))
    if overall is not None:
        ticks.append(dotted_line(overall, ink, dash="dash"))
    figure.update_yaxes(tickvals=rows_at, ticktext=names, autorange="reversed", showgrid=False, zeroline=False)
    figure.update_yaxes(tickfont={"size": 13, "color": ink}, fixedrange=True, automargin=True)
    figure.update_xaxes(visible=False, range=[0, reach], fixedrange=True)
    row_px = min(max((height_px - _HEAD_PX) / max(len(rows), 1), LEAST_ROW_PX), MOST_ROW_PX)
    figure.update_layout(
        barmode="overlay",
        height=_HEAD_PX + row_px * len(rows),
        margin={"l": 4, "r": room(row.remark for row in rows), "t": 6, "b": 6},
        showlegend=False,
        dragmode=False,
        clickmode="event+select",
        uirevision="list",
        plot_bgcolor="rgba(0,0,0,0)",
        shapes=ticks,
        annotations=[remark(row.remark, place, ink) for place, row in enumerate(rows)],
    )
    return figure


def _add_bars(figure: go.Figure, rows: Sequence[BulletRow], lengths: list[float], *, marker: dict[str, Any]) -> None:
    figure.add_bar(
        y=list(range(len(rows))),
        x=lengths,
        orientation="h",
        marker=marker,
        width=0.62,
        customdata=[row.code for row in rows],
        hovertext=[row.hover for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _tick(row: BulletRow, place: int, ink: str) -> list[Mark]:
    """The tick of what is expected, with an edge of the other kind: bars are light and dark."""
    if row.expected is None or row.rate is None:
        return []
    return [
        stroke(row.expected, place, 0.42, colour=colour, width=width) for colour, width in ((_halo(ink), 6), (ink, 3))
    ]


def _halo(ink: str) -> str:
    """The colour that stands out from a `#rrggbb`: white around a dark one, near black around a light one."""
    return "#0e1415" if is_light(ink) else "#ffffff"
