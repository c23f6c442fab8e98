"""Rows of the trail: the outcome as its drawing and its word, the rest as text."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from hiring_desktop.ui.models.audit_table import OUTCOME_ROLE
from hiring_desktop.ui.models.paged import Index
from hiring_desktop.ui.presenters.audit import OUTCOME_ICONS
from hiring_desktop.ui.theme import SPACE_2
from hiring_desktop.ui.widgets.list_table import RowDelegate

_ICON: Final = 15


class AuditCells(RowDelegate):
    """Drawing, if the column has an outcome, and text."""

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """One cell."""
        outcome = index.data(OUTCOME_ROLE)
        if outcome in OUTCOME_ICONS:
            name, token = OUTCOME_ICONS[outcome]
            self.theme.icon(name, token).paint(painter, rect.x(), rect.center().y() - _ICON // 2, _ICON, _ICON)
            rect = rect.adjusted(_ICON + SPACE_2, 0, 0, 0)
        super().paint_cell(painter, rect, index)
