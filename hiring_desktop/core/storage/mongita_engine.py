"""A store in a plain folder, its files laid out as mongita has them; for small workspaces.

The parts: ``mongita_session`` (transactions, journal, checkpoints), ``mongita_state`` (what is committed),
``mongita_files`` (the folder), ``mongita_collection`` (the operations), ``memory_tables``, ``sealed_journal`` and
``turns``. It has no search yet, and so is no ``ports.Store`` that a workspace could be given.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hiring_desktop.core.errors import Conflict, InvalidInput, NotFound, UnsupportedOperation
from hiring_desktop.core.storage.commit_head import CommitHead, accept
from hiring_desktop.core.storage.durable import make_folder
from hiring_desktop.core.storage.mongita_collection import MongitaCollection
from hiring_desktop.core.storage.mongita_files import MongitaFiles
from hiring_desktop.core.storage.mongita_session import MongitaSessions
from hiring_desktop.core.storage.mongita_state import Catalogue
from hiring_desktop.core.storage.mongita_verify import problems
from hiring_desktop.core.storage.schema import COLLECTIONS, SCHEMA_VERSION, collection_schema
from hiring_desktop.core.storage.sealed_journal import Journal
from hiring_desktop.core.storage.turns import Turns

_KEY_BYTES: Final = 32


class MongitaStore:
    """The documents of ``hiring_desktop.core.ports.Store``. Any number of threads and processes may have one open.

    ``path`` is the folder with mongita's files; the journal, the head and the locks lie beside it.
    """

    def __init__(self, sessions: MongitaSessions) -> None:
        self._sessions = sessions
        self._collections = {name: MongitaCollection(sessions, schema) for name, schema in COLLECTIONS.items()}

    @classmethod
    def create(cls, path: Path, key: bytes) -> MongitaStore:
        """Make a new store.

        Raises:
            Conflict: There is one.
            StorageFailure: The disk or the folder does not allow it.
        """
        _check_key(key)
        make_folder(path.parent)
        journal = Journal(path.with_suffix(".journal"), key)
        if journal.path.exists() or path.exists():
            raise Conflict(f"There is a store in {path.parent} already. Open it, or choose another folder.")
        journal.replace([Catalogue(0, SCHEMA_VERSION, {}).to_record()])
        MongitaFiles(path, key).put_listing([])
        return cls.open(path, key)

    @classmethod
    def open(cls, path: Path, key: bytes) -> MongitaStore:
        """Open a store.

        Raises:
            NotFound: There is none.
            Locked: The key is not the store's.
            Damaged: Its journal is damaged, or changes are gone (the next time it opens without them).
            StorageFailure: It cannot be read or written, or was written by a newer version of the application.
        """
        _check_key(key)
        journal = Journal(path.with_suffix(".journal"), key)
        if not journal.path.exists() and not path.exists():
            raise NotFound(f"There is no store in {path.parent}. Create a workspace there, or choose another folder.")
        turns = Turns(path.with_suffix(".lock"), path.with_suffix(".queue"))
        head = CommitHead(path.with_suffix(""), key)
        sessions = MongitaSessions(journal, MongitaFiles(path, key), turns, head)
        sessions.start()
        return cls(sessions)

    def __getitem__(self, collection: str) -> MongitaCollection:
        """A collection by name. Raises ``UnsupportedOperation`` for a name that the schema does not know."""
        collection_schema(collection)
        return self._collections[collection]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside are stored together or not at all. Nested use joins the outer transaction."""
        with self._sessions.transaction():
            yield

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """All that this thread reads inside is of one state, whatever others commit; it may not write inside."""
        with self._sessions.one_state():
            yield

    def next_seq(self, name: str, count: int = 1) -> int:
        """Draw ``count`` numbers from a counter, inside a transaction, and return the first; the first ever is 1."""
        running = self._sessions.running
        if running is None:
            raise UnsupportedOperation("next_seq needs a transaction, so that numbers follow the order of the commits.")
        if count < 1:
            raise InvalidInput("next_seq draws one number or more.")
        first = (running.get(name) or 0) + 1
        running.put(name, first + count - 1)
        return first

    def scrub(self) -> None:
        """Make sure that nothing deleted or overwritten is left in the files."""
        self._sessions.checkpoint()

    def verify(self) -> list[str]:
        """Problems found in the stored data, one sentence each; empty when sound."""
        return problems(self._sessions)

    def accept_losses(self) -> None:
        """Take the store as it is for complete: ``verify`` tells no more of changes that are gone."""
        with self._sessions.transaction() as transaction:
            accept(transaction, self._sessions.head)

    def close(self) -> None:
        """Release the files. Further use raises ``StorageFailure``. No other thread may be in the middle of a call."""
        self._sessions.close()
        self._sessions.head.close()


def _check_key(key: bytes) -> None:
    if len(key) != _KEY_BYTES:
        raise InvalidInput(f"The key of a store is {_KEY_BYTES} bytes.")
