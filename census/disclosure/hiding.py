"""Which groups are hidden so that no published total, with the bounds of counts, gives a small one away."""

from collections.abc import Iterator, Mapping, Sequence
from math import inf

Sizes = Mapping[str, int | None]
"""Size N by group; None where it is not known."""

Totals = Mapping[str, Sequence[str]]
"""Groups by the total that is the sum of them; a total may itself be a part of another."""


def hidden_groups(sizes: Sizes, totals: Totals, *, below: int) -> frozenset[str]:
    """Find the groups that show no figure, so that neither a published total nor bounds give one away.

    A group is hidden where its size lies below the threshold. A total less its shown parts is the sum of its hidden
    ones, and since a count lies between 0 and N, each of these lies within as many as the others have members
    (feasibility interval, and the dominance rule with bounds for it: Willenborg and de Waal 2001, Elements of
    Statistical Disclosure Control, ch. 6; Hundepool et al. 2012, Statistical Disclosure Control, ch. 4). So the next
    smallest part is hidden too (complementary suppression) until

    * what is hidden together in a published total has at least `below` members besides its largest group; where all
      parts are hidden and it still has not, until each small part has so many beside it, else the total is hidden too;
    * a hidden total has at least `below` members in hidden parts, or all parts hidden: else they would add up to it.

    A hidden total is worth what its own hidden parts are, since those shown are known. Of a group that more than one
    published total counts, all but the largest of these are hidden: their difference would be a total of its own. So
    each hidden group is in one published sum only, and what follows from all sums together is what follows from that
    one, on every day and whatever the counts (the tests enumerate it).

    Parameters
    ----------
    sizes
        N by group. One of size 0 is hidden, and shields nobody. A group of unknown size is not hidden for it, since
        there is nothing to divide by, and is the last one to be hidden for the sake of others; but where its total
        is known, it has no more members than the known parts leave over, and is as small as that.
    totals
        Parts by total.
    below
        The threshold, keyword-only.

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> sizes = {"all": 157, "a": 1, "b": 19, "c": 60, "d": 77}
    >>> sorted(hidden_groups(sizes, {"all": ["a", "b", "c", "d"]}, below=20))
    ['a', 'b', 'c']
    >>> sorted(hidden_groups({"all": 20, "a": 1, "b": 19}, {"all": ["a", "b"]}, below=20))
    ['a', 'all', 'b']
    """
    return _Hiding(sizes, totals, below).found()


