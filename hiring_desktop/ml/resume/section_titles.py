"""How people title the parts of a resume, in six languages: ``resources/resume/section_titles.txt``."""

from __future__ import annotations

from typing import Final, Literal

from hiring_desktop.ml.resume.tables import phrases

SectionKind = Literal[
    "head", "summary", "experience", "education", "skills", "languages", "certificates", "projects", "awards",
    "publications", "volunteer", "interests", "references", "contact", "personal", "courses", "other",
]  # fmt: skip
_TITLED: Final[tuple[SectionKind, ...]] = (
    "summary", "experience", "education", "skills", "languages", "certificates", "projects", "awards", "publications",
    "volunteer", "interests", "references", "contact", "personal", "courses", "other",
)  # fmt: skip

TITLES: Final[dict[str, SectionKind]] = {title: kind for kind in _TITLED for title in phrases("section_titles", kind)}
"""Title (lower case) to the kind of section. A title of several kinds has the last of them."""

MODIFIERS: Final = frozenset(phrases("section_titles", "modifiers"))
"""Words before a title that leave its kind as it is."""

SUBHEADINGS: Final = frozenset(phrases("section_titles", "subheadings"))
"""Lines inside an entry that title a list and are no value themselves."""
