"""What needs attention of a reader: the rules (`census.priority.attention`) put to the own places and agencies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil, floor, isnan

import pandas as pd

from census.access.scope import TOTAL_LEVELS, Scope
from census.base.path import Path
from census.base.target import Target, closed_on
from census.base.tree import legible_name
from census.base.vocabulary import OPD_LEVEL, STALE_AFTER_DAYS, Band, Status, Unit, measure_column
from census.campaign.agencies import in_staff, low_agencies
from census.campaign.campaign import Campaign
from census.campaign.outreach import outreach_until, promised_within
from census.campaign.record_days import is_under_way
from census.figures.daily import daily_gains
from census.figures.feed import ROWS, SIMULATED_ROWS
from census.figures.panel import Panel
from census.figures.progress import AreaProgress, View
from census.outreach.commitments import OVER, RUNNING
from census.outreach.records import Blocker
from census.priority.attention import (
    BLOCKED_FROM_DAYS,
    BROKEN_FOR_DAYS,
    EVEN_CHANCE,
    FELL_WITHIN_DAYS,
    FOUND_FOR_DAYS,
    STILL_FROM_DAYS,
    Concern,
    DatedCount,
    Rule,
    fell_on,
    in_order,
    is_late,
    lags_whole,
    off_path_since,
    still_since,
)


@dataclass(frozen=True, slots=True)
class ImportFinding:
    """A file in which something was found: its number, kind, day (WIB) and rows that were rejected."""

    number: int
    kind: str
    came_on: date
    rejected: int


@dataclass(frozen=True, slots=True)
class Watch:
    """An area and those of its parts that a reader answers for; `is_own` tells whether for the area as well."""

    area_code: str
    parts: tuple[str, ...]
    is_own: bool


def watched(campaign: Campaign, scope: Scope) -> tuple[Watch, ...]:
    """The places that a reader answers for: the own kecamatan with its desa, the desa served, or all.

    Parameters
    ----------
    campaign, scope
        The campaign as its reader may see it, and what that is. Who sees all answers for the area and what lies right
        below it, a kabupaten for its kecamatan.
    """
    tree, root = campaign.tree, scope.area_code
    if root not in tree:
        return ()
    if scope.detail is None:
        return (Watch(root, tuple(tree.children(root)), is_own=True),)
    own_codes = sorted(code for code in scope.detail if code in tree)
    parents = [code for code in own_codes if tree.children(code)]
    inside = {code for parent in parents for code in tree.children(parent)}
    singles = tuple(code for code in own_codes if code not in parents and code not in inside)
    groups = [Watch(code, tuple(tree.children(code)), is_own=True) for code in parents]
    return (*groups, Watch(root, singles, is_own=False)) if singles else tuple(groups)


def attention_of(
    campaign: Campaign, scope: Scope, today: date, findings: Sequence[ImportFinding] = (), *, has_forecast: bool = True
) -> tuple[Concern, ...]:
    """All that needs a reader's attention on a day, the most pressing first.

    Parameters
    ----------
    campaign, scope
        The campaign as its reader may see it, and what that is.
    today
        The campaign's day of now.
    findings
        Files with findings, for whoever may read them.
    has_forecast
        Whether forecasts are looked at, keyword-only: of many desa they take long.
    """
    if scope.area_code not in campaign.tree:
        return ()
    looked_at = _Attention(campaign, scope, today)
    return in_order(
        [
            *looked_at.of_areas(),
            *looked_at.of_agencies(),
            *(looked_at.of_chances() if has_forecast else ()),
            *looked_at.of_promises(),
            *looked_at.of_blockers(),
            *looked_at.of_imports(findings),
        ]
    )


class _Attention:
    """One campaign, one scope and one day, and what follows from the three."""

    def __init__(self, campaign: Campaign, scope: Scope, today: date) -> None:
        self.campaign, self.scope, self.today, self.tree = campaign, scope, today, campaign.tree
        self.root = scope.area_code
        self.as_of = campaign.newest_day(today) or today
        self.until = outreach_until(campaign, self.as_of, today)
        self.view = View(self.as_of, Unit.HOUSEHOLD, Status.RESPONDED)
        self.groups = watched(campaign, scope)

    @cached_property
    def names(self) -> dict[int, str]:
        return {one.id: legible_name(one.short_name, one.code) for one in self.campaign.agencies}

    def agency(self, number: str | int | None) -> tuple[int, str] | None:
        if number is None or pd.isna(number):
            return None
        name = self.names.get(int(number))
        return None if name is None else (int(number), name)

    def area(self, rule: Rule, code: str, since: date, **values: object) -> Concern:
        return Concern(rule, code, code, self.tree.name(code), since, **values)  # type: ignore[arg-type]

    def target_now(self, code: str) -> Target | None:
        """The target of an area while its families can still respond; None before and after."""
        target = self.campaign.target(code, self.as_of)
        if target is None or not target.elapsed(self.today) or closed_on(target, self.as_of) is not None:
            return None
        return target

    def outages(self, code: str) -> frozenset[date]:
        return self.campaign.outages.get(str(self.tree.frame.at[code, "kabupaten_code"]), frozenset())

    # Figures of areas.

    def of_areas(self) -> Iterator[Concern]:
        for group in self.groups:
            if self.target_now(group.area_code) is None:
                continue
            total = self.campaign.progress_of(group.area_code, self.view)
            parts = [self.campaign.progress_of(code, self.view) for code in group.parts]
            yield from self._late(total, parts)
            yield from self._still(total, parts)
            yield from self._off_path(group, total, parts)

    def _late(self, total: AreaProgress, parts: Sequence[AreaProgress]) -> Iterator[Concern]:
        """The parts without figures or with old ones; where all are, the whole alone."""
        late = [row for row in parts if self._is_late(row)]
        rows = [total] if len(late) == len(parts) and (not parts or self._is_late(total)) else late
        for row in rows:
            if not self._is_late(row):
                continue
            target = self.campaign.target(row.code, self.as_of)
            newest = _newest(row)
            if newest is not None:
                yield self.area(Rule.FIGURES_LATE, row.code, newest)
            elif target is not None:
                yield self.area(Rule.FIGURES_MISSING, row.code, target.starts_on)

    def _is_late(self, row: AreaProgress) -> bool:
        if row.is_small or not is_under_way(self.campaign, self.today):
            return False
        newest = _newest(row)
        if newest is None:
            target = self.campaign.target(row.code, self.as_of)
            return target is not None and (self.today - target.starts_on).days > STALE_AFTER_DAYS
        return is_late(newest, self.today, is_from_rows=_is_from_rows(row.source))

    def _still(self, total: AreaProgress, parts: Sequence[AreaProgress]) -> Iterator[Concern]:
        """The areas where nothing comes in; where it is all of them, the whole alone."""
        stands = {row.code: self._still_since(row) for row in (total, *parts)}
        for row in parts if stands[total.code] is None else [total]:
            since = stands[row.code]
            if since is not None:
                yield self.area(Rule.STANDING_STILL, row.code, since)

    def _still_since(self, row: AreaProgress) -> date | None:
        target = self.target_now(row.code)
        if target is None or row.is_small or row.gap == 0 or self._is_late(row):
            return None
        without = self.outages(row.code)
        gains = daily_gains(self.campaign.panel, measure_column(target.unit, target.status), row.code, self.as_of)
        if gains:
            return still_since(gains, without=without)
        if row.change != 0 or row.change_since is None or row.as_of is None:
            return None
        # Between recaps nobody knows of single days: the newest says the same as the one before.
        return row.change_since if (row.as_of - row.change_since).days >= STILL_FROM_DAYS else None

    def _off_path(self, group: Watch, total: AreaProgress, parts: Sequence[AreaProgress]) -> Iterator[Concern]:
        """The own whole and the parts that are behind; where the whole is, of the parts those that lag it."""
        is_behind = total.band == Band.BEHIND.value
        if group.is_own:
            yield from self._behind(total)
        for row in parts:
            if is_behind and not _lags(row, total):
                continue
            yield from self._behind(row)

    def _behind(self, row: AreaProgress) -> Iterator[Concern]:
        target = self.target_now(row.code)
        if target is None or self._is_late(row):
            return
        since = _off_since(self.campaign.panel, row, target, self.as_of)
        if since is not None:
            yield self.area(Rule.OFF_PATH, row.code, since, **_short(row))

    # Agencies.

    def of_agencies(self) -> Iterator[Concern]:
        """The own agencies that are behind; for whoever sees all those that are so by more than chance."""
        target = self.campaign.opd_target(self.root, self.as_of)
        if target is None or not len(self.campaign.opd) or closed_on(target, self.as_of) is not None:
            return
        view = View(self.as_of, Unit.STAFF, target.status)
        rows = self.campaign.progress_within(self.root, OPD_LEVEL, view)
        if self.scope.agencies is None:
            total = self.campaign.opd_whole(self.root, view)
            low = [] if total is None or not total.base else low_agencies(rows, total)
            rows = tuple(row for row in rows if row.code in low)
        for row in rows:
            agency = self.agency(row.code)
            if agency is None or not self.scope.sees_agency(agency[0]) or row.is_small:
                continue
            newest = _newest(row)
            if newest is not None and is_late(newest, self.today, is_from_rows=_is_from_rows(row.source)):
                if is_under_way(self.campaign, self.today):
                    yield self._of_agency(Rule.FIGURES_LATE, agency, newest)
                continue
            since = _off_since(self.campaign.opd_panel, row, in_staff(target), self.as_of)
            if since is not None:
                yield self._of_agency(Rule.OFF_PATH, agency, since, **_short(row))

    def _of_agency(self, rule: Rule, agency: tuple[int, str], since: date, **values: object) -> Concern:
        return Concern(
            rule,
            f"opd:{agency[0]}",
            self.root,
            self.tree.name(self.root),
            since,
            agency,
            **values,  # type: ignore[arg-type]
        )

    # Forecast, records, imports.

    def of_chances(self) -> Iterator[Concern]:
        """The own areas with totals whose chance of reaching the target fell below even within a week."""
        for group in self.groups:
            codes = [group.area_code, *group.parts] if group.is_own else []
            codes = [code for code in codes if self.tree.level(code) in TOTAL_LEVELS and self.target_now(code)]
            history = {code: [(self.as_of, self._chance(code, self.as_of))] for code in codes}
            # An earlier day costs a forecast: only of those that may have fallen, and no further than they did.
            for back in range(1, FELL_WITHIN_DAYS + 1):
                day = self.as_of - timedelta(days=back)
                for code, chances in history.items():
                    oldest = chances[0][1]
                    if oldest is not None and oldest < EVEN_CHANCE:
                        chances.insert(0, (day, self._chance(code, day)))
            for code, chances in history.items():
                fell = fell_on(chances)
                if fell is not None:
                    yield self.area(Rule.CHANCE_FELL, code, fell[0], chances=fell[1:])

    def _chance(self, code: str, day: date) -> float | None:
        target = self.campaign.target(code, day)
        if target is None or not target.elapsed(day):
            return None
        view = View(day, target.unit, target.status)
        ahead = self.campaign.forecasts_within(self.root, self.tree.level(code), view)
        return next((area.chance_target for area in ahead if area.code == code and area.reason is None), None)

    def of_promises(self) -> Iterator[Concern]:
        if not len(self.campaign.commitments):
            return
        table = promised_within(self.campaign, self.root, self.as_of, self.until)
        columns = (table[name] for name in ("area_code", "opd_id", "households", "achieved", "due_on", "state"))
        kept = table["is_kept"].fillna(value=True)
        for number, is_kept, code, opd, promised, achieved, due_on, state in zip(
            table.index, kept, *columns, strict=True
        ):
            values = (str(number), str(code), self.tree.name(str(code)), due_on, self.agency(opd))
            so_far = None if pd.isna(achieved) else floor(max(float(achieved), 0.0))
            is_due = state == RUNNING and due_on in {self.until, self.until + timedelta(days=1)}
            if is_due and (so_far is None or so_far < promised):
                yield Concern(Rule.PROMISE_DUE, *values, count=int(promised), came_in=so_far)
            elif state == OVER and not is_kept and (self.until - due_on).days <= BROKEN_FOR_DAYS:
                missing = max(ceil(promised - max(float(achieved), 0.0)), 1)
                yield Concern(Rule.PROMISE_BROKEN, *values, count=missing)

    def of_blockers(self) -> Iterator[Concern]:
        rows = self.campaign.blockers.to_dict("records")
        for row in rows:
            number, code, opd = int(row["id"]), str(row["area_code"]), row["opd_id"]
            resolved = row["resolved_on"]
            blocker = Blocker(
                area_code=code,
                kind=str(row["kind"]),
                reported_on=row["reported_on"],
                resolved_on=None if pd.isna(resolved) else resolved,
            )
            if code not in self.tree or not blocker.is_open(self.until):
                continue
            if (self.until - blocker.reported_on).days < BLOCKED_FROM_DAYS:
                continue
            households = row["households"]
            yield Concern(
                Rule.BLOCKER_OPEN,
                str(number),
                code,
                self.tree.name(code),
                blocker.reported_on,
                self.agency(opd),
                count=None if pd.isna(households) else int(households),
                kind=blocker.kind,
            )

    def of_imports(self, findings: Sequence[ImportFinding]) -> Iterator[Concern]:
        for one in findings:
            if 0 <= (self.today - one.came_on).days < FOUND_FOR_DAYS:
                yield Concern(
                    Rule.IMPORT_FINDINGS,
                    str(one.number),
                    self.root,
                    self.tree.name(self.root),
                    one.came_on,
                    count=one.rejected,
                    kind=one.kind,
                )


def _newest(row: AreaProgress) -> date | None:
    """The day of the newest figure, in whichever unit it was delivered."""
    return max((day for day in (row.as_of, row.target_as_of) if day is not None), default=None)


def _is_from_rows(source: str | None) -> bool:
    return source is not None and not {ROWS, SIMULATED_ROWS}.isdisjoint(source.split("; "))


def _lags(row: AreaProgress, total: AreaProgress) -> bool:
    counts = (row.target_numerator, row.target_denominator, total.target_numerator, total.target_denominator)
    if any(count is None for count in counts) or row.target_unit is not total.target_unit:
        return True
    return lags_whole(*(int(count) for count in counts if count is not None))


def _short(row: AreaProgress) -> dict[str, object]:
    """What an area misses to its path, in the words of its target."""
    missing = None if row.expected is None or row.target_numerator is None else row.expected - row.target_numerator
    return {
        "count": None if missing is None else max(ceil(missing), 1),
        "unit": row.target_unit,
        "is_equivalent": bool(row.is_equivalent),
    }


def _off_since(panel: Panel, row: AreaProgress, target: Target, as_of: date) -> date | None:
    """The day since which an area, or agency, is behind its path; None where it is not, or nobody may know."""
    if row.band != Band.BEHIND.value or row.target_numerator is None or not row.target_denominator:
        return None
    figures = _dated_counts(panel, measure_column(target.unit, target.status), row.code, as_of)
    return off_path_since(figures, row.target_denominator, target, Path.LINEAR, as_of)


def _dated_counts(panel: Panel, measure: str, code: str, as_of: date) -> list[DatedCount]:
    """The figures of an area by the day of which they tell, up to a day, without those that are carried forward."""
    column, last = panel.column_of.get(code), panel.row_of(as_of)
    if column is None or last < 0:
        return []
    carried = panel.measures[measure]
    counts, told_on = carried.counts[: last + 1, column].tolist(), carried.reported_on[: last + 1, column].tolist()
    count_of_day = {
        date.fromordinal(ordinal): round(count)
        for ordinal, count in zip(told_on, counts, strict=True)
        if ordinal and not isnan(count)
    }
    return [DatedCount(day, count_of_day[day]) for day in sorted(count_of_day)]
