"""The ranked list of a job: who stands where and on what, with weights to try, and what could not be ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hiring_desktop.core.hiring.explanation import asked_for
from hiring_desktop.core.hiring.views import JobView, UnrankedRow
from hiring_desktop.core.model import Changes, ImportProgress, JobAd, Weights
from hiring_desktop.ui.context import Context
from hiring_desktop.ui.models.import_table import UnrankedTable
from hiring_desktop.ui.models.paged import PAGE, Answer
from hiring_desktop.ui.models.rank_table import RankTable
from hiring_desktop.ui.presenters import ranking as present
from hiring_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4
from hiring_desktop.ui.widgets.empty_state import EmptyState
from hiring_desktop.ui.widgets.labels import ElidedLabel
from hiring_desktop.ui.widgets.list_table import ListTable
from hiring_desktop.ui.widgets.rank_list import RankList
from hiring_desktop.ui.widgets.status_cells import StatusCells
from hiring_desktop.ui.widgets.weights_panel import WeightsPanel

UNRANKED_SHOWN = 3
"""Rows of the list of unranked files that are seen without scrolling."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    job: JobView
    ids: list[str]
    unranked: list[UnrankedRow]
    progress: ImportProgress


class RankingPage(QWidget):
    """Shows one job at a time. ``opened`` is an application to be explained."""

    opened = Signal(str)
    import_asked = Signal()
    edit_asked = Signal(str)
    new_job_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: JobView | None = None
        self._wanted: str | None = None
        self._dirty = False
        self.model = RankTable(self._fetch, self)
        self.unranked_model = UnrankedTable(self)
        self._build()
        context.feed.changed.connect(self._changed)
        self._show_state(None)

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        theme = self._context.theme
        self.title = ElidedLabel("", "title")
        self.subtitle = ElidedLabel("", "body", "muted")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        self.find_field = QLineEdit(self)
        self.find_field.setPlaceholderText(self.tr("Find by name or skill ( / )"))
        self.find_field.setAccessibleName(self.tr("Find by name or skill; Enter goes to the next match"))
        self.find_field.setClearButtonEnabled(True)
        self.find_field.setAcceptDrops(False)
        self.find_field.setMinimumWidth(240)
        self._find_sign = QAction(self)
        self.find_field.addAction(self._find_sign, QLineEdit.ActionPosition.LeadingPosition)
        self.weights_button = QPushButton(self.tr("Weights"), self)
        self.weights_button.setCheckable(True)
        self.weights_button.setChecked(True)
        self.weights_button.setAccessibleName(self.tr("Show the weights"))
        self.edit_button = QPushButton(self.tr("Edit job"), self)
        self.edit_button.setAccessibleName(self.tr("Edit the job"))
        self.import_button = QPushButton(self.tr("Import files"), self)
        self.import_button.setAccessibleName(self.tr("Import files into this job"))
        self.import_button.setProperty("primary", True)
        header = QFrame(self)
        header.setProperty("bar", "true")
        row = QHBoxLayout(header)
        row.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        row.setSpacing(SPACE_2)
        row.addLayout(words, 1)
        for control in (self.find_field, self.weights_button, self.edit_button, self.import_button):
            row.addWidget(control)

        self.weights = WeightsPanel(self)
        self.table = RankList(self.tr("Ranked candidates"), theme, self.model, self)
        self.empty = EmptyState(theme, "ranking", self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.unranked = self._make_unranked()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addWidget(self.weights)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.unranked)

        self.find_field.returnPressed.connect(self.find_next)
        self.weights_button.toggled.connect(self._show_weights)
        self.edit_button.clicked.connect(lambda: self.edit_asked.emit(self._wanted or ""))
        self.import_button.clicked.connect(self.import_asked)
        self.weights.tried.connect(self._try)
        self.weights.applied.connect(self._apply)
        self.table.opened.connect(self._open_row)
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def _make_unranked(self) -> ListTable:
        table = ListTable(self.tr("Files that are not ranked, and why"), self)
        table.setModel(self.unranked_model)
        table.setItemDelegate(StatusCells(self._context.theme, table))
        height, unit = table.fontMetrics().height() + SPACE_2, table.fontMetrics().averageCharWidth()
        table.set_row_height(height)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, 26 * unit)
        header.resizeSection(1, 44 * unit)
        header.setStretchLastSection(True)
        table.setProperty("foot", "true")
        return table

    def _take_theme(self) -> None:
        self.weights_button.setIcon(self._context.theme.icon("sliders", "text"))
        self._find_sign.setIcon(self._context.theme.icon("search"))
        self.table.viewport().update()
        self.unranked.viewport().update()

    # ------------------------------------------------------------------ what is shown
    @property
    def job_id(self) -> str | None:
        """The job that is shown, or on its way."""
        return self._wanted

    def open_job(self, job_id: str | None) -> None:
        """Show the ranking of this job."""
        if job_id != self._wanted:
            self._wanted = job_id
            self._job = None
            self.model.set_ids([])
            self.find_field.clear()
            self._show_state(None)
        self.reload()

    def reload(self) -> None:
        """Ask for the list again."""
        self._dirty = False
        job_id = self._wanted
        if job_id is None:
            self._show_state(None)
            return
        workspace, actor = self._context.workspace, self._context.actor

        def load() -> _Loaded:
            return _Loaded(
                workspace.jobs.get(actor, job_id),
                workspace.selection.ids(actor, job_id),
                workspace.selection.unranked(actor, job_id),
                workspace.intake.progress(actor, job_id),
            )

        self._context.tasks.run(load, self._loaded, owner=self, key=(self, "load"))

    def _loaded(self, loaded: _Loaded) -> None:
        job = loaded.job
        asked = asked_for(JobAd(job.title, job.description, job.requirements))
        if self._job is None or self._job.id != job.id:
            self.weights.reset(job.weights, asked)
        else:
            self.weights.set_stored(job.weights, asked)
        arrived = self._job is None
        self._job = job
        self.model.set_must_haves(job.requirements.must_have)
        self.table.fit_columns()
        self.model.refresh()
        trying = self.weights.state.changed
        if not trying:
            self.model.show_order(loaded.ids)
        self.unranked_model.set_rows(loaded.unranked)
        self._show_state(loaded)
        if arrived and self.isVisible():
            self._take_focus()
        if trying:
            self._try(self.weights.state.tried)
        else:
            self.table.ensure_current()

    def _show_state(self, loaded: _Loaded | None) -> None:
        job = self._job
        has_rows = self.model.rowCount() > 0
        self.title.set_full_text(job.title if job else self.tr("Ranking"))
        self.stack.setCurrentWidget(self.table if has_rows else self.empty)
        self.weights.setVisible(has_rows and self.weights_button.isChecked())
        for control in (self.weights_button, self.find_field):
            control.setEnabled(has_rows)
        self.edit_button.setEnabled(job is not None)
        self.import_button.setEnabled(job is not None)
        rows = min(self.unranked_model.rowCount(), UNRANKED_SHOWN)
        self.unranked.setVisible(rows > 0)
        height = self.unranked.verticalHeader().defaultSectionSize() * rows
        self.unranked.setFixedHeight(height + self.unranked.horizontalHeader().sizeHint().height() + 4)
        if loaded is None:
            self.subtitle.set_full_text("")
            self._say_empty(0)
        else:
            pending = loaded.progress.pending
            line = present.headline(len(loaded.ids), len(loaded.unranked), pending)
            closed = self.tr("Closed job · ") if loaded.job.status == "closed" else ""
            self.subtitle.set_full_text(closed + line)
            self._say_empty(pending)

    def _say_empty(self, pending: int) -> None:
        if self._wanted is None:
            self.empty.say(self.tr("No job is open"), self.tr("Choose a job on the left, or make a new one."))
            self.empty.offer((self.tr("New job"), self.new_job_asked.emit))
        elif pending:
            text = self.tr("The first candidates appear here as soon as their files are read.")
            self.empty.say(self.tr("Reading the files…"), text)
            self.empty.offer()
        elif self._job is not None:
            text = self.tr(
                "Drop resumes or a whole folder anywhere in this window: PDF, DOCX, ODT, RTF, TXT, HTML or ZIP."
            )
            self.empty.say(self.tr("Drop resumes here"), text)
            self.empty.offer((self.tr("Import files"), self.import_asked.emit))
        else:
            self.empty.say(self.tr("Opening…"), "")
            self.empty.offer()

    def _show_weights(self, on: bool) -> None:
        self.weights.setVisible(on and self.model.rowCount() > 0)

    # ------------------------------------------------------------------ rows and weights
    def _fetch(self, ids: Sequence[str], answer: Answer) -> None:
        workspace, actor, job_id = self._context.workspace, self._context.actor, self._wanted
        if job_id is not None:
            self._context.tasks.run(
                lambda: workspace.selection.rows(actor, job_id, ids),
                lambda rows: answer([(row.application_id, row) for row in rows]),
                owner=self,
            )

    def _try(self, weights: Weights | None) -> None:
        """Re-order the list by weights that are not stored; None goes back to the stored order."""
        tasks, key = self._context.tasks, (self, "preview")
        workspace, actor, job_id = self._context.workspace, self._context.actor, self._wanted
        if weights is None or job_id is None:
            tasks.forget(key)
            self.reload()
        else:
            tasks.request(
                lambda: workspace.selection.preview(actor, job_id, weights), self._previewed, owner=self, key=key
            )

    def _previewed(self, ranked: list[tuple[str, float]]) -> None:
        if self.weights.state.changed:
            self.model.show_order([key for key, _ in ranked], dict(ranked))
            self._show_state_of_rows()

    def _show_state_of_rows(self) -> None:
        self.stack.setCurrentWidget(self.table if self.model.rowCount() else self.empty)

    def _apply(self, weights: Weights) -> None:
        workspace, actor, job_id = self._context.workspace, self._context.actor, self._wanted
        if job_id is not None:
            self._context.tasks.run(
                lambda: workspace.jobs.set_weights(actor, job_id, weights), lambda _changes: self.reload(), owner=self
            )

    # ------------------------------------------------------------------ moving about
    def begin_find(self) -> None:
        """Put the cursor into the find field."""
        if self.find_field.isEnabled():
            self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.find_field.selectAll()

    def find_next(self) -> None:
        """Go to the next candidate whose name, file or skills hold the text; begins again after the last."""
        wanted, ids = self.find_field.text().strip(), list(self.model.ids())
        if not wanted or not ids:
            return
        start = self.table.currentIndex().row() + 1
        self._search(wanted, ids[start:] + ids[:start])

    def _search(self, wanted: str, order: Sequence[str]) -> None:
        """Look through a page of rows, and then through the rest, so that other requests get their turn between."""
        workspace, actor, job_id = self._context.workspace, self._context.actor, self._wanted
        if job_id is None:
            return

        def look() -> str | None:
            rows = workspace.selection.rows(actor, job_id, order[:PAGE])
            return next((row.application_id for row in rows if present.matches(row, wanted)), None)

        def looked(key: str | None) -> None:
            if key is None and order[PAGE:]:
                self._search(wanted, order[PAGE:])
            else:
                self._found(key, wanted)

        self._context.tasks.run(look, looked, owner=self, key=(self, "find"))

    def _found(self, key: str | None, wanted: str) -> None:
        row = None if key is None else self.model.row_of(key)
        if row is None:
            text = self.tr("Nobody in this list has “{0}” in the name, the file or the skills.").format(wanted)
            self._context.notify.info(self.tr("No match"), text)
        else:
            self.table.go_to(row)

    def move_by(self, rows: int) -> str | None:
        """Go up or down the list; the application that is current then."""
        self.table.move_by(rows)
        return self.model.id_at(self.table.currentIndex().row())

    def place_of(self, application_id: str) -> tuple[int, int]:
        """``(place, of how many)`` of an application in the order that is shown; place 0 if it is not."""
        row = self.model.row_of(application_id)
        return (0 if row is None else row + 1), self.model.rowCount()

    def _open_row(self, row: int) -> None:
        key = self.model.id_at(row)
        if key is not None:
            self.opened.emit(key)

    # ------------------------------------------------------------------ changes
    def _changed(self, changes: Changes) -> None:
        if not changes.touches("applications", "jobs", "import_items"):
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
        self._take_focus()

    def _take_focus(self) -> None:
        """The list takes the keys; without a list the button that fills it."""
        if self.model.rowCount():
            self.table.setFocus()
        elif self.import_button.isEnabled():
            self.import_button.setFocus()
