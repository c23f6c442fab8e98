"""Rates and how far they lie apart: the numbers that the law and the literature ask for, without any test of chance.

What is not defined is None, never NaN and never a number that looks like fairness. Ratios are divisions of integers, so
that 48 of 60 against 60 of 60 is 0.8 and not a hair less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many of a group there were and what became of them.

    ``selected`` counts those selected, or those scored above the median. ``positives`` counts those whom ground truth
    calls suited (None where there is no ground truth at all), ``true_positives`` those of them who were selected.
    """

    group: str
    n: int
    selected: int
    positives: int | None = None
    true_positives: int | None = None

    @property
    def exact_rate(self) -> Fraction:
        """Share selected, as a fraction, for comparisons that no rounding may decide."""
        return Fraction(self.selected, self.n)

    @property
    def rate(self) -> float:
        """Selection rate (or scoring rate): 0 nobody was selected, 1 everybody."""
        return self.selected / self.n

    @property
    def true_positive_rate(self) -> float | None:
        """Share selected of those whom ground truth calls suited; None where there are none to select."""
        return self.true_positives / self.positives if self.positives and self.true_positives is not None else None


def above_median(scores: Sequence[float]) -> list[bool]:
    """Who is scored strictly above the median of the full sample; equal to it is not above.

    The scoring rate of 6 RCNY 5-300 is the share of a group for which this is true. The median of an even number is the
    mean of the two in the middle. Everybody's score takes part in it, those of unknown groups as well.

    Args:
        scores: One number a person, at least one person.
    """
    middle = median(scores)
    return [score > middle for score in scores]


def impact_ratio(group: GroupCount, reference: GroupCount) -> float | None:
    """Rate of a group divided by the rate of the reference group (6 RCNY 5-300; 29 CFR 1607.4 D).

    1 means equal rates, 0 that nobody of the group was selected; above 1 where the reference is not the highest. None
    where nobody of the reference was selected.
    """
    below = reference.selected * group.n
    return group.selected * reference.n / below if below else None


def is_below_four_fifths(group: GroupCount, reference: GroupCount) -> bool:
    """Whether the rate is less than four fifths of the reference's (29 CFR 1607.4 D), decided between integers."""
    return 5 * group.selected * reference.n < 4 * reference.selected * group.n


def demographic_parity_difference(counts: Sequence[GroupCount]) -> float | None:
    """Highest rate minus lowest rate: 0 equal rates, 1 all of one group and none of another. None below two groups.

    Agrees with ``fairlearn.metrics.demographic_parity_difference``.
    """
    if len(counts) < 2:
        return None
    rates = [count.exact_rate for count in counts]
    return float(max(rates) - min(rates))


def demographic_parity_ratio(counts: Sequence[GroupCount]) -> float | None:
    """Lowest rate divided by highest rate: 1 equal rates, 0 a group of which nobody was selected.

    None below two groups and where nobody was selected. Agrees with ``fairlearn.metrics.demographic_parity_ratio``.
    """
    if len(counts) < 2:
        return None
    highest = max(counts, key=lambda count: count.exact_rate)
    lowest = min(counts, key=lambda count: count.exact_rate)
    return impact_ratio(lowest, highest)


def disparate_impact(counts: Sequence[GroupCount], reference: GroupCount | None) -> float | None:
    """The lowest impact ratio against the reference: 1 equal rates, 0 a group of which nobody was selected.

    None below two groups and without a reference. Where the reference has the highest rate this is the demographic
    parity ratio.
    """
    if len(counts) < 2 or reference is None:
        return None
    return impact_ratio(min(counts, key=lambda count: count.exact_rate), reference)


def equal_opportunity_difference(counts: Sequence[GroupCount]) -> float | None:
    """Highest minus lowest true positive rate (Hardt, Price, Srebro 2016): 0 equal, 1 all of one, none of another.

    Taken over the groups that have somebody to select; None where fewer than two have. There it departs from
    ``fairlearn.metrics.equal_opportunity_difference``, which counts a group without positives as a rate of 0.0, and so
    calls two groups without any "0.0, fair".
    """
    rates = [
        Fraction(count.true_positives, count.positives)
        for count in counts
        if count.positives and count.true_positives is not None
    ]
    return float(max(rates) - min(rates)) if len(rates) >= 2 else None
