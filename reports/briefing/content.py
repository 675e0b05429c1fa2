"""What a briefing says, in plain words: made of the same values as the pages of whoever gets it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from census.base.target import Target
from census.base.vocabulary import OPD_LEVEL, Colouring, Unit
from census.campaign.agencies import in_staff, served_by, short_names
from census.campaign.campaign import Campaign
from census.campaign.delivered import delivered_parts
from census.campaign.outreach import outreach_until
from census.campaign.overdue import due_promises, overdue_promises
from census.campaign.record_days import day_of_records
from census.figures.progress import AreaProgress, View
from census.forecast.table import AreaForecast
from census.priority.plan import USUAL_RULES
from census.priority.priority_list import PriorityList, first_visits, plan_of
from presentation.areas.agency_heads import total_headline, who_is_missing
from presentation.areas.extremes import HOW_MANY
from presentation.areas.figures import Figure, figures_of, position_of, shown_verdict
from presentation.areas.map_and_list import MapAndList
from presentation.areas.progress import progress_of_areas
from presentation.charts.area_view import AreaClass, ShownArea
from presentation.language.formats import NO_VALUE
from presentation.language.voice import SIMULATED, Voice
from presentation.words.completeness import completeness_text
from presentation.words.forecast_words import (
    bridge_text,
    forecast_span,
    forecast_verdict,
    guess_text,
    rates_of,
    refusal_verdict,
)
from presentation.words.outreach.record_words import named_list
from presentation.words.reading import level_word, words
from presentation.words.sources import source_names
from presentation.words.today.morning import MorningVisit, due_words, morning_visit
from presentation.words.today.order import overdue_words
from presentation.words.today.plan_rows import basis_of
from presentation.words.verdict import Verdict, target_share, verdict

_MOST_PROMISES = 3


@dataclass(frozen=True, slots=True)
class Rest:
    """What a briefing rests on besides the figures.

    Attributes
    ----------
    priorities
        Desa in the order of their priority, as far as whoever gets the briefing may see them; None without any.
    today
        The day on which it is made.
    attribution
        Whose the boundaries are; empty without any.
    """

    priorities: PriorityList | None
    today: date
    attribution: str


@dataclass(frozen=True, slots=True)
class Span:
    """A forecast to be drawn, as shares from 0 to 1: its range, its middle and the target, and words for these."""

    low: float
    high: float
    estimate: float
    target: float
    range_words: str
    target_words: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: its heading, and a paragraph each."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """All that a briefing says, in plain text.

    Attributes
    ----------
    key
        What its file is called by: the code of an area, `opd` and the number of an agency.
    title, stamp
        Whose figures; of which day, in which unit and status.
    stands
        The verdict, in two sentences.
    figures
        Five figures.
    level
        Level of the areas.
    areas
        Those of list and map, the furthest behind first; each with its class, label and remark.
    map_title, list_title, list_caption
        Words above them, and what the bars of the list are.
    reference
        Share at which the list has its dotted line; None for none.
    classes
        The legend.
    behind
        What else is said of who is behind.
    visits
        Where to go first.
    visits_heading
        Words above them.
    forecast, span
        What may come, in words and to be drawn; None where nothing can be forecast.
    promises
        Which promises end, and which are overdue.
    foot
        Sources, register, and whose the boundaries are.
    mark
        The word for simulated figures; empty for real ones.
    """

    key: str
    title: str
    stamp: str
    stands: Verdict
    figures: tuple[Figure, ...]
    level: str
    areas: tuple[ShownArea, ...]
    map_title: str
    list_title: str
    list_caption: str
    reference: float | None
    classes: tuple[AreaClass, ...]
    behind: tuple[str, ...]
    visits_heading: str
    visits: tuple[MorningVisit, ...]
    forecast: Part
    span: Span | None
    promises: Part
    foot: str
    mark: str


def area_briefing(voice: Voice, campaign: Campaign, code: str, view: View, rest: Rest) -> Briefing:
    """The briefing of whoever answers for an area: the regent of the root, a camat of the kecamatan.

    Parameters
    ----------
    voice
        Its words are plain.
    campaign
        As whoever gets the briefing may see it.
    """
    text = voice.text
    row, target = campaign.progress_of(code, view), campaign.target(code, view.as_of)
    below = campaign.tree.level_below(code)
    areas = () if below is None else campaign.progress_within(code, below, view)
    shown = _shown(voice, campaign, code, below or campaign.tree.level(code), areas, view)
    ahead = None if target is None else campaign.area_forecast(code, view.in_words_of(target))
    parts = delivered_parts(campaign, row, target, view)
    level = level_word(text, campaign.tree.level(code)).capitalize()
    # Of several the agencies are listed; whoever sees one has it on the page of the own.
    behind = _agencies(voice, campaign, code, view) if campaign.tree.level(code) == "kabupaten" else ()
    return _briefing(
        voice,
        campaign,
        view,
        rest,
        key=code,
        title=text("{level} {area}", level=level, area=campaign.tree.name(code)),
        stands=shown_verdict(voice, campaign, row, target, view),
        figures=(*figures_of(voice, row, target, view, parts=parts, ahead=ahead), _since(voice, row, view)),
        shown=shown,
        behind=behind,
        home=code,
        ahead=ahead,
        sources=[row.source, *(area.source for area in areas)],
    )


def agency_briefing(voice: Voice, campaign: Campaign, number: int, view: View, rest: Rest, *, root: str) -> Briefing:
    """The briefing of the head of an agency: its civil servants, and the desa that it serves.

    The others as for `area_briefing`; `view` is of areas, `root` the area within which the agency works. Of an agency
    too small to be told of stands the whole in its place.
    """
    text = voice.text
    staff = View(view.as_of, Unit.STAFF, view.status, view.path)
    row = next(row for row in campaign.progress_within(root, OPD_LEVEL, staff) if row.code == str(number))
    served = [code for code in served_by(campaign.assigned, number, view.as_of) if code in campaign.tree]
    level = campaign.tree.level(served[0]) if served else campaign.tree.level_below(root)
    listed = () if level is None else campaign.progress_within(root, level, view)
    areas = [area for area in listed if area.code in served] if served else listed
    total, target = campaign.progress_of(root, view), campaign.target(root, view.as_of)
    ahead = None if target is None else campaign.area_forecast(root, view.in_words_of(target))
    names = [campaign.tree.name(code) for code in served]
    behind = [text("Desa served: {list}.", list=named_list(names, text, most=len(names)))] if served else []
    if row.is_small:
        few = text("The own agency is too small to be told of; these are the figures of {area}.", area=total.name)
        behind.insert(0, few)
        stands = shown_verdict(voice, campaign, total, target, view)
        parts = delivered_parts(campaign, total, target, view)
        figures = (*figures_of(voice, total, target, view, parts=parts, ahead=ahead), _since(voice, total, view))
    else:
        decided = campaign.opd_target(root, view.as_of)
        aim = None if decided is None else in_staff(decided)
        stands = verdict(text, voice.formats, position_of(campaign.opd_panel_on(view.as_of), row, aim, staff))
        figures = (*figures_of(voice, row, aim, staff, parts=None, ahead=None), _since(voice, row, staff))
    return _briefing(
        voice,
        campaign,
        view,
        rest,
        key=f"opd{number}",
        title=row.name,
        stands=stands,
        figures=figures,
        shown=_shown(voice, campaign, root, level or campaign.tree.level(root), areas, view),
        behind=tuple(behind),
        home=root,
        ahead=ahead,
        sources=[row.source, *(area.source for area in areas)],
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """Areas of one level as list and map show them."""

    level: str
    content: MapAndList


def _shown(
    voice: Voice, campaign: Campaign, code: str, level: str, areas: Sequence[AreaProgress], view: View
) -> _Shown:
    """Areas against their path."""
    text = voice.text
    content = progress_of_areas(
        voice,
        areas,
        campaign.progress_of(campaign.compared_with(code), view),
        target=campaign.aims.of_list(code, level, view.as_of),
        view=view,
        colouring=Colouring.PATH,
        empty=None if areas else text("no data"),
        is_undelivered=False,
    )
    return _Shown(level, content)


def _briefing(
    voice: Voice,
    campaign: Campaign,
    view: View,
    rest: Rest,
    *,
    key: str,
    title: str,
    stands: Verdict,
    figures: tuple[Figure, ...],
    shown: _Shown,
    behind: tuple[str, ...],
    home: str,
    ahead: AreaForecast | None,
    sources: Sequence[str | None],
) -> Briefing:
    text, formats, content = voice.text, voice.formats, shown.content
    target = campaign.target(home, view.as_of)
    forecast, span = _forecast(voice, campaign, home, target, ahead)
    named = source_names(text, formats, campaign, sources, view)
    foot = [text("Source: {sources}", sources="; ".join(named))] if named else [text("No figures yet.")]
    foot.append(completeness_text(text, formats, campaign.completeness(home, view)))
    if rest.attribution:
        foot.append(text("Boundaries, simplified: {owner}", owner=rest.attribution))
    day = text("{weekday}, {day}", weekday=formats.weekday(view.as_of), day=formats.day(view.as_of))
    warnings = () if content.warning is None else (content.warning,)
    return Briefing(
        key=key,
        title=title,
        stamp=text(
            "Briefing as of {day} · areas in {unit}", day=day, unit=words(text, formats, view.unit, view.status)
        ),
        stands=stands,
        figures=figures,
        level=shown.level,
        areas=tuple(content.areas()),
        map_title=content.map_title,
        list_title=content.list_title,
        list_caption=content.list_caption,
        reference=content.reference,
        classes=tuple(content.classes),
        behind=(*behind, *warnings),
        visits_heading=text("Visit today"),
        visits=_visits(voice, campaign, view, rest),
        forecast=forecast,
        span=span,
        promises=_promises(voice, campaign, home, view, rest),
        foot=" · ".join(part for part in foot if part),
        mark=SIMULATED if voice.is_simulated else "",
    )


def _since(voice: Voice, row: AreaProgress, view: View) -> Figure:
    """What has come in since the figure before."""
    text, formats = voice.text, voice.formats
    if row.change is None:
        return Figure(text("Came in of late"), NO_VALUE, text("no figure before to compare with"))
    label = text("Came in since {day}", day=formats.day(row.change_since, short=True))
    return Figure(label, formats.counted(view.unit, row.change), text("up to {day}", day=formats.day(row.as_of)))


def _agencies(voice: Voice, campaign: Campaign, code: str, view: View) -> tuple[str, ...]:
    """How far all agencies of a kabupaten together have come, and which miss most."""
    staff = replace(view, unit=Unit.STAFF)
    total = campaign.opd_whole(code, staff)
    if total is None or not total.base:
        return ()
    rows = campaign.progress_within(code, OPD_LEVEL, staff)
    names = short_names(campaign.agencies)
    return total_headline(voice, total, view.status), who_is_missing(voice, rows, names)


def _visits(voice: Voice, campaign: Campaign, view: View, rest: Rest) -> tuple[MorningVisit, ...]:
    """Where to go first, as the page This morning has it."""
    listed = rest.priorities
    if listed is None:
        return ()
    day = max(view.as_of + timedelta(days=1), day_of_records(campaign, view.as_of, rest.today))
    plan = None if campaign.withheld else plan_of(listed, USUAL_RULES, day)
    first = first_visits(listed, plan, HOW_MANY)
    basis = basis_of(campaign, listed, [area.code for area in first])
    is_alone = len({area.parent_code for area in first}) == 1
    return tuple(morning_visit(voice.text, voice.formats, area, basis, is_alone=is_alone) for area in first)


def _forecast(
    voice: Voice, campaign: Campaign, code: str, target: Target | None, ahead: AreaForecast | None
) -> tuple[Part, Span | None]:
    """What may come of an area, in words and to be drawn."""
    text, formats = voice.text, voice.formats
    heading = text("Forecast of {area}", area=campaign.tree.name(code))
    if target is None or ahead is None:
        return Part(heading, (text("There is no target on record."),)), None
    if ahead.reason is not None:
        refused = refusal_verdict(text, ahead.name, ahead.reason)
        return Part(heading, (refused.headline, refused.needs)), None
    rates = rates_of(ahead)
    outcome = forecast_verdict(text, formats, rates, target, ahead.chance_target)
    bridge = bridge_text(text, formats, ahead, is_set=campaign.rush_chance is not None)
    guess = guess_text(text) if ahead.is_guess else None
    paragraphs = tuple(part for part in (outcome.headline, outcome.needs, bridge, guess) if part)
    share = text("target {share}", share=target_share(formats, target))
    span = Span(rates.low, rates.high, rates.estimate, float(target.share), forecast_span(formats, ahead), share)
    return Part(heading, paragraphs), span


def _promises(voice: Voice, campaign: Campaign, code: str, view: View, rest: Rest) -> Part:
    """Which promises of an area end today and tomorrow, and which are overdue."""
    text, formats = voice.text, voice.formats
    until = outreach_until(campaign, view.as_of, rest.today)
    due = due_promises(campaign, code, view.as_of, until) if len(campaign.commitments) else ()
    overdue = overdue_promises(campaign, code, view.as_of, until) if len(campaign.commitments) else ()
    groups = [
        (text("Due today"), [due_words(text, formats, one) for one in due if one.due_on == until]),
        (text("Due tomorrow"), [due_words(text, formats, one) for one in due if one.due_on != until]),
        (text("Overdue"), [overdue_words(text, formats, one) for one in overdue]),
    ]
    lines = [
        text("{when}: {list}.", when=when, list=_first_of(voice, promises)) for when, promises in groups if promises
    ]
    heading = text("Promises up to {day}", day=formats.day(until))
    return Part(heading, tuple(lines) or (text("None ends today or tomorrow, and none is overdue."),))


def _first_of(voice: Voice, sentences: Sequence[str]) -> str:
    listed, more = "; ".join(sentences[:_MOST_PROMISES]), len(sentences) - _MOST_PROMISES
    if more <= 0:
        return listed
    return voice.text("{list}; and {n} more", list=listed, n=voice.formats.count(more))
