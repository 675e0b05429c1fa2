"""All agencies together: the headline, four figures, and which to ask first."""

from collections.abc import Mapping, Sequence

from census.base.target import Target
from census.base.vocabulary import Band, Status, Unit
from census.campaign.agencies import Whole
from census.figures.progress import AreaProgress, View, expected_share
from presentation.areas.agencies import not_yet
from presentation.areas.extremes import HOW_MANY
from presentation.areas.figures import Figure
from presentation.language.formats import NO_VALUE, as_shown
from presentation.language.markdown import bold, join
from presentation.language.voice import Voice
from presentation.words.verdict import deed, target_share


def total_headline(voice: Voice, total: Whole, status: Status) -> str:
    """How far all agencies together have come."""
    text, formats = voice.text, voice.formats
    return text.plural(
        "{rate} of the civil servants {deed}: {count} of {base} in {n} agency.",
        "{rate} of the civil servants {deed}: {count} of {base} in {n} agencies.",
        total.agencies,
        rate=formats.rate(total.rate),
        deed=deed(text, status),
        count=formats.count(total.count),
        base=formats.count(total.base),
        n=total.agencies,
    )


def own_agency_words(voice: Voice, agency: AreaProgress | None, name: str, status: Status) -> str | None:
    """How the people of the reader's own agency stand; None without one, or without its figure."""
    text, formats = voice.text, voice.formats
    if agency is None or agency.rate is None:
        return None
    missing = not_yet(agency) or 0
    return text.plural(
        "{agency}: **{count} of {base}** civil servant {deed} ({rate}); {missing}.",
        "{agency}: **{count} of {base}** civil servants {deed} ({rate}); {missing}.",
        as_shown(agency.denominator),
        agency=name,
        count=formats.count(agency.numerator),
        base=formats.count(agency.denominator),
        deed=deed(text, status, as_shown(agency.numerator)),
        rate=formats.rate(agency.rate, base=agency.denominator),
        missing=text.plural("{n} is still missing", "{n} are still missing", missing, n=formats.count(missing)),
    )


def agency_figures(
    voice: Voice,
    agencies: Sequence[AreaProgress],
    total: Whole,
    target: Target | None,
    view: View,
    *,
    low: Sequence[str],
    names: Mapping[str, str],
) -> list[Figure]:
    """How many have responded and are missing, and how many agencies are behind.

    Parameters
    ----------
    agencies
        All of them, whether they have a figure or not.
    target
        Their target, or the area's as a reference; None for neither.
    low
        Those that are behind by more than chance.
    names
        Short names.
    """
    text, formats = voice.text.plain, voice.formats
    unit = formats.unit(Unit.STAFF, total.base)
    rate = Figure(
        text("Civil servants who {deed}", deed=deed(text, view.status)),
        formats.rate(total.rate),
        text("{count} of {base} {unit}", count=formats.count(total.count), base=formats.count(total.base), unit=unit),
    )
    missing = Figure(
        text("Not yet responded") if view.status is Status.RESPONDED else text("Not yet counted"),
        # A recap may count more than the staff on record.
        formats.counted(Unit.STAFF, max(0, total.base - total.count)),
        text.plural("in {n} agency", "in {n} agencies", total.agencies, n=total.agencies),
    )
    return [rate, missing, _behind(voice, agencies, target, view), _by_chance(voice, low, names)]


def _behind(voice: Voice, agencies: Sequence[AreaProgress], target: Target | None, view: View) -> Figure:
    text, formats = voice.text.plain, voice.formats
    if target is None:
        return Figure(text("Target"), NO_VALUE, text("none on record"))
    label = text("Agencies behind the path to {share}", share=target_share(formats, target))
    count = sum(agency.band in (Band.WATCH, Band.BEHIND) for agency in agencies)
    judged = sum(agency.band is not None for agency in agencies)
    due = float(expected_share(target, view))
    remark = text("of {n} with a rate", n=formats.count(judged))
    return Figure(
        label, formats.count(count), remark + " · " + text("due by that day: {share}", share=formats.rate(due))
    )


def _by_chance(voice: Voice, low: Sequence[str], names: Mapping[str, str]) -> Figure:
    return Figure(
        voice.text.plain("OPD clearly behind, very likely not by chance"),
        voice.formats.count(len(low)),
        ", ".join(names[code] for code in low[:HOW_MANY]) + (" …" if len(low) > HOW_MANY else "") or NO_VALUE,
    )


def agency_reasons(
    voice: Voice, agencies: Sequence[AreaProgress], total: Whole, status: Status, names: Mapping[str, str]
) -> list[tuple[AreaProgress, str]]:
    """The agencies to ask first, those that miss most, each with its share of all that are missing."""
    text, formats = voice.text, voice.formats
    all_missing = sum(not_yet(agency) or 0 for agency in agencies)
    return [
        (
            agency,
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
                deed=deed(text, status),
                whole=formats.rate(total.rate),
            ),
        )
        for agency, missing in most_missing(agencies)
    ]


def most_missing(agencies: Sequence[AreaProgress]) -> list[tuple[AreaProgress, int]]:
    """The agencies that miss most and how many, at most three, those that miss nobody left out.

    By number, not by rate: the lowest rate of an office of thirty may be luck.
    """
    missing = [(agency, count) for agency in agencies if (count := not_yet(agency)) is not None and count > 0]
    return sorted(missing, key=lambda pair: -pair[1])[:HOW_MANY]


def who_is_missing(voice: Voice, agencies: Sequence[AreaProgress], names: Mapping[str, str]) -> str:
    """Name the agencies that miss most, with how many."""
    first = most_missing(agencies)
    if not first:
        return voice.text("All civil servants of the agencies with a figure have been counted.")
    listed = join(", ", (join(" ", (bold(names[agency.code]), f"({voice.formats.count(n)})")) for agency, n in first))
    return voice.text("Most are still missing in {list}.", list=listed)
