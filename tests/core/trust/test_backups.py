"""Backups: made in use, kept in rotation, verified, and restored with everything but those who were erased since."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fake_ports import CountingRanker, FixedClock, LineReader

from hiring_desktop.core.errors import Conflict, Damaged, InvalidInput, Locked, StorageFailure
from hiring_desktop.core.hiring.views import JobView
from hiring_desktop.core.model import JobAd
from hiring_desktop.core.scheduler import Times
from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.storage.backup import extract, filling
from hiring_desktop.core.storage.rotation import Keep
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust import keys
from hiring_desktop.core.trust.backup_checks import manifest_of
from hiring_desktop.core.trust.backups import Attempt, Schedule
from hiring_desktop.core.workspace import OWNER, Identity, Workspace

PASSPHRASE = "correct horse battery staple"
MANIFEST = keys.MANIFEST_NAME

Open = Callable[[Path, keys.WorkspaceKeys], Workspace]


@pytest.fixture
def open_folder(clock: FixedClock) -> Iterator[Open]:
    """Opens the workspace in a folder, with keys, as the composition root does; reading and ranking are fakes."""
    opened: list[Workspace] = []

    def open_workspace(folder: Path, ring: keys.WorkspaceKeys) -> Workspace:
        store = SqliteStore.open(folder / "store.db", ring.sub_key("store"))
        files = EncryptedAttachments(
            folder / "attachments", ring.sub_key("attachments"), ring.sub_key("content_address")
        )
        identity = Identity(ring.workspace_id, ring.name, folder, 1)
        opened.append(Workspace(identity, store, files, LineReader(), CountingRanker(), clock, ring))
        return opened[-1]

    yield open_workspace
    for workspace in opened:
        workspace.close()


@pytest.fixture
def ring(tmp_path: Path) -> keys.WorkspaceKeys:
    made = keys.create_workspace_keys(tmp_path / "ws", "The Office", passphrase=PASSPHRASE, keyring=None)
    SqliteStore.create(tmp_path / "ws" / "store.db", made.sub_key("store")).close()
    return made


@pytest.fixture
def office(tmp_path: Path, ring: keys.WorkspaceKeys, open_folder: Open) -> Workspace:
    return open_folder(tmp_path / "ws", ring)


@pytest.fixture
def job(office: Workspace, resumes: Path) -> JobView:
    made = office.jobs.add(OWNER, JobAd("Engineer", "Python and SQL"))
    office.intake.accept(OWNER, made.id, [resumes])
    settle(office)
    return made


def settle(workspace: Workspace) -> None:
    while workspace.intake.step(0.01):
        pass


def restore(backup: Path, folder: Path, open_folder: Open) -> Workspace:
    """As the composition root does it."""
    ring = keys.open_keys(manifest_of(backup), passphrase=PASSPHRASE)
    with filling(folder) as made:
        extract(backup, ring.sub_key("backups"), made)
        workspace = open_folder(made, ring)
        workspace.settle_restored(OWNER, backup)
        workspace.close()
    return open_folder(folder, ring)


def erase(workspace: Workspace, name: str) -> str:
    [row] = workspace.search.find(OWNER, name).rows
    request = workspace.privacy.requests.open(OWNER, row.candidate_id, "erasure")
    workspace.privacy.requests.identify(OWNER, request.id, "in_person")
    workspace.privacy.requests.fulfil_erasure(OWNER, request.id)
    return row.candidate_id


# ------------------------------------------------------------------ there and back
def test_a_restored_workspace_is_the_one_that_was_backed_up(
    office: Workspace, job: JobView, tmp_path: Path, open_folder: Open
) -> None:
    made = office.backups.create(OWNER, tmp_path / "made.shbackup")
    assert made.problems == ()
    assert made.size == made.path.stat().st_size
    assert office.backups.verify(OWNER, made.path) == []
    restored = restore(made.path, tmp_path / "restored", open_folder)
    assert restored.verify(OWNER) == []
    assert restored.info(OWNER).candidates == office.info(OWNER).candidates == 3
    ids = office.selection.ids(OWNER, job.id)
    assert restored.selection.rows(OWNER, job.id, ids) == office.selection.rows(OWNER, job.id, ids)
    for row in office.search.find(OWNER, "python OR java").rows:
        view = restored.candidates.get(OWNER, row.candidate_id)
        assert view == office.candidates.get(OWNER, row.candidate_id)
        assert restored.candidates.file(OWNER, view.resume_id) == office.candidates.file(OWNER, view.resume_id)
    entries = restored.audit.list(OWNER, limit=0)
    assert "backup.restore" in {entry.action for entry in entries}


def test_a_backup_holds_one_state_however_busy_the_workspace_is(
    office: Workspace, job: JobView, tmp_path: Path, open_folder: Open
) -> None:
    stop, failures = threading.Event(), list[BaseException]()

    def write() -> None:
        try:
            while not stop.is_set():
                made = office.jobs.add(OWNER, JobAd("Baker", "Bread"))
                office.jobs.close(OWNER, made.id)
        except BaseException as error:
            failures.append(error)
            raise

    writer = threading.Thread(target=write)
    writer.start()
    try:
        paths = [office.backups.create(OWNER, tmp_path / f"{number}.shbackup").path for number in range(5)]
    finally:
        stop.set()
        writer.join()
    assert failures == []
    for path in paths:
        assert office.backups.verify(OWNER, path) == []
    assert restore(paths[-1], tmp_path / "restored", open_folder).verify(OWNER) == []


def test_nothing_of_a_person_can_be_read_in_a_backup(office: Workspace, job: JobView, tmp_path: Path) -> None:
    content = office.backups.create(OWNER, tmp_path / "made.shbackup").path.read_bytes().lower()
    assert not [word for word in (b"quill", b"marsh", b"python", b"engineer") if word in content]


def test_the_recovery_code_opens_a_backup(office: Workspace, tmp_path: Path) -> None:
    code = office.make_recovery_code(OWNER)
    manifest = manifest_of(office.backups.create(OWNER, tmp_path / "made.shbackup").path)
    assert keys.open_keys(manifest, recovery_code=code).workspace_id == office.identity.id
    with pytest.raises(Locked):
        keys.open_keys(manifest, passphrase="the wrong passphrase")


def test_a_backup_that_only_this_machine_could_open_is_not_made(office: Workspace, tmp_path: Path) -> None:
    info = keys.read_workspace(office.identity.folder)
    keyring_only = type(info)(info.id, info.name, info.created, ({"kind": "keyring"},))
    (office.identity.folder / MANIFEST).write_bytes(keyring_only.render())
    with pytest.raises(Conflict, match="recovery code"):
        office.backups.create(OWNER, tmp_path / "made.shbackup")
    assert office.audit.list(OWNER, limit=1)[0].outcome == "done"  # the reading of the trail itself
    assert "failed" in {entry.outcome for entry in office.audit.list(OWNER, limit=0)}


# ------------------------------------------------------------------ damage
@pytest.mark.usefixtures("job")
def test_verify_names_what_is_wrong(office: Workspace, tmp_path: Path, open_folder: Open) -> None:
    made = office.backups.create(OWNER, tmp_path / "made.shbackup").path
    sound = made.read_bytes()
    for content in (sound[:-1], sound[: len(sound) // 2], sound[:-100] + b"\0" + sound[-99:]):
        made.write_bytes(content)
        assert "changed or cut off" in " ".join(office.backups.verify(OWNER, made))
        with pytest.raises(Damaged):
            restore(made, tmp_path / "restored", open_folder)
    made.write_bytes(b"no backup at all")
    with pytest.raises(InvalidInput):
        office.backups.verify(OWNER, made)
    assert not (tmp_path / "restored").exists()
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


@pytest.mark.usefixtures("job")
def test_an_attachment_that_is_damaged_is_named_and_the_rest_is_kept(office: Workspace, tmp_path: Path) -> None:
    path = next(path for path in (office.identity.folder / "attachments").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1])
    made = office.backups.create(OWNER, tmp_path / "made.shbackup")
    assert [problem.split(":")[0] for problem in made.problems] == [f"Attachment {path.name}"]
    assert office.backups.verify(OWNER, made.path) == [
        f"The file of an application is missing: attachment {path.name}."
    ]


def test_a_backup_of_another_workspace_is_told(office: Workspace, tmp_path: Path, open_folder: Open) -> None:
    other = keys.create_workspace_keys(tmp_path / "other", "Other", passphrase=PASSPHRASE, keyring=None)
    SqliteStore.create(tmp_path / "other" / "store.db", other.sub_key("store")).close()
    made = open_folder(tmp_path / "other", other).backups.create(OWNER, tmp_path / "made.shbackup")
    assert "another workspace" in " ".join(office.backups.verify(OWNER, made.path))


def test_a_restore_goes_into_an_empty_folder_only(office: Workspace, tmp_path: Path, open_folder: Open) -> None:
    made = office.backups.create(OWNER, tmp_path / "made.shbackup").path
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").write_text("mine")
    for folder in (tmp_path / "full", made, office.identity.folder):
        with pytest.raises(Conflict, match="not empty"):
            restore(made, folder, open_folder)
    (tmp_path / "empty").mkdir()
    assert restore(made, tmp_path / "empty", open_folder).verify(OWNER) == []


# ------------------------------------------------------------------ erasures
@pytest.mark.usefixtures("job")
def test_whoever_was_erased_since_does_not_come_back(office: Workspace, tmp_path: Path, open_folder: Open) -> None:
    folder = tmp_path / "backups"
    office.backups.set_schedule(OWNER, Schedule(folder))
    made = office.backups.run(OWNER)
    erased = erase(office, "quill")  # the ledger beside the backups learns of it at once
    restored = restore(made.path, tmp_path / "restored", open_folder)
    assert restored.search.find(OWNER, "quill").total == 0
    assert restored.info(OWNER).candidates == 2
    assert erased in {row.id for row in restored.privacy.ledger(OWNER)}
    assert restored.verify(OWNER) == []
    entries = restored.audit.list(OWNER, limit=0)
    assert erased in {entry.resource_id for entry in entries if entry.action == "privacy.replay"}


@pytest.mark.expect_log("erasure ledger beside the backups")
@pytest.mark.usefixtures("job")
def test_an_erasure_succeeds_where_its_ledger_cannot_be_written(office: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    office.backups.set_schedule(OWNER, Schedule(folder))
    (folder / f"{office.identity.id}.erasures").mkdir()  # as good as a disk that refuses
    erase(office, "quill")
    assert office.search.find(OWNER, "quill").total == 0


# ------------------------------------------------------------------ the schedule
def test_backups_are_due_once_a_day_and_rotate(office: Workspace, clock: FixedClock, tmp_path: Path) -> None:
    assert not office.backups.due()
    assert office.backups.run_due() is None
    with pytest.raises(InvalidInput):
        office.backups.run(OWNER)
    folder = tmp_path / "backups"
    office.backups.set_schedule(OWNER, Schedule(folder, Keep(2, 0, 1)))
    (folder / "of somebody else.shbackup").write_bytes(b"no backup of ours")
    for _ in range(5):
        assert office.backups.due()
        attempt = office.backups.run_due()
        assert attempt is not None
        assert attempt.failure is None
        assert attempt.backup is not None
        made = attempt.backup
        assert office.backups.run_due() is None
        clock.moment = next_at(office) - timedelta(seconds=1)
        assert not office.backups.due()
        clock.moment += timedelta(seconds=1)
    kept = office.backups.copies(OWNER)
    assert kept[0].path == made.path
    assert len(kept) == 2
    assert timedelta(hours=22) < made.created - kept[1].created < timedelta(hours=26)
    assert (folder / "of somebody else.shbackup").exists()
    assert all(backup.path.name.startswith("the-office-20") for backup in kept)


def test_a_schedule_is_kept_undone_and_checked(office: Workspace, tmp_path: Path) -> None:
    assert office.backups.schedule(OWNER) == Schedule()
    assert office.backups.copies(OWNER) == []
    wanted = Schedule(tmp_path / "a", Keep(1, 2, 3), Times(23, 7))
    office.backups.set_schedule(OWNER, wanted)
    assert office.backups.schedule(OWNER) == wanted
    office.backups.set_schedule(OWNER, Schedule())
    assert office.backups.schedule(OWNER).folder is None
    office.undo(OWNER)
    assert office.backups.schedule(OWNER) == wanted
    with pytest.raises(InvalidInput, match="outside"):
        office.backups.set_schedule(OWNER, Schedule(office.identity.folder / "backups"))
    with pytest.raises(InvalidInput, match="0 or more"):
        office.backups.set_schedule(OWNER, Schedule(tmp_path / "a", Keep(-1)))
    for times in (Times(24), Times(-1), Times(0, 0), Times(0, 8)):
        with pytest.raises(InvalidInput, match="0 to 23"):
            office.backups.set_schedule(OWNER, Schedule(tmp_path / "a", times=times))
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailure):
        office.backups.set_schedule(OWNER, Schedule(tmp_path / "file" / "backups"))


def test_times_that_were_missed_are_made_up_once(office: Workspace, clock: FixedClock, tmp_path: Path) -> None:
    office.backups.set_schedule(OWNER, Schedule(tmp_path / "backups", times=Times(3, 5)))
    assert office.backups.run_due() is not None
    clock.moment += timedelta(days=40)
    assert office.backups.run_due() is not None
    assert office.backups.run_due() is None
    assert timedelta(0) < next_at(office) - clock.now() <= timedelta(days=7, hours=1)


def test_a_failing_backup_is_told_and_tried_again_later(office: Workspace, clock: FixedClock, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    office.backups.set_schedule(OWNER, Schedule(stick))
    shutil.rmtree(stick)
    attempt = office.backups.run_due()
    assert attempt is not None
    assert attempt.failure is not None
    assert "plugged in" in attempt.failure.message
    status = office.backups.status(OWNER)
    assert (status.last, status.count, status.failure) == (None, 0, attempt.failure)
    assert office.backups.run_due() is None  # not every minute
    assert next_at(office) - attempt.failure.at == timedelta(hours=1)
    stick.mkdir()
    clock.moment += timedelta(hours=1)
    assert office.backups.run_due() is not None
    status = office.backups.status(OWNER)
    assert status.failure is None
    assert status.last is not None
    assert status.last.path.parent == stick
    office.backups.set_schedule(OWNER, Schedule())
    with pytest.raises(InvalidInput, match="No folder"):
        office.backups.run(OWNER)
    assert office.backups.status(OWNER).next_at is None


def test_a_disk_that_refuses_is_named(office: Workspace, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    office.backups.set_schedule(OWNER, Schedule(stick))
    (stick / f"{office.identity.id}.erasures").mkdir()  # as good as a disk that refuses
    with pytest.raises(StorageFailure, match=r"No backup could be written to .*stick"):
        office.backups.run(OWNER)
    failure = office.backups.status(OWNER).failure
    assert failure is not None
    assert failure.title == "The backup failed"
    assert [entry.outcome for entry in office.audit.list(OWNER) if entry.action == "backup.create"] == ["failed"]


def test_one_of_two_processes_makes_the_backup_that_is_due(
    office: Workspace, tmp_path: Path, ring: keys.WorkspaceKeys, open_folder: Open
) -> None:
    office.backups.set_schedule(OWNER, Schedule(tmp_path / "backups"))
    other = open_folder(tmp_path / "ws", ring)
    both = threading.Barrier(2)
    made: list[Attempt | None] = []

    def run(workspace: Workspace) -> None:
        both.wait()
        made.append(workspace.backups.run_due())

    threads = [threading.Thread(target=run, args=(workspace,)) for workspace in (office, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([attempt for attempt in made if attempt is not None]) == 1
    assert office.backups.status(OWNER).count == 1


def test_a_backup_that_died_under_way_is_made_an_hour_later(
    office: Workspace, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.backups.set_schedule(OWNER, Schedule(tmp_path / "backups"))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SqliteStore, "snapshot", die)
        with pytest.raises(KeyboardInterrupt):
            office.backups.run_due()
    assert office.backups.run_due() is None
    clock.moment += timedelta(hours=1)
    assert office.backups.run_due() is not None


def test_a_workspace_that_only_its_keyring_opens_says_so(office: Workspace) -> None:
    assert office.backups.status(OWNER).portable
    info = keys.read_workspace(office.identity.folder)
    keyring_only = type(info)(info.id, info.name, info.created, ({"kind": "keyring"},))
    (office.identity.folder / MANIFEST).write_bytes(keyring_only.render())
    assert not office.backups.status(OWNER).portable


def next_at(workspace: Workspace) -> datetime:
    moment = workspace.backups.status(OWNER).next_at
    assert moment is not None
    return moment


def test_a_folder_that_is_gone_makes_a_backup_due_and_says_why_it_fails(office: Workspace, tmp_path: Path) -> None:
    office.backups.set_schedule(OWNER, Schedule(tmp_path / "stick"))
    shutil.rmtree(tmp_path / "stick")
    assert office.backups.due()
    with pytest.raises(StorageFailure):
        office.backups.run(OWNER)
