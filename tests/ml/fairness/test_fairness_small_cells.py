"""No shown group is small, and no hidden one can be counted back from a total."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.ml.fairness.audit import audit_table
from hiring_desktop.ml.fairness.report import ReportFacts
from hiring_desktop.ml.fairness.report_html import report_html
from hiring_desktop.ml.fairness.small_cells import Cell, without_small_cells


def people(**groups: int) -> list[Cell | None]:
    return [(group,) for group, n in groups.items() for _ in range(n)]


def shown(cells: list[Cell | None]) -> dict[str, int]:
    return dict(Counter(cell[0] for cell in without_small_cells(cells, 5) if cell is not None))


def test_a_small_group_takes_its_complement_along() -> None:
    assert shown(people(a=20, b=6, c=3)) == {"a": 20}
    assert shown(people(a=20, b=6, c=3, d=2)) == {"a": 20, "b": 6}, "five are hidden: enough"
    assert shown(people(a=20, b=6)) == {"a": 20, "b": 6}
    assert shown(people(a=20, b=4)) == {}
    assert shown([*people(a=20, b=6), None]) == {"a": 20, "b": 6}, "one who said nothing gives nobody away"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")) | st.none(), max_size=90), st.integers(1, 8))
def test_every_total_hides_nobody_or_enough(cells: list[Cell | None], least: int) -> None:
    kept = without_small_cells(cells, least)
    assert all(after in (before, None) for before, after in zip(cells, kept, strict=True))
    assert all(n >= least for cell, n in Counter(kept).items() if cell is not None)
    hidden = [before for before, after in zip(cells, kept, strict=True) if before is not None and after is None]
    left = {cell for cell in kept if cell is not None}
    for total in [None, *((side, name) for side, names in enumerate(("abc", "xyz")) for name in names)]:
        among = [cell for cell in hidden if total is None or cell[total[0]] == total[1]]
        still = [cell for cell in left if total is None or cell[total[0]] == total[1]]
        assert not among or not still or len(among) >= least


def test_one_hides_nothing() -> None:
    cells = people(a=1, b=2)
    assert without_small_cells(cells, 1) == cells


def test_an_audit_counts_small_groups_as_unknown_everywhere() -> None:
    rows = [
        {"sex": sex, "race": race, "hired": at % 2, "score": at}
        for sex, race, n in (("F", "x", 30), ("M", "x", 30), ("F", "y", 12), ("M", "y", 3), ("N", "x", 2))
        for at in range(n)
    ]
    found = audit_table(rows, ["sex", "race"], selected="hired", score="score", least=5)
    sizes = {dimension.name: {g.group: g.n for g in dimension.groups} for dimension in found.dimensions}
    assert sizes["sex"] == {"F": 42}, "M, the smaller of the others, goes with the two N"
    assert sizes["race"] == {"x": 62, "y": 15}
    assert sizes["sex x race"] == {"F x x": 30, "F x y": 12}
    assert found.to_json()["unknown"] == {"sex": 35, "race": 0}
    assert found.ranking is not None
    assert set(found.ranking["sex"].exposure) == {"F"}
    assert found.to_document()["least"] == 5
    page = report_html(found, ReportFacts("invented", "2026-11-22"))
    assert "Groups of fewer than 5 people" in page
    assert "Groups of fewer than" not in report_html(
        audit_table(rows, ["sex"], selected="hired"), ReportFacts("invented", "2026-11-22")
    )


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_people_changes_nothing(order: int) -> None:
    cells = people(a=20, b=6, c=6, d=3)[::order]
    assert shown(cells) == {"a": 20, "c": 6}
