"""Priorities and the plan of a day as rows and as a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from census.base.values import values_of
from census.base.vocabulary import Status, Unit
from census.campaign.record_days import day_of_records
from census.effect.campaign import bottom_areas
from census.figures.completeness import COMPLETENESS_COLUMNS, with_completeness
from census.figures.progress import View
from census.figures.rounding import PRIORITY_FIELDS, rounded_columns
from census.priority.inputs import deadline_draws, event_effects
from census.priority.plan import PLAN_COLUMNS, Plan, PlanRules
from census.priority.priority import PRIORITY_COLUMNS, AreaPriority
from census.priority.priority_list import PriorityList, build_priority_list, plan_of
from geo.adjacency import stored_neighbours
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.kinds import kind_name
from presentation.words.reasons import rank_words, reason
from reports.options import PriorityLevel
from reports.reading import Source
from reports.tables.columns import PART_STYLES, Column, part_headings
from reports.tables.tables import Row, plain_rows
from reports.tables.workbook import table_workbook

_TARGET = ("target_unit", "target_status", "is_equivalent")
PRIORITY_FILE_COLUMNS = (*PRIORITY_COLUMNS, *_TARGET, "reason", *COMPLETENESS_COLUMNS)
PLAN_FILE_COLUMNS = (*PLAN_COLUMNS, *_TARGET, "source", "reason", *COMPLETENESS_COLUMNS)
"""Columns of the files: those of the tables, what the target counts and whether it was translated, who delivered the
figures, the reason in words, and on how many desa of the area the whole rests."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a table of priorities is asked for: its rows, the teams, the days, another deadline, the draws."""

    level: PriorityLevel
    teams: int
    cover_days: int
    deadline: date | None
    seed: int


def priority_list_rows(
    source: Source, area_code: str, as_of: date, *, wanted: Wanted, text: Translator
) -> tuple[list[Row], tuple[str, ...]]:
    """Work out the priorities of an area or the plan of the next day, as plain rows and the names of their columns.

    Parameters
    ----------
    source
        What the priorities are made of, and what of it may be seen.
    area_code, as_of
        As for `census.priority.priority_list.build_priority_list`.
    wanted
        What is asked for, keyword-only like all that follow.
    text
        Words of the reasons.
    """
    text = text.plain
    known_until = day_of_records(source.unrestricted, as_of, source.today)
    priorities = seen_priorities(source, area_code, as_of, deadline=wanted.deadline, seed=wanted.seed)
    is_of_desa = wanted.level is PriorityLevel.DESA
    columns = PRIORITY_FILE_COLUMNS if is_of_desa else PLAN_FILE_COLUMNS
    last_day = None if priorities is None else wanted.deadline or priorities.target.ends_on
    if priorities is None or last_day is None or as_of >= last_day:
        # Nobody is sent before there is a target, or once the online phase is over.
        return [], columns
    formats = Formats(text)
    if is_of_desa:
        return priority_rows(priorities, text, formats), columns
    plan = plan_of(priorities, PlanRules(wanted.teams, wanted.cover_days), max(as_of + timedelta(days=1), known_until))
    return plan_rows(priorities, plan, text, formats), columns


def seen_priorities(
    source: Source, area_code: str, as_of: date, *, deadline: date | None = None, seed: int = 0
) -> PriorityList | None:
    """The priority list of an area, made of all its desa and narrowed to those that may be seen; None without a target.

    Parameters
    ----------
    source
        With outlines.
    """
    of_all = all_priorities(source, area_code, as_of, deadline=deadline, seed=seed)
    return None if of_all is None else of_all.seen_by(source.seen)


def all_priorities(
    source: Source, area_code: str, as_of: date, *, deadline: date | None = None, seed: int = 0
) -> PriorityList | None:
    """The priority list of an area with all its desa, to be narrowed for whoever gets it; as for `seen_priorities`."""
    campaign = source.unrestricted
    near = stored_neighbours(source.outlines, bottom_areas(campaign.tree, campaign.compared_with(area_code)))
    return build_priority_list(
        campaign,
        area_code,
        View(as_of, Unit.HOUSEHOLD, Status.RESPONDED),
        forecast=deadline_draws(campaign, area_code, as_of, deadline=deadline, seed=seed),
        effects=event_effects(campaign, area_code, as_of, adjacency=near),
        known_until=day_of_records(campaign, as_of, source.today),
    )


