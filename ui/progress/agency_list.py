"""The list of the agencies: a bar for each, those that miss most first, on the screen and as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd
import streamlit as st

from census.base.target import Target
from census.base.vocabulary import Colouring, Unit
from census.campaign.agencies import Whole
from census.figures.progress import AreaProgress
from census.figures.shortfall import NO_STEP, shortfall_steps
from presentation.charts.area_view import AreaClass, AreaList, ShownArea
from presentation.charts.colours import EDGE, NO_CLASS, NO_COMPARISON, STEPS, class_sign
from presentation.language.formats import as_shown
from presentation.words.verdict import target_share
from ui.kit.agency_names import short_names
from ui.kit.controls import Choice
from ui.kit.display.maps import LIST_HEIGHT_PX, show_list
from ui.kit.display.pictures import caption_of
from ui.kit.display.scenes import bar_length, hover_head, list_remark
from ui.kit.downloads import Download, picture_download
from ui.progress.agencies import staff_view
from ui.shell.frame import Reader

FIRST = 10
"""Agencies that are listed at first: those that miss most."""


@dataclass(frozen=True)
class Listing:
    """The agencies as the list shows them, and what it compares them with.

    Attributes
    ----------
    agencies
        Those that miss most first; those of which nobody knows last.
    target
        Their target, or the area's as a reference; None for neither, or for one in another status.
    total
        All of them together.
    is_against_whole
        Colours compare with the rate of all, not with the path.
    """

    agencies: tuple[AreaProgress, ...]
    target: Target | None
    total: Whole
    is_against_whole: bool

    @property
    def steps(self) -> dict[str, int | None]:
        """The step of each agency, 0 the best of five; None where nothing can be compared."""
        if not self.is_against_whole:
            return {agency.code: None if self.target is None else agency.step for agency in self.agencies}
        counts, bases = (
            pd.array([getattr(agency, name) for agency in self.agencies], dtype="Int64")
            for name in ("numerator", "denominator")
        )
        rate = Fraction(self.total.count, self.total.base)
        steps = shortfall_steps(pd.Series(counts), pd.Series(bases), rate).tolist()
        return {
            agency.code: None if step == NO_STEP else step for agency, step in zip(self.agencies, steps, strict=True)
        }


def listing_of(agencies: Sequence[AreaProgress], target: Target | None, total: Whole, choice: Choice) -> Listing:
    """Order the agencies by the staff they miss, and decide what their colours compare with.

    That is the path, unless the reader chose the whole, or all of them are on the path: one colour for everybody would
    hide who is behind.
    """
    comparable = target if target is not None and target.status is choice.view.status else None
    steps = {agency.step for agency in agencies if agency.rate is not None}
    is_all_on_path = comparable is not None and bool(steps) and steps <= {0, 1}
    return Listing(
        agencies=tuple(sorted(agencies, key=lambda agency: (-_missing(agency), agency.name))),
        target=comparable,
        total=total,
        is_against_whole=choice.colouring is Colouring.KABUPATEN or is_all_on_path,
    )


def _missing(agency: AreaProgress) -> int:
    """The staff that have not responded; of whom nobody knows, fewer than none."""
    if agency.numerator is None or agency.denominator is None:
        return -1
    return max(0, agency.denominator - agency.numerator)


def first_of(listing: Listing, chosen: str | None) -> list[AreaProgress]:
    """The agencies that matter: the ten that miss most, and the chosen one."""
    return [agency for place, agency in enumerate(listing.agencies) if place < FIRST or agency.code == chosen]


def show_agency_list(reader: Reader, listing: Listing, *, chosen: str | None) -> str | None:
    """List the agencies, those that miss most first, the others on demand; give the one that was clicked on."""
    text = reader.text
    if all(agency.rate is None for agency in listing.agencies):
        st.info(text("No figure by agency has been delivered for this day and status."))
        return None
    shown, rest = first_of(listing, chosen), len(listing.agencies) - len(first_of(listing, chosen))
    # Drawn below the list, and known before it.
    if rest and st.session_state.get(_ALL_KEY):
        shown = list(listing.agencies)
    listed = AreaList(
        _rows(reader, listing, shown),
        text.plain("Share of civil servants who have responded, by agency"),
        target=_share_wanted(listing),
        overall=_rate_of_all(listing),
        chosen=chosen,
        full=1.0,
    )
    clicked = show_list(reader, listed, key="opd-list", height_px=LIST_HEIGHT_PX)
    if rest:
        st.toggle(
            text.plural("Show the {n} other", "Show the {n} others", rest, n=reader.formats.count(rest)), key=_ALL_KEY
        )
    st.caption(_caption(reader, listing))
    return clicked


_ALL_KEY = "opd-all"


def list_picture(reader: Reader, listing: Listing, choice: Choice, foot: list[str]) -> list[Download]:
    """Offer the list of all agencies as PNG; nothing before there is a figure."""
    text, view = reader.text, staff_view(choice)
    if all(agency.rate is None for agency in listing.agencies):
        return []

    def draw() -> bytes:
        # Brings matplotlib with it, which no start of the dashboard shall pay for.
        from reports.pictures.pictures import list_png

        colouring = Colouring.KABUPATEN if listing.is_against_whole else Colouring.PATH
        is_comparable = listing.is_against_whole or listing.target is not None
        return list_png(
            _rows(reader, listing, listing.agencies),
            target=_share_wanted(listing),
            overall=_rate_of_all(listing),
            classes=[
                AreaClass(step.label(text, colouring, text.plain("all OPD")), step.colour, EDGE, step.ink)
                for step in STEPS
                if is_comparable
            ],
            caption=caption_of(
                reader,
                text("Civil servants by agency (OPD)"),
                Choice(view, choice.colouring),
                [_caption(reader, listing), *foot],
            ),
        )

    stem = text("list") + f"_{reader.scope.area_code}-opd_{view.as_of.isoformat()}_{view.status.value}"
    return [picture_download(reader, text("Agencies as PNG"), stem, draw)]


def _share_wanted(listing: Listing) -> float | None:
    return None if listing.target is None else float(listing.target.share)


def _rate_of_all(listing: Listing) -> float:
    return listing.total.rate


def _caption(reader: Reader, listing: Listing) -> str:
    text, formats = reader.text, reader.formats
    rate_of_all = formats.rate(_rate_of_all(listing))
    drawn = (
        text("Bar: share reached. Due and target are not drawn: the target speaks in another unit or status.")
        if listing.target is None
        else text(
            "Bar: share reached. Stroke: due by that day. Dotted line: {share}; the full width is all civil servants.",
            share=target_share(formats, listing.target),
        )
    )
    sentences = [drawn, text("Dashed line: all OPD together, {share}.", share=rate_of_all)]
    if listing.is_against_whole:
        sentences.append(text("Colours compare with all OPD together."))
    return " ".join(sentences)


def _rows(reader: Reader, listing: Listing, shown: Sequence[AreaProgress]) -> list[ShownArea]:
    names, steps = short_names(reader), listing.steps
    return [
        _row(reader, names[agency.code], agency, steps[agency.code], has_due=listing.target is not None)
        for agency in shown
    ]


def _row(reader: Reader, name: str, row: AreaProgress, step: int | None, *, has_due: bool) -> ShownArea:
    text, formats = reader.text.plain, reader.formats
    class_index = NO_CLASS if step is None else step
    _colour, symbol = class_sign(class_index)
    if step is None and bar_length(row) is not None:
        class_index, symbol = NO_COMPARISON, ""
    due = None
    if has_due and row.rate is not None and row.expected is not None and row.denominator:
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
        hover=(*hover_head(reader, row.name), counted),
        remark=list_remark(reader, row, symbol, below),
        spoken=f"{name}: {counted}",
        length=bar_length(row),
        is_bound=row.bound is not None,
        expected=due,
    )
