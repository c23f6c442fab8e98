"""The window: start page or workbench, messages above them, commands, and drops anywhere.

It can be built and painted without a workspace; ``begin`` then opens one off the UI thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from hiring_desktop.core.errors import HiringError, Locked
from hiring_desktop.ui.actions import make_actions
from hiring_desktop.ui.chores import Chores
from hiring_desktop.ui.launcher import Launcher
from hiring_desktop.ui.notify import Notifier
from hiring_desktop.ui.pages.start import StartPage
from hiring_desktop.ui.preferences import Preferences, ThemeMode
from hiring_desktop.ui.tasks import Tasks
from hiring_desktop.ui.theme import Theme
from hiring_desktop.ui.watch import Watch
from hiring_desktop.ui.widgets.help_overlay import HelpOverlay
from hiring_desktop.ui.widgets.message_bar import MessageBar
from hiring_desktop.ui.widgets.overlay import DropOverlay
from hiring_desktop.ui.words import translate

if TYPE_CHECKING:
    from hiring_desktop.core.workspace import Session
    from hiring_desktop.ui.context import Context
    from hiring_desktop.ui.workbench import Workbench

_NEXT_THEME: dict[ThemeMode, ThemeMode] = {"system": "light", "light": "dark", "dark": "system"}


class MainWindow(QMainWindow):
    """One window, one workspace. ``first_painted`` comes once, ``opened`` when a workspace is shown."""

    first_painted = Signal()
    opened = Signal()

    def __init__(
        self, launcher: Launcher, tasks: Tasks, notify: Notifier, theme: Theme, preferences: Preferences | None = None
    ) -> None:  # fmt: skip
        super().__init__()
        self._launcher, self._tasks, self._notify, self._theme = launcher, tasks, notify, theme
        self._preferences = preferences
        self._context: Context | None = None
        self._painted = self._closed = self._is_demo = False
        self._waiting_files: tuple[Path, ...] = ()
        self.workbench: Workbench | None = None
        self.setWindowTitle(self.tr("Smart Hiring"))
        self.setAcceptDrops(True)
        self.setMinimumSize(900, 560)
        self.resize(1280, 800)
        self.message_bar = MessageBar(notify, theme, self)
        self.start = StartPage(theme, keyring=False, parent=self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.start)
        inside = QWidget(self)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.message_bar)
        layout.addWidget(self.stack, 1)
        self.setCentralWidget(inside)
        self.drop_overlay = DropOverlay(self, theme)
        self.help_overlay: HelpOverlay | None = None
        self._make_actions()
        self.start.create_asked.connect(self._create)
        self.start.unlock_asked.connect(self._unlock)
        self.start.demo_asked.connect(self.open_demo)
        self.start.sign_in.asked.connect(self._sign_in)
        self._watch = Watch(self)
        self._watch.expired.connect(self.lock)
        self._chores = Chores(tasks, notify, self)
        if preferences is not None:
            self.restoreGeometry(preferences.restore("geometry"))

    def _make_actions(self) -> None:
        def bench(act: Callable[[Workbench], None]) -> Callable[[], None]:
            return lambda: act(self.workbench) if self.workbench is not None else None

        self.actions_by_id = make_actions(
            self,
            {
                "go.jobs": bench(lambda bench: bench.go("jobs")),
                "go.ranking": bench(lambda bench: bench.go("ranking")),
                "go.imports": bench(lambda bench: bench.go("imports")),
                "go.audit": bench(lambda bench: bench.go("audit")),
                "go.next": bench(lambda bench: bench.go_round(1)),
                "go.previous": bench(lambda bench: bench.go_round(-1)),
                "go.back": self._back,
                "list.find": bench(lambda bench: bench.begin_find()),
                "job.new": bench(lambda bench: bench.new_job()),
                "import.files": bench(lambda bench: bench.ask_files()),
                "import.folder": bench(lambda bench: bench.ask_files(folder=True)),
                "view.zoom_in": bench(lambda bench: bench.zoom(1)),
                "view.zoom_out": bench(lambda bench: bench.zoom(-1)),
                "view.zoom_fit": bench(lambda bench: bench.zoom(0)),
                "view.theme": self.next_theme,
                "help.keys": self.show_help,
                "window.lock": self.lock,
                "window.quit": self.close,
            },
        )

    # ------------------------------------------------------------------ opening a workspace
    def begin(self, *, demo: bool = False, files: Sequence[Path] = ()) -> None:
        """Find out what there is to open and open it; called once the window is painted."""
        self._waiting_files = tuple(files)
        if demo:
            self.open_demo()
        else:
            launcher = self._launcher
            self._tasks.run(
                lambda: (launcher.ways_in(), launcher.keyring_available()),
                lambda found: self._begun(*found),
                owner=self,
            )

    def _begun(self, ways: frozenset[str], keyring: bool) -> None:
        if "account" in ways:
            self.start.show_locked(ways)
        elif ways:
            self._open(None)
        else:
            self.start.offer_keyring(keyring)
            self.start.show_form("first")

    def open_demo(self) -> None:
        """A throw-away workspace with samples."""
        self.start.show_form("opening")
        self._is_demo = True
        self._open_by(self._launcher.demo, self._first_failed)

    def _create(self, name: str, passphrase: str | None) -> None:
        self._is_demo = False
        self._open_by(lambda: self._launcher.create(name, passphrase), self._first_failed)

    def _unlock(self, passphrase: str | None) -> None:
        self._open(passphrase)

    def _sign_in(self, email: str, password: str, code: str | None, new_password: str | None) -> None:
        def opening() -> Session:
            from hiring_desktop.core.trust.sign_in import Proof  # not before the first paint

            return self._launcher.sign_in(email, Proof.given(password, code, new_password))

        self._is_demo = False
        self._open_by(opening, self._sign_in_failed)

    def _sign_in_failed(self, problem: BaseException) -> None:
        self.start.show_form("sign_in")
        if isinstance(problem, HiringError):
            self.start.sign_in.answer(problem)
        else:
            self._notify.error(problem)

    def _open(self, passphrase: str | None) -> None:
        self._is_demo = False
        self._open_by(
            lambda: self._launcher.open(passphrase),
            lambda problem: self._open_failed(problem, first=passphrase is None),
        )

    def _open_by(self, opening: Callable[[], Session], failed: Callable[[BaseException], None]) -> None:
        """Run ``opening`` off the UI thread, and import the pages there too: the first paint need not wait for them."""

        def work() -> Session:
            import hiring_desktop.ui.workbench  # noqa: F401 - loaded here, used in _show_workspace

            return opening()

        self._tasks.run(work, self._show_workspace, failed=failed, owner=self)

    def _open_failed(self, problem: BaseException, *, first: bool) -> None:
        """A locked workspace asks for its passphrase; that is no failure the first time."""
        if isinstance(problem, Locked):
            self.start.show_form("unlock", "" if first else problem.message)
        else:
            self._notify.error(problem)
            self.start.show_form("unlock")

    def _first_failed(self, problem: BaseException) -> None:
        if isinstance(problem, HiringError):
            self.start.show_form("first", problem.message)
        else:
            self._notify.error(problem)
            self.start.show_form("first")

    def _show_workspace(self, session: Session) -> None:
        from hiring_desktop.ui.changes import ChangeFeed
        from hiring_desktop.ui.context import Context
        from hiring_desktop.ui.workbench import Workbench

        self.start.forget()
        workspace = session.workspace
        feed = ChangeFeed(workspace, session.actor, self._tasks, self)
        self._context = Context(workspace, session.actor, self._tasks, feed, self._notify, self._theme)
        bench = Workbench(self._context, workspace.identity.name, self)
        self._build_on(bench, bench.build())

    def _build_on(self, bench: Workbench, steps: Iterator[None]) -> None:
        """One step for each turn of the event loop."""
        if any(True for _ in islice(steps, 1)):
            QTimer.singleShot(0, self, lambda: self._build_on(bench, steps))
        else:
            self._show_bench(bench)

    def _show_bench(self, bench: Workbench) -> None:
        context = self._context
        if self._closed or context is None:
            return
        workspace = context.workspace
        self.workbench = bench
        self.workbench.help_asked.connect(self.show_help)
        self.workbench.theme_asked.connect(self.next_theme)
        self.stack.addWidget(self.workbench)
        self.stack.setCurrentWidget(self.workbench)
        self.setWindowTitle(self.tr("{0} – Smart Hiring").format(workspace.identity.name))
        self._tasks.follow(workspace.intake.step)
        if not self._is_demo:
            self._watch.begin(self._preferences.lock_minutes if self._preferences is not None else 0)
            self._watch.follow(context.actor, workspace, self._tasks)
            self._chores.begin(workspace)
        self.opened.emit()
        files, self._waiting_files = self._waiting_files, ()
        if files:
            bench.when_ready(lambda: bench.offer_files(files))

    # ------------------------------------------------------------------ locking
    def lock(self) -> None:
        """Take everything of a candidate from the screen at once, pause the queues, and drop the keys."""
        context, bench = self._context, self.workbench
        if context is None or bench is None:
            return
        if self._is_demo:
            title = self.tr("The demo workspace cannot be locked")
            self._notify.info(title, self.tr("Its key is kept nowhere: once closed, it is gone."))
            return
        self._context = self.workbench = None
        self._watch.end()
        self._chores.end()
        context.feed.close()
        self.start.show_form("opening")
        self.stack.setCurrentWidget(self.start)
        self.stack.removeWidget(bench)
        bench.deleteLater()
        self.message_bar.dismiss()
        self.setWindowTitle(self.tr("Smart Hiring"))
        tasks, launcher, workspace = self._tasks, self._launcher, context.workspace

        def work() -> frozenset[str]:
            tasks.rest()
            workspace.lock()
            return launcher.ways_in()

        tasks.run(work, self.start.show_locked, owner=self)

    # ------------------------------------------------------------------ commands
    def _back(self) -> None:
        if self.workbench is None or not self.workbench.back():
            self.message_bar.dismiss()

    def next_theme(self) -> None:
        """System, light, dark, and round again."""
        self._theme.set_mode(_NEXT_THEME[self._theme.mode])
        if self._preferences is not None:
            self._preferences.theme = self._theme.mode

    def show_help(self) -> None:
        """The keyboard help."""
        if self.help_overlay is None:
            self.help_overlay = HelpOverlay(self)
        self.help_overlay.open()

    # ------------------------------------------------------------------ drops
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome everywhere; say where they will go."""
        if _local_files(event):
            event.acceptProposedAction()
            self._announce(len(_local_files(event)))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Also over empty areas."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went away again."""
        super().dragLeaveEvent(event)
        self.drop_overlay.close_overlay()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the paths and return at once: they are only handed to the I/O thread, or a question is shown."""
        self.drop_overlay.close_overlay()
        paths = _local_files(event)
        if paths:
            event.acceptProposedAction()
            self.offer_files(paths)

    def offer_files(self, paths: Sequence[Path]) -> None:
        """Files from a drop, the dock icon or the command line; kept until there is a workspace."""
        if self.workbench is None:
            self._waiting_files += tuple(paths)
            title = translate("MainWindow", "%n file(s) or folder(s) noted", len(paths))
            self._notify.info(title, self.tr("They are taken in as soon as the workspace is open."))
        else:
            self.workbench.offer_files(paths)

    def _announce(self, count: int) -> None:
        heading = translate("MainWindow", "Drop %n file(s) or folder(s)", count)
        job = self.workbench.job_for_files() if self.workbench is not None else None
        text = self.tr("They are ranked for “{0}”.").format(job[1]) if job else self.tr("You choose the job next.")
        self.drop_overlay.announce(heading, text)

    # ------------------------------------------------------------------ life
    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell the first time."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, lambda: self.first_painted.emit())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Go from the screen at once, then end the work: what is not finished is in the queue."""
        super().closeEvent(event)
        self.hide()
        QApplication.processEvents()
        self.shut_down()

    def shut_down(self) -> None:
        """End the I/O thread, and on it let go of the workspace. Twice is fine."""
        if self._closed:
            return
        self._closed = True
        if self._preferences is not None:
            self._preferences.save("geometry", QByteArray(self.saveGeometry()))
        if self._context is not None:
            self._context.feed.close()
            self._tasks.close(last=self._context.workspace.close)
        else:
            self._tasks.close()


def _local_files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
