"""One bit flipped in any file of a real workspace, or the file cut short or removed: named, and nothing crashes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiring_desktop import bootstrap
from hiring_desktop.core.errors import Damaged, HiringError
from hiring_desktop.core.model import JobAd, Json
from hiring_desktop.core.storage.schema import COLLECTIONS
from hiring_desktop.core.workspace import Workspace

PASSPHRASE = "correct horse battery staple"
PEOPLE = ("Ada Quill", "Bo Marsh", "Cy Fern")
GROWING = {"audit_logs", "changes", "settings"}
"""Collections that opening and closing may write to."""


class Ring:
    """A keyring in memory: the workspace opens without the slow passphrase."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    def load(self, workspace_id: str) -> str | None:
        return self.entries.get(workspace_id)

    def store(self, workspace_id: str, secret: str) -> None:
        self.entries[workspace_id] = secret

    def remove(self, workspace_id: str) -> None:
        self.entries.pop(workspace_id, None)


@dataclass(frozen=True)
class Office:
    """A workspace as it lies on the disk after closing (``closed``) and after a crash (``crashed``)."""

    root: Path
    ring: Ring
    entries: dict[str, dict[str, str]]
    """What the keyring held then."""
    content: dict[str, list[Json]]

    def files(self, state: str) -> list[Path]:
        folder = self.root / state
        return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())

    def copy(self, state: str) -> Path:
        """A fresh copy to do harm to."""
        target = self.root / "copy"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.root / state, target)
        self.ring.entries = dict(self.entries[state])
        return target


def content_of(workspace: Workspace) -> dict[str, list[Json]]:
    """All documents but those that opening itself writes, and every file."""
    store, files = workspace._store, workspace._attachments
    found = {name: store[name].find({}, sort=[("_id", 1)]) for name in COLLECTIONS.keys() - GROWING}
    return {**found, "files": [{"_id": address, "bytes": files.get(address)} for address in files.addresses()]}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    root, ring = tmp_path_factory.mktemp("office"), Ring()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap, "find_keyring", lambda: ring)
        workspace = bootstrap.create_workspace(root / "closed", "Office", passphrase=PASSPHRASE, use_keyring=True)
        owner = workspace.owner
        job = workspace.jobs.add(owner, JobAd("Engineer", "Python and SQL are required."))
        (root / "cvs").mkdir()
        for name in PEOPLE:
            (root / "cvs" / f"{name}.txt").write_text(
                f"{name}\n{name.split()[0]}@example.org\n\nExperience\nData Engineer, Firm\n01/2015 - 12/2019\n\n"
                "Skills\nPython, SQL\n"
            )
        workspace.intake.accept(owner, job.id, [root / "cvs"])
        while workspace.intake.step(0.2):
            pass
        workspace.search.save(owner, "Mine", "python")
        workspace.backups.create(owner, root / "whole.shbackup")
        content = content_of(workspace)
        assert [len(content[name]) for name in ("applications", "candidates", "files")] == [3, 3, 3]
        shutil.copytree(root / "closed", root / "crashed")
        entries = {"crashed": dict(ring.entries)}
        workspace.close()
        entries["closed"] = dict(ring.entries)
        yield Office(root, ring, entries, content)


