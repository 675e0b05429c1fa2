"""What the page of the agencies is made of: the funnel, the days, and the desa that one of them serves."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape, unescape

import numpy as np
import streamlit as st

from census.base.target import Target
from census.base.tree import legible_name
from census.base.vocabulary import OPD_LEVEL, Unit
from census.campaign.agencies import (
    FUNNEL_TAILS,
    Agency,
    Whole,
    funnel_limits,
    in_staff,
    low_agencies,
    rated_agencies,
    served_by,
)
from census.figures.progress import AreaProgress, View
from presentation.areas.drawn.way import path_line, rate_curve
from presentation.areas.map_and_list import hover_head
from presentation.charts.area_view import list_name
from presentation.charts.curve import Curve, cumulative_curve
from presentation.charts.funnel import FunnelBand, FunnelPoint, funnel_plot
from ui.kit.agency_names import short_names
from ui.kit.controls import Choice
from ui.kit.display.blocks import show_definitions_link, show_protection, sources_of
from ui.kit.display.blocks import show_table as show_progress_table
from ui.kit.display.curves import axis_decimals
from ui.kit.display.maps import accent, alarm, ink, show_map_and_list
from ui.kit.display.pictures import caption_of, list_pictures
from ui.kit.display.plots import Picture, show_plot
from ui.kit.display.progress_list import progress_list
from ui.kit.downloads import Download, picture_download, table_box
from ui.shell import address
from ui.shell.frame import Reader
from ui.shell.next_steps import show_next_step

OPD_KEY = "opd"
_WAITING = "_opd_next"
_MOST_NAMED = 5


def full_name(reader: Reader, opd: str) -> str:
    """The full name of an agency."""
    return legible_name(_agency(reader, opd).name, opd)


def _agency(reader: Reader, opd: str) -> Agency:
    return next(agency for agency in reader.campaign.agencies if agency.code == opd)


def read_agency(reader: Reader) -> None:
    """Read the agency of the address; before the notices, which tell of a word that names none."""
    codes = _own_first(reader)
    address.read_choice(OPD_KEY, lambda word: word if word in codes else None, next(iter(codes), ""))


def stop_without_agencies(reader: Reader) -> None:
    """Where no agency is on record, say what to do first and end the page; after `read_agency`."""
    if reader.campaign.agencies:
        return
    text = reader.text
    st.title(text("No agency (OPD) is on record yet."), anchor=False)
    st.markdown(
        text(
            "Once the agencies and a recap of them are on record, this page shows how many of their civil servants "
            "have responded, and how far the desa that they serve have come."
        )
    )
    show_next_step(reader, "opd", "opd-recap", "assignments")
    show_definitions_link(reader)
    st.stop()


def choose_agency(reader: Reader) -> str:
    """Draw the select box of agencies, by name, after `read_agency`; `open_agency` sets it."""
    names = {agency.code: legible_name(agency.name, agency.code) for agency in reader.campaign.agencies}
    codes = _own_first(reader)
    waiting = st.session_state.pop(_WAITING, None)
    if waiting in names:
        st.session_state[OPD_KEY] = waiting
    chosen = st.selectbox(reader.text("Agency (OPD)"), codes, format_func=names.__getitem__, key=OPD_KEY)
    address.write_choice(OPD_KEY, None if chosen == codes[0] else chosen)
    return chosen


def _own_first(reader: Reader) -> list[str]:
    ordered = sorted(reader.campaign.agencies, key=lambda agency: not reader.scope.sees_agency(agency.id))
    return [agency.code for agency in ordered]


def open_agency(code: str) -> None:
    """Set the select box to an agency and draw the page anew."""
    # The box is drawn already in this run: it takes the value over in the next.
    st.session_state[_WAITING] = code
    st.rerun()


def staff_view(choice: Choice) -> View:
    """The reader's view in civil servants."""
    return View(choice.view.as_of, Unit.STAFF, choice.view.status, choice.view.path)


def show_funnel(reader: Reader, listed: Sequence[AreaProgress], total: Whole | None) -> None:
    """Draw the funnel: which agencies differ from the whole by more than chance; nothing without a figure."""
    text, formats = reader.text.plain, reader.formats
    rated = rated_agencies(listed)
    if total is None or not rated:
        return
    st.subheader(text("By size of the OPD: whose difference is more than chance"), anchor=False)
    mean = total.rate
    sizes = np.array([agency.denominator for agency in rated], dtype=np.int64)
    low = low_agencies(listed, total)
    # More names would lie upon each other; the card above says how many there are.
    named = low[:_MOST_NAMED]
    names = short_names(reader)
    points = [
        FunnelPoint(
            code=agency.code,
            size=size,
            rate=agency.rate or 0.0,
            name=list_name(names[agency.code]),
            hover="<br>".join(
                [
                    # Plotly reads tags and references in a hover.
                    *(f"<b>{escape(line)}</b>" for line in hover_head(reader.voice, names[agency.code])),
                    f"{formats.rate(agency.rate, base=size)} · {formats.count(size)}",
                ]
            ),
            is_low=agency.code in low,
            is_named=agency.code in named,
        )
        for agency, size in zip(rated, sizes.tolist(), strict=True)
    ]
    grid = np.unique(np.geomspace(max(sizes.min() * 0.8, 1), sizes.max() * 1.2, 60).astype(np.int64))
    words = (text("95% of groups by chance"), text("99.8% of groups by chance"))
    bands = []
    for tail, label, dash in zip(FUNNEL_TAILS, words, ("dot", "dash"), strict=True):
        limits = funnel_limits(grid, mean, tail=tail)
        bands.append(FunnelBand(label, grid.tolist(), limits[:, 0].tolist(), limits[:, 1].tolist(), dash))
    figure = funnel_plot(
        points,
        bands,
        mean=mean,
        mean_label=text("all agencies: {share}", share=formats.rate(mean)),
        size_label=text("civil servants in the agency"),
        percent=lambda rate: formats.rate(rate, decimals=0),
        separators=formats.separators,
        ink=ink(),
        alarm=alarm(),
    )
    show_plot(Picture.of(figure, alt=text("Rate against size of agency, with the limits of chance")), key="opd-funnel")
    st.caption(
        text(
            "An OPD below the outer limits is clearly behind and is named; within the limits the difference"
            " may be chance."
        )
    )


