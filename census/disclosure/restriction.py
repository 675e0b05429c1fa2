"""Carried figures of which a reader sees some groups only; sums and shielding are those of all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt

from census.figures.panel import NO_ORIGIN, NOT_REPORTED, SUM_OF_CHILDREN, Carried, Ints, Panel
from census.figures.standing import Bounds, Earlier, Standing

Flags = npt.NDArray[np.bool_]


def restrict(
    panel: Panel, codes: Sequence[str], *, totals_only: Collection[str] = frozenset(), on: date | None = None
) -> Panel:
    """Panel that holds what a reader may see of some groups, and nothing else.

    Sums stay whole: what is made of parts that are not seen (gains, sources) is in the panel as numbers already, which
    are taken out of it by column.

    Parameters
    ----------
    panel
        The figures of all groups, small ones shielded already: which are small must not depend on who looks.
    codes
        The groups that are seen.
    totals_only
        Those of them of which a reader may ask for the figures of the newest two days alone (`first_day_of_all`): no
        earlier ones, no pace, no curve; keyword-only.
    on
        Day on which they are asked for, keyword-only: their figures of that day are in the panel. None for a panel
        that waits for no question: what is not asked for is not held (decision 157).
    """
    columns = np.array([panel.column_of[code] for code in codes], dtype=np.int64)
    is_bare = np.array([code in totals_only for code in codes], dtype=bool)
    is_withheld = is_bare & (np.arange(len(panel.days)) != _row_of_all(panel, on))[:, None]
    origins, sources = _joined_sources(panel, columns, is_withheld)
    return replace(
        panel,
        codes=tuple(codes),
        measures={name: _series_of(carried, columns, is_bare) for name, carried in panel.measures.items()},
        sources=sources,
        families=(),
        outages=tuple(panel.outages[column] for column in columns) if panel.outages else (),
        pairs={
            name: {
                seen: pairs[column]
                for seen, column in enumerate(columns.tolist())
                if column in pairs and not is_bare[seen]
            }
            for name, pairs in panel.pairs.items()
        },
        standings={
            name: _standing_of(standing, columns, origins[name], is_bare, is_withheld)
            for name, standing in panel.standings.items()
        },
    )


def _row_of_all(panel: Panel, day: date | None) -> int:
    """Row that speaks on a day of which every reader sees the figures of all; -1 for none."""
    first = first_day_of_all(panel)
    return -1 if day is None or first is None or day < first else panel.row_of(day)


def first_day_of_all(panel: Panel) -> date | None:
    """First day on which every reader sees the figures of all; None without figures.

    The last but one with figures, since the last may be today, which is not over: who steps back through the days would
    else read the days of another.
    """
    return panel.days[max(len(panel.days) - 2, 0)] if panel.days else None


def _series_of(carried: Carried, columns: Ints, is_bare: Flags) -> Carried:
    """Some columns of a measure, nothing in those that are bare; origins tell sums, their sources the standing."""
    is_sum = (carried.origin[:, columns] == SUM_OF_CHILDREN) & ~is_bare
    return Carried(
        np.where(is_bare, np.nan, carried.counts[:, columns]),
        np.where(is_bare, NOT_REPORTED, carried.reported_on[:, columns]),
        np.where(is_sum, SUM_OF_CHILDREN, NO_ORIGIN),
    )


def _standing_of(standing: Standing, columns: Ints, origins: Ints, is_bare: Flags, is_withheld: Flags) -> Standing:
    now, earlier, bounds = standing.now, standing.earlier, standing.bounds
    return Standing(
        Carried(
            np.where(is_withheld, np.nan, now.counts[:, columns]),
            np.where(is_withheld, NOT_REPORTED, now.reported_on[:, columns]),
            origins,
        ),
        Earlier(
            np.where(is_bare, np.nan, earlier.counts[:, columns]),
            np.where(is_bare, NOT_REPORTED, earlier.reported_on[:, columns]),
            np.where(is_bare, np.nan, earlier.pace[:, columns]),
        ),
        bounds
        and Bounds(
            bounds.is_hidden[columns],
            np.where(is_withheld, 0, bounds.sides[:, columns]).astype(np.int8),
            bounds.low[columns],
            bounds.high[columns],
            bounds.size[columns],
        ),
    )


def _joined_sources(panel: Panel, columns: Ints, is_withheld: Flags) -> tuple[Mapping[str, Ints], tuple[str, ...]]:
    """Sources of every figure of some columns in one text, of a sum those of all its parts.

    Parameters
    ----------
    is_withheld
        Figures that are left out, shape (days, columns).

    Returns
    -------
    tuple
        Number of the text by measure, shape (days, columns), `NO_ORIGIN` for none; and the texts by number.
    """
    names = _SourceNames(panel)
    numbers = {
        name: np.where(is_withheld, NO_ORIGIN, names.numbers_of(standing.now.origin)[:, columns])
        for name, standing in panel.standings.items()
    }
    # Names of what is not seen must not stay either: those that stand in the columns are numbered anew, by the alphabet
    # and not as they came up, since what is not seen came up too.
    used = np.unique(np.concatenate([[NO_ORIGIN], *(part.ravel() for part in numbers.values())]))
    texts = {number: text for number in used.tolist() if number != NO_ORIGIN and (text := names.text(number))}
    kept = {number: place for place, number in enumerate(sorted(texts, key=texts.__getitem__))}
    renumbered = np.array([kept.get(number, NO_ORIGIN) for number in used.tolist()], dtype=np.int64)
    return (
        {name: renumbered[np.searchsorted(used, part)] for name, part in numbers.items()},
        tuple(texts[number] for number in kept),
    )


class _SourceNames:
    """Lists of distinct sources by number, numbered as they come up."""

    def __init__(self, panel: Panel) -> None:
        self._families = panel.families
        self._numbers: dict[tuple[str, ...], int] = {}
        self._lists: list[tuple[str, ...]] = []
        by_source = {source: self._number((source,)) for source in dict.fromkeys(panel.sources)}
        self._by_origin = np.array([by_source[source] for source in panel.sources], dtype=np.int64)

    def text(self, number: int) -> str:
        """A list in one text."""
        return "; ".join(self._lists[number])

    def numbers_of(self, origin: Ints) -> Ints:
        """The number by figure, `NO_ORIGIN` where there is none; of a sum, that of all its parts in order."""
        numbers = np.full(origin.shape, NO_ORIGIN, dtype=np.int64)
        has_row = origin >= 0
        numbers[has_row] = self._by_origin[origin[has_row]]
        # The deepest parents stand first.
        for parent, children in self._families:
            rows = np.flatnonzero(origin[:, parent] == SUM_OF_CHILDREN)
            parts = numbers[np.ix_(rows, children)]
            if (parts == parts[:1]).all():
                # Nearly always the same sources on all days, and to sort the days costs ten times as much.
                numbers[rows, parent] = self._together(parts[0].tolist()) if len(rows) else NO_ORIGIN
                continue
            kinds, kind_of = np.unique(parts, axis=0, return_inverse=True)
            together = np.array([self._together(kind) for kind in kinds.tolist()], dtype=np.int64)
            numbers[rows, parent] = together[kind_of.ravel()]
        return numbers

    def _together(self, parts: Sequence[int]) -> int:
        lists = (self._lists[part] for part in parts if part != NO_ORIGIN)
        return self._number(tuple(dict.fromkeys(source for names in lists for source in names)))

    def _number(self, sources: tuple[str, ...]) -> int:
        if sources not in self._numbers:
            self._numbers[sources] = len(self._lists)
            self._lists.append(sources)
        return self._numbers[sources]
