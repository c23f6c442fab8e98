"""When backups are made by themselves, and how the last attempt went: two documents of the settings.

What people set passes the door as any change does. How it went can be told from the backups themselves but for a
failure, and is written as a projection.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.errors import HiringError, InvalidInput
from hiring_desktop.core.model import Actor, Changes, Json
from hiring_desktop.core.ports import Clock, Store
from hiring_desktop.core.scheduler import Times, due_at
from hiring_desktop.core.storage.durable import make_folder
from hiring_desktop.core.storage.rotation import DEFAULT, Keep

_log = logging.getLogger(__name__)

_SETTINGS: Final = "backups"
_ATTEMPTS: Final = "backup_attempts"
_LONGEST: Final = timedelta(hours=1)
"""After this time an attempt of which nothing was heard has died, and somebody else may make one."""
_LAST_HOUR: Final = 23
_SUNDAY: Final = 7


@dataclass(frozen=True, slots=True)
class Schedule:
    """Where backups are made by themselves, when, and how many are kept; no folder for none."""

    folder: Path | None = None
    keep: Keep = DEFAULT
    times: Times = field(default_factory=Times)


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that failed: when, and what a person can do about it."""

    at: datetime
    title: str
    message: str


class BackupSchedule:
    """Keeps the two documents.

    Args:
        store: The store.
        door: The door.
        clock: The clock.
        folder: The workspace's folder, in which no backups may lie.
        machine: Whom attempts that nobody asked for are ascribed to.
        zone: Whose hours a schedule means; None for those of the machine.
    """

    def __init__(
        self, store: Store, door: Door, clock: Clock, folder: Path, machine: Actor, zone: tzinfo | None = None
    ) -> None:
        self._store = store
        self._door = door
        self._clock = clock
        self._folder = folder
        self._machine = machine
        self._zone = zone
        self._unwritten: Failure | None = None

    # -------------------------------------------------------------- what is set
    def get(self) -> Schedule:
        """What is set."""
        stored = self._store["settings"].find_one({"_id": _SETTINGS})
        if stored is None or stored["folder"] is None:
            return Schedule()
        times = Times(stored.get("hour", Times().hour), stored.get("weekday"))
        return Schedule(Path(stored["folder"]), Keep(stored["daily"], stored["weekly"], stored["monthly"]), times)

    def set(self, actor: Actor, schedule: Schedule) -> Changes:
        """Set it.

        Raises:
            InvalidInput: The folder is in the workspace's own, or there is no such hour, day or number.
            StorageFailure: The folder cannot be made.
        """
        keep, times = schedule.keep, schedule.times
        if min(keep.daily, keep.weekly, keep.monthly) < 0:
            raise InvalidInput("The numbers of backups to keep are 0 or more.")
        if not 0 <= times.hour <= _LAST_HOUR or not (times.weekday is None or 1 <= times.weekday <= _SUNDAY):
            raise InvalidInput("The hour of backups is 0 to 23, the day of weekly ones 1 (Monday) to 7 (Sunday).")
        folder = None if schedule.folder is None else schedule.folder.absolute()
        if folder is not None:
            if folder.is_relative_to(self._folder.absolute()):
                raise InvalidInput("Choose a folder outside of the workspace's own, better still on another disk.")
            make_folder(folder)
        values: Json = {
            "folder": None if folder is None else str(folder), "daily": keep.daily, "weekly": keep.weekly,
            "monthly": keep.monthly, "hour": times.hour, "weekday": times.weekday,
        }  # fmt: skip
        with self._door.change(actor, "backup.schedule", "settings", _SETTINGS, undo="backup settings") as change:
            change.put("settings", _SETTINGS, values)
        return change.result

    # -------------------------------------------------------------- how it goes
    def due_at(self, schedule: Schedule, done: Iterable[datetime]) -> datetime | None:
        """From when on a backup is to be made, given when there were some; None where none is scheduled."""
        if schedule.folder is None:
            return None
        failure = self.failure()
        failed = None if failure is None else failure.at
        return due_at(schedule.times, self._clock.now(), done=done, failed=failed, zone=self._zone)

    def claim(self) -> bool:
        """Whether the caller is to make the backup that is due, rather than another process."""
        now = self._clock.now()
        with self._door.change(self._machine, "backup.create", "settings", _ATTEMPTS):
            busy = self._attempts().get("busy_until")
            if busy is not None and now < busy <= now + _LONGEST:
                return False
            self._note({"busy_until": now + _LONGEST})
            return True

    def succeeded(self) -> None:
        """Write down that a backup was made."""
        self._end(None)

    def failed(self, error: HiringError) -> Failure:
        """Write down why none could be made."""
        failure = Failure(self._clock.now(), error.title, error.message)
        self._end(failure)
        return failure

    def failure(self) -> Failure | None:
        """The last attempt, if it failed."""
        stored = self._attempts().get("failure")
        known = [self._unwritten] if self._unwritten else []
        if stored is not None:
            known.append(Failure(stored["at"], stored["title"], stored["message"]))
        return max(known, key=lambda failure: failure.at, default=None)

    def _end(self, failure: Failure | None) -> None:
        stored = failure and {"at": failure.at, "title": failure.title, "message": failure.message}
        self._unwritten = failure
        try:
            self._note({"busy_until": None, "failure": stored})
        except HiringError as error:
            # The disk of the workspace may be what is full. It is remembered as long as the application runs.
            _log.warning("how the backup went could not be written down: %s", error.code)
        else:
            self._unwritten = None

    def _attempts(self) -> Mapping[str, Any]:
        return self._store["settings"].find_one({"_id": _ATTEMPTS}) or {}

    def _note(self, values: Json) -> None:
        with self._door.change(self._machine, "backup.create", "settings", _ATTEMPTS) as change:
            if self._store["settings"].find_one({"_id": _ATTEMPTS}, ()) is None:
                change.project_insert("settings", [{"_id": _ATTEMPTS, **values}])
            else:
                change.project("settings", _ATTEMPTS, values)
