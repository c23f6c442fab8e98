"""Formats without pages: paragraphs and tables, as DOCX, ODT, RTF and HTML all have them, to lines in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents.clean import BULLET, is_bullet, squeeze, strip_bullet
from hiring_desktop.ml.documents.compose import Composer, DraftLine, Piece
from hiring_desktop.ml.documents.model import LineKind

_T = TypeVar("_T")

MAX_NESTING: Final = 120
"""Tables inside tables; Word itself stops sooner."""

TINY_POINTS: Final = 3.0
_WHITE: Final = 0xE6
_SIDE_LINES: Final = 6
_SIDE_WIDTH: Final = 0.65
_GROUP_GAP: Final = 0.45
_NOTE_LINES: Final = 2
_NOTE_CHARS: Final = 45
_CELL: Final = re.compile(r"\t+|(?<=\S) {4,}(?=\S)")
_DIGIT: Final = re.compile(r"\d")


@dataclass(slots=True)
class Run:
    """Text of one look; may hold tabs and line feeds. ``size`` in points (0.0 unknown), ``target`` of a hyperlink."""

    text: str
    bold: bool = False
    italic: bool = False
    size: float = 0.0
    colour: int | None = None
    hidden: bool = False
    target: str | None = None


@dataclass(slots=True)
class Paragraph:
    """A paragraph. ``space`` is the white space above it in points; ``fresh`` tells that a group of lines begins."""

    runs: list[Run] = field(default_factory=list)
    heading: int = 0
    bullet: bool = False
    space: float = 0.0
    fresh: bool = False

    @property
    def text(self) -> str:
        """What can be read of it."""
        return "".join(run.text for run in self.runs if not run.hidden)


@dataclass(slots=True)
class Cell:
    """A cell of a table with what stands in it. ``width`` in any unit common to the table, 0 unknown."""

    blocks: list[Paragraph | Table] = field(default_factory=list)
    width: float = 0.0


@dataclass(slots=True)
class Table:
    """Rows of cells."""

    rows: list[list[Cell]] = field(default_factory=list)


Block = Paragraph | Table


def invisible(colour: int | None, size: float, *, shaded: bool) -> bool:
    """Whether text of a colour (0xRRGGBB, None the usual one) and size in points cannot be read on white paper."""
    if 0 < size < TINY_POINTS:
        return True
    return colour is not None and not shaded and all(colour >> shift & 255 >= _WHITE for shift in (0, 8, 16))


class FlowWriter:
    """Writes blocks to a composer."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._block = 0
        self._blank = 0

    def write(self, blocks: Sequence[Block], kind: LineKind = "body", column: int = 0, depth: int = 0) -> None:
        """Append blocks in reading order.

        Raises:
            DocumentRejected: ``resource_limit``, tables are nested deeper than ``MAX_NESTING``.
        """
        if depth > MAX_NESTING:
            raise DocumentRejected("The document's tables are nested far too deeply.", code="resource_limit")
        for block in blocks:
            if isinstance(block, Table):
                self._table(block, kind, column, depth)
            else:
                self._add(self._lines(block, kind, column))

    def _lines(self, paragraph: Paragraph, kind: LineKind, column: int) -> list[DraftLine]:
        """The lines of a paragraph; none when it is blank. Hidden runs go to the composer."""
        lines: list[list[Run]] = [[]]
        secret: list[str] = []
        for run in paragraph.runs:
            if run.hidden:
                secret.append(run.text)
                continue
            first, *rest = run.text.split("\n")
            lines[-1].append(_with_text(run, first))
            lines += [[_with_text(run, part)] for part in rest]
        if secret:
            self._composer.hide(squeeze("".join(secret)))
        drafts = [draft for runs in lines if (draft := _draft(runs, paragraph, kind, column)) is not None]
        if drafts and (paragraph.space or paragraph.fresh):
            drafts[0].gap = round(paragraph.space / (1.2 * (drafts[0].size or 11.0)), 2) or (
                1.0 if paragraph.fresh else 0.0
            )
        return drafts

    def _add(self, drafts: Sequence[DraftLine]) -> None:
        if not drafts:
            self._blank += 1
            return
        first = drafts[0]
        first.gap += self._blank
        if first.gap > _GROUP_GAP or first.heading:
            self._block += 1
        self._blank = 0
        for draft in drafts:
            draft.block = self._block
            self._composer.add(draft)

    def _table(self, table: Table, kind: LineKind, column: int, depth: int) -> None:
        self._block += 1
        for row in table.rows:
            cells = [cell for cell in row if _has_text(cell.blocks)]
            if len(cells) < 2:
                for cell in cells:
                    self.write(cell.blocks, kind, column, depth + 1)
            elif all(_is_line(cell) for cell in cells):
                self._across(cells, "table" if kind == "body" else kind, column)
            else:
                self._down(cells, kind, column, depth)
            self._block += 1

    def _across(self, cells: Sequence[Cell], kind: LineKind, column: int) -> None:
        """A row of a data table: one line."""
        joined: DraftLine | None = None
        for draft in self._cell_lines(cells, kind, column):
            joined = _beside(joined, draft)
        self._add([joined] if joined else [])

    def _down(self, cells: Sequence[Cell], kind: LineKind, column: int, depth: int) -> None:
        """A row of a table that only serves to arrange the page: cell after cell.

        Short notes beside a longer cell (dates before it, dates or a place after it) join the first line of that cell.
        """
        widest = max(cell.width for cell in cells)
        index = 0
        while index < len(cells):
            begin = index
            while index < len(cells) - 1 and _is_note(cells[index], dated=True):
                index += 1
            body = cells[index]
            end = index + 1
            while end < len(cells) and not _is_note(body) and _is_note(cells[end]):
                end += 1
            side = kind == "body" and 0 < body.width < _SIDE_WIDTH * widest and _count(body) >= _SIDE_LINES
            self._block += 1
            self._noted(
                cells[begin:index], body, cells[index + 1 : end], "side" if side else kind, column + begin, depth
            )
            index = end

    def _noted(
        self, before: Sequence[Cell], body: Cell, after: Sequence[Cell], kind: LineKind, column: int, depth: int
    ) -> None:  # fmt: skip
        """A cell, the notes around it in its first line."""
        blocks = [block for block in body.blocks if isinstance(block, Table) or block.text.strip()]
        head = blocks[0]
        if isinstance(head, Table) or not (before or after):
            for note in before:
                self.write(note.blocks, kind, column, depth + 1)
            self.write(body.blocks, kind, column, depth + 1)
            for note in after:
                self.write(note.blocks, kind, column, depth + 1)
            return
        lines = self._lines(head, kind, column)
        joined: DraftLine | None = None
        for draft in [*self._cell_lines(before, kind, column), lines[0], *self._cell_lines(after, kind, column)]:
            joined = _beside(joined, draft)
        assert joined is not None
        joined.heading, joined.bullet = lines[0].heading, lines[0].bullet
        self._add([joined, *lines[1:]])
        self.write(blocks[1:], kind, column, depth + 1)

    def _cell_lines(self, cells: Sequence[Cell], kind: LineKind, column: int) -> list[DraftLine]:
        paragraphs = [block for cell in cells for block in cell.blocks if isinstance(block, Paragraph)]
        return [line for paragraph in paragraphs for line in self._lines(paragraph, kind, column)]


