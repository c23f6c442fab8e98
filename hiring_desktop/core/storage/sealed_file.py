"""One file that only its key opens: a header in the clear, then named members, sealed.

    magic (4 bytes), format version (1), length of the header (4), header (JSON), salt (16), chunks (``sealing``)

The key is derived from the one given, the salt, and all that stands before the chunks: a changed header opens nothing.
The sealed content is, for each member, the length of its head (4 bytes), the head (JSON: name and size) and its bytes;
a head of length 0 ends it. The file appears under its name only when it is complete and on the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from hiring_desktop.core.errors import Damaged, InvalidInput, StorageFailure
from hiring_desktop.core.model import Json
from hiring_desktop.core.storage.durable import disk_errors, write_file
from hiring_desktop.core.storage.sealing import SALT_BYTES, BrokenSealError, cipher_for, seal, unseal

_VERSION: Final = 1
_MAGIC_BYTES: Final = 4
_MOST_HEADER: Final = 16 * 1024 * 1024
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """Something in the file: its name, how many bytes it has, and where they come from when they are asked for."""

    name: str
    size: int
    content: Callable[[], Iterable[bytes]]

    @staticmethod
    def of_bytes(name: str, data: bytes) -> Member:
        """A member that is in memory."""
        return Member(name, len(data), lambda: (data,))

    @staticmethod
    def of_file(name: str, path: Path) -> Member:
        """A member that is a file."""
        return Member(name, path.stat().st_size, lambda: _pieces(path))


def write_sealed(path: Path, magic: bytes, header: Json, key: bytes, members: Iterable[Member]) -> None:
    """Write a file, whole or not at all, replacing one of the same name.

    Args:
        path: Where; its folder exists.
        magic: Four bytes that tell what kind of file it is.
        header: What everybody may read.
        key: 32 bytes.
        members: What only the key opens.

    Raises:
        StorageFailure: The disk or the folder does not allow it, or a member is not as long as it said.
    """
    told = json.dumps(header, sort_keys=True).encode()
    head = magic + bytes([_VERSION]) + len(told).to_bytes(4, "big") + told
    salt = os.urandom(SALT_BYTES)
    cipher = cipher_for(key, salt, _purpose(head))

    def parts() -> Iterator[bytes]:
        yield head + salt
        yield from seal(cipher, _framed(members))

    write_file(path, parts())


def read_header(path: Path, magic: bytes) -> Json:
    """What everybody may read of a file.

    Raises:
        InvalidInput: It is no such file.
        Damaged: It is one, and was cut off or changed there.
        StorageFailure: It cannot be read, or was written by a newer version of the application.
    """
    with _opened(path) as file:
        return _read_head(file, magic)[0]


def read_members(path: Path, magic: bytes, key: bytes) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The members in order, each with its content in pieces, which are to be taken before the next member is.

    Raises:
        InvalidInput, Damaged, StorageFailure: As for ``read_header``; also Damaged where the sealed content was changed
            or cut off, or the key is not the one of the file. Nothing is complete before the iteration ended.
    """
    with _opened(path) as file:
        _, head = _read_head(file, magic)
        stream = _Stream(unseal(cipher_for(key, file.read(SALT_BYTES), _purpose(head)), file))
        try:
            while length := int.from_bytes(stream.take(4), "big"):
                told = json.loads(stream.take(length))
                yield told["name"], stream.pieces(told["size"])
            stream.end()
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged() from error


def _purpose(head: bytes) -> bytes:
    return b"smart-hiring sealed file " + hashlib.sha256(head).digest()


def _framed(members: Iterable[Member]) -> Iterator[bytes]:
    for member in members:
        told = json.dumps({"name": member.name, "size": member.size}).encode()
        yield len(told).to_bytes(4, "big") + told
        left = member.size
        for piece in member.content():
            yield piece
            left -= len(piece)
        if left:
            raise StorageFailure(f"{member.name} changed while it was being copied. Try again.")
    yield (0).to_bytes(4, "big")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise InvalidInput(f"There is no file {path}. Check the path.") from error
    except IsADirectoryError as error:
        raise InvalidInput(f"{path} is a folder. Give the file.") from error
    except OSError as error:
        raise StorageFailure(f"{path} cannot be read: {error.strerror}. Check the disk and its permissions.") from error
    with file, disk_errors():
        yield file


def _read_head(file: BinaryIO, magic: bytes) -> tuple[Json, bytes]:
    """The header, and all bytes up to its end."""
    start = file.read(_MAGIC_BYTES + 5)
    if start[:_MAGIC_BYTES] != magic:
        raise InvalidInput("That is a file of another kind. Check the path.")
    if len(start) < _MAGIC_BYTES + 5:
        raise _damaged()
    if start[_MAGIC_BYTES] > _VERSION:
        raise StorageFailure(
            "The file was written by a newer version of Smart Hiring. Update the application to open it.",
            title="File is newer than the application", code="newer_version",
        )  # fmt: skip
    length = int.from_bytes(start[_MAGIC_BYTES + 1 :], "big")
    told = file.read(length) if length <= _MOST_HEADER else b""
    try:
        header = json.loads(told)
    except ValueError as error:
        raise _damaged() from error
    if not isinstance(header, dict) or start[_MAGIC_BYTES] < 1:
        raise _damaged()
    return header, start + told


class _Stream:
    """Takes pieces of chosen lengths out of a stream of parts. Raises ``Damaged`` where that breaks off."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._waiting = b""
        self._at = 0

    def pieces(self, length: int) -> Iterator[bytes]:
        while length > 0:
            if self._at == len(self._waiting):
                self._waiting, self._at = self._next(), 0
                if not self._waiting:
                    raise _damaged()
            piece = self._waiting[self._at : self._at + length]
            self._at += len(piece)
            length -= len(piece)
            yield piece

    def take(self, length: int) -> bytes:
        return b"".join(self.pieces(length))

    def end(self) -> None:
        if self._at != len(self._waiting) or self._next():
            raise _damaged()

    def _next(self) -> bytes:
        try:
            with disk_errors():
                return next(self._parts, b"")
        except BrokenSealError as error:
            raise _damaged() from error


def _damaged() -> Damaged:
    return Damaged("The file was changed or cut off, or the key is not the one it was made with. Take another copy.")
