"""Definitions of what is computed: progress, target and path, what is missing and pace, bands and colours."""

from presentation.definitions.term import Definition, Group
from presentation.language.messages import N_

_COUNTED = N_("families, persons or civil servants")
_OF_TARGET = N_("the target's unit")
_OF_TARGET_A_DAY = N_("the target's unit, per day")
_PERCENT = N_("percent")
_DAYS = N_("days")

PROGRESS = (
    Definition(
        "numerator",
        Group.PROGRESS,
        N_("Count"),
        N_("How many have reached the chosen status from the first day up to the day of the figure."),
        N_("count = Y(d)"),
        _COUNTED,
    ),
    Definition(
        "denominator",
        Group.PROGRESS,
        N_("Denominator"),
        N_("What the count is divided by: families or persons on the register; for an OPD all its civil servants."),
        N_("denominator = N"),
        _COUNTED,
    ),
    Definition(
        "rate",
        Group.PROGRESS,
        N_("Rate"),
        N_(
            "The part that has responded. Counts are added up first and divided afterwards; rates are never averaged."
            " Without a denominator there is no rate."
        ),
        N_("rate = sum of Y / sum of N"),
        _PERCENT,
    ),
    Definition(
        "responded",
        Group.PROGRESS,
        N_("Responded"),
        N_("The form has been submitted. One person fills it in for the whole family."),
    ),
    Definition(
        "clean",
        Group.PROGRESS,
        N_("Clean"),
        N_("The form has been checked and accepted by BPS. Clean is a part of responded."),
    ),
    Definition(
        "as_of_day",
        Group.PROGRESS,
        N_("As of"),
        N_("The day of which a page speaks: by itself the newest day with data that is over. Days are counted in WIB."),
    ),
    Definition(
        "partial_day",
        Group.PROGRESS,
        N_("Partial day"),
        N_(
            "Today, as long as it lasts: its count still grows. A page speaks of it by itself only where there is no"
            " other day with data."
        ),
    ),
    Definition(
        "as_of",
        Group.PROGRESS,
        N_("Figure of"),
        N_(
            "The day of the figure itself. Where nothing new has come, the last figure stands with its own day; days"
            " that nobody reported are never filled in by guesswork."
        ),
    ),
    Definition(
        "is_stale",
        Group.PROGRESS,
        N_("More than 7 days old"),
        N_("The figure is more than seven days older than the as-of day. Read it with care, and ask for a newer one."),
        N_("stale: as-of day − day of the figure > 7 days"),
    ),
    Definition(
        "change",
        Group.PROGRESS,
        N_("Change"),
        N_("What has come in since the figure before it, whose day is given."),
        N_("change = Y − Y of the figure before"),
        _COUNTED,
    ),
    Definition(
        "no_data",
        Group.PROGRESS,
        N_("No data"),
        N_("Nothing has been delivered. That is not 0: nobody knows how many have responded there."),
    ),
)

TARGET = (
    Definition(
        "target",
        Group.TARGET,
        N_("Target"),
        N_(
            "The share that shall be reached by the deadline, always with its unit, status, window, scope and the day"
            " on which it was decided. Earlier targets are kept."
        ),
        N_("target share = p"),
        _PERCENT,
    ),
    Definition(
        "target_count",
        Group.TARGET,
        N_("Count wanted"),
        N_("The least whole number that reaches the target."),
        N_("count wanted = ceil(p × N)"),
        _OF_TARGET,
    ),
    Definition(
        "window",
        Group.TARGET,
        N_("Window"),
        N_("The days from the first to the deadline, both included. The as-of day counts as elapsed."),
        N_("days left = n − k"),
        _DAYS,
    ),
    Definition(
        "path",
        Group.TARGET,
        N_("Path"),
        N_(
            "How the target is spread over the window: a straight line, or the national curve of 2020, which rises"
            " late. That curve became known only afterwards."
        ),
        N_("straight line: F(k/n) = k / n"),
    ),
    Definition(
        "expected",
        Group.TARGET,
        N_("Expected"),
        N_("What should have been reached by the as-of day if the target is to be met along its path."),
        N_("expected = p × N × F(k/n)"),
        _OF_TARGET,
    ),
)

