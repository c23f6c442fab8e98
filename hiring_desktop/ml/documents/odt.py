"""OpenDocument texts: body, text boxes, tables, notes, headers and footers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents import sniff
from hiring_desktop.ml.documents.archive import Package
from hiring_desktop.ml.documents.compose import Composer
from hiring_desktop.ml.documents.flow import MAX_NESTING, Block, Cell, FlowWriter, Paragraph, Run, Table, invisible
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.safe_xml import parse

_OASIS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE: Final = _OASIS % "office"
STYLE: Final = _OASIS % "style"
TEXT: Final = _OASIS % "text"
TABLE: Final = _OASIS % "table"
DRAW: Final = _OASIS % "drawing"
MANIFEST: Final = _OASIS % "manifest"
FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_WIDTH: Final = STYLE + "column-width"

_CONTAINERS: Final = frozenset({TEXT + "section", TEXT + "index-body", TEXT + "note-body", OFFICE + "text"})
_SKIPPED: Final = frozenset(
    {TEXT + "tracked-changes", OFFICE + "annotation", TEXT + "page-number", TEXT + "page-count", TEXT + "note-citation"}
)
_MAX_REPEAT: Final = 64
_MAX_CHAIN: Final = 12
_POINTS: Final = {"pt": 1.0, "cm": 28.3465, "mm": 2.83465, "in": 72.0, "px": 0.75, "pc": 12.0}


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    italic: bool = False
    size: float = 0.0
    colour: int | None = None
    vanish: bool = False
    shaded: bool = False
    space: float = 0.0
    heading: int = 0


def read_odt(data: bytes) -> Document:
    """Read an OpenDocument text: header, body with its notes, footer.

    Raises:
        DocumentRejected: ``corrupt``, ``encrypted``, ``unsafe_xml``, ``resource_limit``.
    """
    package = Package(data)
    _refuse_encrypted(package)
    content = parse(package.read("content.xml"))
    styles = parse(package.read("styles.xml")) if "styles.xml" in package.names else None
    roots = [content] if styles is None else [styles, content]
    sheet = _Sheet(roots)
    composer = Composer(sniff.ODT)
    writer = FlowWriter(composer)
    reader = _Reader(sheet)
    pages = [] if styles is None else list(styles.iter(STYLE + "master-page"))
    for header in _distinct(pages, STYLE + "header"):
        writer.write(reader.blocks(header), "header")
    for body in content.iter(OFFICE + "text"):
        writer.write(reader.blocks(body))
    writer.write([block for note in reader.notes for block in reader.blocks(note)])
    for footer in _distinct(pages, STYLE + "footer"):
        writer.write(reader.blocks(footer), "footer")
    return composer.finish()


def _refuse_encrypted(package: Package) -> None:
    if "META-INF/manifest.xml" in package.names:
        manifest = parse(package.read("META-INF/manifest.xml"))
        if any(True for _ in manifest.iter(MANIFEST + "encryption-data")):
            raise DocumentRejected("The document has a password. Ask for it without one.", code="encrypted")


def _distinct(pages: list[Element], tag: str) -> Iterator[Element]:
    """Headers or footers of all page styles, those with the same text once."""
    seen: set[str] = set()
    for page in pages:
        for element in page.iterfind(tag):
            text = "".join(element.itertext()).strip()
            if text not in seen:
                seen.add(text)
                yield element


class _Sheet:
    """Styles by family and name, with what they inherit."""

    def __init__(self, roots: list[Element]) -> None:
        self._elements: dict[tuple[str, str], Element] = {}
        self._looks: dict[tuple[str, str], _Look] = {}
        self.widths: dict[str, float] = {}
        for root in roots:
            for element in _styles(root):
                family, name = element.get(STYLE + "family", ""), element.get(STYLE + "name", "")
                self._elements[family, name] = element
                for properties in element.iterfind(STYLE + "table-column-properties"):
                    self.widths[name] = points(properties.get(_WIDTH))

    def look(self, family: str, name: str | None, base: _Look | None = None) -> _Look:
        """The look of a style; ``base`` is what it starts from in place of the family's defaults."""
        if base is None and (family, name or "") in self._looks:
            return self._looks[family, name or ""]
        chain: list[Element] = []
        current = name
        while current and (family, current) in self._elements and len(chain) < _MAX_CHAIN:
            element = self._elements[family, current]
            chain.append(element)
            current = element.get(STYLE + "parent-style-name")
        if base is None and (family, "") in self._elements:
            chain.append(self._elements[family, ""])
        look = base or _Look()
        for element in reversed(chain):
            look = _changed(look, element)
        if base is None:
            self._looks[family, name or ""] = look
        return look


