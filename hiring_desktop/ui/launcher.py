"""How the window gets at a workspace without knowing how one is built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hiring_desktop.core.workspace import Workspace


class Launcher(Protocol):
    """Opens and creates the workspace of one folder. The composition root hands in the real one, tests hand in fakes.

    All but ``folder`` are only called off the UI thread: they take from a tenth of a second to seconds (key
    derivation, heavy imports).
    """

    @property
    def folder(self) -> Path:
        """Where the workspace is, or will be."""
        ...

    def exists(self) -> bool:
        """Whether a workspace is there to be opened."""
        ...

    def keyring_available(self) -> bool:
        """Whether the system has a keyring that may hold the key."""
        ...

    def open(self, passphrase: str | None) -> Workspace:
        """Open the workspace, without a passphrase by the keyring. Raises ``Locked`` when the key does not fit."""
        ...

    def create(self, name: str, passphrase: str | None) -> Workspace:
        """Create the workspace; without a passphrase its key goes into the keyring."""
        ...

    def demo(self) -> Workspace:
        """A throw-away workspace with sample jobs, and sample resumes on their way in."""
        ...


class DeferredLauncher:
    """A launcher that is made when it is first asked: what it needs to import can wait for the first paint.

    Args:
        folder: Where the workspace is, or will be.
        load: Makes the real one; called once, off the UI thread.
    """

    def __init__(self, folder: Path, load: Callable[[], Launcher]) -> None:
        self.folder = folder
        self._load = load
        self._loaded: Launcher | None = None

    def _launcher(self) -> Launcher:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def exists(self) -> bool:
        """As the real one says."""
        return self._launcher().exists()

    def keyring_available(self) -> bool:
        """As the real one says."""
        return self._launcher().keyring_available()

    def open(self, passphrase: str | None) -> Workspace:
        """As the real one does."""
        return self._launcher().open(passphrase)

    def create(self, name: str, passphrase: str | None) -> Workspace:
        """As the real one does."""
        return self._launcher().create(name, passphrase)

    def demo(self) -> Workspace:
        """As the real one does."""
        return self._launcher().demo()
