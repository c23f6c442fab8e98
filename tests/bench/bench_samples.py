"""How well the sample resumes are read, whose truth is what they were made from (``build/samples/*.toml``).

Their layouts are of another hand than the labelled set's. Compared are whole values without regard to case; a value
that is expected and absent counts against it, and so does one too many. The scan is left out: without OCR there is
nothing to read.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hiring_desktop.core.settings import resource
from hiring_desktop.ml.parse import parse_file

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "build"))

from samples.people import Person, read_people

AS_OF = "2025-12"


def run() -> Iterator[tuple[str, float, str]]:
    """F1 by field and their mean; then the mean by layout."""
    by_field: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    by_layout: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    people = [person for person in read_people() if person.layout != "scan"]
    for person in people:
        data = resource("samples", "resumes", person.file).read_bytes()
        outcome = parse_file(data, person.file, AS_OF, False)
        found = values(outcome.parsed.resume) if outcome.parsed else {}
        for field, wanted in truth(person).items():
            mine = Counter(map(str.casefold, found.get(field, ())))
            theirs = Counter(map(str.casefold, wanted))
            hits = (mine & theirs).total()
            for tally in (by_field[field], by_layout[person.layout][field]):
                for index, count in enumerate((hits, mine.total(), theirs.total())):
                    tally[index] += count
    yield "macro F1", mean(by_field), f"of 1, {len(people)} resumes"
    for field, tally in by_field.items():
        yield f"F1 of {field}", f1(tally), "of 1"
    for layout, tallies in sorted(by_layout.items()):
        yield f"macro F1, layout {layout}", mean(tallies), "of 1"


def truth(person: Person) -> dict[str, list[str]]:
    """What is printed, by field."""
    return {
        "name": [person.name],
        "email": [person.email],
        "employer": [job.employer for job in person.work],
        "position": [job.position for job in person.work],
        "start year": [year for job in person.work if (year := first_year(job.dates))],
        "institution": [study.school for study in person.study],
        "skill": person.all_skills(),
    }


def values(resume: dict[str, Any]) -> dict[str, list[str]]:
    """The same of what was read."""
    basics, work = resume.get("basics", {}), resume.get("work", [])
    skills = [keyword for group in resume.get("skills", []) for keyword in group.get("keywords") or [group["name"]]]
    return {
        "name": given([basics.get("name")]),
        "email": given([basics.get("email")]),
        "employer": given(job.get("name") for job in work),
        "position": given(job.get("position") for job in work),
        "start year": [job["startDate"][:4] for job in work if job.get("startDate")],
        "institution": given(item.get("institution") for item in resume.get("education", [])),
        "skill": given(skills),
    }


def given(items: Iterable[str | None]) -> list[str]:
    """Those that are not missing."""
    return [item for item in items if item]


def first_year(dates: str) -> str:
    """The first four digits in a row, or nothing."""
    return next((word for word in dates.replace("/", " ").split() if word.isdigit() and len(word) == 4), "")


def f1(tally: list[int]) -> float:
    """Twice the hits over what was found and what was expected."""
    hits, found, expected = tally
    return 2 * hits / (found + expected) if found + expected else 1.0


def mean(tallies: dict[str, list[int]]) -> float:
    """Each field counts the same."""
    return sum(map(f1, tallies.values())) / len(tallies)
