"""Which job are these files for? Asked when files are dropped while no job is open; laid over the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from hiring_desktop.core.hiring.views import JobSummary
from hiring_desktop.ui.models.job_table import JobColumn, JobTable
from hiring_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_5, Theme
from hiring_desktop.ui.widgets.labels import Label
from hiring_desktop.ui.widgets.list_table import ListTable
from hiring_desktop.ui.widgets.overlay import Overlay
from hiring_desktop.ui.widgets.status_cells import JobCells
from hiring_desktop.ui.words import translate


class JobChooser(Overlay):
    """``chosen(job_id, paths)``, or ``new_job_asked(paths)`` for files whose job is still to be written."""

    chosen = Signal(str, object)
    new_job_asked = Signal(object)

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._paths: tuple[Path, ...] = ()
        self.setAccessibleName(self.tr("Choose the job for the files"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card = QFrame(self)
        card.setProperty("card", "true")
        self._text = Label("", "body", "muted")
        self.model = JobTable(self)
        self.table = ListTable(self.tr("Open jobs"), self)
        self.table.setModel(self.model)
        self.table.setItemDelegate(JobCells(theme, self.table))
        self.table.set_row_height(2 * self.fontMetrics().height() + 2 * SPACE_2)
        self.table.horizontalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(JobColumn.TITLE, QHeaderView.ResizeMode.Stretch)
        for column in (JobColumn.RANKED, JobColumn.ATTENTION, JobColumn.PENDING):
            self.table.setColumnHidden(column, True)
        self.add_button = QPushButton(self.tr("Add to this job"), self)
        self.new_button = QPushButton(self.tr("New job…"), self)
        self.cancel_button = QPushButton(self.tr("Cancel"), self)
        self.add_button.setProperty("primary", True)
        for button in (self.add_button, self.new_button, self.cancel_button):
            button.setAccessibleName(button.text())
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        buttons.addWidget(self.new_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.add_button)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
        inside.setSpacing(SPACE_3)
        inside.addWidget(Label(self.tr("Which job are they for?"), "title"))
        inside.addWidget(self._text)
        inside.addWidget(self.table, 1)
        inside.addLayout(buttons)
        card.setFixedSize(80 * self.fontMetrics().averageCharWidth(), 24 * self.fontMetrics().height())
        layout = QVBoxLayout(self)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.table.opened.connect(lambda _row: self._choose())
        self.add_button.clicked.connect(self._choose)
        self.new_button.clicked.connect(self._new)
        self.cancel_button.clicked.connect(self.close_overlay)

    def ask(self, paths: Sequence[Path], jobs: Sequence[JobSummary]) -> None:
        """Show the open jobs for these files."""
        self._paths = tuple(paths)
        self.model.set_jobs([job for job in jobs if job.status == "open"])
        text = translate("JobChooser", "%n file(s) or folder(s) to be ranked against the ad of a job.", len(paths))
        self._text.setText(text)
        self.open()
        self.table.setFocus()
        self.table.go_to(0)

    def _choose(self) -> None:
        job = self.model.job(self.table.currentIndex().row())
        if job is not None:
            self.close_overlay()
            self.chosen.emit(job.id, self._paths)

    def _new(self) -> None:
        self.close_overlay()
        self.new_job_asked.emit(self._paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys stay here while it asks."""
        event.accept()
