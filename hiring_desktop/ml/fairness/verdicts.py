"""The ladder of verdicts: from counts, a test of chance and a small-number rule to one of six words.

Why the ladder stands as it does is told in ``docs/adr/0009-fairness-verdicts.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from hiring_desktop.ml.fairness.metrics import GroupCount, is_below_four_fifths

Verdict = Literal[
    "adverse_impact_indicated", "significant_above_four_fifths", "flag_not_significant", "insufficient_data",
    "no_adverse_impact_indicated", "not_computable",
]  # fmt: skip
VERDICTS: Final[tuple[Verdict, ...]] = Verdict.__args__  # type: ignore[attr-defined]
"""From the worst to the least; a dimension takes the worst of its groups."""

SIGNIFICANT: Final = 0.05
"""An adjusted p below this is not put down to chance."""

FEW: Final = 10
"""Fewer members than this are too few to judge a rate by."""

_SHARE_EXCLUDED: Final = 50
"""A category of less than one in fifty rows (2 %) may be left out of ratios (6 RCNY 5-301 (d))."""


def is_under_two_percent(n: int, rows: int) -> bool:
    """Whether a category is too small a part of the data to be compared. ``rows`` counts all, the unknown as well."""
    return n * _SHARE_EXCLUDED < rows


def reference_group(counts: Sequence[GroupCount]) -> GroupCount | None:
    """The group with the highest rate; of equal ones the larger, then the first by name. None if nobody was selected.

    Args:
        counts: The groups that are compared, those under 2 % left out.
    """
    best = min(counts, key=lambda count: (-count.exact_rate, -count.n, count.group), default=None)
    return best if best is not None and best.selected else None


def verdict_reference(counts: Sequence[GroupCount]) -> GroupCount | None:
    """What verdicts compare with: the reference, unless it has fewer than ten members and a larger group can stand in.

    Then it is the highest rate among those with ten or more of whom somebody was selected. A rate of 0 cannot be a
    reference, so where only small groups had anybody selected the small reference stays.
    """
    reference = reference_group(counts)
    if reference is None or reference.n >= FEW:
        return reference
    return reference_group([count for count in counts if count.n >= FEW]) or reference


def one_more_changes_direction(group: GroupCount, reference: GroupCount) -> bool:
    """Whether moving one selection between the two groups takes the group across four fifths, in either direction.

    After question 21 of the Questions and Answers on the Uniform Guidelines (44 FR 11996): where a single different
    selection would turn the result, the numbers are too small to call it adverse impact.
    """
    now = is_below_four_fifths(group, reference)
    return any(
        is_below_four_fifths(
            GroupCount(group.group, group.n, group.selected + moved),
            GroupCount(reference.group, reference.n, reference.selected - moved),
        )
        != now
        for moved in (1, -1)
        if 0 <= group.selected + moved <= group.n and 0 <= reference.selected - moved <= reference.n
    )


def judge(group: GroupCount, reference: GroupCount, p_adjusted: float) -> Verdict:
    """The verdict on one group against the reference of verdicts, which is another group."""
    below = is_below_four_fifths(group, reference)
    if p_adjusted < SIGNIFICANT:
        return "adverse_impact_indicated" if below else "significant_above_four_fifths"
    if min(group.n, reference.n) < FEW or one_more_changes_direction(group, reference):
        return "insufficient_data"
    return "flag_not_significant" if below else "no_adverse_impact_indicated"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on the whole; ``not_computable`` for none at all."""
    return min(verdicts, key=VERDICTS.index, default="not_computable")
