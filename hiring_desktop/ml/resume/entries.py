"""A section of dated entries cut into its entries: which lines head each one, which tell about it.

The dates anchor entries. Where an entry begins relative to its date is read off the first one, since that is known to
begin with the section, and the others follow its pattern of style, distance and white space.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from hiring_desktop.ml.resume.dated_rows import Dated, DatedRow, dated_rows
from hiring_desktop.ml.resume.job_words import employer_score, title_score
from hiring_desktop.ml.resume.rows import Piece, Row, Style
from hiring_desktop.ml.resume.section_titles import SUBHEADINGS
from hiring_desktop.ml.resume.sections import title_key

_MAX_HEADER_ROWS: Final = 4
_PROSE_WORDS: Final = 11
_ABBREVIATION: Final = re.compile(r"(?:\w\.){2,}$|(?<!\w)\w{1,4}\.$")


@dataclass(slots=True)
class Entry:
    """One entry: the pieces of its heading lines without the dates, and the lines below them."""

    dates: Dated | None
    header: list[HeaderPiece] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class HeaderPiece:
    """A part of a heading line: ``offset`` rows from the date's line, ``cell`` counted from the left."""

    piece: Piece
    offset: int
    cell: int
    row: Row


def is_prose(row: Row) -> bool:
    """Whether a row is running text rather than a heading: long, or a sentence."""
    words = row.text.split()
    return (
        len(words) > _PROSE_WORDS
        or (len(words) > 6 and row.text.endswith((".", ";")) and not _ABBREVIATION.search(row.text))
        or (row.text[:1].islower() and len(words) > 3)
    )


def is_subheading(row: Row) -> bool:
    """Whether a row only titles a list inside an entry (``Highlights``)."""
    return len(row.text) < 40 and title_key(row.text) in SUBHEADINGS


def cut_entries(rows: list[Row], *, single_dates: bool = False) -> list[Entry]:
    """Cut the rows of a section into entries.

    Args:
        rows: The rows of the section without its title.
        single_dates: Whether a lone month or year dates an entry (education, certificates), or only a range does.
    """
    lines = dated_rows(rows, single_dates=single_dates)
    anchors = _anchors(lines)
    if not anchors:
        return _undated(lines)
    starts = _starts(lines, anchors)
    entries = []
    for i, anchor in enumerate(anchors):
        end = starts[i + 1] if i + 1 < len(anchors) else len(lines)
        entries.append(_entry(lines, starts[i], anchor, end))
    if starts[0] > 0:
        entries = _undated(lines[: starts[0]]) + entries
    return entries


# ------------------------------------------------------------------ where entries begin
def _anchors(lines: list[DatedRow]) -> list[int]:
    dated = [i for i, line in enumerate(lines) if line.dates]
    ranges = [i for i in dated if lines[i].dates and lines[i].dates.range.is_range]  # type: ignore[union-attr]
    if ranges and len(ranges) >= 0.5 * len(dated):
        # A single date beside ranges dates an entry only where it stands as they do.
        styles = {lines[i].row.style[:3] for i in ranges}
        return [i for i in dated if i in ranges or (lines[i].row.style[:3] in styles and not lines[i].row.bullet)]
    return dated


def _starts(lines: list[DatedRow], anchors: list[int]) -> list[int]:
    first = 0
    while first < anchors[0] - _MAX_HEADER_ROWS or (
        first < anchors[0] and (is_prose(lines[first].row) or lines[first].row.bullet)
    ):
        first += 1
    starts = [first]
    usual = anchors[0] - first
    style = lines[first].row.style
    common_gap = Counter(round(line.row.line.gap, 1) for line in lines).most_common(1)[0][0]
    for previous, anchor in pairwise(anchors):
        starts.append(_start(lines, previous, anchor, usual, style, common_gap))
    return starts


