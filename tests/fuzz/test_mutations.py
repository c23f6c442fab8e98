"""Real files with bytes changed, cut, repeated and swapped: refused or read, never a defect, a crash or a hang."""

from __future__ import annotations

import copy
import random
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hostile import GREETING, one_page, package, paragraph, word

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import REJECTION_REASONS
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.read import read_document
from hiring_desktop.ml.workers import WorkerPool

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ml" / "documents"))
from drawn_layouts import LAYOUTS
from packages import XML_NAMESPACES, docx, odt
from packages import paragraph as rich_paragraph
from packages import table as rich_table

_TABLE = rich_table((rich_paragraph("Go"), rich_paragraph("basic")), widths=(3000, 7000))
_BOX = "<w:r><w:drawing><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></w:drawing></w:r>"
_STYLE = "<w:style w:type='paragraph' w:styleId='H'><w:name w:val='heading 1'/><w:basedOn w:val='H'/></w:style>"
_STYLES = f"<w:styles>{_STYLE}</w:styles>"
_WORD_BODY = rich_paragraph("Jane", properties="<w:pStyle w:val='H'/>") + _TABLE + rich_paragraph("x", _BOX)
_ODT_BODY = (
    "<text:h text:outline-level='1'>Jane</text:h><text:list><text:list-item><text:p>a<text:s text:c='3'/>b</text:p>"
    "</text:list-item></text:list><table:table><table:table-row><table:table-cell table:number-columns-spanned='2'>"
    "<text:p>x</text:p></table:table-cell></table:table-row></table:table>"
)
_RTF = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset204 Arial;}}{\colortbl;\red1\green2\blue3;}"
    r"{\stylesheet{\s1 heading 1;}}"
    r"\pard\s1\b\fs28 Jane\par\trowd\cellx100\cellx300\pard\intbl a\cell b\cell\row"
    r"\pard\u8226\'95 c\'e9\tab d\par"
    r'{\field{\*\fldinst HYPERLINK "x"}{\fldrslt y}}{\header z\par}{\pict\bin3 abc}}'
)
_HTML = (
    "<!doctype html><style>.a .b{color:#fff;font-size:1.2em} @media x{p{y:z}}</style>"
    "<h1 class=a>Jane<span class=b>x</span></h1>"
    "<table><tr><td>a<td>b</table><ul><li>c<li><a href='d'>e</a></ul>"
    "<div style='display:flex'><p>f</p><p>g</p></div>"
)

# Parts of packages are changed before they are packed: behind a checksum hardly a change would reach the reader.
Maker = Callable[[random.Random], bytes]


def _part(text: str, wrap: Callable[[str], bytes]) -> Maker:
    return lambda rng: wrap(mutated(text.encode(), rng).decode("utf-8", "replace"))


def _tree(text: str, wrap: Callable[[str], bytes]) -> Maker:
    """Changes that leave the XML well-formed: elements moved, doubled, dropped, and their values changed."""

    def make(rng: random.Random) -> bytes:
        root = ElementTree.fromstring(f"<x {XML_NAMESPACES}>{text}</x>")
        for _ in range(rng.choice((1, 2, 4, 16))):
            parents = [element for element in root.iter() if len(element)]
            if not parents:
                break
            parent, other = rng.choice(parents), rng.choice(list(root.iter()))
            child = rng.choice(list(parent))
            kind = rng.randrange(5)
            if kind == 0:
                parent.remove(child)
            elif kind == 1:
                other.append(copy.deepcopy(child))
            elif kind == 2:
                child.tag = other.tag
            elif kind == 3 and child.attrib:
                child.set(
                    rng.choice(list(child.attrib)),
                    rng.choice(("", "-1", "99999999999", "none", "é", "2147483648", "1e9")),
                )
            else:
                child.text = (child.text or "") + rng.choice(
                    ("\t", "\n", "•", "\ufffe", "\uf0b7", " " * 500, "a" * 500)
                )
        return wrap("".join(ElementTree.tostring(child, encoding="unicode") for child in root))

    return make


def _whole(data: bytes) -> Maker:
    return lambda rng: mutated(data, rng)


