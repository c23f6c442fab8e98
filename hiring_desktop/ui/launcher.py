"""How the window gets at a workspace without knowing how one is built."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hiring_desktop.core.workspace import Workspace


class Launcher(Protocol):
    """Opens and creates the workspace of one folder. The composition root hands in the real one, tests hand in fakes.

    ``exists`` and ``keyring_available`` are cheap. The others take from a tenth of a second to seconds (key
    derivation, heavy imports) and are only called off the UI thread.
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
