"""Jobs through the facade."""

from __future__ import annotations

import pytest

from hiring_desktop.core.errors import InvalidInput, NotFound, NotPermitted
from hiring_desktop.core.model import SEED_WEIGHTS, Actor, Changes, JobAd, Requirements, Weights
from hiring_desktop.core.workspace import OWNER, Workspace

AD = JobAd("Data engineer", "We need Python and SQL.", Requirements(required_skills=("Python", "SQL"), min_years=3))


def test_a_job_comes_back_as_it_was_added(workspace: Workspace) -> None:
    job = workspace.jobs.add(OWNER, AD, SEED_WEIGHTS)
    again = workspace.jobs.get(OWNER, job.id)
    assert again == job
    assert (again.title, again.requirements, again.weights, again.status) == (
        "Data engineer", AD.requirements, SEED_WEIGHTS, "open",
    )  # fmt: skip


def test_the_list_is_newest_first_and_filters_by_status(workspace: Workspace) -> None:
    first = workspace.jobs.add(OWNER, AD)
    second = workspace.jobs.add(OWNER, JobAd("Nurse", "Care."))
    workspace.jobs.close(OWNER, first.id)
    assert [job.id for job in workspace.jobs.list(OWNER)] == [second.id, first.id]
    assert [job.id for job in workspace.jobs.list(OWNER, "closed")] == [first.id]
    workspace.jobs.reopen(OWNER, first.id)
    assert workspace.jobs.list(OWNER, "closed") == []


def test_an_edit_and_new_weights_raise_the_revision(workspace: Workspace) -> None:
    job = workspace.jobs.add(OWNER, AD)
    workspace.jobs.edit(OWNER, job.id, JobAd("Lead data engineer", AD.description, AD.requirements))
    changes = workspace.jobs.set_weights(OWNER, job.id, Weights(50, 50, 0, 0, 0))
    now = workspace.jobs.get(OWNER, job.id)
    assert (now.title, now.revision, now.weights) == ("Lead data engineer", 2, Weights(50, 50, 0, 0, 0))
    assert changes.touches("jobs")


@pytest.mark.parametrize(
    ("ad", "says"),
    [
        (JobAd(" ", "text"), "title"),
        (JobAd("Nurse", "\n"), "empty"),
        (JobAd("Nurse", "text", Requirements(min_years=-1)), "between 0 and 60"),
        (JobAd("Nurse", "text", Requirements(min_years=5, max_years=3)), "more than the most"),
        (JobAd("Nurse", "text", Requirements(must_have=("Latin",))), "Latin"),
    ],
)
def test_an_ad_that_makes_no_sense_is_refused_with_advice(workspace: Workspace, ad: JobAd, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        workspace.jobs.add(OWNER, ad)
    assert workspace.jobs.list(OWNER) == []


@pytest.mark.parametrize("weights", [Weights(0, 0, 0, 0, 0), Weights(-1, 50, 0, 0, 0), Weights(101, 0, 0, 0, 0)])
def test_weights_out_of_range_are_refused(workspace: Workspace, weights: Weights) -> None:
    job = workspace.jobs.add(OWNER, AD)
    with pytest.raises(InvalidInput):
        workspace.jobs.set_weights(OWNER, job.id, weights)


def test_no_such_job_says_how_to_find_one(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="jobs list"):
        workspace.jobs.get(OWNER, "f" * 32)


@pytest.mark.parametrize("role", ["candidate", "auditor", "hiring_manager"])
def test_roles_without_the_permission_change_nothing(workspace: Workspace, role: str) -> None:
    job = workspace.jobs.add(OWNER, AD)
    before = workspace.changes_since(OWNER, 0)
    stranger = Actor("x", role)
    for attempt in (
        lambda: workspace.jobs.add(stranger, AD),
        lambda: workspace.jobs.close(stranger, job.id),
        lambda: workspace.jobs.set_weights(stranger, job.id, SEED_WEIGHTS),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert workspace.changes_since(OWNER, 0) == before


def test_every_write_is_told_to_listeners_and_to_later_readers(workspace: Workspace) -> None:
    heard: list[Changes] = []
    stop = workspace.subscribe(OWNER, heard.append)
    job = workspace.jobs.add(OWNER, AD)
    stop()
    workspace.jobs.close(OWNER, job.id)
    assert [(t.collection, t.id) for change in heard for t in change.touched] == [("jobs", job.id)]
    later = workspace.changes_since(OWNER, heard[0].seq)
    assert [(t.id, t.fields) for t in later.touched] == [(job.id, ("closed_at", "status"))]
