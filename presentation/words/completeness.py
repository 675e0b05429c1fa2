"""How much has been delivered, in words: one line for every page and file, and the name of what a sentence covers."""

from census.base.vocabulary import OPD_LEVEL, Status
from census.figures.completeness import Completeness, Delivered
from presentation.language.formats import Formats
from presentation.language.markdown import join
from presentation.language.messages import Translator

_NAMED = 3
"""Parts that are named where only some have figures."""


def completeness_text(text: Translator, formats: Formats, completeness: Completeness) -> str:
    """Say how many parts have a figure, in which units, and of which days; nothing of an area without parts.

    Of the levels the lowest is always told, the ones above it where not all of the lowest have a figure.
    """
    if not completeness.levels:
        return ""
    *above, lowest = completeness.levels
    partial = [level for level in above if level.delivered] if lowest.delivered < lowest.total else []
    phrases = [_counted(text, level) for level in (*partial, lowest)]
    if len(completeness.units) == 1 and lowest.level != OPD_LEVEL:
        phrases.append(text("{unit} only", unit=formats.units(completeness.units[0])))
    if completeness.status is Status.CLEAN:
        phrases.append(text("Clean").lower())
    if completeness.oldest is not None and completeness.newest is not None:
        oldest, newest = formats.day(completeness.oldest), formats.day(completeness.newest)
        is_one = completeness.oldest == completeness.newest
        phrases.append(
            text("of {newest}", newest=newest)
            if is_one
            else text("of {oldest} to {newest}", oldest=oldest, newest=newest)
        )
    return text("Figures delivered: {list}", list="; ".join(phrases))


def part_text(text: Translator, completeness: Completeness, *, area: str) -> str:
    """Say of a part that it is one, and where its figures lie; nothing where all or none were delivered."""
    lowest = completeness.lowest
    if not completeness.is_part or lowest is None:
        return ""
    values = {"n": lowest.delivered, "total": lowest.total, "level": _level(text, lowest.level), "area": area}
    if not completeness.by_part:
        return text.plural(
            "Only {n} of the {total} {level} of {area} has a figure; the others are not known, and nothing here is"
            " said of them.",
            "Only {n} of the {total} {level} of {area} have a figure; the others are not known, and nothing here is"
            " said of them.",
            lowest.delivered,
            **values,
        )
    return text.plural(
        "Only {n} of the {total} {level} of {area} has a figure ({where}); the others are not known, and nothing"
        " here is said of them.",
        "Only {n} of the {total} {level} of {area} have a figure ({where}); the others are not known, and nothing here"
        " is said of them.",
        lowest.delivered,
        where=_where(text, completeness),
        **values,
    )


def covered(text: Translator, completeness: Completeness, area: str) -> str:
    """Name an area in a sentence about its parts: with how many of them have a figure, where not all have one."""
    lowest = completeness.lowest
    if not completeness.is_part or lowest is None:
        return area
    counts = {"n": lowest.delivered, "total": lowest.total, "level": _level(text, lowest.level)}
    return text("{area} ({n} of {total} {level})", area=area, **counts)


def _where(text: Translator, completeness: Completeness) -> str:
    named = [
        text("{area} {n} of {total}", area=name, n=part.delivered, total=part.total)
        for name, part in completeness.by_part[:_NAMED]
    ]
    more = len(completeness.by_part) - _NAMED
    return join(", ", [*named, *([f"+{more}"] if more > 0 else [])])


def _counted(text: Translator, part: Delivered) -> str:
    return text("{area} {n} of {total}", area=_level(text, part.level), n=part.delivered, total=part.total)


def _level(text: Translator, level: str) -> str:
    return {"province": text("province"), OPD_LEVEL: "OPD"}.get(level, level)
