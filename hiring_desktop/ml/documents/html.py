"""HTML files: blocks, headings, lists, tables and links as a browser would show them; nothing is run or fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Final

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents import css, sniff
from hiring_desktop.ml.documents.compose import Composer
from hiring_desktop.ml.documents.css import Declarations, ElementKey, StyleRules
from hiring_desktop.ml.documents.flow import Block, Cell, FlowWriter, Paragraph, Run, Table, invisible
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.text import decode

MAX_ELEMENTS: Final = 200_000
MAX_DEPTH: Final = 150
"""Elements nested deeper are read as if they stood side by side."""

_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
     "html", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "ul"}
)  # fmt: skip
_SKIPPED: Final = frozenset(
    {"script", "head", "template", "noscript", "svg", "math", "iframe", "object", "title", "select", "textarea",
     "button", "canvas", "audio", "video", "map"}
)  # fmt: skip
_HEADINGS: Final = {f"h{n}": n for n in range(1, 7)}
_HEADING_SIZES: Final = {1: 2.0, 2: 1.5, 3: 1.17, 4: 1.0, 5: 0.83, 6: 0.67}
_CLOSED_BY: Final = {
    "li": ({"li"}, {"ul", "ol", "menu"}), "dt": ({"dt", "dd"}, {"dl"}), "dd": ({"dt", "dd"}, {"dl"}),
    "tr": ({"tr"}, {"table"}), "td": ({"td", "th"}, {"tr", "table"}), "th": ({"td", "th"}, {"tr", "table"}),
}  # fmt: skip
_BLOCK_DISPLAYS: Final = frozenset({"block", "flex", "grid", "list-item", "table"})
_SHORT: Final = 60
"""Letters in an element that still makes a cell of a line where elements stand side by side."""

_SPACE: Final = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str]
    children: list[_Node | str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element hands down to those inside."""

    bold: bool = False
    italic: bool = False
    size: float = 12.0
    colour: int | None = None
    shaded: bool = False
    hidden: bool = False
    target: str | None = None
    pre: bool = False


def read_html(data: bytes) -> Document:
    """Read a web page.

    Raises:
        DocumentRejected: ``resource_limit`` for more than ``MAX_ELEMENTS`` elements.
    """
    builder = _TreeBuilder()
    builder.feed(decode(data))
    builder.close()
    composer = Composer(sniff.HTML)
    rules = StyleRules()
    for sheet in builder.sheets:
        rules.add(sheet)
    reader = _Reader(rules)
    reader.read(builder.root)
    FlowWriter(composer).write(reader.blocks)
    return composer.finish()


