r"""Which documents a filter selects: MongoDB's query semantics as pure functions.

A filter is parsed once into a tree of conditions, so that a mistake in it is found before any document is read; the
tree answers ``matches(document)`` and can be looked into by an engine that wants to answer parts of it from an index.

Operators: ``$eq $ne $gt $gte $lt $lte $in $nin $exists $all $size $elemMatch $regex $not``, and ``$and $or $nor``.
Anything else raises ``UnsupportedOperation`` and names it.

Rules taken from MongoDB's manual that are easy to get wrong:

- A dotted path reaches into sub-documents, into every element of an array, and by number into one.
- A comparison holds for an array when it holds for one of its elements, or for the array as a whole.
- ``null`` matches null and a missing field. Sizes are compared within one type only: ``{"$lt": 5}`` never matches a
  string. ``$ne``, ``$nin`` and ``$not`` negate all of that, so they match missing fields too.
- ``$regex`` takes literal text alone, anchored or not: ``^Ann``, ``ann``, ``\.pdf$``, with ``$options`` ``i``. Full
  patterns would let a search take exponential time on hostile text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from hiring_desktop.core.errors import InvalidInput, UnsupportedOperation
from hiring_desktop.core.storage.values import MISSING, OrderKey, check_value, order_key, type_rank

Path = tuple[str, ...]

ELEMENT: Final[Path] = ("",)
"""The path of an array's element by itself, given as ``{"": element}``: no name of a field is empty."""


class Condition(Protocol):
    """A node of a parsed filter."""

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether the document satisfies the condition."""
        ...


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts hold; true without parts."""

    parts: tuple[Condition, ...]

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether the document satisfies every part."""
        return all(part.matches(document) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of the parts holds."""

    parts: tuple[Condition, ...]

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether the document satisfies a part."""
        return any(part.matches(document) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Negated:
    """The part does not hold."""

    part: Condition

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether the document fails the part."""
        return not self.part.matches(document)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field equals one of the values. ``single`` for ``$eq``, which an upsert takes as the field's value."""

    path: Path
    values: tuple[Any, ...]
    keys: frozenset[OrderKey]
    single: bool = False

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether a value at the path is among the values."""
        keys = self.keys
        return any(order_key(value) in keys for value in values_at(document, self.path))


@dataclass(frozen=True, slots=True)
class Compared:
    """The field is of the bound's type and on one side of it: ``operator`` is ``$gt``, ``$gte``, ``$lt``, ``$lte``."""

    path: Path
    operator: str
    bound: Any
    key: OrderKey

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether a value at the path is on the right side of the bound."""
        return any(self._holds(value) for value in values_at(document, self.path))

    def _holds(self, value: Any) -> bool:
        key = order_key(value)
        if key[0] != self.key[0]:
            return False
        if self.operator == "$gt":
            return key > self.key
        if self.operator == "$gte":
            return key >= self.key
        if self.operator == "$lt":
            return key < self.key
        return key <= self.key


@dataclass(frozen=True, slots=True)
class Present:
    """The field exists, be it null."""

    path: Path

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether anything stands at the path."""
        return any(value is not MISSING for value in values_at(document, self.path, expand=False))


@dataclass(frozen=True, slots=True)
class Sized:
    """The field is an array of so many elements."""

    path: Path
    size: int

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether an array of that size stands at the path."""
        found = values_at(document, self.path, expand=False)
        return any(isinstance(value, list) and len(value) == self.size for value in found)


@dataclass(frozen=True, slots=True)
class AnyElement:
    """The field is an array with an element that satisfies the part (as a document ``{"": element}`` or as itself)."""

    path: Path
    part: Condition
    by_value: bool

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether an element of an array at the path satisfies the part."""
        for value in values_at(document, self.path, expand=False):
            if isinstance(value, list) and any(self._holds(element) for element in value):
                return True
        return False

    def _holds(self, element: Any) -> bool:
        if self.by_value:
            return self.part.matches({"": element})
        return isinstance(element, dict) and self.part.matches(element)


