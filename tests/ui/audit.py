"""What a person with a keyboard, a screen reader or a large font needs of a page; each finding is a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)

from hiring_desktop.ui.widgets.labels import ElidedLabel

INTERACTIVE = (
    QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractSlider, QAbstractItemView, QTextEdit,
    QPlainTextEdit, QTabBar,
)  # fmt: skip
INSIDE_OF = (QComboBox, QAbstractSpinBox, QTabBar, QLineEdit)
"""Controls that have controls of their own inside, which Qt looks after."""


def findings(page: QWidget) -> list[str]:
    """Everything that is wrong with a page as it is shown."""
    return [*unnamed(page), *out_of_reach(page), *clipped(page), *headers_clipped(page), *outside(page)]


def visible(page: QWidget) -> Iterator[QWidget]:
    """All widgets that are shown."""
    yield from (widget for widget in page.findChildren(QWidget) if widget.isVisibleTo(page))


def controls(page: QWidget) -> Iterator[QWidget]:
    """What a person operates; not what such a control is made of."""
    for widget in visible(page):
        parent = widget.parentWidget()
        own = isinstance(widget, (QScrollBar, QHeaderView)) or isinstance(parent, (QTableView, *INSIDE_OF))
        if isinstance(widget, INTERACTIVE) and not own:
            yield widget


def told(widget: QWidget) -> str:
    """How to find a widget in the code."""
    text = getattr(widget, "text", None)
    shown = text() if callable(text) and not isinstance(widget, (QPlainTextEdit, QTextEdit)) else ""
    return f"{type(widget).__name__} {widget.accessibleName() or shown!r} in {type(widget.parentWidget()).__name__}"


def unnamed(page: QWidget) -> list[str]:
    """Controls without a name for screen readers."""
    tab_bars = (QTabBar,)  # tabs speak for themselves
    silent = [c for c in controls(page) if not c.accessibleName().strip() and not isinstance(c, tab_bars)]
    return [f"no accessible name: {told(widget)}" for widget in silent]


def out_of_reach(page: QWidget) -> list[str]:
    """Controls that take the focus but are not in the order of Tab."""
    chain: list[QWidget] = []
    widget = page.nextInFocusChain()
    while widget is not None and widget is not page and len(chain) < 10_000:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    return [
        f"not reached by Tab: {told(control)}"
        for control in controls(page)
        if control.isEnabled() and control.focusPolicy() != Qt.FocusPolicy.NoFocus and control not in chain
    ]


def clipped(page: QWidget) -> list[str]:
    """Labels and buttons that are smaller than what they show."""
    found = []
    for widget in visible(page):
        if isinstance(widget.parentWidget(), INSIDE_OF):
            continue
        if isinstance(widget, ElidedLabel) or not isinstance(widget, (QLabel, QAbstractButton, QLineEdit, QComboBox)):
            continue
        need = widget.sizeHint()
        if isinstance(widget, QLabel) and not widget.text() and widget.pixmap().isNull():
            continue
        if widget.hasHeightForWidth():
            if widget.height() < widget.heightForWidth(widget.width()):
                found.append(f"text cut at the bottom: {told(widget)}")
        elif widget.height() < need.height() or (
            not isinstance(widget, (QLineEdit, QComboBox)) and widget.width() < need.width()
        ):
            found.append(f"{widget.width()}x{widget.height()} but needs {need.width()}x{need.height()}: {told(widget)}")
    return found


def headers_clipped(page: QWidget) -> list[str]:
    """Column heads that do not fit their column."""
    found = []
    for table in visible(page):
        if isinstance(table, QTableView) and table.horizontalHeader().isVisibleTo(page):
            header = table.horizontalHeader()
            for section in range(header.count()):
                if not header.isSectionHidden(section) and header.sectionSize(section) < header.sectionSizeHint(
                    section
                ):
                    found.append(f"head of column {section} does not fit: {told(table)}")
    return found


def outside(page: QWidget) -> list[str]:
    """Widgets that stick out of what they lie in, except where that scrolls."""
    found = []
    for widget in controls(page):
        if scrolled(widget, page):
            continue
        place = QRect(widget.mapTo(page, QPoint(0, 0)), widget.size())
        if not page.rect().contains(place):
            found.append(f"sticks out of the page: {told(widget)}")
    return found


def scrolled(widget: QWidget, page: QWidget) -> bool:
    """Whether something between a widget and its page scrolls."""
    parent = widget.parentWidget()
    while parent is not None and parent is not page:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def walked_by_tab(window: QWidget, limit: int = 200) -> list[QWidget]:
    """What has the focus after each Tab, from where it is until it comes round."""
    seen: list[QWidget] = []
    while len(seen) < limit:
        widget = QApplication.focusWidget()
        if widget is None or widget in seen:
            break
        seen.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    return seen
