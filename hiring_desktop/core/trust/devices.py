"""How this machine is known again by the accounts that signed in on it: a random id, kept for its user alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from hiring_desktop.core.storage.durable import disk_errors, make_folder, replacing
from hiring_desktop.core.trust.lockout import Device, new_device_id

LOCAL: Final = "local"
"""The address of somebody who sits at the machine."""


def this_device(file: Path) -> Device:
    """The device that this user of this machine signs in from.

    Args:
        file: Where its id is kept, outside of any workspace; made if absent, readable by its user alone.

    Raises:
        StorageFailure: The file cannot be read or made.
        InvalidInput: Somebody made it too short to be a secret; it may be deleted.
    """
    with disk_errors():
        if file.exists():
            return Device(LOCAL, file.read_text("utf-8").strip())
    fresh = new_device_id()
    make_folder(file.parent)
    with replacing(file) as temporary:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(fresh)
    return Device(LOCAL, fresh)
