"""Each rung of the ladder, from a published example or one derived in the test's docstring."""

from __future__ import annotations

from itertools import product
from math import comb
from random import Random

import pytest
from invented_tables import counts, outcomes

from hiring_desktop.ml.fairness.audit import audit_counts, audit_table
from hiring_desktop.ml.fairness.metrics import GroupCount, is_below_four_fifths
from hiring_desktop.ml.fairness.result import DimensionResult, GroupResult
from hiring_desktop.ml.fairness.significance import compare_all_pairs
from hiring_desktop.ml.fairness.verdicts import (
    VERDICTS,
    is_under_two_percent,
    judge,
    one_more_changes_direction,
    reference_group,
    worst,
)


def audited(unknown: int = 0, /, **groups: tuple[int, int]) -> DimensionResult:
    """A dimension from group to (selected, n)."""
    found = counts(**groups)
    return audit_counts("sex", found, rows=unknown + sum(count.n for count in found))


def group(dimension: DimensionResult, name: str) -> GroupResult:
    return next(group for group in dimension.groups if group.group == name)


# ------------------------------------------------------------------ the rungs
def test_adverse_impact_of_question_12() -> None:
    """Questions and Answers on the Uniform Guidelines, 12: of 80 white applicants 48 hired, of 40 black ones 12.

    60 % against 30 %, impact ratio 50 %. Fisher's p is .0034; there is one pair, so nothing is adjusted.
    """
    found = audited(white=(48, 80), black=(12, 40))
    black = group(found, "black")
    assert black.impact_ratio == 0.5
    assert black.fisher_p == pytest.approx(0.0034, abs=1e-4)
    assert black.fisher_p_adjusted == black.fisher_p
    assert (black.verdict, found.verdict, found.bias_detected) == ("adverse_impact_indicated",) * 2 + (True,)


def test_insufficient_data_of_question_21() -> None:
    """The same, 21: three of 80 men and one of 40 women. 2.5 % is 66 2/3 % of 3.75 %, but one woman more and one man
    less make it 5 % against 2.5 %: the numbers are too small to call it adverse impact.
    """
    found = audited(men=(3, 80), women=(1, 40))
    women = group(found, "women")
    assert women.impact_ratio == pytest.approx(2 / 3)
    assert women.below_four_fifths
    assert women.one_more_changes_direction
    assert (women.verdict, found.verdict, found.bias_detected) == ("insufficient_data",) * 2 + (False,)


def test_question_11_with_numbers_that_can_be_chance() -> None:
    """The same, 11: rates of 60 % (whites), 45 % (American Indians, ratio 75 %), 48 % (Hispanics, exactly 80 %) and
    51 % (blacks, 85 %): four fifths is violated for American Indians alone.

    With 100 people each, 45 against 60 has p = .047, which Holm lifts to .28 over six pairs; moving one selection
    leaves 46 / 59 below four fifths: a flag. 48 against 60 is on the edge, where one selection moved crosses it.
    """
    found = audited(white=(60, 100), american_indian=(45, 100), hispanic=(48, 100), black=(51, 100))
    indian, hispanic, black = (group(found, name) for name in ("american_indian", "hispanic", "black"))
    assert (indian.impact_ratio, hispanic.impact_ratio, black.impact_ratio) == (0.75, 0.8, 0.85)
    assert (indian.below_four_fifths, hispanic.below_four_fifths, black.below_four_fifths) == (True, False, False)
    assert indian.fisher_p is not None
    assert indian.fisher_p_adjusted is not None
    assert indian.fisher_p < 0.05 < indian.fisher_p_adjusted == pytest.approx(6 * indian.fisher_p)
    assert indian.verdict == "flag_not_significant"
    assert hispanic.verdict == "insufficient_data"
    assert black.verdict == "no_adverse_impact_indicated"
    assert (found.verdict, found.bias_detected) == ("flag_not_significant", False)


