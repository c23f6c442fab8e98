"""Sealed copies of the erasure ledger beside what was copied out of a workspace: backups and exports.

An older copy still has those who were erased since, and who puts it back has to know them. ``<workspace>.erasures`` is
written with every copy, and in the folder of the scheduled backups after every erasure as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from hiring_desktop.core.errors import Damaged, InvalidInput
from hiring_desktop.core.storage.sealed_file import Member, read_members, write_sealed
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.privacy.erasure import LedgerRow

_MAGIC: Final = b"SHel"


class ErasureCopies:
    """Writes and reads the copies of one workspace.

    Args:
        keys: The workspace's keys.
        ledger: All erasures there were.
    """

    def __init__(self, keys: WorkspaceKeys, ledger: Callable[[], Sequence[LedgerRow]]) -> None:
        self._keys = keys
        self._ledger = ledger

    def keep(self, folder: Path) -> None:
        """Write the copy in a folder anew; whoever an earlier one there knows stays known.

        Raises:
            StorageFailure: The disk or the folder does not allow it.
        """
        rows = {row.id: row for row in self._known(folder)} | {row.id: row for row in self._ledger()}
        content = json.dumps([row.to_json() for row in rows.values()]).encode()
        write_sealed(
            self._path(folder), _MAGIC, {}, self._keys.sub_key("backups"), [Member.of_bytes("ledger", content)]
        )

    def beside(self, folder: Path) -> Sequence[LedgerRow]:
        """The erasures that the copy in a folder knows; none where there is no copy.

        Raises:
            Damaged: It was changed or cut off.
            StorageFailure: It cannot be read.
        """
        path = self._path(folder)
        if not path.exists():
            return []
        [content] = [b"".join(pieces) for _, pieces in read_members(path, _MAGIC, self._keys.sub_key("backups"))]
        return [LedgerRow.from_json(row) for row in json.loads(content)]

    def _known(self, folder: Path) -> Sequence[LedgerRow]:
        try:
            return self.beside(folder)
        except (Damaged, InvalidInput):  # it is being mended
            return []

    def _path(self, folder: Path) -> Path:
        return folder / f"{self._keys.workspace_id}.erasures"
