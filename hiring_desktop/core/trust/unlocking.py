"""Opening a workspace with an account, under the limit on attempts that has to hold before its store can be read.

On a desktop the password of an account is what opens the store, so the tallies in there (``lockout``) cannot count
wrong ones. Those are counted in a small file beside the store. Whoever can write to the folder can delete it, but could
as well try passwords on a copy of ``workspace.json``, where Argon2id is all that slows them down.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from hiring_desktop.core.errors import Locked
from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import Clock
from hiring_desktop.core.storage.durable import disk_errors, make_folder, write_file
from hiring_desktop.core.trust.keys import WorkspaceKeys, account_hint, read_workspace, unlock_account
from hiring_desktop.core.trust.lockout import Tally

TALLIES_NAME: Final = "sign_in.json"
_PATIENCE: Final = 10.0
"""Seconds; others hold the file for the time of a write."""


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An opened workspace, and how many attempts had failed since the last one that did not."""

    keys: WorkspaceKeys
    failures: int


class AccountUnlock:
    """Opens the workspace in a folder with the password of one of its accounts; ``SignIn`` then proves who it is."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def unlock(self, email: str, password: str) -> Unlocked:
        """Open the workspace; slow on purpose.

        Attempts are counted under the eight bits that a slot tells of its address, so that the file tells no more; on
        rare occasions two accounts share them, and a lock.

        Raises:
            NotFound: The folder is no workspace.
            SignInFailed: No account has this address and password.
            TooManyAttempts: No attempt is allowed yet; says when.
            Damaged: ``workspace.json`` was changed or damaged.
            StorageFailure: The folder cannot be read or written.
        """
        hint = account_hint(read_workspace(self._folder).id, email)
        now = self._clock.now()
        with self._tallies() as tallies:
            tallies[hint] = tallies.get(hint, Tally()).counted(now)
            failures = tallies[hint].attempts - 1
        keys = unlock_account(self._folder, email, password)
        with self._tallies() as tallies:
            tallies.pop(hint, None)
        return Unlocked(keys, failures)

    @contextmanager
    def _tallies(self) -> Iterator[dict[str, Tally]]:
        """The tallies by hint, alone in this process and others; written back unless an exception leaves the block."""
        folder = self._folder / "run"
        make_folder(folder)
        lock = FileLock(folder / f"{TALLIES_NAME}.lock")
        with disk_errors():
            try:
                lock.acquire(timeout=_PATIENCE)
            except Timeout as error:
                raise Locked("Another sign-in to this workspace is under way. Try again in a moment.") from error
        try:
            tallies = _read(folder / TALLIES_NAME)
            yield tallies
            data = {hint: _to_json(tally) for hint, tally in tallies.items()}
            write_file(folder / TALLIES_NAME, [json.dumps(data).encode()])
        finally:
            lock.release()


def _read(path: Path) -> dict[str, Tally]:
    """What a file says; nothing, where there is none or it was edited: who can edit it can delete it as well."""
    if not path.exists():
        return {}
    with disk_errors():
        data = path.read_bytes()
    try:
        return {str(hint): _from_json(tally) for hint, tally in json.loads(data).items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _to_json(tally: Tally) -> Json:
    times = {name: time and time.isoformat() for name, time in _times(tally.to_json())}
    return {**tally.to_json(), **times}


def _from_json(data: Json) -> Tally:
    times = {name: time and datetime.fromisoformat(time).astimezone(UTC) for name, time in _times(data)}
    return Tally.from_json({"failures": int(data["failures"]), "locks": int(data["locks"]), **times})


def _times(data: Json) -> list[tuple[str, Any]]:
    return [(name, data[name]) for name in ("locked_until", "forget_at")]
