"""What scores are measured against: counts over a pool of profiles, frozen so that new candidates move no old score.

A reference is a plain document that a store or a JSON file can hold:

    format          1, the meaning of the rest
    source          "background" (shipped), "pool" (the workspace's own), "background+given" (stateless ranking)
    fingerprint     hexadecimal digest of all below: two references with the same one score alike
    profiles        how many profiles were counted
    terms, titles   document frequencies of hashed terms in texts, and in the titles of occupations (``frequencies``)
    skills          [[canonical name in lower case, profiles that show it]]; skill_profiles: how many show any
    years           [[years, profiles]] in half-year steps; degrees: [[level, profiles]]; consistency: [[CCI, profiles]]

It holds sums, no rows of persons, so the erasure of a candidate has nothing to look for in it.
"""

from __future__ import annotations

import base64
import json
import math
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from hiring_desktop.core.errors import Damaged
from hiring_desktop.core.model import DegreeLevel, Json, Profile
from hiring_desktop.ml.ranking import text
from hiring_desktop.ml.ranking.frequencies import Frequencies, count_texts, digest

SMALLEST_POOL: Final = 30
"""With fewer profiles the medians and frequencies of a pool are noise; the shipped background stands in."""

BACKGROUND_FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "ranking" / "background.json"

_FORMAT: Final = 1
_MIDDLE: Final = 50.0
_OPEN: Final = 4

_Value = TypeVar("_Value")


# ------------------------------------------------------------------ making one
def make_reference(profiles: Sequence[Profile]) -> Json:
    """A snapshot of a pool, as a plain document (see the module); the same for any order of the profiles.

    With fewer than ``SMALLEST_POOL`` profiles it is the shipped background.

    Raises:
        Damaged: The shipped background cannot be read.
    """
    if len(profiles) < SMALLEST_POOL:
        return background()
    titles = Frequencies.from_document(background()["titles"])
    return reference_document("pool", count_texts([profile.text for profile in profiles]), titles, profiles)


def background_with(profiles: Sequence[Profile]) -> Json:
    """The shipped background and the profiles given, counted together: what stateless ranking measures against.

    Raises:
        Damaged: The shipped background cannot be read.
    """
    base = background()
    terms = Frequencies.from_document(base["terms"]) + count_texts([profile.text for profile in profiles])
    return reference_document("background+given", terms, Frequencies.from_document(base["titles"]), profiles, onto=base)


def reference_document(
    source: str, terms: Frequencies, titles: Frequencies, profiles: Sequence[Profile], onto: Json | None = None
) -> Json:
    """A reference of these frequencies and of the facts of these profiles, added to those of ``onto``."""
    base = onto or {}
    years = (round(2 * p.total_experience_years) / 2 for p in profiles if p.total_experience_years is not None)
    facts: Json = {
        "format": _FORMAT,
        "profiles": base.get("profiles", 0) + len(profiles),
        "skills": _tally(base.get("skills", ()), (name for p in profiles for name in {s.casefold() for s in p.skills})),
        "skill_profiles": base.get("skill_profiles", 0) + sum(bool(p.skills) for p in profiles),
        "years": _tally(base.get("years", ()), years),
        "degrees": _tally(base.get("degrees", ()), (p.highest_degree for p in profiles if p.highest_degree)),
        "consistency": _tally(base.get("consistency", ()), (round(p.cci) for p in profiles if p.cci is not None)),
    }
    sums = json.dumps([facts, terms.digest(), titles.digest()], sort_keys=True)
    return {
        **facts, "source": source, "fingerprint": digest(sums.encode()), "terms": terms.to_document(),
        "titles": titles.to_document(),
    }  # fmt: skip


def _tally(base: Iterable[tuple[Any, int]], values: Iterable[Any]) -> list[list[Any]]:
    counts = Counter(dict(base))
    counts.update(values)
    return sorted([value, n] for value, n in counts.items())


