"""From nothing to an open workspace: first start, passphrases, the demo, files that come too early."""

from __future__ import annotations

import threading
from pathlib import Path

from fake_workspace import FakeLauncher, FakeWorkspace
from open_window import OpenedWindow, OpenWindow
from PySide6.QtCore import Qt

from hiring_desktop.core.errors import StorageFailure
from hiring_desktop.core.workspace import Session

PASSPHRASE = "four unrelated little words"


def at_form(opened: OpenedWindow, form: str) -> None:
    opened.until(lambda: opened.window.start.form() == form)


def test_the_first_start_creates_a_workspace_with_a_passphrase(open_window: OpenWindow, tmp_path: Path) -> None:
    launcher = FakeLauncher(tmp_path, keyring=False)
    opened = open_window(launcher)
    at_form(opened, "first")
    start = opened.window.start
    assert start.by_passphrase.isChecked(), "without a keyring there is no other way"
    assert not start.create_button.isEnabled()
    start.passphrase.setFocus()
    opened.press(PASSPHRASE)
    start.again.setFocus()
    opened.press(PASSPHRASE[:-1])
    assert start.first_problem.text() == "The two passphrases differ."
    start.again.setFocus()
    opened.press(PASSPHRASE[-1])
    opened.click(start.create_button)
    opened.ready()
    assert launcher.passphrase == PASSPHRASE
    assert opened.bench.place() == "jobs", "there is no job yet, so that is where to begin"
    assert start.passphrase.text() == "", "what was typed is forgotten"


def test_with_a_keyring_a_name_is_enough(open_window: OpenWindow, tmp_path: Path) -> None:
    launcher = FakeLauncher(tmp_path, keyring=True)
    opened = open_window(launcher)
    at_form(opened, "first")
    assert opened.window.start.passphrase.isHidden()
    opened.window.start.workspace_name.setFocus()
    opened.press(Qt.Key.Key_Return)
    opened.ready()
    assert launcher.passphrase is None


def test_a_failing_creation_is_said_in_the_form(open_window: OpenWindow, tmp_path: Path) -> None:
    class FullDisk(FakeLauncher):
        def create(self, name: str, passphrase: str | None) -> Session:
            raise StorageFailure("The disk is full. Free some space and try again.")

    opened = open_window(FullDisk(tmp_path))
    at_form(opened, "first")
    opened.click(opened.window.start.create_button)
    opened.until(lambda: "disk is full" in opened.window.start.first_problem.text())
    assert opened.window.start.create_button.isVisible()


def test_a_wrong_passphrase_is_said_and_the_right_one_opens(open_window: OpenWindow, tmp_path: Path) -> None:
    launcher = FakeLauncher(tmp_path, FakeWorkspace(5), passphrase=PASSPHRASE)
    opened = open_window(launcher)
    at_form(opened, "unlock")
    start = opened.window.start
    assert start.unlock_problem.text() == "", "being locked is no error"
    start.unlock_passphrase.setFocus()
    opened.press("wrong")
    start.unlock_passphrase.setFocus()
    opened.press(Qt.Key.Key_Return)
    opened.until(lambda: "does not open" in start.unlock_problem.text())
    assert opened.window.workbench is None
    start.unlock_passphrase.setText(PASSPHRASE)
    opened.click(start.unlock_button)
    opened.ready()
    assert opened.bench.place() == "ranking"
    assert set(launcher.opened_in) == {"hiring-io"}
    assert threading.current_thread().name not in launcher.opened_in


def test_the_demo_opens_from_the_first_start(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window(FakeLauncher(tmp_path))
    at_form(opened, "first")
    opened.click(opened.window.start.demo_button)
    opened.ready()
    opened.until(lambda: opened.bench.ranking.model.rowCount() == 40)


def test_files_that_come_before_the_workspace_wait_for_it(open_window: OpenWindow, tmp_path: Path) -> None:
    launcher = FakeLauncher(tmp_path, FakeWorkspace(2), passphrase=PASSPHRASE)
    opened = open_window(launcher)
    at_form(opened, "unlock")
    (tmp_path / "early.pdf").write_bytes(b"%PDF")
    assert opened.drop(tmp_path / "early.pdf")
    opened.until(lambda: opened.said("as soon as the workspace is open"))
    opened.window.start.unlock_asked.emit(PASSPHRASE)
    opened.ready()
    opened.until(lambda: opened.bench.ranking.model.rowCount() == 3)


def test_closing_ends_the_workspace_off_the_ui_thread(open_window: OpenWindow, tmp_path: Path) -> None:
    workspace = FakeWorkspace(2)
    opened = open_window(FakeLauncher(tmp_path, workspace))
    opened.ready()
    opened.window.close()
    assert workspace.closed
    opened.window.shut_down()
