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

from hiring_desktop.ml.resume.dates import DateRange, find_dates
from hiring_desktop.ml.resume.job_words import employer_score
from hiring_desktop.ml.resume.rows import Piece, Row, Style, piece_of
from hiring_desktop.ml.resume.section_titles import SUBHEADINGS
from hiring_desktop.ml.resume.sections import title_key

_MAX_HEADER_ROWS: Final = 4
_PROSE_WORDS: Final = 11
_DURATION: Final = re.compile(
    r"[\s(·,|–-]*\b\d{1,2}\+?\s*(?:years?|yrs?\.?|mos?\.?|months?|jahre?|monate?|ans?|mois|años?|meses|anni|anno|"
    r"mesi|lata?|miesi\w+)"
    r"(?:[\s,]*(?:and|und|et|y|e|i)?\s*\d{1,2}\s*(?:mos?\.?|months?|monate?|mois|meses|mesi|miesi\w+))?\b[)\s]*",
    re.IGNORECASE,
)
_ABBREVIATION: Final = re.compile(r"(?:\w\.){2,}$|(?<!\w)\w{1,4}\.$")
_DATE_LABEL: Final = re.compile(
    r"^(?:dates?|period|duration|from|since|tenure|employment dates|dates of employment|zeitraum|période|periodo|"
    r"periodo|okres)\s*:?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date range with its place in the document."""

    range: DateRange
    start: int
    end: int


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


@dataclass(slots=True)
class _Line:
    row: Row
    dates: Dated | None
    rest: list[Piece]
    """The cells without the date."""


def is_prose(row: Row) -> bool:
    """Whether a row is running text rather than a heading: long, or a sentence."""
    words = row.text.split()
    return (
        len(words) > _PROSE_WORDS
        or (len(words) > 6 and row.text.endswith((".", ";")))
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
    lines = _join_broken_dates([_line(row, single_dates=single_dates) for row in rows])
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


# ------------------------------------------------------------------ the dates of each line
def _line(row: Row, *, single_dates: bool) -> _Line:
    ranges = _paired(find_dates(row.text), row)
    best = next((r for r in ranges if r.is_range), None)
    if best is None and ranges and (single_dates or ranges[0].first.month):
        best = ranges[0] if len(ranges) == 1 or single_dates else None
        if best is not None and not single_dates and len(row.text) - (best.end - best.start) > 50:
            best = None
    if best is not None and _inside_prose(row, best):
        best = None
    if best is None:
        return _Line(row, None, list(row.cells))
    dated = Dated(best, row.start + best.start, row.start + best.end)
    return _Line(row, dated, _without(row, dated))


def _paired(ranges: list[DateRange], row: Row) -> list[DateRange]:
    """Two years alone in a row (``2011 2014``) are the ends of a range."""
    if (
        len(ranges) == 2
        and len(row.text) <= 12
        and all(r.is_bare_year for r in ranges)
        and ranges[0].first.year <= ranges[1].first.year
    ):
        return [DateRange(ranges[0].first, ranges[1].first, False, ranges[0].start, ranges[1].end)]
    return ranges


def _inside_prose(row: Row, date: DateRange) -> bool:
    """A date in the middle of a sentence dates nothing; one in a cell of its own does."""
    start, end = row.start + date.start, row.start + date.end
    cell = next((c for c in row.cells if c.start <= start and end <= c.end), None)
    if cell is not None and len(row.cells) > 1 and len(cell.text) - (date.end - date.start) <= 12:
        return False
    rest = (row.text[: date.start] + " " + row.text[date.end :]).split()
    if row.bullet and len(rest) > 8:
        return True
    edge = date.start <= 3 or len(row.text) - date.end <= 3
    return len(rest) > (16 if edge else 12) or (
        len(rest) > 7 and row.text.endswith(".") and date.end < len(row.text) - 2
    )


def _without(row: Row, dated: Dated) -> list[Piece]:
    """The cells of a row with the date cut out, and what only served it (brackets, a duration)."""
    pieces = []
    for cell in row.cells:
        for a, b in ((cell.start, min(cell.end, dated.start)), (max(cell.start, dated.end), cell.end)):
            if a < b:
                piece = _tidy(piece_of(row.line.text, a - row.line.start, b - row.line.start, row.line.start))
                if piece.text and not _DATE_LABEL.match(piece.text):
                    pieces.append(piece)
    return pieces


def _tidy(piece: Piece) -> Piece:
    start, end = 0, len(piece.text)
    head = _DURATION.match(piece.text)
    if head:
        start = head.end()
    tail = re.search(_DURATION.pattern + r"$", piece.text[start:], re.IGNORECASE)
    if tail:
        end = start + tail.start()
    while start < end and piece.text[start] in " \t,;:|–—-·•)]/":
        start += 1
    while end > start and piece.text[end - 1] in " \t,;:|–—-·•([/":
        end -= 1
    text = piece.text[start:end]
    if text.endswith(")") and "(" not in text:
        end -= 1
    return piece.part(start, end)


def _join_broken_dates(lines: list[_Line]) -> list[_Line]:
    """A range set over two lines (``Nov 2021 –`` / ``present``; ``2011`` / ``2014``) dates the first of them."""
    out: list[_Line] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        following = lines[index + 1] if index + 1 < len(lines) else None
        joined = _joined(line, following) if following else None
        if joined and following:
            out.append(_Line(line.row, joined, line.rest))
            if following.dates and following.rest:
                out.append(_Line(following.row, None, following.rest))
            index += 2
        else:
            out.append(line)
            index += 1
    return out


def _joined(line: _Line, following: _Line) -> Dated | None:
    first = line.dates or _bare(line.row)
    if (
        first is None
        or first.range.last is not None
        or (first.range.present and not re.search(r"[-–—]\s*$", line.row.text))
    ):
        return None
    if (
        line.row.x0 is not None
        and following.row.x0 is not None
        and abs(line.row.x0 - following.row.x0) > 60
        and len(line.row.cells) == 1
    ):
        return None
    cell = line.row.cells[-1]
    dash = bool(re.search(r"(?:[-–—]|\bto|\bbis|\bau?|\bal)\s*$", cell.text))
    second = following.row.text
    if dash:
        text = cell.text + "\n" + second
        whole = next(
            (r for r in find_dates(text) if r.is_range and r.end > len(cell.text) and (r.last or r.present)), None
        )
        if whole and (whole.last or re.match(r"\W*[^\W\d_]", second)):
            return Dated(whole, cell.start + whole.start, following.row.start + whole.end - len(cell.text) - 1)
        return None
    only = _bare(line.row)
    other = _bare(following.row)
    if (
        only
        and other
        and len(line.row.text) <= 10
        and len(second) <= 10
        and not only.range.is_range
        and not other.range.is_range
    ):
        a, b = only.range.first, other.range.first
        if (a.year, a.month or 1) <= (b.year, b.month or 12) and (a.month is None) == (b.month is None):
            whole = DateRange(a, b, False, only.range.start, only.range.end)
            return Dated(whole, only.start, other.end)
    return None


def _bare(row: Row) -> Dated | None:
    """The only date of a row that says nothing else."""
    ranges = find_dates(row.text)
    if len(ranges) != 1 or len(row.text) - (ranges[0].end - ranges[0].start) > 2:
        return None
    return Dated(ranges[0], row.start + ranges[0].start, row.start + ranges[0].end)


# ------------------------------------------------------------------ where entries begin
def _anchors(lines: list[_Line]) -> list[int]:
    dated = [i for i, line in enumerate(lines) if line.dates]
    ranges = [i for i in dated if lines[i].dates and lines[i].dates.range.is_range]  # type: ignore[union-attr]
    if ranges and len(ranges) >= 0.5 * len(dated):
        # A single date beside ranges dates an entry only where it stands as they do.
        styles = {lines[i].row.style[:3] for i in ranges}
        return [i for i in dated if i in ranges or (lines[i].row.style[:3] in styles and not lines[i].row.bullet)]
    return dated


def _starts(lines: list[_Line], anchors: list[int]) -> list[int]:
    first = 0
    while first < anchors[0] - _MAX_HEADER_ROWS or (
        first < anchors[0] and (is_prose(lines[first].row) or lines[first].row.bullet)
    ):
        first += 1
    starts = [first]
    usual = anchors[0] - first
    style = lines[first].row.style
    for previous, anchor in pairwise(anchors):
        starts.append(_start(lines, previous, anchor, usual, style))
    return starts


def _start(lines: list[_Line], previous: int, anchor: int, usual: int, style: Style) -> int:
    """The first line of the entry whose date stands in line ``anchor``."""
    best, best_score = anchor, -1.0
    own = _heads_itself(lines[anchor])
    gaps = Counter(round(line.row.line.gap, 1) for line in lines)
    common_gap = gaps.most_common(1)[0][0] if gaps else 0.0
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
        if index == anchor and not own:
            score -= 1.5
        score -= 0.1 * abs((anchor - index) - usual)
        if score > best_score + 1e-9:
            best, best_score = index, score
    return best


def _heads_itself(line: _Line) -> bool:
    """Whether a date's line says something beside the date."""
    return any(not (line.row.bullet and len(p.text.split()) > 3) for p in line.rest)


def _entry(lines: list[_Line], start: int, anchor: int, end: int) -> Entry:
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


def _body_row(line: _Line) -> Row:
    piece = line.rest[0]
    return replace(line.row, piece=piece, cells=tuple(line.rest))


def _pieces(line: _Line, offset: int) -> list[HeaderPiece]:
    return [HeaderPiece(piece, offset, cell, line.row) for cell, piece in enumerate(line.rest)]


def _still_header(lines: list[_Line], index: int) -> bool:
    row = lines[index].row
    if row.bullet or is_prose(row) or is_subheading(row) or len(row.text) > 100:
        return False
    return (
        not row.text.endswith((".", ";", ":")) or bool(_ABBREVIATION.search(row.text)) or employer_score(row.text) > 1.0
    )


# ------------------------------------------------------------------ entries without dates
def _undated(lines: list[_Line]) -> list[Entry]:
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
