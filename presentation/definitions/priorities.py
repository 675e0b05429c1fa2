"""Definitions of where to push next and of the interviews: shortfall, what events bring, ranks, plan, workload."""

from presentation.definitions.term import Definition, Group
from presentation.language.messages import N_

_FAMILIES = N_("families")

PRIORITIES = (
    Definition(
        "expected_shortfall",
        Group.PRIORITIES,
        N_("Expected shortfall"),
        N_(
            "What a desa is expected to miss of its target at the deadline: the mean over all draws of the forecast of"
            " what is missing, nothing where the target is reached. Before there is a forecast: what is missing today"
            " against the path. In families; where the target counts persons, by the persons per responding family (≈)."
        ),
        N_("shortfall = mean of max(0, ceil(p × N) − Y at the deadline)"),
        _FAMILIES,
    ),
    Definition(
        "left",
        Group.PRIORITIES,
        N_("Families left"),
        N_("Families on the register that have not responded."),
        N_("left = N − Y"),
        _FAMILIES,
    ),
    Definition(
        "responsiveness",
        Group.PRIORITIES,
        N_("Responsiveness"),
        N_(
            "Extra families that one event brings per 1,000 left. Before there are events it is assumed: a meeting"
            " brings 30% of the mean daily gain of all, a tour 15%, word sent 5%, on each of five days. Events whose"
            " effect could be estimated draw it towards what they brought, by kind and by desa, the more the surer"
            " they are. Another event within a week brings half of the one before (assumption)."
        ),
        N_("lift × 5 × daily gain per 1,000 left, times observed ÷ assumed"),
        N_("families per event and 1,000 left"),
    ),
    Definition(
        "extra",
        Group.PRIORITIES,
        N_("Brought by an event"),
        N_("Families that one event of the kind proposed is expected to bring beyond those that come anyway."),
        N_("extra = left × responsiveness / 1,000"),
        _FAMILIES,
    ),
    Definition(
        "officer_days",
        Group.PRIORITIES,
        N_("Officer-days"),
        N_(
            "Working days of one officer that an event takes. Assumed: meeting, filling in together and help by BPS 2,"
            " touring 1, all others 0.5."
        ),
        unit=N_("days"),
    ),
    Definition(
        "priority",
        Group.PRIORITIES,
        N_("Priority"),
        N_(
            "How much of the expected shortfall one working day of an officer closes. Of the kinds of event"
            " the one with the highest priority is proposed."
        ),
        N_("priority = shortfall × responsiveness / 1,000 / officer-days"),
        N_("families per officer-day"),
    ),
    Definition(
        "rank",
        Group.PRIORITIES,
        N_("Place on the list"),
        N_(
            "The places between which a desa lies in 8 of 10 simulations of the forecast: 1–5 means that it may be"
            " first or fifth. Desa whose order cannot be told are tied and share a place."
        ),
    ),
    Definition(
        "plan",
        Group.PRIORITIES,
        N_("Plan for today"),
        N_(
            "Each team goes to the desa where its event closes most of what the teams before it have left."
            " Every kecamatan is visited at least once in the days chosen. Where lots are drawn among tied"
            " desa, the effect of events can be learned better."
        ),
    ),
    Definition(
        "unfinished",
        Group.PRIORITIES,
        N_("Opened, not finished"),
        N_(
            "Families that opened the form on or before the day and have not finished it. A reminder is often enough."
            " Known only where rows of submissions are on record."
        ),
        unit=_FAMILIES,
    ),
    Definition(
        "unchecked",
        Group.PRIORITIES,
        N_("Responded, not clean"),
        N_("Families whose form has been submitted and not been found clean yet."),
        N_("unchecked = responded − clean"),
        _FAMILIES,
    ),
    Definition(
        "is_stuck",
        Group.PRIORITIES,
        N_("Standing still"),
        N_(
            "The gain of the last seven days lies below the least that was to be expected: by the desa's share of the"
            " two weeks before and the pace of the whole, chance alone would give less in 5 of 100 cases. Days of"
            " outage do not count."
        ),
        N_("week gain < 5% quantile of the expected gain"),
    ),
)

INTERVIEWS = (
    Definition(
        "not_online",
        Group.INTERVIEWS,
        N_("Not done online"),
        N_(
            "Families on the register whose form is not clean. Where no clean figures have been delivered: families"
            " that have not responded."
        ),
        N_("not done online = N − clean"),
        _FAMILIES,
    ),
    Definition(
        "workload",
        Group.INTERVIEWS,
        N_("Interview workload"),
        N_("Families that are to be interviewed: those not done online, and those with a card after the cut-off."),
        N_("workload = N − clean + families after the cut-off"),
        _FAMILIES,
    ),
    Definition(
        "at_deadline",
        Group.INTERVIEWS,
        N_("Workload at the deadline"),
        N_(
            "The workload as it will be at the deadline by the forecast, with the range of 8 of 10 simulations. Of the"
            " families that respond 89% become clean, as published by other kabupaten, or more where more are."
        ),
        N_("N − 0.89 × responded at the deadline + families after the cut-off"),
        _FAMILIES,
    ),
    Definition(
        "enumerators",
        Group.INTERVIEWS,
        N_("Enumerators"),
        N_(
            "The enumerators of the installation, spread down the areas by their workload, at each level exactly. An"
            " area too small to be shown counts with all its families."
        ),
    ),
    Definition(
        "per_enumerator_day",
        Group.INTERVIEWS,
        N_("Families per enumerator and day"),
        N_("The workload shared by the enumerators of the area and the days of the interviews."),
        N_("workload / enumerators / days"),
        _FAMILIES,
    ),
)
