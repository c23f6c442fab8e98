"""The sample data: made by a script, fictional, and as varied as the demo promises."""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources" / "samples"
SOURCES = ROOT / "build" / "samples"

PEOPLE: list[dict[str, Any]] = [
    person
    for source in sorted(SOURCES.glob("*.toml"))
    for person in tomllib.loads(source.read_text(encoding="utf-8"))["people"]
]
ONE_OF_EACH = {person["layout"]: person["file"] for person in PEOPLE}

FICTION = re.compile(
    r"\(\d{3}\) 555-01\d\d|(\+44 7|07)700 900\d{3}|020 7946 0\d{3}|01(13|14|17|18|31|41|91) 49[68] 0\d{3}"
    r"|029 2018 0\d{3}|020 91\d 01\d\d|031-390 06 \d\d|040 66969 \d{3}|06 39 98 \d\d \d\d"
)


def test_there_are_forty_people_and_three_jobs() -> None:
    assert len(PEOPLE) == 40
    assert {path.name for path in (SAMPLES / "resumes").iterdir()} == {person["file"] for person in PEOPLE}
    assert len(list((SAMPLES / "jobs").glob("*.md"))) == 3


def test_the_layouts_are_many() -> None:
    layouts = Counter(person["layout"] for person in PEOPLE)
    assert {"classic", "sidebar", "sidebar-right", "dates-right", "band", "timeline"} <= set(layouts)
    assert {"docx-table", "docx-plain", "text", "scan"} <= set(layouts)
    assert max(layouts.values()) <= 8


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person["file"]))
def test_nobody_is_real(person: dict[str, Any]) -> None:
    assert re.search(r"@example\.(org|com|net)$", person["email"])
    assert not person["link"] or re.match(r"https://[\w.]*example\.(org|com|net)", person["link"])
    assert FICTION.fullmatch(person["phone"]), person["phone"]


@pytest.mark.parametrize("layout", ONE_OF_EACH)
def test_making_a_file_again_gives_the_same_bytes(layout: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "build"), *sys.path])
    from make_samples import make
    from samples.people import read_people

    person = next(person for person in read_people() if person.file == ONE_OF_EACH[layout])
    made = make(person)
    assert made == make(person)
    assert made == (SAMPLES / "resumes" / person.file).read_bytes()


def test_the_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in (SAMPLES / "resumes").iterdir()) < 2_000_000
