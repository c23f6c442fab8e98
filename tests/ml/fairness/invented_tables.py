"""Invented tables for the tests of fairness."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from hiring_desktop.ml.fairness.metrics import GroupCount

Rows = list[dict[str, Any]]


def outcomes(**groups: tuple[int, int]) -> Rows:
    """Rows of a column ``sex`` and a column ``hired``: group to (selected, n)."""
    return [{"sex": group, "hired": index < selected} for group, (selected, n) in groups.items() for index in range(n)]


def counts(**groups: tuple[int, int]) -> list[GroupCount]:
    """The same as counts."""
    return [GroupCount(group, n, selected) for group, (selected, n) in groups.items()]


def random_rows(seed: int, size: int, groups: Mapping[str, float]) -> Rows:
    """Rows with a group (by weight; "" is unknown), a decision, a truth and a score, all by chance."""
    chance = Random(seed)
    names, weights = list(groups), list(groups.values())
    return [
        {
            "sex": chance.choices(names, weights)[0],
            "hired": chance.random() < 0.35,
            "suited": chance.random() < 0.5,
            "score": round(chance.gauss(60, 15), 1),
        }
        for _ in range(size)
    ]
