"""What another order of a list would look like: DetGreedy and FA*IR, as simulations and nothing else.

No part of the product orders candidates by these. They answer "how far is this list from a representative one, and what
would it cost in scores", and every result carries ``LABEL`` and ``WHY_NOT``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean
from typing import Final, Literal

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.ml.fairness.ranking_metrics import ndkl

LABEL: Final = "What-if simulation: nobody's place is changed."
WHY_NOT: Final = (
    "Ordering people or adjusting their scores by group is unlawful in some places (in the United States 42 USC "
    "2000e-2(l) for employment tests). Look first at what causes the difference: requirements, weights, the wording of "
    "the job ad, and review without names."
)

MOST_PLACES: Final = 500
"""FA*IR looks at no more places than this; its significance level takes time that grows with their square."""

_ROUNDING: Final = 1e-12
"""Two probabilities that differ by less than this part are equal, and differ by the rounding of sums."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate of a list: ``id`` is stable and breaks ties, a higher ``score`` is better."""

    id: str
    group: str
    score: float


@dataclass(frozen=True, slots=True)
class Simulation:
    """A list in another order. ``order`` holds ids, the first ``len(order)`` places only.

    ``ndkl_before`` and ``ndkl_after`` are of these places against the whole pool, ``mean_score_*`` the mean score of
    who holds them, ``newcomers`` who would not be among them otherwise.
    """

    method: Literal["DetGreedy", "FA*IR"]
    order: tuple[str, ...]
    newcomers: tuple[str, ...]
    ndkl_before: float | None
    ndkl_after: float | None
    mean_score_before: float
    mean_score_after: float
    label: str = LABEL
    why_not: str = WHY_NOT


def det_greedy(
    candidates: Sequence[Ranked], *, places: int | None = None, target: Mapping[str, float] | None = None
) -> Simulation:
    """DetGreedy (Geyik, Ambler and Kenthapadi 2019, algorithm 1): a prefix holds each group's share, up or down to one.

    At each place, of the groups that are below the floor of their share, else of those below its ceiling, the one whose
    next candidate scores best. Where these have nobody left, the best of all others.

    Args:
        candidates: The pool, in any order.
        places: How many places to fill; all if None.
        target: Group to the share it should have; that of the pool if None.

    Raises:
        InvalidInput: No candidates, or a group without a share.
    """
    queues, pool = _queues(candidates)
    shares = {group: Fraction(n, len(candidates)) for group, n in pool.items()}
    if target is not None:
        if set(pool) - set(target):
            raise InvalidInput("Each group of the list needs a share. Name one for every group.")
        shares = {group: Fraction(target[group]).limit_denominator(1_000_000) for group in pool}
    taken = dict.fromkeys(pool, 0)
    order: list[Ranked] = []
    for place in range(1, _length(candidates, places) + 1):
        left = [group for group in sorted(pool) if taken[group] < pool[group]]
        short = [group for group in left if taken[group] < math.floor(place * shares[group])]
        allowed = [group for group in left if taken[group] < math.ceil(place * shares[group])]
        group = min(short or allowed or left, key=lambda name: _by_score(queues[name][taken[name]]))
        order.append(queues[group][taken[group]])
        taken[group] += 1
    return _simulation("DetGreedy", candidates, order)


def fa_ir(
    candidates: Sequence[Ranked],
    protected: str,
    *,
    share: float | None = None,
    alpha: float = 0.1,
    places: int | None = None,
) -> Simulation:
    """FA*IR (Zehlike and others 2017): one protected group is nowhere fewer than chance explains.

    Every prefix holds at least as many of the protected group as a fair lottery would give it, at a risk of ``alpha``
    to fault a fair list; beyond that the order is by score.

    Args:
        candidates: The pool, in any order.
        protected: The group to look after; all others are one.
        share: The share it should have, between 0 and 1; that of the pool if None.
        alpha: The risk, over all places together, between 0 and 1.
        places: How many places to fill; all if None, at most ``MOST_PLACES``.

    Raises:
        InvalidInput: No candidates, nobody of the protected group, or a number outside its range.
    """
    queues, pool = _queues(candidates)
    if protected not in pool:
        raise InvalidInput("Nobody in the list is of the protected group. Name a group that is in it.")
    wanted = pool[protected] / len(candidates) if share is None else share
    if not (0 < wanted <= 1 and 0 < alpha < 1):
        raise InvalidInput("The share and alpha lie between 0 and 1.")
    length = min(_length(candidates, places), MOST_PLACES)
    least = minimum_protected(length, wanted, adjusted_alpha(length, wanted, alpha))
    inside = queues[protected]
    outside = sorted((c for c in candidates if c.group != protected), key=_by_score)
    order: list[Ranked] = []
    taken = 0
    for place in range(1, length + 1):
        next_in = inside[taken] if taken < len(inside) else None
        rest = place - 1 - taken
        next_out = outside[rest] if rest < len(outside) else None
        must = next_in is not None and taken < least[place - 1]
        if next_in is not None and (must or next_out is None or _by_score(next_in) < _by_score(next_out)):
            order.append(next_in)
            taken += 1
        elif next_out is not None:
            order.append(next_out)
    return _simulation("FA*IR", candidates, order)


