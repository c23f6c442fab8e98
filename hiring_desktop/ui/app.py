"""The application object and the order in which it starts.

1. Crash net: ``faulthandler`` for what Python cannot catch, an exception hook for what nobody caught. Both before
   anything else, so that a failing start is told too.
2. ``QApplication`` in Fusion, the same on every system, so that what was looked at is what is seen. High-DPI factors
   pass through unrounded (125 % is 125 %).
3. Theme, messages, the I/O thread: light things that need no workspace.
4. The window with its start page is shown. Up to here only QtCore, QtGui, QtWidgets and the light part of ``core``
   are imported: no store engine, no PDF library, nothing of ``ml``. A test looks.
5. Only after the first paint ``begin`` asks the launcher, on the I/O thread, to open the workspace. The heavy imports
   (SQLCipher, worker pools) happen there, while the window already answers.
6. When the workspace is there, the workbench is built and the import queue is taken up where it was left.

The way out is the reverse: the window goes from the screen, the I/O thread finishes what it is at and closes the
workspace, which ends the workers. What was not finished is in the queue.
"""

from __future__ import annotations

import faulthandler
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from hiring_desktop.core.settings import APP_NAME
from hiring_desktop.ui import words
from hiring_desktop.ui.launcher import Launcher
from hiring_desktop.ui.main_window import MainWindow
from hiring_desktop.ui.notify import Notifier
from hiring_desktop.ui.preferences import Preferences
from hiring_desktop.ui.tasks import Tasks
from hiring_desktop.ui.theme import Theme

SWITCH_SECONDS = 0.001
"""After so long a working thread hands the interpreter over when the UI thread asks; Python's default is 5 ms."""


class Application(QApplication):
    """Knows one thing that ``QApplication`` does not: files given to the dock icon."""

    files_given = Signal(object)

    def event(self, event: QEvent) -> bool:
        """Take files that the system hands over."""
        if isinstance(event, QFileOpenEvent):
            self.files_given.emit([Path(event.file())])
            return True
        return super().event(event)


def run_window(launcher: Launcher, *, demo: bool = False, files: Sequence[Path] = ()) -> int:
    """Show the window until it is closed.

    Args:
        launcher: Opens or makes the workspace.
        demo: Open the throw-away workspace with samples instead.
        files: Resumes from the command line, taken in as if they were dropped.

    Returns:
        The exit code of the program.
    """
    if sys.stderr is not None and not faulthandler.is_enabled():
        faulthandler.enable()
    app = make_application()
    preferences = None if demo else Preferences(launcher.folder.parent)
    theme = Theme(app, preferences.theme if preferences else "system")
    app.setWindowIcon(QIcon(theme.logo(64)))
    notify = Notifier()
    catch_exceptions(notify)
    tasks = Tasks(notify.error)
    window = MainWindow(launcher, tasks, notify, theme, preferences)
    window.first_painted.connect(lambda: window.begin(demo=demo, files=files))
    app.files_given.connect(window.offer_files)
    signal.signal(signal.SIGTERM, lambda _number, _frame: app.quit())
    window.show()
    code = app.exec()
    window.shut_down()
    return code


def make_application() -> Application:
    """The one application object, with our names, style and translator."""
    sys.setswitchinterval(SWITCH_SECONDS)
    Application.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = Application([APP_NAME])
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName("Smart Hiring")
    app.setStyle("Fusion")
    app.setEffectEnabled(Qt.UIEffect.UI_AnimateTooltip, False)
    words.install(lambda context, text, n: QCoreApplication.translate(context, text, None, n))
    return app


def catch_exceptions(notify: Notifier) -> None:
    """Show what nobody caught, and go on: a failing slot should not take the window with it."""

    def hook(kind: type[BaseException], problem: BaseException, _trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
        else:
            notify.error(problem)

    sys.excepthook = hook
