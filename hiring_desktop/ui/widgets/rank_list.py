"""The table of the ranked list: which columns it has, how wide they are, and which give way in a narrow window."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from hiring_desktop.ui.models.rank_table import COMPONENT_OF, Column, RankTable
from hiring_desktop.ui.theme import Theme
from hiring_desktop.ui.widgets.list_table import ListTable
from hiring_desktop.ui.widgets.rank_cells import RankCells

_CHARACTERS: Final = {Column.RANK: 8, Column.SCORE: 16, Column.MUST_HAVES: 18, Column.CONFIDENCE: 15}
_COMPONENT_CHARACTERS: Final = 10
_STRETCHED_CHARACTERS: Final = 26
"""So wide the columns of names and skills want to be at least."""


class RankList(ListTable):
    """Applications, best first."""

    def __init__(self, name: str, theme: Theme, model: RankTable, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._ranked = model
        self.setModel(model)
        cells = RankCells(theme, model, self)
        self.setItemDelegate(cells)
        self.set_row_height(cells.row_height)
        header, unit = self.horizontalHeader(), self.fontMetrics().averageCharWidth()
        self._widths: dict[int, int] = {}
        for column in Column:
            width = unit * _CHARACTERS.get(column, _COMPONENT_CHARACTERS)
            self._widths[column] = max(width, header.sectionSizeHint(column))
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, self._widths[column])
        for column in (Column.NAME, Column.SKILLS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def fit_columns(self) -> None:
        """Where it gets narrow the five parts give way (the explanation has them); must-haves show if there are any."""
        must_haves = bool(self._ranked.must_haves)
        shown: list[int] = [Column.RANK, Column.SCORE, *COMPONENT_OF, Column.CONFIDENCE]
        shown += [Column.MUST_HAVES] if must_haves else []
        room = (
            self.width() - self.verticalScrollBar().sizeHint().width() - sum(self._widths[column] for column in shown)
        )
        narrow = room < 2 * _STRETCHED_CHARACTERS * self.fontMetrics().averageCharWidth()
        for column in COMPONENT_OF:
            self.setColumnHidden(column, narrow)
        self.setColumnHidden(Column.MUST_HAVES, not must_haves)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wider or narrower."""
        super().resizeEvent(event)
        self.fit_columns()
