"""Paints every page of the window with the sample data, in light and dark, and audits each at this scale.

    python tests/ui/screens.py FOLDER [--docs]

writes ``<page>-<theme><@scale>.png`` into FOLDER and the findings of the audit to stdout as JSON. ``QT_SCALE_FACTOR``
is the scale. With ``--docs`` the picture of the README, ``docs/images/ranking-light.png``, is written as well.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from hiring_desktop.bootstrap import DesktopLauncher
from hiring_desktop.core.errors import PasswordChangeDue, SecondFactorDue
from hiring_desktop.ui.app import make_application
from hiring_desktop.ui.main_window import MainWindow
from hiring_desktop.ui.notify import Notifier
from hiring_desktop.ui.pages.audit import AuditPage
from hiring_desktop.ui.tasks import Tasks
from hiring_desktop.ui.theme import Theme
from hiring_desktop.ui.workbench import Workbench

sys.path.insert(0, str(Path(__file__).parent))
from audit import findings

ROOT = Path(__file__).resolve().parents[2]
README_PICTURE = ROOT / "docs" / "images" / "ranking-light.png"
JOB = "Data Engineer"
SIZE = (1280, 800)
PATIENCE_MS = 120_000


class Painter:
    """Goes from page to page of an opened window and takes its picture in both themes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = make_application()
        self.theme = Theme(self.app, "light")
        self.failures: list[str] = []
        notify = Notifier()
        notify.subscribe(lambda message: self.failures.append(message.title) if message.level == "error" else None)
        self.tasks = Tasks(notify.error)
        self.home = tempfile.TemporaryDirectory()
        self.launcher = DesktopLauncher(Path(self.home.name) / "workspace")
        self.window = MainWindow(self.launcher, self.tasks, notify, self.theme)
        self.window.resize(*SIZE)
        self.window.first_painted.connect(self.window.begin)
        self.found: dict[str, list[str]] = {}

    def until(self, condition: Callable[[], object]) -> None:
        """Let the window work until the condition holds.

        Raises:
            TimeoutError: It never does.
        """
        loop, look, limit = QEventLoop(), QTimer(interval=30), QTimer(interval=PATIENCE_MS, singleShot=True)
        look.timeout.connect(lambda: loop.quit() if condition() else None)
        limit.timeout.connect(loop.quit)
        look.start()
        limit.start()
        loop.exec()
        look.stop()
        if not limit.isActive():
            raise TimeoutError(f"after {list(self.found)} the window did not go on: {self.failures}")
        limit.stop()

    def settle(self, milliseconds: int = 400) -> None:
        """Let delayed painting and reading come to rest."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def take(self, name: str, page: QWidget | None = None) -> None:
        """The picture of what is shown, in both themes, and its audit."""
        self.settle()
        self.found[name] = findings(page or self.window)
        scale = round(self.window.devicePixelRatioF())
        for theme in ("light", "dark"):
            self.theme.set_mode("dark" if theme == "dark" else "light")
            self.settle(150)
            self.window.grab().save(str(self.folder / f"{name}-{theme}{'' if scale == 1 else f'@{scale}x'}.png"))
        self.theme.set_mode("light")

    def bench(self) -> Workbench:
        """The opened workspace."""
        assert self.window.workbench is not None
        return self.window.workbench


def paint(folder: Path) -> dict[str, list[str]]:
    """All pages, in the order in which a person comes by them."""
    painter = Painter(folder)
    window = painter.window
    window.show()
    painter.until(lambda: window.start.form() == "first")
    painter.take("first-start")
    window.start.by_passphrase.setChecked(True)
    window.start.passphrase.setText("short")
    window.start.again.setText("short")
    painter.take("first-start-passphrase")
    window.start.show_form("unlock", "The passphrase does not open this workspace. Check the keyboard and try again.")
    painter.take("unlock")
    window.start.show_locked(frozenset({"account", "passphrase"}))
    painter.take("sign-in")
    window.start.sign_in.email.setText("bo@example.org")
    window.start.sign_in.password.setText("a password of somebody")
    window.start.sign_in.answer(SecondFactorDue())
    window.start.sign_in.answer(PasswordChangeDue())
    painter.take("sign-in-more")
    window.start.show_locked(frozenset({"keyring"}))
    painter.take("locked")
    window.open_demo()
    painter.until(lambda: window.workbench is not None)
    bench = painter.bench()
    painter.until(lambda: bench._jobs and bench.navigation.progress_text.full_text())
    bench.go("imports")
    painter.until(lambda: re.match(r"[1-9]\d* (of|files)", bench.imports.headline.full_text()))
    painter.take("imports-running")
    painter.until(lambda: not any(job.pending for job in bench._jobs))
    painter.take("imports")
    bench.show_ranking(next(job.id for job in bench._jobs if job.title == JOB))
    painter.until(lambda: bench.ranking.model.rowCount() and bench.ranking.model.row(0))
    window.message_bar.dismiss()
    painter.take("ranking")
    bench.ranking.weights.slider("skills_match").setValue(70)
    painter.until(lambda: bench.ranking.model.previewing)
    painter.take("ranking-weights")
    bench.ranking.weights.revert()
    window.show_help()
    assert window.help_overlay is not None
    painter.take("help", window.help_overlay)
    window.help_overlay.close_overlay()
    paint_candidates(painter)
    paint_jobs(painter)
    paint_audit(painter)
    window.close()
    painter.home.cleanup()
    if painter.failures:
        painter.found["messages"] = painter.failures
    return painter.found


def paint_candidates(painter: Painter) -> None:
    """A PDF with a claim shown in it, its profile, and a resume without pages."""
    bench, model = painter.bench(), painter.bench().ranking.model
    page = bench.candidate
    files = {row.file: row.application_id for row in map(model.row, range(model.rowCount())) if row is not None}
    best = model.id_at(0)
    assert best is not None
    bench.show_candidate(best)
    painter.until(lambda: page.score_panel.source_rows())
    painter.settle(800)
    page.score_panel.source_rows()[0].click()
    painter.take("candidate")
    page.tabs.setCurrentWidget(page.profile_panel)
    page.profile_panel.source_rows()[1].click()
    painter.take("candidate-profile")
    page.tabs.setCurrentWidget(page.score_panel)
    text = next(key for file, key in files.items() if file.endswith(".txt"))
    shown = page.name.full_text()
    bench.show_candidate(text)
    painter.until(lambda: page.name.full_text() != shown and page.score_panel.source_rows())
    page.score_panel.source_rows()[0].click()
    painter.take("candidate-text")


def paint_jobs(painter: Painter) -> None:
    """The list with an editor, a new job, a job without candidates, and the question where a drop goes."""
    bench, window = painter.bench(), painter.window
    bench.go("jobs")
    painter.until(lambda: bench.jobs.selected_job())
    painter.take("jobs")
    bench.new_job()
    bench.jobs.form.ad.setPlainText(
        "Platform engineer\n\nYou run our Kubernetes clusters on AWS with Terraform, and write Python when it helps.\n"
        "We ask for 4 years of experience and a bachelor's degree. Docker and PostgreSQL are a plus."
    )
    painter.until(lambda: bench.jobs.form.required.skills() and bench.jobs.save_button.isEnabled())
    painter.take("job-new")
    bench.jobs.save()
    painter.until(lambda: bench.ranking.empty.accessibleName() == "Drop resumes here")
    window.message_bar.dismiss()
    painter.take("ranking-empty")
    window._announce(12)
    painter.take("drop")
    window.drop_overlay.close_overlay()
    bench.go("imports")
    window.offer_files([Path("resumes")])
    painter.take("job-chooser", bench.chooser)
    bench.chooser.close_overlay()


def paint_audit(painter: Painter) -> None:
    """The trail of all that was done for the other pictures, verified."""
    bench = painter.bench()
    bench.go("audit")
    page = bench.pages["audit"]
    assert isinstance(page, AuditPage)
    painter.until(lambda: page.detail.toPlainText())
    page.verify()
    painter.until(lambda: page.verify_button.isEnabled())
    painter.take("audit")


def main() -> None:
    """Run from the command line."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    found = paint(folder)
    if "--docs" in sys.argv:
        README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / "ranking-light.png", README_PICTURE)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
