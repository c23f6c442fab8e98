"""Two-factor sign-in: codes that change every 30 seconds (RFC 6238), and recovery codes for when the phone is lost.

``pyotp`` by itself accepts a code twice; the step that was accepted last is therefore stored, and only later ones
count from then on.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pyotp

ISSUER: Final = "Smart Hiring"
WINDOW: Final = 1
"""Steps of 30 s that a clock may be off, either way."""
RECOVERY_CODES: Final = 10

_DIGITS: Final = 6
_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs, none of which is taken for another."""
_GROUPS: Final = 6
_GROUP: Final = 4


def new_secret() -> str:
    """A fresh secret of 160 bits in base 32."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, email: str) -> str:
    """What the QR code of an enrolment says: an ``otpauth://`` address."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def accepted_step(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """The time step whose code was given, if it counts.

    Args:
        secret: The account's secret.
        code: Six digits; spaces do not matter.
        now: The present, aware.
        last_step: The step that was accepted last; None before the first. It and all before it count no more.

    Returns:
        The step to store as the last one; None if the code is wrong, too old, or was used.
    """
    digits = "".join(code.split())
    if len(digits) != _DIGITS or not digits.isascii():
        return None
    totp = pyotp.TOTP(secret)
    present = totp.timecode(now)
    steps = range(max(0, present - WINDOW), present + WINDOW + 1)
    fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), digits)]
    # The latest, should two steps have the same code: it must not count again in the other.
    return fitting[-1] if fitting and (last_step is None or fitting[-1] > last_step) else None


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes in groups of four; 120 random bits each, so that a fast keyed hash may keep them (ASVS 5.0, 6.5.2)."""
    return tuple(
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    )


def recovery_hash(key: bytes, code: str) -> str:
    """How a recovery code is kept: 64 hexadecimal digits. Case, hyphens and spaces do not matter."""
    plain = "".join(code.upper().replace("-", "").split())
    return hmac.digest(key, f"recovery {plain}".encode("utf-8", "surrogatepass"), "sha256").hex()


def spend_recovery_code(key: bytes, code: str, kept: Sequence[str]) -> list[str] | None:
    """What is left of the kept hashes when the code is used up; None if it is none of them."""
    given = recovery_hash(key, code)
    left = [one for one in kept if not hmac.compare_digest(one, given)]
    return left if len(left) < len(kept) else None
