"""Content of any length, encrypted in chunks so that none can be changed, moved, repeated or left out.

Each chunk is 64 KiB of the content (the last one what is left; one empty chunk for no content) under AES-256-GCM, plus
its 16-byte tag. A chunk's nonce is its number and whether it is the last. A key therefore serves for one content alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK_BYTES: Final = 64 * 1024
SALT_BYTES: Final = 16
KEY_BYTES: Final = 32
_TAG_BYTES: Final = 16


class BrokenSealError(Exception):
    """The sealed content was changed or cut off, or the key is another."""


def cipher_for(key: bytes, salt: bytes, purpose: bytes) -> AESGCM:
    """The cipher of one content: its key is derived from the one given, a random salt, and what the content is."""
    return AESGCM(HKDF(hashes.SHA256(), KEY_BYTES, salt, purpose).derive(key))


def sealed_bytes(length: int) -> int:
    """How long content of a length is when sealed."""
    return length + max(1, -(-length // CHUNK_BYTES)) * _TAG_BYTES


def seal(cipher: AESGCM, content: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of content that comes in parts of any length; no more than a part and a chunk are held at a time."""
    number, waiting = 0, bytearray()
    for part in content:
        waiting += part
        while len(waiting) > CHUNK_BYTES:
            yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:CHUNK_BYTES]), None)
            del waiting[:CHUNK_BYTES]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), None)


def unseal(cipher: AESGCM, file: BinaryIO) -> Iterator[bytes]:
    """The inverse of ``seal``, from where the file stands to its end.

    Nothing may be believed to be complete before the last part was given out.

    Raises:
        BrokenSealError: It was changed or cut off, or sealed under another key.
    """
    number, chunk = 0, file.read(CHUNK_BYTES + _TAG_BYTES)
    while True:
        following = file.read(CHUNK_BYTES + _TAG_BYTES)
        try:
            content = cipher.decrypt(_nonce(number, last=not following), chunk, None)
        except (InvalidTag, ValueError) as error:
            raise BrokenSealError from error
        yield content
        if not following:
            return
        number, chunk = number + 1, following


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
