"""A copy of one state of the store, beside the workspace's files, for as long as something is made of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hiring_desktop.core.ports import Store
from hiring_desktop.core.storage.backup import remove_abandoned
from hiring_desktop.core.storage.durable import disk_errors, make_folder
from hiring_desktop.core.trust.audit.heads import FILE_NAME


@contextmanager
def snapshot_of(store: Store, folder: Path) -> Iterator[Path]:
    """The folder with what ``store.snapshot`` writes, and with the heads of the trail, which are not newer.

    Args:
        store: The store; others go on reading and writing.
        folder: The workspace's folder.

    Raises:
        StorageFailure: The disk does not allow it.
    """
    run = folder / "run"
    make_folder(run)
    remove_abandoned(run, "snapshot-*")
    with disk_errors():
        made = Path(tempfile.mkdtemp(prefix="snapshot-", dir=run))
    try:
        # The heads first: entries of the trail that are newer than them do no harm.
        if (folder / FILE_NAME).exists():
            with disk_errors():
                shutil.copyfile(folder / FILE_NAME, made / FILE_NAME)
        store.snapshot(made)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
