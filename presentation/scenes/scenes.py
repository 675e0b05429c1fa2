"""The scenes of the wall, made of totals: each None where it has nothing to say."""

from collections.abc import Sequence
from datetime import timedelta

from census.base.target import Target
from census.base.tree import legible_name
from census.base.vocabulary import Unit
from census.campaign.agencies import Whole
from census.figures.progress import AreaProgress
from census.priority.wall_totals import DuePromises, Teams, WallTotals
from presentation.charts.area_view import ShownArea, short_name
from presentation.charts.colours import NO_CLASS, NO_COMPARISON, class_name, class_sign
from presentation.language.formats import Formats, as_shown
from presentation.language.messages import N_, Translator
from presentation.scenes.values import Card, Scene, SceneRow
from presentation.words.verdict import (
    Position,
    about,
    deed,
    is_outdated,
    lacks_register,
    target_share,
    verdict,
)

STATE, MAP, AGENCIES, PUSH, SINCE, PROMISES, MESSAGE = "capaian", "peta", "opd", "dorong", "kemarin", "janji", "pesan"
KEYS = (STATE, MAP, AGENCIES, PUSH, SINCE, PROMISES, MESSAGE)
"""Scenes as addresses name them, in their order."""

_MOST_ROWS, _MOST_IN_COLUMN, _MOST_BELOW_FIGURE = 8, 7, 5
_SHORT_VERDICTS = (
    N_("Well ahead of the path"),
    N_("On the path"),
    N_("A little below the path"),
    N_("Behind the path"),
    N_("Far behind the path"),
)


def short_verdict(text: Translator, formats: Formats, position: Position) -> str:
    """How it stands in as few words as can be read from afar; a whole sentence where no few words are true."""
    row, target, as_of = position.row, position.target, position.view.as_of
    is_judged = (
        target is not None
        and row.step is not None
        and not lacks_register(row)
        and target.starts_on <= as_of < target.ends_on
        and not is_outdated(row, target, as_of)
    )
    return (
        text(_SHORT_VERDICTS[row.step])
        if is_judged and row.step is not None
        else verdict(text, formats, position).headline
    )


def state_scene(text: Translator, formats: Formats, totals: WallTotals) -> Scene | None:
    """The state of the whole: verdict, rate, days left, gap and pace."""
    row, target, view = totals.progress, totals.target, totals.view
    if row.numerator is None and row.target_numerator is None and row.bound is None:
        return None
    title = short_verdict(text, formats, Position(row, target, view))
    if target is None or row.target_rate is None:
        counted = (
            formats.bound(row.bound)
            if row.bound is not None
            else formats.counted(view.unit, row.numerator)
            if row.rate is None
            else formats.rate(row.rate, base=row.denominator)
        )
        return Scene(STATE, title, figure=counted, has_map=True)
    sign, unit = about(target), formats.unit(target.unit, as_shown(row.target_denominator))
    lead = text(
        "{count} of {base} {unit} {deed} · target {share}",
        count=formats.count(row.target_numerator),
        base=formats.count(row.target_denominator),
        unit=unit,
        deed=deed(text, target.status, as_shown(row.target_numerator)),
        share=target_share(formats, target),
    )
    due = sign + formats.rate(row.expected_rate, base=row.target_denominator)
    # Of the clock's day, not of the figures': nobody counts down to a deadline from the day of the last recap.
    counted_from = max(view.as_of, totals.today - timedelta(days=1))
    left = max((target.ends_on - counted_from).days, 0)
    cards = [Card(text("Left"), formats.days(left))] if left else []
    if row.gap is not None:
        cards.append(Card(text("Missing ({unit})", unit=formats.units(target.unit)), sign + formats.count(row.gap)))
    return Scene(
        STATE,
        title,
        figure=formats.rate(row.target_rate, base=row.target_denominator),
        beside=text("should be {share}", share=due) if row.expected_rate is not None else "",
        lead=lead,
        note=_pace(text, formats, row, target),
        cards=tuple(cards),
        has_map=True,
    )


def _pace(text: Translator, formats: Formats, row: AreaProgress, target: Target) -> str:
    if row.required_pace is None or not row.gap:
        return ""
    needed = formats.counted(target.unit, row.required_pace, sign=about(target))
    if row.recent_pace is None:
        return text("Needed per day: {pace}", pace=needed)
    return text("Needed per day: {pace}; recent pace: {recent}", pace=needed, recent=formats.count(row.recent_pace))


def shown_areas(text: Translator, formats: Formats, totals: WallTotals) -> tuple[ShownArea, ...]:
    """The areas of the map, each with its sign and rate."""
    shown = []
    for area in totals.areas:
        index = _class_of(area)
        rate = _rate(text, formats, area)
        shown.append(
            ShownArea(
                code=area.code,
                name=area.name,
                class_index=index,
                label=(area.name, f"{class_sign(index)[1]} {rate}") if _has_figure(area) else (area.name,),
                hover=(area.name, rate),
                remark=(),
                spoken=f"{area.name}: {rate}",
            )
        )
    return tuple(shown)


