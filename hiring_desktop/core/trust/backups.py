"""Backups: made while the workspace is in use, kept in rotation, verified down to every document, restored.

Beside the backups lies a sealed copy of the erasure ledger (``erasure_copies``): an older backup still has those who
were erased since, and a restore has to know them. ``backup_schedule`` keeps when they are made by themselves.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from hiring_desktop.core.changes.door import Door, Event
from hiring_desktop.core.errors import Conflict, Damaged, HiringError, InvalidInput, NotFound, StorageFailure
from hiring_desktop.core.model import Actor, Changes
from hiring_desktop.core.ports import Clock, Store
from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.storage.backup import (
    SUFFIX,
    BackupHeader,
    read_backup_header,
    write_backup,
)
from hiring_desktop.core.storage.durable import disk_errors
from hiring_desktop.core.storage.rotation import kept
from hiring_desktop.core.storage.sealed_file import Member
from hiring_desktop.core.trust.backup_checks import ATTACHMENTS, problems_of
from hiring_desktop.core.trust.backup_schedule import BackupSchedule, Failure
from hiring_desktop.core.trust.backup_schedule import Schedule as Schedule
from hiring_desktop.core.trust.erasure_copies import ErasureCopies
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.trust.manifest import MANIFEST_NAME, read_workspace
from hiring_desktop.core.trust.permissions import ADMIN
from hiring_desktop.core.trust.privacy.erasure import LedgerRow
from hiring_desktop.core.trust.snapshots import snapshot_of

_log = logging.getLogger(__name__)

PORTABLE: Final = frozenset({"passphrase", "recovery", "account"})
"""Slots that open a backup on any machine."""
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
class Status:
    """What there is to know of the backups that are made by themselves.

    ``last`` is the newest backup in the folder; ``next_at`` is in the past where one is due; ``failure`` is why the
    last attempt failed, or why the folder cannot be looked into. Where ``portable`` is False nothing but the keyring of
    this machine would open a backup, so that none is made: a recovery code or a passphrase is needed first.
    """

    schedule: Schedule
    last: Backup | None
    count: int
    next_at: datetime | None
    failure: Failure | None
    portable: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """How the backup that was due went: one of the two is there."""

    backup: Backup | None = None
    failure: Failure | None = None


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
        self._erasures = ErasureCopies(keys, ledger)
        self._machine = Actor("owner", ADMIN, "schedule")
        self._schedule = BackupSchedule(store, door, clock, folder, self._machine)
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
        """Make the backup that is scheduled now, then delete those that need not be kept any more.

        Raises:
            InvalidInput: None is scheduled.
            Conflict, StorageFailure: As for ``create``; nothing was deleted.
        """
        self._door.allow(actor, "backup.create", "workspace")
        folder = self._schedule.get().folder
        if folder is None:
            raise InvalidInput("No folder for backups is set. Choose one in the settings.")
        try:
            made = self._run(actor, folder)
        except HiringError as error:
            self._schedule.failed(error)
            raise
        self._schedule.succeeded()
        return made

    def run_due(self) -> Attempt | None:
        """Make the scheduled backup if it is due and nobody else is making it; call it every few minutes.

        A failure is told and written down, and the next attempt is an hour later.

        Returns:
            How it went; None where nothing was due.
        """
        try:
            if not self.due() or not self._schedule.claim():
                return None
            return Attempt(self.run(self._machine))
        except HiringError as error:
            return Attempt(failure=self._schedule.failed(error))

    def due(self) -> bool:
        """Whether the scheduled backup is to be made; also where it cannot be, so that somebody is told.

        Raises:
            StorageFailure: The workspace cannot be read.
        """
        schedule = self._schedule.get()
        due_at = self._schedule.due_at(schedule, [made.created for made in self._looked_for(schedule)[0]])
        return due_at is not None and due_at <= self._clock.now()

    # -------------------------------------------------------------- the schedule
    def schedule(self, actor: Actor) -> Schedule:
        """Where and when backups are made by themselves."""
        self._door.allow(actor, "backup.schedule", "settings")
        return self._schedule.get()

    def set_schedule(self, actor: Actor, schedule: Schedule) -> Changes:
        """Make backups by themselves from now on, or no longer.

        Raises:
            InvalidInput: The folder is in the workspace's own, or there is no such hour, day or number.
            StorageFailure: The folder cannot be made.
        """
        self._door.allow(actor, "backup.schedule", "settings")
        return self._schedule.set(actor, schedule)

    def copies(self, actor: Actor) -> Sequence[Backup]:
        """The backups in the folder that is set, newest first.

        Raises:
            StorageFailure: The folder cannot be read.
        """
        self._door.allow(actor, "backup.verify", "workspace")
        return self._newest_first(self._schedule.get())

    def status(self, actor: Actor) -> Status:
        """How things stand: the last backup, the next one, and what went wrong."""
        self._door.allow(actor, "backup.verify", "workspace")
        schedule = self._schedule.get()
        found, problem = self._looked_for(schedule)
        next_at = self._schedule.due_at(schedule, [made.created for made in found])
        return Status(
            schedule, found[0] if found else None, len(found), next_at, problem or self._schedule.failure(),
            not PORTABLE.isdisjoint(read_workspace(self._folder).kinds),
        )  # fmt: skip

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
            return self._erasures.beside(path.parent)

    # -------------------------------------------------------------- inside
    def _write(self, target: Path) -> Backup:
        info = read_workspace(self._folder)
        if PORTABLE.isdisjoint(info.kinds):
            raise Conflict(
                "Only this machine's keyring would open the backup. Make a recovery code or set a passphrase first."
            )
        now = self._clock.now().astimezone(UTC)
        path = target / f"{_slug(info.name)}-{now:{_STAMP}}{SUFFIX}" if target.is_dir() else target
        problems: list[str] = []
        with snapshot_of(self._store, self._folder) as snapshot:
            header = BackupHeader(info.id, now, (self._folder / MANIFEST_NAME).read_bytes())
            with _naming(path.parent):
                write_backup(path, header, self._keys.sub_key("backups"), self._members(snapshot, problems))
                self._erasures.keep(path.parent)
        return Backup(path, now, path.stat().st_size, tuple(problems))

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

    def _run(self, actor: Actor, folder: Path) -> Backup:
        if not folder.is_dir():
            raise StorageFailure(f"The folder for backups ({folder}) is not there. Is its disk plugged in?")
        made = self.create(actor, folder)
        if not made.problems:
            self._rotate(self._schedule.get())
        return made

    def _rotate(self, schedule: Schedule) -> None:
        found = self._newest_first(schedule)
        wanted = kept([backup.created for backup in found], schedule.keep)
        for backup in found:
            if backup.created not in wanted:
                with disk_errors():
                    backup.path.unlink(missing_ok=True)

    def _newest_first(self, schedule: Schedule) -> Sequence[Backup]:
        """The backups of this workspace in the folder; what is none, or is damaged at its head, is left alone."""
        found: list[Backup] = []
        folder = schedule.folder
        with disk_errors():
            for path in folder.glob(f"*{SUFFIX}") if folder is not None and folder.is_dir() else ():
                try:
                    header = read_backup_header(path)
                except (InvalidInput, Damaged, StorageFailure):
                    continue
                if header.workspace_id == self._keys.workspace_id:
                    found.append(Backup(path, header.created, path.stat().st_size))
        return sorted(found, key=lambda backup: backup.created, reverse=True)

    def _looked_for(self, schedule: Schedule) -> tuple[Sequence[Backup], Failure | None]:
        """As ``_newest_first``; where the folder cannot be looked into, none and the reason."""
        try:
            return self._newest_first(schedule), None
        except StorageFailure as error:
            return (), Failure(self._clock.now(), error.title, error.message)

    def _follow(self, changes: Changes) -> None:
        folder = self._schedule.get().folder if changes.touches("erasure_ledger") else None
        if folder is not None and folder.is_dir():
            try:
                self._erasures.keep(folder)
            except StorageFailure:
                _log.warning("the erasure ledger beside the backups could not be written; the next backup brings it")


@contextmanager
def _naming(folder: Path) -> Iterator[None]:
    """Have the error of a disk name the folder of the backups."""
    try:
        yield
    except StorageFailure as error:
        cause = error.__cause__
        if not isinstance(cause, OSError):
            raise
        why = cause.strerror or type(cause).__name__
        raise StorageFailure(
            f"No backup could be written to {folder}: {why}. Check that its disk is there, has room, and that you may "
            "write to it.", title="The backup failed",
        ) from cause  # fmt: skip


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "workspace"