def served_desa(reader: Reader, opd: str, choice: Choice) -> list[str]:
    """List the desa that an agency has been asked to serve by the as-of day."""
    return served_by(reader.campaign.assigned, int(opd), choice.view.as_of)


def show_days(reader: Reader, opd: str, target: Target | None, choice: Choice) -> None:
    """Draw the days of one agency against the path and the line of all its staff."""
    text, formats = reader.text, reader.formats
    view, name = staff_view(choice), short_names(reader)[opd]
    st.subheader(text("Day by day · {agency}", agency=name), anchor=False)
    main = _days_of(reader, opd, view)
    if not main.days:
        st.info(text("No figure has been delivered yet by this day, so there is no curve."))
        return
    figure = cumulative_curve(
        main,
        others=[],
        path=path_line(reader.voice, target and in_staff(target), view),
        as_of=view.as_of,
        as_of_label=text("as of {day}", day=formats.day(view.as_of, short=True)),
        separators=formats.separators,
        percent=lambda rate: formats.rate(rate, decimals=axis_decimals(main)),
        accent=accent(),
    )
    show_plot(Picture.of(figure, alt=text.plain("Share of {agency} by day", agency=name)), key="opd-days")


def days_picture(reader: Reader, opd: str, target: Target | None, choice: Choice, foot: list[str]) -> list[Download]:
    """Offer the days of one agency as PNG; nothing before there is a figure."""
    text, formats, view = reader.text.plain, reader.formats, staff_view(choice)
    main = _days_of(reader, opd, view)
    if not main.days:
        return []

    def draw() -> bytes:
        # Brings matplotlib with it, which no start of the dashboard shall pay for.
        from reports.pictures.pictures import curve_png

        title = text("Day by day · {agency}", agency=full_name(reader, opd))
        return curve_png(
            replace(main, name=unescape(main.name)),
            others=[],
            path=path_line(reader.voice, target and in_staff(target), view),
            as_of=view.as_of,
            as_of_label=text("as of {day}", day=formats.day(view.as_of, short=True)),
            others_label="",
            formats=formats,
            caption=caption_of(reader, title, Choice(view, choice.colouring), foot),
        )

    stem = text("curve") + f"_opd-{opd}_{view.as_of.isoformat()}_{view.status.value}"
    return [picture_download(reader, text("Curve as PNG"), stem, draw)]


def _days_of(reader: Reader, opd: str, view: View) -> Curve:
    staff = _agency(reader, opd).staff or 0
    return rate_curve(reader.voice, reader.campaign.opd_panel, opd, short_names(reader)[opd], staff, view)


def show_served(reader: Reader, opd: str, choice: Choice) -> list[Download]:
    """Show the desa that an agency serves, on a map and in a list, coloured by their progress; give their pictures."""
    campaign, view = reader.campaign, choice.view
    served = [code for code in served_desa(reader, opd, choice) if code in campaign.tree]
    if not served:
        st.info(reader.text("No desa has been assigned to this agency by this day."))
        return []
    root = reader.scope.area_code
    reference = campaign.progress_of(root, view)
    level = campaign.tree.level(served[0])
    of_code = {area.code: area for area in campaign.progress_within(root, level, view)}
    areas = [of_code[code] for code in served]
    target = campaign.aims.of_list(root, level, view.as_of)
    content = progress_list(reader, areas, reference, target=target, choice=choice)
    show_map_and_list(reader, content, reader.layer(level), key=f"opd-desa-{opd}", is_choice=False)
    foot = sources_of(reader, root, [area.source for area in areas], view)
    place = full_name(reader, opd)
    return list_pictures(reader, content, level=level, name=f"opd-{opd}", choice=choice, foot=foot, place=place)


def show_table(
    reader: Reader,
    agencies: Sequence[AreaProgress],
    target: Target | None,
    choice: Choice,
    pictures: Sequence[Download],
) -> None:
    """Show the agencies as a table, with a download of exactly that and of the drawings above."""
    view, name = staff_view(choice), f"{reader.scope.area_code}-opd"
    has_hidden = any(agency.is_hidden for agency in agencies)
    show_protection(reader, [agency.code for agency in agencies], view, has_hidden=has_hidden)
    box = table_box(reader, name)
    if box is None:
        return
    show_progress_table(
        reader,
        agencies,
        Choice(view, choice.colouring),
        box=box,
        code=reader.scope.area_code,
        level=OPD_LEVEL,
        name=name,
        target=target,
        title=reader.text.plain("Civil servants by agency (OPD)"),
        pictures=pictures,
    )
