"""Definitions of what is forecast."""

from presentation.definitions.term import Definition, Group
from presentation.language.messages import N_

_SEEN = N_("families or persons")
_PERCENT = N_("percent")

FORECAST = (
    Definition(
        "forecast",
        Group.FORECAST,
        N_("Forecast"),
        N_(
            "Where the count may stand at the deadline, from 2,000 simulations of the days ahead. Of those left a part"
            " responds each day, as of late; that part falls as the campaign grows older, since the willing come first,"
            " and a rush may come before the deadline. Sums of areas come from the same simulations. From two to four"
            " recaps it is a wide guess, from one there is none."
        ),
        N_("gain of an area = part of those left that responds by the deadline"),
        _SEEN,
    ),
    Definition(
        "median",
        Group.FORECAST,
        N_("Middle of the forecast"),
        N_("Half of the simulations end below it, half above. Middles of areas do not add up to that of the whole."),
        N_("median of the simulations"),
        _SEEN,
    ),
    Definition(
        "lo80",
        Group.FORECAST,
        N_("Low end of what is most likely"),
        N_("One simulation in ten ends below it; most likely is what 8 of 10 simulations come to."),
        N_("10th percentile of the simulations"),
        _SEEN,
    ),
    Definition(
        "hi80",
        Group.FORECAST,
        N_("High end of what is most likely"),
        N_("One simulation in ten ends above it; most likely is what 8 of 10 simulations come to."),
        N_("90th percentile of the simulations"),
        _SEEN,
    ),
    Definition(
        "chance_target",
        Group.FORECAST,
        N_("Chance of reaching the target"),
        N_(
            "The share of the simulations that reach the count wanted by the deadline, in the target's unit and status."
        ),
        N_("chance = simulations that reach ceil(p × N) / all simulations"),
        _PERCENT,
    ),
    Definition(
        "rush_chance",
        Group.FORECAST,
        N_("Chance of a rush before the deadline"),
        N_(
            "How many of the simulations have a rush in the last four weeks before the deadline. It follows from how"
            " the pace goes: 5 percent where it falls as it does where nobody waits for a deadline, 50 percent where it"
            " does not fall, up to 95 percent where it rises; or the operator sets it (KAWAL_RUSH_CHANCE). How strong a"
            " rush is comes from the national curve of 2020, known only afterwards: 2.6 times what comes without it"
            " over the last 28 days, less where fewer days are left."
        ),
        N_("chance = simulations with a rush / all simulations"),
        _PERCENT,
    ),
    Definition(
        "median_without_rush",
        Group.FORECAST,
        N_("Forecast without a rush"),
        N_("The middle of the simulations that have no rush before the deadline."),
        N_("median of these simulations"),
        _SEEN,
    ),
    Definition(
        "median_with_rush",
        Group.FORECAST,
        N_("Forecast with a rush"),
        N_("The middle of the simulations that have a rush before the deadline."),
        N_("median of these simulations"),
        _SEEN,
    ),
    Definition(
        "is_guess",
        Group.FORECAST,
        N_("A guess"),
        N_("Two to four recaps are too few for more than a guess: its range is wide, and it has no record."),
    ),
    Definition(
        "record",
        Group.FORECAST,
        N_("Record of the forecast"),
        N_(
            "The forecast is repeated from every earlier day, with what was known then, as many days ahead as the"
            " deadline is now or as the campaign has room for, and held against what came. The width of the range"
            " follows from it. Where even a range as wide as today's would have held fewer than half of them of late,"
            " no forecast is shown."
        ),
        N_("coverage = ranges that held / forecasts checked"),
        _PERCENT,
    ),
    Definition(
        "reason",
        Group.FORECAST,
        N_("Why no forecast"),
        N_("What stands where nothing can be said: too few recaps, too old, over, right too seldom, too small."),
    ),
)
