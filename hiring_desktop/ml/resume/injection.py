"""Sentences in a resume that speak to a machine instead of a reader."""

from __future__ import annotations

import re
from typing import Final

_INSTRUCTION: Final = re.compile(
    r"""\b(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+|any\s+)?(?:of\s+)?(?:the\s+|your\s+|my\s+|these\s+|those\s+)?(?:previous|prior|above|earlier|preceding|other|existing|system|former)?\s*(?:instructions?|prompts?|rules|guidelines|directions|criteria|context)\b
    |\b(?:system\s+prompt|jailbreak|prompt\s+injection)\b
    |\b(?:dear\s+|to\s+the\s+)?(?:ai|llm|chatgpt|gpt(?:-?\d)?|language\s+model|ats|screening\s+(?:system
    |software|tool|model)|resume\s+(?:parser|screener))\b[^.\n]{0,60}?\b(?:must|should|please|instructed|rank
    |rate|score|recommend|select|hire|mark|return|output|say)\b
    |\b(?:you\s+(?:are|must|should|will)|please|always)\s+(?:now\s+)?(?:an?\s+ai\b|rank|rate|score|recommend
    |select|classify|mark|return|output|respond|give)\b[^.\n]{0,60}?\b(?:candidate|applicant|resume|cv|highest
    |top|first|best|perfect|maximum|100)\b
    |\b(?:rank|rate|score|mark)\s+(?:this|me|the)\s+(?:candidate|applicant|resume|cv
    |application)?[^.\n]{0,30}?\b(?:highest|top|first|number\s+one|100|10\s?/\s?10|perfect
    |as\s+(?:an?\s+)?(?:excellent|ideal|strong|best))\b
    |\bthis\s+(?:candidate|applicant)\s+(?:is|should\s+be|must\s+be)\s+(?:the\s+)?(?:best|ideal|perfect
    |most\s+qualified|ranked|selected|hired|recommended)\b
    |<\s*/?\s*(?:system|instructions?|prompt)\s*>|\[\s*(?:INST|SYSTEM)\s*\]|<\|im_start\|>""",
    re.IGNORECASE | re.VERBOSE,
)


_TELLING: Final = (
    "instruction", "prompt", "jailbreak", "language model", "gpt", "llm", " ai ", "ats", "screen", "parser", "rank",
    "rate ", "score", "recommend", "this candidate", "this applicant", "<", "[inst", "[system", "criteria", "rules",
    "guidelines",
)  # fmt: skip
"""One of these is in every such sentence; looking for them first saves looking closer at most resumes."""


def find_instructions(text: str) -> list[tuple[int, int]]:
    """The stretches of text, each a whole line or sentence, that give instructions to a reading machine."""
    stretches: list[tuple[int, int]] = []
    low = text.lower()
    if not any(word in low for word in _TELLING):
        return []
    for match in _INSTRUCTION.finditer(text):
        start = max(text.rfind("\n", 0, match.start()), text.rfind(". ", 0, match.start()) + 1) + 1
        ends = [i for i in (text.find("\n", match.end()), text.find(". ", match.end())) if i >= 0]
        end = min(ends) + 1 if ends else len(text)
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    return stretches
