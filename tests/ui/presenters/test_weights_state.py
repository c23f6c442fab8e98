from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.model import BALANCED_WEIGHTS, COMPONENTS, SEED_WEIGHTS
from hiring_desktop.ui.presenters.weights import WeightsState


@given(st.lists(st.tuples(st.sampled_from(COMPONENTS), st.integers(0, 100)), max_size=8))
def test_shares_sum_to_a_hundred_whatever_is_moved(moves: list[tuple[str, int]]) -> None:
    state = WeightsState.of(BALANCED_WEIGHTS)
    for component, value in moves:
        state = state.move(component, float(value))
    assert sum(state.shares().values()) == pytest.approx(100.0 if state.usable else 0.0)


def test_moving_there_and_back_changes_nothing() -> None:
    state = WeightsState.of(BALANCED_WEIGHTS)
    away = state.move("skills_match", 77)
    assert away.changed
    assert away.tried.preset == "custom"
    assert not away.move("skills_match", BALANCED_WEIGHTS.skills_match).changed


def test_presets_revert_and_apply() -> None:
    state = WeightsState.of(BALANCED_WEIGHTS).choose("seed")
    assert state.tried == SEED_WEIGHTS
    assert state.approximate
    assert state.revert().tried == BALANCED_WEIGHTS
    assert state.applied().stored == SEED_WEIGHTS
    assert not state.applied().changed


def test_what_the_job_does_not_ask_for_counts_nothing_but_in_the_seed_preset() -> None:
    state = WeightsState.of(BALANCED_WEIGHTS, ("skills_match", "resume_similarity"))
    assert state.shares()["education"] == 0
    assert not state.counts("education")
    assert state.choose("seed").counts("education")


def test_all_at_zero_cannot_be_used() -> None:
    zero = replace(BALANCED_WEIGHTS, **dict.fromkeys(COMPONENTS, 0.0), preset="custom")
    assert not WeightsState(BALANCED_WEIGHTS, zero).usable
