"""Word documents: every part of the package that holds text, in reading order.

Text sits in more places than paragraphs of the body: tables, text boxes, headers, footers, notes, content controls. All
of them are walked. What is drawn twice for old programs (``mc:Fallback``) and what was deleted with changes tracked is
not.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents import sniff
from hiring_desktop.ml.documents.archive import Package
from hiring_desktop.ml.documents.compose import Composer
from hiring_desktop.ml.documents.docx_styles import VAL, Look, StyleSheet, W, apply_run, is_shaded, number, space_above
from hiring_desktop.ml.documents.flow import MAX_NESTING, Block, Cell, FlowWriter, Paragraph, Run, Table, invisible
from hiring_desktop.ml.documents.model import Document, LineKind
from hiring_desktop.ml.documents.safe_xml import parse

_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT: Final = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_TRANSPARENT: Final = frozenset(
    {W + "sdt", W + "sdtContent", W + "smartTag", W + "customXml", W + "ins", W + "moveTo", W + "dir", W + "bdo"}
)
_BREAKS: Final = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_HYPERLINK: Final = re.compile(r'HYPERLINK\s+(?:\\l\s+)?"([^"]{1,2000})"', re.IGNORECASE)
_COUNTED: Final = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES|TOC)\b", re.IGNORECASE)
_MAX_INSTRUCTION: Final = 4_000
_PLAIN_TABLES: Final = frozenset({"TableGrid", "TableNormal", "NormalTable", "PlainTable1", "TableGridLight"})


def read_docx(data: bytes) -> Document:
    """Read a Word document: headers, body, footers, then notes.

    Raises:
        DocumentRejected: ``corrupt``, ``encrypted``, ``unsafe_xml``, ``resource_limit``, or ``wrong_type`` for a ZIP
            that holds no Word document.
    """
    package = Package(data)
    main = _main_part(package)
    sheet = StyleSheet.read(_optional(package, posixpath.join(posixpath.dirname(main), "styles.xml")))
    composer = Composer(sniff.DOCX)
    writer = FlowWriter(composer)
    body = _parse(package.read(main))
    targets = _relationships(package, main)
    headers, footers, notes = _satellites(package, main, targets)
    seen: set[str] = set()
    for part in headers:
        _write_once(package, part, sheet, writer, "header", seen)
    for root in body.iter(W + "body"):
        writer.write(_PartReader(sheet, targets).blocks(root))
    for part in footers:
        _write_once(package, part, sheet, writer, "footer", seen)
    for part in notes:
        _write_once(package, part, sheet, writer, "body", seen)
    return composer.finish()


def _write_once(
    package: Package, part: str, sheet: StyleSheet, writer: FlowWriter, kind: LineKind, seen: set[str]
) -> None:  # fmt: skip
    """Write a part, unless another with the same text was written: first and even pages often repeat their header."""
    blocks = _PartReader(sheet, _relationships(package, part)).blocks(_parse(package.read(part)))
    text = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
    if text.strip() and text in seen:
        return
    seen.add(text)
    writer.write(blocks, kind)


def _parse(content: bytes) -> Element:
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    return parse(content)


def _optional(package: Package, name: str) -> Element | None:
    return _parse(package.read(name)) if name in package.names else None


def _main_part(package: Package) -> str:
    root = _optional(package, "_rels/.rels")
    if root is not None:
        for relation in root:
            if relation.get("Type", "").endswith("/officeDocument"):
                name = relation.get("Target", "").lstrip("/")
                if name in package.names:
                    return name
    if "word/document.xml" in package.names:
        return "word/document.xml"
    raise DocumentRejected("The file is a ZIP archive without a Word document in it.", code="wrong_type")


def _relationships(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relationship id to (type, target) of a part; nothing at a target is ever fetched."""
    folder, name = posixpath.split(part)
    root = _optional(package, posixpath.join(folder, "_rels", name + ".rels"))
    if root is None:
        return {}
    return {r.get("Id", ""): (r.get("Type", "").rpartition("/")[2], r.get("Target", "")) for r in root}


def _satellites(
    package: Package, main: str, targets: dict[str, tuple[str, str]]
) -> tuple[list[str], list[str], list[str]]:  # fmt: skip
    """Headers, footers and notes that the document refers to, each in a fixed order."""
    found: dict[str, list[str]] = {"header": [], "footer": [], "footnotes": [], "endnotes": []}
    for kind, target in targets.values():
        if kind in found:
            name = posixpath.normpath(posixpath.join(posixpath.dirname(main), target)).lstrip("/")
            if name in package.names and name not in found[kind]:
                found[kind].append(name)
    return sorted(found["header"]), sorted(found["footer"]), found["footnotes"] + found["endnotes"]


