"""Words to segments: stretches of a printed line that no wide gap interrupts, and the rows that they stand in.

Coordinates are points from the top left; everything in one call reads from left to right (``layout`` turns the rest).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from hiring_desktop.ml.documents.clean import is_bullet
from hiring_desktop.ml.documents.pdf_words import PrintedWord

WORD_GAP: Final = 0.8
"""The widest blank inside a segment, in multiples of the font size. Justified lines stay below, gutters above."""

_BULLET_GAP: Final = 3.5
_BESIDE: Final = 0.6
_FEW_BREAKS: Final = 0.34
_CLOSE: Final = 0.1


class Segment:
    """Words side by side on one line. ``row`` numbers the printed rows of a region from the top.

    ``apart``: it follows closely upon what stands before it in its row, yet is no continuation of that.
    """

    __slots__ = ("apart", "bold", "bullet", "chars", "colour", "italic", "row", "size", "words", "x0", "x1", "y0", "y1")

    def __init__(self, word: PrintedWord) -> None:
        self.words = [word]
        self.x0, self.y0, self.x1, self.y1 = word.x0, word.y0, word.x1, word.y1
        style = word.style
        self.size, self.bold, self.italic, self.colour = style.size, style.bold, style.italic, style.colour
        self.chars = len(word.text)
        self.bullet = is_bullet(word.text)
        self.row = 0
        self.apart = False

    def append(self, words: Iterable[PrintedWord]) -> None:
        """Take more words in, those to the right of what is there."""
        for word in words:
            self.words.append(word)
            if word.x0 < self.x0:
                self.x0 = word.x0
            if word.y0 < self.y0:
                self.y0 = word.y0
            if word.x1 > self.x1:
                self.x1 = word.x1
            if word.y1 > self.y1:
                self.y1 = word.y1
            self.chars += len(word.text) + 1

    @property
    def is_lone_bullet(self) -> bool:
        """Whether it is the sign of a list item and nothing else."""
        return self.bullet and len(self.words) == 1

    @property
    def height(self) -> float:
        """Of its box, in points."""
        return self.y1 - self.y0

    @property
    def text(self) -> str:
        """Its words with blanks between."""
        return " ".join(word.text for word in self.words)

    @property
    def look(self) -> tuple[int, bool, bool, int | None]:
        """What tells a title from the text under it: size, weight, slant and colour."""
        return (round(self.size), self.bold, self.italic, self.colour)


def same_line(a: Segment | PrintedWord, b: Segment | PrintedWord) -> bool:
    """Whether two things stand on one line: most of the lower one's height is beside the other."""
    top, bottom = max(a.y0, b.y0), min(a.y1, b.y1)
    return bottom - top >= _BESIDE * min(a.y1 - a.y0, b.y1 - b.y0)


def segments_of(words: Sequence[PrintedWord]) -> list[Segment]:
    """The segments of a page, by row and then from the left, their rows numbered.

    The file's order serves to find neighbours quickly; what it tears apart is put together again by position.
    """
    found: list[Segment] = []
    last: Segment | None = None
    for word in words:
        if last is not None:
            end = last.words[-1]
            size = min(word.style.size, end.style.size)
            reach = (_BULLET_GAP if last.is_lone_bullet else WORD_GAP) * size
            if -0.5 * size <= word.x0 - end.x1 <= reach and same_line(word, end):
                last.append((word,))
                continue
        last = Segment(word)
        found.append(last)
    number_rows(found)
    return [part for segment in _put_together(found) for part in _taken_apart(segment)]


def number_rows(segments: list[Segment]) -> None:
    """Sort segments from the top and number their rows; segments of a row stand on one line."""
    segments.sort(key=lambda s: s.y0 + s.y1)
    row = -1
    head: Segment | None = None
    for segment in segments:
        if head is None or not same_line(segment, head):
            row += 1
            head = segment
        elif segment.height < head.height:
            head = segment  # the lower one tells lines apart more sharply
        segment.row = row
    segments.sort(key=lambda s: (s.row, s.x0))


def _put_together(segments: list[Segment]) -> list[Segment]:
    """Join neighbours of a row that no more than a blank divides (a change of font, a word printed out of turn)."""
    joined: list[Segment] = []
    for segment in segments:
        last = joined[-1] if joined else None
        if last is not None and last.row == segment.row:
            size = min(segment.size, last.size)
            lone_bullet = last.is_lone_bullet
            gap = segment.x0 - last.x1
            if gap <= (_BULLET_GAP if lone_bullet else 0.5) * size and not segment.bullet and gap > -0.5 * size:
                last.append(segment.words)
                if lone_bullet:
                    last.size, last.bold, last.italic, last.colour = (
                        segment.size,
                        segment.bold,
                        segment.italic,
                        segment.colour,
                    )
                continue
        joined.append(segment)
    return joined


def _taken_apart(segment: Segment) -> list[Segment]:
    """A segment cut where two texts came close: where the file breaks the line that the page does not.

    In files that break it everywhere (letter by letter, or word by word) such breaks say nothing.
    """
    words = segment.words
    breaks = [i for i in range(1, len(words)) if words[i].blank is None]
    if not breaks or len(words) < 3 or len(breaks) > max(1, _FEW_BREAKS * (len(words) - 1)):
        return [segment]
    parts: list[Segment] = []
    for start, end in zip([0, *breaks], [*breaks, len(words)], strict=True):
        gap = words[start].x0 - words[start - 1].x1 if start else 0.0
        if start and (gap < _CLOSE * words[start].style.size or parts[-1].is_lone_bullet):
            parts[-1].append(words[start:end])
            continue
        part = Segment(words[start])
        part.append(words[start + 1 : end])
        part.row, part.apart = segment.row, start > 0
        parts.append(part)
    return parts
