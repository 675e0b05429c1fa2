"""Groups of digits with signs between them: what of them is a number of somebody, what a day or a code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from census.identifiers.area_numbers import PROVINCES, is_code_shaped

_SHORTEST, _NIK_DIGITS, _NIP_DIGITS = 9, 16, 18
_LEAST_OF_A_RUN = 11
"""So many digits without a break are somebody's; area codes end at 10."""

_MOST_GROUPS = 12
"""Four days in a row, each in three groups; what goes on longer with one sign is no day, code or amount."""

_SHORTEST_UNCUT = 6
"""Digits of a day or code in several groups that no number of somebody may begin or end within."""

_DAY_DIGITS = 8
_MOBILE = re.compile(r"(?:0|(?:00)?620?)8[1-35-9][0-9]{6,10}")
_BARE_MOBILE = re.compile(r"8[1-35-9][0-9]{8,10}")
_GROUPINGS = {(4, 4, 4, 4), (6, 6, 4), (2, 2, 2, 6, 4), (2, 2, 2, 2, 2, 2, 4), (8, 6, 1, 3)}
_DATE_SIGNS = {"-", "/", ".", " "}
_SHORT_DATE_SIGNS = {"-", "/", "."}
_LIST_SIGNS = set(",;:*")


@dataclass(frozen=True)
class DigitGroups:
    """Groups of digits with what stands between them, no letter among it.

    Attributes
    ----------
    groups, starts
        The digits, and where they begin.
    before
        What stands before each group; before the first, what stands there in the text.
    is_money
        Whether the text calls the first group an amount.
    """

    groups: list[str]
    starts: list[int]
    before: list[str]
    is_money: bool

    @classmethod
    def of(cls, text: str, start: int, stop: int) -> "DigitGroups":
        """Read a stretch of a folded text that holds no letter."""
        matches = list(re.finditer("[0-9]+", text[start:stop]))
        lead = re.search(r"[^0-9a-z]*$", text[max(0, start - 4) : start])
        ends = [0, *(match.end() for match in matches)]
        before = [lead[0] if lead else ""]
        before += [text[start + ends[n] : start + match.start()] for n, match in enumerate(matches)][1:]
        is_money = re.search(r"(?:rp|idr)[. ]*$", text[max(0, start - 6) : start]) is not None
        return cls([match[0] for match in matches], [start + match.start() for match in matches], before, is_money)

    def personal(self) -> Iterator[tuple[int, int]]:
        """First and last group of what is somebody's number."""
        if self._is_short_days():
            return
        for first, group in enumerate(self.groups):
            if len(group) >= _LEAST_OF_A_RUN:
                yield first, first
                continue
            digits = ""
            for last in range(first, len(self.groups)):
                digits += self.groups[last]
                if len(digits) > _NIP_DIGITS:
                    break
                if len(digits) >= _SHORTEST and self._is_personal(first, last, digits):
                    yield first, last

    def _is_personal(self, first: int, last: int, digits: str) -> bool:
        if self._cuts(first) or self._cuts(last + 1):
            return False
        # What is built like a NIK takes a whole day or code to explain: 33.19.01 15.12.80 00.01 is none.
        if self._is_explained(first, last) and not is_nip(digits):
            longest = max(len("".join(self.groups[n : self._tokens.get(n, n)])) for n in range(first, last + 1))
            is_short = is_nik(digits) and longest < _DAY_DIGITS and not self._is_list_of_codes(first, last)
            return is_short or self._is_telephone_abroad(first, last, digits)
        return self._is_identity(first, last, digits) or self._is_telephone(first, last, digits)

    def _is_identity(self, first: int, last: int, digits: str) -> bool:
        groups, signs = self.groups[first : last + 1], self.before[first + 1 : last + 1]
        has_nought = any(group.startswith("0") for group in groups)
        is_tight = not any(set(sign) & _LIST_SIGNS for sign in signs)
        if is_nip(digits) or is_nik(digits):
            # Numbers in a list are all parted by a comma and a blank, and no count begins with 0.
            is_list = set(signs) in ({", "}, {"; "})
            return not is_list or has_nought or tuple(map(len, groups)) in _GROUPINGS
        if not is_tight or any(place in self._tokens for place in range(first, last + 1)):
            return False
        is_grouped = tuple(map(len, groups)) in _GROUPINGS
        is_known = digits[:2] in PROVINCES if len(digits) == _NIK_DIGITS else digits[:2] in {"19", "20"}
        return is_known and (is_grouped or (len(digits) == _NIK_DIGITS and has_nought))

    def _is_telephone(self, first: int, last: int, digits: str) -> bool:
        signs = self.before[first + 1 : last + 1]
        if any(set(sign) & _LIST_SIGNS and len(sign) > 1 for sign in signs):
            return False
        if self._is_telephone_abroad(first, last, digits):
            return True
        if self._begins_with_day_or_times(first):
            return False
        groups = self.groups[first : last + 1]
        if _MOBILE.fullmatch(digits):
            return True
        if re.fullmatch(r"0[2-9][0-9]{7,10}", digits) and (len(groups) == 1 or len(groups[0]) in {3, 4}):
            return len(groups) <= 4
        if not _BARE_MOBILE.fullmatch(digits) or self._is_amount(first):
            return False
        if len(groups) == 1:
            return not is_code_shaped(digits)
        return len(groups[0]) == 3 or all(len(group) <= 2 for group in groups)

    def _is_telephone_abroad(self, first: int, last: int, digits: str) -> bool:
        """Tell whether a number is one by the plus before it; a gain has one too, in thousands."""
        if "+" not in self.before[first] or not _SHORTEST <= len(digits) <= 15:
            return False
        return digits.startswith("62") or self._tokens.get(first) != last + 1

    def _is_amount(self, first: int) -> bool:
        return first == 0 and self.is_money

    def _begins_with_day_or_times(self, first: int) -> bool:
        end = self._tokens.get(first)
        if end is None:
            return False
        second = self._tokens.get(end)
        is_day = len("".join(self.groups[first:end])) == 8
        return is_day or (end - first == 2 and second is not None and second - end == 2)

    def _cuts(self, place: int) -> bool:
        """Tell whether a place lies within a day or a code: a number of somebody neither ends nor begins there."""
        return place in self._inner_places

    @cached_property
    def _inner_places(self) -> frozenset[int]:
        return frozenset(
            place
            for start, end in self._tokens.items()
            if self._stays_whole(self.groups[start:end])
            for place in range(start + 1, end)
        )

    def _stays_whole(self, groups: list[str]) -> bool:
        is_amount = len(groups) > 1 and all(len(group) == 3 for group in groups[1:])
        return is_amount or (len(groups) > 2 and len("".join(groups)) >= _SHORTEST_UNCUT)

    def _is_short_days(self) -> bool:
        """Tell whether all is one or two days with a year of two digits, the first perhaps with a time."""
        signs = self.before[1:]
        if any(len(group) != 2 for group in self.groups) or len(self.groups) not in {5, 6}:
            return False
        first, rest = self.groups[:3], self.groups[3:]
        if not _is_short_day(first) or signs[0] != signs[1] or signs[0] not in _SHORT_DATE_SIGNS:
            return False
        if len(rest) == 2:
            return " " in signs[2] and signs[3] in {".", ":"} and int(rest[0]) <= 24 and int(rest[1]) < 60
        return _is_short_day(rest) and signs[3] == signs[4] == signs[0]

    def _is_explained(self, first: int, last: int) -> bool:
        """Tell whether groups are nothing but days, times, codes and amounts."""
        here = first
        while here <= last and here in self._tokens:
            here = self._tokens[here]
        return here == last + 1 or self._is_list_of_codes(first, last)

    def _is_list_of_codes(self, first: int, last: int) -> bool:
        groups = self.groups[first : last + 1]
        if len(groups) < 2 or not all(len(group) >= 4 and is_code_shaped(group) for group in groups):
            return False
        shared = 2 if all(len(group) == 4 for group in groups) else 4
        return len({group[:shared] for group in groups}) == 1

    @cached_property
    def _tokens(self) -> dict[int, int]:
        """Days, times, codes and amounts: first group to the one behind the last; none within another."""
        tokens: dict[int, int] = {}
        here = 0
        while here < len(self.groups):
            end = max(self._token_ends(here), default=here)
            if end > here:
                tokens |= dict(pairwise(self._days_in(here, end)))
            here = max(end, here + 1)
        return tokens

    def _days_in(self, here: int, end: int) -> list[int]:
        """Where the parts of a chain of days begin, and its end."""
        sizes = [len(group) for group in self.groups[here:end]]
        is_chain = len(sizes) in {6, 9, 12} and max(sizes) == 4
        return list(range(here, end + 1, 3)) if is_chain else [here, end]

    def _token_ends(self, here: int) -> Iterator[int]:
        group = self.groups[here]
        if (len(group) == 8 and _is_compact_day(group)) or (len(group) in {7, 10} and is_code_shaped(group)):
            yield here + 1
        if here + 1 == len(self.groups):
            return
        sign = self.before[here + 1]
        end = here + 1
        while end < len(self.groups) and self.before[end] == sign:
            end += 1
            if end - here > _MOST_GROUPS:
                return
        # The same sign goes on or comes before: then what looks like a day is a part of something longer.
        if here > 0 and self.before[here] == sign:
            return
        if self._is_token(self.groups[here:end], sign, here):
            yield end

    def _is_token(self, groups: list[str], sign: str, here: int) -> bool:
        sizes = tuple(map(len, groups))
        if sign in _DATE_SIGNS and len(groups) % 3 == 0:
            if all(_is_day(groups[n : n + 3]) for n in range(0, len(groups), 3)):
                return True
        if sign in {".", ":"} and sizes in {(1, 2), (2, 2), (1, 2, 2), (2, 2, 2)}:
            if int(groups[0]) <= 24 and all(int(part) < 60 for part in groups[1:]):
                return True
        if sign in {".", " ", "-"} and sizes in {(2, 2), (2, 2, 2), (2, 2, 2, 4), (2, 2, 3), (2, 2, 3, 3)}:
            if is_code_shaped("".join(groups)) and (sign == "." or sizes[2:]):
                return True
        if sign in {".", ",", " "} and not groups[0].startswith("0") and len(groups[0]) <= 3:
            digits = "".join(groups)
            is_telephone = _BARE_MOBILE.fullmatch(digits) and len(groups[0]) == 3 and not self._is_amount(here)
            return set(sizes[1:]) == {3} and len(digits) < _NIK_DIGITS and not is_telephone
        return False


