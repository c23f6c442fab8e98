"""What a document may hold, and how values compare: the BSON types of MongoDB that the product uses.

A stored value is None, a bool, a 64-bit integer, a float, a string, bytes, an aware datetime (kept in UTC to the
millisecond), a list, or a dict with string keys. Everything else is refused on the way in, by documents and by queries.

Values of different types are ordered as MongoDB documents it (Comparison/Sort Order): null, numbers, strings, objects,
arrays, binary, booleans, dates. Integers and floats are one class of numbers and compare exactly; strings compare by
code point; objects field by field in stored order, so ``{"a": 1, "b": 2}`` and ``{"b": 2, "a": 1}`` differ.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hiring_desktop.core.errors import InvalidInput, UnsupportedOperation

Json = dict[str, Any]
OrderKey = tuple[Any, ...]
"""Sorts as the value it was made of does; equal for values that a query takes as equal."""

_NULL, _NUMBER, _STRING, _OBJECT, _ARRAY, _BINARY, _BOOLEAN, _DATE = range(1, 9)

NULL_KEY: Final[OrderKey] = (_NULL,)
BELOW_NULL: Final[OrderKey] = (0,)
"""Where MongoDB sorts an empty array: before null."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_INT64_LEAST: Final = -(2**63)
_INT64_MOST: Final = 2**63 - 1
_SCALARS: Final = frozenset({str, bool, type(None), bytes})
_MAX_DEPTH: Final = 100
"""MongoDB's limit for nested documents."""


class Missing:
    """The type of ``MISSING``: a field that is not there, which is not the same as null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


def check_value(value: Any, where: str, depth: int = 0) -> None:
    """Refuse what cannot be stored.

    Args:
        value: The value, with everything in it.
        where: What to call it in the error: a field name or an operator, never its content.
        depth: How deep in a document it lies.

    Raises:
        InvalidInput: A number out of range or NaN, a naive datetime, a key that is no string, or nesting too deep.
        UnsupportedOperation: A type that the store does not know.
    """
    kind = type(value)
    if kind in _SCALARS or (kind is int and _INT64_LEAST <= value <= _INT64_MOST):
        return
    if depth > _MAX_DEPTH:
        raise InvalidInput(f"{where} is nested more than {_MAX_DEPTH} levels deep. Flatten it before storing.")
    if isinstance(value, dict):
        for name, child in value.items():
            if not isinstance(name, str) or "\0" in name:
                raise InvalidInput(f"A field name in {where} is not a string without NUL characters.")
            check_value(child, where, depth + 1)
    elif isinstance(value, list | tuple):
        for child in value:
            check_value(child, where, depth + 1)
    else:
        _check_scalar(value, where)


def _check_scalar(value: Any, where: str) -> None:
    if isinstance(value, str | bool | bytes):
        return
    if isinstance(value, int):
        if not _INT64_LEAST <= value <= _INT64_MOST:
            raise InvalidInput(f"{where} holds an integer beyond 64 bits.")
    elif isinstance(value, float):
        if math.isnan(value):
            raise InvalidInput(f"{where} holds NaN, which cannot be ordered. Store null for an unknown number.")
    elif isinstance(value, datetime):
        if value.utcoffset() is None:
            raise InvalidInput(f"{where} holds a datetime without a time zone. Give it in UTC.")
    else:
        raise UnsupportedOperation(f"{where} holds a {type(value).__name__}, which the store does not keep.")


def check_document(document: Mapping[Any, Any]) -> None:
    """Refuse a document that cannot be stored; an ``_id``, where there is one, must be a non-empty string.

    Raises:
        InvalidInput: See ``check_value``; also a top-level field name that starts with ``$``.
        UnsupportedOperation: See ``check_value``.
    """
    for name, value in document.items():
        if not isinstance(name, str) or not name or name.startswith("$") or "\0" in name:
            raise InvalidInput("A field name must be a non-empty string that does not start with $.")
        check_value(value, name)
    if "_id" in document:
        check_id(document["_id"])


def check_id(value: Any) -> str:
    """The id, if it is a non-empty string.

    Raises:
        InvalidInput: It is not.
    """
    if not isinstance(value, str) or not value:
        raise InvalidInput("_id must be a non-empty string.")
    return value


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware datetime, rounded down as BSON does."""
    return (moment - _EPOCH) // _MILLISECOND


def type_rank(value: Any) -> int:
    """The place of the value's type in the order of types. Values compare by size only within one type."""
    if value is None:
        return _NULL
    if isinstance(value, str):
        return _STRING
    if isinstance(value, bool):
        return _BOOLEAN
    if isinstance(value, int | float):
        return _NUMBER
    if isinstance(value, dict):
        return _OBJECT
    if isinstance(value, list | tuple):
        return _ARRAY
    if isinstance(value, datetime):
        return _DATE
    if isinstance(value, bytes):
        return _BINARY
    raise UnsupportedOperation(f"A {type(value).__name__} cannot be compared in the store.")


def order_key(value: Any) -> OrderKey:
    """A key by which values sort and are equal as in MongoDB. A missing field is as null."""
    if value is MISSING:
        return NULL_KEY
    rank = type_rank(value)
    if rank in {_STRING, _NUMBER, _BOOLEAN}:
        return (rank, value)
    if rank == _NULL:
        return NULL_KEY
    if rank == _DATE:
        return (rank, milliseconds(value))
    if rank == _ARRAY:
        return (rank, tuple(order_key(item) for item in value))
    if rank == _OBJECT:
        return (rank, tuple((type_rank(item), name, order_key(item)) for name, item in value.items()))
    return (rank, len(value), value)


def same(left: Any, right: Any) -> bool:
    """Whether a query takes two values as equal: ``1`` and ``1.0`` are, ``1`` and ``True`` are not."""
    return order_key(left) == order_key(right)
