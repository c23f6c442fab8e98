"""A line that knows where the document says so: a claim or a field, clicked to be shown there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from hiring_desktop.core.model import Span
from hiring_desktop.ui.theme import SPACE_1, SPACE_2, Theme

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_ICON = 14


class SourceRow(QAbstractButton):
    """A small muted caption above a text that wraps; at its right a sign that it can be shown in the document.

    Args:
        theme: Colours and fonts.
        text: The value or claim, painted as plain text.
        caption: What it is, or empty.
        note: A remark below it, such as that the reader is unsure.
        spans: Where the document says so; without any it is a plain line and takes no focus.
        parent: The usual Qt parent.
    """

    def __init__(
        self, theme: Theme, text: str, *, caption: str = "", note: str = "", spans: Sequence[Span] = (),
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme = theme
        self._caption, self._text, self._note = caption, text, note
        self.spans = tuple(spans)
        self._hovered = False
        self.setAccessibleName(f"{caption}: {text}" if caption else text)
        self.setAccessibleDescription(note)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if self.spans:
            self.setCheckable(True)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setToolTip(self.tr("Show it in the document"))
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def text(self) -> str:
        """The value or claim."""
        return self._text

    def _room(self, width: int) -> int:
        return max(40, width - 2 * SPACE_2 - (_ICON + SPACE_2 if self.spans else 0))

    def _heights(self, width: int) -> tuple[int, int, int]:
        small = QFontMetrics(self._theme.font("caption"))
        body = QFontMetrics(self._theme.font("body"))
        room = QRect(0, 0, self._room(width), 10_000)
        caption = small.height() if self._caption else 0
        note = small.boundingRect(room, _WRAP, self._note).height() if self._note else 0
        return caption, body.boundingRect(room, _WRAP, self._text).height(), note

    def hasHeightForWidth(self) -> bool:
        """Text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What the wrapped text needs."""
        return sum(self._heights(width)) + 2 * SPACE_1

    def sizeHint(self) -> QSize:
        """A readable width and the height for it."""
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        """May get narrow."""
        return QSize(120, QFontMetrics(self._theme.font("body")).height() + 2 * SPACE_1)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be clicked."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Back to rest."""
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, focus ring, texts, sign; whole, since rows are small."""
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or (self._hovered and self.spans):
            painter.setBrush(self._theme.colour("selection" if self.isChecked() else "hover"))
            painter.drawRoundedRect(self.rect(), 4, 4)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        x, y, room = SPACE_2, SPACE_1, self._room(self.width())
        for height, text, role, token in zip(
            self._heights(self.width()),
            (self._caption, self._text, self._note),
            ("caption", "body", "caption"),
            ("text_muted", "text", "caution"),
            strict=True,
        ):
            if height:
                painter.setFont(self._theme.font("body" if role == "body" else "caption"))
                painter.setPen(self._theme.colour(token))
                painter.drawText(QRect(x, y, room, height), _WRAP, text)
                y += height
        if self.spans:
            token = "accent" if self.isChecked() or self._hovered else "text_muted"
            icon = self._theme.icon("target", token)
            icon.paint(painter, self.width() - _ICON - SPACE_2, (self.height() - _ICON) // 2, _ICON, _ICON)
