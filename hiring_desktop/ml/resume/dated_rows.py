"""The rows of a section, each with the date that it shows and what it says beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hiring_desktop.ml.resume.dates import DateRange, find_dates
from hiring_desktop.ml.resume.rows import Piece, Row, piece_of

_DURATION: Final = re.compile(
    r"[\s(·,|–-]*\b\d{1,2}\+?\s*(?:years?|yrs?\.?|mos?\.?|months?|jahre?|monate?|ans?|mois|años?|meses|anni|anno|"
    r"mesi|lata?|miesi\w+)"
    r"(?:[\s,]*(?:and|und|et|y|e|i)?\s*\d{1,2}\s*(?:mos?\.?|months?|monate?|mois|meses|mesi|miesi\w+))?\b[)\s]*",
    re.IGNORECASE,
)
_DURATION_AT_END: Final = re.compile(_DURATION.pattern + r"$", re.IGNORECASE)
_DATE_LABEL: Final = re.compile(
    r"^(?:dates?|period|duration|from|since|tenure|employment dates|dates of employment|zeitraum|période|periodo|"
    r"periodo|okres)\s*:?\s*$",
    re.IGNORECASE,
)
_BROKEN_AT_MONTH: Final = re.compile(r"^[^\n]{4,22}?\s*(?:[-–—]|\bto\b|\bbis\b)\s*[^\W\d_]{3,10}\.?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date range with its place in the document."""

    range: DateRange
    start: int
    end: int


@dataclass(slots=True)
class DatedRow:
    """A row, its date, and ``rest``: its cells without the date."""

    row: Row
    dates: Dated | None
    rest: list[Piece]


def dated_rows(rows: list[Row], *, single_dates: bool) -> list[DatedRow]:
    """Rows with their dates.

    Args:
        rows: The rows of a section.
        single_dates: Whether a lone month or year dates a row, or only a range does.
    """
    return _join_broken([_dated(row, single_dates=single_dates) for row in rows])


def _dated(row: Row, *, single_dates: bool) -> DatedRow:
    ranges = _paired(find_dates(row.text), row)
    best = next((r for r in ranges if r.is_range), None)
    if best is None and ranges and (single_dates or ranges[0].first.month):
        best = ranges[0] if len(ranges) == 1 or single_dates else None
        if best is not None and not single_dates and len(row.text) - (best.end - best.start) > 50:
            best = None
    if best is not None and _inside_prose(row, best):
        best = None
    if best is None:
        return DatedRow(row, None, list(row.cells))
    dated = Dated(best, row.start + best.start, row.start + best.end)
    return DatedRow(row, dated, _beside(row, dated.start, dated.end))


def _paired(ranges: list[DateRange], row: Row) -> list[DateRange]:
    """Two dates of a kind with nothing but a blank between them (``2011 2014``) are the ends of a range."""
    for one, two in pairwise(ranges):
        alike = not one.is_range and not two.is_range and (one.first.month is None) == (two.first.month is None)
        beside = alike and not row.text[one.end : two.start].strip()
        if beside and (one.first.year, one.first.month or 1) <= (two.first.year, two.first.month or 12):
            return [DateRange(one.first, two.first, False, one.start, two.end)]
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


def _tidy(piece: Piece) -> Piece:
    """What stands beside a date without its brackets and separators, and without a duration."""
    start, end = 0, len(piece.text)
    head = _DURATION.match(piece.text)
    if head:
        start = head.end()
    tail = _DURATION_AT_END.search(piece.text[start:])
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


