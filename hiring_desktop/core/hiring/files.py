"""Files as a person gives them: folders walked, sizes kept in bounds, archives told from resumes."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import MAX_FILE_BYTES
from hiring_desktop.core.ports import DocumentReader

ZIP: Final = "application/zip"
_MAX_ARCHIVE_BYTES: Final = 1024 * 1024 * 1024
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
            yield shown, path
            continue
        for member in sorted(path.rglob("*"), key=lambda p: p.as_posix()):
            inside = member.relative_to(path)
            hidden = any(part.startswith(".") for part in inside.parts)
            if not hidden and not member.is_symlink() and stat.S_ISREG(member.stat().st_mode):
                yield f"{shown.rstrip('/')}/{inside.as_posix()}", member


def read_file(path: Path, shown: str) -> bytes:
    """The bytes of a file; more than 16 MB only of what may be an archive.

    Raises:
        DocumentRejected: ``too_large``, or ``unreadable`` when it is gone or may not be opened.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(len(_ZIP_HEAD))
            if size > _MAX_ARCHIVE_BYTES or (size > MAX_FILE_BYTES and head != _ZIP_HEAD):
                raise too_large(shown)
            return head + file.read()
    except OSError as error:
        raise DocumentRejected(
            f"{shown} cannot be opened ({error.strerror}). Check that it is there and try again.", code="unreadable"
        ) from error


def open_archive(reader: DocumentReader, data: bytes, shown: str) -> list[tuple[str, bytes | Exception]]:
    """The members of a ZIP file, sorted by name, each with its bytes or why it is refused.

    Raises:
        DocumentRejected: The archive is broken, too large inside, or holds no files.
    """
    inside = reader.members(data, shown)
    if not inside:
        raise DocumentRejected(f"{shown} holds no files.", code="empty")
    return inside


def too_large(shown: str) -> DocumentRejected:
    """The refusal of a file above the limit."""
    return DocumentRejected(f"{shown} is larger than 16 MB. Save it smaller, without pictures.", code="too_large")
