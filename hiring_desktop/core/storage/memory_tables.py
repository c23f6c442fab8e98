"""The documents of one collection in memory, with what finds them: for engines that keep all of a store there.

A table is what was committed; a ``Draft`` lays over it what the transaction under way has written, and is thrown away
or applied to it as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Final, Protocol

from hiring_desktop.core.errors import Conflict
from hiring_desktop.core.storage.bson_documents import decode
from hiring_desktop.core.storage.matching import Condition, Every, OneOf
from hiring_desktop.core.storage.schema import CollectionSchema
from hiring_desktop.core.storage.values import MISSING, Json, OrderKey, order_key

UniqueKey = tuple[OrderKey, ...]


class Row:
    """A document as it is stored. ``number`` counts in the order of insertion; ``document`` is shared: not to change.

    Bytes are decoded when somebody asks.
    """

    __slots__ = ("_document", "body", "key", "number")

    def __init__(self, number: int, key: str, body: bytes, document: Json | None = None) -> None:
        self.number = number
        self.key = key
        self.body = body
        self._document = document

    @property
    def document(self) -> Json:
        """What a filter looks at. Raises ``Damaged`` when the bytes are no document."""
        if self._document is None:
            self._document = decode(self.body)
        return self._document


class Rows(Protocol):
    """What a query reads: a table, or a draft over one."""

    def get(self, key: str) -> Row | None:
        """The row of an id."""
        ...

    def rows(self) -> Collection[Row]:
        """All rows in the order of insertion."""
        ...

    def with_value(self, column: str, keys: Iterable[OrderKey]) -> list[Row]:
        """The rows whose indexed field has one of the values, in no order."""
        ...


class Table:
    """Committed rows by id, in the order of insertion; indexes are built when they are first asked for."""

    def __init__(self, schema: CollectionSchema) -> None:
        self.schema = schema
        self.uniques = unique_fields(schema)
        self.next_number = 0
        self._rows: dict[str, Row] = {}
        self._columns: dict[str, dict[OrderKey, dict[str, Row]]] = {}
        self._owners: list[dict[UniqueKey, str]] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: str) -> Row | None:
        """The row of an id."""
        return self._rows.get(key)

    def rows(self) -> Collection[Row]:
        """All rows in the order of insertion."""
        return self._rows.values()

    def with_value(self, column: str, keys: Iterable[OrderKey]) -> list[Row]:
        """The rows whose indexed field has one of the values, in no order."""
        index = self._columns.get(column)
        if index is None:
            index = {}
            for row in self._rows.values():
                index.setdefault(_value(row, column), {})[row.key] = row
            self._columns[column] = index
        return [row for key in keys for row in index.get(key, {}).values()]

    def owner(self, unique: int, key: UniqueKey) -> str | None:
        """The id of the row that has these values in a unique index, given by its place among those of the schema."""
        return self._owner_maps()[unique].get(key)

    def _owner_maps(self) -> list[dict[UniqueKey, str]]:
        if self._owners is None:
            maps: list[dict[UniqueKey, str]] = [{} for _ in self.uniques]
            for row in self._rows.values():
                for place, key in unique_keys(self.uniques, row):
                    maps[place][key] = row.key
            self._owners = maps
        return self._owners

    def copy(self) -> Table:
        """A table that can change without this one; the rows are shared."""
        made = Table(self.schema)
        made.next_number = self.next_number
        made._rows = dict(self._rows)
        made._columns = {
            column: {value: dict(rows) for value, rows in index.items()} for column, index in self._columns.items()
        }
        made._owners = None if self._owners is None else [dict(keys) for keys in self._owners]
        return made

    def put(self, key: str, body: bytes, document: Json | None = None) -> None:
        """Store a document, in the place of the one with its id or else at the end."""
        old = self._rows.get(key)
        number = self.next_number if old is None else old.number
        self.next_number = max(self.next_number, number + 1)
        row = Row(number, key, body, document)
        if old is not None:
            self._unlist(old)
        self._rows[key] = row
        for column, index in self._columns.items():
            index.setdefault(_value(row, column), {})[key] = row
        if self._owners is not None:
            for place, unique in unique_keys(self.uniques, row):
                self._owners[place][unique] = key

    def remove(self, key: str) -> None:
        """Forget a document; one that is not there as well."""
        row = self._rows.pop(key, None)
        if row is not None:
            self._unlist(row)

    def _unlist(self, row: Row) -> None:
        for column, index in self._columns.items():
            value = _value(row, column)
            rows = index[value]
            del rows[row.key]
            if not rows:
                del index[value]
        if self._owners is not None:
            for place, unique in unique_keys(self.uniques, row):
                if self._owners[place].get(unique) == row.key:
                    del self._owners[place][unique]


class Draft:
    """A table and what one transaction has written to it so far; only that transaction's thread uses it."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._next = table.next_number
        self._changed: dict[str, Row | None] = {}
        self._taken: list[dict[UniqueKey, str]] = [{} for _ in table.uniques]
        self._undo: list[Callable[[], None]] = []

    def get(self, key: str) -> Row | None:
        """The row of an id, as the transaction sees it."""
        return self._changed[key] if key in self._changed else self.table.get(key)

    def rows(self) -> Collection[Row]:
        """All rows in the order of insertion, as the transaction sees them."""
        if not self._changed:
            return self.table.rows()
        kept = (row for row in self.table.rows() if row.key not in self._changed)
        return sorted([*kept, *self._written()], key=_number)

    def with_value(self, column: str, keys: Iterable[OrderKey]) -> list[Row]:
        """The rows that may have one of the values; what the transaction wrote is always among them."""
        found = [row for row in self.table.with_value(column, keys) if row.key not in self._changed]
        return [*found, *self._written()]

    def _written(self) -> Iterator[Row]:
        return (row for row in self._changed.values() if row is not None)

    # -------------------------------------------------------------- writing
    def insert(self, key: str, body: bytes, document: Json) -> Row:
        """Add a document at the end.

        Raises:
            Conflict: Its id, or the values of a unique index, are taken.
        """
        if self.get(key) is not None:
            raise _taken(self.table.schema, ("_id",))
        row = Row(self._next, key, body, document)
        self._assign(key, row)
        self._next += 1
        return row

    def replace(self, row: Row, body: bytes, document: Json) -> Row:
        """Put a document in the place of another with its id.

        Raises:
            Conflict: The values of a unique index are taken.
        """
        made = Row(row.number, row.key, body, document)
        self._assign(row.key, made)
        return made

    def remove(self, row: Row) -> None:
        """Forget a document."""
        self._assign(row.key, None)

    def _assign(self, key: str, row: Row | None) -> None:
        if row is not None:
            self._check_free(row)
        before = self._changed.get(key, _UNCHANGED)
        self._relist(key, before, row)
        self._undo.append(lambda: self._relist(key, row, before))

    def _relist(self, key: str, old: Any, new: Any) -> None:
        for row, gone in ((old, True), (new, False)):
            if isinstance(row, Row):
                for place, unique in unique_keys(self.table.uniques, row):
                    if not gone:
                        self._taken[place][unique] = key
                    elif self._taken[place].get(unique) == key:
                        del self._taken[place][unique]
        if new is _UNCHANGED:
            del self._changed[key]
        else:
            self._changed[key] = new

    def _check_free(self, row: Row) -> None:
        for place, unique in unique_keys(self.table.uniques, row):
            owner = self._taken[place].get(unique)
            if owner is None:
                owner = self.table.owner(place, unique)
                if owner in self._changed:  # no longer: it would have been found above
                    owner = None
            if owner not in {None, row.key}:
                raise _taken(self.table.schema, self.table.uniques[place])

    @property
    def is_changed(self) -> bool:
        """Whether anything was written."""
        return bool(self._changed)

    def mark(self) -> int:
        """The present moment, for ``undo_to``."""
        return len(self._undo)

    def undo_to(self, mark: int) -> None:
        """Take back what was written after a moment."""
        while len(self._undo) > mark:
            self._undo.pop()()

    def writes(self) -> Iterator[Write]:
        """What has to be done to the table, in this order, to make it what the transaction sees."""
        for key, row in self._changed.items():
            present = self.table.get(key)
            if present is not None and (row is None or row.number != present.number):
                yield Write(key, None, None)
        for row in sorted(self._written(), key=_number):
            if row is not self.table.get(row.key):
                yield Write(row.key, row.body, row.document)


