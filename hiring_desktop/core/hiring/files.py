"""Files as a person gives them: folders walked, sizes kept in bounds, archives told from resumes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import MAX_FILE_BYTES
from hiring_desktop.core.ports import DocumentReader

ZIP: Final = "application/zip"
_MAX_ARCHIVE_BYTES: Final = 256 * 1024 * 1024
_BYTES: Final = "bytes:"
_ZIP_HEAD: Final = b"PK\x03\x04"


def walk(paths: Iterable[Path], *, as_given: bool = False) -> Iterator[tuple[str, Path]]:
    """What to call each file, and its absolute path.

    Folders are walked in the order of their names. Hidden files and links inside a folder are left alone. A path that
    does not exist comes out as it is, for ``read_file`` to refuse.

    Args:
        paths: Files and folders.
        as_given: Call files by the path given instead of by the name of the file or folder alone.
    """
    for given in paths:
        path = given.absolute()
        shown = given.as_posix() if as_given else path.name
        if not path.is_dir():
            yield _printable(shown), path
            continue
        for member in sorted(_inside(path), key=os.fsencode):
            yield _printable(f"{shown.rstrip('/')}/{member.relative_to(path).as_posix()}"), member


def _inside(folder: Path) -> Iterator[Path]:
    """All plain files below a folder, and the sub-folders that may not be looked into, for ``read_file`` to refuse."""
    closed: list[Path] = []
    for at, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            member = Path(at, name)
            if not name.startswith(".") and not member.is_symlink() and (member.is_file() or not member.exists()):
                yield member
    yield from closed


def _printable(name: str) -> str:
    """A name that can be stored and printed: bytes that are no UTF-8, as some systems allow, become a mark."""
    return os.fsencode(name).decode("utf-8", "replace")


def stored_path(path: Path) -> str:
    """A path as text that ``path_of`` turns back, whatever bytes the system allows in names."""
    text = str(path)
    return text if text.isprintable() else f"{_BYTES}{os.fsencode(path).hex()}"


def stamp(path: Path) -> str:
    """Tells one state of a file from another: its size and the time it was last written; empty when it is gone."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"


def path_of(stored: str) -> Path:
    """The inverse of ``stored_path``."""
    if stored.startswith(_BYTES):
        return Path(os.fsdecode(bytes.fromhex(stored.removeprefix(_BYTES))))
    return Path(stored)


def read_file(path: Path, shown: str) -> bytes:
    """The bytes of a file; more than 16 MB only of what may be an archive.

    Raises:
        DocumentRejected: ``too_large``, or ``unreadable`` when it is gone or may not be opened.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _unreadable(shown, "it is no plain file")
        with path.open("rb") as file:
            head = file.read(len(_ZIP_HEAD))
            limit = _MAX_ARCHIVE_BYTES if head == _ZIP_HEAD else MAX_FILE_BYTES
            data = head + file.read(limit)
    except OSError as error:
        raise _unreadable(shown, error.strerror or type(error).__name__) from error
    if len(data) > limit:
        raise too_large(shown, limit)
    return data


def _unreadable(shown: str, why: str) -> DocumentRejected:
    message = f"{shown} cannot be opened ({why}). Check that it is there and try again."
    return DocumentRejected(message, code="unreadable")


def open_archive(reader: DocumentReader, data: bytes, shown: str) -> list[tuple[str, bytes | Exception]]:
    """The members of a ZIP file, sorted by name, each with its bytes or why it is refused.

    Raises:
        DocumentRejected: The archive is broken, too large inside, or holds no files.
    """
    inside = reader.members(data, shown)
    if not inside:
        raise DocumentRejected(f"{shown} holds no files.", code="empty")
    return inside


def too_large(shown: str, limit: int = MAX_FILE_BYTES) -> DocumentRejected:
    """The refusal of a file above the limit, in bytes."""
    advice = "Save it smaller, without pictures." if limit == MAX_FILE_BYTES else "Unpack it and give the folder."
    return DocumentRejected(f"{shown} is larger than {limit >> 20} MB. {advice}", code="too_large")
