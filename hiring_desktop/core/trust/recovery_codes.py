"""Recovery codes: 150 random bits that a person writes down, as eight groups of four letters and digits.

The alphabet is Crockford's base 32, which has no letters that look like digits; those that do are read as the digits.
The last two characters check the others, so that a slip of the pen is told from a code of another workspace.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from hiring_desktop.core.errors import InvalidInput

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM: Final = 30
_LENGTH: Final = 32
_GROUP: Final = 4
_READ_AS: Final = str.maketrans("OIL", "011", " -\t\r\n")


def new_code() -> str:
    """A fresh code, as it is shown: ``7K2M-...``."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    return in_groups(code + _check(code))


def in_groups(code: str) -> str:
    """A code as it is shown."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(written: str) -> str:
    """The code that somebody typed, without regard to case, hyphens and blanks.

    Raises:
        InvalidInput: It is no recovery code, or one with a slip in it.
    """
    code = written.upper().translate(_READ_AS)
    if len(code) != _LENGTH or set(code) - set(_ALPHABET):
        raise InvalidInput("A recovery code has eight groups of four letters and digits. Check what you typed.")
    if code[_RANDOM:] != _check(code[:_RANDOM]):
        raise InvalidInput("There is a slip in the recovery code. Compare it with what you wrote down.")
    return code


def _check(code: str) -> str:
    number = int.from_bytes(hashlib.sha256(b"smart-hiring recovery " + code.encode()).digest()[:2], "big")
    return _ALPHABET[number >> 5 & 31] + _ALPHABET[number & 31]
