"""Finds the columns of a page and reads them one after the other.

A page is a stack of regions. A region is either rows to be read across, or columns to be read one by one, each a region
again. What divides columns is a gutter: a white stripe that no text and no rule crosses. Not every white stripe is one:
dates at the right margin, labels at the left one, and the cells of a table have stripes between them too, but there
each short piece belongs to the row that it stands in. ``_linked`` tells the two apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final, Literal, NamedTuple

from hiring_desktop.ml.documents.segments import Segment

_MIN_GUTTER: Final = 0.75
"""The narrowest gutter, in multiples of the usual font size."""

_MAX_DEPTH: Final = 8
_MAX_RULES: Final = 300
_TALL: Final = 0.4
_SPARSE: Final = 0.55
_SIDE_ROWS: Final = 6
_HEAD_ROWS: Final = 4
_SIDE_WIDTH: Final = 0.65
_SHORT_CHARS: Final = 32
_PROSE_CHARS: Final = 30
_MARK: Final = re.compile(r"\W*\d{0,2}\W?")


class Rule(NamedTuple):
    """A printed line or the edge of a box: from ``start`` to ``end``, at ``at`` on the other axis."""

    start: float
    end: float
    at: float


@dataclass(slots=True)
class Flow:
    """Segments to be read row by row: one column of a region, or a region without columns."""

    segments: list[Segment]
    column: int = 0
    side: Literal["", "left", "right"] = ""
    """Where this stands if it is a side bar: a column clearly narrower than its neighbour."""


@dataclass(slots=True)
class Reading:
    """A page in reading order. ``uncertain``: the evidence for some columns was thin."""

    flows: list[Flow] = field(default_factory=list)
    uncertain: bool = False


def read_columns(segments: Sequence[Segment], across: Sequence[Rule], upright: Sequence[Rule]) -> Reading:
    """Order the segments of a page.

    Args:
        segments: All of them, rows numbered, sorted by row and from the left.
        across: Horizontal rules: none of them crosses a gutter.
        upright: Vertical rules: text on both sides of one is seldom one row.
    """
    reading = Reading()
    if segments:
        usual = median(s.size for s in segments) or 10.0
        page = _Page(_struck(segments, across), upright, max(6.0, _MIN_GUTTER * usual), reading)
        page.arrange(list(segments), Flow([]), 0)
    return reading


def _struck(segments: Sequence[Segment], across: Sequence[Rule]) -> dict[Rule, set[int]]:
    """Each horizontal rule with the rows that it runs through or beside."""
    spans = [(s.y0 + 0.2 * s.height, s.y1 - 0.2 * s.height, s.row) for s in segments]
    return {rule: {row for top, bottom, row in spans if top < rule.at < bottom} for rule in across[:_MAX_RULES]}


class _Page:
    def __init__(
        self, struck: Mapping[Rule, set[int]], upright: Sequence[Rule], gutter: float, reading: Reading
    ) -> None:  # fmt: skip
        self.struck = struck
        self.upright = upright
        self.gutter = gutter
        self.reading = reading

    def arrange(self, segments: list[Segment], place: Flow, depth: int) -> None:
        """Append the flows of a region in reading order."""
        cut = self._best_cut(segments) if depth < _MAX_DEPTH and len(segments) > 3 else None
        if cut is None:
            if segments:
                self.reading.flows.append(Flow(segments, place.column, place.side))
            return
        if borders := _common_borders(cut):
            for part in _sliced(segments, borders):
                self.arrange(part, place, depth + 1)
            return
        cut = [group for group in self._with_heads(self._trim(cut), segments) if group]
        if len(cut) < 2:
            self.reading.flows.append(Flow(segments, place.column, place.side))
            return
        self.reading.uncertain = self.reading.uncertain or any(_doubtful(a, b) for a, b in pairwise(cut))
        inside = {id(s) for group in cut for s in group}
        top = min(s.row for group in cut for s in group)
        rest = [s for s in segments if id(s) not in inside]
        self.arrange([s for s in rest if s.row < top], place, depth + 1)
        widths = [max(s.x1 for s in group) - min(s.x0 for s in group) for group in cut]
        for number, (group, width) in enumerate(zip(cut, widths, strict=True)):
            tall = len({s.row for s in group}) >= _SIDE_ROWS
            narrow = len(cut) == 2 and tall and width < _SIDE_WIDTH * max(widths)
            side = place.side or (("left" if number == 0 else "right") if narrow else "")
            self.arrange(group, Flow([], place.column + number, side), depth + 1)
        self.arrange([s for s in rest if s.row >= top], place, depth + 1)

    def _best_cut(self, segments: list[Segment]) -> list[list[Segment]] | None:
        """The columns of the tallest part of the region that has any."""
        best: list[list[Segment]] | None = None
        best_score = 0
        seen: set[tuple[int, int]] = set()
        starts, ends = sorted(s.x0 for s in segments), sorted(s.x1 for s in segments)
        for x in _edges(starts):
            if bisect_left(ends, x - self.gutter) < 2 or bisect_left(starts, x - 1) > len(starts) - 2:
                continue  # nothing to divide
            for run in self._runs(segments, x):
                key = (id(run[0]), id(run[-1]))
                if key in seen:
                    continue
                seen.add(key)
                groups = self._independent(run)
                if len(groups) > 1:
                    score = sum(sorted(len({s.row for s in group}) for group in groups)[:-1])
                    if score > best_score:
                        best, best_score = groups, score
        return best

    def _runs(self, segments: list[Segment], x: float) -> list[list[Segment]]:
        """The stretches of consecutive rows in which nothing crosses the stripe to the left of ``x``."""
        edge, reach = x - 1, x - self.gutter
        blocked = {s.row for s in segments if s.x0 < edge and s.x1 > reach}
        crossing = [rule for rule in self.struck if rule.start < reach - 1 and rule.end > x + 1]
        walls = sorted(rule.at for rule in crossing)
        # A title with a rule beside it spans its line.
        for rule in crossing:
            blocked |= self.struck[rule]
        runs: list[list[Segment]] = []
        sides: list[tuple[set[int], set[int]]] = []
        last_key: tuple[int, int] | None = None
        blocked_rows = sorted(blocked)
        for segment in segments:
            row = segment.row
            if row in blocked:
                continue
            key = (
                bisect_left(blocked_rows, row) if blocked_rows else 0,
                bisect_left(walls, (segment.y0 + segment.y1) / 2) if walls else 0,
            )
            if key != last_key:
                runs.append([])
                sides.append((set(), set()))
                last_key = key
            runs[-1].append(segment)
            sides[-1][segment.x0 >= edge].add(row)
        return [run for run, (left, right) in zip(runs, sides, strict=True) if len(left) > 1 and len(right) > 1]

    def _independent(self, run: list[Segment]) -> list[list[Segment]]:
        """The columns of a run, those that belong together row by row as one."""
        groups: list[list[Segment]] = []
        reach = float("-inf")
        for segment in sorted(run, key=lambda s: s.x0):
            if segment.x0 - reach >= self.gutter:
                groups.append([])
            groups[-1].append(segment)
            reach = max(reach, segment.x1)
        columns = [_Column(group) for group in groups]
        figures = any(column.is_figures() for column in columns)
        merged = columns[:1]
        for column in columns[1:]:
            if self._linked(merged[-1], column, figures=figures):
                merged[-1] = _Column(merged[-1].segments + column.segments)
            else:
                merged.append(column)
        return [column.segments for column in merged]

    def _linked(self, a: _Column, b: _Column, *, figures: bool) -> bool:
        """Whether two neighbours are read row by row together, not one after the other.

        Args:
            a: The left one.
            b: The right one.
            figures: Whether a column of the same stretch holds nothing but years, marks or the like, as tables do.
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
        if not grid and self._divided(a, b):
            return few.is_margin(shared, surely=True)
        return few.is_margin(shared) or (grid and _is_table(a, b))

    def _divided(self, a: _Column, b: _Column) -> bool:
        """Whether a vertical rule, or the edge of a panel, stands between two columns."""
        top, bottom = max(a.top, b.top), min(a.bottom, b.bottom)
        return any(
            a.right - 1 <= rule.at <= b.left + 1
            and min(rule.end, bottom) - max(rule.start, top) >= 0.6 * (bottom - top)
            for rule in self.upright
        )

    def _trim(self, groups: list[list[Segment]]) -> list[list[Segment]]:
        """Leave out what only stands above or below the columns.

        Where the shortest column is tall, all go together from top to bottom, but for a name over one of them. Where it
        is short, only the blocks beside it are columns.
        """
        columns = [_Column(group) for group in groups]
        leader = min(columns, key=lambda c: len(c.rows))
        tallest = max(column.bottom - column.top for column in columns)
        if len(leader.rows) >= _SIDE_ROWS and leader.bottom - leader.top >= _TALL * tallest:
            start = max(column.top for column in columns)
            return [column.without_head(start) for column in columns]
        top, bottom = leader.top, leader.bottom
        for _ in range(2):
            kept = [[b for b in column.blocks() if b[0].y0 < bottom and b[-1].y1 > top] for column in columns]
            top = min(block[0].y0 for blocks in kept for block in blocks)
            bottom = max(block[-1].y1 for blocks in kept for block in blocks)
        return [[segment for block in blocks for segment in block] for blocks in kept]

    def _with_heads(self, groups: list[list[Segment]], segments: list[Segment]) -> list[list[Segment]]:
        """Take in a row of titles right above the columns, one for each, that reaches into the gutter."""
        top = min(s.row for group in groups for s in group)
        heads = [s for s in segments if s.row == top - 1]
        if len(heads) != len(groups):
            return groups
        gap = min(s.y0 for group in groups for s in group) - max(s.y1 for s in heads)
        if gap > 2 * heads[0].height or any(s.chars > _SHORT_CHARS for s in heads):
            return groups
        for head, group in zip(heads, groups, strict=True):
            left, right = min(s.x0 for s in group), max(s.x1 for s in group)
            if min(head.x1, right) - max(head.x0, left) < 0.4 * (head.x1 - head.x0):
                return groups
        return [[head, *group] for head, group in zip(heads, groups, strict=True)]