def _styles(root: Element) -> Iterator[Element]:
    for tag in (STYLE + "default-style", STYLE + "style"):
        yield from root.iter(tag)


def _changed(look: _Look, element: Element) -> _Look:
    changes: dict[str, object] = {}
    if element.get(STYLE + "default-outline-level"):
        changes["heading"] = _number(element.get(STYLE + "default-outline-level"))
    for properties in element:
        if properties.tag == STYLE + "text-properties":
            changes |= _text_changes(properties, look.size)
        elif properties.tag == STYLE + "paragraph-properties":
            above = properties.get(FO + "margin-top")
            if above:
                changes["space"] = points(above)
        if properties.tag.endswith("-properties") and _painted(properties.get(FO + "background-color")):
            changes["shaded"] = True
    return replace(look, **changes) if changes else look  # type: ignore[arg-type]


def _text_changes(properties: Element, size: float) -> dict[str, object]:
    changes: dict[str, object] = {}
    weight = properties.get(FO + "font-weight")
    if weight:
        changes["bold"] = weight == "bold" or (weight in ("600", "700", "800", "900"))
    slant = properties.get(FO + "font-style")
    if slant:
        changes["italic"] = slant in ("italic", "oblique")
    measure = properties.get(FO + "font-size")
    if measure:
        changes["size"] = size * points(measure[:-1] + "pt") / 100 if measure.endswith("%") else points(measure)
    colour = properties.get(FO + "color")
    if colour:
        changes["colour"] = _colour(colour)
    if properties.get(TEXT + "display"):
        changes["vanish"] = properties.get(TEXT + "display") == "none"
    return changes


def points(measure: str | None) -> float:
    """A length with its unit (``0.5cm``) in points; 0 when it is none."""
    try:
        return float((measure or "")[:-2]) * _POINTS.get((measure or "")[-2:], 0.0)
    except ValueError:
        return 0.0


def _colour(value: str) -> int | None:
    try:
        return int(value[1:], 16) if len(value) == 7 else None
    except ValueError:
        return None


def _painted(background: str | None) -> bool:
    return background is not None and background.lower() not in ("transparent", "#ffffff")