def _is_day(parts: Sequence[str]) -> bool:
    """Tell whether three groups are a day, year first or last."""
    sizes = tuple(map(len, parts))
    if sizes[0] == 4 and set(sizes[1:]) <= {1, 2}:
        year, month, day = parts
    elif sizes[2] == 4 and set(sizes[:2]) <= {1, 2}:
        day, month, year = parts
    else:
        return False
    return _exists(year, month, day)


def _is_short_day(parts: Sequence[str]) -> bool:
    day, month, year = parts
    return _exists(f"20{year}", month, day)


def _is_compact_day(digits: str) -> bool:
    return _exists(digits[:4], digits[4:6], digits[6:]) or _exists(digits[4:], digits[2:4], digits[:2])


def _exists(year: str, month: str, day: str) -> bool:
    if year[:2] not in {"19", "20"}:
        return False
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def is_nik(digits: str) -> bool:
    """Tell whether digits are built like a NIK or a family card: place, day (of a woman plus 40), month, year."""
    if len(digits) != _NIK_DIGITS or not digits.isdigit() or digits[:2] not in PROVINCES:
        return False
    day, month = int(digits[6:8]), int(digits[8:10])
    return (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12


def is_nip(digits: str) -> bool:
    """Tell whether digits are built like a NIP: birth, year and month of appointment (PPPK: 21), sex, number."""
    if len(digits) != _NIP_DIGITS or not digits.isdigit() or not _exists(digits[:4], digits[4:6], digits[6:8]):
        return False
    return digits[8:10] in {"19", "20"} and (1 <= int(digits[12:14]) <= 12 or digits[12:14] == "21")