OFFICE: dict[str, Maker] = {
    "docx": _whole(package(word(paragraph()))),
    "docx-body": _part(_WORD_BODY, docx),
    "docx-styles": _part(_STYLES, lambda styles: docx(_WORD_BODY, {"word/styles.xml": styles})),
    "odt-body": _part(_ODT_BODY, odt),
    "docx-tree": _tree(_WORD_BODY, docx),
    "odt-tree": _tree(_ODT_BODY, odt),
    "rtf": _whole(_RTF.encode()),
    "html": _whole(_HTML.encode()),
    "txt": _whole("Jane Roe\n====\n* item\n\tcell   cell\n".encode("utf-16")),
}
PDFS: dict[str, Maker] = {"one-page": _whole(one_page())} | {name: _whole(draw()[0]) for name, draw in LAYOUTS.items()}


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The data after a few changes of the kinds that files suffer."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        if not changed:
            break
        at, length = rng.randrange(len(changed)), rng.choice((1, 1, 2, 4, 64))
        kind = rng.randrange(6)
        if kind == 0:
            changed[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            changed[at : at + length] = rng.randbytes(length)
        elif kind == 2:
            del changed[at : at + length]
        elif kind == 3:
            changed[at:at] = changed[at : at + length] * rng.choice((1, 2, 50))
        elif kind == 4:
            other = rng.randrange(len(changed))
            changed[at : at + length] = changed[other : other + length]
        else:
            number = rng.choice((b"0", b"-1", b"65536", b"2147483648", b"1e999", b"99999999999999999999"))
            changed[at : at + 1] = number
    return bytes(changed[: rng.randrange(len(changed) + 1)] if rng.random() < 0.1 else changed)


@pytest.mark.soak
@pytest.mark.parametrize("kind", OFFICE)
def test_changed_office_and_text_files(kind: str, scale: Callable[[int, int], int]) -> None:
    for seed in range(scale(150, 30_000)):
        data = OFFICE[kind](random.Random(f"{kind} {seed}"))
        try:
            check(read_document(data, f"cv.{kind[:4]}"))
        except DocumentRejected as rejection:
            if rejection.code not in REJECTION_REASONS or rejection.message.startswith(
                "The file is damaged and cannot"
            ):
                raise AssertionError(f"{kind}, seed {seed}: a reader stumbled") from rejection.__cause__


@pytest.mark.soak
def test_changed_pdf_files(scale: Callable[[int, int], int]) -> None:
    with WorkerPool(2, {"read": "hiring_desktop.ml.documents.read:read_document"}) as pool:
        waiting: list[tuple[str, Future[Any]]] = []
        for seed in range(scale(20, 3_000)):
            for kind, make in PDFS.items():
                waiting.append(
                    (f"{kind}, seed {seed}", pool.submit("read", make(random.Random(f"{kind} {seed}")), "cv.pdf"))
                )
            if len(waiting) > 200:
                settle(waiting)
        settle(waiting)
        assert pool.submit("read", one_page(), "good.pdf").result().text == GREETING


def settle(waiting: list[tuple[str, Future[Any]]]) -> None:
    """Look at the results and forget them."""
    for name, future in waiting:
        error = future.exception()
        if error is None:
            check(future.result())
        elif not isinstance(error, DocumentRejected) or error.code in ("timeout", "resource_limit"):
            raise AssertionError(f"{name}: {error!r}") from error
        elif error.message.startswith("The file is damaged and cannot"):
            raise AssertionError(f"{name}: the reader stumbled")
    waiting.clear()


def check(document: Document) -> None:
    """What holds of every document."""
    assert document.text == "\n".join(line.text for line in document.lines)
    for line in document.lines:
        assert document.text[line.start : line.end] == line.text
        assert line.text == line.text.strip()
        for offset in (*line.cells, *line.breaks):
            assert line.start < offset < line.end
        for word_ in line.words:
            assert line.start <= word_.start < word_.end <= line.end
    for link in document.links:
        assert link.span is None or 0 <= link.span.start < link.span.end <= len(document.text)
    assert not {c for c in document.text if c < " " and c != "\n"}
