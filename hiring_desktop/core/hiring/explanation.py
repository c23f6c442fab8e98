"""What a score means: how it is summed, how candidates stand, and both in plain words. Needs no ML library."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.core.model import COMPONENTS, JobAd, Profile, Requirements, Score, Weights

TITLES: Final[Mapping[str, str]] = {
    "skills_match": "Skills",
    "experience": "Experience",
    "education": "Education",
    "resume_similarity": "Text",
    "career_consistency": "Career consistency",
}

_BANDS: Final = (
    (75.0, "Strong candidate - Consider for interview"),
    (55.0, "Good candidate - Read the resume, then consider for interview"),
    (35.0, "Possible candidate - Compare with the others before deciding"),
    (0.0, "Little in common with the job - Read the resume before deciding"),
)
_UNREAD: Final = "Not enough is known - Read the document before deciding"
_UNKNOWABLE: Final = "The job asks for nothing that could be compared - Add skills or a description"
_MOST_UNKNOWN: Final = 50.0
"""Where an interval is wider, what is unknown outweighs what is known."""


# ------------------------------------------------------------------ how a score is summed
def asked_for(ad: JobAd) -> tuple[str, ...]:
    """The components a job has something to say about, in the order of ``COMPONENTS``.

    Career consistency is compared with nothing of the job, so it is always among them.
    """
    wants = ad.requirements
    asked = {
        "skills_match": bool(wants.required_skills or wants.preferred_skills),
        "experience": bool(wants.min_years or wants.max_years),
        "education": wants.degree is not None,
        "resume_similarity": any(character.isalpha() for character in ad.title + ad.description),
        "career_consistency": True,
    }
    return tuple(name for name in COMPONENTS if asked[name])


def rescaled(weights: Weights, asked: Iterable[str]) -> dict[str, float]:
    """Weights that sum to 100 over the components a job asks for; the others weigh 0.

    The preset ``seed`` drops nothing: there, what a job does not ask for counts 100. All are 0 where nothing that is
    asked for has a weight.

    Raises:
        InvalidInput: A weight is negative or no number, or all are 0.
    """
    given = weights.as_dict()
    if not all(math.isfinite(weight) and weight >= 0 for weight in given.values()):
        raise InvalidInput("A weight must be a number from 0 to 100.")
    if not any(given.values()):
        raise InvalidInput("All weights are 0. Give at least one component a weight.")
    counted = set(COMPONENTS if weights.preset == "seed" else asked)
    total = math.fsum(given[name] for name in COMPONENTS if name in counted)
    return {name: 100.0 * given[name] / total if name in counted and total else 0.0 for name in COMPONENTS}


def weighted_mean(breakdown: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The overall score: the exact sum of component times weight over the sum of the weights, 0 to 100.

    ``math.fsum`` adds without loss, so the result does not hang on an order. 0.0 where all weights are 0.
    """
    return _mean([(name, weights[name]) for name in COMPONENTS if weights[name]], breakdown)


def _mean(counted: Sequence[tuple[str, float]], breakdown: Mapping[str, float]) -> float:
    total = math.fsum([weight for _, weight in counted])
    mean = math.fsum([weight * breakdown[name] for name, weight in counted]) / total if counted else 0.0
    return min(100.0, max(0.0, mean))


def reweigh(
    rows: Iterable[tuple[str, Mapping[str, float]]], weights: Weights, asked: Sequence[str]
) -> list[tuple[str, float]]:
    """Overall scores under other weights, best first, equal ones by id.

    Gives what scoring anew under these weights gives, to the last digit, as long as both or neither are the preset
    ``seed`` (which computes its components in another way).

    Args:
        rows: Id and breakdown of each candidate.
        weights: The weights to try.
        asked: The components that the job asks for (``asked_for``).

    Raises:
        InvalidInput: As for ``rescaled``.
    """
    counted = [(name, weight) for name, weight in rescaled(weights, asked).items() if weight]
    return _best_first([(key, _mean(counted, breakdown)) for key, breakdown in rows])


