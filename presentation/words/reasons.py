"""Why a desa stands where it stands on the list of priorities, in one sentence of the table's own figures."""

from collections import Counter
from collections.abc import Sequence

from census.base.vocabulary import Unit
from census.priority.plan import PlannedVisit
from census.priority.priority import AreaPriority
from presentation.language.formats import Formats, as_shown
from presentation.language.markdown import bold, join
from presentation.language.messages import Translator
from presentation.words.kinds import kind_name

_MOST_NAME, _MOST_REMARKS = 24, 2


def shortfall_words(formats: Formats, area: AreaPriority, *, is_equivalent: bool) -> str:
    """Write the families that are missing: 412 KK, ≈ 412 KK where they stand for persons."""
    return formats.counted(Unit.HOUSEHOLD, area.expected_shortfall, sign=about_sign(is_equivalent))


def about_sign(is_equivalent: bool) -> str:
    """What stands before families that stand for persons; it stays with its number."""
    return "≈\u00a0" if is_equivalent else ""


def rank_words(formats: Formats, area: AreaPriority) -> str:
    """Write the ranks within which the row's own lies: 1–5, or 7 where there is no doubt or no forecast."""
    if area.rank_lo is None or area.rank_lo == area.rank_hi:
        return formats.count(area.rank)
    return f"{formats.count(area.rank_lo)}–{formats.count(area.rank_hi)}"


def reason(
    text: Translator,
    formats: Formats,
    area: AreaPriority,
    *,
    has_forecast: bool,
    is_equivalent: bool,
    is_bold: bool = False,
) -> str:
    """Say in one sentence why to go there, and what it brings.

    Parameters
    ----------
    text, formats
        Words and numbers in the reader's language.
    area
        The desa.
    has_forecast
        Whether the shortfall is that of the forecast at the deadline, keyword-only; else it is against the path.
    is_equivalent
        Whether families stand for persons, keyword-only.
    is_bold
        Whether the desa stands out, in Markdown, keyword-only.
    """
    name = bold(area.name) if is_bold else area.name
    if area.expected_shortfall <= 0:
        return text("{area} is expected to reach its target.", area=name)
    missing = {
        "area": name,
        "parent": area.parent_name,
        "missing": shortfall_words(formats, area, is_equivalent=is_equivalent),
    }
    parts = [
        text("{area} ({parent}) is forecast to miss {missing} at the deadline", **missing)
        if has_forecast
        else text("{area} ({parent}) is {missing} behind its path", **missing),
        text(
            "an event ({kind}) brings about {extra} for {days}",
            kind=kind_name(text, area.kind),
            extra=formats.families(area.extra),
            days=text.plural(
                "{n} officer-day",
                "{n} officer-days",
                as_shown(area.officer_days, 1),
                n=formats.about(area.officer_days),
            ),
        ),
        *_remarks(text, formats, area),
    ]
    return "; ".join(parts) + "."


def _remarks(text: Translator, formats: Formats, area: AreaPriority) -> list[str]:
    """Say what else speaks for the desa: it stands still, forms lie open, nobody has been there."""
    remarks = []
    if area.is_stuck:
        remarks.append(
            text.plural(
                "it is standing still: {gain} in a week, where at least {least} was to be expected",
                "it is standing still: {gain} in a week, where at least {least} were to be expected",
                as_shown(area.week_least),
                gain=formats.counted(Unit.HOUSEHOLD, area.week_gain),
                least=formats.count(area.week_least),
            )
        )
    if area.unfinished:
        remarks.append(
            text.plural(
                "{count} family has opened the form and not finished it",
                "{count} families have opened the form and not finished it",
                as_shown(area.unfinished),
                count=formats.count(area.unfinished),
            )
        )
    if area.promised > 0:
        remarks.append(
            text.plural(
                "{count} family there is promised already",
                "{count} families there are promised already",
                as_shown(area.promised),
                count=formats.count(area.promised),
            )
        )
    if area.last_visit is None:
        remarks.append(text("not visited yet"))
    elif area.recent_visits > 0:
        remarks.append(
            text("last visited on {day}, so that another visit brings less", day=formats.day(area.last_visit))
        )
    else:
        remarks.append(text("last visited on {day}", day=formats.day(area.last_visit)))
    return remarks


def short_remarks(text: Translator, formats: Formats, area: AreaPriority) -> list[str]:
    """What else speaks for a desa, in few words: the first two of standing still, open forms, last visit, promises."""
    remarks = []
    if area.is_stuck:
        remarks.append(text("standing still"))
    if area.unfinished:
        remarks.append(text("{families} with an open form", families=formats.counted(Unit.HOUSEHOLD, area.unfinished)))
    remarks.append(
        text("not visited yet")
        if area.last_visit is None
        else text("last visited on {day}", day=formats.day(area.last_visit, short=True))
    )
    if area.promised > 0:
        remarks.append(text("{families} promised", families=formats.counted(Unit.HOUSEHOLD, area.promised)))
    return remarks[:_MOST_REMARKS]


def waiting_forms(text: Translator, formats: Formats, area: AreaPriority) -> str:
    """Say which forms of a desa wait, as far as that is known: those opened and left, and those not clean yet."""
    parts = []
    if area.unfinished:
        parts.append(
            text.plural(
                "{n} family has opened the form and not finished it",
                "{n} families have opened the form and not finished it",
                as_shown(area.unfinished),
                n=formats.count(area.unfinished),
            )
        )
    if area.unchecked:
        parts.append(
            text.plural(
                "{n} has responded and is not clean yet",
                "{n} have responded and are not clean yet",
                as_shown(area.unchecked),
                n=formats.count(area.unchecked),
            )
        )
    return ", ".join(parts)


def standing_still(text: Translator, formats: Formats, area: AreaPriority) -> str:
    """Say what a desa that stands still has gained, and what was to be expected."""
    return text.plural(
        "**{area}**: {gain} in a week; at least {least} was to be expected.",
        "**{area}**: {gain} in a week; at least {least} were to be expected.",
        as_shown(area.week_least),
        area=area.name,
        gain=formats.counted(Unit.HOUSEHOLD, area.week_gain),
        least=formats.count(area.week_least),
    )


def shown_extra(visits: Sequence[PlannedVisit]) -> float:
    """The families that all visits bring, as the sum of what is shown of each: so the parts add up to the whole."""
    return sum(as_shown(visit.extra) for visit in visits) or sum(visit.extra for visit in visits)


def destinations(text: Translator, visits: Sequence[PlannedVisit]) -> str:
    """List the desa that teams go to, in the order sent, with the number of teams where it is more than one."""
    teams = Counter(visit.code for visit in visits)
    names = {visit.code: _short(visit.name) for visit in visits}
    return listed(text, [f"{names[code]} ({n})" if n > 1 else names[code] for code, n in teams.items()])


def _short(name: str) -> str:
    """Cut a name that would fill the sentence; the reasons below have it in full."""
    return name if len(name) <= _MOST_NAME else name[: _MOST_NAME - 1].rstrip() + "…"


def listed(text: Translator, words: Sequence[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return text("{first} and {last}", first=join(", ", words[:-1]), last=words[-1])
