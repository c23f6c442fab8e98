"""The way in: the window without a command, the command line with one."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hiring_desktop.ui.launcher import Launcher


def main() -> None:
    """Run the program and end with its exit code."""
    if sys.stderr is not None:
        faulthandler.enable()
    arguments = sys.argv[1:]
    if arguments:
        from hiring_desktop.cli.app import run

        sys.exit(run(arguments))
    os.environ.pop("HIRING_PASSPHRASE", None)  # the window asks; no worker process is to inherit it
    # Typer, Rich and the composition root cost more than the window's first paint may: a plain start does without the
    # first two, and imports the third when the window is there.
    from hiring_desktop.core.settings import default_folder
    from hiring_desktop.ui.app import run_window
    from hiring_desktop.ui.launcher import DeferredLauncher

    folder = default_folder()
    sys.exit(run_window(DeferredLauncher(folder, lambda: _desktop_launcher(folder))))


def _desktop_launcher(folder: Path) -> Launcher:
    """The real launcher; called off the UI thread."""
    from hiring_desktop.bootstrap import DesktopLauncher

    return DesktopLauncher(folder)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
