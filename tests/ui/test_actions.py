from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hiring_desktop.ui.actions import commands, keys_text, make_actions


def test_no_two_commands_share_an_id_or_a_key() -> None:
    ids = [spec.id for spec in commands()]
    keys = [QKeySequence(key).toString() for spec in commands() for key in spec.keys]
    assert len(set(ids)) == len(ids)
    assert len(set(keys)) == len(keys)
    assert all(keys), "Qt understands every key"


def test_every_command_of_the_window_needs_a_handler(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with pytest.raises(KeyError, match=r"go\.jobs"):
        make_actions(window, {})
    with pytest.raises(KeyError, match="no such"):
        make_actions(window, {"no such": lambda: None})


def test_an_action_carries_the_words_and_keys_of_the_table(qtbot: QtBot) -> None:
    window, done = QWidget(), list[str]()
    qtbot.addWidget(window)
    wanted = [spec.id for spec in commands() if spec.scope == "window"]
    actions = make_actions(window, {key: (lambda key=key: done.append(key)) for key in wanted})  # type: ignore[misc]
    actions["job.new"].trigger()
    assert done == ["job.new"]
    assert [keys.toString() for keys in actions["list.find"].shortcuts()] == ["/", "Ctrl+F"]
    assert keys_text(next(spec for spec in commands() if spec.id == "list.open")) == "Return or E"
