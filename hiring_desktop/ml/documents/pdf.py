"""PDF files by PDFium: pages, words, links, and their assembly in reading order."""

from __future__ import annotations

import ctypes
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents import sniff
from hiring_desktop.ml.documents.clean import clean
from hiring_desktop.ml.documents.compose import Composer
from hiring_desktop.ml.documents.layout import arrange
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.pdf_ink import InkReader
from hiring_desktop.ml.documents.pdf_words import PageFrame, WordReader
from hiring_desktop.ml.documents.visibility import split_hidden

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
        _Reader(pdf, composer).read()
    finally:
        pdf.close()
    return composer.finish()


class _Reader:
    def __init__(self, pdf: pypdfium2.PdfDocument, composer: Composer) -> None:
        self.pdf = pdf
        self.composer = composer
        self.words = WordReader()
        self.ink = InkReader()
        self.block = 0

    def read(self) -> None:
        for index in range(min(len(self.pdf), MAX_PAGES_READ)):
            self.page(index)
        if len(self.pdf) > MAX_PAGES_READ:
            self.composer.warn("truncated")

    def page(self, index: int) -> None:
        page = self.pdf[index]
        text_page = page.get_textpage()
        left, bottom, right, top = page.get_bbox()
        frame = PageFrame(left, bottom, right, top, page.get_rotation() // 90 % 4)
        self.composer.page_sizes.append(frame.size)
        words = self.words.words(_address(text_page), frame)
        if words:
            ink = self.ink.read(_address(page), frame)
            seen, hidden = split_hidden(words, ink, frame.size)
            if hidden:
                self.composer.hidden.append(clean(" ".join(word.text for word in hidden)))
            lines = arrange(seen, frame.size, ink.marks, index + 1, self.block)
            for line in lines.lines:
                self.composer.add(line)
                self.block = line.block + 1
            if lines.uncertain:
                self.composer.warn("columns_uncertain")
        text_page.close()
        page.close()


def _address(handle: pypdfium2.PdfPage | pypdfium2.PdfTextPage) -> int:
    return ctypes.cast(handle.raw, ctypes.c_void_p).value or 0
