"""A document as the resume reader sees it: one text in reading order, and where each stretch of it is printed."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

from hiring_desktop.core.model import Box, Span, WarningCode

LineKind = Literal["body", "header", "footer", "table", "side"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a line: code points ``start`` to ``end`` of the document's text, and its box where there are pages."""

    start: int
    end: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or a paragraph of a format without layout.

    ``size`` is the font size in points of most of its characters (0.0 unknown). ``block`` numbers paragraphs or visual
    groups: lines of one block belong together. ``column`` numbers columns of a page from the left, from 0.
    ``gap`` is the white space above it in multiples of the line height (0.0 unknown). ``cells`` are the code-point
    offsets where a wide horizontal gap or a tab splits the line (a date at the right margin, a table row).
    """

    start: int
    end: int
    text: str
    page: int | None = None
    box: Box | None = None
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    colour: int | None = None
    block: int = 0
    column: int = 0
    gap: float = 0.0
    bullet: bool = False
    heading: int = 0
    """Heading level where the format has one (DOCX styles, HTML h1..h6); 0 otherwise."""
    kind: LineKind = "body"
    cells: tuple[int, ...] = ()
    breaks: tuple[int, ...] = ()
    """Code-point offsets where the look (weight, slant, size, colour) changes inside the line."""
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink: its target, and the text it stands on (None when it has none)."""

    target: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A readable file. ``text`` is the lines joined by line feeds; offsets count its code points.

    ``hidden`` holds runs that nobody can see (white on white, tiny, off page, covered); they are not in ``text``.
    """

    media_type: str
    text: str
    lines: tuple[Line, ...]
    links: tuple[Link, ...] = ()
    hidden: tuple[str, ...] = ()
    page_sizes: tuple[tuple[float, float], ...] = ()
    warnings: tuple[WarningCode, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    image_share: float = 0.0
    """How much of the pages pictures cover, 0 (none) to 1 (a scan)."""

    def line_at(self, offset: int) -> Line:
        """The line that holds a code point (or the line feed after it)."""
        return self.lines[max(0, bisect_right(self.lines, offset, key=lambda line: line.start) - 1)]

    def span(self, start: int, end: int) -> Span:
        """The place of ``text[start:end]``: its page and one box for each printed row it runs over."""
        boxes: list[Box] = []
        page: int | None = None
        index = max(0, bisect_right(self.lines, start, key=lambda line: line.start) - 1)
        for line in self.lines[index:]:
            if line.start >= end:
                break
            inside = [w.box for w in line.words if w.box and w.start < end and w.end > start]
            if not inside:
                continue
            if page is None:
                page = line.page
            elif line.page != page:
                break
            boxes += _by_row(inside)
        return Span(start, end, page, tuple(boxes))


def _by_row(boxes: list[Box]) -> list[Box]:
    """Boxes of words as one for each row; the end of a divided word stands a row below its beginning."""
    rows: list[Box] = []
    for box in boxes:
        last = rows[-1] if rows else None
        if last and box[1] < (last[1] + last[3]) / 2 < box[3]:
            rows[-1] = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            rows.append(box)
    return rows
