"""What must hold for every table: order, names and unknowns change nothing that they should not."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from invented_tables import Rows

from hiring_desktop.ml.fairness.audit import audit_table
from hiring_desktop.ml.fairness.verdicts import VERDICTS

CELL = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(["A", "B", "C", ""]),
        "race": st.sampled_from(["x", "y", ""]),
        "hired": st.booleans(),
        "suited": st.sampled_from([True, False, None]),
        "score": st.integers(0, 12),
    }
)
TABLE = st.lists(CELL, min_size=1, max_size=60)
NAMES = {"A": "zebra", "B": "yak", "C": "xerus", "x": "q", "y": "p", "": ""}


def audited(rows: Rows) -> dict[str, Any]:
    return audit_table(rows, ["sex", "race"], selected="hired", score="score", truth="suited").to_document()


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, int | float):
        yield value


def without_words(document: dict[str, Any]) -> dict[str, Any]:
    """The numbers alone: sentences list groups by name, and so in another order after a renaming."""
    kept = {name: value for name, value in document.items() if name != "recommendations"}
    kept["dimensions"] = [
        {name: value for name, value in dimension.items() if name != "recommendations"}
        for dimension in document["dimensions"]
    ]
    return kept


@given(TABLE, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: Rows, chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert audited(shuffled) == audited(rows)


@given(TABLE)
def test_the_same_table_gives_the_same_bytes(rows: Rows) -> None:
    assert json.dumps(audited(rows)) == json.dumps(audited([dict(row) for row in rows]))


@given(TABLE)
def test_renaming_groups_renames_the_result_and_nothing_else(rows: Rows) -> None:
    """The names reverse their order. Groups alike in size and rate are told apart by name: left out."""
    renamed = [{**row, "sex": NAMES[row["sex"]], "race": NAMES[row["race"]]} for row in rows]

    def new_name(name: str | None) -> str | None:
        return None if name is None else " x ".join(NAMES[part] for part in name.split(" x "))

    before, after = without_words(audited(rows)), without_words(audited(renamed))
    for old, new in zip(before["dimensions"], after["dimensions"], strict=True):
        sizes = [(group["n"], group["selected"]) for group in old["groups"]]
        if len(set(sizes)) < len(sizes):
            continue
        expected = {new_name(group["group"]): {**group, "group": new_name(group["group"])} for group in old["groups"]}
        assert {group["group"]: group for group in new["groups"]} == expected
        assert new["reference"] == new_name(old["reference"])
        assert new["verdict_reference"] == new_name(old["verdict_reference"])
        rest = ("groups", "reference", "verdict_reference")
        assert {k: v for k, v in new.items() if k not in rest} == {k: v for k, v in old.items() if k not in rest}


@given(TABLE, st.lists(st.integers(0, 12), max_size=8))
def test_unknown_rows_count_in_totals_and_median_only(rows: Rows, scores: list[int]) -> None:
    """With as many unknowns below the median as above it, all that is left of them is their number."""
    rows = [{**row, "sex": "A" if index % 2 else "B"} for index, row in enumerate(rows)]
    extra = [{"sex": "", "score": -1000 - score} for score in scores] + [{"sex": "", "score": 1000} for _ in scores]
    before = audit_table(rows, ["sex"], score="score")
    after = audit_table([*rows, *extra], ["sex"], score="score")
    if any(group.excluded for group in after.dimensions[0].groups):
        return  # the share of 2 % is of all rows
    assert after.rows == before.rows + len(extra)
    assert after.dimensions[0].unknown == before.dimensions[0].unknown + len(extra)
    assert after.dimensions[0].groups == before.dimensions[0].groups
    assert after.ranking == before.ranking


@given(TABLE)
def test_nothing_is_ever_nan_or_infinite_and_what_is_undefined_is_null(rows: Rows) -> None:
    document = audited(rows)
    assert all(math.isfinite(number) for number in numbers(document))
    json.dumps(document, allow_nan=False)
    for dimension in document["dimensions"]:
        assert dimension["verdict"] in VERDICTS
        assert dimension["bias_detected"] == (dimension["verdict"] == "adverse_impact_indicated")
        for group in dimension["groups"]:
            assert 0 <= group["rate_ci"][0] <= group["rate"] <= group["rate_ci"][1] <= 1
            if group["impact_ratio_ci"] is not None:
                low, high = group["impact_ratio_ci"]
                assert low <= group["impact_ratio"] * (1 + 1e-12)
                assert group["impact_ratio"] <= high * (1 + 1e-12)
            if group["fisher_p"] is not None:
                assert 0 <= group["fisher_p"] <= group["fisher_p_adjusted"] <= 1


@given(TABLE)
def test_the_worst_group_decides_and_the_seeds_fields_are_the_worst_of_all(rows: Rows) -> None:
    document = audited(rows)
    for dimension in document["dimensions"]:
        found = [VERDICTS.index(group["verdict"]) for group in dimension["groups"]]
        assert VERDICTS.index(dimension["verdict"]) == min(found, default=len(VERDICTS) - 1)
    ratios = [d["disparate_impact"] for d in document["dimensions"] if d["disparate_impact"] is not None]
    assert document["disparate_impact"] == min(ratios, default=None)
    assert document["bias_detected"] == any(d["bias_detected"] for d in document["dimensions"])


@given(TABLE)
def test_a_crossing_splits_its_dimensions(rows: Rows) -> None:
    sex, _, both = audited(rows)["dimensions"]
    for group in sex["groups"]:
        parts = [cell for cell in both["groups"] if cell["group"].split(" x ")[0] == group["group"]]
        without_race = sum(row["sex"] == group["group"] and not row["race"] for row in rows)
        assert sum(cell["n"] for cell in parts) + without_race == group["n"]
    assert both["unknown"] == sum(not row["sex"] or not row["race"] for row in rows)
