"""Intake when things go wrong around it: lost files, failing workers, other processes, odd names. Nothing blocks."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest
from fake_ports import CountingRanker, LineReader

from hiring_desktop.core.errors import DocumentRejected, StorageFailure
from hiring_desktop.core.hiring.files import path_of, stored_path
from hiring_desktop.core.model import JobAd, Json, Profile, Requirements, Score, Weights
from hiring_desktop.core.workspace import OWNER, Workspace

AD = JobAd("Engineer", "Python and SQL", Requirements(required_skills=("Python", "SQL")))


def work(workspace: Workspace) -> None:
    for _ in range(1000):
        if not workspace.intake.step(0.01):
            return
    raise AssertionError("the queue never came to its end")


def offer(workspace: Workspace, *paths: Path) -> dict[str, tuple[str, str | None]]:
    """Offer files for a new job, work the queue off, and say what became of each."""
    job = workspace.jobs.add(OWNER, AD)
    offered = workspace.intake.accept(OWNER, job.id, list(paths))
    work(workspace)
    return {item.file: (item.status, item.reason) for item in workspace.intake.offered(OWNER, offered)}


def test_a_stored_file_that_is_lost_costs_that_file_alone(workspace: Workspace, resumes: Path) -> None:
    job = workspace.jobs.add(OWNER, AD)
    offered = workspace.intake.accept(OWNER, job.id, [resumes / "ada.txt", resumes / "bo.txt"])
    for item in (workspace.intake._queue.next_waiting(), workspace.intake._queue.next_waiting()):
        assert item is not None
        workspace.intake._receiver.take_in(OWNER, item)
    lost = workspace._store["applications"].find_one({"file": "ada.txt"})
    assert lost is not None
    workspace._attachments.delete(lost["content_hash"])
    work(workspace)
    rows = {item.file: (item.status, item.reason) for item in workspace.intake.offered(OWNER, offered)}
    assert rows == {"ada.txt": ("rejected", "unreadable"), "bo.txt": ("imported", None)}


@pytest.mark.expect_log("scoring failed")
def test_a_ranker_that_dies_costs_no_file_and_retry_scores_it(
    workspace: Workspace, resumes: Path, ranker: CountingRanker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(
        ad: JobAd, weights: Weights, profiles: Sequence[Profile], reference: Json | None = None
    ) -> Future[list[Score]]:
        future: Future[list[Score]] = Future()
        future.set_exception(DocumentRejected("its process ended", code="resource_limit"))
        return future

    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [resumes / "ada.txt"])
    with monkeypatch.context() as broken:
        broken.setattr(ranker, "score", die)
        work(workspace)
    [item] = workspace.intake.items(OWNER, job.id)
    assert (item.status, item.reason) == ("rejected", "resource_limit")
    assert "Retry" in (item.message or "")
    workspace.intake.retry(OWNER, [item.id])
    work(workspace)
    assert len(workspace.selection.ids(OWNER, job.id)) == 1


def test_a_full_disk_gives_claimed_files_back(
    workspace: Workspace, resumes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [resumes / "ada.txt"])

    def full(data: bytes) -> str:
        raise StorageFailure("The disk is full. Free some space.")

    with monkeypatch.context() as broken:
        broken.setattr(workspace._attachments, "put", full)
        with pytest.raises(StorageFailure):
            workspace.intake.step(0.0)
    [item] = workspace.intake.items(OWNER, job.id)
    assert item.status == "waiting"
    work(workspace)
    [item] = workspace.intake.items(OWNER, job.id)
    assert item.status == "imported"


def test_cancelled_files_leave_no_bytes_behind(workspace: Workspace, resumes: Path, reader: LineReader) -> None:
    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [resumes / "ada.txt", resumes / "bo.txt"])
    reader.hold = True
    workspace.intake.step(0.0)
    assert workspace.info(OWNER).attachments == 2
    workspace.intake.cancel(OWNER, job.id)
    reader.release()
    work(workspace)
    assert workspace.info(OWNER).attachments == 0


def test_a_refused_member_of_an_archive_is_tried_again_alone(workspace: Workspace, tmp_path: Path) -> None:
    archive = tmp_path / "b.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.txt", "Ada Quill | Python | 6")
        file.writestr("n.exe", b"MZ")
    job = workspace.jobs.add(OWNER, AD)
    offered = workspace.intake.accept(OWNER, job.id, [archive])
    work(workspace)
    rejected = [item.id for item in workspace.intake.offered(OWNER, offered) if item.status == "rejected"]
    for _ in range(3):
        workspace.intake.retry(OWNER, rejected)
        work(workspace)
    rows = {item.file: item.status for item in workspace.intake.offered(OWNER, offered)}
    assert rows == {"b.zip/a.txt": "imported", "b.zip/n.exe": "rejected"}


def test_a_name_that_is_no_utf8_is_imported_under_a_readable_one(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "cvs"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/Jos\xe9.txt")).write_text("Ada Quill | Python | 6")
    (folder / "bo.txt").write_text("Bo Marsh | Java | 2")
    assert offer(workspace, folder) == {"cvs/Jos\ufffd.txt": ("imported", None), "cvs/bo.txt": ("imported", None)}


@pytest.mark.parametrize("name", ["plain.pdf", "Łukasz 李.pdf", "a\nb.pdf", os.fsdecode(b"Jos\xe9.pdf"), "bytes:61"])
def test_paths_are_stored_reversibly(name: str) -> None:
    path = Path("/folder") / name
    assert path_of(stored_path(path)) == path
    assert stored_path(path).encode()


def test_what_is_no_plain_file_is_refused_at_once(workspace: Workspace, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert offer(workspace, tmp_path / "pipe.pdf") == {"pipe.pdf": ("rejected", "unreadable")}


def test_a_file_mended_while_its_offer_is_under_way_is_a_file_of_its_own(
    workspace: Workspace, tmp_path: Path, reader: LineReader
) -> None:
    (tmp_path / "a.txt").write_text("no bars")
    (tmp_path / "b.txt").write_text("Bo Marsh | Java | 2")
    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [tmp_path / "a.txt"])
    work(workspace)
    reader.hold = True
    workspace.intake.accept(OWNER, job.id, [tmp_path / "b.txt"])
    workspace.intake.step(0.0)
    (tmp_path / "a.txt").write_text("Ada Quill | Python | 6")
    offered = workspace.intake.accept(OWNER, job.id, [tmp_path / "a.txt"])
    reader.release()
    work(workspace)
    assert "imported" in [item.status for item in workspace.intake.offered(OWNER, offered)]


def test_the_reference_of_a_job_does_not_hang_on_when_it_is_taken(
    workspace: Workspace, resumes: Path, ranker: CountingRanker
) -> None:
    jobs = [workspace.jobs.add(OWNER, AD) for _ in range(2)]
    for job in jobs:
        workspace.intake.accept(OWNER, job.id, [resumes])
    work(workspace)
    late = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, late.id, [resumes])
    work(workspace)
    pools = [workspace._store["references"].find_one({"job_id": job.id}) for job in (*jobs, late)]
    assert [pool["data"]["profiles"] for pool in pools if pool] == [0, 0, 3]


def test_a_job_edited_while_a_file_is_scored_is_scored_again(
    workspace: Workspace, resumes: Path, ranker: CountingRanker, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [resumes / "ada.txt"])
    score = ranker.score
    edits = iter([lambda: workspace.jobs.edit(OWNER, job.id, JobAd("Engineer", "Java", Requirements(("Java",))))])

    def edit_first(
        ad: JobAd, weights: Weights, profiles: Sequence[Profile], reference: Json | None = None
    ) -> Future[list[Score]]:
        scores = score(ad, weights, profiles, reference)
        next(edits, lambda: None)()
        return scores

    monkeypatch.setattr(ranker, "score", edit_first)
    work(workspace)
    [row] = workspace.selection.rows(OWNER, job.id, workspace.selection.ids(OWNER, job.id))
    assert row.score.missing_skills == ("Java",)
    assert not row.stale


def test_a_process_with_nothing_of_its_own_to_do_waits(
    opened: Callable[[], Workspace], resumes: Path, reader: LineReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = opened(), opened()
    job = first.jobs.add(OWNER, AD)
    first.intake.accept(OWNER, job.id, [resumes / "ada.txt"])
    reader.hold = True
    first.intake.step(0.0)
    waits: list[float] = []
    monkeypatch.setattr("hiring_desktop.core.hiring.intake.time.sleep", waits.append)
    assert second.intake.step(0.25)
    assert waits == [0.25]
    reader.release()
    work(first)
