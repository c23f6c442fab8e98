"""The way in: the window without a command, the command line with one."""

from __future__ import annotations

import faulthandler
import multiprocessing
import sys


def main() -> None:
    """Run the program and end with its exit code."""
    if sys.stderr is not None:
        faulthandler.enable()
    arguments = sys.argv[1:]
    if arguments:
        from hiring_desktop.cli.app import run

        sys.exit(run(arguments))
    # Typer and Rich cost more than the window's first paint may; a plain start does without them.
    from hiring_desktop.bootstrap import default_folder, run_window

    sys.exit(run_window(default_folder()))


if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
