"""Who delivered what a campaign is made of."""

from collections.abc import Iterable

from census.campaign.campaign import Campaign
from census.figures.feed import ROWS, SIMULATED_ROWS


def figure_sources(campaign: Campaign) -> list[str]:
    """Name who delivered figures, each once; rows of households stand last."""
    named = [*campaign.recaps["source"], *campaign.opd_recaps["source"]]
    if len(campaign.daily) or len(campaign.daily_opd):
        named.append(SIMULATED_ROWS if campaign.simulation else ROWS)
    return _distinct(named)


def register_sources(campaign: Campaign) -> list[str]:
    """Name who delivered the register, each once."""
    return _distinct(campaign.registers["source"])


def _distinct(sources: Iterable[object]) -> list[str]:
    return [source for source in dict.fromkeys(sources) if isinstance(source, str) and source]
