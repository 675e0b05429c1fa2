"""The sentence at the head of a page, built from the same values as the figures below it."""

from dataclasses import dataclass, replace
from datetime import date
from math import inf
from typing import TypeVar

from census.base.target import Target
from census.base.vocabulary import STALE_AFTER_DAYS, Status, Unit
from census.figures.progress import AreaProgress, View, expected_share
from presentation.language.formats import Formats, as_shown
from presentation.language.messages import Translator
from presentation.words.reasons import about_sign

Present = TypeVar("Present", int, float, date)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two sentences: how it stands, and what it takes."""

    headline: str
    needs: str


@dataclass(frozen=True, slots=True)
class Position:
    """What a verdict speaks of.

    Attributes
    ----------
    row
        How far the area has come.
    target
        The target that binds it; None where there is none.
    view
        What the reader looks at.
    is_reached_late
        The first figure that reaches the target speaks of a day after the deadline.
    """

    row: AreaProgress
    target: Target | None
    view: View
    is_reached_late: bool = False


def present(value: Present | None) -> Present:
    """A figure that must be there where this is asked; what is not known shall not pass for good news.

    Raises
    ------
    ValueError
        If it is not there.
    """
    if value is None:
        msg = "a figure is missing that stands wherever a rate of the target does"
        raise ValueError(msg)
    return value


def people(text: Translator, unit: Unit) -> str:
    """Name those who respond: penduduk, keluarga, ASN."""
    return {
        Unit.PERSON: text("of the population"),
        Unit.HOUSEHOLD: text("of the families"),
        Unit.STAFF: text("of the civil servants"),
    }[unit]


def deed(text: Translator, status: Status, n: float = inf) -> str:
    """Name what they have done: merespons, clean; `n` is how many they are, where that is told and not their share."""
    if status is Status.RESPONDED:
        return text.plural("has responded", "have responded", n)
    return text.plural("is clean", "are clean", n)


def about(target: Target) -> str:
    """The sign that goes before what is made of a target read in another unit or status; nothing before others."""
    return about_sign(target.is_equivalent)


def verdict(text: Translator, formats: Formats, position: Position) -> Verdict:
    """Say how an area stands against its target, in the target's unit and status."""
    target = position.target
    if target is None:
        return _without_target(text, formats, position)
    row, as_of = position.row, position.view.as_of
    terms = {
        "area": row.name,
        "share": target_share(formats, target),
        "people": people(text, target.unit),
        "deed": deed(text, target.status),
        "deadline": formats.day(target.ends_on),
    }
    if as_of < target.starts_on:
        headline = text(
            "{area}: the campaign begins on {start}. Target: {share} {people} {deed} by {deadline}.",
            start=formats.day(target.starts_on),
            **terms,
        )
        days = (target.starts_on - as_of).days
        begins = text.plural("{days} day to go until it begins.", "{days} days to go until it begins.", days, days=days)
        return Verdict(headline, begins)
    if row.target_numerator is None:
        headline = text("{area}: no data yet on the share {people} who {deed}.", **terms)
        return Verdict(headline, _other_unit(text, formats, position))
    if lacks_register(row):
        headline = text("{area} has no register yet, so no rate can be given.", **terms)
        return Verdict(headline, _other_unit(text, formats, position))
    terms |= {"rate": _target_rate(formats, row)}
    if is_outdated(row, target, as_of):
        return _outdated(text, formats, position, target, terms)
    if target.left(as_of) == 0 and as_of >= target.ends_on:
        return Verdict(_final(text, terms, position), _note(text, formats, position))
    due = about(target) + formats.rate(row.expected_rate, base=row.target_denominator)
    terms |= {"day": formats.day(as_of), "expected": due}
    headline = {
        0: text(
            "{area} is well ahead of the path: {rate} {people} {deed}; by {day} it should be {expected}.",
            **terms,
        ),
        1: text("{area} is on the path: {rate} {people} {deed}; by {day} it should be {expected}.", **terms),
        2: text(
            "{area} is a little below the path: {rate} {people} {deed}; by {day} it should be {expected}.",
            **terms,
        ),
        3: text("{area} is behind the path: {rate} {people} {deed}; by {day} it should be {expected}.", **terms),
        4: text(
            "{area} is far behind the path: {rate} {people} {deed}; by {day} it should be {expected}.",
            **terms,
        ),
    }[present(row.step)]
    return Verdict(headline, _needs(text, formats, position, target))


def is_outdated(row: AreaProgress, target: Target, as_of: date) -> bool:
    """Tell whether the last figure is too old to say how it stands: stale, and a figure of the end is none of it."""
    day = row.target_as_of
    if day is None or (as_of - day).days <= STALE_AFTER_DAYS:
        return False
    # What was reached by an old figure stays so, and after the window its last figure is the end.
    return as_of < target.ends_on or (day < target.ends_on and present(row.gap) > 0)


