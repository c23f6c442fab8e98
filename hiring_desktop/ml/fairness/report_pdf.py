"""A fairness report as a PDF file, without Qt. The same report gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal
from xml.sax.saxutils import escape

from reportlab.graphics import shapes
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import Table as PdfTable

from hiring_desktop.core.settings import resource
from hiring_desktop.ml.fairness.chart import WIDTH, Label, Line, Rectangle, draw, height_of
from hiring_desktop.ml.fairness.report import DISCLAIMER, LABEL, TITLE, ReportFacts, build_report
from hiring_desktop.ml.fairness.report_blocks import Block, Cell, Chart, Facts, Heading, Table, Text, VerdictCell
from hiring_desktop.ml.fairness.result import FairnessAudit

_MARGIN: Final = 20 * mm
_ROOM: Final = A4[0] - 2 * _MARGIN
_INK, _GREY, _RULE = HexColor(0x1C2430), HexColor(0x4A5566), HexColor(0xC3CAD5)
_RED, _AMBER, _GREEN, _BLUE = HexColor(0xA3161A), HexColor(0x8A5A00), HexColor(0x1D6B3A), HexColor(0x5B7FB5)
_OF_VERDICT: Final = {
    "adverse_impact_indicated": _RED,
    "significant_above_four_fifths": _AMBER,
    "flag_not_significant": _AMBER,
    "insufficient_data": _GREY,
    "no_adverse_impact_indicated": _GREEN,
    "not_computable": _GREY,
}
_OF_TONE: Final = {"bar": _BLUE, "faint": HexColor(0xD8DDE5), "line": _INK, "mark": _RED, "text": _INK, "label": _GREY}

_BODY: Final = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=13, textColor=_INK, spaceAfter=4)
_SMALL: Final = ParagraphStyle("small", _BODY, fontSize=8, leading=10.5, textColor=_GREY, spaceAfter=2)
_ITEM: Final = ParagraphStyle("item", _BODY, leftIndent=12, bulletIndent=2, spaceAfter=3)
_TITLE: Final = ParagraphStyle("title", _BODY, fontName="Helvetica-Bold", fontSize=20, leading=25, spaceAfter=6)
_SUBJECT: Final = ParagraphStyle("subject", _BODY, fontSize=11, leading=15, textColor=_GREY, spaceAfter=6)
_HEADINGS: Final = {
    1: ParagraphStyle("h1", _BODY, fontName="Helvetica-Bold", fontSize=13, leading=17, spaceBefore=12, spaceAfter=5),
    2: ParagraphStyle("h2", _BODY, fontName="Helvetica-Bold", fontSize=10, leading=13, spaceBefore=8, spaceAfter=3),
}
_CELL: Final = ParagraphStyle("cell", _BODY, fontSize=8.5, leading=11, spaceAfter=0)
_NUMBER: Final = ParagraphStyle("number", _CELL, alignment=TA_RIGHT)
_HEAD: Final = ParagraphStyle("head", _CELL, fontName="Helvetica-Bold", fontSize=8, leading=10)
_HEAD_NUMBER: Final = ParagraphStyle("head number", _HEAD, alignment=TA_RIGHT)


def report_pdf(audit: FairnessAudit, facts: ReportFacts) -> bytes:
    """The report as a PDF file, A4."""
    _, pages = _built(audit, facts, 0)
    return _built(audit, facts, pages)[0]


def _built(audit: FairnessAudit, facts: ReportFacts, pages: int) -> tuple[bytes, int]:
    """The file, and how many pages it has; each page says of how many it is, which only a first run can tell."""
    out = io.BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=24 * mm, bottomMargin=20 * mm,
        title=f"{TITLE}: {facts.subject or facts.data_source}", author="Smart Hiring", subject=LABEL, invariant=1,
    )  # fmt: skip
    body = Frame(document.leftMargin, document.bottomMargin, document.width, document.height, 0, 0, 0, 0)

    def dress(canvas: Canvas, _: BaseDocTemplate) -> None:
        _draw_head_and_foot(canvas, facts, pages)

    document.addPageTemplates(PageTemplate(frames=[body], onPage=dress))
    story: list[Flowable] = [Paragraph(TITLE, _TITLE)]
    if facts.subject:
        story.append(Paragraph(_marked_up(facts.subject), _SUBJECT))
    document.build([*story, _notice(), *_flowables(build_report(audit, facts))])
    return out.getvalue(), document.page


def _flowables(blocks: tuple[Block, ...]) -> Iterator[Flowable]:
    for block in blocks:
        match block:
            case Heading(text, level):
                yield CondPageBreak((55 if level == 1 else 30) * mm)
                yield Paragraph(_marked_up(text), _HEADINGS[level])
            case Text(text, item, small):
                style = _ITEM if item else _SMALL if small else _BODY
                yield Paragraph(_marked_up(text), style, bulletText="•" if item else None)
            case Facts(pairs):
                yield _facts(pairs)
            case Table():
                yield _table(block)
                yield Spacer(0, 6)
            case Chart():
                yield KeepTogether([Spacer(0, 4), _drawing(block), Spacer(0, 4)])


def _notice() -> Flowable:
    box = PdfTable([[Paragraph(escape(DISCLAIMER), _BODY)]], colWidths=[_ROOM])
    box.setStyle(
        [("BACKGROUND", (0, 0), (-1, -1), HexColor(0xFDF6E7)), ("LINEBEFORE", (0, 0), (0, -1), 3, _AMBER),
         ("LEFTPADDING", (0, 0), (-1, -1), 9), ("TOPPADDING", (0, 0), (-1, -1), 5)]
    )  # fmt: skip
    return box


def _facts(pairs: tuple[tuple[str, str], ...]) -> Flowable:
    grey = ParagraphStyle("grey", _CELL, textColor=_GREY)
    rows = [[Paragraph(escape(name), grey), Paragraph(_marked_up(what), _CELL)] for name, what in pairs]
    table = PdfTable(rows, colWidths=[40 * mm, _ROOM - 40 * mm])
    table.setStyle(
        [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 1),
         ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]
    )  # fmt: skip
    return table


def _table(table: Table) -> Flowable:
    head = [
        Paragraph(_marked_up(text), _HEAD if at in table.left else _HEAD_NUMBER)
        for at, text in enumerate(table.headings)
    ]
    body = [[_cell(cell, _CELL if at in table.left else _NUMBER) for at, cell in enumerate(row)] for row in table.rows]
    unit = _ROOM / sum(table.widths)
    drawn = PdfTable([head, *body], colWidths=[unit * width for width in table.widths], repeatRows=1)
    drawn.setStyle(
        [("VALIGN", (0, 0), (-1, 0), "BOTTOM"), ("VALIGN", (0, 1), (-1, -1), "TOP"),
         ("LINEBELOW", (0, 0), (-1, 0), 0.9, _INK), ("LINEBELOW", (0, 1), (-1, -1), 0.35, _RULE),
         ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
         ("TOPPADDING", (0, 0), (-1, -1), 2.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5)]
    )  # fmt: skip
    return drawn


def _cell(cell: Cell, style: ParagraphStyle) -> Paragraph:
    if isinstance(cell, VerdictCell):
        colour = _OF_VERDICT[cell.verdict].hexval().replace("0x", "#")
        return Paragraph(f'<font name="Helvetica-Bold" color="{colour}">{escape(str(cell))}</font>', style)
    return Paragraph(_marked_up(cell), style)


def _drawing(chart: Chart) -> shapes.Drawing:
    height = height_of(chart)
    drawing = shapes.Drawing(WIDTH, height, hAlign="LEFT")
    drawing.scale(_ROOM / WIDTH, 1)
    for shape in draw(chart):
        colour = _OF_TONE[shape.tone]
        match shape:
            case Rectangle(x, y, width, tall):
                drawn: shapes.Shape = shapes.Rect(x, height - y - tall, width, tall)
                drawn.setProperties({"fillColor": colour, "strokeColor": None})
            case Line(x1, y1, x2, y2, tone):
                drawn = shapes.Line(x1, height - y1, x2, height - y2, strokeColor=colour, strokeWidth=0.7)
                drawn.setProperties({"strokeDashArray": [3, 2] if tone == "mark" else None})
            case Label(x, y, text, anchor):
                drawn = _label(x, height - y, text, anchor, colour)
        drawing.add(drawn)
    return drawing


def _label(x: float, y: float, text: str, anchor: Literal["start", "middle", "end"], colour: Color) -> shapes.String:
    font = "Helvetica" if _is_standard(text) else _wide_font().fontName
    return shapes.String(x, y, _printable(text), fontName=font, fontSize=8, fillColor=colour, textAnchor=anchor)


# ------------------------------------------------------------------ characters
def _marked_up(text: str) -> str:
    """Text for a paragraph, in another font where the standard ones lack a character of it."""
    shown = escape(_printable(text))
    return shown if _is_standard(text) else f'<font name="{_wide_font().fontName}">{shown}</font>'


def _is_standard(text: str) -> bool:
    """Whether the standard fonts of PDF have all of it."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _printable(text: str) -> str:
    """The text, with the code of each character that no font at hand has."""
    if _is_standard(text):
        return "".join(character for character in text if character.isprintable())
    known = _wide_font().face.charToGlyph
    return "".join(
        character if ord(character) in known else f"[U+{ord(character):04X}]"
        for character in text
        if character.isprintable()
    )


@cache
def _wide_font() -> TTFont:
    """DejaVu Sans: Latin, Greek, Cyrillic and more. The part of it that is used goes into the file."""
    font = TTFont("DejaVuSans", str(resource("fonts", "DejaVuSans.ttf")))
    pdfmetrics.registerFont(font)
    return font


def _draw_head_and_foot(canvas: Canvas, facts: ReportFacts, pages: int) -> None:
    width, height = A4
    canvas.setStrokeColor(_RULE)
    canvas.setFillColor(_GREY)
    canvas.setLineWidth(0.4)
    canvas.setFont("Helvetica-Bold", 8)
    canvas.drawString(_MARGIN, height - 14 * mm, LABEL.upper())
    canvas.setFont("Helvetica", 8)
    canvas.drawRightString(width - _MARGIN, height - 14 * mm, f"{TITLE} of {facts.audit_date}")
    canvas.line(_MARGIN, height - 16 * mm, width - _MARGIN, height - 16 * mm)
    canvas.drawRightString(width - _MARGIN, 11 * mm, f"Page {canvas.getPageNumber()} of {pages}")
