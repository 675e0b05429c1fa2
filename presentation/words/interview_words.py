"""What is told of the interviewers' work: how many families are left, for whom, and what a family online saves."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from census.base.vocabulary import Status, Unit
from census.priority.interviews import AreaInterviews, Interviews
from presentation.language.formats import Formats, as_shown
from presentation.language.messages import Translator
from presentation.words.reasons import about_sign
from presentation.words.verdict import Verdict


def interview_verdict(text: Translator, formats: Formats, work: Interviews, ended_on: date | None) -> Verdict:
    """Say how many families are to be interviewed, what that is for each enumerator, and what it will be.

    Parameters
    ----------
    ended_on
        Last day of the online phase, where it is over.
    """
    area = work.whole
    if area.workload is None:
        if any(part.workload is not None for part in work.parts):
            return Verdict(
                text("{area}: how many are to be interviewed in all is not known yet.", area=area.name),
                text("It takes figures of all parts; those that are there stand below."),
            )
        return Verdict(
            text("{area}: no figure tells yet who is to be interviewed.", area=area.name),
            text("It takes a register, and families that have responded or are clean."),
        )
    headline = text.plural(
        "{area}: {count} family is left to be interviewed, about {each} a day for each of {crew} in {days}.",
        "{area}: {count} families are left to be interviewed, about {each} a day for each of {crew} in {days}.",
        as_shown(area.workload),
        area=area.name,
        count=about_sign(area.is_equivalent) + formats.count(area.workload),
        each=formats.families(area.per_enumerator_day),
        crew=enumerators_text(text, formats, area.enumerators),
        days=formats.days(work.crew.days),
    )
    return Verdict(headline, _at_deadline(text, formats, area, ended_on))


def _at_deadline(text: Translator, formats: Formats, area: AreaInterviews, ended_on: date | None) -> str:
    if ended_on is not None:
        return text(
            "Since {day} nobody can respond online any more: who is left is left to the enumerators.",
            day=formats.day(ended_on),
        )
    if area.at_deadline is None:
        return text("What it will be at the deadline cannot be forecast yet.")
    return text(
        "By the forecast it will be {median} at the deadline, most likely {low} to {high} (8 of 10 simulations).",
        median=formats.count(area.at_deadline),
        low=formats.count(area.at_deadline_lo),
        high=formats.count(area.at_deadline_hi),
    )


def interview_notes(text: Translator, work: Interviews) -> list[str]:
    """Say what the number of families rests on, where it is not what it should be; nothing where it is not known."""
    if work.whole.workload is None:
        return []
    notes = []
    if work.whole.is_equivalent:
        notes.append(
            text("Persons alone have been delivered: ≈ families are what these come to, by the size of a family.")
        )
    if work.status is Status.RESPONDED:
        notes.append(text("No clean figures have been delivered: families that responded are taken as done."))
    return notes


def enumerators_text(text: Translator, formats: Formats, n: int) -> str:
    """Write how many go: 890 petugas."""
    return text.plain.plural("{n} enumerator", "{n} enumerators", as_shown(n), n=formats.count(n))


def working_days_text(text: Translator, formats: Formats, days: float) -> str:
    """Write what one enumerator works in so many days: 12 hari kerja."""
    return text.plain.plural("{days} working day", "{days} working days", as_shown(days, 1), days=formats.about(days))


def workload_text(formats: Formats, area: AreaInterviews) -> str | None:
    """Write the families to be interviewed; None where they are not known."""
    return None if area.workload is None else about_sign(area.is_equivalent) + formats.count(area.workload)


def load_words(text: Translator, formats: Formats, limits: Sequence[int]) -> list[str]:
    """Say how many families the classes of `census.priority.interviews.load_limits` have, from the least on."""
    if not limits:
        return [text.plain("the same everywhere")]
    first, last = (formats.counted(Unit.HOUSEHOLD, limit) for limit in (limits[0], limits[-1]))
    between = [
        text.plain("{low} to {high}", low=formats.count(low), high=formats.counted(Unit.HOUSEHOLD, high - 1))
        for low, high in pairwise(limits)
    ]
    return [text.plain("fewer than {n}", n=first), *between, text.plain("{n} or more", n=last)]


def without_workload(text: Translator, area: AreaInterviews) -> str:
    """Say why the families to be interviewed are not told."""
    return text.plain("hidden") if area.is_hidden else text.plain("no data")


def interview_lines(text: Translator, formats: Formats, area: AreaInterviews) -> list[str]:
    """Say in lines what is to be done in an area, for a hover."""
    text, count = text.plain, workload_text(formats, area)
    if count is None:
        return [without_workload(text, area)]
    lines = [
        text.plural(
            "{count} family to be interviewed",
            "{count} families to be interviewed",
            as_shown(area.workload),
            count=count,
        )
    ]
    if area.ineligible is not None:
        lines.append(text("of them {count} with a card after the cut-off", count=formats.count(area.ineligible)))
    lines.append(enumerators_text(text, formats, area.enumerators))
    if area.at_deadline is not None:
        lines.append(text("at the deadline about {count}", count=formats.count(area.at_deadline)))
    return lines
