"""Skills as chips: shown, or edited with must-have marks, removal and an entry line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hiring_desktop.ui.theme import SPACE_1, Theme
from hiring_desktop.ui.widgets.labels import Label


class FlowLayout(QLayout):
    """Puts widgets side by side and goes on in the next line, like words."""

    def __init__(self, parent: QWidget | None = None, spacing: int = SPACE_1) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = spacing
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's way of handing an item over."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """An item, None outside."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove an item and hand it out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It asks for no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height that this width needs."""
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:
        """As small as may be; the height follows from the width."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            hint = item.sizeHint()
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self._gap, 0
            if place:
                item.setGeometry(QRect(QPoint(x, y), QSize(min(hint.width(), rect.width()), hint.height())))
            x += hint.width() + self._gap
            line = max(line, hint.height())
        return y + line - rect.y()


def clear(layout: QLayout) -> None:
    """Take all widgets out of a layout and delete them."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class SkillEditor(QWidget):
    """Editable skills of one kind. ``edited`` says that a person changed something.

    A star marks a must-have: a gate that is shown with every candidate and rejects nobody by itself.
    """

    edited = Signal()

    def __init__(self, theme: Theme, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._skills: list[str] = []
        self._must: set[str] = set()
        self._box = QWidget(self)
        self._flow = FlowLayout(self._box)
        self._entry = QLineEdit(self)
        self._entry.setPlaceholderText(placeholder)
        self._entry.setAccessibleName(self.tr("Add to {0}").format(name))
        self._entry.setAcceptDrops(False)
        self._entry.returnPressed.connect(self._add_typed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_1)
        layout.addWidget(self._box)
        layout.addWidget(self._entry)
        theme.changed.connect(self._build)

    def skills(self) -> tuple[str, ...]:
        """The skills, in order."""
        return tuple(self._skills)

    def must_haves(self) -> tuple[str, ...]:
        """Those of them that are marked."""
        return tuple(skill for skill in self._skills if skill in self._must)

    def set_skills(self, skills: Iterable[str], must_haves: Iterable[str]) -> None:
        """Show these, without telling anybody."""
        fresh, must = list(skills), set(must_haves)
        if (fresh, must & set(fresh)) != (self._skills, self._must):
            self._skills, self._must = fresh, must & set(fresh)
            self._build()

    def _add_typed(self) -> None:
        known = {skill.casefold() for skill in self._skills}
        typed = [" ".join(part.split()) for part in self._entry.text().split(",")]
        self._entry.clear()
        added = [skill for skill in typed if skill and skill.casefold() not in known]
        if added:
            self._skills += added
            self._changed()

    def _remove(self, skill: str) -> None:
        self._skills.remove(skill)
        self._must.discard(skill)
        self._entry.setFocus()
        self._changed()

    def _mark(self, skill: str, on: bool) -> None:
        (self._must.add if on else self._must.discard)(skill)
        self._changed(skill)

    def _changed(self, focus_star_of: str = "") -> None:
        self._build()
        for chip in self._box.findChildren(_Chip):
            if chip.skill == focus_star_of:
                chip.star.setFocus()
        self.edited.emit()

    def _build(self) -> None:
        clear(self._flow)
        before: QWidget = self._entry
        for skill in self._skills:
            chip = _Chip(self._theme, skill, skill in self._must, self._box)
            chip.marked.connect(lambda on, skill=skill: self._mark(skill, on))
            chip.removed.connect(lambda skill=skill: self._remove(skill))
            self._flow.addWidget(chip)
            chip.show()
            QWidget.setTabOrder(before, chip.star)
            QWidget.setTabOrder(chip.star, chip.cross)
            before = chip.cross
        self._box.setVisible(bool(self._skills))
        self._box.updateGeometry()


class _Chip(QFrame):
    """One skill with its star and its cross."""

    marked = Signal(bool)
    removed = Signal()

    def __init__(self, theme: Theme, skill: str, must: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.skill = skill
        self.setProperty("chip", "must" if must else "plain")
        self.star = QToolButton(self)
        self.star.setCheckable(True)
        self.star.setChecked(must)
        self.star.setIcon(theme.icon("star_filled" if must else "star", "caution" if must else "text_muted"))
        self.star.setAccessibleName(self.tr("{0} is a must-have").format(skill))
        self.star.setToolTip(self.tr("Not a must-have any more") if must else self.tr("Make it a must-have"))
        self.cross = QToolButton(self)
        self.cross.setIcon(theme.icon("cross"))
        self.cross.setAccessibleName(self.tr("Remove {0}").format(skill))
        self.cross.setToolTip(self.tr("Remove"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 0, 1, 0)
        layout.setSpacing(0)
        layout.addWidget(self.star)
        layout.addWidget(Label(skill, "strong" if must else "body"))
        layout.addWidget(self.cross)
        self.star.toggled.connect(self.marked)
        self.cross.clicked.connect(self.removed)


class SkillTags(QWidget):
    """Skills to be read: each with a sign that says whether it was found."""

    clicked = Signal(str)

    def __init__(self, theme: Theme, icon: str, token: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._token = theme, icon, token
        self._skills: tuple[str, ...] = ()
        self._links: frozenset[str] = frozenset()
        self._flow = FlowLayout(self, SPACE_1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._build)

    def set_skills(self, skills: Sequence[str], links: Iterable[str] = ()) -> None:
        """Show these; those in ``links`` can be clicked, to be shown in the document."""
        self._skills, self._links = tuple(skills), frozenset(links)
        self._build()

    def _build(self) -> None:
        clear(self._flow)
        for skill in self._skills:
            tag = QPushButton(skill.replace("&", "&&"), self)
            if self._icon:
                tag.setIcon(self._theme.icon(self._icon, self._token))
            tag.setProperty("tag", "true")
            tag.setAccessibleName(skill)
            if skill in self._links:
                tag.setToolTip(self.tr("Show it in the document"))
                tag.clicked.connect(lambda _checked=False, skill=skill: self.clicked.emit(skill))
                tag.setCursor(Qt.CursorShape.PointingHandCursor)
            else:
                tag.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                tag.setProperty("still", "true")
            self._flow.addWidget(tag)
            tag.show()
        if self.parentWidget() is not None:  # else it would become a window of its own for a moment
            self.setVisible(bool(self._skills))
        self.updateGeometry()
