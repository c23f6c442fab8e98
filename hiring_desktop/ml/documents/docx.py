"""Word documents: every part of the package that holds text, in reading order."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from hiring_desktop.ml.documents import sniff
from hiring_desktop.ml.documents.archive import Package
from hiring_desktop.ml.documents.clean import squeeze
from hiring_desktop.ml.documents.compose import Composer, DraftLine, Piece
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.safe_xml import parse

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx(data: bytes) -> Document:
    """Read a Word document."""
    package = Package(data)
    composer = Composer(sniff.DOCX)
    names = sorted(package.names)
    parts = [n for n in names if n.startswith("word/header")] + ["word/document.xml"]
    parts += [
        n for n in names if n.startswith(("word/footer", "word/footnotes", "word/endnotes")) and n.endswith(".xml")
    ]
    block = 0
    for part in parts:
        for paragraph in parse(package.read(part)).iter(W + "p"):
            block += 1
            composer.add(DraftLine(_pieces(paragraph), block=block))
    return composer.finish()


def _pieces(paragraph: Element) -> list[Piece]:
    text = "".join((e.text or "") if e.tag == W + "t" else "\t" if e.tag == W + "tab" else "" for e in paragraph.iter())
    return [Piece(squeeze(part), cell=i > 0) for i, part in enumerate(text.strip().split("\t")) if part.strip()]