def _start(lines: list[DatedRow], previous: int, anchor: int, usual: int, style: Style, common_gap: float) -> int:
    """The first line of the entry whose date stands in line ``anchor``.

    ``usual`` and ``style`` are those of the section's first entry: how many lines stand above its date, and how the
    first of them is set. ``common_gap`` is the white space above most lines.
    """
    best, best_score = anchor, -1.0
    own = _heads_itself(lines[anchor])
    for index in range(anchor, max(previous, anchor - _MAX_HEADER_ROWS - 1), -1):
        line = lines[index]
        if index != anchor and (line.row.bullet or is_prose(line.row) or is_subheading(line.row)):
            break
        if index != anchor and not line.rest:
            break
        score = 0.0
        if line.row.style == style:
            score += 2.0
        elif line.row.style[:2] == style[:2]:
            score += 1.0
        if anchor - index == usual:
            score += 1.5
        if line.row.line.gap > common_gap + 0.3:
            score += 1.0
        if lines[index - 1].row.line.block != line.row.line.block:
            score += 0.7
        if index != anchor and lines[index - 1].row.bullet and not _may_be_wrapped(lines[index - 1].row, line.row):
            score += 2.0
        if index == anchor:
            score += (1.0 if usual == 0 else 0.0) if own else -1.5
        score -= 0.1 * abs((anchor - index) - usual)
        if score > best_score + 1e-9:
            best, best_score = index, score
    return best


def _may_be_wrapped(bullet: Row, row: Row) -> bool:
    """Whether a row below a bullet may go on with it: it is set in as far, or says nothing of a heading."""
    if bullet.x0 is not None and row.x0 is not None:
        return row.x0 >= bullet.x0 - 1
    return row.line.gap == 0.0 and max(title_score(row.text), employer_score(row.text)) < 0.5


def _heads_itself(line: DatedRow) -> bool:
    """Whether a date's line says something beside the date."""
    return any(not (line.row.bullet and len(p.text.split()) > 3) for p in line.rest)


def _entry(lines: list[DatedRow], start: int, anchor: int, end: int) -> Entry:
    entry = Entry(lines[anchor].dates)
    for index in range(start, anchor):
        entry.header.extend(_pieces(lines[index], index - anchor))
    dated = lines[anchor]
    after = anchor + 1
    if dated.row.bullet and dated.rest and len(dated.rest[0].text.split()) > 3:
        entry.body.append(_body_row(dated))
    else:
        entry.header.extend(_pieces(dated, 0))
        while after < end and after - anchor <= _MAX_HEADER_ROWS and _still_header(lines, after):
            entry.header.extend(_pieces(lines[after], after - anchor))
            after += 1
    for index in range(after, end):
        if not is_subheading(lines[index].row):
            entry.body.append(lines[index].row)
    return entry


def _body_row(line: DatedRow) -> Row:
    piece = line.rest[0]
    return replace(line.row, piece=piece, cells=tuple(line.rest))


def _pieces(line: DatedRow, offset: int) -> list[HeaderPiece]:
    return [HeaderPiece(piece, offset, cell, line.row) for cell, piece in enumerate(line.rest)]


def _still_header(lines: list[DatedRow], index: int) -> bool:
    row = lines[index].row
    if row.bullet or is_prose(row) or is_subheading(row) or len(row.text) > 100:
        return False
    return (
        not row.text.endswith((".", ";", ":")) or bool(_ABBREVIATION.search(row.text)) or employer_score(row.text) > 1.0
    )


# ------------------------------------------------------------------ entries without dates
def _undated(lines: list[DatedRow]) -> list[Entry]:
    """Entries told apart by how their first line is set, or one entry for each line where nothing tells them apart."""
    if not lines:
        return []
    style = lines[0].row.style
    later = [line.row.style for line in lines[1:]]
    distinct = any(s != style for s in later) or any(line.row.bullet for line in lines)
    entries: list[Entry] = []
    for line in lines:
        row = line.row
        begins = not row.bullet and not is_prose(row) and (row.style == style or not distinct)
        if (
            begins
            and distinct
            and entries
            and not entries[-1].body
            and entries[-1].header
            and entries[-1].header[-1].row.line.block == row.line.block
            and row.line.block
        ):
            begins = False
        if not entries or begins:
            entries.append(Entry(line.dates))
            entries[-1].header.extend(_pieces(line, 0))
        elif (
            not row.bullet
            and not is_prose(row)
            and not entries[-1].body
            and len({p.row.start for p in entries[-1].header}) < _MAX_HEADER_ROWS
        ):
            entries[-1].header.extend(_pieces(line, len({p.row.start for p in entries[-1].header})))
        elif not is_subheading(row):
            entries[-1].body.append(row)
    return entries
