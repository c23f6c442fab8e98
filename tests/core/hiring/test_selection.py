"""Ranked lists, their reasons, and what other weights would do."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_ports import CountingRanker

from hiring_desktop.core.errors import NotFound, NotPermitted
from hiring_desktop.core.hiring.views import JobView
from hiring_desktop.core.model import Actor, JobAd, Requirements, Weights
from hiring_desktop.core.workspace import OWNER, Workspace

AD = JobAd("Engineer", "Python and SQL", Requirements(required_skills=("Python", "SQL"), min_years=1))
SKILLS_ONLY = Weights(100, 0, 0, 0, 0)


@pytest.fixture
def job(workspace: Workspace, resumes: Path) -> JobView:
    job = workspace.jobs.add(OWNER, AD, SKILLS_ONLY)
    workspace.intake.accept(OWNER, job.id, [resumes])
    settle(workspace)
    return job


def settle(workspace: Workspace) -> None:
    while workspace.intake.step(0.01):
        pass


def names(workspace: Workspace, job: JobView) -> list[str | None]:
    ids = workspace.selection.ids(OWNER, job.id)
    return [row.candidate_name for row in workspace.selection.rows(OWNER, job.id, ids)]


def test_the_list_is_best_first_with_ranks_and_percentiles(workspace: Workspace, job: JobView) -> None:
    rows = workspace.selection.rows(OWNER, job.id, workspace.selection.ids(OWNER, job.id))
    assert [(row.rank, row.candidate_name, row.score.overall) for row in rows] == [
        (1, "Ada Quill", 100.0), (2, "Cy Fern", 50.0), (3, "Bo Marsh", 0.0),
    ]  # fmt: skip
    assert [round(row.percentile, 1) for row in rows] == [100.0, 66.7, 33.3]
    assert rows[1].score.imputed == ("experience",)
    assert not any(row.stale for row in rows)


def test_a_page_knows_its_ranks(workspace: Workspace, job: JobView) -> None:
    last = workspace.selection.ids(OWNER, job.id)[2:]
    [row] = workspace.selection.rows(OWNER, job.id, last)
    assert row.rank == 3


def test_equal_scores_share_a_percentile_and_go_by_id(workspace: Workspace, job: JobView) -> None:
    workspace.jobs.set_weights(OWNER, job.id, Weights(0, 0, 100, 0, 0))
    settle(workspace)
    ids = workspace.selection.ids(OWNER, job.id)
    assert ids == sorted(ids)
    assert {row.percentile for row in workspace.selection.rows(OWNER, job.id, ids)} == {100.0}


def test_new_weights_reorder_the_stored_list_and_leave_no_outbox_entry_per_score(
    workspace: Workspace, job: JobView, ranker: CountingRanker
) -> None:
    before = workspace.changes_since(OWNER, 0).seq
    workspace.jobs.set_weights(OWNER, job.id, Weights(0, 100, 0, 0, 0))
    settle(workspace)
    assert names(workspace, job) == ["Ada Quill", "Bo Marsh", "Cy Fern"]
    since = workspace.changes_since(OWNER, before)
    assert [(t.collection, t.fields) for t in since.touched] == [("jobs", ("weights",))]


def test_a_preview_changes_nothing(workspace: Workspace, job: JobView) -> None:
    stored = workspace.selection.ids(OWNER, job.id)
    previewed = workspace.selection.preview(OWNER, job.id, Weights(0, 100, 0, 0, 0)).result()
    assert [key for key, _ in previewed] != stored
    assert sorted(key for key, _ in previewed) == sorted(stored)
    assert workspace.selection.ids(OWNER, job.id) == stored


def test_adding_candidates_moves_no_old_score(workspace: Workspace, job: JobView, tmp_path: Path) -> None:
    ids = workspace.selection.ids(OWNER, job.id)
    before = {row.application_id: row.score for row in workspace.selection.rows(OWNER, job.id, ids)}
    (tmp_path / "new.txt").write_text("Di Holt | Python, SQL, Java | 9")
    workspace.intake.accept(OWNER, job.id, [tmp_path / "new.txt"])
    settle(workspace)
    after = {row.application_id: row.score for row in workspace.selection.rows(OWNER, job.id, ids)}
    assert after == before


def test_unranked_files_have_their_reasons(workspace: Workspace, job: JobView) -> None:
    found = {row.file: (row.status, row.reason) for row in workspace.selection.unranked(OWNER, job.id)}
    assert found == {
        "resumes/scan.pdf": ("needs_ocr", None),
        "resumes/tool.exe": ("rejected", "wrong_type"),
        "resumes/void.txt": ("rejected", "empty"),
    }


def test_evidence_points_into_the_document(workspace: Workspace, job: JobView) -> None:
    best = workspace.selection.ids(OWNER, job.id)[0]
    [row] = workspace.selection.rows(OWNER, job.id, [best])
    text = workspace.candidates.get(OWNER, row.candidate_id).text
    claims = {e.claim: [text[s.start : s.end] for s in e.spans] for e in workspace.selection.evidence(OWNER, best)}
    assert claims["Python"] == ["Python"]
    assert claims["SQL"] == ["SQL"]
    assert "Engineer at Acme (2020-01 to present)" in claims


def test_the_explanation_sums_to_the_score(workspace: Workspace, job: JobView) -> None:
    for key in workspace.selection.ids(OWNER, job.id):
        explanation = workspace.selection.explain(OWNER, key)
        assert sum(line.points for line in explanation.lines) == pytest.approx(explanation.overall)


def test_an_auditor_sees_no_candidate_and_no_ranking(workspace: Workspace, job: JobView) -> None:
    auditor = Actor("x", "auditor")
    [row] = workspace.selection.rows(OWNER, job.id, workspace.selection.ids(OWNER, job.id)[:1])
    with pytest.raises(NotPermitted):
        workspace.selection.ids(auditor, job.id)
    with pytest.raises(NotPermitted):
        workspace.candidates.get(auditor, row.candidate_id)
    with pytest.raises(NotPermitted):
        workspace.candidates.file(auditor, row.candidate_id)


def test_an_application_without_a_score_says_so(workspace: Workspace, job: JobView) -> None:
    with pytest.raises(NotFound, match="no score"):
        workspace.selection.explain(OWNER, "0" * 32)


def test_who_opened_a_candidate_or_took_a_file_is_in_the_trail(workspace: Workspace, job: JobView) -> None:
    [row] = workspace.selection.rows(OWNER, job.id, workspace.selection.ids(OWNER, job.id)[:1])
    view = workspace.candidates.get(OWNER, row.candidate_id)
    name, data = workspace.candidates.file(OWNER, view.resume_id)
    assert (name, data) == ("resumes/ada.txt", b"Ada Quill | Python, SQL | 6")
    trail = workspace._store["audit_logs"].find({"action": {"$regex": r"^candidates\."}})
    assert [(entry["action"], entry["resource_id"]) for entry in trail] == [
        ("candidates.read", row.candidate_id), ("candidates.document", view.resume_id),
    ]  # fmt: skip
