"""Full-text search for a store that has none of its own: an encrypted SQLite file beside it, which follows it.

The store numbers its commits and tells whom each concerned. The file knows up to which number it has come; whoever
searches brings it up to what they see themselves, and only then asks it. So a search finds exactly what is committed,
however the documents were written and by whom. Nothing depends on the file: it is made anew when it is missing,
damaged, or of another store, and when the store no longer knows what happened since.

Somebody who sees something else than the last commit (a transaction with writes of its own, a state that others have
gone beyond) gets the rows that differ put in place for the length of the search, which is then rolled back.

FTS5 keeps no text, only where words occur, all of it under SQLCipher.
"""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Final, Protocol

from filelock import FileLock

from hiring_desktop.core import ports
from hiring_desktop.core.errors import Damaged
from hiring_desktop.core.model import Json
from hiring_desktop.core.ports import Found, Query
from hiring_desktop.core.storage.durable import disk_errors, make_folder, sync_folder
from hiring_desktop.core.storage.search_documents import entries_of
from hiring_desktop.core.storage.search_schema import CANDIDATES, INDEX, LABELS, ROWS, table_statements
from hiring_desktop.core.storage.search_tables import found_in, is_whole, known_rows, merge, renew
from hiring_desktop.core.storage.sqlite_session import (
    Connection,
    Sessions,
    connect,
    engine_errors,
    new_salt,
    salt_fits,
)

_log = logging.getLogger(__name__)

_VERSION: Final = 1
"""Of the tables and of how words are made; a file of another one is made anew."""
_APPLICATION_ID: Final = 0x53484950
"""``SHIP`` in the header of the file."""
_BATCH: Final = 200
"""Candidates that are looked at together."""
_LOGGED: Final = 20_000
"""How many of the last changes are kept for those who see an older state."""
_LOCK_SECONDS: Final = 30.0

_STATEMENTS: Final = (
    f"CREATE INDEX {CANDIDATES}_by_id ON {CANDIDATES} (candidate_id)",
    "CREATE TABLE place (one INTEGER PRIMARY KEY CHECK (one = 1), store TEXT, commits INTEGER, forgotten INTEGER)",
    "CREATE TABLE followed (number INTEGER PRIMARY KEY, commits INTEGER NOT NULL, candidate_id TEXT NOT NULL)",
    "CREATE INDEX followed_by_commits ON followed (commits)",
)
"""``place``: how far the file has come with which store; of what was before ``forgotten`` it no longer knows whom it
concerned. ``followed``: whom it concerned since."""


class Followed(Protocol):
    """What a store tells the search beside it. All of it is as the calling thread sees it at the moment.

    What belongs to the last commit and what the running transaction wrote are told apart, in ``concerned_since`` and
    ``concerned_here``; documents are as the transaction sees them.
    """

    @property
    def store_id(self) -> str:
        """Another one for each store that was ever made."""
        ...

    def __getitem__(self, name: str) -> ports.Collection:
        """A collection."""
        ...

    def one_state(self) -> AbstractContextManager[None]:
        """All that this thread reads inside is of one state; inside a transaction of its own that is what it sees."""
        ...

    def commits(self) -> int:
        """The number of the last commit; 0 for none. A later one has a higher number."""
        ...

    def concerned_since(self, commits: int) -> Collection[str] | None:
        """The ids of all candidates whom commits after that number concerned; None where that is not known."""
        ...

    def concerned_here(self) -> Collection[str] | None:
        """Those whom the running transaction concerns; None if none is running."""
        ...

    def candidates(self, ids: Collection[str]) -> Mapping[int, Json]:
        """Documents of ``candidates`` by row number, which grows with the order in which they were stored."""
        ...

    def candidates_after(self, row: int, limit: int) -> Mapping[int, Json]:
        """The first so many documents behind a row number."""
        ...


