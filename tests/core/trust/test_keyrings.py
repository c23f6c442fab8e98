"""Which keyrings are trusted with a master key, and what happens when one refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.errors import KeyringLocked

from hiring_desktop.core.errors import Locked
from hiring_desktop.core.trust.keyrings import ALLOWED, SERVICE, SystemKeyring, find_keyring, trusted


def backend(path: str, **attributes: Any) -> Any:
    """An object of a class with this module and name."""
    module, _, name = path.rpartition(".")
    return type(name, (), {"__module__": module, "__qualname__": name, **attributes})()


@pytest.mark.parametrize("path", sorted(ALLOWED))
def test_the_keyrings_of_the_systems_are_trusted(path: str) -> None:
    known = backend(path)
    assert trusted(known) is known


@pytest.mark.parametrize(
    "path",
    [
        "keyrings.alt.file.PlaintextKeyring", "keyrings.alt.file.EncryptedKeyring",
        "keyrings.cryptfile.cryptfile.CryptFileKeyring",
        "keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "my.keyring.backends.SecretService.Keyring",
        "keyring.backends.SecretService.Other", "sagecipher.keyring.Keyring",
    ],
)  # fmt: skip
def test_no_other_keyring_is(path: str) -> None:
    assert trusted(backend(path)) is None


def test_a_chain_is_trusted_for_its_first_trusted_link() -> None:
    plain, secret = backend("keyrings.alt.file.PlaintextKeyring"), backend("keyring.backends.SecretService.Keyring")
    assert trusted(backend("keyring.backends.chainer.ChainerBackend", backends=[plain, secret])) is secret
    assert trusted(backend("keyring.backends.chainer.ChainerBackend", backends=[plain])) is None
    assert trusted(backend("keyring.backends.chainer.ChainerBackend", backends=[])) is None


@pytest.mark.parametrize("found", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring])
def test_where_there_is_no_trusted_keyring_none_is_found(found: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", found)
    assert find_keyring() is None


class MemoryBackend:
    """The part of a backend of the ``keyring`` library that is used."""

    name = "Memory"

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    def _open(self) -> dict[tuple[str, str], str]:
        if self.locked:
            raise KeyringLocked("closed")
        return self.entries

    def get_password(self, service: str, username: str) -> str | None:
        return self._open().get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self._open()[service, username]


def test_entries_are_kept_by_workspace() -> None:
    memory = MemoryBackend()
    ring = SystemKeyring(memory)
    assert ring.load("w") is None
    ring.store("w", "one")
    ring.store("v", "two")
    ring.store("w", "three")
    assert memory.entries == {(SERVICE, "w"): "three", (SERVICE, "v"): "two"}
    assert ring.load("w") == "three"
    ring.remove("w")
    ring.remove("w")
    assert memory.entries == {(SERVICE, "v"): "two"}


def test_a_keyring_that_refuses_is_locked() -> None:
    memory = MemoryBackend()
    memory.locked = True
    ring = SystemKeyring(memory)
    uses: list[Callable[[], object]] = [lambda: ring.load("w"), lambda: ring.store("w", "x"), lambda: ring.remove("w")]
    for use in uses:
        with pytest.raises(Locked, match="keyring"):
            use()
