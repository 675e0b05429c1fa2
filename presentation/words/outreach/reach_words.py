"""Where outreach has been, in words: classes, remarks, hovers and headlines, from the values of the areas."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from census.campaign.outreach import OutreachTotals
from census.outreach.reach import REACH_LIMITS, SINCE_LIMITS, AreaReach
from census.outreach.records import Event
from presentation.language.formats import NO_VALUE, Formats, as_shown
from presentation.language.messages import Translator
from presentation.words.kinds import kind_name


def since_class_words(text: Translator) -> list[str]:
    """Name the five classes of days since the last visit."""
    first, second, third = SINCE_LIMITS
    return [
        text("at most {n} days ago", n=first),
        text("{from_day} to {to_day} days", from_day=first + 1, to_day=second),
        text("{from_day} to {to_day} days", from_day=second + 1, to_day=third),
        text("more than {n} days", n=third),
        text("never visited"),
    ]


def reach_class_words(text: Translator, formats: Formats) -> list[str]:
    """Name the five classes of people reached per 1,000 families left."""
    high, medium, low = (formats.count(limit) for limit in REACH_LIMITS)
    return [
        text("{n} or more", n=high),
        text("{least} to below {most}", least=medium, most=high),
        text("{least} to below {most}", least=low, most=medium),
        text("below {n}", n=low),
        text("nobody reached"),
    ]


def since_words(text: Translator, formats: Formats, area: AreaReach) -> str:
    """Say how many days ago an area was visited."""
    if area.days_since is None:
        return text("never")
    return text.plural("{n} day", "{n} days", area.days_since, n=formats.count(area.days_since))


def reach_words(formats: Formats, area: AreaReach) -> str:
    """Say how many were reached per 1,000 families left."""
    return NO_VALUE if area.reach is None else formats.count(area.reach)


def left_words(text: Translator, formats: Formats, area: AreaReach) -> str:
    """Say how many families are left."""
    return text.plural(
        "{n} family left",
        "{n} families left",
        as_shown(area.families_left),
        n=formats.count(area.families_left),
    )


def reach_lines(text: Translator, formats: Formats, area: AreaReach) -> list[str]:
    """Say of an area its last visit, its events, the families left and how many were reached, a line each."""
    lines = [
        text("never visited") if area.last_on is None else text("last visit {day}", day=formats.day(area.last_on)),
        text(
            "{events}, {people} reached",
            events=text.plural("{n} event", "{n} events", as_shown(area.events), n=formats.count(area.events)),
            people=formats.people(area.audience),
        ),
        left_words(text, formats, area),
    ]
    if area.reach is not None:
        lines.append(text("{n} reached per 1,000 families left", n=formats.count(area.reach)))
    return lines


def reach_headings(text: Translator) -> list[str]:
    """Name the columns in which reach is shown."""
    return [
        *(text("Code"), text("Area"), text("Last visit"), text("Days since"), text("Visits"), text("Events")),
        *(text("People reached"), text("Families left"), text("Reached per 1,000 left")),
    ]


def reach_cells(formats: Formats, area: AreaReach) -> list[str]:
    """Write the reach of an area in the columns of `reach_headings`."""
    counts = (area.days_since, area.visits, area.events, area.audience, area.families_left, area.reach)
    return [area.code, area.name, formats.day(area.last_on), *(formats.count(value) for value in counts)]


def visits_headline(text: Translator, formats: Formats, name: str, reach: Sequence[AreaReach], level: str) -> str:
    """Say how many areas have not been visited yet, or else how long the longest wait is.

    Parameters
    ----------
    name
        Of the area that the page speaks of.
    reach, level
        Which outreach its parts have had, and their level.
    """
    never = sum(area.days_since is None for area in reach)
    if never and level == "desa":
        return text.plural(
            "{area}: {never} of {n} desa has not been visited yet.",
            "{area}: {never} of {n} desa have not been visited yet.",
            never,
            area=name,
            never=formats.count(never),
            n=len(reach),
        )
    if never:
        return text.plural(
            "{area}: {never} of {areas} has not been visited yet.",
            "{area}: {never} of {areas} have not been visited yet.",
            never,
            area=name,
            never=never,
            areas=text.plural("{n} area", "{n} areas", len(reach), n=len(reach)),
        )
    longest = max(area.days_since or 0 for area in reach)
    if level == "desa":
        return text.plural(
            "{area}: every desa has been visited; the longest wait is {n} day.",
            "{area}: every desa has been visited; the longest wait is {n} days.",
            longest,
            area=name,
            n=formats.count(longest),
        )
    return text.plural(
        "{area}: every area has been visited; the longest wait is {n} day.",
        "{area}: every area has been visited; the longest wait is {n} days.",
        longest,
        area=name,
        n=formats.count(longest),
    )


def events_sentence(text: Translator, formats: Formats, totals: OutreachTotals, until: date) -> str | None:
    """Say how many events there were up to a day, and how many people they reached; None for none."""
    if not totals.events:
        return None
    return text.plural(
        "**{n} event** up to {day} has reached {people}.",
        "**{n} events** up to {day} have reached {people}.",
        totals.events,
        n=formats.count(totals.events),
        day=formats.day(until),
        people=formats.people(totals.audience),
    )


def waiting_sentence(text: Translator, formats: Formats, totals: OutreachTotals) -> str | None:
    """Say how many blockers are open, and how many requests wait; None for none."""
    sentences = []
    if totals.open_blockers:
        n = totals.open_blockers
        sentences.append(text.plural("{n} blocker is open.", "{n} blockers are open.", n, n=formats.count(n)))
    if totals.waiting_requests:
        sentences.append(
            text.plural(
                "{n} request for help by BPS is waiting.",
                "{n} requests for help by BPS are waiting.",
                totals.waiting_requests,
                n=formats.count(totals.waiting_requests),
            )
        )
    return " ".join(sentences) or None


def day_hover(text: Translator, formats: Formats, events: Sequence[Event], day: date) -> str:
    """Say how many events of each kind were held on a day, the most frequent kind first (HTML)."""
    kinds = Counter(event.kind for event in events if event.held_on == day)
    lines = [f"{kind_name(text, kind)}: {n}" for kind, n in kinds.most_common()]
    return "<br>".join([f"<b>{formats.day(day)}</b>", *(lines or [text("no event")])])
