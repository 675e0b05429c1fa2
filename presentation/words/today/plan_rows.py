"""Where teams go, as rows that are read across; the sentence of each stays for screen readers, messages and paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from census.base.vocabulary import Unit
from census.campaign.agencies import serving, short_names
from census.campaign.campaign import Campaign
from census.priority.plan import PlannedVisit
from census.priority.priority import AreaPriority
from census.priority.priority_list import PriorityList
from presentation.language.formats import NO_VALUE, Formats
from presentation.language.messages import Translator
from presentation.words.kinds import kind_name
from presentation.words.reasons import rank_words, reason, shortfall_words


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row: a desa, its cells in the order of `plan_headings`, what else is said of it, and all as a sentence.

    Attributes
    ----------
    code, name
        The desa.
    cells
        Plain texts.
    remark
        What else speaks for or against it; empty for nothing.
    sentence
        All of it as a sentence, plain.
    """

    code: str
    name: str
    cells: tuple[str, ...]
    remark: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What the rows of a list rest on.

    Attributes
    ----------
    has_forecast
        The shortfall is that of the forecast at the deadline; else it is against the path.
    is_equivalent
        Families stand for persons.
    ranked
        How many desa are ranked.
    agency_of
        Short name of who serves a desa, by its code; without those that nobody serves.
    """

    has_forecast: bool
    is_equivalent: bool
    ranked: int
    agency_of: Mapping[str, str]


def basis_of(campaign: Campaign, priority_list: PriorityList, codes: Sequence[str]) -> Basis:
    """What the rows of a list rest on, and who serves the desa of which they speak."""
    names, as_of = short_names(campaign.agencies), priority_list.as_of
    asked = {
        code: serving(campaign.agencies, campaign.assigned, list(campaign.tree.chain(code)), as_of) for code in codes
    }
    return Basis(
        has_forecast=priority_list.has_forecast,
        is_equivalent=priority_list.is_equivalent,
        ranked=priority_list.ranked,
        agency_of={code: names[agencies[0].code] for code, agencies in asked.items() if agencies},
    )


def plan_headings(text: Translator, *, is_ranked: bool) -> tuple[str, ...]:
    """Name the columns of `plan_rows`, or with `is_ranked` (keyword-only) those of `ranked_rows`."""
    return (
        text("Place") if is_ranked else text("Team"),
        text("Desa"),
        text("Missing"),
        text("Event and what it brings"),
        text("Forms opened, not sent"),
        text("Last visit"),
        text("Who"),
    )


def plan_rows(
    text: Translator,
    formats: Formats,
    visits: Sequence[PlannedVisit],
    areas: Mapping[str, AreaPriority],
    basis: Basis,
) -> list[PlanRow]:
    """Write the visits of a plan, in the order sent.

    Parameters
    ----------
    text, formats
        Words and numbers in the reader's language, plain.
    visits
        Where the teams go.
    areas
        The desa by code, as the priority list has them.
    basis
        What the list rests on.
    """
    rows, sent = [], set[str]()
    for visit in visits:
        remarks = []
        if visit.code in sent:
            remarks.append(text("Second team there, or a later one."))
        if visit.is_floor:
            remarks.append(text("Sent so that no kecamatan is left out."))
        sent.add(visit.code)
        # A second team in one desa brings what its own row of the plan says.
        area = replace(areas[visit.code], extra=visit.extra)
        rows.append(_row(text, formats, area, str(visit.slot), remarks, basis))
    return rows


def ranked_rows(text: Translator, formats: Formats, areas: Sequence[AreaPriority], basis: Basis) -> list[PlanRow]:
    """Write desa with their places on the list, which say of how many."""
    return [_row(text, formats, area, rank_of_all(text, formats, area, basis.ranked), [], basis) for area in areas]


def rank_of_all(text: Translator, formats: Formats, area: AreaPriority, ranked: int) -> str:
    """Write the place of a desa and of how many: 1–5 dari 132."""
    return text("{rank} of {all}", rank=rank_words(formats, area), all=formats.count(ranked))


def _row(
    text: Translator, formats: Formats, area: AreaPriority, place: str, remarks: Sequence[str], basis: Basis
) -> PlanRow:
    who = basis.agency_of.get(area.code)
    sentences = [
        reason(text, formats, area, has_forecast=basis.has_forecast, is_equivalent=basis.is_equivalent),
        *([] if who is None else [text("Proposed: {agency}.", agency=who)]),
        *remarks,
    ]
    brings = text("{kind}: about {extra}", kind=kind_name(text, area.kind), extra=formats.families(area.extra))
    return PlanRow(
        code=area.code,
        name=area.name,
        cells=(
            place,
            f"{area.name} ({area.parent_name})",
            shortfall_words(formats, area, is_equivalent=basis.is_equivalent),
            brings,
            NO_VALUE if area.unfinished is None else formats.count(area.unfinished),
            text("never") if area.last_visit is None else formats.day(area.last_visit, short=True),
            NO_VALUE if who is None else who,
        ),
        remark=" ".join([*_notes(text, formats, area), *remarks]),
        sentence=" ".join(sentences),
    )


def _notes(text: Translator, formats: Formats, area: AreaPriority) -> list[str]:
    notes = []
    if area.is_stuck:
        gain, least = formats.counted(Unit.HOUSEHOLD, area.week_gain), formats.count(area.week_least)
        notes.append(text("Standing still: {gain} in a week, usually at least {least}.", gain=gain, least=least))
    if area.promised > 0:
        notes.append(text("Promised already: {families}.", families=formats.counted(Unit.HOUSEHOLD, area.promised)))
    return notes