def _has_figure(area: AreaProgress) -> bool:
    return area.rate is not None or area.bound is not None or area.target_rate is not None


def _class_of(area: AreaProgress) -> int:
    if area.step is not None:
        return area.step
    return NO_COMPARISON if _has_figure(area) and not area.is_hidden else NO_CLASS


def _rate(text: Translator, formats: Formats, area: AreaProgress) -> str:
    if area.is_hidden:
        return text("hidden")
    if area.bound is not None:
        return formats.bound(area.bound)
    if area.target_rate is not None:
        return formats.rate(area.target_rate, base=area.target_denominator)
    return text("no data") if area.rate is None else formats.rate(area.rate, base=area.denominator)


def map_scene(text: Translator, formats: Formats, totals: WallTotals) -> Scene | None:
    """The map with the areas that lag, the furthest behind first."""
    judged = [area for area in totals.areas if area.step is not None and area.target_rate is not None]
    if not judged:
        return None
    lagging = [area for area in judged if (area.step or 0) > 1]
    lowest = sorted(lagging or judged, key=lambda area: (area.target_rate or 0, area.name))[:_MOST_ROWS]
    return Scene(
        MAP,
        text.plural("{n} of {total} below the path", "{n} of {total} below the path", len(lagging),
                    n=len(lagging), total=len(judged))
        if lagging
        else text("None is below the path"),
        rows=tuple(
            SceneRow(
                name=short_name(area.name),
                value=_rate(text, formats, area),
                note=_missing(text, formats, area),
                symbol=class_sign(area.step)[1],
                step=class_name(_class_of(area)),
            )
            for area in lowest
        ),
        has_map=True,
    )  # fmt: skip


def _missing(text: Translator, formats: Formats, area: AreaProgress) -> str:
    if not area.gap or area.target_unit is None:
        return ""
    sign = "≈\u00a0" if area.is_equivalent else ""
    return text("missing {gap}", gap=formats.counted(area.target_unit, area.gap, sign=sign))


def agency_scene(text: Translator, formats: Formats, totals: WallTotals) -> Scene | None:
    """The ranking of the agencies: the highest and the lowest rates; small ones are in neither."""
    ranked = sorted(
        (one for one in totals.agencies if one.rate is not None and not one.is_small),
        key=lambda one: (-(one.rate or 0), one.name),
    )
    if not ranked or totals.all_agencies is None:
        return None
    names = {one.code: legible_name(one.short_name, one.code) for one in totals.seen.agencies}
    reach = max(1.0, *(one.rate or 0 for one in ranked))
    rows = [_agency_row(formats, one, names[one.code], reach) for one in ranked]
    is_whole = len(rows) <= 2 * _MOST_IN_COLUMN
    return Scene(
        AGENCIES,
        _agencies_title(text, formats, totals, totals.all_agencies),
        lead=text("All agencies with a figure")
        if is_whole
        else text("Highest at the left, lowest at the right; {n} agencies with a figure", n=formats.count(len(rows))),
        rows=tuple(rows if is_whole else rows[:_MOST_IN_COLUMN] + rows[-_MOST_IN_COLUMN:]),
        columns=2 if len(rows) > _MOST_IN_COLUMN else 1,
    )


def _agencies_title(text: Translator, formats: Formats, totals: WallTotals, together: Whole) -> str:
    return text(
        "{rate} of the civil servants {deed}",
        rate=formats.rate(together.rate, base=together.base),
        deed=deed(text, totals.agency_view.status),
    )


def _agency_row(formats: Formats, one: AreaProgress, name: str, reach: float) -> SceneRow:
    due = (
        None if one.expected is None or not one.denominator else round(100 * one.expected / one.denominator / reach, 2)
    )
    return SceneRow(
        name=short_name(name),
        value=formats.rate(one.rate, base=one.denominator),
        symbol=class_sign(_class_of(one))[1],
        step=class_name(_class_of(one)),
        length=round(100 * (one.rate or 0) / reach, 2),
        expected=due,
    )


def push_scene(text: Translator, formats: Formats, totals: WallTotals) -> Scene | None:
    """Where the teams of the day go, by kecamatan alone."""
    if not totals.teams:
        return None
    day = formats.day(totals.planned_on)
    title = (
        text("Where the teams go today")
        if totals.planned_on == totals.today
        else text("Where the teams go on {day}", day=day)
    )
    missing = {area.code: _missing(text, formats, area) for area in totals.areas}
    note = text("Which desa: page Priorities.")
    if len(totals.teams) == 1:
        only = totals.teams[0]
        beside = text("to {name}", name=short_name(only.name))
        cards = next((_cards_of(text, formats, area) for area in totals.areas if area.code == only.code), ())
        return Scene(PUSH, title, figure=_teams(text, only), beside=beside, note=note, cards=cards, has_map=True)
    rows = tuple(
        SceneRow(short_name(one.name), _teams(text, one), note=missing.get(one.code, ""))
        for one in totals.teams[:_MOST_ROWS]
    )
    return Scene(PUSH, title, rows=rows, note=note, has_map=True)


