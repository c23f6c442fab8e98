"""Undo and redo through the facade: one's own last changes, named, never over somebody else's work."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from fake_ports import FixedClock
from hypothesis import given
from hypothesis import strategies as st
from test_door import Notebook, guard

from hiring_desktop.core.changes.door import Door
from hiring_desktop.core.changes.history import History
from hiring_desktop.core.changes.undo_steps import KEPT_DAYS, KEPT_STEPS, UndoSteps
from hiring_desktop.core.errors import Conflict, NotFound, NotPermitted
from hiring_desktop.core.hiring.views import JobView
from hiring_desktop.core.model import BALANCED_WEIGHTS, SEED_WEIGHTS, Actor, JobAd, Json, Weights
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust.audit.inspection import AuditQuery
from hiring_desktop.core.trust.permissions import resource_of
from hiring_desktop.core.workspace import OWNER, Workspace

AD = JobAd("Data engineer", "Python and SQL")
OTHER = Actor("other", "recruiter")


@pytest.fixture
def job(workspace: Workspace) -> JobView:
    return workspace.jobs.add(OWNER, AD)


def weights(workspace: Workspace, job: JobView) -> Weights:
    return workspace.jobs.get(OWNER, job.id).weights


def test_what_was_done_is_taken_back_and_done_again_by_name(workspace: Workspace, job: JobView) -> None:
    assert workspace.undo_label(OWNER) is None
    workspace.jobs.set_weights(OWNER, job.id, SEED_WEIGHTS)
    workspace.jobs.close(OWNER, job.id)
    assert workspace.undo_label(OWNER) == "Undo closing of Data engineer"
    assert workspace.undo(OWNER).label == "Undo closing of Data engineer"
    assert workspace.jobs.get(OWNER, job.id).status == "open"
    assert workspace.undo(OWNER).label == "Undo weights of Data engineer"
    assert weights(workspace, job) == BALANCED_WEIGHTS
    assert workspace.undo_label(OWNER) is None
    assert workspace.redo_label(OWNER) == "Redo weights of Data engineer"
    workspace.redo(OWNER)
    assert weights(workspace, job) == SEED_WEIGHTS
    assert workspace.redo(OWNER).label == "Redo closing of Data engineer"
    assert workspace.jobs.get(OWNER, job.id).status == "closed"
    assert workspace.redo_label(OWNER) is None


def test_with_nothing_left_it_says_so(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="nothing to undo"):
        workspace.undo(OWNER)
    with pytest.raises(NotFound, match="nothing to redo"):
        workspace.redo(OWNER)


def test_taking_back_is_a_change_of_its_own(workspace: Workspace, job: JobView) -> None:
    workspace.jobs.set_weights(OWNER, job.id, SEED_WEIGHTS)
    before = workspace.changes_since(OWNER, 0).seq
    undone = workspace.undo(OWNER)
    assert undone.changes.touches("jobs")
    assert workspace.changes_since(OWNER, before).seq == undone.changes.seq
    [entry] = workspace.audit.list(OWNER, AuditQuery(action="changes.undo"))
    assert (entry.resource_id, entry.detail, entry.seq) == (job.id, {"of": "jobs.weigh"}, undone.changes.seq)


def test_scores_follow_an_undo(workspace: Workspace, job: JobView, resumes: Path) -> None:
    workspace.intake.accept(OWNER, job.id, [resumes])
    while workspace.intake.step(0.01):
        pass
    before = workspace.selection.ids(OWNER, job.id)
    workspace.jobs.set_weights(OWNER, job.id, Weights(0, 100, 0, 0, 0))
    workspace.undo(OWNER)
    assert workspace.jobs.get(OWNER, job.id).revision == job.revision + 2
    while workspace.intake.step(0.01):
        pass
    rows = workspace.selection.rows(OWNER, job.id, workspace.selection.ids(OWNER, job.id))
    assert [row.application_id for row in rows] == before
    assert not any(row.stale for row in rows)


def test_each_person_takes_back_their_own(workspace: Workspace, job: JobView) -> None:
    workspace.jobs.set_weights(OWNER, job.id, SEED_WEIGHTS)
    workspace.jobs.close(OTHER, job.id)
    assert workspace.undo_label(OWNER) == "Undo weights of Data engineer"
    workspace.undo(OWNER)
    assert workspace.jobs.get(OWNER, job.id).status == "closed"
    assert workspace.undo(OTHER).label == "Undo closing of Data engineer"


def test_nothing_is_taken_back_over_a_later_change(workspace: Workspace, job: JobView) -> None:
    workspace.jobs.edit(OWNER, job.id, JobAd("Engineer", "Python"))
    workspace.jobs.set_weights(OWNER, job.id, SEED_WEIGHTS)
    workspace.jobs.set_weights(OTHER, job.id, Weights(1, 1, 1, 1, 1))
    with pytest.raises(Conflict, match="Undo weights of Engineer: this was changed since"):
        workspace.undo(OWNER)
    assert weights(workspace, job) == Weights(1, 1, 1, 1, 1)
    assert workspace.undo(OWNER).label == "Undo edit of Engineer", "what could be taken back before still can"
    assert workspace.jobs.get(OWNER, job.id).title == "Data engineer"


def test_a_new_change_ends_what_could_be_done_again(workspace: Workspace, job: JobView) -> None:
    workspace.jobs.set_weights(OWNER, job.id, SEED_WEIGHTS)
    workspace.undo(OWNER)
    workspace.jobs.close(OWNER, job.id)
    assert workspace.redo_label(OWNER) is None
    assert workspace.undo_label(OWNER) == "Undo closing of Data engineer"


def test_who_lost_the_permission_takes_nothing_back(workspace: Workspace, job: JobView) -> None:
    workspace.jobs.set_weights(OTHER, job.id, SEED_WEIGHTS)
    with pytest.raises(NotPermitted):
        workspace.undo(Actor(OTHER.id, "auditor"))
    assert weights(workspace, job) == SEED_WEIGHTS
    assert workspace.undo_label(OTHER) == "Undo weights of Data engineer"


def test_steps_are_few_and_young(workspace: Workspace, job: JobView, clock: FixedClock) -> None:
    for number in range(KEPT_STEPS + 5):
        workspace.jobs.set_weights(OWNER, job.id, Weights(number % 90 + 1, 1, 0, 0, 0))
    assert workspace._store["undo_steps"].count_documents({}) == KEPT_STEPS
    clock.moment += timedelta(days=KEPT_DAYS + 1)
    workspace.jobs.close(OTHER, job.id)
    assert [step["actor"] for step in workspace._store["undo_steps"].find({})] == ["other"]


def test_steps_about_a_document_can_be_forgotten(workspace: Workspace, job: JobView) -> None:
    other = workspace.jobs.add(OWNER, JobAd("Nurse", "Care"))
    workspace.jobs.close(OWNER, job.id)
    workspace.jobs.close(OWNER, other.id)
    assert UndoSteps(workspace._store).forget({("jobs", other.id), ("jobs", "0" * 32)}) == 1
    assert workspace.undo_label(OWNER) == "Undo closing of Data engineer"


# ------------------------------------------------------------------ any changes, taken back and done again
KEYS = st.sampled_from(["a", "b"])
FIELDS = st.sampled_from(["x", "y", "z"])
WRITES = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), KEYS, st.dictionaries(FIELDS, st.integers(0, 9))),
        st.tuples(st.just("update"), KEYS, st.dictionaries(FIELDS, st.integers(0, 9), min_size=1)),
        st.tuples(st.just("unset"), KEYS, FIELDS),
        st.tuples(st.just("delete"), KEYS, st.none()),
    ),
    min_size=1,
    max_size=4,
)


@given(changes=st.lists(WRITES, min_size=1, max_size=5), back=st.integers(1, 5), again=st.integers(0, 5))
def test_any_changes_are_taken_back_and_done_again_exactly(
    tmp_path_factory: pytest.TempPathFactory, changes: list[list[tuple[str, str, object]]], back: int, again: int
) -> None:
    store = SqliteStore.create(tmp_path_factory.mktemp("undo") / "store.db", None)
    door = Door(store, FixedClock(), guard, Notebook())
    history = History(store, door, resource_of)

    def state() -> list[Json]:
        return store["settings"].find({}, sort=[("_id", 1)])

    states = [state()]
    for writes in changes:
        with door.change(OWNER, "jobs.edit", "settings", undo="edit") as change:
            for write, key, value in writes:
                there = store["settings"].find_one({"_id": key}) is not None
                if write == "insert" and not there and isinstance(value, dict):
                    change.insert("settings", {"_id": key, **value})
                elif write == "update" and there and isinstance(value, dict):
                    change.update("settings", key, value)
                elif write == "unset" and there:
                    change.update("settings", key, {}, unset=[str(value)])
                elif write == "delete" and there:
                    change.delete("settings", key)
        if change.records:
            states.append(state())
    at = len(states) - 1
    for _ in range(min(back, at)):
        history.undo(OWNER)
        at -= 1
        assert state() == states[at]
    for _ in range(min(again, len(states) - 1 - at)):
        history.redo(OWNER)
        at += 1
        assert state() == states[at]
    store.close()
