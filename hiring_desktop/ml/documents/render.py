"""Pages of a PDF as pixels, for the window; runs in a worker process."""

from __future__ import annotations

from typing import Final

import pypdfium2

from hiring_desktop.core.errors import DocumentRejected, NotFound
from hiring_desktop.core.ports import RenderedPage

MAX_PIXELS: Final = 24_000_000
"""A page of A4 at 580 dots an inch; a page that asks for more is drawn smaller."""


def render_page(data: bytes, page: int, scale: float) -> RenderedPage:
    """Draw a page.

    Args:
        data: The PDF.
        page: Its number, from 1.
        scale: Pixels a point; lowered where the page would have more than ``MAX_PIXELS``.

    Raises:
        NotFound: The document has no such page.
        DocumentRejected: It cannot be opened.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DocumentRejected("This PDF cannot be shown. Save it anew and import it again.") from error
    with document:
        pages = len(document)
        if not 1 <= page <= pages:
            raise NotFound(f"The document has {pages} pages; there is no page {page}.", title="No such page")
        sheet = document[page - 1]
        width, height = sheet.get_size()
        fits = (MAX_PIXELS / max(1.0, width * height)) ** 0.5
        bitmap = sheet.render(scale=min(scale, fits), rev_byteorder=True, may_draw_forms=False)
        rgb = _packed(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)
        return RenderedPage(page, pages, bitmap.width, bitmap.height, rgb, width, height)


def _packed(pixels: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """Rows without padding, three bytes a pixel."""
    if channels == 1:
        return b"".join(_grey(pixels[y * stride : y * stride + width]) for y in range(height))
    rows = (memoryview(pixels)[y * stride : y * stride + width * channels] for y in range(height))
    if channels == 3:
        return b"".join(rows)
    out = bytearray(3 * width * height)
    whole = b"".join(rows)
    for channel in range(3):
        out[channel::3] = whole[channel::channels]
    return bytes(out)


def _grey(row: bytes) -> bytes:
    out = bytearray(3 * len(row))
    for channel in range(3):
        out[channel::3] = row
    return bytes(out)
