"""Text as hashed term counts, and how much two texts have in common.

A term is a word or two neighbouring words, after stop words are dropped. Counting is stateless (a fixed hash into
``FEATURES`` columns), so counts of a text can be computed once, kept, and compared under any reference's document
frequencies. Every number comes from its own row alone and is summed in column order: the same text has the same
likeness in any batch and any process.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, HashingVectorizer

Floats = NDArray[np.float64]
Counts = csr_matrix[np.float64]
"""Term counts: a row for each text, ``FEATURES`` columns, indices sorted."""

FEATURES: Final = 2**20

_WORD: Final = re.compile(r"[^\W_]+[+#]*")
_LINK: Final = re.compile(r"[ /-]| [a-z]{1,4} ")
_KEPT: Final = {"bill", "call", "computer", "detail", "fire", "interest", "mill", "system"}
_STOP_WORDS: Final = frozenset(ENGLISH_STOP_WORDS) - _KEPT | {"don", "ll", "ve"}
ABBREVIATIONS: Final = {
    "ai": "artificial intelligence",
    "asst": "assistant",
    "aws": "amazon web services",
    "bi": "business intelligence",
    "cad": "computer aided design",
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "cpa": "certified public accountant",
    "crm": "customer relationship management",
    "cto": "chief technology officer",
    "dba": "database administrator",
    "erp": "enterprise resource planning",
    "hr": "human resources",
    "icu": "intensive care unit",
    "jr": "junior",
    "js": "javascript",
    "k8s": "kubernetes",
    "kpi": "key performance indicator",
    "lpn": "licensed practical nurse",
    "mgr": "manager",
    "ml": "machine learning",
    "nlp": "natural language processing",
    "qa": "quality assurance",
    "rn": "registered nurse",
    "seo": "search engine optimization",
    "sr": "senior",
    "sre": "site reliability engineer",
    "ui": "user interface",
    "ux": "user experience",
    "vp": "vice president",
}
"""Written out, so that an ad and a resume meet whichever way each has it."""

_LONGEST_WORD: Final = 40
_LARGEST_COUNT: Final = 4096
_DAMPED: Final = np.array([0.0] + [1.0 + math.log(count) for count in range(1, _LARGEST_COUNT + 1)])
"""``1 + ln(count)`` by count. A table, since a vectorised logarithm may differ in the last digit between processors."""


@lru_cache(maxsize=2**17)
def normal_forms(word: str) -> tuple[str, ...]:
    """A word as it is counted: one form, several where it is an abbreviation, none where it does not count.

    Lower case, English plurals as singulars. Dropped are stop words, single letters (but not ``C#``) and bare numbers:
    years and house numbers say nothing about fitness for a job and something about age and address. ``IT`` in capitals
    is a field of work, not a pronoun.
    """
    lower = word.casefold()
    if len(lower) < 2 or len(lower) > _LONGEST_WORD or lower.isdigit():
        return ()
    if lower in _STOP_WORDS:
        return (lower,) if word == "IT" else ()
    return tuple(map(_singular, ABBREVIATIONS.get(lower, lower).split()))


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith("sses") else word[:-1]


def terms(text: str) -> list[str]:
    """The terms of a text: its words in order, then its pairs of neighbouring words."""
    words = list(chain.from_iterable(map(normal_forms, _WORD.findall(text))))
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def surfaces(text: str) -> dict[str, str]:
    """The terms of a text that a person would see as such, each as it stands there at first, in lower case.

    A pair of words counts only where nothing parts them but a blank, a hyphen, a stroke or a short word ("head of").
    """
    read = [(form, match) for match in _WORD.finditer(text) for form in normal_forms(match.group())]
    shown: dict[str, str] = {}
    for form, match in read:
        shown.setdefault(form, _lower(match.group()))
    for (first, one), (second, two) in pairwise(read):
        if one is two:
            shown.setdefault(f"{first} {second}", _lower(one.group()))
        elif _LINK.fullmatch(between := text[one.end() : two.start()]):
            shown.setdefault(f"{first} {second}", f"{_lower(one.group())}{between}{_lower(two.group())}")
    return shown


def _lower(word: str) -> str:
    return word if word == "IT" else word.casefold()


def _as_given(tokens: Sequence[str]) -> Sequence[str]:
    return tokens


_HASHER: Final = HashingVectorizer(analyzer=_as_given, n_features=FEATURES, alternate_sign=False, norm=None)


def count(token_lists: Sequence[Sequence[str]]) -> Counts:
    """Hashed counts of texts that ``terms`` has split; one row each, in order."""
    if not token_lists:
        return csr_matrix((0, FEATURES), dtype=np.float64)
    counts: Counts = _HASHER.transform(token_lists)
    return counts


def columns(tokens: Sequence[str]) -> NDArray[np.intp]:
    """The column of each term."""
    return np.asarray(count([[token] for token in tokens]).indices, dtype=np.intp)


def singles(tokens: Sequence[str]) -> list[str]:
    """Only the terms of one word."""
    return [token for token in tokens if " " not in token]


def weigh(counts: Counts, idf: Floats, *, damped: bool = True) -> Counts:
    """TF-IDF of each row, scaled to length 1 (a row without terms stays empty).

    Args:
        counts: Term counts.
        idf: Inverse document frequency of each column.
        damped: Whether a term counts ``1 + ln(count)`` times (sublinear) or ``count`` times.
    """
    frequency = _DAMPED[np.minimum(counts.data, _LARGEST_COUNT).astype(np.intp)] if damped else counts.data
    weighed = csr_matrix((frequency * idf[counts.indices], counts.indices, counts.indptr), shape=counts.shape)
    lengths = np.sqrt(_row_sums(weighed, weighed.data * weighed.data))
    per_row = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    weighed.data *= np.repeat(per_row, np.diff(weighed.indptr))
    return weighed


def damped(occurrences: int) -> float:
    """What a term counts that occurs so many times: ``1 + ln(occurrences)``."""
    return float(_DAMPED[min(occurrences, _LARGEST_COUNT)])


def _row_sums(like: Counts, data: Floats) -> Floats:
    """Sums of the rows of a matrix with the structure of ``like``, each from left to right."""
    return np.asarray(csr_matrix((data, like.indices, like.indptr), shape=like.shape) @ np.ones(FEATURES))


def likeness(weighed: Counts, query: Counts) -> Floats:
    """Cosine of each row with the one row of ``query``, 0 (nothing in common) to 1 (the same terms in proportion).

    Both must come from ``weigh`` with the same frequencies.
    """
    dense = np.zeros(FEATURES)
    dense[query.indices] = query.data
    cosines: Floats = np.clip(np.asarray(weighed @ dense), 0.0, 1.0)
    return cosines
