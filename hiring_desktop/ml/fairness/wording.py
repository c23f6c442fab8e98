"""Words of a job ad that tell who is meant: gendered nouns and pronouns, and words that studies call gender-coded.

Gaucher, Friesen and Kay (2011) found that ads with many words of male stereotypes appeal less to women, while words of
female stereotypes put nobody off. The lists are our own choice after that work, and English. They are short on purpose:
words that are mostly plain trade terms (analyst, lead engineer, support desk) are left out, since a check that cries at
every ad is switched off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Coding = Literal["gendered", "masculine", "feminine"]
Lean = Literal["masculine", "feminine", "balanced", "none"]

_GENDERED: Final[Mapping[str, str]] = {
    r"chair(?:wo)?m[ae]n": "chair", r"sales(?:wo)?m[ae]n": "salesperson", r"saleslad(?:y|ies)": "salesperson",
    r"forem[ae]n": "supervisor", r"craftsm[ae]n": "craftsperson", r"craftsmanship": "skill", r"workm[ae]n": "worker",
    r"workmanship": "quality of work", r"business(?:wo)?m[ae]n": "business person",
    r"spokes(?:wo)?m[ae]n": "spokesperson", r"policem[ae]n": "police officer", r"firem[ae]n": "firefighter",
    r"handym[ae]n": "maintenance worker", r"dra(?:ught|ft)sm[ae]n": "drafter", r"cameram[ae]n": "camera operator",
    r"repairm[ae]n": "repairer", r"deliverym[ae]n": "courier", r"groundsm[ae]n": "groundskeeper",
    r"middlem[ae]n": "intermediary", r"ombudsm[ae]n": "ombudsperson", r"manpower": "staff",
    r"man[- ]?hours?": "hours of work", r"man[- ]?days?": "days of work", r"manned": "staffed", r"mankind": "people",
    r"man[- ]?made": "artificial", r"waitress(?:es)?": "waiting staff", r"hostess(?:es)?": "host",
    r"stewardess(?:es)?": "flight attendant", r"actress(?:es)?": "actor", r"housewi(?:fe|ves)": "home-maker",
    r"handmaid(?:en)?s?": "assistant", r"cleaning lad(?:y|ies)": "cleaner", r"girl friday": "assistant",
    r"gentlem[ae]n": "people", r"guys?": "people", r"ladies": "people", r"girls?": "people", r"boys?": "people",
    r"men": "people", r"women": "people", r"he": "you", r"him": "you", r"his": "your", r"himself": "yourself",
    r"she": "you", r"her": "your", r"hers": "yours", r"herself": "yourself",
}  # fmt: skip

_MASCULINE: Final[Mapping[str, str]] = {
    r"aggressive(?:ly|ness)?": "proactive", r"ambitio(?:n|us|usly)": "motivated", r"assertive(?:ly|ness)?": "clear",
    r"autonomous(?:ly)?(?! (?:vehicle|driving|system|robot|agent))": "on your own", r"battle[- ]tested": "experienced",
    r"boast(?:s|ing)?": "have", r"compet(?:e|es|ing)": "do well",
    r"competitive(?:ly|ness)?(?! (?:salar|pay|wage|compensation|remuneration|package|benefit|rate|base))":
        "say what is meant",
    r"conquer(?:s|ing)?": "solve", r"courage(?:ous|ously)?": "openness",
    r"crush(?:es|ing)? (?:it|goals|targets|quotas?)": "reach", r"decisive(?:ly|ness)?": "able to decide",
    r"determined(?! (?:by|from|on|at))": "persistent", r"determination": "persistence",
    r"domina(?:nt|nce|te|tes|ting)": "lead", r"fearless(?:ly|ness)?": "confident", r"fighters?": "persistent",
    r"forceful(?:ly|ness)?": "convincing", r"gurus?": "expert", r"hard[- ]charging": "motivated",
    r"hard[- ]?nosed": "practical", r"headstrong": "persistent", r"(?:super)?hero(?:es|ic)?": "expert",
    r"hungry": "motivated", r"hustl(?:e|er|ers|ing)": "work", r"independently": "on your own",
    r"killer instincts?": "persistence", r"kick[- ]ass": "excellent", r"ninjas?": "expert",
    r"outspoken": "open", r"relentless(?:ly)?": "persistent", r"rock[- ]?stars?": "expert",
    r"ruthless(?:ly)?": "strict", r"self[- ]relian(?:t|ce)": "on your own",
    r"self[- ]sufficien(?:t|cy)": "on your own", r"stubborn(?:ly)?": "persistent", r"tough(?:ness)?": "demanding",
    r"warriors?": "expert", r"wizards?": "expert", r"work hard,? play hard": "say what it is like",
}  # fmt: skip

_FEMININE: Final = (
    r"affectionate(?:ly)?", r"bubbly", r"caring", r"cheerful(?:ly)?", r"collaborat(?:e|es|ion|ive|ively|ing)",
    r"compassion(?:ate|ately)?", r"considerate(?:ly)?", r"co-?operat(?:e|es|ion|ive|ively|ing)", r"dependable",
    r"empath(?:y|etic|ic|etically)", r"gentle", r"honest(?:y|ly)?", r"interpersonal", r"kindness",
    r"loyal(?:ty|ly)?(?! (?:program|scheme|card))", r"modest(?:y|ly)?", r"nurtur(?:e|es|ing)", r"pleasant(?:ly)?",
    r"polite(?:ly|ness)?", r"submissive", r"supportive(?:ly)?", r"sympath(?:y|etic|etically)",
    r"trust(?:ing|worthy)", r"warm(?:th|ly)",
)  # fmt: skip

# Both sexes named together, and signs that all are meant: no fault, so their words are not looked at.
_NEUTRAL: Final = re.compile(
    r"(?<!\w)(?:s/he|he\s?/\s?she|she\s?/\s?he|he or she|she or he|his\s?/\s?hers?|her\s?/\s?his|his or her|her or his"
    r"|him\s?/\s?her|him or her|her or him|(?:he|she)\s?/\s?(?:him|her)(?:\s?/\s?(?:his|hers))?"
    r"|(?:wo)?men and (?:wo)?men|boys and girls|girls and boys|ladies and gentlemen)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class GenderedTerm:
    """A word of an ad: code points ``start`` to ``end`` (exclusive) of its text.

    ``suggestion`` is what to write instead; None for feminine-coded words, which keep nobody from applying.
    """

    text: str
    start: int
    end: int
    coding: Coding
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class WordingReport:
    """All such words of an ad, in the order in which they stand."""

    terms: tuple[GenderedTerm, ...]

    @property
    def lean(self) -> Lean:
        """Which coding outweighs the other; ``none`` without any coded word. Gendered words do not count for it."""
        masculine, feminine = (sum(t.coding == coding for t in self.terms) for coding in ("masculine", "feminine"))
        if not masculine and not feminine:
            return "none"
        return "balanced" if masculine == feminine else "masculine" if masculine > feminine else "feminine"


def check_wording(text: str) -> WordingReport:
    """Find the gendered and gender-coded words of a job ad.

    Args:
        text: The ad, in English. Positions count in it as it is.
    """
    skipped = [found.span() for found in _NEUTRAL.finditer(text)]
    terms = [
        GenderedTerm(found.group(), found.start(), found.end(), coding, suggestion)
        for coding, pattern, suggestion in _PATTERNS
        for found in pattern.finditer(text)
        if not any(start <= found.start() and found.end() <= end for start, end in skipped)
    ]
    terms.sort(key=lambda term: (term.start, -term.end))
    kept: list[GenderedTerm] = []
    for term in terms:
        if not kept or term.start >= kept[-1].end:
            kept.append(term)
    return WordingReport(tuple(kept))


def _compiled(stem: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){stem}(?![\w-])", re.IGNORECASE)


_PATTERNS: Final[tuple[tuple[Coding, re.Pattern[str], str | None], ...]] = (
    *(("gendered", _compiled(stem), suggestion) for stem, suggestion in _GENDERED.items()),
    *(("masculine", _compiled(stem), suggestion) for stem, suggestion in _MASCULINE.items()),
    *(("feminine", _compiled(stem), None) for stem in _FEMININE),
)
