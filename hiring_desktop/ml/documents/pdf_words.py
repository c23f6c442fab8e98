"""The words printed on a PDF page, each with its box and look, by few calls into PDFium.

A call from Python costs more than what PDFium does in it, so text comes page by page and boxes word by word; only
a word that looks odd (too wide for its letters, or standing on two lines) is looked at letter by letter.
"""

from __future__ import annotations

import ctypes
import math
import re
import struct
from collections.abc import Iterator
from ctypes import PYFUNCTYPE, c_double, c_int, c_uint, c_ulong, c_void_p
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, Final, NamedTuple

import pypdfium2.raw as pdfium

from hiring_desktop.core.model import Box

MAX_PAGE_CHARACTERS: Final = 60_000
"""More than this on one page is no resume; a dense page of small print has 12,000."""

MAX_PAGE_WORDS: Final = 8_000


def bind(function: Any, result: Any, *arguments: Any) -> Any:
    """A PDFium function with plain numbers for pointers, and without the round trip over the interpreter lock."""
    return PYFUNCTYPE(result, *arguments)(ctypes.cast(function, c_void_p).value or 0)


_count = bind(pdfium.FPDFText_CountChars, c_int, c_void_p)
_page_text = bind(pdfium.FPDFText_GetText, c_int, c_void_p, c_int, c_int, c_void_p)
_char_box = bind(pdfium.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
_char_object = bind(pdfium.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
_char_matrix = bind(pdfium.FPDFText_GetMatrix, c_int, c_void_p, c_int, c_void_p)
_char_size = bind(pdfium.FPDFText_GetFontSize, c_double, c_void_p, c_int)
_char_code = bind(pdfium.FPDFText_GetUnicode, c_uint, c_void_p, c_int)
_object_font = bind(pdfium.FPDFTextObj_GetFont, c_void_p, c_void_p)
_object_mode = bind(pdfium.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
_object_fill = bind(pdfium.FPDFPageObj_GetFillColor, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_font_name = bind(pdfium.FPDFFont_GetBaseFontName, c_ulong, c_void_p, c_void_p, c_ulong)
_font_weight = bind(pdfium.FPDFFont_GetWeight, c_int, c_void_p)
_font_flags = bind(pdfium.FPDFFont_GetFlags, c_int, c_void_p)

ASKEW: Final = -1
_SLANTED: Final = 15.0
_FLAG_ITALIC: Final = 1 << 6
_FLAG_FORCE_BOLD: Final = 1 << 18
_BOLD_NAME: Final = re.compile(r"bold|black|heavy|semib|demi|-bd|extrab", re.IGNORECASE)
_REGULAR_NAME: Final = re.compile(r"regular|italic|oblique|light|book|roman|medium|thin", re.IGNORECASE)
_ITALIC_NAME: Final = re.compile(r"italic|oblique|-it\b|slanted", re.IGNORECASE)
# A soft line end inside a word: PDFium marks the hyphen and runs on into the next line.
_HYPHENS: Final = "\x02\ufffe"
_WORD: Final = re.compile(rf"[^\s\x00{_HYPHENS}]+[{_HYPHENS}]?|[{_HYPHENS}]")
_GROWN_TOGETHER: Final = re.compile(r"[a-z][A-Z]|[A-Z]{3}\d")
_FARTHEST: Final = 1e6
_NOWHERE: Final[Box] = (-1.0, -1.0, -1.0, -1.0)
_TIGHT_BLANK: Final = 0.15
"""How much wider than between letters a gap must be to count as a blank in a title, in multiples of the font size."""
_FOUR_FLOATS: Final = struct.Struct("4f")
_FOUR_COUNTS: Final = struct.Struct("4I")


@dataclass(frozen=True, slots=True)
class Style:
    """How a word is printed. ``size`` in points; ``colour`` is 0xRRGGBB, None for a pattern; ``mode`` the render mode.

    ``turn`` is how far the letters are turned, in degrees counted against the clock, rounded to 90; ``ASKEW`` for text
    at any other angle.
    """

    size: float
    bold: bool
    italic: bool
    colour: int | None
    alpha: int
    mode: int
    turn: int


class PrintedWord(NamedTuple):
    """A word as printed: its box in points from the top left of the page as shown, and its look.

    ``order`` is its place in the file, ``obj`` the address of the text object that it begins in. ``hyphen``: it ends
    with a hyphen that the typesetter put at a line's end. ``blank`` tells what the file has between it and the word
    before it: True for a blank, False for nothing, None for a line break, which says nothing when both turn out to
    stand on one line.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    style: Style
    order: int
    obj: int = 0
    hyphen: bool = False
    blank: bool | None = None
    page_box: Box | None = None

    @property
    def box(self) -> Box:
        """Where it stands on the page as shown, also for a word that was turned for reading."""
        return self.page_box or (self.x0, self.y0, self.x1, self.y1)


class PageFrame(NamedTuple):
    """The visible part of a page in PDF coordinates, and how it is turned for showing (quarter turns, clockwise)."""

    left: float
    bottom: float
    right: float
    top: float
    quarter_turns: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.quarter_turns % 2 else (width, height)

    def shown(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A rectangle of PDF coordinates (y upwards) as a box on the page as shown (y downwards)."""
        if self.quarter_turns == 0:
            return (x0 - self.left, self.top - y1, x1 - self.left, self.top - y0)
        if self.quarter_turns == 1:
            return (y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left)
        if self.quarter_turns == 2:
            return (self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom)
        return (self.top - y1, self.right - x1, self.top - y0, self.right - x0)


class WordReader:
    """Reads the words of the pages of one document."""

    def __init__(self) -> None:
        self._fonts: dict[int, tuple[bool, bool]] = {}
        self._scales: dict[tuple[int, float], tuple[float, int]] = {}
        self._styles: dict[tuple[Any, ...], Style] = {}
        self._rect = (ctypes.c_float * 4)()
        self._rect_at = ctypes.addressof(self._rect)
        self._matrix = (ctypes.c_float * 6)()
        self._matrix_at = ctypes.addressof(self._matrix)
        self._rgba = (c_uint * 4)()
        first = ctypes.addressof(self._rgba)
        self._rgba_at = (first, first + 4, first + 8, first + 12)

    def words(self, text_page: int, frame: PageFrame) -> list[PrintedWord]:
        """All words of a page in the order of the file, hidden ones among them.

        Args:
            text_page: The address of a loaded ``FPDF_TEXTPAGE``.
            frame: The page's frame.
        """
        count = min(_count(text_page), MAX_PAGE_CHARACTERS)
        if count <= 0:
            return []
        text = self._text(text_page, count)
        found: list[PrintedWord] = []
        styles: dict[int, Style] = {}
        self._fonts.clear()  # addresses: those of the last page may be in use again for something else
        self._scales.clear()
        rect, rect_at = self._rect, self._rect_at
        last_end = -1
        for match in _WORD.finditer(text):
            if len(found) >= MAX_PAGE_WORDS:
                break
            start, end = match.span()
            obj = _char_object(text_page, start)
            if not obj:
                continue  # a hyphen or blank that PDFium made up has no look; none of these begins a word of letters
            _char_box(text_page, start, rect_at)
            first = _FOUR_FLOATS.unpack_from(rect)
            style = styles.get(obj)
            if style is None:
                height = round(first[1] - first[3], 3)
                style = styles[obj] = self._style(text_page, start, obj, 90 * frame.quarter_turns, height)
            word = match[0]
            whole = self._extent(text_page, first, end - start, end - 1, style)
            for part, box in ((word, whole),) if whole else self._split(text_page, word, start, style):
                if start == last_end:
                    blank: bool | None = False
                else:
                    blank = True if start - last_end == 1 and text[last_end] == " " else _between(text[last_end:start])
                x0, y0, x1, y1 = frame.shown(*box)
                if not x1 - x0 + y1 - y0 < _FARTHEST:  # no numbers, or beyond any page
                    x0, y0, x1, y1 = _NOWHERE
                hyphen = part[-1] in _HYPHENS
                shown = part[:-1] + "-" if hyphen else part
                found.append(PrintedWord(shown, x0, y0, x1, y1, style, start, obj, hyphen, blank))
                start += len(part)
                last_end = start
        return self._respaced(text_page, found, frame)

    def _respaced(self, text_page: int, words: list[PrintedWord], frame: PageFrame) -> list[PrintedWord]:
        """Words set tight lose their blanks, since PDFium asks for a fixed width: find them by the usual gap."""
        if not words:
            return words
        usual = median(word.style.size for word in words)
        found: list[PrintedWord] = []
        for word in words:
            # Also where two words seem to have grown together; looking at every letter of a page would take too long.
            text, size = word.text, word.style.size
            if len(text) >= 5 and (
                size >= 1.5 * usual or (size >= 1.2 * usual and text.isupper()) or _GROWN_TOGETHER.search(text)
            ):  # fmt: skip
                found += self._respace(text_page, word, frame)
            else:
                found.append(word)
        return found

    def _respace(self, text_page: int, word: PrintedWord, frame: PageFrame) -> list[PrintedWord]:
        if word.style.turn or not word.text[:-1].replace(".", "").isalnum():
            return [word]
        boxes = [self._box(text_page, word.order + i, frame) for i in range(len(word.text))]
        gaps = [b[0] - a[2] for a, b in pairwise(boxes)]
        blank = median(gaps) + _TIGHT_BLANK * word.style.size
        ends = [i + 1 for i, gap in enumerate(gaps) if gap > max(blank, 0.05 * word.style.size)]
        if not ends or len(ends) > len(word.text) // 3:
            return [word]
        parts = []
        for start, end in zip([0, *ends], [*ends, len(word.text)], strict=True):
            x0, y0, x1, y1 = boxes[start][0], word.y0, boxes[end - 1][2], word.y1
            parts.append(word._replace(text=word.text[start:end], x0=x0, y0=y0, x1=x1, y1=y1, order=word.order + start))
            if start:
                parts[-1] = parts[-1]._replace(blank=True)
        return parts

    def _box(self, text_page: int, index: int, frame: PageFrame) -> Box:
        _char_box(text_page, index, self._rect_at)
        left, top, right, bottom = self._rect
        return frame.shown(left, bottom, right, top)

    def _text(self, text_page: int, count: int) -> str:
        """The page's characters, one for each index that PDFium counts."""
        buffer = (ctypes.c_ushort * (count + 1))()
        _page_text(text_page, 0, count, ctypes.addressof(buffer))
        text = bytes(buffer)[: count * 2].decode("utf-16-le", "surrogatepass")
        # PDFium leaves out characters it cannot name, and then its indices and the text drift apart.
        if "\x00" in text or len(text) != count:
            return "".join(
                [chr(code) if (code := _char_code(text_page, i)) < 0x110000 else "\x00" for i in range(count)]
            )
        return text

    def _extent(
        self, text_page: int, first: tuple[float, ...], letters: int, last: int, style: Style
    ) -> Box | None:  # fmt: skip
        """The box of a word in PDF coordinates; None where its letters seem not to stand side by side.

        Args:
            text_page: The address of the page's text.
            first: The box of the first letter as PDFium writes it: left, top, right, bottom.
            letters: How many there are.
            last: The index of the last one.
            style: Their look.
        """
        left, top, right, bottom = first
        if letters == 1:
            return left, bottom, right, top
        _char_box(text_page, last, self._rect_at)
        left2, top2, right2, bottom2 = _FOUR_FLOATS.unpack_from(self._rect)
        x0, x1 = (left, right2) if left < right2 else (left2, right)
        y0, y1 = (bottom if bottom < bottom2 else bottom2), (top if top > top2 else top2)
        longest = 1.3 * style.size * letters
        if style.turn in (90, 270):
            fits = right2 > left and right > left2 and y1 - y0 <= longest
        else:
            fits = top2 > bottom and top > bottom2 and left2 > left and x1 - x0 <= longest
        return (x0, y0, x1, y1) if fits else None

    def _split(self, text_page: int, word: str, start: int, style: Style) -> Iterator[tuple[str, Box]]:
        """The parts of a word whose letters do not follow one another."""
        rect, at = self._rect, self._rect_at
        begin = 0
        x0 = y0 = x1 = y1 = 0.0
        reach = style.size
        for i in range(len(word)):
            _char_box(text_page, start + i, at)
            left, top, right, bottom = _FOUR_FLOATS.unpack_from(rect)
            if i == begin:
                x0, y0, x1, y1 = left, bottom, right, top
            elif (
                left > x1 + reach
                or right < x0 - reach
                or bottom > y1 + reach / 4
                or top < y0 - reach / 4
                or (style.turn == 0 and left < x0)
            ):
                yield word[begin:i], (x0, y0, x1, y1)
                begin = i
                x0, y0, x1, y1 = left, bottom, right, top
            else:
                x0, y0, x1, y1 = min(x0, left), min(y0, bottom), max(x1, right), max(y1, top)
        yield word[begin:], (x0, y0, x1, y1)

    def _style(self, text_page: int, index: int, obj: int, page_turn: int, height: float) -> Style:
        font = _object_font(obj)
        bold, italic = self._fonts.get(font) or self._fonts.setdefault(font, _font_look(font))
        # Letters of one font that are equally high are equally large.
        size, turn = self._scales.get((font, height)) or self._scales.setdefault(
            (font, height), self._scale(text_page, index, page_turn)
        )
        colour: int | None = None
        alpha = 255
        if _object_fill(obj, *self._rgba_at):
            red, green, blue, alpha = _FOUR_COUNTS.unpack_from(self._rgba)
            colour = red << 16 | green << 8 | blue
        key = (size, bold, italic, colour, alpha, _object_mode(obj), turn)
        return self._styles.get(key) or self._styles.setdefault(key, Style(*key))

    def _scale(self, text_page: int, index: int, page_turn: int) -> tuple[float, int]:
        """The size of a letter in points, and how far it is turned on the page as shown."""
        _char_matrix(text_page, index, self._matrix_at)
        a, b, c, d = _FOUR_FLOATS.unpack_from(self._matrix)
        if not math.isfinite(a + b + c + d):
            scale, turn = 0.0, 0  # drawn nowhere
        elif b == 0 and c == 0 and a > 0 and d > 0:
            scale, turn = d, -page_turn
        else:
            scale = math.hypot(c, d) or math.hypot(a, b) or 1.0
            angle = math.degrees(math.atan2(b, a))
            turn = round(angle / 90) * 90 - page_turn
            if abs(angle - round(angle / 90) * 90) > _SLANTED:
                turn = ASKEW
        size = _char_size(text_page, index) * scale
        return round(size, 2) if math.isfinite(size) else 0.0, turn if turn == ASKEW else turn % 360


def _between(text: str) -> bool | None:
    """What the characters between two words say: a blank, or a line break that may be none on the page."""
    return True if text.strip("\u00a0 ") == "" else None


def _font_look(font: int | None) -> tuple[bool, bool]:
    """Whether a font is bold and whether it is italic, by its name, weight and flags."""
    if not font:
        return (False, False)
    buffer = ctypes.create_string_buffer(256)
    _font_name(font, ctypes.addressof(buffer), 256)
    name = buffer.value.decode("utf-8", "replace")
    flags = max(0, _font_flags(font))
    bold = bool(_BOLD_NAME.search(name)) or bool(flags & _FLAG_FORCE_BOLD)
    # PDFium works the weight out from the stems, which is far off for many fonts; it counts where the name is mute.
    bold = bold or (_font_weight(font) >= 700 and not _REGULAR_NAME.search(name))
    return (bold, bool(_ITALIC_NAME.search(name)) or bool(flags & _FLAG_ITALIC))
