"""What a page shows while it has nothing to show: why, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hiring_desktop.ui.theme import SPACE_2, SPACE_3, SPACE_5, Theme
from hiring_desktop.ui.widgets.labels import Label


class EmptyState(QWidget):
    """A drawing, a heading, a sentence, and buttons for what can be done; the first is the usual one."""

    def __init__(self, theme: Theme, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heading = Label("", "heading")
        self._text = Label("", "body", "muted", wrap=True)
        for label in (self._heading, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setFixedWidth(26 * self.fontMetrics().averageCharWidth() * 2)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE_2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
        layout.setSpacing(SPACE_3)
        layout.addStretch(2)
        layout.addWidget(self._picture)
        layout.addWidget(self._heading)
        layout.addWidget(self._text, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(self._buttons)
        layout.addStretch(3)
        theme.changed.connect(self._draw)
        self._draw()

    def say(self, heading: str, text: str) -> None:
        """Change the words."""
        self._heading.setText(heading)
        self._text.setText(text)
        self._text.setFixedHeight(self._text.heightForWidth(self._text.width()) if text else 0)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(text)

    def offer(self, *choices: tuple[str, Callable[[], None]]) -> None:
        """Change the buttons."""
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._buttons.addStretch(1)
        for number, (text, act) in enumerate(choices):
            button = QPushButton(text, self)
            button.setAccessibleName(text)
            button.setProperty("primary", number == 0)
            button.clicked.connect(lambda _checked=False, act=act: act())
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)

    def _draw(self) -> None:
        self._picture.setPixmap(self._theme.icon(self._icon, "border_strong").pixmap(48, 48))
