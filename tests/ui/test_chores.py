"""The scheduled backup is looked after by the open window, and told when it fails."""

from __future__ import annotations

from pathlib import Path

from fake_workspace import START, FakeLauncher, FakeWorkspace
from open_window import OpenWindow

from hiring_desktop.core.trust.backup_schedule import Failure
from hiring_desktop.core.trust.backups import Attempt
from hiring_desktop.ui.chores import Chores


def test_a_backup_that_fails_is_told_and_the_window_goes_on(open_window: OpenWindow, tmp_path: Path) -> None:
    workspace = FakeWorkspace(2)
    failure = Failure(START, "Backup failed", "The folder for backups is not there. Is its disk plugged in?")
    workspace.backups.attempts.append(Attempt(failure=failure))
    opened = open_window(FakeLauncher(tmp_path, workspace))
    opened.ready()
    opened.until(lambda: opened.said("Is its disk plugged in?"))
    assert set(workspace.backups.asked) == {"hiring-import"}, "a backup may last, and nobody is to wait for it"


def test_it_goes_round_again_until_the_workspace_is_locked(open_window: OpenWindow, tmp_path: Path) -> None:
    workspace = FakeWorkspace(2)
    opened = open_window(FakeLauncher(tmp_path, workspace))
    opened.ready()
    chores = opened.window.findChild(Chores)
    assert chores is not None
    opened.until(lambda: len(workspace.backups.asked) == 1)
    chores.go_round()
    opened.until(lambda: len(workspace.backups.asked) == 2)
    opened.window.lock()
    opened.until(lambda: workspace.closed)
    chores.go_round()
    assert len(workspace.backups.asked) == 2


def test_the_demo_makes_no_backups(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window(FakeLauncher(tmp_path))
    opened.until(lambda: opened.window.start.form() == "first")
    opened.click(opened.window.start.demo_button)
    opened.ready()
    chores = opened.window.findChild(Chores)
    assert chores is not None
    assert not chores._timer.isActive()
