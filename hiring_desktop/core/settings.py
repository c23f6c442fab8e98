"""Names and places that the rest of the core agrees on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import platformdirs

APP_NAME: Final = "smart-hiring"


def resource(*parts: str) -> Path:
    """A file or folder of ``resources/``, from source or from a frozen application."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).parents[2]))
    return root.joinpath("resources", *parts)


def default_folder() -> Path:
    """Where the workspace lives unless somebody says otherwise."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "workspace"


def device_file() -> Path:
    """Where this user's machine keeps the id that accounts know it by (``trust.devices``)."""
    return default_folder().with_name("device")
