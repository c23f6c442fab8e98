"""All jobs, and the editor of the one that is selected."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hiring_desktop.core.hiring.views import JobSummary, JobView
from hiring_desktop.core.model import Changes, JobAd
from hiring_desktop.ui.context import Context
from hiring_desktop.ui.models.job_table import JobColumn, JobTable
from hiring_desktop.ui.presenters.job_editor import JobDraft
from hiring_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4
from hiring_desktop.ui.widgets.empty_state import EmptyState
from hiring_desktop.ui.widgets.job_form import JobForm
from hiring_desktop.ui.widgets.labels import ElidedLabel, Label
from hiring_desktop.ui.widgets.list_table import ListTable
from hiring_desktop.ui.widgets.status_cells import JobCells


class JobsPage(QWidget):
    """``opened`` is a job whose ranking is wanted, ``created`` one that was just made."""

    opened = Signal(str)
    created = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._drafts: dict[str | None, JobDraft] = {}
        self._select_after_load: str | None = None
        self._dirty = False
        self.model = JobTable(self)
        self._build()
        context.feed.changed.connect(self._changed)
        self.reload()

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        self.table = ListTable(self.tr("Jobs"), self)
        self.table.setModel(self.model)
        self.table.setItemDelegate(JobCells(self._context.theme, self.table))
        self.table.set_row_height(2 * self.fontMetrics().height() + 2 * SPACE_2)
        header, unit = self.table.horizontalHeader(), self.fontMetrics().averageCharWidth()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(JobColumn.TITLE, QHeaderView.ResizeMode.Stretch)
        for column, width in ((JobColumn.RANKED, 11), (JobColumn.ATTENTION, 12), (JobColumn.PENDING, 12)):
            header.resizeSection(column, max(width * unit, header.sectionSizeHint(column)))
        self.new_button = QPushButton(self.tr("New job"), self)
        self.new_button.setAccessibleName(self.tr("New job"))
        self.new_button.setProperty("primary", True)
        bar = QFrame(self)
        bar.setProperty("bar", "true")
        row = QHBoxLayout(bar)
        row.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        row.addWidget(Label(self.tr("Jobs"), "title"), 1)
        row.addWidget(self.new_button)
        left = QWidget(self)
        column_box = QVBoxLayout(left)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.setSpacing(0)
        column_box.addWidget(bar)
        column_box.addWidget(self.table, 1)

        self.stack = QStackedWidget(self)
        self.empty = EmptyState(self._context.theme, "jobs", self)
        self.stack.addWidget(self._make_editor())
        self.stack.addWidget(self.empty)
        split = QSplitter(self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.stack)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setHandleWidth(1)
        split.setSizes([340, 740])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)

        self.new_button.clicked.connect(self.new_job)
        self.table.opened.connect(self._open_row)
        self.table.current_changed.connect(self._row_chosen)

    def _make_editor(self) -> QWidget:
        self.heading = ElidedLabel("", "title")
        self.problem = Label("", "body", "muted", wrap=True)
        self.open_file_button = QPushButton(self.tr("Open a file…"), self)
        self.status_button = QPushButton("", self)
        self.ranking_button = QPushButton(self.tr("Show ranking"), self)
        self.revert_button = QPushButton(self.tr("Revert"), self)
        self.save_button = QPushButton(self.tr("Save"), self)
        self.save_button.setProperty("primary", True)
        for button, name in (
            (self.open_file_button, self.tr("Open the file of a job ad")),
            (self.status_button, self.tr("Close or reopen the job")),
            (self.ranking_button, self.tr("Show the ranking of the job")),
            (self.revert_button, self.tr("Revert the changes of the job")),
            (self.save_button, self.tr("Save the job")),
        ):
            button.setAccessibleName(name)
        self.form = JobForm(self._context.theme, self)
        bar = QFrame(self)
        bar.setProperty("bar", "true")
        row = QHBoxLayout(bar)
        row.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        row.setSpacing(SPACE_2)
        row.addWidget(self.heading, 1)
        for button in (self.status_button, self.ranking_button, self.open_file_button):
            row.addWidget(button)
        foot = QFrame(self)
        foot.setProperty("foot", "true")
        low = QHBoxLayout(foot)
        low.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        low.setSpacing(SPACE_2)
        low.addWidget(self.problem, 1)
        low.addWidget(self.revert_button)
        low.addWidget(self.save_button)
        editor = QWidget(self)
        layout = QVBoxLayout(editor)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.form, 1)
        layout.addWidget(foot)
        self.open_file_button.clicked.connect(self._ask_file)
        self.status_button.clicked.connect(self._toggle_status)
        self.ranking_button.clicked.connect(lambda: self.opened.emit(self.form.draft.job_id or ""))
        self.revert_button.clicked.connect(self._revert)
        self.save_button.clicked.connect(self.save)
        self.form.read_asked.connect(self._read)
        self.form.changed.connect(self._edited)
        return editor

    # ------------------------------------------------------------------ the list
    def reload(self) -> None:
        """Ask for the jobs again."""
        self._dirty = False
        workspace, actor = self._context.workspace, self._context.actor
        self._context.tasks.run(lambda: workspace.jobs.list(actor), self._loaded, owner=self, key=(self, "list"))

    def _loaded(self, jobs: list[JobSummary]) -> None:
        current = self._select_after_load or self.selected_job()
        self.model.set_jobs(jobs)
        self.table.setColumnHidden(JobColumn.ATTENTION, not any(job.attention for job in jobs))
        self.table.setColumnHidden(JobColumn.PENDING, not any(job.pending for job in jobs))
        if not jobs and self.form.draft.job_id is None and not self.form.draft.changed:
            self.stack.setCurrentWidget(self.empty)
            text = self.tr("Paste a job ad: its skills, years and degree are read from it. Then drop resumes on it.")
            self.empty.say(self.tr("Begin with a job"), text)
            self.empty.offer((self.tr("New job"), self.new_job))
        elif self.form.draft.job_id is not None or self._select_after_load or not self.form.draft.changed:
            self.table.go_to(self.model.row_of(current) or 0)
        self._select_after_load = None
        self._show_draft_state()

    def selected_job(self) -> str | None:
        """The job in the editor; None while a new one is written."""
        return self.form.draft.job_id

    def select(self, job_id: str) -> None:
        """Show this job in the editor."""
        row = self.model.row_of(job_id)
        if row is None:
            self._select_after_load = job_id
            self.reload()
        else:
            self.table.go_to(row)
            self._row_chosen(row)

    def _open_row(self, row: int) -> None:
        job = self.model.job(row)
        if job is not None:
            self.opened.emit(job.id)

    def _row_chosen(self, row: int) -> None:
        job = self.model.job(row)
        if job is None or (job.id == self.form.draft.job_id and self.stack.currentIndex() == 0):
            return
        self._keep_draft()
        workspace, actor = self._context.workspace, self._context.actor
        self._context.tasks.run(
            lambda: workspace.jobs.get(actor, job.id), self._show_job, owner=self, key=(self, "job")
        )

    def _show_job(self, job: JobView) -> None:
        self._show_draft(self._drafts.pop(job.id, JobDraft.of(job)))

    # ------------------------------------------------------------------ the editor
    def new_job(self) -> None:
        """An empty editor, or the new job that was begun before."""
        self._keep_draft()
        self.table.clearSelection()
        self.table.setCurrentIndex(self.model.index(-1, -1))
        self._show_draft(self._drafts.pop(None, JobDraft()))
        self.form.ad.setFocus()

    def _keep_draft(self) -> None:
        draft = self.form.draft
        if draft.changed:
            self._drafts[draft.job_id] = draft

    def _show_draft(self, draft: JobDraft) -> None:
        self._context.tasks.forget((self, "read"))
        self.stack.setCurrentIndex(0)
        self.form.show_draft(draft)
        self._show_draft_state()

    def _edited(self) -> None:
        self._show_draft_state()

    def _show_draft_state(self) -> None:
        draft = self.form.draft
        new = draft.job_id is None
        self.heading.set_full_text(self.tr("New job") if new else draft.title)
        self.problem.setText((draft.problem or "") if new or draft.changed else "")
        self.save_button.setText(self.tr("Create job") if new else self.tr("Save"))
        self.save_button.setEnabled(draft.changed and draft.problem is None)
        self.revert_button.setEnabled(draft.changed)
        self.revert_button.setText(self.tr("Discard") if new else self.tr("Revert"))
        for button in (self.status_button, self.ranking_button):
            button.setVisible(not new)
        job = self.model.job(self.model.row_of(draft.job_id) or 0) if not new else None
        closed = job is not None and job.status == "closed"
        self.status_button.setText(self.tr("Reopen job") if closed else self.tr("Close job"))

    def _read(self, text: str) -> None:
        workspace = self._context.workspace
        if text.strip():
            self._context.tasks.run(
                lambda: workspace.jobs.read_ad(text), self.form.take_reading, owner=self, key=(self, "read")
            )

    def _revert(self) -> None:
        draft = self.form.draft
        self._drafts.pop(draft.job_id, None)
        if draft.job_id is None or draft.saved is None:
            self._show_draft(JobDraft())
            self.reload()
        else:
            ad = draft.saved
            self._show_draft(replace(draft, description=ad.description, title=ad.title, requirements=ad.requirements))

    def save(self) -> None:
        """Store what is in the editor."""
        draft = self.form.draft
        if draft.problem is not None or not draft.changed:
            return
        workspace, actor, ad = self._context.workspace, self._context.actor, draft.ad()
        job_id = draft.job_id
        if job_id is None:
            self._context.tasks.run(lambda: workspace.jobs.add(actor, ad), self._was_created, owner=self)
        else:
            self._context.tasks.run(
                lambda: workspace.jobs.edit(actor, job_id, ad), lambda _changes: self._was_saved(job_id, ad), owner=self
            )

    def _was_created(self, job: JobView) -> None:
        self._show_draft(JobDraft.of(job))
        self._select_after_load = job.id
        self.reload()
        self.created.emit(job.id)

    def _was_saved(self, job_id: str, ad: JobAd) -> None:
        if self.form.draft.job_id == job_id:
            self.form.draft = replace(self.form.draft, saved=ad)
            self._show_draft_state()
        self._context.notify.info(self.tr("Job saved"), self.tr("Its candidates are scored again in the background."))
        self.reload()

    def _toggle_status(self) -> None:
        job = self.model.job(self.model.row_of(self.form.draft.job_id) or 0)
        if job is None:
            return
        jobs, actor = self._context.workspace.jobs, self._context.actor
        if job.status == "open":
            self._context.tasks.run(
                lambda: jobs.close(actor, job.id), lambda _changes: self._was_closed(job), owner=self
            )
        else:
            self._context.tasks.run(lambda: jobs.reopen(actor, job.id), lambda _changes: self.reload(), owner=self)

    def _was_closed(self, job: JobSummary) -> None:
        jobs, actor, tasks = self._context.workspace.jobs, self._context.actor, self._context.tasks

        def undo() -> None:
            tasks.run(lambda: jobs.reopen(actor, job.id), lambda _changes: self.reload(), owner=self)

        text = self.tr("“{0}” keeps its candidates and can be reopened at any time.").format(job.title)
        self._context.notify.info(self.tr("Job closed"), text, action_text=self.tr("Undo"), action=undo)
        self.reload()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Open a job ad"))
        dialog.setNameFilter(self.tr("Job ads (*.txt *.md *.pdf *.docx *.json *.html)"))
        dialog.fileSelected.connect(lambda name: self.open_file(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_file(self, path: Path) -> None:
        """Read a file into the editor."""
        workspace = self._context.workspace
        self._context.tasks.run(
            lambda: workspace.jobs.read_file(path.read_bytes(), path.name),
            self._file_read,
            owner=self,
            key=(self, "read"),
        )

    def _file_read(self, ad: JobAd) -> None:
        draft = replace(self.form.draft, description=ad.description)
        if draft.job_id is None:
            draft = draft.untouched()
        self.form.show_draft(draft.read(ad))
        self._show_draft_state()

    # ------------------------------------------------------------------ changes
    def _changed(self, changes: Changes) -> None:
        if not changes.touches("jobs", "applications", "import_items"):
            return
        if self.isVisible():
            self.reload()
        else:
            self._dirty = True

    def showEvent(self, event: QShowEvent) -> None:
        """The list takes the keys, unless an ad is being written."""
        super().showEvent(event)
        if self._dirty:
            self.reload()
        if self.selected_job() is not None:
            self.table.setFocus()
