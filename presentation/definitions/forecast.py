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
            "Where the count may stand at the deadline, from 2,000 simulations of the days ahead. Who is left responds"
            " as readily as of late, more readily from day to day, or less: three declared futures, each with a weight."
            " Sums of areas come from the same simulations. There is none before ten days of data."
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
        N_("Low end of the 80 % range"),
        N_("One simulation in ten ends below it."),
        N_("10th percentile of the simulations"),
        _SEEN,
    ),
    Definition(
        "hi80",
        Group.FORECAST,
        N_("High end of the 80 % range"),
        N_("One simulation in ten ends above it."),
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
        "futures",
        Group.FORECAST,
        N_("Three futures"),
        N_(
            "Steady pace, surge before the deadline, slowing down. They begin with weights of 35, 50 and 15 percent and"
            " are weighed anew by how well each would have done so far; none falls below 5 percent. How strong a surge"
            " is comes from the national curve of 2020, known only afterwards: 2.6 times the straight line in four"
            " weeks."
        ),
        N_("weight = first weight × how well it did"),
        _PERCENT,
    ),
    Definition(
        "record",
        Group.FORECAST,
        N_("Record of the forecast"),
        N_(
            "The forecast is repeated from every earlier day, with what was known then, and held against what came a"
            " week later. The width of the range follows from it. Where the range held in less than 65 percent of at"
            " least 15 cases, no forecast is shown."
        ),
        N_("coverage = ranges that held / forecasts checked"),
        _PERCENT,
    ),
    Definition(
        "reason",
        Group.FORECAST,
        N_("Why no forecast"),
        N_(
            "What stands where nothing can be said: too early, too few recaps, too old, over, right too seldom, too"
            " small."
        ),
    ),
)
