"""PDF files: spans, looks, bullets, hyphens, links, hidden text, headers and footers, scans."""

from __future__ import annotations

import io
from typing import Literal

import pytest
from drawn_layouts import LAYOUTS
from drawn_pages import BOLD, HEIGHT, WIDTH, Sheet, pdf
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from hiring_desktop.core.errors import DocumentRejected, NotFound
from hiring_desktop.ml.documents.model import Document
from hiring_desktop.ml.documents.read import needs_ocr, read_document
from hiring_desktop.ml.documents.render import MAX_PIXELS, render_page


def read(*sheets: Sheet) -> Document:
    return read_document(pdf(*sheets), "cv.pdf")


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def picture(colour: str, x: float, y: float, width: float, height: float, sheet: Sheet) -> None:
    """A picture on the page, behind the text."""
    image = ImageReader(Image.new("RGB", (20, 20), colour))

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(image, x, sheet.height - y - height, width, height)

    sheet.paint.append(draw)


def test_a_span_is_where_its_words_are_printed() -> None:
    sheet = Sheet()
    end = sheet.text(50, 100, "Jane Roe")
    sheet.text(50, 120, "Engineer at Acme")
    document = read(sheet)
    start = document.text.index("Jane Roe")
    span = document.span(start, start + len("Jane Roe"))
    assert (span.page, len(span.boxes)) == (1, 1)
    x0, y0, x1, y1 = span.boxes[0]
    assert x0 == pytest.approx(50, abs=1)
    assert x1 == pytest.approx(end, abs=1)
    assert y0 < 100 < y1 < 112
    both = document.span(0, len(document.text))
    assert len(both.boxes) == 2


def test_looks_and_where_they_change() -> None:
    sheet = Sheet()
    end = sheet.text(50, 100, "Engineer,", 12, BOLD, "#1f3864")
    sheet.text(end + 3, 100, "Acme and other employers", 12)
    document = read(sheet)
    (line,) = document.lines
    assert (line.size, line.bold, line.colour) == (12.0, False, 0)
    assert [document.text[at:].split()[0] for at in line.breaks] == ["Acme"]


def test_bullets_as_letters_and_as_drawings() -> None:
    sheet = Sheet()
    sheet.bullets(50, 100, ["Item one", "Item two"])
    sheet.text(50, 128, "- Item three of this list")
    sheet.text(60, 142, "Item four")
    sheet.paint.append(lambda canvas: canvas.circle(54, HEIGHT - 139, 2, stroke=0, fill=1))
    sheet.text(60, 156, "No item")
    document = read(sheet)
    assert texts(document) == ["Item one", "Item two", "Item three of this list", "Item four", "No item"]
    assert [line.bullet for line in document.lines] == [True, True, True, True, False]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Automated the trans-", "formation of reports", ["Automated the transformation", "of reports"]),
        ("A self-", "employed builder", ["A self-employed", "builder"]),
        ("See linkedin.com/in/jane-", "roe-123 for more", ["See linkedin.com/in/jane-roe-123", "for more"]),
        ("In Baden-", "Württemberg at home", ["In Baden-", "Württemberg at home"]),
        ("From 2019 -", "present day", ["From 2019 -", "present day"]),
    ],
)
def test_words_divided_at_the_end_of_a_line(first: str, second: str, expected: list[str]) -> None:
    sheet = Sheet()
    sheet.lines(50, 100, [first, second])
    document = read(sheet)
    assert texts(document) == expected


def test_both_halves_of_a_divided_word_are_in_its_span() -> None:
    sheet = Sheet()
    sheet.lines(50, 100, ["Automated the trans-", "formation of reports"])
    document = read(sheet)
    start = document.text.index("transformation")
    boxes = document.span(start, start + len("transformation")).boxes
    assert len(boxes) == 2
    assert boxes[0][3] < boxes[1][3]


def test_letters_set_wide_and_names_set_tight() -> None:
    sheet = Sheet()

    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(50, HEIGHT - 60)
        text.setFont(BOLD, 20)
        text.setCharSpace(-0.8)
        text.setWordSpace(-2.2)
        text.textLine("ALEXEI KUSCH")
        text.setFont(BOLD, 10)
        text.setCharSpace(4)
        text.setWordSpace(4)
        text.textLine("WORK EXPERIENCE")
        canvas.drawText(text)

    sheet.ink.append(draw)
    sheet.lines(50, 120, ["Plain text of the usual size", "and more of it", "and yet more"])
    assert texts(read(sheet))[:2] == ["ALEXEI KUSCH", "WORK EXPERIENCE"]


