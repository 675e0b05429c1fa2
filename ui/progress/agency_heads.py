"""The head of the page of the agencies: the verdict, four figures, and what to do now."""

from collections.abc import Sequence

import streamlit as st

from census.base.target import Target
from census.base.vocabulary import OPD_LEVEL, Band, Status, Unit
from census.campaign.agencies import Whole
from census.figures.progress import AreaProgress, View, expected_share
from presentation.language.formats import NO_VALUE, as_shown
from presentation.language.markdown import bold, join
from presentation.words.outreach.record_words import named_list
from presentation.words.verdict import deed, target_share
from ui.kit.agency_names import own_agency, short_names
from ui.kit.controls import Choice
from ui.kit.display.blocks import show_sentences
from ui.kit.display.figures import Figure, draw_figures
from ui.kit.withheld import sees_own_agency_alone
from ui.progress.agencies import low_agencies, served_desa, staff_view
from ui.shell.frame import Reader, page_of

HOW_MANY = 3


def agencies_total(reader: Reader, view: View) -> Whole | None:
    """All agencies together; None where none has a figure."""
    total = reader.campaign.opd_whole(reader.scope.area_code, view)
    return total if total is not None and total.base else None


def show_total(reader: Reader, agencies: Sequence[AreaProgress], choice: Choice) -> None:
    """Say in two sentences how far all agencies together have come, and which miss most."""
    text, formats = reader.text, reader.formats
    total = agencies_total(reader, staff_view(choice))
    if total is None:
        st.title(text("No figure by agency has been delivered for this day and status."), anchor=False)
        return
    st.title(
        text.plural(
            "{rate} of the civil servants {deed}: {count} of {base} in {n} agency.",
            "{rate} of the civil servants {deed}: {count} of {base} in {n} agencies.",
            total.agencies,
            rate=formats.rate(total.rate),
            deed=deed(text, choice.view.status),
            count=formats.count(total.count),
            base=formats.count(total.base),
            n=total.agencies,
        ),
        anchor=False,
    )
    is_alone = sees_own_agency_alone(reader, choice.view.as_of)
    show_sentences(_own(reader, agencies, choice), None if is_alone else _who_is_missing(reader, agencies))


def _own(reader: Reader, agencies: Sequence[AreaProgress], choice: Choice) -> str | None:
    """Say to the head of an agency, or to a camat of the office, how the own people stand; None to others."""
    text, formats, code = reader.text, reader.formats, str(own_agency(reader))
    agency = next((candidate for candidate in agencies if candidate.code == code), None)
    if agency is None or agency.rate is None:
        return None
    missing = max(_missing(agency) or 0, 0)
    return text.plural(
        "{agency}: **{count} of {base}** civil servant {deed} ({rate}); {missing}.",
        "{agency}: **{count} of {base}** civil servants {deed} ({rate}); {missing}.",
        as_shown(agency.denominator),
        agency=short_names(reader)[code],
        count=formats.count(agency.numerator),
        base=formats.count(agency.denominator),
        deed=deed(text, choice.view.status, as_shown(agency.numerator)),
        rate=formats.rate(agency.rate, base=agency.denominator),
        missing=text.plural("{n} is still missing", "{n} are still missing", missing, n=formats.count(missing)),
    )


def own_lines(reader: Reader, choice: Choice) -> list[str]:
    """Say to the head of an agency how the own people stand and which desa it serves; nothing to others."""
    text, view, opd = reader.text, staff_view(choice), own_agency(reader)
    if opd is None or agencies_total(reader, view) is None:
        return []
    agencies = reader.campaign.progress_within(reader.scope.area_code, OPD_LEVEL, view)
    tree = reader.campaign.tree
    served = [tree.name(code) for code in served_desa(reader, str(opd), choice) if code in tree]
    lines = [_own(reader, agencies, choice)]
    if served:
        lines.append(text("Desa served: {list}.", list=bold(named_list(served, text, most=HOW_MANY))))
    return [line for line in lines if line]


def show_figures(reader: Reader, agencies: Sequence[AreaProgress], target: Target | None, choice: Choice) -> None:
    """Show how many have responded and are missing, and how many agencies are behind; nothing without a figure.

    Parameters
    ----------
    agencies
        All of them, whether they have a figure or not.
    target
        Their target, or the area's as a reference; None for neither.
    """
    total = agencies_total(reader, staff_view(choice))
    if total is None:
        return
    text, formats = reader.text.plain, reader.formats
    unit = formats.unit(Unit.STAFF, total.base)
    rate = Figure(
        text("Civil servants who {deed}", deed=deed(text, choice.view.status)),
        formats.rate(total.rate),
        text("{count} of {base} {unit}", count=formats.count(total.count), base=formats.count(total.base), unit=unit),
    )
    missing = Figure(
        text("Not yet responded") if choice.view.status is Status.RESPONDED else text("Not yet counted"),
        # A recap may count more than the staff on record.
        formats.counted(Unit.STAFF, max(0, total.base - total.count)),
        text.plural("in {n} agency", "in {n} agencies", total.agencies, n=total.agencies),
    )
    draw_figures([rate, missing, _behind(reader, agencies, target, choice), _by_chance(reader, agencies, total)])


