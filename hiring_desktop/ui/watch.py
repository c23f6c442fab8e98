"""When the window locks by itself: nobody has touched it for a while, or the account of whoever sits there changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from hiring_desktop.core.model import Actor
from hiring_desktop.ui.tasks import Priority, Tasks

if TYPE_CHECKING:
    from hiring_desktop.core.workspace import Workspace

CHECK_MS: Final = 5000
"""How often an account is looked at: so soon a disabled one is out."""

_TOUCHES: Final = frozenset(
    (QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)
)


class Watch(QObject):
    """Emits ``expired`` once a session has to end.

    It listens to the native window alone, through which all input comes: a filter on every widget would be called for
    each of their events.

    Args:
        window: The window that is watched.
    """

    expired = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.expired)
        self._check = QTimer(self, interval=CHECK_MS)
        self._check.timeout.connect(self._ask)
        self._session: tuple[Actor, Workspace, Tasks] | None = None

    def begin(self, idle_minutes: float) -> None:
        """Wait for input from now on; 0 waits for none."""
        handle = self._window.windowHandle()
        if idle_minutes > 0 and handle is not None:
            handle.installEventFilter(self)
            self._idle.start(round(idle_minutes * 60_000))

    def follow(self, actor: Actor, workspace: Workspace, tasks: Tasks) -> None:
        """Look after the account of whoever signed in; the owner of a workspace has none."""
        if actor.id != workspace.owner.id:
            self._session = (actor, workspace, tasks)
            self._check.start()

    def end(self) -> None:
        """Watch nothing any more."""
        self._idle.stop()
        self._check.stop()
        self._session = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there: begin anew."""
        if event.type() in _TOUCHES and self._idle.isActive():
            self._idle.start()
        return super().eventFilter(watched, event)

    def _ask(self) -> None:
        if self._session is not None:
            actor, workspace, tasks = self._session
            tasks.run(
                lambda: workspace.entrance.current(actor), failed=lambda _problem: self._gone(), owner=self,
                key=(self, "account"), priority=Priority.BACKGROUND,
            )  # fmt: skip

    def _gone(self) -> None:
        if self._session is not None:
            self.expired.emit()
