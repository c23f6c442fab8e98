"""The conditions of every test: off screen, apart from the user's own data, with examples that repeat."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

pytest_plugins = ["hygiene"]

ROOT = Path(__file__).resolve().parent.parent
SOAK = os.environ.get("HIRING_SOAK") == "1"

# Before anything imports Qt or numpy: no window on the developer's screen, and no pool of threads per test worker.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Never the developer's own keyring: what a test needs of one it brings along.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
for name in [name for name in os.environ if name.startswith("HIRING_") and name != "HIRING_SOAK"]:
    del os.environ[name]

hypothesis.settings.register_profile("test", derandomize=True, deadline=None, max_examples=60)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=2000, print_blob=True)
hypothesis.settings.load_profile("soak" if SOAK else "test")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark."""
    config.addinivalue_line(
        "markers", "soak(only=False): grows under `make soak` (fixture `scale`); with only=True it runs nowhere else"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is for the soak alone."""
    if SOAK:
        return
    only = [item for item in items if any(mark.kwargs.get("only") for mark in item.iter_markers("soak"))]
    if only:
        config.hook.pytest_deselected(items=only)
        items[:] = [item for item in items if item not in only]


@pytest.fixture(autouse=True, scope="session")
def folders_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Settings, data and caches of the tests go to a folder of their own, in sub-processes too."""
    home = tmp_path_factory.mktemp("home")
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        folder = home / variable.lower()
        folder.mkdir(mode=0o700)
        os.environ[variable] = str(folder)


@pytest.fixture(scope="session")
def scale() -> Callable[[int, int], int]:
    """``scale(small, large)``: how much of something to do, in a test run and in a soak."""
    return lambda small, large: large if SOAK else small


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """The folder where pictures of the window go, for a person to look at; not in git."""
    folder = ROOT / "artifacts" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
