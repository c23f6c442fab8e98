"""Skills asked for against skills shown: overlap, and what is near where something is missing.

Names are canonical; case does not matter.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from hiring_desktop.core.model import Requirements
from hiring_desktop.ml.ranking.reference import Reference
from hiring_desktop.ml.skills.vocabulary import load_vocabulary

_PREFERRED: Final = 0.5
"""A preferred skill counts half as much as a required one."""

_EXTRA: Final = 0.05
"""What a skill that nobody asked for takes off, so that listing everything does not pay."""


_NARROW: Final = 30
"""Of a family with more skills (all programming languages, all of nursing) its members are not near one another."""


@cache
def narrow_families() -> Mapping[str, str]:
    """The family of each skill of the shipped vocabulary, where that family is narrow enough to mean something."""
    skills = load_vocabulary().skills.values()
    sizes = Counter(skill.parent for skill in skills)
    return {skill.name: skill.parent for skill in skills if skill.parent and sizes[skill.parent] <= _NARROW}


@dataclass(frozen=True, slots=True)
class SkillFit:
    """The skills of a job as one profile meets them; all in the order of the job, ``near`` by name."""

    matched: tuple[str, ...]
    missing: tuple[str, ...]
    near: tuple[str, ...]
    failed_must_haves: tuple[str, ...]


class SkillsAsked:
    """What a job asks for, weighed by how rare each skill is in the reference.

    Args:
        wants: The job's requirements.
        reference: Gives the idf of each skill.
        parents: Skill to the family or broader skill it belongs to, in canonical names.
    """

    def __init__(self, wants: Requirements, reference: Reference, parents: Mapping[str, str]) -> None:
        named = {name.casefold(): name for name in reversed((*wants.required_skills, *wants.preferred_skills))}
        required = {name.casefold() for name in wants.required_skills}
        self._named = dict(reversed(named.items()))
        self._required = frozenset(required)
        self._weights = {
            key: reference.skill_idf(key) * (1.0 if key in required else _PREFERRED) for key in self._named
        }
        self._total = math.fsum(self._weights.values())
        self._must_have = tuple(dict.fromkeys(wants.must_have))
        self._reference = reference
        self._parents = parents

    def fit(self, skills: Sequence[str]) -> SkillFit:
        """Which of the skills asked for a profile shows."""
        shown = {name.casefold() for name in skills}
        missing = tuple(name for key, name in self._named.items() if key not in shown)
        return SkillFit(
            tuple(name for key, name in self._named.items() if key in shown),
            missing,
            self._near(missing, skills),
            tuple(name for name in self._must_have if name.casefold() not in shown),
        )

    def _near(self, missing: Sequence[str], skills: Sequence[str]) -> tuple[str, ...]:
        """Skills shown that are the parent, a child or a sibling of one that is missing."""
        families = {name for wanted in missing for name in (wanted, self._parents.get(wanted)) if name}
        return tuple(
            sorted(
                skill
                for skill in set(skills)
                if skill.casefold() not in self._named and (skill in families or self._parents.get(skill) in families)
            )
        )

    def overlap(self, skills: Sequence[str]) -> float:
        """Tversky's index weighed by idf, 0 (none of them) to 100 (all of them and nothing else).

        ``matched / (asked + 0.05 extra)``: what is asked for and missing counts in full, extra skills hardly.
        """
        shown = {name.casefold() for name in skills}
        matched = math.fsum(weight for key, weight in self._weights.items() if key in shown)
        extra = math.fsum(self._reference.skill_idf(key) for key in shown - self._weights.keys())
        return 100.0 * (matched / (self._total + _EXTRA * extra))

    def typical_overlap(self) -> float:
        """The overlap of an average profile of the reference, from sums over the pool."""
        people = self._reference.skill_profiles
        if not people:
            return 0.0
        counts = self._reference.skill_counts
        matched = math.fsum(weight * counts.get(key, 0) for key, weight in self._weights.items()) / people
        asked = math.fsum(self._reference.skill_idf(key) * counts.get(key, 0) for key in self._weights) / people
        extra = max(0.0, self._reference.average_skill_idf() - asked)
        return 100.0 * (matched / (self._total + _EXTRA * extra))

    def jaccard(self, skills: Sequence[str]) -> float:
        """The seed's measure over the required skills: common / all, 0 to 100; 100 where none is required."""
        shown = {name.casefold() for name in skills}
        if not self._required:
            return 100.0
        return 100.0 * len(self._required & shown) / len(self._required | shown)

    def typical_jaccard(self) -> float:
        """The seed's measure for an average profile of the reference, from sums over the pool."""
        people = self._reference.skill_profiles
        if not self._required:
            return 100.0
        if not people:
            return 0.0
        counts = self._reference.skill_counts
        common = sum(counts.get(key, 0) for key in self._required) / people
        return 100.0 * common / (len(self._required) + sum(counts.values()) / people - common)
