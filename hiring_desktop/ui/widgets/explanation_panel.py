"""Why a candidate has this score: the sum, each part in a sentence, the claims that the document can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from hiring_desktop.core.hiring.explanation import Explanation, ExplanationLine
from hiring_desktop.core.hiring.views import Evidence
from hiring_desktop.core.model import Score, Span
from hiring_desktop.ui.presenters.candidate import line_text, points_text, skill_places, verdict
from hiring_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, Theme
from hiring_desktop.ui.widgets.chips import SkillTags
from hiring_desktop.ui.widgets.contribution_bar import ContributionBar, Swatch
from hiring_desktop.ui.widgets.labels import Label
from hiring_desktop.ui.widgets.source_row import SourceRow


class SidePanel(QScrollArea):
    """A scrolled column that is filled anew for each candidate. ``source_chosen`` carries spans, empty to clear."""

    source_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._rows: list[SourceRow] = []
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column = self._start()

    def _start(self) -> QVBoxLayout:
        inside = QWidget()
        inside.setProperty("panel", "true")
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_1)
        self._rows = []
        self.setWidget(inside)
        return column

    def empty(self) -> None:
        """Begin anew; what was shown is deleted."""
        self.column = self._start()

    def finish(self) -> None:
        """All is in."""
        self.column.addStretch(1)

    def heading(self, text: str) -> None:
        """A heading inside the column."""
        self.column.addSpacing(SPACE_3)
        self.column.addWidget(Label(text, "heading"))

    def add_source(self, text: str, spans: Sequence[Span], *, caption: str = "", note: str = "") -> SourceRow:
        """A line that shows its place in the document when it is clicked."""
        row = SourceRow(self.theme, text, caption=caption, note=note, spans=spans)
        row.clicked.connect(lambda checked, row=row: self._chosen(row, checked))
        self.column.addWidget(row)
        self._rows.append(row)
        return row

    def add_tags(self, places: Mapping[str, Sequence[Span]], icon: str = "", token: str = "text_muted") -> None:
        """Short values side by side; those with a place show it when they are clicked."""
        tags = SkillTags(self.theme, icon, token)
        tags.set_skills(list(places), [name for name, spans in places.items() if spans])
        tags.clicked.connect(lambda name: self._show(places[name]))
        self.column.addWidget(tags)

    def _show(self, spans: Sequence[Span]) -> None:
        self.uncheck()
        self.source_chosen.emit(tuple(spans))

    def source_rows(self) -> list[SourceRow]:
        """All lines with a place, from above."""
        return [row for row in self._rows if row.spans]

    def _chosen(self, chosen: SourceRow, checked: bool) -> None:
        self.uncheck(chosen)
        self.source_chosen.emit(chosen.spans if checked else ())

    def uncheck(self, but: SourceRow | None = None) -> None:
        """Something else is shown in the document."""
        for row in self._rows:
            if row is not but:
                row.setChecked(False)

    def remark(self, icon: str, token: str, text: str) -> None:
        """A sentence with a drawing before it."""
        picture = QLabel()
        picture.setPixmap(self.theme.icon(icon, token).pixmap(16, 16))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        line.addWidget(picture)
        line.addWidget(Label(text, wrap=True), 1)
        self.column.addLayout(line)


class ExplanationPanel(SidePanel):
    """The score of one application: each part of it with the claims that speak for it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(self.tr("Why this score"))

    def show_score(
        self, score: Score, explanation: Explanation, evidence: Sequence[Evidence], standing: str,
        warnings: Sequence[str],
    ) -> None:  # fmt: skip
        """Fill it for one application."""
        self.empty()
        self._add_sum(explanation, standing)
        for warning in warnings:
            self.remark("warning", "caution", warning)
        if explanation.must_haves:
            failed = bool(score.failed_must_haves)
            self.remark("warning" if failed else "check", "caution" if failed else "positive", explanation.must_haves)
        for line in explanation.lines:
            self._add_line(line, score)
            if line.component == "skills_match":
                self._add_skills(score, evidence)
            for one in evidence:
                if one.component == line.component and one.component != "skills_match":
                    self.add_source(one.claim, one.spans)
        self.heading(self.tr("How sure it is"))
        self.column.addWidget(Label(explanation.certainty, wrap=True))
        if explanation.advice:
            self.heading(self.tr("What would change the score"))
            for advice in explanation.advice:
                self.remark("up", "text_muted", advice)
        self.finish()

    def _add_sum(self, explanation: Explanation, standing: str) -> None:
        number = Label(f"{explanation.overall:.1f}", "display")
        number.setAccessibleName(self.tr("Score {0} of 100").format(f"{explanation.overall:.1f}"))
        first, rest = verdict(explanation)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(first, "strong", wrap=True))
        words.addWidget(Label(" · ".join(part for part in (standing, rest) if part), "body", "muted", wrap=True))
        line = QHBoxLayout()
        line.setSpacing(SPACE_3)
        line.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.column.addLayout(line)
        bar = ContributionBar(self.theme)
        bar.set_lines(explanation.lines)
        self.column.addSpacing(SPACE_2)
        self.column.addWidget(bar)
        self.column.addSpacing(SPACE_2)

    def _add_line(self, line: ExplanationLine, score: Score) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(Swatch(self.theme, line.component), 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(Label(line.title, "strong"), 0, 1)
        grid.addWidget(Label(points_text(line.points, line.most), "strong" if line.most else "body"), 0, 2)
        grid.addWidget(Label(line_text(line, score), "body", "muted", wrap=True), 1, 1, 1, 2)
        self.column.addSpacing(SPACE_3)
        self.column.addLayout(grid)

    def _add_skills(self, score: Score, evidence: Sequence[Evidence]) -> None:
        places = skill_places(score, evidence)
        for said, skills, icon, token in (
            ("", score.matched_skills, "check", "positive"),
            (self.tr("Close to what is asked"), score.near_skills, "info", "text_muted"),
            (self.tr("Not found"), score.missing_skills, "minus", "text_muted"),
        ):
            if skills:
                if said:
                    self.column.addWidget(Label(said, "caption", "muted"))
                self.add_tags({skill: places.get(skill, ()) for skill in skills}, icon, token)


class ProfilePanel(SidePanel):
    """Everything that was read from the resume."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName(self.tr("Profile as read"))
