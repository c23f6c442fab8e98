"""Dates and titles set in a margin beside what they belong to.

Read column by column, such a margin gives all titles and dates first and all entries after them. Nothing but their
height on the page says what belongs together, so these two columns are read across again, line by line.
"""

from __future__ import annotations

from typing import Final

from hiring_desktop.ml.resume.dates import find_dates
from hiring_desktop.ml.resume.rows import Row
from hiring_desktop.ml.resume.sections import title_kind

_BESIDE_A_DATE: Final = 9
"""Letters that may stand beside a date that ends in the next line: ``Sep 2011 - June`` / ``2014``."""
_MANY: Final = 0.35
"""So many of the rows of a margin, at least, are dates and titles; the others label what stands beside them."""
_NARROW: Final = 0.4
"""A margin takes no more than this share of the width of both columns."""
_MAX_ABOVE: Final = 0.3
"""Few rows of the column begin above the margin: ends of an entry whose date was read already."""
_SHORT_DATE: Final = 10
_LEVEL: Final = 0.6
"""Two rows stand at one height when their tops differ by less than this share of their height."""


def read_across(rows: list[Row]) -> list[Row]:
    """The rows with each margin of dates and titles merged into the column beside it, by height."""
    if len({(row.line.column, row.line.kind) for row in rows}) < 2:
        return rows
    out: list[Row] = []
    index = 0
    while index < len(rows):
        margin = _margin(rows, index)
        beside = _beside(rows, margin) if margin > index else index
        if margin > index and beside > margin and _belong(rows[index:margin], rows[margin:beside]):
            out.extend(_by_height(rows[index:margin], rows[margin:beside]))
            index = beside
        else:
            out.append(rows[index])
            index += 1
    return out


def _by_height(margin: list[Row], beside: list[Row]) -> list[Row]:
    """Both columns as one; what is stacked right below a date (its other end) stays with it."""
    keyed = []
    height = 0.0
    above: Row | None = None
    for row in margin:
        stacked = above is not None and _completes(above, row)
        level = next((other for other in beside if _is_level(row, other)), row)
        height = height if stacked else min(_top(row), _top(level))
        keyed.append((height, 0, row))
        above = None if stacked else row
    keyed += [(_top(row), 1, row) for row in beside]
    keyed.sort(key=lambda k: (round(k[0] / 3), k[1], _top(k[2]), k[2].x0 or 0.0))
    return [row for _, _, row in keyed]


def _completes(above: Row, row: Row) -> bool:
    """Whether a lone date right below another one is its other end."""
    near = _top(row) - _top(above) < 2.2 * _height(above)
    return near and len(row.text) <= _SHORT_DATE and bool(find_dates(row.text)) and bool(find_dates(above.text))


def _margin(rows: list[Row], start: int) -> int:
    """One past the last row of a margin that begins with row ``start``; ``start`` itself where none does.

    Its first row is a title or a date, and so are many of all.
    """
    first = rows[start]
    if first.line.box is None or not (_only_date(first) or title_kind(first.text)):
        return start
    end = start
    dates = titles = 0
    while end < len(rows) and _same_column(rows[end], first):
        is_date, is_title = _only_date(rows[end]), title_kind(rows[end].text) is not None
        dates += is_date
        titles += is_title
        end += 1
    many = dates + titles > 1 and dates + titles >= _MANY * (end - start)
    return end if dates and many and end < len(rows) else start


def _only_date(row: Row) -> bool:
    ranges = find_dates(row.text)
    return bool(ranges) and len(row.text) - sum(r.end - r.start for r in ranges) <= _BESIDE_A_DATE


def _same_column(row: Row, first: Row) -> bool:
    same = (row.line.page, row.line.column, row.line.kind) == (first.line.page, first.line.column, first.line.kind)
    return same and row.line.box is not None and abs((row.x0 or 0.0) - (first.x0 or 0.0)) < 90


def _beside(rows: list[Row], margin: int) -> int:
    """One past the last row of the column that follows a margin."""
    if margin >= len(rows):
        return margin
    first = rows[margin]
    end = margin
    while (
        end < len(rows)
        and rows[end].line.page == first.line.page
        and rows[end].line.column == first.line.column
        and rows[end].line.box is not None
    ):
        end += 1
    return end


def _belong(margin: list[Row], beside: list[Row]) -> bool:
    """Whether the column is right of the margin and has rows at the height of most of its dates."""
    left = max(r.x1 or 0.0 for r in margin)
    start = min(r.x0 or 0.0 for r in margin)
    right = max(r.x1 or 0.0 for r in beside)
    if any((r.x0 or 0.0) < left - 2 for r in beside) or left - start > _NARROW * (right - start):
        return False
    above = sum(_top(r) < _top(margin[0]) - _height(r) for r in beside)
    if above > _MAX_ABOVE * len(beside):
        return False
    told = [r for r in beside if not _only_date(r)]  # a column with dates of its own needs no margin
    dates = [r for r in margin if find_dates(r.text)]
    labels = [r for r in margin if not find_dates(r.text) and not title_kind(r.text)]
    level_dates = sum(any(_is_level(r, other) for other in told) for r in dates)
    level_labels = sum(any(_is_level(r, other) for other in told) for r in labels)
    return level_dates >= 0.5 * len(dates) and level_labels >= 0.6 * len(labels)


def _height(row: Row) -> float:
    return row.line.box[3] - row.line.box[1] if row.line.box else 0.0


def _top(row: Row) -> float:
    return row.line.box[1] if row.line.box else 0.0


def _is_level(row: Row, other: Row) -> bool:
    a, b = row.line.box, other.line.box
    if a is None or b is None:
        return False
    middle = (a[1] + a[3]) / 2 - (b[1] + b[3]) / 2
    return abs(middle) < _LEVEL * max(a[3] - a[1], b[3] - b[1])
