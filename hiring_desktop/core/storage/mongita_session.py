"""Transactions over a store that lies in memory, in a journal, and in mongita's files.

Reading is from memory: whatever was committed when it began, by this process or another (a look at the journal tells).
Writing takes turns. A transaction lays drafts over the tables; committing puts one record at the end of the journal and
on the disk, and only then into memory. When the journal has grown, a checkpoint writes the collections that it touched
into mongita's files and starts a new one, which replaces the old in a single step: until then the old one and the files
that it names are complete, whatever is interrupted.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Final

from hiring_desktop.core.errors import Damaged, HiringError, StorageFailure, UnsupportedOperation
from hiring_desktop.core.storage.commit_head import BLIND, CommitHead, compare, count_commit
from hiring_desktop.core.storage.memory_tables import Draft, Rows, Write
from hiring_desktop.core.storage.mongita_files import MongitaFiles
from hiring_desktop.core.storage.mongita_state import (
    COUNTERS,
    Catalogue,
    State,
    counters_document,
    load,
    recover,
    transaction_record,
)
from hiring_desktop.core.storage.schema import SCHEMA_VERSION
from hiring_desktop.core.storage.sealed_journal import Journal
from hiring_desktop.core.storage.turns import Turns

_log = logging.getLogger(__name__)

_CHECKPOINT_BYTES: Final = 1024 * 1024
"""How long a journal becomes before its content goes to mongita's files; longer where those are large."""

_GO_ON: Final = "Restore the last backup, or open the workspace again to go on with what can be read."
_CLOSED: Final = "The store is closed. Open the workspace again."