# ------------------------------------------------------------------ dates over two rows
def _join_broken(rows: list[DatedRow]) -> list[DatedRow]:
    """A range set over two rows (``Nov 2021 –`` / ``present``; ``2011`` / ``2014``) dates the first of them."""
    out: list[DatedRow] = []
    index = 0
    while index < len(rows):
        row = rows[index]
        following = rows[index + 1] if index + 1 < len(rows) else None
        joined = _joined(row.row, following.row) if following and _may_go_on(row, following) else None
        if joined is None or following is None:
            out.append(row)
            index += 1
            continue
        dates, first_part, second_part = joined
        out.append(DatedRow(row.row, dates, _beside(row.row, *first_part)))
        rest = _beside(following.row, *second_part)
        if rest:
            out.append(DatedRow(following.row, None, rest))
        index += 2
    return out


def _may_go_on(row: DatedRow, following: DatedRow) -> bool:
    """Whether the date of a row can have its end in the next one."""
    if row.row.line.page != following.row.line.page or following.row.bullet or (row.row.bullet and row.dates is None):
        return False
    found = row.dates.range if row.dates else None
    return found is None or (
        found.last is None and (not found.present or row.row.text.rstrip().endswith(("-", "–", "—")))
    )


_Part = tuple[int, int]


def _joined(row: Row, following: Row) -> tuple[Dated, _Part, _Part] | None:
    """The range over two rows, and the stretch of each that belongs to it."""
    for cell, other in dict.fromkeys(
        [(row.cells[0], following.cells[0]), (row.cells[-1], following.cells[-1]), (row.cells[-1], following.cells[0])]
    ):
        aligned = row.x0 is None or following.x0 is None or len(row.cells) > 1 or abs(row.x0 - following.x0) <= 60
        if not aligned or len(other.text) > 60 or not find_dates(cell.text):
            continue
        text = cell.text + "\n" + other.text
        for found in find_dates(text):
            if found.is_range and found.start < len(cell.text) < found.end and len(cell.text) - found.start <= 30:
                end = other.start + found.end - len(cell.text) - 1
                start = cell.start + found.start
                return Dated(found, start, end), (start, cell.end), (other.start, end)
        stacked = _stacked(cell, other) or _at_month(cell, other)
        if stacked:
            return stacked
    return None


def _stacked(cell: Piece, other: Piece) -> tuple[Dated, _Part, _Part] | None:
    """``2011`` above ``2014``: two lone dates of one kind."""
    if len(cell.text) > 10 or len(other.text) > 10:
        return None
    one, two = find_dates(cell.text), find_dates(other.text)
    if len(one) != 1 or len(two) != 1 or one[0].is_range or two[0].is_range:
        return None
    a, b = one[0].first, two[0].first
    alone = len(cell.text) - (a.end - a.start) <= 2 and len(other.text) - (b.end - b.start) <= 2
    if not alone or (a.year, a.month or 1) > (b.year, b.month or 12) or (a.month is None) != (b.month is None):
        return None
    whole = DateRange(a, b, False, one[0].start, one[0].end)
    return Dated(whole, cell.start, other.end), (cell.start, cell.end), (other.start, other.end)


def _at_month(cell: Piece, other: Piece) -> tuple[Dated, _Part, _Part] | None:
    """``May 2019 - August`` with more behind it, above a lone ``2022``."""
    opening = _BROKEN_AT_MONTH.match(cell.text)
    year = find_dates(other.text)
    if not opening or len(other.text) > 6 or len(year) != 1 or not year[0].is_bare_year:
        return None
    found = find_dates(f"{opening[0]} {other.text}")
    if len(found) != 1 or not found[0].last or found[0].last.month is None:
        return None
    end = cell.start + opening.end()
    return Dated(found[0], cell.start, end), (cell.start, end), (other.start, other.end)


def _beside(row: Row, start: int, end: int) -> list[Piece]:
    """The cells of a row without a stretch of it."""
    pieces = []
    for cell in row.cells:
        for a, b in ((cell.start, min(cell.end, start)), (max(cell.start, end), cell.end)):
            if a < b:
                piece = _tidy(piece_of(row.line.text, a - row.line.start, b - row.line.start, row.line.start))
                if piece.text and not _DATE_LABEL.match(piece.text):
                    pieces.append(piece)
    return pieces
