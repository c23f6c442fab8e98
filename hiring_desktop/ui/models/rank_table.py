"""The ranked list as a table: one application a row, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from hiring_desktop.core.hiring.views import RankRow
from hiring_desktop.core.model import COMPONENTS
from hiring_desktop.ui.models.paged import Fetch, PagedModel
from hiring_desktop.ui.presenters import ranking as present
from hiring_desktop.ui.words import translate

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
SCORE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, in order; the five components stand between score and skills."""

    RANK = 0
    NAME = 1
    SCORE = 2
    SKILLS_MATCH = 3
    EXPERIENCE = 4
    EDUCATION = 5
    RESUME_SIMILARITY = 6
    CAREER_CONSISTENCY = 7
    SKILLS = 8
    MUST_HAVES = 9
    CONFIDENCE = 10


FIRST_COMPONENT: Final = Column.SKILLS_MATCH
COMPONENT_OF: Final[Mapping[int, str]] = {FIRST_COMPONENT + offset: name for offset, name in enumerate(COMPONENTS)}


class RankTable(PagedModel[RankRow]):
    """``RankRow`` by application id. While weights are tried, ``preview`` holds the overall scores they would give."""

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(fetch, parent)
        self._preview: Mapping[str, float] = {}
        self._must_haves: tuple[str, ...] = ()

    def set_must_haves(self, skills: Sequence[str]) -> None:
        """The skills that the job cannot do without."""
        self._must_haves = tuple(skills)

    @property
    def must_haves(self) -> tuple[str, ...]:
        """The skills that the job cannot do without."""
        return self._must_haves

    def show_order(self, ids: Sequence[str], preview: Mapping[str, float] | None = None) -> None:
        """List these applications, best first; with ``preview``, by scores that are not stored."""
        self._preview = preview or {}
        self.set_ids(ids)
        if self._ids:
            last = self.columnCount() - 1
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, last))

    @property
    def previewing(self) -> bool:
        """Whether the order is that of weights which are only tried."""
        return bool(self._preview)

    def overall(self, row: RankRow) -> float:
        """The score that the present order goes by."""
        return self._preview.get(row.application_id, row.score.overall)

    def moved(self, number: int, row: RankRow) -> int:
        """By how many places a table row stands higher than its stored rank; 0 without a preview."""
        return row.rank - (number + 1) if self._preview else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The columns of ``Column``."""
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of the columns, and what they mean as tool tips."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == Column.RANK else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if section in COMPONENT_OF:
            words = present.component_words(COMPONENT_OF[section])
            return words.short if role == Qt.ItemDataRole.DisplayRole else words.meaning
        if role == Qt.ItemDataRole.ToolTipRole:
            return None
        return {
            Column.RANK: translate("Ranking", "#"),
            Column.NAME: translate("Ranking", "Candidate"),
            Column.SCORE: translate("Ranking", "Score"),
            Column.SKILLS: translate("Ranking", "Skills asked for"),
            Column.MUST_HAVES: translate("Ranking", "Must-haves"),
            Column.CONFIDENCE: translate("Ranking", "Confidence"),
        }[Column(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text for screen readers and tests; painters take the whole row by ``ROW_ROLE``."""
        if not index.isValid():
            return None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, ROW_ROLE, SCORE_ROLE):
            return None
        row = self.row(index.row())
        if role == ROW_ROLE:
            return row
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == Column.NAME else None
        if role == SCORE_ROLE:
            return self.overall(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(index.column(), row)
        return self._text(index, row)

    def _text(self, index: Index, row: RankRow) -> str:
        column = index.column()
        if column in COMPONENT_OF:
            return present.component_text(row.score, COMPONENT_OF[column])
        return {
            Column.RANK: lambda: str(index.row() + 1),
            Column.NAME: lambda: present.display_name(row),
            Column.SCORE: lambda: f"{self.overall(row):.1f}",
            Column.SKILLS: lambda: present.skills_text(row.score),
            Column.MUST_HAVES: lambda: present.must_have_text(row.score, self._must_haves),
            Column.CONFIDENCE: lambda: present.confidence_text(row.score),
        }[Column(column)]()

    def _tool_tip(self, column: int, row: RankRow) -> str | None:
        if column in COMPONENT_OF:
            return present.component_tip(row.score, COMPONENT_OF[column])
        if column in (Column.SKILLS, Column.MUST_HAVES):
            return present.skills_tip(row.score, self._must_haves)
        if column == Column.CONFIDENCE:
            return present.confidence_tip(row.score)
        if column == Column.NAME:
            return row.file
        return None
