"""A table over a store-side list of ids: rows come by pages of 100 when a view asks, and 20 pages are kept.

The store sorts and filters; this model only knows the order. When the order changes, rows that are kept stay kept
(they are keyed by id), and selections stay with their row, so a list can be re-ordered under a moving slider.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex

PAGE: Final = 100
PAGES_KEPT: Final = 20
SCREEN: Final = 40
"""More rows than a screen shows; so many are fetched anew when something changed, several times a second."""

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
Answer = Callable[[Sequence[tuple[str, Any]]], None]
Fetch = Callable[[Sequence[str], Answer], None]


class PagedModel(QAbstractTableModel, Generic[Row]):
    """Rows of one kind by id.

    Args:
        fetch: ``fetch(ids, answer)`` gets rows off the UI thread and calls ``answer([(id, row), ...])`` on it.
        parent: The usual Qt parent.
    """

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._ids: list[str] = []
        self._place: dict[str, int] = {}
        self._rows: OrderedDict[str, Row] = OrderedDict()
        self._asked: set[str] = set()

    # ------------------------------------------------------------------ what is listed
    def ids(self) -> list[str]:
        """The ids in order. Not to be changed."""
        return self._ids

    def id_at(self, row: int) -> str | None:
        """The id of a table row, None outside the table."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, key: str) -> int | None:
        """The table row of an id."""
        return self._place.get(key)

    def row(self, number: int) -> Row | None:
        """What is known of a table row; None while it is on its way (and then it is asked for)."""
        key = self._ids[number]
        found = self._rows.get(key)
        if found is None:
            self._ask_page(number)
            return None
        self._rows.move_to_end(key)
        return found

    def set_ids(self, ids: Sequence[str]) -> None:
        """Show these ids in this order; views keep their selection and place where the rows still exist."""
        fresh = list(ids)
        if fresh == self._ids:
            return
        place = {key: number for number, key in enumerate(fresh)}
        added = [key for key in fresh if key not in self._place]
        if len(fresh) - len(added) < len(self._ids):  # some vanished
            self.beginResetModel()
            self._ids, self._place = fresh, place
            self.endResetModel()
            return
        if added:
            self.beginInsertRows(QModelIndex(), len(self._ids), len(fresh) - 1)
            self._place.update({key: len(self._ids) + offset for offset, key in enumerate(added)})
            self._ids = self._ids + added
            self.endInsertRows()
        if self._ids != fresh:
            self._reorder(fresh, place)

    def _reorder(self, fresh: list[str], place: dict[str, int]) -> None:
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        new = [self.index(place[self._ids[index.row()]], index.column()) for index in old]
        self._ids, self._place = fresh, place
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def refresh(self) -> None:
        """Forget all rows; those on the screen are asked for again, and shown as they were until they come."""
        self._asked.clear()
        stale = list(self._rows)
        if stale:
            self._request([key for key in stale[-SCREEN:] if key in self._place])
            for key in stale[:-SCREEN]:
                del self._rows[key]

    # ------------------------------------------------------------------ fetching
    def _ask_page(self, number: int) -> None:
        first = number - number % PAGE
        missing = [key for key in self._ids[first : first + PAGE] if key not in self._rows and key not in self._asked]
        self._request(missing)

    def _request(self, keys: Sequence[str]) -> None:
        if keys:
            self._asked.update(keys)
            self._fetch(keys, lambda rows: self._take(keys, rows))

    def _take(self, keys: Sequence[str], rows: Sequence[tuple[str, Row]]) -> None:
        self._asked.difference_update(keys)
        for key, row in rows:
            self._rows[key] = row
            self._rows.move_to_end(key)
        while len(self._rows) > PAGE * PAGES_KEPT:
            self._rows.popitem(last=False)
        places = sorted(self._place[key] for key, _ in rows if key in self._place)
        if places:
            self.dataChanged.emit(self.index(places[0], 0), self.index(places[-1], self.columnCount() - 1))

    # ------------------------------------------------------------------ QAbstractTableModel
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many ids are listed."""
        return 0 if parent.isValid() else len(self._ids)
