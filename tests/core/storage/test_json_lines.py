"""Every document that a store keeps comes back from its line of JSON as it was, types included."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hiring_desktop.core.errors import Damaged
from hiring_desktop.core.storage.json_lines import from_line, to_line
from hiring_desktop.core.storage.values import check_document

MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.sampled_from(
    ["$date", "$$date", "$oid", "$binary", "$numberInt", "$ref"]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | TEXTS
    | st.binary()
    | MOMENTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
)
DOCUMENTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES)


def typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: typed(inner) for name, inner in value.items()}
    return [typed(inner) for inner in value] if isinstance(value, list) else (type(value).__name__, value)


@given(DOCUMENTS)
@example({"a": {"$date": "2026-03-01T12:00:00Z", "$$b": [{"$oid": "x"}]}, "b": 'says "$$ and "$'})
def test_a_line_gives_back_the_document(document: dict[str, Any]) -> None:
    check_document(document)
    line = to_line(document)
    assert "\n" not in line
    assert typed(from_line(line)) == typed(document)


def test_other_programs_read_plain_values_as_they_are() -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert json.loads(to_line({"name": "Élodie", "score": 87.5, "count": 3, "tags": ["a"], "at": moment})) == {
        "name": "Élodie", "score": 87.5, "count": 3, "tags": ["a"], "at": {"$date": "2026-03-01T12:00:00Z"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "", "{", "[]", "3", '{"a": {"$oid": "x"}}', '{"a": {"$date": "when"}}', '{"a": {"$date": 1e300}}',
        '{"a": ' * 100_000, '{"a": ' + "9" * 10_000 + "}",
    ],
    ids=lambda line: line[:20],
)  # fmt: skip
def test_what_is_no_line_is_told(line: str) -> None:
    with pytest.raises(Damaged):
        from_line(line)
