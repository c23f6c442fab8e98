"""Import activity: every file that was offered, what it came to and why, with progress by count, cancel and retry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hiring_desktop.core.hiring.views import JobSummary
from hiring_desktop.core.model import Changes, ImportProgress
from hiring_desktop.ui.context import Context
from hiring_desktop.ui.models.import_table import ImportColumn, ImportTable
from hiring_desktop.ui.models.paged import PAGE, Answer
from hiring_desktop.ui.presenters.imports import RETRYABLE, summarise
from hiring_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4
from hiring_desktop.ui.widgets.empty_state import EmptyState
from hiring_desktop.ui.widgets.labels import ElidedLabel
from hiring_desktop.ui.widgets.list_table import ListTable
from hiring_desktop.ui.widgets.status_cells import StatusCells


@dataclass(frozen=True, slots=True)
class _Loaded:
    ids: list[str]
    progress: ImportProgress
    jobs: list[JobSummary]


class ImportsPage(QWidget):
    """``opened`` is the job of a file whose ranking is wanted."""

    opened = Signal(str)
    import_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._dirty = True
        self.model = ImportTable(self._fetch, self)
        self._build()
        context.feed.changed.connect(self._changed)
        self.headline.set_full_text(self.tr("Import activity"))
        self.bar.hide()
        self.retry_button.setEnabled(False)
        self.cancel_button.setEnabled(False)

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        self.headline = ElidedLabel("", "title")
        self.detail = ElidedLabel("", "body", "muted")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Files read"))
        self.job_filter = QComboBox(self)
        self.job_filter.setAccessibleName(self.tr("Files of which job"))
        self.job_filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.job_filter.setMinimumContentsLength(22)
        self.job_filter.addItem(self.tr("All jobs"), None)
        self.retry_button = QPushButton(self.tr("Retry"), self)
        self.retry_button.setAccessibleName(self.tr("Retry files that were not read"))
        self.retry_button.setToolTip(self.tr("The selected file, or all that were not read"))
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.cancel_button.setAccessibleName(self.tr("Cancel what is not read yet"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.headline)
        words.addWidget(self.detail)
        header = QFrame(self)
        header.setProperty("bar", "true")
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addLayout(words, 1)
        for control in (self.job_filter, self.retry_button, self.cancel_button):
            row.addWidget(control)
        column = QVBoxLayout(header)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        column.addLayout(row)
        column.addWidget(self.bar)

        self.table = ListTable(self.tr("Imported files"), self)
        self.table.setModel(self.model)
        self.table.setItemDelegate(StatusCells(self._context.theme, self.table))
        self.table.set_row_height(self.fontMetrics().height() + 2 * SPACE_2)
        heads, unit = self.table.horizontalHeader(), self.fontMetrics().averageCharWidth()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for section, width in ((ImportColumn.STATUS, 26), (ImportColumn.FILE, 44), (ImportColumn.JOB, 28)):
            heads.resizeSection(section, width * unit)
        heads.setStretchLastSection(True)
        self.empty = EmptyState(self._context.theme, "imports", self)
        self.empty.say(
            self.tr("Nothing imported yet"),
            self.tr(
                "Drop resumes or a whole folder anywhere in this window. Each file is listed here with what it came to."
            ),
        )
        self.empty.offer((self.tr("Import files"), self.import_asked.emit))
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self.stack, 1)

        self.job_filter.activated.connect(lambda _row: self.reload())
        self.retry_button.clicked.connect(self.retry)
        self.cancel_button.clicked.connect(self.cancel)
        self.table.opened.connect(self._open_row)

    # ------------------------------------------------------------------ what is shown
    def job_id(self) -> str | None:
        """The job whose files are shown; None for all."""
        chosen = self.job_filter.currentData(Qt.ItemDataRole.UserRole)
        return chosen if isinstance(chosen, str) else None

    def reload(self) -> None:
        """Ask for the list again."""
        self._dirty = False
        workspace, actor, job_id = self._context.workspace, self._context.actor, self.job_id()

        def load() -> _Loaded:
            return _Loaded(
                workspace.intake.item_ids(actor, job_id),
                workspace.intake.progress(actor, job_id),
                workspace.jobs.list(actor),
            )

        self._context.tasks.run(load, self._loaded, owner=self, key=(self, "load"))

    def _loaded(self, loaded: _Loaded) -> None:
        self._show_jobs(loaded.jobs)
        self.model.set_titles({job.id: job.title for job in loaded.jobs})
        self.model.refresh()
        self.model.set_ids(loaded.ids)
        summary = summarise(loaded.progress)
        self.headline.set_full_text(summary.headline)
        self.detail.set_full_text(summary.detail)
        self.bar.setVisible(summary.state == "busy")
        self.bar.setRange(0, max(1, summary.total))
        self.bar.setValue(summary.done)
        self.cancel_button.setEnabled(summary.state == "busy")
        self.retry_button.setEnabled(any(loaded.progress.counts.get(status) for status in RETRYABLE))
        self.stack.setCurrentWidget(self.table if loaded.ids else self.empty)
        self.table.ensure_current()

    def _show_jobs(self, jobs: Sequence[JobSummary]) -> None:
        wanted = [None, *(job.id for job in jobs)]
        shown = [self.job_filter.itemData(row) for row in range(self.job_filter.count())]
        if wanted == shown:
            return
        chosen = self.job_id()
        self.job_filter.clear()
        self.job_filter.addItem(self.tr("All jobs"), None)
        for job in jobs:
            self.job_filter.addItem(job.title, job.id)
        self.job_filter.setCurrentIndex(max(0, self.job_filter.findData(chosen)))

    def _fetch(self, ids: Sequence[str], answer: Answer) -> None:
        workspace, actor = self._context.workspace, self._context.actor
        self._context.tasks.run(
            lambda: workspace.intake.items_by_id(actor, ids),
            lambda items: answer([(item.id, item) for item in items]),
            owner=self,
        )

    # ------------------------------------------------------------------ what a person does
    def cancel(self) -> None:
        """Stop what is not read yet; what is imported stays."""
        workspace, actor, job_id = self._context.workspace, self._context.actor, self.job_id()
        self._context.tasks.run(
            lambda: workspace.intake.cancel(actor, job_id), lambda _changes: self._was_cancelled(), owner=self
        )

    def _was_cancelled(self) -> None:
        self._context.notify.info(self.tr("Import cancelled"), self.tr("What was read stays. Retry takes up the rest."))
        self.reload()

    def retry(self) -> None:
        """Try again: the selected file if it can be, else all that were not read."""
        current = self.model.id_at(self.table.currentIndex().row())
        item = None if current is None else self.model.row(self.table.currentIndex().row())
        workspace, actor, ids = self._context.workspace, self._context.actor, list(self.model.ids())
        if item is not None and item.status in RETRYABLE:
            ids = [item.id]

        def again() -> None:
            for first in range(0, len(ids), PAGE):
                items = workspace.intake.items_by_id(actor, ids[first : first + PAGE])
                wanted = [one.id for one in items if one.status in RETRYABLE]
                if wanted:
                    workspace.intake.retry(actor, wanted)

        self._context.tasks.run(again, lambda _nothing: self.reload(), owner=self)

    def _open_row(self, row: int) -> None:
        item = self.model.row(row)
        if item is not None:
            self.opened.emit(item.job_id)

    # ------------------------------------------------------------------ changes
    def _changed(self, changes: Changes) -> None:
        if not changes.touches("import_items", "applications", "jobs"):
            return
        if self.isVisible():
            self.reload()
        else:
            self._dirty = True

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while it was hidden."""
        super().showEvent(event)
        if self._dirty:
            self.reload()
        self.table.setFocus()
