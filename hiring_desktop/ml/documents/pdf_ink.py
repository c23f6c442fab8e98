"""What a PDF page draws besides text: rules and boxes that divide it, bullets, and paint that hides or backs text."""

from __future__ import annotations

import ctypes
from ctypes import c_float, c_int, c_uint, c_void_p
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

import pypdfium2.raw as pdfium

from hiring_desktop.core.model import Box
from hiring_desktop.ml.documents.columns import Rule
from hiring_desktop.ml.documents.layout import PageMarks
from hiring_desktop.ml.documents.pdf_words import PageFrame, bind

MAX_OBJECTS: Final = 50_000
"""Objects looked at on one page; a page of text set letter by letter has 6,000."""

MAX_MARKS: Final = 600
"""Rules, dots or painted areas looked at on one page, each; what comes after is drawing, not layout."""

_MAX_NESTING: Final = 6
_THIN: Final = 3.0
_MIN_RULE: Final = 18.0
_DOT: Final = (1.5, 9.0)

_count = bind(pdfium.FPDFPage_CountObjects, c_int, c_void_p)
_object = bind(pdfium.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
_type = bind(pdfium.FPDFPageObj_GetType, c_int, c_void_p)
_bounds = bind(pdfium.FPDFPageObj_GetBounds, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_fill = bind(pdfium.FPDFPageObj_GetFillColor, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
_draw_mode = bind(pdfium.FPDFPath_GetDrawMode, c_int, c_void_p, c_void_p, c_void_p)
_segment_count = bind(pdfium.FPDFPath_CountSegments, c_int, c_void_p)
_blended = bind(pdfium.FPDFPageObj_HasTransparency, c_int, c_void_p)
_form_count = bind(pdfium.FPDFFormObj_CountObjects, c_int, c_void_p)
_form_object = bind(pdfium.FPDFFormObj_GetObject, c_void_p, c_void_p, ctypes.c_ulong)
_matrix = bind(pdfium.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p)

_T = TypeVar("_T")

_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
Matrix = tuple[float, float, float, float, float, float]


class Paint(NamedTuple):
    """A painted area. ``z`` counts objects from the back; ``colour`` is None for pictures and gradients.

    ``solid``: an opaque rectangle, so that its box is what it covers.
    """

    z: int
    box: Box
    colour: int | None
    solid: bool


@dataclass(slots=True)
class PageInk:
    """What is drawn on a page. ``depth`` maps the address of a text object to its ``z``."""

    paints: list[Paint] = field(default_factory=list)
    marks: PageMarks = field(default_factory=PageMarks)
    depth: dict[int, int] = field(default_factory=dict)
    image_share: float = 0.0
    """How much of the page pictures cover, 0 to 1."""
    complete: bool = True


class InkReader:
    """Reads the objects of pages."""

    def __init__(self) -> None:
        self._corner = (c_float * 4)()
        first = ctypes.addressof(self._corner)
        self._corners = (first, first + 4, first + 8, first + 12)
        self._rgba = (c_uint * 4)()
        first = ctypes.addressof(self._rgba)
        self._channels = (first, first + 4, first + 8, first + 12)
        self._modes = (c_int * 2)()
        self._mode_at = (ctypes.addressof(self._modes), ctypes.addressof(self._modes) + 4)
        self._six = (c_float * 6)()

    def read(self, page: int, frame: PageFrame) -> PageInk:
        """What a page draws.

        Args:
            page: The address of a loaded ``FPDF_PAGE``.
            frame: The page's frame.
        """
        ink = PageInk()
        count = _count(page)
        if count > MAX_OBJECTS:
            ink.complete = False
            count = MAX_OBJECTS
        depth = ink.depth
        for index in range(count):
            obj = _object(page, index)
            kind = _type(obj)
            if kind == _TEXT:
                depth[obj] = index
            else:
                self._other(obj, kind, index, frame, ink, None, 0)
        return ink

    def _other(
        self, obj: int, kind: int, z: int, frame: PageFrame, ink: PageInk, matrix: Matrix | None, nesting: int
    ) -> None:  # fmt: skip
        if kind == _FORM:
            self._form(obj, z, frame, ink, matrix, nesting)
            return
        if not _bounds(obj, *self._corners):
            return
        box = self._shown(frame, matrix)
        if kind == _PATH:
            self._path(obj, z, box, frame, ink)
        elif kind in (_IMAGE, _SHADING):
            width, height = frame.size
            seen = (min(box[2], width) - max(box[0], 0.0)) * (min(box[3], height) - max(box[1], 0.0))
            if kind == _IMAGE and seen > 0:
                ink.image_share = min(1.0, ink.image_share + seen / max(1.0, width * height))
            _keep(ink.paints, Paint(z, box, None, solid=False), ink)

    def _form(self, obj: int, z: int, frame: PageFrame, ink: PageInk, matrix: Matrix | None, nesting: int) -> None:
        """Look into a group of objects, which has coordinates of its own."""
        count = _form_count(obj)
        if nesting >= _MAX_NESTING or len(ink.depth) + count > MAX_OBJECTS:
            ink.complete = False
            return
        _matrix(obj, ctypes.addressof(self._six))
        a, b, c, d, e, f = self._six
        inner = _product((a, b, c, d, e, f), matrix) if matrix else (a, b, c, d, e, f)
        for index in range(count):
            child = _form_object(obj, index)
            kind = _type(child)
            if kind == _TEXT:
                ink.depth[child] = z
            else:
                self._other(child, kind, z, frame, ink, inner, nesting + 1)

    def _shown(self, frame: PageFrame, matrix: Matrix | None) -> Box:
        left, bottom, right, top = self._corner
        if matrix is None:
            return frame.shown(left, bottom, right, top)
        a, b, c, d, e, f = matrix
        xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
        ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
        return frame.shown(min(xs), min(ys), max(xs), max(ys))

    def _path(self, obj: int, z: int, box: Box, frame: PageFrame, ink: PageInk) -> None:
        _draw_mode(obj, *self._mode_at)
        filled, stroked = self._modes
        if not filled and not stroked:
            return
        x0, y0, x1, y1 = box
        width, height = x1 - x0, y1 - y0
        if _DOT[0] <= width <= _DOT[1] and _DOT[0] <= height <= _DOT[1]:
            _keep(ink.marks.dots, box, ink)
            return
        page_width, page_height = frame.size
        if width < 0.9 * page_width or height < 0.9 * page_height:
            if width >= _MIN_RULE and height <= _THIN:
                _keep(ink.marks.across, Rule(x0, x1, (y0 + y1) / 2), ink)
            elif height >= _MIN_RULE and width <= _THIN:
                _keep(ink.marks.upright, Rule(y0, y1, (x0 + x1) / 2), ink)
            elif width >= _MIN_RULE and height >= _MIN_RULE:
                for y in (y0, y1):
                    _keep(ink.marks.across, Rule(x0, x1, y), ink)
                for x in (x0, x1):
                    _keep(ink.marks.upright, Rule(y0, y1, x), ink)
        if filled and width > _THIN and height > _THIN and _fill(obj, *self._channels):
            red, green, blue, alpha = self._rgba
            if alpha >= 16:
                solid = alpha >= 250 and _segment_count(obj) <= 6 and not _blended(obj)
                _keep(ink.paints, Paint(z, box, red << 16 | green << 8 | blue, solid), ink)


def _keep(kept: list[_T], item: _T, ink: PageInk) -> None:
    if len(kept) < MAX_MARKS:
        kept.append(item)
    else:
        ink.complete = False


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
