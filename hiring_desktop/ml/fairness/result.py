"""What an audit found, as values and as the JSON that other programs read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from hiring_desktop.ml.fairness.intervals import Interval
from hiring_desktop.ml.fairness.ranking_metrics import RankingResult
from hiring_desktop.ml.fairness.verdicts import Verdict, worst

Json = dict[str, Any]
Metric = Literal["selection", "scoring"]

SCHEMA: Final = 1
"""Version of ``FairnessAudit.to_document``."""


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One group of one dimension. None is what is not defined or was not compared.

    ``impact_ratio`` is against the dimension's ``reference``; difference, test, direction and verdict are against its
    ``verdict_reference``.
    """

    group: str
    n: int
    selected: int
    rate: float
    rate_ci: Interval
    verdict: Verdict
    impact_ratio: float | None = None
    impact_ratio_ci: Interval | None = None
    difference: float | None = None
    difference_ci: Interval | None = None
    fisher_p: float | None = None
    fisher_p_adjusted: float | None = None
    z: float | None = None
    below_four_fifths: bool | None = None
    one_more_changes_direction: bool | None = None
    positives: int | None = None
    true_positives: int | None = None
    true_positive_rate: float | None = None
    excluded: str | None = None
    """Why the group is shown but not compared; None where it is compared."""

    def to_json(self) -> Json:
        """The shape of ``fairness --format json``."""
        return {
            "group": self.group, "n": self.n, "selected": self.selected, "rate": self.rate,
            "impact_ratio": self.impact_ratio, "impact_ratio_ci": _listed(self.impact_ratio_ci),
            "fisher_p": self.fisher_p, "fisher_p_adjusted": self.fisher_p_adjusted, "z": self.z,
            "verdict": self.verdict, "below_four_fifths": self.below_four_fifths,
            "one_more_changes_direction": self.one_more_changes_direction, "excluded": self.excluded,
        }  # fmt: skip

    def to_document(self) -> Json:
        """The same with the intervals of rate and difference and what ground truth says."""
        return self.to_json() | {
            "rate_ci": _listed(self.rate_ci), "difference": self.difference,
            "difference_ci": _listed(self.difference_ci), "positives": self.positives,
            "true_positives": self.true_positives, "true_positive_rate": self.true_positive_rate,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """All groups of one dimension, by name, and what follows for the dimension."""

    name: str
    metric: Metric
    unknown: int
    """Rows whose group is not known; they count in totals and in the median, and are compared with nobody."""
    reference: str | None
    verdict_reference: str | None
    groups: tuple[GroupResult, ...]
    demographic_parity_difference: float | None
    demographic_parity_ratio: float | None
    disparate_impact: float | None
    equal_opportunity_difference: float | None
    verdict: Verdict
    recommendations: tuple[str, ...]
    is_crossing: bool = False
    """Whether this is the intersection of two dimensions."""

    @property
    def bias_detected(self) -> bool:
        """True for adverse impact alone; a flag and a significant difference above four fifths are warnings."""
        return self.verdict == "adverse_impact_indicated"

    def to_json(self) -> Json:
        """The shape of ``fairness --format json``."""
        return self._json([group.to_json() for group in self.groups])

    def to_document(self) -> Json:
        """The same with everything that is known of each group."""
        more = {"unknown": self.unknown, "verdict_reference": self.verdict_reference, "is_crossing": self.is_crossing}
        return self._json([group.to_document() for group in self.groups]) | more

    def _json(self, groups: list[Json]) -> Json:
        return {
            "name": self.name, "metric": self.metric, "reference": self.reference, "groups": groups,
            "demographic_parity_difference": self.demographic_parity_difference,
            "demographic_parity_ratio": self.demographic_parity_ratio, "disparate_impact": self.disparate_impact,
            "equal_opportunity_difference": self.equal_opportunity_difference, "verdict": self.verdict,
            "bias_detected": self.bias_detected, "recommendations": list(self.recommendations),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class FairnessAudit:
    """An audit of one table of decisions or scores."""

    rows: int
    dimensions: tuple[DimensionResult, ...]
    ranking: Mapping[str, RankingResult] | None
    least: int = 1
    """The smallest group that is shown; smaller ones are among the unknown."""

    @property
    def verdict(self) -> Verdict:
        """The worst of all dimensions."""
        return worst(dimension.verdict for dimension in self.dimensions)

    @property
    def bias_detected(self) -> bool:
        """Whether adverse impact is indicated in any dimension."""
        return any(dimension.bias_detected for dimension in self.dimensions)

    def to_json(self) -> Json:
        """The shape of ``fairness --format json``."""
        return {
            "rows": self.rows,
            "unknown": {
                dimension.name: dimension.unknown for dimension in self.dimensions if not dimension.is_crossing
            },
            "dimensions": [dimension.to_json() for dimension in self.dimensions],
            "ranking": None if self.ranking is None else dict(self._rankings()),
        }

    def to_document(self) -> Json:
        """What a ``fairness_audits`` document holds beside its job and date: the fields of the seed, then everything.

        The fields of the seed take the worst of the dimensions: the largest differences, the lowest ratio.
        """
        return {
            "schema": SCHEMA,
            "demographic_parity": max(self._all("demographic_parity_difference"), default=None),
            "equal_opportunity": max(self._all("equal_opportunity_difference"), default=None),
            "disparate_impact": min(self._all("disparate_impact"), default=None),
            "bias_detected": self.bias_detected,
            "verdict": self.verdict,
            "least": self.least,
            "recommendations": [
                f"{dimension.name}: {sentence}"
                for dimension in self.dimensions
                for sentence in dimension.recommendations
            ],
        } | (self.to_json() | {"dimensions": [dimension.to_document() for dimension in self.dimensions]})

    def _all(self, field: str) -> list[float]:
        values = [getattr(dimension, field) for dimension in self.dimensions]
        return [value for value in values if value is not None]

    def _rankings(self) -> Iterator[tuple[str, Json]]:
        for name, result in (self.ranking or {}).items():
            skews = {str(k): dict(skew) for k, skew in result.skew_at.items()}
            yield name, {"ndkl": result.ndkl, "skew_at": skews, "exposure": dict(result.exposure)}


def _listed(interval: Interval | None) -> list[float] | None:
    return None if interval is None else list(interval)