class _Column:
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

    def between(self, top: float, bottom: float) -> _Column:
        """The part with its middle in a stretch of the page."""
        if top <= self.top and bottom >= self.bottom:
            return self
        return _Column([s for s in self.segments if top < (s.y0 + s.y1) / 2 < bottom])

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
        if median(sum(s.chars for s in row) for row in notes) > _SHORT_CHARS:
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


def _common_borders(groups: Sequence[list[Segment]]) -> list[float]:
    """Heights at which entries end in all columns at once: rows of cards, or of entries with a list floated beside.

    It tells them that the shortest column begins again beside the others each time, and has their looks, or titles of
    theirs in its gaps and none of its own, or much white space. Empty when the columns run on independently.
    """
    columns = sorted((_Column(group) for group in groups), key=lambda c: len(c.rows))
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


def _sliced(segments: Sequence[Segment], borders: Sequence[float]) -> list[list[Segment]]:
    parts: list[list[Segment]] = [[] for _ in range(len(borders) + 1)]
    for segment in segments:
        parts[bisect_left(borders, (segment.y0 + segment.y1) / 2)].append(segment)
    return parts


def _edges(starts: Sequence[float]) -> list[float]:
    """The left edges, in order, at which a column may begin, each once."""
    edges: list[float] = []
    for x in starts:
        if not edges or x - edges[-1] > 2:
            edges.append(x)
    return edges[1:]


