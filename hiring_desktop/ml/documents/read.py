"""From the bytes of any readable file to its Document."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents import sniff
from hiring_desktop.ml.documents.docx import read_docx
from hiring_desktop.ml.documents.html import read_html
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.odt import read_odt
from hiring_desktop.ml.documents.pdf import read_pdf
from hiring_desktop.ml.documents.rtf import read_rtf
from hiring_desktop.ml.documents.text import read_text

_READERS: Final[dict[str, Callable[[bytes], Document]]] = {
    sniff.PDF: read_pdf,
    sniff.DOCX: read_docx,
    sniff.ODT: read_odt,
    sniff.RTF: read_rtf,
    sniff.HTML: read_html,
    sniff.TEXT: read_text,
}

_LETTERS_FOR_A_PAGE: Final = 25
_ADDRESS: Final = re.compile(r"\w@\w+\.\w")


def read_document(data: bytes, file_name: str) -> Document:
    """Read a file of any supported format, decided by its content.

    A file with next to no text (a scan) gives a Document all the same; ``needs_ocr`` tells.

    Args:
        data: The whole file.
        file_name: Its name; only used where the bytes leave the type open, and to word refusals.

    Returns:
        The text in reading order, with where each part of it is printed.

    Raises:
        DocumentRejected: With the reason as its code.
    """
    media_type = sniff.sniff(data, file_name)
    if media_type not in _READERS:
        raise DocumentRejected("This is an archive, not a document. Unpack it first.", code="wrong_type")
    return _READERS[media_type](data)


def needs_ocr(document: Document) -> bool:
    """Whether a document has pages but next to no text on them: pictures of text, for the most part.

    A short text with an e-mail address in it was written, not scanned; the mark of a scanner has none.
    """
    if _ADDRESS.search(document.text):
        return False
    letters = sum(c.isalnum() for c in document.text[:2000])
    return letters < _LETTERS_FOR_A_PAGE * max(1, min(2, len(document.page_sizes)))
