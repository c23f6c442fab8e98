"""Full-text search inside the embedded store, in the same file and the same transactions as the documents.

FTS5 keeps no text, only where words occur. Triggers on the collections (``search_schema``) note whom a write concerns,
whichever way it is made. Before a transaction commits, and before a search inside of it, those are looked at again
(``refresh``). So the index is right after every commit, and nobody has to remember it.

Words of deleted entries stay in FTS5's files, without anything that they could be found by, until it merges them;
``purge`` does that at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from hiring_desktop.core.ports import Found, Query
from hiring_desktop.core.storage.bson_documents import decode
from hiring_desktop.core.storage.search_documents import entries_of
from hiring_desktop.core.storage.search_entries import SearchEntry
from hiring_desktop.core.storage.search_schema import CANDIDATES, STALE
from hiring_desktop.core.storage.search_tables import found_in, is_whole, known_rows, merge, renew
from hiring_desktop.core.storage.sqlite_collection import SqliteCollection
from hiring_desktop.core.storage.sqlite_session import Connection, Sessions

_BATCH: Final = 200
"""Candidates that are looked at together."""


class SqliteSearch:
    """See ``hiring_desktop.core.ports.CandidateSearch``. Made by ``SqliteStore`` only."""

    def __init__(self, sessions: Sessions, collections: Mapping[str, SqliteCollection]) -> None:
        self._sessions = sessions
        self._collections = collections

    # -------------------------------------------------------------- searching
    def find(self, query: Query, *, limit: int, offset: int = 0, within: Sequence[str] | None = None) -> Found:
        """See ``CandidateSearch``."""
        with self._sessions.reading() as connection:
            if self._sessions.in_transaction:
                self.refresh(connection)
            return found_in(connection, query, limit=limit, offset=offset, within=within)

    # -------------------------------------------------------------- keeping up
    def refresh(self, connection: Connection) -> None:
        """Bring the entries of all stale candidates up to date, inside the transaction under way."""
        while stale := [row for (row,) in connection.execute(f"SELECT row FROM {STALE} LIMIT {_BATCH}")]:
            marks = ", ".join("?" * len(stale))
            digests = dict(connection.execute(f"SELECT row, digest FROM {CANDIDATES} WHERE row IN ({marks})", stale))
            entries = dict(self._entries(connection, f"row IN ({marks})", stale))
            for row in stale:
                renew(connection, row, digests.get(row), entries.get(row))
            connection.execute(f"DELETE FROM {STALE} WHERE row IN ({marks})", stale)

    def _entries(
        self, connection: Connection, where: str, parameters: Sequence[Any]
    ) -> Iterator[tuple[int, tuple[str, SearchEntry]]]:
        """The entries of candidates, as their documents are now: row number, id and entry."""
        sql = f"SELECT row, body FROM candidates WHERE {where}"
        candidates = {row: decode(body) for row, body in connection.execute(sql, parameters).fetchall()}
        yield from entries_of(self._collections, candidates)

    # -------------------------------------------------------------- keeping in order
    def purge(self) -> None:
        """Take the words of deleted entries out of the files, as far as SQLite lets go of pages (``Store.scrub``)."""
        with self._sessions.transaction() as connection:
            merge(connection)

    def catch_up(self) -> None:
        """Index what was left stale: after a migration brought the index, nothing is in it yet."""
        with self._sessions.reading(one_statement=True) as connection:
            left = connection.execute(f"SELECT EXISTS (SELECT 1 FROM {STALE})").fetchone()[0]
        if left:
            with self._sessions.transaction() as connection:
                self.refresh(connection)

    def problems(self) -> list[str]:
        """What is wrong with the index, one sentence each."""
        with self._sessions.reading() as connection:
            return list(self._problems(connection))

    def _problems(self, connection: Connection) -> Iterator[str]:
        rows = known_rows(connection)
        if not is_whole(connection):
            yield "Search: the index has other candidates than its list of them. Restore the last backup."
        last = -1
        while batch := dict(self._entries(connection, f"row > ? ORDER BY row LIMIT {_BATCH}", (last,))):
            last = max(batch)
            for row, (key, entry) in batch.items():
                if rows.pop(row, None) != entry.digest(key):
                    yield f"Search: the index does not say of candidate {key} what the documents do."
        if rows:
            yield f"Search: {len(rows)} candidate(s) of the index are not in the store."
