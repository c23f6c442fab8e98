"""HTML files: blocks, headings, lists, tables and links, without running or fetching anything."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from hiring_desktop.ml.documents import sniff
from hiring_desktop.ml.documents.clean import squeeze
from hiring_desktop.ml.documents.compose import Composer, DraftLine, Piece
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.text import decode

_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SKIPPED: Final = frozenset(
    {"script", "style", "head", "template", "noscript", "svg", "math", "iframe", "object", "title"}
)
_HEADINGS: Final = {f"h{n}": n for n in range(1, 7)}


class _Reader(HTMLParser):
    def __init__(self, composer: Composer) -> None:
        super().__init__(convert_charrefs=True)
        self.composer = composer
        self.pieces: list[Piece] = []
        self.cell = False
        self.heading = 0
        self.bullet = False
        self.target: str | None = None
        self.skipping: list[str] = []
        self.bold = 0
        self.block = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipping:
            if tag == self.skipping[-1]:
                self.skipping.append(tag)
            return
        if tag in _SKIPPED:
            self.skipping.append(tag)
            return
        if tag in _BLOCKS or tag == "br":
            self.end_line()
            if tag != "br":
                self.block += 1
        if tag in _HEADINGS:
            self.heading = _HEADINGS[tag]
        elif tag == "li":
            self.bullet = True
        elif tag in ("td", "th"):
            self.cell = True
        elif tag == "a":
            self.target = dict(attrs).get("href")
        elif tag in ("b", "strong"):
            self.bold += 1

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            if tag == self.skipping[-1]:
                self.skipping.pop()
            return
        if tag in _BLOCKS:
            self.end_line()
            self.block += 1
        if tag in _HEADINGS:
            self.heading = 0
        elif tag == "a":
            self.target = None
        elif tag in ("b", "strong"):
            self.bold = max(0, self.bold - 1)

    def handle_data(self, data: str) -> None:
        text = squeeze(data)
        if self.skipping or not text:
            return
        self.pieces.append(
            Piece(text, glued=not data[0].isspace() and not self.cell, cell=self.cell, target=self.target)
        )
        self.cell = False

    def end_line(self) -> None:
        if self.pieces:
            self.composer.add(
                DraftLine(self.pieces, bold=bool(self.bold), heading=self.heading, bullet=self.bullet, block=self.block)
            )
        self.pieces, self.bullet, self.cell = [], False, False


def read_html(data: bytes) -> Document:
    """Read a web page."""
    composer = Composer(sniff.HTML)
    reader = _Reader(composer)
    reader.feed(decode(data))
    reader.close()
    reader.end_line()
    return composer.finish()
