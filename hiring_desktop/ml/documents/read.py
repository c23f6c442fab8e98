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

_FEWEST_LETTERS: Final = 15
_PICTURED: Final = 0.6
_LETTERS_BESIDE_PICTURES: Final = 80
_ADDRESS: Final = re.compile(r"\w@\w+\.\w")
_PAGED: Final = frozenset({sniff.PDF, sniff.DOCX, sniff.ODT})


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
        MemoryError: The limit of the process is reached; nothing in it can be relied on afterwards.
    """
    media_type = sniff.sniff(data, file_name)
    if media_type not in _READERS:
        raise DocumentRejected("This is an archive, not a document. Unpack it first.", code="wrong_type")
    try:
        document = _READERS[media_type](data)
    except (DocumentRejected, MemoryError):
        raise
    except RecursionError as error:
        raise DocumentRejected("The file is nested far too deeply.", code="resource_limit") from error
    except Exception as error:
        # The formats have no end of corners; a stranger's file that trips a reader is one rejected file.
        raise DocumentRejected("The file is damaged and cannot be read. Ask for it as PDF.", code="corrupt") from error
    if media_type not in _PAGED and not any(c.isalnum() for c in document.text):
        raise DocumentRejected("The file holds no text. Ask for it again.", code="empty")
    return document


def needs_ocr(document: Document) -> bool:
    """Whether there is next to no text, or a few words over pictures of pages: scans, for the most part.

    A short text with an e-mail address in it was written, not scanned; the mark of a scanner has none.
    """
    if document.media_type not in _PAGED or _ADDRESS.search(document.text):
        return False
    letters = sum(c.isalnum() for c in document.text)
    if letters < _FEWEST_LETTERS:
        return True
    pages = max(1, len(document.page_sizes))
    return document.image_share > _PICTURED and letters < _LETTERS_BESIDE_PICTURES * pages
