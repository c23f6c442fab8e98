"""The parts of the engine that can be told apart: terms, vectors, scales."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.ml.ranking import text
from hiring_desktop.ml.ranking.components import Scale
from hiring_desktop.ml.ranking.frequencies import count_texts


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Managers, companies and processes", ["manager", "company", "process"]),
        ("C++ and C# on .NET", ["c++", "c#", "net"]),
        ("IT support; it is done", ["it", "support"]),
        ("HR", ["human", "resource"]),
        ("From 1998 to 2004, No. 17", []),
        ("MÜLLER straße Müller", ["müller", "strasse", "müller"]),
        ("x" * 500, []),
    ],
)
def test_words_that_count(written: str, words: list[str]) -> None:
    assert text.singles(text.terms(written)) == words


def test_terms_are_words_and_pairs() -> None:
    assert text.terms("Head of Marketing") == ["head", "marketing", "head marketing"]
    assert text.surfaces("Head of Marketing. SQL, HR") == {
        "head": "head", "marketing": "marketing", "head marketing": "head of marketing", "sql": "sql", "human": "hr",
        "resource": "hr", "human resource": "hr",
    }  # fmt: skip


@given(st.lists(st.text(max_size=200), max_size=8))
def test_a_row_of_counts_and_weights_hangs_on_its_text_alone(texts: list[str]) -> None:
    idf = count_texts(["a nurse on the ward", "a chef"]).idf()
    together = text.weigh(text.count([text.terms(one) for one in texts]), idf)
    assert together.shape == (len(texts), text.FEATURES)
    for row, one in enumerate(texts):
        alone = text.weigh(text.count([text.terms(one)]), idf)
        stretch = slice(together.indptr[row], together.indptr[row + 1])
        assert together.indices[stretch].tolist() == alone.indices.tolist()
        assert together.data[stretch].tolist() == alone.data.tolist()
        assert float(text.likeness(alone, alone)[0]) == pytest.approx(1.0 if text.terms(one) else 0.0)


def test_frequencies_add_up() -> None:
    one, other = ["nurse on the ward", "the ward"], ["ward", "chef", ""]
    both, parts = count_texts([*one, *other]), count_texts(one) + count_texts(other)
    assert both.documents == parts.documents == 4
    assert both.counts.tolist() == parts.counts.tolist()
    assert both.counts[text.columns(["ward"])[0]] == 3


def test_rarer_terms_weigh_more_and_unseen_ones_as_much_as_those_seen_once() -> None:
    idf = count_texts(["ward nurse", "ward chef", "ward"]).idf()
    ward, nurse, unseen = (idf[text.columns([word])[0]] for word in ("ward", "nurse", "pilot"))
    assert ward < nurse == unseen


@given(typical=st.floats(0, 100), values=st.lists(st.floats(0, 100), min_size=2, max_size=2).map(sorted))
def test_a_scale_keeps_order_and_ends(typical: float, values: list[float]) -> None:
    scale = Scale.around(typical)
    low, high = (scale(value) for value in values)
    assert 0 <= low <= high <= 100.00000000000001
    assert scale(0.0) == 0
    assert scale(100.0) == 100
    assert scale(values[1]) >= values[1] - 1e-9


@pytest.mark.parametrize(("typical", "reads"), [(15.0, 20.0), (20.0, 20.0), (63.0, 63.0)])
def test_what_is_typical_reads_as_twenty_or_as_it_is(typical: float, reads: float) -> None:
    assert Scale.around(typical)(typical) == pytest.approx(reads)


def test_a_scale_is_only_so_steep() -> None:
    assert Scale.around(0.0)(50.0) == pytest.approx(200 / 3)
    assert Scale.around(0.0, 0.1)(20.0) < 75
