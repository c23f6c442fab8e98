from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.ml.resume.consistency import consistency

AS_OF = "2025-06"


def test_a_long_steady_career_reads_100() -> None:
    result = consistency(
        [
            ("Junior Engineer", "2010-01", "2014-12"),
            ("Engineer", "2015-01", "2019-12"),
            ("Lead Engineer", "2020-01", None),
        ],
        AS_OF,
    )
    assert result is not None
    assert (result.index, result.tenure_stability, result.progression, result.field_consistency) == (100, 100, 100, 100)


def test_parts_are_told_apart() -> None:
    result = consistency([("Director of Sales", "2018-01", "2019-06"), ("Junior Baker", "2019-07", "2020-12")], AS_OF)
    assert result is not None
    assert result.tenure_stability == 50
    assert result.progression == 0
    assert result.field_consistency == 0
    assert result.index == pytest.approx(50 / 3)


def test_no_dated_job_no_index() -> None:
    assert consistency([], AS_OF) is None


MONTHS = st.builds(lambda y, m: f"{y}-{m:02d}", st.integers(1995, 2024), st.integers(1, 12))
CAREER = st.lists(
    st.tuples(st.sampled_from(["Engineer", "Lead Engineer", "Cook", "Intern", ""]), MONTHS, st.none() | MONTHS),
    max_size=6,
)


@given(CAREER)
def test_stays_within_its_range_in_any_order(jobs: list[tuple[str, str, str | None]]) -> None:
    result = consistency(jobs, AS_OF)
    assert result == consistency(list(reversed(jobs)), AS_OF)
    if result is not None:
        assert 0 <= result.index <= 100
