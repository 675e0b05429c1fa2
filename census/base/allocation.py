"""Spreading a published total over parts, exactly."""

from collections.abc import Mapping
from fractions import Fraction


def largest_remainder(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Spread a whole number over parts in proportion to their weights (Hamilton's method).

    Each part first receives the whole part of its quota; what is left goes one by one to the largest remainders,
    on a tie to the part whose name sorts first, so that the result does not depend on the order given.

    Parameters
    ----------
    total
        The number to be spread, not negative.
    weights
        Weight of each part, not negative, at least one positive.

    Returns
    -------
    dict
        Whole numbers that sum to `total`, each within one of its exact quota.

    Raises
    ------
    ValueError
        If the total or a weight is negative, or all weights are 0.

    Examples
    --------
    >>> largest_remainder(10, {"a": 1, "b": 1, "c": 1})
    {'a': 4, 'b': 3, 'c': 3}
    """
    total_weight = sum(weights.values())
    if total < 0 or total_weight <= 0 or min(weights.values()) < 0:
        msg = "total and weights must not be negative, and one weight must be positive"
        raise ValueError(msg)
    quotas = {part: Fraction(total * weight, total_weight) for part, weight in weights.items()}
    result = {part: int(quota) for part, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda part: (result[part] - quotas[part], part))
    for part in by_remainder[: total - sum(result.values())]:
        result[part] += 1
    return result
