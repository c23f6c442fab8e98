"""How the values of indexed fields stand in SQL columns, and which part of a filter SQL can answer from them.

A column holds null, a number or a text as it is, and a boolean or a date as a blob that sorts among its kind. SQLite
orders NULL < numbers < text < blobs, which is MongoDB's order of these types, so one ``ORDER BY`` or one range gives
the same answer as the comparison of values in Python.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hiring_desktop.core.storage.matching import Compared, Condition, Every, Negated, OneOf, Path, Present, Some
from hiring_desktop.core.storage.schema import CollectionSchema
from hiring_desktop.core.storage.shaping import SortKeys
from hiring_desktop.core.storage.values import milliseconds

_BOOLEAN: Final = b"\x08"
_DATE: Final = b"\x09"
_AFTER_DATE: Final = b"\x0a"
_BIAS: Final = 2**63
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_PARAMETERS: Final = 500
"""Longer lists of texts go in as one JSON parameter; longer lists of anything else are left to Python."""


def column_value(value: Any) -> Any:
    """The value as its column holds it; it is one that ``schema.check_indexed`` lets pass."""
    if isinstance(value, bool):
        return _BOOLEAN + bytes([value])
    if isinstance(value, datetime):
        return _DATE + (milliseconds(value) + _BIAS).to_bytes(8, "big")
    return value


def field_value(column: Any) -> Any:
    """The inverse of ``column_value``, without telling null from missing."""
    if not isinstance(column, bytes):
        return column
    if column[:1] == _BOOLEAN:
        return column[1] == 1
    return _EPOCH + timedelta(milliseconds=int.from_bytes(column[1:], "big") - _BIAS)


def _indexable(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float, bool, datetime))


@dataclass(frozen=True, slots=True)
class Where:
    """An SQL condition that is true for every match; ``exact`` if for nothing else. It is never NULL inside a NOT.

    ``pinned`` are the columns that it fixes to one value other than null.
    """

    sql: str
    parameters: tuple[Any, ...] = ()
    exact: bool = True
    pinned: frozenset[str] = frozenset()


ANYTHING: Final = Where("1", exact=False)
"""SQL knows nothing about the condition."""


def where(condition: Condition, schema: CollectionSchema) -> Where:
    """The part of a filter that SQL answers on a collection's columns."""
    return _where(condition, schema.sortable)


def _where(condition: Condition, columns: frozenset[str]) -> Where:
    if isinstance(condition, Every):
        parts = [_where(part, columns) for part in condition.parts]
        return _joined([part for part in parts if part is not ANYTHING], " AND ", all(part.exact for part in parts))
    if isinstance(condition, Some):
        parts = [_where(part, columns) for part in condition.parts]
        if any(part is ANYTHING for part in parts):
            return ANYTHING
        return _joined(parts, " OR ", all(part.exact for part in parts)) if parts else Where("0")
    if isinstance(condition, Negated):
        part = _where(condition.part, columns)
        return Where(f"({part.sql}) IS NOT TRUE", part.parameters) if part.exact else ANYTHING
    if isinstance(condition, OneOf):
        return _one_of(condition, columns)
    if isinstance(condition, Compared):
        return _compared(condition, columns)
    if isinstance(condition, Present) and condition.path == ("_id",):
        return Where("1")
    return ANYTHING


def _joined(parts: Sequence[Where], by: str, exact: bool) -> Where:
    if not parts:
        return Where("1", exact=exact) if exact else ANYTHING
    if len(parts) == 1:
        return Where(parts[0].sql, parts[0].parameters, exact, parts[0].pinned)
    sql = by.join(f"({part.sql})" for part in parts)
    parameters = tuple(value for part in parts for value in part.parameters)
    pinned = frozenset[str]().union(*(part.pinned for part in parts)) if by == " AND " else frozenset[str]()
    return Where(sql, parameters, exact, pinned)


def _column(path: Path, columns: frozenset[str]) -> str | None:
    return f'"{path[0]}"' if len(path) == 1 and path[0] in columns else None


def _one_of(condition: OneOf, columns: frozenset[str]) -> Where:
    column = _column(condition.path, columns)
    if column is None:
        return ANYTHING
    # Lists and sub-documents never stand in a column, so they select nothing.
    values = [column_value(value) for value in condition.values if _indexable(value)]
    known = [value for value in values if value is not None]
    choices: list[str] = []
    parameters = tuple(known)
    if len(known) == 1:
        choices.append(f"{column} = ?")
    elif 0 < len(known) <= _MOST_PARAMETERS:
        choices.append(f"{column} IN ({', '.join('?' * len(known))})")
    elif known:
        if not all(isinstance(value, str) and "\0" not in value for value in known):
            return ANYTHING
        choices.append(f"{column} IN (SELECT value FROM json_each(?))")
        parameters = (json.dumps(known),)
    if len(known) < len(values):
        choices.append(f"{column} IS NULL")
    pinned = frozenset(condition.path) if len(known) == len(values) == 1 else frozenset[str]()
    return Where(" OR ".join(choices) or "0", parameters, pinned=pinned)


def _compared(condition: Compared, columns: frozenset[str]) -> Where:
    column = _column(condition.path, columns)
    if column is None:
        return ANYTHING
    if not _indexable(condition.bound):
        return Where("0")
    bound = column_value(condition.bound)
    sign = _SIGNS[condition.operator]
    low, high = _span(bound)
    if condition.operator in {"$gt", "$gte"}:
        return Where(f"{column} {sign} ? AND {column} < ?", (bound, high))
    if low is None:
        return Where(f"{column} {sign} ?", (bound,))
    return Where(f"{column} >= ? AND {column} {sign} ?", (low, bound))


_SIGNS: Final[Mapping[str, str]] = {"$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}


def _span(bound: Any) -> tuple[Any, Any]:
    """Where the values of the bound's type begin, and where those of the next type do."""
    if isinstance(bound, bytes):
        return (_BOOLEAN, _DATE) if bound[:1] == _BOOLEAN else (_DATE, _AFTER_DATE)
    return ("", b"") if isinstance(bound, str) else (None, "")


def order_by(keys: SortKeys, schema: CollectionSchema) -> str | None:
    """The sort as an ``ORDER BY`` list over columns; None if a field of it has no column."""
    terms: list[str] = []
    for path, direction in keys:
        column = _column(path, schema.sortable)
        if column is None:
            return None
        terms.append(column if direction > 0 else f"{column} DESC")
    return ", ".join(terms)


Extract = Callable[[Mapping[str, Any]], tuple[Any, ...]]


def column_extractor(schema: CollectionSchema) -> Extract:
    """A function from a document to the values of the collection's columns, in their order."""
    fields = schema.columns
    return lambda document: tuple(column_value(document.get(field)) for field in fields)
