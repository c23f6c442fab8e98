"""ZIP archives from strangers: office packages (DOCX, ODT) and folders of resumes, within limits.

Nothing is ever written to disk, so a name that points outside a folder can do no harm; names are made plain all the
same since they are shown. What a member claims about its size is not believed: reading stops at the limit.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final

from hiring_desktop.core.errors import DocumentRejected
from hiring_desktop.core.model import MAX_FILE_BYTES
from hiring_desktop.ml.documents import sniff

MAX_MEMBERS: Final = 10_000
MAX_RESUMES: Final = 1_000
MAX_TOTAL_BYTES: Final = 256 * 1024 * 1024

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others are rare, and let a stranger choose how much memory unpacking takes."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError)
_JUNK = re.compile(r"(^|/)(__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class Package:
    """An office file as its parts, each read when asked for.

    Args:
        data: The bytes of the ZIP.

    Raises:
        DocumentRejected: ``corrupt``, or ``resource_limit`` for more than ``MAX_MEMBERS`` parts.
    """

    def __init__(self, data: bytes) -> None:
        self._zip = _open(data)
        self._left = MAX_TOTAL_BYTES
        self.names = frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            DocumentRejected: ``corrupt`` (absent or damaged), ``encrypted``, ``resource_limit``.
        """
        if name not in self.names:
            raise DocumentRejected("The file is damaged: a part of it is missing. Save it anew.", code="corrupt")
        content = _read(self._zip, self._zip.getinfo(name), min(MAX_FILE_BYTES, self._left))
        self._left -= len(content)
        return content


def resumes_in(data: bytes, file_name: str) -> list[tuple[str, bytes | Exception]]:
    """The files of an archive of resumes, sorted by name; hidden and system files are left out.

    Args:
        data: The bytes of the ZIP.
        file_name: The archive's name; member names come as ``file_name/member``.

    Returns:
        For each member its name, and its bytes or the ``DocumentRejected`` that it earned (``too_large``,
        ``encrypted``, ``corrupt``, ``wrong_type`` for an archive inside the archive, ``resource_limit`` once the whole
        is too much).

    Raises:
        DocumentRejected: The archive itself cannot be opened or holds more than ``MAX_RESUMES`` files.
    """
    archive = _open(data)
    named = [(plain_name(info.filename), info) for info in archive.infolist() if not info.is_dir()]
    members = sorted((member for member in named if not _JUNK.search(member[0])), key=lambda member: member[0])
    if len(members) > MAX_RESUMES:
        raise DocumentRejected(f"The archive holds more than {MAX_RESUMES:,} files. Split it.", code="resource_limit")
    left = MAX_TOTAL_BYTES
    found: list[tuple[str, bytes | Exception]] = []
    for name, info in members:
        shown = f"{file_name}/{name}"
        try:
            content = _read_member(archive, info, name, left)
        except DocumentRejected as error:
            found.append((shown, error))
        else:
            left -= len(content)
            found.append((shown, content))
    return found


def plain_name(name: str) -> str:
    """A member's name without what could lead out of a folder or deceive a reader."""
    parts = [p for p in _UNSAFE.sub("", name.replace("\\", "/")).split("/") if p not in ("", ".", "..")]
    return str(PurePosixPath(*parts)) if parts else "unnamed"


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise DocumentRejected("The file is damaged or was cut off. Ask for it again.", code="corrupt") from error
    if len(archive.infolist()) > MAX_MEMBERS:
        raise DocumentRejected("The file holds far too many parts to be a resume.", code="resource_limit")
    return archive


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, left: int) -> bytes:
    if info.file_size > MAX_FILE_BYTES:
        raise DocumentRejected("The file is larger than 16 MB.", code="too_large")
    if left <= 0:
        raise DocumentRejected("The archive unpacks to far too much. Split it.", code="resource_limit")
    content = _read(archive, info, min(left, MAX_FILE_BYTES))
    if sniff.sniff(content, name) == sniff.ZIP:
        raise DocumentRejected("An archive inside an archive is not opened. Unpack it first.", code="wrong_type")
    return content


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    if info.flag_bits & 0x1:
        raise DocumentRejected("The file has a password. Ask for it without one.", code="encrypted")
    if info.compress_type not in _METHODS:
        raise DocumentRejected("The archive packs in a rare way. Make it anew as an ordinary ZIP.", code="unsupported")
    if info.file_size > limit:
        raise DocumentRejected("The file unpacks to far more than a resume needs.", code="resource_limit")
    try:
        with archive.open(info) as stream:
            content = stream.read(limit + 1)
    except _BROKEN as error:
        raise DocumentRejected("The file is damaged: a part of it cannot be unpacked.", code="corrupt") from error
    if len(content) > limit:
        raise DocumentRejected("The file unpacks to far more than a resume needs.", code="resource_limit")
    return content
