"""Natural languages by name and levels of command, in six languages. Tables, and the look-ups over them."""

from __future__ import annotations

import re
from typing import Final

from hiring_desktop.ml.resume.tables import table_lines

LANGUAGES: Final[dict[str, str]] = {
    name: names.split()[0] for names in table_lines("languages")["languages"] for name in names.lower().split()
}
"""Name of a language in any of the six languages (lower case) to its English name."""

_SIGN_LANGUAGE: Final = re.compile(r"(?:american |british )?sign language", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")

LEVEL: Final = re.compile(
    r"""\b(?:[abc][12]\+?(?:\s?[-/]\s?[abc][12])?\b|native(?:\s+(?:speaker|language|tongue|level|proficiency|or\s+bilingual(?:\s+proficiency)?))?|mother\s+tongue|
    bilingual(?:\s+proficiency)?|first\s+language|(?:fully\s+)?fluent(?:ly)?|near[-\s]native|proficient|proficiency|
    (?:full\s+|limited\s+)?professional(?:\s+working)?(?:\s+proficiency)?|limited\s+working(?:\s+proficiency)?
    |working\s+(?:proficiency|knowledge)|elementary(?:\s+proficiency)?|
    upper[-\s]intermediate|pre[-\s]intermediate|intermediate|advanced|excellent|very\s+good|good|fair|basics?
    |beginner|conversational|conversant|business\s+(?:fluent|level)|
    maternelle|langue\s+maternelle|courante?|bilingue|intermédiaire|avancée?|débutante?|notions|scolaire
    |professionnelle?|lu,?\s+écrit,?\s+parlé|
    muttersprache|muttersprachler(?:in)?|muttersprachlich|fließend|fliessend|verhandlungssicher|sehr\s+gut
    |gute?(?:\s+kenntnisse)?|grundkenntnisse|fortgeschritten|konversationssicher|
    nativ[oa]|lengua\s+materna|materna|fluid[oa]|avanzad[oa]|intermedi[oa]|básic[oa]|alto|medio|bajo|bilingüe|
    madrelingua|fluente|ottim[oa]|buon[oa]|avanzat[oa]|scolastic[oa]|base|discreto|
    ojczysty|biegle|biegły|płynny|płynnie|zaawansowany|średniozaawansowany|komunikatywny|podstawowy|dobry
    |bardzo\s+dobry)""",
    re.IGNORECASE | re.VERBOSE,
)
"""How well a language is commanded."""


def language_of(text: str) -> str | None:
    """The English name of the language that a text begins with, or None."""
    if _SIGN_LANGUAGE.match(text):
        return "Sign language"
    word = _WORD.match(text)
    return LANGUAGES.get(word[0].lower()) if word else None


def names_a_language(text: str) -> bool:
    """Whether a text names a natural language anywhere."""
    return any(w.lower() in LANGUAGES for w in _WORD.findall(text[:200])) or bool(_SIGN_LANGUAGE.search(text[:200]))
