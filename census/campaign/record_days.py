"""Up to which day records count: today while a campaign runs, whatever the day of its newest figures."""

from datetime import date, timedelta

from census.campaign.campaign import Campaign

_UNDER_WAY = timedelta(days=7)
"""So far the newest figure may lie behind today for a campaign to be under way."""


def day_of_campaign(campaign: Campaign, clock: date) -> date:
    """The day that counts as today: that of the clock, and of a simulated campaign the day after its last."""
    days = campaign.panel.days if campaign.simulation else ()
    return max(days) + timedelta(days=1) if len(days) else clock


def is_under_way(campaign: Campaign, today: date) -> bool:
    """Tell whether a campaign runs today, or has just ended: figures are fresh, or the deadline is not over."""
    newest = campaign.newest_day(today) or today
    # The root stands first.
    target = campaign.target(campaign.tree.codes[0], today) if len(campaign.tree) else None
    return today - newest <= _UNDER_WAY or (target is not None and today <= target.ends_on)


def day_of_records(campaign: Campaign, as_of: date, today: date) -> date:
    """The day up to which records count beside figures of a day: today, where those are the newest of now."""
    is_newest = as_of == (campaign.newest_day(today) or today)
    return max(as_of, today) if is_newest and is_under_way(campaign, today) else as_of
