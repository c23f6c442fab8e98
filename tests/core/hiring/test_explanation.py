"""How a score is summed, how candidates stand, and both in plain words."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.hiring.explanation import asked_for, explain, rank_rows, rescaled, weighted_mean
from hiring_desktop.core.model import (
    BALANCED_WEIGHTS,
    COMPONENTS,
    SEED_WEIGHTS,
    JobAd,
    Profile,
    Requirements,
    Score,
    Weights,
)

AD = JobAd(
    "Developer",
    "Python services",
    Requirements(("Python", "PostgreSQL"), ("Docker",), ("PostgreSQL",), 4, 8, "bachelor"),
)
PERSON = Profile("a", "text", "head", ("Python",), 6.0, "master", 70.0)
SCORE = Score(
    "a", 60.0, dict.fromkeys(COMPONENTS, 60.0), rescaled(BALANCED_WEIGHTS, COMPONENTS), matched_skills=("Python",),
    missing_skills=("PostgreSQL", "Docker"), near_skills=("MySQL",), failed_must_haves=("PostgreSQL",),
    top_terms=("services", "python"), interval=(60.0, 60.0), recommendation="Good candidate",
)  # fmt: skip


def test_the_worked_example_of_the_seed() -> None:
    breakdown = dict(zip(COMPONENTS, (90, 85, 100, 82, 75), strict=True))
    weights = rescaled(SEED_WEIGHTS, ())
    assert [weights[name] * breakdown[name] / 100 for name in COMPONENTS] == [31.5, 21.25, 15, 16.4, 3.75]
    assert weighted_mean(breakdown, weights) == 87.9


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=5, max_size=5))
def test_the_mean_lies_between_the_parts_and_needs_no_order(parts: list[tuple[float, float]]) -> None:
    breakdown = {name: value for name, (value, _) in zip(COMPONENTS, parts, strict=True)}
    weights = {name: weight for name, (_, weight) in zip(COMPONENTS, parts, strict=True)}
    mean = weighted_mean(breakdown, weights)
    assert mean == weighted_mean(dict(reversed(breakdown.items())), dict(reversed(weights.items())))
    if total := math.fsum(weights.values()):
        counted = [breakdown[name] for name in COMPONENTS if weights[name]]
        assert min(counted) - 1e-9 <= mean <= max(counted) + 1e-9 or total < 1e-300
    else:
        assert mean == 0


def test_weights_are_rescaled_over_what_is_asked() -> None:
    assert rescaled(BALANCED_WEIGHTS, COMPONENTS) == {
        "skills_match": 12.5, "experience": 18.75, "education": 12.5, "resume_similarity": 56.25,
        "career_consistency": 0,
    }  # fmt: skip
    assert rescaled(BALANCED_WEIGHTS, ("skills_match",))["skills_match"] == 100
    assert rescaled(SEED_WEIGHTS, ()) == SEED_WEIGHTS.as_dict()
    assert not any(rescaled(Weights(0, 10, 0, 0, 0), ("skills_match",)).values())


def test_what_a_job_asks_for() -> None:
    assert asked_for(AD) == COMPONENTS
    assert asked_for(JobAd("Chef", "", Requirements(max_years=3))) == (
        "experience", "resume_similarity", "career_consistency",
    )  # fmt: skip
    assert asked_for(JobAd("", "--", Requirements(min_years=0))) == ("career_consistency",)


def test_the_second_of_thirteen_has_the_percentile_of_the_seeds_example() -> None:
    standings = rank_rows([(f"{n:02d}", 100.0 - n) for n in range(13)])
    assert (standings[1].rank, round(standings[1].percentile, 1)) == (2, 92.3)
    assert standings[0].percentile == 100
    assert standings[-1].percentile == pytest.approx(100 / 13)


def test_equal_scores_rank_by_id_and_share_their_percentile() -> None:
    standings = rank_rows([("c", 5.0), ("a", 5.0), ("b", 9.0), ("d", 1.0)])
    assert [(s.id, s.rank, s.percentile) for s in standings] == [
        ("b", 1, 100),
        ("a", 2, 75),
        ("c", 3, 75),
        ("d", 4, 25),
    ]
    assert rank_rows([]) == []


def test_an_explanation_names_what_counts_and_sums_to_the_score() -> None:
    told = explain(SCORE, AD, PERSON)
    sentences = {line.component: line.sentence for line in told.lines}
    assert math.fsum(line.points for line in told.lines) == pytest.approx(SCORE.overall, abs=1e-12)
    assert math.fsum(line.most for line in told.lines) == pytest.approx(100)
    assert sentences["skills_match"] == (
        "1 of the 3 skills asked for were found: Python. Not found: PostgreSQL, Docker. "
        "Close to what is missing: MySQL."
    )
    assert sentences["experience"] == "6 years of experience, as asked; the job asks for 4 to 8 years."
    assert "master" in sentences["education"]
    assert "services, python" in sentences["resume_similarity"]
    assert "career breaks" in sentences["career_consistency"]
    assert told.must_haves is not None
    assert "PostgreSQL" in told.must_haves
    assert told.certainty.startswith("Confidence is high")


def test_what_would_change_the_rank_comes_in_the_order_of_its_size() -> None:
    told = explain(replace(SCORE, imputed=("experience",), interval=(48.75, 67.5), confidence="low"), AD)
    assert told.advice[0].startswith("Experience: find out")
    assert [line.split(":")[0] for line in told.advice] == ["Experience", "Skills", "Education"]
    assert "between 49 and 68" in told.certainty


@pytest.mark.parametrize(
    ("years", "words"), [(2.0, "2 years of experience;"), (20.0, "above the range"), (1.0, "1 year of")]
)
def test_years_outside_the_range_are_told(years: float, words: str) -> None:
    told = explain(SCORE, AD, replace(PERSON, total_experience_years=years))
    assert words in next(line.sentence for line in told.lines if line.component == "experience")


@pytest.mark.parametrize("profile", [None, PERSON])
def test_what_is_not_asked_for_or_not_known_is_said(profile: Profile | None) -> None:
    bare = JobAd("Developer", "Python")
    balanced = replace(SCORE, weights=rescaled(BALANCED_WEIGHTS, asked_for(bare)))
    assert "not counted" in explain(balanced, bare, profile).lines[0].sentence
    seed = replace(SCORE, weights=rescaled(SEED_WEIGHTS, ()))
    assert "full points" in explain(seed, bare, profile).lines[0].sentence
    unknown = explain(replace(SCORE, imputed=COMPONENTS), AD, profile)
    assert all(line.imputed for line in unknown.lines)
    assert unknown.lines[1].sentence.startswith("The document does not say")


def test_the_window_can_import_it_without_a_machine_learning_library() -> None:
    code = "import sys, hiring_desktop.core.hiring.explanation; print({'numpy', 'sklearn', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
