"""Records of outreach, and what agencies do, as tables of texts: headings, and the cells of each row."""

from collections.abc import Callable
from datetime import date

from census.outreach.reach import AgencyWork
from census.outreach.record_list import ListedPromise, ListedRecord
from census.outreach.records import Blocker, Commitment, Event, RecordName, Request
from presentation.language.formats import NO_VALUE, Formats
from presentation.language.messages import Translator
from presentation.words.outreach.record_words import (
    blocker_state,
    commitment_state,
    named_list,
    record_kind,
    request_state,
)

_MOST_NAMED = 4
"""Desa that are named of an agency; of the others it is said how many they are."""


def record_headings(text: Translator, name: RecordName) -> list[str]:
    """Name the columns in which records of a kind are shown, between their number and their note."""
    text = text.plain
    families, where = text("families"), [text("Area"), text("OPD")]
    return {
        "events": [text("Day"), text("Kind"), *where, text("People reached"), text("Officers")],
        "commitments": [
            *where,
            text("Promised ({unit})", unit=families),
            text("Came in ({unit})", unit=families),
            *(text("Figure of"), text("From"), text("Due"), text("State")),
        ],
        "blockers": [text("Reported"), text("Kind"), *where, text("Families"), text("State")],
        "requests": [text("Asked"), *where, text("State"), text("Result ({unit})", unit=families)],
    }[name]


def record_cells(text: Translator, formats: Formats, row: ListedRecord, *, is_short: bool) -> list[str]:
    """Write a record in the columns of `record_headings`.

    Parameters
    ----------
    is_short
        Whether days have no year, keyword-only.
    """
    text = text.plain
    where = [row.area_name, NO_VALUE if row.opd_name is None else row.opd_name]

    def day(value: date | None) -> str:
        # A short day is one word, in however narrow a column.
        return formats.day(value, short=is_short).replace(" ", "\N{NO-BREAK SPACE}" if is_short else " ")

    if isinstance(row, ListedPromise):
        days = (row.progress.figure_on, row.record.starts_on, row.record.due_on)
        families = (formats.count(row.record.households), formats.count(row.progress.achieved))
        return [*where, *families, *map(day, days), commitment_state(text, row.progress)]
    match row.record:
        case Event() as event:
            counts = (formats.count(event.audience), formats.count(event.officers))
            return [day(event.held_on), record_kind(text, event), *where, *counts]
        case Blocker() as blocker:
            state = (formats.count(blocker.households), blocker_state(text, formats, blocker))
            return [day(blocker.reported_on), record_kind(text, blocker), *where, *state]
        case Request() as request:
            state = (request_state(text, formats, request), formats.count(request.result_households))
            return [day(request.requested_on), *where, *state]
        case Commitment():
            msg = "a commitment is listed with what came of it"
            raise TypeError(msg)


def agency_headings(text: Translator) -> list[str]:
    """Name the columns in which the work of agencies is shown."""
    families = text("families")
    return [
        *(text("OPD"), text("Desa served"), text("Events"), text("People reached"), text("Last event")),
        text("Promised ({unit})", unit=families),
        text("Came in ({unit})", unit=families),
    ]


def agency_cells(text: Translator, formats: Formats, work: AgencyWork, name_of: Callable[[str], str]) -> list[str]:
    """Write the work of an agency in the columns of `agency_headings`.

    Parameters
    ----------
    name_of
        Gives the name of a desa by its code.
    """
    return [
        work.short_name,
        named_list([name_of(code) for code in work.desa], text, most=_MOST_NAMED) or NO_VALUE,
        formats.count(work.events),
        formats.count(work.audience),
        formats.day(work.last_on),
        formats.count(work.promised),
        formats.count(work.achieved),
    ]
