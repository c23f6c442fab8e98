"""Reading one file, as a worker process does it: bytes in, an outcome out."""

from __future__ import annotations

from typing import Final

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import ParseOutcome
from hiring_desktop.ml.documents.read import needs_ocr, read_document

PARSER_VERSION: Final = 1
"""Goes up whenever the same file may give another result, so that stored results can be renewed."""

_PICTURES: Final = "The pages are pictures without text. Ask for the document that was scanned, as PDF or DOCX."
_NO_OCR: Final = "The pages are pictures without text, and tesseract, which could read them, is not installed."


def parse_file(data: bytes, file_name: str, as_of: str, ocr: bool = False) -> ParseOutcome:
    """Read a resume.

    Args:
        data: The whole file.
        file_name: Its name; the type is decided by content.
        as_of: ``YYYY-MM``, where ``Present`` ends.
        ocr: Whether pictures of pages may be read with tesseract, where it is installed.

    Returns:
        What became of it. A file that cannot be read is an outcome, not an exception.
    """
    # The vocabulary and phonenumbers wait for the first file.
    from hiring_desktop.ml.resume.reader import read_resume
    from hiring_desktop.ml.resume.redact import make_profile

    try:
        document = read_document(data, file_name)
    except DocumentRejected as rejection:
        return ParseOutcome("rejected", reason=rejection.code, message=rejection.message)  # type: ignore[arg-type]
    pages = len(document.page_sizes) or None
    if needs_ocr(document):
        return ParseOutcome(
            "needs_ocr", message=_NO_OCR if ocr else _PICTURES, media_type=document.media_type, pages=pages
        )
    parsed = read_resume(document, as_of)
    profile = make_profile("", parsed)
    return ParseOutcome("parsed", parsed, media_type=document.media_type, pages=pages, profile=profile)


def document_text(data: bytes, file_name: str) -> str:
    """The text of a document in reading order, for job ads.

    Raises:
        DocumentRejected: The file cannot be read; its code is the reason.
    """
    return read_document(data, file_name).text
