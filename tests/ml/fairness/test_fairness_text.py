"""The name-swap test and the wording of job ads."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.ml.fairness.name_swap import Swap, name_swap_test, swapped
from hiring_desktop.ml.fairness.wording import check_wording

DOCUMENTS = [
    "Emily Stone. Nurse. She led the ward.",
    "LAKISHA Brown. Nurse, intensive care.",
    "A. Nonymous. Carpenter.",
]
NAMES = Swap("Emily", "Lakisha")


def by_length(documents: Sequence[str]) -> list[float]:
    return [float(len(text)) for text in documents]


def by_trade(documents: Sequence[str]) -> list[float]:
    return [float("Nurse" in text) for text in documents]


def by_name(documents: Sequence[str]) -> list[float]:
    return [2.0 if "emily" in text.casefold() else 1.5 if "Carpenter" in text else 1.0 for text in documents]


def test_words_change_places_whole_and_in_their_case() -> None:
    assert swapped("Emily met LAKISHA; Emilys and emily stay or go", NAMES) == (
        "Lakisha met EMILY; Emilys and lakisha stay or go"
    )
    assert swapped("(Girls' Chess Club)", Swap("Girls' Chess Club", "Chess Club")) == "(Chess Club)"


def test_a_scorer_that_sees_no_names_holds() -> None:
    found = name_swap_test(by_trade, DOCUMENTS, [NAMES])
    assert [effect.document for effect in found.effects] == [0, 1]
    assert (found.largest_move, found.mean_move, found.largest_score_change) == (0, 0.0, 0.0)
    assert found.holds()


def test_a_scorer_that_prefers_a_name_does_not_hold() -> None:
    """As Lakisha, the first falls from 2.0 and place 1 to 1.0 and place 2; as Emily, the second rises from 3 to 1."""
    found = name_swap_test(by_name, DOCUMENTS, [NAMES])
    assert [(effect.place_before, effect.place_after) for effect in found.effects] == [(1, 2), (3, 1)]
    assert (found.largest_move, found.mean_move, found.largest_score_change) == (2, 1.5, 1.0)
    assert not found.holds()
    assert not found.holds(tolerance=5.0), "a place moved, whatever the scores"


def test_a_change_of_score_alone_is_a_matter_of_tolerance() -> None:
    found = name_swap_test(by_length, ["Emily was here and stays for long", "Lakisha"], [NAMES])
    assert found.largest_move == 0
    assert not found.holds()
    assert found.holds(tolerance=2.0)


def test_a_swap_that_touches_nothing_proves_nothing() -> None:
    absent = Swap("Greg", "Jamal")
    found = name_swap_test(by_trade, DOCUMENTS, [absent])
    assert (found.unused, found.effects, found.mean_move) == ((absent,), (), None)
    assert not found.holds()


@pytest.mark.parametrize(
    ("documents", "swaps"),
    [([], [NAMES]), (DOCUMENTS, []), (DOCUMENTS, [Swap("Emily", "emily")]), (DOCUMENTS, [Swap("Emily", " ")])],
)
def test_a_swap_test_of_nothing_is_refused(documents: list[str], swaps: list[Swap]) -> None:
    with pytest.raises(InvalidInput):
        name_swap_test(by_trade, documents, swaps)


# ------------------------------------------------------------------ wording
def found_in(text: str) -> list[tuple[str, str]]:
    return [(term.text, term.coding) for term in check_wording(text).terms]


def test_gendered_words_are_found_where_they_stand() -> None:
    text = "The foreman plans 40 man-hours. He reports to the Chairwoman."
    terms = check_wording(text).terms
    assert [(term.text, term.suggestion) for term in terms] == [
        ("foreman", "supervisor"), ("man-hours", "hours of work"), ("He", "you"), ("Chairwoman", "chair"),
    ]  # fmt: skip
    assert all(text[term.start : term.end] == term.text for term in terms)
    assert {term.coding for term in terms} == {"gendered"}
    assert check_wording(text).lean == "none"


def test_coded_words_lean() -> None:
    assert found_in("A fearless, competitive rockstar who collaborates") == [
        ("fearless", "masculine"), ("competitive", "masculine"), ("rockstar", "masculine"),
        ("collaborates", "feminine"),
    ]  # fmt: skip
    assert check_wording("fearless ninja, caring").lean == "masculine"
    assert check_wording("empathy and loyalty, tough").lean == "feminine"
    assert check_wording("caring and tough").lean == "balanced"


def test_feminine_coded_words_need_no_change() -> None:
    assert [term.suggestion for term in check_wording("collaborative, supportive").terms] == [None, None]


@pytest.mark.parametrize(
    "text",
    [
        "he or she will report to his or her manager; s/he, she/her, he/him/his",
        "We welcome women and men. Ladies and gentlemen!",
        "Competitive salary, competitive pay. Salary is determined by experience.",
        "Work on autonomous driving and the human-machine interface of the Manchester plant.",
        "Loyalty program, the theme of the chapter, shepherd, heroku, history, boysenberry",
        "Lead engineer, analyst, support desk, executive, management",
        "",
    ],
)
def test_plain_words_are_left_alone(text: str) -> None:
    assert found_in(text) == []


def test_the_longest_of_two_words_at_one_place_is_told() -> None:
    assert found_in("Girl Friday wanted") == [("Girl Friday", "gendered")]
