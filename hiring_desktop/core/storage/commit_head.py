"""How far a store had got, kept beside it: so that commits that vanish are missed.

A log is read up to the first part of it that fails its check, and that is taken for its end. A flipped bit, a truncated
or a removed log thus takes back whatever was committed later, and nothing in the store says so; nor does it when
somebody puts an older copy in its place. Every transaction that writes therefore counts itself in the store, and once
it is committed the count is written to a file beside it as well. A head that is ahead of its store tells that commits
are gone. One that is behind tells nothing: a process may be killed between the two.

The head is written without waiting for the disk. After the power failed it may be behind, then; it is never ahead.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import Final, Protocol

from hiring_desktop.core.errors import Damaged
from hiring_desktop.core.storage.durable import disk_errors, write_file

COMMITS: Final = "$commits"
"""The counter of committed transactions."""
LOST: Final = "$lost_commits"
BLIND: Final = "$lost_heads"
"""How often nobody could tell whether commits were lost."""

_DIGITS: Final = 20


class Counters(Protocol):
    """The numbers that a store keeps of itself, inside a transaction."""

    def get(self, name: str) -> int | None:
        """The number; None where there is none."""
        ...

    def put(self, name: str, value: int | None) -> None:
        """Keep the number, or none."""
        ...


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


def count_commit(counters: Counters) -> int:
    """Count the transaction under way; returns its number."""
    number = (counters.get(COMMITS) or 0) + 1
    counters.put(COMMITS, number)
    return number


def forget_commits(counters: Counters) -> None:
    """Make a copy of a store one that has no head yet."""
    for name in (COMMITS, LOST, BLIND):
        counters.put(name, None)


def agrees(counters: Counters, head: CommitHead) -> bool:
    """Whether an opened store has got as far as its head says."""
    known = head.read()  # before the count, which others may be adding to
    found = counters.get(COMMITS)
    return known is not None and found is not None and known <= found


def compare(counters: Counters, head: CommitHead) -> Damaged | None:
    """Compare an opened store with its head, inside a transaction; a store that never had one gets it.

    What is missing is noted in the store, for ``missing`` to tell, and the next time nothing is in the way of opening.

    Returns:
        What to raise once the note is committed: commits are gone, or the head is.
    """
    known = head.read()
    found = counters.get(COMMITS)
    if found is None:
        head.create(0)
        counters.put(COMMITS, 0)
        return None
    if known is not None and known <= found:
        return None
    noted, more = (BLIND, 1) if known is None else (LOST, known - found)
    counters.put(noted, (counters.get(noted) or 0) + more)
    head.create(found)
    advice = "Restore the last backup to have them back, or open the workspace again to go on without them."
    return Damaged(f"{_gone(known and known - found)} {advice}", title="Changes are missing")


def missing(counters: Counters, head: CommitHead) -> list[str]:
    """What is gone of a store, one sentence each, until ``accept`` takes it as it is."""
    lost, blind = counters.get(LOST), counters.get(BLIND)
    return [
        *([f"Store: {_gone(lost)} Restore the last backup, or accept the workspace as it is."] if lost else []),
        *([f"Store: {_gone(None)} Accept the workspace as it is."] if blind or head.read() is None else []),
    ]


def accept(counters: Counters, head: CommitHead) -> None:
    """Take a store as it is for complete, inside a transaction."""
    counters.put(LOST, None)
    counters.put(BLIND, None)
    head.close()
    head.create(counters.get(COMMITS) or 0)


def _gone(count: int | None) -> str:
    if count is None:
        return (
            "The file that tells how far the store had got was changed or removed, so nobody knows whether its last "
            "changes are all there."
        )
    return (
        f"The last {count} change(s) are gone: the store's log was damaged or removed, or an older copy put in place."
    )
