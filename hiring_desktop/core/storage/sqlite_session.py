"""Connections to the encrypted file: one for each thread, transactions, and SQLite's errors in our words.

The file is SQLCipher 4 with a raw key, so that opening costs no key derivation. Its first 16 bytes, the salt, are half
random and half a keyed hash of the random half: a wrong key is told apart from a damaged file before anything is
decrypted.
"""

from __future__ import annotations

import hmac
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlcipher3

from hiring_desktop.core.errors import (
    Conflict,
    Damaged,
    HiringError,
    InvalidInput,
    Locked,
    StorageFailure,
    UnsupportedOperation,
)

_BUSY_SECONDS: Final = 30.0
"""How long a writer waits for another one, thread or process."""
_SALT_BYTES: Final = 16
_WAL_LIMIT_BYTES: Final = 16 * 1024 * 1024

_CLOSED: Final = "The store is closed. Open the workspace again."

Connection = Any
"""A ``sqlcipher3`` connection, which has no type stubs; it has the interface of ``sqlite3.Connection``."""


def new_salt(key: bytes) -> bytes:
    """A fresh salt that ``salt_fits`` recognises."""
    random = os.urandom(_SALT_BYTES // 2)
    return random + _salt_mark(key, random)


def salt_fits(key: bytes, salt: bytes) -> bool:
    """Whether a file with this salt was made with this key."""
    half = _SALT_BYTES // 2
    return hmac.compare_digest(salt[half:], _salt_mark(key, salt[:half]))


def _salt_mark(key: bytes, random: bytes) -> bytes:
    return hmac.digest(key, b"smart-hiring store salt" + random, "sha256")[: _SALT_BYTES // 2]


def connect(path: Path, key: bytes | None, *, salt: bytes = b"", create: bool = False) -> Connection:
    """A connection with all settings made; nothing is read from the file yet unless it exists.

    Args:
        path: The file.
        key: 32 bytes, or None for a file without encryption.
        salt: The salt of a file that is being created.
        create: Whether the file may be made.
    """
    connection = sqlcipher3.connect(
        f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}",
        uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256,
    )  # fmt: skip
    # SQLCipher would write its own log lines to standard error.
    connection.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}{salt.hex()}'\"")
    connection.executescript(
        f"""
        PRAGMA synchronous = FULL;
        PRAGMA fullfsync = ON;
        PRAGMA secure_delete = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA trusted_schema = OFF;
        PRAGMA cell_size_check = ON;
        PRAGMA journal_size_limit = {_WAL_LIMIT_BYTES};
        """
    )
    return connection


# ------------------------------------------------------------------ errors
@contextmanager
def engine_errors() -> Iterator[None]:
    """Translate what SQLite, the encoder of documents and the file system raise into errors for a person."""
    try:
        yield
    except sqlcipher3.Error as error:
        raise _translated(error) from error
    except UnicodeEncodeError as error:
        raise InvalidInput("A text holds half a character (a lone surrogate) and cannot be stored.") from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise StorageFailure(f"The workspace cannot be used: {why}. Check the folder and the disk.") from error


def _translated(error: sqlcipher3.Error) -> HiringError:
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlcipher3.SQLITE_CONSTRAINT:
        # "UNIQUE constraint failed: jobs._id" names fields, never values.
        fields = str(error).rpartition(": ")[2]
        return Conflict(f"A document with the same {fields} exists already.")
    if code in {sqlcipher3.SQLITE_BUSY, sqlcipher3.SQLITE_LOCKED}:
        return Locked("Another program has been writing to the workspace for too long. Close it and try again.")
    if code == sqlcipher3.SQLITE_FULL:
        return StorageFailure("The disk is full. Nothing was changed: free some space and try again.")
    if code in {sqlcipher3.SQLITE_READONLY, sqlcipher3.SQLITE_CANTOPEN, sqlcipher3.SQLITE_PERM, sqlcipher3.SQLITE_AUTH}:
        return StorageFailure("The workspace folder cannot be written to. Check its permissions, or move it elsewhere.")
    if code == sqlcipher3.SQLITE_IOERR:
        return StorageFailure("The disk refused to read or write. Nothing was changed: check whether it is full.")
    if code in {sqlcipher3.SQLITE_CORRUPT, sqlcipher3.SQLITE_NOTADB, sqlcipher3.SQLITE_FORMAT}:
        return Damaged("The store of the workspace is damaged. Verify the workspace and restore the last backup.")
    if isinstance(error, sqlcipher3.ProgrammingError) and "closed" in str(error):
        return StorageFailure(_CLOSED)
    return StorageFailure(f"The store failed in a way that was not expected ({type(error).__name__}, code {code}).")


