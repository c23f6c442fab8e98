"""The items of a list of skills: where each begins and ends, and whether it is one."""

from __future__ import annotations

import re
from typing import Final

from hiring_desktop.ml.resume.dates import find_dates
from hiring_desktop.ml.resume.degrees import find_degrees
from hiring_desktop.ml.resume.job_words import title_score
from hiring_desktop.ml.resume.language_names import LEVEL, language_of
from hiring_desktop.ml.resume.places import country_of, state_of
from hiring_desktop.ml.resume.tables import words
from hiring_desktop.ml.resume.values import Found, as_printed
from hiring_desktop.ml.skills.matcher import claimed, find_mentions
from hiring_desktop.ml.skills.vocabulary import Vocabulary

SEPARATOR: Final = re.compile(
    r"\s*[,;|•·●○◦▪■◆‣∙⋅✓✔➢➤►▶\uf0b7\uf0a7]+\s*|\s+[-–—*]\s+|\s{3,}|\t+|\s+/\s+|"
    r"\s*\\x[0-9a-f]{2}(?:\\x[0-9a-f]{2})*\s*"
)
"""What stands between items."""
VERB: Final = re.compile(
    r"^(?:[A-Z]?[a-z]+(?:ed|ing)|able|ability|responsible|possess|have|has|having|can|i|my|was|were|am|is|are)\b",
    re.IGNORECASE,
)
"""How a phrase about what somebody did begins."""
_AND: Final = re.compile(r"\s+(?:and|&|und|et|y|e|i)\s+")
_LEVEL: Final = re.compile(
    r"""\s*(?:[-–—:(\[]\s*)(?:less\s+than\s+)?(?:\d{1,2}\+?\s*(?:years?|yrs?\.?|months?|jahre?|ans?|años?|anni|lata?)(?:\s+of\s+experience|\s+experience)?|
    beginner|novice|basics?|elementary|intermediate|advanced|expert|proficient|fluent|good|very\s+good
    |excellent|strong|working\s+knowledge|familiar|
    grundkenntnisse|gut|sehr\s+gut|fortgeschritten|experte|avancé|intermédiaire|débutant|avanzado|intermedio
    |básico|avanzato|base|zaawansowany|podstawowy|
    \d{1,3}\s?%|\d\s?/\s?\d{1,2}|[★☆●○•⬤]{2,})\s*[)\]]?\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_STARS: Final = re.compile(r"[★☆⬤◯●○▮▯]{2,}\s*$")
_LEAD: Final = re.compile(
    r"^(?:(?:strong|good|excellent|solid|extensive|advanced|basic|working|in-depth|deep|hands-on|proven|sound|"
    r"practical|fair|thorough)\s+)*"
    r"(?:knowledge|understanding|experience|proficiency|proficient|skilled|familiar(?:ity)?|expertise|competent|"
    r"command|exposure|skills?|fluent|well[- ]versed|expert)\s+(?:of|in|with|on|to|using)\s+",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(r"\s+(?:etc\.?|and (?:more|others)|\(?basics?\)?)$", re.IGNORECASE)
_MAX_ITEM_WORDS: Final = 6
_MAX_ITEM_LETTERS: Final = 60
_KNOWN_SHARE: Final = 0.25
"""In text that lost its lines, a list must hold this share of known skills before unknown items of it are believed."""
_NO_ITEM: Final = words("not_values", "not skills")
_NO_END: Final = re.compile(
    r"(?:^|\s)(?:and|or|of|with|to|for|in|the|a|an|on|by|as|using|via|from|at|und|et|y)$", re.IGNORECASE
)


def is_sentence(text: str) -> bool:
    """Whether a text tells something rather than lists things."""
    words = text.split()
    separated = max(1, len([p for p in re.split(r"[,;|•·]", text) if p.strip()]))
    return (len(words) > 8 and len(words) / separated > 5.5) or (
        len(words) > 5 and text.endswith(".") and len(words) / separated > 4
    )


def named_in(text: str, places: list[int], vocabulary: Vocabulary) -> list[Found]:
    """The skills that a sentence claims. ``places`` tells where in the document each of its code points stands."""
    mentions = claimed(text, find_mentions(text, vocabulary))
    return [
        Found(as_printed(text[m.start : m.end]), ((places[m.start], places[m.end - 1] + 1),), 0.75)
        for m in mentions
        if m.skill.kind != "soft"
    ]


def _without_brackets(text: str, start: int, end: int, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """``AWS (S3, Lambda)`` as its parts, where they are skills; a label inside (``Tools: Git``) is cut off."""
    part = text[start:end]
    colon = re.match(r"[^:()]{2,40}:\s+(?=\S)", part)
    if colon:
        return _without_brackets(text, start + colon.end(), end, vocabulary)
    bracket = re.fullmatch(r"(?P<head>[^()]*\S)\s*\((?P<inner>[^()]+)\)\s*", part)
    if not bracket or vocabulary.find(part):
        return [(start, end)]
    inner = [(m.start(), m.end()) for m in re.finditer(r"[^,;/&]+", bracket["inner"])]
    base = start + bracket.start("inner")
    known = [vocabulary.find(bracket["inner"][a:b].strip()) is not None for a, b in inner]
    if vocabulary.find(bracket["head"]) is None and sum(known) < max(1, len(inner) / 2):
        return [(start, end)]
    head = [(start, start + bracket.end("head"))]
    if sum(known) < len(inner) / 2:
        inner = [part for part, is_known in zip(inner, known, strict=True) if is_known]
    return head + [(base + a, base + b) for a, b in inner]


def split_items(text: str, places: list[int], vocabulary: Vocabulary, *, loose: bool) -> list[Found]:
    """The items of a list.

    Args:
        text: The list, or the part of it that belongs together.
        places: Where in the document each code point of the text stands.
        vocabulary: Known skills; an unknown item counts where it has the form of one.
        loose: The text lost its lines, and what looks like a list may be none: unknown items need known ones beside.

    Returns:
        The items as printed. A phrase that is no item gives the skills that it names.
    """
    out: list[Found] = []
    cuts = [_strip(text, a, b) for cut in _cuts(text, vocabulary) for a, b in _without_brackets(text, *cut, vocabulary)]
    known = sum(vocabulary.find(as_printed(text[a:b])) is not None for a, b in cuts)
    strict = loose and known < _KNOWN_SHARE * len(cuts)
    for start, end in cuts:
        value = as_printed(text[start:end])
        if not _is_item(value, vocabulary) or (strict and vocabulary.find(value) is None):
            if len(value.split()) > 2:
                out.extend(named_in(text[start:end], places[start:end], vocabulary))
            continue
        out.append(Found(value, ((places[start], places[end - 1] + 1),), 0.95 if vocabulary.find(value) else 0.75))
    return out


def _cuts(text: str, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Where items begin and end: at separators outside brackets, and at ``and`` between two items."""
    cuts: list[tuple[int, int]] = []
    at = 0
    for gap in [*SEPARATOR.finditer(text), None]:
        upto = gap.start() if gap else len(text)
        if gap and text.count("(", at, upto) > text.count(")", at, upto) and ")" in text[upto : upto + 60]:
            continue
        cuts.append((at, upto))
        at = gap.end() if gap else at
    out: list[tuple[int, int]] = []
    for number, (start, end) in enumerate(cuts):
        part = text[start:end]
        leading = re.match(r"\s*(?:and|und|et|&)\s+", part)
        if leading and number:
            start += leading.end()
            part = text[start:end]
        joint = _AND.search(part)
        if joint and vocabulary.find(part) is None:
            left, right = part[: joint.start()], part[joint.end() :]
            one, two = vocabulary.find(left), vocabulary.find(right)
            last = 0 < number == len(cuts) - 1
            both_products = one and two and one.kind == two.kind == "technology"
            if both_products or (last and one and (two or len(left.split()) <= 2)):
                out += [(start, start + joint.start()), (start + joint.end(), end)]
                continue
        out.append((start, end))
    return out


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks, quotes, levels and lead-ins such as ``knowledge of``."""
    part = text[start:end]
    lead = _LEAD.match(part.lstrip())
    if lead:
        start += len(part) - len(part.lstrip()) + lead.end()
    for pattern in (_LEVEL, _STARS, _TAIL):
        match = pattern.search(text[start:end])
        if match and match.start() > 0:
            end = start + match.start()
    while start < end and (
        text[start].isspace()
        or text[start] in "-–—*:'\"“”"
        or (text[start] == "." and not text[start + 1 : start + 2].isalpha())
    ):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".:-–—*'\"“”"):
        end -= 1
    if text[start:end].startswith("(") and text[start:end].endswith(")"):
        start, end = start + 1, end - 1
    if text.count("(", start, end) != text.count(")", start, end):
        if text[end - 1] == ")":
            end -= 1
        elif text[start] == "(":
            start += 1
    return start, end


def _is_item(value: str, vocabulary: Vocabulary) -> bool:
    """Whether a stretch between separators is a skill rather than a phrase."""
    if not value or len(value) > _MAX_ITEM_LETTERS or len(value.split()) > _MAX_ITEM_WORDS:
        return False
    if vocabulary.find(value):
        return True
    if len(value) < 2 or not any(c.isalpha() for c in value) or "@" in value or re.search(r"https?:|www\.", value):
        return False
    if language_of(value) and (LEVEL.search(value) or len(value.split()) == 1):
        return False
    if LEVEL.fullmatch(value) or value.lower() in _NO_ITEM or _NO_END.search(value) or find_dates(value):
        return False
    if (
        country_of(value)
        or state_of(value)
        or find_degrees(value)
        or (title_score(value) >= 1.0 and len(value.split()) > 1)
    ):
        return False
    return not (VERB.match(value) and len(value.split()) > 3)
