"""A file of sealed records, each on the disk before it counts: the redo journal of a store.

    magic (4 bytes), format version (1), salt (16), mark of the key (16), check of all that (8)
    then for each record: length (4), nonce (12), the record under AES-256-GCM

The key of the records is derived from the one given and the salt, which is new in every file; the number of a record in
its file is authenticated with it. So none can be changed, moved, repeated or taken from another journal. The journal
ends before the first record that is not whole: that is what a crash leaves of one that was never acknowledged. Where
it ended sooner than it should is for who keeps count (``commit_head``).

Nobody holds the file open, so that another process can replace it on every system.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hiring_desktop.core.errors import Damaged, Locked, StorageFailure
from hiring_desktop.core.storage.durable import disk_errors, write_file
from hiring_desktop.core.storage.sealing import SALT_BYTES, cipher_for

_MAGIC: Final = b"SHjl"
_VERSION: Final = 1
_MARK_BYTES: Final = 16
_CHECK_BYTES: Final = 8
_HEADER_BYTES: Final = len(_MAGIC) + 1 + SALT_BYTES + _MARK_BYTES + _CHECK_BYTES
_LENGTH_BYTES: Final = 4
_NONCE_BYTES: Final = 12
_PURPOSE: Final = b"smart-hiring journal"

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a journal was read or written: which one, its next record, and how the file looked."""

    salt: bytes
    cipher: AESGCM
    records: int
    end: int
    stamp: _Stamp