class _TreeBuilder(HTMLParser):
    """Elements as a tree, with the end tags that HTML lets authors leave out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("html", {})
        self.open = [self.root]
        self.sheets: list[str] = []
        self.in_style = False
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise DocumentRejected("The page holds far more elements than a resume.", code="resource_limit")
        if tag == "style":
            self.in_style = dict(attrs).get("media") in (None, "all", "screen")
            self.sheets.append("")
            return
        if tag in ("html", "body"):
            self.open[0].attributes |= {name: value or "" for name, value in attrs}
            return
        self._imply(tag)
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID and len(self.open) < MAX_DEPTH:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self.in_style = False
            return
        for index in range(len(self.open) - 1, 0, -1):
            if self.open[index].tag == tag:
                del self.open[index:]
                return
            if self.open[index].tag == "table" and tag != "table":
                return  # an end tag inside a table does not close what is around it

    def handle_data(self, data: str) -> None:
        if self.sheets and self.cdata_elem == "style":
            if self.in_style:
                self.sheets[-1] += data
        else:
            self.open[-1].children.append(data)

    def _imply(self, tag: str) -> None:
        """Close what the start of an element closes."""
        if tag in _BLOCKS and self.open[-1].tag == "p":
            self.open.pop()
        closed, until = _CLOSED_BY.get(tag, (set(), set()))
        for index in range(len(self.open) - 1, 0, -1):
            if self.open[index].tag in until:
                return
            if self.open[index].tag in closed:
                del self.open[index:]
                return


class _Reader:
    """Walks the tree and gathers paragraphs and tables."""

    def __init__(self, rules: StyleRules) -> None:
        self.rules = rules
        self.blocks: list[Block] = []
        self.paragraph = Paragraph()
        self.fresh = False

    def read(self, root: _Node) -> None:
        self._element(root, _Look(), [], 0)
        self._end()

    def _element(
        self, node: _Node, look: _Look, ancestors: list[ElementKey], heading: int, *, beside: bool = False
    ) -> None:  # fmt: skip
        """Read an element; ``beside`` tells that it is laid out next to others, not under them."""
        if node.tag in _SKIPPED:
            return
        if node.tag in ("br", "hr"):
            self._end() if node.tag == "hr" else self.paragraph.runs.append(Run("\n"))
            return
        key = ElementKey(node.tag, node.attributes.get("id", ""), frozenset(node.attributes.get("class", "").split()))
        style = self.rules.declarations(key, ancestors) | css.declared(node.attributes.get("style", ""))
        look = _inherit(node, style, look)
        inner = [*ancestors, key]
        heading = _HEADINGS.get(node.tag, heading)
        if node.tag == "table":
            self._table(node, look, inner)
            return
        display = style.get("display", "")
        block = not beside and (display in _BLOCK_DISPLAYS or (node.tag in _BLOCKS and "inline" not in display))
        if block:
            self._end()
            self.paragraph.heading = heading
            self.paragraph.bullet = node.tag == "li" and style.get("list-style", style.get("list-style-type")) != "none"
            self.fresh = self.fresh or node.tag not in ("li", "div", "dd", "address", "header", "footer")
        elif "inline-" in display or style.get("float") in ("left", "right"):
            self._gap()
        row = display in ("flex", "inline-flex") and "column" not in style.get("flex-direction", "")
        for child in node.children:
            if isinstance(child, str):
                self._text(child, look)
            else:
                if row:
                    self._gap()
                self._element(child, look, inner, heading, beside=row and _text_length(child) <= _SHORT)
        if block:
            self._end()
            self.fresh = self.fresh or node.tag in ("section", "article", "ul", "ol", "p", "table")
        elif style.get("float") == "left" or "inline-" in display:
            self._gap()

    def _table(self, node: _Node, look: _Look, ancestors: list[ElementKey]) -> None:
        self._end()
        outer, self.blocks = self.blocks, []
        table = Table()
        for row, place in _rows(node, ancestors):
            cells: list[Cell] = []
            for child in row.children:
                if isinstance(child, _Node) and child.tag in ("td", "th"):
                    self._element(replace_tag(child), look, place, 0)
                    self._end()
                    cells.append(Cell(self.blocks, css.size(child.attributes.get("width", "0").lower(), 0.0)))
                    self.blocks = []
            table.rows.append(cells)
        self.blocks = outer
        self.blocks.append(table)

    def _text(self, text: str, look: _Look) -> None:
        if not look.pre:
            text = _SPACE.sub(" ", text)
            if text == " " and not self.paragraph.runs:
                return
        self.paragraph.runs.append(
            Run(text, look.bold, look.italic, look.size, look.colour, look.hidden, look.target)
        )  # fmt: skip

    def _gap(self) -> None:
        """Something stands apart on the same line."""
        runs = self.paragraph.runs
        if any(run.text.strip() for run in runs) and not runs[-1].text.endswith(("\t", "\n")):
            runs.append(Run("\t"))

    def _end(self) -> None:
        paragraph, self.paragraph = self.paragraph, Paragraph()
        if any(run.text.strip() for run in paragraph.runs):
            paragraph.fresh, self.fresh = self.fresh, False
            self.blocks.append(paragraph)


def _inherit(node: _Node, style: Declarations, look: _Look) -> _Look:
    changes: dict[str, object] = {}
    tag = node.tag
    if tag in ("b", "strong", "th") or tag in _HEADINGS:
        changes["bold"] = True
    if tag in ("i", "em", "cite", "var", "dfn"):
        changes["italic"] = True
    if tag in _HEADINGS:
        changes["size"] = look.size * _HEADING_SIZES[_HEADINGS[tag]]
    if tag == "a" and node.attributes.get("href"):
        changes["target"] = node.attributes["href"]
    if tag == "pre":
        changes["pre"] = True
    changes |= _declared(style, look)
    if _paints(node, style):
        changes["shaded"] = True
    look = replace(look, **changes)  # type: ignore[arg-type]
    out = "hidden" in node.attributes or css.is_out_of_sight(style)
    size = look.size if look.size > 0 else 0.1
    return replace(look, hidden=look.hidden or out or invisible(look.colour, size, shaded=look.shaded))


def _declared(style: Declarations, look: _Look) -> dict[str, object]:
    changes: dict[str, object] = {}
    if "color" in style:
        changes["colour"] = css.colour(style["color"])
    if "font-size" in style:
        changes["size"] = css.size(style["font-size"], look.size)
    if "font-weight" in style:
        changes["bold"] = style["font-weight"] in ("bold", "bolder", "600", "700", "800", "900")
    if "font-style" in style:
        changes["italic"] = style["font-style"] in ("italic", "oblique")
    return changes


def _paints(node: _Node, style: Declarations) -> bool:
    """Whether an element has a ground that is not white."""
    if (
        "background-image" in style
        or "gradient" in style.get("background", "")
        or "url(" in style.get("background", "")
    ):
        return True
    painted = style.get("background-color") or node.attributes.get("bgcolor", "").lower()
    ground = css.colour(painted.split(" ")[0]) if painted else None
    return ground is not None and not invisible(ground, 0.0, shaded=False)


def _text_length(node: _Node) -> int:
    """Letters in an element, counted only as far as it matters."""
    total = 0
    pending: list[_Node | str] = [node]
    while pending and total <= _SHORT:
        item = pending.pop()
        if isinstance(item, str):
            total += len(item.strip())
        else:
            pending += item.children
    return total


def _rows(table: _Node, ancestors: list[ElementKey]) -> list[tuple[_Node, list[ElementKey]]]:
    found: list[tuple[_Node, list[ElementKey]]] = []
    for child in table.children:
        if isinstance(child, _Node):
            key = ElementKey(
                child.tag, child.attributes.get("id", ""), frozenset(child.attributes.get("class", "").split())
            )
            if child.tag == "tr":
                found.append((child, [*ancestors, key]))
            elif child.tag in ("tbody", "thead", "tfoot"):
                found += _rows(child, [*ancestors, key])
    return found


def replace_tag(cell: _Node) -> _Node:
    """A table cell as a block of its own."""
    return _Node("div", cell.attributes, cell.children)
