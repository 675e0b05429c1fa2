"""Definitions of what outreach brought."""

from presentation.definitions.term import Definition, Group
from presentation.language.messages import N_

_FAMILIES = N_("families")
_PERCENT = N_("percent")
_EVENTS = N_("events")

EFFECT = (
    Definition(
        "effect_lift",
        Group.EFFECT,
        N_("Change after an event"),
        N_(
            "By how much more families responded on the five days after an event than were to be expected without it."
            " Expected is the desa's own gain in the seven days before, times the change of the gain per family left in"
            " the desa that nobody visited."
        ),
        N_("change = families after / (own before × others after / others before) − 1"),
        _PERCENT,
    ),
    Definition(
        "effect_extra",
        Group.EFFECT,
        N_("Extra families per event"),
        N_("The change times the families that were to be expected, on average over the events that could be judged."),
        N_("more = change × expected families / events"),
        _FAMILIES,
    ),
    Definition(
        "effect_interval",
        Group.EFFECT,
        N_("80% interval"),
        N_(
            "Holds the true change in eight of ten cases. It is found by letting desa trade their diaries of visits and"
            " doing the same sum again, so that all that makes desa differ by chance is in it."
        ),
        "",
        _PERCENT,
    ),
    Definition(
        "effect_chance",
        Group.EFFECT,
        N_("By chance alone"),
        N_(
            "How often a difference as large comes about when diaries of visits are traded at random. Below 5% it is"
            " taken for an effect; of single kinds the figure is raised by the number of kinds, since one of many is"
            " always the luckiest."
        ),
        "",
        _PERCENT,
    ),
    Definition(
        "effect_smallest",
        Group.EFFECT,
        N_("Smallest change that would be seen"),
        N_("A true change of this size would have been found with a chance of 80%. Smaller ones may be overlooked."),
        "",
        _PERCENT,
    ),
    Definition(
        "effect_pooled",
        Group.EFFECT,
        N_("Combined"),
        N_(
            "A kind with few events says little by itself: its change is moved towards that of all kinds, the"
            " further the less certain it is. This is the number to act on."
        ),
        "",
        _PERCENT,
    ),
    Definition(
        "effect_more_events",
        Group.EFFECT,
        N_("More events needed"),
        N_(
            "So many more events it takes, about, until a change of 20% would be seen. Not all events can be judged;"
            " that is reckoned with."
        ),
        "",
        _EVENTS,
    ),
)
