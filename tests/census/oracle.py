"""The rules of progress once more, slowly: dictionaries, recursion, one calendar day after the other, fractions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import product
from math import ceil
from typing import TYPE_CHECKING, Any

from census.base.vocabulary import Status, Unit

if TYPE_CHECKING:
    from census.base.target import Target
    from tests.census.worlds import Row, World

Words = tuple[Unit, Status]
NOUN = {Unit.HOUSEHOLD: "households", Unit.PERSON: "persons"}
FIRST_DAY = date(2020, 1, 31)
DAYS = 90


@dataclass(frozen=True)
class Figure:
    """A count, the day it speaks of, whether it is the area's own, who said it, and the day of its newest part."""

    count: int
    day: date
    is_own: bool
    sources: tuple[str, ...]
    newest_day: date


@dataclass(frozen=True)
class Gain:
    """The count before, its day, and the mean daily gain since."""

    count: int
    day: date
    pace: Fraction


class Oracle:
    """Answers for one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.areas = {row["code"]: row for row in world.areas}
        # What was worked out once is kept; it changes no answer.
        self.figure = cache(self.figure)  # type: ignore[method-assign]
        self.delivered = cache(self.delivered)  # type: ignore[method-assign]
        self.account = cache(self.account)  # type: ignore[method-assign]
        self.is_sum = cache(self.is_sum)  # type: ignore[method-assign]
        self.gain = cache(self.gain)  # type: ignore[method-assign]

    def children(self, code: str) -> list[str]:
        return sorted(c for c, row in self.areas.items() if row["parent_code"] == code)

    # --- figures

    def own_figure(self, code: str, measure: str, day: date) -> Figure | None:
        own = None
        for row in self.world.recaps:
            if row["area_code"] != code or row[measure] is None or row["as_of"] > day:
                continue
            if own is None or row["as_of"] >= own.day:
                own = Figure(row[measure], row["as_of"], True, (row["source"],), row["as_of"])
        return own

    def sum_figure(self, code: str, measure: str, day: date) -> Figure | None:
        parts = [self.figure(child, measure, day) for child in self.children(code)]
        if not parts or None in parts:
            return None
        known = [part for part in parts if part is not None]
        sources = tuple(dict.fromkeys(source for part in known for source in part.sources))
        oldest, newest = min(part.day for part in known), max(part.newest_day for part in known)
        return Figure(sum(part.count for part in known), oldest, False, sources, newest)

    def account(self, code: str, measure: str, *, is_sum: bool) -> list[tuple[date, Figure]]:
        """Give the figure of one account by calendar day, from its first on."""
        told = []
        for n in range(DAYS):
            day = FIRST_DAY + timedelta(days=n)
            figure = self.sum_figure(code, measure, day) if is_sum else self.own_figure(code, measure, day)
            if figure is not None:
                told.append((day, figure))
        return told

    def is_sum(self, code: str, measure: str) -> bool:
        """Tell which of the two accounts speaks, from the first day to the last."""
        own = {figure.day for _, figure in self.account(code, measure, is_sum=False)}
        sums = {figure.day for _, figure in self.account(code, measure, is_sum=True)}
        ends = [target.ends_on for target in self.world.targets if target.scope_kind == "area"]
        if ends and any(day <= max(ends) for day in own | sums):
            own, sums = ({day for day in days if day <= max(ends)} for days in (own, sums))
        if not own or not sums:
            return bool(sums)
        since_own = {day for day in sums if day > max(own)}
        since_sums = {day for day in own if day > max(sums)}
        if max(sums) > max(own) + timedelta(days=7) and len(since_own) >= 7:
            return True
        if max(own) > max(sums) + timedelta(days=7) and len(since_sums) >= 7:
            return False
        if len(own) != len(sums):
            return len(sums) > len(own)
        return max(sums) > max(own)

    def figure(self, code: str, measure: str, day: date) -> Figure | None:
        of_account = self.sum_figure if self.is_sum(code, measure) else self.own_figure
        return of_account(code, measure, day)

    def difference(self, code: str, measure: str, day: date) -> tuple[Any, ...] | None:
        """Give count and day that speak, then those of the other account where it differs, and its newest if later."""
        is_sum = self.is_sum(code, measure)
        accounts = [dict(self.account(code, measure, is_sum=which)) for which in (is_sum, not is_sum)]
        spoken, others = ({then: figure for then, figure in told.items() if then <= day} for told in accounts)
        if not self.own_figure(code, measure, date.max) or day not in others:
            return None
        now, other = spoken.get(day), others[day]
        is_newer = now is None or other.day > now.day
        same = []
        for then, figure in spoken.items():
            days = {figure.day, figure.newest_day}
            if then in others and days | {others[then].day, others[then].newest_day} == {figure.day}:
                same.append((figure, others[then]))
        if same and same[-1][0].count != same[-1][1].count:
            one, two = same[-1]
            newer = (other.count, other.day) if is_newer else (None, None)
            return one.count, one.day, two.count, two.day, *newer
        if now is None:
            return None, None, other.count, other.day, None, None
        is_more = not same and other.newest_day <= now.day and other.count > now.count
        return (now.count, now.day, other.count, other.day, None, None) if is_newer or is_more else None

    def other_account(self, code: str, measure: str, day: date) -> dict[str, Any]:
        found = self.difference(code, measure, day)
        if found is None:
            return dict.fromkeys(("other_count", "other_as_of", "difference"))
        count, spoken_day, other, other_day, *_newest = found
        by = None if count is None or spoken_day != other_day else other - count
        return {"other_count": other, "other_as_of": other_day, "difference": by}

    def parts(self, code: str, measure: str, day: date) -> dict[str, Any]:
        """Count the areas at the bottom, and those of them with a figure."""
        waiting, bottom = self.children(code), []
        while waiting:
            here = waiting.pop()
            waiting += self.children(here)
            bottom += [] if self.children(here) else [here]
        told = [figure.day for each in bottom if (figure := self.figure(each, measure, day)) is not None]
        counted: tuple[Any, ...] = (len(bottom), len(told), max(told, default=None)) if bottom else (None,) * 3
        return dict(zip(("parts", "parts_delivered", "parts_until"), counted, strict=True))

    def gain(self, code: str, measure: str, day: date) -> Gain | None:
        now = self.figure(code, measure, day)
        if now is None:
            return None
        if not now.is_own:
            parts = [self.gain(child, measure, day) for child in self.children(code)]
            known = [part for part in parts if part is not None]
            if len(known) == len(parts):
                return Gain(
                    sum(part.count for part in known),
                    min(part.day for part in known),
                    sum((part.pace for part in known), Fraction(0)),
                )
            return None
        before: Figure | None = None
        for then in range(FIRST_DAY.toordinal(), day.toordinal()):
            told = self.figure(code, measure, date.fromordinal(then))
            if told is not None and told.day < now.day and (before is None or told.day > before.day):
                before = told
        if before is None:
            return None
        span = (now.day - before.day).days
        return Gain(before.count, before.day, Fraction(now.count - before.count, span))

    # --- register

    def base(self, code: str, column: str, day: date) -> int | None:
        row = self.register_row(code, day)
        return None if row is None else row[column]

    def register_row(self, code: str, day: date) -> Row | None:
        for row in self.world.registers:
            if row["area_code"] == code and row["version"] == self.version(row["kabupaten_code"], day):
                return row
        parts = [self.register_row(child, day) for child in self.children(code)]
        if not parts or None in parts:
            return None
        total: Row = {"is_estimate": any(part["is_estimate"] for part in parts if part)}
        for column in ("households", "persons", "households_ineligible", "persons_ineligible"):
            values = [part[column] for part in parts if part]
            total[column] = None if None in values else sum(values)
        return total

    def version(self, kabupaten: str, day: date) -> str:
        rows = [row for row in self.world.registers if row["kabupaten_code"] == kabupaten]
        valid = [row for row in rows if row["valid_on"] <= day]
        best_day = max(r["valid_on"] for r in valid) if valid else min(r["valid_on"] for r in rows)
        candidates = list(dict.fromkeys(r["version"] for r in rows if r["valid_on"] == best_day))

        def rank(version: str) -> tuple[bool, int]:
            own = [i for i, r in enumerate(rows) if r["version"] == version]
            return not any(rows[i]["is_estimate"] for i in own), max(own)

        return max(candidates, key=rank)

    # --- target

    def target(self, code: str, day: date) -> Target | None:
        here: str | None = code
        while here is not None:
            own = [target for target in self.world.targets if target.scope_code == here]
            if own:
                decided = [t.decided_on for t in own if t.decided_on <= day]
                chosen = max(decided) if decided else min(t.decided_on for t in own)
                return [t for t in own if t.decided_on == chosen][-1]
            here = self.areas[here]["parent_code"]
        return None

    # --- the target in what was delivered

    def delivered(self, code: str, words: Words, day: date) -> bool:
        """Tell whether a figure is at most seven days old, or, where no figure of the area is, as new as any."""
        every = {each: self.figure(code, f"{NOUN[each[0]]}_{each[1].value}", day) for each in product(NOUN, Status)}
        days = [figure.day for figure in every.values() if figure]
        own = every[words]
        if own is None:
            return False
        return own.day >= day - timedelta(days=7) or (max(days) < day - timedelta(days=7) and own.day == max(days))

    def words(self, code: str, day: date) -> Words:
        """Choose unit and status for an area in the table of all areas of its level."""
        target = self.target(code, day)
        assert target is not None
        other = Unit.PERSON if target.unit is Unit.HOUSEHOLD else Unit.HOUSEHOLD
        unlike = Status.CLEAN if target.status is Status.RESPONDED else Status.RESPONDED
        order = [(target.unit, target.status), (other, target.status), (target.unit, unlike), (other, unlike)]
        bound = [
            each
            for each in self.areas
            if self.areas[each]["level"] == self.areas[code]["level"]
            if (own := self.target(each, day)) and (own.unit, own.status) == order[0]
        ]
        for areas in (bound, list(self.areas)):
            counts = [sum(self.delivered(each, words, day) for each in areas) for words in order]
            if any(counts):
                best = order[counts.index(max(counts))]
                has = [words for words in order if self.delivered(code, words, day)]
                return best if best in has or not has else has[0]
        return order[0]

    def spoken(self, code: str, day: date) -> Target | None:
        target = self.target(code, day)
        if target is None:
            return None
        unit, status = self.words(code, day)
        if (unit, status) == (target.unit, target.status):
            return target
        share = target.share
        if unit is not target.unit:
            share = self.share_in_other_unit(code, day, target.share, unit, status)
        if status is not target.status:
            share = share * Fraction("0.89") if status is Status.CLEAN else share / Fraction("0.89")
        return replace(target, unit=unit, status=status, share=min(share, Fraction(1)), equivalent_of=target)

    def share_in_other_unit(self, code: str, day: date, share: Fraction, unit: Unit, status: Status) -> Fraction:
        """Find what a share comes to by the people wanted and the size of the families that responded."""
        here: str | None = code
        while here is not None:
            parts = self.seen_together(here, status, day)
            if parts:
                families, persons, all_families, all_persons = (sum(column) for column in zip(*parts, strict=True))
                size = Fraction(persons, families)
                if unit is Unit.HOUSEHOLD:
                    return share * all_persons / size / all_families
                return share * all_families * size / all_persons
            here = self.areas[here]["parent_code"]
        return share

    def seen_together(self, code: str, status: Status, day: date) -> list[tuple[int, int, int, int]]:
        """List counts and register of an area of which both units were told, or else of its parts, desa left out."""
        counts = self.told_together(code, status, day)
        all_families, all_persons = self.base(code, "households", day), self.base(code, "persons", day)
        if counts and all_families and all_persons:
            return [(*counts, all_families, all_persons)]
        parts = [child for child in self.children(code) if self.areas[child]["level"] != "desa"]
        return [found for child in parts for found in self.seen_together(child, status, day)]

    def family_size(self, code: str, status: Status, day: date) -> Fraction | None:
        counts = self.told_together(code, status, day)
        return None if counts is None else Fraction(counts[1], counts[0])

    def told_together(self, code: str, status: Status, day: date) -> tuple[int, int] | None:
        """Find families and persons on the newest day of which both were told."""
        found = None
        for then in range(FIRST_DAY.toordinal(), day.toordinal() + 1):
            told = date.fromordinal(then)
            persons = self.figure(code, f"persons_{status.value}", told)
            families = self.figure(code, f"households_{status.value}", told)
            if not persons or not families or persons.is_own != families.is_own:
                continue
            if persons.day == families.day and persons.count and families.count:
                found = families.count, persons.count
        return found

    # --- the whole row, on the straight path

    def row(self, code: str, day: date, unit: Unit, status: Status) -> dict[str, Any]:
        measure = f"{NOUN[unit]}_{status.value}"
        seen, change = self.figure(code, measure, day), self.gain(code, measure, day)
        base, about = self.base(code, NOUN[unit], day), self.register_row(code, day)
        return {
            "code": code,
            "name": self.areas[code]["name"],
            "numerator": seen and seen.count,
            "denominator": base,
            "rate": float(Fraction(seen.count, base)) if seen and base else None,
            "as_of": seen and seen.day,
            "is_stale": (day - seen.day > timedelta(days=7)) if seen else None,
            "change": seen.count - change.count if seen and change else None,
            "change_since": change and change.day,
            "source": "; ".join(seen.sources) if seen else None,
            "is_estimate": about and about["is_estimate"],
            "is_hidden": False,
            "bound": None,
            **self.other_account(code, measure, day),
            **self.parts(code, measure, day),
            **self.against_target(code, day, unit),
        }

    def against_target(self, code: str, day: date, unit: Unit) -> dict[str, Any]:
        names = ("expected", "gap", "gap_equivalent", "required_pace", "recent_pace", "band", "step")
        result: dict[str, Any] = dict.fromkeys((*names, "target_numerator", "target_denominator"))
        result |= {"target_count": None, "target_as_of": None}
        result |= {"target_unit": None, "target_status": None, "is_equivalent": None}
        target = self.spoken(code, day)
        if target is None:
            return result
        result |= {"target_unit": target.unit.value, "target_status": target.status.value}
        result["is_equivalent"] = target != self.target(code, day)
        measure = f"{NOUN[target.unit]}_{target.status.value}"
        own, gain = self.figure(code, measure, day), self.gain(code, measure, day)
        base = self.base(code, NOUN[target.unit], day)
        window = [target.starts_on + timedelta(days=i) for i in range(60)]
        window = [each for each in window if each <= target.ends_on]
        past = [each for each in window if each <= day]
        due = None if base is None else target.share * Fraction(len(past), len(window)) * base
        result["target_numerator"] = own and own.count
        result["target_as_of"] = own and own.day
        result["recent_pace"] = float(gain.pace) if gain else None
        result["target_denominator"] = base
        if base is None or due is None:
            return result
        result["target_count"] = ceil(target.share * base)
        result["expected"] = float(due)
        if own is None:
            return result
        gap = max(0, result["target_count"] - own.count)
        result["gap"] = gap
        if len(past) < len(window):
            result["required_pace"] = float(Fraction(gap, len(window) - len(past)))
        if due > 0:
            s = 1 - own.count / due
            result["step"] = sum(s > Fraction(limit) for limit in ("-0.1", "0", "0.1", "0.3"))
            result["band"] = "on_track" if s <= 0 else "watch" if s <= Fraction(1, 10) else "behind"
        if unit is not target.unit:
            result["gap_equivalent"] = self.equivalent(code, day, gap, target)
        return result

    def equivalent(self, code: str, day: date, gap: int, target: Target) -> int | None:
        size = self.family_size(code, target.status, day)
        people, base = self.base(code, "persons", day), self.base(code, "households", day)
        if size is None and people and base:
            size = Fraction(people, base)
        if gap == 0:
            return 0
        if size is None:
            return None
        return ceil(gap / size) if target.unit is Unit.PERSON else ceil(gap * size)
