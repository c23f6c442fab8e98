from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.hiring.views import JobView
from hiring_desktop.core.model import BALANCED_WEIGHTS, JobAd, Requirements
from hiring_desktop.ui.presenters.job_editor import DEGREES, JobDraft, degree_words

FOUND = JobAd("Data engineer", "the ad", Requirements(("Python", "SQL"), ("AWS",), (), 3.0, None, "bachelor"))


def test_a_reading_fills_what_nobody_touched() -> None:
    draft = JobDraft().with_description("the ad").read(FOUND)
    assert draft.ad() == FOUND
    assert draft.problem is None


def test_a_correction_survives_every_later_reading() -> None:
    draft = JobDraft().with_description("the ad").read(FOUND)
    draft = (
        draft.with_skills(["Python", "Rust"], [], ["Rust"]).with_years(5.0, 8.0).with_degree(None).with_title("Lead")
    )
    again = draft.read(FOUND)
    assert again.requirements == Requirements(("Python", "Rust"), (), ("Rust",), 5.0, 8.0, None)
    assert again.title == "Lead"


def test_corrections_can_be_taken_back() -> None:
    draft = JobDraft().with_description("the ad").with_title("Mine").with_years(9, None)
    assert draft.untouched().read(FOUND).ad() == FOUND


def test_an_emptied_title_is_read_again() -> None:
    assert JobDraft().with_description("the ad").with_title("  ").read(FOUND).title == "Data engineer"


@pytest.mark.parametrize(
    ("draft", "part"),
    [
        (JobDraft(), "Paste the job ad"),
        (JobDraft().with_description("x"), "title"),
        (JobDraft().with_description("x").with_title("T").with_years(5, 3), "least years"),
    ],
)
def test_what_is_missing_is_said(draft: JobDraft, part: str) -> None:
    assert draft.problem is not None
    assert part in draft.problem


def test_a_stored_job_is_unchanged_until_somebody_changes_it() -> None:
    job = JobView("j", "T", "text", FOUND.requirements, BALANCED_WEIGHTS, "open", datetime(2026, 1, 1, tzinfo=UTC))
    draft = JobDraft.of(job)
    assert not draft.changed
    assert draft.read(FOUND).ad() == JobAd("T", "text", FOUND.requirements), "what is stored counts as said by a person"
    assert draft.with_description("text and more").changed


@given(st.lists(st.text()), st.lists(st.text()), st.lists(st.text()))
def test_skills_are_distinct_and_must_haves_among_them(
    required: list[str], preferred: list[str], must: list[str]
) -> None:  # fmt: skip
    wants = JobDraft().with_skills(required, preferred, must).requirements
    named = (*wants.required_skills, *wants.preferred_skills)
    assert set(wants.must_have) <= set(named)
    assert not set(wants.required_skills) & set(wants.preferred_skills)
    assert all(skill == " ".join(skill.split()) and skill for skill in named)
    assert len({skill.casefold() for skill in wants.required_skills}) == len(wants.required_skills)


def test_every_degree_has_words() -> None:
    assert len({degree_words(degree) for degree in DEGREES}) == len(DEGREES)
