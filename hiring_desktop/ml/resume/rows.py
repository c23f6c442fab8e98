"""The lines of a document as the field readers want them: without bullets, with their cells and a style to compare."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from hiring_desktop.ml.documents.model import Document, Line

_BULLET: Final = re.compile(
    r"\s*(?:[•●○◦▪■□▫◆◇▶►▸‣⁃∙·*✓✔✗➢➤➔→❖❑❒⦿\uf0b7\uf0a7\uf076\uf0d8\u25aa\u27a2]+|[-–—](?=\s)|[o§](?=\s\s?[A-Z])|"
    r"\\x[0-9a-f]{2}(?:\\x[0-9a-f]{2})*)\s*"
)
_EDGE_JUNK: Final = re.compile(r"[\s\ue000-\uf8ff\ufffd\u200b]+")
_WIDE_GAP: Final = re.compile(r"\s{2,}|\t+|\\[nt]|\s*\\x[0-9a-f]{2}(?:\\x[0-9a-f]{2})*\s*")
_PAGE_NUMBER: Final = re.compile(
    r"(?:.{0,60}\b)?(?:page|seite|pagina|página|strona|p\.)\s*\d{1,2}(?:\s*(?:of|von|de|di|z|sur|/)\s*\d{1,2})?|"
    r"\d{1,2}\s*/\s*\d{1,2}|[-–]\s*\d{1,2}\s*[-–]",
    re.IGNORECASE,
)
_LONG_LINE: Final = 250

Style = tuple[float, bool, bool, int | None, int]
"""Font size (to half a point), bold, all capitals, colour, heading level."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the document's text, blanks at its edges left out."""

    start: int
    end: int
    text: str

    def part(self, start: int, end: int) -> Piece:
        """The piece of this piece between two offsets into its text, tidied."""
        return piece_of(self.text, start, end, self.start)


