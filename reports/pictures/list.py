"""The list of areas as a picture: a bar per area with what is due and the target."""

from collections.abc import Sequence

from presentation.charts.area_view import AreaClass, ShownArea
from presentation.charts.colours import class_sign
from reports.pictures.sheet import INK, MUTED, Caption, KeyEntry, Sheet, new_sheet
from reports.pictures.text import LEADING, rgba, text_width, wrapped

MOST_ROWS = 400
"""A longer list would be a picture that nothing opens."""

_NAME_PT, _REMARK_PT = 10.0, 9.0
_MOST_NAME_PT, _MOST_REMARK_PT = 190.0, 150.0
_PAD_PT, _GAP_PT = 8.0, 8.0
_GROUND = "rgba(138,150,153,0.18)"


def list_sheet(
    rows: Sequence[ShownArea],
    *,
    target: float | None,
    overall: float | None = None,
    chosen: str | None,
    classes: Sequence[AreaClass],
    caption: Caption,
) -> Sheet:
    """Draw what `reports.pictures.pictures.list_png` gives as a file."""
    if not 0 < len(rows) <= MOST_ROWS:
        msg = f"a picture holds 1 to {MOST_ROWS} rows, not {len(rows)}"
        raise ValueError(msg)
    names = [wrapped(row.name, _MOST_NAME_PT, _NAME_PT, bold=row.code == chosen) for row in rows]
    remarks = [_remark(row) for row in rows]
    heights = [
        max(len(name) * _NAME_PT, len(remark) * _REMARK_PT) * LEADING + _PAD_PT
        for name, remark in zip(names, remarks, strict=True)
    ]
    key = [KeyEntry(entry.label, entry.line, entry.fill) for entry in classes]
    sheet = new_sheet(caption, key, height=0, least=sum(heights))
    left, bottom, width, height = sheet.room
    bars = left + max(text_width(line, _NAME_PT, bold=True) for name in names for line in name) + _GAP_PT
    end = left + width - max(text_width(line, _REMARK_PT) for remark in remarks for line in remark) - _GAP_PT
    shares = [share for row in rows for share in (row.length, row.expected) if share is not None]
    unit = (end - bars) / (max([*shares, target or 0.0, overall or 0.0, 0.01]) * 1.03)
    top = bottom + height
    for row, name, remark, high in zip(rows, names, remarks, heights, strict=True):
        centre = top - high / 2
        is_chosen = row.code == chosen
        sheet.write_lines(left, centre + len(name) * _NAME_PT * LEADING / 2, name, _NAME_PT, bold=is_chosen)
        _draw_bar(sheet, row, (bars, centre, end, high), unit, edge=1.8 if is_chosen else 0.4)
        sheet.write_lines(end + _GAP_PT, centre + len(remark) * _REMARK_PT * LEADING / 2, remark, _REMARK_PT)
        top -= high
    if target is not None and target >= 0:
        x = bars + target * unit
        sheet.stroke([x, x], [bottom, bottom + height], color=INK, linewidth=1, linestyle="dotted", gid="target")
    if overall is not None:
        x = bars + overall * unit
        sheet.stroke([x, x], [bottom, bottom + height], color=INK, linewidth=1, linestyle="dashed", gid="overall")
    return sheet


def _remark(row: ShownArea) -> list[str]:
    return [line for part in row.remark for line in wrapped(part, _MOST_REMARK_PT, _REMARK_PT)]


def _draw_bar(
    sheet: Sheet, row: ShownArea, box: tuple[float, float, float, float], unit: float, *, edge: float
) -> None:
    left, centre, right, high = box
    if row.length is None:
        sheet.stroke([left, right], [centre, centre], color=MUTED, linewidth=0.6, linestyle="dotted")
        return
    thick = high * 0.6
    sheet.box(left, centre - thick / 2, right - left, thick, facecolor=rgba(_GROUND), edgecolor="none")
    style = {"facecolor": rgba(class_sign(row.class_index)[0]), "edgecolor": INK, "linewidth": edge, "gid": row.code}
    if row.is_bound:
        style["hatch"] = "///"
    # A gain may be negative; its remark says so, and a bar has no room to the left.
    sheet.box(left, centre - thick / 2, max(0.0, row.length) * unit, thick, **style)
    if row.expected is not None:
        x = left + row.expected * unit
        sheet.stroke([x, x], [centre - high * 0.42, centre + high * 0.42], color=INK, linewidth=2.2, gid="due")
