"""A collection of a store on mongita: MongoDB's operations over documents in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.core.model import Json, new_id
from hiring_desktop.core.ports import Filter, Projection, Sort, WriteResult
from hiring_desktop.core.storage.bson_documents import decode, encode, encode_new
from hiring_desktop.core.storage.matching import Condition, parse_filter, parse_path
from hiring_desktop.core.storage.memory_tables import Draft, Row, Rows, may_match
from hiring_desktop.core.storage.mongita_session import MongitaSessions
from hiring_desktop.core.storage.schema import CollectionSchema
from hiring_desktop.core.storage.shaping import (
    SortKeys,
    distinct_values,
    in_order,
    order_of,
    parse_projection,
    parse_sort,
    project,
)
from hiring_desktop.core.storage.updates import Update, document_for_upsert, parse_update
from hiring_desktop.core.storage.values import MISSING, check_id, same


@dataclass(frozen=True, slots=True)
class _Selection:
    """A parsed filter and order."""

    condition: Condition
    keys: SortKeys


class MongitaCollection:
    """See ``hiring_desktop.core.ports.Collection``. Made by ``MongitaStore`` only."""

    def __init__(self, sessions: MongitaSessions, schema: CollectionSchema) -> None:
        self._sessions = sessions
        self._schema = schema
        self._name = schema.name

    # -------------------------------------------------------------- inserting
    def insert_one(self, document: Json) -> str:
        """Store a document and return its id (made if absent). Raises ``Conflict`` on a duplicate key."""
        document = _with_id(document)
        body = encode_new(document, self._schema)
        with self._sessions.writing() as transaction:
            return self._insert(transaction.draft(self._name), body).key

    def insert_many(self, documents: Iterable[Json]) -> list[str]:
        """Store documents, all or none."""
        with self._sessions.writing() as transaction:
            draft = transaction.draft(self._name)
            made = (encode_new(_with_id(document), self._schema) for document in documents)
            return [self._insert(draft, body).key for body in made]

    @staticmethod
    def _insert(draft: Draft, body: bytes) -> Row:
        document = decode(body)  # as it will be read: dates to the millisecond, lists for tuples
        return draft.insert(check_id(document["_id"]), body, document)

    # -------------------------------------------------------------- reading
    def find_one(self, query: Filter, projection: Projection | None = None, *, sort: Sort | None = None) -> Json | None:
        """The first match, or None."""
        found = self.find(query, projection, sort=sort, limit=1)
        return found[0] if found else None

    def find(
        self, query: Filter, projection: Projection | None = None, *, sort: Sort | None = None,
        skip: int = 0, limit: int = 0,
    ) -> list[Json]:  # fmt: skip
        """All matches. Without ``sort`` in insertion order; ties of a sort go by ``_id``. ``limit`` 0 means all."""
        kept = parse_projection(projection)
        selection = _selection(query, sort)
        if skip < 0 or limit < 0:
            raise InvalidInput("skip and limit must be 0 or more.")
        with self._sessions.reading() as state:
            found = self._found(state.rows(self._name), selection, skip + limit if limit else 0)[skip:]
            documents = (decode(row.body) for row in found)  # a copy, for whoever asks
            return list(documents) if kept is None else [project(document, kept) for document in documents]

    def ids(self, query: Filter, *, sort: Sort | None = None) -> list[str]:
        """The ids of all matches, in order: the store-side list behind a table."""
        selection = _selection(query, sort)
        with self._sessions.reading() as state:
            return [row.key for row in self._found(state.rows(self._name), selection)]

    def count_documents(self, query: Filter) -> int:
        """How many match."""
        selection = _selection(query)
        with self._sessions.reading() as state:
            return len(self._found(state.rows(self._name), selection))

    def distinct(self, field: str, query: Filter | None = None) -> list[Any]:
        """The distinct values of a field over all matches; arrays count by element."""
        path = parse_path(field)
        selection = _selection(query or {})
        with self._sessions.reading() as state:
            found = [decode(row.body) for row in self._found(state.rows(self._name), selection)]
        return distinct_values(found, path)

    # -------------------------------------------------------------- changing
    def update_one(self, query: Filter, update: Mapping[str, Any], *, upsert: bool = False) -> WriteResult:
        """Change the first match with update operators."""
        steps, selection = parse_update(update), _selection(query)
        with self._sessions.writing() as transaction:
            draft = transaction.draft(self._name)
            for row in self._found(draft, selection, 1):
                return WriteResult(matched=1, modified=int(self._change(draft, row, steps) is not row))
            if not upsert:
                return WriteResult()
            return WriteResult(upserted_id=self._upsert(draft, selection.condition, steps).key)

    def update_many(self, query: Filter, update: Mapping[str, Any]) -> WriteResult:
        """Change all matches."""
        steps, selection = parse_update(update), _selection(query)
        with self._sessions.writing() as transaction:
            draft = transaction.draft(self._name)
            found = self._found(draft, selection)
            return WriteResult(len(found), sum(self._change(draft, row, steps) is not row for row in found))

    def replace_one(self, query: Filter, document: Json, *, upsert: bool = False) -> WriteResult:
        """Replace the first match as a whole; its ``_id`` stays."""
        selection = _selection(query)
        if any(str(name).startswith("$") for name in document):
            raise InvalidInput("A replacement is a document; use update_one for operators.")
        with self._sessions.writing() as transaction:
            draft = transaction.draft(self._name)
            for row in self._found(draft, selection, 1):
                if not same(document.get("_id", row.key), row.key):
                    raise InvalidInput("_id cannot be changed.")
                changed = self._store(draft, row, encode_new({**document, "_id": row.key}, self._schema))
                return WriteResult(matched=1, modified=int(changed is not row))
            if not upsert:
                return WriteResult()
            fixed = document_for_upsert(selection.condition)
            key = document.get("_id", fixed.get("_id", MISSING))
            made = _with_id(document if key is MISSING else {**document, "_id": key})
            return WriteResult(upserted_id=self._insert(draft, encode_new(made, self._schema)).key)

    def find_one_and_update(
        self, query: Filter, update: Mapping[str, Any], *, sort: Sort | None = None, return_after: bool = True,
        upsert: bool = False,
    ) -> Json | None:  # fmt: skip
        """Claim: change the first match atomically and return it (as changed, or as it was)."""
        steps, selection = parse_update(update), _selection(query, sort)
        with self._sessions.writing() as transaction:
            draft = transaction.draft(self._name)
            for row in self._found(draft, selection, 1):
                changed = self._change(draft, row, steps)
                return decode(changed.body if return_after else row.body)
            if not upsert:
                return None
            made = self._upsert(draft, selection.condition, steps)
            return decode(made.body) if return_after else None

    def delete_one(self, query: Filter) -> int:
        """Delete the first match; how many were deleted."""
        return self._delete(_selection(query), 1)

    def delete_many(self, query: Filter) -> int:
        """Delete all matches; how many."""
        return self._delete(_selection(query))

    def _delete(self, selection: _Selection, limit: int = 0) -> int:
        with self._sessions.writing() as transaction:
            draft = transaction.draft(self._name)
            found = self._found(draft, selection, limit)
            for row in found:
                draft.remove(row)
            return len(found)

    def _change(self, draft: Draft, row: Row, update: Update) -> Row:
        document = decode(row.body)
        update.apply(document)
        return self._store(draft, row, encode(document, self._schema))

    @staticmethod
    def _store(draft: Draft, row: Row, body: bytes) -> Row:
        """Put a document in the place of another; returns ``row`` itself if it is the same."""
        return row if body == row.body else draft.replace(row, body, decode(body))

    def _upsert(self, draft: Draft, condition: Condition, update: Update) -> Row:
        document = document_for_upsert(condition)
        update.apply(document, inserting=True)
        return self._insert(draft, encode_new(_with_id(document), self._schema))

    # -------------------------------------------------------------- selecting
    def _found(self, rows: Rows, selection: _Selection, limit: int = 0) -> list[Row]:
        """The matches in order; no more than ``limit``, where that is not 0."""
        matches, keys = selection.condition.matches, selection.keys
        candidates = may_match(rows, selection.condition, self._schema)
        if keys:
            entries = [(order_of(row.document, keys), row) for row in candidates if matches(row.document)]
            ordered = in_order(entries, keys)
            return ordered[:limit] if limit else ordered
        found: list[Row] = []
        for row in candidates:
            if matches(row.document):
                found.append(row)
                if len(found) == limit:
                    break
        return found


def _selection(query: Filter, sort: Sort | None = None) -> _Selection:
    return _Selection(parse_filter(query), parse_sort(sort) if sort else ())


def _with_id(document: Mapping[str, Any]) -> Json:
    """The document with an ``_id``; the caller's own stays as it is."""
    if not isinstance(document, Mapping):
        raise InvalidInput("A document must be a mapping.")
    return dict(document) if "_id" in document else {"_id": new_id(), **document}
