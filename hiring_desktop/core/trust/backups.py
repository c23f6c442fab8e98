"""Backups: made while the workspace is in use, kept in rotation, verified down to every document, restored.

Beside the backups lies a sealed copy of the erasure ledger (``<workspace>.erasures``), written with every backup and
after every erasure: an older backup still has those who were erased since, and a restore has to know them.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from hiring_desktop.core.changes.door import Door, Event
from hiring_desktop.core.errors import Conflict, Damaged, HiringError, InvalidInput, NotFound, StorageFailure
from hiring_desktop.core.model import Actor, Changes, Json
from hiring_desktop.core.ports import Clock, Store
from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.storage.backup import (
    SUFFIX,
    BackupHeader,
    extract,
    read_backup_header,
    remove_abandoned,
    write_backup,
)
from hiring_desktop.core.storage.durable import disk_errors, make_folder
from hiring_desktop.core.storage.rotation import DEFAULT, Keep, kept
from hiring_desktop.core.storage.sealed_file import Member, read_members, write_sealed
from hiring_desktop.core.trust.audit.heads import FILE_NAME
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.manifest import MANIFEST_NAME, WorkspaceInfo, read_workspace
from hiring_desktop.core.trust.privacy.erasure import LedgerRow

_log = logging.getLogger(__name__)

EVERY: Final = timedelta(days=1)
"""How often a scheduled backup is due."""

STORE_FILE: Final = "store.db"
ATTACHMENTS: Final = "attachments"
_PORTABLE: Final = frozenset({"passphrase", "recovery", "account"})
"""Slots that open a backup on any machine."""
_SETTINGS: Final = "backups"
_LEDGER_MAGIC: Final = b"SHel"
_STAMP: Final = "%Y%m%dT%H%M%SZ"


class StoredAttachments(Protocol):
    """Attachments that can be copied as they are stored."""

    def addresses(self) -> list[str]:
        """All that is stored, sorted."""
        ...

    def sealed(self, address: str) -> bytes:
        """The bytes as stored. Raises ``NotFound`` or ``Damaged``."""
        ...


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that lies in a file. ``problems`` are what could not be copied, one sentence each."""

    path: Path
    created: datetime
    size: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """Where backups are made by themselves, once a day, and how many are kept; no folder for none."""

    folder: Path | None = None
    keep: Keep = DEFAULT


