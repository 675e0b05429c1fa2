"""Definitions of what is recorded of outreach, and of what is made of it."""

from presentation.definitions.term import Definition, Group
from presentation.language.messages import N_

_FAMILIES = N_("families")
_PEOPLE = N_("people")

OUTREACH = (
    Definition(
        "event",
        Group.OUTREACH,
        N_("Event"),
        N_(
            "An act of outreach on one day in one area. It counts for its area and those above, not for those below:"
            " which of them it has reached nobody knows."
        ),
    ),
    Definition(
        "visit",
        Group.OUTREACH,
        N_("Visit"),
        N_(
            "An event for which somebody comes to the place: meeting face to face, touring, filling in together, help"
            " by BPS. Broadcasts, social media and chain messages are none."
        ),
    ),
    Definition(
        "days_since_visit",
        Group.OUTREACH,
        N_("Days since the last visit"),
        N_("From the day of the last visit to the as-of day."),
        unit=N_("days"),
    ),
    Definition(
        "audience",
        Group.OUTREACH,
        N_("People reached"),
        N_(
            "As whoever held the event has counted; the same person can be reached twice. An event without a count adds"
            " nobody."
        ),
        unit=_PEOPLE,
    ),
    Definition(
        "reach",
        Group.OUTREACH,
        N_("People reached per 1,000 families left"),
        N_("All people reached by events up to the as-of day, against the families that have not responded yet."),
        N_("reach = 1,000 × people reached / (N − Y)"),
        N_("people per 1,000 families"),
    ),
    Definition(
        "commitment",
        Group.OUTREACH,
        N_("Commitment"),
        N_(
            "So many families that an OPD promises for an area, from one day to another. A withdrawn one ends the day"
            " before it was withdrawn."
        ),
        unit=_FAMILIES,
    ),
    Definition(
        "achieved",
        Group.OUTREACH,
        N_("Came in of a commitment"),
        N_(
            "What the area has gained while the commitment ran. Commitments for the same area that run on the same day"
            " share its gain in proportion to what they promised; those of a kecamatan have the gain of the kecamatan."
            " A gain says what came in, not who brought it. Without a newer figure there is none. Added up, each counts"
            " at most what was promised, and families of a desa do not count again for its kecamatan."
        ),
        N_("came in = sum over its days of gain × promised / all promised that day"),
        _FAMILIES,
    ),
    Definition(
        "blocker",
        Group.OUTREACH,
        N_("Blocker"),
        N_("What keeps families of an area from responding, from the day it was reported until it is resolved."),
        unit=_FAMILIES,
    ),
    Definition(
        "assistance_request",
        Group.OUTREACH,
        N_("Request for help"),
        N_("Help asked of BPS for an area: asked, scheduled, done, with the families that filled in there."),
        unit=_FAMILIES,
    ),
    Definition(
        "staff_multiplier",
        Group.OUTREACH,
        N_("Families per civil servant"),
        N_(
            "How many other families have responded for each civil servant who has, and how many more each would have"
            " to bring for the target. Every civil servant counts as one family, so it is a little too low where two"
            " live in one."
        ),
        N_("present = (Y − S) / S; more = missing / S, with S = civil servants who have responded"),
        N_("families per civil servant"),
    ),
)
