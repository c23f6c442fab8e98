"""PDF files by PDFium: pages, words, links, and their assembly in reading order."""

from __future__ import annotations

import ctypes
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents import sniff
from hiring_desktop.ml.documents.clean import clean
from hiring_desktop.ml.documents.compose import Composer, DraftLine, Piece
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.pdf_words import PageFrame, PrintedWord, WordReader

MAX_PAGES_READ: Final = 30
MAX_PAGES: Final = 1_000


def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    """Open a PDF.

    Raises:
        DocumentRejected: ``encrypted`` (needs a password), ``corrupt``, ``too_many_pages``.
    """
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise DocumentRejected("The PDF has a password. Ask for it without one.", code="encrypted") from error
        raise DocumentRejected("The PDF is damaged. Ask for it again.", code="corrupt") from error
    if len(pdf) > MAX_PAGES:
        pdf.close()
        raise DocumentRejected(f"The PDF has more than {MAX_PAGES:,} pages.", code="too_many_pages")
    if len(pdf) == 0:
        pdf.close()
        raise DocumentRejected("The PDF is damaged: it has no pages.", code="corrupt")
    return pdf


def read_pdf(data: bytes) -> Document:
    """Read a PDF, its first ``MAX_PAGES_READ`` pages at most (warning ``truncated``)."""
    pdf = open_pdf(data)
    composer = Composer(sniff.PDF)
    try:
        reader = WordReader()
        for index in range(min(len(pdf), MAX_PAGES_READ)):
            _read_page(pdf, index, reader, composer)
        if len(pdf) > MAX_PAGES_READ:
            composer.warn("truncated")
    finally:
        pdf.close()
    return composer.finish()


def _read_page(pdf: pypdfium2.PdfDocument, index: int, reader: WordReader, composer: Composer) -> None:
    page = pdf[index]
    text_page = page.get_textpage()
    left, bottom, right, top = page.get_bbox()
    frame = PageFrame(left, bottom, right, top, page.get_rotation() // 90 % 4)
    composer.page_sizes.append(frame.size)
    words = reader.words(ctypes.cast(text_page.raw, ctypes.c_void_p).value or 0, frame)
    text_page.close()
    page.close()
    line: list[PrintedWord] = []
    for word in words:
        if line and not (word.y0 < line[-1].y1 - 1 and line[-1].y0 < word.y1 - 1 and word.x0 >= line[-1].x0):
            _add(composer, line, index)
            line = []
        line.append(word)
    _add(composer, line, index)


def _add(composer: Composer, words: list[PrintedWord], index: int) -> None:
    if not words:
        return
    pieces = []
    last = None
    for word in words:
        wide = last is not None and word.x0 - last.x1 > 2 * word.style.size
        pieces.append(Piece(clean(word.text), word.box, glued=word.glued and not wide, cell=wide))
        last = word
    box = (min(w.x0 for w in words), min(w.y0 for w in words), max(w.x1 for w in words), max(w.y1 for w in words))
    style = words[0].style
    composer.add(DraftLine(pieces, index + 1, box, style.size, style.bold, style.italic, style.colour, block=index))
