"""Files that are there as a whole or not at all, whenever the power goes."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hiring_desktop.core.errors import StorageFailure

TEMPORARY_SUFFIX: Final = ".partial"

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


def write_file(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file so that either its old or its complete new content survives a crash; durable on return.

    Args:
        path: Where; its folder exists.
        parts: The content in pieces.

    Raises:
        StorageFailure: The disk or the folder does not allow it.
    """
    with replacing(path) as temporary, temporary.open("xb") as file:
        for part in parts:
            file.write(part)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """As ``write_file``, for who writes by another way: gives a path to write to, and puts that in place in the end.

    Raises:
        StorageFailure: The disk or the folder does not allow it.
    """
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}{TEMPORARY_SUFFIX}")
    with disk_errors():
        try:
            yield temporary
            with temporary.open("r+b") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder and its parents, each durable in its own parent.

    Raises:
        StorageFailure: The disk or the folder does not allow it.
    """
    with disk_errors():
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in missing:
            sync_folder(folder.parent)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable; Windows does so by itself and knows no such call."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Make all files and names below a folder durable."""
    for path in (*folder.rglob("*"), folder):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("r+b") as file:
                os.fsync(file.fileno())


@contextmanager
def disk_errors() -> Iterator[None]:
    """Translate what the file system raises into what a person can do about it."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StorageFailure("The disk is full. Nothing was changed: free some space and try again.") from error
        why = error.strerror or type(error).__name__
        raise StorageFailure(
            f"The workspace folder cannot be used: {why}. Check that the disk has room and you may write there."
        ) from error
