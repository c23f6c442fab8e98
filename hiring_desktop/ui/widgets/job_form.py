"""The form of a job: its ad, and what was read out of it, for correction. Holds a ``JobDraft``; knows no workspace."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from hiring_desktop.core.model import JobAd
from hiring_desktop.ui.presenters.job_editor import DEGREES, JobDraft, degree_words
from hiring_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, Theme
from hiring_desktop.ui.widgets.chips import SkillEditor
from hiring_desktop.ui.widgets.labels import Label

READ_AFTER_MS = 350


class JobForm(QSplitter):
    """The ad at the left, what it asks for at the right.

    ``read_asked(text, title)`` comes a moment after the typing stops; ``changed`` after everything a person does.
    """

    read_asked = Signal(str)
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.draft = JobDraft()
        self._showing = False
        self._debounce = QTimer(self, singleShot=True, interval=READ_AFTER_MS)
        self._debounce.timeout.connect(lambda: self.read_asked.emit(self.draft.description))
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(self._make_ad())
        self.addWidget(self._make_wants())
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        self.setSizes([400, 330])

    # ------------------------------------------------------------------ building
    def _make_ad(self) -> QWidget:
        self.ad = QPlainTextEdit(self)
        self.ad.setAccessibleName(self.tr("Job ad"))
        self.ad.setPlaceholderText(self.tr("Paste the job ad here, or open its file."))
        self.ad.setTabChangesFocus(True)
        self.ad.setAcceptDrops(False)
        self.ad.setMinimumWidth(220)
        self.ad.textChanged.connect(self._ad_typed)
        box = QWidget(self)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(SPACE_4, SPACE_3, SPACE_3, SPACE_4)
        layout.setSpacing(SPACE_1)
        layout.addWidget(Label(self.tr("Job ad"), "caption", "muted"))
        layout.addWidget(self.ad, 1)
        return box

    def _make_wants(self) -> QWidget:
        self.title = QLineEdit(self)
        self.title.setAccessibleName(self.tr("Title of the job"))
        self.title.setPlaceholderText(self.tr("Such as Data engineer"))
        self.title.setAcceptDrops(False)
        self.required = SkillEditor(
            self._theme, self.tr("skills that are required"), self.tr("Add a skill, then Enter")
        )
        self.preferred = SkillEditor(self._theme, self.tr("skills that are a plus"), self.tr("Add a skill, then Enter"))
        self.least = self._years_box(self.tr("Least years of experience"))
        self.most = self._years_box(self.tr("Most years of experience"))
        self.degree = QComboBox(self)
        self.degree.setAccessibleName(self.tr("Degree that is asked for"))
        for degree in DEGREES:
            self.degree.addItem(degree_words(degree), degree)
        self.again = QPushButton(self.tr("Read again"), self)
        self.again.setAccessibleName(self.tr("Drop the corrections and read the ad again"))
        self.again.setToolTip(self.tr("Drops the corrections made here"))
        self.title.textEdited.connect(lambda text: self._do(lambda draft: draft.with_title(text)))
        for editor in (self.required, self.preferred):
            editor.edited.connect(self._skills_edited)
        for years in (self.least, self.most):
            years.valueChanged.connect(self._years_edited)
        self.degree.activated.connect(lambda row: self._do(lambda draft: draft.with_degree(DEGREES[row])))
        self.again.clicked.connect(self._read_again)

        years_row = QHBoxLayout()
        years_row.setSpacing(SPACE_2)
        years_row.addWidget(self.least, 1)
        years_row.addWidget(Label(self.tr("to")))
        years_row.addWidget(self.most, 1)
        inside = QWidget(self)
        inside.setProperty("panel", "true")
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE_3, SPACE_3, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_1)
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("What it asks for"), "heading"), 1)
        head.addWidget(self.again)
        column.addLayout(head)
        self.hint = Label("", "caption", "muted", wrap=True)
        column.addWidget(self.hint)
        for name, control in (
            (self.tr("Title"), self.title),
            (self.tr("Required skills (star: must-have)"), self.required),
            (self.tr("Skills that are a plus"), self.preferred),
        ):
            column.addSpacing(SPACE_2)
            column.addWidget(Label(name, "caption", "muted"))
            column.addWidget(control)
        column.addSpacing(SPACE_2)
        column.addWidget(Label(self.tr("Years of experience"), "caption", "muted"))
        column.addLayout(years_row)
        column.addSpacing(SPACE_2)
        column.addWidget(Label(self.tr("Degree"), "caption", "muted"))
        column.addWidget(self.degree)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumWidth(inside.minimumSizeHint().width() + scroll.verticalScrollBar().sizeHint().width())
        scroll.setAccessibleName(self.tr("What the job asks for"))
        return scroll

    def _years_box(self, name: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self)
        box.setRange(-0.5, 60)
        box.setSingleStep(0.5)
        box.setDecimals(1)
        box.setSpecialValueText(self.tr("any"))
        box.setAccessibleName(name)
        box.lineEdit().setTextMargins(SPACE_1, 0, 0, 0)
        return box

    # ------------------------------------------------------------------ showing
    def show_draft(self, draft: JobDraft) -> None:
        """Another draft."""
        self._debounce.stop()
        self.draft = draft
        self._show()

    def take_reading(self, found: JobAd) -> None:
        """What the ad says, as far as no person said otherwise; a reading of an older text is ignored."""
        if found.description.strip() == self.draft.description.strip():
            self.draft = self.draft.read(found)
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        draft, wants = self.draft, self.draft.requirements
        self._showing = True
        if self.ad.toPlainText() != draft.description:
            self.ad.setPlainText(draft.description)
        if self.title.text() != draft.title:
            self.title.setText(draft.title)
        self.required.set_skills(wants.required_skills, wants.must_have)
        self.preferred.set_skills(wants.preferred_skills, wants.must_have)
        for box, years in ((self.least, wants.min_years), (self.most, wants.max_years)):
            box.setValue(box.minimum() if years is None else years)
        self.degree.setCurrentIndex(DEGREES.index(wants.degree))
        self.again.setEnabled(bool(draft.touched) and bool(draft.description.strip()))
        if draft.job_id is None and not draft.touched:
            self.hint.setText(self.tr("Read from the ad while you type. Correct what is wrong; corrections stay."))
        else:
            self.hint.setText(self.tr("Candidates are scored again when you save."))
        self._showing = False

    # ------------------------------------------------------------------ what a person does
    def _do(self, change: Callable[[JobDraft], JobDraft]) -> None:
        if not self._showing:
            self.draft = change(self.draft)
            self._show()
            self.changed.emit()

    def _ad_typed(self) -> None:
        if not self._showing:
            self.draft = self.draft.with_description(self.ad.toPlainText())
            self._debounce.start()
            self.changed.emit()

    def _skills_edited(self) -> None:
        must = (*self.required.must_haves(), *self.preferred.must_haves())
        self._do(lambda draft: draft.with_skills(self.required.skills(), self.preferred.skills(), must))

    def _years_edited(self) -> None:
        least, most = (None if box.value() < 0 else box.value() for box in (self.least, self.most))
        self._do(lambda draft: draft.with_years(least, most))

    def _read_again(self) -> None:
        self._do(lambda draft: draft.untouched())
        self.read_asked.emit(self.draft.description)
