"""How the window gets at a workspace without knowing how one is built."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hiring_desktop.core.trust.sign_in import Proof
    from hiring_desktop.core.workspace import Session


class Launcher(Protocol):
    """Opens and creates the workspace of one folder. The composition root hands in the real one, tests hand in fakes.

    All but ``folder`` are only called off the UI thread: they take from a tenth of a second to seconds (key
    derivation, heavy imports).
    """

    @property
    def folder(self) -> Path:
        """Where the workspace is, or will be."""
        ...

    def ways_in(self) -> frozenset[str]:
        """What opens it: ``keyring``, ``passphrase``, ``recovery``, ``account``; empty where there is no workspace."""
        ...

    def keyring_available(self) -> bool:
        """Whether the system has a keyring that may hold the key."""
        ...

    def open(self, passphrase: str | None = None, recovery_code: str | None = None) -> Session:
        """Open it as its owner, without either by the keyring. Raises ``Locked`` when the key does not fit."""
        ...

    def sign_in(self, email: str, proof: Proof) -> Session:
        """Open the workspace with an account.

        Raises ``SecondFactorDue`` or ``PasswordChangeDue`` when the proof has to be completed, ``SignInFailed`` when it
        is wrong, ``TooManyAttempts`` when it is too early for another.
        """
        ...

    def create(self, name: str, passphrase: str | None) -> Session:
        """Create the workspace; without a passphrase its key goes into the keyring."""
        ...

    def demo(self) -> Session:
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

    def ways_in(self) -> frozenset[str]:
        """As the real one says."""
        return self._launcher().ways_in()

    def keyring_available(self) -> bool:
        """As the real one says."""
        return self._launcher().keyring_available()

    def open(self, passphrase: str | None = None, recovery_code: str | None = None) -> Session:
        """As the real one does."""
        return self._launcher().open(passphrase, recovery_code)

    def sign_in(self, email: str, proof: Proof) -> Session:
        """As the real one does."""
        return self._launcher().sign_in(email, proof)

    def create(self, name: str, passphrase: str | None) -> Session:
        """As the real one does."""
        return self._launcher().create(name, passphrase)

    def demo(self) -> Session:
        """As the real one does."""
        return self._launcher().demo()