def _with_text(run: Run, text: str) -> Run:
    return Run(text, run.bold, run.italic, run.size, run.colour, run.hidden, run.target)


def _draft(runs: Sequence[Run], paragraph: Paragraph, kind: LineKind, column: int) -> DraftLine | None:
    """One line of runs: words by hyperlink, cells by tabs, the look of most letters."""
    runs = [run for run in runs if run.text]
    plain = "".join(run.text for run in runs)
    if not plain.strip():
        return None
    marks = {at.start() for at in _CELL.finditer(plain)}
    pieces: list[Piece] = []
    offset = 0
    cell = False
    blank = True
    for run in runs:
        start, look = 0, (run.bold, run.italic, run.size, run.colour)
        for end in [at - offset for at in sorted(marks) if offset < at < offset + len(run.text)] + [len(run.text)]:
            part = run.text[start:end]
            cell = cell or (offset + start in marks)
            text = squeeze(part)
            if text:
                pieces.append(
                    Piece(text, glued=not (blank or part[0].isspace() or cell), cell=cell, target=run.target, look=look)
                )
                cell, blank = False, part[-1].isspace()
            else:
                blank = blank or bool(part)
            start = end
        offset += len(run.text)
    if not pieces:
        return None
    bullet = paragraph.bullet
    while len(pieces) > 1 and is_bullet(pieces[0].text):
        bullet = True
        pieces.pop(0)
    if BULLET.match(pieces[0].text):
        bullet = True
        pieces[0].text = strip_bullet(pieces[0].text)
    pieces[0].cell = pieces[0].glued = False
    weights = [(len(run.text.strip()), run) for run in runs]
    total = sum(weight for weight, _ in weights) or 1
    return DraftLine(
        pieces,
        size=_most([(run.size, weight) for weight, run in weights]) or 0.0,
        bold=2 * sum(weight for weight, run in weights if run.bold) > total,
        italic=2 * sum(weight for weight, run in weights if run.italic) > total,
        colour=_most([(run.colour, weight) for weight, run in weights]),
        column=column, bullet=bullet, heading=paragraph.heading, kind=kind,
    )  # fmt: skip


def _beside(line: DraftLine | None, draft: DraftLine) -> DraftLine:
    """Two lines as cells of one."""
    if line is None:
        return draft
    draft.pieces[0].cell = True
    draft.pieces[0].glued = False
    line.pieces += draft.pieces
    if not line.size:
        line.size = draft.size
    return line


def _has_text(blocks: Sequence[Block]) -> bool:
    return any(
        bool(block.text.strip())
        if isinstance(block, Paragraph)
        else any(_has_text(c.blocks) for r in block.rows for c in r)
        for block in blocks
    )


def _written(cell: Cell) -> list[Block]:
    return [block for block in cell.blocks if isinstance(block, Table) or block.text.strip()]


def _is_line(cell: Cell) -> bool:
    """Whether a cell holds one line of text."""
    blocks = _written(cell)
    return len(blocks) == 1 and isinstance(blocks[0], Paragraph) and "\n" not in blocks[0].text.strip()


def _is_note(cell: Cell, *, dated: bool = False) -> bool:
    """Whether a cell holds no more than a few words, with a figure among them if ``dated``."""
    blocks = _written(cell)
    if len(blocks) > _NOTE_LINES or not all(isinstance(block, Paragraph) and not block.bullet for block in blocks):
        return False
    text = " ".join(block.text for block in blocks if isinstance(block, Paragraph))
    return len(text) <= _NOTE_CHARS and (not dated or bool(_DIGIT.search(text)))


def _count(cell: Cell) -> int:
    return len(_written(cell))


def _most(pairs: Sequence[tuple[_T, int]]) -> _T | None:
    """The value with the most weight; the first of equals."""
    weights: dict[_T, int] = {}
    for value, weight in pairs:
        weights[value] = weights.get(value, 0) + weight
    return max(weights, key=lambda value: weights[value]) if weights else None
