"""Skills in text: which terms of the vocabulary it names, where, and whether it claims them.

Everyday words (``Go``, ``Access``, ``Teams``) count only beside other skills; what a person has not done or only
wants to learn does not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hiring_desktop.ml.skills.vocabulary import Skill, Term, Vocabulary


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill named in a text: code points ``start`` to ``end``."""

    start: int
    end: int
    skill: Skill
    term: Term


_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S+|[^\s@]{1,64}@[^\s@]{1,255}|\b(?:[\w-]{1,63}\.){1,5}(?:com|org|io|co)/\S*"
)
_LIST_GAP: Final = re.compile(
    r"\s*(?:[,;/|•·&+]|\band\b|\bor\b|\bund\b|\bet\b|\by\b|\be\b|\bi\b|\n)+\s*(?:and\s+|or\s+|etc\b)?"
)
_LEAD_IN: Final = re.compile(
    r"(?:\b(?:in|with|using|of|knows?|via|through|on|include|including|such as|like|e\.g\.|skills?|tools?|"
    r"technologies|languages?|"
    r"software|stack|environment|mit|avec|con|z|w)\b|:)\s*(?:the\s+)?$"
)
_LEAD_OUT: Final = re.compile(
    r"\s+(?:(?:is|are|would\s+be)\s+(?:an?\s+)?(?:big\s+|strong\s+)?(?:plus|bonus|must|required|preferred|desirable)"
    r"|(?:programming|development|developer|experience|knowledge|proficiency)\b)"
)
_ENOUGH_TOGETHER: Final = 3
"""So many everyday words that all name technologies stand for one another in a list: ``Word, Excel and Access``."""
_NOT_CLAIMED: Final = re.compile(
    r"\b(?:no|not|never|without|lack(?:s|ing)?|unfamiliar|nor|"
    r"(?:want(?:s|ing)?|eager|willing|keen|hop(?:e|es|ing)|plan(?:s|ning)?|would like|looking|aim(?:s|ing)?|"
    r"wish(?:es|ing)?|"
    r"aspir(?:e|es|ing)|curious|excited|motivated) to (?:learn|study|explore|get into|grow in(?:to)?|gain|pick up)|"
    r"interest(?:ed)? in (?:learning|studying|exploring)|(?:currently|still|now|just|actively) (?:learning|studying)|"
    r"kein(?:e|en|er)?|ohne|nicht|sans|pas de|aucune?|sin|senza|nessun[ao]?|bez|brak)\b",
    re.IGNORECASE,
)
_CLAUSE_END: Final = re.compile(
    r"[.;!?](?:\s|$)|\n\s*\n|,?\s+\b(?:but|however|although|though|yet|while|aber|jedoch|mais|pero|ma|ale)\b"
)
_NOT_ONLY: Final = re.compile(r"not (?:only|just|limited)|no(?:t)? (?:less|fewer)|no\.\s*\d", re.IGNORECASE)


def find_mentions(text: str, vocabulary: Vocabulary) -> list[Mention]:
    """All terms in a text at word boundaries, the longest where they overlap, in order, claimed or not.

    A term that needs its spelling is only found as spelt; everyday words are found where they stand in a list with
    other skills, or after a phrase such as ``experience with``.
    """
    flat, offsets = _flatten(_ADDRESS.sub(lambda m: "\0" * len(m[0]), text))
    found = _longest(_at_boundaries(flat, vocabulary))
    mentions = [Mention(offsets[s], offsets[e - 1] + 1, term.skill, term) for s, e, term in found]
    supported = _supported(mentions, text)
    return [
        m
        for m, held in zip(mentions, supported, strict=True)
        if _is_sure(m, text) or (m.term.in_context and _spelt(m, text) and (held or _is_worked_with(m, text)))
    ]


def claimed(text: str, mentions: list[Mention]) -> list[Mention]:
    """Those mentions that are not denied (``no Kubernetes``) and not merely wished for (``want to learn Go``)."""
    if not mentions:
        return []
    denied: list[tuple[int, int]] = []
    for cue in _NOT_CLAIMED.finditer(text):
        if _NOT_ONLY.match(text, cue.start()):
            continue
        end = _CLAUSE_END.search(text, cue.end())
        denied.append((cue.start(), min(end.start() if end else len(text), cue.end() + 80)))
    return [m for m in mentions if not any(a <= m.start < b for a, b in denied)]


