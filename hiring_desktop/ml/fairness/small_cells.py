"""The small-cell rule: groups so small that a number could point at a person are counted as unknown.

Hiding a group is not enough where its size follows from a total, so its complement goes with it: in each total that is
shown (of the dimension; in a crossing, of each group of both dimensions) either nobody is hidden or enough people are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

Cell = tuple[str, ...]
"""The group of a person in each of one or two dimensions."""

_Margin = tuple[int, str] | None
"""A total that is shown: of a group of one of two dimensions, or (None) of the whole."""


def without_small_cells(cells: Sequence[Cell | None], least: int) -> list[Cell | None]:
    """The cells, those of fewer than ``least`` people and complements that would give them away made unknown (None).

    Args:
        cells: The cell of each person, None where it is unknown.
        least: The smallest size that may be shown; 1 shows everything.
    """
    shown = Counter(cell for cell in cells if cell is not None)
    hidden: Counter[_Margin] = Counter()
    while (cell := _next_to_hide(shown, hidden, least)) is not None:
        n = shown.pop(cell)
        hidden.update(dict.fromkeys(_margins(cell), n))
    return [cell if cell in shown else None for cell in cells]


def _next_to_hide(shown: Counter[Cell], hidden: Counter[_Margin], least: int) -> Cell | None:
    """The smallest cell that is too small, or that stands in a total of which too few are hidden to hide them."""
    due = [
        (n, cell)
        for cell, n in shown.items()
        if n < least or any(0 < hidden[margin] < least for margin in _margins(cell))
    ]
    return min(due)[1] if due else None


def _margins(cell: Cell) -> list[_Margin]:
    return [None] if len(cell) == 1 else [None, *enumerate(cell)]
