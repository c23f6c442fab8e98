"""Quality and speed of the ranking, on labelled resumes and the occupations of O*NET.

A job is an occupation: its title and the technologies typical of it, with years and a degree asked for as well, without
the technologies, or with other titles for it. Relevant are the resumes that are labelled with that occupation, as the
product reads them. Measured beside the presets are TF-IDF of scikit-learn (one and two words, sublinear, stop words)
over the same texts and ads, and a fixed shuffle.

    python tests/bench/bench_ranking.py DATA_DIR SKILLS_DIR

``DATA_DIR`` holds the documents and ``truth.jsonl`` (one JSON object a line, with ``file``, ``as_of`` and
``occupation``), ``SKILLS_DIR`` the tables ``onet_*``.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import mean
from typing import Final

from sklearn.feature_extraction.text import TfidfVectorizer

from hiring_desktop.core.hiring.explanation import asked_for, rank_rows
from hiring_desktop.core.model import BALANCED_WEIGHTS, SEED_WEIGHTS, JobAd, Profile, Requirements, Weights
from hiring_desktop.ml.parse import parse_file
from hiring_desktop.ml.ranking.engine import make_reference, reweigh, score
from hiring_desktop.ml.skills.vocabulary import load_vocabulary

Row = tuple[str, float, str]
Ranker = Callable[[JobAd], list[str]]

OCCUPATIONS: Final[Mapping[str, str]] = {
    "accounting": "13-2011.00", "chef": "35-1011.00", "data": "15-2051.00", "design": "27-1024.00", "hr": "13-1071.00",
    "legal": "23-2011.00", "logistics": "13-1081.00", "marketing": "13-1161.01", "mechanical": "17-2141.00",
    "nursing": "29-1141.00", "project": "13-1082.00", "sales": "41-3091.00", "software": "15-1252.00",
    "teaching": "25-2031.00",
}  # fmt: skip
"""Label of the resumes to O*NET code."""

_TECHNOLOGIES: Final = 20
_TITLES: Final = 20
_TOP: Final = 10


@dataclass(frozen=True)
class Occupation:
    """What O*NET knows of an occupation: other titles, and technologies with the most typical first."""

    title: str
    titles: tuple[str, ...]
    technologies: tuple[str, ...]


def run(data_dir: Path, skills_dir: Path) -> list[Row]:
    """Rows of (figure, value, unit)."""
    labelled = dict(_labelled_profiles(data_dir))
    return [*_quality(labelled, _occupations(skills_dir)), *_speed(list(labelled))]


# ------------------------------------------------------------------ quality
def _quality(labelled: Mapping[Profile, str], occupations: Mapping[str, Occupation]) -> Iterator[Row]:
    profiles = list(labelled)
    labels = {profile.id: label for profile, label in labelled.items()}
    rankers = {
        "balanced": _preset(BALANCED_WEIGHTS, profiles),
        "seed": _preset(SEED_WEIGHTS, profiles),
        "TF-IDF of scikit-learn": _tfidf(profiles),
        "shuffled": _shuffled(profiles),
    }
    for kind, make in _ADS.items():
        ads = {label: make(occupation) for label, occupation in occupations.items() if label in labels.values()}
        for name, ranker in rankers.items():
            hits = [[labels[key] == label for key in ranker(ad)] for label, ad in ads.items()]
            yield f"{name}, {kind}, NDCG@10", mean(map(ndcg, hits)), f"of 1, {len(ads)} jobs x {len(profiles)} resumes"
            yield f"{name}, {kind}, MAP", mean(map(average_precision, hits)), "of 1"


def ndcg(hits: Sequence[bool]) -> float:
    """Normalised discounted cumulative gain of the first ten: 1 when all relevant ones come first."""
    gain = math.fsum(1 / math.log2(place + 2) for place, hit in enumerate(hits[:_TOP]) if hit)
    return gain / math.fsum(1 / math.log2(place + 2) for place in range(min(_TOP, sum(hits))))


def average_precision(hits: Sequence[bool]) -> float:
    """The precision at each relevant one, averaged over them: 1 when all come first."""
    found = [place for place, hit in enumerate(hits, 1) if hit]
    return mean(number / place for number, place in enumerate(found, 1))


def _preset(weights: Weights, profiles: Sequence[Profile]) -> Ranker:
    reference = make_reference(profiles)

    def ranked(ad: JobAd) -> list[str]:
        scores = score(ad, weights, profiles, reference)
        return [standing.id for standing in rank_rows((one.id, one.overall) for one in scores)]

    return ranked


def _tfidf(profiles: Sequence[Profile]) -> Ranker:
    vectoriser = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
    texts = vectoriser.fit_transform([profile.text for profile in profiles])

    def ranked(ad: JobAd) -> list[str]:
        cosines = (texts @ vectoriser.transform([f"{ad.title}\n{ad.description}"]).T).toarray()[:, 0].tolist()
        rows = ((profile.id, cosine) for profile, cosine in zip(profiles, cosines, strict=True))
        return [standing.id for standing in rank_rows(rows)]

    return ranked


def _shuffled(profiles: Sequence[Profile]) -> Ranker:
    def ranked(ad: JobAd) -> list[str]:
        return random.Random(ad.title).sample([profile.id for profile in profiles], len(profiles))

    return ranked


# ------------------------------------------------------------------ what is ranked
def _title_alone(occupation: Occupation) -> JobAd:
    return JobAd(occupation.title, occupation.title)


def _with_technologies(occupation: Occupation) -> JobAd:
    return _ad(occupation, (), Requirements(_canonical(occupation.technologies)))


def _with_all_asked(occupation: Occupation) -> JobAd:
    wants = Requirements(_canonical(occupation.technologies), min_years=5, degree="bachelor")
    return _ad(occupation, (), wants)


def _with_other_titles(occupation: Occupation) -> JobAd:
    return _ad(occupation, occupation.titles, Requirements(_canonical(occupation.technologies)))


def _ad(occupation: Occupation, titles: Sequence[str], wants: Requirements) -> JobAd:
    return JobAd(occupation.title, "\n".join((occupation.title, *titles, *occupation.technologies)), wants)


def _canonical(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(load_vocabulary().canonical, names)))


_ADS: Final[Mapping[str, Callable[[Occupation], JobAd]]] = {
    "title and technologies": _with_technologies,
    "the same with 5 years and a degree": _with_all_asked,
    "title alone": _title_alone,
    "title, other titles and technologies": _with_other_titles,
}


def _occupations(skills_dir: Path) -> dict[str, Occupation]:
    names = {row["soc"]: row["title"] for row in _table(skills_dir / "onet_occupations.csv")}
    known = {row["name"]: row for row in _table(skills_dir / "onet_technology.csv")}
    titles, technologies = defaultdict(list), defaultdict(list)
    for row in _table(skills_dir / "onet_titles.csv.gz"):
        titles[row["soc"]].append(row["title"])
    for row in _table(skills_dir / "onet_occupation_technology.csv.gz"):
        technologies[row["soc"]].append(row["name"])

    def typical(name: str) -> tuple[bool, bool, int, str]:
        technology = known[name]
        return technology["hot"] != "Y", technology["in_demand"] != "Y", int(technology["occupations"]), name

    return {
        label: Occupation(
            names[soc],
            tuple(titles[soc][:: max(1, len(titles[soc]) // _TITLES)][:_TITLES]),
            tuple(sorted(technologies[soc], key=typical)[:_TECHNOLOGIES]),
        )
        for label, soc in OCCUPATIONS.items()
    }


def _table(path: Path) -> Iterator[dict[str, str]]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as packed:
            yield from csv.DictReader(packed)
    else:
        with path.open(encoding="utf-8", newline="") as plain:
            yield from csv.DictReader(plain)


def _labelled_profiles(data_dir: Path) -> Iterator[tuple[Profile, str]]:
    """What the product reads from each document that it can read, and the occupation it is labelled with."""
    for line in (data_dir / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        profile = parse_file((data_dir / truth["file"]).read_bytes(), truth["file"], truth["as_of"]).profile
        if profile is not None:
            yield replace(profile, id=truth["file"]), truth["occupation"]


# ------------------------------------------------------------------ speed
def _speed(profiles: Sequence[Profile]) -> Iterator[Row]:
    ad = JobAd("Data Scientist", "Python, SQL and statistics; 3 years.", Requirements(("Python", "SQL"), min_years=3))
    reference = make_reference(profiles)
    score(ad, BALANCED_WEIGHTS, profiles[:1], reference)
    yield "scoring 1 profile, warm", 1000 * _seconds(lambda: score(ad, BALANCED_WEIGHTS, profiles[:1], reference)), "ms"
    for many in (1_000, 20_000):
        pool = [replace(profiles[n % len(profiles)], id=f"{n:08d}") for n in range(many)]
        yield f"scoring {many:,} profiles", _seconds(partial(score, ad, BALANCED_WEIGHTS, pool, reference)), "s"
    scores = score(ad, BALANCED_WEIGHTS, profiles, reference)
    rows = [(f"{n:08d}", scores[n % len(scores)].breakdown) for n in range(100_000)]
    asked = asked_for(ad)
    yield "reweighing 100,000 rows", 1000 * _seconds(lambda: reweigh(rows, SEED_WEIGHTS, asked)), "ms"


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    for figure, value, unit in run(Path(sys.argv[1]), Path(sys.argv[2])):
        print(f"{figure:<70} {value:9.3f} {unit}")
