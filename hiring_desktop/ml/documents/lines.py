"""Rows of a column to lines of text: cells, cells that run over several rows, bullets, hyphens, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from hiring_desktop.ml.documents.clean import clean, is_bullet, strip_bullet
from hiring_desktop.ml.documents.columns import Flow
from hiring_desktop.ml.documents.compose import DraftLine, Piece
from hiring_desktop.ml.documents.pdf_words import PrintedWord
from hiring_desktop.ml.documents.segments import Segment

CELL_GAP: Final = 1.1
"""A blank wider than this, in multiples of the font size, divides cells."""

_ALIGNED: Final = 2.5
_TIGHT: Final = 0.6
_BLOCK_GAP: Final = 0.35
_SHORT: Final = 32
_DASHES: Final = ("-", "–", "—", "*", "+", "»", "›", "o")
_FIGURES: Final = re.compile(r"\d")
_LABELLED: Final = re.compile(r"[^,:]{1,40}:\s")


@dataclass(slots=True)
class _Row:
    """One line to be: cells from left to right, each one or more segments (a wrapped cell has several)."""

    cells: list[list[Segment]]
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        self.top = min(s.y0 for s in self.cells[0])
        self.bottom = max(s.y1 for cell in self.cells for s in cell)


def lines_of(flow: Flow, page: int, first_block: int) -> list[DraftLine]:
    """The lines of a flow from the top.

    Args:
        flow: Segments to be read row by row.
        page: Its page, from 1.
        first_block: The number of its first paragraph.
    """
    rows = _titles_apart(_rows(flow.segments))
    bottoms = [0.0] + [row.bottom for row in rows]
    gaps = [max(0.0, row.top - bottom) for row, bottom in zip(rows[1:], bottoms[1:], strict=False)]
    usual_gap = sorted(gaps)[len(gaps) * 3 // 10] if gaps else 0.0
    drafts: list[DraftLine] = []
    block = first_block
    for row, bottom in zip(rows, bottoms, strict=False):
        draft = _draft(row, page, flow)
        height = max(1.0, row.bottom - row.top)
        if drafts:
            gap = max(0.0, row.top - bottom)
            draft.gap = round(gap / height, 2)
            border = usual_gap + _BLOCK_GAP * height * (2 if draft.bullet and drafts[-1].bullet else 1)
            if gap > border or draft.size > 1.12 * drafts[-1].size:
                block += 1
        draft.block = block
        drafts.append(draft)
    _mend_hyphens(drafts)
    return [draft for draft in drafts if draft.pieces]


def _rows(segments: Sequence[Segment]) -> list[_Row]:
    """Rows with what continues a cell of the row above moved up into it."""
    right = max(s.x1 for s in segments)
    rows: list[_Row] = []
    for _, group in groupby(segments, key=lambda s: s.row):
        row = list(group)
        if rows and _continues(rows[-1], row, right):
            continue
        if rows:
            row = [s for s in row if not _stacked(rows[-1], s, row)]
        rows += [_Row([[s] for s in part]) for part in _by_item(row)]
    return rows


def _by_item(row: list[Segment]) -> list[list[Segment]]:
    """The row cut where a list item begins inside it: such an item is a line of its own."""
    parts: list[list[Segment]] = []
    for segment in row:
        if not parts or segment.bullet:
            parts.append([])
        parts[-1].append(segment)
    return parts


def _titles_apart(rows: list[_Row]) -> list[_Row]:
    """Section titles in a column of their own, beside their sections, as lines of their own."""
    left = min(row.cells[0][0].x0 for row in rows)
    titled = [row for row in rows if len(row.cells) > 1 and row.cells[0][0].x0 - left <= _ALIGNED]
    if not titled:
        return rows
    rows_below = rows[rows.index(titled[0]) :]
    inner = min(row.cells[1][0].x0 for row in titled)
    beside = [row for row in rows if row.cells[0][0].x0 >= inner - _ALIGNED]
    looks = {row.cells[0][0].look for row in titled}
    if len(beside) < len(titled) or len(beside) + len(titled) < 0.9 * len(rows_below) or len(looks) > 1:
        return rows
    texts = [" ".join(segment.text for segment in row.cells[0]) for row in titled]
    plain = titled[0].cells[0][0].look == titled[0].cells[1][0].look and not all(text.isupper() for text in texts)
    if plain or any(len(text) > _SHORT or _FIGURES.search(text) for text in texts):
        return rows
    marked = {id(row) for row in titled}
    apart: list[_Row] = []
    for row in rows:
        apart += [_Row(row.cells[:1]), _Row(row.cells[1:])] if id(row) in marked else [row]
    return apart


def _continues(above: _Row, row: list[Segment], right: float) -> bool:
    """Move a row up as a whole when each part of it continues a wrapped cell of the row above."""
    if len(above.cells) < 2 or len(row) > len(above.cells):
        return False
    last, text = above.cells[-1][-1], row[0].text
    # Under the last cell alone, what follows may as well be the next paragraph; a sentence or a list shows itself.
    runs_on = text[:1].islower() or (last.text.count(",") > 1 and not _LABELLED.match(text))
    if row[0].x0 >= last.x0 - _ALIGNED and not runs_on:
        return False
    bounds = [cell[-1].x0 for cell in above.cells[1:]] + [right]
    places: list[list[Segment]] = []
    for segment in row:
        for cell, bound in zip(above.cells, bounds, strict=True):
            if _wraps(cell[-1], segment, bound):
                places.append(cell)
                break
        else:
            return False
    for cell, segment in zip(places, row, strict=True):
        cell.append(segment)
        above.bottom = max(above.bottom, segment.y1)
    return True


def _wraps(end: Segment, segment: Segment, bound: float) -> bool:
    """Whether a segment is the next line of a cell: under it, alike, and its first word would not have fitted above."""
    if segment.bullet or abs(segment.x0 - end.x0) > _ALIGNED or segment.look != end.look:
        return False
    if segment.y0 - end.y1 > _TIGHT * end.height or segment.x1 > bound:
        return False
    first = segment.words[0]
    return end.words[-1].hyphen or end.x1 + 0.25 * end.size + (first.x1 - first.x0) > bound - 0.5 * end.size


def _stacked(above: _Row, segment: Segment, row: list[Segment]) -> bool:
    """Move a short note (a date under a place, an end year under a start year) beside what it was stacked under."""
    if segment.bullet or segment.chars > _SHORT or len(above.cells) < 2:
        return False
    last, first = above.cells[-1][-1], above.cells[0][-1]
    near = segment.y0 - last.y1 <= _TIGHT * last.height
    if near and segment is row[-1] and last.chars <= _SHORT and abs(segment.x1 - last.x1) <= _ALIGNED:
        if abs(segment.size - last.size) <= 0.15 * last.size and (len(row) == 1 or row[0].bullet):
            above.cells.append([segment])
            return True
        return False
    years = _FIGURES.search(segment.text) and _FIGURES.search(first.text)
    # In a table of years the cells beside them look alike from row to row; beside stacked years the look changes.
    if years and segment is row[0] and len(row) > 1 and max(first.chars, segment.chars) <= 12 and _changes(above, row):
        aligned = abs(segment.x0 - first.x0) <= _ALIGNED or abs(segment.x1 - first.x1) <= _ALIGNED
        if aligned and segment.y0 - first.y1 <= _TIGHT * first.height and segment.look == first.look:
            above.cells[0].append(segment)
            return True
    return False


def _changes(above: _Row, row: list[Segment]) -> bool:
    return above.cells[1][0].look != row[1].look


def _draft(row: _Row, page: int, flow: Flow) -> DraftLine:
    pieces: list[Piece] = []
    kept: list[PrintedWord] = []
    bullet = row.cells[0][0].bullet or _dashed(row.cells[0][0])
    end: float | None = None
    for number, cell in enumerate(row.cells):
        wrapped = False
        for segment in cell:
            wide = end is not None and (segment.apart or segment.x0 - end > CELL_GAP * segment.size or segment.x0 < end)
            new_cell = number > 0 and segment is cell[0] and (wide or len(cell) > 1 or len(row.cells[number - 1]) > 1)
            for index, piece in enumerate(_pieces(segment)):
                if index == 0:
                    piece.cell = new_cell
                    piece.glued = wrapped and _glue_hyphen(pieces, piece, kept)
                pieces.append(piece)
            kept += segment.words
            end, wrapped = segment.x1, True
    if bullet:
        _drop_bullet(pieces)
    boxes = [word.box for word in kept]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    size, bold, italic, colour = _look(kept)
    return DraftLine(
        pieces, page, box, size, bold, italic, colour, column=flow.column, bullet=bullet,
        kind="side" if flow.side else "body",
    )  # fmt: skip


def _pieces(segment: Segment) -> list[Piece]:
    spaced = _letter_spaced(segment.words)
    pieces: list[Piece] = []
    last: PrintedWord | None = None
    for index, word in enumerate(segment.words):
        glued = spaced[index] if spaced else last is not None and _touches(last, word)
        pieces.append(Piece(clean(word.text), word.box, glued=glued, look=word.style))
        last = word
    return pieces


def _touches(last: PrintedWord, word: PrintedWord) -> bool:
    """Whether two parts are one word: nothing is between them, in the file or, where that is silent, on the page."""
    if word.blank:
        return False
    gap = word.x0 - last.x1
    return gap < (0.1 if word.blank is None else 0.25) * word.style.size and not is_bullet(last.text)


def _letter_spaced(words: Sequence[PrintedWord]) -> list[bool] | None:
    """For a title set wide, letter by letter: which letters continue a word. None for ordinary text."""
    if len(words) < 4 or len(words[0].text) + len(words[1].text) + len(words[2].text) > 5:
        return None
    if sum(len(w.text) == 1 for w in words) < 0.8 * len(words):
        return None
    gaps = [b.x0 - a.x1 for a, b in pairwise(words)]
    usual = median(gaps)
    return [False] + [gap <= max(1.5 * usual, usual + 0.1 * words[0].style.size) for gap in gaps]


def _dashed(segment: Segment) -> bool:
    """Whether a line begins with a dash or star as a bullet, not with the rest of a range of dates."""
    words = segment.words
    return len(words) > 3 and words[0].text in _DASHES and words[1].text[0].isalpha()


def _drop_bullet(pieces: list[Piece]) -> None:
    """Take the sign off; a line that is nothing else keeps no pieces."""
    while pieces and (not pieces[0].text or is_bullet(pieces[0].text) or pieces[0].text in _DASHES):
        pieces.pop(0)
    if pieces:
        pieces[0].text = strip_bullet(pieces[0].text)
        pieces[0].glued = pieces[0].cell = False


def _look(words: Sequence[PrintedWord]) -> tuple[float, bool, bool, int | None]:
    """Size, weight, slant and colour of most letters."""
    style = words[0].style
    if all(word.style is style for word in words):
        return style.size, style.bold, style.italic, style.colour
    total = sum(len(w.text) for w in words)
    sizes: dict[float, int] = {}
    colours: dict[int | None, int] = {}
    for word in words:
        sizes[word.style.size] = sizes.get(word.style.size, 0) + len(word.text)
        colours[word.style.colour] = colours.get(word.style.colour, 0) + len(word.text)
    bold = sum(len(w.text) for w in words if w.style.bold)
    italic = sum(len(w.text) for w in words if w.style.italic)
    return (
        max(sizes, key=lambda s: (sizes[s], s)),
        2 * bold > total,
        2 * italic > total,
        max(colours, key=lambda c: colours[c]),
    )


# ---------------------------------------------------------------------- hyphens at the ends of lines
_ADDRESS: Final = re.compile(r"[@/\\]|\.\w|^www", re.IGNORECASE)
_COMPOUND: Final = frozenset(
    {"all", "anti", "best", "business", "client", "co", "cost", "cross", "customer", "data", "decision", "e", "ex",
     "fast", "full", "hands", "high", "in", "large", "long", "low", "multi", "non", "off", "on", "one", "part", "post",
     "pre", "problem", "real", "results", "self", "semi", "short", "so", "solution", "state", "team", "third", "time",
     "top", "two", "up", "user", "well", "work", "world"}
)  # fmt: skip
"""First parts of compounds: a hyphen after one of these belongs to the word."""


def _mend_hyphens(drafts: list[DraftLine]) -> None:
    """Bring the rest of a word that was divided at the end of a line up to its beginning."""
    for line, following in pairwise(drafts):
        if not line.pieces or not following.pieces or following.bullet or following.gap > 1.0:
            continue
        head, tail = line.pieces[-1], following.pieces[0]
        if _divided(head.text, tail.text) and (len(following.pieces) == 1 or not following.pieces[1].glued):
            head.text = _stem(head.text, tail.text)
            tail.glued, tail.cell = True, False
            line.pieces.append(following.pieces.pop(0))
            if following.pieces:
                following.pieces[0].cell = False


def _glue_hyphen(pieces: list[Piece], tail: Piece, _: Sequence[PrintedWord]) -> bool:
    """Whether a piece continues the word before it inside a wrapped cell; the hyphen between is taken out."""
    if pieces and _divided(pieces[-1].text, tail.text):
        pieces[-1].text = _stem(pieces[-1].text, tail.text)
        return True
    return False


def _divided(head: str, tail: str) -> bool:
    return len(head) > 1 and head[-1] in "-‐\u00ad" and head[-2].isalnum() and tail[:1].islower()


def _stem(head: str, tail: str) -> str:
    """The first part of a divided word, with its hyphen where that belongs to the word."""
    if _ADDRESS.search(head) or _ADDRESS.search(tail) or head[:-1].casefold() in _COMPOUND or not head[:-1].isalpha():
        return head
    return head[:-1]
