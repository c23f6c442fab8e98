"""How a row of the ranked list is painted: score bar, five component bars, skills, must-haves, confidence.

Every colour comes with a number, a word or a sign. Fonts are made once for each theme, since a screen has some 250
cells.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from hiring_desktop.core.hiring.views import RankRow
from hiring_desktop.core.model import Score
from hiring_desktop.ui.models.paged import Index
from hiring_desktop.ui.models.rank_table import COMPONENT_OF, ROW_ROLE, SCORE_ROLE, Column, RankTable
from hiring_desktop.ui.presenters import ranking as present
from hiring_desktop.ui.theme import SPACE_1, SPACE_2, Theme
from hiring_desktop.ui.widgets.list_table import RowDelegate

_BAR: Final = 6
_THIN_BAR: Final = 4
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RankCells(RowDelegate):
    """Two lines a cell: what counts above, what explains it below."""

    def __init__(self, theme: Theme, model: RankTable, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._model = model
        self._take_theme()
        theme.changed.connect(self._take_theme)

    def _take_theme(self) -> None:
        self._body, self._strong = self.theme.font("body"), self.theme.font("strong")
        self._caption = self.theme.font("caption")
        self._line = QFontMetrics(self._strong).height()
        self._small = QFontMetrics(self._caption).height()

    @property
    def row_height(self) -> int:
        """Two lines and their air."""
        return self._line + self._small + 2 * SPACE_2

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """One cell; while its row is on its way only an ellipsis."""
        row = index.data(ROW_ROLE)
        if not isinstance(row, RankRow):
            super().paint_cell(painter, rect, index)
            return
        column = index.column()
        top = QRect(rect.x(), rect.y() + SPACE_2, rect.width(), self._line)
        low = QRect(rect.x(), top.bottom() + 1, rect.width(), self._small)
        if column in COMPONENT_OF:
            self._component(painter, top, low, row.score, COMPONENT_OF[column])
        elif column == Column.RANK:
            self._rank(painter, top, low, index.row(), row)
        elif column == Column.NAME:
            self._name(painter, top, low, row)
        elif column == Column.SCORE:
            self._score(painter, top, low, row, float(index.data(SCORE_ROLE)))
        elif column == Column.SKILLS:
            self._write(painter, top, present.skills_text(row.score), "text")
            self._write(painter, low, present.missing_text(row.score), "text_muted", caption=True)
        elif column == Column.MUST_HAVES:
            self._must_haves(painter, top, low, row.score)
        else:
            self._confidence(painter, top, row.score)

    # ------------------------------------------------------------------ cells
    def _rank(self, painter: QPainter, top: QRect, low: QRect, number: int, row: RankRow) -> None:
        self._write(painter, top, str(number + 1), "text", strong=True, align=_RIGHT)
        moved = self._model.moved(number, row)
        if moved:
            sign, token = ("▲", "positive") if moved > 0 else ("▼", "negative")
            self._write(painter, low, f"{sign}{abs(moved)}", token, caption=True, align=_RIGHT)

    def _name(self, painter: QPainter, top: QRect, low: QRect, row: RankRow) -> None:
        self._write(painter, top, present.display_name(row), "text", strong=True)
        if row.warnings:
            self.theme.icon("warning", "caution").paint(painter, low.x(), low.y(), self._small, self._small)
            low = low.adjusted(self._small + SPACE_1, 0, 0, 0)
        self._write(painter, low, row.file.rpartition("/")[2], "text_muted", caption=True, middle=True)

    def _score(self, painter: QPainter, top: QRect, low: QRect, row: RankRow, overall: float) -> None:
        tried = self._model.previewing
        self._write(painter, top, f"{overall:.1f}", "accent" if tried else "text", strong=True)
        if row.stale and not tried:
            self.theme.icon("working", "text_muted").paint(painter, top.right() - 12, top.y() + 2, 12, 12)
        bar = self._bar(painter, low, overall, "accent", _BAR)
        if row.score.imputed and not tried:
            self._whisker(painter, bar, row.score.interval)

    def _component(self, painter: QPainter, top: QRect, low: QRect, score: Score, component: str) -> None:
        counts = score.weights.get(component, 0.0) > 0
        imputed = component in score.imputed
        self._write(
            painter, top, present.component_text(score, component), "text" if counts and not imputed else "text_muted"
        )
        value = score.breakdown.get(component, 0.0)
        if imputed:
            self._assumed(painter, low, value, component)
        else:
            self._bar(painter, low, value, component if counts else "text_disabled", _THIN_BAR)

    def _must_haves(self, painter: QPainter, top: QRect, low: QRect, score: Score) -> None:
        must_haves = self._model.must_haves
        text = present.must_have_text(score, must_haves)
        if not must_haves:
            self._write(painter, top, text, "text_muted")
            return
        met = not score.failed_must_haves
        side = min(14, top.height())
        icon = self.theme.icon("check", "positive") if met else self.theme.icon("warning", "caution")
        icon.paint(painter, top.x(), top.y() + (top.height() - side) // 2, side, side)
        self._write(painter, top.adjusted(side + SPACE_1, 0, 0, 0), text, "text")
        self._write(painter, low, ", ".join(score.failed_must_haves), "caution", caption=True)

    def _confidence(self, painter: QPainter, top: QRect, score: Score) -> None:
        level = {"low": 1, "medium": 2, "high": 3}[score.confidence]
        base = top.center().y() + 7
        for step in range(3):
            height = 4 + 4 * step
            token = "text_muted" if step < level else "track"
            painter.fillRect(top.x() + 5 * step, base - height, 4, height, self.theme.colour(token))
        self._write(painter, top.adjusted(15 + SPACE_2, 0, 0, 0), present.confidence_text(score), "text")

    # ------------------------------------------------------------------ strokes
    def _write(
        self, painter: QPainter, rect: QRect, text: str, token: str, *, strong: bool = False, caption: bool = False,
        middle: bool = False, align: Qt.AlignmentFlag = _LEFT,
    ) -> None:  # fmt: skip
        if not text:
            return
        painter.setFont(self._strong if strong else self._caption if caption else self._body)
        painter.setPen(self.theme.colour(token))
        mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        painter.drawText(rect, align, painter.fontMetrics().elidedText(text, mode, rect.width()))

    def _bar(self, painter: QPainter, low: QRect, value: float, token: str, height: int) -> QRectF:
        bar = QRectF(low.x(), low.y() + (low.height() - height) / 2, low.width(), height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.colour("track"))
        painter.drawRoundedRect(bar, height / 2, height / 2)
        filled = bar.width() * min(max(value, 0.0), 100.0) / 100
        if filled > 0:
            painter.setBrush(self.theme.colour(token))
            painter.drawRoundedRect(QRectF(bar.x(), bar.y(), max(filled, height), height), height / 2, height / 2)
        return bar

    def _assumed(self, painter: QPainter, low: QRect, value: float, component: str) -> None:
        bar = self._bar(painter, low, 0.0, component, _THIN_BAR)
        filled = QRectF(bar.x(), bar.y(), bar.width() * value / 100, bar.height())
        pale = QColor(self.theme.colour(component))
        pale.setAlphaF(0.4)
        painter.setBrush(pale)
        painter.drawRoundedRect(filled, _THIN_BAR / 2, _THIN_BAR / 2)

    def _whisker(self, painter: QPainter, bar: QRectF, interval: tuple[float, float]) -> None:
        left, right = (bar.x() + bar.width() * bound / 100 for bound in interval)
        middle = bar.center().y()
        painter.setPen(QPen(self.theme.colour("text"), 1))
        painter.drawLine(round(left), round(middle), round(right), round(middle))
        for end in (left, right):
            painter.drawLine(round(end), round(middle - 4), round(end), round(middle + 4))
