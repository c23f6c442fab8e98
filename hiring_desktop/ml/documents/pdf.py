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
from hiring_desktop.ml.documents.layout import PageMarks, arrange
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.pages import PagePart, in_order
from hiring_desktop.ml.documents.pdf_ink import InkReader
from hiring_desktop.ml.documents.pdf_links import attach, links_of
from hiring_desktop.ml.documents.pdf_second import read_pages
from hiring_desktop.ml.documents.pdf_words import MAX_PAGE_WORDS, PageFrame, WordReader
from hiring_desktop.ml.documents.visibility import split_hidden

MAX_PAGES_READ: Final = 30
MAX_PAGES: Final = 1_000
_NO_PAGE: Final = (0.0, 0.0)


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
    """Read a PDF, its first ``MAX_PAGES_READ`` pages at most (warning ``truncated``).

    Raises:
        DocumentRejected: What ``open_pdf`` raises, and ``resource_limit`` for pages that draw far too much.
    """
    composer = Composer(sniff.PDF)
    try:
        with open_pdf(data) as pdf:
            _Reader(pdf, composer).read()
    except DocumentRejected as rejection:
        if rejection.code != "corrupt":
            raise
        composer = _second_opinion(data)
    return composer.finish()


def _second_opinion(data: bytes) -> Composer:
    composer = Composer(sniff.PDF)
    parts: list[PagePart] = []
    block = 0
    for number, (words, size) in enumerate(read_pages(data), 1):
        composer.page_sizes.append(size)
        reading = arrange(words, size, PageMarks(), number, block)
        block = reading.block
        parts += reading.parts
    for line in in_order(parts, [size[1] for size in composer.page_sizes]):
        composer.add(line)
    return composer


class _Reader:
    def __init__(self, pdf: pypdfium2.PdfDocument, composer: Composer) -> None:
        self.pdf = pdf
        self.composer = composer
        self.words = WordReader()
        self.ink = InkReader()
        self.parts: list[PagePart] = []
        self.block = 0
        self.pictured = 0.0

    def read(self) -> None:
        """Read all pages; one that is damaged is left out as long as another can be read."""
        count = min(len(self.pdf), MAX_PAGES_READ)
        damaged = 0
        for index in range(count):
            try:
                page = self.pdf[index]
            except pypdfium2.PdfiumError:
                self.composer.page_sizes.append(_NO_PAGE)
                damaged += 1
                continue
            self.page(page, index)
            page.close()
        if damaged == count:
            raise DocumentRejected("The PDF is damaged: none of its pages can be read.", code="corrupt")
        if damaged or len(self.pdf) > MAX_PAGES_READ:
            self.composer.warn("truncated")
        for line in in_order(self.parts, [size[1] for size in self.composer.page_sizes]):
            self.composer.add(line)
        self.composer.image_share = self.pictured / count

    def page(self, page: pypdfium2.PdfPage, index: int) -> None:
        """Read one page."""
        left, bottom, right, top = page.get_bbox()
        frame = PageFrame(left, bottom, right, top, page.get_rotation() // 90 % 4)
        self.composer.page_sizes.append(frame.size)
        text_page = page.get_textpage()
        words = self.words.words(_address(text_page), frame)
        text_page.close()
        if len(words) >= MAX_PAGE_WORDS:
            self.composer.warn("truncated")
        ink = self.ink.read(_address(page), frame)
        self.pictured += ink.image_share
        if not words and not ink.complete:
            raise DocumentRejected("The PDF draws far more than a resume would.", code="resource_limit")
        seen, hidden = split_hidden(words, ink, frame.size)
        if hidden:
            self.composer.hide(clean(" ".join(word.text for word in hidden)).strip())
        reading = arrange(seen, frame.size, ink.marks, index + 1, self.block)
        self.block = reading.block
        self.parts += reading.parts
        if reading.uncertain:
            self.composer.warn("columns_uncertain")
        lines = [line for part in reading.parts for line in part.lines]
        self.composer.loose_links += attach(links_of(self.pdf, page, frame), lines)


def _address(handle: pypdfium2.PdfPage | pypdfium2.PdfTextPage) -> int:
    return ctypes.cast(handle.raw, ctypes.c_void_p).value or 0
