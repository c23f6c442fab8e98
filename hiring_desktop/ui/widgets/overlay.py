"""Something laid over the window: the keyboard help, the choice of a job, the sign that a drop is welcome."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from hiring_desktop.ui.theme import Theme
from hiring_desktop.ui.widgets.labels import Label

_SHADE = QColor(10, 14, 20, 140)


class Overlay(QWidget):
    """Covers ``window`` with a shade and follows its size. What had the focus gets it back."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._focus_before: QWidget | None = None
        window.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the window."""
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return False

    def open(self) -> None:
        """Lay it over the window, and take the keys."""
        if not self.isVisible():
            self._focus_before = QApplication.focusWidget()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_overlay(self) -> None:
        """Give the window back."""
        if self.isVisible():
            self.hide()
            if self._focus_before is not None:
                self._focus_before.setFocus()
            self._focus_before = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """The shade."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), _SHADE)


class DropOverlay(Overlay):
    """Says what will happen to the files that are held over the window. Never takes the mouse or the focus."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        card = QFrame(self)
        card.setProperty("card", "true")
        self._heading = Label("", "title")
        self._text = Label("", "body", "muted")
        self._picture = Label()
        for label in (self._picture, self._heading, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(48, 32, 48, 32)
        inside.setSpacing(8)
        for label in (self._picture, self._heading, self._text):
            inside.addWidget(label)
        layout = QVBoxLayout(self)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    def announce(self, heading: str, text: str) -> None:
        """Show it with these words."""
        self._picture.setPixmap(self._theme.icon("imports", "accent").pixmap(40, 40))
        self._heading.setText(heading)
        self._text.setText(text)
        self.setAccessibleName(heading)
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
