"""What a store on SQLite knows of its head (``commit_head``): its counters, and how opening compares the two."""

from __future__ import annotations

from hiring_desktop.core.storage.commit_head import COMMITS, CommitHead, agrees, compare
from hiring_desktop.core.storage.sqlite_session import Connection


class SqlCounters:
    """The counters of a store, over one connection (``commit_head.Counters``)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> int | None:
        """The number; None where there is none."""
        row = self._connection.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()
        return None if row is None else int(row[0])

    def put(self, name: str, value: int | None) -> None:
        """Keep the number, or none."""
        if value is None:
            self._connection.execute("DELETE FROM counters WHERE name = ?", (name,))
        else:
            self._connection.execute("INSERT OR REPLACE INTO counters VALUES (?, ?)", (name, value))


def count_commit(connection: Connection) -> int:
    """Count the transaction under way; returns its number."""
    number: int = connection.execute(
        "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
        (COMMITS,),
    ).fetchone()[0]
    return number


def check_head(connection: Connection, head: CommitHead) -> None:
    """Compare an opened store with its head; a store that never had one gets it.

    Raises:
        Damaged: Commits are gone, or the head is; says what can be done.
    """
    counters = SqlCounters(connection)
    if agrees(counters, head):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        damage = compare(counters, head)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    if damage is not None:
        raise damage
