"""Plain text files: their encoding, lines, bullets and underlined headings."""

from __future__ import annotations

import codecs
import re

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.ml.documents import sniff
from hiring_desktop.ml.documents.clean import BULLET, squeeze
from hiring_desktop.ml.documents.compose import MAX_CHARACTERS, Composer, DraftLine, Piece
from hiring_desktop.ml.documents.model import Document

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_RULE = re.compile(r"\s*([-=_*~#.])\1{2,}\s*")
_GAP = re.compile(r"\t+| {3,}")
_GAP_IN_LONG_ROW = re.compile(r"\t+| {2,}")
_LONG_ROW = 250
_DASH = re.compile(r"\s*[-*+–—]\s+(?=\w)")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")


def decode(data: bytes) -> str:
    """The text of bytes in any common encoding: by its mark, else UTF-8, else Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_text(data: bytes) -> Document:
    """Read a plain text file: its lines as they stand, blank lines and rules as the borders of blocks.

    Raises:
        DocumentRejected: ``resource_limit`` for more text than a resume has.
    """
    composer = Composer(sniff.TEXT)
    text = decode(data)
    if len(text) > MAX_CHARACTERS:
        raise DocumentRejected("The file holds far more text than a resume.", code="resource_limit")
    rows = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
    block, blank = 0, 0
    drafts: list[DraftLine] = []
    for row in rows:
        ruled = _RULE.fullmatch(row)
        if ruled or not row.strip():
            # A rule right under a line marks that line as a heading; it is never text itself.
            if ruled and not blank and drafts and ruled[1] in "-=~#" and len(drafts[-1].pieces) == 1:
                drafts[-1].heading = drafts[-1].heading or 2
            blank += 1
            continue
        if blank:
            block += 1
        draft = _line(row)
        draft.block, draft.gap = block, float(blank)
        drafts.append(draft)
        blank = 0
    for draft in drafts:
        composer.add(draft)
    return composer.finish()


def _line(row: str) -> DraftLine:
    heading, bullet = 0, False
    if found := _MARKDOWN_HEADING.match(row):
        heading, row = len(found[1]), row[found.end() :].rstrip("# ")
    elif found := (BULLET.match(row) or _DASH.match(row)):
        bullet, row = True, row[found.end() :]
    # A page that lost its line breaks on the way here often keeps them as two blanks.
    gap = _GAP_IN_LONG_ROW if len(row) > _LONG_ROW else _GAP
    pieces = [Piece(squeeze(part), cell=i > 0) for i, part in enumerate(gap.split(row.strip()))]
    return DraftLine(pieces, bullet=bullet, heading=heading)