class _Hiding:
    """Groups that are hidden so far, of some sizes and totals."""

    def __init__(self, sizes: Sizes, totals: Totals, below: int) -> None:
        filled = _with_leftovers(sizes, totals, below)
        self.totals, self.below = totals, below
        self.sizes = _no_larger_than_their_parts(filled, totals)
        self.hidden = {group for group, size in filled.items() if size is not None and size < below}
        self.counted_in: dict[str, list[str]] = {}
        for total in sorted(totals):
            for part in totals[total]:
                self.counted_in.setdefault(part, []).append(total)

    def found(self) -> frozenset[str]:
        """Hide until nothing changes."""
        before = -1
        while len(self.hidden) != before:
            before = len(self.hidden)
            for total in sorted(self.totals):
                self._shield(total)
            for group in sorted(self.hidden):
                self._part_totals(group)
        return frozenset(self.hidden)

    def _shield(self, total: str) -> None:
        """Hide more parts of one total, and in the end the total itself, until its hidden parts shield each other."""
        parts = self.totals[total]
        shown = sorted((part for part in parts if part not in self.hidden), key=self._rank, reverse=True)
        while not self._is_shielded(total, has_shown=bool(shown)):
            self._hide(shown.pop() if shown else total)

    def _hide(self, group: str) -> None:
        self.hidden.add(group)
        if group in self.totals:
            # A hidden total protects others only by its hidden parts: the shown ones are known (decision 101).
            self._shield(group)

    def _rank(self, group: str) -> tuple[bool, int, str]:
        size = self.sizes.get(group)
        return size is None, size or 0, group

    def _is_shielded(self, total: str, *, has_shown: bool) -> bool:
        worths = [self._worth(part) for part in self.totals[total] if part in self.hidden]
        together, largest = sum(worths), max(worths, default=0)
        if total in self.hidden:
            return not has_shown or together >= self.below
        if not worths or together - largest >= self.below:
            return True
        # A hidden part may be large and have small parts of its own: this total hides these as well (decision 101).
        small = max((worth for worth in self._worths_within(total) if worth < self.below), default=0)
        return not has_shown and sum(worth > 0 for worth in worths) > 1 and together - small >= self.below

    def _worths_within(self, total: str) -> Iterator[float]:
        """What each hidden group is worth that this total counts, not by way of a shown one."""
        for part in self.totals.get(total, ()):
            if part in self.hidden:
                yield self._worth(part)
                yield from self._worths_within(part)

    def _worth(self, group: str) -> float:
        """Count the members of a hidden group that are in no shown part of it; infinite where it is not known."""
        size = self.sizes.get(group)
        members = inf if size is None else float(size)
        parts = self.totals.get(group)
        return min(members, sum(self._worth(part) for part in parts if part in self.hidden)) if parts else members

    def _part_totals(self, group: str) -> None:
        """Leave one published total to a hidden group."""
        if len(self.counted_in.get(group, ())) < 2 and not any(
            len(self.counted_in.get(total, ())) > 1 for total in self._above(group)
        ):
            return
        published = sorted(self._published_above(group), key=self._rank)
        for total in published[:-1]:
            self._hide(total)

    def _above(self, group: str) -> set[str]:
        above: set[str] = set()
        waiting = list(self.counted_in.get(group, ()))
        while waiting:
            total = waiting.pop()
            if total not in above:
                above.add(total)
                waiting.extend(self.counted_in.get(total, ()))
        return above

    def _published_above(self, group: str) -> set[str]:
        """Name the nearest totals on every way up that are published."""
        published: set[str] = set()
        waiting = list(self.counted_in.get(group, ()))
        while waiting:
            total = waiting.pop()
            if total not in self.hidden:
                published.add(total)
            else:
                waiting.extend(self.counted_in.get(total, ()))
        return published


def _with_leftovers(sizes: Sizes, totals: Totals, below: int) -> dict[str, int | None]:
    """Sizes, with those of parts that follow from their total and the other parts, from the top down.

    One part without a size has what is left over. Several that have fewer than the threshold together are taken for
    nobody: each of them is small, and how they share these few is not known.
    """
    filled = dict(sizes)
    parts_of_others = {part for parts in totals.values() for part in parts}
    waiting = sorted(total for total in totals if total not in parts_of_others)
    done: set[str] = set()
    while waiting:
        total = waiting.pop(0)
        if total in done:
            continue
        done.add(total)
        parts, total_size = totals.get(total, ()), filled.get(total)
        unknown = [part for part in parts if filled.get(part) is None]
        if total_size is not None and unknown:
            left = total_size - sum(filled[part] or 0 for part in parts)
            # 0 left over means that the register leaves the part out, and not that nobody lives there.
            if left > 0 and len(unknown) == 1:
                filled[unknown[0]] = left
            elif 0 < left < below:
                filled |= dict.fromkeys(unknown, 0)
        waiting.extend(part for part in sorted(parts) if part in totals)
    return filled


def _no_larger_than_their_parts(sizes: Sizes, totals: Totals) -> dict[str, int | None]:
    """The sizes, those of totals at most the sum of their parts: a total of nobody shields nobody."""
    capped: dict[str, int | None] = {}

    def find(group: str) -> int | None:
        if group not in capped:
            parts = [find(part) for part in totals.get(group, ())]
            part_sizes = [part for part in parts if part is not None]
            together = [sum(part_sizes)] if parts and len(part_sizes) == len(parts) else []
            size = sizes.get(group)
            capped[group] = min([*together, *([] if size is None else [size])], default=None)
        return capped[group]

    return {group: find(group) for group in (*sizes, *totals)}
