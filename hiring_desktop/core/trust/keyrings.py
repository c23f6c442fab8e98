"""The keyring of the operating system, where it can be trusted with a master key.

Only the stores of the systems themselves are used: Secret Service, KWallet, the macOS keychain, the Windows
credential locker. Others that the ``keyring`` library may offer keep secrets in plain text (``keyrings.alt``), ask on
a terminal that nobody sees (``cryptfile``), or lose them (``null``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol

from hiring_desktop.core.errors import Locked

SERVICE: Final = "smart-hiring"
"""Under which name entries stand in the keyring."""

ALLOWED: Final = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
    }
)
_CHAINER: Final = "keyring.backends.chainer.ChainerBackend"


class KeyringPort(Protocol):
    """Keeps one text for each workspace, for the user who is signed in."""

    def load(self, workspace_id: str) -> str | None:
        """What is kept, or None. Raises ``Locked`` when the keyring does not answer."""
        ...

    def store(self, workspace_id: str, secret: str) -> None:
        """Keep a text, replacing what was there. Raises ``Locked`` when the keyring refuses."""
        ...

    def remove(self, workspace_id: str) -> None:
        """Keep nothing any more; absent is fine. Raises ``Locked`` when the keyring refuses."""
        ...


class SystemKeyring:
    """A backend of the ``keyring`` library as a ``KeyringPort``."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    @property
    def name(self) -> str:
        """What the system calls it."""
        return str(self._backend.name)

    def load(self, workspace_id: str) -> str | None:
        """See ``KeyringPort``."""
        with _refusals():
            secret: str | None = self._backend.get_password(SERVICE, workspace_id)
            return secret

    def store(self, workspace_id: str, secret: str) -> None:
        """See ``KeyringPort``."""
        with _refusals():
            self._backend.set_password(SERVICE, workspace_id, secret)

    def remove(self, workspace_id: str) -> None:
        """See ``KeyringPort``."""
        with _refusals():
            if self._backend.get_password(SERVICE, workspace_id) is not None:
                self._backend.delete_password(SERVICE, workspace_id)


def find_keyring() -> KeyringPort | None:
    """The keyring of this user, if the one that is set up on this machine may be trusted; else None."""
    # Imported here: the library looks for plug-ins, which takes a tenth of a second that most starts need not spend.
    import keyring

    backend = trusted(keyring.get_keyring())
    return None if backend is None else SystemKeyring(backend)


def trusted(backend: Any) -> Any | None:
    """The backend itself if it is on the list; of a chain of them, the first that is; else None."""
    name = f"{type(backend).__module__}.{type(backend).__qualname__}"
    if name in ALLOWED:
        return backend
    if name == _CHAINER:
        return next((link for link in backend.backends if trusted(link) is not None), None)
    return None


@contextmanager
def _refusals() -> Iterator[None]:
    """Whatever a keyring raises: it is closed to us, and the passphrase is the way left."""
    from keyring.errors import KeyringError

    try:
        yield
    except (KeyringError, OSError, RuntimeError) as error:
        raise Locked("The system's keyring did not answer. Unlock it and try again, or use the passphrase.") from error
