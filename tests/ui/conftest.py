"""Fixtures of the window."""

from __future__ import annotations

from open_window import open_window, qapp, theme

__all__ = ["open_window", "qapp", "theme"]
