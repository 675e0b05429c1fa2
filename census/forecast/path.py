"""The path of the common hazard: its level and the exponent by which it falls with the campaign's age.

A report r stands d(r) open days after the first one. Between two reports the hazard of the whole is h_i, in the middle
m_i of s_i open days (`census.forecast.history`)::

    a     = first count / mean daily gain of the first 7 open days, within 1..21        age before the first report
    w_i   = s_i 2^(-(d - m_i) / 4)                                                      weight of what is recent
    l     = log of the mean of h_i,  b = mean of log(m_i + a),  both with weights w_i    level, and its log age
    alpha = (1.5 + sum of s_i x_i y_i) / (1 + sum of s_i x_i^2), within -2..3           exponent
    log h(k) = l - alpha (log(d + a + k) - b)                                           k open days ahead

where x_i is log(m_i + a) less its mean with weights s_i, and y_i = log h_i. People who differ in their daily chance by
a gamma law leave those behind who are less willing, and the hazard of the whole falls as alpha / (age + c) (Vaupel,
Manton and Stallard 1979, Demography 16: 439-454; Lancaster 1979, Econometrica 47: 939-956); a hazard that rises has
alpha < 0. The first guess of alpha, 1.5, is strong for two weeks and weak afterwards. A moved
deadline begins a regime: level and exponent go by what came since, as soon as a report has, and the first guess is
0.15, a hazard that hardly falls.
"""

from dataclasses import dataclass

import numpy as np

from census.forecast.history import LEAST_REPORTS, Floats, History

LEVEL_DAYS = 4.0
"""Half-life of the level, in open days."""

FIRST_EXPONENT, FIRST_WEIGHT = 1.5, 1.0
"""First guess of the exponent, and what it weighs against the days seen (open days x variance of the log age)."""

EXPONENT_OF_REGIME = 0.15
"""First guess after a deadline was moved."""

EXPONENT_OF_GUESS = 0.25
"""First guess where there are too few reports to tell (`census.forecast.history.LEAST_REPORTS`)."""

_LEAST_EXPONENT, _MOST_EXPONENT = -2.0, 3.0
_FIRST_DAYS, _LEAST_AGE, _MOST_AGE = 7, 1.0, 21.0


@dataclass(frozen=True)
class Path:
    """How the common hazard goes on from a report.

    Attributes
    ----------
    level
        Logarithm of the daily hazard, without the factor of the weekday.
    exponent
        By how much the logarithm falls as that of the age rises by 1.
    log_age
        Logarithm of the age that the level is of.
    age
        Age of the campaign at the report, in open days.
    """

    level: float
    exponent: float
    log_age: float
    age: float

    def hazard(self, days: int) -> Floats:
        """The daily hazard on the days ahead, without the factors of weekdays; shape (days,)."""
        ahead = np.arange(1, days + 1)
        hazard: Floats = np.exp(self.level - self.exponent * (np.log(self.age + ahead) - self.log_age))
        return hazard


def path_at(history: History, row: int, *, since: int = 0) -> Path:
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
    apart = log_age - span @ log_age / span.sum()
    exponent = (first * FIRST_WEIGHT - (span * apart) @ np.log(hazard)) / (FIRST_WEIGHT + span @ apart**2)
    return Path(
        level=float(np.log(recent @ hazard / recent.sum())),
        exponent=float(np.clip(exponent, _LEAST_EXPONENT, _MOST_EXPONENT)),
        log_age=float(recent @ log_age / recent.sum()),
        age=float(history.open_day[row] + age_before(history, row)),
    )


def age_before(history: History, row: int) -> float:
    """How old the campaign was at its first report, in open days, by its first week as known at a report."""
    end = min(row, int(np.searchsorted(history.open_day, _FIRST_DAYS)))
    gain = history.gains[:end].sum() / max(int(history.open_day[end]), 1)
    first = history.counts[0].sum()
    return float(np.clip(first / gain, _LEAST_AGE, _MOST_AGE)) if gain > 0 else _MOST_AGE
