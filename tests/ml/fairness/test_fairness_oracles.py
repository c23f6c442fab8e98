"""Every number against fairlearn or scipy, to 1e-9, where they define it; where they depart, the departure by name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from fairlearn import metrics as fairlearn
from invented_tables import Rows, random_rows
from scipy import stats  # noqa: TID253 - the oracle
from scipy.stats.contingency import relative_risk  # noqa: TID253

from hiring_desktop.ml.fairness.audit import audit_table, count_groups
from hiring_desktop.ml.fairness.intervals import katz_log, newcombe, wilson
from hiring_desktop.ml.fairness.metrics import (
    GroupCount,
    above_median,
    demographic_parity_difference,
    demographic_parity_ratio,
    equal_opportunity_difference,
)
from hiring_desktop.ml.fairness.rerank import minimum_protected
from hiring_desktop.ml.fairness.significance import fisher_exact, holm, pooled_z

NEAR = 1e-9
TABLES = [
    (1, 1, 1, 1), (0, 1, 1, 1), (0, 5, 0, 7), (5, 5, 7, 7), (0, 9, 9, 9), (3, 80, 1, 40), (48, 60, 60, 60),
    (50, 92, 34, 76), (1, 2, 1, 2), (10, 20, 10, 20), (551, 994, 553, 994), (1, 1000, 0, 3), (999, 1000, 3, 3),
    (5000, 10000, 4800, 10000), (20, 100, 900, 1000),
]  # fmt: skip


def tables() -> list[tuple[GroupCount, GroupCount]]:
    """Edges, then small and large ones by chance, half of them with groups of one size (where ties are exact)."""
    chance = Random(5)
    found = list(TABLES)
    for largest in (8, 40, 400, 2000):
        for _ in range(120):
            n = chance.randint(1, largest)
            m = chance.choice([n, chance.randint(1, largest)])
            found.append((chance.randint(0, n), n, chance.randint(0, m), m))
    return [(GroupCount("a", n, s), GroupCount("b", m, t)) for s, n, t, m in found]


@pytest.fixture(params=range(12))
def rows(request: pytest.FixtureRequest) -> Rows:
    seed: int = request.param
    groups = [{"a": 1, "b": 1}, {"a": 5, "b": 3, "c": 2}, {"a": 8, "b": 1, "c": 1, "d": 2, "e": 1}][seed % 3]
    return random_rows(seed, (40, 150, 600, 3000)[seed % 4], groups)


def column(rows: Rows, name: str) -> list[Any]:
    return [row[name] for row in rows]


def counted(rows: Rows) -> list[GroupCount]:
    return count_groups(column(rows, "sex"), column(rows, "hired"), column(rows, "suited"))


def test_demographic_parity_is_fairlearns(rows: Rows) -> None:
    same: dict[str, Any] = {"sensitive_features": column(rows, "sex")}
    truth, hired = column(rows, "suited"), column(rows, "hired")
    counts = counted(rows)
    difference = demographic_parity_difference(counts)
    assert difference == pytest.approx(fairlearn.demographic_parity_difference(truth, hired, **same), abs=NEAR)
    ratio = demographic_parity_ratio(counts)
    assert ratio == pytest.approx(fairlearn.demographic_parity_ratio(truth, hired, **same), abs=NEAR)


def test_equal_opportunity_is_fairlearns(rows: Rows) -> None:
    expected = fairlearn.equal_opportunity_difference(
        column(rows, "suited"), column(rows, "hired"), sensitive_features=column(rows, "sex")
    )
    assert equal_opportunity_difference(counted(rows)) == pytest.approx(expected, abs=NEAR)


def test_rates_are_fairlearns(rows: Rows) -> None:
    frame = fairlearn.MetricFrame(
        metrics={"selection": fairlearn.selection_rate, "suited": fairlearn.true_positive_rate},
        y_true=column(rows, "suited"), y_pred=column(rows, "hired"), sensitive_features=column(rows, "sex"),
    )  # fmt: skip
    for count in counted(rows):
        assert count.rate == pytest.approx(frame.by_group["selection"][count.group], abs=NEAR)
        assert count.true_positive_rate == pytest.approx(frame.by_group["suited"][count.group], abs=NEAR)


def test_the_audit_gives_what_fairlearn_gives(rows: Rows) -> None:
    """Through the entry point, for decisions and for scores. Each group here has 2 % of the rows or more."""
    same: dict[str, Any] = {"sensitive_features": column(rows, "sex")}
    truth = column(rows, "suited")
    for chosen, audit in (
        (column(rows, "hired"), audit_table(rows, ["sex"], selected="hired", truth="suited")),
        (above_median(column(rows, "score")), audit_table(rows, ["sex"], score="score", truth="suited")),
    ):
        found = audit.dimensions[0]
        assert not any(group.excluded for group in found.groups)
        for value, oracle in (
            (found.demographic_parity_difference, fairlearn.demographic_parity_difference),
            (found.demographic_parity_ratio, fairlearn.demographic_parity_ratio),
            (found.disparate_impact, fairlearn.demographic_parity_ratio),
            (found.equal_opportunity_difference, fairlearn.equal_opportunity_difference),
        ):
            assert value == pytest.approx(oracle(truth, chosen, **same), abs=NEAR)


def test_departure_a_group_without_positives_has_no_rate_and_is_not_fair() -> None:
    """fairlearn takes the true positive rate of such a group as 0.0, and so finds two of them equal: "0.0, fair"."""
    groups, truth, hired = list("aabb"), [0, 0, 0, 0], [1, 0, 1, 1]
    assert fairlearn.equal_opportunity_difference(truth, hired, sensitive_features=groups) == 0.0
    assert equal_opportunity_difference(count_groups(groups, [bool(h) for h in hired], [False] * 4)) is None
    one_sided = [True, True, False, False]
    assert fairlearn.equal_opportunity_difference(one_sided, hired, sensitive_features=groups) == 0.5
    assert equal_opportunity_difference(count_groups(groups, [bool(h) for h in hired], one_sided)) is None


def test_departure_no_selection_has_no_ratio() -> None:
    """fairlearn gives NaN, which is no JSON; ours is None. The difference is 0.0 for both: the rates are equal."""
    groups = list("aabb")
    assert math.isnan(fairlearn.demographic_parity_ratio([0] * 4, [0] * 4, sensitive_features=groups))
    none = count_groups(groups, [False] * 4)
    assert demographic_parity_ratio(none) is None
    assert demographic_parity_difference(none) == 0.0
    assert fairlearn.demographic_parity_difference([0] * 4, [0] * 4, sensitive_features=groups) == 0.0


def test_departure_one_group_has_no_difference() -> None:
    """fairlearn calls a single group perfectly fair: difference 0.0, ratio 1.0."""
    assert fairlearn.demographic_parity_difference([0, 1], [0, 1], sensitive_features=["a", "a"]) == 0.0
    assert fairlearn.demographic_parity_ratio([0, 1], [0, 1], sensitive_features=["a", "a"]) == 1.0
    alone = count_groups(["a", "a"], [False, True])
    assert (demographic_parity_difference(alone), demographic_parity_ratio(alone)) == (None, None)


def scipys_fisher(a: GroupCount, b: GroupCount) -> float:
    table: Any = [[a.selected, a.n - a.selected], [b.selected, b.n - b.selected]]
    return float(stats.fisher_exact(table).pvalue)


def test_fisher_is_scipys() -> None:
    for a, b in tables():
        assert fisher_exact(a, b) == pytest.approx(scipys_fisher(a, b), abs=NEAR), (a, b)


def test_fisher_does_not_depend_on_the_order_to_the_last_bit() -> None:
    assert all(fisher_exact(a, b) == fisher_exact(b, a) for a, b in tables())


def test_fisher_of_a_hundred_thousand_is_scipys() -> None:
    a, b = GroupCount("a", 60_000, 30_100), GroupCount("b", 40_000, 19_800)
    assert fisher_exact(a, b) == pytest.approx(scipys_fisher(a, b), abs=NEAR)


def test_fisher_beyond_floating_point_is_zero() -> None:
    assert fisher_exact(GroupCount("a", 2000, 2000), GroupCount("b", 2000, 0)) == 0.0


def test_z_squared_is_pearsons_chi_squared() -> None:
    for a, b in tables():
        selected, rejected = a.selected + b.selected, a.n + b.n - a.selected - b.selected
        z = pooled_z(a, b)
        if not selected or not rejected:
            assert z is None
            continue
        table = [[a.selected, a.n - a.selected], [b.selected, b.n - b.selected]]
        assert z is not None
        assert z * z == pytest.approx(float(stats.chi2_contingency(table, correction=False).statistic), abs=NEAR)
        assert math.copysign(1, z) == math.copysign(1, a.rate - b.rate) or z == 0


def test_the_interval_of_the_ratio_is_scipys() -> None:
    for a, b in tables():
        found = katz_log(a, b)
        if not a.selected or not b.selected:
            assert found is None  # scipy: (0, nan), (nan, inf) or (nan, nan)
            continue
        interval = relative_risk(a.selected, a.n, b.selected, b.n).confidence_interval(0.95)
        assert found == pytest.approx((interval.low, interval.high), rel=NEAR, abs=NEAR)


def test_the_interval_of_a_rate_is_scipys() -> None:
    for count, _ in tables():
        expected = stats.binomtest(count.selected, count.n).proportion_ci(0.95, method="wilson")
        assert wilson(count.selected, count.n) == pytest.approx((expected.low, expected.high), abs=NEAR)


def test_the_interval_of_a_difference_is_newcombes() -> None:
    """Newcombe (1998), table II, his method 10: 56 of 70 against 48 of 80, and 9 of 10 against 3 of 10."""
    low, high = newcombe(GroupCount("a", 70, 56), GroupCount("b", 80, 48))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    low, high = newcombe(GroupCount("a", 10, 9), GroupCount("b", 10, 3))
    assert (round(low, 4), round(high, 4)) == (0.1705, 0.8090)


def test_holm_of_a_worked_example() -> None:
    """Four tests: .01 x 4, .02 x 3, .03 x 2 = .06 (not below .06 before it), .04 x 1 lifted to .06."""
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_holm_keeps_the_order_and_is_never_below_the_raw_value() -> None:
    chance = Random(2)
    for size in range(1, 30):
        raw = [chance.random() ** 3 for _ in range(size)]
        adjusted = holm(raw)
        assert all(r <= a <= 1 for r, a in zip(raw, adjusted, strict=True))
        assert sorted(range(size), key=raw.__getitem__) == sorted(range(size), key=lambda i: (adjusted[i], raw[i]))
        assert min(adjusted) == pytest.approx(min(1.0, size * min(raw)))


def test_the_table_of_fa_ir_is_the_binomial_quantile() -> None:
    def quantiles(places: int, share: float, alpha: float) -> Sequence[int]:
        return [int(stats.binom.ppf(alpha, k, share)) for k in range(1, places + 1)]

    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        for alpha in (0.013, 0.097, 0.17):
            assert minimum_protected(60, share, alpha) == quantiles(60, share, alpha)


def test_the_table_of_fa_ir_is_exact_where_rounding_decides() -> None:
    """P(0 of 1) = .1 and P(0 of 2) = .01 exactly at a share of .9: equal to alpha is enough, so nobody is owed yet."""
    assert minimum_protected(1, 0.9, 0.1) == [0]
    assert minimum_protected(2, 0.9, 0.01) == [0, 0]