class Transaction:
    """What one thread has written and not committed yet."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.doomed = False
        self._drafts: dict[str, Draft] = {}
        self._numbers: dict[str, int | None] = {}

    def rows(self, name: str) -> Rows:
        """A collection as the transaction sees it."""
        return self._drafts[name] if name in self._drafts else self.state.rows(name)

    def draft(self, name: str) -> Draft:
        """A collection to write to. Raises ``Damaged`` when its files cannot be read."""
        if name not in self._drafts:
            self._drafts[name] = Draft(self.state.rows(name))
        return self._drafts[name]

    def get(self, name: str) -> int | None:
        """A counter."""
        return self._numbers[name] if name in self._numbers else self.state.counters.get(name)

    def put(self, name: str, value: int | None) -> None:
        """Set a counter."""
        self._numbers[name] = value

    @contextmanager
    def operation(self) -> Iterator[Transaction]:
        """What is written to documents inside is taken back when an exception passes."""
        marks = {name: draft.mark() for name, draft in self._drafts.items()}
        try:
            yield self
        except BaseException:
            for name, draft in self._drafts.items():
                draft.undo_to(marks.get(name, 0))
            raise

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not self._numbers and not any(draft.is_changed for draft in self._drafts.values())

    def result(self) -> tuple[dict[str, list[Write]], dict[str, int | None]]:
        """What there is to commit."""
        writes = {name: list(draft.writes()) for name, draft in self._drafts.items()}
        return {name: some for name, some in writes.items() if some}, self._numbers


class MongitaSessions:
    """All use that one process makes of a store. Any thread may; not to be carried across ``fork``.

    Args:
        journal: Of the store.
        files: Mongita's.
        turns: Among writers.
        head: How far the store had got.
    """

    def __init__(self, journal: Journal, files: MongitaFiles, turns: Turns, head: CommitHead) -> None:
        self.journal = journal
        self.files = files
        self.head = head
        self._turns = turns
        self._own = threading.local()
        self._lock = threading.Lock()
        """For the state, and whatever goes with it; never held while waiting for a turn."""
        self._state: State | None = None
        self._readers = 0
        self._writing = False
        """Whether a thread of this process has its turn: nobody else can commit then."""
        self._closed = False
        self._next_checkpoint = 0
        self.before_commit: Callable[[], None] = lambda: None
        """Called at the end of every transaction that wrote something."""

    # -------------------------------------------------------------- opening, closing
    def start(self) -> None:
        """Read the store, and compare it with its head.

        Raises:
            Damaged: The journal is gone or damaged, or commits are missing (the next time it opens without them).
            StorageFailure: It cannot be read or written, or was written by a newer version of the application.
        """
        with self._turns.turn():
            damage = self._read_or_recover()
            with self._turned():
                noted = Transaction(self._present())
                missing = compare(noted, self.head)
                if damage is not None:
                    noted.put(BLIND, (noted.get(BLIND) or 0) + 1)
                self._append(noted)
                catalogue = self._present().catalogue
                if not self.files.is_listed(catalogue.folders) and self.files.is_listed(catalogue.listed):
                    self.files.put_listing(catalogue.folders)  # a checkpoint was cut off after its new journal
                self.files.sweep(catalogue.folders)
                if catalogue.schema < SCHEMA_VERSION:
                    self._checkpoint()
        for told in (damage, missing):
            if told is not None:
                raise told

    def _read_or_recover(self) -> Damaged | None:
        try:
            records = self._records()
        except Damaged as error:
            state = recover(self.files)
            if state is None:
                raise
            self.journal.replace([state.catalogue.to_record()])
            self._state = state
            return error
        self._state = load(records, self.files)
        return None

    def _records(self) -> list[bytes]:
        records = self.journal.read()
        if not records:
            raise Damaged(f"The journal of the store ({self.journal.path.name}) is damaged. {_GO_ON}")
        return records

    def stored_state(self) -> State:
        """What the disk holds, read anew; nobody else may be writing.

        Raises:
            Damaged: The journal is not what was written.
        """
        fresh = self.journal.another()
        records = fresh.read()
        if not records:
            raise Damaged(f"The journal of the store ({self.journal.path.name}) is damaged. {_GO_ON}")
        return load(records, self.files)

    def close(self) -> None:
        """Bring mongita's files up to date, if nobody else is writing, and let go of them."""
        if self._closed:
            return
        try:
            with self._turns.turn(wait_seconds=0), self._turned():
                if self.journal.records > 1:
                    self._checkpoint()
        except HiringError as error:
            _log.info("The journal of the store is kept until it is opened again: %s", error.title)
        with self._lock:
            self._closed, self._state = True, None

    # -------------------------------------------------------------- reading
    @contextmanager
    def reading(self) -> Iterator[State | Transaction]:
        """One state of the data throughout: the running transaction's, the one pinned, or the last committed."""
        present = self._of_thread()
        if present is not None:
            yield present
            return
        state = self._enter()
        try:
            yield state
        finally:
            with self._lock:
                self._readers -= 1

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """All reading of this thread inside is of one state."""
        if self._of_thread() is not None:
            yield
            return
        with self.reading() as state:
            self._own.pinned = state
            try:
                yield
            finally:
                self._own.pinned = None

    @property
    def running(self) -> Transaction | None:
        """The transaction that this thread has under way."""
        with self._lock:
            self._present()
        found: Transaction | None = getattr(self._own, "transaction", None)
        return found

    def _of_thread(self) -> State | Transaction | None:
        pinned: State | None = getattr(self._own, "pinned", None)
        return self.running or pinned

    def _enter(self) -> State:
        """The last state that was committed, which stays as it is until ``_readers`` goes down again."""
        try:
            return self._joined(sure=False)
        except Damaged:
            # Another process may be in the middle of a checkpoint; nobody is when it is this one's turn.
            with self._turns.turn():
                return self._joined(sure=True)

    def _joined(self, *, sure: bool) -> State:
        with self._lock:
            self._catch_up(sure=sure)
            self._readers += 1
            return self._present()

    def _present(self) -> State:
        if self._closed or self._state is None:
            raise StorageFailure(_CLOSED)
        return self._state

    def _catch_up(self, *, sure: bool) -> None:
        """Bring the state to what others committed; ``_lock`` is held.

        Args:
            sure: Whether nobody else can be writing, so that a file that does not fit is damaged.
        """
        state = self._present()
        if self._writing or self.journal.is_read():
            return
        try:
            records = self.journal.follow()
            if records is not None:
                self._state = state.after_records(records, shared=self._readers > 0)
                return
            self._state = self._loaded(state, sure=sure)
        except BaseException:
            self.journal.forget()
            raise

    def _loaded(self, known: State, *, sure: bool) -> State:
        fresh = load(self._records(), self.files, known)
        if not sure and fresh.damaged.keys() - known.damaged.keys():
            raise Damaged(next(iter(fresh.damaged.values())))
        return fresh

    # -------------------------------------------------------------- writing
    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Commit at the end what was written inside, or nothing if an exception passes. Nested use joins.

        Raises:
            RuntimeError: A nested block failed and the exception was swallowed; nothing was written.
        """
        running = self.running
        if running is not None:
            try:
                yield running
            except BaseException:
                running.doomed = True
                raise
            return
        self._refuse_in_reading()
        with self._turns.turn(), self._turned():
            made = self._own.transaction = Transaction(self._present())
            try:
                yield made
                self._commit(made)
            finally:
                self._own.transaction = None
            self._checkpoint_when_due()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """For one operation, which is stored as a whole or not at all; a transaction under way can go on either way."""
        running = self.running
        with self.transaction() if running is None else nullcontext(running) as joined, joined.operation():
            yield joined

    @contextmanager
    def _turned(self) -> Iterator[None]:
        """What nobody else can write in between; this process has the turn."""
        with self._lock:
            self._catch_up(sure=True)
            self._writing = True
        try:
            yield
        finally:
            with self._lock:
                self._writing = False

    def _refuse_in_reading(self) -> None:
        if getattr(self._own, "pinned", None) is not None:
            raise UnsupportedOperation("Nothing can be written while one state of the store is being read.")

    def _commit(self, transaction: Transaction) -> None:
        if transaction.doomed:
            raise RuntimeError("a nested transaction failed: the outer one must not go on")
        if not transaction.is_empty:
            self.before_commit()
            number = count_commit(transaction)
            self._append(transaction)
            self.head.move_on(number)

    def _append(self, transaction: Transaction) -> None:
        if transaction.is_empty:
            return
        writes, numbers = transaction.result()
        try:
            self.journal.append(transaction_record(writes, numbers))
            with self._lock:
                self._state = self._present().after(writes, numbers, shared=self._readers > 0)
        except BaseException:
            self.journal.forget()  # whatever happened: what it says decides
            raise

    # -------------------------------------------------------------- checkpoints
    def checkpoint(self) -> None:
        """Write everything to mongita's files, and leave nothing else: no earlier version of anything.

        Raises:
            Damaged: A collection that was written to cannot be read.
            StorageFailure: The disk does not allow it.
            UnsupportedOperation: This thread has a transaction under way, or is reading one state.
        """
        if self.running is not None:
            raise UnsupportedOperation("The store cannot be tidied up in the middle of a change.")
        self._refuse_in_reading()
        with self._turns.turn(), self._turned():
            self._checkpoint()

    def _checkpoint_when_due(self) -> None:
        size = self.journal.size
        if size < _CHECKPOINT_BYTES or size < self._next_checkpoint:
            return
        if size < self.files.size(self._present().catalogue.folders) // 2:
            return
        try:
            self._checkpoint()
        except HiringError as error:
            # All is in the journal, and was acknowledged.
            self._next_checkpoint = size + _CHECKPOINT_BYTES
            _log.info("The journal of the store goes on growing: %s", error.title)

    def _checkpoint(self) -> None:
        state = self._present()
        generation = state.catalogue.generation + 1
        collections = dict(state.catalogue.collections)
        for name in sorted(state.written):
            table = state.rows(name)
            collections.pop(name, None)
            if len(table):
                pairs = ((row.key, row.body) for row in table.rows())
                collections[name] = self.files.write(name, generation, pairs)
        collections[COUNTERS] = self.files.write(COUNTERS, generation, [counters_document(state.counters)])
        listed = tuple(state.catalogue.folders)
        catalogue = Catalogue(generation, SCHEMA_VERSION, state.counters, collections, listed)
        try:
            self.journal.replace([catalogue.to_record()])
            with self._lock:
                self._state = replace(state, catalogue=catalogue, written=frozenset())
        except BaseException:
            self.journal.forget()
            raise
        self._next_checkpoint = 0
        self.files.put_listing(catalogue.folders)
        self.files.sweep(catalogue.folders)