# ------------------------------------------------------------------ sessions
class Session:
    """One thread's connection, and the transaction that it has under way."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.writing = False
        self.doomed = False
        self.changes_before = 0
        """How many rows the connection had changed when the transaction began."""


class Sessions:
    """All connections of this process to one file. Any thread may use it; each gets a connection of its own.

    Writers of one process queue at a lock, which is fairer than SQLite's polling; those of several processes at
    ``BEGIN IMMEDIATE``. Not to be carried across ``fork``.
    """

    def __init__(self, path: Path, key: bytes | None) -> None:
        self.path = path
        self.key = key
        self._own = threading.local()
        self._all: weakref.WeakSet[Session] = weakref.WeakSet()
        self._all_lock = threading.Lock()
        self._writer = threading.Lock()
        self._closed = False
        self.before_commit: Callable[[Connection], None] = lambda _: None
        """Called at the end of every transaction that wrote something, to write what follows from it."""
        self.count_commit: Callable[[Connection], int] = lambda _: 0
        """Called after that, for the number of the transaction."""
        self.after_commit: Callable[[int], None] = lambda _: None
        """Called with the number once it is committed, before another transaction of this process can be."""

    def _session(self) -> Session:
        if self._closed:
            raise StorageFailure(_CLOSED)
        session: Session | None = getattr(self._own, "session", None)
        if session is None:
            session = Session(connect(self.path, self.key))
            with self._all_lock:
                if self._closed:
                    session.connection.close()
                    raise StorageFailure(_CLOSED)
                self._all.add(session)
            self._own.session = session
        return session

    @contextmanager
    def reading(self, *, one_statement: bool = False) -> Iterator[Connection]:
        """A connection that sees one state of the data throughout: the running transaction's, or the last committed.

        Args:
            one_statement: Whether a single statement will be run, which is such a state by itself.
        """
        with engine_errors():
            session = self._session()
            connection = session.connection
            if one_statement or connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Commit at the end what was written inside, or nothing if an exception passes. Nested use joins.

        Raises:
            RuntimeError: A nested block failed and the exception was swallowed; nothing was written.
        """
        with engine_errors():
            session = self._session()
        if session.writing:
            yield from self._joined(session)
            return
        if not self._writer.acquire(timeout=_BUSY_SECONDS):
            raise Locked("Another task has been writing to the workspace for too long. Try again.")
        try:
            yield from self._outermost(session)
        finally:
            self._writer.release()

    @staticmethod
    def _joined(session: Session) -> Iterator[Connection]:
        try:
            yield session.connection
        except BaseException:
            session.doomed = True
            raise

    def _outermost(self, session: Session) -> Iterator[Connection]:
        connection = session.connection
        if connection.in_transaction:
            raise UnsupportedOperation("Nothing can be written while one state of the store is being read.")
        with engine_errors():
            connection.execute("BEGIN IMMEDIATE")
        session.writing, session.doomed, session.changes_before = True, False, connection.total_changes
        try:
            yield connection
            self._commit(session)
        except BaseException:
            # A full disk makes SQLite roll back by itself.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            session.writing = False

    def _commit(self, session: Session) -> None:
        if session.doomed:
            raise RuntimeError("a nested transaction failed: the outer one must not go on")
        with engine_errors():
            check_alive(session.connection)
            if session.connection.total_changes == session.changes_before:
                session.connection.execute("COMMIT")
                return
            self.before_commit(session.connection)
            number = self.count_commit(session.connection)
            session.connection.execute("COMMIT")
            self.after_commit(number)

    @contextmanager
    def writing(self, *, several: bool = False) -> Iterator[Connection]:
        """A connection for one operation that is stored as a whole or not at all.

        Args:
            several: Whether the operation writes more than one row; it gets a savepoint inside a transaction.
        """
        with engine_errors():
            session = self._session()
            if not session.writing:
                with self.transaction() as connection:
                    yield connection
                return
            check_alive(session.connection)
            if not several:
                yield session.connection
                return
            connection = session.connection
            connection.execute("SAVEPOINT operation")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK TO operation")
                    connection.execute("RELEASE operation")
                raise
            connection.execute("RELEASE operation")

    def scrub(self) -> None:
        """Rewrite the file without what was deleted, and empty the log beside it (see ``ports.Store.scrub``).

        ``secure_delete`` alone is not enough: when SQLite moves a row to a neighbouring page, a copy stays behind in
        the unused part of the old one, and is not found when the row is deleted later. About one deleted row in 600
        survived in that way; ``VACUUM`` builds every page anew.
        """
        with engine_errors():
            session = self._session()
        if session.writing:
            raise UnsupportedOperation("The store cannot be scrubbed in the middle of a change.")
        if not self._writer.acquire(timeout=_BUSY_SECONDS):
            raise Locked("Another task has been writing to the workspace for too long. Try again.")
        try:
            with engine_errors():
                # A copy of the whole store is made on the way. On disk it is encrypted like the store itself; in
                # memory it would be too large.
                if self.key is not None:
                    session.connection.execute("PRAGMA temp_store = FILE")
                session.connection.execute("VACUUM")
                busy = session.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            with engine_errors():
                session.connection.execute("PRAGMA temp_store = MEMORY")
            self._writer.release()
        if busy:
            raise Locked("Somebody is reading from the workspace. What was deleted is cleared away when they are done.")

    def copy_to(self, path: Path) -> None:
        """Write the last committed state to a new file, under the same key and without what was deleted.

        Raises:
            StorageFailure: The disk or the folder does not allow it.
            UnsupportedOperation: This thread has a transaction under way.
        """
        with engine_errors():
            session = self._session()
            if session.connection.in_transaction:
                raise UnsupportedOperation("The store cannot be copied in the middle of a change.")
            session.connection.execute("VACUUM INTO ?", (str(path),))

    @property
    def in_transaction(self) -> bool:
        """Whether this thread has a transaction under way."""
        return self._session().writing

    def close(self) -> None:
        """Close all connections; no other thread may be using one."""
        with self._all_lock:
            self._closed = True
            for session in list(self._all):
                session.connection.close()


def check_alive(connection: Connection) -> None:
    """Refuse to go on after SQLite has rolled the transaction back by itself.

    Raises:
        StorageFailure: It has.
    """
    if not connection.in_transaction:
        raise StorageFailure("The disk failed in the middle of a change. Nothing of it was stored: check the disk.")
