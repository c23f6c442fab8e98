"""What a ranked list does to groups: who stands at the top, and who is seen.

People of unknown group are left out and the others close ranks. People with equal scores share their places: each place
of a tie holds an equal part of everybody tied, so that no measure depends on the order of rows. Logarithms are natural
unless it is said otherwise.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

Place = Mapping[str, float]
"""Who holds one place: parts by group that sum to 1, all of it one group's unless scores are equal."""

_EVERY_K_TO: Final = 10
_FURTHER: Final = (20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


@dataclass(frozen=True, slots=True)
class RankingResult:
    """The measures of one ranked list in one dimension."""

    ndkl: float | None
    skew_at: Mapping[int, Mapping[str, float | None]]
    exposure: Mapping[str, float]


def places(groups: Sequence[str | None], keys: Sequence[float | None]) -> list[Place]:
    """The ranked list, from the first place on.

    Args:
        groups: The group of each person, None where it is unknown.
        keys: What to order by, smallest first; None for who is not in the list. Only the order counts.
    """
    ranked = sorted(
        (key, group) for group, key in zip(groups, keys, strict=True) if group is not None and key is not None
    )
    alone = {group: {group: 1.0} for group in groups if group is not None}
    held: list[Place] = []
    for _, tied in groupby(ranked, key=itemgetter(0)):
        members = [group for _, group in tied]
        if len(members) == 1:
            held.append(alone[members[0]])
        else:
            held.extend([{group: n / len(members) for group, n in Counter(members).items()}] * len(members))
    return held


def measure(groups: Sequence[str | None], keys: Sequence[float | None], *, also_at: int | None = None) -> RankingResult:
    """All measures of a ranked list against the pool it was drawn from.

    Args:
        groups: The group of everybody in the pool, None where it is unknown.
        keys: What to order by, smallest first; None for who is not in the list.
        also_at: A further number of places to look at, such as the number of selections.
    """
    pool = Counter(group for group in groups if group is not None)
    ranked = places(groups, keys)
    return RankingResult(
        ndkl=ndkl(ranked, pool),
        skew_at=skew(ranked, pool, cut_offs(len(ranked), also_at)),
        exposure=exposure(ranked, pool),
    )


def cut_offs(length: int, also_at: int | None = None) -> list[int]:
    """How many first places to look at: each number up to 10, then round ones up to the whole list."""
    wanted = {*range(1, _EVERY_K_TO + 1), *_FURTHER, also_at or 0}
    return sorted(k for k in wanted if 1 <= k <= length)


def skew(ranked: Sequence[Place], pool: Mapping[str, int], ks: Sequence[int]) -> dict[int, dict[str, float | None]]:
    """Skew@k (Geyik, Ambler and Kenthapadi 2019): ln of a group's share of the first k over its share of the pool.

    0 means the share of the pool, above 0 more, below 0 less; ln 2 = 0.69 is twice as many. None where nobody of the
    group is among the first k (minus infinity). A k beyond the end of the list is left out.
    """
    everybody = sum(pool.values())
    held = dict.fromkeys(sorted(pool), 0.0)
    wanted = set(ks)
    found = {}
    for place, shares in enumerate(ranked, start=1):
        for group, share in shares.items():
            held[group] += share
        if place in wanted:
            found[place] = {
                group: math.log(count / place * everybody / pool[group]) if count > 0 else None
                for group, count in held.items()
            }
    return found


def ndkl(ranked: Sequence[Place], pool: Mapping[str, int]) -> float | None:
    """Normalised discounted cumulative Kullback-Leibler divergence (Geyik, Ambler and Kenthapadi 2019).

    The mean over all prefixes of the list of KL(shares of the prefix || shares of the pool), weighted by 1 / log2(i +
    1). 0 means that each prefix mirrors the pool; there is no upper bound that holds for all pools. Some divergence is
    unavoidable (the first place goes to one group), more so in short lists: compare lists of like length and pool. None
    for an empty list and for a pool of fewer than two groups.
    """
    if len(pool) < 2 or not ranked:
        return None
    everybody = sum(pool.values())
    held = dict.fromkeys(pool, 0.0)
    # KL = sum of c/i ln(c/i / share) = (sum of c ln(c / share)) / i - ln i: a place changes terms of its holders only.
    terms = dict.fromkeys(pool, 0.0)
    weighted, weights = [], []
    for place, shares in enumerate(ranked, start=1):
        for group, share in shares.items():
            held[group] += share
            terms[group] = held[group] * math.log(held[group] * everybody / pool[group])
        weight = 1 / math.log2(place + 1)
        weighted.append(weight * (math.fsum(terms.values()) / place - math.log(place)))
        weights.append(weight)
    return max(0.0, math.fsum(weighted) / math.fsum(weights))


def exposure(ranked: Sequence[Place], pool: Mapping[str, int]) -> dict[str, float]:
    """Mean attention of a group: 1 / log2(place + 1) averaged over its members in the pool (Singh and Joachims 2018).

    1 is the first place, 0 is not in the list at all. Only ratios between groups mean something.
    """
    seen: dict[str, list[float]] = {group: [] for group in sorted(pool)}
    for place, shares in enumerate(ranked, start=1):
        for group, share in shares.items():
            seen[group].append(share / math.log2(place + 1))
    return {group: math.fsum(parts) / pool[group] for group, parts in seen.items()}