@dataclass(frozen=True, slots=True)
class Written:
    """The field is a string in which the literal pattern is found."""

    path: Path
    pattern: re.Pattern[str]

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Whether a string at the path has the text."""
        return any(isinstance(v, str) and self.pattern.search(v) is not None for v in values_at(document, self.path))


# ------------------------------------------------------------------ values at a path
def values_at(value: Any, path: Path, *, expand: bool = True) -> Iterator[Any]:
    """The values that a dotted path reaches, ``MISSING`` where it ends in nothing.

    Args:
        value: A document, or what a part of the path led to.
        path: The components that are left.
        expand: Whether an array at the end also stands for each of its elements, as comparisons take it.

    Yields:
        Each value; nothing at all where the path leads into an array without sub-documents.
    """
    if not path:
        if expand and isinstance(value, list):
            yield from value
        yield value
    elif isinstance(value, dict):
        yield from values_at(value.get(path[0], MISSING), path[1:], expand=expand and path != ELEMENT)
    elif isinstance(value, list):
        for element in value:
            if isinstance(element, dict):
                yield from values_at(element, path, expand=expand)
        if path[0].isdecimal() and path[0].isascii() and int(path[0]) < len(value):
            # A numbered element that ends the path stands for itself, whatever it holds.
            yield from values_at(value[int(path[0])], path[1:], expand=expand and len(path) > 1)
    else:
        yield MISSING


def parse_path(name: Any) -> Path:
    """The components of a dotted field name.

    Raises:
        InvalidInput: It is no string, or a component is empty.
        UnsupportedOperation: A component is an operator (``$`` in ``tags.$``).
    """
    if not isinstance(name, str) or not name:
        raise InvalidInput("A field name must be a non-empty string.")
    path = tuple(name.split("."))
    if "" in path or "\0" in name:
        raise InvalidInput(f"The field name {name!r} has an empty part.")
    for part in path:
        if part.startswith("$"):
            raise UnsupportedOperation(f"The store does not support {part} in the field name {name!r}.")
    return path


# ------------------------------------------------------------------ parsing
def parse_filter(query: Any) -> Condition:
    """The conditions of a filter.

    Raises:
        InvalidInput: An operator has an operand that it cannot take.
        UnsupportedOperation: An operator is not implemented; the message names it.
    """
    if not isinstance(query, Mapping):
        raise InvalidInput("A filter must be a mapping.")
    parts: list[Condition] = []
    for name, operand in query.items():
        if name in _LOGICAL:
            parts.append(_parse_logical(name, operand))
        elif isinstance(name, str) and name.startswith("$"):
            raise UnsupportedOperation(f"The store does not support the query operator {name}.")
        else:
            parts.append(parse_operand(parse_path(name), operand))
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


_LOGICAL: Final = frozenset({"$and", "$or", "$nor"})


def _parse_logical(name: str, operand: Any) -> Condition:
    if not isinstance(operand, Sequence) or isinstance(operand, str) or not operand:
        raise InvalidInput(f"{name} needs a non-empty list of filters.")
    parts = tuple(parse_filter(part) for part in operand)
    if name == "$and":
        return Every(parts)
    return Some(parts) if name == "$or" else Negated(Some(parts))


def is_operators(operand: Any) -> bool:
    """Whether a mapping holds operators (``{"$gt": 5}``) and not a document to compare with.

    Raises:
        InvalidInput: It mixes both.
    """
    if not isinstance(operand, Mapping) or not operand:
        return False
    dollars = [isinstance(name, str) and name.startswith("$") for name in operand]
    if any(dollars) and not all(dollars):
        raise InvalidInput("Operators and field names cannot be mixed in one condition.")
    return dollars[0]


def parse_operand(path: Path, operand: Any) -> Condition:
    """The condition that a field's operand states: a value to equal, or operators."""
    if not is_operators(operand):
        return _equal(path, operand, "$eq")
    parts = [_parse_operator(path, name, value, operand) for name, value in operand.items() if name != "$options"]
    if "$options" in operand and "$regex" not in operand:
        raise InvalidInput("$options needs a $regex.")
    return parts[0] if len(parts) == 1 else Every(tuple(parts))


def _parse_operator(path: Path, name: str, value: Any, operand: Mapping[str, Any]) -> Condition:  # noqa: C901 - a table, read top down
    match name:
        case "$eq":
            return _equal(path, value, name)
        case "$ne":
            return Negated(_equal(path, value, name))
        case "$gt" | "$gte" | "$lt" | "$lte":
            return _compared(path, name, value)
        case "$in":
            return _one_of(path, value, name)
        case "$nin":
            return Negated(_one_of(path, value, name))
        case "$exists":
            return Present(path) if _truth(value) else Negated(Present(path))
        case "$size":
            return Sized(path, _whole_number(value))
        case "$all":
            return _all(path, value)
        case "$elemMatch":
            return _any_element(path, value)
        case "$regex":
            return Written(path, _literal_pattern(value, operand.get("$options", "")))
        case "$not":
            if not is_operators(value):
                raise InvalidInput("$not needs operators to negate; use $ne for a value.")
            return Negated(parse_operand(path, value))
    raise UnsupportedOperation(f"The store does not support the query operator {name}.")


def _equal(path: Path, value: Any, name: str) -> OneOf:
    check_value(value, name)
    return OneOf(path, (value,), frozenset({order_key(value)}), single=True)


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise InvalidInput(f"{name} needs a list.")
    values = list(value)
    for item in values:
        if is_operators(item):
            raise UnsupportedOperation(f"The store does not support {next(iter(item))} inside {name}.")
        check_value(item, name)
    return values


def _one_of(path: Path, value: Any, name: str) -> OneOf:
    values = _list(value, name)
    return OneOf(path, tuple(values), frozenset(order_key(item) for item in values))


def _compared(path: Path, name: str, value: Any) -> Condition:
    check_value(value, name)
    if value is None and name in {"$gte", "$lte"}:
        return _one_of(path, [None], name)
    if value is None:
        return Some(())
    type_rank(value)
    return Compared(path, name, value, order_key(value))


def _all(path: Path, value: Any) -> Condition:
    values = _list(value, "$all")
    return Every(tuple(_one_of(path, [item], "$all") for item in values)) if values else Some(())


def _any_element(path: Path, value: Any) -> AnyElement:
    if not isinstance(value, Mapping):
        raise InvalidInput("$elemMatch needs a mapping.")
    if is_operators(value) and not _LOGICAL.intersection(value):
        return AnyElement(path, parse_operand(ELEMENT, value), by_value=True)
    return AnyElement(path, parse_filter(value), by_value=False)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput("$exists needs true or false.")
    return value


def _whole_number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidInput("$size needs a whole number, 0 or more.")
    return value


_LITERAL: Final = re.compile(r"\^?(?:[^\\^$.|?*+()\[\]{}]|\\[^0-9A-Za-z])*\$?", re.DOTALL)


def _literal_pattern(value: Any, options: Any) -> re.Pattern[str]:
    if not isinstance(value, str):
        raise UnsupportedOperation("The store supports $regex with a string only.")
    if options not in {"", "i"}:
        raise UnsupportedOperation(f"The store does not support the $regex options {options!r}, only i.")
    if not _LITERAL.fullmatch(value):
        raise UnsupportedOperation("The store supports $regex with literal text only, anchored by ^ or $ or not.")
    return re.compile(value, re.IGNORECASE if options else 0)
