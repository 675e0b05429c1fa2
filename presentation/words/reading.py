"""How a target is read where its own unit or status was not delivered, and levels, in words."""

from math import inf

from census.base.target import Target
from census.base.vocabulary import Status, Unit
from census.campaign.speaking import CLEAN_OF_RESPONDED
from presentation.language.formats import Formats
from presentation.language.messages import N_, Translator
from presentation.words.verdict import deed, people, target_share


def words(text: Translator, formats: Formats, unit: Unit, status: Status, n: float = inf) -> str:
    """Name unit and status as one thing: KK, or KK clean; `n` is the number before them, where there is one."""
    named = formats.unit(unit, n)
    return named if status is Status.RESPONDED else text("{unit} clean", unit=named)


def reading(text: Translator, formats: Formats, target: Target, *, is_only_unit: bool = False) -> str:
    """Say in one sentence how a target is read in another unit or status, and by what.

    Parameters
    ----------
    target
        The target as it speaks.
    is_only_unit
        Whether nothing is known to have come in the unit in which it was decided, of no part and in no status;
        keyword-only.
    """
    origin = target.origin
    by = []
    if target.unit is not origin.unit:
        factor = {Status.CLEAN: CLEAN_OF_RESPONDED, Status.RESPONDED: 1 / CLEAN_OF_RESPONDED}[target.status]
        share = origin.share if target.status is origin.status else origin.share * factor
        by.append(
            text("by the register's mean family")
            if target.share == share
            else text("by the persons per family seen so far")
        )
    if target.status is not origin.status:
        by.append(text("since about 89% of the forms are found clean"))
    # Of the same unit in another status nothing is known of the other unit: it may have been delivered as well.
    given = words(text, formats, target.unit, target.status)
    if target.unit is origin.unit:
        lead = {
            Status.CLEAN: text("The newest figures are of clean forms alone"),
            Status.RESPONDED: text("The newest figures are of forms sent in, not of clean ones"),
        }[target.status]
    elif is_only_unit:
        lead = text("The newest figures are in {given} alone", given=given)
    else:
        lead = text("The newest figures are mostly in {given}", given=given)
    return text(
        "{lead}: the target of {share} {people} {deed} is read as {read} {read_people} {read_deed}, {by}.",
        lead=lead,
        share=target_share(formats, origin),
        people=people(text, origin.unit),
        deed=deed(text, origin.status),
        read=target_share(formats, target),
        read_people=people(text, target.unit),
        read_deed=deed(text, target.status),
        by=", ".join(by),
    )


def level_word(text: Translator, level: str) -> str:
    """Name a level within a sentence; all but one have the same word in every language."""
    words = {"nation": N_("nation"), "province": N_("province")}
    return text(words[level]) if level in words else level
