"""The tree of areas as a file would leave it, and which rows of the file would tear it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

MOST_LEVELS = 20
"""No country has more levels; a longer chain is a mistake that every walk up the tree would pay for."""


@dataclass(frozen=True)
class AreaPlan:
    """Parent and level of every area: those on record, overlaid by the rows of a file.

    Attributes
    ----------
    parent_of, level_of
        By area code.
    kabupaten_on_record
        Code of the kabupaten by code of each area on record: these are there whatever becomes of the file.
    in_file
        Codes of the file's rows.
    """

    parent_of: Mapping[str, str | None]
    level_of: Mapping[str, str]
    kabupaten_on_record: Mapping[str, str]
    in_file: frozenset[str]
    depth: dict[str, int] = field(default_factory=dict, init=False)
    _fault: dict[str, str | None] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Walk up from every area once; those passed before are not walked again."""
        for start in self.parent_of:
            trail: dict[str, None] = {}
            here: str | None = start
            while here is not None and here in self.parent_of and not self._is_settled(here) and here not in trail:
                trail[here] = None
                here = self.parent_of[here]
            self._settle(list(trail), here)

    def _is_settled(self, code: str) -> bool:
        return code in self.depth or code in self._fault

    def _settle(self, trail: list[str], end: str | None) -> None:
        """Write down the depth or the fault of each area of a trail, from the upper end down."""
        if end in trail:
            loop = trail.index(end)
            self._fault.update(dict.fromkeys(trail[loop:], "area_below_itself"))
            trail = trail[:loop]
        above = end
        for code in reversed(trail):
            if above is None:
                self.depth[code] = 0
            elif above not in self.parent_of:
                self._fault[code] = "unknown_parent"
            elif above in self._fault:
                # An area on record stays whatever becomes of its row: what lies below it is looked at again.
                self._fault[code] = None if above in self.kabupaten_on_record else "unknown_parent"
            elif self.depth[above] + 1 >= MOST_LEVELS:
                self._fault[code] = "too_many_levels"
            else:
                self.depth[code] = self.depth[above] + 1
            above = code

    @cached_property
    def kabupaten(self) -> dict[str, str]:
        """Kabupaten of every sound area: itself or the next of that level above it; without one, the area itself."""
        kabupaten_of: dict[str, str] = {}
        for code in sorted(self.depth, key=self.depth.__getitem__):
            parent = self.parent_of[code]
            above = None if parent is None else kabupaten_of[parent]
            is_inside = above is not None and self.level_of[above] == "kabupaten" != self.level_of[code]
            kabupaten_of[code] = above if is_inside and above is not None else code
        return kabupaten_of

    def culprits(self) -> dict[str, str]:
        """Name the rows to refuse, with the reason; empty once the tree is sound.

        An area cannot move to another kabupaten, neither itself nor with the areas above it: its figures are kept under
        the kabupaten in which they came in.
        """
        reasons = {code: reason for code, reason in self._fault.items() if reason and code in self.in_file}
        if reasons:
            return reasons
        reasons = self._movers((code, str(reason)) for code, reason in self._fault.items() if reason)
        if reasons or self._fault:
            return reasons
        before = self.kabupaten_on_record.items()
        return self._movers((code, "area_moved") for code, old in before if self.kabupaten[code] != old)

    def _movers(self, faults: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Find for areas at fault the row that moved them: their own or the next above."""
        movers = {}
        for code, reason in faults:
            here: str | None = code
            while here is not None and here not in self.in_file:
                here = self.parent_of.get(here)
            if here is not None:
                movers[here] = reason
        return movers
