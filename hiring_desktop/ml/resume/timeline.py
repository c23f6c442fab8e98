"""Dates and titles set in a margin beside what they belong to.

Read column by column, such a margin gives all titles and dates first and all entries after them. Nothing but their
height on the page says what belongs together, so these two columns are read across again, line by line.
"""

from __future__ import annotations

from typing import Final

from hiring_desktop.ml.resume.dates import find_dates
from hiring_desktop.ml.resume.rows import Row
from hiring_desktop.ml.resume.sections import title_kind

_LEVEL: Final = 0.6
"""Two rows stand at one height when their tops differ by less than this share of their height."""


def read_across(rows: list[Row]) -> list[Row]:
    """The rows with each margin of dates and titles merged into the column beside it, by height."""
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
        stacked = (
            above is not None
            and bool(find_dates(row.text))
            and bool(find_dates(above.text))
            and _top(row) - _top(above) < 2.2 * _height(above)
        )
        level = next((other for other in beside if _is_level(row, other)), row)
        height = height if stacked else min(_top(row), _top(level))
        keyed.append((height, 0, row))
        above = row
    keyed += [(_top(row), 1, row) for row in beside]
    keyed.sort(key=lambda k: (round(k[0] / 3), k[1], _top(k[2]), k[2].x0 or 0.0))
    return [row for _, _, row in keyed]


def _margin(rows: list[Row], start: int) -> int:
    """One past the last row of a margin that begins with row ``start``; ``start`` itself where none does."""
    end = start
    dates = titles = 0
    first = rows[start]
    while (
        end < len(rows)
        and rows[end].line.page == first.line.page
        and rows[end].line.box is not None
        and _same_column(rows[end], first)
    ):
        ranges = find_dates(rows[end].text)
        only_date = bool(ranges) and len(rows[end].text) - sum(r.end - r.start for r in ranges) <= 3
        if not only_date and not title_kind(rows[end].text):
            return start
        dates += only_date
        titles += not only_date
        end += 1
    return end if dates and dates + titles > 1 and end < len(rows) else start


def _same_column(row: Row, first: Row) -> bool:
    return row.line.column == first.line.column and abs((row.x0 or 0.0) - (first.x0 or 0.0)) < 90


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
    if any((r.x0 or 0.0) < left - 2 for r in beside):
        return False
    dates = [r for r in margin if find_dates(r.text)]
    level = sum(any(_is_level(r, other) for other in beside) for r in dates)
    return level >= 0.6 * len(dates)


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