def _flatten(text: str) -> tuple[str, list[int]]:
    """The text as terms are keyed (lower case, single blanks, plain hyphens), and where each of its characters was."""
    low = text.translate(_PLAIN).lower()
    if len(low) == len(text) and "  " not in low:
        return low, list(range(len(low)))
    kept: list[str] = []
    offsets: list[int] = []
    blank = True
    for i, char in enumerate(text):
        if char.isspace():
            if blank:
                continue
            blank = True
            char = " "
        else:
            blank = False
            if char in "‐‑‒–—−":
                char = "-"
            else:
                low = char.lower()
                char = low if len(low) == 1 else char
        kept.append(char)
        offsets.append(i)
    return "".join(kept), offsets


_PLAIN: Final = {ord(dash): "-" for dash in "‐‑‒–—−"} | {ord(blank): " " for blank in "\n\t\r\u00a0\u2009\u202f"}


def _at_boundaries(flat: str, vocabulary: Vocabulary) -> list[tuple[int, int, Term]]:
    hits = []
    for last, term in vocabulary.automaton.iter(flat):
        end = last + 1
        start = end - len(term.key)
        if _is_boundary(flat, start, end):
            hits.append((start, end, term))
    return hits


def _is_boundary(flat: str, start: int, end: int) -> bool:
    before = flat[start - 1] if start else " "
    after = flat[end] if end < len(flat) else " "
    first, last = flat[start], flat[end - 1]
    if before.isalnum() or before in "_@\\":
        return False
    if before in ".+#" and first.isalnum() and start >= 2 and not flat[start - 2].isspace():
        return False
    if after in "_@" or (after.isalnum() and (last.isalnum() or last in "+#")):
        return False
    if after in "+#" or (after == "." and end + 1 < len(flat) and flat[end + 1].isalnum()):
        return False
    if end - start <= 3:
        return not (
            before in "-&'’" or after in "-&" or (after in "'’" and end + 1 < len(flat) and flat[end + 1].isalnum())
        )
    return True


def _longest(hits: list[tuple[int, int, Term]]) -> list[tuple[int, int, Term]]:
    hits.sort(key=lambda h: (h[0], -h[1]))
    kept: list[tuple[int, int, Term]] = []
    for hit in hits:
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    return kept


def _spelt(mention: Mention, text: str) -> bool:
    spellings = mention.term.spellings
    return spellings is None or text[mention.start : mention.end] in spellings


def _is_sure(mention: Mention, text: str) -> bool:
    return not mention.term.in_context and _spelt(mention, text)


def _supported(mentions: list[Mention], text: str) -> list[bool]:
    """For each mention whether it stands in a list that holds a sure one, or enough everyday words for technologies."""
    supported: list[bool] = []
    start = 0
    for index in range(1, len(mentions) + 1):
        if index < len(mentions) and _LIST_GAP.fullmatch(text, mentions[index - 1].end, mentions[index].start):
            continue
        listed = [m for m in mentions[start:index] if _spelt(m, text)]
        technologies = sum(m.skill.kind == "technology" for m in listed)
        held = any(not m.term.in_context for m in listed)
        supported += [
            held or (technologies >= _ENOUGH_TOGETHER and m.skill.kind == "technology") for m in mentions[start:index]
        ]
        start = index
    return supported


def _is_worked_with(mention: Mention, text: str) -> bool:
    """Whether a word is named as something one works with: ``experience with Go``, ``Go developer``."""
    printed = text[mention.start : mention.end]
    single = len(printed) == 1 and text[mention.end : mention.end + 1] not in ("", ",", ".", ";", ")", "\n")
    if mention.skill.kind != "technology" or not printed[0].isupper() or mention.term.spellings is None or single:
        return False
    before = _LEAD_IN.search(text, max(0, mention.start - 20), mention.start)
    return bool(before or _LEAD_OUT.match(text, mention.end))
