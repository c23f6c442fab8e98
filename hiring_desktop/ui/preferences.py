"""What the window remembers between two runs: its place, its theme. Nothing of a candidate."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QSettings

ThemeMode = Literal["system", "light", "dark"]


class Preferences:
    """A small INI file in ``folder``. Unreadable or unknown values count as absent."""

    def __init__(self, folder: Path) -> None:
        self._settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    @property
    def theme(self) -> ThemeMode:
        """Light, dark, or as the system says."""
        value = self._settings.value("theme")
        return value if value in ("light", "dark") else "system"

    @theme.setter
    def theme(self, mode: ThemeMode) -> None:
        self._settings.setValue("theme", mode)

    def restore(self, name: str) -> QByteArray:
        """The saved state of a window or splitter; empty if there is none."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def save(self, name: str, state: QByteArray) -> None:
        """Remember the state of a window or splitter."""
        self._settings.setValue(name, state)