def _outdated(text: Translator, formats: Formats, position: Position, target: Target, terms: dict[str, str]) -> Verdict:
    """Measure an old figure by the path of its own day, and say that today is not known."""
    row, as_of = position.row, position.view.as_of
    day = row.target_as_of
    terms |= {"day": formats.day(day)}
    if as_of >= target.ends_on:
        headline = text(
            "{area}, last figure of {day}: {rate} {people} {deed}; the target was {share} by {deadline}.", **terms
        )
        return Verdict(headline, text("How it ended is not known: ask BPS for the newest recap."))
    due = float(expected_share(target, replace(position.view, as_of=day or as_of)))
    headline = text(
        "{area}, last figure of {day}: {rate} {people} {deed}; on that day it should have been {expected}.",
        expected=about(target) + formats.rate(due, base=row.target_denominator),
        **terms,
    )
    unknown = text("How it stands on {day} is not known: ask BPS for the newest recap.", day=formats.day(as_of))
    return Verdict(headline, f"{text('The target is reached already.')} {unknown}" if row.gap == 0 else unknown)


def lacks_register(row: AreaProgress) -> bool:
    """Tell whether figures in the target's unit have come in that nothing is on record to divide by."""
    return row.target_numerator is not None and not row.target_denominator


def _target_rate(formats: Formats, row: AreaProgress) -> str:
    return formats.rate(row.target_rate, base=row.target_denominator)


def target_share(formats: Formats, target: Target) -> str:
    """Write a target's share, with as many decimals as it has, two at most: 27 %, 36,97 %; ≈ 22,0 % of one read so."""
    most = 1 if target.is_equivalent else 2
    decimals = next((n for n in range(most) if (target.share * 100 * 10**n).denominator == 1), most)
    return about(target) + formats.rate(float(target.share), decimals=decimals)


def _final(text: Translator, terms: dict[str, str], position: Position) -> str:
    if present(position.row.gap) > 0:
        return text(
            "{area} did not reach the target: {rate} {people} {deed}; the target was {share} by {deadline}.",
            **terms,
        )
    if position.is_reached_late:
        return text(
            "{area} reached the target, but after the deadline: {rate} {people} {deed}; it was {share} by {deadline}.",
            **terms,
        )
    return text("{area} reached the target: {rate} {people} {deed}; the target was {share} by {deadline}.", **terms)


def _needs(text: Translator, formats: Formats, position: Position, target: Target) -> str:
    row = position.row
    sign = about(target)
    values = {
        "gap": formats.counted(target.unit, row.gap, sign=sign),
        "days": formats.days(target.left(position.view.as_of)),
        "pace": formats.counted(target.unit, row.required_pace, sign=sign),
    }
    if row.gap == 0:
        needs = text("The target is reached already.")
    elif row.recent_pace is None:
        needs = text(
            "Still needed: {gap} in {days}, {pace} a day.",
            **values,
        )
    else:
        recent = formats.count(row.recent_pace)
        needs = (
            text(
                "Still needed: {gap} in {days}, {pace} a day. The recent pace of {recent} is enough if it lasts.",
                recent=recent,
                **values,
            )
            if row.recent_pace >= present(row.required_pace)
            else text(
                "Still needed: {gap} in {days}, {pace} a day. The recent pace of {recent} is not enough.",
                recent=recent,
                **values,
            )
        )
    return " ".join(part for part in (needs, _note(text, formats, position)) if part)


def _note(text: Translator, formats: Formats, position: Position) -> str:
    """Tell the day of a figure that is not of the as-of day, and that it is stale where it is."""
    day, as_of = position.row.target_as_of, position.view.as_of
    if day is None or day == as_of:
        return ""
    if (as_of - day).days > STALE_AFTER_DAYS:
        return text("The last figure is of {day}, more than 7 days old.", day=formats.day(day))
    return text("The last figure is of {day}.", day=formats.day(day))


def _without_target(text: Translator, formats: Formats, position: Position) -> Verdict:
    row, view = position.row, position.view
    if row.rate is None:
        return Verdict(text("{area}: no data yet.", area=row.name), text("There is no target on record."))
    headline = text(
        "{area}: {rate} {people} {deed}.",
        area=row.name,
        rate=formats.rate(row.rate, base=row.denominator),
        people=people(text, view.unit),
        deed=deed(text, view.status),
    )
    return Verdict(headline, text("There is no target on record."))


def _other_unit(text: Translator, formats: Formats, position: Position) -> str:
    """Where no rate can be given in the target's unit, say what was delivered in the one looked at, if anything."""
    row, view = position.row, position.view
    if row.numerator is None:
        return ""
    values = {"count": formats.count(row.numerator), "unit": formats.unit(view.unit, as_shown(row.numerator))}
    delivered = (
        text("Delivered so far: {count} {unit}", **values)
        if row.rate is None
        else text(
            "Delivered so far: {count} {unit}, {rate}",
            rate=formats.rate(row.rate, base=row.denominator),
            **values,
        )
    )
    dated = text("figure of {day}, more than 7 days old") if row.is_stale else text("figure of {day}")
    return f"{delivered} ({dated.format(day=formats.day(row.as_of))})."