def test_question_11_with_numbers_that_cannot_be_chance() -> None:
    """The same rates of 2,000 people each: no difference of 9 points or more is chance, and four fifths decides."""
    found = audited(white=(1200, 2000), american_indian=(900, 2000), hispanic=(960, 2000), black=(1020, 2000))
    verdicts = {one.group: one.verdict for one in found.groups}
    assert verdicts == {
        "american_indian": "adverse_impact_indicated",
        "black": "significant_above_four_fifths",
        "hispanic": "significant_above_four_fifths",
        "white": "no_adverse_impact_indicated",
    }
    assert (found.verdict, found.bias_detected) == ("adverse_impact_indicated", True)


def test_forty_eight_of_sixty_against_all_of_sixty_is_no_violation_of_four_fifths() -> None:
    """5 x 48 x 60 = 4 x 60 x 60: exactly four fifths, which is not below. In floating point 0.8 x 1.0 could say either.

    The difference is hardly chance (p = .0002), so it is named, but it is no adverse impact and no bias.
    """
    found = audited(women=(48, 60), men=(60, 60))
    women = group(found, "women")
    assert (women.impact_ratio, women.below_four_fifths) == (0.8, False)
    assert (found.verdict, found.bias_detected) == ("significant_above_four_fifths", False)


def test_significant_above_four_fifths() -> None:
    """80 % against 90 % of 1,000 each is a ratio of .889; z = -.1 / sqrt(.85 x .15 x 2 / 1000) = -6.26."""
    found = audited(men=(900, 1000), women=(800, 1000))
    women = group(found, "women")
    assert women.z == pytest.approx(-0.1 / (0.85 * 0.15 * 2 / 1000) ** 0.5)
    assert (women.verdict, found.bias_detected) == ("significant_above_four_fifths", False)


def test_flag_not_significant() -> None:
    """38 % against 50 % of 100 each is a ratio of .76; 39 / 49 = .796 is still below; p = .12."""
    found = audited(men=(50, 100), women=(38, 100))
    women = group(found, "women")
    assert women.fisher_p == pytest.approx(0.12, abs=0.01)
    assert not women.one_more_changes_direction
    assert (women.verdict, found.bias_detected) == ("flag_not_significant", False)


def test_no_adverse_impact_in_the_example_of_local_law_144() -> None:
    """The worked example of 6 RCNY 5-301: 667 of 1,390 men (48 %) and 555 of 1,181 women (47 %), impact ratio .979."""
    found = audited(Male=(667, 1390), Female=(555, 1181))
    female = group(found, "Female")
    assert female.impact_ratio == pytest.approx(0.979, abs=5e-4)
    assert (found.reference, group(found, "Male").impact_ratio) == ("Male", 1.0)
    assert (female.verdict, found.verdict) == ("no_adverse_impact_indicated",) * 2


def test_insufficient_where_one_selection_would_break_four_fifths() -> None:
    """4 of 10 against 5 of 10 is exactly four fifths; 3 against 6 is half. The rule looks in both directions."""
    found = audited(men=(5, 10), women=(4, 10))
    women = group(found, "women")
    assert (women.below_four_fifths, women.one_more_changes_direction) == (False, True)
    assert women.verdict == "insufficient_data"


def test_insufficient_where_there_are_fewer_than_ten() -> None:
    """Nine of nine against all of 100: nothing can be moved, since both are full. Too few is what is left to say."""
    found = audited(men=(100, 100), women=(9, 9))
    women = group(found, "women")
    assert not women.one_more_changes_direction
    assert women.verdict == "insufficient_data"
    assert group(audited(men=(100, 100), women=(10, 10)), "women").verdict == "no_adverse_impact_indicated"


def test_few_people_do_not_hide_what_is_significant() -> None:
    """None of nine against 95 of 100: p < .00001. Small numbers excuse only what can be chance."""
    found = audited(men=(95, 100), women=(0, 9))
    assert group(found, "women").verdict == "adverse_impact_indicated"
    assert found.bias_detected