PACE = (
    Definition(
        "gap",
        Group.PACE,
        N_("Missing"),
        N_("How many still have to respond to reach the target; never below 0."),
        N_("missing = max(0, ceil(p × N) − Y)"),
        _OF_TARGET,
    ),
    Definition(
        "gap_equivalent",
        Group.PACE,
        N_("Equivalent (≈)"),
        N_(
            "What is missing, told in the other unit by the persons per responding family observed there; before there"
            " are any, by the register's mean. An estimate, hence the sign ≈."
        ),
        N_("families missing ≈ persons missing / persons per responding family"),
        N_("families or persons"),
    ),
    Definition(
        "required_pace",
        Group.PACE,
        N_("Needed per day"),
        N_("What has to come in on each day left to reach the target. None after the deadline."),
        N_("needed per day = missing / days left"),
        _OF_TARGET_A_DAY,
    ),
    Definition(
        "recent_pace",
        Group.PACE,
        N_("Recent pace"),
        N_(
            "What has come in per day lately. Where forms are counted: the mean of the last seven days, without days of"
            " outage. With recaps: the mean between the last two."
        ),
        N_("recent pace = gain / days counted"),
        _OF_TARGET_A_DAY,
    ),
    Definition(
        "outage",
        Group.PACE,
        N_("Day of outage"),
        N_("A day on which the census site could not be used. It is on record and does not count in the recent pace."),
    ),
)

BANDS = (
    Definition(
        "shortfall",
        Group.BANDS,
        N_("Relative shortfall"),
        N_("How far the count lies below what is expected, as a part of what is expected. Below 0 means ahead."),
        N_("s = 1 − Y / E"),
        _PERCENT,
    ),
    Definition(
        "band",
        Group.BANDS,
        N_("Band"),
        N_("On the path, watch or behind: three words for the relative shortfall against the path."),
        N_("on the path: s ≤ 0; watch: 0 < s ≤ 0.10; behind: s > 0.10"),
    ),
    Definition(
        "is_equivalent",
        Group.BANDS,
        N_("Target read in what was delivered (≈)"),
        N_(
            "Where figures came in another unit or status alone, the target is read in these, and what is made of it is"
            " marked ≈: persons become families by the persons per responding family seen in the area or the nearest"
            " one above it, before there are any by the register's mean; of those who responded 89% count as clean."
            " A table is read in one unit and status, those delivered in most of its areas."
        ),
        N_("share of families = p × N persons / N families × responding families / persons; clean = 0.89 × responded"),
    ),
    Definition(
        "target_unit",
        Group.BANDS,
        N_("Unit of the target"),
        N_("Persons or families: in which expected, missing and paces are counted."),
    ),
    Definition(
        "target_status",
        Group.BANDS,
        N_("Status of the target"),
        N_("Responded or clean: what counts towards the target in this row."),
    ),
    Definition(
        "step",
        Group.BANDS,
        N_("Five steps"),
        N_(
            "The steps of the map and the list, each with a colour and a symbol of its own: ▲▲ ▲ ● ▼ ▼▼; ○ for no"
            " data, ◇ for a figure that nothing is there to compare with."
        ),
        N_("limits of s: −0.10; 0; 0.10; 0.30"),
    ),
    Definition(
        "against_path",
        Group.BANDS,
        N_("Colour against the path"),
        N_("Compares each area with its own path to the target. Early on, all areas can be behind it."),
        N_("E = expected"),
    ),
    Definition(
        "against_whole",
        Group.BANDS,
        N_("Colour against the kabupaten"),
        N_(
            "Compares each area with the rate of the whole kabupaten, and so still shows who is worse when all are"
            " behind."
        ),
        N_("E = rate of the kabupaten × N"),
    ),
    Definition(
        "is_hidden",
        Group.BANDS,
        N_("Hidden"),
        N_("The group is too small: a figure could speak of a person. What is hidden is the same on every day."),
        N_("N < 20, and the next smallest until a total hides at least 20 members besides its largest group"),
    ),
    Definition(
        "bound",
        Group.BANDS,
        N_("Bound of the rate"),
        N_("In a small group a rate near none or all is told only as a bound, and counts move once a week."),
        N_("20 ≤ N < 50: ≤ 5% or ≥ 95%"),
    ),
)