def with_reasons(
    priorities: PriorityList, text: Translator, formats: Formats, table: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The priority table (or some of its rows) with its target's unit and status, and `reason` in words."""
    text = text.plain
    rows = priorities.table if table is None else table
    reasons = [
        reason(text, formats, area, has_forecast=priorities.has_forecast, is_equivalent=priorities.is_equivalent)
        for area in values_of(AreaPriority, rows)
    ]
    target = priorities.target
    explained = rows.assign(
        target_unit=target.unit.value,
        target_status=target.status.value,
        is_equivalent=target.is_equivalent,
        reason=pd.Series(reasons, index=rows.index, dtype="object"),
    )
    return with_completeness(explained, priorities.completeness)


def priority_rows(priorities: PriorityList, text: Translator, formats: Formats) -> list[Row]:
    """The rows of `PRIORITY_FILE_COLUMNS`, the highest priority first."""
    text = text.plain
    return plain_rows(with_reasons(priorities, text, formats), PRIORITY_FILE_COLUMNS)


def plan_rows(priorities: PriorityList, plan: Plan, text: Translator, formats: Formats) -> list[Row]:
    """The rows of `PLAN_FILE_COLUMNS`, in the order in which teams are sent."""
    text = text.plain
    explained = with_reasons(priorities, text, formats, plan.of_areas(priorities.table).reset_index(drop=True))
    joined = plan.table.reset_index(drop=True).join(explained[["source", *_TARGET, "reason"]])
    joined = with_completeness(joined, priorities.completeness)
    return plain_rows(rounded_columns(joined, PRIORITY_FIELDS), PLAN_FILE_COLUMNS)


def priority_headings(text: Translator, *, is_equivalent: bool) -> dict[str, str]:
    """Name the columns of `PRIORITY_FILE_COLUMNS` in the reader's language."""
    text = text.plain
    about = "≈ " if is_equivalent else ""
    return {
        "code": text("Code"),
        "name": text("Name"),
        "parent_code": text("Code above"),
        "parent_name": text("Within"),
        "rank": text("Place"),
        "rank_lo": text("Place at best"),
        "rank_hi": text("Place at worst"),
        "tie_band": text("Tie"),
        "expected_shortfall": text("Expected shortfall ({about}families)", about=about),
        "shortfall_lo": text("Shortfall, low"),
        "shortfall_hi": text("Shortfall, high"),
        "left": text("Families left"),
        "kind": text("Kind of event"),
        "officer_days": text("Officer-days"),
        "responsiveness": text("Responsiveness"),
        "extra": text("Brought by an event"),
        "priority": text("Priority"),
        "unfinished": text("Opened, not finished"),
        "unchecked": text("Responded, not clean"),
        "is_stuck": text("Standing still"),
        "week_gain": text("Gain in a week"),
        "week_least": text("Least expected in a week"),
        "last_visit": text("Last visit"),
        "recent_visits": text("Visits in a week"),
        "promised": text("Promised (families)"),
        "source": text("Source"),
        "target_unit": text("Unit of the target"),
        "target_status": text("Status of the target"),
        "is_equivalent": text("Target read in another unit or status"),
        "reason": text("Reason"),
        **part_headings(text),
    }


def priority_texts(ordered: PriorityList, text: Translator, formats: Formats) -> pd.DataFrame:
    """The priorities as a table of texts, a row per desa, the highest priority first."""
    text, areas, count, about = text.plain, ordered.areas, formats.count, formats.about
    terms = {"has_forecast": ordered.has_forecast, "is_equivalent": ordered.is_equivalent}
    cells: dict[str, list[str | None]] = {
        "name": [area.name for area in areas],
        "parent_name": [area.parent_name for area in areas],
        "rank": [rank_words(formats, area) for area in areas],
        "expected_shortfall": [count(area.expected_shortfall) for area in areas],
        "left": [count(area.left) for area in areas],
        "kind": [kind_name(text, area.kind) for area in areas],
        "officer_days": [about(area.officer_days) for area in areas],
        "extra": [formats.families(area.extra) for area in areas],
        "unfinished": [count(area.unfinished) for area in areas],
        "unchecked": [count(area.unchecked) for area in areas],
        "week_gain": [count(area.week_gain) for area in areas],
        "week_least": [count(area.week_least) for area in areas],
        "last_visit": [formats.day(area.last_visit) for area in areas],
        "promised": [count(area.promised) for area in areas],
        "source": [area.source for area in areas],
        "reason": [reason(text, formats, area, **terms) for area in areas],
    }
    headings = priority_headings(text, is_equivalent=ordered.is_equivalent)
    return pd.DataFrame({headings[name]: column for name, column in cells.items()})


_STYLES = {
    **dict.fromkeys(("expected_shortfall", "shortfall_lo", "shortfall_hi", "left", "unfinished", "unchecked"), "count"),
    **dict.fromkeys(
        ("rank", "rank_lo", "rank_hi", "tie_band", "week_gain", "week_least", "recent_visits", "promised"), "count"
    ),
    **dict.fromkeys(("officer_days", "responsiveness", "extra", "priority"), "amount"),
    "last_visit": "day",
    "reason": "wrapped",
    **PART_STYLES,
}
_WIDTHS = {"name": 24.0, "parent_name": 18.0, "kind": 20.0, "reason": 90.0}


def priority_workbook(
    priorities: PriorityList, text: Translator, formats: Formats, *, title: str, lines: Sequence[str], simulated: bool
) -> bytes:
    """Write the priority table as XLSX (`reports.tables.workbook.table_workbook`)."""
    text = text.plain
    headings = priority_headings(text, is_equivalent=priorities.is_equivalent)
    columns = {
        name: Column(words, _STYLES.get(name, "text"), _WIDTHS.get(name, 13)) for name, words in headings.items()
    }
    return table_workbook(
        with_reasons(priorities, text, formats),
        columns,
        text=text,
        as_of=priorities.as_of,
        title=title,
        lines=lines,
        simulated=simulated,
    )
