"""What priorities and interviews take from the forecast and from the effects of events."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from census.campaign import Campaign
from census.priority import Ints
from census.responsiveness import EFFECT_COLUMNS

Draws = tuple[Sequence[str], Ints]
"""Codes of desa, and their cumulative counts at the deadline, shape (draws, desa)."""


def deadline_draws(campaign: Campaign, as_of: date) -> Draws | None:
    """Give the draws of all desa at the deadline in the target's unit and status; None where there is no forecast."""
    del campaign, as_of
    return None


def family_draws(campaign: Campaign, as_of: date) -> Draws | None:
    """Give the draws of the families of all desa that will have responded at the deadline."""
    del campaign, as_of
    return None


def event_effects(campaign: Campaign, as_of: date) -> pd.DataFrame:
    """Give what the events by a day brought, as far as it can be estimated (`census.responsiveness.EFFECT_COLUMNS`)."""
    del campaign, as_of
    return pd.DataFrame(columns=list(EFFECT_COLUMNS), dtype=object)