class _PartReader:
    """Reads one part of the package."""

    def __init__(self, sheet: StyleSheet, targets: dict[str, tuple[str, str]]) -> None:
        self._sheet = sheet
        self._targets = targets
        self._boxes: list[Element] = []
        self._field: list[str] = []
        """Instructions of the fields that are open; a run inside a field's instruction is no text."""
        self._instructing = False

    def blocks(self, parent: Element, *, shaded: bool = False, depth: int = 0) -> list[Block]:
        """Paragraphs and tables under an element, text boxes after the paragraph that they are anchored in."""
        if depth > MAX_NESTING:
            raise DocumentRejected("The document is nested far too deeply.", code="resource_limit")
        found: list[Block] = []
        for child in parent:
            if child.tag == W + "p":
                found.append(self._paragraph(child, shaded=shaded))
                boxes, self._boxes = self._boxes, []
                for box in boxes:
                    # A box has a ground of its own, which the text alone does not tell.
                    found += self.blocks(box, shaded=True, depth=depth + 1)
            elif child.tag == W + "tbl":
                found.append(self._table(child, shaded=shaded, depth=depth))
            elif child.tag == _MC + "AlternateContent":
                found += self.blocks(_choice(child), shaded=shaded, depth=depth + 1)
            elif child.tag in _TRANSPARENT or child.tag in (W + "footnote", W + "endnote"):
                found += self.blocks(child, shaded=shaded, depth=depth + 1)
        return found

    def _table(self, element: Element, *, shaded: bool, depth: int) -> Table:
        style = element.find(f"{W}tblPr/{W}tblStyle")
        shading = element.find(f"{W}tblPr/{W}shd")
        shaded = shaded or is_shaded(shading) or (style is not None and style.get(VAL) not in _PLAIN_TABLES)
        table = Table()
        for row in _inside(element, W + "tr"):
            cells: list[Cell] = []
            for cell in _inside(row, W + "tc"):
                properties = cell.find(W + "tcPr")
                width, dark = 0.0, shaded
                if properties is not None:
                    measure = properties.find(W + "tcW")
                    width = 0.0 if measure is None else number(measure.get(W + "w"))
                    dark = dark or is_shaded(properties.find(W + "shd"))
                cells.append(Cell(self.blocks(cell, shaded=dark, depth=depth + 1), width))
            table.rows.append(cells)
        return table

    def _paragraph(self, element: Element, *, shaded: bool) -> Paragraph:
        properties = element.find(W + "pPr")
        name = None if properties is None else properties.find(W + "pStyle")
        style = self._sheet.paragraph(None if name is None else name.get(VAL))
        paragraph = Paragraph(heading=style.heading, bullet=style.bullet, space=style.space)
        look = replace(style.look, shaded=style.look.shaded or shaded)
        if properties is not None:
            numbering = properties.find(f"{W}numPr/{W}numId")
            if numbering is not None:
                paragraph.bullet = numbering.get(VAL) != "0"
            above = space_above(properties)
            paragraph.space = paragraph.space if above is None else above
            outline = properties.find(W + "outlineLvl")
            if outline is not None:
                level = int(number(outline.get(VAL)))
                paragraph.heading = level + 1 if level < 9 else 0
            if is_shaded(properties.find(W + "shd")):
                look = replace(look, shaded=True)
        self._runs(element, look, None, paragraph.runs)
        if paragraph.heading:
            paragraph.bullet = False  # numbered titles are no items
        return paragraph

    def _runs(self, parent: Element, look: Look, target: str | None, runs: list[Run]) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self._run(child, look, target, runs)
            elif tag == W + "hyperlink":
                relation = self._targets.get(child.get(_R + "id", ""))
                self._runs(child, look, relation[1] if relation else target, runs)
            elif tag == W + "fldSimple":
                instruction = child.get(W + "instr", "")
                if not _COUNTED.match(instruction):
                    link = _HYPERLINK.search(instruction)
                    self._runs(child, look, link[1] if link else target, runs)
            elif tag in _TRANSPARENT:
                self._runs(child, look, target, runs)
            elif tag == _MC + "AlternateContent":
                self._runs(_choice(child), look, target, runs)

    def _run(self, element: Element, look: Look, target: str | None, runs: list[Run]) -> None:
        properties = element.find(W + "rPr")
        if properties is not None:
            style = properties.find(W + "rStyle")
            if style is not None:
                look = self._sheet.run(look, style.get(VAL, ""))
            look = apply_run(look, properties)
        text: list[str] = []
        for child in element:
            tag = child.tag
            if tag == W + "fldChar":
                self._field_mark(child.get(W + "fldCharType"))
            elif tag == W + "instrText":
                if self._field:
                    self._field[-1] = (self._field[-1] + (child.text or ""))[:_MAX_INSTRUCTION]
            elif self._instructing or (self._field and _COUNTED.match(self._field[-1])):
                continue
            elif tag == W + "t":
                text.append(child.text or "")
            elif tag in _BREAKS:
                text.append(_BREAKS[tag])
            elif tag in (W + "drawing", W + "pict", W + "object", _MC + "AlternateContent"):
                self._boxes += _text_boxes(child)
        if text:
            link = _HYPERLINK.search(self._field[-1]) if self._field and target is None else None
            hidden = look.vanish or invisible(look.colour, look.size, shaded=look.shaded)
            runs.append(
                Run("".join(text), look.bold, look.italic, look.size, look.colour, hidden, link[1] if link else target)
            )

    def _field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._field.append("")
            self._instructing = True
        elif kind == "separate":
            self._instructing = False
        elif kind == "end" and self._field:
            self._field.pop()
            self._instructing = False


def _choice(alternate: Element) -> Element:
    """What a modern program shows of alternative contents."""
    choice = alternate.find(_MC + "Choice")
    if choice is not None and len(choice):
        return choice
    fallback = alternate.find(_MC + "Fallback")
    return fallback if fallback is not None else alternate


def _text_boxes(element: Element) -> list[Element]:
    """The contents of text boxes in a drawing, outermost only, those for old programs left out."""
    found: list[Element] = []
    pending = [element]
    while pending:
        current = pending.pop()
        if current.tag == W + "txbxContent":
            found.append(current)
        elif current.tag == _MC + "AlternateContent":
            pending.append(_choice(current)) if current is not _choice(current) else None
        else:
            pending += reversed(list(current))
    return found


def _inside(parent: Element, tag: str) -> list[Element]:
    """Children of a kind, also those wrapped in content controls or tracked insertions."""
    found: list[Element] = []
    pending = list(reversed(parent))
    while pending:
        child = pending.pop()
        if child.tag == tag:
            found.append(child)
        elif child.tag in _TRANSPARENT:
            pending += reversed(list(child))
    return found
