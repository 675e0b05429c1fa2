"""Where an area's own figures and the sum of its parts differ: which of the two speaks, and by how much they differ."""

from census.figures.panel import Difference
from presentation.language.formats import Formats
from presentation.language.messages import N_, Translator


def difference_text(
    text: Translator, formats: Formats, difference: Difference, *, area: str, parts: str, counted: str
) -> str:
    """Say what the account that does not speak says, and that it is mixed into nothing.

    Parameters
    ----------
    text, formats
        Words and numbers in the reader's language.
    difference
        The two accounts.
    area, parts
        Name of the area, and what its parts are called; keyword-only, as `counted`.
    counted
        What the counts count, in words: the unit and, where it needs saying, the status.
    """
    values = {
        "area": area,
        "parts": parts,
        "counted": counted,
        "other": formats.count(difference.other_count),
        "other_day": formats.day(difference.other_day),
        "count": "" if difference.count is None else formats.count(difference.count),
        "day": "" if difference.day is None else formats.day(difference.day),
        "by": "" if difference.by is None else formats.count(abs(difference.by)),
    }
    if difference.by is None:
        kind = _NEITHER if difference.count is None else _APART
    else:
        kind = _MORE if difference.by > 0 else _FEWER
    rule = (
        text("The sum of the {parts} speaks here on all days; the two are never mixed.", **values)
        if difference.is_sum
        else text("The own figures speak here on all days; the two are never mixed.", **values)
    )
    newest = ""
    if difference.newest_count is not None and difference.newest_day is not None:
        newest = " " + text(
            "By {day} it is {count}.",
            day=formats.day(difference.newest_day),
            count=formats.count(difference.newest_count),
        )
    return f"{text(_SAID[kind, difference.is_sum], **values)}{newest} {rule}"


_MORE, _FEWER, _NEITHER, _APART = range(4)
"""The other account counts more or fewer of one day; it alone has a figure; the two are of different days."""

_SAID = {
    (_MORE, True): N_(
        "{area}: its own figure of {day} is {other} {counted}, {by} more than its {parts} add up to ({count})."
    ),
    (_FEWER, True): N_(
        "{area}: its own figure of {day} is {other} {counted}, {by} fewer than its {parts} add up to ({count})."
    ),
    (_NEITHER, True): N_(
        "{area}: its own figure of {other_day} is {other} {counted}; its {parts} tell nothing up to then."
    ),
    (_APART, True): N_(
        "{area}: its own figure of {other_day} is {other} {counted}; its {parts} add up to {count} on {day}."
    ),
    (_MORE, False): N_(
        "{area}: its {parts} add up to {other} {counted} on {day}, {by} more than its own figure ({count})."
    ),
    (_FEWER, False): N_(
        "{area}: its {parts} add up to {other} {counted} on {day}, {by} fewer than its own figure ({count})."
    ),
    (_NEITHER, False): N_(
        "{area}: its {parts} add up to {other} {counted} on {other_day}; there is no own figure up to then."
    ),
    (_APART, False): N_(
        "{area}: its {parts} add up to {other} {counted} on {other_day}; its own figure of {day} is {count}."
    ),
}
"""Message ids by what is to be said, and by whether the sum speaks."""
