"""The path to a target: what share of it is expected after k of n days."""

from enum import StrEnum
from fractions import Fraction
from itertools import pairwise


class Path(StrEnum):
    """Shape F of the path: a straight line, or the published national curve of 2020."""

    LINEAR = "linear"
    DEADLINE = "deadline"


NATIONAL_2020 = ((0, "0"), (3, "0.288433"), (18, "4.95"), (46, "33.5"))
"""Day of the window and million persons: 17 February (Viva, Tempo), 3 March (Kumparan), and the close of 31 March
as told on 1 April 2020 (Katadata). Known only afterwards: what uses it says so."""


def expected_fraction(elapsed: int, days: int, path: Path = Path.LINEAR) -> Fraction:
    """The fraction F(k/n) of the target that is expected after `elapsed` of `days` days.

    Parameters
    ----------
    elapsed
        Days elapsed k, the as-of day included, 0 <= k <= n.
    days
        Days n in the window.
    path
        `LINEAR`: F(t) = t. `DEADLINE`: the national curve of 2020 with its own window stretched to [0, 1],
        straight between its published points.

    Returns
    -------
    Fraction
        Exact, from 0 to 1, never falling in k.

    Raises
    ------
    ValueError
        If k lies outside 0..n or n is not positive.

    Examples
    --------
    >>> expected_fraction(23, 46)
    Fraction(1, 2)
    >>> round(float(expected_fraction(23, 46, Path.DEADLINE)), 3)
    0.3
    """
    if days < 1 or not 0 <= elapsed <= days:
        msg = f"elapsed must lie in 0..{days}, days must be positive"
        raise ValueError(msg)
    share_of_time = Fraction(elapsed, days)
    if path is Path.LINEAR:
        return share_of_time
    last_day, last_count = NATIONAL_2020[-1]
    points = [(Fraction(day, last_day), Fraction(count) / Fraction(last_count)) for day, count in NATIONAL_2020]
    for (t0, f0), (t1, f1) in pairwise(points):
        if share_of_time <= t1:
            return f0 + (f1 - f0) * (share_of_time - t0) / (t1 - t0)
    return Fraction(1)
