"""The composition root: the one place that knows all packages and builds a ``Workspace`` from them."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hiring_desktop.core.errors import Conflict, Locked, NotFound
from hiring_desktop.core.model import Actor
from hiring_desktop.core.settings import APP_NAME, device_file, resource
from hiring_desktop.core.settings import default_folder as default_folder
from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.storage.backup import extract, filling
from hiring_desktop.core.storage.durable import disk_errors
from hiring_desktop.core.storage.export_file import read_export_manifest
from hiring_desktop.core.storage.schema import SCHEMA_VERSION
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust import keys
from hiring_desktop.core.trust.account_slots import WorkspaceSlots
from hiring_desktop.core.trust.audit.heads import KeyringHeads
from hiring_desktop.core.trust.backup_checks import manifest_of, problems_of
from hiring_desktop.core.trust.devices import this_device
from hiring_desktop.core.trust.exports import export_manifest, fill
from hiring_desktop.core.trust.keyrings import find_keyring
from hiring_desktop.core.trust.privacy.erasure import Erased
from hiring_desktop.core.trust.sign_in import Proof
from hiring_desktop.core.trust.unlocking import AccountUnlock
from hiring_desktop.core.workspace import OWNER, Identity, Session, Workspace
from hiring_desktop.ml.index_worker import IndexWorker
from hiring_desktop.ml.reader import PooledReader

_STORE = "store.db"
_ATTACHMENTS = "attachments"


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """The present."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Workers:
    """The worker processes of a call that needs no workspace."""

    reader: PooledReader
    ranker: IndexWorker


@contextmanager
def workers() -> Iterator[Workers]:
    """Worker processes for reading and ranking, ended with the block. They start when first needed."""
    reader, ranker = PooledReader(), IndexWorker()
    try:
        yield Workers(reader, ranker)
    finally:
        reader.close()
        ranker.close()


def workspace_exists(folder: Path) -> bool:
    """Whether the folder holds a workspace."""
    return (folder / keys.MANIFEST_NAME).is_file()


def ways_in(folder: Path) -> frozenset[str]:
    """What opens the workspace in the folder: ``keyring``, ``passphrase``, ``recovery``, ``account``; empty for none.

    Raises:
        Damaged: Its ``workspace.json`` is not what was written.
        StorageFailure: It cannot be read, or was written by a newer version of the application.
    """
    return frozenset(keys.read_workspace(folder).kinds) if workspace_exists(folder) else frozenset()


def keyring_available() -> bool:
    """Whether the system has a keyring that is safe to keep the key in."""
    return find_keyring() is not None


def create_workspace(
    folder: Path, name: str, *, passphrase: str | None = None, use_keyring: bool = False, source: str = "desktop"
) -> Workspace:
    """Make a workspace in an empty or absent folder and open it.

    Raises:
        Conflict: The folder holds a workspace, or other files.
        InvalidInput: The passphrase is too weak, or neither it nor the keyring was chosen.
        StorageFailure: The folder cannot be written.
    """
    if workspace_exists(folder):
        raise Conflict(f"{folder} holds a workspace already. Open it, or choose another folder.")
    if folder.exists() and not folder.is_dir():
        raise Conflict(f"{folder} is a file. Choose a folder for the workspace.")
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty. Choose an empty folder for the workspace.")
    ring = find_keyring() if use_keyring else None
    key_ring = keys.create_workspace_keys(
        folder, name, passphrase=passphrase, keyring=ring, created=SystemClock().now()
    )
    store = SqliteStore.create(folder / _STORE, key_ring.sub_key("store"))
    return _assemble(folder, key_ring, store, source)


def open_workspace(
    folder: Path, *, passphrase: str | None = None, recovery_code: str | None = None, source: str = "desktop"
) -> Workspace:
    """Open the workspace in a folder as its owner.

    Raises:
        NotFound: There is none.
        Locked: The passphrase is missing or wrong, or the recovery code is; or it has accounts, and was to be opened
            by the keyring.
        Damaged: Its files fail their checks.
    """
    _check_exists(folder)
    ways = ways_in(folder)
    by_keyring = recovery_code is None and (passphrase is None or "passphrase" not in ways)
    workspace = _opened(folder, _unlock(folder, passphrase, recovery_code), source)
    try:
        if "account" in ways:
            _settle_accounts(workspace, by_keyring=by_keyring)
        workspace.entrance.enter_as_owner(workspace.owner)
    except BaseException:
        workspace.close()
        raise
    return workspace


