"""Tables as they come: encodings, separators, cells, and what is wrong with them, said so that it can be mended."""

from __future__ import annotations

from typing import Any

import pytest

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.ml.fairness.audit import audit_table
from hiring_desktop.ml.fairness.table import read_csv

ROWS = [{"sex": "F", "score": "1"}, {"sex": "M", "score": "2"}]


@pytest.mark.parametrize(
    "data",
    [
        b"sex,score\nF,1\nM,2\n",
        b"\xef\xbb\xbfsex,score\r\nF,1\r\nM,2\r\n",
        b"sex;score\nF;1\nM;2\n",
        b"sex\tscore\nF\t1\nM\t2",
        b'"sex" , "score"\n\n"F",1\n\nM,2\n,\n'.replace(b" , ", b","),
        b" sex ,score\rF,1\rM,2\r",
        b"sex,score\nF,1,\nM,2,,\n",
    ],
    ids=["plain", "BOM and Windows", "semicolons", "tabs", "quotes and empty lines", "old Mac", "empty cells too many"],
)
def test_a_table_is_read(data: bytes) -> None:
    assert read_csv(data) == ROWS


def test_the_separator_is_what_splits_the_headings_most() -> None:
    assert read_csv(b'"name, first";sex\n"Quill, Ada";F\n') == [{"name, first": "Quill, Ada", "sex": "F"}]
    assert read_csv(b"sex\nF;M\n") == [{"sex": "F;M"}]


def test_a_decimal_comma_is_one_in_columns_of_numbers_alone() -> None:
    data = b"band;score\n18,24;87,5\n25,34;-3\n"
    assert read_csv(data, numbers=["score"]) == [{"band": "18,24", "score": "87.5"}, {"band": "25,34", "score": "-3"}]
    assert read_csv(b'band,score\nx,"1,234"\n', numbers=["score"]) == [{"band": "x", "score": "1,234"}]


def test_a_cell_may_hold_a_line_and_any_script() -> None:
    data = 'sex,note\nženské,"two\nlines\u2028three"\n女性,\n'.encode()
    assert [row["sex"] for row in read_csv(data)] == ["ženské", "女性"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"sex,score\n", "no rows"),
        ("sex,score\nF,1\n".encode("utf-16"), "UTF-16"),
        ("sex,größe\nF,1\n".encode("latin-1"), "UTF-8"),
        (b"PK\x03\x04\x00\x00", "no text"),
        (b'sex,score\n"F,1\n', "quote"),
        (b"sex,score\nF,1\nM,2,3\n", "Row 2 has 3 cells"),
        (b"sex,score\nF\n", "Row 1 has 1 cells"),
        (b"sex,sex\nF,1\n", "'sex'"),
    ],
)
def test_what_is_no_table_says_why(data: bytes, said: str) -> None:
    with pytest.raises(InvalidInput) as error:
        read_csv(data)
    assert said in error.value.message


def rows(**cells: Any) -> list[dict[str, Any]]:
    """Two good rows and one with other cells."""
    good = {"sex": "F", "hired": "1", "score": "1.5", "suited": "no", "rank": "2"}
    return [good, {**good, "sex": "M"}, {**good, **cells}]


ALL: dict[str, Any] = {"selected": "hired", "score": "score", "truth": "suited", "rank": "rank"}


@pytest.mark.parametrize("yes", ["1", "true", "TRUE", "Yes", " yes ", "1.0", 1, 1.0, True])
@pytest.mark.parametrize("no", ["0", "false", "No", "0.0", 0, 0.0, False])
def test_a_decision_is_any_of_the_usual_words(yes: Any, no: Any) -> None:
    table = [{"sex": "F", "hired": yes}, {"sex": "M", "hired": no}]
    found = audit_table(table, ["sex"], selected="hired").dimensions[0].groups
    assert [group.selected for group in found] == [1, 0]


@pytest.mark.parametrize("empty", ["", "  ", None, "unknown", "Unknown"])
def test_an_empty_group_is_unknown(empty: Any) -> None:
    found = audit_table(rows(sex=empty), ["sex"], **ALL)
    assert (found.rows, found.dimensions[0].unknown) == (3, 1)
    assert [group.group for group in found.dimensions[0].groups] == ["F", "M"]


