"""What a word is for search, and where it stands in the text as it is stored."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hiring_desktop.core.storage.search_words import GAP, FoldedText, Phrase, words

PIECES = [
    "C++",
    "C#",
    ".NET",
    "asp",
    ".net",
    "ml",
    "+",
    "#",
    ".",
    "a",
    "B",
    "é",
    "e\u0301",
    "ß",
    "ﬁ",
    "½",
    "数",
    "ア",
    "\u00ad",
    "\n",
    "_",
    "0",
]
TEXTS = st.lists(st.sampled_from([*PIECES, " ", " "]), max_size=20).map("".join) | st.text(max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Senior Python-Developer", ["senior", "python", "developer"]),
        ("C++, C# and F#; C/C++11", ["c++", "c#", "and", "f#", "c", "c++", "11"]),
        ("CompTIA A+ a+b abc+", ["comptia", "a+", "a", "b", "abc"]),
        (
            ".NET ASP.NET vb.net example.net .network",
            [".net", "asp", ".net", "vb", ".net", "example", "net", "network"],
        ),
        ("Node.js PL/SQL R&D", ["node", "js", "pl", "sql", "r", "d"]),
        ("Müller, ŁÓDŹ, Straße, Øre, e\u0301te\u0301", ["muller", "lodz", "strasse", "ore", "ete"]),
        ("develop\u00admentally ﬁt", ["developmentally", "fit"]),
        ("\uf0b7Python\u200bJava\tGo\x00Rust", ["python", "java", "go", "rust"]),
        ("数据科学 データ", ["数", "据", "科", "学", "テ", "ー", "タ"]),
        ("한국어", ["한국어"]),
        ("ada.quill@example.org", ["ada", "quill", "example", "org"]),
        ("... --- ++", []),
    ],
)
def test_words(text: str, folded: list[str]) -> None:
    assert words(text) == folded


@given(TEXTS)
@example("c++.net c#.NET")
@example("net .")
def test_every_word_is_found_where_it_stands(text: str) -> None:
    folded = FoldedText(text)
    for word in set(words(text)):
        places = list(Phrase(word).places(folded))
        assert len(places) == words(text).count(word)
        assert places == sorted(places)
        for start, end in places:
            assert 0 <= start < end <= len(text)


@given(TEXTS, st.integers(0, 5), st.integers(1, 3), st.booleans())
def test_phrases_and_beginnings_are_found_as_a_scan_of_the_words_finds_them(
    text: str, start: int, length: int, prefix: bool
) -> None:
    every = words(text)
    wanted = every[start : start + length]
    if not wanted or (prefix and words(wanted[-1][:1]) != [wanted[-1][:1]]):
        return
    if prefix:
        wanted = [*wanted[:-1], wanted[-1][:1]]
    phrase = Phrase(" ".join(wanted), prefix=prefix)
    assert list(phrase.words) == wanted
    scanned = [n for n in range(len(every) - len(wanted) + 1) if _stands(every[n : n + len(wanted)], wanted, prefix)]
    found = list(phrase.places(FoldedText(text)))
    assert bool(found) == bool(scanned)
    assert len(found) <= len(scanned)


def _stands(piece: list[str], wanted: list[str], prefix: bool) -> bool:
    last = piece[-1].startswith(wanted[-1]) if prefix else piece[-1] == wanted[-1]
    return piece[:-1] == wanted[:-1] and last


def test_places_count_in_the_text_as_stored() -> None:
    text = "STRAßE in Łódź: e\u0301te\u0301 ½ C++ und Node.JS"
    for written in ("STRAßE", "Łódź", "e\u0301te\u0301", "C++", "Node.JS"):
        [(start, end)] = Phrase(written).places(FoldedText(text))
        assert text[start:end] == written


def test_a_hostile_text_takes_no_longer_than_its_length() -> None:
    text = "a" * 300_000 + "." * 300_000 + "数" * 1000
    assert list(Phrase("a").places(FoldedText(text))) == []
    assert len(list(Phrase("数").places(FoldedText(text)))) == 1000
    assert GAP not in words(text)


def test_a_phrase_without_a_word_is_none() -> None:
    with pytest.raises(ValueError, match="a word"):
        Phrase("...")
