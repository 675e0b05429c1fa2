"""How much has been delivered, in words: one line for every page and file, and the name of what a sentence covers."""

from census.base.vocabulary import OPD_LEVEL, Status
from census.figures.completeness import Completeness, Delivered
from presentation.language.formats import Formats
from presentation.language.markdown import join
from presentation.language.messages import Translator

_NAMED = 3
"""Parts that are named where only some have figures."""


def completeness_text(text: Translator, formats: Formats, found: Completeness) -> str:
    """Say how many parts have a figure, in which units, and of which days; nothing of an area without parts.

    Of the levels the lowest is always told, the ones above it where not all of the lowest have a figure.
    """
    if not found.levels:
        return ""
    *above, lowest = found.levels
    told = [each for each in above if each.delivered] if lowest.delivered < lowest.total else []
    said = [_counted(text, each) for each in (*told, lowest)]
    if len(found.units) == 1 and lowest.level != OPD_LEVEL:
        said.append(text("{unit} only", unit=formats.units(found.units[0])))
    if found.status is Status.CLEAN:
        said.append(text("Clean").lower())
    if found.oldest is not None and found.newest is not None:
        oldest, newest = formats.day(found.oldest), formats.day(found.newest)
        is_one = found.oldest == found.newest
        said.append(
            text("of {newest}", newest=newest)
            if is_one
            else text("of {oldest} to {newest}", oldest=oldest, newest=newest)
        )
    return text("Figures delivered: {list}", list="; ".join(said))


def part_text(text: Translator, found: Completeness, *, area: str) -> str:
    """Say of a part that it is one, and where its figures lie; nothing where all or none were delivered."""
    lowest = found.lowest
    if not found.is_part or lowest is None:
        return ""
    values = {"n": lowest.delivered, "total": lowest.total, "level": _level(text, lowest.level), "area": area}
    if not found.by_part:
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
        where=_where(text, found),
        **values,
    )


def covered(text: Translator, found: Completeness, area: str) -> str:
    """Name an area in a sentence about its parts: with how many of them have a figure, where not all have one."""
    lowest = found.lowest
    if not found.is_part or lowest is None:
        return area
    said = {"n": lowest.delivered, "total": lowest.total, "level": _level(text, lowest.level)}
    return text("{area} ({n} of {total} {level})", area=area, **said)


def _where(text: Translator, found: Completeness) -> str:
    named = [
        text("{area} {n} of {total}", area=name, n=each.delivered, total=each.total)
        for name, each in found.by_part[:_NAMED]
    ]
    more = len(found.by_part) - _NAMED
    return join(", ", [*named, *([f"+{more}"] if more > 0 else [])])


def _counted(text: Translator, each: Delivered) -> str:
    return text("{area} {n} of {total}", area=_level(text, each.level), n=each.delivered, total=each.total)


def _level(text: Translator, level: str) -> str:
    return {"province": text("province"), OPD_LEVEL: "OPD"}.get(level, level)
