"""Rich Text Format: its groups and control words to paragraphs and tables.

Follows the RTF 1.9.1 specification as far as text, looks, lists, tables, fields, headers and footers go.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace
from typing import Final

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents import sniff
from hiring_desktop.ml.documents.compose import Composer
from hiring_desktop.ml.documents.flow import Block, Cell, FlowWriter, Paragraph, Run, Table, invisible
from hiring_desktop.ml.documents.model import Document

MAX_GROUPS: Final = 2_000
"""Groups inside groups; word processors stay below 100."""

_TOKEN: Final = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_HYPERLINK: Final = re.compile(r'HYPERLINK\s+(?:\\l\s+)?"?([^"\s]{1,2000})"?', re.IGNORECASE)
_COUNTED: Final = re.compile(r"\s*(PAGE|NUMPAGES|TOC)\b", re.IGNORECASE)
_STYLE_NAME: Final = re.compile(r"(?:heading|überschrift|titre|título|titolo) (\d)", re.IGNORECASE)

_CHARSETS: Final = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_SYMBOL: Final = 2
_CHARACTERS: Final = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "tab": "\t", "line": "\n", "lbr": "\n", "enspace": " ", "emspace": " ", "qmspace": " ", "softline": "\n",
    "zwj": "", "zwnj": "", "ltrmark": "", "rtlmark": "",
}  # fmt: skip
_SYMBOLS: Final = {"~": "\u00a0", "_": "-", "-": "", "\r": "\n", "\n": "\n", "\t": "\t", "{": "{", "}": "}", "\\": "\\"}
_ENDS: Final = frozenset({"par", "sect", "page", "column", "nestcell", "nestrow"})
_SKIPPED: Final = frozenset(
    {"pict", "object", "info", "filetbl", "revtbl", "listtable", "listoverridetable", "rsidtbl", "generator",
     "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "nonshppict", "shprslt", "sp",
     "atnid", "atnauthor", "annotation", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "bkmkstart", "bkmkend",
     "template", "pgdsctbl", "falt", "panose", "background", "pnseclvl"}
)  # fmt: skip
_OPEN: Final = frozenset({"shpinst", "shptxt", "fldinst", "fldrslt", "shp", "pntext", "listtext", "ud"})
_MUTE: Final = frozenset({"skip", "fldinst", "listtext", "pntext"})
"""Places whose paragraph settings are their own: a list's mark must not end the item."""

_PARTS: Final = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header", "footer": "footer",
    "footerl": "footer", "footerr": "footer", "footerf": "footer", "footnote": "note",
}  # fmt: skip


@dataclass(slots=True)
class _State:
    """What a group has set; a group inside begins with a copy."""

    place: str = "body"
    """Where text goes: ``body``, ``header``, ``footer``, ``note``, ``box``, ``skip``, or a table's or field's name."""
    bold: bool = False
    italic: bool = False
    size: float = 12.0
    colour: int = 0
    hidden: bool = False
    deleted: bool = False
    shaded: bool = False
    font: int = 0
    fallback: int = 1
    """How many characters stand in for a unicode one (``\\uc``)."""
    target: str | None = None


@dataclass(slots=True)
class _Flow:
    """A stream of paragraphs: the body, a header, a note."""

    blocks: list[Block] = field(default_factory=list)
    paragraph: Paragraph = field(default_factory=Paragraph)
    in_table: bool = False
    row: list[Cell] = field(default_factory=list)
    cell: list[Paragraph | Table] = field(default_factory=list)
    style: int | None = None