# ------------------------------------------------------------------ the shipped one
def background() -> Json:
    """The shipped reference.

    Raises:
        Damaged: The file of the installation is missing or cannot be read.
    """
    try:
        return dict(_background())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged("The ranking data that came with this program cannot be read. Install it again.") from error


@cache
def _background() -> Json:
    document: Json = json.loads(BACKGROUND_FILE.read_text("utf-8"))
    for part in ("terms", "titles"):
        document[part]["counts"] = base64.b64decode(document[part]["counts"], validate=True)
    return document


def write_background(document: Json, file: Path) -> None:
    """Write a reference as the file that is shipped."""
    coded = {
        part: {**document[part], "counts": base64.b64encode(document[part]["counts"]).decode()}
        for part in ("terms", "titles")
    }
    file.write_text(json.dumps({**document, **coded}, sort_keys=True) + "\n", "utf-8")


# ------------------------------------------------------------------ scoring with one
@dataclass(frozen=True, eq=False)
class Reference:
    """A reference opened for scoring.

    ``idf`` and ``typical`` are the idf and the typical weight of each hashed term (``frequencies``), ``title_idf`` the
    idf of a term in the titles of occupations. The rest is as in the document.
    """

    idf: text.Floats
    typical: text.Floats
    title_idf: text.Floats
    skill_counts: Mapping[str, int]
    skill_profiles: int
    years: tuple[tuple[float, int], ...]
    degrees: tuple[tuple[DegreeLevel, int], ...]
    consistency: tuple[tuple[float, int], ...]

    def skill_idf(self, name: str) -> float:
        """Inverse document frequency of a skill (canonical name in lower case): 1 where everyone has it."""
        return math.log((1 + self.skill_profiles) / (1 + self.skill_counts.get(name, 0))) + 1.0

    def average_skill_idf(self) -> float:
        """The summed idf of the skills of an average profile (of those that show any)."""
        if not self.skill_profiles:
            return 0.0
        return math.fsum(n * self.skill_idf(name) for name, n in self.skill_counts.items()) / self.skill_profiles


def open_reference(document: Json) -> Reference:
    """A reference document ready for scoring; the last few stay open.

    Raises:
        Damaged: It is not a reference that this program can read.
    """
    try:
        return _opened(_Sealed(document["fingerprint"], document))
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise Damaged(
            "The ranking reference of this job cannot be read. Renew it; all of the job's scores are computed anew."
        ) from error


@dataclass(frozen=True, eq=False)
class _Sealed:
    """A reference document that is equal to another when their fingerprints are."""

    fingerprint: str
    document: Json

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sealed) and other.fingerprint == self.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)


@lru_cache(maxsize=_OPEN)
def _opened(sealed: _Sealed) -> Reference:
    document = sealed.document
    if document["format"] != _FORMAT:
        raise ValueError(f"format {document['format']}")
    terms = Frequencies.from_document(document["terms"])
    return Reference(
        idf=terms.idf(),
        typical=terms.typical_weights(),
        title_idf=Frequencies.from_document(document["titles"]).idf(),
        skill_counts=dict(document["skills"]),
        skill_profiles=document["skill_profiles"],
        years=tuple((float(years), n) for years, n in document["years"]),
        degrees=tuple((level, n) for level, n in document["degrees"]),
        consistency=tuple((float(cci), n) for cci, n in document["consistency"]),
    )


def median(tally: Iterable[tuple[_Value, int]], rate: Callable[[_Value], float]) -> float:
    """The median of ``rate`` over values that occur so many times; 50 where there are none."""
    rated = sorted((rate(value), n) for value, n in tally)
    total = sum(n for _, n in rated)
    return (_at(rated, (total - 1) // 2) + _at(rated, total // 2)) / 2 if total else _MIDDLE


def _at(rated: Sequence[tuple[float, int]], place: int) -> float:
    """The value at a place, counted from 0, of values that occur so many times."""
    for value, n in rated:
        if place < n:
            return value
        place -= n
    raise IndexError(place)