def sign_in(folder: Path, email: str, proof: Proof, *, source: str = "desktop") -> Session:
    """Open the workspace in a folder with one of its accounts.

    Args:
        folder: Where it is.
        email: The address of the account.
        proof: The password, and what else is asked for.
        source: For the trail.

    Raises:
        NotFound: There is no workspace.
        SignInFailed: Something of it is not right, or the account is disabled.
        SecondFactorDue: The password was right; a code is needed besides.
        PasswordChangeDue: All is right, but a new password is needed.
        TooManyAttempts: No attempt is allowed yet; says when.
        Damaged: Its files fail their checks.
    """
    _check_exists(folder)
    device = this_device(device_file())
    unlocked = AccountUnlock(folder, SystemClock()).unlock(email, proof.password)
    workspace = _opened(folder, unlocked.keys, source)
    try:
        workspace.accounts.mend_slots()
        workspace.entrance.note_failed_openings(unlocked.failures)
        actor = workspace.entrance.sign_in_here(email, proof, device)
    except BaseException:
        workspace.close()
        raise
    return Session(workspace, actor)


def demo_workspace(source: str = "desktop") -> Workspace:
    """A throw-away workspace with the sample jobs, and the sample resumes queued for each; gone when the program ends.

    Its key is made now and kept nowhere.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{APP_NAME}-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    key_ring = keys.ephemeral_keys("Demo")
    workspace = _assemble(folder, key_ring, SqliteStore.create(folder / _STORE, key_ring.sub_key("store")), source)
    resumes = resource("samples", "resumes")
    for ad in sorted(resource("samples", "jobs").iterdir()):
        job = workspace.jobs.add(workspace.owner, workspace.jobs.read_file(ad.read_bytes(), ad.name))
        workspace.intake.accept(workspace.owner, job.id, [resumes])
    return workspace


def restore_workspace(
    backup: Path, folder: Path, *, passphrase: str | None = None, recovery_code: str | None = None,
    email: str | None = None, source: str = "desktop",
) -> list[Erased]:  # fmt: skip
    """Make a folder the workspace that a backup holds; nothing of it is there before all of it is.

    Args:
        backup: The file. Erasures that are known where it lies are done again.
        folder: Empty or absent.
        passphrase: Of the workspace when the backup was made; without it, or the code, the keyring is asked.
        recovery_code: Instead of the passphrase.
        email: Of an account, whose password the passphrase then is.
        source: For the trail.

    Returns:
        Who was erased again.

    Raises:
        InvalidInput: That is no backup.
        Locked: The passphrase or the code is not the backup's.
        Conflict: The folder is not empty.
        Damaged: The backup was changed or cut off.
        StorageFailure: The disk does not allow it.
    """
    key_ring = _keys_of(manifest_of(backup), passphrase, recovery_code, email)
    with filling(folder) as made:
        extract(backup, key_ring.sub_key("backups"), made)
        workspace = _assemble(made, key_ring, SqliteStore.open(made / _STORE, key_ring.sub_key("store")), source)
        try:
            return workspace.settle_restored(workspace.owner, backup)
        finally:
            workspace.close()


def import_workspace(
    export: Path, folder: Path, *, passphrase: str | None = None, recovery_code: str | None = None,
    email: str | None = None, source: str = "desktop",
) -> list[Erased]:  # fmt: skip
    """Make a folder the workspace that was exported; nothing of it is there before all of it is, and is checked.

    Arguments and answer are those of ``restore_workspace``.

    Raises:
        InvalidInput: That is no export.
        Conflict: The folder is not empty.
        Locked: The passphrase or the code is not the export's.
        Damaged: The export was changed or cut off.
        StorageFailure: The disk does not allow it, or a newer version of the application wrote the export.
        UnsupportedOperation: An older version wrote it.
    """
    key_ring = _keys_of(export_manifest(export), passphrase, recovery_code, email)
    with filling(folder) as made:
        with disk_errors():
            (made / keys.MANIFEST_NAME).write_bytes(read_export_manifest(export))
        store = SqliteStore.create(made / _STORE, key_ring.sub_key("store"))
        try:
            fill(export, key_ring, store, _attachments(made, key_ring))
        except BaseException:
            store.close()
            raise
        workspace = _assemble(made, key_ring, store, source)
        try:
            return workspace.settle_imported(workspace.owner, export)
        finally:
            workspace.close()


def verify_backup(
    backup: Path, *, passphrase: str | None = None, recovery_code: str | None = None, email: str | None = None
) -> list[str]:
    """Everything that is wrong with a backup, one sentence each, where its workspace is not at hand.

    Raises:
        InvalidInput: That is no backup.
        Locked: The passphrase or the code is not the backup's.
    """
    key_ring = _keys_of(manifest_of(backup), passphrase, recovery_code, email)
    store_key = key_ring.sub_key("store")
    return list(problems_of(backup, key_ring, lambda folder: SqliteStore.open(folder / _STORE, store_key)))


def run_window(folder: Path, *, demo: bool = False) -> int:
    """Open the window on the workspace in a folder; returns the exit code of the program."""
    from hiring_desktop.ui.app import run_window as show  # the command line must run where there is no Qt library

    return show(DesktopLauncher(folder), demo=demo)


@dataclass(frozen=True, slots=True)
class DesktopLauncher:
    """What the window may ask for before there is a workspace (``ui.launcher.Launcher``)."""

    folder: Path

    def ways_in(self) -> frozenset[str]:
        """What opens the workspace in the folder; empty where there is none."""
        if {"keyring", "account"} <= ways_in(self.folder):
            # Making the first account was cut off. Opening finds out whether there is one, and puts the ways right.
            with suppress(Locked):
                self.open().workspace.close()
        return ways_in(self.folder)

    def keyring_available(self) -> bool:
        """Whether the key can be kept in the system's keyring."""
        return keyring_available()

    def open(self, passphrase: str | None = None, recovery_code: str | None = None) -> Session:
        """Open the workspace as its owner; without a passphrase or code by the keyring."""
        return _as_owner(open_workspace(self.folder, passphrase=passphrase, recovery_code=recovery_code))

    def sign_in(self, email: str, proof: Proof) -> Session:
        """Open the workspace with an account."""
        return sign_in(self.folder, email, proof)

    def create(self, name: str, passphrase: str | None) -> Session:
        """Make the workspace; without a passphrase its key goes to the keyring."""
        return _as_owner(create_workspace(self.folder, name, passphrase=passphrase, use_keyring=passphrase is None))

    def demo(self) -> Session:
        """A throw-away workspace with samples."""
        return _as_owner(demo_workspace())


