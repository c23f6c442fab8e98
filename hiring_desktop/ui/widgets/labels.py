"""Labels that show text as it is: never rich text, whatever a resume or a file name holds."""

from __future__ import annotations

import html
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from hiring_desktop.ui.theme import FontRole

Tone = Literal["", "muted", "caution", "negative", "positive"]


class Label(QLabel):
    """A plain-text label with a role in the hierarchy of type and a tone of colour.

    Args:
        text: What it says.
        role: Its size and weight.
        tone: Its colour; never the only carrier of a meaning.
        wrap: Whether long text goes on in the next line; otherwise it asks for its full width.
        parent: The usual Qt parent.
    """

    def __init__(
        self,
        text: str = "",
        role: FontRole = "body",
        tone: Tone = "",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.setText(text)

    def set_tone(self, tone: Tone) -> None:
        """Change the colour."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(Label):
    """A one-line label that gives way: what does not fit ends in an ellipsis, and the tool tip has it all.

    It paints its text itself: ``QLabel.setText`` lays the whole window out anew, which a counter cannot afford.
    """

    def __init__(self, text: str = "", role: FontRole = "body", tone: Tone = "", parent: QWidget | None = None) -> None:
        super().__init__("", role, tone, parent=parent)
        self._full = text
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_full_text(self, text: str) -> None:
        """What it says, uncut."""
        if text != self._full:
            self._full = text
            self.setAccessibleName(text)
            self._tell_if_cut()
            self.update()

    def full_text(self) -> str:
        """What it says, uncut."""
        return self._full

    def sizeHint(self) -> QSize:
        """One line; as wide as there is room."""
        return QSize(0, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._tell_if_cut()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, cut to the width there is."""
        super().paintEvent(event)
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, self.width())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        role, enabled = self.foregroundRole(), self.isEnabled()
        self.style().drawItemText(QPainter(self), self.rect(), side.value, self.palette(), enabled, shown, role)

    def _tell_if_cut(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self._full) > self.width()
        self.setToolTip(plain_tip(self._full) if cut else "")


def plain_tip(text: str) -> str:
    """A tool tip that shows ``text`` literally (tool tips take anything that looks like markup for markup)."""
    if "<" not in text:
        return text
    return "<qt>" + html.escape(text).replace("\n", "<br>") + "</qt>"
