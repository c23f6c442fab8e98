"""The engines that every contract is checked on. Another one joins by adding a line to ``ENGINES``.

Child processes import this module by name and open the same store from its folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hiring_desktop.core.ports import Store
from hiring_desktop.core.storage.sqlite_engine import SqliteStore

_KEY: Final = bytes(range(32))


@dataclass(frozen=True, slots=True)
class Engine:
    """How to make a store in an empty folder, and how to open it again."""

    create: Callable[[Path], Store]
    open: Callable[[Path], Store]


ENGINES: Final[Mapping[str, Engine]] = {
    "sqlite": Engine(
        create=lambda folder: SqliteStore.create(folder / "store.db", _KEY),
        open=lambda folder: SqliteStore.open(folder / "store.db", _KEY),
    ),
}
