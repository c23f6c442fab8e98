"""Everything of a workspace in one file that other programs can read: a ZIP, or the same members sealed.

    workspace.json                    of the workspace; its slots hold the key, wrapped
    export.json                       what it is: format, version of the schema, when it was made
    documents/applications-0001.jsonl documents as lines of JSON (``json_lines``), in order
    attachments/<address>             files as they were received
    contents.json                     how much there is of everything, sealed under a key of the workspace

Sealed, the header holds ``workspace.json``, so that whatever opens the workspace opens the export (as with a backup).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hiring_desktop.core.errors import Damaged, InvalidInput
from hiring_desktop.core.storage.durable import disk_errors, replacing
from hiring_desktop.core.storage.sealed_file import Member, read_header, read_members, write_sealed

MANIFEST: Final = "workspace.json"

_MAGIC: Final = b"SHex"
_MOST_MEMBER: Final = 64 * 1024 * 1024
"""No member that we write is nearly as large; a larger one was made to fill the memory."""

_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    OverflowError, OSError,
)  # fmt: skip
"""What ``zipfile`` raises for an archive that is cut off, changed, or made to break it."""

Members = Iterable[tuple[str, bytes]]


def write_export(path: Path, manifest: bytes, members: Members, key: bytes | None) -> None:
    """Write the file, whole or not at all.

    Args:
        path: Where; its folder exists.
        manifest: ``workspace.json``.
        members: Names and contents, ``export.json`` first.
        key: Seals the file; None makes it a ZIP that anybody reads.

    Raises:
        StorageFailure: The disk or the folder does not allow it.
    """
    if key is not None:
        sealed = (Member.of_bytes(name, content) for name, content in members)
        write_sealed(path, _MAGIC, {"manifest": manifest.decode()}, key, sealed)
        return
    with replacing(path) as made, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, manifest)
        for name, content in members:
            archive.writestr(name, content)


def is_sealed(path: Path) -> bool:
    """Whether the file needs a key.

    Raises:
        InvalidInput: It is not there, or no export.
    """
    if not path.is_file():
        raise InvalidInput(f"There is no file {path}. Check the path.")
    with disk_errors(), path.open("rb") as file:
        sealed = file.read(len(_MAGIC)) == _MAGIC
        if not sealed and not zipfile.is_zipfile(file):
            raise InvalidInput(f"{path.name} is no export of a workspace. Check the path.")
    return sealed


def read_export_manifest(path: Path) -> bytes:
    """``workspace.json`` of the workspace that was exported.

    Raises:
        InvalidInput: The file is not there, or no export.
        Damaged: It was cut off or changed.
    """
    if is_sealed(path):
        return str(read_header(path, _MAGIC).get("manifest")).encode()
    with _opened(path) as archive:
        try:
            entry = archive.getinfo(MANIFEST)
        except KeyError:
            raise InvalidInput(f"{path.name} is no export of a workspace. Check the path.") from None
        return _content(archive, entry)


def read_export(path: Path, key: bytes) -> Iterator[tuple[str, bytes]]:
    """The members, ``export.json`` first, without ``workspace.json``.

    Raises:
        InvalidInput: The file is not there, or no export.
        Damaged: It was cut off or changed, or the key is another.
    """
    if is_sealed(path):
        for name, pieces in read_members(path, _MAGIC, key):
            yield name, b"".join(pieces)
        return
    with _opened(path) as archive:
        for entry in archive.infolist():
            if entry.filename != MANIFEST:
                yield entry.filename, _content(archive, entry)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise _damaged() from error
    with archive:
        yield archive


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > _MOST_MEMBER or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Damaged("The export holds something that we never write. Take another copy of it.")
    try:
        return archive.read(entry)
    except _BROKEN as error:
        raise _damaged() from error


def _damaged() -> Damaged:
    return Damaged("The export was cut off or changed. Take another copy of it.")
