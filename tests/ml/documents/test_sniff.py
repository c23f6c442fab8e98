"""The type of a file is told by its content."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

import pytest
from packages import docx, odt, paragraph, zipped

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import MAX_FILE_BYTES
from hiring_desktop.ml.documents import sniff

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.4\n...", "cv.docx", sniff.PDF),
        (b"\n\n  %PDF-1.7\n", "cv", sniff.PDF),
        (docx(paragraph("x")), "cv.pdf", sniff.DOCX),
        (odt("<text:p>x</text:p>"), "cv.docx", sniff.ODT),
        (zipped({"a.pdf": b"%PDF-1.4"}), "cvs.zip", sniff.ZIP),
        (b"{\\rtf1\\ansi x}", "cv.doc", sniff.RTF),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>x", "cv.txt", sniff.HTML),
        ("<html><body>x".encode("utf-16"), "cv", sniff.HTML),
        (b"<?xml version='1.0'?>\n<!-- c -->\n<html xmlns='x'>", "cv", sniff.HTML),
        (b"Jane Roe\nEngineer", "cv.pdf", sniff.TEXT),
        ("Müller".encode("cp1252"), "cv.txt", sniff.TEXT),
        (b"MZ Holdings\nJane Roe, Accountant", "cv.txt", sniff.TEXT),
        (b"a < b and <code>", "cv.txt", sniff.TEXT),
    ],
)
def test_types(data: bytes, name: str, expected: str) -> None:
    assert sniff.sniff(data, name) == expected
    assert sniff.sniff(data[: sniff.HEAD_BYTES], name) == expected


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "cv.pdf", "empty"),
        (b"x" * (MAX_FILE_BYTES + 1), "cv.txt", "too_large"),
        (b"MZ\x90\x00" + bytes(500), "cv.pdf", "wrong_type"),
        (b"\x7fELF" + bytes(500), "cv.pdf", "wrong_type"),
        (b"#!/bin/sh\necho hello\n", "cv.txt", "wrong_type"),
        (bytes(range(256)) * 4, "cv.pdf", "wrong_type"),
        (OLE + bytes(500), "cv.docx", "wrong_type"),
        (OLE + bytes(500), "cv.doc", "unsupported"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "cv.docx", "encrypted"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "cv.png", "unsupported"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "cv.pdf", "unsupported"),
        (zipped({"xl/workbook.xml": "<x/>"}), "cv.xlsx", "unsupported"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "cvs.7z", "unsupported"),
    ],
)
def test_refusals(data: bytes, name: str, code: str) -> None:
    with pytest.raises(DocumentRejected) as caught:
        sniff.sniff(data, name)
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


def test_it_loads_nothing_heavy() -> None:
    program = (
        "import sys, hiring_desktop.ml.documents.sniff, hiring_desktop.ml.documents.archive, hiring_desktop.ml.workers;"
        "sys.exit(bool({'numpy', 'pypdfium2', 'pdfplumber', 'lxml', 'xml.etree.ElementTree'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def stored(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_an_archive_is_told_by_its_names_not_by_what_stands_in_it() -> None:
    docx = zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"})
    assert sniff.sniff(stored({"a.pdf": b"%PDF-1.7 one", "b.pdf": b"%PDF-1.7 two"}), "cvs.zip") == sniff.ZIP
    assert sniff.sniff(stored({"a.docx": docx, "b.docx": docx}), "cvs.zip") == sniff.ZIP
    assert sniff.sniff(stored({"crossword/cv.pdf": b"%PDF-1.7"}), "cvs.zip") == sniff.ZIP
    assert sniff.sniff(stored({"a.txt": b"x" * (17 << 20)}), "cvs.zip") == sniff.ZIP


def test_comments_without_end_cost_no_time() -> None:
    assert sniff.sniff(b"<!---->" * 1000 + b"x", "cv.html") == sniff.TEXT
    assert sniff.sniff(b"<!-- a --> " * 300 + b"<html>", "cv.html") == sniff.HTML
