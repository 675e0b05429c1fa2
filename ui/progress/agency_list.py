"""The list of the agencies: a bar for each, the lowest rate first, on the screen and as a picture."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from census.base.target import Target
from census.base.vocabulary import Colouring, Status, Unit
from census.figures.progress import AreaProgress
from geo.choropleth import MapClass
from presentation.charts.charts import BulletRow, bullet_list
from presentation.charts.colours import GREY, STEPS
from presentation.language.formats import as_shown
from presentation.words.verdict import target_share
from ui.kit.agency_names import short_names
from ui.kit.controls import Choice
from ui.kit.display.maps import ink, on_ground
from ui.kit.display.pictures import caption_of
from ui.kit.display.plots import Picture, show_plot
from ui.kit.display.scenes import class_sign, list_name, list_remark
from ui.kit.downloads import Download, picture_download
from ui.progress.agencies import staff_view
from ui.shell.frame import Reader

_LAST = 2.0
"""Stands for the rate of an agency without one, above all rates that a list may hold."""


def show_agency_list(
    reader: Reader, agencies: Sequence[AreaProgress], target: Target | None, *, chosen: str | None, status: Status
) -> str | None:
    """List the agencies, the lowest rate first, with the staff still missing; give the one that was clicked on."""
    text = reader.text
    if all(agency.rate is None for agency in agencies):
        st.info(text("No figure by agency has been delivered for this day and status."))
        return None
    rows, share = _rows(reader, agencies, target, status), _share_wanted(target, status)
    drawn = bullet_list(on_ground(rows, ink()), target=share, chosen=chosen, ink=ink(), height_px=600, full=1.0)
    picture = Picture.of(drawn, alt=text("Share of civil servants who have responded, by agency"))
    clicked = show_plot(picture, key="opd-list", field="customdata")
    st.caption(_caption(reader, target, status))
    return clicked


def list_picture(
    reader: Reader, agencies: Sequence[AreaProgress], target: Target | None, choice: Choice, foot: list[str]
) -> list[Download]:
    """Offer the list as PNG; nothing before there is a figure."""
    text, view = reader.text, staff_view(choice)
    if all(agency.rate is None for agency in agencies):
        return []

    def draw() -> bytes:
        # Brings matplotlib with it, which no start of the dashboard shall pay for.
        from reports.pictures.pictures import list_png

        is_comparable = _is_comparable(target, view.status)
        return list_png(
            _rows(reader, agencies, target, view.status),
            target=_share_wanted(target, view.status),
            classes=[
                MapClass(step.label(text, Colouring.PATH), step.colour, "#6f7b7d", step.ink)
                for step in STEPS
                if is_comparable
            ],
            caption=caption_of(
                reader,
                text("Civil servants by agency (OPD)"),
                Choice(view, choice.colouring),
                [_caption(reader, target, view.status), *foot],
            ),
        )

    stem = text("list") + f"_{reader.scope.area_code}-opd_{view.as_of.isoformat()}_{view.status.value}"
    return [picture_download(reader, text("Agencies as PNG"), stem, draw)]


def _is_comparable(target: Target | None, status: Status) -> bool:
    return target is not None and target.status is status


def _share_wanted(target: Target | None, status: Status) -> float | None:
    return float(target.share) if target is not None and _is_comparable(target, status) else None


def _caption(reader: Reader, target: Target | None, status: Status) -> str:
    text = reader.text
    if target is None or not _is_comparable(target, status):
        return text("Bar: share reached. Due and target are not drawn: the target speaks in another unit or status.")
    return text(
        "Bar: share reached. Stroke: due by that day. Dotted line: {share}; the full width is all civil servants.",
        share=target_share(reader.formats, target),
    )


def _rows(reader: Reader, agencies: Sequence[AreaProgress], target: Target | None, status: Status) -> list[BulletRow]:
    names = short_names(reader)
    is_comparable = _is_comparable(target, status)
    ordered = sorted(agencies, key=lambda agency: (_LAST if agency.rate is None else agency.rate, agency.name))
    return [_row(reader, names[agency.code], agency, is_comparable) for agency in ordered]


def _row(reader: Reader, name: str, row: AreaProgress, is_comparable: bool) -> BulletRow:
    text, formats = reader.text.plain, reader.formats
    fill, symbol = class_sign(row.step)
    if row.rate is not None and (not is_comparable or row.step is None):
        fill, symbol = GREY, ""
    due = None
    if is_comparable and row.rate is not None and row.expected is not None and row.denominator:
        due = row.expected / row.denominator
    missing = None
    if row.numerator is not None and row.denominator is not None:
        missing = max(0, row.denominator - row.numerator)
    counted = text(
        "{count} of {base} {unit}",
        count=formats.count(row.numerator),
        base=formats.count(row.denominator),
        unit=formats.unit(Unit.STAFF, as_shown(row.denominator)),
    )
    return BulletRow(
        code=row.code,
        name=list_name(name),
        rate=row.rate,
        expected=due,
        colour=fill,
        remark=list_remark(
            reader, row, symbol, None if missing is None else text("{n} not yet", n=formats.count(missing))
        ),
        hover=f"<b>{escape(row.name)}</b><br>{counted}",
    )