def _doubtful(left: list[Segment], right: list[Segment]) -> bool:
    """Whether two columns could as well be the cells of a table: nearly all rows agree, no look speaks against it."""
    a, b = _Column(left), _Column(right)
    shared = a.rows.keys() & b.rows.keys()
    few = min(len(a.rows), len(b.rows))
    return few > 3 and len(shared) >= 0.75 * few and not _cards(a, b, shared) and not _straddled(a, b, shared)


def _cards(a: _Column, b: _Column, shared: set[int]) -> bool:
    """Whether entries stand side by side: the rows change their look from one to the next, the same way in both."""
    if len(shared) < 2:
        return False
    pairs = [(a.rows[row][0].look, b.rows[row][0].look) for row in sorted(shared)]
    return sum(x == y for x, y in pairs) >= 0.8 * len(pairs) and len({x for x, _ in pairs}) > 1


def _straddled(a: _Column, b: _Column, shared: set[int]) -> bool:
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


def _is_table(a: _Column, b: _Column) -> bool:
    """Whether columns whose rows all agree are the cells of a table, not lists or paragraphs side by side."""
    for column in (a, b):
        listed = False
        for row in column.rows.values():
            if listed and not row[0].bullet:
                return False  # an item runs over more than one row
            listed = row[0].bullet
    return min(median(a.chars()), median(b.chars())) < _PROSE_CHARS
