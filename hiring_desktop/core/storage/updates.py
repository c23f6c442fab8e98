"""What an update does to a document: MongoDB's update operators as pure functions.

Operators: ``$set $unset $inc $push $addToSet $pull $min $max $setOnInsert``; ``$push`` and ``$addToSet`` take
``$each``. Anything else raises ``UnsupportedOperation`` and names it. As in MongoDB, paths are applied in
lexicographic order (numbers in numeric order), two operators may not touch the same path, and ``_id`` never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from hiring_desktop.core.errors import InvalidInput, UnsupportedOperation
from hiring_desktop.core.storage.matching import (
    ELEMENT,
    Condition,
    Every,
    OneOf,
    Path,
    is_operators,
    parse_filter,
    parse_operand,
    parse_path,
)
from hiring_desktop.core.storage.values import MISSING, Json, check_value, order_key, same

_INT64: Final = 2**63
_MAX_PADDING: Final = 1_500_000
"""How many nulls MongoDB adds at most to reach a numbered element."""


@dataclass(frozen=True, slots=True)
class Step:
    """One path and what happens to the value there.

    ``change`` gets the present value (``MISSING`` if there is none) and returns the new one (``MISSING`` to remove it).
    """

    path: Path
    change: Callable[[Any], Any]
    on_insert: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """A parsed update: ``apply`` may be called on any number of documents."""

    steps: tuple[Step, ...]

    def apply(self, document: Json, *, inserting: bool = False) -> None:
        """Change the document in place.

        Args:
            document: A document that is not shared with anybody.
            inserting: Whether an upsert is making it, so that ``$setOnInsert`` counts.

        Raises:
            InvalidInput: The document holds something that the operator cannot work on; it may be half changed.
        """
        for step in self.steps:
            if inserting or not step.on_insert:
                _apply_at(document, step.path, step.change)


def parse_update(update: Any) -> Update:
    """The steps of an update.

    Raises:
        InvalidInput: An operand is of the wrong kind, paths conflict, ``_id`` is touched, or there are no operators.
        UnsupportedOperation: An operator is not implemented; the message names it.
    """
    if not isinstance(update, Mapping) or not update:
        raise InvalidInput("An update must be a non-empty mapping of operators.")
    steps: list[Step] = []
    for name, operands in update.items():
        if not isinstance(name, str) or not name.startswith("$"):
            raise InvalidInput("An update takes operators such as $set; use replace_one for a whole document.")
        maker = _OPERATORS.get(name)
        if maker is None:
            raise UnsupportedOperation(f"The store does not support the update operator {name}.")
        if not isinstance(operands, Mapping):
            raise InvalidInput(f"{name} needs a mapping of field names.")
        for field, operand in operands.items():
            path = parse_path(field)
            if path[0] == "_id":
                raise InvalidInput("_id cannot be changed.")
            steps.append(Step(path, maker(field, operand), on_insert=name == "$setOnInsert"))
    steps.sort(key=lambda step: [_component_order(part) for part in step.path])
    for before, after in pairwise(steps):
        if after.path[: len(before.path)] == before.path:
            raise InvalidInput(f"Two operators of an update touch {'.'.join(before.path)}.")
    return Update(tuple(steps))


def _component_order(part: str) -> tuple[int, int, str]:
    return (0, int(part), part) if _is_index(part) else (1, 0, part)


def _is_index(part: str) -> bool:
    return part.isascii() and part.isdecimal()


# ------------------------------------------------------------------ walking to the place
def _apply_at(holder: Any, path: Path, change: Callable[[Any], Any]) -> None:
    """Run ``change`` at the path, making the sub-documents on the way only if there is something to store."""
    head, rest = path[0], path[1:]
    present = _child(holder, head)
    if not rest:
        _put(holder, head, change(present))
    elif isinstance(present, dict | list):
        _apply_at(present, rest, change)
    elif present is MISSING:
        made = change(MISSING)
        if made is not MISSING:
            for part in reversed(rest):
                made = {part: made}
            _put(holder, head, made)
    elif change(MISSING) is not MISSING:
        raise InvalidInput(f"The field {head} holds a value, not a document with {rest[0]}.")


def _child(holder: Any, part: str) -> Any:
    if isinstance(holder, dict):
        return holder.get(part, MISSING)
    if _is_index(part):
        return holder[int(part)] if int(part) < len(holder) else MISSING
    return MISSING


def _put(holder: Any, part: str, value: Any) -> None:
    if isinstance(holder, dict):
        if value is MISSING:
            holder.pop(part, None)
        else:
            holder[part] = value
    elif not _is_index(part):
        if value is not MISSING:
            raise InvalidInput(f"{part} is no position in an array.")
    elif int(part) < len(holder):
        holder[int(part)] = None if value is MISSING else value
    elif value is not MISSING:
        if int(part) - len(holder) > _MAX_PADDING:
            raise InvalidInput(f"The position {part} is too far behind the end of the array.")
        holder.extend([None] * (int(part) - len(holder)))
        holder.append(value)


# ------------------------------------------------------------------ operators
def _set(field: str, operand: Any) -> Callable[[Any], Any]:
    check_value(operand, field)
    return lambda _present: copied(operand)


def _unset(_field: str, _operand: Any) -> Callable[[Any], Any]:
    return lambda _present: MISSING


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _inc(field: str, operand: Any) -> Callable[[Any], Any]:
    check_value(operand, field)
    if not _is_number(operand):
        raise InvalidInput(f"$inc of {field} needs a number.")

    def change(present: Any) -> Any:
        if present is MISSING:
            return operand
        if not _is_number(present):
            raise InvalidInput(f"{field} holds no number that could be incremented.")
        total = present + operand
        if isinstance(total, int) and not -_INT64 <= total < _INT64:
            raise InvalidInput(f"{field} would grow beyond 64 bits.")
        return total

    return change


def _extreme(field: str, operand: Any, *, keep_lower: bool) -> Callable[[Any], Any]:
    check_value(operand, field)
    key = order_key(operand)

    def change(present: Any) -> Any:
        if present is MISSING:
            return copied(operand)
        replaces = key < order_key(present) if keep_lower else key > order_key(present)
        return copied(operand) if replaces else present

    return change


def _items(field: str, operand: Any, operator: str) -> list[Any]:
    """The values to add: one, or those of ``$each``."""
    if not is_operators(operand):
        check_value(operand, field)
        return [operand]
    for name in operand:
        if name != "$each":
            raise UnsupportedOperation(f"The store does not support {name} in {operator}.")
    values = operand["$each"]
    if not isinstance(values, list | tuple):
        raise InvalidInput(f"$each of {field} needs a list.")
    check_value(values, field)
    return list(values)


def _array(field: str, present: Any) -> list[Any]:
    if present is MISSING:
        return []
    if not isinstance(present, list):
        raise InvalidInput(f"{field} holds no array.")
    return present


def _push(field: str, operand: Any) -> Callable[[Any], Any]:
    values = _items(field, operand, "$push")
    return lambda present: [*_array(field, present), *copied(values)]


def _add_to_set(field: str, operand: Any) -> Callable[[Any], Any]:
    values = _items(field, operand, "$addToSet")

    def change(present: Any) -> Any:
        array = list(_array(field, present))
        keys = {order_key(item) for item in array}
        for value in values:
            if order_key(value) not in keys:
                keys.add(order_key(value))
                array.append(copied(value))
        return array

    return change


def _pull(field: str, operand: Any) -> Callable[[Any], Any]:
    if is_operators(operand):
        selects = _satisfies(parse_operand(ELEMENT, operand))
    elif isinstance(operand, Mapping):
        selects = _is_document_with(parse_filter(operand))
    else:
        check_value(operand, field)
        selects = _equals(operand)

    def change(present: Any) -> Any:
        if present is MISSING:
            return MISSING
        return [item for item in _array(field, present) if not selects(item)]

    return change


def _satisfies(condition: Condition) -> Callable[[Any], bool]:
    return lambda item: condition.matches({"": item})


def _is_document_with(condition: Condition) -> Callable[[Any], bool]:
    return lambda item: isinstance(item, dict) and condition.matches(item)


def _equals(value: Any) -> Callable[[Any], bool]:
    return lambda item: same(item, value)


_OPERATORS: Final[Mapping[str, Callable[[str, Any], Callable[[Any], Any]]]] = {
    "$set": _set,
    "$setOnInsert": _set,
    "$unset": _unset,
    "$inc": _inc,
    "$min": lambda field, operand: _extreme(field, operand, keep_lower=True),
    "$max": lambda field, operand: _extreme(field, operand, keep_lower=False),
    "$push": _push,
    "$addToSet": _add_to_set,
    "$pull": _pull,
}


def copied(value: Any) -> Any:
    """A copy that shares no list or dict with the original."""
    if isinstance(value, dict):
        return {name: copied(child) for name, child in value.items()}
    if isinstance(value, list | tuple):
        return [copied(child) for child in value]
    return value


# ------------------------------------------------------------------ upserts
def document_for_upsert(condition: Condition) -> Json:
    """The document that an upsert starts from: the fields that the filter fixes to one value.

    Raises:
        InvalidInput: The filter fixes a field twice, or both a field and a part of it.
    """
    document: Json = {}
    for path, value in _fixed(condition):
        if _reached(document, path):
            raise InvalidInput(f"The filter of an upsert gives {'.'.join(path)} twice.")
        _apply_at(document, path, _set(".".join(path), value))
    return document


def _fixed(condition: Condition) -> list[tuple[Path, Any]]:
    if isinstance(condition, OneOf) and condition.single:
        return [(condition.path, condition.values[0])]
    if isinstance(condition, Every):
        return [pair for part in condition.parts for pair in _fixed(part)]
    return []


def _reached(document: Json, path: Path) -> bool:
    holder: Any = document
    for part in path:
        if not isinstance(holder, dict):
            return True
        holder = holder.get(part, MISSING)
        if holder is MISSING:
            return False
    return True