def _best_first(rows: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    """Sorted by score, equal ones by id."""
    return sorted(sorted(rows, key=itemgetter(0)), key=itemgetter(1), reverse=True)


# ------------------------------------------------------------------ how candidates stand
@dataclass(frozen=True, slots=True)
class Standing:
    """Where one candidate stands: ``rank`` from 1, ``percentile`` the share (0 to 100) scored the same or lower."""

    id: str
    overall: float
    rank: int
    percentile: float


def rank_rows(rows: Iterable[tuple[str, float]]) -> list[Standing]:
    """Standings of ``(id, overall)`` rows, best first; equal scores rank by id and share a percentile.

    The percentile counts the candidate too: the second of thirteen has 12 / 13 = 92.3, the first 100.
    """
    ordered = _best_first(rows)
    rising = [overall for _, overall in reversed(ordered)]
    return [
        Standing(key, overall, rank, 100.0 * bisect_right(rising, overall) / len(rising))
        for rank, (key, overall) in enumerate(ordered, 1)
    ]


# ------------------------------------------------------------------ in plain words
def recommendation(
    overall: float,
    interval: tuple[float, float],
    failed_must_haves: Sequence[str],
    weights: Mapping[str, float],
    *,
    unread: bool = False,
) -> str:
    """What to do next, in a few words. It proposes; it never rejects.

    Args:
        overall: The score, 0 to 100.
        interval: The score if all that is unknown were 0, or full.
        failed_must_haves: Must-haves that were not found.
        weights: The weights that were used.
        unread: The document held too little text to judge by.
    """
    if not any(weights.values()):
        return _UNKNOWABLE
    if unread or interval[1] - interval[0] > _MOST_UNKNOWN:
        return _UNREAD
    if failed_must_haves:
        return f"Must-have not found ({_listed(failed_must_haves)}) - Check with the candidate"
    return next(words for floor, words in _BANDS if overall >= floor)


@dataclass(frozen=True, slots=True)
class ExplanationLine:
    """One component: ``points`` is what it adds to the overall score, ``most`` what it could add at best."""

    component: str
    title: str
    value: float
    points: float
    most: float
    imputed: bool
    sentence: str
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score in plain words. The points of ``lines`` sum to ``overall``."""

    overall: float
    recommendation: str
    lines: tuple[ExplanationLine, ...]
    certainty: str
    must_haves: str | None
    advice: tuple[str, ...]


def explain(score: Score, ad: JobAd, profile: Profile | None = None) -> Explanation:
    """Say in plain words how a score came about and what would change it.

    Args:
        score: The score.
        ad: The job it was computed for.
        profile: The candidate as scored; with it years and degree are named, without it only compared.
    """
    asked = asked_for(ad)
    lines = tuple(_line(name, score, ad, profile, name in asked) for name in COMPONENTS)
    failed = score.failed_must_haves
    gate = None
    if ad.requirements.must_have:
        gate = (
            f"Must-haves not found in the document: {_listed(failed)}. Nobody is rejected for that; ask the candidate."
            if failed
            else "All must-haves were found."
        )
    return Explanation(
        score.overall, score.recommendation, lines, _certainty(score), gate, tuple(_advice(score, lines))
    )


def _line(name: str, score: Score, ad: JobAd, profile: Profile | None, asked: bool) -> ExplanationLine:
    weight, value = score.weights[name], score.breakdown[name]
    imputed = name in score.imputed
    skills: tuple[str, ...] = ()
    if not asked:
        counts = "so everyone has full points" if weight else "so it is not counted"
        sentence = f"The job does not ask for this, {counts}."
    elif name == "skills_match":
        sentence, skills = _skills_sentence(score, imputed), score.matched_skills
    elif name == "experience":
        sentence = _experience_sentence(ad.requirements, profile, value, imputed)
    elif name == "education":
        sentence = _education_sentence(ad.requirements, profile, value, imputed)
    elif name == "resume_similarity":
        sentence = _text_sentence(score, imputed)
    else:
        sentence = _consistency_sentence(weight, value, imputed)
    return ExplanationLine(name, TITLES[name], value, weight * value / 100.0, weight, imputed, sentence, skills)


def _skills_sentence(score: Score, imputed: bool) -> str:
    if imputed:
        return "No skills were found in the document; it counts like a typical one."
    found, missing = score.matched_skills, score.missing_skills
    parts = [f"{len(found)} of the {len(found) + len(missing)} skills asked for were found"]
    parts[0] += f": {_listed(found)}." if found else "."
    if missing:
        parts.append(f"Not found: {_listed(missing)}.")
    if score.near_skills:
        parts.append(f"Close to what is missing: {_listed(score.near_skills)}.")
    return " ".join(parts)


def _experience_sentence(wants: Requirements, profile: Profile | None, value: float, imputed: bool) -> str:
    low, high = wants.min_years or 0.0, wants.max_years
    asks = f"the job asks for {_range(low, high)}"
    if imputed:
        return f"The document does not say how many years; {asks}. It counts like a typical one."
    years = profile.total_experience_years if profile else None
    if years is not None:
        if years < low:
            return f"{_years(years)} of experience; {asks}."
        if high is not None and years > high:
            return f"{_years(years)} of experience, which is above the range; {asks}."
        return f"{_years(years)} of experience, as asked; {asks}."
    return f"Experience is {'as asked' if value >= 100.0 else 'outside the range'}; {asks}."


def _education_sentence(wants: Requirements, profile: Profile | None, value: float, imputed: bool) -> str:
    asks = f"the job asks for: {wants.degree}"
    if imputed:
        return f"The document shows no degree; {asks}. It counts like a typical one."
    shown = f"Highest degree: {profile.highest_degree}" if profile and profile.highest_degree else "The degree"
    return f"{shown} {'meets what is asked' if value >= 100.0 else 'is below what is asked'}; {asks}."


def _text_sentence(score: Score, imputed: bool) -> str:
    if imputed:
        return "There is no text to compare with the ad."
    if not score.top_terms:
        return "The text has no words in common with the ad that would tell."
    return f"Words in common with the ad that tell most: {_listed(score.top_terms)}."


def _consistency_sentence(weight: float, value: float, imputed: bool) -> str:
    said = "not known" if imputed else f"{value:.0f} of 100"
    if weight:
        return f"How steady the jobs, their level and their field are: {said}."
    return (
        f"How steady the jobs, their level and their field are: {said}. Shown only: counting it punishes career breaks."
    )


def _certainty(score: Score) -> str:
    low, high = score.interval
    unknown = [TITLES[name].lower() for name in score.imputed if score.weights[name]]
    if unknown:
        return (
            f"Confidence is {score.confidence}: {_listed(unknown)} could not be read. "
            f"If known, the score would lie between {low:.0f} and {high:.0f}."
        )
    if score.confidence == "high":
        return "Confidence is high: all that counts was read from the document."
    return f"Confidence is {score.confidence}: the document holds very little text."


def _advice(score: Score, lines: Sequence[ExplanationLine]) -> Iterable[str]:
    """What would change the rank, the largest part first."""
    gaps = sorted((line for line in lines if line.most > line.points), key=lambda line: line.points - line.most)
    for line in gaps:
        gain = f"up to {line.most - line.points:.1f} points"
        if line.imputed:
            yield f"{line.title}: find out what the document does not say ({gain}, or {line.points:.1f} less)."
        elif line.component == "skills_match" and score.missing_skills:
            yield f"Skills: ask about {_listed(score.missing_skills)} ({gain})."
        elif line.component == "experience":
            yield f"Experience: within the range asked for it would add {gain}."
        elif line.component == "education":
            yield f"Education: the degree asked for would add {gain}."


def _range(low: float, high: float | None) -> str:
    if high is None:
        return f"at least {_years(low)}"
    return f"{low:g} to {_years(high)}" if low else f"at most {_years(high)}"


def _years(years: float) -> str:
    return "1 year" if years == 1 else f"{round(years, 1):g} years"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
