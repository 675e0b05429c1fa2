"""The words of a workbook's cells whose values are words of the code."""

from collections.abc import Callable

import pandas as pd

from census.base.vocabulary import Band, Status, Unit
from presentation.language.formats import Formats
from presentation.language.messages import N_, Translator

BANDS = {Band.ON_TRACK: N_("on the path"), Band.WATCH: N_("watch"), Band.BEHIND: N_("behind")}
STATUSES = {Status.RESPONDED: N_("Responded"), Status.CLEAN: N_("Clean (passed the check)")}
_BOUNDS = {"at_most_5": "≤ 5 %", "at_least_95": "≥ 95 %"}


def worded(text: Translator, name: str, value: object) -> object:
    """Put into words what is a word in the table."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    words: dict[str, Callable[[str], str]] = {
        "bound": _BOUNDS.__getitem__,
        "band": lambda word: text(BANDS[Band(word)]),
        "target_unit": lambda word: Formats(text).unit(Unit(word)),
        "target_status": lambda word: text(STATUSES[Status(word)]),
    }
    return words[name](str(value)) if name in words else value
