"""``workspace.json``: which workspace a folder is, and the slots that its key is in. It holds no secret.

A checksum tells damage from a wrong passphrase before any key is tried; a seal under a key of the workspace shows
afterwards that nobody edited it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hiring_desktop.core.errors import Damaged, NotFound, StorageFailure
from hiring_desktop.core.model import Json
from hiring_desktop.core.storage.durable import disk_errors
from hiring_desktop.core.trust.slots import canonical

MANIFEST_NAME: Final = "workspace.json"

_FORMAT: Final = "smart-hiring workspace"
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """What ``workspace.json`` says without any key."""

    id: str
    name: str
    created: str
    """ISO 8601, UTC."""
    slots: tuple[Json, ...]
    seal: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """``passphrase``, ``recovery``, ``keyring`` and ``account``, once for each such slot."""
        return tuple(str(slot["kind"]) for slot in self.slots)

    def content(self) -> Json:
        """All that the seal covers."""
        return {
            "format": _FORMAT, "version": _VERSION, "id": self.id, "name": self.name, "created": self.created,
            "slots": list(self.slots),
        }  # fmt: skip

    def render(self) -> bytes:
        """What stands in the file."""
        return json.dumps(self._with_checksum(), indent=2, ensure_ascii=False).encode()

    def _with_checksum(self) -> Json:
        sealed = {**self.content(), "seal": self.seal}
        return {**sealed, "checksum": hashlib.sha256(canonical(sealed)).hexdigest()}

    @staticmethod
    def parse(raw: bytes) -> WorkspaceInfo:
        """The inverse of ``render``.

        Raises:
            Damaged: It is not what was written.
            StorageFailure: It was written by a newer version of the application.
        """
        try:
            data = json.loads(raw)
            if data["format"] == _FORMAT and data["version"] > _VERSION:
                raise StorageFailure(
                    "The workspace was written by a newer version of Smart Hiring. Update the application to open it.",
                    title="Workspace is newer than the application", code="newer_version",
                )  # fmt: skip
            info = WorkspaceInfo(data["id"], data["name"], data["created"], tuple(data["slots"]), data["seal"])
            sound = data == info._with_checksum() and bytes.fromhex(info.id) and all("kind" in s for s in info.slots)
        except (ValueError, KeyError, TypeError) as error:
            raise damaged() from error
        if not sound:
            raise damaged()
        return info


def read_workspace(folder: Path) -> WorkspaceInfo:
    """What a workspace says of itself.

    Raises:
        NotFound: The folder is no workspace.
        Damaged: ``workspace.json`` is not what was written.
        StorageFailure: It cannot be read, or was written by a newer version of the application.
    """
    with disk_errors():
        try:
            raw = (folder / MANIFEST_NAME).read_bytes()
        except FileNotFoundError:
            raise NotFound(f"{folder} is no workspace. Create one there, or choose another folder.") from None
    return WorkspaceInfo.parse(raw)


def damaged() -> Damaged:
    """What to raise for a file that is not what was written."""
    return Damaged(f"{MANIFEST_NAME} of the workspace was changed or damaged. Restore it from the last backup.")
