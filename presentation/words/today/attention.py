"""What needs attention, in words: why, since when, and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from census.base.vocabulary import Unit
from census.priority.attention import Concern, Rule
from presentation.language.formats import Formats
from presentation.language.markdown import bold, join
from presentation.language.messages import N_, Translator
from presentation.words.outreach.record_words import blocker_name

RULES: Mapping[Rule, str] = {
    Rule.PROMISE_DUE: N_("Promises that end"),
    Rule.PROMISE_BROKEN: N_("Promises not kept"),
    Rule.FIGURES_MISSING: N_("No figures yet"),
    Rule.FIGURES_LATE: N_("Figures late"),
    Rule.CHANCE_FELL: N_("Chance below 50 %"),
    Rule.OFF_PATH: N_("Behind the path"),
    Rule.STANDING_STILL: N_("Standing still"),
    Rule.BLOCKER_OPEN: N_("Blockers open for a week"),
    Rule.IMPORT_FINDINGS: N_("Imports with findings"),
}
"""Heading of each rule, as a message id."""


@dataclass(frozen=True, slots=True)
class ConcernWords:
    """One concern in words.

    Attributes
    ----------
    title
        Where, and whose it is.
    why
        What is the matter, and since when.
    to_do
        What to do about it.
    page
        Page that helps, by its name in the registry; None where the reader has none.
    """

    title: str
    why: str
    to_do: str
    page: str | None


def concern_words(
    text: Translator, formats: Formats, concern: Concern, today: date, *, may_import: bool = False
) -> ConcernWords:
    """Write a concern.

    Parameters
    ----------
    today
        The campaign's day of now.
    may_import
        Whether the reader imports files, keyword-only; others ask the operator.
    """
    return ConcernWords(
        title=_title(text, concern),
        why=_why(text, formats, concern, today),
        to_do=_to_do(text, concern, may_import=may_import),
        page=_page(concern, may_import=may_import),
    )


def short_lines(text: Translator, formats: Formats, concerns: Sequence[Concern], today: date, most: int) -> list[str]:
    """Write the first concern of each of the first rules, with how many more there are of the rule.

    Parameters
    ----------
    concerns
        In their order (`census.priority.attention.in_order`).
    today
        The campaign's day of now.
    most
        How many lines at most.
    """
    lines = []
    for _rule, group in groupby(concerns, key=lambda one: one.rule):
        first, *others = group
        line = join(" ", [bold(text("{place}:", place=_title(text, first))), _why(text, formats, first, today)])
        lines.append(text("{list}; and {n} more", list=line, n=formats.count(len(others))) if others else line)
    return lines[:most]


def _title(text: Translator, concern: Concern) -> str:
    if concern.rule is Rule.IMPORT_FINDINGS:
        return text("File of kind {kind}", kind=concern.kind)
    if concern.agency is None:
        return concern.place
    if concern.subject.startswith("opd:"):
        return concern.agency[1]
    return text("{area} ({agency})", area=concern.place, agency=concern.agency[1])


def _why(text: Translator, formats: Formats, concern: Concern, today: date) -> str:
    day = formats.day(concern.since, short=True)
    since = {"day": day, "days": formats.days(max((today - concern.since).days, 1))}
    families = {} if concern.count is None else {"families": formats.counted(Unit.HOUSEHOLD, concern.count)}
    match concern.rule:
        case Rule.PROMISE_DUE:
            return _due(text, formats, concern, today, families)
        case Rule.PROMISE_BROKEN:
            return text("{families} of the promise missing, over since {day}", day=day, **families)
        case Rule.FIGURES_MISSING:
            return text("no figures since the campaign began on {day} ({days})", **since)
        case Rule.FIGURES_LATE:
            return text("newest figures of {day} ({days} old)", **since)
        case Rule.CHANCE_FELL:
            before, now = concern.chances or (None, None)
            chances = {"before": formats.rate(before, decimals=0), "now": formats.rate(now, decimals=0)}
            return text("chance of reaching the target {now}, before {day} {before}", day=day, **chances)
        case Rule.OFF_PATH:
            return _off_path(text, formats, concern, since)
        case Rule.STANDING_STILL:
            return text("nothing has come in since {day} ({days})", **since)
        case Rule.BLOCKER_OPEN:
            return _blocker(text, concern, since, families)
        case Rule.IMPORT_FINDINGS:
            return _findings(text, concern, day)


def _due(text: Translator, formats: Formats, concern: Concern, today: date, families: Mapping[str, str]) -> str:
    ends = (
        text("promise of {families} ends today", **families)
        if concern.since <= today
        else text("promise of {families} ends tomorrow", **families)
    )
    so_far = (
        text("no figure yet")
        if concern.came_in is None
        else text("{gain} in so far", gain=formats.count(concern.came_in))
    )
    return join(", ", [ends, so_far])


def _off_path(text: Translator, formats: Formats, concern: Concern, since: Mapping[str, str]) -> str:
    if concern.count is None or concern.unit is None:
        return text("behind the path since {day} ({days})", **since)
    sign = "≈\u00a0" if concern.is_equivalent else ""
    missing = formats.counted(concern.unit, concern.count, sign=sign)
    return text("{missing} behind the path, since {day} ({days})", missing=missing, **since)


def _blocker(text: Translator, concern: Concern, since: Mapping[str, str], families: Mapping[str, str]) -> str:
    kind = blocker_name(text, concern.kind or "")
    if families:
        return text("{kind}, {families}, open since {day} ({days})", kind=kind, **families, **since)
    return text("{kind}, open since {day} ({days})", kind=kind, **since)


def _findings(text: Translator, concern: Concern, day: str) -> str:
    if not concern.count:
        return text("imported on {day}, with warnings", day=day)
    return text.plural(
        "imported on {day}, {n} row rejected", "imported on {day}, {n} rows rejected", concern.count,
        day=day, n=concern.count,
    )  # fmt: skip


def _to_do(text: Translator, concern: Concern, *, may_import: bool) -> str:
    match concern.rule:
        case Rule.PROMISE_DUE:
            return text("Ask how far it has come.")
        case Rule.PROMISE_BROKEN:
            return text("Ask why, and agree on a new day.")
        case Rule.FIGURES_MISSING | Rule.FIGURES_LATE:
            return (
                text("Import the newest recap.")
                if may_import
                else text("Ask the operator at BPS for the newest recap.")
            )
        case Rule.CHANCE_FELL:
            return text("See what the forecast rests on, and send teams where most is missing.")
        case Rule.OFF_PATH if concern.unit is Unit.STAFF:
            return text("Ask its staff to fill in this week.")
        case Rule.OFF_PATH:
            return text("See where most is missing there, and plan a visit.")
        case Rule.STANDING_STILL:
            return text("Ask there why, and plan a visit.")
        case Rule.BLOCKER_OPEN:
            return text("Ask who solves it, and record when it is solved.")
        case Rule.IMPORT_FINDINGS:
            return (
                text("Read what was rejected, and send the rows again.")
                if may_import
                else text("Read what was rejected, and ask the operator to send the rows again.")
            )


_PAGES: Mapping[Rule, str] = {
    Rule.PROMISE_DUE: "activities",
    Rule.PROMISE_BROKEN: "activities",
    Rule.CHANCE_FELL: "forecast",
    Rule.OFF_PATH: "areas",
    Rule.STANDING_STILL: "areas",
    Rule.BLOCKER_OPEN: "activities",
    Rule.IMPORT_FINDINGS: "imports",
}


def _page(concern: Concern, *, may_import: bool) -> str | None:
    if concern.rule in {Rule.FIGURES_MISSING, Rule.FIGURES_LATE}:
        return "imports" if may_import else None
    return "opd" if concern.subject.startswith("opd:") else _PAGES[concern.rule]
