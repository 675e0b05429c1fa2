"""The path of the common hazard: its level and the exponent by which it falls with the campaign's age.

A report r stands d(r) open days after the first one. Between two reports the hazard of the whole is h_i, in the middle
m_i of s_i open days (`census.forecast.history`), n_i of them among the last 7::

    a     = first count / mean daily gain of the first 7 open days, within 1..21        age before the first report
    alpha = (1.5 + sum of s_i x_i y_i) / (1 + sum of s_i x_i^2), within -2..3           exponent
    w_i   = s_i 2^(-(d - m_i) / 4)                                                      weight of what is recent
    v     = 2 - L / 7, within 0..1                                                      nearness of L days ahead
    l, b  = those of weights w_i, (1 - v) times, and those of weights n_i, v times      level, and its log age
    log h(k) = l - (alpha - 3/4 v max(alpha, 0)) (log(d + a + k) - b)                   k of L open days ahead

where x_i is log(m_i + a) less its mean with weights s_i, y_i = -log h_i, and the level and log age of some weights are
the log of the mean of h_i and the mean of log(m_i + a) with these. People who differ in their daily chance by
a gamma law leave those behind who are less willing, and the hazard of the whole falls as alpha / (age + c) (Vaupel,
Manton and Stallard 1979, Demography 16: 439-454; Lancaster 1979, Econometrica 47: 939-956); a hazard that rises has
alpha < 0. Within a week what was sent out lately weighs more than that: the forecast leans on the pace of the last
seven days, as far as two weeks ahead. The first guess of alpha, 1.5, is strong for two weeks and weak afterwards. A
moved deadline begins a regime: level and exponent go by what came since, as soon as a report has, and the first guess
is 0.15, a hazard that hardly falls.
"""

from dataclasses import dataclass

import numpy as np

from census.forecast.history import LEAST_REPORTS, Floats, History

LEVEL_DAYS = 4.0
"""Half-life of the level, in open days."""

NEAR_DAYS, NEAR_SHARE = 7, 0.75
"""So many days ahead the level is that of as many last days, and so much of a positive exponent does not count.

Twice as many days ahead nothing of this is left.
"""

FIRST_EXPONENT, FIRST_WEIGHT = 1.5, 1.0
"""First guess of the exponent, and what it weighs against the days seen (open days x variance of the log age)."""

EXPONENT_OF_REGIME = 0.15
"""First guess after a deadline was moved."""

EXPONENT_OF_GUESS = 0.25
"""First guess where there are too few reports to tell (`census.forecast.history.LEAST_REPORTS`)."""

_LEAST_EXPONENT, _MOST_EXPONENT = -2.0, 3.0
_FIRST_DAYS, _LEAST_AGE, _MOST_AGE = 7, 1.0, 21.0


@dataclass(frozen=True)
class Level:
    """A logarithm of the daily hazard, without the factor of the weekday, and the logarithm of the age it is of."""

    value: float
    log_age: float


@dataclass(frozen=True)
class HazardPath:
    """How the common hazard goes on from a report.

    Attributes
    ----------
    recent, of_week
        The level with weights that fade, and that of the last seven open days.
    exponent
        By how much the logarithm falls as that of the age rises by 1.
    age
        Age of the campaign at the report, in open days.
    """

    recent: Level
    of_week: Level
    exponent: float
    age: float

    def hazard(self, days: int, *, lead: int | None = None) -> Floats:
        """The daily hazard on the days ahead, without the factors of weekdays; shape (days,).

        As a forecast says it that looks so many days ahead, or `lead` days, keyword-only.
        """
        near = min(max(2 - (days if lead is None else lead) / NEAR_DAYS, 0.0), 1.0)
        level = (1 - near) * self.recent.value + near * self.of_week.value
        log_age = (1 - near) * self.recent.log_age + near * self.of_week.log_age
        exponent = self.exponent - NEAR_SHARE * near * max(self.exponent, 0.0)
        hazard: Floats = np.exp(level - exponent * (np.log(self.age + np.arange(1, days + 1)) - log_age))
        return hazard


def path_at(history: History, row: int, *, since: int = 0) -> HazardPath:
    """The path of the hazard from a report on, by what was known then.

    Parameters
    ----------
    history
        The past.
    row
        The report, with an open day before it.
    since
        Ordinal of the day on which the deadline was last moved, 0 for never; keyword-only.

    Examples
    --------
    A hazard of 1 % a day that neither rises nor falls: after 40 days the exponent is near 0.

    >>> counts = np.round(1e6 * (1 - np.exp(-0.01 * np.arange(1, 41))))[:, None]
    >>> path = path_at(History(np.arange(1, 41), counts, np.array([1e6])), 39)
    >>> round(path.exponent, 2), path.hazard(28)[[0, -1]].round(4).tolist()
    (0.06, [0.0099, 0.0096])
    """
    is_seen, first = history.days[1 : row + 1] > since, FIRST_EXPONENT
    if since > history.days[0]:
        first = EXPONENT_OF_REGIME
        if not (is_seen & (history.spans[:row] > 0)).any():
            is_seen[:] = True
    elif row + 1 < LEAST_REPORTS:
        first = EXPONENT_OF_GUESS
    days, span = history.midpoint[:row][is_seen], history.spans[:row][is_seen]
    hazard, log_age = history.hazard[:row][is_seen], np.log(days + age_before(history, row))
    recent = span * 2.0 ** ((days - history.open_day[row]) / LEVEL_DAYS)
    of_week = np.clip(days + span / 2 - history.open_day[row] + NEAR_DAYS, 0, span)
    apart = log_age - span @ log_age / span.sum()
    exponent = (first * FIRST_WEIGHT - (span * apart) @ np.log(hazard)) / (FIRST_WEIGHT + span @ apart**2)
    return HazardPath(
        _level(recent, hazard, log_age),
        _level(of_week, hazard, log_age),
        exponent=float(np.clip(exponent, _LEAST_EXPONENT, _MOST_EXPONENT)),
        age=float(history.open_day[row] + age_before(history, row)),
    )


def _level(weights: Floats, hazard: Floats, log_age: Floats) -> Level:
    weights = weights / weights.sum()
    return Level(float(np.log(weights @ hazard)), float(weights @ log_age))


def age_before(history: History, row: int) -> float:
    """How old the campaign was at its first report, in open days, by its first week as known at a report."""
    end = min(row, int(np.searchsorted(history.open_day, _FIRST_DAYS)))
    gain = history.gains[:end].sum() / max(int(history.open_day[end]), 1)
    first = history.counts[0].sum()
    return float(np.clip(first / gain, _LEAST_AGE, _MOST_AGE)) if gain > 0 else _MOST_AGE
