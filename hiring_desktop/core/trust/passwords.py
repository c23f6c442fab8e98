"""Passwords as they are kept: bcrypt over a keyed hash.

    base64(HMAC-SHA-384(pepper, password))  ->  bcrypt, 12 rounds

The keyed hash makes 64 bytes of a password of any length (bcrypt takes 72 at most), and makes stolen hashes worthless
without the pepper, which is a key of the workspace and never stored beside them.
"""

from __future__ import annotations

import base64
import hmac
import re
import unicodedata
from typing import Final, Protocol

import bcrypt

COST: Final = 12
"""Rounds, as a power of two: about 0.3 s on a desktop of 2025."""

_COST_OF: Final = re.compile(r"\$2b\$(\d\d)\$")


class PasswordHasher(Protocol):
    """Hashes passwords slowly."""

    @property
    def decoy(self) -> str:
        """A hash of no password: checking against it takes as long as against any other, and always fails."""
        ...

    def hash(self, password: str) -> str:
        """A fresh hash of the password."""
        ...

    def verify(self, password: str, hashed: str) -> bool:
        """Whether the hash is that of the password."""
        ...

    def is_outdated(self, hashed: str) -> bool:
        """Whether a hash was made at another cost than ``hash`` makes them now."""
        ...


class BcryptHasher:
    """See ``PasswordHasher``. Each call takes its time: never make it on the thread of a window.

    Args:
        pepper: The workspace's key for passwords.
        cost: Rounds, as a power of two, 4 to 31.
    """

    def __init__(self, pepper: bytes, cost: int = COST) -> None:
        self._pepper = pepper
        self._cost = cost

    @property
    def decoy(self) -> str:
        """See ``PasswordHasher``."""
        return f"$2b${self._cost:02d}${'.' * 53}"

    def hash(self, password: str) -> str:
        """See ``PasswordHasher``."""
        return bcrypt.hashpw(self._keyed(password), bcrypt.gensalt(self._cost)).decode()

    def verify(self, password: str, hashed: str) -> bool:
        """See ``PasswordHasher``."""
        return bcrypt.checkpw(self._keyed(password), hashed.encode())

    def is_outdated(self, hashed: str) -> bool:
        """See ``PasswordHasher``."""
        match = _COST_OF.match(hashed)
        return match is None or int(match[1]) != self._cost

    def _keyed(self, password: str) -> bytes:
        text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
        return base64.b64encode(hmac.digest(self._pepper, text, "sha384"))
