"""Which piece of a document to show for a search, and where in it what was looked for stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hiring_desktop.core.ports import Exactly, Match, Query, Range, TextField, Without
from hiring_desktop.core.storage.search_words import FoldedText, Phrase

Place = tuple[int, int]
"""Code points of a stored text, from and up to (exclusive)."""

SNIPPET_LENGTH: Final = 180
"""Characters, about."""
_LEAD: Final = 40
"""How many of them stand before the first hit."""

_WHITE: Final = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a candidate's texts.

    ``text`` is cut out of the field at ``start``; white space in it is made blanks, one for one. ``hits`` are places in
    the field's whole text, as is ``start``. For the field ``text`` that is the stored text of the resume ``resume_id``.
    """

    field: TextField
    text: str
    start: int
    hits: tuple[Place, ...] = ()
    resume_id: str | None = None


class Highlighter:
    """Finds in texts what a search looks for; what it excludes is not looked for."""

    def __init__(self, query: Query) -> None:
        self._wanted = [(match.field, Phrase(match.text, prefix=match.prefix)) for match in _wanted(query)]

    def places(self, text: str, field: TextField) -> tuple[Place, ...]:
        """Everything in a text that is looked for, in order, without overlaps."""
        phrases = [phrase for of, phrase in self._wanted if of in {None, field}]
        if not phrases or not text:
            return ()
        folded = FoldedText(text)
        found = sorted((start, -end) for phrase in phrases for start, end in phrase.places(folded))
        apart: list[Place] = []
        for start, end in found:
            if not apart or start >= apart[-1][1]:
                apart.append((start, -end))
        return tuple(apart)

    def snippet(self, text: str, field: TextField, resume_id: str | None = None) -> Snippet | None:
        """The piece with the most hits, of several the first; None without any."""
        places = self.places(text, field)
        if not places:
            return None
        best = max(range(len(places)), key=lambda first: (_within(places, first), -first))
        start = _word_start(text, max(0, places[best][0] - _LEAD), places[best][0])
        shown = cut(text, start)
        return Snippet(field, shown, start, tuple(p for p in places if start <= p[0] < start + len(shown)), resume_id)


def cut(text: str, start: int = 0) -> str:
    """So much of a text as a snippet shows, ending with a word."""
    end = min(len(text), start + SNIPPET_LENGTH)
    if end < len(text):
        blank = max(text.rfind(character, start + SNIPPET_LENGTH // 2, end) for character in " \n")
        end = blank if blank > 0 else end
    return _WHITE.sub(" ", text[start:end])


def _wanted(query: Query) -> Iterator[Match]:
    match query:
        case Match():
            yield query
        case Without(Without(inner)):
            yield from _wanted(inner)
        case Without() | Range():
            return
        case Exactly(_, value):
            yield Match(value)
        case _:
            for part in query.parts:
                yield from _wanted(part)


def _within(places: Sequence[Place], first: int) -> int:
    """How many hits a snippet shows that has ``first`` near its start."""
    last = places[first][0] + SNIPPET_LENGTH - _LEAD
    count = 0
    for start, _ in places[first:]:
        if start >= last:
            break
        count += 1
    return count


def _word_start(text: str, start: int, hit: int) -> int:
    """Where a word begins, from ``start`` on and before the hit."""
    if start == 0:
        return 0
    blanks = [at for character in " \n" if (at := text.find(character, start - 1, hit)) >= 0]
    return min(blanks) + 1 if blanks else hit
