"""Jobs as a table: the list page and the side bar show the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from hiring_desktop.core.hiring.views import JobSummary
from hiring_desktop.ui.models.paged import Index
from hiring_desktop.ui.words import translate

JOB_ROLE: Final = Qt.ItemDataRole.UserRole


class JobColumn(IntEnum):
    """The columns, in order."""

    TITLE = 0
    RANKED = 1
    ATTENTION = 2
    PENDING = 3


class JobTable(QAbstractTableModel):
    """All jobs of a list, newest first; there are tens, so they are held whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: tuple[JobSummary, ...] = ()

    def set_jobs(self, jobs: Sequence[JobSummary]) -> None:
        """Show these; if only numbers changed, views keep their place."""
        fresh = tuple(jobs)
        if [job.id for job in fresh] == [job.id for job in self._jobs]:
            self._jobs = fresh
            if fresh:
                self.dataChanged.emit(self.index(0, 0), self.index(len(fresh) - 1, len(JobColumn) - 1))
            return
        self.beginResetModel()
        self._jobs = fresh
        self.endResetModel()

    def jobs(self) -> tuple[JobSummary, ...]:
        """What is shown."""
        return self._jobs

    def job(self, row: int) -> JobSummary | None:
        """One job; None outside the table."""
        return self._jobs[row] if 0 <= row < len(self._jobs) else None

    def row_of(self, job_id: str | None) -> int | None:
        """The table row of a job."""
        return next((row for row, job in enumerate(self._jobs) if job.id == job_id), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """One for each job."""
        return 0 if parent.isValid() else len(self._jobs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The columns of ``JobColumn``."""
        return 0 if parent.isValid() else len(JobColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == JobColumn.TITLE else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            JobColumn.TITLE: translate("Jobs", "Job"),
            JobColumn.RANKED: translate("Jobs", "Ranked"),
            JobColumn.ATTENTION: translate("Jobs", "To check"),
            JobColumn.PENDING: translate("Jobs", "Reading"),
        }[JobColumn(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, and the whole row by ``JOB_ROLE``."""
        job = self.job(index.row()) if index.isValid() else None
        if job is None:
            return None
        if role == JOB_ROLE:
            return job
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == JobColumn.TITLE:
            ranked = translate("Jobs", "%n candidate(s) ranked", job.ranked)
            return f"{job.title}, {state_words(job)}, {ranked}"
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            JobColumn.TITLE: job.title,
            JobColumn.RANKED: f"{job.ranked:,}",
            JobColumn.ATTENTION: f"{job.attention:,}" if job.attention else "",
            JobColumn.PENDING: f"{job.pending:,}" if job.pending else "",
        }[JobColumn(index.column())]


def state_words(job: JobSummary) -> str:
    """Whether a job is open, and since when it is here."""
    state = translate("Jobs", "Open") if job.status == "open" else translate("Jobs", "Closed")
    return translate("Jobs", "{0} · added {1}").format(state, job.created_at.strftime("%Y-%m-%d"))
