"""The keys of a workspace, and the slots that keep its master key.

master key (32 random bytes, never stored in the clear)
├── in a slot of workspace.json: wrapped under a passphrase (Argon2id, AES-256-GCM)
├── and in one under a recovery code, which opens the workspace when all else is lost
├── or in one slot for each account: wrapped in the same way under its password
├── or in the keyring of the operating system, under the workspace's id
└── HKDF-SHA256 by purpose: store, attachments, content_address, blind_index, audit, fields, manifest, passwords,
    sign_in, receipts, pseudonyms, demographics, backups

The slots are kept in ``workspace.json`` (``manifest``), except that in the keyring.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hiring_desktop.core.errors import Conflict, InvalidInput, Locked, SignInFailed
from hiring_desktop.core.model import Json, new_id
from hiring_desktop.core.storage.durable import make_folder, write_file
from hiring_desktop.core.trust.keyrings import KeyringPort
from hiring_desktop.core.trust.manifest import MANIFEST_NAME as MANIFEST_NAME
from hiring_desktop.core.trust.manifest import WorkspaceInfo as WorkspaceInfo
from hiring_desktop.core.trust.manifest import damaged
from hiring_desktop.core.trust.manifest import read_workspace as read_workspace
from hiring_desktop.core.trust.recovery_codes import new_code, read_code
from hiring_desktop.core.trust.slots import (
    KEY_BYTES,
    canonical,
    from_text,
    make_slot,
    open_no_slot,
    open_slot,
    same_text,
    secret_of,
    to_text,
)

Purpose = Literal[
    "store", "attachments", "content_address", "blind_index", "audit", "fields", "manifest", "passwords", "sign_in",
    "receipts", "pseudonyms", "demographics", "backups",
]  # fmt: skip

MIN_PASSPHRASE: Final = 12
"""Characters."""


class WorkspaceKeys:
    """The opened keys of one workspace. ``forget`` drops them; whoever needs one afterwards gets ``Locked``."""

    def __init__(self, workspace_id: str, name: str, master: bytes) -> None:
        self.workspace_id = workspace_id
        self.name = name
        self._master = bytearray(master)
        self._sub_keys: dict[Purpose, bytes] = {}

    def __repr__(self) -> str:
        return f"WorkspaceKeys({self.workspace_id})"

    def sub_key(self, purpose: Purpose) -> bytes:
        """The 32-byte key for a purpose; always the same for one workspace, and unrelated to the others.

        Raises:
            Locked: The keys were forgotten.
        """
        if not self._master:
            raise Locked("The workspace is locked. Unlock it to go on.")
        if purpose not in self._sub_keys:
            info = f"smart-hiring key 1 {purpose}".encode()
            derivation = HKDF(hashes.SHA256(), KEY_BYTES, bytes.fromhex(self.workspace_id), info)
            self._sub_keys[purpose] = derivation.derive(bytes(self._master))
        return self._sub_keys[purpose]

    def blind_index(self, value: str) -> str:
        """A keyed hash by which a value is found without being stored: 64 hexadecimal digits.

        Values that differ only in case, in outer white space or in Unicode form are the same.

        Raises:
            Locked: The keys were forgotten.
        """
        return hmac.digest(self.sub_key("blind_index"), same_text(value), "sha256").hex()

    def forget(self) -> None:
        """Drop all keys from memory, as far as Python lets go of them."""
        self._master[:] = bytes(len(self._master))
        self._master.clear()
        self._sub_keys.clear()


def ephemeral_keys(name: str = "Demo") -> WorkspaceKeys:
    """Keys of a throw-away workspace: kept nowhere, so that its data is lost for good with the process."""
    return WorkspaceKeys(new_id(), name, os.urandom(KEY_BYTES))


def _write(folder: Path, info: WorkspaceInfo, keys: WorkspaceKeys) -> None:
    write_file(folder / MANIFEST_NAME, [replace(info, seal=_seal(info, keys)).render()])


def _seal(info: WorkspaceInfo, keys: WorkspaceKeys) -> str:
    return hmac.digest(keys.sub_key("manifest"), canonical(info.content()), "sha256").hex()


# ------------------------------------------------------------------ making and opening
def create_workspace_keys(
    folder: Path, name: str, *, passphrase: str | None, keyring: KeyringPort | None, created: datetime | None = None
) -> WorkspaceKeys:
    """Make a folder a workspace with a fresh master key, kept by the slots given.

    Args:
        folder: Made if absent.
        name: What people call the workspace.
        passphrase: Opens it anywhere; at least 12 characters. None for no such slot.
        keyring: Opens it for this user of this machine without a question. None for no such slot.
        created: The present, aware; None reads the system's clock.

    Raises:
        InvalidInput: There is neither passphrase nor keyring, or the passphrase is too short.
        Conflict: The folder is a workspace already.
        Locked: The keyring refused.
        StorageFailure: The folder cannot be written to.
    """
    if passphrase is None and keyring is None:
        raise InvalidInput("This machine has no keyring to trust: give a passphrase for the workspace.")
    secret = None if passphrase is None else _checked(passphrase)
    make_folder(folder)
    if (folder / MANIFEST_NAME).exists():
        raise Conflict(f"{folder} is a workspace already. Open it, or choose another folder.")
    keys = WorkspaceKeys(new_id(), name, os.urandom(KEY_BYTES))
    slots: list[Json] = []
    if keyring is not None:
        keyring.store(keys.workspace_id, to_text(keys._master))
        slots.append({"kind": "keyring"})
    if secret is not None:
        slots.append(_slot(keys, secret, {"kind": "passphrase"}))
    moment = (created or datetime.now(UTC)).astimezone(UTC)
    _write(folder, WorkspaceInfo(keys.workspace_id, name, moment.isoformat(timespec="seconds"), tuple(slots)), keys)
    return keys


def unlock(
    folder: Path, *, passphrase: str | None = None, recovery_code: str | None = None, keyring: KeyringPort | None = None
) -> WorkspaceKeys:
    """Open a workspace: see ``open_keys``.

    Raises:
        NotFound: The folder is no workspace.
        StorageFailure: It cannot be read, or was written by a newer version of the application.
    """
    return open_keys(read_workspace(folder), passphrase=passphrase, recovery_code=recovery_code, keyring=keyring)


def open_keys(
    info: WorkspaceInfo, *, passphrase: str | None = None, recovery_code: str | None = None,
    keyring: KeyringPort | None = None,
) -> WorkspaceKeys:  # fmt: skip
    """The keys of a workspace, from its slots.

    The recovery code or the passphrase is used when one is given and there is a slot for it, else the keyring.

    Raises:
        Locked: The passphrase or code is not the workspace's, or no way is open; says what to give.
        InvalidInput: That is no recovery code.
        Damaged: ``workspace.json`` was changed or damaged.
    """
    if recovery_code is not None:
        master = _from_slot(info, "recovery", secret_of(read_code(recovery_code)))
        if master is None:
            raise Locked("The recovery code is not that of this workspace. A new code makes older ones invalid.")
    elif passphrase is not None and "passphrase" in info.kinds:
        master = _from_slot(info, "passphrase", secret_of(passphrase))
        if master is None:
            raise Locked("The passphrase is wrong. Try again.")
    else:
        master = _from_keyring(info, keyring)
    return _checked_keys(info, master)


def make_recovery_code(folder: Path, keys: WorkspaceKeys) -> str:
    """Let a fresh code open the workspace, and no older one; it is shown once and kept nowhere.

    Raises:
        InvalidInput: The keys are another workspace's.
        Locked: The keys were forgotten.
    """
    info = _own_workspace(folder, keys)
    code = new_code()
    slot = _slot(keys, secret_of(read_code(code)), {"kind": "recovery"})
    others = tuple(slot for slot in info.slots if slot["kind"] != "recovery")
    _write(folder, replace(info, slots=(*others, slot)), keys)
    return code


def change_passphrase(folder: Path, keys: WorkspaceKeys, new: str) -> None:
    """Wrap the master key under a new passphrase; the old one opens nothing any more. Other slots and all data stay.

    Args:
        folder: The workspace's folder.
        keys: Its opened keys.
        new: At least 12 characters.

    Raises:
        InvalidInput: The passphrase is too short, or the keys are another workspace's.
        Locked: The keys were forgotten.
    """
    secret = _checked(new)
    info = _own_workspace(folder, keys)
    others = tuple(slot for slot in info.slots if slot["kind"] != "passphrase")
    _write(folder, replace(info, slots=(*others, _slot(keys, secret, {"kind": "passphrase"}))), keys)


def _checked(passphrase: str) -> bytes:
    if len(unicodedata.normalize("NFKC", passphrase)) < MIN_PASSPHRASE:
        raise InvalidInput(f"The passphrase is too short: take {MIN_PASSPHRASE} characters or more, a few words say.")
    return secret_of(passphrase)


def _slot(keys: WorkspaceKeys, secret: bytes, head: Json) -> Json:
    keys.sub_key("manifest")  # raises Locked when there is no master key any more
    return make_slot(keys.workspace_id, bytes(keys._master), secret, head)


def _from_slot(info: WorkspaceInfo, kind: str, secret: bytes) -> bytes | None:
    """The master key from the one slot of a kind; None if there is none or the secret is another."""
    slot = next((slot for slot in info.slots if slot["kind"] == kind), None)
    return None if slot is None else _opened(info, slot, secret)


def _opened(info: WorkspaceInfo, slot: Json, secret: bytes) -> bytes | None:
    try:
        return open_slot(info.id, slot, secret)
    except ValueError as error:
        raise damaged() from error


def _own_workspace(folder: Path, keys: WorkspaceKeys) -> WorkspaceInfo:
    info = read_workspace(folder)
    if info.id != keys.workspace_id:
        raise InvalidInput("These keys belong to another workspace.")
    return info


def _checked_keys(info: WorkspaceInfo, master: bytes) -> WorkspaceKeys:
    keys = WorkspaceKeys(info.id, info.name, master)
    if not hmac.compare_digest(_seal(info, keys), info.seal):
        raise damaged()
    return keys


def _from_keyring(info: WorkspaceInfo, keyring: KeyringPort | None) -> bytes:
    if "keyring" not in info.kinds and "account" in info.kinds:
        raise Locked("The workspace has accounts: sign in with the e-mail address and password of yours.")
    if "keyring" not in info.kinds:
        raise Locked("The workspace is opened with a passphrase: give it.")
    if keyring is None:
        hint = "Give its passphrase." if "passphrase" in info.kinds else "Open it on the machine that it was made on."
        raise Locked(f"The key of the workspace is in a keyring that is not available here. {hint}")
    stored = keyring.load(info.id)
    if stored is None:
        hint = "Give its passphrase." if "passphrase" in info.kinds else "Sign in as the user who made it."
        raise Locked(f"The keyring of this user holds no key for the workspace. {hint}")
    try:
        master = from_text(stored)
    except ValueError as error:
        raise Locked("The keyring's entry for the workspace is no key. Restore it, or give the passphrase.") from error
    if len(master) != KEY_BYTES:
        raise Locked("The keyring's entry for the workspace is no key. Restore it, or give the passphrase.")
    return master


# ------------------------------------------------------------------ a slot for each account
def account_slot(keys: WorkspaceKeys, account_id: str, email: str, password: str) -> Json:
    """The master key wrapped under the password of an account; takes a fifth of a second and writes nothing.

    The slot names the account by its id alone. Eight bits of a hash of the e-mail address spare whoever signs in the
    trying of all slots, and are too few to tell who has an account.

    Raises:
        Locked: The keys were forgotten.
    """
    head = {"kind": "account", "account": account_id, "hint": account_hint(keys.workspace_id, email)}
    return _slot(keys, _account_secret(email, password), head)


def account_hint(workspace_id: str, email: str) -> str:
    """Eight bits of a hash of an e-mail address, as two hexadecimal digits."""
    return hashlib.sha256(f"smart-hiring account {workspace_id} ".encode() + same_text(email)).hexdigest()[:2]


def set_account_slots(folder: Path, keys: WorkspaceKeys, slots: Sequence[Json]) -> None:
    """Let exactly these accounts open the workspace, each with its slot; other kinds of slots stay.

    Raises:
        InvalidInput: The keys are another workspace's.
        Locked: The keys were forgotten.
    """
    info = _own_workspace(folder, keys)
    wanted = (*(slot for slot in info.slots if slot["kind"] != "account"), *slots)
    if wanted != info.slots:
        _write(folder, replace(info, slots=wanted), keys)


def drop_keyring_slot(folder: Path, keys: WorkspaceKeys, keyring: KeyringPort | None) -> None:
    """Open the workspace from the keyring no longer, once another slot opens it; nothing happens if there was none.

    Args:
        folder: The workspace's folder.
        keys: Its opened keys.
        keyring: The keyring, from which the key is taken as well. None where there is none: a workspace that came
            from another machine left its entry there.

    Raises:
        Conflict: No other slot would be left.
        InvalidInput: The keys are another workspace's.
        Locked: The keyring refuses, or the keys were forgotten.
    """
    info = _own_workspace(folder, keys)
    others = tuple(slot for slot in info.slots if slot["kind"] != "keyring")
    if others == info.slots:
        return
    if not others:
        raise Conflict("Nothing but the keyring opens this workspace. Give it a passphrase or an account first.")
    if keyring is not None:
        keyring.remove(info.id)
    _write(folder, replace(info, slots=others), keys)


def unlock_account(folder: Path, email: str, password: str) -> WorkspaceKeys:
    """Open a workspace with the password of one of its accounts. Who it is, is then proved to ``SignIn``.

    Raises:
        NotFound: The folder is no workspace.
        SignInFailed: No account has this address and password.
        Damaged: ``workspace.json`` was changed or damaged.
        StorageFailure: It cannot be read, or was written by a newer version of the application.
    """
    return open_account_keys(read_workspace(folder), email, password)


def open_account_keys(info: WorkspaceInfo, email: str, password: str) -> WorkspaceKeys:
    """The keys of a workspace, from the slot of an account.

    Raises:
        SignInFailed: No account has this address and password.
        Damaged: ``workspace.json`` was changed or damaged.
    """
    hint, secret = account_hint(info.id, email), _account_secret(email, password)
    slots = [slot for slot in info.slots if slot["kind"] == "account" and slot.get("hint") == hint]
    for slot in slots:
        master = _opened(info, slot, secret)
        if master is not None:
            return _checked_keys(info, master)
    if not slots:  # an address without an account takes as long
        open_no_slot(secret)
    raise SignInFailed


def _account_secret(email: str, password: str) -> bytes:
    """What a slot is wrapped under: the address is part of it, so that two people with one password stay two."""
    return secret_of(password) + b"\0" + same_text(email)
