"""One campaign as one reader may see it: areas, figures, registers, targets, agencies; and the tables made of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from census.panel import Panel, build_panel
from census.progress import View, area_progress, opd_progress
from census.register import denominators
from census.target import OPD_SCOPE, Target, in_force, target_by_area
from census.tree import AreaTree
from census.vocabulary import OPD_LEVEL


class UnknownAreaError(LookupError):
    """An area that is not on record, or that the reader may not see."""


@dataclass(frozen=True)
class Campaign:
    """All that the tables of one reader are made of; read once per data version and sliced in memory.

    Attributes
    ----------
    areas
        Frame for `AreaTree`.
    recaps
        Frame for `build_panel`.
    registers
        Frame for `denominators`.
    targets
        All targets in scope, in the order they were entered.
    opd
        One row per agency (`census.progress.opd_progress`).
    """

    areas: pd.DataFrame
    recaps: pd.DataFrame
    registers: pd.DataFrame
    targets: Sequence[Target]
    opd: pd.DataFrame

    @cached_property
    def tree(self) -> AreaTree:
        """The areas."""
        return AreaTree(self.areas)

    @cached_property
    def panel(self) -> Panel:
        """The carried figures."""
        return build_panel(self.tree, self.recaps)

    def base(self, as_of: date) -> pd.DataFrame:
        """Give the denominators of a day."""
        return denominators(self.tree, self.registers, as_of)

    def target(self, code: str, as_of: date) -> Target | None:
        """Give the target that binds an area on a day."""
        return self.targets_on(as_of).get(code)

    def targets_on(self, as_of: date) -> dict[str, Target]:
        """Give the target in force by area."""
        return target_by_area(self.tree.parent_of, self.targets, as_of=as_of)

    def opd_target(self, area_code: str, as_of: date) -> Target | None:
        """Give the target of the agencies of a kabupaten: their own, or the area's as a reference."""
        own = [target for target in self.targets if (target.scope_kind, target.scope_code) == (OPD_SCOPE, area_code)]
        return in_force(own, as_of) or self.target(area_code, as_of)

    def newest_day(self, today: date) -> date | None:
        """Give the newest day with data that is over; today's only where there is no other; None without data."""
        past = [day for day in self.panel.days if day < today]
        if past:
            return past[-1]
        return today if today in self.panel.days else None

    def progress(self, area_code: str, level: str, view: View) -> pd.DataFrame:
        """Give the table of one level within an area (`area_progress`, `opd_progress`).

        Raises
        ------
        UnknownAreaError
            If the area is not on record or out of the reader's scope.
        MeaninglessError
            If the unit is not counted at this level.
        """
        if area_code not in self.tree:
            raise UnknownAreaError(area_code)
        if level == OPD_LEVEL:
            return opd_progress(self.opd, self.opd_target(area_code, view.as_of), view=view)
        return area_progress(
            self.tree,
            self.panel,
            self.base(view.as_of),
            self.targets_on(view.as_of),
            codes=self.tree.below(area_code, level),
            view=view,
        )
