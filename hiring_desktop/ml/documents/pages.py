"""From pages to one text: headers and footers out of the way, columns that a page break divides kept together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hiring_desktop.ml.documents.compose import DraftLine

Side = Literal["", "left", "right"]

_MARGIN: Final = 0.09
"""The part of a page at its top and bottom where headers and footers stand."""

_NUMBER: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"(?:^|.*\s)(?:page|seite|p[áa]gina|strona|pag\.|p\.|s\.)\s*\d{1,3}(?:\s*(?:/|of|von|de|di|z|sur)\s*\d{1,3})?\s*"
    r"|[-–—|\s]*\d{1,3}\s*(?:(?:/|of|von|de|di|z|sur)\s*\d{1,3})?[-–—|\s]*",
    re.IGNORECASE,
)
_LONGEST_FOOTER: Final = 120


@dataclass(slots=True)
class PagePart:
    """Lines read as one: a column of a page, or what stands above or below the columns."""

    page: int
    lines: list[DraftLine]
    side: Side = ""


def in_order(parts: Sequence[PagePart], heights: Sequence[float]) -> list[DraftLine]:
    """The lines of all pages as one text.

    A side bar does not come between the two halves of a main column that a page break divides: those at the right come
    after the last page's main column, those at the left of later pages join the first. Headers and footers come last.

    Args:
        parts: In reading order, page by page.
        heights: Height of each page in points.
    """
    furniture = _furniture(parts, heights)
    first_left = [part for part in parts if part.side == "left" and part.page == 1]
    body: list[PagePart] = []
    later_left = [part for part in parts if part.side == "left" and part.page > 1] if first_left else []
    right = [part for part in parts if part.side == "right"] if len(heights) > 1 else []
    moved = {id(part) for part in (*later_left, *right)}
    for part in parts:
        if id(part) not in moved:
            body.append(part)
        if first_left and part is first_left[-1]:
            body += later_left
    lines = [line for part in (*body, *right) for line in part.lines]
    return [line for line in lines if id(line) not in furniture] + [line for line in lines if id(line) in furniture]


def _furniture(parts: Sequence[PagePart], heights: Sequence[float]) -> set[int]:
    """Mark headers and footers: page numbers at a margin, and what repeats there from page to page."""
    marginal: list[tuple[DraftLine, bool, tuple[str, int]]] = []
    for part in parts:
        height = heights[part.page - 1]
        for line in part.lines:
            if line.box is None:
                continue
            at_top = line.box[3] < _MARGIN * height
            if at_top or line.box[1] > (1 - _MARGIN) * height:
                text = " ".join(piece.text for piece in line.pieces)
                if len(text) <= _LONGEST_FOOTER:
                    marginal.append((line, at_top, (_NUMBER.sub("#", text), round(line.box[1] / 6))))
    repeats = Counter(key for _, _, key in marginal)
    found: set[int] = set()
    for line, at_top, key in marginal:
        numbered = _PAGE_NUMBER.fullmatch(" ".join(piece.text for piece in line.pieces)) is not None
        # The first page's header may be the only place where the name stands, and no title of another page repeats it.
        repeated = repeats[key] > 1 and not (at_top and line.page == 1)
        if numbered or repeated:
            line.kind = "header" if at_top else "footer"
            found.add(id(line))
    return found
