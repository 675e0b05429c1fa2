"""What outreach brought, as rows of plain values: by kind of event, or event by event."""

from dataclasses import asdict

import pandas as pd

from census.effect import Effects
from census.effect_estimates import EffectEstimate

ALL_KINDS = "all"
"""Stands for the kind of the row of all events together."""

EFFECT_COLUMNS = (
    *("kind", "n_held", "n_events", "lift", "lo80", "hi80", "pooled_lift", "pooled_lo80", "pooled_hi80"),
    *("extra", "extra_lo80", "extra_hi80", "p", "smallest_detectable", "more_events", "verdict"),
    *("lead_lift", "lead_lo80", "lead_hi80", "lead_p"),
)
"""Columns of `census.effect_estimates.EffectEstimate`, and those of its check before the events."""

EVENT_COLUMNS = (
    *("event_id", "area_code", "kind", "held_on", "days_after", "extra", "standard_error", "expected"),
    *("lift", "left_at_start"),
)
"""Columns of `census.effect.Effects.table`."""

_COUNTS = ("n_held", "n_events", "more_events")


def effect_table(effects: Effects) -> pd.DataFrame:
    """Give a row for all events together and one per kind, with the columns of `EFFECT_COLUMNS`."""
    rows = [_row(estimate) for estimate in (effects.overall, *effects.kinds.values())]
    table = pd.DataFrame(rows, columns=list(EFFECT_COLUMNS), dtype=object)
    return table.astype(dict.fromkeys(_COUNTS, "Int64"))


def _row(estimate: EffectEstimate) -> dict[str, object]:
    row = asdict(estimate)
    lead = row.pop("lead") or {}
    named = {f"lead_{name}": lead.get(name) for name in ("lift", "lo80", "hi80", "p")}
    return row | named | {"kind": estimate.kind or ALL_KINDS, "verdict": estimate.verdict.value}


def event_table(effects: Effects) -> pd.DataFrame:
    """Give a row per event that could be judged, with the columns of `EVENT_COLUMNS`."""
    return effects.table[list(EVENT_COLUMNS)]
