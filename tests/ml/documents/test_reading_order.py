"""Layouts of many kinds come out in reading order, whatever the order of the file."""

from __future__ import annotations

from itertools import pairwise

import pytest
from drawn_layouts import LAYOUTS
from drawn_pages import Sheet, pdf
from reportlab.pdfgen.canvas import Canvas

from hiring_desktop.ml.documents.model import Document, Line
from hiring_desktop.ml.documents.read import read_document


def shown(line: Line) -> str:
    """The line with its cells divided by `` | ``."""
    borders = [line.start, *line.cells, line.end]
    return " | ".join(line.text[a - line.start : b - line.start].strip() for a, b in pairwise(borders))


def lines(document: Document) -> list[str]:
    return [shown(line) for line in document.lines]


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str) -> None:
    data, expected = LAYOUTS[name]()
    assert lines(read_document(data, "cv.pdf")) == expected


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_word_has_its_box_on_its_page(name: str) -> None:
    document = read_document(LAYOUTS[name]()[0], "cv.pdf")
    for line in document.lines:
        assert document.text[line.start : line.end] == line.text
        assert line.page is not None
        width, height = document.page_sizes[line.page - 1]
        for word in line.words:
            assert word.box is not None
            x0, y0, x1, y1 = word.box
            assert 0 <= x0 < x1 <= width
            assert 0 <= y0 < y1 <= height
        assert [word.start for word in line.words] == sorted(word.start for word in line.words)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_reads_as_it_is_shown(rotation: int) -> None:
    def draw(canvas: Canvas) -> None:
        # The page is turned clockwise for showing, so that what stands upright on it was drawn turned the other way.
        width, height = (595, 842) if rotation % 180 == 0 else (842, 595)
        canvas.translate(*{0: (0, 0), 90: (width, 0), 180: (width, height), 270: (0, height)}[rotation])
        canvas.rotate(rotation)
        for number, text in enumerate(("Name of a Person", "First line of the text", "Second line of the text")):
            canvas.drawString(50, 500 - 20 * number, text)

    sheet = Sheet(595, 842) if rotation % 180 == 0 else Sheet(842, 595)
    sheet.rotation = rotation
    sheet.ink.append(draw)
    document = read_document(pdf(sheet), "cv.pdf")
    assert lines(document) == ["Name of a Person", "First line of the text", "Second line of the text"]
    first, second = document.lines[0].box, document.lines[1].box
    assert first is not None
    assert second is not None
    assert first[0] == pytest.approx(second[0], abs=1)
    assert first[3] < second[3]
