"""Encrypted files, addressed by a keyed hash of their content.

A file's address is HMAC-SHA256 of its bytes under a key of the workspace: the same bytes are stored once, and the
address tells nobody without the key which file it is. On disk ``ab/cd/abcd...`` holds

    magic (4 bytes), format version (1), salt (16), chunks

where each chunk is 64 KiB of the file (the last one what is left, empty for an empty file) under AES-256-GCM, plus
its 16-byte tag. The key of the file is HKDF-SHA256 of the data key, its salt and its address. A chunk's nonce is its
number and whether it is the last, so that a chunk cannot be moved, repeated, or left out at the end.
"""

from __future__ import annotations

import hmac
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hiring_desktop.core.errors import Damaged, HiringError, InvalidInput, NotFound
from hiring_desktop.core.storage.durable import TEMPORARY_SUFFIX, disk_errors, make_folder, sync_folder, write_file

CHUNK_BYTES: Final = 64 * 1024
_TAG_BYTES: Final = 16
_MAGIC: Final = b"SHat"
_VERSION: Final = 1
_SALT_BYTES: Final = 16
_HEADER_BYTES: Final = len(_MAGIC) + 1 + _SALT_BYTES
_KEY_BYTES: Final = 32

_ADDRESS: Final = re.compile(r"[0-9a-f]{64}")

ABANDONED_AFTER_SECONDS: Final = 3600.0
"""No write takes this long: an older temporary file was left by a crash."""


class EncryptedAttachments:
    """See ``hiring_desktop.core.ports.Attachments``. Any number of threads and processes may share a folder.

    Args:
        folder: Where the files are; made if absent. What a crash left half written is removed.
        data_key: 32 bytes that the content is encrypted under.
        hash_key: 32 bytes that addresses are made with.

    Raises:
        StorageFailure: The folder cannot be used.
    """

    def __init__(self, folder: Path, data_key: bytes, hash_key: bytes) -> None:
        if len(data_key) != _KEY_BYTES or len(hash_key) != _KEY_BYTES:
            raise InvalidInput(f"The keys of attachments are {_KEY_BYTES} bytes each.")
        self._folder = folder
        self._data_key = data_key
        self._hash_key = hash_key
        make_folder(folder)
        self._remove_abandoned()

    def address_of(self, data: bytes) -> str:
        """The address that ``put`` would return, without storing: 64 hexadecimal digits."""
        return hmac.digest(self._hash_key, data, "sha256").hex()

    def put(self, data: bytes) -> str:
        """Store bytes (once, however often put) and return their address. Durable when it returns.

        Raises:
            StorageFailure: The disk or the folder does not allow it.
        """
        address = self.address_of(data)
        path = self._path(address)
        with disk_errors():
            # A file of another length was cut off by something, and is put right by writing it again.
            if path.exists() and path.stat().st_size == _stored_bytes(len(data)):
                return address
        make_folder(path.parent)
        write_file(path, self._sealed(address, data))
        return address

    def get(self, address: str) -> bytes:
        """The bytes.

        Raises:
            NotFound: Nothing is stored there.
            Damaged: What is stored was changed or cut off.
            StorageFailure: It cannot be read.
        """
        path = self._path(address)
        with disk_errors():
            try:
                stored = path.read_bytes()
            except FileNotFoundError:
                raise NotFound("The file of this resume is not in the workspace. Import it again.") from None
        return self._opened(address, stored)

    def delete(self, address: str) -> None:
        """Remove the bytes; absent is fine."""
        path = self._path(address)
        with disk_errors():
            try:
                path.unlink()
            except FileNotFoundError:
                return
            sync_folder(path.parent)

    def addresses(self) -> list[str]:
        """All that is stored, sorted."""
        return sorted(path.name for path in self._files() if _ADDRESS.fullmatch(path.name))

    def verify(self) -> list[str]:
        """Problems found in the stored files, one sentence each; empty when sound."""
        found: list[str] = []
        for path in sorted(self._files()):
            name = path.relative_to(self._folder)
            if not _ADDRESS.fullmatch(path.name) or path != self._path(path.name):
                if path.suffix != TEMPORARY_SUFFIX:
                    found.append(f"Attachment {name}: this file does not belong here. Move it away.")
                continue
            try:
                self.get(path.name)
            except HiringError as error:
                found.append(f"Attachment {name}: {error.message}")
        return found

    # -------------------------------------------------------------- files
    def _path(self, address: str) -> Path:
        if not _ADDRESS.fullmatch(address):
            raise InvalidInput("The address of an attachment is 64 hexadecimal digits.")
        return self._folder / address[:2] / address[2:4] / address

    def _files(self) -> Iterator[Path]:
        with disk_errors():
            yield from (path for path in self._folder.rglob("*") if path.is_file())

    def _remove_abandoned(self) -> None:
        oldest = time.time() - ABANDONED_AFTER_SECONDS
        for path in self._files():
            if path.suffix == TEMPORARY_SUFFIX:
                with disk_errors():
                    if path.stat().st_mtime < oldest:
                        path.unlink(missing_ok=True)

    # -------------------------------------------------------------- encryption
    def _cipher(self, address: str, salt: bytes) -> AESGCM:
        info = b"smart-hiring attachment " + bytes.fromhex(address)
        return AESGCM(HKDF(hashes.SHA256(), _KEY_BYTES, salt, info).derive(self._data_key))

    def _sealed(self, address: str, data: bytes) -> Iterator[bytes]:
        salt = os.urandom(_SALT_BYTES)
        cipher = self._cipher(address, salt)
        yield _MAGIC + bytes([_VERSION]) + salt
        view = memoryview(data)
        starts = range(0, max(len(data), 1), CHUNK_BYTES)
        for number, start in enumerate(starts):
            last = number == len(starts) - 1
            yield cipher.encrypt(_nonce(number, last), view[start : start + CHUNK_BYTES], None)

    def _opened(self, address: str, stored: bytes) -> bytes:
        body = memoryview(stored)[_HEADER_BYTES:]
        if stored[: len(_MAGIC) + 1] != _MAGIC + bytes([_VERSION]) or len(body) < _TAG_BYTES:
            raise _damaged()
        cipher = self._cipher(address, stored[len(_MAGIC) + 1 : _HEADER_BYTES])
        step = CHUNK_BYTES + _TAG_BYTES
        starts = range(0, len(body), step)
        parts: list[bytes] = []
        try:
            for number, start in enumerate(starts):
                last = number == len(starts) - 1
                parts.append(cipher.decrypt(_nonce(number, last), body[start : start + step], None))
        except InvalidTag as error:
            raise _damaged() from error
        return b"".join(parts)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _stored_bytes(length: int) -> int:
    chunks = max(1, -(-length // CHUNK_BYTES))
    return _HEADER_BYTES + length + chunks * _TAG_BYTES


def _damaged() -> Damaged:
    return Damaged("It was changed or cut off. Restore it from the last backup, or import the file again.")
