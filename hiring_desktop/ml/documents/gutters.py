"""What tells columns that are read one after the other from stripes of white space that divide nothing.

Dates at the right margin, labels at the left one, and the cells of a table have white stripes between them as columns
do, but there each short piece belongs to the row that it stands in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from hiring_desktop.ml.documents.segments import Segment

SHORT_CHARS: Final = 32
"""A row of no more than this is a date, a place or a title, not a sentence."""

_SPARSE: Final = 0.55
"""A column with less of its height filled than this has its blocks placed beside those of its neighbour."""

_HEAD_ROWS: Final = 4
"""The most rows of a name and what goes with it over a column."""

_PROSE_CHARS: Final = 30
"""Rows of two neighbours that are both longer than this in the median are sentences side by side, not a table."""

_MARK: Final = re.compile(r"\W*\d{0,2}\W?")


class Column:
    """What the decisions need to know of a group of segments."""

    def __init__(self, segments: list[Segment]) -> None:
        self.segments = sorted(segments, key=lambda s: (s.row, s.x0))
        self.rows: dict[int, list[Segment]] = {}
        for segment in self.segments:
            self.rows.setdefault(segment.row, []).append(segment)
        self.left = min(s.x0 for s in segments)
        self.right = max(s.x1 for s in segments)
        self.top = min(s.y0 for s in segments)
        self.bottom = max(s.y1 for s in segments)

    @property
    def marks_only(self) -> bool:
        """Whether there is nothing but bullets and item numbers."""
        return all(_MARK.fullmatch(s.text) for row in self.rows.values() for s in row)

    def between(self, top: float, bottom: float) -> Column:
        """The part with its middle in a stretch of the page."""
        if top <= self.top and bottom >= self.bottom:
            return self
        return Column([s for s in self.segments if top < (s.y0 + s.y1) / 2 < bottom])

    def rows_between(self, top: float, bottom: float) -> int:
        """How many rows have their middle in a stretch of the page."""
        return sum(top < (row[0].y0 + row[0].y1) / 2 < bottom for row in self.rows.values())

    def blocks(self, gap: float = 0.8) -> list[list[Segment]]:
        """Groups of rows that no gap of more than ``gap`` times their height divides."""
        return _blocks(self.rows.values(), gap)

    def without_head(self, start: float) -> list[Segment]:
        """The segments but for a first block that ends above ``start``: a name and what goes with it."""
        first = self.blocks()[0]
        if max(s.y1 for s in first) <= start and len({s.row for s in first}) <= _HEAD_ROWS:
            return self.segments[len(first) :]
        return self.segments

    def filled(self) -> float:
        """How much of its height has text, 0 to 1."""
        return sum(row[0].height for row in self.rows.values()) / max(1.0, self.bottom - self.top)

    def widest_gap(self, top: float, bottom: float) -> tuple[float, float] | None:
        """The widest blank between two rows that lies within a stretch of the page; None unless it stands out."""
        edges = [(row[0].y0, max(s.y1 for s in row)) for row in self.rows.values()]
        gaps = [(a[1], b[0]) for a, b in pairwise(edges)]
        inside = [(max(a, top), min(b, bottom)) for a, b in gaps if min(b, bottom) > max(a, top)]
        if not inside:
            return None
        best = max(inside, key=lambda gap: gap[1] - gap[0])
        least = max(0.9 * median(b - a for a, b in gaps), 0.6 * median(y1 - y0 for y0, y1 in edges))
        return best if best[1] - best[0] >= least else None

    def is_right_aligned(self) -> bool:
        """Whether all rows end at one place and begin at different ones, as notes at the right margin do."""
        starts = [row[0].x0 for row in self.rows.values()]
        ends = [row[-1].x1 for row in self.rows.values()]
        return max(ends) - min(ends) <= 2.5 and max(starts) - min(starts) > 5

    def is_figures(self) -> bool:
        """Whether all rows but perhaps the first are years, percentages or the like."""
        texts = ["".join(s.text for s in row) for row in self.rows.values()][1:]
        return len(texts) > 1 and sum(any(c.isdigit() for c in t) and len(t) < 16 for t in texts) >= 0.8 * len(texts)

    def chars(self) -> list[int]:
        """Characters of each row."""
        return [sum(s.chars for s in row) for row in self.rows.values()]

    def usual_size(self) -> float:
        """The median font size of its segments."""
        sizes = sorted(s.size for s in self.segments)
        return sizes[len(sizes) // 2]

    def titles(self) -> list[list[Segment]]:
        """The rows that are larger than usual, or bold where most are not."""
        usual = self.usual_size()
        look = Counter(row[0].look for row in self.rows.values()).most_common(1)[0][0]
        return [row for row in self.rows.values() if row[0].size > 1.1 * usual or (row[0].bold and row[0].look != look)]

    def is_margin(self, shared: set[int], *, surely: bool = False) -> bool:
        """Whether these are dates, places or labels beside a text: short, of one size, each where an entry begins.

        Section titles that stand in the same column do not count.
        """
        usual, titles = self.usual_size(), {id(row) for row in self.titles()}
        notes = [row for row in self.rows.values() if id(row) not in titles]
        if not notes or len(notes) < 0.5 * len(self.rows) or any(row[0].bullet for row in notes):
            return False
        if median(sum(s.chars for s in row) for row in notes) > SHORT_CHARS:
            return False
        if sum(abs(row[0].size - usual) > 0.12 * usual for row in notes) > 0.15 * len(notes):
            return False
        begins = [[s.row for s in block] for block in _blocks(notes, 0.8)]
        begun = sum(rows[0] in shared for rows in begins)
        if surely and len(begins) < 3:
            return False
        return max(len(set(rows)) for rows in begins) <= 3 and begun >= (0.95 if surely else 0.7) * len(begins)


def _blocks(rows: Iterable[list[Segment]], gap: float) -> list[list[Segment]]:
    found: list[list[Segment]] = []
    bottom = float("-inf")
    for row in rows:
        y0, y1 = min(s.y0 for s in row), max(s.y1 for s in row)
        if not found or y0 - bottom > gap * (y1 - y0):
            found.append([])
        found[-1].extend(row)
        bottom = max(bottom, y1)
    return found


def common_borders(groups: Sequence[list[Segment]]) -> list[float]:
    """Heights at which entries end in all columns at once: rows of cards, or of entries with a list floated beside.

    It tells them that the shortest column begins again beside the others each time, and has their looks, or titles of
    theirs in its gaps and none of its own, or much white space. Empty when the columns run on independently.
    """
    columns = sorted((Column(group) for group in groups), key=lambda c: len(c.rows))
    leader, others = columns[0], columns[1:]
    blocks = leader.blocks(1.2)
    if len(blocks) < 2:
        return []
    if any(block[0].row not in other.rows for block in blocks for other in others):
        return []
    alike = all(_cards(leader, other, leader.rows.keys() & other.rows.keys()) for other in others)
    gaps = [(max(s.y1 for s in above), min(s.y0 for s in below)) for above, below in pairwise(blocks)]
    titles = [row[0] for other in others for row in other.titles()]
    headed = not leader.titles() and all(any(top < t.y0 and t.y1 < bottom for t in titles) for top, bottom in gaps)
    if not alike and not headed and leader.filled() > _SPARSE:
        return []
    borders: list[float] = []
    for top, bottom in gaps:
        for other in others:
            gap = other.widest_gap(top, bottom)
            if gap is None:
                return []
            top, bottom = gap
        borders.append((top + bottom) / 2)
    return borders


def linked(a: Column, b: Column, *, figures: bool, divided: bool) -> bool:
    """Whether two neighbours are read row by row together, not one after the other.

    Args:
        a: The left one.
        b: The right one.
        figures: Whether a column of the same stretch holds nothing but years, marks or the like, as tables do.
        divided: Whether a vertical rule, or the edge of a panel, stands between them.
    """
    top, bottom = max(a.top, b.top), min(a.bottom, b.bottom)
    if a.marks_only or min(a.rows_between(top, bottom), b.rows_between(top, bottom)) < 2:
        return True
    a, b = a.between(top, bottom), b.between(top, bottom)
    shared = a.rows.keys() & b.rows.keys()
    if not shared or _straddled(a, b, shared):
        return False
    few, many = (b, a) if len(b.rows) <= len(a.rows) else (a, b)
    grid = len(shared) >= 0.8 * len(many.rows)
    if b.is_right_aligned() and b.is_margin(shared):
        return True
    if _cards(a, b, shared):
        return grid and figures and len(shared) > 2
    # Some put a line between their dates and their entries; then it takes more to believe in dates.
    if divided and not grid:
        return few.is_margin(shared, surely=True)
    return few.is_margin(shared) or (grid and _is_table(a, b))


def doubtful(left: list[Segment], right: list[Segment]) -> bool:
    """Whether two columns could as well be the cells of a table: nearly all rows agree, no look speaks against it."""
    a, b = Column(left), Column(right)
    shared = a.rows.keys() & b.rows.keys()
    few = min(len(a.rows), len(b.rows))
    return few > 3 and len(shared) >= 0.75 * few and not _cards(a, b, shared) and not _straddled(a, b, shared)


def _cards(a: Column, b: Column, shared: set[int]) -> bool:
    """Whether entries stand side by side: the rows change their look from one to the next, the same way in both."""
    if len(shared) < 2:
        return False
    pairs = [(a.rows[row][0].look, b.rows[row][0].look) for row in sorted(shared)]
    return sum(x == y for x, y in pairs) >= 0.8 * len(pairs) and len({x for x, _ in pairs}) > 1


def _straddled(a: Column, b: Column, shared: set[int]) -> bool:
    """Whether sentences of one column run on beside beginnings of the other: then their rows have nothing in common."""
    count = 0
    for column, other in ((a, b), (b, a)):
        small = {number for number, row in column.rows.items() if row[0].text[:1].islower()}
        if len(small) > 0.6 * len(column.rows):
            continue  # a list in small letters says nothing
        numbers = list(column.rows)
        for last, number in pairwise(numbers):
            above, row = column.rows[last][0], column.rows[number][0]
            if number in shared and number in small and row.y0 - above.y1 < 0.6 * row.height:
                count += not other.rows[number][0].text[:1].islower()
    return count >= 2 and count >= 0.15 * len(shared)


def _is_table(a: Column, b: Column) -> bool:
    """Whether columns whose rows all agree are the cells of a table, not lists or paragraphs side by side."""
    for column in (a, b):
        listed = False
        for row in column.rows.values():
            if listed and not row[0].bullet:
                return False  # an item runs over more than one row
            listed = row[0].bullet
    return min(median(a.chars()), median(b.chars())) < _PROSE_CHARS