# ------------------------------------------------------------------ harm
def flip(path: Path, share: float) -> None:
    data = bytearray(path.read_bytes())
    bit = int(share * len(data) * 8)
    data[bit // 8] ^= 1 << (bit % 8)
    path.write_bytes(data)


def cut(path: Path, share: float) -> None:
    os.truncate(path, int(share * path.stat().st_size))


def remove(path: Path, share: float) -> None:
    path.unlink()


HARMS: dict[str, Callable[[Path, float], None]] = {"flip": flip, "cut": cut, "remove": remove}
shares = st.floats(0, 1, exclude_max=True)


def told(folder: Path) -> tuple[list[str], dict[str, list[Json]] | None]:
    """What a person is told of a workspace, and what is in it, where it can be opened.

    Whatever else comes up than ``Damaged`` fails the test.
    """
    try:
        workspace = bootstrap.open_workspace(folder)
    except Damaged as error:
        return [error.message], None
    try:
        problems = workspace.verify(workspace.owner)
        return problems, None if problems else content_of(workspace)
    finally:
        workspace.close()


def check_told(file: Path, problems: list[str]) -> None:
    """The file is named, and what can be done about it."""
    said = " ".join(problems)
    assert file.name in said, f"{file}: {said}"
    assert re.search("[Rr]estore|accept|[Ii]mport", said), said


@pytest.mark.parametrize("state", ["closed", "crashed"])
def test_the_unharmed_workspace_is_sound(office: Office, state: str) -> None:
    assert told(office.copy(state)) == ([], office.content)


@pytest.mark.soak
@pytest.mark.parametrize("harm", ["flip", "cut"])
@pytest.mark.parametrize("state", ["closed", "crashed"])
def test_harm_anywhere_in_a_file_is_named_or_does_no_harm(
    office: Office, state: str, harm: str, scale: Callable[[int, int], int]
) -> None:
    """Beside the log and the pages that it replaces nothing may go unnoticed; there, nothing may be missing for it.

    SQLite never reads a page of the store whose newer version is in the log, nor the end of a log, nor (after a crash)
    the shared memory; marks of processes say nothing by their content.
    """

    @settings(max_examples=scale(12, 300), suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(file=st.sampled_from(office.files(state)), share=shares)
    def check(file: Path, share: float) -> None:
        folder = office.copy(state)
        if (folder / file).stat().st_size == 0:
            return
        HARMS[harm](folder / file, share)
        problems, content = told(folder)
        if problems:
            check_told(file, problems)
        else:
            assert state == "crashed"
            assert file.name in {"store.db", "store.db-wal", "store.db-shm"}
            assert content == office.content

    check()


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("state", ["closed", "crashed"])
def test_harm_to_every_file_once(office: Office, state: str, harm: str) -> None:
    """Each file at its first bit, so that none hangs on the luck of the draw."""
    silent = []
    for file in office.files(state):
        folder = office.copy(state)
        if harm != "remove" and (folder / file).stat().st_size == 0:
            continue
        HARMS[harm](folder / file, 0.0)
        problems, content = told(folder)
        if not problems:
            assert content == office.content
            silent.append(file.name)
        else:
            check_told(file, problems)
    harmless = {"store.db-shm", *(file.name for file in office.files(state) if file.parts[0] == "run")}
    assert set(silent) <= harmless


@pytest.mark.soak
@pytest.mark.parametrize("harm", ["flip", "cut"])
def test_harm_to_a_backup_is_named(office: Office, harm: str, scale: Callable[[int, int], int]) -> None:
    target = office.root / "harmed.shbackup"

    @settings(max_examples=scale(8, 200), suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(share=shares)
    def check(share: float) -> None:
        shutil.copy(office.root / "whole.shbackup", target)
        HARMS[harm](target, share)
        office.ring.entries = dict(office.entries["closed"])
        try:
            assert bootstrap.verify_backup(target)
        except HiringError as error:
            assert error.code in {"damaged", "invalid", "newer_version"}, error.message  # noqa: PT017
        with pytest.raises(HiringError):
            bootstrap.restore_workspace(target, office.root / "restored")
        assert not (office.root / "restored").exists()

    check()


@pytest.mark.parametrize(
    ("file", "harm"),
    [
        ("store.db", "flip"), ("store.db", "cut"), ("store.db", "remove"), ("store.db.head", "remove"),
        ("audit.heads", "remove"), ("workspace.json", "flip"), ("workspace.json", "remove"),
    ],
)  # fmt: skip
def test_the_command_line_says_what_is_damaged_and_ends_with_4(office: Office, file: str, harm: str) -> None:
    folder = office.copy("closed")
    HARMS[harm](folder / file, 0.0)
    done = subprocess.run(
        [sys.executable, "-m", "hiring_desktop", "--workspace", str(folder), "workspace", "verify"],
        env={**os.environ, "HIRING_PASSPHRASE": PASSPHRASE}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 4, done.stderr
    assert file in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