def test_links_and_their_words() -> None:
    sheet = Sheet()
    end = sheet.text(50, 100, "my page")
    sheet.ink.append(lambda canvas: canvas.linkURL("https://example.org/jane", (50, HEIGHT - 103, end, HEIGHT - 90)))
    sheet.ink.append(lambda canvas: canvas.linkURL("mailto:jane@example.org", (300, 300, 320, 320)))
    document = read(sheet)
    found = [(link.target, link.span and document.text[link.span.start : link.span.end]) for link in document.links]
    assert found == [("https://example.org/jane", "my page"), ("mailto:jane@example.org", None)]


class TestHiddenText:
    """What nobody can see is kept out of the text and told."""

    def check(self, sheet: Sheet, hidden: bool = True) -> None:
        sheet.lines(50, 100, ["Visible text of this page", "and more of it"])
        document = read(sheet)
        if hidden:
            assert "kubernetes" not in document.text
            assert "kubernetes" in " ".join(document.hidden)
            assert document.warnings == ("hidden_text",)
        else:
            assert "kubernetes" in document.text
            assert document.hidden == ()

    def test_white_on_white(self) -> None:
        sheet = Sheet()
        sheet.text(50, 300, "kubernetes terraform", colour="#fefefe")
        self.check(sheet)

    def test_white_on_a_dark_panel_is_visible(self) -> None:
        sheet = Sheet()
        sheet.box(40, 280, 200, 40, "#203040")
        sheet.text(50, 300, "kubernetes terraform", colour="#ffffff")
        self.check(sheet, hidden=False)

    def test_dark_on_dark(self) -> None:
        sheet = Sheet()
        sheet.box(40, 280, 200, 40, "#203040")
        sheet.text(50, 300, "kubernetes terraform", colour="#213141")
        self.check(sheet)

    def test_white_on_a_picture_may_be_seen(self) -> None:
        sheet = Sheet()
        picture("navy", 40, 280, 200, 40, sheet)
        sheet.text(50, 300, "kubernetes terraform", colour="#ffffff")
        self.check(sheet, hidden=False)

    def test_tiny(self) -> None:
        sheet = Sheet()
        sheet.text(50, 300, "kubernetes terraform", 1.5)
        self.check(sheet)

    def test_off_the_page(self) -> None:
        sheet = Sheet()
        sheet.text(WIDTH + 50, 300, "kubernetes terraform")
        sheet.text(50, -40, "kubernetes")
        self.check(sheet)

    def test_drawn_with_nothing(self) -> None:
        sheet = Sheet()

        def draw(canvas: Canvas) -> None:
            text = canvas.beginText(50, 300)
            text.setTextRenderMode(3)
            text.textLine("kubernetes terraform")
            canvas.drawText(text)

        sheet.ink.append(draw)
        self.check(sheet)

    def test_painted_over(self) -> None:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
        canvas.drawString(50, 500, "kubernetes terraform")
        canvas.setFillColor("#eeeeee")
        canvas.rect(40, 490, 300, 30, stroke=0, fill=1)
        canvas.setFillColor("#000000")
        canvas.drawString(50, 700, "Visible text of this page")
        canvas.save()
        document = read_document(buffer.getvalue(), "cv.pdf")
        assert document.text == "Visible text of this page"
        assert document.hidden == ("kubernetes terraform",)

    def test_a_ground_painted_before_the_text_hides_nothing(self) -> None:
        sheet = Sheet()
        sheet.box(0, 0, WIDTH, HEIGHT, "#ffffff")
        sheet.box(40, 280, 200, 40, "#dddddd")
        sheet.text(50, 300, "kubernetes terraform")
        self.check(sheet, hidden=False)


def scan(text: str, mode: Literal[0, 3]) -> bytes:
    """A page that is a picture, with text over it."""
    sheet = Sheet()
    picture("white", 0, 0, WIDTH, HEIGHT, sheet)

    def draw(canvas: Canvas) -> None:
        block = canvas.beginText(50, 700)
        block.setTextRenderMode(mode)
        block.textLines(text)
        canvas.drawText(block)

    sheet.ink.append(draw)
    return pdf(sheet)


