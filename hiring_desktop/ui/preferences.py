"""What the window remembers between two runs: its place, its theme. Nothing of a candidate."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QByteArray, QSettings

LOCK_MINUTES: Final = 15.0
"""Unless somebody says otherwise."""

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

    @property
    def lock_minutes(self) -> float:
        """After how many minutes without input the workspace is locked; 0 for never."""
        value = self._settings.value("lock_minutes")
        try:
            return max(0.0, float(str(value))) if value is not None else LOCK_MINUTES
        except ValueError:
            return LOCK_MINUTES

    @lock_minutes.setter
    def lock_minutes(self, minutes: float) -> None:
        self._settings.setValue("lock_minutes", minutes)

    def restore(self, name: str) -> QByteArray:
        """The saved state of a window or splitter; empty if there is none."""
        value = self._settings.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def save(self, name: str, state: QByteArray) -> None:
        """Remember the state of a window or splitter."""
        self._settings.setValue(name, state)
