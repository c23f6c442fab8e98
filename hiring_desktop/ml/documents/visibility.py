"""Tells the words that a reader of the page can see from those that only a program finds.

Hidden: smaller than anyone can read, outside the page, drawn with nothing, the colour of what is behind, painted over.
The invisible text that scanners put over the picture of a page is not hidden: the picture shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final

from hiring_desktop.ml.documents.pdf_ink import PageInk, Paint
from hiring_desktop.ml.documents.pdf_words import PrintedWord

TINY_POINTS: Final = 3.0
"""Text below this size is hidden, unless the whole page is set in such units."""

_WHITE: Final = 0xFFFFFF
_SAME_COLOUR: Final = 26
"""Largest difference of a colour channel (0 to 255) at which text and ground count as one."""

_INVISIBLE_MODES: Final = frozenset({3, 7})
_FAINT: Final = 13


def split_hidden(
    words: Sequence[PrintedWord], ink: PageInk, size: tuple[float, float]
) -> tuple[list[PrintedWord], list[PrintedWord]]:
    """The visible and the hidden words of a page, each in the order of the file.

    Args:
        words: All words.
        ink: What else is painted.
        size: Width and height of the page in points.
    """
    tiny = min(TINY_POINTS, 0.4 * median(w.style.size for w in words)) if words else 0.0
    grounds = {paint.colour for paint in ink.paints if paint.colour is not None} | {_WHITE}
    covers = [paint for paint in ink.paints if paint.solid]
    doubtful: dict[int | None, bool] = {}
    visible: list[PrintedWord] = []
    hidden: list[PrintedWord] = []
    for word in words:
        style = word.style
        if style.size < tiny or style.alpha < _FAINT or _outside(word, size):
            hidden.append(word)
            continue
        if style.mode in _INVISIBLE_MODES:
            pictured = any(paint.colour is None and _inside(word, paint) for paint in ink.paints)
            (visible if pictured else hidden).append(word)
            continue
        colour = style.colour
        if colour not in doubtful:
            doubtful[colour] = colour is not None and any(_alike(colour, ground) for ground in grounds)
        if (doubtful[colour] and _sunk(word, ink)) or (covers and _covered(word, covers, ink)):
            hidden.append(word)
        else:
            visible.append(word)
    return visible, hidden


def _outside(word: PrintedWord, size: tuple[float, float]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return not (0 <= x <= size[0] and 0 <= y <= size[1])


def _inside(word: PrintedWord, paint: Paint) -> bool:
    x0, y0, x1, y1 = paint.box
    return x0 <= (word.x0 + word.x1) / 2 <= x1 and y0 <= (word.y0 + word.y1) / 2 <= y1


def _alike(a: int, b: int) -> bool:
    return all(abs((a >> shift & 255) - (b >> shift & 255)) <= _SAME_COLOUR for shift in (0, 8, 16))


def _sunk(word: PrintedWord, ink: PageInk) -> bool:
    """Whether a word has the colour of what is painted behind it; a picture behind it could be of any colour."""
    z = ink.depth.get(word.obj)
    if z is None:
        return ink.complete and not ink.paints
    ground: int | None = _WHITE
    for paint in ink.paints:
        if paint.z < z and _inside(word, paint):
            ground = paint.colour
    return ground is not None and word.style.colour is not None and _alike(word.style.colour, ground)


def _covered(word: PrintedWord, covers: Sequence[Paint], ink: PageInk) -> bool:
    z = ink.depth.get(word.obj)
    if z is None:
        return False
    return any(
        paint.z > z
        and paint.box[0] <= word.x0 + 1
        and paint.box[1] <= word.y0 + 2
        and paint.box[2] >= word.x1 - 1
        and paint.box[3] >= word.y1 - 2
        for paint in covers
    )