class Journal:
    """One journal. Threads take turns at it, and processes take turns to write.

    Args:
        path: The file.
        key: 32 bytes.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key
        self._at: _Place | None = None

    @property
    def size(self) -> int:
        """How many bytes the journal has, as far as it was read or written."""
        return self._at.end if self._at else 0

    @property
    def records(self) -> int:
        """How many records it has, as far as it was read or written."""
        return self._at.records if self._at else 0

    def is_read(self) -> bool:
        """Whether nothing was written since it was read last; costs a look at the folder."""
        if self._at is None:
            return False
        try:
            return _stamp(self.path.stat()) == self._at.stamp
        except OSError:
            return False  # reading will say what is the matter

    def read(self) -> list[bytes]:
        """All records, from the first.

        Raises:
            Damaged: The file is gone, or its head is not what was written.
            Locked: It belongs to another key.
            StorageFailure: The disk does not allow it, or a newer version of the application wrote it.
        """
        with self._opened() as file:
            salt = self._salt(file)
            cipher = cipher_for(self._key, salt, _PURPOSE)
            return self._go_on(file, _Place(salt, cipher, 0, _HEADER_BYTES, (0, 0, 0)))

    def follow(self) -> list[bytes] | None:
        """The records since the last reading or writing; None if another journal was put in place of this one.

        Raises:
            Damaged: The file is gone, cut off, or its head is not what was written.
            StorageFailure: The disk does not allow it.
        """
        at = self._at
        if at is None:
            return None
        with self._opened() as file:
            if self._salt(file) != at.salt:
                return None
            if os.fstat(file.fileno()).st_size < at.end:
                raise Damaged(f"{self._called} was cut off while it was in use. {_ADVICE}")
            return self._go_on(file, at)

    def another(self) -> Journal:
        """The same journal for a reading of its own."""
        return Journal(self.path, self._key)

    def forget(self) -> None:
        """Read from the start next time."""
        self._at = None

    def append(self, record: bytes) -> None:
        """Add a record after all that was read; it is on the disk when this returns.

        Raises:
            StorageFailure: The disk does not allow it; nothing was added.
        """
        at = self._at
        assert at is not None
        nonce = os.urandom(_NONCE_BYTES)
        sealed = _framed(at.cipher, nonce, at.records, record)
        with disk_errors(), self.path.open("r+b", buffering=0) as file:
            try:
                file.truncate(at.end)
                file.seek(at.end)
                _write_all(file, sealed)
                os.fsync(file.fileno())
            except BaseException:
                with suppress(OSError):  # what is left is no whole record, or one that was never acknowledged
                    file.truncate(at.end)
                    os.fsync(file.fileno())
                raise
            stamp = _stamp(os.fstat(file.fileno()))
        self._at = _Place(at.salt, at.cipher, at.records + 1, at.end + len(sealed), stamp)

    def replace(self, records: Iterable[bytes]) -> None:
        """Put a new journal with these records in place, whole or not at all.

        Raises:
            StorageFailure: The disk does not allow it.
        """
        salt = os.urandom(SALT_BYTES)
        cipher = cipher_for(self._key, salt, _PURPOSE)
        count, end = 0, _HEADER_BYTES

        def parts() -> Iterator[bytes]:
            nonlocal count, end
            yield _header(self._key, salt)
            for record in records:
                sealed = _framed(cipher, os.urandom(_NONCE_BYTES), count, record)
                count, end = count + 1, end + len(sealed)
                yield sealed

        write_file(self.path, parts())
        with disk_errors():
            self._at = _Place(salt, cipher, count, end, _stamp(self.path.stat()))

    def rest(self) -> int:
        """How many bytes stand behind the last whole record."""
        with disk_errors():
            return self.path.stat().st_size - self.size

    # -------------------------------------------------------------- inside
    @property
    def _called(self) -> str:
        return f"The journal of the store ({self.path.name})"

    def _opened(self) -> BinaryIO:
        with disk_errors():
            try:
                return self.path.open("rb")
            except FileNotFoundError as error:
                raise Damaged(f"{self._called} is missing. {_ADVICE}") from error

    def _salt(self, file: BinaryIO) -> bytes:
        with disk_errors():
            header = file.read(_HEADER_BYTES)
        if len(header) < _HEADER_BYTES or _check(header[:-_CHECK_BYTES]) != header[-_CHECK_BYTES:]:
            raise Damaged(f"{self._called} is damaged at its beginning. {_ADVICE}")
        if header[: len(_MAGIC)] != _MAGIC or header[len(_MAGIC)] != _VERSION:
            raise StorageFailure(
                "The workspace was written by a newer version of Smart Hiring. Update the application to open it.",
                title="Workspace is newer than the application", code="newer_version",
            )  # fmt: skip
        salt = header[len(_MAGIC) + 1 :][:SALT_BYTES]
        if not hmac.compare_digest(header, _header(self._key, salt)):
            raise Locked("The key is not the one that this store was made with. Unlock the workspace it belongs to.")
        return salt

    def _go_on(self, file: BinaryIO, at: _Place) -> list[bytes]:
        """The whole records from a place on; the journal is read as far as that then."""
        with disk_errors():
            stamp = _stamp(os.fstat(file.fileno()))  # first: what is added later is found next time
            file.seek(at.end)
            content = file.read()
        found: list[bytes] = []
        start = 0
        while True:
            body = start + _LENGTH_BYTES
            stop = body + int.from_bytes(content[start:body], "big")
            if stop > len(content) or stop - body < _NONCE_BYTES:
                break
            nonce, sealed = content[body : body + _NONCE_BYTES], content[body + _NONCE_BYTES : stop]
            try:
                found.append(at.cipher.decrypt(nonce, sealed, _number(at.records + len(found))))
            except InvalidTag:
                break
            start = stop
        self._at = _Place(at.salt, at.cipher, at.records + len(found), at.end + start, stamp)
        return found


_ADVICE: Final = "Restore the last backup, or open the workspace again to go on with what can be read."


def _stamp(status: os.stat_result) -> _Stamp:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _header(key: bytes, salt: bytes) -> bytes:
    start = _MAGIC + bytes([_VERSION]) + salt
    told = start + hmac.digest(key, _PURPOSE + start, "sha256")[:_MARK_BYTES]
    return told + _check(told)


def _check(told: bytes) -> bytes:
    return hashlib.sha256(told).digest()[:_CHECK_BYTES]


def _number(record: int) -> bytes:
    return record.to_bytes(8, "big")


def _framed(cipher: AESGCM, nonce: bytes, number: int, record: bytes) -> bytes:
    sealed = nonce + cipher.encrypt(nonce, record, _number(number))
    return len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed


def _write_all(file: BinaryIO, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]
