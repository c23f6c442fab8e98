"""Pages of a PDF as pictures, for the window."""

from __future__ import annotations

from typing import Final

import pypdfium2

from hiring_desktop.core.errors import DocumentRejected, NotFound
from hiring_desktop.core.ports import RenderedPage
from hiring_desktop.ml.documents import sniff
from hiring_desktop.ml.documents.pdf import open_pdf

MAX_PIXELS: Final = 24_000_000
"""An A4 page at four times the usual resolution has 8 million."""

_MIN_SIDE: Final = 1.0


def render_page(data: bytes, page: int, scale: float) -> RenderedPage:
    """Draw a page of a PDF.

    Args:
        data: The whole file.
        page: The page's number, from 1.
        scale: Pixels a point; lowered for a page that would have more than ``MAX_PIXELS``.

    Returns:
        The page as pixels.

    Raises:
        DocumentRejected: ``unsupported`` for other formats, and what ``open_pdf`` raises.
        NotFound: The document has no such page.
    """
    if sniff.sniff(data, "") != sniff.PDF:
        raise DocumentRejected("Only PDF files can be shown as pages.", code="unsupported")
    pdf = open_pdf(data)
    try:
        if not 1 <= page <= len(pdf):
            raise NotFound(f"The document has {len(pdf)} pages; there is no page {page}.")
        try:
            return _draw(pdf, page, scale)
        except pypdfium2.PdfiumError as error:
            raise DocumentRejected("This page of the PDF is damaged.", code="corrupt") from error
    finally:
        pdf.close()


def _draw(pdf: pypdfium2.PdfDocument, number: int, scale: float) -> RenderedPage:
    page = pdf[number - 1]
    width, height = (max(_MIN_SIDE, side) for side in page.get_size())
    scale = min(max(scale, 0.01), (MAX_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False, draw_annots=True)
    row = bitmap.width * 3
    pixels = memoryview(bitmap.buffer).cast("B")
    # PDFium pads rows; the window's pictures do not.
    rgb = b"".join(pixels[at : at + row] for at in range(0, bitmap.height * bitmap.stride, bitmap.stride))
    rendered = RenderedPage(number, len(pdf), bitmap.width, bitmap.height, rgb, width, height)
    bitmap.close()
    page.close()
    return rendered