def test_the_invisible_text_over_a_scan_is_read() -> None:
    rows = "\n".join(f"Row {n} of the text that a scanner has read" for n in range(10))
    document = read_document(scan(rows, 3), "scan.pdf")
    assert document.text == rows
    assert document.hidden == ()
    assert not needs_ocr(document)


def test_pictures_of_pages_need_ocr() -> None:
    assert needs_ocr(read_document(scan("", 0), "scan.pdf"))
    assert needs_ocr(read_document(scan("Scanned by Example Scan Pro 3", 0), "scan.pdf"))
    assert not needs_ocr(read_document(scan("Jane Roe jane@example.org", 0), "scan.pdf"))


def test_headers_and_footers_come_last_but_for_the_first_header() -> None:
    sheets = []
    for number in (1, 2, 3):
        sheet = Sheet()
        sheet.text(50, 30, "Jane Roe, Engineer")
        sheet.lines(50, 120, [f"Text {number} of the body", f"More {number} of the body"])
        sheet.text(250, 820, f"Page {number} of 3")
        sheets.append(sheet)
    document = read(*sheets)
    assert texts(document) == [
        "Jane Roe, Engineer", "Text 1 of the body", "More 1 of the body", "Text 2 of the body", "More 2 of the body",
        "Text 3 of the body", "More 3 of the body", "Page 1 of 3", "Jane Roe, Engineer", "Page 2 of 3",
        "Jane Roe, Engineer", "Page 3 of 3",
    ]  # fmt: skip
    assert [line.kind for line in document.lines].count("body") == 7


def test_only_the_first_pages_are_read_and_that_is_told() -> None:
    sheets = []
    for number in range(40):
        sheet = Sheet()
        sheet.text(50, 100, f"Body of page {number + 1}")
        sheets.append(sheet)
    document = read(*sheets)
    assert document.warnings == ("truncated",)
    assert len(document.page_sizes) == 30
    assert document.lines[-1].page == 30


def test_icons_ligatures_and_odd_blanks_are_cleaned() -> None:
    from hiring_desktop.ml.documents.clean import clean

    assert clean("\uf095 ef\ufb01cient\u00a0work\u200b \u00adflow \ufffe x\u0301") == " efficient work flow  x\u0301"


def test_render_draws_a_page() -> None:
    sheet = Sheet()
    sheet.box(0, 0, WIDTH, HEIGHT / 2, "#ff0000")
    page = render_page(pdf(sheet, Sheet()), 1, 0.5)
    assert (page.page, page.pages) == (1, 2)
    assert (page.width, page.height) == (298, 421)
    assert (page.page_width, page.page_height) == pytest.approx((WIDTH, HEIGHT), abs=1)
    assert len(page.rgb) == 3 * page.width * page.height
    middle = page.width // 2
    assert page.rgb[3 * (10 * page.width + middle) :][:3] == b"\xff\x00\x00"
    assert page.rgb[3 * (400 * page.width + middle) :][:3] == b"\xff\xff\xff"


def test_render_keeps_to_its_limits() -> None:
    page = render_page(pdf(Sheet()), 1, 1000.0)
    assert page.width * page.height <= MAX_PIXELS * 1.01
    with pytest.raises(NotFound):
        render_page(pdf(Sheet()), 2, 1.0)
    with pytest.raises(DocumentRejected) as caught:
        render_page(b"plain text", 1, 1.0)
    assert caught.value.code == "unsupported"


@pytest.mark.parametrize("broken", [b"/Pagez ", b"/Kidz"])
def test_a_broken_page_tree_is_read_all_the_same(broken: bytes) -> None:
    data, expected = LAYOUTS["dates_in_a_left_column"]()
    whole = {b"/Pagez ": b"/Pages ", b"/Kidz": b"/Kids"}[broken]
    document = read_document(data.replace(whole, broken), "cv.pdf")
    assert [line.text.replace("|", "").split() for line in document.lines] == [
        row.replace(" | ", " ").split() for row in expected
    ]
    assert document.page_sizes == ((WIDTH, HEIGHT),)
