"""What the open window sees to by itself, every few minutes and where nobody waits for it: the scheduled backup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from hiring_desktop.ui.notify import Notifier
from hiring_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from hiring_desktop.core.trust.backups import Attempt
    from hiring_desktop.core.workspace import Workspace

EVERY_MS: Final = 5 * 60 * 1000


class Chores(QObject):
    """Goes round as long as a workspace is open.

    Args:
        tasks: The way off the UI thread.
        notify: Told what failed; the core writes it down as well.
        parent: The usual Qt parent.
    """

    def __init__(self, tasks: Tasks, notify: Notifier, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._notify = notify
        self._workspace: Workspace | None = None
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.go_round)

    def begin(self, workspace: Workspace) -> None:
        """Go round now and then, the first time at once: the machine may have slept through a backup."""
        self._workspace = workspace
        self._timer.start()
        self.go_round()

    def end(self) -> None:
        """The workspace is about to be closed."""
        self._timer.stop()
        self._workspace = None

    def go_round(self) -> None:
        """Make the backup that is due, if one is."""
        workspace = self._workspace
        if workspace is not None:
            self._tasks.run_long(workspace.backups.run_due, self._made, owner=self)

    def _made(self, attempt: Attempt | None) -> None:
        if attempt is not None and attempt.failure is not None:
            self._notify.error(attempt.failure.title, attempt.failure.message)
