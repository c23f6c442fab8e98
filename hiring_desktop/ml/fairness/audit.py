"""The one entry point: a table of decisions or scores in, an audit out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.ml.fairness import columns
from hiring_desktop.ml.fairness.advice import recommendations
from hiring_desktop.ml.fairness.columns import Row
from hiring_desktop.ml.fairness.intersections import CROSS, crossed, crossings
from hiring_desktop.ml.fairness.intervals import katz_log, newcombe, wilson
from hiring_desktop.ml.fairness.metrics import (
    GroupCount,
    above_median,
    demographic_parity_difference,
    demographic_parity_ratio,
    disparate_impact,
    equal_opportunity_difference,
    impact_ratio,
    is_below_four_fifths,
)
from hiring_desktop.ml.fairness.ranking_metrics import RankingResult, measure
from hiring_desktop.ml.fairness.result import DimensionResult, FairnessAudit, GroupResult, Metric
from hiring_desktop.ml.fairness.significance import PairTest, compare_all_pairs, pooled_z
from hiring_desktop.ml.fairness.small_cells import without_small_cells
from hiring_desktop.ml.fairness.verdicts import (
    Verdict,
    is_under_two_percent,
    judge,
    one_more_changes_direction,
    reference_group,
    verdict_reference,
    worst,
)

_EXCLUDED: Final = "under 2% of the rows, {n} of {rows}"


def audit_table(
    rows: Sequence[Row],
    groups: Sequence[str],
    *,
    selected: str | None = None,
    score: str | None = None,
    truth: str | None = None,
    rank: str | None = None,
    least: int = 1,
) -> FairnessAudit:
    """Audit a table with a row for each candidate.

    Rates are of selection where there is a column of decisions, else of scoring (share strictly above the median). The
    ranking is that of the ranks where there are any, else that of the scores (highest first), else there is none.

    Args:
        rows: Column to cell; cells may be text, numbers, booleans or None.
        groups: The columns that hold groups, one for each dimension. Every two of them are audited together as well.
        selected: The column of decisions: 0, 1, true, false, yes, no.
        score: The column of scores: finite numbers.
        truth: The column that says who is known to be suited, like decisions; an empty cell is not known.
        rank: The column of ranks, 1 the best; an empty cell is not in the list.
        least: Groups of fewer people than this, and those that would give them away, count as unknown
            (``small_cells``). 1, which hides nothing, is for tables that the reader has anyway.

    Raises:
        InvalidInput: No rows, no group column, neither decisions nor scores, a column that is missing or named twice,
            or a cell that cannot be read; the message says which row.
    """
    _check(rows, groups, selected, score, truth, rank)
    scores = None if score is None else columns.scores(rows, score)
    metric: Metric = "scoring" if selected is None else "selection"
    chosen = above_median(scores or []) if selected is None else columns.decisions(rows, selected)
    truths = None if truth is None else columns.truths(rows, truth)
    members = {name: _large_enough(columns.groups(rows, name), least) for name in groups}
    members |= {f"{a}{CROSS}{b}": crossed(members[a], members[b], least=least) for a, b in crossings(groups)}
    places = _places(rows, rank, scores)
    return FairnessAudit(
        rows=len(rows),
        dimensions=tuple(
            audit_counts(
                name,
                count_groups(labels, chosen, truths),
                rows=len(rows),
                metric=metric,
                is_crossing=name not in groups,
            )
            for name, labels in members.items()
        ),
        ranking=None if places is None else _rankings(members, places, sum(chosen) if selected else None),
        least=least,
    )


def count_groups(
    labels: Sequence[str | None], chosen: Sequence[bool], truths: Sequence[bool | None] | None = None
) -> list[GroupCount]:
    """The counts of each group, by name.

    Args:
        labels: The group of each row, None where it is unknown.
        chosen: Whether each row was selected.
        truths: Whether each row's person is known to be suited, None where that is unknown.
    """
    tally: dict[str, list[int]] = {}
    known = [None] * len(labels) if truths is None else truths
    for label, was_chosen, suited in zip(labels, chosen, known, strict=True):
        if label is not None:
            counts = tally.setdefault(label, [0, 0, 0, 0])
            counts[0] += 1
            counts[1] += was_chosen
            counts[2] += suited is True
            counts[3] += suited is True and was_chosen
    return [
        GroupCount(group, n, hits) if truths is None else GroupCount(group, n, hits, positives, true_positives)
        for group, (n, hits, positives, true_positives) in sorted(tally.items())
    ]


def audit_counts(
    name: str, counts: Sequence[GroupCount], *, rows: int, metric: Metric = "selection", is_crossing: bool = False
) -> DimensionResult:
    """Audit one dimension from its counts alone.

    Args:
        name: The dimension.
        counts: Its groups, each named once.
        rows: All rows, those of unknown group as well; what 2 % is taken of.
        metric: What ``selected`` of the counts is.
        is_crossing: Whether the dimension is the intersection of two.
    """
    compared = [count for count in counts if not is_under_two_percent(count.n, rows)]
    reference = reference_group(compared)
    against = verdict_reference(compared) if len(compared) > 1 else None
    tests = {} if against is None else compare_all_pairs(compared)
    results = tuple(
        _excluded(count, rows) if count not in compared else _compared(count, reference, against, tests)
        for count in sorted(counts, key=lambda count: count.group)
    )
    verdict = worst(result.verdict for result in results)
    without_truth = [count.group for count in compared if count.positives == 0]
    return DimensionResult(
        name=name,
        metric=metric,
        unknown=rows - sum(count.n for count in counts),
        reference=None if reference is None else reference.group,
        verdict_reference=None if against is None else against.group,
        groups=results,
        demographic_parity_difference=demographic_parity_difference(compared),
        demographic_parity_ratio=demographic_parity_ratio(compared),
        disparate_impact=disparate_impact(compared, reference),
        equal_opportunity_difference=equal_opportunity_difference(compared),
        verdict=verdict,
        recommendations=recommendations(metric, verdict, results, reference, against, without_truth),
        is_crossing=is_crossing,
    )


def _check(rows: Sequence[Row], groups: Sequence[str], *others: str | None) -> None:
    if not rows:
        raise InvalidInput("The table has no rows. Give one with a row for each candidate.")
    if not groups:
        raise InvalidInput("Name at least one column of groups, such as sex.")
    twice = sorted({name for name in groups if list(groups).count(name) > 1})
    if twice:
        raise InvalidInput(f"The column of groups {twice[0]!r} is named twice. Name it once.")
    selected, score, *_ = others
    if selected is None and score is None:
        raise InvalidInput("Name the column that says who was selected, or the column of scores.")
    columns.check_columns(rows, [name for name in (*others, *groups) if name is not None])


def _excluded(count: GroupCount, rows: int) -> GroupResult:
    return GroupResult(
        group=count.group,
        n=count.n,
        selected=count.selected,
        rate=count.rate,
        rate_ci=wilson(count.selected, count.n),
        verdict="not_computable",
        positives=count.positives,
        true_positives=count.true_positives,
        true_positive_rate=count.true_positive_rate,
        excluded=_EXCLUDED.format(n=count.n, rows=rows),
    )


def _compared(
    count: GroupCount,
    reference: GroupCount | None,
    against: GroupCount | None,
    tests: dict[frozenset[str], PairTest],
) -> GroupResult:
    is_reference = reference is not None and count.group == reference.group
    test, verdict = _judged(count, against, tests)
    other = against if test is not None else None
    return GroupResult(
        group=count.group,
        n=count.n,
        selected=count.selected,
        rate=count.rate,
        rate_ci=wilson(count.selected, count.n),
        verdict=verdict,
        impact_ratio=None if reference is None else impact_ratio(count, reference),
        impact_ratio_ci=(1.0, 1.0) if is_reference else None if reference is None else katz_log(count, reference),
        difference=None if other is None else count.rate - other.rate,
        difference_ci=None if other is None else newcombe(count, other),
        fisher_p=None if test is None else test.p,
        fisher_p_adjusted=None if test is None else test.p_adjusted,
        z=None if other is None else pooled_z(count, other),
        below_four_fifths=None if against is None else is_below_four_fifths(count, against),
        one_more_changes_direction=None
        if against is None
        else other is not None and one_more_changes_direction(count, other),
        positives=count.positives,
        true_positives=count.true_positives,
        true_positive_rate=count.true_positive_rate,
    )


def _judged(
    count: GroupCount, against: GroupCount | None, tests: dict[frozenset[str], PairTest]
) -> tuple[PairTest | None, Verdict]:
    """The test against the reference of verdicts, and what follows; the reference itself is compared with nobody."""
    if against is None:
        return None, "not_computable"
    if count.group == against.group:
        return None, "no_adverse_impact_indicated"
    test = tests[frozenset((count.group, against.group))]
    return test, judge(count, against, test.p_adjusted)


def _large_enough(labels: Sequence[str | None], least: int) -> list[str | None]:
    cells = without_small_cells([None if label is None else (label,) for label in labels], least)
    return [None if cell is None else cell[0] for cell in cells]


def _places(rows: Sequence[Row], rank: str | None, scores: Sequence[float] | None) -> list[float | None] | None:
    """What orders the ranked list, smallest first."""
    if rank is not None:
        return columns.ranks(rows, rank)
    return None if scores is None else [-score for score in scores]


def _rankings(
    members: dict[str, list[str | None]], places: Sequence[float | None], selections: int | None
) -> dict[str, RankingResult]:
    return {name: measure(labels, places, also_at=selections) for name, labels in members.items()}
