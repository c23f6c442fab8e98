"""What a store on mongita holds at one moment, and the records of its journal that lead from one to the next.

A journal begins with a catalogue: the counters, and where the documents of each collection were put by the last
checkpoint. Each further record is a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import bson

from hiring_desktop.core.errors import Damaged, StorageFailure
from hiring_desktop.core.storage.memory_tables import Table, Write
from hiring_desktop.core.storage.mongita_files import MongitaFiles, Pair, StoredCollection
from hiring_desktop.core.storage.schema import COLLECTIONS, SCHEMA_VERSION, CollectionSchema

_FORMAT: Final = 1
_FIRST_SCHEMA: Final = 8
"""The schema of the first release that had this engine."""

COUNTERS: Final = "$counters"
"""What stands for the counters among the collections; no collection can be called that."""

Writes = Mapping[str, Sequence[Write]]
"""Collection to what a transaction did to it."""
Numbers = Mapping[str, int | None]
"""Counter to its new value; None removes it."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a checkpoint left."""

    generation: int
    schema: int
    counters: Mapping[str, int]
    collections: Mapping[str, StoredCollection] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    """The folders that were listed for mongita before this checkpoint: so they still are if it was cut off."""

    @property
    def folders(self) -> list[str]:
        """The folders that count."""
        return sorted(stored.folder for stored in self.collections.values())

    def to_record(self) -> bytes:
        """For the journal."""
        stored = {name: collection.to_bson() for name, collection in self.collections.items()}
        return bson.encode({
            "format": _FORMAT, "schema": self.schema, "generation": self.generation, "counters": dict(self.counters),
            "collections": stored, "listed": list(self.listed),
        })  # fmt: skip

    @staticmethod
    def of_record(record: bytes) -> Catalogue:
        """What ``to_record`` made.

        Raises:
            StorageFailure: A newer version of the application wrote it.
            Damaged: The store is older than any that was released.
        """
        told = bson.decode(record)
        if told["format"] > _FORMAT or told["schema"] > SCHEMA_VERSION:
            raise StorageFailure(
                f"The workspace was written by a newer version of Smart Hiring (store version {told['schema']}, this "
                f"one knows up to {SCHEMA_VERSION}). Update the application to open it.",
                title="Workspace is newer than the application", code="newer_version",
            )  # fmt: skip
        if told["schema"] < _FIRST_SCHEMA:
            raise Damaged("The store is not one of Smart Hiring. Restore the last backup, or choose another workspace.")
        stored = {name: StoredCollection.of_bson(value) for name, value in told["collections"].items()}
        return Catalogue(told["generation"], told["schema"], told["counters"], stored, tuple(told["listed"]))


def transaction_record(writes: Writes, numbers: Numbers) -> bytes:
    """A transaction for the journal."""
    told = [[name, write.key, write.body] for name, some in writes.items() for write in some]
    return bson.encode({"writes": told, "counters": dict(numbers)})


@dataclass(frozen=True, slots=True)
class State:
    """All that is committed. ``damaged`` tells of the collections whose files cannot be read, and why."""

    catalogue: Catalogue
    tables: Mapping[str, Table]
    counters: Mapping[str, int]
    damaged: Mapping[str, str] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
    """The collections that the journal has writes for: a checkpoint writes them anew."""

    def rows(self, name: str) -> Table:
        """A collection.

        Raises:
            Damaged: Its files cannot be read.
        """
        if name in self.damaged:
            raise Damaged(self.damaged[name])
        return self.tables[name]

    def after(self, writes: Writes, numbers: Numbers, *, shared: bool) -> State:
        """The state that a transaction leads to.

        Args:
            writes: What it did.
            numbers: The counters that it changed.
            shared: Whether somebody is reading this state, so that its tables must stay as they are.
        """
        tables = dict(self.tables)
        for name, some in writes.items():
            table = tables.get(name)
            if table is None:
                table = _table(name)
            tables[name] = table.copy() if shared else table
            for write in some:
                write.apply(tables[name])
        counters = {**self.counters, **numbers}
        kept = {name: value for name, value in counters.items() if value is not None}
        return replace(self, tables=tables, counters=kept, written=self.written | frozenset(writes))

    def after_records(self, records: Iterable[bytes], *, shared: bool) -> State:
        """The state that transactions of the journal lead to."""
        state = self
        for record in records:
            told = bson.decode(record)
            writes: dict[str, list[Write]] = {}
            for name, key, body in told["writes"]:
                writes.setdefault(name, []).append(Write(key, body))
            state = state.after(writes, told["counters"], shared=shared)
        return state


def load(records: Sequence[bytes], files: MongitaFiles, known: State | None = None) -> State:
    """The state that a journal and the files beside it lead to.

    Args:
        records: Those of the journal, the catalogue first.
        files: Where the collections are.
        known: An earlier state of the same store: what it has of files that did not change since is taken over.

    Raises:
        StorageFailure: A newer version of the application wrote it.
    """
    catalogue = Catalogue.of_record(records[0])
    tables = {name: Table(schema) for name, schema in COLLECTIONS.items()}
    damaged: dict[str, str] = {}
    for name, stored in catalogue.collections.items():
        if name == COUNTERS:
            continue
        if known and name not in known.written and known.catalogue.collections.get(name) == stored:
            tables[name] = known.tables[name].copy()
            if name in known.damaged:
                damaged[name] = known.damaged[name]
            continue
        tables[name] = _table(name)
        try:
            for key, body in files.read(name, stored):
                tables[name].put(key, body)
        except Damaged as error:
            damaged[name] = error.message
    state = State(catalogue, tables, dict(catalogue.counters), damaged)
    return state.after_records(records[1:], shared=False)


def recover(files: MongitaFiles) -> State | None:
    """What the files hold by themselves, where the journal is lost with all that only it knew; None if nothing."""
    found = {name: stored for name in (*COLLECTIONS, COUNTERS) if (stored := files.find(name)) is not None}
    if COUNTERS not in found:
        return None
    kept = counters_of(files.read(COUNTERS, found[COUNTERS]))
    generation = max(map(files.generation, found.values()))
    catalogue = Catalogue(generation, SCHEMA_VERSION, kept, found)
    return load([replace(catalogue, listed=tuple(catalogue.folders)).to_record()], files)


def counters_document(counters: Mapping[str, int]) -> Pair:
    """The counters as a document, which a checkpoint puts beside the collections in case that the journal gets lost."""
    return COUNTERS, bson.encode({"_id": COUNTERS, "counters": dict(counters)})


def counters_of(documents: Iterable[Pair]) -> dict[str, int]:
    """What ``counters_document`` made."""
    return {name: int(value) for _, body in documents for name, value in bson.decode(body)["counters"].items()}


def _table(name: str) -> Table:
    return Table(COLLECTIONS.get(name, CollectionSchema(name)))
