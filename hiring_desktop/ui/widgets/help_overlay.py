"""The keyboard help: the table of commands laid over the window. Any key or click closes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hiring_desktop.ui.actions import ActionSpec, commands, keys_text
from hiring_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_5, SPACE_6
from hiring_desktop.ui.widgets.labels import Label
from hiring_desktop.ui.widgets.overlay import Overlay

_LEFT_COLUMN = 2
"""How many groups stand in the left column."""


class HelpOverlay(Overlay):
    """Made anew each time it opens, from the table."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Keyboard help"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card = QFrame(self)
        card.setProperty("card", "true")
        heading = Label(self.tr("Keyboard"), "title")
        hint = Label(self.tr("Any key closes this."), "caption", "muted")
        groups: dict[str, list[ActionSpec]] = {}
        for spec in commands():
            groups.setdefault(spec.group, []).append(spec)
        columns = QHBoxLayout()
        columns.setSpacing(SPACE_6)
        named = list(groups.items())
        for part in (named[:_LEFT_COLUMN], named[_LEFT_COLUMN:]):
            column = QVBoxLayout()
            column.setSpacing(SPACE_2)
            for name, specs in part:
                column.addWidget(Label(name, "strong"))
                column.addLayout(self._rows(specs))
                column.addSpacing(SPACE_3)
            column.addStretch(1)
            columns.addLayout(column)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(SPACE_6, SPACE_5, SPACE_6, SPACE_5)
        inside.setSpacing(SPACE_2)
        inside.addWidget(heading)
        inside.addSpacing(SPACE_2)
        inside.addLayout(columns)
        inside.addWidget(hint)
        layout = QVBoxLayout(self)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    @staticmethod
    def _rows(specs: list[ActionSpec]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_5)
        grid.setVerticalSpacing(SPACE_2)
        grid.setColumnStretch(0, 1)
        for row, spec in enumerate(specs):
            grid.addWidget(Label(spec.text), row, 0)
            keys = Label(keys_text(spec), "body", "muted")
            keys.setProperty("keys", "true")
            grid.addWidget(keys, row, 1, Qt.AlignmentFlag.AlignRight)
        return grid

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key closes it."""
        event.accept()
        self.close_overlay()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click closes it."""
        event.accept()
        self.close_overlay()
