"""Whether a store on mongita is sound: its journal, every file, every document, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator

from hiring_desktop.core.errors import Damaged, HiringError
from hiring_desktop.core.storage.commit_head import COMMITS, missing
from hiring_desktop.core.storage.memory_tables import Row, unique_fields, unique_keys
from hiring_desktop.core.storage.mongita_session import MongitaSessions, Transaction
from hiring_desktop.core.storage.mongita_state import State
from hiring_desktop.core.storage.schema import COLLECTIONS, CollectionSchema, check_indexed
from hiring_desktop.core.storage.values import check_document


def problems(sessions: MongitaSessions) -> list[str]:
    """What is wrong with a store, one sentence each; ids and names of fields, never values."""
    found: list[str] = []
    try:
        # Nobody writes meanwhile; what the disk holds is read anew.
        with sessions.transaction() as transaction:
            found.extend(_of_files(sessions, transaction))
    except HiringError as error:
        found.append(f"Store: {error.message}")
    return list(dict.fromkeys(found))


def _of_files(sessions: MongitaSessions, transaction: Transaction) -> Iterator[str]:
    state = transaction.state
    try:
        stored = sessions.stored_state()
    except Damaged as error:
        yield f"Store: {error.message}"
        stored = None
    if stored is not None and stored.counters.get(COMMITS) != state.counters.get(COMMITS):
        yield f"Store: the journal ({sessions.journal.path.name}) is damaged. Restore the last backup."
    files, catalogue = sessions.files, state.catalogue
    for name, collection in catalogue.collections.items():
        for problem in files.problems(name, collection):
            yield f"Store: {problem}"
    for each in (state, stored):
        for problem in each.damaged.values() if each is not None else ():
            yield f"Store: {problem}"
    for problem in (*files.listing_problems(catalogue.folders), *files.strangers(catalogue.folders)):
        yield f"Store: {problem}"
    for name, schema in COLLECTIONS.items():
        if name not in state.damaged:
            yield from _documents(state, schema)
    yield from missing(transaction, sessions.head)


def _documents(state: State, schema: CollectionSchema) -> Iterator[str]:
    taken: dict[object, str] = {}
    for row in state.rows(schema.name).rows():
        try:
            check_document(row.document)
            check_indexed(schema, row.document)
        except HiringError as error:
            yield f"{schema.name}: document {row.key} cannot be read. {error.message}"
            continue
        if row.document.get("_id") != row.key:
            yield f"{schema.name}: document {row.key} stands in the place of another."
        yield from _twice(schema, row, taken)


def _twice(schema: CollectionSchema, row: Row, taken: dict[object, str]) -> Iterator[str]:
    for key in unique_keys(unique_fields(schema), row):
        if taken.setdefault(key, row.key) != row.key:
            yield f"{schema.name}: documents {taken[key]} and {row.key} have values that only one may have."
