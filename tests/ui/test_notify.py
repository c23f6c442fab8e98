from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from hiring_desktop.core.errors import Locked
from hiring_desktop.ui.notify import Message, Notifier
from hiring_desktop.ui.theme import Theme
from hiring_desktop.ui.widgets.message_bar import MessageBar
from hiring_desktop.ui.words import install, plural, translate


def heard(notify: Notifier) -> list[Message]:
    messages: list[Message] = []
    notify.subscribe(messages.append)
    return messages


def test_a_domain_error_speaks_for_itself() -> None:
    notify = Notifier()
    messages = heard(notify)
    notify.error(Locked("Give the passphrase."))
    assert (messages[0].title, messages[0].text, messages[0].lasting) == (Locked.title, "Give the passphrase.", True)


@pytest.mark.expect_log("unforeseen ValueError at .*test_notify.py")
def test_the_text_of_an_unforeseen_error_is_neither_shown_nor_logged(caplog: pytest.LogCaptureFixture) -> None:
    notify = Notifier()
    messages = heard(notify)
    try:
        raise ValueError("Jane Example, jane@example.org")
    except ValueError as problem:
        notify.error(problem)
    assert "Jane" not in messages[0].title + messages[0].text + caplog.text
    assert "ValueError" in messages[0].text


def test_whoever_unsubscribes_hears_no_more() -> None:
    notify, messages = Notifier(), list[Message]()
    heard(notify)
    stop = notify.subscribe(messages.append)
    stop()
    notify.info("done")
    assert messages == []


def test_the_bar_shows_the_newest_and_carries_out_its_action(qtbot: QtBot, theme: Theme) -> None:
    notify, done = Notifier(), list[str]()
    bar = MessageBar(notify, theme)
    qtbot.addWidget(bar)
    notify.info("First")
    notify.info("Job closed", "It can be reopened.", action_text="Undo", action=lambda: done.append("undone"))
    assert bar.text() == "Job closed. It can be reopened."
    button = next(child for child in bar.children() if getattr(child, "text", str)() == "Undo")
    button.click()  # type: ignore[attr-defined]
    assert done == ["undone"]
    assert bar.text() == ""


def test_markup_in_a_message_stays_text(qtbot: QtBot, theme: Theme) -> None:
    notify = Notifier()
    bar = MessageBar(notify, theme)
    qtbot.addWidget(bar)
    notify.error("<b>File</b>", "<img src=x>")
    shown = [label.text() for label in bar.findChildren(type(bar._title)) if label.text()]
    assert shown == ["<b>File</b>", "<img src=x>"]
    bar.dismiss()


@pytest.mark.parametrize(
    ("text", "n", "said"),
    [
        ("%n file(s)", 1, "1 file"),
        ("%n file(s)", 0, "0 files"),
        ("%n files (is/are) here", 1200, "1,200 files are here"),
    ],
)
def test_english_plurals(text: str, n: int, said: str) -> None:
    assert plural(text, n) == said


def test_an_installed_translator_is_asked() -> None:
    before = translate("Context", "Job")
    install(lambda context, text, n: f"{context}:{text}:{n}")
    try:
        assert translate("C", "Job") == "C:Job:-1"
    finally:
        install(None)
    assert before == "Job"
