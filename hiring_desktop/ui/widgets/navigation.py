"""The side bar: the pages, the open jobs, and how far the import is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hiring_desktop.core.hiring.views import JobSummary
from hiring_desktop.ui.models.job_table import JobColumn, JobTable
from hiring_desktop.ui.presenters.imports import ImportSummary
from hiring_desktop.ui.presenters.places import place_words
from hiring_desktop.ui.theme import ICON_SIZE, SPACE_1, SPACE_2, SPACE_3, Theme
from hiring_desktop.ui.widgets.labels import ElidedLabel, Label
from hiring_desktop.ui.widgets.list_table import ListTable
from hiring_desktop.ui.widgets.status_cells import JobCells


class Navigation(QFrame):
    """``place_asked`` is the id of a page; ``job_asked`` a job whose ranking is wanted."""

    place_asked = Signal(str)
    job_asked = Signal(str)
    theme_asked = Signal()
    help_asked = Signal()

    def __init__(self, theme: Theme, workspace_name: str, places: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("side", "true")
        self.setFixedWidth(max(196, 30 * self.fontMetrics().averageCharWidth()))
        name = ElidedLabel("", "heading")
        name.set_full_text(workspace_name)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_2)
        head.addWidget(name, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, SPACE_2)
        layout.setSpacing(SPACE_1)
        layout.addLayout(head)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        rail = QVBoxLayout()
        rail.setContentsMargins(SPACE_2, 0, SPACE_2, 0)
        rail.setSpacing(2)
        for place in places:
            rail.addWidget(self._place_button(place, place_words(place)))
        layout.addLayout(rail)
        layout.addSpacing(SPACE_3)
        caption = Label(self.tr("Open jobs"), "caption", "muted")
        caption.setContentsMargins(SPACE_2 + 1, 0, 0, 0)
        layout.addWidget(caption)
        self.model = JobTable(self)
        self.table = self._make_table()
        layout.addWidget(self.table, 1)
        layout.addWidget(self._make_foot())
        theme.changed.connect(self._take_theme)
        self._take_theme()

    # ------------------------------------------------------------------ building
    def _place_button(self, place: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setCheckable(True)
        button.setIconSize(ICON_SIZE)
        button.setProperty("place", "true")
        button.setAccessibleName(text)
        button.clicked.connect(lambda: self.place_asked.emit(place))
        self._group.addButton(button)
        self.buttons[place] = button
        return button

    def _make_table(self) -> ListTable:
        table = ListTable(self.tr("Open jobs"), self)
        table.setModel(self.model)
        table.setItemDelegate(JobCells(self._theme, table, compact=True))
        table.set_row_height(self.fontMetrics().height() + SPACE_3)
        table.setProperty("plain", "true")
        header = table.horizontalHeader()
        header.hide()
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(JobColumn.TITLE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(JobColumn.RANKED, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(JobColumn.RANKED, 9 * self.fontMetrics().averageCharWidth())
        for column in (JobColumn.ATTENTION, JobColumn.PENDING):
            table.setColumnHidden(column, True)
        table.clicked.connect(lambda index: self._open(index.row()))
        table.opened.connect(self._open)
        return table

    def _make_foot(self) -> QWidget:
        self.progress_text = ElidedLabel("", "caption", "muted")
        self.progress_bar = QProgressBar(self)
        self.progress_bar.setTextVisible(False)
        policy = self.progress_bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when an import begins or ends
        self.progress_bar.setSizePolicy(policy)
        self.progress_bar.setAccessibleName(self.tr("Files read"))
        self.theme_button = QToolButton(self)
        self.theme_button.setAccessibleName(self.tr("Change the theme"))
        self.help_button = QToolButton(self)
        self.help_button.setAccessibleName(self.tr("Keyboard help"))
        self.help_button.setToolTip(self.tr("Keyboard help (?)"))
        self.theme_button.clicked.connect(self.theme_asked)
        self.help_button.clicked.connect(self.help_asked)
        tools = QHBoxLayout()
        tools.addWidget(self.theme_button)
        tools.addWidget(self.help_button)
        tools.addStretch(1)
        foot = QWidget(self)
        layout = QVBoxLayout(foot)
        layout.setContentsMargins(SPACE_3, SPACE_1, SPACE_3, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self.progress_text)
        layout.addWidget(self.progress_bar)
        layout.addLayout(tools)
        return foot

    def _take_theme(self) -> None:
        for place, button in self.buttons.items():
            button.setIcon(self._theme.icon(place, "text"))
        self.theme_button.setIcon(self._theme.icon("theme"))
        self.help_button.setIcon(self._theme.icon("help"))
        words = {"system": self.tr("as the system"), "light": self.tr("light"), "dark": self.tr("dark")}
        self.theme_button.setToolTip(self.tr("Theme: {0}").format(words[self._theme.mode]))
        self.table.viewport().update()

    # ------------------------------------------------------------------ showing
    def show_place(self, place: str) -> None:
        """Mark where we are."""
        self.buttons[place].setChecked(True)

    def show_jobs(self, jobs: Sequence[JobSummary], current: str | None) -> None:
        """The open jobs, and which of them is looked at."""
        self.model.set_jobs([job for job in jobs if job.status == "open"])
        row = self.model.row_of(current)
        if row is None:
            self.table.clearSelection()
        else:
            self.table.go_to(row)

    def show_progress(self, summary: ImportSummary) -> None:
        """How far the import is; nothing when there was none."""
        self.progress_text.setVisible(summary.state != "empty")
        self.progress_bar.setVisible(summary.state == "busy")
        text = summary.headline
        if summary.attention and summary.state == "done":
            text = self.tr("{0} · {1} to check").format(text, f"{summary.attention:,}")
        self.progress_text.set_full_text(text)
        self.progress_bar.setRange(0, max(1, summary.total))
        self.progress_bar.setValue(summary.done)

    def sizeHint(self) -> QSize:
        """Its own width; as high as the window."""
        return QSize(self.width(), 400)

    def _open(self, row: int) -> None:
        job = self.model.job(row)
        if job is not None:
            self.job_asked.emit(job.id)
