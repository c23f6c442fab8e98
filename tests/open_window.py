"""Fixtures for tests that open the window: the real application object, the window over a launcher, and its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hiring_desktop.ui.app import Application, make_application
from hiring_desktop.ui.launcher import Launcher
from hiring_desktop.ui.main_window import MainWindow
from hiring_desktop.ui.notify import Message, Notifier
from hiring_desktop.ui.tasks import Tasks
from hiring_desktop.ui.theme import Theme
from hiring_desktop.ui.workbench import Workbench

PATIENCE_MS = 20_000
"""A limit for a test that hangs, not a measure of anything."""

OpenWindow = Callable[[Launcher], "OpenedWindow"]


@pytest.fixture(scope="session")
def qapp() -> Application:
    """Our own application object, with its style and translator; one for all folders of tests."""
    made = QApplication.instance()
    return made if isinstance(made, Application) else make_application()


@pytest.fixture
def theme(qapp: Application) -> Iterator[Theme]:
    """The light theme."""
    made = Theme(qapp, "light")
    yield made
    made.deleteLater()


class OpenedWindow:
    """A window, and what a person does to it."""

    def __init__(self, window: MainWindow, qtbot: QtBot, messages: list[Message]) -> None:
        self.window = window
        self.qtbot = qtbot
        self.messages = messages

    @property
    def bench(self) -> Workbench:
        """What is shown once a workspace is open."""
        assert self.window.workbench is not None
        return self.window.workbench

    def until(self, condition: Callable[[], object]) -> None:
        """Let the window work until ``condition`` holds."""
        try:
            self.qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)
        except Exception:
            print(*self.messages, sep="\n")  # noqa: T201 - what the window said explains the failure best
            raise

    def ready(self) -> None:
        """Until a workspace is open and its jobs are known."""
        known: list[bool] = []
        self.until(lambda: self.window.workbench is not None)
        self.bench.when_ready(lambda: known.append(True))
        self.until(lambda: known)

    def click(self, widget: QWidget) -> None:
        """The left button, in the middle of the widget."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press(self, *keys: str | Qt.Key) -> None:
        """Keys, typed text or single ones; they go to whatever has the focus, as a person's do."""
        for key in keys:
            widget = QApplication.focusWidget() or self.window
            if isinstance(key, str):
                QTest.keyClicks(widget, key)
            else:
                QTest.keyClick(widget, key)

    def drop(self, *paths: object) -> bool:
        """Files held over the window and let go, as the system does it; whether they were taken."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        middle = self.window.rect().center()
        enter = QDragEnterEvent(middle, copy, data, left, none)
        QApplication.sendEvent(self.window, enter)
        if not enter.isAccepted():
            return False
        drop = QDropEvent(QPointF(middle), copy, data, left, none)
        QApplication.sendEvent(self.window, drop)
        return drop.isAccepted()

    def said(self, words: str) -> bool:
        """Whether a message had these words."""
        return any(words in f"{message.title} {message.text}" for message in self.messages)


@pytest.fixture
def open_window(qapp: Application, qtbot: QtBot, theme: Theme) -> Iterator[OpenWindow]:
    """``open_window(launcher)`` shows the window and begins, as ``run_window`` does."""
    opened: list[MainWindow] = []

    def show(launcher: Launcher) -> OpenedWindow:
        notify = Notifier()
        messages: list[Message] = []
        notify.subscribe(messages.append)
        window = MainWindow(launcher, Tasks(notify.error), notify, theme)
        opened.append(window)
        window.first_painted.connect(window.begin)
        window.show()
        return OpenedWindow(window, qtbot, messages)

    yield show
    for window in opened:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
