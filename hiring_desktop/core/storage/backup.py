"""A workspace as one sealed file, and back again into an empty folder.

The header says which workspace it is of and when it was made, and holds ``workspace.json`` with its slots: so whatever
opens the workspace (passphrase, recovery code, account) opens the backup. The members are a snapshot of the store, the
heads of the trail, and every attachment as it is stored.
"""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hiring_desktop.core.errors import Conflict, Damaged
from hiring_desktop.core.storage.attachments import ABANDONED_AFTER_SECONDS
from hiring_desktop.core.storage.durable import TEMPORARY_SUFFIX, disk_errors, make_folder, sync_folder, sync_tree
from hiring_desktop.core.storage.sealed_file import Member, read_header, read_members, write_sealed

SUFFIX: Final = ".shbackup"
MANIFEST_FILE: Final = "workspace.json"

_MAGIC: Final = b"SHbk"
_FORMAT: Final = "smart-hiring backup"
_NAMES: Final = re.compile(r"[a-z]+\.[a-z]+|attachments/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}")
"""What a member may be called: nothing that leads out of the folder."""


@dataclass(frozen=True, slots=True)
class BackupHeader:
    """What a backup says to everybody."""

    workspace_id: str
    created: datetime
    manifest: bytes
    """``workspace.json`` as it was."""


def write_backup(path: Path, header: BackupHeader, key: bytes, members: Iterable[Member]) -> None:
    """Write a backup, whole or not at all.

    Raises:
        StorageFailure: The disk or the folder does not allow it.
    """
    told = {
        "format": _FORMAT, "workspace": header.workspace_id, "created": header.created.isoformat(),
        "manifest": header.manifest.decode(),
    }  # fmt: skip
    remove_abandoned(path.parent, f"*{SUFFIX}.*{TEMPORARY_SUFFIX}")
    write_sealed(path, _MAGIC, told, key, members)


def read_backup_header(path: Path) -> BackupHeader:
    """What a backup says of itself; it was not checked against a key.

    Raises:
        InvalidInput: That is no backup.
        Damaged: It is one, and was cut off or changed.
        StorageFailure: It cannot be read, or was written by a newer version of the application.
    """
    told = read_header(path, _MAGIC)
    try:
        created = datetime.fromisoformat(told["created"]).astimezone(UTC)
        return BackupHeader(str(told["workspace"]), created, str(told["manifest"]).encode())
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged("The head of the backup was changed. Take another one.") from error


def extract(path: Path, key: bytes, folder: Path) -> None:
    """Lay a backup out in a folder.

    Raises:
        Damaged: It was changed or cut off, or the key is another; the folder holds parts of it.
        InvalidInput, StorageFailure: As for ``read_backup_header``.
    """
    header = read_backup_header(path)
    with disk_errors():
        (folder / MANIFEST_FILE).write_bytes(header.manifest)
    for name, pieces in read_members(path, _MAGIC, key):
        if not _NAMES.fullmatch(name):
            raise Damaged(f"The backup holds something that does not belong there ({name}). Take another one.")
        target = folder / name
        with disk_errors():
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with target.open("xb") as file:
                file.writelines(pieces)


@contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """A folder beside the one given, which becomes that one when the block ends.

    Whatever fails or is killed on the way leaves nothing under the final name.

    Args:
        folder: Empty or absent.

    Yields:
        Where to put things for the time of the block. Nobody may have any of it open when that ends.

    Raises:
        Conflict: The folder is not empty.
        StorageFailure: The disk does not allow it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(f"{folder} is not empty. Choose an empty folder.")
    make_folder(folder.parent)
    remove_abandoned(folder.parent, f"{folder.name}.*{TEMPORARY_SUFFIX}")
    made = folder.with_name(f"{folder.name}.{secrets.token_hex(8)}{TEMPORARY_SUFFIX}")
    make_folder(made)
    try:
        yield made
        with disk_errors():
            sync_tree(made)
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
            sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def remove_abandoned(folder: Path, pattern: str) -> None:
    """Remove what a crash left half made an hour ago or longer."""
    oldest = time.time() - ABANDONED_AFTER_SECONDS
    with disk_errors():
        for path in folder.glob(pattern):
            if path.stat().st_mtime < oldest:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)
