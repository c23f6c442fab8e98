"""The measures of ranked lists, against their formulas written out and against figures made by hand."""

from __future__ import annotations

import math
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.ml.fairness.audit import audit_table
from hiring_desktop.ml.fairness.ranking_metrics import cut_offs, measure, ndkl, places


def written_out_ndkl(order: str, pool: str | None = None) -> float:
    """NDKL as the paper has it, over every prefix from scratch."""
    whole = Counter(pool or order)
    total = norm = 0.0
    for i in range(1, len(order) + 1):
        prefix = Counter(order[:i])
        kl = sum(n / i * math.log((n / i) / (whole[g] / sum(whole.values()))) for g, n in prefix.items())
        total += kl / math.log2(i + 1)
        norm += 1 / math.log2(i + 1)
    return total / norm


def in_order(order: str) -> tuple[list[str], list[float]]:
    return list(order), [float(place) for place in range(len(order))]


def test_skew_of_one_in_four_where_half_of_the_pool_is() -> None:
    """Four F and four M; the first four places hold M, M, F, M: ln(.25 / .5) = -.69 and ln(.75 / .5) = .41."""
    found = measure(*in_order("MMFMFFMF"))
    assert found.skew_at[4] == {"F": pytest.approx(math.log(0.5)), "M": pytest.approx(math.log(1.5))}
    assert found.skew_at[1] == {"F": None, "M": pytest.approx(math.log(2))}
    assert found.skew_at[8] == {"F": 0.0, "M": 0.0}


def test_exposure_is_averaged_over_the_group() -> None:
    """Places 1 and 3 see 1 and 1 / log2(4) = .5, places 2 and 4 see 1 / log2(3) and 1 / log2(5)."""
    found = measure(*in_order("MFMF"))
    assert found.exposure["M"] == pytest.approx(0.75)
    assert found.exposure["F"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / 2)


def test_ndkl_of_two_people_by_hand() -> None:
    """The first prefix holds one of two groups: ln 2, weight 1. The second mirrors the pool: 0, weight 1 / log2(3)."""
    assert measure(*in_order("MF")).ndkl == pytest.approx(math.log(2) / (1 + 1 / math.log2(3)))


@given(st.text("FMX", min_size=1, max_size=60))
def test_ndkl_is_the_formula_written_out(order: str) -> None:
    found = measure(*in_order(order)).ndkl
    if len(set(order)) < 2:
        assert found is None
    else:
        assert found == pytest.approx(written_out_ndkl(order), abs=1e-9)


def test_ndkl_stays_exact_over_a_long_list() -> None:
    order = "".join(Random(3).choices("FMX", [5, 3, 1], k=3000))
    assert measure(*in_order(order)).ndkl == pytest.approx(written_out_ndkl(order), abs=1e-9)


def test_a_list_in_turns_is_closer_to_the_pool_than_one_in_blocks() -> None:
    turns, blocks = (measure(*in_order(order)).ndkl for order in ("MFMFMFMF", "MMMMFFFF"))
    assert turns is not None
    assert blocks is not None
    assert 0 < turns < blocks


def test_people_of_unknown_group_are_left_out_and_the_others_close_ranks() -> None:
    with_unknown = measure(["M", None, "F", "M", None], [1, 2, 3, 4, 5])
    assert with_unknown == measure(["M", "F", "M"], [1, 2, 3])


def test_equal_scores_share_their_places() -> None:
    """Two tied for the places 1 and 2: each place is half M and half F, so exposure is equal and no prefix leans."""
    found = measure(["M", "F", "M", "F"], [1, 1, 2, 2])
    assert found.ndkl == pytest.approx(0.0, abs=1e-12)
    assert found.exposure["M"] == found.exposure["F"]
    assert found.skew_at[1] == {"F": pytest.approx(0.0), "M": pytest.approx(0.0)}


def test_who_is_not_in_the_list_counts_in_the_pool_alone() -> None:
    """Four of a pool of eight are listed, all M: skew ln 2, and the exposure of F is nothing."""
    found = measure(list("MMMMFFFF"), [1, 2, 3, 4, None, None, None, None])
    assert found.skew_at[4] == {"F": None, "M": pytest.approx(math.log(2))}
    assert found.exposure["F"] == 0.0
    assert max(found.skew_at) == 4
    assert found.ndkl == pytest.approx(written_out_ndkl("MMMM", "MMMMFFFF"))


def test_nobody_in_the_list_measures_nothing() -> None:
    found = measure(["M", "F"], [None, None])
    assert (found.ndkl, found.skew_at, found.exposure) == (None, {}, {"F": 0.0, "M": 0.0})
    assert ndkl(places([], []), {}) is None


def test_cut_offs_are_the_first_ten_round_numbers_and_one_more() -> None:
    assert cut_offs(8) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert cut_offs(60, 37) == [*range(1, 11), 20, 25, 37, 50]
    assert cut_offs(5, 9) == [1, 2, 3, 4, 5]
    assert cut_offs(0) == []


def test_ranks_go_before_scores_and_scores_are_best_first() -> None:
    rows = [
        {"sex": sex, "hired": 0, "score": score, "rank": rank}
        for sex, score, rank in (("F", 10, 3), ("M", 30, 2), ("F", 20, 1))
    ]
    by_score = audit_table(rows, ["sex"], score="score").ranking
    by_rank = audit_table(rows, ["sex"], score="score", rank="rank").ranking
    assert by_score is not None
    assert by_rank is not None
    assert by_score["sex"] == measure(["M", "F", "F"], [1, 2, 3])
    assert by_rank["sex"] == measure(["F", "M", "F"], [1, 2, 3])
    assert audit_table(rows, ["sex"], selected="hired").ranking is None
