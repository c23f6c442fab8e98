"""A resume with pages, as it was printed: drawn by a worker process, with the boxes of a claim highlighted.

Pages are drawn when they come into view and only at the zoom they are seen at; while a new zoom is on its way the old
picture is stretched. What a highlight covers stays readable: it is a translucent ground with an edge, and the view
scrolls to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from hiring_desktop.core.model import Box, Span
from hiring_desktop.core.ports import RenderedPage
from hiring_desktop.ui.theme import SPACE_3, SPACE_4, Theme

A4: Final = (595.0, 842.0)
ZOOMS: Final = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)
FIT_LIMITS: Final = (0.4, 1.75)
POINT: Final = 96 / 72
"""Pixels a point at 100 %."""
GRAIN: Final = (300, 420)
"""The size of the coarse copy that tells dark ground from light."""
MARGIN: Final = 2.0
"""By how much a highlight stands out from its box, in points."""

Render = Callable[[int, float], None]


class PageView(QScrollArea):
    """``render(page, scale)`` is called for what is missing; the answer comes back by ``show_page``."""

    zoom_changed = Signal(float)

    def __init__(self, theme: Theme, render: Render, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._render = render
        self._pages: list[_Page] = []
        self._zoom = 1.0
        self._fit = True
        self._target: Span | None = None
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("framed", "true")
        self.setAccessibleName(self.tr("Pages of the resume"))
        self._sheet = QWidget(self)
        self._sheet.setProperty("desk", "true")
        self._column = QVBoxLayout(self._sheet)
        self._column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        self._column.setSpacing(SPACE_3)
        self._column.addStretch(1)
        self.setWidget(self._sheet)
        self._settle = QTimer(self, singleShot=True, interval=60)
        self._settle.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._settle.start())
        theme.changed.connect(self._sheet.update)

    # ------------------------------------------------------------------ what is shown
    def open(self, pages: int) -> None:
        """Another document with so many pages."""
        for page in self._pages:
            self._column.removeWidget(page)
            page.hide()
            page.deleteLater()
        self._pages = [_Page(self._theme, number, self._sheet) for number in range(1, pages + 1)]
        self._target = None
        for place, page in enumerate(self._pages):
            self._column.insertWidget(place, page, 0, Qt.AlignmentFlag.AlignHCenter)
            page.show()
        self.verticalScrollBar().setValue(0)
        self._size_pages()
        self._settle.start()

    def show_page(self, rendered: RenderedPage) -> None:
        """A page came back from its worker."""
        if 1 <= rendered.page <= len(self._pages):
            self._pages[rendered.page - 1].take(rendered)
            self._size_pages()
            if self._target is not None:
                self._scroll_to(self._target)

    def highlight(self, spans: Sequence[Span]) -> None:
        """Mark the boxes of these stretches and scroll to the first; none clears the marks."""
        for page in self._pages:
            page.set_boxes([box for span in spans if span.page == page.number for box in span.boxes])
        placed = [span for span in spans if span.page is not None and span.boxes]
        self._target = placed[0] if placed else None
        if self._target is not None:
            self._scroll_to(self._target)

    def highlighted(self) -> list[tuple[int, Box]]:
        """``(page, box)`` of everything that is marked now."""
        return [(page.number, box) for page in self._pages for box in page.boxes]

    # ------------------------------------------------------------------ zoom
    @property
    def zoom(self) -> float:
        """1.0 is 100 %."""
        return self._zoom

    def zoom_by(self, steps: int) -> None:
        """Larger or smaller by so many steps."""
        larger = [zoom for zoom in ZOOMS if zoom > self._zoom + 0.01]
        smaller = [zoom for zoom in ZOOMS if zoom < self._zoom - 0.01]
        if steps > 0 and larger:
            self._set_zoom(larger[0])
        elif steps < 0 and smaller:
            self._set_zoom(smaller[-1])

    def fit_width(self) -> None:
        """As wide as the view, from now on."""
        self._fit = True
        self._size_pages()
        self._settle.start()

    def _set_zoom(self, zoom: float) -> None:
        self._fit = False
        self._zoom = zoom
        self._size_pages()
        self._settle.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        self._size_pages()
        self._settle.start()

    # ------------------------------------------------------------------ inside
    def _size_pages(self) -> None:
        if not self._pages:
            return
        if self._fit:
            widest = max(page.paper[0] for page in self._pages)
            bar = self.verticalScrollBar().sizeHint().width()
            room = self.width() - 2 * self.frameWidth() - bar - 2 * SPACE_4
            self._zoom = min(max(room / (widest * POINT), FIT_LIMITS[0]), FIT_LIMITS[1])
        for page in self._pages:
            page.set_zoom(self._zoom)
        self.zoom_changed.emit(self._zoom)

    def _ask(self) -> None:
        """Have the pages that are in view, and their neighbours, drawn."""
        scale = self._zoom * POINT * self.devicePixelRatioF()
        view = self.viewport().rect().adjusted(0, -self.height() // 2, 0, self.height() // 2)
        for page in self._pages:
            place = QRect(page.mapTo(self.viewport(), QPoint(0, 0)), page.size())
            if view.intersects(place) and page.wants(scale):
                self._render(page.number, scale)

    def _scroll_to(self, span: Span) -> None:
        page = self._pages[(span.page or 1) - 1]
        x0, y0, x1, y1 = span.boxes[0]
        self._column.activate()
        factor = self._zoom * POINT
        middle = page.mapTo(self._sheet, QPoint(round((x0 + x1) / 2 * factor), round((y0 + y1) / 2 * factor)))
        self.ensureVisible(middle.x(), middle.y(), self.viewport().width() // 6, self.viewport().height() // 3)


class _Page(QWidget):
    """One sheet of paper. Paper is white in the dark theme too: it is the document, not the application."""

    def __init__(self, theme: Theme, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.number = number
        self.paper: tuple[float, float] = A4
        self.boxes: list[Box] = []
        self._picture: QPixmap | None = None
        self._print: QImage | None = None
        self._scale = 0.0
        self._asked = 0.0
        self._factor = 1.0
        self.setAccessibleName(self.tr("Page {0}").format(number))

    def wants(self, scale: float) -> bool:
        """Whether it has to be drawn at this scale and was not asked for yet."""
        if abs(self._asked - scale) < 0.01:
            return False
        self._asked = scale
        return abs(self._scale - scale) >= 0.01

    def take(self, rendered: RenderedPage) -> None:
        """Its picture."""
        image = QImage(
            rendered.rgb, rendered.width, rendered.height, rendered.width * 3, QImage.Format.Format_RGB888
        )  # the pixmap below copies the bytes
        self._print = image.scaled(
            *GRAIN, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.FastTransformation
        )
        self._picture = QPixmap.fromImage(image)
        self._scale = rendered.width / rendered.page_width
        self.paper = (rendered.page_width, rendered.page_height)
        self.update()

    def set_boxes(self, boxes: list[Box]) -> None:
        """Mark these."""
        if boxes != self.boxes:
            self.boxes = boxes
            self.update()

    def set_zoom(self, zoom: float) -> None:
        """The size it is seen at."""
        self._factor = zoom * POINT
        size = QSize(round(self.paper[0] * self._factor), round(self.paper[1] * self._factor))
        if size != self.size():
            self.setFixedSize(size)

    def _mark(self, painter: QPainter, box: Box) -> None:
        """Like a marker pen: dark print on light ground keeps its darkness; on dark ground a veil has to do."""
        x0, y0, x1, y1 = box
        mark = QRectF(x0 - MARGIN, y0 - MARGIN, x1 - x0 + 2 * MARGIN, y1 - y0 + 2 * MARGIN)
        placed = QRectF(mark.topLeft() * self._factor, mark.size() * self._factor)
        ground = QColor(self._theme.colour("highlight_fill"))
        painter.setPen(Qt.PenStyle.NoPen)
        if self._is_dark(box):
            ground.setAlphaF(0.3)
        else:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            ground = ground.lighter(125)
        painter.setBrush(ground)
        painter.drawRoundedRect(placed, 3, 3)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(QPen(self._theme.colour("highlight_edge"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(placed, 3, 3)

    def _is_dark(self, box: Box) -> bool:
        """Whether the ground around a box is dark, looked up in a coarse copy of the print."""
        if self._print is None:
            return False
        x0, y0, x1, y1 = box
        around = [(x, y) for x in (x0 - 3, (x0 + x1) / 2, x1 + 3) for y in (y0 - 2, y1 + 2)]
        values = []
        for x, y in around:
            column = min(max(int(x / self.paper[0] * GRAIN[0]), 0), GRAIN[0] - 1)
            row = min(max(int(y / self.paper[1] * GRAIN[1]), 0), GRAIN[1] - 1)
            values.append(self._print.pixelColor(column, row).lightnessF())
        return sum(values) / len(values) < 0.5

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper, print, marks; all of it, since a page is one blit."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self._picture is not None:
            painter.drawPixmap(self.rect(), self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box in self.boxes:
            self._mark(painter, box)
        painter.setPen(self._theme.colour("border"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
