"""The order of the day: who goes where and how far that reaches; and the promises that are overdue, and whose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from census.base.vocabulary import Unit
from census.campaign.overdue import OverduePromise
from census.priority.plan import PlannedVisit
from presentation.language.formats import Formats
from presentation.language.markdown import bold, join
from presentation.language.messages import Translator
from presentation.words.reasons import destinations, shown_extra

_NAMED = 3
_LEAST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Order:
    """What can be ordered for a day.

    Attributes
    ----------
    day, is_today
        The day that is planned.
    visits
        Where the teams go.
    shortfall
        Families that are expected to be missing in all the desa of the area.
    agency
        Short name of who is proposed to go, where one team goes and somebody serves its desa.
    """

    day: date
    is_today: bool
    visits: tuple[PlannedVisit, ...]
    shortfall: float
    agency: str | None = None


def order_sentence(text: Translator, formats: Formats, order: Order) -> str | None:
    """Say where the teams go, what that brings and which part of what is missing it is; None where nobody is sent."""
    if not order.visits or order.shortfall <= 0:
        return None
    extra, teams = shown_extra(order.visits), len(order.visits)
    terms = {
        "when": text("Today") if order.is_today else formats.day(order.day),
        "places": destinations(text, order.visits),
        "extra": formats.families(extra),
        "part": part_of(text, formats, extra, order.shortfall),
    }
    if teams == 1 and order.agency is not None:
        return text(
            "**{when}:** 1 team to {places}, proposed: {agency}; about {extra}, {part} of what is missing.",
            agency=order.agency,
            **terms,
        )
    return text.plural(
        "**{when}:** {teams} team to {places}; about {extra}, {part} of what is missing.",
        "**{when}:** {teams} teams to {places}; about {extra}, {part} of what is missing.",
        teams,
        teams=teams,
        **terms,
    )


def part_of(text: Translator, formats: Formats, families: float, shortfall: float) -> str:
    """Write which part of a shortfall some families are: 2 %, kurang dari 1 %."""
    share = min(families / shortfall, 1.0)
    if round(share, 2) < _LEAST_SHARE:
        return text("less than {share}", share=formats.rate(_LEAST_SHARE, decimals=0))
    return formats.rate(share, decimals=0)


def overdue_sentence(text: Translator, formats: Formats, promises: Sequence[OverduePromise]) -> str | None:
    """Say which promises are over and not kept, whose they are and what is missing of each; None where there are none.

    An agency that the reader may not see is not named.
    """
    if not promises:
        return None
    named = [overdue_words(text, formats, promise) for promise in promises[:_NAMED]]
    more = len(promises) - len(named)
    listed = join("; ", named)
    if more:
        listed = text("{list}; and {n} more", list=listed, n=formats.count(more))
    return text("**Promises overdue:** {list}.", list=listed)


def overdue_words(text: Translator, formats: Formats, promise: OverduePromise) -> str:
    """Write one promise that is over and was not kept: whose, where, and what is short."""
    values = {
        "area": promise.area_name,
        "missing": formats.counted(Unit.HOUSEHOLD, promise.missing),
        "day": formats.day(promise.due_on, short=True),
    }
    if promise.agency_name is None:
        return text("{area}, {missing} short since {day}", **values)
    return text("{agency} in {area}, {missing} short since {day}", agency=bold(promise.agency_name), **values)
