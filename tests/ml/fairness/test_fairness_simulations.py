"""What-if: cut-offs and re-ranked lists."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.ml.fairness.rerank import (
    LABEL,
    WHY_NOT,
    Ranked,
    adjusted_alpha,
    det_greedy,
    fa_ir,
    minimum_protected,
)
from hiring_desktop.ml.fairness.sweep import threshold_sweep

CANDIDATES = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 20)), min_size=1, max_size=40).map(
    lambda pairs: [Ranked(f"c{at:02}", group, score) for at, (group, score) in enumerate(pairs)]
)


def ranked(order: str) -> list[Ranked]:
    """Candidates from the best on; a letter is a group."""
    return [Ranked(f"c{at:02}", group, 100.0 - at) for at, group in enumerate(order)]


def groups(candidates: list[Ranked], order: tuple[str, ...]) -> str:
    by_id = {candidate.id: candidate.group for candidate in candidates}
    return "".join(by_id[name] for name in order)


# ------------------------------------------------------------------ DetGreedy
def test_det_greedy_takes_turns_where_groups_are_equal() -> None:
    """Three M score best, then three F. Each prefix may hold its half of a group rounded up, and must hold it down."""
    candidates = ranked("MMMFFF")
    found = det_greedy(candidates)
    assert groups(candidates, found.order) == "MFMFMF"
    assert found.ndkl_before is not None
    assert found.ndkl_after is not None
    assert found.ndkl_after < found.ndkl_before
    assert found.newcomers == ()


def test_det_greedy_on_the_first_places_says_what_it_costs() -> None:
    """Of the first two, one M of score 99 gives way to the first F of score 97."""
    candidates = ranked("MMMFFF")
    found = det_greedy(candidates, places=2)
    assert (found.order, found.newcomers) == (("c00", "c03"), ("c03",))
    assert (found.mean_score_before, found.mean_score_after) == (99.5, 98.5)


def test_det_greedy_takes_another_target() -> None:
    candidates = ranked("MMMMFFFF")
    assert groups(candidates, det_greedy(candidates, target={"M": 0.75, "F": 0.25}, places=4).order) == "MMMF"
    with pytest.raises(InvalidInput):
        det_greedy(candidates, target={"M": 1.0})


@given(CANDIDATES)
def test_det_greedy_keeps_everybody_and_every_share_from_below(candidates: list[Ranked]) -> None:
    """The paper's theorem: with at most three groups no prefix holds less than a group's share rounded down."""
    found = det_greedy(candidates)
    assert sorted(found.order) == sorted(candidate.id for candidate in candidates)
    pool, order = Counter(c.group for c in candidates), groups(candidates, found.order)
    for k in range(1, len(order) + 1):
        for group, n in pool.items():
            assert order[:k].count(group) >= k * n // len(candidates)


# ------------------------------------------------------------------ FA*IR
def test_minimum_protected_is_the_papers_table() -> None:
    """Zehlike and others (2017), table 2: alpha .1, the first twelve places, without adjustment."""
    assert minimum_protected(12, 0.3, 0.1) == [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2]
    assert minimum_protected(12, 0.5, 0.1) == [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4]
    assert minimum_protected(12, 0.7, 0.1) == [0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6]


@pytest.mark.parametrize(("places", "share", "alpha"), [(10, 0.5, 0.1), (40, 0.3, 0.1), (30, 0.5, 0.05), (3, 0.1, 0.1)])
def test_a_fair_lottery_fails_the_adjusted_test_no_more_often_than_alpha(
    places: int, share: float, alpha: float
) -> None:
    """Over 4,000 lotteries, with three standard errors of room; the plain table fails as many of them or more."""
    level = adjusted_alpha(places, share, alpha)
    assert 0 < level <= alpha
    chance = Random(11)
    lists = [[chance.random() < share for _ in range(places)] for _ in range(4000)]

    def failures(table: list[int]) -> int:
        return sum(any(sum(one[: k + 1]) < table[k] for k in range(places)) for one in lists)

    adjusted = failures(minimum_protected(places, share, level))
    assert adjusted / 4000 <= alpha + 3 * (alpha * (1 - alpha) / 4000) ** 0.5
    assert adjusted <= failures(minimum_protected(places, share, alpha))


def test_fa_ir_lifts_the_protected_as_far_as_the_table_says_and_no_further() -> None:
    candidates = ranked("M" * 12 + "F" * 12)
    found = fa_ir(candidates, "F", share=0.5, places=12)
    least = minimum_protected(12, 0.5, adjusted_alpha(12, 0.5, 0.1))
    order = groups(candidates, found.order)
    assert [order[:k].count("F") for k in range(1, 13)] == least
    assert found.newcomers == ("c12", "c13", "c14")[: least[-1]]


def test_fa_ir_leaves_a_list_alone_that_is_fair_already() -> None:
    candidates = ranked("FMFMFMFM")
    assert groups(candidates, fa_ir(candidates, "F").order) == "FMFMFMFM"


@given(CANDIDATES, st.floats(0.05, 0.95))
def test_fa_ir_fills_every_place_once(candidates: list[Ranked], share: float) -> None:
    protected = candidates[0].group
    found = fa_ir(candidates, protected, share=share)
    assert sorted(found.order) == sorted(candidate.id for candidate in candidates)


def test_simulations_say_that_they_are_and_why_nobody_is_reordered() -> None:
    for found in (det_greedy(ranked("MF")), fa_ir(ranked("MF"), "F")):
        assert (found.label, found.why_not) == (LABEL, WHY_NOT)
        assert "simulation" in found.label
        assert "unlawful" in found.why_not


def test_the_order_of_candidates_changes_nothing() -> None:
    candidates = [Ranked(f"c{at:02}", "AB"[at % 2], at // 5) for at in range(30)]
    backwards = candidates[::-1]
    assert det_greedy(candidates) == det_greedy(backwards)
    assert fa_ir(candidates, "A") == fa_ir(backwards, "A")


def test_what_cannot_be_simulated_is_refused() -> None:
    with pytest.raises(InvalidInput):
        det_greedy([])
    with pytest.raises(InvalidInput):
        fa_ir([], "F")
    with pytest.raises(InvalidInput):
        fa_ir(ranked("MM"), "F")
    with pytest.raises(InvalidInput):
        fa_ir(ranked("MF"), "F", share=0.0)
    with pytest.raises(InvalidInput):
        fa_ir(ranked("MF"), "F", alpha=1.0)


# ------------------------------------------------------------------ cut-offs
def test_a_sweep_shows_where_the_ratio_falls() -> None:
    """M score 11 to 30, F 1 to 20. From 11 on all M pass and half of the F: .5; from 21 on half of the M, no F."""
    labels = ["M"] * 20 + ["F"] * 20
    scores = [*map(float, range(11, 31)), *map(float, range(1, 21))]
    points = threshold_sweep("sex", labels, scores, [21, 11, 1])
    assert [(point.threshold, point.selected) for point in points] == [(1, 40), (11, 30), (21, 10)]
    assert [point.dimension.disparate_impact for point in points] == [1.0, 0.5, 0.0]
    assert [point.dimension.verdict for point in points] == [
        "no_adverse_impact_indicated", "adverse_impact_indicated", "adverse_impact_indicated",
    ]  # fmt: skip


def test_a_sweep_chooses_its_own_cut_offs() -> None:
    points = threshold_sweep("sex", ["M", "F"] * 100, [float(score) for score in range(200)])
    assert [point.selected for point in points] == list(range(190, 0, -10))
    assert threshold_sweep("sex", ["M", "F"], [1.0, 1.0])[0].selected == 2
    assert threshold_sweep("sex", [], []) == []


def test_a_sweep_knows_the_suited_and_the_unknown() -> None:
    point = threshold_sweep("sex", ["M", "F", None], [3, 1, 2], [2], truths=[True, True, None])[0]
    assert point.selected == 2
    assert point.dimension.unknown == 1
    assert point.dimension.equal_opportunity_difference == 1.0