def _cards_of(text: Translator, formats: Formats, area: AreaProgress) -> tuple[Card, ...]:
    cards = [Card(short_name(area.name), f"{class_sign(area.step)[1]} {_rate(text, formats, area)}".strip())]
    if area.gap and area.target_unit is not None:
        sign = "≈\u00a0" if area.is_equivalent else ""
        cards.append(
            Card(text("Missing ({unit})", unit=formats.units(area.target_unit)), sign + formats.count(area.gap))
        )
    return tuple(cards)


def _teams(text: Translator, one: Teams) -> str:
    return text.plural("{n} team", "{n} teams", one.teams, n=one.teams)


def since_scene(text: Translator, formats: Formats, totals: WallTotals) -> Scene | None:
    """What has come since the figure before, of the whole and by area."""
    row = totals.progress
    if row.change is None or row.change_since is None:
        return None
    gains = sorted(
        (area for area in totals.areas if area.change is not None and area.change_since == row.change_since),
        key=lambda area: (-(area.change or 0), area.name),
    )
    most = max((area.change or 0 for area in gains), default=0)
    return Scene(
        SINCE,
        text("Since {day}", day=formats.day(row.change_since)),
        figure=formats.gain(row.change),
        beside=_beside_gain(text, formats, totals),
        rows=tuple(
            SceneRow(
                short_name(area.name),
                formats.gain(area.change),
                length=round(100 * max(area.change or 0, 0) / most, 2) if most > 0 else None,
                step="plain",
            )
            for area in gains[: 2 * _MOST_BELOW_FIGURE]
        ),
        columns=2 if len(gains) > _MOST_BELOW_FIGURE else 1,
    )


def _beside_gain(text: Translator, formats: Formats, totals: WallTotals) -> str:
    row, unit, target = totals.progress, totals.view.unit, totals.target
    words = formats.unit(unit, as_shown(row.change))
    is_of_one_day = row.change_since == totals.view.as_of - timedelta(days=1)
    if target is None or not row.gap or row.required_pace is None or target.unit != unit or not is_of_one_day:
        return words
    return f"{words} · {text('Needed per day: {pace}', pace=about(target) + formats.count(row.required_pace))}"


def promise_scene(text: Translator, formats: Formats, totals: WallTotals) -> Scene | None:
    """Promises due within a week, as counts and families by agency."""
    if not totals.due:
        return None
    names = {one.code: legible_name(one.short_name, one.code) for one in totals.seen.agencies}
    families, promises = sum(one.families for one in totals.due), sum(one.promises for one in totals.due)
    rows = [_promise_row(text, formats, one, names) for one in totals.due]
    return Scene(
        PROMISES,
        text("Promises due within a week"),
        figure=formats.count(families),
        beside=f"{formats.unit(Unit.HOUSEHOLD, families)} · {_promises(text, formats, promises)}",
        # Of one agency alone, or of several under no name, the sum has said all but the name.
        lead=rows[0].name if len(rows) == 1 else "",
        rows=tuple(rows[: 2 * _MOST_BELOW_FIGURE]) if len(rows) > 1 else (),
        columns=2 if len(rows) > _MOST_BELOW_FIGURE else 1,
    )


def _promises(text: Translator, formats: Formats, number: int) -> str:
    return text.plural("{n} promise", "{n} promises", number, n=formats.count(number))


def _promise_row(text: Translator, formats: Formats, one: DuePromises, names: dict[str, str]) -> SceneRow:
    return SceneRow(
        text("Other agencies together") if one.agency is None else short_name(names.get(one.agency, one.agency)),
        formats.counted(Unit.HOUSEHOLD, one.families),
        note=_promises(text, formats, one.promises),
    )


def message_scene(text: Translator, message: str | None) -> Scene | None:
    """The operator's message of the day."""
    return None if not message else Scene(MESSAGE, text("Message of the day"), lead=message)


def scenes_of(text: Translator, formats: Formats, totals: WallTotals, message: str | None) -> tuple[Scene, ...]:
    """All scenes that have something to say, in their order; one that says so where none has."""
    made: Sequence[Scene | None] = (
        state_scene(text, formats, totals),
        map_scene(text, formats, totals),
        agency_scene(text, formats, totals),
        push_scene(text, formats, totals),
        since_scene(text, formats, totals),
        promise_scene(text, formats, totals),
        message_scene(text, message),
    )
    scenes = tuple(scene for scene in made if scene is not None)
    return scenes or (Scene(STATE, text("No figures yet."), lead=totals.progress.name),)