def _settle_accounts(workspace: Workspace, *, by_keyring: bool) -> None:
    """Put right what a crash left, and let the keyring of one user not open what has accounts."""
    workspace.accounts.mend_slots()
    if by_keyring and workspace.entrance.is_needed():
        # Making the first account was cut off before its last step, which has now been taken.
        raise Locked("The workspace has accounts: sign in with the e-mail address and password of yours.")


def _as_owner(workspace: Workspace) -> Session:
    return Session(workspace, workspace.owner)


def _opened(folder: Path, key_ring: keys.WorkspaceKeys, source: str) -> Workspace:
    if not (folder / _STORE).exists() and not (folder / _ATTACHMENTS).exists():
        # Making the workspace was cut off after its keys: nothing was ever in it.
        SqliteStore.create(folder / _STORE, key_ring.sub_key("store")).close()
    return _assemble(folder, key_ring, SqliteStore.open(folder / _STORE, key_ring.sub_key("store")), source)


def _unlock(folder: Path, passphrase: str | None, recovery_code: str | None = None) -> keys.WorkspaceKeys:
    # Looking for a keyring takes a while and may ask its owner: not where the passphrase opens the workspace.
    typed = recovery_code is not None or (
        passphrase is not None and "passphrase" in keys.read_workspace(folder).kinds
    )  # fmt: skip
    ring = None if typed else find_keyring()
    return keys.unlock(folder, passphrase=passphrase, recovery_code=recovery_code, keyring=ring)


def _keys_of(
    info: keys.WorkspaceInfo, passphrase: str | None, recovery_code: str | None, email: str | None
) -> keys.WorkspaceKeys:
    if email is not None and passphrase is not None and recovery_code is None:
        return keys.open_account_keys(info, email, passphrase)
    ring = find_keyring() if passphrase is None and recovery_code is None else None
    return keys.open_keys(info, passphrase=passphrase, recovery_code=recovery_code, keyring=ring)


def _check_exists(folder: Path) -> None:
    if not workspace_exists(folder):
        raise NotFound(
            f"There is no workspace in {folder}. Make one with `hiring-desktop workspace init`, or give --workspace.",
            title="No workspace",
        )


def _assemble(folder: Path, key_ring: keys.WorkspaceKeys, store: SqliteStore, source: str) -> Workspace:
    attachments = _attachments(folder, key_ring)
    identity = Identity(key_ring.workspace_id, key_ring.name, folder, SCHEMA_VERSION)
    owner = Actor(OWNER.id, OWNER.role, source)
    ways = ways_in(folder)  # none for one that is thrown away
    return Workspace(
        identity, store, attachments, PooledReader(), IndexWorker(), SystemClock(), key_ring, owner,
        head_keepers=_keyring_heads(key_ring) if "keyring" in ways else (),
        slots=WorkspaceSlots(folder, key_ring, find_keyring) if ways else None,
    )  # fmt: skip


def _attachments(folder: Path, key_ring: keys.WorkspaceKeys) -> EncryptedAttachments:
    return EncryptedAttachments(
        folder / _ATTACHMENTS, key_ring.sub_key("attachments"), key_ring.sub_key("content_address")
    )


def _keyring_heads(key_ring: keys.WorkspaceKeys) -> tuple[KeyringHeads, ...]:
    """A second place for the heads of the trail, where the master key itself is in the keyring of this user."""
    ring = find_keyring()
    return () if ring is None else (KeyringHeads(ring, key_ring.workspace_id, lambda: key_ring.sub_key("audit")),)
