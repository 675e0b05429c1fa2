"""Cumulative counts may not fall: the rows of a recap against earlier and later days, in the file and on record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from census.base.vocabulary import AREA_MEASURES
from data_access.writes.writes import Finding
from ingest.checks.checking import Checked, plain_columns
from ingest.tables.parsing import ParsedRow, ParsedTable

Counts = tuple[int | None, ...]
"""One count per measure; None where nothing was delivered."""

_PASSES = 5


@dataclass
class _Area:
    """One area: what is on record by day and source, in order of arrival, and the rows of the file that change it."""

    on_record: dict[tuple[date, str], Counts] = field(default_factory=dict)
    rows: list[ParsedRow] = field(default_factory=list)


@dataclass(frozen=True)
class _Form:
    """The file, the column that tells whose figures a row has, and the measures."""

    table: ParsedTable
    key: str
    measures: tuple[str, ...]

    @property
    def nothing(self) -> Counts:
        return (None,) * len(self.measures)

    def counts(self, row: ParsedRow) -> Counts:
        return tuple(row.values[measure] for measure in self.measures)


def refuse_falls(
    table: ParsedTable,
    checked: Checked,
    stored: pd.DataFrame,
    *,
    key: str = "area_code",
    measures: tuple[str, ...] = AREA_MEASURES,
) -> None:
    """Set aside rows with a count below an earlier day's or above a later day's.

    What counts for a day is what the panel will show for it (`census.figures.panel.build_panel`): the figure that came
    in last, from whatever source. So a file can correct a day, and the days after it in the same file are held against
    the correction; and a row that says what is on record already is never refused.

    Parameters
    ----------
    table, checked
        The file and its rows so far; area codes are those of BPS, and no natural key occurs twice.
    stored
        Recaps on record of the same areas or agencies in order of arrival (`data_access.reads.reads.read_all_recaps`).
    key, measures
        Column that tells whose figures a row has, and the columns of counts, keyword-only.

    Examples
    --------
    On record are 100 of 3 March and 140 of 10 March. Of 80, 120 and 150 of the days between, 120 alone is taken:

    >>> def row(day, count):
    ...     values = {"opd_id": 1, "as_of": date(2020, 3, day), "source": "BPS", "staff_responded": count}
    ...     return ParsedRow(day, values)
    >>> stored = pd.DataFrame([row(3, 100).values, row(10, 140).values])
    >>> def taken(*rows):
    ...     checked = Checked(list(rows), [])
    ...     table = ParsedTable(list(rows), {}, [], len(rows))
    ...     refuse_falls(table, checked, stored, key="opd_id", measures=("staff_responded",))
    ...     faults = [(fault.line, fault.reason, fault.details["other"]) for fault in checked.findings]
    ...     return [row.values["staff_responded"] for row in checked.rows], faults
    >>> taken(row(5, 80), row(7, 120), row(9, 150))
    ([120], [(5, 'count_falls', 100), (9, 'count_above_later', 140)])

    With 3 March corrected to 70 in the same file, 80 no longer falls:

    >>> taken(row(3, 70), row(5, 80))
    ([70, 80], [])
    """
    form = _Form(table, key, measures)
    refused: dict[int, Finding] = {}
    for area in _areas(form, checked.rows, stored).values():
        if area.rows:
            refused |= _falls_of_area(form, area)
    checked.findings.extend(refused.values())
    checked.rows = [row for row in checked.rows if id(row) not in refused]


def _areas(form: _Form, rows: Iterable[ParsedRow], stored: pd.DataFrame) -> dict[object, _Area]:
    areas: dict[object, _Area] = defaultdict(_Area)
    columns = plain_columns(stored, form.key, "as_of", "source", *form.measures)
    for code, day, source, *counts in zip(*columns, strict=True):
        areas[code].on_record[day, source] = tuple(counts)
    for row in rows:
        area = areas[row.values[form.key]]
        if area.on_record.get(_key(row)) != form.counts(row):
            area.rows.append(row)
    return areas


def _key(row: ParsedRow) -> tuple[date, str]:
    return row.values["as_of"], row.values["source"]


def _falls_of_area(form: _Form, area: _Area) -> dict[int, Finding]:
    """Find the rows to refuse; a row on record that a refused one was to replace stays, so look again."""
    refused: dict[int, Finding] = {}
    days_on_record = {day for day, _source in area.on_record}
    for attempt in range(_PASSES):
        rows = sorted((row for row in area.rows if id(row) not in refused), key=_key)
        # The last pass compares with all that is on record, so that nothing falls whichever rows are taken.
        is_last = attempt == _PASSES - 1
        replaced = set() if is_last else {_key(row) for row in rows}
        lasting = _by_day(form, ((key, counts) for key, counts in area.on_record.items() if key not in replaced))
        falls = _one_pass(form, rows, lasting, binding=lasting if is_last else _not_superseded(form, lasting, rows))
        refused |= falls
        if not any(row.values["as_of"] in days_on_record for row in rows if id(row) in falls):
            break
    return refused


def _by_day(form: _Form, figures: Iterable[tuple[tuple[date, str], Counts]]) -> dict[date, Counts]:
    """What speaks for each day: of each measure what came in last."""
    days: dict[date, Counts] = {}
    for (day, _source), counts in figures:
        days[day] = _over(days.get(day, form.nothing), counts)
    return days


def _over(below: Counts, above: Counts) -> Counts:
    return tuple(old if new is None else new for old, new in zip(below, above, strict=True))


def _not_superseded(form: _Form, lasting: Mapping[date, Counts], rows: Iterable[ParsedRow]) -> dict[date, Counts]:
    """Leave out the figures for whose day a row has a newer one, of whatever source."""
    left = dict(lasting)
    for row in rows:
        day = row.values["as_of"]
        if day in left:
            pairs = zip(left[day], form.counts(row), strict=True)
            left[day] = tuple(old if new is None else None for old, new in pairs)
    return left


def _one_pass(
    form: _Form, rows: list[ParsedRow], lasting: Mapping[date, Counts], *, binding: Mapping[date, Counts]
) -> dict[int, Finding]:
    """Walk the days in order.

    Parameters
    ----------
    form, rows
        The file and its rows, by day.
    lasting
        What speaks for each day where no row does.
    binding
        What of it no row of an earlier day may lie above.
    """
    by_day: dict[date, list[ParsedRow]] = defaultdict(list)
    for row in rows:
        by_day[row.values["as_of"]].append(row)
    days = sorted({*lasting, *by_day})
    later = _lowest_later(form, days, binding)
    highest: list[tuple[int, date] | None] = [None] * len(form.measures)
    refused = {}
    for day in days:
        speaking = lasting.get(day, form.nothing)
        for row in by_day.get(day, ()):
            fall = _fall(form, row, highest, later[day])
            if fall:
                refused[id(row)] = fall
            else:
                speaking = _over(speaking, form.counts(row))
        for place, count in enumerate(speaking):
            before = highest[place]
            if count is not None and (before is None or count >= before[0]):
                highest[place] = (count, day)
    return refused


def _lowest_later(
    form: _Form, days: list[date], lasting: Mapping[date, Counts]
) -> dict[date, tuple[tuple[int, date] | None, ...]]:
    """The lowest count of any day later than each day, with that later day."""
    lowest: list[tuple[int, date] | None] = [None] * len(form.measures)
    later = {}
    for day in reversed(days):
        later[day] = tuple(lowest)
        for place, count in enumerate(lasting.get(day, form.nothing)):
            after = lowest[place]
            if count is not None and (after is None or count <= after[0]):
                lowest[place] = (count, day)
    return later


def _fall(
    form: _Form,
    row: ParsedRow,
    earlier: list[tuple[int, date] | None],
    later: tuple[tuple[int, date] | None, ...],
) -> Finding | None:
    for measure, count, before, after in zip(form.measures, form.counts(row), earlier, later, strict=True):
        if count is None:
            continue
        if before is not None and before[0] > count:
            reason, (other, day) = "count_falls", before
        elif after is not None and after[0] < count:
            reason, (other, day) = "count_above_later", after
        else:
            continue
        return form.table.rejection(row, measure, reason, count=count, other=other, other_day=day.isoformat())
    return None
