"""``search``, ``export`` and ``backup`` as a person at a terminal uses them."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hiring_desktop import bootstrap
from hiring_desktop.cli import app
from hiring_desktop.core.model import JobAd

PASSPHRASE = "correct horse battery staple"
PEOPLE = {
    "ada.txt": "Ada Quill\nada.quill@example.org\n\nExperience\nData Engineer, Northwind\n01/2018 - 12/2023\n\n"
    "Skills\nPython, SQL\n",
    "bo.txt": "Bo Marsh\nbo.marsh@example.net\n\nExperience\nBaker, Corner Bakery\n03/2019 - 02/2021\n\n"
    "Skills\nBaking\n",
}

Run = Callable[..., "Done"]


class Done:
    """What a command printed."""

    def __init__(self, out: str, err: str) -> None:
        self.out = out
        self.err = err

    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two candidates; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("made")
    workspace = bootstrap.create_workspace(folder / "ws", "Office", passphrase=PASSPHRASE)
    try:
        job = workspace.jobs.add(workspace.owner, JobAd("Engineer", "Python and SQL"))
        for name, text in PEOPLE.items():
            (folder / name).write_text(text)
        workspace.intake.accept(workspace.owner, job.id, [folder / name for name in PEOPLE])
        while workspace.intake.step(0.5):
            pass
    finally:
        workspace.close()
    return folder / "ws"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ws"))


@pytest.fixture
def run(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    (tmp_path / "passphrase.txt").write_text(PASSPHRASE)

    def call(*arguments: object, code: int = 0, workspace: Path = folder) -> Done:
        own = ["--workspace", str(workspace), "--passphrase-file", str(tmp_path / "passphrase.txt")]
        ended = app.run([*own, *map(str, arguments)])
        done = Done(*capsys.readouterr())
        assert ended == code, (ended, done.out, done.err)
        return done

    return call


# ------------------------------------------------------------------ search
def test_search_prints_who_was_found_and_where(run: Run) -> None:
    [row] = run("search", "years>5 python NOT php", "--format", "jsonl").rows()
    assert (row["name"], row["label"] is None or "Engineer" in row["label"]) == ("Ada Quill", True)
    snippet = row["snippet"]
    [(start, end)] = snippet["hits"]
    assert snippet["text"][start - snippet["start"] : end - snippet["start"]] == "Python"
    done = run("search", "python OR baking", "--limit", 1)
    assert "1 of 2 candidate(s)" in done.err
    assert run("search", "cobol", "--format", "jsonl").out == ""


def test_a_search_that_cannot_be_read_says_where(run: Run) -> None:
    assert "at character 8" in run("search", "python (sql", code=2).err


# ------------------------------------------------------------------ the recovery code
def test_a_recovery_code_is_offered_at_set_up_and_opens_the_workspace(run: Run, tmp_path: Path) -> None:
    done = run("workspace", "init", workspace=tmp_path / "new")
    assert done.out == ""
    [code] = re.findall(r"(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}", done.err)
    (tmp_path / "code.txt").write_text(f"{code.lower()}\n")
    (tmp_path / "new.txt").write_text("quite another passphrase")
    (tmp_path / "passphrase.txt").write_text("a forgotten passphrase")
    change = ("workspace", "rekey", "--new-passphrase-file", tmp_path / "new.txt")
    run(*change, workspace=tmp_path / "new", code=3)
    run(*change, "--recovery-code-file", tmp_path / "code.txt", workspace=tmp_path / "new")
    (tmp_path / "passphrase.txt").write_text("quite another passphrase")
    run("workspace", "info", workspace=tmp_path / "new")


def test_lost_changes_are_named_until_they_are_accepted(run: Run, folder: Path) -> None:
    before = {name: (folder / name).read_bytes() for name in ("store.db", "store.db.head")}
    run("search", "python")
    (folder / "store.db").write_bytes(before["store.db"])
    assert "open the workspace again to go on" in run("workspace", "info", code=4).err
    assert "change(s) are gone" in run("workspace", "verify", code=4).out
    assert "sound" in run("workspace", "verify", "--accept").err


# ------------------------------------------------------------------ backup
def test_a_backup_is_made_verified_and_restored(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    made = Path(run("backup", "create", tmp_path / "backups").out.strip())
    assert made.parent == tmp_path / "backups"
    assert "sound" in run("backup", "verify", made).err
    shutil.rmtree(folder)
    assert "sound" in run("backup", "verify", made).err  # where the workspace is gone
    run("backup", "restore", made)
    assert "sound" in run("workspace", "verify").err
    assert run("search", "python", "--format", "jsonl").rows()[0]["name"] == "Ada Quill"
    assert "not empty" in run("backup", "restore", made, code=1).err


def test_a_backup_opens_with_the_recovery_code_and_with_nothing_else(run: Run, folder: Path, tmp_path: Path) -> None:
    workspace = bootstrap.open_workspace(folder, passphrase=PASSPHRASE)
    try:
        (tmp_path / "code.txt").write_text(workspace.make_recovery_code(workspace.owner))
    finally:
        workspace.close()
    made = Path(run("backup", "create", tmp_path / "made.shbackup").out.strip())
    (tmp_path / "passphrase.txt").write_text("a forgotten passphrase")
    new = tmp_path / "new"
    run("backup", "restore", made, workspace=new, code=3)
    assert not new.exists()
    run("backup", "verify", made, "--recovery-code-file", tmp_path / "code.txt")
    run("backup", "restore", made, "--recovery-code-file", tmp_path / "code.txt", workspace=new)
    assert bootstrap.workspace_exists(new)


def test_a_damaged_backup_is_named_with_code_4(run: Run, tmp_path: Path) -> None:
    made = Path(run("backup", "create", tmp_path / "made.shbackup").out.strip())
    made.write_bytes(made.read_bytes()[:-1])
    assert "changed or cut off" in run("backup", "verify", made, code=4).out
    run("backup", "restore", made, workspace=tmp_path / "new", code=4)
    assert not (tmp_path / "new").exists()
    run("backup", "verify", tmp_path / "absent", code=2)


def test_backups_are_scheduled_made_when_due_and_told_of(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    run("backup", "schedule", code=2)
    run("backup", "schedule", folder, "--hour", 24, code=2)
    run("backup", "schedule", folder, "--hour", 18, "--weekday", 5, "--monthly", 0)
    [before] = run("backup", "status").rows()
    assert (before["folder"], before["hour"], before["weekday"], before["count"]) == (str(folder), 18, 5, 0)
    assert before["keep"] == {"daily": 7, "weekly": 4, "monthly": 0}
    made = Path(run("backup", "run-due").out.strip())
    assert made.parent == folder
    again = run("backup", "run-due")
    assert (again.out, "No backup is due" in again.err) == ("", True)
    [after] = run("backup", "status").rows()
    assert (after["last"]["file"], after["count"], after["failure"]) == (str(made), 1, None)
    run("backup", "schedule", "--off")
    assert run("backup", "status").rows()[0]["next_at"] is None


def test_a_scheduled_backup_that_fails_ends_with_code_4(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    run("backup", "schedule", folder)
    folder.rmdir()
    assert "plugged in" in run("backup", "run-due", code=4).err
    assert "plugged in" in run("backup", "status").rows()[0]["failure"]["message"]
    assert "No backup is due" in run("backup", "run-due").err  # for an hour


# ------------------------------------------------------------------ export of everything
@pytest.mark.parametrize("sealed", [False, True])
def test_everything_is_exported_and_imported_elsewhere(run: Run, folder: Path, tmp_path: Path, sealed: bool) -> None:
    target, new = tmp_path / "all.zip", tmp_path / "moved"
    made = run("export", "all", target, *(["--sealed"] if sealed else []))
    assert (Path(made.out.strip()), "documents" in made.err) == (target, True)
    assert (b"Quill" in target.read_bytes()) is False  # sealed, or at least packed
    run("workspace", "import", target, workspace=new)
    [before], [after] = run("workspace", "info").rows(), run("workspace", "info", workspace=new).rows()
    assert {**after, "folder": ""} == {**before, "folder": ""}
    assert run("search", "python", "--format", "jsonl", workspace=new).rows()
    run("workspace", "verify", workspace=new)
    run("workspace", "import", target, workspace=new, code=1)  # not empty
    shutil.rmtree(folder)
    run("workspace", "import", target)
    run("workspace", "verify")


def test_what_is_no_export_is_told(run: Run, tmp_path: Path) -> None:
    new = tmp_path / "moved"
    (tmp_path / "text").write_text("no export")
    for path, code in ((tmp_path / "text", 2), (tmp_path / "absent", 2), (tmp_path, 2)):
        run("workspace", "import", path, workspace=new, code=code)
    target = tmp_path / "all.zip"
    run("export", "all", tmp_path / "no folder" / "all.zip", code=2)
    run("export", "all", target)
    target.write_bytes(target.read_bytes()[:-40])
    assert run("workspace", "import", target, workspace=new, code=2).err
    assert not new.exists()


# ------------------------------------------------------------------ export of a ranking
def test_a_ranking_is_exported_and_that_is_in_the_trail(run: Run, tmp_path: Path) -> None:
    [job] = run("jobs", "list", "--format", "jsonl").rows()
    rows = run("export", "ranking", job["id"], "--format", "jsonl").rows()
    assert [row["rank"] for row in rows] == [1, 2]
    assert {row["candidate_name"] for row in rows} == {"Ada Quill", "Bo Marsh"}
    target = tmp_path / "ranking.csv"
    run("export", "ranking", job["id"], "-o", target)
    with target.open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    assert [cell["candidate_name"] for cell in cells] == [row["candidate_name"] for row in rows]
    assert "export.ranking" in run("audit", "list", "--format", "jsonl").out
    run("export", "ranking", "absent", code=2)
