"""How a score is summed: one bar, a segment for each component, as wide as the points it adds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hiring_desktop.core.hiring.explanation import ExplanationLine
from hiring_desktop.ui.theme import Theme

_HEIGHT = 12
_GAP = 2.0


class ContributionBar(QWidget):
    """The whole width is 100 points. The rows below name the segments in the same order: no colour stands alone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: tuple[ExplanationLine, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_lines(self, lines: Sequence[ExplanationLine]) -> None:
        """Show these points."""
        self._lines = tuple(lines)
        told = ", ".join(f"{line.title} {line.points:.1f}" for line in lines)
        self.setAccessibleName(self.tr("Points of the score: {0}").format(told))
        self.setToolTip(told)
        self.update()

    def sizeHint(self) -> QSize:
        """A thin bar."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track and segments."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(0, 0, self.width(), _HEIGHT)
        shape = QPainterPath()
        shape.addRoundedRect(whole, _HEIGHT / 2, _HEIGHT / 2)
        painter.setClipPath(shape)
        painter.fillRect(whole, self._theme.colour("track"))
        left = 0.0
        for line in self._lines:
            width = whole.width() * line.points / 100
            if width > _GAP:
                part = QRectF(left, 0, width - _GAP, _HEIGHT)
                painter.fillRect(part, self._theme.colour(line.component))
                if line.imputed:
                    painter.fillRect(part, Qt.BrushStyle.BDiagPattern)
            left += width


class Swatch(QWidget):
    """The colour of a component beside its name; hatched where its value is assumed."""

    def __init__(self, theme: Theme, component: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._component = theme, component
        self.setFixedSize(10, 10)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded square."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(self._component))
        painter.drawRoundedRect(self.rect(), 2.5, 2.5)
