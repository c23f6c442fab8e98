"""What kind of file some bytes are, from the bytes; the name only helps where the bytes leave it open.

Light on purpose: it runs in the window's process for every file that is dropped.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Final

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import MAX_FILE_BYTES

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT: Final = "application/vnd.oasis.opendocument.text"
RTF: Final = "application/rtf"
HTML: Final = "text/html"
TEXT: Final = "text/plain"
ZIP: Final = "application/zip"

READABLE: Final = frozenset({PDF, DOCX, ODT, RTF, HTML, TEXT})
"""The types that ``read_document`` reads; ``ZIP`` is unpacked first, see ``archive``."""

HEAD_BYTES: Final = 8192
"""How much of a file ``sniff`` looks at; callers may hand in more."""

_IMAGES = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00",
)  # fmt: skip
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
)
_PACKED = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div)\b", re.I)
_MOST_PARTS = 10_000
"""An archive with more is not listed here: its reader refuses it."""
_WORD_NAMES = frozenset({".docx", ".docm", ".dotx"})
_OLD_NAMES = frozenset({".doc", ".dot", ".msg", ".xls", ".ppt", ".wps"})


def sniff(head: bytes, file_name: str) -> str:
    """The media type of a file.

    Args:
        head: Its first ``HEAD_BYTES`` bytes, or all of it.
        file_name: Its name, used only to word a refusal and where a ZIP's first bytes do not show what it holds.

    Returns:
        One of ``READABLE``, or ``ZIP`` for an archive whose members are to be read one by one.

    Raises:
        DocumentRejected: ``empty``, ``too_large``, ``wrong_type`` (no document at all), ``unsupported`` (a document,
            but of a kind that is not read), ``encrypted``.
    """
    if not head:
        raise DocumentRejected("The file is empty. Ask for it again.", code="empty")
    # First of all: the members of an archive may stand in it as they are, PDFs among them.
    packaged = head.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    media_type = _packaged(head, file_name) if packaged else _plain(head, file_name)
    if len(head) > MAX_FILE_BYTES and media_type != ZIP:
        raise DocumentRejected("The file is larger than 16 MB. Save it with smaller pictures.", code="too_large")
    return media_type


def _plain(head: bytes, file_name: str) -> str:
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(_OLE):
        _refuse_ole(head, file_name)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return RTF
    _refuse_binary(head)
    if _is_html(head[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")) or _utf16_html(head[:HEAD_BYTES]):
        return HTML
    if not _looks_like_text(head):
        raise DocumentRejected("This is not a document that can be read. Save it as PDF or DOCX.", code="wrong_type")
    return TEXT


def _packaged(head: bytes, file_name: str) -> str:
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in head[:200]:
        return ODT
    suffix = _suffix(file_name)
    names = _names(head)
    if any(name.startswith("word/") for name in names) and ("[Content_Types].xml" in names or suffix in _WORD_NAMES):
        return DOCX
    if names & {"xl/workbook.xml", "xl/workbook.bin", "ppt/presentation.xml"}:
        raise DocumentRejected("Spreadsheets and slides are not read. Save the resume as PDF.", code="unsupported")
    if b"mimetypeapplication/" in head[:200]:
        raise DocumentRejected("Of OpenDocument files only texts (.odt) are read. Save it as PDF.", code="unsupported")
    if suffix in _WORD_NAMES:  # cut off, or only its beginning is known
        return DOCX
    return ODT if suffix == ".odt" else ZIP


def _refuse_ole(head: bytes, file_name: str) -> None:
    if _ENCRYPTED_PACKAGE in head:
        raise DocumentRejected("The document has a password. Ask for it without one.", code="encrypted")
    if _suffix(file_name) in _OLD_NAMES:
        raise DocumentRejected(
            "The old binary Word and Outlook formats are not read. Open the file and save it as DOCX or PDF.",
            code="unsupported",
        )
    raise DocumentRejected(
        "The file is an old binary Office file under another name. Open it and save it as DOCX or PDF.",
        code="wrong_type",
    )


def _refuse_binary(head: bytes) -> None:
    if head.startswith(_IMAGES) or head[4:12] in (b"ftypheic", b"ftypheix", b"ftypavif") or head[8:12] == b"WEBP":
        raise DocumentRejected("Pictures are not read. Ask for the document they were made from.", code="unsupported")
    if head.startswith(_PACKED):
        raise DocumentRejected("Of packed files only ZIP is opened. Unpack it first.", code="unsupported")
    # "MZ" and "#!" could begin a text; a program then shows by what follows.
    if head.startswith(_PROGRAMS) and (head.startswith(b"#!") or not _looks_like_text(head)):
        raise DocumentRejected("This is a program, not a document.", code="wrong_type")


def _names(archive: bytes) -> frozenset[str]:
    """The names of what a ZIP holds; of a damaged, cut off or monstrous one only the first."""
    end = archive.rfind(b"PK\x05\x06")
    if 0 <= end <= len(archive) - 12 and int.from_bytes(archive[end + 10 : end + 12], "little") <= _MOST_PARTS:
        try:
            with zipfile.ZipFile(io.BytesIO(archive)) as opened:
                return frozenset(opened.namelist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            pass  # what can be told from its first bytes has to do; its reader says what is wrong with it
    length = int.from_bytes(archive[26:28], "little")
    return frozenset({archive[30 : 30 + length].decode("utf-8", "replace")})


def _is_html(head: bytes) -> bool:
    """Whether a text begins as HTML does, after an XML declaration and any number of comments."""
    head = head.lstrip()
    if head[:5].lower() == b"<?xml":
        head = head.partition(b">")[2].lstrip()
    while head.startswith(b"<!--"):
        head = head.partition(b"-->")[2].lstrip()
    return bool(_HTML_START.match(head))


def _utf16_html(head: bytes) -> bool:
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return _is_html(text.encode("utf-8", "replace"))


def _looks_like_text(head: bytes) -> bool:
    """Whether this can be text in UTF-8, UTF-16 with a mark, or an eight-bit code: next to no control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = head[:HEAD_BYTES]
    controls = sum(sample.count(bytes((c,))) for c in range(32) if c not in (9, 10, 12, 13, 26, 27))
    return controls * 200 <= len(sample) and b"\x00" not in sample


def _suffix(file_name: str) -> str:
    return PurePosixPath(file_name.replace("\\", "/")).suffix.lower()
