"""The counterfactual test: the same document under another name must get the same score and keep its place.

It takes any scoring callable, so that each tier of the ranker can be held to it, and any pairs: names, pronouns, clubs,
addresses, years of graduation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from hiring_desktop.core.errors import InvalidInput

Scorer = Callable[[Sequence[str]], Sequence[float]]
"""Documents in, a score for each out, higher better."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Two words or phrases that should make no difference, such as "Emily" and "Lakisha"."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class SwapEffect:
    """What a swap did to one document. Places count from 1 among all documents; the others stay as they are."""

    document: int
    swap: Swap
    score_before: float
    score_after: float
    place_before: int
    place_after: int

    @property
    def places_moved(self) -> int:
        """How many places up or down."""
        return abs(self.place_after - self.place_before)


@dataclass(frozen=True, slots=True)
class SwapReport:
    """All effects. ``unused`` are swaps whose words stand in no document: they prove nothing."""

    documents: int
    effects: tuple[SwapEffect, ...]
    unused: tuple[Swap, ...]

    @property
    def largest_move(self) -> int:
        """The most places that any document moved."""
        return max((effect.places_moved for effect in self.effects), default=0)

    @property
    def mean_move(self) -> float | None:
        """Places moved, on average over all swapped documents; None without any."""
        return fmean(effect.places_moved for effect in self.effects) if self.effects else None

    @property
    def largest_score_change(self) -> float:
        """The largest change of a score, up or down."""
        return max((abs(effect.score_after - effect.score_before) for effect in self.effects), default=0.0)

    def holds(self, *, tolerance: float = 0.0) -> bool:
        """Whether the test was carried out and no score moved by more than ``tolerance`` and no place at all."""
        return bool(self.effects) and not self.largest_move and self.largest_score_change <= tolerance


def swapped(text: str, swap: Swap) -> str:
    """The text with the two exchanged wherever they stand as whole words, in the case of what they replace."""
    either = re.compile(rf"(?<!\w)(?:{re.escape(swap.first)}|{re.escape(swap.second)})(?!\w)", re.IGNORECASE)

    def exchange(found: re.Match[str]) -> str:
        word = found.group()
        return _in_case_of(word, swap.second if word.casefold() == swap.first.casefold() else swap.first)

    return either.sub(exchange, text)


def name_swap_test(score: Scorer, documents: Sequence[str], swaps: Sequence[Swap]) -> SwapReport:
    """Score documents as they are and with each swap made, and see what moves.

    Args:
        score: What to test, with everything that belongs to it (redaction before it, for one).
        documents: The pool.
        swaps: What to exchange; both words are looked for, so the order of a pair does not matter.

    Raises:
        InvalidInput: No documents, no swaps, or a swap of a word with itself or with nothing.
    """
    if not documents or not swaps:
        raise InvalidInput("A swap test needs documents and pairs to exchange. Give at least one of each.")
    if any(not s.first.strip() or not s.second.strip() or s.first.casefold() == s.second.casefold() for s in swaps):
        raise InvalidInput("A pair to exchange has two different words. Correct the pairs.")
    before = list(score(documents))
    effects: list[SwapEffect] = []
    unused = []
    for swap in swaps:
        changed = [swapped(text, swap) for text in documents]
        touched = [index for index, text in enumerate(documents) if changed[index] != text]
        if not touched:
            unused.append(swap)
            continue
        after = score(changed)
        effects.extend(_effect(index, swap, before, after[index]) for index in touched)
    return SwapReport(len(documents), tuple(effects), tuple(unused))


def _effect(index: int, swap: Swap, before: Sequence[float], after: float) -> SwapEffect:
    def place(score: float) -> int:
        return 1 + sum(other > score for at, other in enumerate(before) if at != index)

    return SwapEffect(index, swap, before[index], after, place(before[index]), place(after))


def _in_case_of(model: str, word: str) -> str:
    if model.isupper() and len(model) > 1:
        return word.upper()
    return word.lower() if model.islower() else word
