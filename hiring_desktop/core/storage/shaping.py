"""What becomes of the selected documents: their order, the fields that are kept, the distinct values of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from hiring_desktop.core.errors import InvalidInput, UnsupportedOperation
from hiring_desktop.core.storage.matching import Path, parse_path, values_at
from hiring_desktop.core.storage.values import BELOW_NULL, MISSING, NULL_KEY, Json, OrderKey, order_key

Entry = TypeVar("Entry")
SortKeys = tuple[tuple[Path, int], ...]


def parse_sort(sort: Any) -> SortKeys:
    """The sort as paths and directions (1 or -1), with ``_id`` at the end so that the order is always the same.

    Raises:
        InvalidInput: A direction is neither 1 nor -1, or a field comes twice.
        UnsupportedOperation: A field name is an operator.
    """
    if not isinstance(sort, Sequence) or isinstance(sort, str):
        raise InvalidInput("A sort must be a list of (field, 1 or -1).")
    keys: list[tuple[Path, int]] = []
    for field, direction in sort:
        if isinstance(direction, bool) or direction not in {1, -1}:
            raise InvalidInput(f"The sort direction of {field} must be 1 or -1.")
        keys.append((parse_path(field), direction))
    paths = [path for path, _ in keys]
    if len(set(paths)) != len(paths):
        raise InvalidInput("A sort names a field twice.")
    if ("_id",) not in paths:
        keys.append((("_id",), 1))
    return tuple(keys)


def order_of(document: Json, keys: SortKeys) -> tuple[OrderKey, ...]:
    """What a document sorts by: a missing field as null, an array by its lowest (descending: highest) element."""
    return tuple(_sort_key(document, path, direction) for path, direction in keys)


def _sort_key(document: Json, path: Path, direction: int) -> OrderKey:
    found: list[OrderKey] = []
    for value in values_at(document, path, expand=False):
        if not isinstance(value, list):
            found.append(order_key(value))
        elif value:
            found.extend(order_key(item) for item in value)
        else:
            found.append(BELOW_NULL)
    return min(found, default=NULL_KEY) if direction > 0 else max(found, default=NULL_KEY)


def in_order(entries: list[tuple[tuple[OrderKey, ...], Entry]], keys: SortKeys) -> list[Entry]:
    """The second parts of the entries, sorted by the first, which ``order_of`` made."""
    ordered = list(entries)
    for place in reversed(range(len(keys))):
        ordered.sort(key=_at(place), reverse=keys[place][1] < 0)
    return [item for _, item in ordered]


def _at(place: int) -> Callable[[tuple[tuple[OrderKey, ...], Any]], OrderKey]:
    return lambda entry: entry[0][place]


def parse_projection(fields: Any) -> Projected | None:
    """What to keep of each document; None for everything.

    Raises:
        InvalidInput: A field and a part of it are both named.
        UnsupportedOperation: It is a mapping, or a name is an operator.
    """
    if fields is None:
        return None
    if isinstance(fields, str | Mapping) or not isinstance(fields, Iterable):
        raise UnsupportedOperation("The store supports projections only as a list of the fields to keep.")
    tree: Projected = {"_id": None}
    for path in sorted({parse_path(field) for field in fields} - {("_id",)}):
        branch = tree
        for part in path[:-1]:
            child = branch.setdefault(part, {})
            if child is None:
                raise InvalidInput(f"A projection names both {part} and a part of it.")
            branch = child
        branch[path[-1]] = None
    return tree


Projected = dict[str, "Projected | None"]
"""The fields to keep as a tree; None keeps all below."""


def project(document: Json, tree: Projected) -> Json:
    """The document with the named fields alone; of arrays, the named fields of each sub-document."""
    kept: Json = {}
    for name, value in document.items():
        if name in tree:
            below = tree[name]
            part = value if below is None else _project_value(value, below)
            if part is not MISSING:
                kept[name] = part
    return kept


def _project_value(value: Any, tree: Projected) -> Any:
    if isinstance(value, dict):
        return project(value, tree)
    if isinstance(value, list):
        parts = (_project_value(item, tree) for item in value)
        return [part for part in parts if part is not MISSING]
    return MISSING


def distinct_values(documents: Iterable[Json], path: Path) -> list[Any]:
    """Each value that the field takes once, arrays by element, in MongoDB's order. Missing fields give none."""
    found: dict[OrderKey, Any] = {}
    for document in documents:
        for value in values_at(document, path, expand=False):
            for item in value if isinstance(value, list) else (value,):
                if item is not MISSING:
                    found.setdefault(order_key(item), item)
    return [found[key] for key in sorted(found)]
