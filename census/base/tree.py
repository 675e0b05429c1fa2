"""The tree of areas: who lies below whom, at any number of levels."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import pandas as pd

TREE_COLUMNS = ("code", "parent_code", "level", "name", "status", "kabupaten_code")


class UnknownAreaError(LookupError):
    """An area that is not on record, or that the reader may not see."""


def legible_name(name: str, code: str) -> str:
    """Put the code behind a name that is a mere sign, since nobody could tell what it names.

    Examples
    --------
    >>> legible_name("–", "3319010"), legible_name("Jati", "3319030")
    ('– (3319010)', 'Jati')
    """
    return name if any(sign.isalnum() for sign in name) else f"{name} ({code})"


class AreaTree:
    """Areas below one root, ordered by depth and code.

    Parameters
    ----------
    areas
        Frame with the columns of `TREE_COLUMNS`, one row per area, codes as text; a parent that is not among the
        rows makes its area a root.

    Raises
    ------
    ValueError
        If a code occurs twice or an area lies below itself.
    """

    def __init__(self, areas: pd.DataFrame) -> None:
        frame = areas.loc[:, list(TREE_COLUMNS)].set_index("code").sort_index()
        if not frame.index.is_unique:
            msg = "an area code occurs twice"
            raise ValueError(msg)
        codes: list[str] = frame.index.tolist()
        code_set = set(codes)
        self.parent_of: dict[str, str | None] = {
            code: parent if parent in code_set else None
            for code, parent in zip(codes, frame["parent_code"].tolist(), strict=True)
        }
        depth: dict[str, int] = {}
        for code in codes:
            depth[code] = self._depth(code, depth)
        frame["depth"] = pd.Series(depth, dtype="int64")
        self.frame = frame.sort_values(["depth", "code"])

    def _depth(self, code: str, depths: dict[str, int]) -> int:
        trail = 0
        here: str | None = self.parent_of[code]
        while here is not None:
            if here in depths:
                return depths[here] + trail + 1
            trail += 1
            if trail > len(self.parent_of):
                msg = f"area {code} lies below itself"
                raise ValueError(msg)
            here = self.parent_of[here]
        return trail

    def __len__(self) -> int:
        """Count the areas."""
        return len(self.frame)

    def __contains__(self, code: object) -> bool:
        """Tell whether a code is one of the tree's."""
        return code in self.parent_of

    @cached_property
    def codes(self) -> list[str]:
        """All codes, parents before their children."""
        return self.frame.index.tolist()

    @cached_property
    def _children(self) -> dict[str | None, list[str]]:
        children: dict[str | None, list[str]] = {}
        for code in self.codes:
            children.setdefault(self.parent_of[code], []).append(code)
        return children

    def children(self, code: str) -> list[str]:
        """List the areas right below one, by code."""
        return self._children.get(code, [])

    def name(self, code: str) -> str:
        """The name of an area, with its code where the name holds no letter and no digit."""
        return self._names[code]

    @cached_property
    def _names(self) -> dict[str, str]:
        return {code: legible_name(str(name), code) for code, name in zip(self.codes, self.frame["name"], strict=True)}

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels that there are, each once, in the order of the areas."""
        return tuple(dict.fromkeys(self._levels.values()))

    def depth(self, code: str) -> int:
        """The number of areas above one."""
        return self._depths[code]

    @cached_property
    def _depths(self) -> dict[str, int]:
        return dict(zip(self.codes, self.frame["depth"].tolist(), strict=True))

    def level(self, code: str) -> str:
        """The level of an area."""
        return self._levels[code]

    @cached_property
    def _levels(self) -> dict[str, str]:
        # Every walk asks it of every area: a look-up in the frame would take longer than the walk.
        return dict(zip(self.codes, map(str, self.frame["level"]), strict=True))

    def chain(self, code: str) -> Iterator[str]:
        """Walk from an area up to the root."""
        here: str | None = code
        while here is not None:
            yield here
            here = self.parent_of[here]

    def parents_with(self, above: Sequence[str]) -> dict[str, str | None]:
        """The parent by area, the roots joined to areas above them that are no part of the tree.

        Parameters
        ----------
        above
            Codes of the areas above the roots, the nearest first.
        """
        if not above:
            return dict(self.parent_of)
        roots = {code: above[0] for code, parent in self.parent_of.items() if parent is None}
        return self.parent_of | roots | dict(zip(above, (*above[1:], None), strict=True))

    def below(self, code: str, level: str) -> list[str]:
        """List the areas of one level within an area, the area itself included, by code."""
        codes, waiting = [], [code]
        while waiting:
            here = waiting.pop()
            if self.level(here) == level:
                codes.append(here)
            waiting.extend(self.children(here))
        return sorted(codes)

    def level_below(self, code: str) -> str | None:
        """Name the level of an area's children, or None at the bottom of the tree."""
        children = self.children(code)
        return self.level(children[0]) if children else None
