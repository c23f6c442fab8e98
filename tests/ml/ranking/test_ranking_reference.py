"""References: what they hold, what they do not, and that a damaged one is not scored with."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import Any

import bson
import pytest
from invented_people import ADS, people

from hiring_desktop.core.errors import Damaged
from hiring_desktop.core.model import BALANCED_WEIGHTS, Json
from hiring_desktop.ml.ranking.engine import make_reference, score
from hiring_desktop.ml.ranking.frequencies import Frequencies
from hiring_desktop.ml.ranking.reference import BACKGROUND_FILE, SMALLEST_POOL, background, median, open_reference

POOL = people(40)


def test_a_small_pool_is_measured_against_the_shipped_background() -> None:
    assert make_reference(POOL[: SMALLEST_POOL - 1]) == background()
    own = make_reference(POOL[:SMALLEST_POOL])
    assert own["source"] == "pool"
    assert own["profiles"] == SMALLEST_POOL


def test_a_reference_is_the_same_for_any_order_and_another_for_other_people() -> None:
    assert make_reference(POOL) == make_reference(POOL[::-1])
    assert make_reference(POOL)["fingerprint"] != make_reference(POOL[1:])["fingerprint"]
    years = [replace(POOL[0], total_experience_years=33.0), *POOL[1:]]
    assert make_reference(POOL)["fingerprint"] != make_reference(years)["fingerprint"]


def test_a_reference_survives_the_store_and_is_small() -> None:
    reference = make_reference(POOL)
    stored = bson.encode(reference)
    assert len(stored) < 200_000
    again: Json = bson.decode(stored)
    assert again == reference
    assert score(ADS["chef"], BALANCED_WEIGHTS, POOL, again) == score(ADS["chef"], BALANCED_WEIGHTS, POOL, reference)


def test_a_word_of_one_person_is_not_kept() -> None:
    marked = [replace(POOL[0], text=f"{POOL[0].text} Zanzibarianism"), *POOL[1:]]
    one, other = (Frequencies.from_document(make_reference(pool)["terms"]).counts for pool in (POOL, marked))
    assert one.tolist() == other.tolist()
    assert 1 not in one


def test_the_background_is_small_and_holds_no_words_of_few() -> None:
    assert BACKGROUND_FILE.stat().st_size < 2_000_000
    for part in ("terms", "titles"):
        counts = Frequencies.from_document(background()[part]).counts
        assert counts.max() > 100
        assert not ((counts > 0) & (counts < 3)).any()
    plain = json.loads(BACKGROUND_FILE.read_text("utf-8"))
    assert set(plain) == {
        "format", "source", "fingerprint", "profiles", "terms", "titles", "skills", "skill_profiles", "years",
        "degrees", "consistency",
    }  # fmt: skip
    assert all(count >= 3 for _, count in plain["skills"])


def test_stateless_scoring_counts_the_background_and_the_files() -> None:
    with_all = score(ADS["nurse"], BALANCED_WEIGHTS, POOL)
    with_few = score(ADS["nurse"], BALANCED_WEIGHTS, POOL[:8])
    assert [one.id for one in with_all[:8]] == [one.id for one in with_few]
    assert [one.overall for one in with_all[:8]] != [one.overall for one in with_few]


@pytest.mark.parametrize(
    "damage",
    [
        {"format": 99},
        {"terms": {"documents": 5, "scale": 0.1, "counts": b"not deflated"}},
        {"terms": {"documents": 5, "scale": 0.1, "counts": zlib.compress(b"too short")}},
        {"terms": {"documents": 5, "scale": 0.1, "counts": zlib.compress(bytes(1 << 24))}},
        {"years": [["many"]]},
        {"skills": None},
    ],
)
def test_a_damaged_reference_is_refused(damage: dict[str, Any]) -> None:
    reference = {**make_reference(POOL), "fingerprint": repr(damage), **damage}
    with pytest.raises(Damaged, match="Renew it"):
        open_reference(reference)


def test_no_fingerprint_is_damage_too() -> None:
    with pytest.raises(Damaged):
        open_reference({})


@pytest.mark.parametrize(
    ("tally", "expected"),
    [([], 50), ([(1, 1)], 1), ([(1, 1), (5, 1)], 3), ([(9, 1), (1, 2)], 1), ([(1, 2), (3, 2)], 2)],
)
def test_median_of_a_tally(tally: list[tuple[int, int]], expected: int) -> None:
    assert median(tally, float) == expected


def test_the_typical_likeness_is_about_the_pools_average() -> None:
    pool = people(200)
    reference = make_reference(pool)
    typical = score(ADS["chef"], BALANCED_WEIGHTS, [replace(pool[0], text="", head="")], reference)[0].breakdown
    known = [one.breakdown["resume_similarity"] for one in score(ADS["chef"], BALANCED_WEIGHTS, pool, reference)]
    assert min(known) < typical["resume_similarity"] < sorted(known)[-50]
