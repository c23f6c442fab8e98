"""Scores profiles against a job: what the index worker runs. Arguments and results are plain values that pickle.

A score hangs on the job, its weights, the reference and the profile alone: not on the other profiles of the call (where
a reference is given), their order or number, the process, or the profile's id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from hiring_desktop.core.hiring.explanation import asked_for, recommendation, rescaled, reweigh, weighted_mean
from hiring_desktop.core.model import COMPONENTS, DegreeLevel, JobAd, Json, Profile, Score, Weights
from hiring_desktop.ml.ranking.components import STEEPEST_OF_TEXTS, Scale, degree_fit, experience_fit, experience_ratio
from hiring_desktop.ml.ranking.reference import Reference, background_with, make_reference, median, open_reference
from hiring_desktop.ml.ranking.skills import SkillsAsked, narrow_families
from hiring_desktop.ml.ranking.words import FEW_WORDS, Likeness, WordsAsked

__all__ = ["make_reference", "reweigh", "score"]

_BATCH: Final = 256
_NARROW: Final = 15.0
"""An interval of the score at most so wide still allows medium confidence."""

Confidence = Literal["high", "medium", "low"]


def score(
    ad: JobAd,
    weights: Weights,
    profiles: Sequence[Profile],
    reference: Json | None = None,
    parents: Mapping[str, str] | None = None,
) -> list[Score]:
    """Score profiles against a job.

    Args:
        ad: The job.
        weights: How components count; the preset ``seed`` also computes them by the seed's formula.
        profiles: Whom to score, their texts redacted.
        reference: What to measure against (``make_reference``); the shipped background plus these profiles if None.
        parents: Skill to the family it belongs to, for near matches; those of the shipped vocabulary if None.

    Returns:
        A score for each profile, in their order.

    Raises:
        InvalidInput: A weight is negative, or all are 0.
        Damaged: The reference cannot be read.
    """
    document = background_with(profiles) if reference is None else reference
    job = _Job(ad, weights, open_reference(document), narrow_families() if parents is None else parents)
    return [one for start in range(0, len(profiles), _BATCH) for one in job.scores(profiles[start : start + _BATCH])]


class _Job:
    """A job made ready to score any number of profiles."""

    def __init__(self, ad: JobAd, weights: Weights, reference: Reference, parents: Mapping[str, str]) -> None:
        self._wants = ad.requirements
        self._asked = frozenset(asked_for(ad))
        self._weights = rescaled(weights, self._asked)
        self._seed = weights.preset == "seed"
        self._skills = SkillsAsked(ad.requirements, reference, parents)
        self._words = WordsAsked(ad, reference, seed=self._seed)
        self._typical = self._typical_values(reference)
        self._scales = {name: Scale.around(typical) for name, typical in self._typical.items()}
        self._scales["resume_similarity"] = Scale.around(self._typical["resume_similarity"], STEEPEST_OF_TEXTS)

    def _typical_values(self, reference: Reference) -> dict[str, float]:
        """What an unknown component stands at, before it is put on its scale."""
        skills = self._skills.typical_jaccard if self._seed else self._skills.typical_overlap
        return {
            "skills_match": skills(),
            "experience": median(reference.years, self._experience),
            "education": median(reference.degrees, self._education),
            "resume_similarity": self._words.typical(),
            "career_consistency": median(reference.consistency, float),
        }

    def _experience(self, years: float) -> float:
        return experience_ratio(years, self._wants) if self._seed else experience_fit(years, self._wants)

    def _education(self, degree: DegreeLevel) -> float:
        return degree_fit(degree, self._wants)

    def scores(self, profiles: Sequence[Profile]) -> list[Score]:
        """The score of each profile."""
        return [
            self._score(profile, likeness)
            for profile, likeness in zip(profiles, self._words.compare(profiles), strict=True)
        ]

    def _score(self, profile: Profile, likeness: Likeness) -> Score:
        known = self._known(profile, likeness)
        imputed = tuple(name for name in COMPONENTS if name in self._asked and known[name] is None)
        unread = likeness.words < FEW_WORDS
        nothing = unread and not (profile.skills or profile.highest_degree) and profile.total_experience_years is None
        breakdown = {name: self._points(name, known[name], nothing=nothing) for name in COMPONENTS}
        overall = weighted_mean(breakdown, self._weights)
        low = weighted_mean({**breakdown, **dict.fromkeys(imputed, 0.0)}, self._weights)
        high = weighted_mean({**breakdown, **dict.fromkeys(imputed, 100.0)}, self._weights)
        fit = self._skills.fit(profile.skills)
        return Score(
            id=profile.id,
            overall=overall,
            breakdown=breakdown,
            weights=dict(self._weights),
            imputed=imputed,
            interval=(low, high),
            confidence=_confidence(high - low, unread=unread),
            matched_skills=fit.matched,
            missing_skills=fit.missing,
            near_skills=fit.near,
            failed_must_haves=fit.failed_must_haves,
            top_terms=likeness.strongest,
            recommendation=recommendation(overall, (low, high), fit.failed_must_haves, self._weights, unread=unread),
        )

    def _known(self, profile: Profile, likeness: Likeness) -> dict[str, float | None]:
        """Each component as measured, None where the profile does not tell."""
        years, degree = profile.total_experience_years, profile.highest_degree
        skills = self._skills.jaccard if self._seed else self._skills.overlap
        return {
            "skills_match": skills(profile.skills) if profile.skills else None,
            "experience": None if years is None else self._experience(years),
            "education": None if degree is None else self._education(degree),
            "resume_similarity": likeness.value,
            "career_consistency": profile.cci,
        }

    def _points(self, name: str, value: float | None, *, nothing: bool) -> float:
        """A component as it is summed, 0 to 100.

        What the job does not ask for counts 100 (beside a weight of 0, unless the preset is ``seed``). An unknown value
        stands at what is typical, but where nothing at all is known there is nobody to be like the others: 0.
        """
        if name not in self._asked:
            return 100.0
        if value is None:
            if nothing:
                return 0.0
            value = self._typical[name]
        return value if self._seed else self._scales[name](value)


def _confidence(width: float, *, unread: bool) -> Confidence:
    """From the width of the score's interval."""
    if unread or width > _NARROW:
        return "low"
    return "medium" if width else "high"
