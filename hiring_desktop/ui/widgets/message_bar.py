"""The one widget that renders ``notify`` messages: a bar that is in nobody's way."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from hiring_desktop.ui.notify import Message, Notifier
from hiring_desktop.ui.theme import ICON_SIZE, SPACE_2, SPACE_3, SPACE_4, Theme
from hiring_desktop.ui.widgets.labels import Label

SHOWN_MS = 7000


class MessageBar(QFrame):
    """Shows the newest message; a lasting one stays until it is dismissed."""

    def __init__(self, notifier: Notifier, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._message: Message | None = None
        self.setProperty("message", "info")
        self._icon = QLabel(self)
        self._title = Label("", "strong")
        self._text = Label("", wrap=True)
        self._act = QPushButton(self)
        self._close = QToolButton(self)
        self._close.setAccessibleName(self.tr("Dismiss the message"))
        self._close.setToolTip(self.tr("Dismiss"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        layout.setSpacing(SPACE_3)
        layout.addWidget(self._icon)
        layout.addLayout(words, 1)
        layout.addWidget(self._act)
        layout.addWidget(self._close)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self._close.clicked.connect(self.dismiss)
        self._act.clicked.connect(self._acted)
        theme.changed.connect(self._colour)
        self._unsubscribe = notifier.subscribe(self.show_message)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Replace what is shown."""
        self._message = message
        self._title.setText(message.title)
        self._text.setText(message.text)
        self._text.setVisible(bool(message.text))
        self._act.setText(message.action_text)
        self._act.setAccessibleName(message.action_text)
        self._act.setVisible(message.action is not None)
        self.setAccessibleName(f"{message.title}. {message.text}".strip())
        self._colour()
        self.show()
        if message.lasting:
            self._timer.stop()
        else:
            self._timer.start()

    def text(self) -> str:
        """What is shown now, for screen readers and tests; empty when nothing is."""
        return "" if self.isHidden() else self.accessibleName()

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self.hide()

    def _acted(self) -> None:
        message = self._message
        self.dismiss()
        if message is not None and message.action is not None:
            message.action()

    def _colour(self) -> None:
        level = self._message.level if self._message else "info"
        name, token = ("warning", "negative") if level == "error" else ("info", "accent")
        self._icon.setPixmap(self._theme.icon(name, token).pixmap(ICON_SIZE))
        self._close.setIcon(self._theme.icon("cross"))
        self.setProperty("message", level)
        self.style().unpolish(self)
        self.style().polish(self)
