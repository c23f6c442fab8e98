"""Finds the columns of a page and reads them one after the other.

A page is a stack of regions. A region is either rows to be read across, or columns to be read one by one, each a region
again. What divides columns is a gutter: a white stripe that no text and no rule crosses. Not every white stripe is one:
dates at the right margin, labels at the left one, and the cells of a table have stripes between them too, but there
each short piece belongs to the row that it stands in. ``gutters`` tells the two apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final, Literal, NamedTuple

from hiring_desktop.ml.documents.gutters import SHORT_CHARS, Column, common_borders, doubtful, linked
from hiring_desktop.ml.documents.segments import Segment

_MIN_GUTTER: Final = 0.75
"""The narrowest gutter, in multiples of the usual font size."""

_MAX_DEPTH: Final = 8
_MAX_RULES: Final = 300

_TALL: Final = 0.4
_SIDE_ROWS: Final = 6
"""Columns of at least so many rows, and at least this part of the height of the tallest, go from top to bottom."""

_SIDE_WIDTH: Final = 0.65
"""A column narrower than this part of its only neighbour is a side bar."""


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
        if borders := common_borders(cut):
            for part in _sliced(segments, borders):
                self.arrange(part, place, depth + 1)
            return
        cut = [group for group in self._with_heads(self._trim(cut), segments) if group]
        if len(cut) < 2:
            self.reading.flows.append(Flow(segments, place.column, place.side))
            return
        self.reading.uncertain = self.reading.uncertain or any(doubtful(a, b) for a, b in pairwise(cut))
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
        columns = [Column(group) for group in groups]
        figures = any(column.is_figures() for column in columns)
        merged = columns[:1]
        for column in columns[1:]:
            if linked(merged[-1], column, figures=figures, divided=self._divided(merged[-1], column)):
                merged[-1] = Column(merged[-1].segments + column.segments)
            else:
                merged.append(column)
        return [column.segments for column in merged]

    def _divided(self, a: Column, b: Column) -> bool:
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
        columns = [Column(group) for group in groups]
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
        if gap > 2 * heads[0].height or any(s.chars > SHORT_CHARS for s in heads):
            return groups
        for head, group in zip(heads, groups, strict=True):
            left, right = min(s.x0 for s in group), max(s.x1 for s in group)
            if min(head.x1, right) - max(head.x0, left) < 0.4 * (head.x1 - head.x0):
                return groups
        return [[head, *group] for head, group in zip(heads, groups, strict=True)]


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