def _behind(reader: Reader, agencies: Sequence[AreaProgress], target: Target | None, choice: Choice) -> Figure:
    text, formats = reader.text.plain, reader.formats
    if target is None:
        return Figure(text("Target"), NO_VALUE, text("none on record"))
    label = text("Agencies behind the path to {share}", share=target_share(formats, target))
    count = sum(agency.band in (Band.WATCH, Band.BEHIND) for agency in agencies)
    judged = sum(agency.band is not None for agency in agencies)
    due = float(expected_share(target, choice.view))
    remark = text("of {n} with a rate", n=formats.count(judged))
    return Figure(
        label, formats.count(count), remark + " · " + text("due by that day: {share}", share=formats.rate(due))
    )


def _by_chance(reader: Reader, agencies: Sequence[AreaProgress], total: Whole) -> Figure:
    low = low_agencies(agencies, total)
    names = short_names(reader)
    return Figure(
        reader.text.plain("OPD clearly behind, very likely not by chance"),
        reader.formats.count(len(low)),
        ", ".join(names[code] for code in low[:HOW_MANY]) + (" …" if len(low) > HOW_MANY else "") or NO_VALUE,
    )


def show_what_now(reader: Reader, agencies: Sequence[AreaProgress], choice: Choice) -> str | None:
    """Say which agencies to ask first: those that miss most, each with its share of all that are missing.

    Returns
    -------
    str or None
        Number, as text, of the agency whose button was pressed.
    """
    text, formats = reader.text, reader.formats
    total = agencies_total(reader, staff_view(choice))
    first = most_missing(agencies)
    if total is None or not first or sees_own_agency_alone(reader, choice.view.as_of):
        return None
    st.subheader(text("What now: ask these agencies first"), anchor=False)
    names = short_names(reader)
    all_missing = sum(max(_missing(agency) or 0, 0) for agency in agencies)
    pressed = None
    for column, (agency, missing) in zip(st.columns(HOW_MANY, gap="medium"), first, strict=False):
        with column, st.container(border=True):
            st.markdown(
                text.plural(
                    "**{agency}**: {gap} civil servant is still missing, {part} of all those missing. {rate}"
                    " {deed}; all agencies together: {whole}.",
                    "**{agency}**: {gap} civil servants are still missing, {part} of all those missing."
                    " {rate} {deed}; all agencies together: {whole}.",
                    missing,
                    agency=names[agency.code],
                    gap=formats.count(missing),
                    part=formats.rate(missing / all_missing, decimals=0),
                    rate=formats.rate(agency.rate, base=agency.denominator),
                    deed=deed(text, choice.view.status),
                    whole=formats.rate(total.rate),
                )
            )
            label = text("Show {area}", area=names[agency.code])
            if st.button(label, key=f"open-opd-{agency.code}", icon=":material/arrow_forward:", type="tertiary"):
                pressed = agency.code
    return pressed


def most_missing(agencies: Sequence[AreaProgress]) -> list[tuple[AreaProgress, int]]:
    """The agencies that miss most and how many, at most three, those that miss nobody left out.

    By number, not by rate: the lowest rate of an office of thirty may be luck.
    """
    missing = [(agency, count) for agency in agencies if (count := _missing(agency)) is not None and count > 0]
    return sorted(missing, key=lambda pair: -pair[1])[:HOW_MANY]


def _missing(agency: AreaProgress) -> int | None:
    return None if agency.numerator is None or agency.denominator is None else agency.denominator - agency.numerator


def _who_is_missing(reader: Reader, agencies: Sequence[AreaProgress]) -> str:
    names, first = short_names(reader), most_missing(agencies)
    if not first:
        return reader.text("All civil servants of the agencies with a figure have been counted.")
    listed = join(", ", (join(" ", (bold(names[agency.code]), f"({reader.formats.count(n)})")) for agency, n in first))
    return reader.text("Most are still missing in {list}.", list=listed)


def show_worst(reader: Reader, choice: Choice) -> None:
    """Say on the overview which agencies miss most, with the way to their page; nothing before a figure by agency."""
    text, formats, view = reader.text, reader.formats, staff_view(choice)
    total = agencies_total(reader, view)
    if total is None:
        return
    st.subheader(text("Civil servants by agency (OPD)"), anchor=False)
    st.markdown(
        text(
            "{rate} of the civil servants {deed} ({count} of {base}).",
            rate=formats.rate(total.rate),
            deed=deed(text, view.status),
            count=formats.count(total.count),
            base=formats.count(total.base),
        )
        + " "
        + _who_is_missing(reader, reader.campaign.progress_within(reader.scope.area_code, OPD_LEVEL, view))
    )
    st.page_link(page_of("opd"), label=text("Open the agencies"), icon=":material/apartment:")
