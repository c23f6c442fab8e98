"""A real workspace on a real store; only reading and ranking are fakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_ports import CountingRanker, FixedClock, LineReader

from hiring_desktop.core.storage.attachments import EncryptedAttachments
from hiring_desktop.core.storage.sqlite_engine import SqliteStore
from hiring_desktop.core.trust.audit.heads import HeadKeeper
from hiring_desktop.core.trust.keys import WorkspaceKeys
from hiring_desktop.core.workspace import Identity, Workspace

KEYS = (b"s" * 32, b"a" * 32, b"c" * 32)
MASTER = b"m" * 32


@pytest.fixture
def reader() -> LineReader:
    return LineReader()


@pytest.fixture
def ranker() -> CountingRanker:
    return CountingRanker()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def opened(
    tmp_path: Path, reader: LineReader, ranker: CountingRanker, clock: FixedClock
) -> Iterator[Callable[..., Workspace]]:
    """Opens the one workspace of the test, again and again: as a restart, or as a second process, would."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    SqliteStore.create(folder / "store.db", KEYS[0]).close()
    open_ones: list[Workspace] = []

    def open_workspace(*keepers: HeadKeeper) -> Workspace:
        workspace = Workspace(
            Identity("0" * 32, "Test", folder, 1), SqliteStore.open(folder / "store.db", KEYS[0]),
            EncryptedAttachments(folder / "attachments", KEYS[1], KEYS[2]), reader, ranker, clock,
            WorkspaceKeys("0" * 32, "Test", MASTER), head_keepers=keepers,
        )  # fmt: skip
        open_ones.append(workspace)
        return workspace

    yield open_workspace
    for workspace in open_ones:
        workspace.close()


@pytest.fixture
def workspace(opened: Callable[[], Workspace]) -> Workspace:
    return opened()


@pytest.fixture
def resumes(tmp_path: Path) -> Path:
    """A folder with four readable files, of which two are the same, a scan, a program and an empty file."""
    folder = tmp_path / "resumes"
    (folder / "more").mkdir(parents=True)
    (folder / "ada.txt").write_text("Ada Quill | Python, SQL | 6")
    (folder / "bo.txt").write_text("Bo Marsh | Java | 2")
    (folder / "copy of ada.txt").write_text("Ada Quill | Python, SQL | 6")
    (folder / "more" / "cy.txt").write_text("Cy Fern | Python | ")
    (folder / "scan.pdf").write_text("scan")
    (folder / "tool.exe").write_bytes(b"MZ")
    (folder / "void.txt").write_bytes(b"")
    return folder
