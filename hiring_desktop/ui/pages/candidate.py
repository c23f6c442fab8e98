"""One candidate: the resume, beside it why the score is what it is and what was read. Claims point into the resume."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hiring_desktop.core.hiring.explanation import Explanation
from hiring_desktop.core.hiring.views import CandidateView, Evidence, RankRow
from hiring_desktop.core.model import Changes, Span
from hiring_desktop.core.ports import RenderedPage
from hiring_desktop.ui.context import Context
from hiring_desktop.ui.presenters import candidate as present
from hiring_desktop.ui.presenters.ranking import display_name
from hiring_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_4
from hiring_desktop.ui.widgets.explanation_panel import ExplanationPanel, ProfilePanel
from hiring_desktop.ui.widgets.labels import ElidedLabel
from hiring_desktop.ui.widgets.page_view import PageView
from hiring_desktop.ui.widgets.text_view import TextView

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class _Loaded:
    row: RankRow
    candidate: CandidateView
    explanation: Explanation
    evidence: list[Evidence]


class CandidatePage(QWidget):
    """``back_asked`` goes to the list, ``step_asked(±1)`` to its next or previous candidate."""

    back_asked = Signal()
    step_asked = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: tuple[str, str] | None = None
        self._place = (0, 0)
        self._candidate: CandidateView | None = None
        self._build()
        context.feed.changed.connect(self._changed)

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        theme = self._context.theme
        self.back_button = QPushButton(self.tr("Ranking"), self)
        self.back_button.setAccessibleName(self.tr("Back to the ranking"))
        self.name = ElidedLabel("", "title")
        self.detail = ElidedLabel("", "body", "muted")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.detail)
        bar = QFrame(self)
        bar.setProperty("bar", "true")
        self._tools: list[tuple[QToolButton, str]] = []
        row = QHBoxLayout(bar)
        row.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        row.setSpacing(SPACE_2)
        row.addWidget(self.back_button)
        row.addSpacing(SPACE_2)
        row.addLayout(words, 1)
        for icon, text, act in (
            ("zoom_out", self.tr("Smaller (Ctrl+-)"), lambda: self.zoom_by(-1)),
            ("zoom_in", self.tr("Larger (Ctrl++)"), lambda: self.zoom_by(1)),
            ("fit", self.tr("Fit the width (Ctrl+0)"), self.zoom_fit),
            ("previous", self.tr("Previous candidate (K)"), lambda: self.step_asked.emit(-1)),
            ("next", self.tr("Next candidate (J)"), lambda: self.step_asked.emit(1)),
        ):
            button = QToolButton(self)
            button.setToolTip(text)
            button.setAccessibleName(text)
            button.setProperty("framed", "true")
            button.setIconSize(QSize(16, 16))
            button.clicked.connect(lambda _checked=False, act=act: act())
            self._tools.append((button, icon))
            row.addWidget(button)

        self.pages = PageView(theme, self._render, self)
        self.text = TextView(theme, self)
        self.document = QStackedWidget(self)
        self.document.addWidget(self.pages)
        self.document.addWidget(self.text)
        self.score_panel = ExplanationPanel(theme, self)
        self.profile_panel = ProfilePanel(theme, self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Score and profile"))
        self.tabs.addTab(self.score_panel, self.tr("Score"))
        self.tabs.addTab(self.profile_panel, self.tr("Profile"))
        self.tabs.setMinimumWidth(300)
        split = QSplitter(self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.document)
        split.addWidget(self.tabs)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 3)
        split.setHandleWidth(1)
        split.setSizes([660, 420])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(split, 1)

        self.back_button.clicked.connect(self.back_asked)
        self.score_panel.source_chosen.connect(self._highlight)
        self.profile_panel.source_chosen.connect(self._highlight)
        self.score_panel.source_chosen.connect(lambda _spans: self.profile_panel.uncheck())
        self.profile_panel.source_chosen.connect(lambda _spans: self.score_panel.uncheck())
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def _take_theme(self) -> None:
        self.back_button.setIcon(self._context.theme.icon("back", "text"))
        for button, icon in self._tools:
            button.setIcon(self._context.theme.icon(icon, "text"))

    # ------------------------------------------------------------------ what is shown
    def open_application(self, job_id: str, application_id: str, place: tuple[int, int]) -> None:
        """Show this application, which stands at ``(place, of how many)`` in the list it was opened from."""
        self._wanted, self._place = (job_id, application_id), place
        self._load()

    def take_focus(self) -> None:
        """The document takes the keys, unless the panel beside it has them."""
        focused = QApplication.focusWidget()
        if focused is None or not self.tabs.isAncestorOf(focused):
            (self.text if self.document.currentWidget() is self.text else self.pages).setFocus()

    def _load(self) -> None:
        if self._wanted is None:
            return
        job_id, application_id = self._wanted
        workspace, actor = self._context.workspace, self._context.actor

        def load() -> _Loaded | None:
            rows = workspace.selection.rows(actor, job_id, [application_id])
            if not rows:
                return None
            return _Loaded(
                rows[0],
                workspace.candidates.get(actor, rows[0].candidate_id),
                workspace.selection.explain(actor, application_id),
                workspace.selection.evidence(actor, application_id),
            )

        self._context.tasks.run(load, self._loaded, owner=self, key=(self, "load"))

    def _loaded(self, loaded: _Loaded | None) -> None:
        if loaded is None:
            self.back_asked.emit()
            return
        row, candidate = loaded.row, loaded.candidate
        fresh = self._candidate is None or self._candidate.resume_id != candidate.resume_id
        self._candidate = candidate
        self.name.set_full_text(display_name(row))
        standing = present.standing(*self._place)
        self.detail.set_full_text(" · ".join(part for part in (standing, row.file) if part))
        if fresh:
            self._open_document(candidate)
        self.score_panel.show_score(
            row.score, loaded.explanation, loaded.evidence, standing, present.warnings(candidate)
        )
        self._show_profile(candidate)
        if self.isVisible():
            self.take_focus()

    def _open_document(self, candidate: CandidateView) -> None:
        if candidate.media_type == PDF:
            self.document.setCurrentWidget(self.pages)
            self.pages.open(candidate.pages or 1)
        else:
            self.document.setCurrentWidget(self.text)
            self.text.open(candidate.text)

    def _show_profile(self, candidate: CandidateView) -> None:
        panel = self.profile_panel
        panel.empty()
        for group in present.profile(candidate):
            panel.heading(group.title)
            if group.tags:
                panel.add_tags({field.text: field.spans for field in group.fields})
                continue
            for field in group.fields:
                panel.add_source(field.text, field.spans, caption=field.caption, note=field.note)
        panel.finish()

    def _render(self, page: int, scale: float) -> None:
        candidate = self._candidate
        if candidate is None:
            return
        workspace, actor, resume_id = self._context.workspace, self._context.actor, candidate.resume_id

        def show(rendered: RenderedPage) -> None:
            if self._candidate is not None and self._candidate.resume_id == resume_id:
                self.pages.show_page(rendered)

        self._context.tasks.request(
            lambda: workspace.candidates.render(actor, resume_id, page, scale),
            show,
            owner=self,
            key=(self, "render", page),
        )

    def _highlight(self, spans: Sequence[Span]) -> None:
        view = self.pages if self.document.currentWidget() is self.pages else self.text
        view.highlight(spans)

    # ------------------------------------------------------------------ what a person does
    def zoom_by(self, steps: int) -> None:
        """Larger or smaller."""
        view = self.pages if self.document.currentWidget() is self.pages else self.text
        view.zoom_by(steps)

    def zoom_fit(self) -> None:
        """As wide as the view."""
        self.pages.fit_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """J and K go through the list from here too."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and event.key() in (Qt.Key.Key_J, Qt.Key.Key_K):
            self.step_asked.emit(1 if event.key() == Qt.Key.Key_J else -1)
        else:
            super().keyPressEvent(event)

    def _changed(self, changes: Changes) -> None:
        mine = self._wanted is not None and any(touched.id in self._wanted for touched in changes.touched)
        if mine and self.isVisible():
            self._load()
