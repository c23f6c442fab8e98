"""What a backup is and whether it is sound, also where its workspace is not at hand."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from hiring_desktop.core.errors import Damaged, StorageFailure
from hiring_desktop.core.ports import Store
from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.storage.backup import extract, read_backup_header
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.manifest import WorkspaceInfo

ATTACHMENTS: Final = "attachments"
"""The folder that the files lie in."""


def manifest_of(path: Path) -> WorkspaceInfo:
    """What the workspace of a backup says of itself; its slots open the backup.

    Raises:
        InvalidInput: That is no backup.
        Damaged: It was cut off or changed.
        StorageFailure: It cannot be read, or was written by a newer version of the application.
    """
    return WorkspaceInfo.parse(read_backup_header(path).manifest)


def problems_of(path: Path, keys: WorkspaceKeys, open_store: Callable[[Path], Store]) -> Sequence[str]:
    """Everything that is wrong with a backup, one sentence each; empty when sound.

    Args:
        path: The backup.
        keys: The keys of its workspace.
        open_store: Opens the store that was laid out in a folder.

    Raises:
        InvalidInput: That is no backup.
    """
    with tempfile.TemporaryDirectory(prefix="smart-hiring-verify-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            if read_backup_header(path).workspace_id != keys.workspace_id:
                return ["Backup: it is of another workspace. Verify it with that one."]
            extract(path, keys.sub_key("backups"), folder)
            store = open_store(folder)
        except (Damaged, StorageFailure) as error:
            return [f"Backup: {error.message}"]
        try:
            attachments = EncryptedAttachments(
                folder / ATTACHMENTS, keys.sub_key("attachments"), keys.sub_key("content_address")
            )
            missing = set(store["applications"].distinct("content_hash")) - set(attachments.addresses())
            lost = [f"The file of an application is missing: attachment {address}." for address in sorted(missing)]
            return [*store.verify(), *attachments.verify(), *lost]
        finally:
            store.close()