class Write:
    """One document to store, or (without a body) to forget."""

    __slots__ = ("body", "document", "key")

    def __init__(self, key: str, body: bytes | None, document: Json | None = None) -> None:
        self.key = key
        self.body = body
        self.document = document

    def apply(self, table: Table) -> None:
        """Do it. Doing a whole run of writes to a table twice makes no difference to what is in it."""
        if self.body is None:
            table.remove(self.key)
        else:
            table.put(self.key, self.body, self.document)


# ------------------------------------------------------------------ finding
def may_match(rows: Rows, condition: Condition, schema: CollectionSchema) -> Collection[Row]:
    """Rows among which all are that satisfy a condition, in the order of insertion: few where an index knows."""
    best: list[Row] | None = None
    for part in condition.parts if isinstance(condition, Every) else (condition,):
        if not isinstance(part, OneOf) or len(part.path) != 1 or part.path[0] not in schema.sortable:
            continue
        if part.path == ("_id",):
            keys = dict.fromkeys(value for value in part.values if isinstance(value, str))
            found = [row for row in map(rows.get, keys) if row is not None]
        else:
            found = rows.with_value(part.path[0], part.keys)
        if best is None or len(found) < len(best):
            best = found
        if len(best) <= 1:
            break
    if best is None:
        return rows.rows()
    best.sort(key=_number)
    return best


# ------------------------------------------------------------------ keys
class _Unchanged:
    __slots__ = ()


_UNCHANGED: Final = _Unchanged()


def _number(row: Row) -> int:
    return row.number


def _value(row: Row, column: str) -> OrderKey:
    return order_key(row.document.get(column, MISSING))


def unique_fields(schema: CollectionSchema) -> list[tuple[str, ...]]:
    """The fields of each unique index, beside ``_id``."""
    return [index.fields for index in schema.indexes if index.unique]


def unique_keys(uniques: list[tuple[str, ...]], row: Row) -> Iterator[tuple[int, UniqueKey]]:
    """The values of a row in each unique index that it is in: one that has all of its fields, none of them null."""
    for place, fields in enumerate(uniques):
        values = [row.document.get(field) for field in fields]
        if None not in values:
            yield place, tuple(map(order_key, values))


def _taken(schema: CollectionSchema, fields: tuple[str, ...]) -> Conflict:
    named = ", ".join(f"{schema.name}.{field}" for field in fields)
    return Conflict(f"A document with the same {named} exists already.")
