"""Slots: the master key of a workspace, wrapped under something that somebody knows (Argon2id, AES-256-GCM)."""

from __future__ import annotations

import base64
import binascii
import json
import os
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from hiring_desktop.core.model import Json

KEY_BYTES: Final = 32

ARGON2: Final = {"memory_kib": 64 * 1024, "iterations": 3, "lanes": 4}
"""RFC 9106's second recommendation: 64 MiB, t=3, p=4. Stored with each slot, so that it can be raised."""

_ARGON2_MOST: Final = {"memory_kib": 1024 * 1024, "iterations": 64, "lanes": 64}
"""A file that asks for more was tampered with, and would freeze the machine."""
_SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12


def make_slot(workspace_id: str, master: bytes, secret: bytes, head: Mapping[str, Any]) -> Json:
    """The master key wrapped under a secret; takes a fifth of a second on purpose.

    Args:
        workspace_id: Whose key it is.
        master: The key, 32 bytes.
        secret: What opens the slot.
        head: Facts that stand in the slot in the clear, such as its kind; it opens with no others.
    """
    slot: Json = {**head, "kdf": "argon2id", **ARGON2, "salt": to_text(os.urandom(_SALT_BYTES))}
    nonce = os.urandom(_NONCE_BYTES)
    wrapped = AESGCM(_argon2(slot, secret)).encrypt(nonce, master, _bound(workspace_id, slot))
    return {**slot, "nonce": to_text(nonce), "wrapped": to_text(wrapped)}


def open_slot(workspace_id: str, slot: Mapping[str, Any], secret: bytes) -> bytes | None:
    """The master key from a slot; None if the secret is not the slot's.

    Raises:
        ValueError: This is no slot that was ever made.
    """
    try:
        within = slot["kdf"] == "argon2id" and all(1 <= slot[name] <= most for name, most in _ARGON2_MOST.items())
        head = {name: value for name, value in slot.items() if name not in ("nonce", "wrapped")}
        nonce, wrapped = from_text(slot["nonce"]), from_text(slot["wrapped"])
        key = _argon2(slot, secret) if within and len(nonce) == _NONCE_BYTES else None
    except (KeyError, TypeError) as error:
        raise ValueError("not a slot") from error
    if key is None:
        raise ValueError("not a slot")
    try:
        return AESGCM(key).decrypt(nonce, wrapped, _bound(workspace_id, head))
    except InvalidTag:
        return None


def open_no_slot(secret: bytes) -> None:
    """Take the time that ``open_slot`` takes."""
    _argon2({**ARGON2, "salt": to_text(bytes(_SALT_BYTES))}, secret)


def _bound(workspace_id: str, slot: Mapping[str, Any]) -> bytes:
    """What the wrap is tied to: a slot moved to another workspace, or with other parameters, opens nothing."""
    return canonical({"workspace": workspace_id, **slot})


def _argon2(slot: Mapping[str, Any], secret: bytes) -> bytes:
    derivation = Argon2id(
        salt=from_text(slot["salt"]), length=KEY_BYTES, iterations=slot["iterations"], lanes=slot["lanes"],
        memory_cost=slot["memory_kib"],
    )  # fmt: skip
    return derivation.derive(secret)


# ------------------------------------------------------------------ texts and bytes
def secret_of(text: str) -> bytes:
    """A passphrase or password as a secret; its Unicode form does not count."""
    return unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass")


def same_text(text: str) -> bytes:
    """What is left of a text when case, outer white space and Unicode form do not count."""
    return unicodedata.normalize("NFKC", text).strip().casefold().encode("utf-8", "surrogatepass")


def canonical(data: Mapping[str, Any]) -> bytes:
    """Plain data as the same bytes, however it came about."""
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


def to_text(data: bytes | bytearray) -> str:
    """Bytes as base64."""
    return base64.b64encode(data).decode()


def from_text(text: Any) -> bytes:
    """The inverse of ``to_text``.

    Raises:
        ValueError: It is no base64.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError) as error:
        raise ValueError("not base64") from error
