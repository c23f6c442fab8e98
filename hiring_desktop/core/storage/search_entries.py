"""What search knows about a candidate, put together from the stored documents; the same for every engine.

The documents are those of ``candidates`` (one), ``resumes`` and ``resume_texts`` (all that belong to the candidate, the
present resume first), ``notes``, and the jobs that the candidate applied for. Contact data is known by its blind
index alone, as a label.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import EXACT_FIELDS, TextField, company_label, exact_label, job_label


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One candidate: for each text field its parts (phrases do not cross from one to the next), years, labels."""

    name: tuple[str, ...]
    title: tuple[str, ...]
    skill: tuple[str, ...]
    note: tuple[str, ...]
    text: tuple[str, ...]
    years: float | None = None
    labels: tuple[str, ...] = ()

    def parts(self, field: TextField) -> tuple[str, ...]:
        """The parts of a text field."""
        parts: tuple[str, ...] = getattr(self, field)
        return parts

    def digest(self, candidate_id: str) -> bytes:
        """Differs when anything in the entry does, or whose it is."""
        content = (candidate_id, self.name, self.title, self.skill, self.note, self.text, self.years, self.labels)
        return hashlib.blake2b(json.dumps(content).encode(), digest_size=16).digest()


def entry_of(
    candidate: Mapping[str, Any], resumes: Sequence[Json], texts: Mapping[str, str], notes: Iterable[str] = (),
    companies: Mapping[str, str | None] | None = None,
) -> SearchEntry:  # fmt: skip
    """Put the entry of a candidate together.

    Args:
        candidate: The document.
        resumes: Those of the candidate.
        texts: Id of a resume to its text.
        notes: The texts of the notes on the candidate.
        companies: Id of each job that the candidate applied for to the id of its company.
    """
    present = candidate.get("resume_id")
    ordered = sorted(resumes, key=lambda resume: (resume["_id"] != present, resume["_id"]))
    read = [resume.get("resume") or {} for resume in ordered]
    years = candidate.get("total_experience_yrs")
    applied = companies or {}
    labels = [*map(job_label, sorted(applied)), *map(company_label, sorted(set(applied.values()), key=str))]
    for field in EXACT_FIELDS:
        index = candidate.get(f"{field}_index")
        labels += [exact_label(field, index)] if isinstance(index, str) else []
    titles = [*_titles(candidate), *(title for resume in read for title in _resume_titles(resume))]
    skills = [*_texts(candidate.get("skills")), *(skill for resume in read for skill in _resume_skills(resume))]
    texts_in_order = tuple(texts[resume["_id"]] for resume in ordered if resume["_id"] in texts)
    return SearchEntry(
        _kept([candidate.get("name")]), _kept(titles), _kept(skills), tuple(notes), texts_in_order,
        float(years) if isinstance(years, int | float) else None, tuple(labels),
    )  # fmt: skip


def _titles(candidate: Mapping[str, Any]) -> list[Any]:
    return [candidate.get("label"), *(post.get("position") for post in _documents(candidate.get("experience")))]


def _resume_titles(resume: Mapping[str, Any]) -> list[Any]:
    basics = resume.get("basics") or {}
    return [basics.get("label"), *(post.get("position") for post in _documents(resume.get("work")))]


def _resume_skills(resume: Mapping[str, Any]) -> list[Any]:
    """As printed, under their canonical names, and what a group of them is called."""
    found: list[Any] = []
    for group in _documents(resume.get("skills")):
        found += [group.get("name"), *_texts(group.get("keywords")), *_texts(group.get("canonical"))]
    return found


def _documents(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _kept(parts: Iterable[Any]) -> tuple[str, ...]:
    """Each text once, in order."""
    return tuple(dict.fromkeys(part for part in parts if isinstance(part, str) and part.strip()))
