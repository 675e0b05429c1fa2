"""Whether the figures of a morning are older than their rhythm, and what is said instead."""

from datetime import date, datetime, time, timedelta

from census.campaign.campaign import Campaign
from census.settings import WIB, Settings
from presentation.language.formats import Formats
from presentation.language.messages import Translator


def is_old(newest: date, now: datetime, hours: int) -> bool:
    """Tell whether a day ended (WIB) more than so many hours ago.

    Examples
    --------
    >>> morning = datetime(2020, 3, 16, 6, tzinfo=WIB)
    >>> [is_old(date(2020, 3, day), morning, 26) for day in (15, 14)]
    [False, True]
    """
    end = datetime.combine(newest + timedelta(days=1), time(), WIB)
    return now - end > timedelta(hours=hours)


def old_line(campaign: Campaign, day: date, now: datetime, *, settings: Settings, language: str) -> str | None:
    """One line that says how old the figures are; None where they are as new as they come.

    Parameters
    ----------
    day
        The day that the figures are of.
    now
        Aware moment. Where no clock counts (a day that is set, a simulation) nothing is old.
    settings, language
        Of the installation; of all words. Keyword-only.
    """
    text = Translator(language).plain
    if not campaign.panel.days:
        return text("No figures are on record yet. Ask BPS for a recap.")
    if settings.today is not None or campaign.simulation is not None:
        return None
    hours = settings.wall_stale_rows_hours if len(campaign.daily) else settings.wall_stale_recap_hours
    if not is_old(day, now, hours):
        return None
    return text("The newest figures are of {day}: nothing is sent of them. Ask BPS for a new recap.",
        day=Formats(text).day(day))  # fmt: skip
