"""A second opinion on PDFs that PDFium cannot open: pdfplumber finds the pages of files whose page tree is broken.

Much slower, without hidden-text checks for paint, links or rules; only for what would be refused otherwise.
"""

from __future__ import annotations

import io
import logging
import re
from itertools import islice
from typing import Any, Final

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents.pdf_words import MAX_PAGE_WORDS, PrintedWord, Style

MAX_PAGES: Final = 30
_X_TOLERANCE_RATIO: Final = 0.15
"""Blanks wider than this, in multiples of the font size, divide words; measured best on real resumes."""

_NAMELESS: Final = re.compile(r"\(cid:\d+\)")

PlainPage = tuple[list[PrintedWord], tuple[float, float]]


def read_pages(data: bytes) -> list[PlainPage]:
    """Words and size of each page, ``MAX_PAGES`` at most.

    Raises:
        DocumentRejected: ``corrupt``, it cannot open the file either, or finds no word in it.
    """
    # It takes half a second and 40 MB to load, and next to no file needs it.
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every flaw of a file that is known to be flawed
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            pages = [_page(page) for page in islice(pdf.pages, MAX_PAGES)]
    except MemoryError:
        raise
    except Exception as error:
        # pdfminer lets through whatever a broken file makes its code stumble over.
        raise DocumentRejected("The PDF is damaged. Ask for it again.", code="corrupt") from error
    if not any(words for words, _ in pages):
        raise DocumentRejected("The PDF is damaged. Ask for it again.", code="corrupt")
    return pages


def _page(page: Any) -> PlainPage:
    words: list[PrintedWord] = []
    found = page.extract_words(
        x_tolerance_ratio=_X_TOLERANCE_RATIO, use_text_flow=True, extra_attrs=["fontname", "size"], return_chars=False
    )
    for word in found[:MAX_PAGE_WORDS]:
        name = str(word["fontname"]).lower()
        style = Style(round(float(word["size"]), 2), "bold" in name, "ital" in name or "obl" in name, None, 255, 0, 0)
        place = (float(word["x0"]), float(word["top"]), float(word["x1"]), float(word["bottom"]))
        # A letter without a name comes as "(cid:127)"; what stands alone is a bullet for the most part.
        text = _NAMELESS.sub("", str(word["text"])) or "•"
        words.append(PrintedWord(text, *place, style, len(words)))
    return words, (float(page.width), float(page.height))
