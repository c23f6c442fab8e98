"""Which accounts open the workspace: the slots of ``workspace.json`` as a projection of the stored accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from hiring_desktop.core.model import Json
from hiring_desktop.core.trust import keys
from hiring_desktop.core.trust.keyrings import KeyringPort


class AccountSlots(Protocol):
    """Keeps the master key for the accounts."""

    def make(self, account_id: str, email: str, password: str) -> Json:
        """A slot for an account, not yet kept; slow on purpose. Raises ``Locked`` when the keys were forgotten."""
        ...

    def keep(self, slots: Sequence[Json]) -> None:
        """Let exactly these open the workspace, durable on return. Raises ``StorageFailure``."""
        ...

    def end_single_user(self) -> None:
        """Let nobody open the workspace any more without an account or the passphrase. Raises ``Locked``."""
        ...


class WorkspaceSlots:
    """See ``AccountSlots``: those of a workspace in a folder.

    Args:
        folder: The workspace's folder.
        keys: Its opened keys.
        find_keyring: Looks for the keyring of this user: until the first account it may open the workspace.
    """

    def __init__(self, folder: Path, keys: keys.WorkspaceKeys, find_keyring: Callable[[], KeyringPort | None]) -> None:
        self._folder = folder
        self._keys = keys
        self._find_keyring = find_keyring

    def make(self, account_id: str, email: str, password: str) -> Json:
        """See ``AccountSlots``."""
        return keys.account_slot(self._keys, account_id, email, password)

    def keep(self, slots: Sequence[Json]) -> None:
        """See ``AccountSlots``."""
        keys.set_account_slots(self._folder, self._keys, slots)

    def end_single_user(self) -> None:
        """See ``AccountSlots``."""
        if "keyring" in keys.read_workspace(self._folder).kinds:
            keys.drop_keyring_slot(self._folder, self._keys, self._find_keyring())


class NoSlots:
    """See ``AccountSlots``: for a workspace whose key accounts do not keep, such as a throw-away one."""

    def make(self, account_id: str, email: str, password: str) -> Json:  # noqa: ARG002 - the names of the port
        """See ``AccountSlots``."""
        return {}

    def keep(self, slots: Sequence[Json]) -> None:
        """See ``AccountSlots``."""

    def end_single_user(self) -> None:
        """See ``AccountSlots``."""