def minimum_protected(places: int, share: float, alpha: float) -> list[int]:
    """The fewest of the protected group among the first 1, 2, ... places that a fair lottery explains.

    For k places the smallest m with P(X <= m) >= alpha, X binomial with k draws of probability ``share``.
    """
    least, chances = [], [1.0]
    for _ in range(places):
        chances = _one_more_draw(chances, share)
        m, cumulated = 0, chances[0]
        while cumulated < alpha * (1 - _ROUNDING) and m < len(chances) - 1:
            m += 1
            cumulated += chances[m]
        least.append(m)
    return least


def adjusted_alpha(places: int, share: float, alpha: float) -> float:
    """The level for each prefix at which a fair list fails any of them with a probability of at most ``alpha``.

    The prefixes are tested one after another, so the plain level would fault a fair list far more often than it says.
    """
    if _risk(minimum_protected(places, share, alpha), share) <= alpha:
        return alpha
    low, high = 0.0, alpha
    fitting = minimum_protected(places, share, low)
    while True:
        middle = (low + high) / 2
        table = minimum_protected(places, share, middle)
        if _risk(table, share) <= alpha:
            low, fitting = middle, table
        else:
            high = middle
        if minimum_protected(places, share, high) == fitting or high - low < 1e-9:
            return low


def _risk(least: Sequence[int], share: float) -> float:
    """The probability that a fair lottery falls short of the table at any place."""
    chances = [1.0]
    for m in least:
        chances = _one_more_draw(chances, share)
        chances[:m] = [0.0] * min(m, len(chances))
    return 1.0 - math.fsum(chances)


def _one_more_draw(chances: Sequence[float], share: float) -> list[float]:
    """Probabilities of 0, 1, 2, ... after another draw."""
    missed = [chance * (1 - share) for chance in chances]
    hit = [chance * share for chance in chances]
    return [a + b for a, b in zip([*missed, 0.0], [0.0, *hit], strict=True)]


def _queues(candidates: Sequence[Ranked]) -> tuple[dict[str, list[Ranked]], dict[str, int]]:
    """Each group's candidates, best first, and how many they are."""
    if not candidates:
        raise InvalidInput("There is nobody to rank. Give a list of candidates.")
    pool = Counter(candidate.group for candidate in candidates)
    best_first = sorted(candidates, key=_by_score)
    return {group: [c for c in best_first if c.group == group] for group in pool}, dict(pool)


def _length(candidates: Sequence[Ranked], places: int | None) -> int:
    return len(candidates) if places is None else min(places, len(candidates))


def _by_score(candidate: Ranked) -> tuple[float, str]:
    return -candidate.score, candidate.id


def _simulation(
    method: Literal["DetGreedy", "FA*IR"], candidates: Sequence[Ranked], order: Sequence[Ranked]
) -> Simulation:
    before = sorted(candidates, key=_by_score)[: len(order)]
    pool = Counter(candidate.group for candidate in candidates)
    there = {candidate.id for candidate in before}
    return Simulation(
        method=method,
        order=tuple(candidate.id for candidate in order),
        newcomers=tuple(candidate.id for candidate in order if candidate.id not in there),
        ndkl_before=ndkl([{c.group: 1.0} for c in before], pool),
        ndkl_after=ndkl([{c.group: 1.0} for c in order], pool),
        mean_score_before=fmean(candidate.score for candidate in before),
        mean_score_after=fmean(candidate.score for candidate in order),
    )
