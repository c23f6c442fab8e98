"""Intake through the facade: what becomes of each file, once, whatever happens in between."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_ports import LineReader

from hiring_desktop.core.errors import InvalidInput, NotFound
from hiring_desktop.core.model import JobAd, Requirements
from hiring_desktop.core.workspace import OWNER, Workspace

AD = JobAd("Engineer", "Python and SQL", Requirements(required_skills=("Python", "SQL")))


def work(workspace: Workspace) -> None:
    for _ in range(1000):
        if not workspace.intake.step(0.01):
            return
    raise AssertionError("the queue never came to its end")


def statuses(workspace: Workspace, job_id: str) -> dict[str, str]:
    return {item.file: item.status for item in workspace.intake.items(OWNER, job_id, limit=0)}


def test_every_file_of_a_folder_has_an_end_and_a_reason(workspace: Workspace, resumes: Path) -> None:
    job = workspace.jobs.add(OWNER, AD)
    offer = workspace.intake.accept(OWNER, job.id, [resumes])
    assert offer.count == 7
    work(workspace)
    assert [(item.file, item.status, item.reason) for item in workspace.intake.offered(OWNER, offer)] == [
        ("resumes/ada.txt", "imported", None),
        ("resumes/bo.txt", "imported", None),
        ("resumes/copy of ada.txt", "duplicate", None),
        ("resumes/more/cy.txt", "imported", None),
        ("resumes/scan.pdf", "needs_ocr", None),
        ("resumes/tool.exe", "rejected", "wrong_type"),
        ("resumes/void.txt", "rejected", "empty"),
    ]
    summary = workspace.jobs.list(OWNER)[0]
    assert (summary.ranked, summary.attention, summary.pending) == (3, 1, 0)
    assert workspace.intake.progress(OWNER, job.id).counts == {
        "imported": 3, "duplicate": 1, "needs_ocr": 1, "rejected": 2,
    }  # fmt: skip
    assert workspace.verify(OWNER) == []


def test_nothing_is_read_before_a_step_and_accept_alone_survives_a_restart(
    opened: Callable[[], Workspace], resumes: Path, reader: LineReader
) -> None:
    first = opened()
    job = first.jobs.add(OWNER, AD)
    first.intake.accept(OWNER, job.id, [resumes])
    assert reader.parsed == []
    second = opened()
    work(second)
    assert statuses(second, job.id)["resumes/ada.txt"] == "imported"


def test_a_zip_file_is_replaced_by_its_members(workspace: Workspace, tmp_path: Path) -> None:
    archive = tmp_path / "batch.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("b.txt", "Bo Marsh | Java | 2")
        file.writestr("a.txt", "Ada Quill | Python | 6")
        file.writestr("bad.exe", b"MZ")
    (tmp_path / "z.txt").write_text("Zoe Reed | SQL | 1")
    job = workspace.jobs.add(OWNER, AD)
    offer = workspace.intake.accept(OWNER, job.id, [archive, tmp_path / "z.txt"])
    work(workspace)
    assert [(item.file, item.status) for item in workspace.intake.offered(OWNER, offer)] == [
        ("batch.zip/a.txt", "imported"),
        ("batch.zip/b.txt", "imported"),
        ("batch.zip/bad.exe", "rejected"),
        ("z.txt", "imported"),
    ]


def test_the_same_bytes_for_another_job_are_not_read_again(
    workspace: Workspace, resumes: Path, reader: LineReader
) -> None:
    jobs = [workspace.jobs.add(OWNER, AD), workspace.jobs.add(OWNER, JobAd("Other", "Java"))]
    for job in jobs:
        workspace.intake.accept(OWNER, job.id, [resumes / "ada.txt"])
        work(workspace)
    assert reader.parsed == ["ada.txt"]
    people = [
        row.candidate_id
        for job in jobs
        for row in workspace.selection.rows(OWNER, job.id, workspace.selection.ids(OWNER, job.id))
    ]
    assert len(people) == 2
    assert len(set(people)) == 1


def test_offering_the_same_folder_again_makes_duplicates_not_people(workspace: Workspace, resumes: Path) -> None:
    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [resumes])
    work(workspace)
    again = workspace.intake.accept(OWNER, job.id, [resumes / "ada.txt", resumes / "bo.txt"])
    work(workspace)
    assert [item.status for item in workspace.intake.offered(OWNER, again)] == ["duplicate", "duplicate"]
    assert workspace.info(OWNER).candidates == 3


def test_an_interrupted_offer_that_is_made_again_goes_on(
    opened: Callable[[], Workspace], resumes: Path, reader: LineReader
) -> None:
    first = opened()
    job = first.jobs.add(OWNER, AD)
    first.intake.accept(OWNER, job.id, [resumes])
    first.intake.step(0.0)
    reader.hold = True
    first.intake.step(0.0)  # some files are now under way, and the process ends without a word
    first.intake.stop()
    reader.release()
    second = opened()
    offer = second.intake.accept(OWNER, job.id, [resumes])
    work(second)
    rows = second.intake.offered(OWNER, offer)
    assert [row.status for row in rows] == [
        "imported", "imported", "duplicate", "imported", "needs_ocr", "rejected", "rejected",
    ]  # fmt: skip
    assert second.intake.progress(OWNER, job.id).total == 7


def test_what_a_dead_process_had_claimed_is_put_back(
    opened: Callable[[], Workspace], resumes: Path, reader: LineReader
) -> None:
    first = opened()
    job = first.jobs.add(OWNER, AD)
    first.intake.accept(OWNER, job.id, [resumes / "ada.txt"])
    reader.hold = True
    first.intake.step(0.0)
    assert statuses(first, job.id) == {"ada.txt": "processing"}
    other = opened()
    other.intake.step(0.0)
    assert statuses(other, job.id) == {"ada.txt": "processing"}, "its owner lives: hands off"
    first._mark.release()  # what the operating system does when a process dies
    reader.release()
    work(other)
    assert statuses(other, job.id) == {"ada.txt": "imported"}
    assert other.info(OWNER).candidates == 1


def test_cancel_stops_what_is_not_finished_and_retry_takes_it_up(
    workspace: Workspace, resumes: Path, reader: LineReader
) -> None:
    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [resumes / "ada.txt", resumes / "bo.txt"])
    reader.hold = True
    workspace.intake.step(0.0)
    workspace.intake.cancel(OWNER, job.id)
    reader.release()
    work(workspace)
    assert set(statuses(workspace, job.id).values()) == {"cancelled"}
    assert workspace.info(OWNER).applications == 0
    workspace.intake.retry(OWNER, workspace.intake.item_ids(OWNER, job.id))
    work(workspace)
    assert set(statuses(workspace, job.id).values()) == {"imported"}


def test_a_rejected_file_that_was_mended_can_be_tried_again(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "cv.txt"
    file.write_text("no bars")
    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [file])
    work(workspace)
    [item] = workspace.intake.items(OWNER, job.id)
    assert (item.status, item.reason, item.message) == ("rejected", "corrupt", "Not a resume.")
    file.write_text("Ada Quill | Python | 6")
    workspace.intake.retry(OWNER, [item.id])
    work(workspace)
    [item] = workspace.intake.items(OWNER, job.id)
    assert item.status == "rejected", "a retry reads the bytes that were stored"
    offer = workspace.intake.accept(OWNER, job.id, [file])
    work(workspace)
    assert [item.status for item in workspace.intake.offered(OWNER, offer)] == ["imported"]


def test_a_file_that_vanished_is_rejected_with_advice(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "cv.txt"
    file.write_text("Ada Quill | Python | 6")
    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [file])
    file.unlink()
    work(workspace)
    [item] = workspace.intake.items(OWNER, job.id)
    assert (item.status, item.reason) == ("rejected", "unreadable")
    assert "try again" in (item.message or "")


def test_bad_offers_are_refused_whole(workspace: Workspace, tmp_path: Path) -> None:
    job = workspace.jobs.add(OWNER, AD)
    with pytest.raises(InvalidInput, match="no file"):
        workspace.intake.accept(OWNER, job.id, [tmp_path / "absent"])
    (tmp_path / "hollow").mkdir()
    with pytest.raises(InvalidInput, match="no files"):
        workspace.intake.accept(OWNER, job.id, [tmp_path / "hollow"])
    (tmp_path / "cv.txt").write_text("x")
    with pytest.raises(NotFound):
        workspace.intake.accept(OWNER, "0" * 32, [tmp_path / "cv.txt"])
    assert workspace.intake.progress(OWNER).total == 0


def test_no_personal_byte_is_readable_in_the_folder(workspace: Workspace, resumes: Path) -> None:
    job = workspace.jobs.add(OWNER, AD)
    workspace.intake.accept(OWNER, job.id, [resumes])
    work(workspace)
    for path in workspace.identity.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            assert b"quill" not in content, path
            assert b"quill" not in path.name.lower().encode()
