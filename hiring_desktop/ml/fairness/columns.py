"""What the cells of a table mean: groups, decisions, scores and ranks, whether they were typed or come from a program.

Messages name the column and the row (the first below the headings is row 1), never what stands in the cell: a wrongly
named column may hold anything about a person.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from hiring_desktop.core.errors import InvalidInput

Row = Mapping[str, Any]

_Value = TypeVar("_Value")
_UNKNOWN: Final = frozenset({"", "unknown"})
_DECISIONS: Final = {
    "1": True, "1.0": True, "true": True, "yes": True, "0": False, "0.0": False, "false": False, "no": False,
}  # fmt: skip
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_MOST_GROUPS: Final = 250


def check_columns(rows: Sequence[Row], names: Sequence[str]) -> None:
    """See that the first row has all columns named.

    Raises:
        InvalidInput: One is missing; the message lists those there are.
    """
    there = list(rows[0])
    for name in names:
        if name not in rows[0]:
            raise InvalidInput(f"The table has no column {name!r}. Its columns are {', '.join(map(repr, there))}.")


def groups(rows: Sequence[Row], column: str) -> list[str | None]:
    """The group of each row: its text without blanks around, or None (unknown) for an empty cell or the word "unknown".

    Raises:
        InvalidInput: There are so many different values that the column can hold no groups.
    """
    labels = [_label(row[column]) for row in rows]
    different = len(set(labels))
    if different > _MOST_GROUPS:
        raise InvalidInput(
            f"The column {column!r} has {different} different values; a column of groups has few. Name another column, "
            "or put its values into bands first."
        )
    return labels


def decisions(rows: Sequence[Row], column: str) -> list[bool]:
    """Whether each row was selected.

    Raises:
        InvalidInput: A cell is none of 0, 1, true, false, yes, no.
    """
    return _read(rows, column, _decision, "is none of 0, 1, true, false, yes, no")


def truths(rows: Sequence[Row], column: str) -> list[bool | None]:
    """Whether each row's person is known to be suited; None for an empty cell, where nobody knows.

    Raises:
        InvalidInput: A cell is none of 0, 1, true, false, yes, no, and not empty.
    """
    return _read(rows, column, _or_none(_decision), "is none of 0, 1, true, false, yes, no, and not empty")


def scores(rows: Sequence[Row], column: str) -> list[float]:
    """The score of each row.

    Raises:
        InvalidInput: A cell is not a finite number.
    """
    return _read(rows, column, _number, "is not a number")


def ranks(rows: Sequence[Row], column: str) -> list[float | None]:
    """The rank of each row, 1 the best; None for an empty cell, which is not in the ranked list.

    Raises:
        InvalidInput: A cell is not a number of 1 or more, and not empty.
    """
    return _read(rows, column, _or_none(_rank), "is not a rank (a number from 1 on; empty for who is not in the list)")


def _read(rows: Sequence[Row], column: str, read: Callable[[Any], _Value], fault: str) -> list[_Value]:
    values = []
    for number, row in enumerate(rows, start=1):
        try:
            values.append(read(row[column]))
        except ValueError as error:
            raise InvalidInput(f"Row {number}: the cell under {column!r} {fault}. Correct the table.") from error
    return values


def _or_none(read: Callable[[Any], _Value]) -> Callable[[Any], _Value | None]:
    return lambda cell: None if _text(cell) == "" else read(cell)


def _label(cell: Any) -> str | None:
    text = _text(cell)
    return None if text.casefold() in _UNKNOWN else text


def _decision(cell: Any) -> bool:
    decided = _DECISIONS.get(_text(cell).casefold())
    if decided is None:
        raise ValueError
    return decided


def _number(cell: Any) -> float:
    if isinstance(cell, bool) or not _NUMBER.fullmatch(_text(cell)):
        raise ValueError
    value = float(cell)
    if not math.isfinite(value):
        raise ValueError
    return value


def _rank(cell: Any) -> float:
    rank = _number(cell)
    if rank < 1:
        raise ValueError
    return rank


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