class SearchProjection:
    """See ``hiring_desktop.core.ports.CandidateSearch``. Any number of threads and processes may use one file.

    Args:
        path: The file, which is made when it is needed.
        key: The store's key, from which that of the file is derived.
        source: The store.
    """

    def __init__(self, path: Path, key: bytes, source: Followed) -> None:
        self._path = path
        self._key = hmac.digest(key, b"smart-hiring search projection", "sha256")
        self._source = source
        self._sessions = self._opened()

    # -------------------------------------------------------------- searching
    def find(self, query: Query, *, limit: int, offset: int = 0, within: Sequence[str] | None = None) -> Found:
        """See ``CandidateSearch``."""
        try:
            return self._find(query, limit, offset, within)
        except Damaged:
            if not self._is_damaged():
                raise
        self._start_over()
        return self._find(query, limit, offset, within)

    def _find(self, query: Query, limit: int, offset: int, within: Sequence[str] | None) -> Found:
        with self._source.one_state():
            commits, here = self._source.commits(), self._source.concerned_here()
            if here is None:
                self._follow(commits)
            with self._sessions.reading() as connection:
                if not here and self._place(connection) == commits:
                    return found_in(connection, query, limit=limit, offset=offset, within=within)
            with self._tried() as connection:
                self._put_in_place(connection, self._differing(connection, commits), here or ())
                return found_in(connection, query, limit=limit, offset=offset, within=within)

    @contextmanager
    def _tried(self) -> Iterator[Connection]:
        """A transaction that leaves nothing."""
        with self._sessions.transaction() as connection:
            connection.execute("SAVEPOINT tried")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK TO tried")
                    connection.execute("RELEASE tried")

    def _differing(self, connection: Connection, commits: int) -> Collection[str] | None:
        """Of whom the file knows something else than a state of the store; None for anybody."""
        place = self._place(connection)
        if place is None:
            return None
        if place <= commits:
            return self._source.concerned_since(place)
        forgotten = connection.execute("SELECT forgotten FROM place").fetchone()[0]
        if commits < forgotten:
            return None
        rows = connection.execute("SELECT DISTINCT candidate_id FROM followed WHERE commits > ?", (commits,))
        return [key for (key,) in rows]

    # -------------------------------------------------------------- following
    def catch_up(self) -> None:
        """Bring the file up to the last commit, so that the next search need not. Not inside a transaction."""
        with self._sessions.reading(one_statement=True) as connection:
            place = self._place(connection)
        with self._source.one_state():
            commits = self._source.commits()
            if place is None or place <= commits:
                self._follow(commits)
                return
        self.start_over()  # the store was put back to an older state

    def start_over(self) -> None:
        """Forget everything: the store is not what it was, and its numbers tell nothing. Not inside a transaction."""
        with self._sessions.transaction() as connection:
            _empty(connection)
        self.catch_up()

    def _follow(self, commits: int) -> None:
        """Bring the file up to a state of the store, which the thread is reading; never back to an older one."""
        with self._sessions.reading(one_statement=True) as connection:
            place = self._place(connection)
        if place is not None and place >= commits:
            return
        with self._sessions.transaction() as connection:
            place = self._place(connection)  # somebody else may have been faster
            if place is not None and place >= commits:
                return
            concerned = None if place is None else self._source.concerned_since(place)
            self._put_in_place(connection, concerned, ())
            if concerned is None:
                connection.execute("DELETE FROM followed")
                filled = (1, self._source.store_id, commits, commits)
                connection.execute("INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?)", filled)
            else:
                rows = ((commits, key) for key in concerned)
                connection.executemany("INSERT INTO followed (commits, candidate_id) VALUES (?, ?)", rows)
                connection.execute("UPDATE place SET commits = ?", (commits,))
                _forget_oldest(connection)

    def _place(self, connection: Connection) -> int | None:
        """Up to which commit the file has come; None if it is of another store, or was never filled."""
        row = connection.execute("SELECT store, commits FROM place").fetchone()
        return int(row[1]) if row is not None and row[0] == self._source.store_id else None

    def _put_in_place(self, connection: Connection, ids: Collection[str] | None, more: Iterable[str]) -> None:
        """Make the rows of candidates say what the store does, inside a transaction; None for all there are."""
        if ids is None:
            _empty(connection)
            last = -1
            while candidates := self._source.candidates_after(last, _BATCH):
                last = max(candidates)
                for row, fresh in entries_of(self._source, candidates):
                    renew(connection, row, None, fresh)
            return
        wanted = sorted({*ids, *more})
        for start in range(0, len(wanted), _BATCH):
            some = wanted[start : start + _BATCH]
            sql = f"SELECT row, digest FROM {CANDIDATES} WHERE candidate_id IN (SELECT value FROM json_each(?))"
            known = dict(connection.execute(sql, (json.dumps(some),)).fetchall())
            entries = dict(entries_of(self._source, self._source.candidates(some)))
            for row in sorted({*known, *entries}):
                renew(connection, row, known.get(row), entries.get(row))

    # -------------------------------------------------------------- keeping in order
    def purge(self) -> None:
        """Make sure that nothing of what is gone from the store is left in the file (``Store.scrub``).

        Raises:
            Locked: Others kept it from finishing; it may be tried again.
        """
        self.catch_up()
        with self._sessions.transaction() as connection:
            connection.execute("UPDATE place SET forgotten = commits")
            connection.execute("DELETE FROM followed")
            merge(connection)
        self._sessions.scrub()

    def problems(self) -> list[str]:
        """What is wrong with the file, one sentence each. Not inside a transaction."""
        if self._is_damaged():
            return ["Search: the index is damaged. It is made anew when the workspace is next opened."]
        with self._source.one_state():
            self._follow(self._source.commits())
            with self._sessions.reading() as connection:
                differing = self._differing(connection, self._source.commits())
                return list(self._wrong(connection, set(differing or ())))

    def _wrong(self, connection: Connection, beyond: set[str]) -> Iterator[str]:
        """``beyond`` are those whom the file knows a later state of."""
        rows = known_rows(connection)
        if not is_whole(connection):
            yield "Search: the index has other candidates than its list of them. Open the workspace again to mend it."
        last = -1
        while candidates := self._source.candidates_after(last, _BATCH):
            last = max(candidates)
            for row, (key, entry) in entries_of(self._source, candidates):
                if rows.pop(row, None) != entry.digest(key) and key not in beyond:
                    yield f"Search: the index does not say of candidate {key} what the documents do."
        if rows and not beyond:
            yield f"Search: {len(rows)} candidate(s) of the index are not in the store."

    def _is_damaged(self) -> bool:
        try:
            with self._sessions.reading() as connection:
                return bool(connection.execute("PRAGMA cipher_integrity_check").fetchall())
        except Damaged:
            return True

    def close(self) -> None:
        """Let go of the file. No other thread may be using it."""
        self._sessions.close()

    # -------------------------------------------------------------- the file
    def _opened(self) -> Sessions:
        with self._alone():
            if not self._is_ours():
                self._make()
        return Sessions(self._path, self._key)

    def _start_over(self) -> None:
        """Replace a damaged file. Other processes keep theirs until they find the same."""
        _log.info("The search index is damaged and is made anew.")
        self._sessions.close()
        with self._alone():
            if not self._is_ours() or self._is_damaged_file():
                self._make()
        self._sessions = Sessions(self._path, self._key)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else makes the file meanwhile."""
        make_folder(self._path.parent)
        with disk_errors(), FileLock(self._path.with_suffix(".lock"), timeout=_LOCK_SECONDS):
            yield

    def _is_ours(self) -> bool:
        """Whether the file is there, under the store's key, and of the present version."""
        if not self._path.exists():
            return False
        with self._path.open("rb") as file:
            salt = file.read(16)
        if len(salt) < 16 or not salt_fits(self._key, salt):
            return False
        try:
            with engine_errors(), closing(connect(self._path, self._key)) as connection:
                application: int = connection.execute("PRAGMA application_id").fetchone()[0]
                version: int = connection.execute("PRAGMA user_version").fetchone()[0]
                # A read-only folder is found out now, and not by the first search.
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
                return (application, version) == (_APPLICATION_ID, _VERSION)
        except Damaged:
            return False

    def _is_damaged_file(self) -> bool:
        try:
            with engine_errors(), closing(connect(self._path, self._key)) as connection:
                return bool(connection.execute("PRAGMA cipher_integrity_check").fetchall())
        except Damaged:
            return True

    def _make(self) -> None:
        for suffix in ("", "-wal", "-shm", ".new", ".new-wal", ".new-shm"):
            self._path.with_name(f"{self._path.name}{suffix}").unlink(missing_ok=True)
        made = self._path.with_name(f"{self._path.name}.new")
        with engine_errors(), closing(connect(made, self._key, salt=new_salt(self._key), create=True)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in (*table_statements().values(), *_STATEMENTS):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.execute("COMMIT")
        made.replace(self._path)
        sync_folder(self._path.parent)


def _empty(connection: Connection) -> None:
    connection.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('delete-all')")
    for table in (ROWS, CANDIDATES, LABELS, "followed", "place"):
        connection.execute(f"DELETE FROM {table}")


def _forget_oldest(connection: Connection) -> None:
    oldest = connection.execute(
        "SELECT commits FROM followed ORDER BY number DESC LIMIT 1 OFFSET ?", (_LOGGED,)
    ).fetchone()
    if oldest is not None:
        connection.execute("DELETE FROM followed WHERE commits <= ?", oldest)
        connection.execute("UPDATE place SET forgotten = max(forgotten, ?)", oldest)
