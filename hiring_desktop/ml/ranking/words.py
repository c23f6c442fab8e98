"""How much the text of a profile has in common with a job ad, and which terms tell most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from hiring_desktop.core.model import JobAd, Profile
from hiring_desktop.ml.ranking import text
from hiring_desktop.ml.ranking.reference import Reference

FEW_WORDS: Final = 20
"""A text with fewer different words is no resume to judge by: what it has in common counts in proportion."""

_TITLE_SHARE: Final = 0.25
"""How much the cosine of the job's title and the text counts beside that of the whole ad and the text."""
_HEAD_SHARE: Final = 0.5
"""The same for the job's title and the head of the resume."""
_HEAD_WORDS: Final = 30
_STRONGEST: Final = 6
_PAIR: Final = 1.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """A profile's text beside a job's.

    ``value`` is 0 (nothing in common) to 100, None where the text has no words; ``words`` counts its different words;
    ``strongest`` are the terms in common that tell most, as the ad has them.
    """

    value: float | None
    words: int
    strongest: tuple[str, ...]


class WordsAsked:
    """A job ad made ready to compare any number of texts with.

    Args:
        ad: The job.
        reference: Gives the idf of each term. In titles a term counts by how few occupations it occurs in:
            "specialist" is rare in resumes and still tells little.
        seed: Whether the likeness is the seed's, the cosine of the plain TF-IDF of single words. Else it is the mean of
            the cosines (TF-IDF of one and two words, sublinear) of ad and text, of title and text (a quarter of the
            first's weight), and of title and head of the resume (half of it).
    """

    def __init__(self, ad: JobAd, reference: Reference, *, seed: bool) -> None:
        whole = f"{ad.title}\n{ad.description}"
        self._seed = seed
        self._idf = reference.idf
        self._title_idf = reference.title_idf
        self._ad = text.weigh(text.count([text.terms(whole)]), self._idf)
        self._plain_ad = text.weigh(text.count([text.singles(text.terms(whole))]), self._idf, damped=False)
        self._title = text.weigh(text.count([text.terms(ad.title)]), self._title_idf)
        self._average = float(np.asarray(self._ad @ reference.typical)[0])
        self._shown = text.surfaces(whole)
        self._pull = self._pulls()

    def _pulls(self) -> dict[str, float]:
        """What each term of the ad adds to the cosine of a text that has it once, but for the text's length."""
        if not self._shown:
            return {}
        places = text.columns(list(self._shown))
        weights = np.zeros(text.FEATURES)
        weights[self._ad.indices] = self._ad.data
        return dict(zip(self._shown, (weights[places] * self._idf[places]).tolist(), strict=True))

    def typical(self) -> float:
        """About the average likeness of the reference's texts to the ad, 0 to 100."""
        return 100.0 * self._average / (1.0 if self._seed else 1.0 + _TITLE_SHARE + _HEAD_SHARE)

    def compare(self, profiles: Sequence[Profile]) -> list[Likeness]:
        """The likeness of each profile's text, in order."""
        bodies = [text.terms(profile.text) for profile in profiles]
        cosines = self._plain(bodies) if self._seed else self._balanced(bodies, profiles)
        return [self._likeness(body, cosine) for body, cosine in zip(bodies, cosines.tolist(), strict=True)]

    def _plain(self, bodies: Sequence[list[str]]) -> text.Floats:
        counts = text.count([text.singles(body) for body in bodies])
        return text.likeness(text.weigh(counts, self._idf, damped=False), self._plain_ad)

    def _balanced(self, bodies: Sequence[list[str]], profiles: Sequence[Profile]) -> text.Floats:
        heads = [
            text.terms(profile.head) or text.terms(" ".join(text.singles(body)[:_HEAD_WORDS]))
            for profile, body in zip(profiles, bodies, strict=True)
        ]
        whole = text.weigh(text.count(bodies), self._idf)
        head = text.weigh(text.count(heads), self._title_idf)
        cosines = text.likeness(whole, self._ad)
        cosines += _TITLE_SHARE * text.likeness(whole, self._title)
        cosines += _HEAD_SHARE * text.likeness(head, self._title)
        return cosines / (1.0 + _TITLE_SHARE + _HEAD_SHARE)

    def _likeness(self, body: Sequence[str], cosine: float) -> Likeness:
        words = len(set(text.singles(body)))
        if not words:
            return Likeness(None, 0, ())
        enough = 1.0 if self._seed else min(1.0, words / FEW_WORDS)
        return Likeness(100.0 * cosine * enough, words, self._strongest(body))

    def _strongest(self, body: Sequence[str]) -> tuple[str, ...]:
        """The terms in common that add most to the cosine, without those that stronger ones hold already."""
        found = Counter(term for term in body if term in self._pull)
        told: set[str] = set()
        chosen: list[str] = []
        for term in sorted(found, key=lambda term: (-self._tells(term, found[term]), term)):
            words = term.split()
            if not told.issuperset(words):
                told.update(words)
                chosen.append(term)
        whole = [term for term in chosen if not any(f" {term} " in f" {other} " for other in chosen if other != term)]
        return tuple(self._shown[term] for term in whole[:_STRONGEST])

    def _tells(self, term: str, occurrences: int) -> float:
        """What a term adds to the cosine; pairs of words come forward, since they read better than their words."""
        return self._pull[term] * text.damped(occurrences) * (_PAIR if " " in term else 1.0)