class _Reader:
    def __init__(self, sheet: _Sheet) -> None:
        self._sheet = sheet
        self._boxes: list[Element] = []
        self.notes: list[Element] = []

    def blocks(self, parent: Element, *, bullet: bool = False, shaded: bool = False, depth: int = 0) -> list[Block]:
        if depth > MAX_NESTING:
            raise DocumentRejected("The document is nested far too deeply.", code="resource_limit")
        found: list[Block] = []
        for child in parent:
            tag = child.tag
            if tag in (TEXT + "p", TEXT + "h"):
                found.append(self._paragraph(child, bullet=bullet, shaded=shaded))
                boxes, self._boxes = self._boxes, []
                for box in boxes:
                    found += self.blocks(box, shaded=True, depth=depth + 1)
            elif tag == TEXT + "list":
                for item in child:
                    found += self.blocks(item, bullet=True, shaded=shaded, depth=depth + 1)
            elif tag == TABLE + "table":
                found.append(self._table(child, shaded=shaded, depth=depth))
            elif tag in _CONTAINERS:
                found += self.blocks(child, shaded=shaded, depth=depth + 1)
            elif tag == DRAW + "frame":
                for box in child.iterfind(DRAW + "text-box"):
                    found += self.blocks(box, shaded=True, depth=depth + 1)
        return found

    def _table(self, element: Element, *, shaded: bool, depth: int) -> Table:
        columns: list[float] = []
        for column in element.iter(TABLE + "table-column"):
            columns += [self._sheet.widths.get(column.get(TABLE + "style-name", ""), 0.0)] * _repeated(column)
        table = Table()
        for row in _rows(element):
            cells: list[Cell] = []
            place = 0
            for cell in row:
                if not cell.tag.startswith(TABLE):
                    continue
                span = max(1, _number(cell.get(TABLE + "number-columns-spanned")))
                if cell.tag == TABLE + "table-cell":
                    dark = shaded or self._sheet.look("table-cell", cell.get(TABLE + "style-name")).shaded
                    width = sum(columns[place : place + span])
                    cells.append(Cell(self.blocks(cell, shaded=dark, depth=depth + 1), width))
                place += _repeated(cell)
            table.rows.append(cells)
        return table

    def _paragraph(self, element: Element, *, bullet: bool, shaded: bool) -> Paragraph:
        look = self._sheet.look("paragraph", element.get(TEXT + "style-name"))
        heading = look.heading
        if element.tag == TEXT + "h":
            heading = max(1, _number(element.get(TEXT + "outline-level")))
        elif element.get(TEXT + "style-name") == "Title":
            heading = 1
        paragraph = Paragraph(heading=heading, bullet=bullet and not heading, space=look.space)
        self._inline(element, replace(look, shaded=look.shaded or shaded), None, paragraph.runs)
        return paragraph

    def _inline(self, parent: Element, look: _Look, target: str | None, runs: list[Run]) -> None:
        self._text(parent.text, look, target, runs)
        for child in parent:
            tag = child.tag
            if tag == TEXT + "span":
                self._inline(child, self._sheet.look("text", child.get(TEXT + "style-name"), look), target, runs)
            elif tag == TEXT + "a":
                self._inline(child, look, child.get(_HREF) or target, runs)
            elif tag == TEXT + "tab":
                self._text("\t", look, target, runs)
            elif tag == TEXT + "line-break":
                self._text("\n", look, target, runs)
            elif tag == TEXT + "s":
                self._text(" " * min(_MAX_REPEAT, _number(child.get(TEXT + "c"))), look, target, runs)
            elif tag == TEXT + "note":
                self.notes += child.iterfind(TEXT + "note-body")
            elif tag == DRAW + "frame":
                self._boxes += child.iterfind(DRAW + "text-box")
            elif tag not in _SKIPPED:
                self._inline(child, look, target, runs)
            self._text(child.tail, look, target, runs)

    def _text(self, text: str | None, look: _Look, target: str | None, runs: list[Run]) -> None:
        if text:
            if text not in ("\t", "\n"):
                text = text.replace("\n", " ").replace("\t", " ")  # blanks in the file's own layout
            hidden = look.vanish or invisible(look.colour, look.size, shaded=look.shaded)
            runs.append(Run(text, look.bold, look.italic, look.size, look.colour, hidden, target))


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, also those in header groups, but not those of tables inside it."""
    for child in table:
        if child.tag == TABLE + "table-row":
            yield child
        elif child.tag in (TABLE + "table-header-rows", TABLE + "table-rows", TABLE + "table-row-group"):
            yield from _rows(child)


def _repeated(element: Element) -> int:
    return min(_MAX_REPEAT, _number(element.get(TABLE + "number-columns-repeated")))


def _number(value: str | None) -> int:
    """A count as the file gives it, 1 where it gives none that makes sense."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else 1
