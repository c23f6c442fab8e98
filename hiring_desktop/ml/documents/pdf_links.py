"""The hyperlinks of a PDF page: where they lead and where they stand."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from hiring_desktop.core.model import Box
from hiring_desktop.ml.documents.compose import DraftLine
from hiring_desktop.ml.documents.pdf_words import PageFrame

MAX_LINKS: Final = 500
_MAX_TARGET_BYTES: Final = 2_000


class PageLink(NamedTuple):
    """A link's target and its box in points from the top left."""

    target: str
    box: Box


def links_of(pdf: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, frame: PageFrame) -> list[PageLink]:
    """The links of a page that lead out of the document, ``MAX_LINKS`` at most."""
    found: list[PageLink] = []
    position = ctypes.c_int(0)
    link = pdfium.FPDF_LINK()
    rect = pdfium.FS_RECTF()
    for _ in range(MAX_LINKS):
        if not pdfium.FPDFLink_Enumerate(page, position, link):
            break
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            continue
        if not pdfium.FPDFLink_GetAnnotRect(link, rect):
            continue
        length = pdfium.FPDFAction_GetURIPath(pdf, action, None, 0)
        if 1 < length <= _MAX_TARGET_BYTES:
            buffer = ctypes.create_string_buffer(length)
            pdfium.FPDFAction_GetURIPath(pdf, action, buffer, length)
            box = frame.shown(
                min(rect.left, rect.right),
                min(rect.bottom, rect.top),
                max(rect.left, rect.right),
                max(rect.bottom, rect.top),
            )
            found.append(PageLink(buffer.value.decode("utf-8", "replace"), box))
    return found


def attach(links: Sequence[PageLink], lines: Sequence[DraftLine]) -> list[str]:
    """Give the words under each link its target; returns the targets that stand on no word."""
    loose: list[str] = []
    for target, (x0, y0, x1, y1) in links:
        found = False
        for line in lines:
            if line.box is None or line.box[3] < y0 or line.box[1] > y1:
                continue
            for piece in line.pieces:
                if piece.box is None:
                    continue
                x, y = (piece.box[0] + piece.box[2]) / 2, (piece.box[1] + piece.box[3]) / 2
                if x0 <= x <= x1 and y0 <= y <= y1:
                    piece.target = target
                    found = True
        if not found:
            loose.append(target)
    return loose