@pytest.mark.parametrize(
    "groups",
    [{"men": (5, 100)}, {"men": (0, 50), "women": (0, 50)}, {"men": (10, 100), "women": (1, 1)}, {}],
    ids=["one group", "no selection", "the other under 2 %", "nobody known"],
)
def test_not_computable(groups: dict[str, tuple[int, int]]) -> None:
    found = audited(3, **groups)
    assert (found.verdict, found.bias_detected) == ("not_computable", False)
    for one in found.groups:
        assert one.verdict == "not_computable"
        assert (one.fisher_p, one.fisher_p_adjusted, one.z) == (None, None, None)
        assert one.below_four_fifths is None


# ------------------------------------------------------------------ the reference
def test_the_reference_is_the_highest_rate_then_the_larger_group_then_the_name() -> None:
    assert reference_group(counts(a=(5, 10), b=(6, 10))) == GroupCount("b", 10, 6)
    assert reference_group(counts(a=(5, 10), b=(10, 20))) == GroupCount("b", 20, 10)
    assert reference_group(counts(b=(5, 10), a=(5, 10))) == GroupCount("a", 10, 5)
    assert reference_group(counts(a=(1, 3), b=(333, 1000))) == GroupCount("a", 3, 1)
    assert reference_group(counts(a=(0, 10))) is None


def test_a_small_highest_group_is_the_reference_of_ratios_but_not_of_verdicts() -> None:
    """Five of five is the highest rate. Against it everybody would be below four fifths; verdicts compare with 50 %."""
    found = audited(a=(5, 5), b=(50, 100), c=(45, 100))
    assert (found.reference, found.verdict_reference) == ("a", "b")
    assert (group(found, "b").impact_ratio, group(found, "c").impact_ratio) == (0.5, 0.45)
    assert (group(found, "b").fisher_p, group(found, "c").below_four_fifths) == (None, False)
    assert group(found, "c").verdict == "no_adverse_impact_indicated"
    assert group(found, "a").verdict == "insufficient_data"
    assert any("a, with only 5 people" in said and "compare with b" in said for said in found.recommendations)


def test_without_a_larger_group_with_selections_the_small_reference_stays() -> None:
    """Nobody else was selected: a rate of 0 is nothing to compare with. 5 of 5 against 0 of 50 has p < .00001."""
    found = audited(a=(5, 5), b=(0, 50))
    assert (found.reference, found.verdict_reference) == ("a", "a")
    assert found.verdict == "adverse_impact_indicated"


def test_only_small_groups_compare_with_the_highest_and_cannot_tell() -> None:
    found = audited(a=(4, 5), b=(2, 6), c=(3, 7))
    assert (found.verdict_reference, found.verdict) == ("a", "insufficient_data")


# ------------------------------------------------------------------ small categories and unknowns
def test_two_percent_is_of_all_rows_and_between_integers() -> None:
    assert [is_under_two_percent(n, 100) for n in (1, 2, 3)] == [True, False, False]
    assert is_under_two_percent(2, 101)
    assert not is_under_two_percent(1, 50)


def test_a_category_under_two_percent_is_shown_and_not_compared() -> None:
    found = audited(men=(50, 98), women=(40, 100), other=(2, 2))
    other = group(found, "other")
    assert (other.n, other.selected, other.rate) == (2, 2, 1.0)
    assert other.excluded == "under 2% of the rows, 2 of 200"
    assert other.impact_ratio is None
    assert other.fisher_p is None
    assert found.reference == "men"
    assert found.demographic_parity_ratio == found.disparate_impact == pytest.approx(0.4 / (50 / 98))
    assert any("other (under 2% of the rows, 2 of 200)" in said for said in found.recommendations)


def test_unknown_rows_make_other_categories_smaller_and_nothing_else() -> None:
    few = audited(men=(50, 98), women=(40, 100), other=(4, 5))
    many = audited(60, men=(50, 98), women=(40, 100), other=(4, 5))
    assert (few.unknown, many.unknown) == (0, 60)
    assert group(few, "other").excluded is None
    assert group(many, "other").excluded is not None
    assert group(many, "women").impact_ratio == group(audited(men=(50, 98), women=(40, 100)), "women").impact_ratio