class Backups:
    """The use cases about backups.

    Args:
        store: The store.
        door: The door.
        attachments: The files.
        keys: The workspace's keys.
        clock: The clock.
        folder: The workspace's folder.
        ledger: All erasures there were.
    """

    def __init__(
        self, store: Store, door: Door, attachments: StoredAttachments, keys: WorkspaceKeys, clock: Clock, folder: Path,
        ledger: Callable[[], Sequence[LedgerRow]],
    ) -> None:  # fmt: skip
        self._store = store
        self._door = door
        self._attachments = attachments
        self._keys = keys
        self._clock = clock
        self._folder = folder
        self._ledger = ledger
        door.subscribe(self._follow)

    # -------------------------------------------------------------- making
    def create(self, actor: Actor, target: Path) -> Backup:
        """Write everything to one file; others go on working meanwhile.

        Args:
            actor: Who does it.
            target: The file, or a folder in which it gets a name of its own.

        Raises:
            Conflict: Nothing but this machine's keyring would open the backup.
            StorageFailure: The disk or the folder does not allow it; an older file of the name is still there.
        """
        self._door.allow(actor, "backup.create", "workspace")
        try:
            made = self._write(target)
        except HiringError:
            self._door.note(Event(actor, "backup.create", "workspace", outcome="failed"))
            raise
        detail = {"bytes": made.size, "problems": len(made.problems)}
        with self._door.change(actor, "backup.create", "workspace", always=True, detail=detail):
            pass
        return made

    def run(self, actor: Actor) -> Backup:
        """Make the backup that is scheduled, then delete those that need not be kept any more.

        Raises:
            InvalidInput: None is scheduled.
            Conflict, StorageFailure: As for ``create``; nothing was deleted.
        """
        self._door.allow(actor, "backup.create", "workspace")
        schedule = self._schedule()
        if schedule.folder is None:
            raise InvalidInput("No folder for backups is set. Choose one in the settings.")
        if not schedule.folder.is_dir():
            raise StorageFailure(f"The folder for backups ({schedule.folder}) is not there. Is its disk plugged in?")
        made = self.create(actor, schedule.folder)
        if not made.problems:
            self._rotate(schedule)
        return made

    def due(self) -> bool:
        """Whether ``run`` ought to be called: a folder is set, and its newest backup is a day old."""
        folder = self._schedule().folder
        if folder is None:
            return False
        newest = max((backup.created for backup in self._found(folder)), default=None)
        return newest is None or self._clock.now() - newest >= EVERY

    # -------------------------------------------------------------- the schedule
    def schedule(self, actor: Actor) -> Schedule:
        """Where backups are made by themselves."""
        self._door.allow(actor, "backup.schedule", "settings", _SETTINGS)
        return self._schedule()

    def set_schedule(self, actor: Actor, schedule: Schedule) -> Changes:
        """Make backups by themselves from now on, or no longer.

        Raises:
            InvalidInput: The folder is in the workspace's own, or nothing would be kept.
            StorageFailure: It cannot be made.
        """
        keep = schedule.keep
        if min(keep.daily, keep.weekly, keep.monthly) < 0:
            raise InvalidInput("The numbers of backups to keep are 0 or more.")
        if schedule.folder is not None:
            folder = schedule.folder.absolute()
            if folder.is_relative_to(self._folder.absolute()):
                raise InvalidInput("Choose a folder outside of the workspace's own, better still on another disk.")
            make_folder(folder)
        values: Json = {
            "folder": str(folder) if schedule.folder is not None else None, "daily": keep.daily,
            "weekly": keep.weekly, "monthly": keep.monthly,
        }  # fmt: skip
        with self._door.change(actor, "backup.schedule", "settings", _SETTINGS, undo="backup settings") as change:
            change.put("settings", _SETTINGS, values)
        return change.result

    def copies(self, actor: Actor) -> Sequence[Backup]:
        """The backups in the folder that is set, newest first."""
        self._door.allow(actor, "backup.verify", "workspace")
        folder = self._schedule().folder
        found = self._found(folder) if folder is not None else []
        return sorted(found, key=lambda backup: backup.created, reverse=True)

    # -------------------------------------------------------------- looking after
    def verify(self, actor: Actor, path: Path) -> Sequence[str]:
        """Everything that is wrong with a backup of this workspace, one sentence each; empty when sound.

        It is laid out in a temporary folder for that, as encrypted as the workspace.

        Raises:
            InvalidInput: That is no backup.
        """
        self._door.allow(actor, "backup.verify", "workspace")
        problems = problems_of(path, self._keys, self._store.open_snapshot)
        self._door.note(Event(actor, "backup.verify", "workspace", detail={"problems": len(problems)}))
        return problems

    def note_restored(self, actor: Actor, path: Path) -> Sequence[LedgerRow]:
        """Write down that this workspace came from a backup; returns the erasures known where that lies."""
        header = read_backup_header(path)
        detail = {"made": header.created.isoformat(timespec="seconds")}
        with self._door.change(actor, "backup.restore", "workspace", always=True, detail=detail):
            return self._ledger_beside(path.parent)

    # -------------------------------------------------------------- inside
    def _write(self, target: Path) -> Backup:
        info = read_workspace(self._folder)
        if _PORTABLE.isdisjoint(info.kinds):
            raise Conflict(
                "Only this machine's keyring would open the backup. Make a recovery code or set a passphrase first."
            )
        now = self._clock.now().astimezone(UTC)
        path = target / f"{_slug(info.name)}-{now:{_STAMP}}{SUFFIX}" if target.is_dir() else target
        problems: list[str] = []
        with self._snapshot() as snapshot:
            header = BackupHeader(info.id, now, (self._folder / MANIFEST_NAME).read_bytes())
            write_backup(path, header, self._keys.sub_key("backups"), self._members(snapshot, problems))
        self._keep_ledger(path.parent)
        return Backup(path, now, path.stat().st_size, tuple(problems))

    @contextmanager
    def _snapshot(self) -> Iterator[Path]:
        """A copy of the store, beside the workspace's files, for as long as it is being written into a backup."""
        run = self._folder / "run"
        make_folder(run)
        remove_abandoned(run, "snapshot-*")
        with disk_errors():
            folder = Path(tempfile.mkdtemp(prefix="snapshot-", dir=run))
        try:
            # The heads first: entries of the trail that are newer than them do no harm.
            if (self._folder / FILE_NAME).exists():
                with disk_errors():
                    shutil.copyfile(self._folder / FILE_NAME, folder / FILE_NAME)
            self._store.snapshot(folder)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _members(self, snapshot: Path, problems: list[str]) -> Iterator[Member]:
        for path in sorted(snapshot.iterdir()):
            yield Member.of_file(path.name, path)
        for address in self._attachments.addresses():
            try:
                data = self._attachments.sealed(address)
            except NotFound:
                continue  # erased since: the snapshot is older than that, and the ledger knows
            except HiringError as error:
                problems.append(f"Attachment {address}: {error.message}")
            else:
                yield Member.of_bytes(f"{ATTACHMENTS}/{EncryptedAttachments.place(address)}", data)

    def _rotate(self, schedule: Schedule) -> None:
        if schedule.folder is None:
            return
        found = self._found(schedule.folder)
        wanted = kept([backup.created for backup in found], schedule.keep)
        for backup in found:
            if backup.created not in wanted:
                with disk_errors():
                    backup.path.unlink(missing_ok=True)

    def _found(self, folder: Path) -> Sequence[Backup]:
        """The backups of this workspace in a folder; what is none, or is damaged at its head, is left alone."""
        found: list[Backup] = []
        with disk_errors():
            for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else ():
                try:
                    header = read_backup_header(path)
                except (InvalidInput, Damaged, StorageFailure):
                    continue
                if header.workspace_id == self._keys.workspace_id:
                    found.append(Backup(path, header.created, path.stat().st_size))
        return found

    def _schedule(self) -> Schedule:
        stored = self._store["settings"].find_one({"_id": _SETTINGS})
        if stored is None or stored["folder"] is None:
            return Schedule()
        return Schedule(Path(stored["folder"]), Keep(stored["daily"], stored["weekly"], stored["monthly"]))

    # -------------------------------------------------------------- the ledger
    def _follow(self, changes: Changes) -> None:
        folder = self._schedule().folder if changes.touches("erasure_ledger") else None
        if folder is not None and folder.is_dir():
            try:
                self._keep_ledger(folder)
            except StorageFailure:
                _log.warning("the erasure ledger beside the backups could not be written; the next backup brings it")

    def _keep_ledger(self, folder: Path) -> None:
        rows = json.dumps([row.to_json() for row in self._ledger()]).encode()
        write_sealed(
            self._ledger_path(folder), _LEDGER_MAGIC, {}, self._keys.sub_key("backups"),
            [Member.of_bytes("ledger", rows)],
        )  # fmt: skip

    def _ledger_beside(self, folder: Path) -> Sequence[LedgerRow]:
        path = self._ledger_path(folder)
        if not path.exists():
            return []
        [content] = [b"".join(pieces) for _, pieces in read_members(path, _LEDGER_MAGIC, self._keys.sub_key("backups"))]
        return [LedgerRow.from_json(row) for row in json.loads(content)]

    def _ledger_path(self, folder: Path) -> Path:
        return folder / f"{self._keys.workspace_id}.erasures"


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


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "workspace"
