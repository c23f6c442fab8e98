"""Receipts: what was done for a person, signed so that anybody can check it later.

A receipt is a JSON object with an Ed25519 signature (RFC 8032) over its other fields in canonical form. The key is
derived from that of the workspace, so it needs no keeping; the public half stands in the receipt. Holding a receipt one
can show that this workspace gave it, as long as its public key is known: ``Requests.receipt_key`` tells it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hiring_desktop.core.model import Json
from hiring_desktop.core.trust.keys import WorkspaceKeys

FORMAT: Final = "smart-hiring privacy receipt"
VERSION: Final = 1


def sign(keys: WorkspaceKeys, content: Mapping[str, Any]) -> Json:
    """A receipt over plain values, with the workspace's id, its public key and the signature added.

    Raises:
        Locked: The keys were forgotten.
    """
    private = Ed25519PrivateKey.from_private_bytes(keys.sub_key("receipts"))
    receipt: Json = {
        "format": FORMAT, "version": VERSION, "workspace": keys.workspace_id, **content,
        "public_key": private.public_key().public_bytes_raw().hex(),
    }  # fmt: skip
    receipt = json.loads(_canonical(receipt))
    return {**receipt, "signature": private.sign(_canonical(receipt)).hex()}


def public_key(keys: WorkspaceKeys) -> str:
    """The public key of the workspace: 64 hexadecimal digits."""
    return Ed25519PrivateKey.from_private_bytes(keys.sub_key("receipts")).public_key().public_bytes_raw().hex()


def is_genuine(receipt: Mapping[str, Any], key: str) -> bool:
    """Whether a receipt was signed under this public key and not changed since."""
    content = {name: value for name, value in receipt.items() if name != "signature"}
    try:
        if content["public_key"] != key:
            return False
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(receipt["signature"]), _canonical(content)
        )
    except (InvalidSignature, KeyError, ValueError, TypeError):
        return False
    return True


def _canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_moment).encode()


def _moment(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"a receipt cannot hold a {type(value).__name__}")
    return value.isoformat(timespec="seconds")
