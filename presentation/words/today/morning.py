"""What a leader reads first in the morning: the day, what moved since yesterday, whom to visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from census.base.target import Target, closed_on
from census.base.vocabulary import Unit
from census.campaign.overdue import DuePromise
from census.figures.progress import AreaProgress, View
from census.priority.priority import AreaPriority
from presentation.language.formats import Formats
from presentation.language.markdown import bold, join
from presentation.language.messages import Translator
from presentation.words.kinds import kind_name
from presentation.words.reasons import short_remarks, shortfall_words
from presentation.words.today.plan_rows import Basis
from presentation.words.verdict import about, is_outdated

_MOST_RISING, _MOST_STILL = 2, 3


def day_line(text: Translator, formats: Formats, today: date, figures_on: date | None, target: Target | None) -> str:
    """Write today, the day of the figures, and how many days the target has left from there.

    Parameters
    ----------
    today
        The day on which it is read.
    figures_on
        The day of the figures; None while there are none.
    target
        The target of the area; None without one.
    """
    parts = [text("{weekday}, {day}", weekday=formats.weekday(today), day=formats.day(today))]
    if figures_on is not None:
        figures_day = text(
            "{weekday}, {day}", weekday=formats.weekday(figures_on), day=formats.day(figures_on, short=True)
        )
        parts.append(text("figures up to {day}", day=figures_day))
    as_of = figures_on or today
    if target is not None and as_of > target.ends_on:
        days = (as_of - target.ends_on).days
        parts.append(text.plural("{n} day after the deadline", "{n} days after the deadline", days, n=days))
    elif target is not None and target.elapsed(as_of):
        left = target.left(as_of)
        parts.append(text.plural("{n} day left", "{n} days left", left, n=left))
    return join(" · ", parts)


def gap_sentence(
    text: Translator, formats: Formats, row: AreaProgress, target: Target | None, view: View
) -> str | None:
    """Say what is missing in the target's unit and in families, and in how many days.

    None where nothing is missing, where nobody knows, or where no day is left: then the verdict says what there is.
    """
    as_of = view.as_of
    if target is None or not row.gap or as_of < target.starts_on or closed_on(target, as_of) is not None:
        return None
    if is_outdated(row, target, as_of):
        return None
    values = {
        "gap": formats.counted(target.unit, row.gap, sign=about(target)),
        "days": formats.days(target.left(as_of)),
    }
    if target.unit is Unit.HOUSEHOLD or row.gap_equivalent is None:
        return text("Still missing: **{gap}** in {days}.", **values)
    families = formats.counted(Unit.HOUSEHOLD, row.gap_equivalent, sign="≈\u00a0")
    return text("Still missing: **{gap}** ({families}) in {days}.", families=families, **values)


@dataclass(frozen=True, slots=True)
class AreaMove:
    """How an area moved on the last day.

    Attributes
    ----------
    name
        Its name.
    gain
        What came in.
    still_days
        Days in a row, up to that one, on which nothing came in.
    """

    name: str
    gain: int
    still_days: int


def moves_sentence(text: Translator, formats: Formats, moves: Sequence[AreaMove]) -> str | None:
    """Say which areas rose most on the last day, and which stand still and for how long, or else which rose least.

    Parameters
    ----------
    moves
        The areas whose gain of the day is known; of none nothing is said.
    """
    sentences = []
    rising = sorted((move for move in moves if move.gain > 0), key=lambda move: (-move.gain, move.name))[:_MOST_RISING]
    if rising:
        named = [text("{area} {gain}", area=bold(move.name), gain=formats.gain(move.gain)) for move in rising]
        sentences.append(text("Rose most: {list}.", list=join(", ", named)))
    still = sorted((move for move in moves if move.still_days), key=lambda move: (-move.still_days, move.name))
    if still:
        named = [
            text("{area} ({days})", area=bold(move.name), days=formats.days(move.still_days))
            for move in still[:_MOST_STILL]
        ]
        sentences.append(text("Standing still: {list}.", list=_with_more(text, formats, named, len(still))))
    elif len(moves) > _MOST_RISING:
        least = min(moves, key=lambda move: (move.gain, move.name))
        sentences.append(text("Rose least: {area} {gain}.", area=bold(least.name), gain=formats.gain(least.gain)))
    return join(" ", sentences) if sentences else None


def _with_more(text: Translator, formats: Formats, named: Sequence[str], total: int) -> str:
    listed = join("; ", named)
    more = total - len(named)
    return text("{list}; and {n} more", list=listed, n=formats.count(more)) if more else listed


@dataclass(frozen=True, slots=True)
class MorningVisit:
    """A desa to go to today, in words: what is missing there, why to go, and who goes with what."""

    code: str
    name: str
    missing: str
    reason: str
    proposal: str


def morning_visit(
    text: Translator, formats: Formats, area: AreaPriority, basis: Basis, *, is_alone: bool
) -> MorningVisit:
    """Write a desa of the priorities.

    Parameters
    ----------
    basis
        What the list rests on, and who serves the desa.
    is_alone
        All desa that are named lie in one kecamatan, which then need not be named. Keyword-only.
    """
    missing = shortfall_words(formats, area, is_equivalent=basis.is_equivalent)
    values = {"kind": kind_name(text, area.kind), "extra": formats.families(area.extra)}
    agency = basis.agency_of.get(area.code)
    return MorningVisit(
        area.code,
        area.name if is_alone else text("{area} ({parent})", area=area.name, parent=area.parent_name),
        text("{missing} missing", missing=missing)
        if basis.has_forecast
        else text("{missing} behind the path", missing=missing),
        join(" · ", short_remarks(text, formats, area)),
        text("{kind}: about {extra}", **values)
        if agency is None
        else text("Proposed: {agency}, {kind}: about {extra}", agency=agency, **values),
    )


def due_words(text: Translator, formats: Formats, promise: DuePromise) -> str:
    """Write one promise that ends: whose, where, how many, and how many are in."""
    values = {"area": promise.area_name, "families": formats.counted(Unit.HOUSEHOLD, promise.households)}
    who = None if promise.agency_name is None else bold(promise.agency_name)
    if promise.gain is None:
        return (
            text("{area}, {families} promised, no figure yet", **values)
            if who is None
            else text("{agency} in {area}, {families} promised, no figure yet", agency=who, **values)
        )
    gain = formats.count(promise.gain)
    return (
        text("{area}, {families} promised, {gain} in so far", gain=gain, **values)
        if who is None
        else text("{agency} in {area}, {families} promised, {gain} in so far", agency=who, gain=gain, **values)
    )
