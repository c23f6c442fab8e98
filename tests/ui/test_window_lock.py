"""Signing in with an account, and locking: nothing of a candidate stays on the screen."""

from __future__ import annotations

from pathlib import Path

from fake_workspace import FakeLauncher, FakeWorkspace
from open_window import OpenedWindow, OpenWindow
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from hiring_desktop.core.errors import PasswordChangeDue, SecondFactorDue
from hiring_desktop.ui.presenters.sign_in import SignInState
from hiring_desktop.ui.watch import Watch

PASSWORD, NEW = "velvet tram quietly sings", "seven grey herons waiting"


def at_form(opened: OpenedWindow, form: str) -> None:
    opened.until(lambda: opened.window.start.form() == form and opened.window.start.sign_in.isEnabled())


def type_in(opened: OpenedWindow, email: str, password: str) -> None:
    form = opened.window.start.sign_in
    for field, text in ((form.email, email), (form.password, password)):
        field.setFocus()
        field.selectAll()
        opened.press(text)


def test_an_account_signs_in_step_by_step(open_window: OpenWindow, tmp_path: Path) -> None:
    launcher = FakeLauncher(tmp_path, FakeWorkspace(5), account=(PASSWORD, "123456", True))
    opened = open_window(launcher)
    at_form(opened, "sign_in")
    form = opened.window.start.sign_in
    assert not form.button.isEnabled()
    assert form.code.isHidden()
    type_in(opened, "bo@example.org", "wrong")
    opened.click(form.button)
    opened.until(lambda: "not right" in form.problem.text())
    type_in(opened, "bo@example.org", PASSWORD)
    assert form.problem.text() == ""
    opened.click(form.button)
    opened.until(lambda: form.code.isVisible() and form.isEnabled())
    assert not form.button.isEnabled(), "the code is missing"
    form.code.setFocus()
    opened.press("123456", Qt.Key.Key_Return)
    opened.until(lambda: form.new_password.isVisible() and form.isEnabled())
    form.new_password.setFocus()
    opened.press(NEW)
    form.again.setFocus()
    opened.press(NEW[:-1])
    assert form.problem.text() == "The two new passwords differ."
    opened.press(NEW[-1])
    opened.click(form.button)
    opened.ready()
    assert set(launcher.opened_in) == {"hiring-io"}
    assert form.password.text() == form.code.text() == form.new_password.text() == ""


def test_locking_takes_everything_from_the_screen_and_asks_again(open_window: OpenWindow, tmp_path: Path) -> None:
    workspace = FakeWorkspace(5)
    opened = open_window(FakeLauncher(tmp_path, workspace, account=(PASSWORD, None, False)))
    at_form(opened, "sign_in")
    type_in(opened, "bo@example.org", PASSWORD)
    opened.press(Qt.Key.Key_Return)
    opened.ready()
    opened.until(lambda: opened.bench.ranking.model.rowCount() == 5)
    opened.window.lock()
    assert opened.window.workbench is None
    assert opened.window.stack.currentWidget() is opened.window.start
    assert "Talent team" not in opened.window.windowTitle()
    opened.until(lambda: workspace.closed)
    at_form(opened, "sign_in")
    assert not any("Okafor" in label.text() for label in opened.window.findChildren(QLabel) if label.isVisible())
    type_in(opened, "bo@example.org", PASSWORD)
    opened.press(Qt.Key.Key_Return)
    opened.ready()


def test_a_workspace_with_a_passphrase_or_a_keyring_asks_for_that(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window(FakeLauncher(tmp_path, FakeWorkspace(2)))
    opened.ready()
    opened.window.actions_by_id["window.lock"].trigger()
    at_form(opened, "locked")
    opened.click(opened.window.start.keyring_button)
    opened.ready()


def test_who_does_nothing_for_long_is_locked_out(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window(FakeLauncher(tmp_path, FakeWorkspace(2)))
    opened.ready()
    watch = opened.window.findChild(Watch)
    assert watch is not None
    watch.begin(0.0005)
    at_form(opened, "locked")


def test_input_puts_it_off(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window(FakeLauncher(tmp_path, FakeWorkspace(2)))
    opened.ready()
    watch = opened.window.findChild(Watch)
    assert watch is not None
    watch.begin(10)
    left = watch._idle.remainingTime()
    watch._idle.start(5)
    watch._idle.setInterval(10 * 60_000)
    watch.eventFilter(watch, QEvent(QEvent.Type.KeyPress))
    assert watch._idle.remainingTime() > left / 2
    watch.end()


def test_an_account_that_was_disabled_is_out(open_window: OpenWindow, tmp_path: Path) -> None:
    workspace = FakeWorkspace(2)
    opened = open_window(FakeLauncher(tmp_path, workspace, account=(PASSWORD, None, False)))
    at_form(opened, "sign_in")
    type_in(opened, "bo@example.org", PASSWORD)
    opened.press(Qt.Key.Key_Return)
    opened.ready()
    workspace.entrance.out = True
    at_form(opened, "sign_in")
    assert opened.window.workbench is None


def test_the_demo_is_not_locked(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window(FakeLauncher(tmp_path))
    opened.until(lambda: opened.window.start.form() == "first")
    opened.click(opened.window.start.demo_button)
    opened.ready()
    opened.window.lock()
    assert opened.window.workbench is not None
    assert opened.said("cannot be locked")


def test_the_form_asks_for_what_an_answer_says() -> None:
    state = SignInState("bo@example.org", PASSWORD)
    assert state.ready
    with_code = state.answered(SecondFactorDue())
    assert not with_code.ready
    due = with_code.answered(PasswordChangeDue())
    assert (due.wants_code, due.wants_new, due.ready) == (True, True, False)
    short = SignInState("bo@example.org", PASSWORD, new_password="short", again="short", wants_new=True)
    assert not short.ready
    assert "12 characters" in short.hint
