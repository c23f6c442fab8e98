"""How far a store had got, kept beside it: so that commits that vanish are missed.

After a crash SQLite reads the write-ahead log up to the first frame that fails its checksum and takes that for the end.
A flipped bit, a truncated or a removed log thus takes back whatever was committed later, and nothing in the store says
so; nor does it when somebody puts an older copy in its place. Every transaction that writes therefore counts itself in
the store, and once it is committed the count is written to ``store.db.head`` as well. A head that is ahead of its store
tells that commits are gone. One that is behind tells nothing: a process may be killed between the two.

The head is written without waiting for the disk. After the power failed it may be behind, then; it is never ahead.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Final

from hiring_desktop.core.errors import Damaged
from hiring_desktop.core.storage.durable import disk_errors, write_file
from hiring_desktop.core.storage.sqlite_session import Connection

_COMMITS: Final = "$commits"
"""The counter of committed transactions."""
_LOST: Final = "$lost_commits"
_BLIND: Final = "$lost_heads"
"""How often nobody could tell whether commits were lost."""

_DIGITS: Final = 20


class CommitHead:
    """The file beside a store. One thread of a process writes it at a time.

    Args:
        store: The path of the store.
        key: The store's key, with which the head is sealed; None where the store has none.
    """

    def __init__(self, store: Path, key: bytes | None) -> None:
        self._path = store.with_name(f"{store.name}.head")
        self._key = key or b"no key"
        self._file: FileIO | None = None

    def read(self) -> int | None:
        """The count; None if the file is gone or was changed."""
        with disk_errors():
            try:
                content = self._path.read_bytes()
            except FileNotFoundError:
                return None
        digits = content[:_DIGITS]
        return int(digits) if digits.isdigit() and hmac.compare_digest(content, self._content(int(digits))) else None

    def create(self, commits: int) -> None:
        """Make the file, or make it anew."""
        write_file(self._path, [self._content(commits)])

    def move_on(self, commits: int) -> None:
        """Replace the count in place, where it lies in one sector of the disk.

        That is after a commit, which must not fail any more: a head that cannot be written stays behind.
        """
        with suppress(OSError):
            if self._file is None:
                self._file = FileIO(self._path, "r+")
            self._file.seek(0)
            self._file.write(self._content(commits))

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _content(self, commits: int) -> bytes:
        digits = f"{commits:0{_DIGITS}d}".encode()
        return digits + b" " + hmac.digest(self._key, b"smart-hiring head " + digits, "sha256").hex().encode()


def count_commit(connection: Connection) -> int:
    """Count the transaction under way; returns its number."""
    number: int = connection.execute(
        "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
        (_COMMITS,),
    ).fetchone()[0]
    return number


def forget_commits(connection: Connection) -> None:
    """Make a copy of a store one that has no head yet."""
    connection.execute("DELETE FROM counters WHERE name IN (?, ?, ?)", (_COMMITS, _LOST, _BLIND))


def compare(connection: Connection, head: CommitHead) -> None:
    """Compare an opened store with its head; a store that never had one gets it.

    What is missing is noted in the store, for ``missing`` to tell, and the next time nothing is in the way of opening.

    Raises:
        Damaged: Commits are gone, or the head is; says what can be done.
    """
    known = head.read()  # before the count, which others may be adding to
    found = _counter(connection, _COMMITS)
    if found is None:
        head.create(0)
        connection.execute("INSERT OR IGNORE INTO counters VALUES (?, 0)", (_COMMITS,))
    elif known is None or known > found:
        connection.execute(
            "INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
            (_BLIND, 1) if known is None else (_LOST, known - found),
        )
        head.create(found)
        advice = "Restore the last backup to have them back, or open the workspace again to go on without them."
        raise Damaged(f"{_gone(known and known - found)} {advice}", title="Changes are missing")


def missing(connection: Connection, head: CommitHead) -> list[str]:
    """What is gone of a store, one sentence each, until ``accept`` takes it as it is."""
    lost, blind = _counter(connection, _LOST), _counter(connection, _BLIND)
    return [
        *([f"Store: {_gone(lost)} Restore the last backup, or accept the workspace as it is."] if lost else []),
        *([f"Store: {_gone(None)} Accept the workspace as it is."] if blind or head.read() is None else []),
    ]


def accept(connection: Connection, head: CommitHead) -> None:
    """Take a store as it is for complete, inside a transaction."""
    connection.execute("DELETE FROM counters WHERE name IN (?, ?)", (_LOST, _BLIND))
    head.close()
    head.create(_counter(connection, _COMMITS) or 0)


def _counter(connection: Connection, name: str) -> int | None:
    row = connection.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row[0])


def _gone(count: int | None) -> str:
    if count is None:
        return (
            "The file that tells how far the store had got was changed or removed, so nobody knows whether its last "
            "changes are all there."
        )
    return (
        f"The last {count} change(s) are gone: the store's log was damaged or removed, or an older copy put in place."
    )
