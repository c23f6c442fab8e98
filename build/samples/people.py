"""The fictional people of the sample data, read from the TOML files beside this one.

All of them are invented, and so are their employers and schools; addresses end in ``example.*``, telephone numbers come
from the ranges that are kept free for fiction. Dates stand as each person writes them, which is what a reader of
resumes has to cope with.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

HEADINGS = {
    "en": {
        "profile": "Profile", "work": "Experience", "study": "Education", "skills": "Skills",
        "languages": "Languages", "certificates": "Certifications", "contact": "Contact",
    },
    "de": {
        "profile": "Profil", "work": "Berufserfahrung", "study": "Ausbildung", "skills": "Kenntnisse",
        "languages": "Sprachen", "certificates": "Zertifikate", "contact": "Kontakt",
    },
    "fr": {
        "profile": "Profil", "work": "Expérience professionnelle", "study": "Formation", "skills": "Compétences",
        "languages": "Langues", "certificates": "Certifications", "contact": "Coordonnées",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Job:
    """One position. ``dates`` is empty for people who leave them out."""

    position: str
    employer: str
    place: str
    dates: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class Study:
    """One degree or course; ``note`` is a grade or a thesis, or empty."""

    degree: str
    school: str
    place: str
    dates: str
    note: str


@dataclass(frozen=True)
class Person:
    """A resume before it is set: ``layout`` names how, ``file`` what it is saved as, ``accent`` its colour (#rrggbb).

    ``hidden`` is text that is printed white on white, as some people do to please a machine.
    """

    name: str
    title: str
    layout: str
    file: str
    accent: str
    place: str
    phone: str
    email: str
    link: str
    summary: str
    skills: tuple[tuple[str, tuple[str, ...]], ...]
    languages: str
    work: tuple[Job, ...]
    study: tuple[Study, ...]
    certificates: tuple[str, ...]
    language: str = "en"
    hidden: str = ""

    def heading(self, section: str) -> str:
        """The title of a section in the language of the resume."""
        return HEADINGS[self.language][section]

    def contact(self) -> list[str]:
        """Place, telephone, e-mail and link, as far as given."""
        return [item for item in (self.place, self.phone, self.email, self.link) if item]

    def all_skills(self) -> list[str]:
        """The skills of all groups, in order."""
        return [skill for _, skills in self.skills for skill in skills]


def read_people() -> list[Person]:
    """Everybody, in the order of the files."""
    people: list[Person] = []
    for source in ("data", "nursing", "finance"):
        entries = tomllib.loads((FOLDER / f"{source}.toml").read_text(encoding="utf-8"))["people"]
        people.extend(_person(entry) for entry in entries)
    return people


def _person(entry: dict[str, Any]) -> Person:
    work = tuple(Job(**{**job, "points": tuple(job["points"])}) for job in entry.pop("work"))
    study = tuple(Study(**item) for item in entry.pop("study"))
    skills = tuple((group, tuple(text.split(", "))) for group, text in entry.pop("skills"))
    return Person(**{**entry, "certificates": tuple(entry["certificates"])}, work=work, study=study, skills=skills)
