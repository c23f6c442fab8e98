"""Puts a Document together: readers hand in lines in reading order, offsets are counted here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import Box, Span, WarningCode
from hiring_desktop.ml.documents.model import Document, Line, LineKind, Link, Word

MAX_CHARACTERS = 1_000_000
"""More text than this is no resume. The largest of 300 real ones had 60,000 characters."""

MAX_HIDDEN_CHARACTERS = 20_000


@dataclass(slots=True)
class Piece:
    """A word, or several, before it has an offset.

    ``glued``: it continues the word before it without a space. ``cell``: a wide gap or a tab stands before it.
    """

    text: str
    box: Box | None = None
    glued: bool = False
    cell: bool = False
    target: str | None = None
    """Where a hyperlink on it leads."""
    look: object = None
    """Weight, slant, size and colour in any form that compares."""


@dataclass(slots=True)
class DraftLine:
    """A line before it has an offset; the attributes are those of ``Line``."""

    pieces: list[Piece]
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
    kind: LineKind = "body"


@dataclass(slots=True)
class Composer:
    """Collects lines, links and hidden text, and makes the Document of them."""

    media_type: str
    hidden: list[str] = field(default_factory=list)
    page_sizes: list[tuple[float, float]] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    image_share: float = 0.0
    loose_links: list[str] = field(default_factory=list)
    """Targets of hyperlinks that stand on no text."""
    _lines: list[Line] = field(default_factory=list)
    _links: list[Link] = field(default_factory=list)
    _warnings: list[WarningCode] = field(default_factory=list)
    _offset: int = 0

    def hide(self, text: str) -> None:
        """Note text that nobody can see; of very much of it, the beginning."""
        room = MAX_HIDDEN_CHARACTERS - sum(map(len, self.hidden))
        if text and room > 0:
            self.hidden.append(text[:room])

    def warn(self, code: WarningCode) -> None:
        """Note a warning, once."""
        if code not in self._warnings:
            self._warnings.append(code)

    def add(self, draft: DraftLine) -> None:
        """Append a line; one without text is left out.

        Raises:
            DocumentRejected: ``resource_limit``, the document grows beyond ``MAX_CHARACTERS``.
        """
        parts: list[str] = []
        words: list[Word] = []
        cells: list[int] = []
        breaks: list[int] = []
        look: object = None
        start = at = self._offset
        for piece in draft.pieces:
            if not piece.text:
                continue
            if parts and not piece.glued:
                parts.append(" ")
                at += 1
            if piece.cell and parts:
                cells.append(at)
            if parts and piece.look is not look and piece.look != look:  # equal looks are one object for the most part
                breaks.append(at)
            look = piece.look
            end = at + len(piece.text)
            parts.append(piece.text)
            if piece.box is not None:
                words.append(Word(at, end, piece.box))
            if piece.target is not None:
                self._link(piece, draft.page, at, end)
            at = end
        if not parts:
            return
        if at > MAX_CHARACTERS:
            raise DocumentRejected("The document holds far more text than a resume.", code="resource_limit")
        self._lines.append(
            Line(
                start, at, "".join(parts), draft.page, draft.box, draft.size, draft.bold, draft.italic, draft.colour,
                draft.block, draft.column, draft.gap, draft.bullet, draft.heading, draft.kind, tuple(cells),
                tuple(breaks), tuple(words),
            )
        )  # fmt: skip
        self._offset = at + 1

    def finish(self) -> Document:
        """The document of all that was added."""
        if self.hidden:
            self.warn("hidden_text")
        links = [*self._links, *(Link(target) for target in dict.fromkeys(self.loose_links))]
        return Document(
            self.media_type, "\n".join(line.text for line in self._lines), tuple(self._lines), tuple(links),
            tuple(self.hidden), tuple(self.page_sizes), tuple(self._warnings), self.metadata,
            self.image_share,
        )  # fmt: skip

    def _link(self, piece: Piece, page: int | None, start: int, end: int) -> None:
        boxes = () if piece.box is None else (piece.box,)
        last = self._links[-1] if self._links else None
        # The words of one hyperlink come one by one; they are one link as long as nothing stands between.
        if last and last.span and last.target == piece.target and last.span.end >= start - 1 and last.span.page == page:
            self._links[-1] = Link(last.target, Span(last.span.start, end, page, last.span.boxes + boxes))
        else:
            assert piece.target is not None
            self._links.append(Link(piece.target, Span(start, end, page, boxes)))
