"""A value that was found, with where it stands; and how printed text that runs over lines becomes one value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hiring_desktop.ml.resume.rows import Piece

_SOFT_BREAK: Final = re.compile(r"\u00ad\n?\s*")
_HYPHEN_BREAK: Final = re.compile(r"(?<=\w)([-\u2010])\n\s*(?=\w)")


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the stretches of the document's text it was read from.

    ``confidence`` is 0 (a guess) to 1 (certain).
    """

    value: str
    spans: tuple[tuple[int, int], ...]
    confidence: float = 0.9


def as_printed(text: str) -> str:
    """A stretch of text as one line: compounds broken at their hyphen closed up, blanks and line breaks one blank each.

    Words that a typesetter divided were mended when the document was read; the hyphens that are left belong to their
    words.
    """
    if "\n" in text or "\u00ad" in text:
        text = _HYPHEN_BREAK.sub(r"\1", _SOFT_BREAK.sub("", text))
    return " ".join(text.split())


def found(piece: Piece, confidence: float = 0.9) -> Found:
    """A piece of text as a value."""
    return Found(as_printed(piece.text), ((piece.start, piece.end),), confidence)
