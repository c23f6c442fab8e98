"""Rows with a status: its drawing and its word, then plain text."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from hiring_desktop.core.hiring.views import JobSummary
from hiring_desktop.ui.models.import_table import STATUS_ROLE
from hiring_desktop.ui.models.job_table import JOB_ROLE, JobColumn, state_words
from hiring_desktop.ui.models.paged import Index
from hiring_desktop.ui.presenters.imports import ICONS
from hiring_desktop.ui.theme import SPACE_2, Theme
from hiring_desktop.ui.widgets.list_table import RowDelegate

_ICON = 15


class StatusCells(RowDelegate):
    """A column that has a status shows its drawing before the word.

    Args:
        theme: Colours and fonts.
        parent: The table.
        role: Where the model gives the status of a cell.
        icons: Status to the name of its drawing and the token of its colour.
    """

    def __init__(
        self, theme: Theme, parent: QWidget, role: int = STATUS_ROLE, icons: Mapping[str, tuple[str, str]] = ICONS
    ) -> None:
        super().__init__(theme, parent)
        self._role = role
        self._icons = icons

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Drawing, if the column has a status, and text."""
        status = index.data(self._role)
        if status in self._icons:
            name, token = self._icons[status]
            self.theme.icon(name, token).paint(painter, rect.x(), rect.center().y() - _ICON // 2, _ICON, _ICON)
            rect = rect.adjusted(_ICON + SPACE_2, 0, 0, 0)
        super().paint_cell(painter, rect, index)


class JobCells(RowDelegate):
    """For the list of jobs: the title over its state, and numbers that stand out only where they ask for something.

    Args:
        theme: Colours and fonts.
        parent: The table.
        compact: One line, without the state (the side bar).
    """

    def __init__(self, theme: Theme, parent: QWidget, *, compact: bool = False) -> None:
        super().__init__(theme, parent)
        self._compact = compact
        self.lined = not compact

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Title and state, or a number."""
        job = index.data(JOB_ROLE)
        if not isinstance(job, JobSummary):
            return
        painter.setFont(
            self.theme.font("strong" if index.column() == JobColumn.TITLE and not self._compact else "body")
        )
        if index.column() == JobColumn.TITLE:
            self._title(painter, rect, job)
            return
        urgent = index.column() == JobColumn.ATTENTION and job.attention
        painter.setPen(self.theme.colour("caution" if urgent else "text_muted"))
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _title(self, painter: QPainter, rect: QRect, job: JobSummary) -> None:
        painter.setPen(self.theme.colour("text" if job.status == "open" else "text_muted"))
        line = painter.fontMetrics().height()
        shown = painter.fontMetrics().elidedText(job.title, Qt.TextElideMode.ElideRight, rect.width())
        if self._compact:
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
            return
        top = QRect(rect.x(), rect.center().y() - line + 1, rect.width(), line)
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(self.theme.font("caption"))
        painter.setPen(self.theme.colour("text_muted"))
        low = top.translated(0, line)
        painter.drawText(low, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, state_words(job))
