"""The same input has the same score: in any order, batch and process, under any id, among any others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_people import ADS, TRADES, people

from hiring_desktop.core.hiring.explanation import rank_rows
from hiring_desktop.core.model import BALANCED_WEIGHTS, SEED_WEIGHTS, Profile, Score, Weights
from hiring_desktop.ml.ranking.engine import make_reference, score

POOL = people(45)
REFERENCE = make_reference(POOL)
PRESETS = [BALANCED_WEIGHTS, SEED_WEIGHTS]

_IN_ANOTHER_PROCESS = """
import json
from invented_people import ADS, people
from hiring_desktop.core.model import PRESETS
from hiring_desktop.ml.ranking.engine import make_reference, score
pool = people(45)
reference = make_reference(pool)
print(json.dumps([reference["fingerprint"], *(
    [one.overall.hex(), sorted(one.breakdown.items()), one.top_terms, one.near_skills]
    for preset in ("balanced", "seed") for ad in ADS.values() for one in score(ad, PRESETS[preset], pool, reference)
)]))
"""


def by_id(scores: list[Score]) -> dict[str, Score]:
    return {one.id: one for one in scores}


@pytest.mark.parametrize("weights", PRESETS)
@settings(max_examples=15)
@given(order=st.permutations(range(45)), cut=st.integers(1, 45), trade=st.sampled_from(TRADES))
def test_order_and_batches_change_nothing(weights: Weights, order: list[int], cut: int, trade: str) -> None:
    whole = by_id(score(ADS[trade], weights, POOL, REFERENCE))
    shuffled = [POOL[place] for place in order]
    parts = score(ADS[trade], weights, shuffled[:cut], REFERENCE) + score(
        ADS[trade], weights, shuffled[cut:], REFERENCE
    )
    assert [one.id for one in parts] == [person.id for person in shuffled]
    assert by_id(parts) == whole


@pytest.mark.parametrize("weights", PRESETS)
def test_without_a_reference_the_order_changes_nothing(weights: Weights) -> None:
    assert by_id(score(ADS["chef"], weights, POOL)) == by_id(score(ADS["chef"], weights, POOL[::-1]))


def test_adding_candidates_moves_no_old_score() -> None:
    old = by_id(score(ADS["nurse"], BALANCED_WEIGHTS, POOL, REFERENCE))
    crowd = [replace(person, id=f"new-{person.id}") for person in people(400, seed=7)]
    together = by_id(score(ADS["nurse"], BALANCED_WEIGHTS, [*crowd, *POOL], REFERENCE))
    assert {key: together[key] for key in old} == old


def test_an_id_decides_ties_alone() -> None:
    renamed = [replace(person, id=f"{number:032x}") for number, person in enumerate(POOL)]
    for one, other in zip(
        score(ADS["chef"], BALANCED_WEIGHTS, POOL, REFERENCE),
        score(ADS["chef"], BALANCED_WEIGHTS, renamed, REFERENCE),
        strict=True,
    ):
        assert replace(one, id="") == replace(other, id="")
    twins = [replace(POOL[1], id=key) for key in ("b", "c", "a")]
    scores = score(ADS["chef"], BALANCED_WEIGHTS, twins, REFERENCE)
    assert [standing.id for standing in rank_rows((one.id, one.overall) for one in scores)] == ["a", "b", "c"]


def test_years_and_house_numbers_in_the_text_move_nothing() -> None:
    def dated(person: Profile, years: str) -> Profile:
        return replace(person, text=f"{years}\n{person.text}\nClass of {years}", head=f"{person.head} {years}")

    early = score(ADS["nurse"], BALANCED_WEIGHTS, [dated(person, "1984 1989") for person in POOL], REFERENCE)
    late = score(ADS["nurse"], BALANCED_WEIGHTS, [dated(person, "2016 2021") for person in POOL], REFERENCE)
    assert early == late


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_another_process_finds_the_same_to_the_last_digit(hash_seed: str) -> None:
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join([str(here), *sys.path])}
    done = subprocess.run(
        [sys.executable, "-c", _IN_ANOTHER_PROCESS], env=environment, capture_output=True, text=True, check=True
    )
    expected = [REFERENCE["fingerprint"]]
    expected += [
        [one.overall.hex(), sorted(one.breakdown.items()), one.top_terms, one.near_skills]
        for weights in PRESETS
        for ad in ADS.values()
        for one in score(ad, weights, POOL, REFERENCE)
    ]
    assert json.loads(done.stdout) == json.loads(json.dumps(expected))
