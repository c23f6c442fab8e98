"""Accounts on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_accounts import House, Town


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town.found(tmp_path / "store")
    yield made
    made.store.close()


@pytest.fixture
def house(town: Town) -> House:
    """A workspace whose only account is that of its administrator, ada@example.org."""
    made = town.house()
    made.person("ada", "admin")
    town.hasher.work.clear()
    made.trail.events.clear()
    return made