def piece_of(text: str, start: int, end: int, base: int = 0) -> Piece:
    """``text[start:end]`` without blanks at its edges; ``base`` is where ``text`` begins in the document."""
    end = min(end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Piece(base + start, base + end, text[start:end])


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line without its bullet.

    ``cells`` are its parts between wide gaps, at least one. ``x0`` and ``x1`` are its edges in points, None without
    layout.
    """

    piece: Piece
    cells: tuple[Piece, ...]
    line: Line
    bullet: bool
    style: Style
    x0: float | None = None
    x1: float | None = None
    tight: bool = False
    """Set closer to the row above than lines of its column usually are: it goes on with what that one says."""
    split: bool = False
    """Cut out of a longer line, so that its place within the line says little."""

    @property
    def text(self) -> str:
        """What it says."""
        return self.piece.text

    @property
    def start(self) -> int:
        """Its first code point in the document."""
        return self.piece.start

    @property
    def end(self) -> int:
        """One past its last code point in the document."""
        return self.piece.end

    def after(self, offset: int) -> Row | None:
        """What is left of the row from an offset of the document on; None when nothing is."""
        piece = piece_of(
            self.line.text, max(offset, self.start) - self.line.start, self.end - self.line.start, self.line.start
        )
        if not piece.text:
            return None
        cells = tuple(c for c in self.cells if c.start >= piece.start) or (piece,)
        if cells[0].start > piece.start:
            cells = (
                piece_of(
                    self.line.text, piece.start - self.line.start, cells[0].start - self.line.start, self.line.start
                ),
                *cells,
            )
        boxes = [w.box for w in self.line.words if w.box and w.end > piece.start]
        return replace(self, piece=piece, cells=cells, x0=min((b[0] for b in boxes), default=self.x0), split=True)

    def columns(self, cuts: list[int]) -> list[Row]:
        """The row cut into rows at some offsets of the document."""
        rows = []
        for start, end in zip([self.start, *cuts], [*cuts, self.end], strict=True):
            piece = piece_of(self.line.text, start - self.line.start, end - self.line.start, self.line.start)
            cells = tuple(c for c in self.cells if piece.start <= c.start < piece.end) or (piece,)
            boxes = [w.box for w in self.line.words if w.box and piece.start <= w.start < piece.end]
            x0 = min((b[0] for b in boxes), default=self.x0)
            x1 = max((b[2] for b in boxes), default=self.x1)
            rows.append(replace(self, piece=piece, cells=cells, x0=x0, x1=x1, split=True))
        return rows


def is_next(above: Row, row: Row) -> bool:
    """Whether a row follows another in the document's text with nothing between them."""
    return 0 <= row.start - above.end <= 2


def is_capitals(text: str) -> bool:
    """Whether it is written in capitals (two or more of them, no small letter)."""
    return text.isupper() and sum(c.isalpha() for c in text) >= 2


def rows_of(document: Document, *, kinds: Iterable[str] = ("body", "side", "table")) -> list[Row]:
    """The rows of a document's lines of some kinds, in reading order, empty ones left out."""
    wanted = set(kinds)
    rows: list[Row] = []
    for line in document.lines:
        if line.kind in wanted and not _PAGE_NUMBER.fullmatch(line.text.strip()):
            rows.extend(_rows_of_line(line))
    return _with_tightness(rows)


def _with_tightness(rows: list[Row]) -> list[Row]:
    gaps: dict[tuple[int | None, int, float], Counter[float]] = {}
    for row in rows:
        if 0.0 < row.line.gap < 0.9:
            gaps.setdefault((row.line.page, row.line.column, row.style[0]), Counter())[round(row.line.gap, 1)] += 1
    usual = {key: max(counts, key=lambda g: (counts[g], -g)) for key, counts in gaps.items()}
    return [
        replace(row, tight=True)
        if 0.0 < row.line.gap < usual.get((row.line.page, row.line.column, row.style[0]), 0.0) - 0.06
        else row
        for row in rows
    ]


def _rows_of_line(line: Line) -> list[Row]:
    text = line.text
    mark = _BULLET.match(text)
    bullet = line.bullet or bool(mark)
    start = mark.end() if mark else 0
    junk = _EDGE_JUNK.match(text, start)
    if junk:
        start = junk.end()
    piece = piece_of(text, start, len(text), line.start)
    if not piece.text:
        return []
    cells = _cells(line, piece)
    if len(piece.text) > _LONG_LINE and (len(cells) > 3 or _WIDE_GAP.search(piece.text)):
        return [row for cell in cells for row in _cut_long(line, cell)]
    style = (round(line.size * 2) / 2, line.bold, is_capitals(piece.text), line.colour, line.heading)
    x0, x1 = (line.box[0], line.box[2]) if line.box else (None, None)
    return [Row(piece, cells, line, bullet, style, x0, x1)]


def _cells(line: Line, piece: Piece) -> tuple[Piece, ...]:
    cuts = [piece.start, *(c for c in line.cells if piece.start < c < piece.end), piece.end]
    cells = [piece_of(line.text, a - line.start, b - line.start, line.start) for a, b in pairwise(cuts)]
    return tuple(c for c in cells if c.text) or (piece,)


def _cut_long(line: Line, piece: Piece) -> list[Row]:
    """A page of text that lost its line breaks: its parts between wide gaps stand for lines."""
    rows = []
    at = 0
    for gap in [*_WIDE_GAP.finditer(piece.text), None]:
        part = piece.part(at, gap.start() if gap else len(piece.text))
        if part.text:
            mark = _BULLET.match(part.text)
            bullet = bool(mark) or (gap is not None and "\\x" in gap[0])
            if mark and mark.end() < len(part.text):
                part = part.part(mark.end(), len(part.text))
            rows.append(Row(part, (part,), line, bullet, (0.0, False, is_capitals(part.text), None, 0), split=True))
        if gap:
            at = gap.end()
    return rows
