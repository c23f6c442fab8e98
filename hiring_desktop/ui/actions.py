"""Every command of the window in one table: buttons, shortcuts and the help overlay are made from it.

Single letters act in lists only (``scope`` "list"; ``widgets.list_table`` carries them out), so that typing in a
field never moves anything. ``/`` and ``?`` act everywhere but in a field, which takes them as text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from hiring_desktop.ui.words import translate

Scope = Literal["window", "list"]


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One command: its identity, its words, its keys, and where it acts."""

    id: str
    group: str
    text: str
    keys: tuple[str, ...]
    scope: Scope = "window"


def commands() -> tuple[ActionSpec, ...]:
    """The table, in the user's language."""
    go, work = translate("Actions", "Go to"), translate("Actions", "Work")
    lists, document = translate("Actions", "In lists"), translate("Actions", "Document")
    window = translate("Actions", "Window")
    return (
        ActionSpec("go.jobs", go, translate("Actions", "Jobs"), ("Ctrl+1",)),
        ActionSpec("go.ranking", go, translate("Actions", "Ranking"), ("Ctrl+2",)),
        ActionSpec("go.imports", go, translate("Actions", "Import activity"), ("Ctrl+3",)),
        ActionSpec("go.audit", go, translate("Actions", "Audit trail"), ("Ctrl+4",)),
        ActionSpec("go.next", go, translate("Actions", "Next page"), ("Ctrl+Tab",)),
        ActionSpec("go.previous", go, translate("Actions", "Previous page"), ("Ctrl+Shift+Tab",)),
        ActionSpec("go.back", go, translate("Actions", "Back, or close what is open"), ("Esc",)),
        ActionSpec("list.next", lists, translate("Actions", "Next"), ("J",), "list"),
        ActionSpec("list.previous", lists, translate("Actions", "Previous"), ("K",), "list"),
        ActionSpec("list.open", lists, translate("Actions", "Open, explain the score"), ("Return", "E"), "list"),
        ActionSpec("list.find", lists, translate("Actions", "Find by name or skill"), ("/", "Ctrl+F")),
        ActionSpec("job.new", work, translate("Actions", "New job"), ("Ctrl+N",)),
        ActionSpec("import.files", work, translate("Actions", "Import files"), ("Ctrl+O",)),
        ActionSpec("import.folder", work, translate("Actions", "Import a folder"), ("Ctrl+Shift+O",)),
        ActionSpec("view.zoom_in", document, translate("Actions", "Larger"), ("Ctrl++", "Ctrl+=")),
        ActionSpec("view.zoom_out", document, translate("Actions", "Smaller"), ("Ctrl+-",)),
        ActionSpec("view.zoom_fit", document, translate("Actions", "Fit the width"), ("Ctrl+0",)),
        ActionSpec("view.theme", window, translate("Actions", "Theme: system, light, dark"), ("Ctrl+Shift+L",)),
        ActionSpec("window.lock", window, translate("Actions", "Lock the workspace"), ("Ctrl+L",)),
        ActionSpec("help.keys", window, translate("Actions", "Keyboard help"), ("?", "F1")),
        ActionSpec("window.quit", window, translate("Actions", "Quit"), ("Ctrl+Q",)),
    )


def keys_text(spec: ActionSpec) -> str:
    """The keys of a command as the platform writes them, ``/ or Ctrl+F``."""
    native = QKeySequence.SequenceFormat.NativeText
    return translate("Actions", " or ").join(QKeySequence(key).toString(native) for key in spec.keys)


def make_actions(window: QWidget, handlers: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """The table as actions of ``window``, each wired to its handler.

    Raises:
        KeyError: A command of the window has no handler, or a handler no command.
    """
    specs = {spec.id: spec for spec in commands() if spec.scope == "window"}
    if set(handlers) != set(specs):
        raise KeyError(f"commands and handlers differ: {sorted(set(handlers) ^ set(specs))}")
    made: dict[str, QAction] = {}
    for key, spec in specs.items():
        action = QAction(spec.text, window)
        action.setObjectName(key)
        action.setShortcuts([QKeySequence(sequence) for sequence in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False, key=key: handlers[key]())
        made[key] = action
    window.addActions(list(made.values()))
    return made
