"""The career consistency index (CCI) of the seed: how steady a career reads, 0 to 100, each part shown.

Own definition, since the seed names its parts but not their formulas:

- tenure stability: the mean length of finished jobs against three years, 0 (no time at all) to 100 (three years or
  more);
- progression: the share of steps from one job to the next that do not lead down the ranks, 0 to 100;
- field consistency: the share of neighbouring jobs whose titles share a word that says something, 0 to 100.

The index is their plain mean over the parts that can be told. It is shown and, in the Balanced preset, not weighted: it
punishes career breaks and changes that need no excuse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hiring_desktop.ml.resume.dates import month_number

_FULL_TENURE_MONTHS: Final = 36
_RANKS: Final = (
    (
        0,
        "intern internship trainee apprentice student praktikant praktikantin werkstudent stagiaire becario "
        "tirocinante stagista stażysta volunteer commis",
    ),
    (1, "junior assistant assistent assistentin graduate associate aide helper entry młodszy"),
    (3, "senior sr experienced advanced starszy confirmé"),
    (4, "lead principal staff supervisor coordinator teamleiter foreman charge sous"),
    (5, "manager head leiter leiterin responsable jefe gerente kierownik owner"),
    (
        6,
        "director vp chief president ceo cto cfo coo cio executive direktor directeur directora direttore "
        "dyrektor founder partner",
    ),
)
_RANK_OF: Final = {word: rank for rank, words in _RANKS for word in words.split()}
_MIDDLE: Final = 2
_SAY_NOTHING: Final = frozenset(
    ["of", "the", "and", "de", "du", "la", "le", "der", "die", "und", "for", "in", "at", "ii", "iii", *_RANK_OF]
)


@dataclass(frozen=True, slots=True)
class Consistency:
    """The index and its parts, each 0 to 100; a part is None where it cannot be told."""

    index: float
    tenure_stability: float | None
    progression: float | None
    field_consistency: float | None


def consistency(jobs: Sequence[tuple[str, str, str | None]], as_of: str) -> Consistency | None:
    """The index of a career.

    Args:
        jobs: ``(title, start, end)`` of each job; dates as ``YYYY`` or ``YYYY-MM``, an end of None is ``as_of``.
        as_of: ``YYYY-MM``.

    Returns:
        The index, or None without any dated job.
    """
    if not jobs:
        return None
    ordered = sorted(jobs, key=lambda j: (month_number(j[1]), j[2] is None, j[2] or "", j[0]))
    months = [max(1, month_number(end or as_of, as_end=True) - month_number(start) + 1) for _, start, end in ordered]
    done = [m for m, (_, _, end) in zip(months, ordered, strict=True) if end is not None or m >= _FULL_TENURE_MONTHS]
    tenure = 100.0 * min(1.0, sum(done) / len(done) / _FULL_TENURE_MONTHS) if done else None
    steps = list(pairwise(ordered))
    progression = 100.0 * sum(_rank(b[0]) >= _rank(a[0]) for a, b in steps) / len(steps) if steps else None
    same_field = 100.0 * sum(bool(_field(a[0]) & _field(b[0])) for a, b in steps) / len(steps) if steps else None
    parts = [p for p in (tenure, progression, same_field) if p is not None]
    if not parts:
        return None
    return Consistency(sum(parts) / len(parts), tenure, progression, same_field)


def _words(title: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|[cC]\+\+|[cC]#", title.lower())


def _rank(title: str) -> int:
    ranks = [_RANK_OF[w] for w in _words(title) if w in _RANK_OF]
    return max(ranks) if ranks else _MIDDLE


def _field(title: str) -> set[str]:
    return {w.removesuffix("s") for w in _words(title) if w not in _SAY_NOTHING}
