"""Make ``resources/ranking/background.json``: what resumes look like before a workspace has thirty of its own.

    python build/make_background.py NER_JSONL ONET_FOLDER

Run it anew when the skills vocabulary changes. ``NER_JSONL`` is the CC0 set of annotated resume texts (one object a
line with ``text`` and ``entities``), ``ONET_FOLDER`` holds ``onet_occupations.csv`` and ``onet_titles.csv.gz`` (CC BY
4.0). What is written are counts of hashed terms, of skills of the vocabulary, of years and of degrees, summed over all
texts; terms and skills of fewer than three texts are left out, so no text, name or address can be read from it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from hiring_desktop.core.model import DegreeLevel, Json, Profile
from hiring_desktop.ml.ranking.frequencies import Frequencies, count_texts
from hiring_desktop.ml.ranking.reference import BACKGROUND_FILE, reference_document, write_background
from hiring_desktop.ml.ranking.text import FEATURES, count, terms
from hiring_desktop.ml.skills.matcher import claimed, find_mentions
from hiring_desktop.ml.skills.vocabulary import load_vocabulary

_FEWEST_TEXTS: Final = 3
_ESCAPES: Final = re.compile(r"\\x[0-9a-f]{2}|\\[ntr]")
_YEARS_STATED: Final = re.compile(r"(\d{1,2})\+?\s*(?:years|yrs)", re.IGNORECASE)
_MOST_YEARS: Final = 50
_DEGREES: Final[tuple[tuple[DegreeLevel, str], ...]] = (
    ("doctorate", r"\bph\.?\s?d|doctor|\bed\.?d\b|\bpsy\.?d\b|\bm\.?d\.?\b|\bj\.?d\.?\b"),
    ("master", r"\bmaster(?:'?s)? (?:of|in|degree)|\bmasters\b|\bm\.?\s?(?:sc?|a|b\.?a|tech|ed)\b"),
    ("bachelor", r"\bbachelor|\bb\.?\s?sc?\b|\bb\.?a\.?\b|\bb\.?e\b|\bb\.?tech|\bb\.?com"),
    ("associate", r"\bassociate(?:'?s)? (?:of|in|degree)|\ba\.?a\.?s?\b"),
    ("diploma", r"\bdiploma|\bhnc\b|\bhnd\b"),
    ("secondary", r"\bhigh school|\bged\b|\bsecondary"),
)  # fmt: skip


def main() -> None:
    """Read the sources and write the file."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("ner", type=Path)
    arguments.add_argument("onet", type=Path)
    arguments.add_argument("-o", "--output", type=Path, default=BACKGROUND_FILE)
    given = arguments.parse_args()
    with given.ner.open(encoding="utf-8") as lines:
        profiles = [_profile(json.loads(line)) for line in lines]
    terms = _blurred(count_texts([profile.text for profile in profiles]))
    shown = Counter(skill for profile in profiles for skill in profile.skills)
    facts = [
        replace(profile, skills=tuple(skill for skill in profile.skills if shown[skill] >= _FEWEST_TEXTS))
        for profile in profiles
    ]
    document = reference_document("background", terms, _blurred(_title_frequencies(given.onet)), facts)
    write_background(document, given.output)
    print(f"{given.output}: {given.output.stat().st_size / 1000:.0f} kB from {len(profiles)} texts")


def _profile(annotated: Json) -> Profile:
    """What the annotations of one text tell."""
    text: str = _ESCAPES.sub(lambda escape: " " * len(escape.group()), annotated["text"])

    def marked(label: str) -> list[str]:
        return [text[start:end] for start, end, of in annotated["entities"] if of == label]

    years, degree = _years(marked("Years of Experience")), _degree(marked("Degree"))
    vocabulary = load_vocabulary()
    skills = {mention.skill.name for mention in claimed(text, find_mentions(text, vocabulary))}
    return Profile(annotated["id"], text, "", tuple(sorted(skills)), years, degree, None)


def _years(stated: Iterable[str]) -> float | None:
    """The largest number of years that is stated as such."""
    numbers = [int(n) for one in stated for n in _YEARS_STATED.findall(one)]
    return max((float(n) for n in numbers if n <= _MOST_YEARS), default=None)


def _degree(marked: Iterable[str]) -> DegreeLevel | None:
    """The highest degree among those marked."""
    together = "\n".join(marked).casefold()
    return next((level for level, pattern in _DEGREES if re.search(pattern, together)), None)


def _title_frequencies(folder: Path) -> Frequencies:
    """In the titles of how many occupations each term occurs."""
    titles: defaultdict[str, list[str]] = defaultdict(list)
    with (folder / "onet_occupations.csv").open(encoding="utf-8", newline="") as plain:
        for row in csv.DictReader(plain):
            titles[row["soc"]].append(row["title"])
    with gzip.open(folder / "onet_titles.csv.gz", "rt", encoding="utf-8", newline="") as packed:
        for row in csv.DictReader(packed):
            titles[row["soc"]].append(row["title"])
    # Title by title, so that no pair of words spans two titles; each term once an occupation.
    counts = np.zeros(FEATURES, dtype=np.int64)
    for of_one in titles.values():
        counts[np.unique(count([terms(title) for title in of_one]).indices)] += 1
    return Frequencies(len(titles), counts)


def _blurred(frequencies: Frequencies) -> Frequencies:
    return replace(frequencies, counts=np.where(frequencies.counts >= _FEWEST_TEXTS, frequencies.counts, 0))


if __name__ == "__main__":
    main()