def test_blanks_around_a_group_are_no_other_group() -> None:
    found = audit_table(rows(sex=" F "), ["sex"], **ALL).dimensions[0].groups
    assert [(group.group, group.n) for group in found] == [("F", 2), ("M", 1)]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"hired": ""}, "Row 3: the cell under 'hired'"),
        ({"hired": "maybe"}, "Row 3: the cell under 'hired'"),
        ({"hired": 2}, "Row 3: the cell under 'hired'"),
        ({"score": ""}, "Row 3: the cell under 'score' is not a number"),
        ({"score": "high"}, "not a number"),
        ({"score": "nan"}, "not a number"),
        ({"score": "inf"}, "not a number"),
        ({"score": float("nan")}, "not a number"),
        ({"score": "1e999"}, "not a number"),
        ({"score": "1_000"}, "not a number"),
        ({"score": True}, "not a number"),
        ({"score": "87%"}, "not a number"),
        ({"suited": "perhaps"}, "Row 3: the cell under 'suited'"),
        ({"rank": "first"}, "Row 3: the cell under 'rank'"),
        ({"rank": "0"}, "is not a rank"),
        ({"rank": "-1"}, "is not a rank"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_row_and_column_and_not_repeated(
    cells: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        audit_table(rows(**cells), ["sex"], **ALL)
    assert said in error.value.message
    for value in ("maybe", "high", "perhaps", "first"):
        assert value not in error.value.message


def test_numbers_are_read_in_every_usual_form() -> None:
    table = [{"sex": "F", "score": score} for score in ("+1", "-2.5", ".5", "1e2", " 7 ", 3, 4.5)]
    assert audit_table(table, ["sex"], score="score").dimensions[0].groups[0].selected == 3


def test_ground_truth_and_rank_may_be_empty() -> None:
    found = audit_table(rows(suited="", rank=""), ["sex"], **ALL)
    assert found.dimensions[0].groups[0].positives == 0
    assert found.ranking is not None
    assert max(found.ranking["sex"].skew_at) == 2


@pytest.mark.parametrize(
    ("groups", "named", "said"),
    [
        ([], {"selected": "hired"}, "at least one column of groups"),
        (["sex", "sex"], {"selected": "hired"}, "named twice"),
        (["sex"], {}, "Name the column that says who was selected"),
        (["gender"], {"selected": "hired"}, "no column 'gender'. Its columns are 'sex', 'hired'"),
        (["sex"], {"selected": "hired", "truth": "fit"}, "no column 'fit'"),
        (["sex"], {"score": "points"}, "no column 'points'"),
    ],
)
def test_columns_that_do_not_fit_are_named(groups: list[str], named: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as error:
        audit_table(rows(), groups, **named)
    assert said in error.value.message


def test_no_rows_and_too_many_groups_are_refused() -> None:
    with pytest.raises(InvalidInput, match="no rows"):
        audit_table([], ["sex"], selected="hired")
    table = [{"sex": f"person {number}", "hired": 1} for number in range(300)]
    with pytest.raises(InvalidInput, match="300 different values"):
        audit_table(table, ["sex"], selected="hired")


def test_decisions_are_audited_before_scores_and_scores_by_the_median_of_all() -> None:
    """Scores 1 to 5, the middle one of an unknown person: 3 is the median, above it are 4 and 5, equal is not above."""
    table = [
        {"sex": sex, "hired": 0, "score": score} for sex, score in (("F", 1), ("F", 4), ("", 3), ("M", 3), ("M", 5))
    ]
    scored = audit_table(table, ["sex"], score="score").dimensions[0]
    assert scored.metric == "scoring"
    assert {group.group: group.selected for group in scored.groups} == {"F": 1, "M": 1}
    decided = audit_table(table, ["sex"], selected="hired", score="score").dimensions[0]
    assert (decided.metric, [group.selected for group in decided.groups]) == ("selection", [0, 0])


def test_every_two_dimensions_are_crossed() -> None:
    table = [{"sex": "F", "race": "x", "age": "", "hired": 1}, {"sex": "M", "race": "", "age": "40+", "hired": 0}]
    found = audit_table(table, ["sex", "race", "age"], selected="hired")
    assert [dimension.name for dimension in found.dimensions] == [
        "sex", "race", "age", "sex x race", "sex x age", "race x age",
    ]  # fmt: skip
    assert [group.group for group in found.dimensions[3].groups] == ["F x x"]
    assert found.dimensions[5].unknown == 2
    assert found.to_json()["unknown"] == {"sex": 0, "race": 1, "age": 1}
