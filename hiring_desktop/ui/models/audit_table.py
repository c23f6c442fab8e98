"""The trail as a table, in pages."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt

from hiring_desktop.core.trust.audit.inspection import AuditEntry
from hiring_desktop.ui.models.paged import Index, PagedModel
from hiring_desktop.ui.presenters.audit import moment_words, outcome_words, resource_words
from hiring_desktop.ui.words import translate

OUTCOME_ROLE: Final = Qt.ItemDataRole.UserRole


class AuditColumn(IntEnum):
    """The columns, in order."""

    WHEN = 0
    WHO = 1
    WHAT = 2
    OUTCOME = 3
    RESOURCE = 4


class AuditTable(PagedModel[AuditEntry]):
    """``AuditEntry`` by id."""

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The columns of ``AuditColumn``."""
        return 0 if parent.isValid() else len(AuditColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            AuditColumn.WHEN: translate("Audit", "When (UTC)"),
            AuditColumn.WHO: translate("Audit", "Who"),
            AuditColumn.WHAT: translate("Audit", "What"),
            AuditColumn.OUTCOME: translate("Audit", "Outcome"),
            AuditColumn.RESOURCE: translate("Audit", "Resource"),
        }[AuditColumn(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, and the outcome by ``OUTCOME_ROLE``."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, OUTCOME_ROLE,
        ):  # fmt: skip
            return None
        entry = self.row(index.row())
        if entry is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == AuditColumn.WHEN else None
        if role == OUTCOME_ROLE:
            return entry.outcome if index.column() == AuditColumn.OUTCOME else None
        return {
            AuditColumn.WHEN: moment_words(entry.at),
            AuditColumn.WHO: f"{entry.user_id} ({entry.role})",
            AuditColumn.WHAT: entry.action,
            AuditColumn.OUTCOME: outcome_words(entry.outcome),
            AuditColumn.RESOURCE: resource_words(entry),
        }[AuditColumn(index.column())]
