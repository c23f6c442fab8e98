"""The trail as an auditor meets it: through the facade, over a real workspace."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from fake_ports import FixedClock

from hiring_desktop.core.errors import Damaged, InvalidInput, Locked, NotPermitted
from hiring_desktop.core.model import SEED_WEIGHTS, Actor, JobAd, Weights
from hiring_desktop.core.trust.audit.heads import KeyringHeads
from hiring_desktop.core.trust.audit.inspection import AuditQuery, heads_of
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.workspace import OWNER, Workspace

AD = JobAd("Engineer", "Python and SQL")
KEY = WorkspaceKeys("0" * 32, "Test", b"m" * 32).sub_key("audit")
AUDITOR = Actor("a1", "auditor")
RECRUITER = Actor("r1", "recruiter", "cli")


def actions(workspace: Workspace, **query: str) -> list[str]:
    return [e.action for e in workspace.audit.list(AUDITOR, AuditQuery(**query), limit=0, newest_first=False)]  # type: ignore[arg-type]


def test_an_entry_says_who_what_which_from_where_when_and_how_it_ended(workspace: Workspace, clock: FixedClock) -> None:
    job = workspace.jobs.add(RECRUITER, AD)
    [entry] = workspace.audit.list(AUDITOR, AuditQuery(stream="hiring"))
    assert (entry.user_id, entry.role, entry.source) == ("r1", "recruiter", "cli")
    assert (entry.action, entry.resource_type, entry.resource_id) == ("jobs.add", "jobs", job.id)
    assert (entry.outcome, entry.seq, entry.number) == ("done", workspace.changes_since(OWNER, 0).seq, 1)
    assert entry.at.date() == clock.moment.date()


def test_a_refusal_is_in_the_trail(workspace: Workspace) -> None:
    job = workspace.jobs.add(OWNER, AD)
    for attempt in (
        lambda: workspace.jobs.set_weights(AUDITOR, job.id, SEED_WEIGHTS),
        lambda: workspace.candidates.get(AUDITOR, "b" * 32),
        lambda: workspace.selection.ids(AUDITOR, job.id),
        lambda: workspace.audit.list(RECRUITER),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    denied = workspace.audit.list(AUDITOR, AuditQuery(outcome="denied"), newest_first=False)
    assert [(e.user_id, e.action, e.resource_id) for e in denied] == [
        ("a1", "jobs.weigh", job.id), ("a1", "candidates.read", "b" * 32), ("a1", "ranking.read", job.id),
        ("r1", "audit.read", "entries"),
    ]  # fmt: skip
    assert workspace.audit.verify(AUDITOR).sound


def test_what_is_given_as_an_id_cannot_bring_a_name_into_the_trail(workspace: Workspace) -> None:
    for given in ("Ada Quill", "ada@example.org", "x" * 200):
        with pytest.raises(NotPermitted):
            workspace.candidates.get(AUDITOR, given)
    denied = workspace.audit.list(AUDITOR, AuditQuery(outcome="denied"))
    assert {entry.resource_id for entry in denied} == {"?"}


def test_the_trail_holds_no_personal_data(workspace: Workspace, resumes: Path) -> None:
    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [resumes])
    while workspace.intake.step(0.01):
        pass
    for row in workspace.selection.rows(OWNER, job.id, workspace.selection.ids(OWNER, job.id)):
        workspace.candidates.get(OWNER, row.candidate_id)
    exported = "\n".join(workspace.audit.export(AUDITOR)).lower()
    assert "candidates.read" in exported
    assert [word for word in ("quill", "marsh", "fern", ".txt", "python") if word in exported] == []


def test_the_same_look_again_is_one_entry_for_a_quarter_of_an_hour(workspace: Workspace, clock: FixedClock) -> None:
    job = workspace.jobs.add(OWNER, AD)
    for _ in range(3):
        workspace.selection.rows(OWNER, job.id, [])
    assert actions(workspace, stream="access") == ["ranking.read"]
    clock.moment += timedelta(minutes=16)
    workspace.selection.rows(OWNER, job.id, [])
    assert actions(workspace, stream="access") == ["ranking.read", "ranking.read"]


def test_filters_and_pages(workspace: Workspace, clock: FixedClock) -> None:
    jobs = [workspace.jobs.add(RECRUITER, AD) for _ in range(5)]
    clock.moment += timedelta(days=1)
    tomorrow = clock.moment
    workspace.jobs.set_weights(OWNER, jobs[0].id, SEED_WEIGHTS)
    assert actions(workspace, user_id="r1") == ["jobs.add"] * 5
    assert actions(workspace, resource_id=jobs[0].id) == ["jobs.add", "jobs.weigh"]
    assert actions(workspace, action="jobs.weigh") == ["jobs.weigh"]
    assert actions(workspace, action="jobs.") == ["jobs.add"] * 5 + ["jobs.weigh"]
    assert len(workspace.audit.list(AUDITOR, AuditQuery(until=tomorrow))) == 5
    assert [e.action for e in workspace.audit.list(AUDITOR, AuditQuery(since=tomorrow, stream="hiring"))] == [
        "jobs.weigh"
    ]
    ids = workspace.audit.ids(AUDITOR, AuditQuery(stream="hiring"))
    pages = [workspace.audit.entries(AUDITOR, ids[start : start + 2]) for start in range(0, 6, 2)]
    assert [entry.number for page in pages for entry in page] == [6, 5, 4, 3, 2, 1]
    assert [e.number for e in workspace.audit.list(AUDITOR, AuditQuery(stream="hiring"), offset=4)] == [2, 1]


def test_an_export_has_every_entry_and_the_heads_that_verify_later(workspace: Workspace) -> None:
    job = workspace.jobs.add(OWNER, AD)
    lines = list(workspace.audit.export(AUDITOR))
    first, *entries, last = map(json.loads, lines)
    assert first["workspace"] == "0" * 32
    assert [entry["action"] for entry in entries] == ["jobs.add", "audit.export"]
    assert {head["stream"] for head in last["heads"]} == {"hiring", "security"}
    workspace.jobs.close(OWNER, job.id)
    assert workspace.audit.verify(AUDITOR, heads_of(lines)).sound
    with pytest.raises(InvalidInput):
        heads_of(lines[:-1])
    with pytest.raises(InvalidInput):
        heads_of([])


def test_two_processes_and_many_threads_write_one_chain(opened: Callable[[], Workspace]) -> None:
    one, two = opened(), opened()
    job = one.jobs.add(OWNER, AD)

    def work(workspace: Workspace, weight: int) -> None:
        for number in range(10):
            workspace.jobs.set_weights(OWNER, job.id, Weights(weight, number, 1, 0, 0))

    threads = [threading.Thread(target=work, args=(w, n)) for n, w in enumerate((one, one, two, two))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = opened().audit.verify(AUDITOR)
    assert (report.problems, report.entries) == ((), 41)


def test_a_workspace_verifies_its_trail(workspace: Workspace) -> None:
    workspace.jobs.add(OWNER, AD)
    workspace.jobs.add(OWNER, AD)
    assert workspace.verify(OWNER) == []
    workspace._store["audit_logs"].delete_one({"number": 1})
    assert workspace.verify(OWNER) == ["Trail, hiring, entry 1: it is missing."]


# ------------------------------------------------------------------ keeping and pruning
def days_pass(workspace: Workspace, clock: FixedClock, days: int, each: int = 10) -> None:
    for _ in range(0, days, each):
        clock.moment += timedelta(days=each)
        workspace.jobs.add(OWNER, AD)


def test_pruning_takes_whole_old_segments_and_leaves_a_sound_trail(workspace: Workspace, clock: FixedClock) -> None:
    days_pass(workspace, clock, 200)
    removed = workspace.audit.prune(OWNER)
    assert removed == {"hiring": 10}
    oldest = workspace.audit.list(AUDITOR, AuditQuery(stream="hiring"), newest_first=False)[0]
    assert (clock.moment.date() - oldest.at.date()).days == 90
    assert workspace.audit.verify(AUDITOR).sound
    assert workspace.audit.prune(OWNER) == {}
    days_pass(workspace, clock, 200)
    assert workspace.audit.prune(OWNER) == {"hiring": 20}
    assert workspace.audit.verify(AUDITOR).sound
    entry = workspace.audit.list(AUDITOR, AuditQuery(action="audit.prune"))[0]
    assert entry.detail["removed"] == {"hiring": 20}


def test_kinds_of_records_are_kept_for_their_own_time(workspace: Workspace, clock: FixedClock) -> None:
    workspace.audit.set_retention(OWNER, {"hiring": 365, "access": 30})
    job = workspace.jobs.add(OWNER, AD)
    for _ in range(6):
        clock.moment += timedelta(days=20)
        workspace.selection.rows(OWNER, job.id, [])
        workspace.jobs.set_weights(OWNER, job.id, SEED_WEIGHTS)
    assert workspace.audit.prune(OWNER) == {"access": 4}
    assert workspace.audit.retention(AUDITOR) == {"hiring": 365, "access": 30, "security": 90}
    assert workspace.audit.verify(AUDITOR).sound


def test_nothing_newer_than_the_policy_is_pruned_whatever_is_asked_for(workspace: Workspace, clock: FixedClock) -> None:
    days_pass(workspace, clock, 120)
    assert workspace.audit.prune(OWNER, before=date(2026, 3, 20)) == {"hiring": 1}
    assert workspace.audit.prune(OWNER, before=date(2030, 1, 1)) == {"hiring": 1}
    with pytest.raises(InvalidInput, match="30 days"):
        workspace.audit.set_retention(OWNER, {"access": 29})
    with pytest.raises(InvalidInput, match="kind of record"):
        workspace.audit.set_retention(OWNER, {"other": 90})  # type: ignore[dict-item]


def test_a_broken_trail_is_not_pruned(workspace: Workspace, clock: FixedClock) -> None:
    days_pass(workspace, clock, 200)
    workspace._store["audit_logs"].update_one({"number": 3}, {"$set": {"user_id": "x"}})
    with pytest.raises(Damaged, match="entry 3"):
        workspace.audit.prune(OWNER)
    assert len(workspace.audit.ids(AUDITOR, AuditQuery(stream="hiring"))) == 20


def test_a_beginning_that_was_cut_off_without_pruning_is_found(workspace: Workspace, clock: FixedClock) -> None:
    days_pass(workspace, clock, 200)
    workspace.audit.prune(OWNER)
    workspace._store["audit_logs"].delete_one({"stream": "hiring", "number": 11})
    assert str(workspace.audit.verify(AUDITOR).breaks[0]) == "Trail, hiring, entry 11: it is missing."


# ------------------------------------------------------------------ heads outside the folder
class Ring:
    """A keyring of the system."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.closed = False

    def load(self, workspace_id: str) -> str | None:
        if self.closed:
            raise Locked("The keyring is closed.")
        return self.kept.get(workspace_id)

    def store(self, workspace_id: str, secret: str) -> None:
        self.kept[workspace_id] = secret

    def remove(self, workspace_id: str) -> None:
        self.kept.pop(workspace_id, None)


