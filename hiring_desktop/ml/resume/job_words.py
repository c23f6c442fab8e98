"""How much a stretch of text reads like a job title, and how much like an employer."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from hiring_desktop.ml.resume.tables import words
from hiring_desktop.ml.skills.vocabulary import RESOURCES

TITLE_WORDS: Final = words("job_words", "titles")
_RANKS: Final = words("job_words", "ranks")
_EMPLOYER_WORDS: Final = words("job_words", "employers")
_DEPARTMENTS: Final = words("job_words", "departments")
_TITLE_ENDINGS: Final = re.compile(
    r"(?:leiter|entwickler|ingenieur|berater|mitarbeiter|assistent|techniker|arbeiter|händler|verkäufer|pfleger|"
    r"lehrer|fahrer|meister|"
    r"führer|planer|prüfer|forscher|programmierer|gestalter|betreuer|vertreter|helfer)(?:in)?$|(?:kaufmann|"
    r"kauffrau|fachkraft|hilfskraft|referent|referentin)$"
)
_TITLE_PHRASE: Final = re.compile(
    r"\b(?:head|director|vice president|vp|chef|member|chief|dean|master|manager|leader|president|secretary|"
    r"responsable|jefe|jefa|direttore|responsabile|chargée?|"
    r"leiter(?:in)?|directeur|directrice|director|directora|addett[oa]|specjalist(?:a|ka)|kierownik)\s+(?:of|de|"
    r"d['’]|du|des|of the|in|der|di|ds\.|für)\b",
    re.IGNORECASE,
)

_LEGAL: Final = re.compile(
    r"(?:^|[\s,(&])(?:inc|llc|l\.l\.c|ltd|limited|plc|llp|lp|pllc|corp|corporation|incorporated|gmbh|mbh|ag|kg|"
    r"kgaa|ohg|ug|e\.?\s?k|e\.?\s?v|e\.?\s?g|gbr|se|sa|s\.a|s\.a\.s|sas|sasu|"
    r"sarl|s\.a\.r\.l|eurl|snc|sci|s\.n\.c|s\.s|s\.l|s\.l\.u|s\.l\.l|sl|slu|s\.coop|c\.b|s\.c|s\.a\.u|spa|s\.p\.a|"
    r"srl|s\.r\.l|s\.a\.p\.a|bv|b\.v|nv|n\.v|oy|oyj|ab|as|a/s|aps|"
    r"sp\.\s?z\s?o\.?\s?o|s\.k\.a|sp\.\s?k|sp\.\s?j|sp\.j|p\.p\.h\.u|pvt|private limited|pty|k\.k|kk|co|company|"
    r"bhd|sdn|"
    r"& co|und söhne|& söhne|& sons|and sons|e figli|& figli|y asociados|et fils|hermanos|hnos|frères|fratelli|"
    r"stiftung(?: & co)?|e associati|& partners|"
    r"and partners|& associates|and associates)\.?(?=$|[\s,)&(.-])",
    re.IGNORECASE,
)
_AND: Final = re.compile(r"\b(?:and|und|et)\b")
_MAIN_PART: Final = re.compile(r"\s[-–—(/|]\s?|\s*[(,]|\s(?:at|bei|chez|presso)\s")
_NAME_LIST: Final = re.compile(
    r"^[A-ZÀ-Þ][\w'’.-]+(?:[ ,]+[A-ZÀ-Þ][\w'’.-]+){0,4},?\s(?:and|&|und|et|y|e|"
    r"i)\s[A-ZÀ-Þ][\w'’.-]+(?:\s[\w'’.-]+){0,3}$"
)
_HYPHEN_NAMES: Final = re.compile(r"^[A-ZÀ-Þ][a-zß-ÿ'’]+[-/][A-ZÀ-Þ][a-zß-ÿ'’]+$")
_WORDS: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@lru_cache(maxsize=1)
def _occupation_words() -> frozenset[str]:
    """Words that end job titles in O*NET; rarer ones say less."""
    return frozenset((RESOURCES / "occupation_words.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=2048)
def title_score(text: str) -> float:
    """How much a stretch of text reads like a job title: 0 not at all, 1 and more certainly."""
    parts = [w.lower() for w in _WORDS.findall(text)]
    if not parts or len(parts) > 12 or len(text) > 110:
        return 0.0
    main = _MAIN_PART.split(text, maxsplit=1)[0]
    tail = [w.lower() for w in _WORDS.findall(main)] or parts
    score = 0.0
    if tail[-1] in TITLE_WORDS or _TITLE_ENDINGS.search(tail[-1]):
        score = 1.0
    elif tail[-1] in _occupation_words():
        score = 0.8
    elif any(w in TITLE_WORDS or _TITLE_ENDINGS.search(w) for w in parts):
        score = 0.6
    elif tail[-1].removesuffix("s") in TITLE_WORDS:
        score = 0.3
    if _TITLE_PHRASE.search(text):
        score = max(score, 0.9)
    if parts[0] in _RANKS and score:
        score += 0.2
    if "," in text:
        score -= 0.15 * text.count(",")
    return max(0.0, score)


@lru_cache(maxsize=2048)
def employer_score(text: str) -> float:
    """How much a stretch of text reads like the name of an employer: 0 not at all, 1 and more certainly."""
    if not text or len(text) > 110:
        return 0.0
    if _LEGAL.search(text):
        return 1.3
    parts = [w.lower() for w in _WORDS.findall(text)]
    if not parts or text.endswith((".", "!", "?")):
        return 0.0
    if parts[-1] in _DEPARTMENTS:
        return 0.1
    if parts[-1] in _EMPLOYER_WORDS or parts[-1].removesuffix("s") in _EMPLOYER_WORDS:
        return 0.8 if len(parts) > 1 else 0.35
    if _NAME_LIST.match(text) or _HYPHEN_NAMES.match(text):
        return 0.7
    if any(w in _EMPLOYER_WORDS for w in parts):
        return 0.55
    if "&" in text or _AND.search(text):
        return 0.35
    return 0.2 if text[0].isupper() or text[0].isdigit() else 0.0
