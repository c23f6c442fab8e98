"""The ranker under the name-swap test: redaction leaves nothing of a name that could move a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hiring_desktop.core.model import BALANCED_WEIGHTS, Profile
from hiring_desktop.ml.fairness.name_swap import Swap, name_swap_test
from hiring_desktop.ml.job_ad import read_ad
from hiring_desktop.ml.parse import document_text, parse_file
from hiring_desktop.ml.ranking.engine import score

SAMPLES = Path(__file__).resolve().parents[3] / "resources" / "samples"
FILES = (
    "Rosa Castellanos.txt",
    "samuel_osei.txt",
    "Petrenko_Olga_CV.docx",
    "CV_Jonas_Lindqvist.pdf",
    "tom hargreaves cv.docx",
)
SWAPS = [Swap("Rosa", "Lakisha"), Swap("Osei", "Walsh"), Swap("Olga", "Greg"), Swap("Lindqvist", "Washington")]


def profile(document: str, number: int) -> Profile:
    found = parse_file(document.encode(), "cv.txt", "2026-03").profile
    assert found is not None
    return replace(found, id=str(number))


def overall(documents: Sequence[str]) -> list[float]:
    """Documents as the product scores them: read, redacted, compared with a job."""
    ad = read_ad((SAMPLES / "jobs" / "data-engineer.md").read_text(encoding="utf-8"))
    profiles = [profile(document, number) for number, document in enumerate(documents)]
    return [one.overall for one in score(ad, BALANCED_WEIGHTS, profiles)]


def test_another_name_gets_the_same_score_and_place() -> None:
    documents = [document_text((SAMPLES / "resumes" / name).read_bytes(), name) for name in FILES]
    found = name_swap_test(overall, documents, SWAPS)
    assert found.unused == ()
    assert len(found.effects) == len(SWAPS)
    assert found.holds(), [(effect.swap, effect.score_before, effect.score_after) for effect in found.effects]
