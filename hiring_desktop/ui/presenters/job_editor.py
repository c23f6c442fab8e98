"""The draft behind the job editor: what the ad says, what a person corrected, and which of the two counts.

The ad is read again while it is typed. A field that a person touched keeps what they said until they take it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from hiring_desktop.core.hiring.views import JobView
from hiring_desktop.core.model import DegreeLevel, JobAd, Requirements
from hiring_desktop.ui.words import translate

DraftField = Literal["title", "skills", "years", "degree"]
DEGREES: Final[tuple[DegreeLevel | None, ...]] = (
    None, "secondary", "diploma", "associate", "bachelor", "master", "doctorate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class JobDraft:
    """A job ad being written. ``title`` and ``requirements`` are what will be saved."""

    description: str = ""
    title: str = ""
    requirements: Requirements = field(default_factory=Requirements)
    touched: frozenset[DraftField] = frozenset()
    job_id: str | None = None
    saved: JobAd | None = None

    @staticmethod
    def of(job: JobView) -> JobDraft:
        """A stored job: everything in it counts as said by a person."""
        ad = JobAd(job.title, job.description, job.requirements)
        touched: frozenset[DraftField] = frozenset(("title", "skills", "years", "degree"))
        return JobDraft(job.description, job.title, job.requirements, touched, job.id, ad)

    def ad(self) -> JobAd:
        """What is to be saved."""
        return JobAd(self.title.strip(), self.description, self.requirements)

    @property
    def changed(self) -> bool:
        """Whether there is something to save."""
        if self.saved is None:
            return bool(self.description.strip() or self.title.strip())
        return self.ad() != self.saved

    @property
    def problem(self) -> str | None:
        """Why it cannot be saved yet, in a sentence; None if it can."""
        wants = self.requirements
        if not self.description.strip():
            return translate("Jobs", "Paste the job ad, or open its file. Resumes are compared with it.")
        if not self.title.strip():
            return translate("Jobs", "Give the job a title.")
        if wants.min_years is not None and wants.max_years is not None and wants.min_years > wants.max_years:
            return translate("Jobs", "The least years are more than the most.")
        return None

    # ------------------------------------------------------------------ what a person does
    def with_description(self, text: str) -> JobDraft:
        """The ad was typed or pasted."""
        return replace(self, description=text)

    def with_title(self, title: str) -> JobDraft:
        """The title was corrected."""
        return replace(self, title=title, touched=self.touched | {"title"})

    def with_skills(self, required: Iterable[str], preferred: Iterable[str], must_have: Iterable[str]) -> JobDraft:
        """Skills were added, removed or marked. A skill counts once, required before preferred."""
        first = _distinct(required)
        second = tuple(skill for skill in _distinct(preferred) if skill not in first)
        must = tuple(skill for skill in _distinct(must_have) if skill in (*first, *second))
        wants = replace(self.requirements, required_skills=first, preferred_skills=second, must_have=must)
        return replace(self, requirements=wants, touched=self.touched | {"skills"})

    def with_years(self, least: float | None, most: float | None) -> JobDraft:
        """The years were corrected."""
        wants = replace(self.requirements, min_years=least, max_years=most)
        return replace(self, requirements=wants, touched=self.touched | {"years"})

    def with_degree(self, degree: DegreeLevel | None) -> JobDraft:
        """The degree was corrected."""
        return replace(self, requirements=replace(self.requirements, degree=degree), touched=self.touched | {"degree"})

    def untouched(self) -> JobDraft:
        """Take all corrections back: the next reading of the ad counts for everything."""
        return replace(self, touched=frozenset())

    # ------------------------------------------------------------------ what the reader found
    def read(self, found: JobAd) -> JobDraft:
        """Take over what the ad says in every field that no person touched."""
        wants, said = self.requirements, found.requirements
        if "skills" not in self.touched:
            wants = replace(
                wants,
                required_skills=said.required_skills,
                preferred_skills=said.preferred_skills,
                must_have=said.must_have,
            )
        if "years" not in self.touched:
            wants = replace(wants, min_years=said.min_years, max_years=said.max_years)
        if "degree" not in self.touched:
            wants = replace(wants, degree=said.degree)
        title = self.title if "title" in self.touched and self.title.strip() else found.title
        return replace(self, title=title, requirements=wants)


def degree_words(degree: str | None) -> str:
    """A degree level in words."""
    if degree is None:
        return translate("Jobs", "Not asked for")
    return {
        "secondary": translate("Jobs", "Secondary school"),
        "diploma": translate("Jobs", "Diploma"),
        "associate": translate("Jobs", "Associate"),
        "bachelor": translate("Jobs", "Bachelor"),
        "master": translate("Jobs", "Master"),
        "doctorate": translate("Jobs", "Doctorate"),
    }[degree]


def _distinct(skills: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for skill in skills:
        clean = " ".join(skill.split())
        if clean:
            found.setdefault(clean.casefold(), clean)
    return tuple(found.values())