# ------------------------------------------------------------------ the rules beneath
def test_four_fifths_is_decided_between_integers_for_every_small_table() -> None:
    for n, m in product(range(1, 16), repeat=2):
        for s, t in product(range(n + 1), range(m + 1)):
            below = 10 * s * m < 8 * t * n
            assert is_below_four_fifths(GroupCount("a", n, s), GroupCount("b", m, t)) == below


def test_one_more_moves_a_selection_that_exists() -> None:
    """48 of 60 against 60 of 60: the reference cannot take one more, so nothing can cross."""
    assert not one_more_changes_direction(GroupCount("a", 60, 48), GroupCount("b", 60, 60))
    assert one_more_changes_direction(GroupCount("a", 60, 47), GroupCount("b", 60, 60))
    assert one_more_changes_direction(GroupCount("a", 40, 1), GroupCount("b", 80, 3))
    assert not one_more_changes_direction(GroupCount("a", 100, 38), GroupCount("b", 100, 50))


def test_significance_is_below_five_percent_and_not_at_it() -> None:
    group, reference = GroupCount("a", 100, 38), GroupCount("b", 100, 50)
    assert judge(group, reference, 0.05) == "flag_not_significant"
    assert judge(group, reference, 0.0499) == "adverse_impact_indicated"


def test_the_dimension_takes_the_worst() -> None:
    assert list(VERDICTS) == [
        "adverse_impact_indicated",
        "significant_above_four_fifths",
        "flag_not_significant",
        "insufficient_data",
        "no_adverse_impact_indicated",
        "not_computable",
    ]
    for at, verdict in enumerate(VERDICTS):
        assert worst(VERDICTS[at:][::-1]) == verdict
    assert worst([]) == "not_computable"


def test_four_fifths_alone_flags_equal_treatment_most_of_the_time() -> None:
    """Why there is a test of chance at all: two groups of 20, three in ten selected in both. The sum over all pairs of
    counts of their binomial probabilities, where one rate is below four fifths of the other, is .618.
    """
    chance = [comb(20, k) * 0.3**k * 0.7 ** (20 - k) for k in range(21)]
    flagged = sum(chance[a] * chance[b] for a, b in product(range(21), repeat=2) if 5 * min(a, b) < 4 * max(a, b))
    assert flagged == pytest.approx(0.618, abs=0.001)


def test_holm_over_all_pairs_keeps_seven_equal_groups_quiet() -> None:
    """Why p is adjusted: of seven groups of 100 treated alike, some pair has a raw p below .05 in over a third of all
    tables, and an adjusted one in fewer than one in twenty.
    """
    chance = Random(1)
    raw = adjusted = 0
    for _ in range(500):
        groups = [GroupCount(str(g), 100, sum(chance.random() < 0.3 for _ in range(100))) for g in range(7)]
        tests = compare_all_pairs(groups).values()
        raw += any(test.p < 0.05 for test in tests)
        adjusted += any(test.p_adjusted < 0.05 for test in tests)
    assert raw > 500 / 3
    assert adjusted < 500 / 20


# ------------------------------------------------------------------ words
@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_says_what_to_do(verdict: str) -> None:
    tables: dict[str, dict[str, tuple[int, int]]] = {
        "adverse_impact_indicated": {"a": (48, 80), "b": (12, 40)},
        "significant_above_four_fifths": {"a": (900, 1000), "b": (800, 1000)},
        "flag_not_significant": {"a": (50, 100), "b": (38, 100)},
        "insufficient_data": {"a": (3, 80), "b": (1, 40)},
        "no_adverse_impact_indicated": {"a": (667, 1390), "b": (555, 1181)},
        "not_computable": {"a": (0, 50), "b": (0, 50)},
    }
    found = audited(**tables[verdict])
    assert found.verdict == verdict
    assert found.recommendations
    assert all(sentence.endswith(".") for sentence in found.recommendations)


def test_findings_name_the_group_and_its_numbers() -> None:
    found = audit_table(outcomes(men=(48, 80), women=(12, 40)), ["sex"], selected="hired").dimensions[0]
    assert found.recommendations[0] == ("women: 12 of 40 selected (30.0%), men: 48 of 80 (60.0%); adjusted p .003.")