def read_rtf(data: bytes) -> Document:
    """Read an RTF file: headers, body, notes, footers.

    Raises:
        DocumentRejected: ``resource_limit`` for groups nested deeper than ``MAX_GROUPS``.
    """
    reader = _Reader(data.decode("latin-1"))
    reader.run()
    composer = Composer(sniff.RTF)
    writer = FlowWriter(composer)
    writer.write(reader.finished("header"), "header")
    writer.write(reader.finished("body"))
    writer.write(reader.finished("box"))
    writer.write(reader.finished("note"))
    writer.write(reader.finished("footer"), "footer")
    return composer.finish()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.state = _State()
        self.stack: list[_State] = []
        self.flows: dict[str, _Flow] = {}
        self.codec = "cp1252"
        self.charsets: dict[int, int] = {}
        self.colours: list[int | None] = []
        self.rgb: dict[str, int] = {}
        self.headings: dict[int, int] = {}
        self.widths: list[float] = []
        self.entry = 0
        """The font or style that a table entry is about."""
        self.words: list[str] = []
        self.starred = False
        self.skip = 0
        self.bytes = bytearray()

    def run(self) -> None:
        position = 0
        while found := _TOKEN.match(self.source, position):
            position = found.end()
            word, number, code, symbol, brace, text = found.groups()
            if code is not None:
                self._byte(int(code, 16))
                continue
            if text is not None:
                self._plain(text)
                continue
            self._flush()
            if brace == "{":
                self._open()
            elif brace == "}":
                self._close()
            elif word == "bin":
                position += max(0, int(number or 0))
            elif word is not None:
                self._word(word, None if number is None else int(number))
            elif symbol == "*":
                self.starred = True
            elif symbol is not None:
                self._write(_SYMBOLS.get(symbol, ""))
        self._flush()

    def finished(self, place: str) -> list[Block]:
        """The blocks of a stream."""
        flow = self.flows.get(place)
        if flow is None:
            return []
        self._end_paragraph(flow)
        if flow.row or flow.cell:
            self._end_cell(flow)
            self._end_row(flow)
        return flow.blocks

    # ------------------------------------------------------------------ groups
    def _open(self) -> None:
        if len(self.stack) >= MAX_GROUPS:
            raise DocumentRejected("The document is nested far too deeply.", code="resource_limit")
        self.stack.append(replace(self.state))

    def _close(self) -> None:
        if not self.stack:
            return
        ended, self.state = self.state, self.stack.pop()
        if ended.place == "fldinst" and self.state.place != "fldinst":
            instruction, self.words = "".join(self.words), []
            link = _HYPERLINK.search(instruction)
            # The result follows in a sibling group and inherits from the field's own.
            self.state.target = link[1] if link else self.state.target
            self.state.deleted = self.state.deleted or bool(_COUNTED.match(instruction))
        elif ended.place == "stylesheet" and self.words:
            name, self.words = "".join(self.words).strip().rstrip(";"), []
            if match := _STYLE_NAME.match(name):
                self.headings[self.entry] = int(match[1])
            elif name.lower() == "title":
                self.headings[self.entry] = 1
        elif ended.place in ("listtext", "pntext") and self.state.place != ended.place:
            self._flow().paragraph.bullet = True
        elif ended.place == "box" and self.state.place != "box":
            self._end_paragraph(self._flow_of("box"))

    def _destination(self, word: str) -> bool:
        """Whether a control word says where the text of its group goes."""
        starred, self.starred = self.starred, False
        state = self.state
        if state.place == "skip" and word != "shptxt":
            return True
        if word in _SKIPPED or (starred and word not in _OPEN):
            state.place = "skip"
        elif word in ("fonttbl", "colortbl", "stylesheet", "fldinst", "listtext", "pntext"):
            state.place = word
        elif word == "shpinst":
            state.place = "skip"
        elif word == "shptxt":
            state.place = "box"
        elif word in _PARTS:
            state.place = _PARTS[word]
        else:
            return False
        return True

    # ------------------------------------------------------------------ control words
    def _word(self, word: str, number: int | None) -> None:
        if self._destination(word):
            return
        state = self.state
        if state.place in ("fonttbl", "colortbl", "stylesheet"):
            self._table_word(word, number)
        elif word == "u":
            self.skip = 0
            self._write(chr((number or 0) % 65536))
            self.skip = state.fallback
        elif word == "uc":
            state.fallback = max(0, number or 0)
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        elif word in _ENDS:
            self._end_paragraph(self._flow())
        elif word == "ansicpg":
            self.codec = _known(f"cp{number}")
        elif word == "mac":
            self.codec = "mac_roman"
        elif not self._look_word(word, number) and state.place not in _MUTE:
            self._paragraph_word(word, number)

    def _look_word(self, word: str, number: int | None) -> bool:
        state, on = self.state, number != 0
        if word == "b":
            state.bold = on
        elif word == "i":
            state.italic = on
        elif word == "fs":
            state.size = (number or 24) / 2
        elif word == "cf":
            state.colour = number or 0
        elif word == "f":
            state.font = number or 0
        elif word == "v":
            state.hidden = on
        elif word == "deleted":
            state.deleted = on
        elif word in ("highlight", "chcbpat", "cb", "chshdng"):
            state.shaded = bool(number)
        elif word == "plain":
            state.bold = state.italic = state.hidden = state.shaded = state.deleted = False
            state.size, state.colour, state.font = 12.0, 0, 0
        else:
            return False
        return True

    def _paragraph_word(self, word: str, number: int | None) -> None:
        flow = self._flow()
        paragraph = flow.paragraph
        if word == "pard":
            flow.in_table = False
            flow.paragraph = Paragraph(paragraph.runs)
            self.state.shaded = False
        elif word == "intbl":
            flow.in_table = True
        elif word == "s":
            paragraph.heading = self.headings.get(number or 0, 0)
        elif word == "outlinelevel" and number is not None and number < 9:
            paragraph.heading = number + 1
        elif word in ("ls", "pnlvlblt", "pnlvlbody"):
            paragraph.bullet = number != 0
        elif word == "sb":
            paragraph.space = (number or 0) / 20
        elif word in ("cbpat", "clcbpat", "shading"):
            self.state.shaded = self.state.shaded or bool(number)
        elif word == "trowd":
            self.widths = []
        elif word == "cellx":
            self.widths.append(float(number or 0))
        elif word == "cell":
            self._end_paragraph(flow, table=True)
            self._end_cell(flow)
        elif word == "row":
            self._end_row(flow)

    def _table_word(self, word: str, number: int | None) -> None:
        place = self.state.place
        if place == "colortbl" and word in ("red", "green", "blue"):
            self.rgb[word] = max(0, min(255, number or 0))
        elif place == "fonttbl" and word == "f":
            self.entry = number or 0
        elif place == "fonttbl" and word == "fcharset":
            self.charsets[self.entry] = number or 0
        elif place == "stylesheet" and word == "s":
            self.entry, self.words = number or 0, []
        elif place == "stylesheet" and word in ("cs", "ds", "ts"):
            self.entry, self.words = -1, []

    # ------------------------------------------------------------------ text
    def _byte(self, code: int) -> None:
        if self.skip:
            self.skip -= 1
        else:
            self.bytes.append(code)

    def _plain(self, text: str) -> None:
        if self.skip:
            dropped = min(self.skip, len(text))
            self.skip -= dropped
            text = text[dropped:]
        if text.isascii():
            self._flush()
            self._write(text)
        else:
            self.bytes += text.encode("latin-1")

    def _flush(self) -> None:
        """Decode the bytes that have come together: in some codes two make a character."""
        if not self.bytes:
            return
        content, self.bytes = bytes(self.bytes), bytearray()
        charset = self.charsets.get(self.state.font, 0)
        if charset == _SYMBOL:
            self._write("".join(chr(0xF000 + code) for code in content))
        else:
            self._write(
                content.decode(self.codec if charset in (0, 1) else _CHARSETS.get(charset, self.codec), "replace")
            )

    def _write(self, text: str) -> None:
        state = self.state
        place = state.place
        if place == "colortbl":
            for _ in range(text.count(";")):
                self.colours.append(
                    self.rgb.get("red", 0) << 16 | self.rgb.get("green", 0) << 8 | self.rgb.get("blue", 0)
                    if self.rgb
                    else None
                )
                self.rgb = {}
        elif place in ("stylesheet", "fldinst"):
            self.words.append(text)
        elif place not in ("skip", "fonttbl", "listtext", "pntext") and not state.deleted and text:
            colour = self.colours[state.colour] if 0 <= state.colour < len(self.colours) else None
            hidden = state.hidden or invisible(colour, state.size, shaded=state.shaded)
            self._flow().paragraph.runs.append(
                Run(text, state.bold, state.italic, state.size, colour, hidden, state.target)
            )

    # ------------------------------------------------------------------ paragraphs and tables
    def _flow(self) -> _Flow:
        place = self.state.place
        return self._flow_of(place if place in ("header", "footer", "note", "box") else "body")

    def _flow_of(self, place: str) -> _Flow:
        return self.flows.setdefault(place, _Flow())

    def _end_paragraph(self, flow: _Flow, *, table: bool = False) -> None:
        paragraph = flow.paragraph
        flow.paragraph = Paragraph(heading=paragraph.heading, bullet=paragraph.bullet, space=paragraph.space)
        if table or flow.in_table:
            flow.cell.append(paragraph)
        else:
            flow.blocks.append(paragraph)

    def _end_cell(self, flow: _Flow) -> None:
        place = len(flow.row)
        width = 0.0
        if place < len(self.widths):
            width = self.widths[place] - (self.widths[place - 1] if place else 0.0)
        flow.row.append(Cell(flow.cell, width))
        flow.cell = []

    def _end_row(self, flow: _Flow) -> None:
        if flow.row:
            last = flow.blocks[-1] if flow.blocks else None
            if isinstance(last, Table):
                last.rows.append(flow.row)
            else:
                flow.blocks.append(Table([flow.row]))
        flow.row = []


def _known(codec: str) -> str:
    try:
        return codecs.lookup(codec).name
    except LookupError:
        return "cp1252"
