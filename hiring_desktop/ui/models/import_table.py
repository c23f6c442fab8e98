"""Offered files as a table, newest first, in pages; and the files of a job that have no score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from hiring_desktop.core.hiring.views import ImportItemView, UnrankedRow
from hiring_desktop.ui.models.paged import Fetch, Index, PagedModel
from hiring_desktop.ui.presenters.imports import reason_text
from hiring_desktop.ui.presenters.ranking import status_words, unranked_text
from hiring_desktop.ui.words import translate

ITEM_ROLE: Final = Qt.ItemDataRole.UserRole
STATUS_ROLE: Final = Qt.ItemDataRole.UserRole + 1


class ImportColumn(IntEnum):
    """The columns, in order."""

    STATUS = 0
    FILE = 1
    JOB = 2
    REASON = 3


class ImportTable(PagedModel[ImportItemView]):
    """``ImportItemView`` by id."""

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(fetch, parent)
        self._titles: Mapping[str, str] = {}

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Job id to title."""
        self._titles = titles

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The columns of ``ImportColumn``."""
        return 0 if parent.isValid() else len(ImportColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            ImportColumn.STATUS: translate("Imports", "Status"),
            ImportColumn.FILE: translate("Imports", "File"),
            ImportColumn.JOB: translate("Imports", "Job"),
            ImportColumn.REASON: translate("Imports", "What to know"),
        }[ImportColumn(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; the whole row by ``ITEM_ROLE``, its status by ``STATUS_ROLE``."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, ITEM_ROLE, STATUS_ROLE,
        ):  # fmt: skip
            return None
        item = self.row(index.row())
        if role == ITEM_ROLE:
            return item
        if item is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == ImportColumn.FILE else None
        if role == STATUS_ROLE:
            return item.status if index.column() == ImportColumn.STATUS else None
        return {
            ImportColumn.STATUS: lambda: status_words(item.status),
            ImportColumn.FILE: lambda: item.file,
            ImportColumn.JOB: lambda: self._titles.get(item.job_id, ""),
            ImportColumn.REASON: lambda: reason_text(item),
        }[ImportColumn(index.column())]()


class UnrankedTable(QAbstractTableModel):
    """File, status, reason of what has no score. A job has few of them, so they are held whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[UnrankedRow, ...] = ()

    def set_rows(self, rows: Sequence[UnrankedRow]) -> None:
        """Show these."""
        fresh = tuple(rows)
        if fresh != self._rows:
            self.beginResetModel()
            self._rows = fresh
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """One for each file."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Status, file, reason."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (translate("Ranking", "Not ranked"), translate("Ranking", "File"), translate("Ranking", "Why"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, and the status by ``STATUS_ROLE``."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == STATUS_ROLE:
            return row.status if index.column() == 0 else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (status_words(row.status), row.file, unranked_text(row))[index.column()]
        return None
