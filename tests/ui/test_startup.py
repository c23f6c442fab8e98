"""What is loaded when the window is first painted, in a process of its own, started as a person starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("sklearn", "numpy", "scipy", "pdfplumber", "pypdfium2", "docx", "pymongo", "requests", "sqlcipher3")

WATCH = """
import json, os, sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6 import QtWidgets

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QtWidgets.QWidget) and watched.isWindow():
            os.write(1, json.dumps(sorted(sys.modules)).encode())
            os._exit(0)
        return False

class Watched(QtWidgets.QApplication):
    def __init__(self, arguments):
        super().__init__(arguments)
        self.watch = Watch()
        self.installEventFilter(self.watch)

QtWidgets.QApplication = Watched
sys.argv = ["hiring-desktop"]
from hiring_desktop.__main__ import main
main()
"""


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    folders = {f"XDG_{kind}_HOME": str(tmp_path) for kind in ("DATA", "CONFIG", "CACHE", "STATE")}
    environment = {**os.environ, **folders}
    told = subprocess.run([sys.executable, "-c", WATCH], env=environment, capture_output=True, text=True, check=True)
    modules = set(json.loads(told.stdout))
    assert "hiring_desktop.ui.main_window" in modules
    assert sorted(modules & set(HEAVY)) == []
    qt = sorted(name for name in modules if name.startswith("PySide6.Qt"))
    assert qt == ["PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets"]
    assert "hiring_desktop.ui.workbench" not in modules, "the pages can wait until the window is there"
