"""Confidence intervals at 95 %, two-sided, for a rate, a difference of rates and a ratio of rates."""

from __future__ import annotations

import math
from typing import Final

from hiring_desktop.ml.fairness.metrics import GroupCount

Interval = tuple[float, float]

Z: Final = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""


def wilson(selected: int, n: int) -> Interval:
    """Wilson's score interval of a rate (Wilson 1927), within 0 to 1.

    Defined for 0 of n and n of n, and near its nominal coverage for small n, where the textbook interval is not.
    """
    share, spread = selected / n, Z * Z / n
    centre = share + spread / 2
    half = Z * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    low = 0.0 if selected == 0 else (centre - half) / (1 + spread)
    high = 1.0 if selected == n else (centre + half) / (1 + spread)
    return low, high


def newcombe(group: GroupCount, reference: GroupCount) -> Interval:
    """Newcombe's interval of the difference of two rates, group minus reference (1998, method 10), within -1 to 1."""
    low_g, high_g = wilson(group.selected, group.n)
    low_r, high_r = wilson(reference.selected, reference.n)
    difference = group.rate - reference.rate
    below = math.hypot(group.rate - low_g, high_r - reference.rate)
    above = math.hypot(high_g - group.rate, reference.rate - low_r)
    return difference - below, difference + above


def katz_log(group: GroupCount, reference: GroupCount) -> Interval | None:
    """Interval of the impact ratio by the logarithm method (Katz, Baptista, Azen and Pike 1978), 0 to infinity.

    None where nobody of either group was selected: the logarithm of the ratio has no variance then. Agrees with
    ``scipy.stats.contingency.relative_risk(...).confidence_interval()``, which says 0 and NaN, or NaN and infinity,
    there. Where all of both were selected it is 1 to 1.
    """
    if not group.selected or not reference.selected:
        return None
    ratio = group.selected * reference.n / (reference.selected * group.n)
    variance = (group.n - group.selected) / (group.n * group.selected) + (reference.n - reference.selected) / (
        reference.n * reference.selected
    )
    factor = math.exp(Z * math.sqrt(variance))
    return ratio / factor, ratio * factor
