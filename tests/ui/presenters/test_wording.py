"""What the pages say about rankings, imports, candidates and the first start."""

from __future__ import annotations

import pytest
from fake_workspace import FakeWorkspace

from hiring_desktop.core.hiring.views import Evidence, ImportItemView, RankRow
from hiring_desktop.core.model import (
    COMPONENTS,
    REJECTION_REASONS,
    ImportProgress,
    ImportStatus,
    Score,
    Source,
    Span,
    WarningCode,
)  # fmt: skip
from hiring_desktop.ui.presenters import candidate, imports, ranking
from hiring_desktop.ui.presenters.start import FirstStart

SCORE = Score(
    "a", 71.0, dict.fromkeys(COMPONENTS, 80.0), {**dict.fromkeys(COMPONENTS, 25.0), "career_consistency": 0.0},
    ("experience",), (60.0, 80.0), "low", ("Python",), ("Kafka", "Spark"), ("Flink",), ("Kafka",),
)  # fmt: skip
ROW = RankRow("a", "c", 3, 92.3, "folder/jane cv.pdf", None, None, SCORE, (), False)
STATUSES: tuple[ImportStatus, ...] = ImportStatus.__args__  # type: ignore[attr-defined]
WARNINGS: tuple[WarningCode, ...] = WarningCode.__args__  # type: ignore[attr-defined]


def test_a_candidate_without_a_name_is_called_by_the_file() -> None:
    assert ranking.display_name(ROW) == "jane cv.pdf"


def test_an_assumed_value_is_no_number() -> None:
    assert ranking.component_text(SCORE, "experience") == "?"
    assert "not found in the resume" in ranking.component_tip(SCORE, "experience")
    assert "weight 25 %" in ranking.component_tip(SCORE, "education")


def test_skills_and_must_haves_in_words() -> None:
    assert ranking.skills_text(SCORE) == "1 of 3"
    assert ranking.missing_text(SCORE) == "missing Kafka, Spark"
    assert ranking.must_have_text(SCORE, ("Kafka",)) == "Not found"
    assert ranking.must_have_text(SCORE, ("Kafka", "Python")) == "1 of 2 found"
    assert ranking.must_have_text(SCORE, ()) == "None set"
    assert "Flink" in ranking.skills_tip(SCORE, ("Kafka",))


def test_confidence_names_what_is_unknown_and_between_what_the_truth_lies() -> None:
    assert ranking.confidence_text(SCORE) == "Low"
    assert "experience" in ranking.confidence_tip(SCORE)
    assert "60.0 and 80.0" in ranking.confidence_tip(SCORE)


def test_the_headline_counts() -> None:
    assert ranking.headline(1, 2, 0) == "1 candidate ranked · 2 files not ranked"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("PYTH", True), ("jane", True), ("flink", True), ("kafka", False), ("cobol", False), ("", False)],
)
def test_find_looks_at_name_file_and_skills(wanted: str, found: bool) -> None:
    assert ranking.matches(ROW, wanted) is found


def test_every_status_has_words_and_a_drawing() -> None:
    assert all(ranking.status_words(status) for status in STATUSES)
    assert set(imports.ICONS) == set(STATUSES)


@pytest.mark.parametrize("code", WARNINGS)
def test_every_warning_is_a_sentence(code: str) -> None:
    assert imports.warning_words(code).endswith(".")
    assert "_" not in imports.warning_words(code)


@pytest.mark.parametrize("status", STATUSES)
def test_whatever_stands_still_says_why(status: ImportStatus) -> None:
    message = "The file is empty." if status in ("rejected", "needs_ocr") else None
    item = ImportItemView("i", "j", "a.pdf", status, REJECTION_REASONS[0], message, None)  # type: ignore[arg-type]
    assert bool(imports.reason_text(item)) == (status in ("rejected", "needs_ocr", "duplicate"))


@pytest.mark.parametrize(
    ("counts", "headline", "state"),
    [
        ({}, "No files yet", "empty"),
        ({"imported": 3, "waiting": 1, "processing": 1}, "3 of 5 files read", "busy"),
        ({"imported": 1}, "1 file read", "done"),
    ],
)
def test_progress_by_count(counts: dict[str, int], headline: str, state: str) -> None:
    summary = imports.summarise(ImportProgress(counts))
    assert (summary.headline, summary.state) == (headline, state)


def test_a_skill_keeps_all_its_places() -> None:
    evidence = [Evidence("python", (Span(1, 2),), "skills_match"), Evidence("Python", (Span(5, 6),), "skills_match")]
    assert candidate.skill_places(SCORE, evidence) == {"Python": (Span(1, 2), Span(5, 6)), "Flink": ()}


def test_the_profile_shows_every_field_with_its_place() -> None:
    workspace = FakeWorkspace(1)
    view = workspace.candidates.get(workspace.owner, next(iter(workspace.people)))
    groups = {group.title: group for group in candidate.profile(view)}
    name = groups["Contact"].fields[0]
    assert (name.caption, name.text) == ("Name", view.name)
    assert view.text[name.spans[0].start : name.spans[0].end] == view.name
    assert [field.text for field in groups["Skills"].fields] == ["Python", "Django", "PostgreSQL"]
    assert groups["Experience"].fields[0].caption == "2019-04 – present"


def test_a_field_the_reader_is_unsure_of_says_so() -> None:
    field = candidate._field("Name", "Jane", {"/basics/name": Source(0.4, ())}, "/basics/name")
    assert "not sure" in field.note


@pytest.mark.parametrize(
    ("form", "fine"),
    [
        (FirstStart("", True), False),
        (FirstStart("Team", True), True),
        (FirstStart("Team", False, "short", "short"), False),
        (FirstStart("Team", False, "a long passphrase", "a long passphrasf"), False),
        (FirstStart("Team", False, "a long passphrase", "a long passphrase"), True),
    ],
)
def test_the_first_start_accepts_what_is_complete(form: FirstStart, fine: bool) -> None:
    assert (form.problem is None) is fine


def test_the_first_start_nags_only_once_enough_is_typed() -> None:
    assert FirstStart("Team", False, "a").hint is None
    assert FirstStart("Team", False, "a long passphrase", "b").hint == "The two passphrases differ."
