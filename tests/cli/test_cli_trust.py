"""``audit`` and ``privacy`` as a person at a terminal uses them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from hiring_desktop import bootstrap
from hiring_desktop.core.model import JobAd

PASSPHRASE = "correct horse battery staple"
RESUME = """Ada Quill
ada.quill@example.org

Experience
Data Engineer, Northwind Analytics
01/2018 - 12/2023

Skills
Python, SQL
"""


class Office:
    """A workspace with one candidate, and the command line on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "ws"
        workspace = bootstrap.create_workspace(self.folder, "Office", passphrase=PASSPHRASE)
        try:
            job = workspace.jobs.add(workspace.owner, JobAd("Engineer", "Python and SQL"))
            (folder / "ada.txt").write_text(RESUME)
            workspace.intake.accept(workspace.owner, job.id, [folder / "ada.txt"])
            while workspace.intake.step(0.5):
                pass
            ids = workspace.selection.ids(workspace.owner, job.id)
            self.candidate = workspace.selection.rows(workspace.owner, job.id, ids)[0].candidate_id
        finally:
            workspace.close()

    def run(self, *arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "hiring_desktop", "--workspace", str(self.folder), *map(str, arguments)],
            env={**os.environ, "HIRING_PASSPHRASE": PASSPHRASE}, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=120,
        )  # fmt: skip
        assert done.returncode == code, (done.stdout, done.stderr)
        return done


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def rows(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_trail_is_listed_filtered_verified_and_exported(office: Office, tmp_path: Path) -> None:
    entries = rows(office.run("audit", "list", "--format", "jsonl", "--limit", 0))
    assert {"jobs.add", "imports.accept", "applications.process"} <= {entry["action"] for entry in entries}
    only = rows(office.run("audit", "list", "--action", "jobs.", "--format", "jsonl"))
    assert {entry["action"] for entry in only} == {"jobs.add"}
    assert rows(office.run("audit", "list", "--since", "2999-01-01", "--format", "jsonl")) == []
    assert "as they were written" in office.run("audit", "verify").stderr
    office.run("audit", "export", "-o", tmp_path / "trail.jsonl")
    assert len((tmp_path / "trail.jsonl").read_text().splitlines()) > len(entries)
    assert "quill" not in (tmp_path / "trail.jsonl").read_text().lower()


def test_access_and_portability_write_the_persons_data(office: Office, tmp_path: Path) -> None:
    known = ("--identified", "known_address")
    office.run("privacy", "access", office.candidate, *known, "-o", tmp_path / "copy.html")
    assert "Ada Quill" in (tmp_path / "copy.html").read_text()
    assert "ada.quill@example.org" in (tmp_path / "copy.json").read_text()
    office.run("privacy", "portability", office.candidate, *known, "-o", tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert any(archive.read(name) == RESUME.encode() for name in archive.namelist())


def test_an_erasure_asks_for_yes_and_leaves_nobody(office: Office) -> None:
    identified = ("--identified", "in_person")
    assert "--yes" in office.run("privacy", "erase", office.candidate, *identified, code=2).stderr
    [done] = rows(office.run("privacy", "erase", office.candidate, *identified, "--yes"))
    assert done["documents"]["candidates"] == 1
    assert done["receipt"]
    [info] = rows(office.run("workspace", "info"))
    assert (info["candidates"], info["applications"], info["attachments"]) == (0, 0, 0)
    office.run("audit", "verify")


def test_retention_shows_who_would_go(office: Office) -> None:
    assert rows(office.run("privacy", "retention", "--preview", "--format", "jsonl")) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("audit", "list", "--since", "tomorrow"), "2026-03-31"),
        (("privacy", "access", "0" * 32, "--identified", "hearsay", "-o", "x.html"), "known_address"),
        (("privacy", "access", "0" * 32, "--identified", "account", "-o", "x.html"), "candidate"),
    ],
)
def test_wrong_input_says_what_to_do(office: Office, arguments: tuple[str, ...], says: str) -> None:
    assert says in office.run(*arguments, code=2).stderr
