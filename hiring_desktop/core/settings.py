"""Names and places that the rest of the core agrees on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

APP_NAME: Final = "smart-hiring"


def resource(*parts: str) -> Path:
    """A file or folder of ``resources/``, from source or from a frozen application."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).parents[2]))
    return root.joinpath("resources", *parts)
