"""A workspace that is opened, fed and closed again and again, and one that stays open, hold on to nothing."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from hiring_desktop.bootstrap import create_workspace, open_workspace
from hiring_desktop.core.settings import resource
from hiring_desktop.core.workspace import Workspace

PASSPHRASE = "correct horse battery staple"
GROWTH_BYTES = 48 << 20
"""More than an allocator keeps for itself, less than any leak leaves over a soak."""


def feed(workspace: Workspace, job_id: str, texts: list[Path]) -> None:
    """Import files to the last."""
    workspace.intake.accept(workspace.owner, job_id, texts)
    while workspace.intake.step(0.2):
        pass


def write_texts(folder: Path, turn: int, count: int) -> list[Path]:
    """Resumes of a few lines, none like another."""
    paths = [folder / f"{turn:04d}-{number:04d}.txt" for number in range(count)]
    for path in paths:
        path.write_text(
            f"Person Of {path.stem}\n{path.stem}@example.org\n\nExperience\nData Engineer, Tidewater\n"
            "03/2019 - Present\n\nSkills\nPython, SQL, Apache Kafka\n",
            encoding="utf-8",
        )
    return paths


def held(process: psutil.Process) -> tuple[int, int]:
    """Open files and resident bytes, after what nobody refers to is gone."""
    gc.collect()
    return process.num_fds(), process.memory_info().rss


@pytest.mark.soak
def test_open_feed_close(tmp_path: Path, scale: Callable[[int, int], int]) -> None:
    folder, me = tmp_path / "workspace", psutil.Process()
    workspace = create_workspace(folder, "Soak", passphrase=PASSPHRASE)
    ad = resource("samples", "jobs", "data-engineer.md")
    job = workspace.jobs.add(workspace.owner, workspace.jobs.read_file(ad.read_bytes(), ad.name))
    workspace.close()
    turns, before, imported = scale(3, 60), (0, 0), 0
    for turn in range(turns):
        workspace = open_workspace(folder, passphrase=PASSPHRASE)
        texts = write_texts(tmp_path, turn, 5)
        imported += len(texts)
        feed(workspace, job.id, texts)
        assert workspace.info(workspace.owner).applications == imported
        workspace.close()
        if turn == 0:
            before = held(me)
    files, memory = held(me)
    assert files <= before[0]
    assert memory <= before[1] + GROWTH_BYTES


@pytest.mark.soak
def test_one_that_stays_open(tmp_path: Path, scale: Callable[[int, int], int]) -> None:
    me = psutil.Process()
    workspace = create_workspace(tmp_path / "workspace", "Soak", passphrase=PASSPHRASE)
    try:
        ad = resource("samples", "jobs", "data-engineer.md")
        job = workspace.jobs.add(workspace.owner, workspace.jobs.read_file(ad.read_bytes(), ad.name))
        before = (0, 0)
        for turn in range(scale(3, 100)):
            feed(workspace, job.id, write_texts(tmp_path, turn, scale(10, 100)))
            if turn == 0:
                before = held(me)
        files, memory = held(me)
        # A worker that was replaced meanwhile may own a pipe more or less.
        assert files <= before[0] + 4
        assert memory <= before[1] + GROWTH_BYTES
        assert workspace.verify(workspace.owner) == []
    finally:
        workspace.close()
