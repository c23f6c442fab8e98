"""The skills vocabulary: canonical names, their terms, their kind and what they are a kind of.

Loaded once per process from ``resources/skills/vocabulary.tsv`` (made by ``build/make_skills.py``, whose docstring
tells the format).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import ahocorasick

RESOURCES: Final = Path(__file__).resolve().parents[3] / "resources" / "skills"

SkillKind = Literal["technology", "method", "soft"]

_VERSION: Final = re.compile(r"\s*[\s(]v?\.?\s?(?:\d{1,2}(?:\.\d{1,3}){0,3}(?:\.?x)?|20\d\d|9\d)\)?$")
_PLAIN_HYPHENS: Final = {ord(dash): "-" for dash in "‐‑‒–—−"}
_EDGES: Final = " \t\n.,;:•·-–—*|/\"'“”‘’()[]"


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill: its canonical name, its kind, and the family it belongs to (``PostgreSQL`` to ``SQL databases``)."""

    name: str
    kind: SkillKind
    parent: str


@dataclass(slots=True)
class Term:
    """A way to write a skill.

    ``spellings`` are the only ones accepted in running text (None: any case). ``in_context`` terms are everyday words
    that count only where other skills surround them.
    """

    key: str
    skill: Skill
    in_context: bool
    spellings: frozenset[str] | None


def term_key(text: str) -> str:
    """The form under which terms are compared: lower case, single blanks, plain hyphens."""
    return " ".join(text.translate(_PLAIN_HYPHENS).lower().split())


class Vocabulary:
    """All skills and an automaton over all their terms."""

    def __init__(self, rows: Iterable[tuple[str, SkillKind, str, list[str]]]) -> None:
        self.skills: dict[str, Skill] = {}
        self.terms: dict[str, Term] = {}
        for name, kind, parent, terms in rows:
            skill = self.skills.setdefault(name, Skill(name, kind, parent))
            for marked in terms:
                self._add(skill, marked)
        self.automaton: Any = ahocorasick.Automaton()
        for key, term in self.terms.items():
            self.automaton.add_word(key, term)
        self.automaton.make_automaton()

    def _add(self, skill: Skill, marked: str) -> None:
        spelling = marked.lstrip("~^")
        marks = marked[: len(marked) - len(spelling)]
        key = term_key(spelling)
        known = self.terms.get(key)
        if known is None:
            exact = frozenset([spelling]) if "^" in marks else None
            self.terms[key] = Term(key, skill, "~" in marks, exact)
        elif known.skill is skill and known.spellings is not None:
            known.spellings = known.spellings | {spelling} if "^" in marks else None
            known.in_context = known.in_context and "~" in marks

    def term(self, item: str) -> Term | None:
        """The term that a printed item is as a whole, or None. Neither case nor a version number matters."""
        key = term_key(item)
        return self.terms.get(key) or self.terms.get(key.strip(_EDGES)) or self.terms.get(_VERSION.sub("", key))

    def find(self, item: str) -> Skill | None:
        """The skill that a printed item names as a whole, or None."""
        term = self.term(item)
        return term.skill if term else None

    def canonical(self, item: str) -> str:
        """The canonical name of an item, or the item itself, tidied, where the vocabulary does not know it."""
        skill = self.find(item)
        return skill.name if skill else re.sub(r"\s+", " ", item).strip()

    def parent(self, name: str) -> str | None:
        """The family of a canonical name; None for an unknown one."""
        skill = self.skills.get(name)
        return skill.parent if skill else None


def _read_rows(path: Path) -> Iterable[tuple[str, SkillKind, str, list[str]]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        name, kind, parent, terms = line.split("\t")
        assert kind in ("technology", "method", "soft")
        yield name, kind, parent, terms.split("|")  # type: ignore[misc]


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """The shipped vocabulary, read on first use (about 0.1 s) and kept."""
    return Vocabulary(_read_rows(RESOURCES / "vocabulary.tsv"))
