"""The embedded store: one encrypted SQLite file with MongoDB's semantics.

Chosen in ``docs/adr/0001-store-engine.md``. The parts: ``sqlite_session`` (connections, transactions, errors),
``sqlite_layout`` (tables), ``sqlite_columns`` (what SQL answers of a filter), ``sqlite_collection`` (the operations),
``search_index``, ``migrations`` and ``sqlite_verify``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from hiring_desktop.core.errors import Conflict, Damaged, InvalidInput, Locked, NotFound, UnsupportedOperation
from hiring_desktop.core.storage.commit_head import CommitHead, accept, forget_commits
from hiring_desktop.core.storage.durable import disk_errors, make_folder, sync_folder
from hiring_desktop.core.storage.migrations import install, migrate
from hiring_desktop.core.storage.schema import COLLECTIONS, collection_schema
from hiring_desktop.core.storage.search_index import SqliteSearch
from hiring_desktop.core.storage.sqlite_collection import SqliteCollection
from hiring_desktop.core.storage.sqlite_head import SqlCounters, check_head, count_commit
from hiring_desktop.core.storage.sqlite_session import Sessions, connect, engine_errors, new_salt, salt_fits
from hiring_desktop.core.storage.sqlite_verify import problems

SNAPSHOT_NAME: Final = "store.db"

_KEY_BYTES: Final = 32
_SALT_BYTES: Final = 16


class SqliteStore:
    """See ``hiring_desktop.core.ports.Store``. Any number of threads and processes may have one file open.

    Make it with ``create`` or ``open``.
    """

    def __init__(self, sessions: Sessions, head: CommitHead) -> None:
        self._sessions = sessions
        self._head = head
        self._collections = {name: SqliteCollection(sessions, schema) for name, schema in COLLECTIONS.items()}
        self._search = SqliteSearch(sessions, self._collections)
        sessions.before_commit = self._search.refresh
        sessions.count_commit, sessions.after_commit = count_commit, head.move_on

    @classmethod
    def create(cls, path: Path, key: bytes | None) -> SqliteStore:
        """Make a new store; it appears under its name only when it is complete.

        Args:
            path: The file to make; its folder is made as well.
            key: 32 random bytes. None stores plain text, which is for tests of erasure alone.

        Raises:
            Conflict: The file exists.
            StorageFailure: The disk or the folder does not allow it.
        """
        _check_key(key)
        make_folder(path.parent)
        if path.exists():
            raise Conflict(f"There is a store in {path.parent} already. Open it, or choose another folder.")
        made = path.with_name(f"{path.name}.new")
        with disk_errors():
            made.unlink(missing_ok=True)
        with engine_errors():
            salt = new_salt(key) if key is not None else b""
            with closing(connect(made, key, salt=salt, create=True)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                install(connection)
                connection.execute("COMMIT")
        with disk_errors():
            made.replace(path)
            sync_folder(path.parent)
        return cls.open(path, key)

    @classmethod
    def open(cls, path: Path, key: bytes | None) -> SqliteStore:
        """Open a store, bringing one of an older version to the present schema.

        Raises:
            NotFound: There is no such file.
            Locked: The key is not the store's.
            Damaged: The file is no store, its first page is damaged, or changes that were committed are gone (the next
                time it opens without them).
            StorageFailure: It cannot be read or written, or was written by a newer version of the application.
        """
        _check_key(key)
        if not path.exists():
            raise NotFound(f"There is no store in {path.parent}. Create a workspace there, or choose another folder.")
        with disk_errors(), path.open("rb") as file:
            salt = file.read(_SALT_BYTES)
        if len(salt) < _SALT_BYTES:
            raise Damaged("The store of the workspace is empty or cut off. Restore the last backup.")
        if key is not None and not salt_fits(key, salt):
            raise Locked("The key is not the one that this store was made with. Unlock the workspace it belongs to.")
        with engine_errors(), closing(connect(path, key)) as connection:
            migrate(connection)
            head = CommitHead(path, key)
            check_head(connection, head)
        store = cls(Sessions(path, key), head)
        store.search.catch_up()
        return store

    def __getitem__(self, collection: str) -> SqliteCollection:
        """A collection by name.

        Raises:
            UnsupportedOperation: The schema does not know the name.
        """
        collection_schema(collection)
        return self._collections[collection]

    @property
    def search(self) -> SqliteSearch:
        """Full-text search over the candidates."""
        return self._search

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside are stored together or not at all. Nested use joins the outer transaction.

        An operation that fails by itself leaves nothing and lets the transaction go on. When an exception leaves a
        nested block, nothing of the outer one is stored either.
        """
        with self._sessions.transaction():
            yield

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """All that this thread reads inside is of one state, whatever others commit; it may not write inside."""
        with self._sessions.reading():
            yield

    def snapshot(self, folder: Path) -> None:
        """Write a copy of one state into a folder, as ``store.db``; others go on reading and writing.

        Raises:
            StorageFailure: The disk or the folder does not allow it.
            UnsupportedOperation: This thread has a transaction under way.
        """
        path = folder / SNAPSHOT_NAME
        self._sessions.copy_to(path)
        with engine_errors(), closing(connect(path, self._sessions.key)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            forget_commits(SqlCounters(connection))

    def open_snapshot(self, folder: Path) -> SqliteStore:
        """A store of its own from what ``snapshot`` wrote. Raises as ``open`` does."""
        return SqliteStore.open(folder / SNAPSHOT_NAME, self._sessions.key)

    def next_seq(self, name: str, count: int = 1) -> int:
        """Draw ``count`` numbers from a counter and return the first; the others follow it. The first ever is 1.

        Numbers are drawn inside a transaction, so that they are in the order of the commits and none is lost.

        Raises:
            UnsupportedOperation: There is no transaction under way.
        """
        if not self._sessions.in_transaction:
            raise UnsupportedOperation("next_seq needs a transaction, so that numbers follow the order of the commits.")
        if count < 1:
            raise InvalidInput("next_seq draws one number or more.")
        with self._sessions.writing() as connection:
            last: int = connection.execute(
                "INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value "
                "RETURNING value",
                (name, count),
            ).fetchone()[0]
            return last - count + 1

    def scrub(self) -> None:
        """Make sure that nothing deleted or overwritten is left in the files. Takes about 15 s a gigabyte.

        Others go on reading meanwhile; writers wait.

        Raises:
            Locked: Somebody was reading or writing all the time; what was deleted may still be found. Try again.
            StorageFailure: The disk has no room for a second copy of the store.
            UnsupportedOperation: This thread has a transaction under way.
        """
        if self._sessions.in_transaction:
            raise UnsupportedOperation("The store cannot be scrubbed in the middle of a change.")
        self._search.purge()
        self._sessions.scrub()

    def verify(self) -> list[str]:
        """Problems found in the stored data, one sentence each; empty when sound."""
        return problems(self._sessions, self._search, self._head)

    def accept_losses(self) -> None:
        """Take the store as it is for complete: ``verify`` tells no more of changes that are gone."""
        with self._sessions.transaction() as connection:
            accept(SqlCounters(connection), self._head)

    def close(self) -> None:
        """Release the files. Further use raises ``StorageFailure``. No other thread may be in the middle of a call."""
        self._sessions.close()
        self._head.close()


def _check_key(key: bytes | None) -> None:
    if key is not None and len(key) != _KEY_BYTES:
        raise InvalidInput(f"The key of a store is {_KEY_BYTES} bytes.")
