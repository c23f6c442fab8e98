"""Encrypted files, addressed by a keyed hash of their content.

A file's address is HMAC-SHA256 of its bytes under a key of the workspace: the same bytes are stored once, and the
address tells nobody without the key which file it is. On disk ``ab/cd/abcd...`` holds

    magic (4 bytes), format version (1), salt (16), chunks

The chunks are those of ``sealing``; the key of the file is HKDF-SHA256 of the data key, its salt and its address.
"""

from __future__ import annotations

import hmac
import io
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hiring_desktop.core.errors import Damaged, HiringError, InvalidInput, NotFound
from hiring_desktop.core.storage.durable import TEMPORARY_SUFFIX, disk_errors, make_folder, sync_folder, write_file
from hiring_desktop.core.storage.sealing import (
    KEY_BYTES,
    SALT_BYTES,
    BrokenSealError,
    cipher_for,
    seal,
    sealed_bytes,
    unseal,
)

_MAGIC: Final = b"SHat"
_VERSION: Final = 1
_HEADER_BYTES: Final = len(_MAGIC) + 1 + SALT_BYTES

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
        if len(data_key) != KEY_BYTES or len(hash_key) != KEY_BYTES:
            raise InvalidInput(f"The keys of attachments are {KEY_BYTES} bytes each.")
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
            if path.exists() and path.stat().st_size == _HEADER_BYTES + sealed_bytes(len(data)):
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
        return self._opened(address, self._stored(address))

    def sealed(self, address: str) -> bytes:
        """The bytes as they are stored, for a backup; they were opened to see that they are sound.

        Raises:
            NotFound: Nothing is stored there.
            Damaged: What is stored was changed or cut off.
            StorageFailure: It cannot be read.
        """
        stored = self._stored(address)
        self._opened(address, stored)
        return stored

    @staticmethod
    def place(address: str) -> PurePosixPath:
        """Where in the folder a file is.

        Raises:
            InvalidInput: That is no address.
        """
        if not _ADDRESS.fullmatch(address):
            raise InvalidInput("The address of an attachment is 64 hexadecimal digits.")
        return PurePosixPath(address[:2], address[2:4], address)

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
        return self._folder / self.place(address)

    def _stored(self, address: str) -> bytes:
        with disk_errors():
            try:
                return self._path(address).read_bytes()
            except FileNotFoundError:
                raise NotFound("The file of this resume is not in the workspace. Import it again.") from None

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
        return cipher_for(self._data_key, salt, b"smart-hiring attachment " + bytes.fromhex(address))

    def _sealed(self, address: str, data: bytes) -> Iterator[bytes]:
        salt = os.urandom(SALT_BYTES)
        yield _MAGIC + bytes([_VERSION]) + salt
        yield from seal(self._cipher(address, salt), [data])

    def _opened(self, address: str, stored: bytes) -> bytes:
        if stored[: len(_MAGIC) + 1] != _MAGIC + bytes([_VERSION]):
            raise _damaged()
        file = io.BytesIO(stored)
        file.seek(_HEADER_BYTES)
        try:
            return b"".join(unseal(self._cipher(address, stored[len(_MAGIC) + 1 : _HEADER_BYTES]), file))
        except BrokenSealError as error:
            raise _damaged() from error


def _damaged() -> Damaged:
    return Damaged("It was changed or cut off. Restore it from the last backup, or import the file again.")
