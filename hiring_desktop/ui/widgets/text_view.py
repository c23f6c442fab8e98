"""A resume without pages as blocks of text, with the stretches of a claim highlighted. Always plain text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from hiring_desktop.core.model import Span
from hiring_desktop.ui.theme import SPACE_1, SPACE_5, Theme


def utf16_offset(text: str, code_points: int) -> int:
    """Where Qt counts the given code point: characters beyond the basic plane take two of its units."""
    return code_points + sum(1 for character in text[:code_points] if ord(character) > 0xFFFF)


class TextView(QTextEdit):
    """Read only. ``setPlainText`` is the only way in, so markup in a resume stays what it is: text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._spans: tuple[Span, ...] = ()
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Text of the resume"))
        self.document().setDocumentMargin(SPACE_5)
        theme.changed.connect(self._mark)

    def open(self, text: str) -> None:
        """Another document."""
        self._text, self._spans = text, ()
        self.setPlainText(text)
        spaced = QTextBlockFormat()
        spaced.setBottomMargin(SPACE_1)
        spaced.setLineHeight(120, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spaced)
        self.setExtraSelections([])
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def highlight(self, spans: Sequence[Span]) -> None:
        """Mark these stretches and scroll to the first; none clears the marks."""
        self._spans = tuple(spans)
        self._mark()
        if spans:
            self.setTextCursor(self._cursor(spans[0], selected=False))
            self.ensureCursorVisible()

    def highlighted(self) -> list[str]:
        """The texts that are marked now."""
        return [selection.cursor.selectedText() for selection in self.extraSelections()]

    def zoom_by(self, steps: int) -> None:
        """Larger or smaller letters."""
        if steps > 0:
            self.zoomIn(steps)
        else:
            self.zoomOut(-steps)

    def _cursor(self, span: Span, *, selected: bool) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(utf16_offset(self._text, span.start))
        if selected:
            cursor.setPosition(utf16_offset(self._text, span.end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _mark(self) -> None:
        look = QTextCharFormat()
        look.setBackground(QColor(self._theme.colour("highlight_fill")))
        look.setForeground(QColor("#1a1f27"))
        marks = []
        for span in self._spans:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self._cursor(span, selected=True)
            mark.format = look
            marks.append(mark)
        self.setExtraSelections(marks)
