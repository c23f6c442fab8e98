"""The words of a page to its lines in reading order.

    words -> segments and rows -> columns -> lines

Pure geometry over words and rules: no theme, font or file is known here by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from hiring_desktop.core.model import Box
from hiring_desktop.ml.documents.columns import Rule, read_columns
from hiring_desktop.ml.documents.lines import lines_of
from hiring_desktop.ml.documents.pages import PagePart
from hiring_desktop.ml.documents.pdf_words import PrintedWord
from hiring_desktop.ml.documents.segments import Segment, segments_of


@dataclass(slots=True)
class PageMarks:
    """What is drawn on a page besides text, in points from the top left.

    ``across`` and ``upright`` are rules and edges of boxes; ``dots`` are shapes small enough for a bullet.
    """

    across: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)


@dataclass(slots=True)
class PageReading:
    """A page in reading order. ``block`` is the number of the next paragraph; ``uncertain``: columns were guessed."""

    parts: list[PagePart]
    block: int
    uncertain: bool = False


def arrange(
    words: Sequence[PrintedWord], size: tuple[float, float], marks: PageMarks, page: int, block: int
) -> PageReading:
    """Put the words of a page in reading order.

    Args:
        words: The visible words, in the order of the file.
        size: Width and height of the page in points.
        marks: What else is drawn.
        page: The page's number, from 1.
        block: The number of the first paragraph.
    """
    result = PageReading([], block)
    turns = Counter(word.style.turn for word in words)
    # Most pages are upright throughout; a turned stretch (a label up the margin, a landscape page) is read on its own.
    for turn, _ in sorted(turns.items(), key=lambda item: (-item[1], item[0])):
        chosen = [word for word in words if word.style.turn == turn] if len(turns) > 1 else words
        upright = [_upright(word, turn, size) for word in chosen] if turn > 0 else chosen
        segments = segments_of(upright)
        if not turn:
            _mark_bullets(segments, marks.dots)
        reading = read_columns(segments, [] if turn else marks.across, [] if turn else marks.upright)
        result.uncertain = result.uncertain or reading.uncertain
        for flow in reading.flows:
            lines = lines_of(flow, page, result.block)
            if lines:
                result.block = lines[-1].block + 1
                result.parts.append(PagePart(page, lines, flow.side))
    return result


def _upright(word: PrintedWord, turn: int, size: tuple[float, float]) -> PrintedWord:
    """The word where it would stand if its page were turned so that it reads upright; its own box is kept."""
    width, height = size
    x0, y0, x1, y1 = word.box
    if turn == 90:
        place = (height - y1, x0, height - y0, x1)
    elif turn == 180:
        place = (width - x1, height - y1, width - x0, height - y0)
    else:
        place = (y0, width - x1, y1, width - x0)
    return word._replace(x0=place[0], y0=place[1], x1=place[2], y1=place[3], page_box=word.box)


def _mark_bullets(segments: Sequence[Segment], dots: Sequence[Box]) -> None:
    """A small shape just left of a line, at half its height, is a bullet, as browsers draw them."""
    if not dots:
        return
    for segment in segments:
        middle, reach = (segment.y0 + segment.y1) / 2, 3 * segment.size
        for x0, y0, x1, y1 in dots:
            if 0 <= segment.x0 - x1 <= reach and abs((y0 + y1) / 2 - middle) <= 0.3 * segment.height and x1 > x0:
                segment.bullet = True
                break
