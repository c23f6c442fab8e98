from __future__ import annotations

import subprocess
import sys

MODULES = "candidate imports job_editor ranking start weights"


def test_presenters_work_without_qt() -> None:
    """In a process of its own, since this one has loaded Qt for other tests."""
    imports = "; ".join(f"import hiring_desktop.ui.presenters.{name}" for name in MODULES.split())
    code = f"{imports}; import sys; print([m for m in sys.modules if m.startswith(('PySide6', 'shiboken6'))])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
