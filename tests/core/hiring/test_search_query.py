"""The search language: what a query means, and where a mistake is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.hiring.search_query import QueryError, parse_query
from hiring_desktop.core.ports import Every, Match, Query, Range, Some, Without


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("python", Match("python")),
        ("python sql", Every((Match("python"), Match("sql")))),
        ("python AND sql", Every((Match("python"), Match("sql")))),
        ("python or sql", Every((Match("python"), Match("or"), Match("sql")))),
        ("a OR b c", Some((Match("a"), Every((Match("b"), Match("c")))))),
        ("(a OR b) c", Every((Some((Match("a"), Match("b"))), Match("c")))),
        ('"machine  learning"', Match("machine learning")),
        ("kubern*", Match("kubern", prefix=True)),
        ('skill:"machine learn"*', Match("machine learn", "skill", prefix=True)),
        ("NOT php", Without(Match("php"))),
        ("-php java", Every((Without(Match("php")), Match("java")))),
        ("NOT NOT php", Without(Without(Match("php")))),
        ("Title:lead", Match("lead", "title")),
        ("years>5", Range("years", ">", 5.0)),
        ("years >= 2.5", Range("years", ">=", 2.5)),
        ("years:3", Range("years", "=", 3.0)),
        ("C++ C# .NET", Every((Match("C++"), Match("C#"), Match(".NET")))),
        ("full-time 12:30", Every((Match("full-time"), Match("12:30")))),
        (
            'years>5 skill:"machine learning" NOT php',
            Every((Range("years", ">", 5.0), Match("machine learning", "skill"), Without(Match("php")))),
        ),
    ],
)
def test_a_query_means_what_it_says(text: str, means: Query) -> None:
    assert parse_query(text) == means


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("", 0, "missing"),
        ("   ", 3, "missing"),
        ("python AND", 10, "missing"),
        ("OR sql", 0, "Before OR"),
        ('a "open', 2, "never closed"),
        ("(a OR b", 0, "never closed"),
        ("a) b", 1, "closes nothing"),
        ("()", 1, "missing"),
        ("years>many", 6, "number"),
        ("skill:", 6, "word is missing"),
        ("a ***", 2, "no letter"),
        ("NOT", 3, "missing"),
        ("(" * 60 + "a" + ")" * 60, 41, "deeply"),
        ("x" * 1001, 1000, "at most 1000"),
    ],
)
def test_a_mistake_says_what_and_where(text: str, position: int, says: str) -> None:
    with pytest.raises(QueryError, match=says) as caught:
        parse_query(text)
    assert caught.value.position == position
    assert f"character {position + 1}" in caught.value.message


@given(st.text(alphabet='ab*:"()-> ANDORT5years skil', max_size=60) | st.text(max_size=60))
def test_any_text_is_a_query_or_a_mistake_inside_it(text: str) -> None:
    position = 0
    try:
        parse_query(text)
    except QueryError as error:
        position = error.position
    assert 0 <= position <= len(text)
