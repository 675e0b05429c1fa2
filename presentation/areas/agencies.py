"""The agencies as a list: a bar for each, those that miss most first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from census.base.target import Target
from census.base.vocabulary import Colouring, Unit
from census.campaign.agencies import Whole
from census.figures.progress import AreaProgress, View
from census.figures.shortfall import steps_against
from presentation.areas.map_and_list import hover_head
from presentation.areas.rates import bar_length, list_remark
from presentation.charts.area_view import AreaClass, AreaList, ShownArea
from presentation.charts.colours import EDGE, NO_CLASS, NO_COMPARISON, STEPS, class_sign
from presentation.language.formats import as_shown
from presentation.language.voice import Voice
from presentation.words.verdict import target_share

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
    def share_wanted(self) -> float | None:
        """Where the line of the target stands."""
        return None if self.target is None else float(self.target.share)

    @property
    def steps(self) -> dict[str, int | None]:
        """The step of each agency, 0 the best of five; None where nothing can be compared."""
        if not self.is_against_whole:
            return {agency.code: None if self.target is None else agency.step for agency in self.agencies}
        steps = steps_against(
            [agency.numerator for agency in self.agencies],
            [agency.denominator for agency in self.agencies],
            Fraction(self.total.count, self.total.base),
        )
        return {agency.code: step for agency, step in zip(self.agencies, steps, strict=True)}


def listing_of(
    agencies: Sequence[AreaProgress], target: Target | None, total: Whole, view: View, colouring: Colouring
) -> Listing:
    """Order the agencies by the staff they miss, and decide what their colours compare with.

    That is the path, unless the reader chose the whole, or all of them are on the path: one colour for everybody would
    hide who is behind.
    """
    comparable = target if target is not None and target.status is view.status else None
    steps = {agency.step for agency in agencies if agency.rate is not None}
    is_all_on_path = comparable is not None and bool(steps) and steps <= {0, 1}
    return Listing(
        agencies=tuple(sorted(agencies, key=_most_missing_first)),
        target=comparable,
        total=total,
        is_against_whole=colouring is Colouring.KABUPATEN or is_all_on_path,
    )


def not_yet(agency: AreaProgress) -> int | None:
    """The staff that have not responded; None where nobody knows. A recap may count more than there are."""
    if agency.numerator is None or agency.denominator is None:
        return None
    return max(0, agency.denominator - agency.numerator)


def _most_missing_first(agency: AreaProgress) -> tuple[bool, int, str]:
    missing = not_yet(agency)
    return missing is None, -(missing or 0), agency.name


def first_of(listing: Listing, chosen: str | None) -> list[AreaProgress]:
    """The agencies that matter: the ten that miss most, and the chosen one."""
    return [agency for place, agency in enumerate(listing.agencies) if place < FIRST or agency.code == chosen]


def agency_list(
    voice: Voice, listing: Listing, shown: Sequence[AreaProgress], names: Mapping[str, str], *, chosen: str | None
) -> AreaList:
    """The list of the agencies that are shown, by their short names."""
    return AreaList(
        agency_rows(voice, listing, shown, names),
        voice.text.plain("Share of civil servants who have responded, by agency"),
        target=listing.share_wanted,
        overall=listing.total.rate,
        chosen=chosen,
        full=1.0,
    )


def agency_classes(voice: Voice, listing: Listing) -> list[AreaClass]:
    """The legend of the list on paper; nothing where nothing is compared."""
    text, colouring = voice.text, Colouring.KABUPATEN if listing.is_against_whole else Colouring.PATH
    return [
        AreaClass(step.label(text, colouring, text.plain("all OPD")), step.colour, EDGE, step.ink)
        for step in STEPS
        if listing.is_against_whole or listing.target is not None
    ]


def agency_caption(voice: Voice, listing: Listing) -> str:
    """Words below the list: what bars and lines are."""
    text, formats = voice.text, voice.formats
    rate_of_all = formats.rate(listing.total.rate)
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


def agency_rows(
    voice: Voice, listing: Listing, shown: Sequence[AreaProgress], names: Mapping[str, str]
) -> list[ShownArea]:
    """Rows of the list: the agencies that are shown, by their short names."""
    steps = listing.steps
    return [
        _row(voice, names[agency.code], agency, steps[agency.code], has_due=listing.target is not None)
        for agency in shown
    ]


def _row(voice: Voice, name: str, row: AreaProgress, step: int | None, *, has_due: bool) -> ShownArea:
    text, formats = voice.text.plain, voice.formats
    class_index = NO_CLASS if step is None else step
    _colour, symbol = class_sign(class_index)
    if step is None and bar_length(row) is not None:
        class_index, symbol = NO_COMPARISON, ""
    due = None
    if has_due and row.rate is not None and row.expected is not None and row.denominator:
        due = row.expected / row.denominator
    missing = not_yet(row)
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
        hover=(*hover_head(voice, row.name), counted),
        remark=list_remark(voice, row, symbol, below),
        spoken=f"{name}: {counted}",
        length=bar_length(row),
        is_bound=row.bound is not None,
        expected=due,
    )
