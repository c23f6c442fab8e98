"""The audit trail: who did what, filtered, verified and exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hiring_desktop.core.errors import HiringError
from hiring_desktop.core.storage.durable import write_file
from hiring_desktop.core.trust.audit.trail import Report
from hiring_desktop.ui.context import Context
from hiring_desktop.ui.models.audit_table import OUTCOME_ROLE, AuditColumn, AuditTable
from hiring_desktop.ui.models.paged import Answer
from hiring_desktop.ui.presenters import audit as present
from hiring_desktop.ui.presenters.audit import TrailFilter
from hiring_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4
from hiring_desktop.ui.widgets.empty_state import EmptyState
from hiring_desktop.ui.widgets.labels import ElidedLabel, Label
from hiring_desktop.ui.widgets.list_table import ListTable
from hiring_desktop.ui.widgets.status_cells import StatusCells


@dataclass(frozen=True, slots=True)
class _Loaded:
    ids: list[str]
    retention: str


class AuditPage(QWidget):
    """The trail is read when the page is shown, and when its filter changes; ``reload`` asks again."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.model = AuditTable(self._fetch, self)
        self._build()

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        self.count = ElidedLabel("", "body", "muted")
        self.retention = ElidedLabel("", "caption", "muted")
        self.refresh_button = self._button(self.tr("Refresh"), self.tr("Read the trail again"))
        self.verify_button = self._button(self.tr("Verify"), self.tr("Verify the trail"))
        self.export_button = self._button(self.tr("Export…"), self.tr("Export the entries that are listed"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(self.tr("Audit trail"), "title"))
        words.addWidget(self.count)
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        top.addLayout(words, 1)
        for button in (self.refresh_button, self.verify_button, self.export_button):
            top.addWidget(button)
        self.verdict = Label("", "body", wrap=True)
        self.verdict.hide()
        self.problem = Label("", "body", "negative", wrap=True)
        self.problem.hide()
        header = QFrame(self)
        header.setProperty("bar", "true")
        column = QVBoxLayout(header)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        column.setSpacing(SPACE_2)
        column.addLayout(top)
        column.addLayout(self._make_filter())
        column.addWidget(self.problem)
        column.addWidget(self.verdict)

        self.table = ListTable(self.tr("Entries of the audit trail"), self)
        self.table.setModel(self.model)
        self.table.setItemDelegate(StatusCells(self._context.theme, self.table, OUTCOME_ROLE, present.OUTCOME_ICONS))
        self.table.set_row_height(self.fontMetrics().height() + 2 * SPACE_2)
        heads, unit = self.table.horizontalHeader(), self.fontMetrics().averageCharWidth()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for section, width in (
            (AuditColumn.WHEN, 24), (AuditColumn.WHO, 28), (AuditColumn.WHAT, 28), (AuditColumn.OUTCOME, 16),
        ):  # fmt: skip
            heads.resizeSection(section, width * unit)
        heads.setStretchLastSection(True)
        self.empty = EmptyState(self._context.theme, "audit", self)
        self.empty.say(
            self.tr("No entry matches"), self.tr("Clear fields of the filter, or take earlier and later days.")
        )
        self.empty.offer((self.tr("Clear the filter"), self.clear))
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.detail = QPlainTextEdit(self)
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName(self.tr("The selected entry"))
        self.detail.setFixedHeight(9 * self.fontMetrics().height())
        foot = QFrame(self)
        foot.setProperty("foot", "true")
        low = QVBoxLayout(foot)
        low.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        low.setSpacing(SPACE_2)
        low.addWidget(self.detail)
        low.addWidget(self.retention)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self.stack, 1)
        layout.addWidget(foot)
        self.refresh_button.clicked.connect(self.reload)
        self.verify_button.clicked.connect(self.verify)
        self.export_button.clicked.connect(self._ask_file)
        self.table.current_changed.connect(self._show_entry)
        self.model.dataChanged.connect(lambda *_: self._show_entry(self.table.currentIndex().row()))

    def _make_filter(self) -> QHBoxLayout:
        self.who = self._line(self.tr("Who (id)"), self.tr("Filter by who acted"))
        self.what = self._line(self.tr("What: jobs.edit, or jobs."), self.tr("Filter by the action"))
        self.resource = self._line(self.tr("Resource: candidates"), self.tr("Filter by the kind of resource"))
        self.first = self._line(self.tr("From 2026-03-01"), self.tr("First day, in UTC"))
        self.last = self._line(self.tr("To 2026-03-31"), self.tr("Last day, in UTC"))
        self.outcome = QComboBox(self)
        self.outcome.setAccessibleName(self.tr("Filter by the outcome"))
        for outcome in present.OUTCOMES:
            self.outcome.addItem(present.outcome_words(outcome), outcome)
        self.outcome.activated.connect(lambda _row: self.reload())
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        for field in (self.who, self.what, self.resource, self.outcome, self.first, self.last):
            row.addWidget(field, 1)
        return row

    def _line(self, hint: str, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setPlaceholderText(hint)
        line.setAccessibleName(name)
        line.setToolTip(name)
        line.setAcceptDrops(False)
        line.setClearButtonEnabled(True)
        line.editingFinished.connect(self.reload)
        return line

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(name)
        return button

    # ------------------------------------------------------------------ what is shown
    def filter(self) -> TrailFilter:
        """What stands in the fields."""
        outcome = self.outcome.currentData(Qt.ItemDataRole.UserRole)
        return TrailFilter(
            self.who.text(), self.what.text(), self.resource.text(), outcome if isinstance(outcome, str) else None,
            self.first.text(), self.last.text(),
        )  # fmt: skip

    def clear(self) -> None:
        """List everything."""
        for line in (self.who, self.what, self.resource, self.first, self.last):
            line.clear()
        self.outcome.setCurrentIndex(0)
        self.reload()

    def reload(self) -> None:
        """Ask for the entries that match; a filter that cannot be used is told beside its fields."""
        wanted = self.filter()
        self._tell(wanted.problem)
        if wanted.problem is not None:
            return
        audit, actor, query = self._context.workspace.audit, self._context.actor, wanted.query()

        def load() -> _Loaded:
            days = {str(stream): count for stream, count in audit.retention(actor).items()}
            return _Loaded(audit.ids(actor, query), present.retention_words(days))

        self._context.tasks.run(load, self._loaded, failed=self._failed, owner=self, key=(self, "load"))

    def _loaded(self, loaded: _Loaded) -> None:
        self.model.set_ids(loaded.ids)
        self.count.set_full_text(present.count_words(loaded.ids))
        self.retention.set_full_text(loaded.retention)
        self.stack.setCurrentWidget(self.table if loaded.ids else self.empty)
        self.table.ensure_current()
        self._show_entry(self.table.currentIndex().row())

    def _fetch(self, ids: Sequence[str], answer: Answer) -> None:
        audit, actor = self._context.workspace.audit, self._context.actor
        self._context.tasks.run(
            lambda: audit.entries(actor, ids),
            lambda entries: answer([(entry.id, entry) for entry in entries]),
            failed=self._failed,
            owner=self,
        )

    def _show_entry(self, row: int) -> None:
        entry = self.model.row(row) if 0 <= row < self.model.rowCount() else None
        words = present.detail_words(entry) if entry is not None else ""
        if words != self.detail.toPlainText():
            self.detail.setPlainText(words)

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, HiringError):
            self._tell(problem.message)
        else:
            self._context.notify.error(problem)

    def _tell(self, problem: str | None) -> None:
        self.problem.setText(problem or "")
        self.problem.setVisible(problem is not None)

    # ------------------------------------------------------------------ what a person does
    def verify(self) -> None:
        """Walk along the chains; it takes seconds where there are many entries."""
        audit, actor = self._context.workspace.audit, self._context.actor
        self.verify_button.setEnabled(False)
        self._say(self.tr("Verifying the trail…"), "muted")
        self._context.tasks.run(
            lambda: audit.verify(actor), self._verified, failed=self._not_verified, owner=self, key=(self, "verify")
        )

    def _verified(self, report: Report) -> None:
        self.verify_button.setEnabled(True)
        self._say(present.verdict_words(report), "positive" if report.sound else "negative")

    def _not_verified(self, problem: BaseException) -> None:
        self.verify_button.setEnabled(True)
        self.verdict.hide()
        self._failed(problem)

    def _say(self, words: str, tone: str) -> None:
        self.verdict.setText(words)
        self.verdict.setProperty("tone", tone)
        self.verdict.style().unpolish(self.verdict)
        self.verdict.style().polish(self.verdict)
        self.verdict.show()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Export the audit trail"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("jsonl")
        dialog.setNameFilter(self.tr("Lines of JSON (*.jsonl)"))
        dialog.fileSelected.connect(lambda name: self.export(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export(self, path: Path) -> None:
        """Write the entries that match, and the heads of the trail, to a file."""
        wanted = self.filter()
        if wanted.problem is not None:
            self._tell(wanted.problem)
            return
        audit, actor, query = self._context.workspace.audit, self._context.actor, wanted.query()
        self._context.tasks.run(
            lambda: write_file(path, (f"{line}\n".encode() for line in audit.export(actor, query))),
            lambda _nothing: self._context.notify.info(self.tr("Audit trail exported"), str(path)),
            failed=self._failed,
            owner=self,
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Read the trail anew: every act of this session is in it."""
        super().showEvent(event)
        self.reload()
        self.table.setFocus()
