"""What outreach brought, as rows of plain values: by kind of event, or event by event."""

from dataclasses import asdict
from datetime import date

import pandas as pd

from census.base.vocabulary import Status, Unit
from census.effect.campaign import bottom_areas, campaign_effects
from census.effect.estimate import Effects
from census.effect.estimates import EffectEstimate
from census.figures.completeness import COMPLETENESS_COLUMNS, Completeness, with_completeness
from census.figures.progress import View
from geo.adjacency import stored_neighbours
from reports.options import EffectLevel
from reports.reading import Source
from reports.tables.tables import Row, plain_rows

ALL_KINDS = "all"
"""Stands for the kind of the row of all events together."""

EFFECT_COLUMNS = (
    *("kind", "n_held", "n_events", "lift", "lo80", "hi80", "pooled_lift", "pooled_lo80", "pooled_hi80"),
    *("extra", "extra_lo80", "extra_hi80", "p", "smallest_detectable", "more_events", "verdict"),
    *("lead_lift", "lead_lo80", "lead_hi80", "lead_p", "source", *COMPLETENESS_COLUMNS),
)
"""Columns of `census.effect.estimates.EffectEstimate`, those of its check before the events, and whose figures."""

EVENT_COLUMNS = (
    *("event_id", "area_code", "kind", "held_on", "days_after", "extra", "standard_error", "expected"),
    *("lift", "left_at_start", "source", *COMPLETENESS_COLUMNS),
)
"""Columns of `census.effect.estimate.Effects.table`, and whose figures these are."""

_COUNTS = ("n_held", "n_events", "more_events")


def effect_table(effects: Effects, source: str | None, completeness: Completeness) -> pd.DataFrame:
    """A row for all events together and one per kind, with the columns of `EFFECT_COLUMNS`."""
    rows = [_row(estimate) for estimate in (effects.overall, *effects.kinds.values())]
    table = pd.DataFrame(rows, columns=list(EFFECT_COLUMNS), dtype=object)
    return with_completeness(table.astype(dict.fromkeys(_COUNTS, "Int64")).assign(source=source), completeness)


def _row(estimate: EffectEstimate) -> dict[str, object]:
    row = asdict(estimate)
    lead = row.pop("lead") or {}
    named = {f"lead_{name}": lead.get(name) for name in ("lift", "lo80", "hi80", "p")}
    return row | named | {"kind": estimate.kind or ALL_KINDS, "verdict": estimate.verdict.value}


def event_table(effects: Effects, source: str | None, completeness: Completeness) -> pd.DataFrame:
    """A row per event that could be judged, with the columns of `EVENT_COLUMNS`."""
    return with_completeness(effects.table.assign(source=source), completeness)[list(EVENT_COLUMNS)]


def effect_rows(
    source: Source, area_code: str, as_of: date, *, level: EffectLevel, seed: int
) -> tuple[list[Row], tuple[str, ...]]:
    """Estimate what the events of an area brought by a day, as plain rows and the names of their columns.

    Parameters
    ----------
    source
        What the estimates are made of, and what of it may be seen.
    area_code, as_of, seed
        As for `census.effect.campaign.campaign_effects`.
    level
        What a row is about, keyword-only.
    """
    campaign, tree = source.unrestricted, source.unrestricted.tree
    near = stored_neighbours(source.outlines, bottom_areas(tree, campaign.compared_with(area_code)))
    effects = campaign_effects(campaign, area_code, as_of, adjacency=near, seed=seed)
    view = View(as_of, Unit.HOUSEHOLD, Status.RESPONDED)
    (deliverer,) = campaign.progress(area_code, tree.level(area_code), view).loc[[area_code], "source"].tolist()
    completeness = campaign.completeness(area_code, view)
    if level is EffectLevel.KIND:
        return plain_rows(effect_table(effects, deliverer, completeness), EFFECT_COLUMNS), EFFECT_COLUMNS
    events = event_table(effects.of_areas(source.seen.tree.codes), deliverer, completeness)
    return plain_rows(events, EVENT_COLUMNS), EVENT_COLUMNS
