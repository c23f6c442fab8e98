"""A table that is worked through by keyboard: J and K, Enter or E, and no mouse needed."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from hiring_desktop.ui.models.paged import Index
from hiring_desktop.ui.theme import SPACE_2, Theme

_NEXT = Qt.Key.Key_J
_PREVIOUS = Qt.Key.Key_K
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_E)


class ListTable(QTableView):
    """Whole rows, one at a time, of one fixed height. ``opened`` is a row that was double-clicked, or opened by key."""

    opened = Signal(int)
    current_changed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAcceptDrops(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def set_row_height(self, pixels: int) -> None:
        """The height of every row."""
        self.verticalHeader().setMinimumSectionSize(pixels)
        self.verticalHeader().setDefaultSectionSize(pixels)

    def go_to(self, row: int) -> None:
        """Make a row the current one and bring it into view."""
        model = self.model()
        if not 0 <= row < model.rowCount():
            return
        index = model.index(row, max(0, self.currentIndex().column()))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def ensure_current(self) -> None:
        """Select the current or first row if none is. Taking the focus makes a row current, but selects none."""
        if self.model().rowCount() and not self.selectionModel().hasSelection():
            self.go_to(max(0, self.currentIndex().row()))

    def move_by(self, rows: int) -> None:
        """Go on by so many rows, and stay within the list."""
        model = self.model()
        if model.rowCount():
            current = self.currentIndex()
            start = current.row() if current.isValid() else -1 if rows > 0 else 0
            self.go_to(min(max(start + rows, 0), model.rowCount() - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """As usual, but from Python: the interpreter is then held once for a repaint and not asked for with every cell.

        While an import keeps other threads busy each asking may wait for a turn of theirs, and a screen has 150 cells.
        """
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters act here and nowhere else."""
        key, plain = event.key(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        keypad = event.modifiers() == Qt.KeyboardModifier.KeypadModifier
        if plain and key == _NEXT:
            self.move_by(1)
        elif plain and key == _PREVIOUS:
            self.move_by(-1)
        elif (plain or keypad) and key in _OPEN and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing does not jump by letter, since letters are commands; ``/`` finds."""

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row is current."""
        super().currentChanged(current, previous)
        self.current_changed.emit(current.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current row in view when the table gets smaller."""
        super().resizeEvent(event)
        if self.currentIndex().isValid() and event.size().height() < event.oldSize().height():
            self.scrollTo(self.currentIndex())


class RowDelegate(QStyledItemDelegate):
    """Paints the ground of a row: selection, a mark for the current row, a hairline. Subclasses paint the cell."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.lined = True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | Index) -> None:
        """The ground, then the cell inside its padding."""
        painter.save()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, self.theme.colour("selection"))
            if index.column() == 0:
                painter.fillRect(rect.x(), rect.y(), 3, rect.height(), self.theme.colour("accent"))
        if self.lined:
            painter.setPen(self.theme.colour("border"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setClipRect(rect)
        self.paint_cell(painter, rect.adjusted(SPACE_2, 0, -SPACE_2, -1), index)
        painter.restore()

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """One line of text, vertically in the middle."""
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if text:
            painter.setFont(self.theme.font("body"))
            painter.setPen(self.theme.colour("text"))
            shown = painter.fontMetrics().elidedText(str(text), Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
