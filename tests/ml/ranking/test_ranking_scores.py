"""What a score holds and what moves it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_people import ADS, TRADES, people, trade_of

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.core.hiring.explanation import rank_rows
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
from hiring_desktop.ml.ranking.engine import make_reference, reweigh, score

POOL = people(60)
REFERENCE = make_reference(POOL)
Five = tuple[float, float, float, float, float]

EMPTY = Profile("empty", "", "", (), None, None, None)


def scored(profile: Profile, ad: JobAd = ADS["developer"], weights: Weights = BALANCED_WEIGHTS) -> Score:
    return score(ad, weights, [profile], REFERENCE)[0]


def developer(**changes: object) -> Profile:
    whole = next(p for p in POOL if trade_of(p) == "developer")
    known = replace(
        whole, skills=("Python", "Django", "PostgreSQL", "Kubernetes"), total_experience_years=6.0,
        highest_degree="master", cci=70.0,
    )  # fmt: skip
    return replace(known, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("weights", [BALANCED_WEIGHTS, SEED_WEIGHTS, Weights(30, 0, 20, 7, 11)])
@pytest.mark.parametrize("trade", TRADES)
def test_the_overall_score_is_the_exact_weighted_mean_of_five_numbers(trade: str, weights: Weights) -> None:
    for one in score(ADS[trade], weights, [*POOL, EMPTY], REFERENCE):
        assert tuple(one.breakdown) == COMPONENTS
        assert all(0 <= value <= 100 for value in one.breakdown.values())
        assert math.fsum(one.weights.values()) == pytest.approx(100, abs=1e-12)
        total = math.fsum(one.weights[name] * one.breakdown[name] for name in COMPONENTS)
        assert one.overall == total / math.fsum(one.weights.values())
        assert 0 <= one.interval[0] <= one.overall <= one.interval[1] <= 100
        assert (one.interval[0] == one.interval[1]) == (not any(one.weights[name] for name in one.imputed))


@pytest.mark.parametrize("trade", TRADES)
def test_people_of_the_trade_come_first(trade: str) -> None:
    scores = score(ADS[trade], BALANCED_WEIGHTS, POOL, REFERENCE)
    best = rank_rows((one.id, one.overall) for one in scores)[:10]
    assert {standing.id.split("-")[0] for standing in best} == {trade}


def test_what_the_job_does_not_ask_for_is_dropped_and_the_rest_is_rescaled() -> None:
    ad = JobAd("Developer", "Python and Django", Requirements(("Python",)))
    one = scored(developer(total_experience_years=None, highest_degree=None), ad)
    assert one.weights == {
        "skills_match": 100 * 10 / 55, "experience": 0.0, "education": 0.0, "resume_similarity": 100 * 45 / 55,
        "career_consistency": 0.0,
    }  # fmt: skip
    assert one.imputed == ()
    assert one.confidence == "high"


def test_experience_is_measured_against_the_range() -> None:
    def points(years: float, low: float | None, high: float | None) -> float:
        ad = JobAd("Chef", "Chef", Requirements(min_years=low, max_years=high))
        return scored(developer(total_experience_years=years), ad).breakdown["experience"]

    assert points(4, 4, None) == points(30, 4, None) == points(5, 4, 6) == points(0, None, 3) == 100
    assert points(0, 4, None) == 0
    assert points(1, 4, None) < points(3, 4, None) < 100
    assert 60 < points(40, 4, 6) < points(8, 4, 6) < 100


def test_education_climbs_the_ladder_and_more_than_asked_is_not_more() -> None:
    ad = JobAd("Chef", "Chef", Requirements(degree="bachelor"))
    rungs = [
        scored(developer(highest_degree=level), ad).breakdown["education"]
        for level in ("secondary", "associate", "bachelor", "doctorate")
    ]
    assert rungs[0] < rungs[1] < rungs[2] == rungs[3] == 100


def test_extra_skills_hardly_cost_and_long_lists_do_not_pay() -> None:
    asked = tuple(f"Tool {n}" for n in range(10))
    others = tuple(f"Other {n}" for n in range(30))
    ad = JobAd("Developer", "Developer", Requirements(asked))
    exact, many, half = (
        scored(developer(skills=skills), ad).breakdown["skills_match"] for skills in (asked, asked + others, asked[:5])
    )
    assert half < 85 < many < exact == 100


def test_a_rare_skill_counts_more_than_a_common_one() -> None:
    common = [replace(person, skills=(*person.skills, "Excel")) for person in people(40)]
    ad = JobAd("Clerk", "Clerk", Requirements(("Excel", "COBOL")))
    has_rare, has_common = score(
        ad, BALANCED_WEIGHTS, [developer(skills=("COBOL",)), developer(skills=("Excel",))], make_reference(common)
    )
    assert has_rare.breakdown["skills_match"] > has_common.breakdown["skills_match"]


def test_matched_missing_and_near_skills_and_must_haves() -> None:
    ad = JobAd(
        "Developer", "Developer", Requirements(("python", "MySQL", "Kafka"), ("Docker",), ("Kafka", "python"))
    )  # fmt: skip
    families = {"MySQL": "SQL databases", "PostgreSQL": "SQL databases", "Python": "Languages", "Java": "Languages"}
    one = score(
        ad, BALANCED_WEIGHTS, [developer(skills=("Python", "PostgreSQL", "Java", "docker"))], REFERENCE, families
    )[0]
    assert one.matched_skills == ("python", "Docker")
    assert one.missing_skills == ("MySQL", "Kafka")
    assert one.near_skills == ("PostgreSQL",)
    assert one.failed_must_haves == ("Kafka",)
    assert "Kafka" in one.recommendation


def test_near_skills_come_from_narrow_families_of_the_vocabulary() -> None:
    ad = JobAd("Developer", "Developer", Requirements(("MySQL", "Java")))
    assert scored(developer(skills=("PostgreSQL", "Python")), ad).near_skills == ("PostgreSQL",)


def test_a_failed_must_have_moves_no_score() -> None:
    ad = ADS["developer"]
    gated = replace(ad, requirements=replace(ad.requirements, must_have=("Kubernetes",)))
    person = developer(skills=("Python",))
    assert scored(person, gated).overall == scored(person, ad).overall
    assert scored(person, gated).failed_must_haves == ("Kubernetes",)


def test_strongest_terms_are_those_in_common() -> None:
    terms = scored(developer()).top_terms
    assert "software developer" in terms
    assert all(term in f"{ADS['developer'].title} {ADS['developer'].description}".casefold() for term in terms)


# ------------------------------------------------------------------ missing is unknown
def test_a_missing_value_stands_at_what_is_typical_and_is_named() -> None:
    known, unknown = scored(developer()), scored(developer(total_experience_years=None))
    assert unknown.imputed == ("experience",)
    assert unknown.confidence == "low"
    assert known.confidence == "high"
    assert 0 < unknown.breakdown["experience"] < 100


def test_the_typical_value_of_years_is_the_median_of_the_pool() -> None:
    pool = [replace(person, total_experience_years=years) for person, years in zip(people(31), range(31), strict=True)]
    ad = JobAd("Developer", "Developer", Requirements(min_years=20))
    unknown = developer(total_experience_years=None)
    middle = developer(total_experience_years=15.0)
    first, second = score(ad, BALANCED_WEIGHTS, [unknown, middle], make_reference(pool))
    assert first.breakdown == second.breakdown


@given(years=st.floats(0, 60), degree=st.sampled_from(["secondary", "master"]), skills=st.sampled_from([(), ("VAT",)]))
@pytest.mark.parametrize("weights", [BALANCED_WEIGHTS, SEED_WEIGHTS])
def test_whatever_is_unknown_the_interval_holds_the_score_once_known(
    weights: Weights, years: float, degree: str, skills: tuple[str, ...]
) -> None:
    unknown = developer(total_experience_years=None, highest_degree=None, skills=())
    known = replace(unknown, total_experience_years=years, highest_degree=degree, skills=skills)  # type: ignore[arg-type]
    low, high = scored(unknown, weights=weights).interval
    assert low - 1e-9 <= scored(known, weights=weights).overall <= high + 1e-9


@pytest.mark.parametrize("text", ["", "Jo Doe", "Senior Software Developer", "Python Django PostgreSQL developer"])
@pytest.mark.parametrize("weights", [BALANCED_WEIGHTS, SEED_WEIGHTS])
def test_an_empty_profile_never_looks_good(text: str, weights: Weights) -> None:
    ad = replace(ADS["developer"], requirements=replace(ADS["developer"].requirements, max_years=90))
    hardly = [replace(person, total_experience_years=0.5, highest_degree="secondary") for person in POOL]
    scores = score(ad, weights, [*hardly, replace(EMPTY, text=text, head=text)], REFERENCE)
    empty = scores[-1]
    developers = [one for one in scores[:-1] if one.id.startswith("developer")]
    assert empty.confidence == "low"
    assert empty.recommendation.startswith("Not enough is known")
    assert empty.interval[1] - empty.interval[0] > 20
    assert all(empty.overall < one.overall for one in developers)


def test_an_empty_profile_is_last_even_among_strangers_to_the_job() -> None:
    strangers = [person for person in POOL if trade_of(person) == "chef" and person.total_experience_years]
    scores = score(ADS["accountant"], BALANCED_WEIGHTS, [EMPTY, *strangers], REFERENCE)
    assert rank_rows((one.id, one.overall) for one in scores)[-1].id == "empty"


def test_a_job_that_says_nothing_scores_nobody() -> None:
    one = scored(developer(), JobAd("", "", Requirements()))
    assert one.overall == 0
    assert one.recommendation.startswith("The job asks for nothing")


# ------------------------------------------------------------------ the seed's preset
def test_the_seed_preset_is_the_seeds_formula() -> None:
    ad = JobAd("Chef", "sauce pastry", Requirements(("Python", "SQL", "Go", "Rust"), min_years=8, degree="master"))
    person = Profile("a", "sauce pastry", "Chef", ("Python", "SQL", "Excel"), 6.0, "bachelor", 75.0)
    one = scored(person, ad, SEED_WEIGHTS)
    assert one.weights == {
        "skills_match": 35, "experience": 25, "education": 15, "resume_similarity": 20, "career_consistency": 5,
    }  # fmt: skip
    assert one.breakdown["skills_match"] == 100 * 2 / 5
    assert one.breakdown["experience"] == 100 * 6 / 8
    assert one.breakdown["education"] == pytest.approx(100 * 4 / 5)
    assert one.breakdown["career_consistency"] == 75
    assert 0 < one.breakdown["resume_similarity"] < 100


def test_the_seeds_text_measure_is_100_for_the_same_and_0_for_other_words() -> None:
    ad = JobAd("Chef", "sauce and pastry for banquets")
    same, other = Profile("a", "chef, banquets: pastry, sauce", "", (), 1, None, None), developer()
    assert scored(same, ad, SEED_WEIGHTS).breakdown["resume_similarity"] == pytest.approx(100)
    assert scored(other, ad, SEED_WEIGHTS).breakdown["resume_similarity"] == 0


def test_in_the_seed_preset_what_is_not_asked_for_counts_100() -> None:
    one = scored(developer(), JobAd("Chef", "Sauces", Requirements()), SEED_WEIGHTS)
    assert one.breakdown["skills_match"] == one.breakdown["experience"] == one.breakdown["education"] == 100
    assert one.weights["skills_match"] == 35


# ------------------------------------------------------------------ weights
WEIGHT = st.sampled_from([0.0, 1.0, 5.0, 10.0, 33.0, 45.0, 100.0])


@given(st.tuples(WEIGHT, WEIGHT, WEIGHT, WEIGHT, WEIGHT).filter(any))
def test_reweighing_gives_what_scoring_anew_gives(values: Five) -> None:
    ad = ADS["nurse"]
    asked = ("skills_match", "experience", "education", "resume_similarity", "career_consistency")
    rows = [(one.id, one.breakdown) for one in score(ad, BALANCED_WEIGHTS, POOL, REFERENCE)]
    weights = Weights(*values)
    anew = {one.id: one.overall for one in score(ad, weights, POOL, REFERENCE)}
    reweighed = reweigh(rows, weights, asked)
    assert dict(reweighed) == anew
    assert reweighed == sorted(reweighed, key=lambda row: (-row[1], row[0]))


@pytest.mark.parametrize("values", [(0, 0, 0, 0, 0), (-1, 2, 3, 4, 5), (math.nan, 1, 1, 1, 1)])
def test_weights_that_cannot_be_used_say_so(values: Five) -> None:
    with pytest.raises(InvalidInput, match=r"[Ww]eight"):
        scored(developer(), weights=Weights(*values))