def test_putting_back_an_older_folder_as_a_whole_is_noticed_by_the_keyring(
    opened: Callable[..., Workspace], tmp_path: Path
) -> None:
    ring = Ring()
    first = opened(KeyringHeads(ring, "0" * 32, lambda: KEY))
    first.jobs.add(OWNER, AD)
    kept = first._store["audit_logs"].find({})
    file = tmp_path / "workspace" / "audit.heads"
    old = file.read_bytes()
    first.jobs.add(OWNER, AD)
    first._trail.close()
    first._store["audit_logs"].delete_many({})
    first._store["audit_logs"].insert_many(kept)
    file.write_bytes(old)
    second = opened(KeyringHeads(ring, "0" * 32, lambda: KEY))
    assert second.audit.verify(AUDITOR).problems == (
        "Trail, hiring, entry 2: it and all later ones are cut off (the system's keyring).",
    )
    second.audit.accept_heads(OWNER)
    assert second.audit.verify(AUDITOR).sound
    assert actions(second, action="audit.accept") == ["audit.accept"]


def test_a_keyring_that_does_not_answer_stops_no_work(opened: Callable[..., Workspace]) -> None:
    ring = Ring()
    workspace = opened(KeyringHeads(ring, "0" * 32, lambda: KEY))
    workspace._trail.accept()
    ring.closed = True
    workspace.jobs.add(OWNER, AD)
    [problem] = workspace.audit.verify(AUDITOR).problems
    assert problem.startswith("Trail: the heads in the system's keyring: The keyring is closed.")
