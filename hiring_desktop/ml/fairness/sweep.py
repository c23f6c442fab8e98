"""What each cut-off of a score would do to the groups, so that a threshold is chosen with open eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hiring_desktop.ml.fairness.audit import audit_counts, count_groups
from hiring_desktop.ml.fairness.result import DimensionResult

_STEPS: Final = 20


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """One cut-off: who scores at least ``threshold`` would be selected, ``selected`` people in all."""

    threshold: float
    selected: int
    dimension: DimensionResult


def threshold_sweep(
    name: str,
    labels: Sequence[str | None],
    scores: Sequence[float],
    thresholds: Sequence[float] | None = None,
    *,
    truths: Sequence[bool | None] | None = None,
) -> list[SweepPoint]:
    """Audit a dimension at each of several cut-offs, from the lowest to the highest.

    Many cut-offs are many looks at the same data: the p values are adjusted within a cut-off, not across them. A
    cut-off picked because it looks fair here has to be audited on new data.

    Args:
        name: The dimension.
        labels: The group of each person, None where it is unknown.
        scores: The score of each person.
        thresholds: The cut-offs; if None, those scores that select about 5, 10, ... 95 % of all.
        truths: Whether each person is known to be suited, None where that is unknown.
    """
    chosen = _quantiles(scores) if thresholds is None else sorted(set(thresholds))
    points = []
    for threshold in chosen:
        passed = [score >= threshold for score in scores]
        counts = count_groups(labels, passed, truths)
        points.append(SweepPoint(threshold, sum(passed), audit_counts(name, counts, rows=len(labels))))
    return points


def _quantiles(scores: Sequence[float]) -> list[float]:
    best_first = sorted(scores, reverse=True)
    cuts = (
        {best_first[max(1, round(len(scores) * step / _STEPS)) - 1] for step in range(1, _STEPS)} if scores else set()
    )
    return sorted(cuts)
