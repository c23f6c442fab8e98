"""The word tables of ``resources/resume``: plain text that anybody can read, review and add to.

A table is cut into parts by lines such as ``[titles]``; ``#`` begins a comment line. What a line holds is up to its
reader.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).resolve().parents[3] / "resources" / "resume"


@cache
def table_lines(name: str) -> dict[str, tuple[str, ...]]:
    """The lines of each part of a table, without comments and empty lines.

    Args:
        name: The file's name without ``.txt``.
    """
    parts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            lines = parts.setdefault(line[1:-1], [])
        elif line.strip() and not line.startswith("#"):
            lines.append(line.strip())
    return {part: tuple(lines) for part, lines in parts.items()}


def phrases(name: str, part: str) -> list[str]:
    """The entries of a part, separated by ``|`` or line ends."""
    return [entry.strip() for line in table_lines(name)[part] for entry in line.split("|") if entry.strip()]


def words(name: str, part: str) -> frozenset[str]:
    """The words of a part, separated by blanks."""
    return frozenset(word for line in table_lines(name)[part] for word in line.split())
