"""Groups that lie in two dimensions at once, such as sex x race: each may look fair alone and their crossing not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Final

from hiring_desktop.ml.fairness.small_cells import without_small_cells

CROSS: Final = " x "
"""Between the names of two dimensions and of two groups."""


def crossings(dimensions: Sequence[str]) -> list[tuple[str, str]]:
    """Every two dimensions, in the order given. Three at once leave too few people in a cell to say anything of."""
    return list(combinations(dimensions, 2))


def crossed(first: Sequence[str | None], second: Sequence[str | None], *, least: int = 1) -> list[str | None]:
    """The group of each person in the crossing; unknown (None) where either is, or where the cell is too small.

    Args:
        first: The group of each person in one dimension, None where it is unknown.
        second: The same in the other.
        least: The smallest cell that is shown (``small_cells``).
    """
    cells = [None if a is None or b is None else (a, b) for a, b in zip(first, second, strict=True)]
    return [None if cell is None else CROSS.join(cell) for cell in without_small_cells(cells, least)]
