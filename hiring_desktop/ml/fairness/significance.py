"""Whether a difference of rates can be chance: Fisher's exact test, the pooled z statistic, Holm's adjustment."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from hiring_desktop.ml.fairness.metrics import GroupCount

_NEAR: Final = 1e-7
"""Two probabilities within this of each other are compared as integers; further apart, floating point cannot err."""


@dataclass(frozen=True, slots=True)
class PairTest:
    """Fisher's p of two groups, as it is and adjusted for all pairs that were looked at."""

    p: float
    p_adjusted: float


def fisher_exact(first: GroupCount, second: GroupCount) -> float:
    """Two-sided p of Fisher's exact test: the probability of a table no likelier than this one, given both margins.

    0 to 1; small means that equal treatment would seldom give rates so far apart. The two-sided convention is that of R
    and of ``scipy.stats.fisher_exact``: the sum over all tables that are at most as likely. Whether a table is as
    likely is decided between integers where floating point could not tell. The order of the groups does not matter, to
    the last bit.
    """
    small, large = sorted((first, second), key=lambda count: (count.n, count.selected))
    selected = small.selected + large.selected
    table = _Hypergeometric(small.n, large.n, selected)
    weights = table.weights()
    observed = small.selected
    seen = weights.get(observed)
    if seen is None:
        return 0.0  # beyond what a floating point number can hold
    extreme = (
        weight
        for k, weight in weights.items()
        if (table.at_most_as_likely(k, observed) if abs(weight - seen) <= _NEAR * seen else weight < seen)
    )
    return min(1.0, math.fsum(extreme) / math.fsum(weights.values()))


class _Hypergeometric:
    """How many of the first group are among the selected, if selection were blind."""

    def __init__(self, first: int, second: int, selected: int) -> None:
        self._first, self._second, self._selected = first, second, selected
        self._lowest, self._highest = max(0, selected - second), min(first, selected)

    def weights(self) -> dict[int, float]:
        """Probability of each number relative to that of the mode, as far as it is above 0 in floating point."""
        mode = (self._selected + 1) * (self._first + 1) // (self._first + self._second + 2)
        mode = min(max(mode, self._lowest), self._highest)
        found = {mode: 1.0}
        weight, k = 1.0, mode
        while k < self._highest and weight > 0.0:
            weight *= self._up(k) / self._down(k)
            k += 1
            found[k] = weight
        weight, k = 1.0, mode
        while k > self._lowest and weight > 0.0:
            k -= 1
            weight *= self._down(k) / self._up(k)
            found[k] = weight
        return {k: weight for k, weight in found.items() if weight > 0.0}

    def at_most_as_likely(self, k: int, other: int) -> bool:
        """Whether ``k`` is at most as likely as ``other``, between integers."""
        between = range(min(k, other), max(k, other))
        up, down = math.prod(map(self._up, between)), math.prod(map(self._down, between))
        return up >= down if k < other else up <= down

    def _up(self, k: int) -> int:
        """Numerator of the ratio of the probabilities of k + 1 and k."""
        return (self._first - k) * (self._selected - k)

    def _down(self, k: int) -> int:
        """Denominator of the same."""
        return (k + 1) * (self._second - self._selected + k + 1)


def pooled_z(group: GroupCount, reference: GroupCount) -> float | None:
    """Two-proportion z with pooled variance, group minus reference: below 0 where the group's rate is lower.

    Its square is Pearson's chi-squared without continuity correction. None where all or none of both were selected.
    Beyond plus or minus 1.96 (the "two standard deviations" of the case law) chance is unlikely, if both groups are
    large.
    """
    selected, n = group.selected + reference.selected, group.n + reference.n
    if selected in (0, n):
        return None
    share = selected / n
    return (group.rate - reference.rate) / math.sqrt(share * (1 - share) * (1 / group.n + 1 / reference.n))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment (Holm 1979): comparing each with .05 keeps the risk of any false alarm at 5 %.

    In the order given; each at least as large as before and at most 1.
    """
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    for done, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - done) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def compare_all_pairs(counts: Sequence[GroupCount]) -> dict[frozenset[str], PairTest]:
    """Fisher's test between any two groups of a dimension, adjusted by Holm over all of them.

    The reference is chosen by looking at the data (it has the highest rate), so the family is all pairs, not only those
    with the reference.
    """
    pairs = list(combinations(counts, 2))
    raw = [fisher_exact(first, second) for first, second in pairs]
    return {
        frozenset((first.group, second.group)): PairTest(p, adjusted)
        for (first, second), p, adjusted in zip(pairs, raw, holm(raw), strict=True)
    }
