"""What was written, told to the pages: coalesced, on the UI thread, whoever wrote it.

Writes of this process arrive by ``workspace.subscribe`` in the writing thread; those of others (a command line at
work on the same workspace) by asking ``changes_since`` every other second. A hundred writes in a quarter second
become one signal.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from hiring_desktop.core.model import Actor, Changes, Touched
from hiring_desktop.ui.tasks import Priority, Tasks

if TYPE_CHECKING:
    from hiring_desktop.core.workspace import Workspace

COALESCE_MS = 250
POLL_MS = 2000


class ChangeFeed(QObject):
    """Emits ``changed(Changes)`` at most every ``COALESCE_MS`` milliseconds."""

    changed = Signal(object)
    _written = Signal()

    def __init__(self, workspace: Workspace, actor: Actor, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._actor = actor
        self._tasks = tasks
        self._lock = threading.Lock()
        self._touched: dict[Touched, None] = {}
        self._seq = 0
        self._coalesce = QTimer(self, singleShot=True, interval=COALESCE_MS)
        self._coalesce.timeout.connect(self._emit)
        self._written.connect(self._arm, Qt.ConnectionType.QueuedConnection)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._ask)
        self._unsubscribe: Callable[[], None] = workspace.subscribe(actor, self._take)
        self._poll.start()

    def close(self) -> None:
        """Stop listening and asking."""
        self._unsubscribe()
        self._poll.stop()
        self._coalesce.stop()

    def _take(self, changes: Changes) -> None:
        """Any thread: remember what was touched, and wake the UI thread once."""
        with self._lock:
            first = not self._touched
            self._seq = max(self._seq, changes.seq)
            self._touched.update(dict.fromkeys(changes.touched))
        if first and changes.touched:
            self._written.emit()

    def _ask(self) -> None:
        seq = self._seq
        self._tasks.run(
            lambda: self._workspace.changes_since(self._actor, seq), self._take, owner=self, key=(self, "poll"),
            priority=Priority.BACKGROUND,
        )  # fmt: skip

    def _arm(self) -> None:
        if not self._coalesce.isActive():
            self._coalesce.start()

    def _emit(self) -> None:
        with self._lock:
            changes = Changes(self._seq, tuple(self._touched))
            self._touched.clear()
        if changes.touched:
            self.changed.emit(changes)
