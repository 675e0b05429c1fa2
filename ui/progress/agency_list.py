"""The list of the agencies: a bar for each, the lowest rate first, on the screen and as a picture."""

from collections.abc import Sequence

import streamlit as st

from census.base.target import Target
from census.base.vocabulary import Colouring, Status, Unit
from census.figures.progress import AreaProgress
from presentation.charts.area_view import AreaClass, AreaList, ShownArea
from presentation.charts.colours import NO_CLASS, NO_COMPARISON, STEPS, class_sign
from presentation.language.formats import as_shown
from presentation.words.verdict import target_share
from ui.kit.agency_names import short_names
from ui.kit.controls import Choice
from ui.kit.display.maps import LIST_HEIGHT_PX, show_list
from ui.kit.display.pictures import caption_of
from ui.kit.display.scenes import list_remark
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
    alt = text.plain("Share of civil servants who have responded, by agency")
    listed = AreaList(rows, alt, target=share, chosen=chosen, full=1.0)
    clicked = show_list(reader, listed, key="opd-list", height_px=LIST_HEIGHT_PX)
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
                AreaClass(step.label(text, Colouring.PATH), step.colour, "#6f7b7d", step.ink)
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


def _rows(reader: Reader, agencies: Sequence[AreaProgress], target: Target | None, status: Status) -> list[ShownArea]:
    names = short_names(reader)
    is_comparable = _is_comparable(target, status)
    ordered = sorted(agencies, key=lambda agency: (_LAST if agency.rate is None else agency.rate, agency.name))
    return [_row(reader, names[agency.code], agency, is_comparable) for agency in ordered]


def _row(reader: Reader, name: str, row: AreaProgress, is_comparable: bool) -> ShownArea:
    text, formats = reader.text.plain, reader.formats
    class_index = NO_CLASS if row.step is None else row.step
    _colour, symbol = class_sign(class_index)
    if row.rate is not None and (not is_comparable or row.step is None):
        class_index, symbol = NO_COMPARISON, ""
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
    below = None if missing is None else text("{n} not yet", n=formats.count(missing))
    return ShownArea(
        code=row.code,
        name=name,
        class_index=class_index,
        label=(),
        hover=(row.name, counted),
        remark=list_remark(reader, row, symbol, below),
        spoken=f"{name}: {counted}",
        length=row.rate,
        expected=due,
    )
