"""The card for the public as a picture for a phone, with a QR code that is drawn here."""

import segno
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from presentation.charts.colours import ACCENT
from presentation.words.today.card import TooManyWordsError
from presentation.words.today.invitation import Invitation
from reports.pictures.card import WIDTH_PX
from reports.pictures.sheet import INK, MUTED, RULE, Sheet
from reports.pictures.text import DPI, LEADING, wrapped

HEIGHT_PX = 1350
_MARGIN_PT, _GAP_PT, _CODE_PT = 24.0, 10.0, 120.0
_PLACE, _HEADLINE, _BODY = 13.0, 22.0, 13.0
_QUIET = 4
"""Modules around a QR code that stay white (ISO/IEC 18004)."""
_LEAST, _STEP = 0.45, 0.95


def invitation_sheet(invitation: Invitation) -> Sheet:
    """Draw it, `WIDTH_PX` by `HEIGHT_PX`; all its words are on it, smaller where they are many.

    Raises
    ------
    TooManyWordsError
        If there are more words than fit even so.
    """
    width, height = WIDTH_PX * 72 / DPI, HEIGHT_PX * 72 / DPI
    scale = 1.0
    while scale >= _LEAST:
        figure = Figure(figsize=(width / 72, height / 72), dpi=DPI, facecolor="white")
        sheet = Sheet(figure, (0, 0, width, height))
        if _draw(sheet, invitation, width, height, scale) >= _CODE_PT + _MARGIN_PT + _GAP_PT:
            return sheet
        scale *= _STEP
    msg = f"The words of the card of {invitation.place[:60]} do not fit {WIDTH_PX} x {HEIGHT_PX} pixels"
    raise TooManyWordsError(msg)


def _draw(sheet: Sheet, invitation: Invitation, width: float, height: float, scale: float) -> float:
    """Draw at one size of type, and give the height above the foot where the words end."""
    across, left, gap = width - 2 * _MARGIN_PT, _MARGIN_PT, _GAP_PT * scale
    place = wrapped(invitation.place, across, _PLACE * scale)
    headline = wrapped(invitation.headline, across, _HEADLINE * scale, bold=True)
    band = 1.5 * _MARGIN_PT + LEADING * (len(place) * _PLACE + len(headline) * _HEADLINE) * scale
    sheet.box(0, height - band, width, band, facecolor=ACCENT, edgecolor="none")
    down = sheet.write_lines(left, height - _MARGIN_PT * 0.8, place, _PLACE * scale, color="white")
    sheet.write_lines(left, down, headline, _HEADLINE * scale, bold=True, color="white")
    down = height - band - 2 * gap
    size = _BODY * scale
    for number, step in enumerate(invitation.steps, 1):
        sheet.write_lines(left, down, [str(number)], size, bold=True, color=ACCENT)
        down = sheet.write_lines(left + 1.6 * size, down, wrapped(step, across - 1.6 * size, size), size) - gap
    words = " · ".join(part for part in (invitation.mark, invitation.figure) if part)
    if words:
        sheet.stroke([left, width - left], [down, down], color=RULE, linewidth=0.8)
        down = sheet.write_lines(left, down - gap, wrapped(words, across, size), size, color=MUTED)
    _draw_code(sheet, invitation.address, left, _MARGIN_PT)
    beside = wrapped(invitation.address, across - _CODE_PT - _GAP_PT, _BODY, bold=True)
    top = _MARGIN_PT + _CODE_PT / 2 + LEADING * _BODY * len(beside) / 2
    sheet.write_lines(left + _CODE_PT + _GAP_PT, top, beside, _BODY, bold=True, color=INK)
    return down


def _draw_code(sheet: Sheet, address: str, left: float, bottom: float) -> None:
    """Draw the address as a QR code, white border included, in a square of `_CODE_PT`."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    module = _CODE_PT / (len(rows) + 2 * _QUIET)
    dark = [
        Rectangle((left + (_QUIET + x) * module, bottom + (_QUIET + len(rows) - 1 - y) * module), module, module)
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    ]
    # Without smoothing no white line stands between two of them.
    code = PatchCollection(dark, facecolor="black", edgecolor="none", antialiased=False, transform=sheet.points)
    sheet.figure.add_artist(code)
