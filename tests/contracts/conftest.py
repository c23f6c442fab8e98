"""Every contract runs once for each engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract_engines import ENGINES, Engine

from hiring_desktop.core.ports import Store


@pytest.fixture(params=sorted(ENGINES))
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(engine_name: str) -> Engine:
    return ENGINES[engine_name]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the store of the test is."""
    path = tmp_path / "store"
    path.mkdir()
    return path


@pytest.fixture
def store(engine: Engine, folder: Path) -> Iterator[Store]:
    """An empty store."""
    made = engine.create(folder)
    yield made
    made.close()
