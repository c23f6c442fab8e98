"""A collection of the embedded store: MongoDB's operations over one SQL table.

Reading goes in two steps inside one snapshot. SQL selects and orders row numbers, on index columns alone as far as
they go; then the documents of those rows are fetched, decoded and put to whatever part of the filter SQL could not
answer. Only documents that may be part of the answer are ever decoded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.core.model import Json, new_id
from hiring_desktop.core.ports import Filter, Projection, Sort, WriteResult
from hiring_desktop.core.storage.bson_documents import decode, encode, encode_new
from hiring_desktop.core.storage.matching import Condition, parse_filter, parse_path
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
from hiring_desktop.core.storage.sqlite_columns import Where, column_extractor, field_value, order_by, where
from hiring_desktop.core.storage.sqlite_session import Connection, Sessions
from hiring_desktop.core.storage.updates import Update, document_for_upsert, parse_update
from hiring_desktop.core.storage.values import MISSING, check_id, same

_CHUNK: Final = 256
"""How many documents are fetched at a time."""
_FIRST_CHUNK: Final = 16


@dataclass(frozen=True, slots=True)
class _Found:
    """A document and where it stands; ``body`` is what is stored now."""

    row: int
    body: bytes
    document: Json


@dataclass(frozen=True, slots=True)
class _Selection:
    """A parsed filter and order, and what SQL makes of them."""

    condition: Condition
    where: Where
    keys: SortKeys
    order: str | None
    """``ORDER BY`` list; None if the sort is left to Python."""
    single: bool
    """Whether a unique index allows one match at most."""

    def is_one_statement(self, limit: int) -> bool:
        """Whether a reading of so many documents asks SQL once, which needs no snapshot over several statements."""
        return self.single or (limit == 1 and self.where.exact and self.order is not None)


class SqliteCollection:
    """See ``hiring_desktop.core.ports.Collection``. Made by ``SqliteStore`` only."""

    def __init__(self, sessions: Sessions, schema: CollectionSchema) -> None:
        self._sessions = sessions
        self._schema = schema
        self._extract = column_extractor(schema)
        self._table = f'"{schema.name}"'
        columns = [f'"{column}"' for column in schema.columns]
        marks = ", ".join("?" * (2 + len(columns)))
        self._insert_sql = f"INSERT INTO {self._table} ({', '.join(['_id', *columns, 'body'])}) VALUES ({marks})"
        self._unique = (
            frozenset({"_id"}),
            *(frozenset(index.fields) for index in schema.indexes if index.unique),
        )

    # -------------------------------------------------------------- inserting
    def insert_one(self, document: Json) -> str:
        """Store a document and return its id (made if absent). Raises ``Conflict`` on a duplicate key."""
        document = _with_id(document)
        body = encode_new(document, self._schema)
        with self._sessions.writing() as connection:
            self._insert(connection, document, body)
        return check_id(document["_id"])

    def insert_many(self, documents: Iterable[Json]) -> list[str]:
        """Store documents, all or none."""
        ids: list[str] = []

        def rows() -> Iterator[tuple[Any, ...]]:
            for document in map(_with_id, documents):
                body = encode_new(document, self._schema)
                ids.append(document["_id"])
                yield (document["_id"], *self._extract(document), body)

        with self._sessions.writing(several=True) as connection:
            connection.executemany(self._insert_sql, rows())
        return ids

    def _insert(self, connection: Connection, document: Json, body: bytes) -> None:
        connection.execute(self._insert_sql, (document["_id"], *self._extract(document), body))

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
        selection = self._selection(query, sort)
        if skip < 0 or limit < 0:
            raise InvalidInput("skip and limit must be 0 or more.")
        with self._sessions.reading(one_statement=selection.is_one_statement(limit)) as connection:
            found = self._found(connection, selection, skip, limit)
            return [item.document if kept is None else project(item.document, kept) for item in found]

    def ids(self, query: Filter, *, sort: Sort | None = None) -> list[str]:
        """The ids of all matches, in order: the store-side list behind a table."""
        selection = self._selection(query, sort)
        with self._sessions.reading() as connection:
            if selection.where.exact and selection.order:
                sql = f"SELECT _id FROM {self._table} WHERE {selection.where.sql} ORDER BY {selection.order}"
                return [key for (key,) in connection.execute(sql, selection.where.parameters)]
            return [item.document["_id"] for item in self._found(connection, selection)]

    def count_documents(self, query: Filter) -> int:
        """How many match."""
        selection = self._selection(query)
        with self._sessions.reading() as connection:
            if selection.where.exact:
                sql = f"SELECT count(*) FROM {self._table} WHERE {selection.where.sql}"
                count: int = connection.execute(sql, selection.where.parameters).fetchone()[0]
                return count
            return sum(1 for _ in self._found(connection, selection))

    def distinct(self, field: str, query: Filter | None = None) -> list[Any]:
        """The distinct values of a field over all matches; arrays count by element."""
        path = parse_path(field)
        selection = self._selection(query or {})
        with self._sessions.reading() as connection:
            if selection.where.exact and field in self._schema.columns:
                return self._distinct_column(connection, selection.where, field)
            return distinct_values((item.document for item in self._found(connection, selection)), path)

    def _distinct_column(self, connection: Connection, matching: Where, field: str) -> list[Any]:
        """From the column; a document is decoded only to tell null from missing."""
        given = f'({matching.sql}) AND "{field}" IS NOT NULL'
        sql = f'SELECT DISTINCT "{field}" FROM {self._table} WHERE {given} ORDER BY 1'
        values = [field_value(value) for (value,) in connection.execute(sql, matching.parameters)]
        sql = f'SELECT row FROM {self._table} WHERE ({matching.sql}) AND "{field}" IS NULL'
        with closing(connection.execute(sql, matching.parameters)) as rows:
            has_null = any(field in item.document for item in self._fetched(connection, rows))
        return [None, *values] if has_null else values

    # -------------------------------------------------------------- changing
    def update_one(self, query: Filter, update: Mapping[str, Any], *, upsert: bool = False) -> WriteResult:
        """Change the first match with update operators."""
        steps, selection = parse_update(update), self._selection(query)
        with self._sessions.writing() as connection:
            for item in self._found(connection, selection, limit=1):
                changed = self._change(connection, item, steps)
                return WriteResult(matched=1, modified=int(changed is not item))
            if not upsert:
                return WriteResult()
            return WriteResult(upserted_id=self._upsert(connection, selection.condition, steps).document["_id"])

    def update_many(self, query: Filter, update: Mapping[str, Any]) -> WriteResult:
        """Change all matches."""
        steps, selection = parse_update(update), self._selection(query)
        matched = modified = 0
        with self._sessions.writing(several=True) as connection:
            # All row numbers first: a change must not move a document that is still to come.
            for item in self._fetched(connection, iter(self._rows(connection, selection))):
                matched += 1
                modified += self._change(connection, item, steps) is not item
        return WriteResult(matched, modified)

    def replace_one(self, query: Filter, document: Json, *, upsert: bool = False) -> WriteResult:
        """Replace the first match as a whole; its ``_id`` stays."""
        selection = self._selection(query)
        if any(str(name).startswith("$") for name in document):
            raise InvalidInput("A replacement is a document; use update_one for operators.")
        with self._sessions.writing() as connection:
            for item in self._found(connection, selection, limit=1):
                key = item.document["_id"]
                if not same(document.get("_id", key), key):
                    raise InvalidInput("_id cannot be changed.")
                changed = self._store(connection, item, {**document, "_id": key}, self._extract(item.document))
                return WriteResult(matched=1, modified=int(changed is not item))
            if not upsert:
                return WriteResult()
            fixed = document_for_upsert(selection.condition)
            key = document.get("_id", fixed.get("_id", MISSING))
            made = _with_id(document if key is MISSING else {**document, "_id": key})
            self._insert(connection, made, encode_new(made, self._schema))
            return WriteResult(upserted_id=made["_id"])

    def find_one_and_update(
        self, query: Filter, update: Mapping[str, Any], *, sort: Sort | None = None, return_after: bool = True,
        upsert: bool = False,
    ) -> Json | None:  # fmt: skip
        """Claim: change the first match atomically and return it (as changed, or as it was)."""
        steps, selection = parse_update(update), self._selection(query, sort)
        with self._sessions.writing() as connection:
            for item in self._found(connection, selection, limit=1):
                changed = self._change(connection, item, steps)
                return decode(changed.body if return_after else item.body)
            if not upsert:
                return None
            made = self._upsert(connection, selection.condition, steps)
            return decode(made.body) if return_after else None

    def delete_one(self, query: Filter) -> int:
        """Delete the first match; how many were deleted."""
        return self._delete(self._selection(query), limit=1)

    def delete_many(self, query: Filter) -> int:
        """Delete all matches; how many."""
        return self._delete(self._selection(query))

    def _delete(self, selection: _Selection, limit: int = 0) -> int:
        with self._sessions.writing(several=True) as connection:
            if selection.where.exact and not limit:
                sql = f"DELETE FROM {self._table} WHERE {selection.where.sql}"
                count: int = connection.execute(sql, selection.where.parameters).rowcount
                return count
            rows = self._rows(connection, selection, limit)
            connection.executemany(f"DELETE FROM {self._table} WHERE row = ?", [(row,) for row in rows])
            return len(rows)

    def _change(self, connection: Connection, item: _Found, update: Update) -> _Found:
        before = self._extract(item.document)
        update.apply(item.document)
        return self._store(connection, item, item.document, before)

    def _store(self, connection: Connection, item: _Found, document: Json, before: tuple[Any, ...]) -> _Found:
        """Write the document over the one whose columns were ``before``; returns ``item`` itself if it is the same."""
        body = encode(document, self._schema)
        if body == item.body:
            return item
        # Naming a column makes SQLite rewrite its indexes, so only those that differ are named.
        after = self._extract(document)
        differ = [n for n, value in enumerate(after) if value != before[n]]
        columns = "".join(f'"{self._schema.columns[n]}" = ?, ' for n in differ)
        sql = f"UPDATE {self._table} SET {columns}body = ? WHERE row = ?"
        connection.execute(sql, (*(after[n] for n in differ), body, item.row))
        return _Found(item.row, body, document)

    def _upsert(self, connection: Connection, condition: Condition, update: Update) -> _Found:
        document = document_for_upsert(condition)
        update.apply(document, inserting=True)
        document = _with_id(document)
        body = encode_new(document, self._schema)
        self._insert(connection, document, body)
        return _Found(0, body, document)

    # -------------------------------------------------------------- selecting
    def _selection(self, query: Filter, sort: Sort | None = None) -> _Selection:
        condition = parse_filter(query)
        matching = where(condition, self._schema)
        keys = parse_sort(sort) if sort else ()
        order = order_by(keys, self._schema) if keys else "row"
        single = any(fields <= matching.pinned for fields in self._unique)
        return _Selection(condition, matching, keys, order, single)

    def _found(self, connection: Connection, selection: _Selection, skip: int = 0, limit: int = 0) -> Iterator[_Found]:
        """The matches in order, decoded as they are asked for."""
        if selection.single or (selection.order and not selection.where.exact):
            yield from islice(self._matching(connection, selection, selection.order or "row"), *_slice(skip, limit))
        elif selection.order is None:
            rows = self._sorted_rows(connection, selection)[slice(*_slice(skip, limit))]
            yield from self._fetched(connection, iter(rows))
        elif limit == 1:
            inner = self._rows_sql(selection.where, selection.order)
            sql = f"SELECT row, body FROM {self._table} WHERE row = ({inner})"
            for row, body in connection.execute(sql, (*selection.where.parameters, 1, skip)):
                yield _Found(row, body, decode(body))
        else:
            sql = self._rows_sql(selection.where, selection.order)
            rows = connection.execute(sql, (*selection.where.parameters, limit or -1, skip)).fetchall()
            yield from self._fetched(connection, iter(rows))

    def _rows_sql(self, matching: Where, order: str) -> str:
        return f"SELECT row FROM {self._table} WHERE {matching.sql} ORDER BY {order} LIMIT ? OFFSET ?"

    def _rows(self, connection: Connection, selection: _Selection, limit: int = 0) -> list[int]:
        """The row numbers of the matches in order of insertion; nothing is decoded where SQL answers the filter."""
        if not selection.where.exact:
            return [item.row for item in self._found(connection, selection, limit=limit)]
        sql = self._rows_sql(selection.where, "row")
        return [row for (row,) in connection.execute(sql, (*selection.where.parameters, limit or -1, 0))]

    def _sorted_rows(self, connection: Connection, selection: _Selection) -> list[int]:
        """The row numbers of the matches in an order that SQL does not know; only the keys of a document are kept."""
        matches = self._matching(connection, selection, "row")
        return in_order([(order_of(item.document, selection.keys), item.row) for item in matches], selection.keys)

    def _matching(self, connection: Connection, selection: _Selection, order: str) -> Iterator[_Found]:
        """All that the condition selects, put to the test in Python where SQL did not answer it."""
        matching = selection.where
        if selection.single:
            sql = f"SELECT row, body FROM {self._table} WHERE {matching.sql}"
            rows = connection.execute(sql, matching.parameters).fetchall()
            candidates: Iterator[_Found] = (_Found(row, body, decode(body)) for row, body in rows)
        else:
            sql = f"SELECT row FROM {self._table} WHERE {matching.sql} ORDER BY {order}"
            candidates = self._fetched(connection, connection.execute(sql, matching.parameters))
        for item in candidates:
            if matching.exact or selection.condition.matches(item.document):
                yield item

    def _fetched(self, connection: Connection, rows: Iterator[Any]) -> Iterator[_Found]:
        """The documents of rows, in the order given."""
        sql = f"SELECT row, body FROM {self._table} WHERE row IN (SELECT value FROM json_each(?))"
        size = _FIRST_CHUNK
        while chunk := [row if isinstance(row, int) else row[0] for row in islice(rows, size)]:
            bodies = dict(connection.execute(sql, (json.dumps(chunk),)).fetchall())
            for row in chunk:
                yield _Found(row, bodies[row], decode(bodies[row]))
            size = _CHUNK


def _slice(skip: int, limit: int) -> tuple[int, int | None]:
    return skip, skip + limit if limit else None


def _with_id(document: Mapping[str, Any]) -> Json:
    """The document with an ``_id``; the caller's own stays as it is."""
    if not isinstance(document, Mapping):
        raise InvalidInput("A document must be a mapping.")
    return dict(document) if "_id" in document else {"_id": new_id(), **document}
