"""Draws PDF pages for tests: text goes to the file in a scrambled order, so that only boxes tell where it belongs."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.0, 842.0
REGULAR, BOLD, ITALIC = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
PITCH = 14.0


@dataclass
class Sheet:
    """A page under construction; ``y`` counts from the top."""

    width: float = WIDTH
    height: float = HEIGHT
    rotation: int = 0
    paint: list[Callable[[Canvas], None]] = field(default_factory=list)
    ink: list[Callable[[Canvas], None]] = field(default_factory=list)

    def text(
        self, x: float, y: float, text: str, size: float = 10, font: str = REGULAR, colour: str = "#000000"
    ) -> float:  # fmt: skip
        """One line with its baseline at ``y``; returns where it ends."""

        def draw(canvas: Canvas) -> None:
            canvas.setFillColor(colour)
            canvas.setFont(font, size)
            canvas.drawString(x, self.height - y, text)

        self.ink.append(draw)
        return x + stringWidth(text, font, size)

    def right(self, x: float, y: float, text: str, size: float = 10, font: str = REGULAR) -> None:
        """A line that ends at ``x``."""
        self.text(x - stringWidth(text, font, size), y, text, size, font)

    def centred(self, y: float, text: str, size: float = 10, font: str = REGULAR, x: float | None = None) -> None:
        """A line centred on the page, or on ``x``."""
        middle = self.width / 2 if x is None else x
        self.text(middle - stringWidth(text, font, size) / 2, y, text, size, font)

    def lines(
        self, x: float, y: float, texts: Sequence[str], pitch: float = PITCH, size: float = 10, font: str = REGULAR
    ) -> float:  # fmt: skip
        """Lines under one another; returns the next baseline."""
        for text in texts:
            self.text(x, y, text, size, font)
            y += pitch
        return y

    def bullets(self, x: float, y: float, texts: Sequence[str], pitch: float = PITCH, glyph: str = "•") -> float:
        """List items."""
        for text in texts:
            self.text(x, y, glyph)
            self.text(x + 10, y, text)
            y += pitch
        return y

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle behind everything."""

        def draw(canvas: Canvas) -> None:
            canvas.setFillColor(colour)
            canvas.rect(x, self.height - y - height, width, height, stroke=0, fill=1)

        self.paint.append(draw)

    def rule(self, x0: float, x1: float, y: float) -> None:
        """A horizontal line."""
        self.paint.append(lambda canvas: canvas.line(x0, self.height - y, x1, self.height - y))


def pdf(*sheets: Sheet, seed: int = 7) -> bytes:
    """The sheets as a PDF, the text of each page in an order of no meaning."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), pageCompression=0, invariant=True)
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        canvas.setPageRotation(sheet.rotation)
        ink = list(sheet.ink)
        random.Random(seed).shuffle(ink)
        for draw in [*sheet.paint, *ink]:
            draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
