"""The path of the common hazard: its level and the exponent by which it falls with the campaign's age.

A report r stands d(r) open days after the first one. Between two reports the hazard of the whole is h_i, in the middle
m_i of s_i open days (`census.forecast.history`), n_i of them among the last 7::

    a     = first count / mean daily gain of the first 7 open days, within 1..21        age before the first report
    alpha = (1.5 + sum of s_i x_i y_i) / (1 + sum of s_i x_i^2), within -2..3           exponent
    w_i   = s_i 2^(-(d - m_i) / 4)                                                      weight of what is recent
    v     = 2 - L / 7, within 0..1                                                      nearness of L days ahead
    l, b  = those of weights w_i, (1 - v) times, and those of weights n_i, v times      level, and its log age
    log h(k) = l - (alpha - v max(alpha, 0)) (log(d + a + k) - b)                       k of L open days ahead

where x_i is log(m_i + a) less its mean with weights s_i, y_i = -log h_i, and the level and log age of some weights are
the log of the mean of h_i and the mean of log(m_i + a) with these. In the last 7 days no h_i counts for more than 1.5
times the middle one: a day on which letters arrive, or a batch is entered, does not last.

People who differ in their daily chance by a gamma law leave those behind who are less willing, and the hazard of the
whole falls as alpha / (age + c) (Vaupel, Manton and Stallard 1979, Demography 16: 439-454; Lancaster 1979, Econometrica
47: 939-956); a hazard that rises has alpha < 0. Within a week what was sent out lately weighs more than that: the pace
of the last seven days goes on, and a rise with it; up to two weeks ahead the forecast leans on it. The first guess of
alpha, 1.5, is strong for two weeks and weak afterwards. A moved deadline begins a regime: level and exponent go by what
came since, as soon as a report has, and the first guess is 0.15, a hazard that hardly falls.
"""

from dataclasses import dataclass

import numpy as np

from census.forecast.history import LEAST_REPORTS, Floats, History

LEVEL_DAYS = 4.0
"""Half-life of the level, in open days."""

NEAR_DAYS = 7
"""So many days ahead the level is that of as many last days, and falls no further; twice as many ahead nothing of this
is left."""

FIRST_EXPONENT, FIRST_WEIGHT = 1.5, 1.0
"""First guess of the exponent, and what it weighs against the days seen (open days x variance of the log age)."""

MOST_OF_DAY = 1.5
"""So many times the middle one of the last days a day counts for at most."""

EXPONENT_OF_REGIME, EXPONENT_OF_GUESS = 0.15, 0.25
"""First guess after a deadline was moved, and where there are fewer than `LEAST_REPORTS`."""

_LEAST_EXPONENT, _MOST_EXPONENT = -2.0, 3.0
_FIRST_DAYS, _LEAST_AGE, _MOST_AGE = 7, 1.0, 21.0


@dataclass(frozen=True)
class HazardPath:
    """How the common hazard goes on from a report, as a forecast says it that looks so many days ahead.

    Attributes
    ----------
    level, log_age
        Logarithm of the daily hazard, without the factor of the weekday, and that of the age it is of.
    exponent, carried_exponent
        By how much the logarithm falls as that of the age rises by 1, and what of it is carried forward.
    age
        Age of the campaign at the report, in open days.
    """

    level: float
    log_age: float
    exponent: float
    carried_exponent: float
    age: float

    def hazard(self, days: int) -> Floats:
        """The daily hazard on the days that follow, without the factors of weekdays; shape (days,)."""
        log_age = np.log(self.age + np.arange(1, days + 1))
        hazard: Floats = np.exp(self.level - self.carried_exponent * (log_age - self.log_age))
        return hazard


def path_at(history: History, row: int, ahead: int, *, since: int = 0) -> HazardPath:
    """The path of the hazard from a report on, by what was known then.

    Parameters
    ----------
    history
        The past.
    row
        The report, with an open day before it.
    ahead
        How many days ahead the forecast looks.
    since
        Ordinal of the day on which the deadline was last moved, 0 for never; keyword-only.

    Examples
    --------
    A hazard of 1 % a day that neither rises nor falls: after 40 days the exponent is near 0.

    >>> counts = np.round(1e6 * (1 - np.exp(-0.01 * np.arange(1, 41))))[:, None]
    >>> path = path_at(History(np.arange(1, 41), counts, np.array([1e6])), 39, 28)
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
    now, age_before = history.open_day[row], _age_before(history, row)
    span, hazard = history.spans[:row][is_seen], history.hazard[:row][is_seen]
    days = history.open_day[1 : row + 1][is_seen] - span / 2
    log_age = np.log(days + age_before)
    apart = log_age - span @ log_age / span.sum()
    exponent = (first * FIRST_WEIGHT - (span * apart) @ np.log(hazard)) / (FIRST_WEIGHT + span @ apart**2)
    exponent = float(np.clip(exponent, _LEAST_EXPONENT, _MOST_EXPONENT))
    near = min(max(2 - ahead / NEAR_DAYS, 0.0), 1.0)
    recent = span * 2.0 ** ((days - now) / LEVEL_DAYS)
    of_week = np.clip(days + span / 2 - now + NEAR_DAYS, 0, span)
    usual = np.minimum(hazard, MOST_OF_DAY * np.median(hazard[of_week > 0]))
    recent, of_week = recent / recent.sum(), of_week / of_week.sum()
    return HazardPath(
        level=float((1 - near) * np.log(recent @ hazard) + near * np.log(of_week @ usual)),
        log_age=float((1 - near) * (recent @ log_age) + near * (of_week @ log_age)),
        exponent=exponent,
        carried_exponent=exponent - near * max(exponent, 0.0),
        age=float(now + age_before),
    )


def _age_before(history: History, row: int) -> float:
    """How old the campaign was at its first report, in open days, by its first week as known at a report."""
    end = min(row, int(np.searchsorted(history.open_day, _FIRST_DAYS)))
    gain = history.gains[:end].sum() / max(int(history.open_day[end]), 1)
    first = history.counts[0].sum()
    return float(np.clip(first / gain, _LEAST_AGE, _MOST_AGE)) if gain > 0 else _MOST_AGE
