"""Carried figures of which a reader sees some groups only; sums and shielding are those of all."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import count

import numpy as np
import numpy.typing as npt
import pandas as pd

from census.base.tree import AreaTree
from census.figures.panel import NO_ORIGIN, NOT_REPORTED, SUM_OF_CHILDREN, Carried, Ints, Panel

_LOOKS = 64
"""Answers of `look` that are kept."""


class Sources:
    """Texts by number, numbered as they come up."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._next = count()

    def number(self, text: str) -> int:
        """Give the number of a text; none for the empty one."""
        return self._numbers.setdefault(text, next(self._next)) if text else NO_ORIGIN

    def text(self, number: int) -> str | None:
        """Give the text of a number."""
        return next((text for text, known in self._numbers.items() if known == number), None)


@dataclass(frozen=True, kw_only=True)
class SeenPanel(Panel):
    """A panel without the groups that its reader may not see.

    `measures` hold the columns of the groups that are seen. `look` is what `at` asks: it closes over the figures of
    all, since a sum must not miss what its reader does not see, and gives those of the seen ones only.
    """

    look: Callable[[str, date], pd.DataFrame] = field(repr=False)
    named: Sources = field(repr=False)

    def at(self, measure: str, as_of: date) -> pd.DataFrame:
        """Give one measure as it stood on a day, as `Panel.at` of the whole does, of what is seen."""
        return self.look(measure, as_of).copy(deep=False)

    def sources_of(self, tree: AreaTree, origin: Mapping[str, int], code: str) -> tuple[str, ...]:
        """Name the sources of a figure in one text; of a sum also those of parts that are not seen."""
        del tree
        said = self.named.text(origin[code])
        return () if said is None else (said,)


def seen_panel(
    panel: Panel, tree: AreaTree, codes: Sequence[str], *, totals_only: Collection[str] = frozenset()
) -> SeenPanel:
    """Take out of a panel what a reader may not see.

    Parameters
    ----------
    panel
        The figures of all groups, small ones shielded already: which are small must not depend on who looks.
    tree
        All groups.
    codes
        The groups that are seen.
    totals_only
        Those of them of which only the newest figures are seen: no earlier one, no pace, no curve; keyword-only.
    """
    wanted = list(codes)
    columns = np.array([panel.column_of[code] for code in codes], dtype=np.int64)
    is_bare = np.array([code in totals_only for code in codes], dtype=bool)
    named = Sources()
    newest = first_day_of_all(panel)

    def look(measure: str, as_of: date) -> pd.DataFrame:
        full = panel.at(measure, as_of)
        origin = dict(zip(panel.codes, full["origin"].tolist(), strict=True))
        seen = full.loc[wanted].copy()
        seen["origin"] = [named.number("; ".join(panel.sources_of(tree, origin, code))) for code in codes]
        seen.loc[is_bare, ["earlier_count", "pace"]] = pd.NA
        seen.loc[is_bare, "earlier_on"] = NOT_REPORTED
        if newest is not None and as_of < newest:
            seen.loc[is_bare, [name for name in ("count", "least", "most") if name in seen]] = pd.NA
            seen.loc[is_bare, "reported_on"] = NOT_REPORTED
            if "bound" in seen:
                seen.loc[is_bare, "bound"] = None
        return seen

    return SeenPanel(
        codes=tuple(codes),
        days=panel.days,
        measures={name: _columns_of(told, columns, is_bare) for name, told in panel.measures.items()},
        sources=(),
        families=(),
        outages=tuple(panel.outages[column] for column in columns) if panel.outages else (),
        pairs={
            name: {place: told[column] for place, column in enumerate(columns.tolist()) if column in told}
            for name, told in panel.pairs.items()
        },
        look=lru_cache(_LOOKS)(look),
        named=named,
    )


def first_day_of_all(panel: Panel) -> date | None:
    """Give the first day on which every reader sees the figures of all; None without figures.

    The last but one with figures, since the last may be today, which is not over: who steps back through the days would
    else read the days of another.
    """
    return panel.days[max(len(panel.days) - 2, 0)] if panel.days else None


def _columns_of(told: Carried, columns: Ints, is_bare: npt.NDArray[np.bool_]) -> Carried:
    """Give some columns of a measure, nothing in those that are bare; origins tell sums, their sources the whole."""
    return Carried(
        np.where(is_bare, np.nan, told.counts[:, columns]),
        np.where(is_bare, NOT_REPORTED, told.reported_on[:, columns]),
        np.where(told.origin[:, columns] == SUM_OF_CHILDREN, SUM_OF_CHILDREN, NO_ORIGIN),
    )
